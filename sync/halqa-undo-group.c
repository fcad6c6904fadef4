/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-undo-private.h"

#include <string.h>

#include "halqa-change-private.h"

/* Several entries that are one action to the person who made them: what was typed into one field,
 * saved at each pause, and what was imported from one file, batch after batch.
 *
 * An entry goes on with the one before it where both say the same of what they are, and nothing else
 * was done at this laptop in between. What was typed has to follow soon too, and is cut up where it
 * goes on for long, so that little is lost by taking it back. A row is written with the second entry:
 * what stands alone costs nothing. An import has one at once, for it says too that it is one.
 *
 * Rule: only what says of itself that it was typed, or is of one action, is put together. A command
 * that sets a field twice within a second is two actions. */

#define IMPORT "import"
#define GAP_US (5 * G_USEC_PER_SEC)
#define TYPED_US (60 * G_USEC_PER_SEC)

/* What @changes are, where they may go on with others or among themselves; NULL where not. */
static char *
describe (GPtrArray *changes)
{
  HalqaChange *first = g_ptr_array_index (changes, 0);
  const guint action = halqa_change_get_action (first);
  GPtrArray *records = halqa_change_get_records (first);
  const HalqaRecordChange *record = records->len == 1 ? g_ptr_array_index (records, 0) : NULL;
  const HalqaFieldChange *field;
  char hex[HALQA_HEX_MAX];

  if (action != 0)
    return g_strdup_printf (halqa_change_is_imported (first) ? IMPORT " %u" : "action %u", action);
  if (record == NULL || record->create || record->fields->len != 1)
    return NULL;
  field = &g_array_index (record->fields, HalqaFieldChange, 0);
  if (field->replace != HALQA_REPLACE_SEEN)
    return NULL;
  return g_strdup_printf ("typed %s %s %s", record->kind,
                          halqa_hex_encode (hex, record->record.bytes, HALQA_ID_SIZE), field->name);
}

/* Whether another process has done anything since, or something was taken back. */
static gboolean
find_others (HalqaWriter *self, gint64 newest, gboolean *others, GError **error)
{
  g_autoptr (HalqaStatement) statement = halqa_sql_prepare (
      self->sql,
      "SELECT EXISTS (SELECT 1 FROM log WHERE arrival > ?1 AND arrival <= ?2 AND device = ?3"
      " AND source = 0) OR EXISTS (SELECT 1 FROM step WHERE upto >= ?1 AND what <> 0)",
      error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, self->group.last);
  sqlite3_bind_int64 (statement, 2, newest);
  sqlite3_bind_int64 (statement, 3,
                      halqa_names_find_device (self->fold.base.names,
                                               halqa_identity_get_device (self->identity)));
  if (halqa_sql_step (self->sql, statement, error) != SQLITE_ROW)
    return FALSE;
  *others = sqlite3_column_int (statement, 0) != 0;
  return TRUE;
}

static gboolean
goes_on (HalqaWriter *self, const char *what, gint64 newest, gboolean *result, GError **error)
{
  HalqaGroup *group = &self->group;
  gint64 now = g_get_monotonic_time ();
  const gboolean typed = g_str_has_prefix (what, "typed");
  gboolean others;

  *result = FALSE;
  if (group->what == NULL || strcmp (group->what, what) != 0 ||
      (typed && (now - group->at > GAP_US || now - group->began > TYPED_US)))
    return TRUE;
  if (!find_others (self, newest, &others, error))
    return FALSE;
  *result = !others;
  return TRUE;
}

static gboolean
is_import (const HalqaGroup *group)
{
  return g_str_has_prefix (group->what, IMPORT);
}

static gboolean
extend (HalqaWriter *self, GError **error)
{
  HalqaGroup *group = &self->group;
  sqlite3_stmt *statement;

  if (group->step == 0)
    {
      HalqaStep step = {
        .what = HALQA_STEP_GROUP,
        .first = group->first,
        .last = group->last,
        .upto = is_import (group),
      };

      if (!halqa_step_add (self->sql, &step, error))
        return FALSE;
      group->step = sqlite3_last_insert_rowid (halqa_sql_get_handle (self->sql));
      return TRUE;
    }
  statement = halqa_sql_prepare (self->sql, "UPDATE step SET last = ? WHERE no = ?", error);
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, group->last);
  sqlite3_bind_int64 (statement, 2, group->step);
  return halqa_sql_run (self->sql, statement, error);
}

/**
 * halqa_writer_note_group:
 * @self: a writer with a transaction open
 * @changes: (element-type HalqaChange): what was added in it; at least one
 * @before: the newest arrival before
 * @error: any of the layer's
 *
 * Returns: whether it is known what of it is one action
 */
gboolean
halqa_writer_note_group (HalqaWriter *self, GPtrArray *changes, gint64 before, GError **error)
{
  HalqaGroup *group = &self->group;
  g_autofree char *what = describe (changes);
  gint64 newest;
  gboolean on;

  if (what == NULL)
    {
      halqa_writer_end_group (self);
      return TRUE;
    }
  if (!halqa_sql_get_int (self->sql, "SELECT max (arrival) FROM log", 0, &newest, error))
    return FALSE;
  if (newest == before)
    return TRUE;
  if (!goes_on (self, what, before, &on, error))
    return FALSE;
  if (!on)
    {
      halqa_writer_end_group (self);
      group->what = g_steal_pointer (&what);
      group->first = before + 1;
      group->began = g_get_monotonic_time ();
    }
  group->last = newest;
  group->at = g_get_monotonic_time ();
  return (group->last == group->first && !is_import (group)) || extend (self, error);
}

/* What comes next is another action; also after a rollback. */
void
halqa_writer_end_group (HalqaWriter *self)
{
  g_free (self->group.what);
  self->group = (HalqaGroup){ 0 };
}
