/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-error.h"
#include "halqa-forum-private.h"
#include "halqa-item-private.h"
#include "halqa-kinds.h"
#include "halqa-version-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The items that somebody holds, and the versions of a field.
 *
 * The forum keeps a table of live items without owning them: an item leaves it when its last
 * reference goes. So a list of 20,000 rows costs no more objects than are on the screen, and what
 * an entry touches is read again only where somebody looks at it.
 *
 * Rule: one record, one object. Two lists and an editor that show it hold the same item, and what
 * one of them sees the others see.
 *
 * Rejected: to let each item watch the store. 10,000 watchers would be asked for each entry. */

typedef struct
{
  const char *kind; /* lent by the schema */
  HalqaId id;

  /* borrowed: they clear the slot when they go */
  HalqaForum *forum;
  HalqaItem *item;
} Slot;

static guint
hash_slot (gconstpointer slot)
{
  return halqa_id_hash (&((const Slot *) slot)->id);
}

static gboolean
slot_is_equal (gconstpointer a, gconstpointer b)
{
  const Slot *one = a;
  const Slot *other = b;

  return halqa_id_equal (&one->id, &other->id) && g_str_equal (one->kind, other->kind);
}

static void
item_gone_cb (gpointer user_data, GObject *where)
{
  Slot *slot = user_data;

  g_hash_table_remove (slot->forum->items, slot);
}

static HalqaItem *
find_item (HalqaForum *self, const char *kind, const HalqaId *id)
{
  const Slot key = { kind, *id, NULL, NULL };
  Slot *slot = g_hash_table_lookup (self->items, &key);

  return slot != NULL ? slot->item : NULL;
}

/* The fields in which @record has versions that nobody has chosen between. */
static char **
read_conflicts (HalqaForum *self, HalqaRecord *record)
{
  g_autoptr (GStrvBuilder) fields = g_strv_builder_new ();
  g_autoptr (GPtrArray) conflicts = NULL;
  g_autoptr (GError) error = NULL;

  if (halqa_record_get_n_conflicts (record) == 0)
    return g_strv_builder_end (fields);

  conflicts = halqa_reader_conflicts (self->reader, halqa_record_get_kind (record)->name,
                                      halqa_record_get_id (record), &error);
  if (conflicts == NULL)
    g_warning ("%s: %s", halqa_store_get_path (self->store), error->message);
  for (guint i = 0; conflicts != NULL && i < conflicts->len; i++)
    {
      const HalqaConflict *conflict = g_ptr_array_index (conflicts, i);

      g_strv_builder_add (fields, conflict->field);
    }
  return g_strv_builder_end (fields);
}

static HalqaRecord *
read_record (HalqaForum *self, const char *kind, const HalqaId *id)
{
  g_autoptr (GError) error = NULL;
  HalqaRecord *record = halqa_reader_get (self->reader, kind, id, &error);

  if (record == NULL && error != NULL &&
      !g_error_matches (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_NOT_FOUND))
    g_warning ("%s: %s", halqa_store_get_path (self->store), error->message);
  return record;
}

static const char *
get_author_name (HalqaForum *self, HalqaRecord *record)
{
  const HalqaDeviceId *author = halqa_record_get_author (record);

  return author != NULL ? halqa_forum_get_device_name (self, author) : NULL;
}

/* @record: what it shows from now on */
static void
update_item (HalqaForum *self, HalqaItem *item, HalqaRecord *record)
{
  g_auto (GStrv) conflicts = read_conflicts (self, record);

  halqa_item_update (item, record, get_author_name (self, record), (const char *const *) conflicts);
}

static void
read_item (gpointer user_data, HalqaItem *item)
{
  HalqaForum *self = user_data;
  g_autoptr (HalqaRecord) record = NULL;
  HalqaId id;

  halqa_hex_decode (halqa_item_get_id (item), id.bytes, sizeof id.bytes);
  record = read_record (self, halqa_item_get_kind (item), &id);
  if (record != NULL)
    update_item (self, item, record);
}

/* One that is not read yet. */
static HalqaItem *
make_item (HalqaForum *self, const HalqaKind *kind, const HalqaId *id)
{
  Slot *slot = g_new0 (Slot, 1);

  slot->kind = kind->name;
  slot->id = *id;
  slot->forum = self;
  slot->item = halqa_item_new (kind, id, read_item, self);
  g_object_weak_ref (G_OBJECT (slot->item), item_gone_cb, slot);
  g_hash_table_add (self->items, slot);
  return slot->item;
}

/* The live items that @touched names; all of them where a laptop may have got another name, for it
 * may be the author of any. */
static GPtrArray *
list_touched_items (HalqaForum *self, const GArray *touched)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer slot;
  gboolean renamed = FALSE;

  for (guint i = 0; i < touched->len; i++)
    {
      const HalqaTouched *one = &g_array_index (touched, HalqaTouched, i);
      HalqaItem *item = find_item (self, one->kind->name, &one->id);

      renamed |= g_str_equal (one->kind->name, "device");
      if (item != NULL)
        g_ptr_array_add (items, g_object_ref (item));
    }
  if (!renamed)
    return g_steal_pointer (&items);

  g_hash_table_remove_all (self->device_names);
  g_ptr_array_set_size (items, 0);
  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, &slot, NULL))
    g_ptr_array_add (items, g_object_ref (((Slot *) slot)->item));
  return g_steal_pointer (&items);
}

static void
refresh_item (HalqaForum *self, HalqaItem *item)
{
  if (halqa_item_is_read (item))
    read_item (self, item);
  else
    halqa_item_touch (item);
}

/* Two proposals may have one title, those above all that two laptops made of one pair. The title first: the
 * direction of the line is its own. */
static char *
describe_target (HalqaItem *target)
{
  const char *label = halqa_item_get_label (target);
  const char *reference = halqa_item_get_text (target, "reference");

  if (*reference == '\0')
    return g_strdup (label);
  return *label == '\0' ? g_strdup (reference) : g_strdup_printf ("%s\u00a0· %s", label, reference);
}

static char *
describe_reference (HalqaForum *self, const HalqaField *field, const HalqaId *id)
{
  g_autofree char *hex = halqa_hex_dup (id->bytes, HALQA_ID_SIZE);
  g_autoptr (HalqaItem) target = NULL;
  g_autofree char *words = NULL;
  const HalqaKind *kind;
  HalqaId found;

  if (field->target != NULL)
    target = halqa_forum_dup_item_of (self, field->target, id);
  else if (halqa_reader_find (self->reader, hex, &kind, &found, NULL))
    target = halqa_forum_dup_item_of (self, kind->name, id);
  words = target != NULL ? describe_target (target) : g_strdup ("");
  return *words != '\0' ? g_steal_pointer (&words) : g_steal_pointer (&hex);
}

static char *
describe_value (HalqaForum *self, const HalqaKind *kind, const HalqaPastWrite *write)
{
  const HalqaField *field = halqa_kind_find_field (kind, write->field);
  const HalqaId *id = halqa_value_get_id (&write->value);

  if (g_str_equal (write->field, "deleted") && write->value.type == HALQA_VALUE_BOOL)
    return g_strdup (write->value.boolean ? _ ("deleted") : _ ("not deleted"));
  if (field != NULL && field->type == HALQA_FIELD_REF && id != NULL)
    return describe_reference (self, field, id);
  return halqa_kinds_format (&write->value);
}

/* --- for the other files of the forum */

void
halqa_forum_init_items (HalqaForum *self)
{
  self->items = g_hash_table_new_full (hash_slot, slot_is_equal, g_free, NULL);
}

/* Lets go of the items that outlive the forum; they stay as they are, and so must have been read. */
void
halqa_forum_release_items (HalqaForum *self)
{
  GHashTableIter iter;
  gpointer slot;

  if (self->items == NULL)
    return;
  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, &slot, NULL))
    {
      HalqaItem *item = ((Slot *) slot)->item;

      halqa_item_get_record (item);
      g_object_weak_unref (G_OBJECT (item), item_gone_cb, slot);
    }
  g_clear_pointer (&self->items, g_hash_table_unref);
}

/* As halqa_forum_dup_item(), by the id itself. */
HalqaItem *
halqa_forum_dup_item_of (HalqaForum *self, const char *kind, const HalqaId *id)
{
  HalqaItem *item = find_item (self, kind, id);
  g_autoptr (HalqaRecord) record = NULL;

  if (item != NULL)
    return g_object_ref (item);
  record = read_record (self, kind, id);
  if (record == NULL)
    return NULL;
  item = make_item (self, halqa_record_get_kind (record), id);
  update_item (self, item, record);
  return item;
}

/* The same of a record that is known to be there: it is read when somebody looks at the item. */
HalqaItem *
halqa_forum_dup_item_unread (HalqaForum *self, const HalqaKind *kind, const HalqaId *id)
{
  HalqaItem *item = find_item (self, kind->name, id);

  return item != NULL ? g_object_ref (item) : make_item (self, kind, id);
}

/* Brings the items that @touched (of HalqaTouched) names up to date, and returns them: held until
 * the lists have moved their rows, a row that moves keeps its object though for a moment no list
 * has it. */
GPtrArray *
halqa_forum_refresh_items (HalqaForum *self, const GArray *touched)
{
  g_autoptr (GPtrArray) items = list_touched_items (self, touched);

  for (guint i = 0; i < items->len; i++)
    refresh_item (self, g_ptr_array_index (items, i));
  return g_steal_pointer (&items);
}

/* What @write (of a record of @kind) wrote, and what it was made from where that is not %NULL, in
 * words. @by: who wrote it first; %NULL: who @write is of. */
HalqaVersion *
halqa_forum_make_version (HalqaForum *self,
                          const HalqaKind *kind,
                          const HalqaPastWrite *write,
                          const HalqaDot *by,
                          const HalqaPastWrite *before)
{
  const HalqaDeviceId *us = halqa_identity_get_device (halqa_store_get_identity (self->store));
  g_autofree char *text = describe_value (self, kind, write);
  g_autofree char *text_before = before != NULL ? describe_value (self, kind, before) : NULL;

  if (by == NULL)
    by = &write->dot;
  return halqa_version_new (write, by, text, text_before,
                            halqa_forum_get_device_name (self, &by->device),
                            memcmp (us, &by->device, sizeof *us) == 0);
}

/* --- public */

/**
 * halqa_forum_dup_item:
 * @self: a forum
 * @kind: a kind
 * @id: the id of a record, 32 hex digits
 *
 * Returns: (transfer full) (nullable): the item of the record, a deleted one too: one object as
 *   long as anybody holds it; %NULL where there is no such record
 */
HalqaItem *
halqa_forum_dup_item (HalqaForum *self, const char *kind, const char *id)
{
  HalqaId record;

  g_return_val_if_fail (HALQA_IS_FORUM (self), NULL);
  g_return_val_if_fail (kind != NULL && id != NULL, NULL);

  if (!halqa_hex_decode (id, record.bytes, HALQA_ID_SIZE))
    return NULL;
  return halqa_forum_dup_item_of (self, kind, &record);
}

/**
 * halqa_forum_dup_inherited:
 * @self: a forum
 * @item: a record of it
 * @field: a field of its kind that points at a record
 *
 * Returns: (transfer full) (nullable): the id, in hex, that counts as that of @field where it holds none
 *   of its own, see halqa_kinds_get_inherited(); %NULL for none
 */
char *
halqa_forum_dup_inherited (HalqaForum *self, HalqaItem *item, const char *field)
{
  const char *giver_id;
  const char *through;
  g_autoptr (HalqaItem) giver = NULL;

  g_return_val_if_fail (HALQA_IS_FORUM (self) && HALQA_IS_ITEM (item), NULL);

  if (g_strcmp0 (halqa_kinds_get_inherited (halqa_item_get_kind (item), &through), field) != 0)
    return NULL;
  giver_id = halqa_item_get_ref (item, through);
  /* The field is called as the kind that it points at. */
  if (giver_id != NULL)
    giver = halqa_forum_dup_item (self, through, giver_id);
  return giver != NULL && !halqa_item_is_deleted (giver)
             ? g_strdup (halqa_item_get_ref (giver, field))
             : NULL;
}

/**
 * halqa_forum_dup_ref:
 * @self: a forum
 * @item: a record of it
 * @field: a field of its kind that points at a record
 *
 * Returns: (transfer full) (nullable): the id that counts as that of @field, in hex: its own, or that
 *   of halqa_forum_dup_inherited(); %NULL for none
 */
char *
halqa_forum_dup_ref (HalqaForum *self, HalqaItem *item, const char *field)
{
  const char *own;

  g_return_val_if_fail (HALQA_IS_FORUM (self) && HALQA_IS_ITEM (item), NULL);

  own = halqa_item_get_ref (item, field);
  return own != NULL ? g_strdup (own) : halqa_forum_dup_inherited (self, item, field);
}

/**
 * halqa_forum_dup_device_item:
 * @self: a forum
 * @device: (nullable): the id of a device in hex; %NULL for the one of this laptop
 *
 * Returns: (transfer full) (nullable): the record in which that laptop tells of itself; %NULL until
 *   it has arrived, and where @device is no id
 */
HalqaItem *
halqa_forum_dup_device_item (HalqaForum *self, const char *device)
{
  HalqaDeviceId id;
  HalqaId record;

  g_return_val_if_fail (HALQA_IS_FORUM (self), NULL);

  if (device == NULL)
    id = *halqa_identity_get_device (halqa_store_get_identity (self->store));
  else if (!halqa_hex_decode (device, id.bytes, sizeof id.bytes))
    return NULL;
  halqa_device_record_id (&id, &record);
  return halqa_forum_dup_item_of (self, "device", &record);
}

/**
 * halqa_forum_dup_forum_item:
 * @self: a forum
 *
 * Returns: (transfer full) (nullable): the forum's own record; %NULL until it has arrived
 */
HalqaItem *
halqa_forum_dup_forum_item (HalqaForum *self)
{
  g_return_val_if_fail (HALQA_IS_FORUM (self), NULL);

  return halqa_forum_dup_item_of (self, "forum", &halqa_store_get_forum_key (self->store)->forum);
}

/**
 * halqa_forum_dup_versions:
 * @self: a forum
 * @item: one of its items
 * @field: one of its fields; `deleted` for edits made while another deleted
 *
 * Returns: (transfer full): a list of #HalqaVersion, the shown one first, that stays as it is;
 *   empty where nobody differs
 */
GListModel *
halqa_forum_dup_versions (HalqaForum *self, HalqaItem *item, const char *field)
{
  g_autoptr (GPtrArray) conflicts = NULL;
  g_autoptr (GError) error = NULL;
  GListStore *versions;
  HalqaRecord *record;

  g_return_val_if_fail (HALQA_IS_FORUM (self) && HALQA_IS_ITEM (item) && field != NULL, NULL);

  versions = g_list_store_new (HALQA_TYPE_VERSION);
  record = halqa_item_get_record (item);
  conflicts = halqa_reader_conflicts (self->reader, halqa_record_get_kind (record)->name,
                                      halqa_record_get_id (record), &error);
  if (conflicts == NULL)
    g_warning ("%s: %s", halqa_store_get_path (self->store), error->message);
  for (guint i = 0; conflicts != NULL && i < conflicts->len; i++)
    {
      const HalqaConflict *conflict = g_ptr_array_index (conflicts, i);

      for (guint j = 0; g_str_equal (conflict->field, field) && j < conflict->versions->len; j++)
        {
          g_autoptr (HalqaVersion) version =
                         halqa_forum_make_version (self, conflict->kind,
                                                   g_ptr_array_index (conflict->versions, j), NULL,
                                                   NULL);

          g_list_store_append (versions, version);
        }
    }
  return G_LIST_MODEL (versions);
}
