/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-table-columns.h"

#include "halqa-filter-words.h"
#include "halqa-kind-words.h"
#include "halqa-words.h"

#include <glib/gi18n.h>

/* The columns that a table of proposals can have, and what each of them shows. */

static char *
show_reference (gpointer data, HalqaItem *item, const char *id, HalqaItem *target)
{
  return g_strdup (halqa_item_get_text (item, "reference"));
}

static char *
show_title (gpointer data, HalqaItem *item, const char *id, HalqaItem *target)
{
  return g_strdup (halqa_item_get_name (item));
}

static char *
show_author_name (gpointer data, HalqaItem *item, const char *id, HalqaItem *target)
{
  return g_strdup (halqa_item_get_text (item, "author_name"));
}

static char *
show_neighbourhood (gpointer data, HalqaItem *item, const char *id, HalqaItem *target)
{
  return g_strdup (halqa_item_get_text (item, "neighbourhood"));
}

static char *
show_state (gpointer data, HalqaItem *item, const char *id, HalqaItem *target)
{
  const HalqaTableData *self = data;
  const char *state = halqa_item_get_text (item, "state");

  return *state != '\0' ? halqa_filter_words_value (self->forum, "state", state) : g_strdup ("");
}

static char *
show_target (gpointer data, HalqaItem *item, const char *id, HalqaItem *target)
{
  return halqa_words_name (target, id);
}

static char *
show_laptop (gpointer data, HalqaItem *item, const char *id, HalqaItem *target)
{
  return g_strdup (halqa_item_get_author (item));
}

static char *
show_moment (gint64 milliseconds)
{
  return milliseconds > 0 ? halqa_words_when (milliseconds * 1000) : g_strdup ("");
}

static char *
show_created (gpointer data, HalqaItem *item, const char *id, HalqaItem *target)
{
  return show_moment (halqa_item_get_created (item));
}

static char *
show_updated (gpointer data, HalqaItem *item, const char *id, HalqaItem *target)
{
  return show_moment (halqa_item_get_updated (item));
}

/* Empty is not zero: nobody has counted. */
static char *
show_count (HalqaItemCounts *counts, HalqaItem *item)
{
  const guint n = halqa_item_counts_get (counts, halqa_item_get_id (item));

  return n > 0 ? g_strdup_printf ("%u", n) : g_strdup ("");
}

static char *
show_tallies (gpointer data, HalqaItem *item, const char *id, HalqaItem *target)
{
  return show_count (((const HalqaTableData *) data)->tallies, item);
}

static char *
show_endorsements (gpointer data, HalqaItem *item, const char *id, HalqaItem *target)
{
  return show_count (((const HalqaTableData *) data)->endorsements, item);
}

const HalqaTableColumn halqa_table_columns[HALQA_N_TABLE_COLUMNS] = {
  { "reference", "reference", NULL, 70, TRUE, NULL, show_reference },
  { "title", "title", NULL, 250, TRUE, NULL, show_title },
  { "session", "session", NULL, 140, TRUE, "session", show_target },
  { "theme", "theme", NULL, 120, TRUE, "theme", show_target },
  { "state", "state", NULL, 110, TRUE, NULL, show_state },
  { "author_name", "author_name", NULL, 140, FALSE, NULL, show_author_name },
  { "organisation", "organisation", NULL, 160, FALSE, "organisation", show_target },
  { "neighbourhood", "neighbourhood", NULL, 130, FALSE, NULL, show_neighbourhood },
  { "tallies", NULL, NC_ ("column", "Votes"), 50, TRUE, NULL, show_tallies },
  { "endorsements", NULL, NC_ ("column", "Endorsements"), 50, TRUE, NULL, show_endorsements },
  { "laptop", NULL, NC_ ("column", "Laptop"), 120, FALSE, NULL, show_laptop },
  { "created", "created", NC_ ("column", "Made"), 150, FALSE, NULL, show_created },
  { "updated", "updated", NC_ ("column", "Changed"), 150, FALSE, NULL, show_updated },
};

/* Returns: (transfer full): what is above it */
char *
halqa_table_column_dup_title (const HalqaTableColumn *self)
{
  if (self->title != NULL)
    return g_strdup (g_dpgettext2 (NULL, "column", self->title));
  return halqa_field_words_dup (self->field);
}
