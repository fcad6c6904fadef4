/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-key-chain.h"

#include <sodium.h>
#include <string.h>

/* Which key records count, and in what order (protocol, section 7; why so, in halqa-keyring.c).
 *
 * The founding key counts. A record counts where each key that it follows does, and where its
 * writer has shown, for each, to have known it. So what counts is a graph without circles that
 * begins at the founding key, and the same for all who hold the same entries and can open the same
 * keys, in whichever order they came.
 *
 * The rule kept: a proof is checked or the record does not count. What lacks a key for that is
 * counted later, when the key is known; until then this laptop stands before a gap, and lets in
 * fewer, never more. */

static guint
hash_tag (gconstpointer tag)
{
  return halqa_hash (tag, HALQA_TAG_SIZE);
}

static gboolean
tag_is_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, HALQA_TAG_SIZE) == 0;
}

static void
free_key (gpointer data)
{
  sodium_memzero (data, sizeof (HalqaKey));
  g_free (data);
}

static void
free_link (gpointer data)
{
  sodium_memzero (data, sizeof (HalqaKeyLink));
  g_free (data);
}

static int
compare_records (gconstpointer a, gconstpointer b)
{
  return halqa_dot_compare (&(*(HalqaKeyRecord *const *) a)->dot,
                            &(*(HalqaKeyRecord *const *) b)->dot);
}

static void
sort_children (HalqaKeyChain *self, const GPtrArray *records)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();

  for (guint i = 0; i < records->len; i++)
    g_ptr_array_add (sorted, records->pdata[i]);
  g_ptr_array_sort (sorted, compare_records);
  for (guint i = 0; i < sorted->len; i++)
    {
      HalqaKeyRecord *record = sorted->pdata[i];

      for (guint p = 0; p < record->n_parents; p++)
        {
          guint8 *tag = record->parents + p * HALQA_TAG_SIZE;
          GPtrArray *children = g_hash_table_lookup (self->children, tag);

          if (children == NULL)
            {
              children = g_ptr_array_new ();
              g_hash_table_insert (self->children, tag, children);
            }
          g_ptr_array_add (children, record);
        }
    }
}

static void
note_key (HalqaKeyChain *self, const HalqaKey *key)
{
  HalqaKey *noted;

  if (g_hash_table_contains (self->known, key->tag))
    return;
  noted = g_memdup2 (key, sizeof *key);
  g_hash_table_insert (self->known, noted->tag, noted);
}

/* What invitations told, and what is sealed for us. */
static void
note_keys (HalqaKeyChain *self, const GPtrArray *records)
{
  HalqaKey key;

  for (gsize i = 0; i < self->n_told; i++)
    {
      const guint8 *told = self->told + i * 2 * HALQA_KEY_SIZE;

      halqa_key_init (&key, told, told + HALQA_KEY_SIZE);
      note_key (self, &key);
    }
  for (guint i = 0; i < records->len; i++)
    {
      const HalqaKeyRecord *record = records->pdata[i];

      if (record->is_open && halqa_key_record_derive (record, record->seed, &key))
        note_key (self, &key);
    }
  sodium_memzero (&key, sizeof key);
}

/* FALSE where the key of that tag is known, and this record is not the place that it was made for. */
static gboolean
find_key (HalqaKeyChain *self, const HalqaKeyRecord *record, HalqaKeyLink *link)
{
  const HalqaKey *known = g_hash_table_lookup (self->known, record->tag);

  link->is_held = known != NULL;
  if (link->is_held)
    return halqa_key_record_derive (record, known->seed, &link->key);
  memcpy (link->key.tag, record->tag, HALQA_TAG_SIZE);
  return TRUE;
}

/* Whether the writer of @record, whose link is @link, has shown to know the parent at @index. One
 * that we lack is told by the record itself to who may open it. */
static gboolean
follows_one (HalqaKeyChain *self, const HalqaKeyLink *link, guint index, HalqaKeyLink *parent)
{
  HalqaKey key;

  if (!parent->is_held && link->is_held &&
      halqa_key_record_open_parent (link->record, &link->key, index, &key))
    note_key (self, &key);
  return parent->is_held && halqa_key_record_check_parent (link->record, index, &parent->key);
}

/* Whether each key that the record of @link follows counts, and its writer knew them all. */
static gboolean
follows (HalqaKeyChain *self, HalqaKeyLink *link)
{
  for (guint i = 0; i < link->record->n_parents; i++)
    {
      HalqaKeyLink *parent =
          g_hash_table_lookup (self->links, link->record->parents + i * HALQA_TAG_SIZE);

      if (parent == NULL || !follows_one (self, link, i, parent))
        return FALSE;
      link->generation = MAX (link->generation, parent->generation + 1);
    }
  return TRUE;
}

static void
add_link (HalqaKeyChain *self, const HalqaKeyRecord *record)
{
  HalqaKeyLink link = { .record = record };
  HalqaKeyLink *added;

  if (g_hash_table_contains (self->links, record->tag) || !find_key (self, record, &link) ||
      !follows (self, &link))
    return;
  for (guint i = 0; i < record->n_parents; i++)
    {
      HalqaKeyLink *parent =
          g_hash_table_lookup (self->links, record->parents + i * HALQA_TAG_SIZE);

      parent->is_followed = TRUE;
      parent->is_superseded |= link.is_held || !record->is_named;
    }
  added = g_memdup2 (&link, sizeof link);
  g_hash_table_insert (self->links, added->key.tag, added);
  g_ptr_array_add (self->order, added);
}

static int
compare_links (gconstpointer a, gconstpointer b)
{
  const HalqaKeyLink *link_a = *(HalqaKeyLink *const *) a;
  const HalqaKeyLink *link_b = *(HalqaKeyLink *const *) b;

  if (link_a->generation != link_b->generation)
    return link_a->generation < link_b->generation ? -1 : 1;
  if (link_a->record == NULL || link_b->record == NULL)
    return 0;
  return halqa_dot_compare (&link_a->record->dot, &link_b->record->dot);
}

static void
add_founding (HalqaKeyChain *self, const guint8 *founding)
{
  HalqaKeyLink *first = g_new0 (HalqaKeyLink, 1);

  halqa_key_init (&first->key, founding, NULL);
  first->is_held = TRUE;
  g_hash_table_insert (self->links, first->key.tag, first);
  g_ptr_array_add (self->order, first);
}

static void
build (HalqaKeyChain *self, const guint8 *founding)
{
  g_ptr_array_set_size (self->order, 0);
  g_hash_table_remove_all (self->links);
  add_founding (self, founding);
  for (guint i = 0; i < self->order->len; i++)
    {
      const HalqaKeyLink *link = self->order->pdata[i];
      GPtrArray *children = g_hash_table_lookup (self->children, link->key.tag);

      for (guint c = 0; children != NULL && c < children->len; c++)
        add_link (self, children->pdata[c]);
    }
}

/**
 * halqa_key_chain_init:
 * @self: (out caller-allocates): a chain
 * @founding: 32 bytes
 * @told: (nullable): of invitations, to be kept as long as the chain
 * @records: (element-type HalqaKeyRecord): what the log holds, to be kept as well
 */
void
halqa_key_chain_init (HalqaKeyChain *self,
                      const guint8 *founding,
                      GBytes *told,
                      const GPtrArray *records)
{
  gsize size = 0;
  guint n_known;

  memset (self, 0, sizeof *self);
  self->told = told != NULL ? g_bytes_get_data (told, &size) : NULL;
  self->n_told = size / (2 * HALQA_KEY_SIZE);
  self->children =
      g_hash_table_new_full (hash_tag, tag_is_equal, NULL, (GDestroyNotify) g_ptr_array_unref);
  self->known = g_hash_table_new_full (hash_tag, tag_is_equal, NULL, free_key);
  self->links = g_hash_table_new_full (hash_tag, tag_is_equal, NULL, free_link);
  self->order = g_ptr_array_new ();
  sort_children (self, records);
  note_keys (self, records);
  /* A key that a later record tells may settle what counted, or didn't, before it. */
  do
    {
      n_known = g_hash_table_size (self->known);
      build (self, founding);
    }
  while (g_hash_table_size (self->known) > n_known);
  g_ptr_array_sort (self->order, compare_links);
}

/**
 * halqa_key_chain_clear:
 * @self: a chain; its keys are wiped
 */
void
halqa_key_chain_clear (HalqaKeyChain *self)
{
  g_hash_table_unref (self->children);
  g_hash_table_unref (self->known);
  g_hash_table_unref (self->links);
  g_ptr_array_unref (self->order);
}

/**
 * halqa_key_chain_has:
 * @self: a chain
 * @tag: 16 bytes
 *
 * Returns: whether the key of that tag counts
 */
gboolean
halqa_key_chain_has (const HalqaKeyChain *self, const guint8 tag[HALQA_TAG_SIZE])
{
  return g_hash_table_contains (self->links, tag);
}
