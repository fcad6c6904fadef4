/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-csv-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "halqa-app-error.h"
#include "halqa-csv-columns.h"

/*
 * A look at a table before it is read: in what encoding it is, what parts its cells, which of its
 * columns is called how, and its first rows.
 *
 * The separator is the one by which the most columns are called like a field; where none is, the
 * one that makes the most columns. A first line `sep=;`, which Excel writes, is taken at its word.
 *
 * Rule: one field, one column. Where two are called alike the first is it, and the other one is left
 * out until somebody chooses.
 */

#define N_SAMPLES 5
/* Bytes in which the first rows have to be: a cell of gigabytes is not read over and over for them. */
#define HEAD_BYTES (4 * 1024 * 1024)

G_DEFINE_FINAL_TYPE (HalqaCsvPlan, halqa_csv_plan, G_TYPE_OBJECT)

static void
clear_column (gpointer data)
{
  HalqaCsvPlanColumn *column = data;

  g_free (column->name);
  g_free (column->field);
}

static GPtrArray *
new_sample (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
}

static void
halqa_csv_plan_finalize (GObject *object)
{
  HalqaCsvPlan *self = HALQA_CSV_PLAN (object);

  g_clear_object (&self->file);
  g_array_unref (self->columns);
  g_ptr_array_unref (self->sample);
  G_OBJECT_CLASS (halqa_csv_plan_parent_class)->finalize (object);
}

static void
halqa_csv_plan_class_init (HalqaCsvPlanClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = halqa_csv_plan_finalize;
}

static void
halqa_csv_plan_init (HalqaCsvPlan *self)
{
  self->columns = g_array_new (FALSE, FALSE, sizeof (HalqaCsvPlanColumn));
  g_array_set_clear_func (self->columns, clear_column);
  self->sample = new_sample ();
}

static HalqaCsvPlanColumn *
get_column (HalqaCsvPlan *self, guint column)
{
  return &g_array_index (self->columns, HalqaCsvPlanColumn, column);
}

/* Several columns may hold names of a theme: the first that is not empty is taken. */
static gboolean
is_taken (GArray *taken, const char *field)
{
  for (guint i = 0; i < taken->len; i++)
    {
      const char *other = g_array_index (taken, HalqaCsvPlanColumn, i).field;

      if (other != NULL && strcmp (other, field) == 0 && strcmp (field, HALQA_CSV_THEME_NAME) != 0)
        return TRUE;
    }
  return FALSE;
}

/* --- the first rows */

typedef struct
{
  GArray *columns; /* NULL until there was a row */
  GPtrArray *sample;
  guint names_row;
  guint n_columns;
  guint n_fitting; /* rows behind that with as many cells */
  char told_separator; /* by a line `sep=;`, else 0 */
} HalqaCsvHead;

static GArray *
match_columns (const HalqaCsvRow *row)
{
  GArray *columns = g_array_new (FALSE, FALSE, sizeof (HalqaCsvPlanColumn));

  g_array_set_clear_func (columns, clear_column);
  for (guint i = 0; i < row->cells->len; i++)
    {
      const char *name = row->cells->pdata[i];
      HalqaCsvPlanColumn column = { g_strdup (name), halqa_csv_match_column (name) };

      if (column.field != NULL && is_taken (columns, column.field))
        g_clear_pointer (&column.field, g_free);
      g_array_append_val (columns, column);
    }
  return columns;
}

static void
add_sample (HalqaCsvHead *self, const HalqaCsvRow *row)
{
  char **cells;

  if (row->fault != NULL)
    return;
  cells = g_new0 (char *, row->cells->len + 1);
  for (guint i = 0; i < row->cells->len; i++)
    cells[i] = g_strdup (halqa_csv_unguard (row->cells->pdata[i]));
  g_ptr_array_add (self->sample, cells);
}

/* "sep=;" alone in the first row; cut in two where it parts by that itself. */
static char
read_told_separator (const HalqaCsvRow *row)
{
  const char *cell = row->cells->len > 0 ? row->cells->pdata[0] : "";

  if (row->number != 1 || g_ascii_strncasecmp (cell, "sep=", 4) != 0)
    return '\0';
  if (strlen (cell) == 5 && row->n_cells == 1)
    return cell[4];
  return '\0';
}

static gboolean
is_told_here (const HalqaCsvRow *row)
{
  return row->number == 1 && row->n_cells == 2 && row->cells->len == 2 &&
         g_ascii_strcasecmp (row->cells->pdata[0], "sep=") == 0 &&
         *(char *) row->cells->pdata[1] == '\0';
}

static gboolean
head_row_cb (const HalqaCsvRow *row, gpointer user_data)
{
  HalqaCsvHead *self = user_data;

  if (self->columns == NULL && row->fault == NULL)
    {
      self->told_separator = read_told_separator (row);
      if (is_told_here (row))
        return TRUE;
      self->columns = match_columns (row);
      self->names_row = row->number;
      self->n_columns = row->n_cells;
      return self->told_separator == '\0';
    }
  if (self->columns == NULL)
    return FALSE;
  self->n_fitting += row->n_cells == self->n_columns;
  add_sample (self, row);
  return self->sample->len < N_SAMPLES;
}

static void
clear_head (HalqaCsvHead *self)
{
  g_clear_pointer (&self->columns, g_array_unref);
  g_ptr_array_unref (self->sample);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HalqaCsvHead, clear_head)

static guint
count_matched (GArray *columns)
{
  guint n = 0;

  for (guint i = 0; columns != NULL && i < columns->len; i++)
    n += g_array_index (columns, HalqaCsvPlanColumn, i).field != NULL;
  return n;
}

/* How well the first rows fit: by what the columns are called, then by how many there are, then by
 * whether the rows have as many. */
static guint64
weigh_head (const HalqaCsvHead *head)
{
  return ((guint64) count_matched (head->columns) << 32) +
         ((guint64) MIN (head->n_columns, G_MAXUINT16) << 8) + head->n_fitting;
}

static gboolean
choose_separator (HalqaCsvPlan *self, GCancellable *cancellable, GError **error)
{
  static const char separators[] = { ',', ';', '\t' };
  guint64 best = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (separators); i++)
    {
      HalqaCsvForm form = { self->form.encoding, self->form.mark_size, separators[i], HEAD_BYTES };
      g_auto (HalqaCsvHead) head = { .sample = new_sample () };

      if (!halqa_csv_read (self->file, &form, head_row_cb, NULL, &head, cancellable, error))
        return FALSE;
      if (head.told_separator != '\0' &&
          memchr (separators, head.told_separator, sizeof separators) != NULL)
        {
          self->form.separator = head.told_separator;
          return TRUE;
        }
      if (weigh_head (&head) <= best)
        continue;
      self->form.separator = separators[i];
      best = weigh_head (&head);
    }
  return TRUE;
}

static gboolean
read_head (HalqaCsvPlan *self, GCancellable *cancellable, GError **error)
{
  g_auto (HalqaCsvHead) head = { .sample = g_ptr_array_ref (self->sample) };
  HalqaCsvForm form = self->form;

  form.limit = HEAD_BYTES;
  if (!halqa_csv_read (self->file, &form, head_row_cb, NULL, &head, cancellable, error))
    return FALSE;
  if (head.columns == NULL)
    {
      g_set_error_literal (error, HALQA_APP_ERROR, HALQA_APP_ERROR_FILE,
                           _ ("There is no row in this file that could be read as names of "
                              "columns"));
      return FALSE;
    }
  g_array_unref (self->columns);
  self->columns = g_steal_pointer (&head.columns);
  self->names_row = head.names_row;
  if (head.n_columns <= HALQA_CSV_COLUMNS_MAX)
    return TRUE;
  g_set_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_FILE,
               /* Translators: how many columns a file has, and how many it may have. */
               _ ("The first row has %u columns; no more than %u can be read"), head.n_columns,
               HALQA_CSV_COLUMNS_MAX);
  return FALSE;
}

/* A file without names: its first row holds a proposal like the others. */
static void
make_first_row_a_sample (HalqaCsvPlan *self)
{
  char **cells = g_new0 (char *, self->columns->len + 1);

  for (guint i = 0; i < self->columns->len; i++)
    cells[i] = g_strdup (get_column (self, i)->name);
  g_ptr_array_insert (self->sample, 0, cells);
  self->names_row = 0;
}

/**
 * halqa_csv_plan_new:
 * @path: a table
 * @progress: (nullable): bytes that were read, and how many there are
 * @user_data: for @progress
 * @cancellable: (nullable): ends it
 * @error: of the file, or %HALQA_APP_ERROR_FILE with a sentence
 *
 * Reads the file to its end, to recognise its encoding. Blocks.
 *
 * Returns: (transfer full): how it may be read
 */
HalqaCsvPlan *
halqa_csv_plan_new (const char *path,
                    HalqaProgressFunc progress,
                    gpointer user_data,
                    GCancellable *cancellable,
                    GError **error)
{
  g_autoptr (HalqaCsvPlan) self = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  self = g_object_new (HALQA_TYPE_CSV_PLAN, NULL);
  self->file = g_file_new_for_path (path);
  if (!halqa_csv_recognise_encoding (self->file, &self->form, progress, user_data, cancellable,
                                     error) ||
      !choose_separator (self, cancellable, error) || !read_head (self, cancellable, error))
    return NULL;
  if (!halqa_csv_plan_is_usable (self))
    make_first_row_a_sample (self);
  return g_steal_pointer (&self);
}

/**
 * halqa_csv_plan_copy:
 * @self: a plan
 *
 * Returns: (transfer full): the same plan, for another thread
 */
HalqaCsvPlan *
halqa_csv_plan_copy (HalqaCsvPlan *self)
{
  HalqaCsvPlan *copy;

  g_return_val_if_fail (HALQA_IS_CSV_PLAN (self), NULL);

  copy = g_object_new (HALQA_TYPE_CSV_PLAN, NULL);
  copy->file = g_file_dup (self->file);
  copy->form = self->form;
  copy->names_row = self->names_row;
  for (guint i = 0; i < self->columns->len; i++)
    {
      HalqaCsvPlanColumn column = { g_strdup (get_column (self, i)->name),
                                    g_strdup (get_column (self, i)->field) };

      g_array_append_val (copy->columns, column);
    }
  return copy;
}

const char *
halqa_csv_plan_get_encoding (HalqaCsvPlan *self)
{
  g_return_val_if_fail (HALQA_IS_CSV_PLAN (self), NULL);

  return halqa_csv_encoding_get_name (self->form.encoding);
}

char
halqa_csv_plan_get_separator (HalqaCsvPlan *self)
{
  g_return_val_if_fail (HALQA_IS_CSV_PLAN (self), '\0');

  return self->form.separator;
}

gboolean
halqa_csv_plan_has_names (HalqaCsvPlan *self)
{
  g_return_val_if_fail (HALQA_IS_CSV_PLAN (self), FALSE);

  return self->names_row > 0;
}

guint
halqa_csv_plan_get_n_columns (HalqaCsvPlan *self)
{
  g_return_val_if_fail (HALQA_IS_CSV_PLAN (self), 0);

  return self->columns->len;
}

const char *
halqa_csv_plan_get_name (HalqaCsvPlan *self, guint column)
{
  g_return_val_if_fail (HALQA_IS_CSV_PLAN (self) && column < self->columns->len, NULL);

  return get_column (self, column)->name;
}

const char *
halqa_csv_plan_get_field (HalqaCsvPlan *self, guint column)
{
  g_return_val_if_fail (HALQA_IS_CSV_PLAN (self) && column < self->columns->len, NULL);

  return get_column (self, column)->field;
}

/**
 * halqa_csv_plan_set_field:
 * @self: a plan
 * @column: one of its columns
 * @field: (nullable): what it is to become, %NULL for nothing
 *
 * Another column that became @field is left out from now on.
 *
 * Returns: whether @field is something that a column can become
 */
gboolean
halqa_csv_plan_set_field (HalqaCsvPlan *self, guint column, const char *field)
{
  g_return_val_if_fail (HALQA_IS_CSV_PLAN (self) && column < self->columns->len, FALSE);

  if (field != NULL && !halqa_csv_knows_field (field))
    return FALSE;
  for (guint i = 0; field != NULL && i < self->columns->len; i++)
    if (g_strcmp0 (get_column (self, i)->field, field) == 0)
      g_clear_pointer (&get_column (self, i)->field, g_free);
  g_free (get_column (self, column)->field);
  get_column (self, column)->field = g_strdup (field);
  return TRUE;
}

/**
 * halqa_csv_plan_is_usable:
 * @self: a plan
 *
 * Returns: whether any column becomes something
 */
gboolean
halqa_csv_plan_is_usable (HalqaCsvPlan *self)
{
  g_return_val_if_fail (HALQA_IS_CSV_PLAN (self), FALSE);

  return count_matched (self->columns) > 0;
}

guint
halqa_csv_plan_get_n_samples (HalqaCsvPlan *self)
{
  g_return_val_if_fail (HALQA_IS_CSV_PLAN (self), 0);

  return self->sample->len;
}

const char *
halqa_csv_plan_get_sample (HalqaCsvPlan *self, guint row, guint column)
{
  char **cells;

  g_return_val_if_fail (HALQA_IS_CSV_PLAN (self) && row < self->sample->len, NULL);

  cells = self->sample->pdata[row];
  return column < g_strv_length (cells) ? cells[column] : "";
}

/**
 * halqa_csv_list_fields:
 *
 * Returns: (transfer none) (array zero-terminated=1): all that a column can become, without
 *   translations
 */
const char *const *
halqa_csv_list_fields (void)
{
  static gsize once;
  static const char **fields;

  if (g_once_init_enter (&once))
    {
      GPtrArray *list = g_ptr_array_new ();

      for (const HalqaField *field = halqa_csv_get_kind ()->fields; field->name != NULL; field++)
        g_ptr_array_add (list, (gpointer) field->name);
      g_ptr_array_add (list, (gpointer) HALQA_CSV_THEME_NAME);
      g_ptr_array_add (list, (gpointer) HALQA_CSV_ID);
      g_ptr_array_add (list, NULL);
      fields = (const char **) g_ptr_array_free (list, FALSE);
      g_once_init_leave (&once, 1);
    }
  return fields;
}
