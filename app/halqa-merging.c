/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-merging-private.h"

#include "halqa-app-error.h"
#include "halqa-draft-private.h"
#include "halqa-error.h"
#include "halqa-forum-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What is done at the merging desk: join, take apart, make several of one, relate.
 *
 * Nothing here copies a proposal away or deletes one. A merge is the field `merged_into` of each
 * source, a relation is a record of the kind `link`; so each step is a few short writes, one entry,
 * and is taken back as any other.
 *
 * Rule: after a step it is shown as it says. What is not in force because of a circle (see
 * halqa-forest.c) could come into force by it, so the step first writes down how it is shown: the
 * end of the circle is merged into nothing.
 *
 * Rejected: a record for each merge, with its sources. Two laptops that merge one source in two
 * ways would make two records that know nothing of each other, where a field tells of the
 * conflict. */

char *
halqa_merging_dup_hex (const HalqaId *id)
{
  return halqa_hex_dup (id->bytes, HALQA_ID_SIZE);
}

gboolean
halqa_merging_refuse (GError **error, const char *why)
{
  g_set_error_literal (error, HALQA_APP_ERROR, HALQA_APP_ERROR_INVALID, why);
  return FALSE;
}

/* A proposal that can be worked with. */
HalqaRecord *
halqa_merging_read_proposal (HalqaMerging *self, const char *hex, GError **error)
{
  g_autoptr (HalqaRecord) record = NULL;
  g_autoptr (GError) reason = NULL;
  HalqaId id;

  if (halqa_hex_decode (hex, id.bytes, HALQA_ID_SIZE))
    record = halqa_reader_get (self->reader, "proposal", &id, &reason);
  if (record == NULL && reason != NULL &&
      !g_error_matches (reason, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_NOT_FOUND))
    g_propagate_error (error, g_steal_pointer (&reason));
  else if (record == NULL)
    halqa_merging_refuse (error, _ ("Only proposals can be merged, split or related"));
  else if (halqa_record_is_deleted (record))
    halqa_merging_refuse (error, _ ("A deleted proposal has to be restored first"));
  else
    return g_steal_pointer (&record);
  return NULL;
}

/* Each once, in the order in which they are named first. */
GPtrArray *
halqa_merging_read_proposals (HalqaMerging *self, const char *const *ids, GError **error)
{
  g_autoptr (GPtrArray) records =
                 g_ptr_array_new_with_free_func ((GDestroyNotify) halqa_record_unref);
  g_autoptr (GHashTable) seen = g_hash_table_new (halqa_id_hash, halqa_id_equal);

  for (; *ids != NULL; ids++)
    {
      g_autoptr (HalqaRecord) record = halqa_merging_read_proposal (self, *ids, error);

      if (record == NULL)
        return NULL;
      if (g_hash_table_add (seen, (gpointer) halqa_record_get_id (record)))
        g_ptr_array_add (records, g_steal_pointer (&record));
    }
  return g_steal_pointer (&records);
}

/* @into: NULL for nothing. */
static void
set_link (HalqaMerging *self, const HalqaId *source, const HalqaId *into)
{
  const HalqaId *old = halqa_forest_get_link (self->forest, source);
  g_autofree char *hex = halqa_merging_dup_hex (source);
  g_autofree char *new_hex = into != NULL ? halqa_merging_dup_hex (into) : NULL;

  if (old == into || (old != NULL && into != NULL && halqa_id_equal (old, into)))
    return;
  halqa_draft_set_ref (self->draft, "proposal", hex, "merged_into", new_hex);
}

/* @sources: (nullable): of HalqaId: those that are about to be written */
static void
open_circle (HalqaMerging *self, const HalqaId *id, GHashTable *sources)
{
  const HalqaId *end = halqa_forest_get_result (self->forest, id);

  if (halqa_forest_get_state (self->forest, end) == HALQA_MERGE_CIRCLE &&
      (sources == NULL || !g_hash_table_contains (sources, end)))
    set_link (self, end, NULL);
}

/* Where @into itself stands below one of @sources it comes out first: who says "this one is the
 * result" turns the merge round. */
static void
take_result_out (HalqaMerging *self, const HalqaId *into, GHashTable *sources)
{
  for (const HalqaId *above = halqa_forest_get_into (self->forest, into); above != NULL;
       above = halqa_forest_get_into (self->forest, above))
    if (g_hash_table_contains (sources, above))
      {
        set_link (self, into, NULL);
        return;
      }
}

static void
join_records (HalqaMerging *self, const HalqaId *into, const GPtrArray *records)
{
  g_autoptr (GHashTable) sources = g_hash_table_new (halqa_id_hash, halqa_id_equal);

  for (guint i = 0; i < records->len; i++)
    g_hash_table_add (sources, (gpointer) halqa_record_get_id (g_ptr_array_index (records, i)));
  open_circle (self, into, sources);
  take_result_out (self, into, sources);
  for (guint i = 0; i < records->len; i++)
    {
      const HalqaId *id = halqa_record_get_id (g_ptr_array_index (records, i));

      open_circle (self, id, sources);
      set_link (self, id, into);
    }
}

/* --- a new proposal */

void
halqa_merging_set_value (HalqaMerging *self,
                         const char *id,
                         const char *field,
                         const HalqaValue *value)
{
  if (value != NULL)
    halqa_draft_set_value (self->draft, "proposal", id, field, value, HALQA_REPLACE_SHOWN);
}

/* What all of @records hold alike; NULL where they differ. */
static const HalqaValue *
get_common_value (const GPtrArray *records, const char *field)
{
  const HalqaValue *first = halqa_record_get_value (g_ptr_array_index (records, 0), field);

  for (guint i = 1; first != NULL && i < records->len; i++)
    {
      const HalqaValue *other = halqa_record_get_value (g_ptr_array_index (records, i), field);

      if (other == NULL || !halqa_value_equal (first, other))
        return NULL;
    }
  return first;
}

char *
halqa_merging_make_proposal (HalqaMerging *self)
{
  g_autofree char *id = halqa_draft_add (self->draft, "proposal");

  halqa_draft_set_text (self->draft, "proposal", id, "state", "draft");
  return g_steal_pointer (&id);
}

static const char *const laid_out[] = { "problem", "body", NULL };

static void
set_text (HalqaMerging *self, HalqaRecord *record, const char *field, const char *text)
{
  const char *old = halqa_record_get_text (record, field);
  g_autofree char *hex = halqa_merging_dup_hex (halqa_record_get_id (record));

  halqa_draft_set_text_over (self->draft, "proposal", hex, field, text, old != NULL ? old : "");
}

typedef struct
{
  HalqaMerging *step;
  const char *id;
  HalqaRecord *result; /* NULL where it is new */
} Writing;

static void
write_translation (const char *name, const char *text, gpointer user_data)
{
  const Writing *writing = user_data;

  if (writing->result != NULL)
    set_text (writing->step, writing->result, name, text);
  else
    halqa_draft_set_text (writing->step->draft, "proposal", writing->id, name, text);
}

/* The title is that of the first, in each language; the texts are those of all. */
static void
translate_result (HalqaMerging *self, const char *id, const GPtrArray *records)
{
  HalqaRecord *first = g_ptr_array_index (records, 0);
  const char *own = halqa_record_get_text (first, "lang");
  g_autoptr (GPtrArray) nothing = g_ptr_array_new ();
  Writing writing = { self, id, NULL };
  gsize used = 0;

  halqa_merging_lay_out_translations (self->reader, first, nothing, own, "title", &used,
                                      write_translation, &writing);
  for (const char *const *field = laid_out; *field != NULL; field++)
    halqa_merging_lay_out_translations (self->reader, NULL, records, own, *field, &used,
                                        write_translation, &writing);
}

static char *
make_result (HalqaMerging *self, const GPtrArray *records)
{
  static const char *const common[] = { "session", "theme",        "neighbourhood",
                                        "scope",   "organisation", NULL };
  static const char *const of_first[] = { "title", "lang", NULL };
  g_autofree char *id = halqa_merging_make_proposal (self);

  for (const char *const *field = of_first; *field != NULL; field++)
    halqa_merging_set_value (self, id, *field,
                             halqa_record_get_value (g_ptr_array_index (records, 0), *field));
  for (const char *const *field = common; *field != NULL; field++)
    halqa_merging_set_value (self, id, *field, get_common_value (records, *field));
  for (const char *const *field = laid_out; *field != NULL; field++)
    {
      g_autofree char *text = halqa_merging_lay_out (self->reader, records, *field, NULL);

      if (*text != '\0')
        halqa_draft_set_text (self->draft, "proposal", id, *field, text);
    }
  translate_result (self, id, records);
  return g_steal_pointer (&id);
}

/* What @field of @result holds, and that of @records below it; NULL where it would be too long. */
static char *
dup_longer_text (HalqaMerging *self,
                 HalqaRecord *result,
                 const GPtrArray *records,
                 const char *field,
                 GError **error)
{
  const char *old = halqa_record_get_text (result, field);
  g_autofree char *added = halqa_merging_lay_out (self->reader, records, field, NULL);
  g_autofree char *text = NULL;

  if (old == NULL || *added == '\0')
    return g_strdup (old != NULL ? old : added);
  text = g_strconcat (old, "\n\n", added, NULL);
  if (strlen (text) <= HALQA_TEXT_MAX)
    return g_steal_pointer (&text);
  halqa_merging_refuse (error, _ ("The text would be longer than a proposal can hold"));
  return NULL;
}

/* --- public */

/**
 * halqa_merging_new:
 * @forum: an open forum
 *
 * Returns: (transfer full): a step in which nothing is done yet
 */
HalqaMerging *
halqa_merging_new (HalqaForum *forum)
{
  HalqaMerging *self;

  g_return_val_if_fail (HALQA_IS_FORUM (forum), NULL);

  self = g_new0 (HalqaMerging, 1);
  self->forum = g_object_ref (forum);
  self->reader = halqa_forum_get_reader (forum);
  self->forest = halqa_forum_get_forest (forum);
  self->draft = halqa_draft_new ();
  return self;
}

/**
 * halqa_merging_free:
 * @self: (transfer full): a step
 */
void
halqa_merging_free (HalqaMerging *self)
{
  g_return_if_fail (self != NULL);

  halqa_draft_unref (self->draft);
  g_object_unref (self->forum);
  g_free (self);
}

/**
 * halqa_merging_get_draft:
 * @self: a step
 *
 * Returns: (transfer none): what is to be written; empty where it is so already
 */
HalqaDraft *
halqa_merging_get_draft (HalqaMerging *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->draft;
}

/**
 * halqa_merging_join:
 * @self: a step
 * @into: the proposal that is to be the result
 * @ids: (array zero-terminated=1): its sources
 * @error: where one of them is no proposal, is deleted, or is the result itself
 *
 * A source that is merged elsewhere comes out of there; one that has sources brings them along.
 * Where the result is itself below one of them, it comes out of it first.
 *
 * Returns: whether it can be done
 */
gboolean
halqa_merging_join (HalqaMerging *self, const char *into, const char *const *ids, GError **error)
{
  g_autoptr (HalqaRecord) result = NULL;
  g_autoptr (GPtrArray) records = NULL;

  g_return_val_if_fail (self != NULL && into != NULL && ids != NULL, FALSE);

  result = halqa_merging_read_proposal (self, into, error);
  records = result != NULL ? halqa_merging_read_proposals (self, ids, error) : NULL;
  if (records == NULL)
    return FALSE;
  for (guint i = 0; i < records->len; i++)
    if (halqa_id_equal (halqa_record_get_id (g_ptr_array_index (records, i)),
                        halqa_record_get_id (result)))
      return halqa_merging_refuse (error, _ ("A proposal can't be merged into itself"));
  join_records (self, halqa_record_get_id (result), records);
  return TRUE;
}

/**
 * halqa_merging_join_new:
 * @self: a step
 * @ids: (array zero-terminated=1): the sources, two at least
 * @error: as halqa_merging_join()
 *
 * The new proposal has the title of the first, the problems and texts of all below each other, each
 * with its source named, and of the rest what they have in common.
 *
 * Returns: (transfer full) (nullable): the new proposal's id
 */
char *
halqa_merging_join_new (HalqaMerging *self, const char *const *ids, GError **error)
{
  g_autoptr (GPtrArray) records = NULL;
  g_autofree char *id = NULL;
  HalqaId into;

  g_return_val_if_fail (self != NULL && ids != NULL, NULL);

  records = halqa_merging_read_proposals (self, ids, error);
  if (records == NULL)
    return NULL;
  if (records->len < 2)
    {
      halqa_merging_refuse (error, _ ("A new proposal is merged of two others at least"));
      return NULL;
    }
  id = make_result (self, records);
  halqa_hex_decode (id, into.bytes, HALQA_ID_SIZE);
  join_records (self, &into, records);
  return g_steal_pointer (&id);
}

/**
 * halqa_merging_add_texts:
 * @self: a step
 * @into: a proposal
 * @ids: (array zero-terminated=1): others
 * @error: as halqa_merging_join(), or where it is too much text
 *
 * Puts their problems and texts below those of @into, each with its source named, and translations
 * that all have below its own. What was written into @into meanwhile stays beside it, as a second
 * version.
 *
 * Returns: whether it can be done
 */
gboolean
halqa_merging_add_texts (HalqaMerging *self,
                         const char *into,
                         const char *const *ids,
                         GError **error)
{
  g_autoptr (HalqaRecord) result = NULL;
  g_autoptr (GPtrArray) records = NULL;
  g_autofree char *problem = NULL;
  g_autofree char *body = NULL;
  Writing writing = { self, into, NULL };
  gsize used = 0;

  g_return_val_if_fail (self != NULL && into != NULL && ids != NULL, FALSE);

  result = halqa_merging_read_proposal (self, into, error);
  writing.result = result;
  records = result != NULL ? halqa_merging_read_proposals (self, ids, error) : NULL;
  problem = records != NULL ? dup_longer_text (self, result, records, "problem", error) : NULL;
  body = problem != NULL ? dup_longer_text (self, result, records, "body", error) : NULL;
  if (body == NULL)
    return FALSE;
  /* Both, also where one stays as it is: a single text would go for typed, and be taken back with the
   * words that were typed before it. */
  set_text (self, result, "problem", problem);
  set_text (self, result, "body", body);
  for (const char *const *field = laid_out; *field != NULL; field++)
    halqa_merging_lay_out_translations (self->reader, result, records,
                                        halqa_record_get_text (result, "lang"), *field, &used,
                                        write_translation, &writing);
  return TRUE;
}

/**
 * halqa_merging_split:
 * @self: a step
 * @id: a proposal that others are merged into
 * @error: where nothing is
 *
 * What is merged into its sources stays with them.
 *
 * Returns: whether it can be done
 */
gboolean
halqa_merging_split (HalqaMerging *self, const char *id, GError **error)
{
  g_autoptr (HalqaRecord) result = NULL;
  g_autoptr (GArray) sources = NULL;

  g_return_val_if_fail (self != NULL && id != NULL, FALSE);

  result = halqa_merging_read_proposal (self, id, error);
  if (result == NULL)
    return FALSE;
  sources = halqa_forest_list_sources (self->forest, halqa_record_get_id (result));
  if (sources->len == 0)
    return halqa_merging_refuse (error, _ ("Nothing is merged into this proposal"));
  open_circle (self, halqa_record_get_id (result), NULL);
  for (guint i = 0; i < sources->len; i++)
    {
      const HalqaSource *source = &g_array_index (sources, HalqaSource, i);

      if (source->depth == 1)
        set_link (self, &source->id, NULL);
    }
  return TRUE;
}

/**
 * halqa_merging_take_out:
 * @self: a step
 * @ids: (array zero-terminated=1): proposals that are merged into others, or say so
 * @error: where one of them is not
 *
 * Returns: whether it can be done
 */
gboolean
halqa_merging_take_out (HalqaMerging *self, const char *const *ids, GError **error)
{
  g_autoptr (GPtrArray) records = NULL;

  g_return_val_if_fail (self != NULL && ids != NULL, FALSE);

  records = halqa_merging_read_proposals (self, ids, error);
  if (records == NULL)
    return FALSE;
  for (guint i = 0; i < records->len; i++)
    if (halqa_forest_get_link (self->forest,
                               halqa_record_get_id (g_ptr_array_index (records, i))) == NULL)
      return halqa_merging_refuse (error, _ ("This proposal is not merged into another"));
  for (guint i = 0; i < records->len; i++)
    {
      const HalqaId *id = halqa_record_get_id (g_ptr_array_index (records, i));

      open_circle (self, id, NULL);
      set_link (self, id, NULL);
    }
  return TRUE;
}
