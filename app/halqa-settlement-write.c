/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-settlement-private.h"

#include "halqa-app-error.h"
#include "halqa-link.h"
#include "halqa-order-private.h"
#include "halqa-references.h"
#include "halqa-undo.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What a person chose for one field, in the place of all versions of it, and how that is taken back.
 *
 * It is a write like any other, which names all versions and so replaces them; an earlier value is
 * restored in the same way. To take it back is to write each version once more, in the place where
 * it stood (halqa_change_set_beside()): the one that was shown replaces the settlement, the others
 * replace what they replaced before. So they stand beside one another again, and come from what they
 * came from.
 *
 * Rules: what the person did not see is not replaced, and what somebody wrote since is not taken
 * back; both are told, and nothing is written. Settling a field of a deleted record leaves it
 * deleted: to a deletion a write that it does not name is an edit made meanwhile, so it is written
 * again, behind the other.
 *
 * Rejected: to take back by writing only what was shown. It says that somebody has chosen, when the
 * one who did has just thought better of it. */

static gboolean
refuse (GError **error, const char *message)
{
  g_set_error_literal (error, HALQA_APP_ERROR, HALQA_APP_ERROR_REFUSED, message);
  return FALSE;
}

static GPtrArray *
changes_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) halqa_change_unref);
}

static HalqaChange *
add_change (GPtrArray *changes)
{
  HalqaChange *change = halqa_change_new ();

  g_ptr_array_add (changes, change);
  return change;
}

/* --- what is there */

static HalqaConflict *
find_conflict (GPtrArray *conflicts, const char *field)
{
  for (guint i = 0; i < conflicts->len; i++)
    {
      HalqaConflict *conflict = g_ptr_array_index (conflicts, i);

      if (g_str_equal (conflict->field, field))
        return conflict;
    }
  return NULL;
}

/* The newest write of the field that is shown. */
static const HalqaPastWrite *
find_shown (const GPtrArray *history, const char *field)
{
  for (guint i = history->len; i > 0; i--)
    {
      const HalqaPastWrite *write = g_ptr_array_index (history, i - 1);

      if (g_str_equal (write->field, field) && write->state == HALQA_WRITE_SHOWN)
        return write;
    }
  return NULL;
}

static gboolean
is_among (const HalqaDot *dot, const GArray *dots)
{
  for (guint i = 0; i < dots->len; i++)
    if (halqa_dot_compare (&g_array_index (dots, HalqaDot, i), dot) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
check_seen (HalqaSettlement *self, const HalqaConflict *conflict, GError **error)
{
  for (guint i = 0; self->seen != NULL && conflict != NULL && i < conflict->versions->len; i++)
    {
      const HalqaPastWrite *version = g_ptr_array_index (conflict->versions, i);

      if (!is_among (&version->dot, self->seen))
        return refuse (error, _ ("A further version has just arrived. Look at it, then choose."));
    }
  return TRUE;
}

/* Notes what there is now, to be written anew by who takes the settlement back. */
static gboolean
note_before (HalqaSettlement *self,
             HalqaReader *reader,
             const HalqaConflict *conflict,
             GError **error)
{
  g_autoptr(GPtrArray) history =
                 halqa_reader_history (reader, self->kind->name, &self->record, error);
  const HalqaPastWrite *shown;

  if (history == NULL)
    return FALSE;
  g_ptr_array_set_size (self->before, 0);
  for (guint i = 0; conflict != NULL && i < conflict->versions->len; i++)
    g_ptr_array_add (self->before,
                     halqa_past_write_copy (g_ptr_array_index (conflict->versions, i)));
  shown = find_shown (history, self->field);
  if (conflict == NULL && shown != NULL)
    g_ptr_array_add (self->before, halqa_past_write_copy (shown));
  return TRUE;
}

/* Which write of ours it has become; none where it changed nothing. */
static gboolean
note_written (HalqaSettlement *self, HalqaReader *reader, GError **error)
{
  g_autoptr(GPtrArray) history =
                 halqa_reader_history (reader, self->kind->name, &self->record, error);
  const HalqaDeviceId *us =
      halqa_identity_get_device (halqa_store_get_identity (halqa_reader_get_store (reader)));
  const HalqaPastWrite *shown;

  if (history == NULL)
    return FALSE;
  shown = find_shown (history, self->field);
  self->is_written = shown != NULL && memcmp (&shown->dot.device, us, sizeof *us) == 0;
  for (guint i = 0; self->is_written && i < self->before->len; i++)
    {
      const HalqaPastWrite *before = g_ptr_array_index (self->before, i);

      if (halqa_dot_compare (&before->dot, &shown->dot) == 0)
        self->is_written = FALSE;
    }
  if (self->is_written)
    self->written = shown->dot;
  return TRUE;
}

/* --- what is written */

static void
add_deletion (HalqaSettlement *self, HalqaChange *change)
{
  const HalqaValue deleted = halqa_value_bool (TRUE);

  halqa_change_set (change, self->kind->name, &self->record, "deleted", &deleted,
                    HALQA_REPLACE_ALL);
}

/* Whether the record is deleted, and nobody disputes that. */
static gboolean
stays_deleted (HalqaSettlement *self, HalqaRecord *record, GPtrArray *conflicts)
{
  return halqa_record_is_deleted (record) && !g_str_equal (self->field, "deleted") &&
         find_conflict (conflicts, "deleted") == NULL;
}

typedef struct
{
  HalqaChange *change;
  const char *kind;
  const HalqaId *id;
} Copying;

static void
copy_field (const char *field, const HalqaValue *value, gpointer user_data)
{
  static const char *const own[] = { "reference", "merged_into", "position", NULL };
  const Copying *copying = user_data;

  if (!g_strv_contains (own, field))
    halqa_change_set (copying->change, copying->kind, copying->id, field, value,
                      HALQA_REPLACE_SHOWN);
}

/* The proposal anew, with @version where they differ, and that it was made of the other. */
static void
add_proposal (HalqaSettlement *self,
              HalqaRecord *record,
              const HalqaPastWrite *version,
              HalqaChange *change)
{
  const HalqaValue type = halqa_value_text ("split");
  const HalqaValue origin = halqa_value_id (&self->record);
  HalqaId id, link;
  HalqaValue made;
  Copying copying = { change, self->kind->name, &id };

  halqa_id_random (&id);
  halqa_change_create (change, self->kind->name, &id);
  halqa_record_foreach (record, copy_field, &copying);
  halqa_change_set (change, self->kind->name, &id, self->field, &version->value,
                    HALQA_REPLACE_SHOWN);
  made = halqa_value_id (&id);
  halqa_link_derive_id ("split", &id, &self->record, &link);
  halqa_change_create (change, "link", &link);
  halqa_change_set (change, "link", &link, "type", &type, HALQA_REPLACE_SHOWN);
  halqa_change_set (change, "link", &link, "a", &made, HALQA_REPLACE_SHOWN);
  halqa_change_set (change, "link", &link, "b", &origin, HALQA_REPLACE_SHOWN);
  g_array_append_val (self->made, id);
}

static gboolean
add_proposals (HalqaSettlement *self,
               HalqaReader *reader,
               HalqaRecord *record,
               const HalqaConflict *conflict,
               HalqaChange *change,
               GError **error)
{
  g_autoptr(HalqaOrderEnds) ends = halqa_order_ends_new ();

  if (conflict == NULL || g_str_equal (self->field, "deleted"))
    return refuse (error, _ ("There are no two versions of this field, to make two of it."));
  if (!g_str_equal (self->kind->name, "proposal"))
    return refuse (error, _ ("Only of a proposal two can be made."));
  if (halqa_record_is_deleted (record))
    return refuse (error, _ ("The proposal has been deleted. Bring it back first."));
  for (guint i = 1; i < conflict->versions->len; i++)
    add_proposal (self, record, g_ptr_array_index (conflict->versions, i), change);
  halqa_value_clear (&self->value);
  halqa_value_copy (&((const HalqaPastWrite *) g_ptr_array_index (conflict->versions, 0))->value,
                    &self->value);
  halqa_references_complete (reader, change);
  return halqa_order_append_new (reader, change, ends, error);
}

static gboolean
plan (HalqaSettlement *self, HalqaReader *reader, GPtrArray *changes, GError **error)
{
  g_autoptr(HalqaRecord) record =
                 halqa_reader_get (reader, self->kind->name, &self->record, error);
  g_autoptr(GPtrArray) conflicts = NULL;
  HalqaConflict *conflict;
  HalqaChange *change = add_change (changes);

  if (record == NULL)
    return FALSE;
  conflicts = halqa_reader_conflicts (reader, self->kind->name, &self->record, error);
  if (conflicts == NULL)
    return FALSE;
  conflict = find_conflict (conflicts, self->field);
  if (!check_seen (self, conflict, error) || !note_before (self, reader, conflict, error) ||
      (self->apart && !add_proposals (self, reader, record, conflict, change, error)))
    return FALSE;
  halqa_change_set (change, self->kind->name, &self->record, self->field, &self->value,
                    HALQA_REPLACE_ALL);
  if (stays_deleted (self, record, conflicts))
    add_deletion (self, add_change (changes));
  return TRUE;
}

/* --- what takes it back */

/* Whether the record @kind @id has not been written since the settlement. */
static gboolean
is_untouched (HalqaSettlement *self, HalqaReader *reader, const char *kind, const HalqaId *id)
{
  g_autoptr(HalqaRecord) record = halqa_reader_get (reader, kind, id, NULL);

  return record != NULL && halqa_record_get_updated (record) == self->written.stamp;
}

static gboolean
check_untouched (HalqaSettlement *self, HalqaReader *reader, GPtrArray *conflicts, GError **error)
{
  g_autoptr(GPtrArray) history =
                 halqa_reader_history (reader, self->kind->name, &self->record, error);
  const HalqaPastWrite *shown;
  gboolean untouched;

  if (history == NULL)
    return FALSE;
  shown = find_shown (history, self->field);
  untouched = shown != NULL && halqa_dot_compare (&shown->dot, &self->written) == 0 &&
              find_conflict (conflicts, self->field) == NULL;
  for (guint i = 0; i < self->made->len; i++)
    untouched = untouched && is_untouched (self, reader, self->kind->name,
                                           &g_array_index (self->made, HalqaId, i));
  if (!untouched)
    return refuse (error, _ ("Somebody has changed it since, so it stays as it is."));
  return TRUE;
}

static void
add_removals (HalqaSettlement *self, HalqaChange *change)
{
  for (guint i = 0; i < self->made->len; i++)
    {
      const HalqaId *id = &g_array_index (self->made, HalqaId, i);
      HalqaId link;

      halqa_link_derive_id ("split", id, &self->record, &link);
      halqa_change_delete (change, self->kind->name, id);
      halqa_change_delete (change, "link", &link);
    }
}

/* In the place of the settlement; of a deletion also with the edits that it knew, and no others. */
static void
put_back_shown (HalqaSettlement *self, HalqaChange *change)
{
  const HalqaPastWrite *shown = self->before->len > 0 ? g_ptr_array_index (self->before, 0) : NULL;
  const HalqaValue nothing = halqa_value_null ();
  g_autoptr(GArray) dots = g_array_new (FALSE, FALSE, sizeof (HalqaDot));

  g_array_append_val (dots, self->written);
  if (shown != NULL && g_str_equal (self->field, "deleted") && shown->n_replaced > 0)
    g_array_append_vals (dots, shown->replaced, shown->n_replaced);
  halqa_change_set_beside (change, self->kind->name, &self->record, self->field,
                           shown != NULL ? &shown->value : &nothing, (const HalqaDot *) dots->data,
                           dots->len);
}

/* Entries for the other versions first: the one that was shown has to be the newest. Edits beside a
 * deletion were not replaced, and stand there still. */
static void
plan_undo (HalqaSettlement *self, GPtrArray *changes)
{
  HalqaChange *last;

  for (guint i = self->before->len; i > 1; i--)
    {
      const HalqaPastWrite *version = g_ptr_array_index (self->before, i - 1);

      if (g_str_equal (version->field, self->field))
        halqa_change_set_beside (add_change (changes), self->kind->name, &self->record, self->field,
                                 &version->value, version->replaced, version->n_replaced);
    }
  last = add_change (changes);
  put_back_shown (self, last);
  add_removals (self, last);
}

/**
 * halqa_settlement_run:
 * @self: a settlement
 * @reader: of the calling thread
 * @error: %HALQA_APP_ERROR_REFUSED with a sentence for a person, or any of sync's
 *
 * Blocks.
 *
 * Returns: whether what was chosen is on disk
 */
gboolean
halqa_settlement_run (HalqaSettlement *self, HalqaReader *reader, GError **error)
{
  g_autoptr(GPtrArray) changes = changes_new ();

  g_return_val_if_fail (HALQA_IS_SETTLEMENT (self) && HALQA_IS_READER (reader), FALSE);

  g_array_set_size (self->made, 0);
  return plan (self, reader, changes, error) &&
         halqa_store_commit_many (halqa_reader_get_store (reader), changes, error) &&
         note_written (self, reader, error);
}

/* Whether the settlement, and nothing else, is what "undo" would take back now. */
static gboolean
is_last_action (HalqaSettlement *self, HalqaReader *reader)
{
  HalqaAction action = { 0 };
  g_autoptr(GPtrArray) entries = NULL;

  if (!halqa_reader_find_action (reader, FALSE, &action, NULL) || action.first == 0)
    return FALSE;
  entries = halqa_reader_list_action (reader, &action, NULL);
  return entries != NULL && entries->len == 1 &&
         halqa_dot_compare (halqa_entry_get_dot (g_ptr_array_index (entries, 0)), &self->written) ==
             0;
}

/* As what was done last is taken back; so it can be done again, and the next to be taken back is what
 * was done before. Of a deletion that does not tell what it knew. */
static gboolean
undo_last_action (HalqaSettlement *self, HalqaReader *reader, GError **error)
{
  HalqaUndone *undone = halqa_store_undo (halqa_reader_get_store (reader), FALSE, error);

  if (undone == NULL)
    return FALSE;
  halqa_undone_free (undone);
  self->is_written = FALSE;
  return TRUE;
}

/**
 * halqa_settlement_undo:
 * @self: a settlement that was run
 * @reader: of the calling thread
 * @error: %HALQA_APP_ERROR_REFUSED with a sentence for a person, or any of sync's
 *
 * Blocks.
 *
 * Returns: whether all versions stand beside one another again
 */
gboolean
halqa_settlement_undo (HalqaSettlement *self, HalqaReader *reader, GError **error)
{
  g_autoptr(GPtrArray) changes = changes_new ();
  g_autoptr(HalqaRecord) record = NULL;
  g_autoptr(GPtrArray) conflicts = NULL;

  g_return_val_if_fail (HALQA_IS_SETTLEMENT (self) && HALQA_IS_READER (reader), FALSE);

  if (!self->is_written)
    return TRUE;
  record = halqa_reader_get (reader, self->kind->name, &self->record, error);
  if (record == NULL)
    return FALSE;
  conflicts = halqa_reader_conflicts (reader, self->kind->name, &self->record, error);
  if (conflicts == NULL || !check_untouched (self, reader, conflicts, error))
    return FALSE;
  if (!g_str_equal (self->field, "deleted") && is_last_action (self, reader))
    return undo_last_action (self, reader, error);
  plan_undo (self, changes);
  if (stays_deleted (self, record, conflicts))
    add_deletion (self, add_change (changes));
  if (!halqa_store_commit_many (halqa_reader_get_store (reader), changes, error))
    return FALSE;
  self->is_written = FALSE;
  return TRUE;
}
