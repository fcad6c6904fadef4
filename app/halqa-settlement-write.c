/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-settlement-private.h"

#include "halqa-app-error.h"
#include "halqa-link.h"
#include "halqa-order-private.h"
#include "halqa-references.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What a person chose for one field, in the place of all versions of it.
 *
 * It is a write like any other, which names all versions and so replaces them; an earlier value is
 * restored in the same way, and both are taken back as any other (sync/halqa-undo-plan.c).
 *
 * Rules: what the person did not see is not replaced; that is told, and nothing is written. Settling
 * a field of a deleted record leaves it deleted: to a deletion a write that it does not name is an
 * edit made meanwhile, so it is written again, behind the other. */

static gboolean
refuse (GError **error, const char *message)
{
  g_set_error_literal (error, HALQA_APP_ERROR, HALQA_APP_ERROR_REFUSED, message);
  return FALSE;
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
  g_autoptr (HalqaOrderEnds) ends = halqa_order_ends_new ();

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
  g_autoptr (HalqaRecord) record =
                 halqa_reader_get (reader, self->kind->name, &self->record, error);
  g_autoptr (GPtrArray) conflicts = NULL;
  HalqaConflict *conflict;
  HalqaChange *change = add_change (changes);

  if (record == NULL)
    return FALSE;
  conflicts = halqa_reader_conflicts (reader, self->kind->name, &self->record, error);
  if (conflicts == NULL)
    return FALSE;
  conflict = find_conflict (conflicts, self->field);
  if (!check_seen (self, conflict, error) ||
      (self->apart && !add_proposals (self, reader, record, conflict, change, error)))
    return FALSE;
  halqa_change_set (change, self->kind->name, &self->record, self->field, &self->value,
                    HALQA_REPLACE_ALL);
  if (stays_deleted (self, record, conflicts))
    add_deletion (self, add_change (changes));
  return TRUE;
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
  g_autoptr (GPtrArray) changes =
                 g_ptr_array_new_with_free_func ((GDestroyNotify) halqa_change_unref);

  g_return_val_if_fail (HALQA_IS_SETTLEMENT (self) && HALQA_IS_READER (reader), FALSE);

  g_array_set_size (self->made, 0);
  if (!plan (self, reader, changes, error) ||
      !halqa_store_commit_many (halqa_reader_get_store (reader), changes, error))
    return FALSE;
  self->stamp = halqa_change_get_stamp (g_ptr_array_index (changes, 0));
  return TRUE;
}
