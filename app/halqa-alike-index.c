/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-alike-index.h"

#include "halqa-alike-pairs.h"
#include "halqa-spelling.h"

/* The proposals of a forum and which of them are alike.
 *
 * Each number (a concept or a word) lists the texts that have it. Two texts are compared only where
 * a number that says something stands in the title of one and anywhere in the other, or where two
 * words of their titles may be one. A word that most texts have makes no pair but of titles, for in
 * a forum of few words all would be compared with all. What was found is kept, and an edit compares
 * again what it concerns: the text itself, and texts whose words have become rarer or more common by
 * it.
 *
 * Rule: what is found is a function of the texts that are held. So rarity goes in steps, by powers
 * of two of the forum's size and of the texts that have a word: an edit seldom moves a step, and
 * where it does, all who have the word are compared again.
 *
 * Rejected: rarity without steps, by which each edit would change each score a little. */

#define SURE 16
/* Rarity, in eighths. */
#define RARITY_LEAST 4
#define RARITY_MOST 12
/* Of rarity, from which on a word is not in most texts. */
#define COMMON_STEPS 2
/* A forum counts as if it held so many more: where there are few proposals nothing is rare. */
#define SIZE_MIN 16

typedef struct
{
  HalqaAlikeText *text; /* NULL where the slot is free */
  gboolean dirty;
} Slot;

/* Where a number stands. */
typedef struct
{
  guint32 slot : 31;
  guint32 in_title : 1;
} Posting;

struct _HalqaAlikeIndex
{
  HalqaGlossary *glossary;
  GHashTable *words; /* stem -> number, see halqa_alike_text_new() */
  GArray *slots; /* of Slot */
  GArray *free_slots; /* of guint32 */
  GHashTable *by_id; /* HalqaId, within its text -> slot + 1 */
  GPtrArray *postings; /* number -> GArray of Posting, or NULL */
  HalqaSpellings *spellings; /* of the titles: slots */
  HalqaAlikePairs *pairs; /* by slots */
  GArray *stamps; /* of guint32, by slot */
  guint32 stamp;
  HalqaAlikeRow row; /* the text that is being compared */
  guint least;
  guint n_texts;
  gboolean all_dirty;

  HalqaProgressFunc progress; /* or NULL */
  gpointer progress_data; /* borrowed */
};

static Slot *
get_slot (HalqaAlikeIndex *self, guint slot)
{
  return &g_array_index (self->slots, Slot, slot);
}

static guint
count_bits (guint number)
{
  return g_bit_storage (number);
}

static guint
get_rarity (HalqaAlikeIndex *self, guint n_having)
{
  const int steps = (int) count_bits (self->n_texts + SIZE_MIN) - (int) count_bits (n_having);

  return (guint) CLAMP (RARITY_LEAST + steps, RARITY_LEAST, RARITY_MOST);
}

/* A word that most texts have says nothing of one that has it; a title that has it may. */
static gboolean
is_common (HalqaAlikeIndex *self, guint n_having)
{
  return count_bits (self->n_texts + SIZE_MIN) - count_bits (n_having) < COMMON_STEPS;
}

static GArray *
get_postings (HalqaAlikeIndex *self, guint number)
{
  return number < self->postings->len ? g_ptr_array_index (self->postings, number) : NULL;
}

static void
weigh_text (HalqaAlikeIndex *self, HalqaAlikeText *text)
{
  for (guint i = 0; i < text->terms->len; i++)
    {
      HalqaAlikeTerm *term = &g_array_index (text->terms, HalqaAlikeTerm, i);
      const GArray *postings = get_postings (self, term->number);

      term->weight = term->in_title || !is_common (self, postings->len)
                         ? (guint16) (halqa_alike_weigh_class (term->klass) * term->share / SURE *
                                      get_rarity (self, postings->len))
                         : 0;
    }
  halqa_alike_weigh (text);
}

/* --- what stands where */

static void
mark_dirty (HalqaAlikeIndex *self, const GArray *postings)
{
  for (guint i = 0; i < postings->len; i++)
    get_slot (self, g_array_index (postings, Posting, i).slot)->dirty = TRUE;
}

static void
add_posting (HalqaAlikeIndex *self, const HalqaAlikeTerm *term, guint slot)
{
  const Posting posting = { slot & G_MAXINT32, term->in_title };
  GArray *postings;
  guint rarity;

  if (term->number >= self->postings->len)
    g_ptr_array_set_size (self->postings, (int) term->number + 1);
  postings = g_ptr_array_index (self->postings, term->number);
  if (postings == NULL)
    postings = self->postings->pdata[term->number] = g_array_new (FALSE, FALSE, sizeof (Posting));
  rarity = get_rarity (self, postings->len);
  g_array_append_val (postings, posting);
  if (get_rarity (self, postings->len) != rarity)
    mark_dirty (self, postings);
}

static void
remove_posting (HalqaAlikeIndex *self, const HalqaAlikeTerm *term, guint slot)
{
  GArray *postings = get_postings (self, term->number);
  const guint rarity = get_rarity (self, postings->len);

  for (guint i = 0; i < postings->len; i++)
    if (g_array_index (postings, Posting, i).slot == slot)
      {
        g_array_remove_index_fast (postings, i);
        break;
      }
  if (get_rarity (self, postings->len) != rarity)
    mark_dirty (self, postings);
}

/* A word that no list has may be spelled otherwise elsewhere. */
static gboolean
is_spelled (HalqaAlikeIndex *self, const HalqaAlikeWord *word)
{
  return word->number >= halqa_glossary_get_n_concepts (self->glossary);
}

static void
file_words (HalqaAlikeIndex *self,
            guint slot,
            void (*file) (HalqaSpellings *spellings, const char *word, guint number))
{
  const GArray *words = get_slot (self, slot)->text->words;

  for (guint i = 0; i < words->len; i++)
    {
      const HalqaAlikeWord *word = &g_array_index (words, HalqaAlikeWord, i);

      if (is_spelled (self, word))
        file (self->spellings, word->word, slot);
    }
}

static void
add_text (HalqaAlikeIndex *self, guint slot)
{
  HalqaAlikeText *text = get_slot (self, slot)->text;

  for (guint i = 0; i < text->terms->len; i++)
    add_posting (self, &g_array_index (text->terms, HalqaAlikeTerm, i), slot);
  file_words (self, slot, halqa_spellings_add);
}

static void
drop_text (HalqaAlikeIndex *self, guint slot)
{
  HalqaAlikeText *text = get_slot (self, slot)->text;

  halqa_alike_pairs_forget (self->pairs, slot);
  for (guint i = 0; i < text->terms->len; i++)
    remove_posting (self, &g_array_index (text->terms, HalqaAlikeTerm, i), slot);
  file_words (self, slot, halqa_spellings_remove);
  g_hash_table_remove (self->by_id, &text->id);
  g_clear_pointer (&get_slot (self, slot)->text, halqa_alike_text_free);
}

static void
set_n_texts (HalqaAlikeIndex *self, guint n_texts)
{
  if (count_bits (n_texts + SIZE_MIN) != count_bits (self->n_texts + SIZE_MIN))
    self->all_dirty = TRUE;
  self->n_texts = n_texts;
}

/* --- comparing */

static void
lay_out (HalqaAlikeIndex *self, const HalqaAlikeText *text)
{
  self->row.text = text;
  for (guint i = 0; i < text->n_said; i++)
    self->row.by_number[text->said[i].number] = text->said[i];
}

static void
take_up (HalqaAlikeIndex *self)
{
  const HalqaAlikeText *text = self->row.text;

  for (guint i = 0; i < text->n_said; i++)
    self->row.by_number[text->said[i].number].weight = 0;
}

static void
compare_slots (HalqaAlikeIndex *self, guint32 one, guint32 other)
{
  HalqaLikeness likeness;

  if (halqa_alike_compare (&self->row, get_slot (self, other)->text, self->least, &likeness, NULL))
    halqa_alike_pairs_add (self->pairs, one, other, &likeness);
}

/* One text that is compared with all that come near it. */
typedef struct
{
  HalqaAlikeIndex *self;
  guint32 slot;
} Row;

static void
meet (const Row *row, guint32 other)
{
  guint32 *stamp = &g_array_index (row->self->stamps, guint32, other);

  if (other == row->slot || *stamp == row->self->stamp)
    return;
  *stamp = row->self->stamp;
  /* Two that are both to be compared again meet once. */
  if (get_slot (row->self, other)->dirty && other < row->slot)
    return;
  compare_slots (row->self, row->slot, other);
}

static void
meet_spelled_cb (guint slot, gpointer user_data)
{
  meet (user_data, slot);
}

/* Those in whose titles a word is one of this title's, but for a slip. */
static void
meet_spelled (Row *row)
{
  const GArray *words = get_slot (row->self, row->slot)->text->words;

  for (guint i = 0; i < words->len; i++)
    {
      const HalqaAlikeWord *word = &g_array_index (words, HalqaAlikeWord, i);

      if (is_spelled (row->self, word))
        halqa_spellings_foreach (row->self->spellings, word->word, meet_spelled_cb, row);
    }
}

static void
compare_row (HalqaAlikeIndex *self, guint slot)
{
  const HalqaAlikeText *text = get_slot (self, slot)->text;
  Row row = { self, slot };

  self->stamp++;
  lay_out (self, text);
  meet_spelled (&row);
  for (guint i = 0; i < text->terms->len; i++)
    {
      const HalqaAlikeTerm *term = &g_array_index (text->terms, HalqaAlikeTerm, i);
      const GArray *postings = get_postings (self, term->number);
      gboolean common;

      if (term->weight == 0 ||
          (term->klass != HALQA_CONCEPT_SUBJECT && term->klass != HALQA_ALIKE_WORD))
        continue;
      common = is_common (self, postings->len);
      for (guint j = 0; j < postings->len; j++)
        {
          const Posting *posting = &g_array_index (postings, Posting, j);

          if (posting->in_title || (term->in_title && !common))
            meet (&row, posting->slot);
        }
    }
  take_up (self);
}

/* Of all texts, or of what has changed and all that it bears on: what they weigh, and which are to be
 * compared again. */
static void
prepare (HalqaAlikeIndex *self)
{
  /* Some may be missing then, of any text. */
  self->all_dirty |= halqa_alike_pairs_is_full (self->pairs);
  for (guint i = 0; i < self->slots->len; i++)
    {
      Slot *slot = get_slot (self, i);

      slot->dirty = slot->text != NULL && (slot->dirty || self->all_dirty);
      if (slot->dirty && !self->all_dirty)
        halqa_alike_pairs_forget (self->pairs, i);
      if (slot->dirty)
        weigh_text (self, slot->text);
    }
  if (self->all_dirty)
    halqa_alike_pairs_clear (self->pairs);
  self->all_dirty = FALSE;
  g_free (self->row.by_number);
  self->row.by_number = g_new0 (HalqaAlikeSaid, self->postings->len + 1);
  g_array_set_size (self->stamps, self->slots->len);
}

static void
set_clean (HalqaAlikeIndex *self)
{
  for (guint i = 0; i < self->slots->len; i++)
    get_slot (self, i)->dirty = FALSE;
}

static void
refresh (HalqaAlikeIndex *self)
{
  prepare (self);
  for (guint i = 0; i < self->slots->len; i++)
    {
      if (get_slot (self, i)->dirty && !halqa_alike_pairs_is_full (self->pairs))
        compare_row (self, i);
      if (self->progress != NULL)
        self->progress (i + 1, self->slots->len, self->progress_data);
    }
  set_clean (self);
}

/* --- public */

static void
clear_slot (gpointer data)
{
  g_clear_pointer (&((Slot *) data)->text, halqa_alike_text_free);
}

/**
 * halqa_alike_index_new:
 * @terms: (element-type HalqaTerm) (nullable): the forum's own lists of words
 * @least: the score from which on pairs are kept, in thousandths
 *
 * Returns: (transfer full): an index that holds nothing
 */
HalqaAlikeIndex *
halqa_alike_index_new (const GPtrArray *terms, guint least)
{
  HalqaAlikeIndex *self = g_new0 (HalqaAlikeIndex, 1);

  self->glossary = halqa_glossary_new (terms);
  self->words = g_hash_table_new_full (halqa_text_hash, g_str_equal, g_free, NULL);
  self->slots = g_array_new (FALSE, TRUE, sizeof (Slot));
  g_array_set_clear_func (self->slots, clear_slot);
  self->free_slots = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->by_id = g_hash_table_new (halqa_id_hash, halqa_id_equal);
  self->postings = g_ptr_array_new ();
  self->spellings = halqa_spellings_new ();
  self->pairs = halqa_alike_pairs_new ();
  self->stamps = g_array_new (FALSE, TRUE, sizeof (guint32));
  self->least = least;
  return self;
}

void
halqa_alike_index_free (HalqaAlikeIndex *self)
{
  g_return_if_fail (self != NULL);

  for (guint i = 0; i < self->postings->len; i++)
    g_clear_pointer ((GArray **) &self->postings->pdata[i], g_array_unref);
  g_ptr_array_unref (self->postings);
  g_free (self->row.by_number);
  g_array_unref (self->stamps);
  halqa_alike_pairs_free (self->pairs);
  halqa_spellings_free (self->spellings);
  g_hash_table_unref (self->by_id);
  g_array_unref (self->free_slots);
  g_array_unref (self->slots);
  g_hash_table_unref (self->words);
  halqa_glossary_free (self->glossary);
  g_free (self);
}

void
halqa_alike_index_set_progress (HalqaAlikeIndex *self,
                                HalqaProgressFunc progress,
                                gpointer user_data)
{
  g_return_if_fail (self != NULL);

  self->progress = progress;
  self->progress_data = user_data;
}

static guint
take_slot (HalqaAlikeIndex *self)
{
  guint32 slot;

  if (self->free_slots->len > 0)
    {
      slot = g_array_index (self->free_slots, guint32, self->free_slots->len - 1);
      g_array_set_size (self->free_slots, self->free_slots->len - 1);
      return slot;
    }
  g_array_set_size (self->slots, self->slots->len + 1);
  return self->slots->len - 1;
}

/* The slot of @id, or -1. */
static int
find_slot (HalqaAlikeIndex *self, const HalqaId *id)
{
  return GPOINTER_TO_INT (g_hash_table_lookup (self->by_id, id)) - 1;
}

void
halqa_alike_index_put (HalqaAlikeIndex *self, const HalqaAlikeSource *source)
{
  int slot;

  g_return_if_fail (self != NULL);
  g_return_if_fail (source != NULL);

  slot = find_slot (self, &source->id);
  if (slot >= 0)
    drop_text (self, (guint) slot);
  else
    {
      slot = (int) take_slot (self);
      set_n_texts (self, self->n_texts + 1);
    }
  get_slot (self, (guint) slot)->text = halqa_alike_text_new (self->glossary, self->words, source);
  get_slot (self, (guint) slot)->dirty = TRUE;
  g_hash_table_insert (self->by_id, &get_slot (self, (guint) slot)->text->id,
                       GINT_TO_POINTER (slot + 1));
  add_text (self, (guint) slot);
}

void
halqa_alike_index_remove (HalqaAlikeIndex *self, const HalqaId *id)
{
  int slot;

  g_return_if_fail (self != NULL);
  g_return_if_fail (id != NULL);

  slot = find_slot (self, id);
  if (slot < 0)
    return;
  drop_text (self, (guint) slot);
  g_array_append_val (self->free_slots, ((guint32){ (guint32) slot }));
  set_n_texts (self, self->n_texts - 1);
}

/**
 * halqa_alike_index_list_pairs:
 * @self: an index
 *
 * Returns: (element-type HalqaLikeness) (transfer full): the pairs from the least score on, the
 *   likest first, of equal ones by their ids
 */
GArray *
halqa_alike_index_list_pairs (HalqaAlikeIndex *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  refresh (self);
  return halqa_alike_pairs_list (self->pairs);
}

/**
 * halqa_alike_index_list_pairs_of:
 * @self: an index
 * @id: a proposal
 *
 * Compares those alone; whoever asks for all pairs next waits for all to be compared.
 *
 * Returns: (element-type HalqaLikeness) (transfer full): of the same pairs, those that it is in, and
 *   those of whoever is in one with it
 */
GArray *
halqa_alike_index_list_pairs_of (HalqaAlikeIndex *self, const HalqaId *id)
{
  g_autoptr (GArray) partners = g_array_new (FALSE, FALSE, sizeof (guint));
  GArray *pairs;
  int slot;

  g_return_val_if_fail (self != NULL && id != NULL, NULL);

  slot = find_slot (self, id);
  self->all_dirty = TRUE;
  prepare (self);
  set_clean (self);
  if (slot >= 0)
    {
      compare_row (self, (guint) slot);
      halqa_alike_pairs_add_partners (self->pairs, (guint) slot, partners);
    }
  for (guint i = 0; i < partners->len; i++)
    compare_row (self, g_array_index (partners, guint, i));
  pairs = halqa_alike_pairs_list (self->pairs);
  self->all_dirty = TRUE;
  return pairs;
}

/**
 * halqa_alike_index_compare:
 * @self: an index
 * @a: a proposal
 * @b: another
 * @likeness: (out caller-allocates): how much they are alike, however little
 * @signs: (out caller-allocates) (optional): what that is made of
 *
 * Returns: whether it holds both
 */
gboolean
halqa_alike_index_compare (HalqaAlikeIndex *self,
                           const HalqaId *a,
                           const HalqaId *b,
                           HalqaLikeness *likeness,
                           double *signs)
{
  const int one = find_slot (self, a);
  const int other = find_slot (self, b);

  if (one < 0 || other < 0)
    return FALSE;
  refresh (self);
  lay_out (self, get_slot (self, (guint) one)->text);
  *likeness = (HalqaLikeness){ 0 };
  halqa_alike_compare (&self->row, get_slot (self, (guint) other)->text, 0, likeness, signs);
  take_up (self);
  return TRUE;
}

gboolean
halqa_alike_index_contains (HalqaAlikeIndex *self, const HalqaId *id)
{
  return find_slot (self, id) >= 0;
}

/**
 * halqa_alike_index_list_common:
 * @self: an index
 * @a: a proposal that it holds
 * @b: another
 *
 * Returns: (transfer full): the words, to be marked where both titles are shown
 */
char **
halqa_alike_index_list_common (HalqaAlikeIndex *self, const HalqaId *a, const HalqaId *b)
{
  g_autoptr (GStrvBuilder) common = g_strv_builder_new ();
  const int one = find_slot (self, a);
  const int other = find_slot (self, b);

  if (one >= 0 && other >= 0)
    {
      const HalqaAlikeText *a_text = get_slot (self, (guint) one)->text;
      const HalqaAlikeText *b_text = get_slot (self, (guint) other)->text;

      halqa_alike_text_add_common (a_text, b_text, common);
      halqa_alike_text_add_common (b_text, a_text, common);
    }
  return g_strv_builder_end (common);
}
