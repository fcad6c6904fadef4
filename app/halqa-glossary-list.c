/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-glossary-list.h"

#include "halqa-glossary-entry-private.h"
#include "halqa-glossary.h"
#include "halqa-item-list.h"
#include "halqa-text.h"
#include "halqa-types.h"

/* The glossary of an open forum, to be read and edited.
 *
 * The concepts of the program are always there; records of kind `term` come and go. After each
 * change of the forum, all of them are sorted into their concepts again when the main loop is idle:
 * there are hundreds, and to tell which of them was written would cost more than to look.
 *
 * Rule: an entry stands by what it was called when it came; it does not jump while somebody types
 * the word that it is called by.
 *
 * Rejected: the vocabulary itself (halqa-glossary.c) as a model. It is a tree of stems that is made
 * to be asked, and knows no lists any more. */

struct _HalqaGlossaryList
{
  GObject parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaItemList *records;
  GPtrArray *entries; /* of HalqaGlossaryEntry, in order */
  GHashTable *places; /* entry -> key that it is ordered by */
  GHashTable *by_name; /* name -> entry */

  guint idle;
};

static GType
get_item_type (GListModel *model)
{
  return HALQA_TYPE_GLOSSARY_ENTRY;
}

static guint
get_n_items (GListModel *model)
{
  return HALQA_GLOSSARY_LIST (model)->entries->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  HalqaGlossaryList *self = HALQA_GLOSSARY_LIST (model);

  return position < self->entries->len ? g_object_ref (self->entries->pdata[position]) : NULL;
}

static void
init_list_model (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (HalqaGlossaryList,
                               halqa_glossary_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, init_list_model))

/* Names are all different, so no two have one place. */
static int
compare (HalqaGlossaryList *self, HalqaGlossaryEntry *one, HalqaGlossaryEntry *other)
{
  const int order = g_strcmp0 (g_hash_table_lookup (self->places, one),
                               g_hash_table_lookup (self->places, other));

  return order != 0 ? order
                    : g_strcmp0 (halqa_glossary_entry_get_name (one),
                                 halqa_glossary_entry_get_name (other));
}

static int
compare_cb (gconstpointer a, gconstpointer b, gpointer user_data)
{
  return compare (user_data, *(HalqaGlossaryEntry *const *) a, *(HalqaGlossaryEntry *const *) b);
}

static guint
find_place (HalqaGlossaryList *self, HalqaGlossaryEntry *entry)
{
  guint low = 0;
  guint high = self->entries->len;

  while (low < high)
    {
      const guint middle = low + (high - low) / 2;

      if (compare (self, self->entries->pdata[middle], entry) < 0)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* --- */

static HalqaGlossaryEntry *
ensure_entry (HalqaGlossaryList *self, const char *name)
{
  HalqaGlossaryEntry *entry = g_hash_table_lookup (self->by_name, name);

  if (entry == NULL)
    {
      entry = halqa_glossary_entry_new (name);
      g_hash_table_insert (self->by_name, (char *) halqa_glossary_entry_get_name (entry), entry);
    }
  return entry;
}

static void
sort_records (HalqaGlossaryList *self)
{
  GListModel *records = G_LIST_MODEL (self->records);

  for (guint i = 0; i < g_list_model_get_n_items (records); i++)
    {
      g_autoptr (HalqaItem) record = g_list_model_get_item (records, i);
      const char *concept = halqa_item_get_text (record, "concept");
      HalqaLanguage language;

      if (*concept != '\0' &&
          halqa_language_from_code (halqa_item_get_text (record, "language"), &language))
        halqa_glossary_entry_add (ensure_entry (self, concept), language, record);
    }
}

static void
note_place (HalqaGlossaryList *self, HalqaGlossaryEntry *entry)
{
  g_autofree char *title = halqa_glossary_entry_dup_title (entry);
  g_autofree char *folded = halqa_text_fold (title);

  g_hash_table_insert (self->places, entry, g_utf8_collate_key (folded, -1));
}

/* @entry: (transfer full) */
static void
insert_entry (HalqaGlossaryList *self, HalqaGlossaryEntry *entry)
{
  guint position;

  note_place (self, entry);
  position = find_place (self, entry);
  g_ptr_array_insert (self->entries, (int) position, entry);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, 1);
}

static void
remove_entry (HalqaGlossaryList *self, HalqaGlossaryEntry *entry)
{
  const guint position = find_place (self, entry);

  g_hash_table_remove (self->places, entry);
  g_hash_table_remove (self->by_name, halqa_glossary_entry_get_name (entry));
  g_ptr_array_remove_index (self->entries, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
}

static void
update (HalqaGlossaryList *self)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer entry;

  for (guint i = 0; i < self->entries->len; i++)
    halqa_glossary_entry_begin (self->entries->pdata[i]);
  sort_records (self);
  /* Who listens may do anything. */
  g_hash_table_iter_init (&iter, self->by_name);
  while (g_hash_table_iter_next (&iter, NULL, &entry))
    g_ptr_array_add (all, g_object_ref (entry));
  for (guint i = 0; i < all->len; i++)
    {
      const gboolean is_in = g_hash_table_contains (self->places, all->pdata[i]);
      const gboolean stays = halqa_glossary_entry_end (all->pdata[i]);

      if (stays && !is_in)
        insert_entry (self, all->pdata[i]);
      else if (!stays)
        remove_entry (self, all->pdata[i]);
    }
}

static gboolean
update_cb (gpointer user_data)
{
  HalqaGlossaryList *self = user_data;

  self->idle = 0;
  /* Who is told may let go of the list. */
  g_object_ref (self);
  update (self);
  g_object_unref (self);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (HalqaGlossaryList *self)
{
  if (self->idle == 0)
    self->idle = g_idle_add (update_cb, self);
}

/* --- */

static void
halqa_glossary_list_dispose (GObject *object)
{
  HalqaGlossaryList *self = HALQA_GLOSSARY_LIST (object);

  g_clear_handle_id (&self->idle, g_source_remove);
  g_clear_object (&self->records);
  g_clear_object (&self->forum);
  G_OBJECT_CLASS (halqa_glossary_list_parent_class)->dispose (object);
}

static void
halqa_glossary_list_finalize (GObject *object)
{
  HalqaGlossaryList *self = HALQA_GLOSSARY_LIST (object);

  g_hash_table_unref (self->places);
  g_hash_table_unref (self->by_name);
  g_ptr_array_unref (self->entries);
  G_OBJECT_CLASS (halqa_glossary_list_parent_class)->finalize (object);
}

static void
halqa_glossary_list_class_init (HalqaGlossaryListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = halqa_glossary_list_dispose;
  object_class->finalize = halqa_glossary_list_finalize;
}

static void
halqa_glossary_list_init (HalqaGlossaryList *self)
{
  self->entries = g_ptr_array_new_with_free_func (g_object_unref);
  self->places = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->by_name = g_hash_table_new (halqa_text_hash, g_str_equal);
}

/* The names and words of the program's lists live for ever; their entries, as long as the list. */
static void
fill (HalqaGlossaryList *self)
{
  const GPtrArray *shipped = halqa_glossary_get_shipped ();
  GHashTableIter iter;
  gpointer entry;

  for (guint i = 0; i < shipped->len; i++)
    {
      const HalqaTerm *term = g_ptr_array_index (shipped, i);

      halqa_glossary_entry_set_shipped (ensure_entry (self, term->concept), term->language,
                                        term->words);
    }
  sort_records (self);
  g_hash_table_iter_init (&iter, self->by_name);
  while (g_hash_table_iter_next (&iter, NULL, &entry))
    {
      halqa_glossary_entry_end (entry);
      note_place (self, entry);
      g_ptr_array_add (self->entries, entry);
    }
  g_ptr_array_sort_with_data (self->entries, compare_cb, self);
}

/**
 * halqa_glossary_list_new:
 * @forum: an open forum
 *
 * Returns: (transfer full): a list of #HalqaGlossaryEntry, by what they are called, that follows
 *   what is written
 */
HalqaGlossaryList *
halqa_glossary_list_new (HalqaForum *forum)
{
  HalqaGlossaryList *self;

  g_return_val_if_fail (HALQA_IS_FORUM (forum), NULL);

  self = g_object_new (HALQA_TYPE_GLOSSARY_LIST, NULL);
  self->forum = g_object_ref (forum);
  self->records = halqa_item_list_new (forum, "term", "created", FALSE);
  fill (self);
  g_signal_connect_object (forum, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}

/**
 * halqa_glossary_list_find:
 * @self: a list
 * @name: of a concept, as a person types it
 *
 * Returns: (transfer none) (nullable): the entry that is called so, whatever its accents and marks;
 *   %NULL where none is
 */
HalqaGlossaryEntry *
halqa_glossary_list_find (HalqaGlossaryList *self, const char *name)
{
  g_autofree char *folded = NULL;

  g_return_val_if_fail (HALQA_IS_GLOSSARY_LIST (self) && name != NULL, NULL);

  folded = halqa_text_fold (name);
  for (guint i = 0; i < self->entries->len; i++)
    {
      HalqaGlossaryEntry *entry = self->entries->pdata[i];
      g_autofree char *other = halqa_text_fold (halqa_glossary_entry_get_name (entry));

      if (g_str_equal (other, folded))
        return entry;
    }
  return NULL;
}

/**
 * halqa_glossary_list_add:
 * @self: a list
 * @draft: gets the new concept
 * @name: what it is called; not empty
 *
 * A concept is there by its words: so it begins with an empty list in Arabic.
 */
void
halqa_glossary_list_add (HalqaGlossaryList *self, HalqaDraft *draft, const char *name)
{
  g_return_if_fail (HALQA_IS_GLOSSARY_LIST (self) && draft != NULL);
  g_return_if_fail (name != NULL && *name != '\0');

  g_free (halqa_draft_add_made_of (draft, "term", "concept", name, "language",
                                   halqa_language_get_code (HALQA_LANGUAGE_ARABIC), NULL));
}
