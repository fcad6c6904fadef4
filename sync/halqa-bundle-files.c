/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-bundle-files.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>

#include "halqa-blob-wants.h"
#include "halqa-error.h"
#include "halqa-file-writer.h"
#include "halqa-reason.h"
#include "halqa-reserve.h"
#include "halqa-seal-converter.h"

/* Blobs on a stick: a folder beside the bundle, with a file for each, sealed for the members as the
 * bundle is (protocol, section 9).
 *
 * The rules kept: what is on the stick is not written again, for a blob never changes, and a stick is
 * slow. Nothing on it is believed: a file is opened under the name that we make for what is missing, is
 * read as far as a blob can be long, and counts when its SHA-256 is right. Its name tells nobody
 * without the key which file it is. Text comes first: the folder is filled when the bundle is on
 * disk.
 *
 * Rejected: blobs in the bundle (to write a forum anew would be to write all its photos anew); to write
 * them as they are (who finds the stick would see them). */

#define ENDING "-files"
#define MAGIC "HALQAF1\n"
#define MAGIC_SIZE 8
#define KNOWN_SIZE (MAGIC_SIZE + HALQA_TAG_SIZE)
#define NAME_SIZE 16

typedef struct
{
  /* Owned. */
  char *folder;
  GPtrArray *ids; /* of HalqaBlobId */
  HalqaKeyring *keyring;

  /* Borrowed. */
  HalqaStore *store;
  HalqaBlobStore *blobs;
  GCancellable *cancellable;
  HalqaBundleFiles *files;
} Work;

static void
derive (const HalqaKey *key, const char *label, const HalqaBlobId *id, guint8 *out, gsize size)
{
  crypto_generichash_state state;

  crypto_generichash_init (&state, key->key, HALQA_KEY_SIZE, size);
  crypto_generichash_update (&state, (const guint8 *) label, strlen (label));
  crypto_generichash_update (&state, id->bytes, sizeof id->bytes);
  crypto_generichash_final (&state, out, size);
}

static char *
build_path (Work *work, const HalqaKey *key, const HalqaBlobId *id)
{
  guint8 name[NAME_SIZE];
  char hex[HALQA_HEX_MAX];

  derive (key, "halqa file name 1", id, name, sizeof name);
  return g_build_filename (work->folder, halqa_hex_encode (hex, name, sizeof name), NULL);
}

static GBytes *
make_known (const HalqaKey *key)
{
  guint8 known[KNOWN_SIZE];

  memcpy (known, MAGIC, MAGIC_SIZE);
  memcpy (known + MAGIC_SIZE, key->tag, HALQA_TAG_SIZE);
  return g_bytes_new (known, sizeof known);
}

static GConverter *
make_converter (const HalqaKey *key, const HalqaBlobId *id, GBytes *known, gboolean seals)
{
  guint8 of_file[HALQA_KEY_SIZE];
  GConverter *converter;

  derive (key, "halqa file 1", id, of_file, sizeof of_file);
  converter = seals ? halqa_sealer_new (of_file, known) : halqa_unsealer_new (of_file, known);
  sodium_memzero (of_file, sizeof of_file);
  return converter;
}

/* There is always a last chunk, which may be empty. */
static guint64
get_sealed_size (guint64 size)
{
  return KNOWN_SIZE + HALQA_SEAL_HEADER + size +
         (size / HALQA_SEAL_CHUNK + (size % HALQA_SEAL_CHUNK > 0 || size == 0)) * HALQA_SEAL_EXTRA;
}

static void
begin (Work *work,
       HalqaStore *store,
       const char *path,
       HalqaBundleFiles *files,
       GCancellable *cancellable)
{
  *files = (HalqaBundleFiles){ 0, 0, 0 };
  work->folder = g_strconcat (path, ENDING, NULL);
  work->ids = g_ptr_array_new_with_free_func (g_free);
  work->keyring = halqa_store_ref_keyring (store);
  work->store = store;
  work->blobs = halqa_store_get_blobs (store);
  work->cancellable = cancellable;
  work->files = files;
}

static void
clear (Work *work)
{
  g_free (work->folder);
  g_ptr_array_unref (work->ids);
  halqa_keyring_unref (work->keyring);
}

typedef gboolean (*FileFunc) (Work *work, const HalqaBlobId *id, GError **error);

static gboolean
run (Work *work, FileFunc func, HalqaStoreProgress progress, gpointer user_data, GError **error)
{
  gboolean done = TRUE;

  for (guint i = 0; done && i < work->ids->len; i++)
    {
      done = !g_cancellable_set_error_if_cancelled (work->cancellable, error) &&
             func (work, g_ptr_array_index (work->ids, i), error);
      if (progress != NULL)
        progress (i + 1, work->ids->len, user_data);
    }
  return done;
}

/* --- giving */

static void
add_id (const HalqaBlobId *id, gpointer user_data)
{
  g_ptr_array_add (((Work *) user_data)->ids, g_memdup2 (id, sizeof *id));
}

static gboolean
seal_into (Work *work,
           const HalqaKey *key,
           const HalqaBlobId *id,
           GBytes *content,
           GOutputStream *file,
           GError **error)
{
  g_autoptr (GBytes) known = make_known (key);
  g_autoptr (GConverter) sealer = make_converter (key, id, known, TRUE);
  g_autoptr (GOutputStream) sealed = g_converter_output_stream_new (file, sealer);

  g_filter_output_stream_set_close_base_stream (G_FILTER_OUTPUT_STREAM (sealed), FALSE);
  return g_output_stream_write_all (file, g_bytes_get_data (known, NULL), KNOWN_SIZE, NULL,
                                    work->cancellable, error) &&
         g_output_stream_write_all (sealed, g_bytes_get_data (content, NULL),
                                    g_bytes_get_size (content), NULL, work->cancellable, error) &&
         g_output_stream_close (sealed, work->cancellable, error);
}

static gboolean
is_there (const char *path, guint64 size)
{
  GStatBuf status;

  return g_stat (path, &status) == 0 && S_ISREG (status.st_mode) &&
         (guint64) status.st_size == get_sealed_size (size);
}

/* What a record says that it is called; NULL where none does. */
static char *
dup_name (Work *work, const HalqaBlobId *id)
{
  const HalqaSchema *schema = halqa_store_get_schema (work->store);
  const HalqaQuery query = { .kind = schema->blob_kind };
  g_autoptr (HalqaReader) reader =
                 schema->name_blob != NULL ? halqa_reader_open (work->store, NULL) : NULL;
  g_autoptr (GPtrArray) records = reader != NULL ? halqa_reader_query (reader, &query, NULL) : NULL;

  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      HalqaRecord *record = g_ptr_array_index (records, i);
      HalqaBlobRef ref;

      if (schema->get_blob (record, &ref) && halqa_entry_id_equal (&ref.id, id))
        return schema->name_blob (record);
    }
  return NULL;
}

/* The name of its file on the stick tells nobody which it is. */
static void
name_file (Work *work, const HalqaBlobId *id, const char *path, GError *error)
{
  g_autofree char *name = dup_name (work, id);
  g_autofree char *shown = g_filename_display_basename (path);
  g_autoptr (GString) message = g_string_new (error->message);

  if (name == NULL)
    return;
  g_string_replace (message, shown, name, 1);
  g_free (error->message);
  error->message = g_string_free (g_steal_pointer (&message), FALSE);
}

/* One that is damaged here is no reason to give the others no more. */
static gboolean
give_one (Work *work, const HalqaBlobId *id, GError **error)
{
  const HalqaKey *key = halqa_keyring_get_newest (work->keyring);
  g_autofree char *path = build_path (work, key, id);
  g_autoptr (GBytes) content = NULL;
  g_autoptr (HalqaFileWriter) file = NULL;
  g_autoptr (GError) reason = NULL;

  if (is_there (path, halqa_blob_store_get_size (work->blobs, id)))
    {
      work->files->n_there++;
      return TRUE;
    }
  content = halqa_blob_store_load (work->blobs, id, &reason);
  if (g_error_matches (reason, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_NO_MEMORY))
    {
      g_propagate_error (error, g_steal_pointer (&reason));
      return FALSE;
    }
  if (content == NULL)
    {
      work->files->n_damaged++;
      return TRUE;
    }
  file = halqa_file_writer_new (path, 0666, &reason);
  if (file == NULL || !seal_into (work, key, id, content, G_OUTPUT_STREAM (file), &reason) ||
      !halqa_file_writer_commit (file, &reason))
    {
      name_file (work, id, path, reason);
      g_propagate_error (error, g_steal_pointer (&reason));
      return FALSE;
    }
  work->files->n_done++;
  return TRUE;
}

static gboolean
make_folder (Work *work, GError **error)
{
  if (work->ids->len == 0 || g_mkdir (work->folder, 0777) == 0 || errno == EEXIST)
    return TRUE;
  g_set_error (error, HALQA_SYNC_ERROR,
               errno == ENOSPC ? HALQA_SYNC_ERROR_NO_SPACE : HALQA_SYNC_ERROR_FAILED,
               _ ("The folder for attachments, “%s”, can't be made: %s"), work->folder,
               halqa_reason_say (errno));
  return FALSE;
}

/**
 * halqa_bundle_files_write:
 * @store: whose blobs
 * @path: of the bundle that was just written
 * @progress: (nullable): told of each file
 * @user_data: for @progress
 * @cancellable: (nullable): ends it; the files that are done stay
 * @files: (out caller-allocates): how many
 * @error: that the text is there, where it is, and why the files are not all
 *
 * Returns: whether all that are sound here are there
 */
gboolean
halqa_bundle_files_write (HalqaStore *store,
                          const char *path,
                          HalqaStoreProgress progress,
                          gpointer user_data,
                          GCancellable *cancellable,
                          HalqaBundleFiles *files,
                          GError **error)
{
  Work work;
  gboolean done;

  begin (&work, store, path, files, cancellable);
  halqa_blob_store_foreach (work.blobs, add_id, &work);
  done = make_folder (&work, error) && run (&work, give_one, progress, user_data, error);
  /* A stick may have been pulled out, text and all. */
  if (!done && g_file_test (path, G_FILE_TEST_EXISTS))
    /* Translators: an error follows. */
    g_prefix_error (error, "%s ", _ ("The text is there; not all attachments are."));
  clear (&work);
  return done;
}

/* --- taking */

/* Not more than a blob can have; what is behind it is not looked at. */
static GBytes *
open_sealed (Work *work,
             const char *path,
             const HalqaKey *key,
             const HalqaBlobId *id,
             GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = NULL;
  g_autoptr (GBytes) known = make_known (key);
  g_autoptr (GConverter) unsealer = make_converter (key, id, known, FALSE);
  g_autoptr (GInputStream) opened = NULL;
  g_autoptr (GBytes) head = NULL;
  g_autoptr (GByteArray) data = NULL;
  gsize size;

  stream = g_file_read (file, work->cancellable, NULL);
  if (stream == NULL)
    return NULL;
  head = g_input_stream_read_bytes (G_INPUT_STREAM (stream), KNOWN_SIZE, work->cancellable, NULL);
  if (head == NULL || !g_bytes_equal (head, known))
    return NULL;
  opened = g_converter_input_stream_new (G_INPUT_STREAM (stream), unsealer);
  data = halqa_reserve_bytes (HALQA_BLOB_MAX, error);
  if (data == NULL ||
      !g_input_stream_read_all (opened, data->data, HALQA_BLOB_MAX, &size, work->cancellable, NULL))
    return NULL;
  g_byte_array_set_size (data, size);
  return g_byte_array_free_to_bytes (g_steal_pointer (&data));
}

static gboolean
is_it (GBytes *content, const HalqaBlobId *id)
{
  g_autofree char *hex =
      content != NULL ? g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, content) : NULL;
  HalqaBlobId found;

  return hex != NULL && halqa_hex_decode (hex, found.bytes, sizeof found.bytes) &&
         halqa_entry_id_equal (&found, id);
}

static gboolean
is_on_stick (Work *work, const HalqaBlobId *id)
{
  gboolean found = FALSE;

  for (guint i = 0; !found && i < halqa_keyring_get_n_keys (work->keyring); i++)
    {
      g_autofree char *path = build_path (work, halqa_keyring_get_key (work->keyring, i), id);

      found = g_file_test (path, G_FILE_TEST_IS_REGULAR);
    }
  return found;
}

/* Before the first is taken: what is not there then is gone. */
static gboolean
list_missing (Work *work, HalqaStore *store, GError **error)
{
  g_autoptr (HalqaReader) reader = halqa_reader_open (store, error);
  HalqaBlobWants *wants;
  GPtrArray *missing;

  if (reader == NULL)
    return FALSE;
  wants = halqa_blob_wants_new (reader);
  missing = halqa_blob_wants_get_missing (wants);
  for (guint i = 0; i < missing->len; i++)
    {
      const HalqaBlobWant *want = g_ptr_array_index (missing, i);

      if (is_on_stick (work, &want->id))
        add_id (&want->id, work);
    }
  halqa_blob_wants_free (wants);
  return TRUE;
}

/* Under the name that any of our keys gives it. */
static gboolean
take_one (Work *work, const HalqaBlobId *id, GError **error)
{
  for (guint i = 0; i < halqa_keyring_get_n_keys (work->keyring); i++)
    {
      const HalqaKey *key = halqa_keyring_get_key (work->keyring, i);
      g_autofree char *path = build_path (work, key, id);
      g_autoptr (GBytes) content = NULL;
      g_autoptr (GError) reason = NULL;
      HalqaBlobId stored;

      if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
        continue;
      content = open_sealed (work, path, key, id, &reason);
      if (reason != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&reason));
          return FALSE;
        }
      if (!is_it (content, id))
        continue;
      if (!halqa_blob_store_add (work->blobs, content, &stored, error))
        return FALSE;
      work->files->n_done++;
      halqa_blob_store_drop_part (work->blobs, id);
      return TRUE;
    }
  work->files->n_damaged++;
  return TRUE;
}

/**
 * halqa_bundle_files_count:
 * @store: where they are missing
 * @path: of a bundle
 * @blobs: (element-type HalqaBlobRef): what records refer to, of the bundle as well
 * @n: (out): how many files beside the bundle are of those that are not here
 * @size: (out): their bytes, as records say
 */
void
halqa_bundle_files_count (HalqaStore *store,
                          const char *path,
                          const GArray *blobs,
                          guint *n,
                          guint64 *size)
{
  g_autoptr (GHashTable) counted = g_hash_table_new (halqa_entry_id_hash, halqa_entry_id_equal);
  HalqaBundleFiles files;
  Work work;

  *size = 0;
  begin (&work, store, path, &files, NULL);
  for (guint i = 0; i < blobs->len; i++)
    {
      HalqaBlobRef *ref = &g_array_index (blobs, HalqaBlobRef, i);

      if (halqa_blob_store_get_size (work.blobs, &ref->id) == ref->size ||
          !is_on_stick (&work, &ref->id) || !g_hash_table_add (counted, &ref->id))
        continue;
      *size += ref->size;
    }
  *n = g_hash_table_size (counted);
  clear (&work);
}

/**
 * halqa_bundle_files_take:
 * @store: what is missing there
 * @path: of the bundle that was just taken
 * @progress: (nullable): told of each file
 * @user_data: for @progress
 * @cancellable: (nullable): ends it; what was taken by then stays
 * @files: (out caller-allocates): how many
 * @error: why they can't be stored here
 *
 * Returns: whether all of them that can be read were taken
 */
gboolean
halqa_bundle_files_take (HalqaStore *store,
                         const char *path,
                         HalqaStoreProgress progress,
                         gpointer user_data,
                         GCancellable *cancellable,
                         HalqaBundleFiles *files,
                         GError **error)
{
  Work work;
  gboolean done;

  begin (&work, store, path, files, cancellable);
  done = list_missing (&work, store, error) && run (&work, take_one, progress, user_data, error);
  clear (&work);
  return done;
}
