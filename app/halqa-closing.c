/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-closing-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "halqa-forum-private.h"
#include "halqa-item-private.h"

/*
 * What is still open when a session ends: what nobody counted, wrote down, decided or answered.
 *
 * Rule: it is told and stands in nobody's way. A session is closed by its `state` alone, at any time,
 * and opened again in the same manner; what is open stays open, and can be put right later. An empty
 * count is open, for it is not zero; a count of zero is not.
 *
 * A proposal that was merged into another is not asked about: what became of it is seen there. One that
 * is still a draft is not asked for a tally too.
 *
 * Rejected: a record of the closing. Who closed it and when stands in the history of the session.
 */

struct _HalqaOpenEnd
{
  GObject parent_instance;

  /* owned */
  HalqaItem *item;

  HalqaOpenWhy why;
  const char *words; /* lent by the catalogue */
};

G_DEFINE_FINAL_TYPE (HalqaOpenEnd, halqa_open_end, G_TYPE_OBJECT)

static void
clear_open (gpointer data)
{
  HalqaOpen *open = data;

  halqa_record_unref (open->record);
}

static void
add_open (GArray *all, HalqaOpenWhy why, const char *field, HalqaRecord *record)
{
  HalqaOpen open = { why, field, halqa_record_ref (record) };

  g_array_append_val (all, open);
}

/* --- the session itself */

static void
look_at_session (GArray *all, HalqaRecord *session)
{
  static const char *const counts[] = { "attendees_count", "women_count", "youth_count" };
  gboolean is_counted = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (counts); i++)
    if (halqa_record_get_value (session, counts[i]) == NULL)
      add_open (all, HALQA_OPEN_UNCOUNTED, counts[i], session);
    else
      is_counted = TRUE;
  if (is_counted && halqa_record_get_value (session, "count_method") == NULL)
    add_open (all, HALQA_OPEN_UNCOUNTED, "count_method", session);
  if (halqa_record_get_value (session, "closing_report") == NULL)
    add_open (all, HALQA_OPEN_UNREPORTED, "closing_report", session);
}

/* --- its proposals */

static GPtrArray *
query_of (HalqaReader *reader,
          const char *kind,
          const char *field,
          const HalqaValue *value,
          const char *sort,
          GError **error)
{
  HalqaCondition where = { field, *value };
  HalqaQuery query = { .kind = kind, .where = &where, .n_where = 1, .sort = sort };

  return halqa_reader_query (reader, &query, error);
}

/* The proposals that somebody counted for, in this session: ids. */
static GHashTable *
list_tallied (HalqaReader *reader, const HalqaValue *session, GError **error)
{
  static const char *const votes[] = { "in_favour", "against", "abstain" };
  g_autoptr (GPtrArray) tallies = query_of (reader, "tally", "session", session, NULL, error);
  GHashTable *tallied;

  if (tallies == NULL)
    return NULL;
  tallied = g_hash_table_new_full (halqa_id_hash, halqa_id_equal, g_free, NULL);
  for (guint i = 0; i < tallies->len; i++)
    for (gsize j = 0; j < G_N_ELEMENTS (votes); j++)
      {
        HalqaRecord *tally = g_ptr_array_index (tallies, i);
        const HalqaValue *value = halqa_record_get_value (tally, "proposal");
        const HalqaId *proposal = value != NULL ? halqa_value_get_id (value) : NULL;

        if (proposal != NULL && halqa_record_get_value (tally, votes[j]) != NULL)
          g_hash_table_add (tallied, g_memdup2 (proposal, sizeof *proposal));
      }
  return tallied;
}

static void
look_at_proposal (GArray *all, HalqaRecord *proposal, GHashTable *tallied)
{
  const char *state = halqa_record_get_text (proposal, "state");

  if (halqa_record_get_value (proposal, "merged_into") != NULL)
    return;
  if (state == NULL || strcmp (state, "draft") == 0)
    add_open (all, HALQA_OPEN_DRAFT, NULL, proposal);
  else if (!g_hash_table_contains (tallied, halqa_record_get_id (proposal)))
    add_open (all, HALQA_OPEN_UNTALLIED, NULL, proposal);
}

/* --- questions about either */

static gboolean
look_at_questions (GArray *all, HalqaReader *reader, GHashTable *subjects, GError **error)
{
  const HalqaValue question = halqa_value_text ("question");
  g_autoptr (GPtrArray) notes = query_of (reader, "note", "type", &question, NULL, error);

  for (guint i = 0; notes != NULL && i < notes->len; i++)
    {
      HalqaRecord *note = g_ptr_array_index (notes, i);
      const HalqaValue *value = halqa_record_get_value (note, "subject");
      const HalqaId *subject = value != NULL ? halqa_value_get_id (value) : NULL;

      if (subject != NULL && g_hash_table_contains (subjects, subject) &&
          halqa_record_get_value (note, "answer") == NULL)
        add_open (all, HALQA_OPEN_QUESTION, NULL, note);
    }
  return notes != NULL;
}

/**
 * halqa_closing_list_open:
 * @reader: what is shown
 * @session: a session
 * @error: of the reader
 *
 * Returns: (element-type HalqaOpen) (transfer full): what is still open in it: of the session first,
 *   then of its proposals in their order, then the questions about any of them
 */
GArray *
halqa_closing_list_open (HalqaReader *reader, HalqaRecord *session, GError **error)
{
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (HalqaOpen));
  g_autoptr (GHashTable) subjects = g_hash_table_new (halqa_id_hash, halqa_id_equal);
  HalqaValue id = halqa_value_id (halqa_record_get_id (session));
  g_autoptr (GPtrArray) proposals =
                 query_of (reader, "proposal", "session", &id, "position", error);
  g_autoptr (GHashTable) tallied = NULL;

  g_array_set_clear_func (all, clear_open);
  tallied = proposals != NULL ? list_tallied (reader, &id, error) : NULL;
  if (tallied == NULL)
    return NULL;
  look_at_session (all, session);
  g_hash_table_add (subjects, (gpointer) halqa_record_get_id (session));
  for (guint i = 0; i < proposals->len; i++)
    {
      look_at_proposal (all, g_ptr_array_index (proposals, i), tallied);
      g_hash_table_add (subjects,
                        (gpointer) halqa_record_get_id (g_ptr_array_index (proposals, i)));
    }
  return look_at_questions (all, reader, subjects, error) ? g_steal_pointer (&all) : NULL;
}

/**
 * halqa_closing_describe:
 * @why: why
 * @field: (nullable): the field of the session that is empty
 *
 * Returns: (transfer none): the same for people
 */
const char *
halqa_closing_describe (HalqaOpenWhy why, const char *field)
{
  switch (why)
    {
    case HALQA_OPEN_UNCOUNTED:
      if (g_strcmp0 (field, "women_count") == 0)
        return _ ("Women were not counted");
      if (g_strcmp0 (field, "youth_count") == 0)
        return _ ("Young people were not counted");
      if (g_strcmp0 (field, "count_method") == 0)
        return _ ("How people were counted is not said");
      return _ ("People were not counted");
    case HALQA_OPEN_UNREPORTED:
      return _ ("The report is empty");
    case HALQA_OPEN_DRAFT:
      /* Translators: of a proposal. */
      return _ ("Still a draft");
    case HALQA_OPEN_UNTALLIED:
      /* Translators: of a proposal. */
      return _ ("Without a tally in this session");
    case HALQA_OPEN_QUESTION:
      return _ ("A question without an answer");
    default:
      g_return_val_if_reached ("");
    }
}

/* --- as objects */

static void
halqa_open_end_finalize (GObject *object)
{
  g_clear_object (&HALQA_OPEN_END (object)->item);
  G_OBJECT_CLASS (halqa_open_end_parent_class)->finalize (object);
}

static void
halqa_open_end_class_init (HalqaOpenEndClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = halqa_open_end_finalize;
}

static void
halqa_open_end_init (HalqaOpenEnd *self)
{
}

/**
 * halqa_open_end_get_item:
 * @self: something that is still open
 *
 * Returns: (transfer none): the session, proposal or note that it is about
 */
HalqaItem *
halqa_open_end_get_item (HalqaOpenEnd *self)
{
  g_return_val_if_fail (HALQA_IS_OPEN_END (self), NULL);

  return self->item;
}

/**
 * halqa_open_end_get_why:
 * @self: something that is still open
 *
 * Returns: why
 */
HalqaOpenWhy
halqa_open_end_get_why (HalqaOpenEnd *self)
{
  g_return_val_if_fail (HALQA_IS_OPEN_END (self), HALQA_OPEN_DRAFT);

  return self->why;
}

/**
 * halqa_open_end_get_words:
 * @self: something that is still open
 *
 * Returns: (transfer none): why, in words that do not name the record
 */
const char *
halqa_open_end_get_words (HalqaOpenEnd *self)
{
  g_return_val_if_fail (HALQA_IS_OPEN_END (self), NULL);

  return self->words;
}

/**
 * halqa_forum_dup_open_ends:
 * @self: a forum
 * @session: one of its sessions
 *
 * Returns: (transfer full): a list of #HalqaOpenEnd, as of now; empty where nothing is open, or it
 *   can't be read
 */
GListModel *
halqa_forum_dup_open_ends (HalqaForum *self, HalqaItem *session)
{
  GListStore *ends;
  g_autoptr (GArray) all = NULL;
  g_autoptr (GError) error = NULL;

  g_return_val_if_fail (HALQA_IS_FORUM (self) && HALQA_IS_ITEM (session), NULL);

  ends = g_list_store_new (HALQA_TYPE_OPEN_END);
  all = halqa_closing_list_open (self->reader, halqa_item_get_record (session), &error);
  if (all == NULL)
    g_warning ("%s: %s", halqa_store_get_path (self->store), error->message);
  for (guint i = 0; all != NULL && i < all->len; i++)
    {
      const HalqaOpen *open = &g_array_index (all, HalqaOpen, i);
      g_autoptr (HalqaOpenEnd) end = g_object_new (HALQA_TYPE_OPEN_END, NULL);

      end->item = halqa_forum_dup_item_of (self, halqa_record_get_kind (open->record)->name,
                                           halqa_record_get_id (open->record));
      end->why = open->why;
      end->words = halqa_closing_describe (open->why, open->field);
      if (end->item != NULL)
        g_list_store_append (ends, end);
    }
  return G_LIST_MODEL (ends);
}
