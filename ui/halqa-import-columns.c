/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-import-columns.h"

#include "halqa-kind-words.h"
#include "halqa-text.h"
#include "halqa-words.h"

#include <glib/gi18n.h>

/* What each column of a table becomes. Of a table with very many columns only the first are shown;
 * the others become what they are called like. */

#define N_SHOWN 100
/* Characters of a cell that tell what the column is about. */
#define SAMPLE_CHARS 60

struct _HalqaImportColumns
{
  AdwPreferencesGroup parent_instance;

  /* owned */
  HalqaCsvPlan *plan;
  GPtrArray *fields; /* of char: what can be chosen, "" first for nothing */
  GtkStringList *names; /* of them */
  GPtrArray *rows; /* of AdwComboRow, borrowed: the group has them */

  gboolean syncing;
};

G_DEFINE_FINAL_TYPE (HalqaImportColumns, halqa_import_columns, ADW_TYPE_PREFERENCES_GROUP)

static guint changed_signal;

/* What a column is called that is no field, or may hold more than the field does. */
static const struct
{
  const char *field;
  const char *name;
} column_names[] = {
  { "", N_ ("Left out") },
  { "theme", N_ ("Theme or its code") },
  { "theme_name", N_ ("Name of the theme") },
  { "id", N_ ("Identifier") },
};

static char *
dup_name (const char *field)
{
  for (gsize i = 0; i < G_N_ELEMENTS (column_names); i++)
    if (g_str_equal (column_names[i].field, field))
      return g_strdup (_ (column_names[i].name));
  return halqa_field_words_dup (field);
}

static void
add_field (HalqaImportColumns *self, const char *field)
{
  g_autofree char *name = dup_name (field);

  g_ptr_array_add (self->fields, g_strdup (field));
  gtk_string_list_append (self->names, name);
}

static guint
find_field (HalqaImportColumns *self, const char *field)
{
  guint place;

  if (field == NULL || !g_ptr_array_find_with_equal_func (self->fields, field, g_str_equal, &place))
    return 0;
  return place;
}

/* All fields, and those translations that the table has. */
static void
list_fields (HalqaImportColumns *self)
{
  const char *const *fields = halqa_csv_list_fields ();

  g_ptr_array_set_size (self->fields, 0);
  g_clear_object (&self->names);
  self->names = gtk_string_list_new (NULL);
  add_field (self, "");
  for (gsize i = 0; fields[i] != NULL; i++)
    add_field (self, fields[i]);
  for (guint i = 0; i < halqa_csv_plan_get_n_columns (self->plan); i++)
    {
      const char *field = halqa_csv_plan_get_field (self->plan, i);

      if (field != NULL && find_field (self, field) == 0)
        add_field (self, field);
    }
}

/* A field is in one column: where it is chosen for another, the one that had it is left out. */
static void
sync_rows (HalqaImportColumns *self)
{
  self->syncing = TRUE;
  for (guint i = 0; i < self->rows->len; i++)
    adw_combo_row_set_selected (self->rows->pdata[i],
                                find_field (self, halqa_csv_plan_get_field (self->plan, i)));
  self->syncing = FALSE;
}

static void
selected_cb (HalqaImportColumns *self, GParamSpec *pspec, AdwComboRow *row)
{
  const guint selected = adw_combo_row_get_selected (row);
  const char *field;
  guint column;

  if (self->syncing || selected >= self->fields->len ||
      !g_ptr_array_find (self->rows, row, &column))
    return;
  field = self->fields->pdata[selected];
  halqa_csv_plan_set_field (self->plan, column, *field == '\0' ? NULL : field);
  sync_rows (self);
  g_signal_emit (self, changed_signal, 0);
}

/* On one line, isolated, so that a cell does not reorder those beside it. */
static char *
shorten (const char *text)
{
  g_autofree char *start = g_utf8_substring (text, 0, MIN (g_utf8_strlen (text, -1), SAMPLE_CHARS));

  g_strdelimit (start, "\r\n\t", ' ');
  return halqa_text_isolate (g_strstrip (start));
}

static char *
dup_samples (HalqaImportColumns *self, guint column)
{
  GString *samples = g_string_new (NULL);

  for (guint row = 0; row < halqa_csv_plan_get_n_samples (self->plan); row++)
    {
      const char *cell = halqa_csv_plan_get_sample (self->plan, row, column);
      g_autofree char *shown = shorten (cell);

      if (*cell != '\0')
        g_string_append_printf (samples, "%s%s", samples->len > 0 ? HALQA_WORDS_DOT : "", shown);
    }
  return g_string_free (samples, FALSE);
}

static char *
dup_title (HalqaImportColumns *self, guint column)
{
  const char *name = halqa_csv_plan_get_name (self->plan, column);

  if (halqa_csv_plan_has_names (self->plan) && *name != '\0')
    return shorten (name);
  /* Translators: a column of a table that has no name: its number. */
  return g_strdup_printf (_ ("Column %u"), column + 1);
}

static void
add_row (HalqaImportColumns *self, guint column)
{
  g_autofree char *title = dup_title (self, column);
  g_autofree char *samples = dup_samples (self, column);
  GtkWidget *row = adw_combo_row_new ();

  g_object_set (row, "use-markup", FALSE, "title", title, "subtitle", samples, "subtitle-lines", 1,
                "model", self->names, NULL);
  g_ptr_array_add (self->rows, row);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
}

static void
halqa_import_columns_dispose (GObject *object)
{
  HalqaImportColumns *self = HALQA_IMPORT_COLUMNS (object);

  g_ptr_array_set_size (self->rows, 0);
  g_clear_object (&self->plan);
  g_clear_object (&self->names);
  G_OBJECT_CLASS (halqa_import_columns_parent_class)->dispose (object);
}

static void
halqa_import_columns_finalize (GObject *object)
{
  HalqaImportColumns *self = HALQA_IMPORT_COLUMNS (object);

  g_ptr_array_unref (self->fields);
  g_ptr_array_unref (self->rows);
  G_OBJECT_CLASS (halqa_import_columns_parent_class)->finalize (object);
}

static void
halqa_import_columns_class_init (HalqaImportColumnsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = halqa_import_columns_dispose;
  G_OBJECT_CLASS (klass)->finalize = halqa_import_columns_finalize;
  changed_signal = g_signal_new ("changed", HALQA_TYPE_IMPORT_COLUMNS, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
halqa_import_columns_init (HalqaImportColumns *self)
{
  self->fields = g_ptr_array_new_with_free_func (g_free);
  self->rows = g_ptr_array_new ();
}

void
halqa_import_columns_set_plan (HalqaImportColumns *self, HalqaCsvPlan *plan)
{
  guint n_columns;

  g_return_if_fail (HALQA_IS_IMPORT_COLUMNS (self) && HALQA_IS_CSV_PLAN (plan));

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  g_set_object (&self->plan, plan);
  list_fields (self);
  n_columns = MIN (halqa_csv_plan_get_n_columns (plan), N_SHOWN);
  for (guint i = 0; i < n_columns; i++)
    add_row (self, i);
  sync_rows (self);
  for (guint i = 0; i < n_columns; i++)
    g_signal_connect_object (self->rows->pdata[i], "notify::selected", G_CALLBACK (selected_cb),
                             self, G_CONNECT_SWAPPED);
}
