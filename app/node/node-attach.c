/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-node.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#include "halqa-app-error.h"
#include "halqa-attachment-private.h"
#include "halqa-error.h"

/*
 * Commands on attachments: attach, attachment, attachments.
 *
 * Rule: what is attached is on disk before its record, and both before the id is printed. A file that
 * is not here is fetched by `serve`, in the background; these commands tell where it is.
 */

#define KIND "attachment"

static gboolean only_missing;
static gboolean collect;

static const GOptionEntry attachments_options[] = {
  { "missing", 0, 0, G_OPTION_ARG_NONE, &only_missing, N_ ("Only those whose file is not here"),
    NULL },
  { "collect", 0, 0, G_OPTION_ARG_NONE, &collect,
    N_ ("Remove files that nothing in the history names, a day old at least"), NULL },
  G_OPTION_ENTRY_NULL,
};

/* --- attach */

static void
put (HalqaChange *change, const HalqaId *id, const char *field, HalqaValue value)
{
  halqa_change_set (change, KIND, id, field, &value, HALQA_REPLACE_SHOWN);
}

static gboolean
is_of_the_file (const char *field)
{
  return g_str_equal (field, "subject") || g_str_equal (field, "size") ||
         g_str_equal (field, "sha256");
}

static gboolean
put_fields (HalqaChange *change, const HalqaId *id, GArray *fields, GError **error)
{
  for (guint i = 0; i < fields->len; i++)
    {
      const HalqaNodeField *field = &g_array_index (fields, HalqaNodeField, i);

      if (is_of_the_file (field->name))
        {
          g_set_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_INVALID,
                       _ ("The field “%s” tells of the file itself, and is filled in from it"),
                       field->name);
          return FALSE;
        }
      put (change, id, field->name, field->value);
    }
  return TRUE;
}

static void
describe (HalqaChange *change,
          const HalqaId *id,
          HalqaRecord *subject,
          const HalqaAttached *attached)
{
  g_autofree char *hex = halqa_hex_dup (attached->blob.id.bytes, sizeof attached->blob.id.bytes);

  halqa_change_create (change, KIND, id);
  put (change, id, "subject", halqa_value_id (halqa_record_get_id (subject)));
  put (change, id, "name", halqa_value_text (attached->name));
  put (change, id, "media_type", halqa_value_text (attached->media_type));
  put (change, id, "size", halqa_value_int ((gint64) attached->blob.size));
  put (change, id, "sha256", halqa_value_text (hex));
}

static gboolean
store_file (HalqaNode *self, const char *path, HalqaAttached *attached, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (path);
  g_autofree char *name = NULL;
  g_autoptr (GBytes) content = halqa_attach_read (file, &name, NULL, NULL, NULL, error);

  return content != NULL && halqa_attach_store (self->store, content, name, attached, error);
}

static gboolean
run_attach (HalqaNode *self, char **args, GError **error)
{
  g_autoptr (HalqaRecord) subject = halqa_node_find_record (self, args[0], error);
  g_autoptr (HalqaChange) change = halqa_change_new ();
  g_auto (HalqaAttached) attached = HALQA_ATTACHED_INIT;
  g_autoptr (GArray) fields = NULL;
  HalqaId id;

  if (subject == NULL)
    return FALSE;
  fields = halqa_node_parse_fields (self, KIND, args + 2, error);
  if (fields == NULL || !store_file (self, args[1], &attached, error))
    return FALSE;
  halqa_id_random (&id);
  describe (change, &id, subject, &attached);
  if (!put_fields (change, &id, fields, error) || !halqa_store_commit (self->store, change, error))
    return FALSE;
  halqa_node_print_id (self, id.bytes, HALQA_ID_SIZE);
  return TRUE;
}

/* --- what is known of one */

static const char *
get_state_word (HalqaAttachmentState state)
{
  static const char *const words[] = {
    [HALQA_ATTACHMENT_HERE] = "here",       [HALQA_ATTACHMENT_COMING] = "coming",
    [HALQA_ATTACHMENT_MISSING] = "missing", [HALQA_ATTACHMENT_NO_ROOM] = "no_room",
    [HALQA_ATTACHMENT_DAMAGED] = "damaged", [HALQA_ATTACHMENT_UNSOUND] = "unsound",
  };

  return words[state];
}

/* (transfer full) (array zero-terminated=1): names of laptops, or the beginnings of their ids. */
static char **
list_laptops (HalqaNode *self, HalqaRecord *record, const HalqaBlobRef *blob)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_autoptr (GArray) devices = halqa_attachment_list_devices (self->store, record, blob);

  for (guint i = 0; i < devices->len; i++)
    {
      const HalqaDeviceId *device = &g_array_index (devices, HalqaDeviceId, i);
      g_autofree char *name = halqa_reader_dup_device_name (self->reader, device);

      if (name == NULL)
        name = halqa_hex_dup (device->bytes, 4);
      g_strv_builder_add (names, name);
    }
  return g_strv_builder_end (names);
}

/* --- attachment */

static gboolean
refuse_missing (HalqaNode *self,
                HalqaRecord *record,
                const HalqaBlobRef *blob,
                HalqaAttachmentState state,
                GError **error)
{
  g_auto (GStrv) laptops = NULL;
  g_autofree char *names = NULL;

  if (state == HALQA_ATTACHMENT_UNSOUND)
    return halqa_node_refuse (error, _ ("This attachment names no file that there could be"));
  laptops = list_laptops (self, record, blob);
  names = g_strjoinv (", ", laptops);
  g_set_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_NOT_FOUND,
               /* Translators: the names of laptops. */
               _ ("The file of this attachment is not here yet. Laptops that have it: %s"),
               *names != '\0' ? names : "—");
  return FALSE;
}

/* Beside what is there already. */
static char *
find_free_name (const char *folder, const char *name)
{
  const char *dot = strrchr (name, '.');
  int length = (int) (dot != NULL && dot > name ? (gsize) (dot - name) : strlen (name));
  g_autofree char *path = g_build_filename (folder, name, NULL);

  for (guint i = 2; g_file_test (path, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK); i++)
    {
      g_autofree char *next = g_strdup_printf ("%.*s (%u)%s", length, name, i, name + length);

      g_free (path);
      path = g_build_filename (folder, next, NULL);
    }
  return g_steal_pointer (&path);
}

static void
print_written (HalqaNode *self, const char *path, const HalqaBlobRef *blob)
{
  g_autoptr (JsonBuilder) builder = NULL;

  if (!self->json)
    {
      puts (path);
      return;
    }
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  halqa_node_add_member (builder, "file", path);
  halqa_node_add_number (builder, "size", (gint64) blob->size);
  json_builder_end_object (builder);
  halqa_node_print_json (builder);
}

static gboolean
run_attachment (HalqaNode *self, char **args, GError **error)
{
  g_autoptr (HalqaRecord) record = halqa_node_find_record (self, args[0], error);
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;
  HalqaAttachmentState state;
  HalqaBlobRef blob;

  if (record == NULL)
    return FALSE;
  if (!g_str_equal (halqa_record_get_kind (record)->name, KIND))
    return halqa_node_refuse (error, _ ("This is the id of no attachment"));
  state = halqa_attachment_find_state (self->store, record, &blob);
  if (state != HALQA_ATTACHMENT_HERE && state != HALQA_ATTACHMENT_DAMAGED)
    return refuse_missing (self, record, &blob, state, error);
  name = halqa_attachment_make_file_name (halqa_record_get_text (record, "name"),
                                          halqa_record_get_text (record, "media_type"));
  path = g_file_test (args[1], G_FILE_TEST_IS_DIR) ? find_free_name (args[1], name)
                                                   : g_strdup (args[1]);
  if (!halqa_attachment_write (self->store, &blob, path, error))
    return FALSE;
  print_written (self, path, &blob);
  return TRUE;
}

/* --- attachments */

static void
add_text (JsonBuilder *builder, HalqaRecord *record, const char *field)
{
  const char *text = halqa_record_get_text (record, field);

  if (text != NULL)
    halqa_node_add_member (builder, field, text);
}

static void
add_laptops (JsonBuilder *builder, char **laptops)
{
  json_builder_set_member_name (builder, "laptops");
  json_builder_begin_array (builder);
  for (; *laptops != NULL; laptops++)
    json_builder_add_string_value (builder, *laptops);
  json_builder_end_array (builder);
}

static void
print_one_json (HalqaNode *self,
                HalqaRecord *record,
                HalqaAttachmentState state,
                const HalqaBlobRef *blob,
                char **laptops)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  HalqaBlobStore *blobs = halqa_store_get_blobs (self->store);
  const HalqaValue *subject = halqa_record_get_value (record, "subject");
  gboolean is_sound = state != HALQA_ATTACHMENT_UNSOUND;
  guint64 done = 0;

  if (is_sound)
    done = state == HALQA_ATTACHMENT_HERE ? blob->size
                                          : halqa_blob_store_get_part_size (blobs, &blob->id);
  json_builder_begin_object (builder);
  halqa_node_add_hex (builder, "id", halqa_record_get_id (record)->bytes, HALQA_ID_SIZE);
  if (subject != NULL && halqa_value_get_id (subject) != NULL)
    halqa_node_add_hex (builder, "subject", halqa_value_get_id (subject)->bytes, HALQA_ID_SIZE);
  add_text (builder, record, "name");
  add_text (builder, record, "media_type");
  if (is_sound)
    halqa_node_add_number (builder, "size", (gint64) blob->size);
  add_text (builder, record, "sha256");
  halqa_node_add_member (builder, "state", get_state_word (state));
  halqa_node_add_number (builder, "done", (gint64) done);
  add_laptops (builder, laptops);
  json_builder_end_object (builder);
  halqa_node_print_json (builder);
}

static void
print_one_text (HalqaRecord *record, HalqaAttachmentState state, char **laptops)
{
  g_autofree char *hex = halqa_hex_dup (halqa_record_get_id (record)->bytes, HALQA_ID_SIZE);
  g_autofree char *name =
      halqa_attachment_make_file_name (halqa_record_get_text (record, "name"),
                                       halqa_record_get_text (record, "media_type"));
  g_autofree char *names = g_strjoinv (", ", laptops);

  halqa_node_print ("%s  %-8s %s%s%s", hex, get_state_word (state), name,
                    *names != '\0' ? "  ← " : "", names);
}

static void
print_one (HalqaNode *self, HalqaRecord *record)
{
  g_auto (GStrv) laptops = NULL;
  HalqaBlobRef blob = { { { 0 } }, 0 };
  HalqaAttachmentState state = halqa_attachment_find_state (self->store, record, &blob);

  if (only_missing && state == HALQA_ATTACHMENT_HERE)
    return;
  laptops = state == HALQA_ATTACHMENT_UNSOUND || state == HALQA_ATTACHMENT_HERE
                ? g_new0 (char *, 1)
                : list_laptops (self, record, &blob);
  if (self->json)
    print_one_json (self, record, state, &blob, laptops);
  else
    print_one_text (record, state, laptops);
}

/* What any write ever named: a deleted record can be restored, and a value that was replaced, too. */
static gboolean
add_named (HalqaNode *self, HalqaRecord *record, GHashTable *kept, GError **error)
{
  g_autoptr (GPtrArray) writes =
                 halqa_reader_history (self->reader, KIND, halqa_record_get_id (record), error);

  for (guint i = 0; writes != NULL && i < writes->len; i++)
    {
      const HalqaPastWrite *write = g_ptr_array_index (writes, i);
      const char *text =
          g_str_equal (write->field, "sha256") ? halqa_value_get_text (&write->value) : NULL;
      HalqaBlobId id;

      if (text != NULL && halqa_hex_decode (text, id.bytes, sizeof id.bytes))
        g_hash_table_add (kept, g_memdup2 (&id, sizeof id));
    }
  return writes != NULL;
}

static gboolean
run_collect (HalqaNode *self, GPtrArray *records, GError **error)
{
  g_autoptr (GHashTable) kept =
                 g_hash_table_new_full (halqa_entry_id_hash, halqa_entry_id_equal, g_free, NULL);
  g_autofree char *size = NULL;
  g_autoptr (JsonBuilder) builder = NULL;
  guint64 freed;

  for (guint i = 0; i < records->len; i++)
    if (!add_named (self, g_ptr_array_index (records, i), kept, error))
      return FALSE;
  if (!halqa_store_check_writable (self->store, error))
    return FALSE;
  freed = halqa_blob_store_collect (halqa_store_get_blobs (self->store), kept);
  size = g_format_size_full (freed, G_FORMAT_SIZE_IEC_UNITS);
  if (!self->json)
    {
      /* Translators: an amount of data, as in "3.1 MiB". */
      halqa_node_print (_ ("Freed: %s."), size);
      return TRUE;
    }
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  halqa_node_add_number (builder, "freed", (gint64) freed);
  json_builder_end_object (builder);
  halqa_node_print_json (builder);
  return TRUE;
}

static gboolean
run_attachments (HalqaNode *self, char **args, GError **error)
{
  const HalqaQuery query = { .kind = KIND,
                             .deleted = collect ? HALQA_DELETED_TOO : HALQA_DELETED_HIDE };
  g_autoptr (GPtrArray) records = halqa_reader_query (self->reader, &query, error);

  if (records == NULL)
    return FALSE;
  if (collect)
    return run_collect (self, records, error);
  for (guint i = 0; i < records->len; i++)
    print_one (self, g_ptr_array_index (records, i));
  return TRUE;
}

/* --- check */

typedef struct
{
  HalqaBlobStore *blobs;
  gboolean mend;
  guint n_done;
  guint n_all;
  GError *error; /* the first */
} Check;

static void
count_one (const HalqaBlobId *id, gpointer user_data)
{
  ((Check *) user_data)->n_all++;
}

static void
check_one (const HalqaBlobId *id, gpointer user_data)
{
  Check *check = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) content = halqa_blob_store_load (check->blobs, id, &error);
  g_autofree char *file = halqa_blob_store_dup_file (check->blobs, id);

  halqa_node_show_progress (++check->n_done, check->n_all, NULL);
  if (content != NULL)
    return;
  if (check->mend && !g_error_matches (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_NO_MEMORY))
    halqa_blob_store_put_aside (check->blobs, id, NULL);
  else if (check->error == NULL)
    check->error =
        g_error_new (HALQA_APP_ERROR, HALQA_APP_ERROR_FILE, "%s: %s", file, error->message);
}

/**
 * halqa_node_check_attachments:
 * @self: a run with a forum open
 * @mend: whether to put aside what is damaged, so that it is fetched again
 * @error: the first that is damaged, unless it is put aside
 *
 * Returns: whether each file that is here holds what its name says
 */
gboolean
halqa_node_check_attachments (HalqaNode *self, gboolean mend, GError **error)
{
  Check check = { .blobs = halqa_store_get_blobs (self->store), .mend = mend };

  halqa_node_begin_progress (HALQA_NODE_CHECKS_FILES);
  halqa_blob_store_foreach (check.blobs, count_one, &check);
  halqa_blob_store_foreach (check.blobs, check_one, &check);
  if (check.error == NULL)
    return TRUE;
  g_propagate_error (error, check.error);
  return FALSE;
}

const HalqaNodeCommand halqa_node_attach_commands[] = {
  { "attach", "SUBJECT FILE [FIELD=VALUE …]",
    N_ ("Attaches a file to a record; prints the id of the attachment"), 2, G_MAXUINT,
    HALQA_NODE_ONE_FORUM, NULL, run_attach },
  { "attachment", "ID FILE", N_ ("Writes the file of an attachment; FILE may be a folder"), 2, 2,
    HALQA_NODE_ONE_FORUM, NULL, run_attachment },
  { "attachments", "", N_ ("Lists attachments, whether their files are here, and who has them"), 0,
    0, HALQA_NODE_ONE_FORUM, attachments_options, run_attachments },
  { NULL },
};
