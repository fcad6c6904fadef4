/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-undo-private.h"

#include <string.h>

#include "halqa-reader-private.h"

/* What a person did last at this laptop, and what of it can be taken back.
 *
 * The log is the list of what was done: the entries that this laptop wrote itself, in the order of
 * their arrival. So it outlasts the program, nothing is to be kept in step with it, and two
 * processes on one folder have one list. What the log can't tell stands beside it, in the table
 * `step`: which entries are one action, as what was typed without a pause or imported from one file;
 * which action was taken back or done again, and by which entries. Such a row is written in the
 * transaction of the entries that it tells of.
 *
 * - To be taken back next is the newest action that was not, or that was done again.
 * - To be done again is what was taken back last, as long as nothing else was done since.
 * - An action of which nothing could be taken back is passed over from then on.
 *
 * What taking back means for each field is in halqa-undo-plan.c. Laptops and keys are left alone, and
 * the making of the forum: those entries are not made by a person, or they are for good.
 *
 * Rejected: a row for each thing done, which would cost every edit a page of the disk; a mark in
 * the entry itself, for what one person takes back is nothing to others but another edit; a list in
 * memory, which a restart empties. */

static gboolean
read_steps (HalqaSql *sql, GArray *steps, GError **error)
{
  g_autoptr (HalqaStatement) statement = halqa_sql_prepare (
      sql, "SELECT what, first, last, wrote_first, wrote_last, upto FROM step ORDER BY no", error);
  int result;

  if (statement == NULL)
    return FALSE;
  while ((result = halqa_sql_step (sql, statement, error)) == SQLITE_ROW)
    {
      HalqaStep step = { 0 };

      step.what = sqlite3_column_int64 (statement, 0);
      step.first = sqlite3_column_int64 (statement, 1);
      step.last = sqlite3_column_int64 (statement, 2);
      step.wrote_first = sqlite3_column_int64 (statement, 3);
      step.wrote_last = sqlite3_column_int64 (statement, 4);
      step.upto = sqlite3_column_int64 (statement, 5);
      g_array_append_val (steps, step);
    }
  return result == SQLITE_DONE;
}

/* Whether one of @steps wrote the entry. */
static gboolean
is_of_step (GArray *steps, gint64 arrival)
{
  for (guint i = steps->len; i > 0; i--)
    {
      const HalqaStep *step = &g_array_index (steps, HalqaStep, i - 1);

      if (step->wrote_first != 0 && arrival >= step->wrote_first && arrival <= step->wrote_last)
        return TRUE;
    }
  return FALSE;
}

/* The last that was done with the action that the entry is of; NULL where it stands as it was made. */
static const HalqaStep *
find_last_step (GArray *steps, gint64 arrival)
{
  for (guint i = steps->len; i > 0; i--)
    {
      const HalqaStep *step = &g_array_index (steps, HalqaStep, i - 1);

      if (step->what != HALQA_STEP_GROUP && arrival >= step->first && arrival <= step->last)
        return step;
    }
  return NULL;
}

static const HalqaStep *
find_group (GArray *steps, gint64 arrival)
{
  for (guint i = steps->len; i > 0; i--)
    {
      const HalqaStep *step = &g_array_index (steps, HalqaStep, i - 1);

      if (step->what == HALQA_STEP_GROUP && arrival >= step->first && arrival <= step->last)
        return step;
    }
  return NULL;
}

static gboolean
is_import (const HalqaStep *group)
{
  return group != NULL && group->upto != 0;
}

/**
 * halqa_undo_is_persons:
 * @forum: the forum's id
 * @write: a write
 *
 * Returns: whether a person made it, and may take it back; not of laptops and keys, nor of the making
 *   of the forum itself
 */
gboolean
halqa_undo_is_persons (const HalqaId *forum, const HalqaWrite *write)
{
  if (strcmp (write->kind, "device") == 0 || strcmp (write->kind, "key") == 0)
    return FALSE;
  if (!halqa_id_equal (&write->record, forum))
    return TRUE;
  for (guint i = 0; i < write->n_fields; i++)
    if (strcmp (write->fields[i].name, "deleted") == 0)
      return FALSE;
  return TRUE;
}

static gboolean
is_persons (const HalqaId *forum, HalqaEntry *entry)
{
  guint n_writes;
  const HalqaWrite *writes = halqa_entry_get_writes (entry, &n_writes);

  for (guint i = 0; i < n_writes; i++)
    if (halqa_undo_is_persons (forum, &writes[i]))
      return TRUE;
  return FALSE;
}

/* An entry that a person made: what is to be done with it. FALSE ends the walk. */
typedef gboolean (*OwnFunc) (gint64 arrival, GArray *steps, HalqaAction *action);

static gboolean
take_undoable (gint64 arrival, GArray *steps, HalqaAction *action)
{
  const HalqaStep *step = find_last_step (steps, arrival);
  const HalqaStep *group = find_group (steps, arrival);

  if (step != NULL && step->what == HALQA_STEP_UNDO)
    return TRUE;
  if (step != NULL)
    *action = (HalqaAction){ step->first, step->last, step->wrote_first, step->wrote_last };
  else if (group != NULL)
    *action = (HalqaAction){ group->first, group->last, group->first, group->last };
  else
    *action = (HalqaAction){ arrival, arrival, arrival, arrival };
  action->imported = is_import (group);
  return FALSE;
}

/* The newest entry tells whether anything else was done since. */
static gboolean
take_redoable (gint64 arrival, GArray *steps, HalqaAction *action)
{
  for (guint i = steps->len; i > 0; i--)
    {
      const HalqaStep *step = &g_array_index (steps, HalqaStep, i - 1);

      if (step->what != HALQA_STEP_UNDO || step->wrote_first == 0 || step->upto < arrival ||
          find_last_step (steps, step->first) != step)
        continue;
      *action = (HalqaAction){ step->first, step->last, step->wrote_first, step->wrote_last };
      action->imported = is_import (find_group (steps, step->first));
      break;
    }
  return FALSE;
}

/* Arrivals of what this laptop wrote beyond the reach of its clock, where only that could follow a clock
 * that was wrong: there the stamps don't tell which came later. Mostly none. */
static GArray *
list_ahead (HalqaBase *base, guint device, gint64 last, GError **error)
{
  g_autoptr (GArray) ahead = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (HalqaStatement) statement =
                 halqa_sql_prepare (base->sql,
                                    "SELECT arrival FROM log INDEXED BY log_by_stamp WHERE"
                                    " device = ? AND stamp > ? AND source = 0 ORDER BY arrival",
                                    error);
  int result;

  if (statement == NULL)
    return NULL;
  sqlite3_bind_int64 (statement, 1, device);
  sqlite3_bind_int64 (statement, 2, last);
  while ((result = halqa_sql_step (base->sql, statement, error)) == SQLITE_ROW)
    {
      gint64 arrival = sqlite3_column_int64 (statement, 0);

      g_array_append_val (ahead, arrival);
    }
  return result == SQLITE_DONE ? g_steal_pointer (&ahead) : NULL;
}

typedef struct
{
  HalqaBase *base;
  GArray *steps;
  OwnFunc func;
  HalqaAction *action;
  gboolean over;
} Walk;

static gboolean
visit (Walk *walk, gint64 arrival, GError **error)
{
  HalqaEntry *entry;

  if (is_of_step (walk->steps, arrival))
    return TRUE;
  entry = halqa_base_get_entry (walk->base, arrival, error);
  if (entry == NULL)
    return FALSE;
  walk->over =
      is_persons (&walk->base->forum, entry) && !walk->func (arrival, walk->steps, walk->action);
  return TRUE;
}

/* From the newest on. By the index of the stamps, which holds the devices: the entries of others are
 * not looked at. */
static gboolean
walk_own (Walk *walk, guint device, GError **error)
{
  HalqaSql *sql = walk->base->sql;
  g_autoptr (GArray) ahead = NULL;
  g_autoptr (HalqaStatement) statement = NULL;
  int result = SQLITE_ROW;
  gint64 last;

  if (halqa_sql_get_int (sql, "SELECT last FROM state", 0, &last, error))
    ahead = list_ahead (walk->base, device, last, error);
  if (ahead != NULL)
    statement = halqa_sql_prepare (sql,
                                   "SELECT arrival FROM log INDEXED BY log_by_stamp WHERE"
                                   " device = ? AND stamp <= ? AND source = 0 ORDER BY stamp DESC",
                                   error);
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, device);
  sqlite3_bind_int64 (statement, 2, last);
  while (result == SQLITE_ROW && !walk->over)
    {
      gint64 arrival = 0;

      result = halqa_sql_step (sql, statement, error);
      if (result == SQLITE_ROW)
        arrival = sqlite3_column_int64 (statement, 0);
      else if (result != SQLITE_DONE)
        return FALSE;
      for (;
           !walk->over && ahead->len > 0 && g_array_index (ahead, gint64, ahead->len - 1) > arrival;
           g_array_set_size (ahead, ahead->len - 1))
        if (!visit (walk, g_array_index (ahead, gint64, ahead->len - 1), error))
          return FALSE;
      if (arrival > 0 && !walk->over && !visit (walk, arrival, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * halqa_action_find:
 * @base: a base, of which entries are lent until halqa_base_forget()
 * @device: this laptop
 * @redo: what can be done again, not what can be taken back
 * @action: (out caller-allocates): that; all 0 for none
 * @error: any of the layer's
 *
 * Returns: whether it could be found out
 */
gboolean
halqa_action_find (HalqaBase *base,
                   const HalqaDeviceId *device,
                   gboolean redo,
                   HalqaAction *action,
                   GError **error)
{
  g_autoptr (GArray) steps = g_array_new (FALSE, FALSE, sizeof (HalqaStep));
  Walk walk = { base, steps, redo ? take_redoable : take_undoable, action, FALSE };
  guint number = halqa_names_find_device (base->names, device);

  *action = (HalqaAction){ 0 };
  if (number == 0)
    return TRUE;
  return read_steps (base->sql, steps, error) && walk_own (&walk, number, error);
}

/**
 * halqa_action_find_of:
 * @base: a base
 * @device: this laptop
 * @stamp: of an entry that it wrote
 * @action: (out caller-allocates): what it is of; all 0 where that was taken back already
 * @error: any of the layer's
 *
 * Returns: whether it could be found out
 */
gboolean
halqa_action_find_of (HalqaBase *base,
                      const HalqaDeviceId *device,
                      guint64 stamp,
                      HalqaAction *action,
                      GError **error)
{
  g_autoptr (GArray) steps = g_array_new (FALSE, FALSE, sizeof (HalqaStep));
  g_autoptr (HalqaStatement) statement = halqa_sql_prepare (
      base->sql, "SELECT arrival FROM log WHERE stamp = ? AND device = ? AND source = 0", error);
  int result;

  *action = (HalqaAction){ 0 };
  if (statement == NULL || !read_steps (base->sql, steps, error))
    return FALSE;
  sqlite3_bind_int64 (statement, 1, (gint64) stamp);
  sqlite3_bind_int64 (statement, 2, halqa_names_find_device (base->names, device));
  result = halqa_sql_step (base->sql, statement, error);
  if (result == SQLITE_ROW)
    take_undoable (sqlite3_column_int64 (statement, 0), steps, action);
  return result == SQLITE_ROW || result == SQLITE_DONE;
}

/**
 * halqa_action_list_entries:
 * @base: a base
 * @device: this laptop
 * @from: the first arrival
 * @to: the last
 * @error: any of the layer's
 *
 * Returns: (transfer full) (element-type HalqaOwnEntry): those of them that were written here, lent
 *   until halqa_base_forget()
 */
GArray *
halqa_action_list_entries (HalqaBase *base,
                           const HalqaDeviceId *device,
                           gint64 from,
                           gint64 to,
                           GError **error)
{
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (HalqaOwnEntry));
  g_autoptr (HalqaStatement) statement =
                 halqa_sql_prepare (base->sql,
                                    "SELECT arrival FROM log WHERE arrival BETWEEN ? AND ?"
                                    " AND device = ? AND source = 0 ORDER BY arrival",
                                    error);
  int result;

  if (statement == NULL)
    return NULL;
  sqlite3_bind_int64 (statement, 1, from);
  sqlite3_bind_int64 (statement, 2, to);
  sqlite3_bind_int64 (statement, 3, halqa_names_find_device (base->names, device));
  while ((result = halqa_sql_step (base->sql, statement, error)) == SQLITE_ROW)
    {
      HalqaOwnEntry own = { sqlite3_column_int64 (statement, 0), NULL };

      own.entry = halqa_base_get_entry (base, own.arrival, error);
      if (own.entry == NULL)
        return NULL;
      if (is_persons (&base->forum, own.entry))
        g_array_append_val (entries, own);
    }
  return result == SQLITE_DONE ? g_steal_pointer (&entries) : NULL;
}

/**
 * halqa_step_add:
 * @sql: a connection with a transaction open
 * @step: a row
 * @error: any of the layer's
 *
 * Returns: whether it is part of the transaction
 */
gboolean
halqa_step_add (HalqaSql *sql, const HalqaStep *step, GError **error)
{
  sqlite3_stmt *statement =
      halqa_sql_prepare (sql,
                         "INSERT INTO step (what, first, last, wrote_first, wrote_last, upto)"
                         " VALUES (?, ?, ?, ?, ?, ?)",
                         error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, step->what);
  sqlite3_bind_int64 (statement, 2, step->first);
  sqlite3_bind_int64 (statement, 3, step->last);
  sqlite3_bind_int64 (statement, 4, step->wrote_first);
  sqlite3_bind_int64 (statement, 5, step->wrote_last);
  sqlite3_bind_int64 (statement, 6, step->upto);
  return halqa_sql_run (sql, statement, error);
}

/* --- reading */

/**
 * halqa_reader_find_action:
 * @self: a reader
 * @redo: what can be done again, not what can be taken back
 * @action: (out caller-allocates): that; @first is 0 for none
 * @error: any of the layer's
 *
 * Returns: whether it could be found out
 */
gboolean
halqa_reader_find_action (HalqaReader *self, gboolean redo, HalqaAction *action, GError **error)
{
  gboolean found;

  if (!halqa_reader_begin (self, error))
    return FALSE;
  found = halqa_action_find (&self->base,
                             halqa_identity_get_device (halqa_store_get_identity (self->store)),
                             redo, action, error);
  halqa_reader_end (self);
  return found;
}

/**
 * halqa_reader_list_action:
 * @self: a reader
 * @action: an action
 * @error: any of the layer's
 *
 * Returns: (transfer full) (element-type HalqaEntry): what the person wrote by it, in that order
 */
GPtrArray *
halqa_reader_list_action (HalqaReader *self, const HalqaAction *action, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) halqa_entry_unref);
  g_autoptr (GArray) entries = NULL;

  if (!halqa_reader_begin (self, error))
    return NULL;
  entries =
      halqa_action_list_entries (&self->base,
                                 halqa_identity_get_device (halqa_store_get_identity (self->store)),
                                 action->first, action->last, error);
  for (guint i = 0; entries != NULL && i < entries->len; i++)
    g_ptr_array_add (list, halqa_entry_ref (g_array_index (entries, HalqaOwnEntry, i).entry));
  halqa_reader_end (self);
  return entries == NULL ? NULL : g_steal_pointer (&list);
}
