/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-hints-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "halqa-app-error.h"
#include "halqa-item-private.h"
#include "halqa-kinds.h"

/*
 * What does not look right in a record: more women than people, a state that this version does not
 * know, a date that is none.
 *
 * Rule: it is said and never put right, and nothing is refused for it. A record may come from a later
 * version, or half of it may not have arrived; and who counts a room knows it better than we do.
 *
 * What a field alone may hold is asked of the table of kinds, in the words in which it would be refused
 * where somebody typed it (halqa-kinds-parse.c).
 */

typedef struct
{
  HalqaRecord *record;
  GPtrArray *hints;
  gboolean for_scripts; /* a field is named, as they call it */
} Look;

/* Notes of laptops are theirs, and no person's to put right. */
static gboolean
is_for_people (const char *kind)
{
  return strcmp (kind, "device") != 0 && strcmp (kind, "key") != 0;
}

static void
look_at_field (const char *field, const HalqaValue *value, gpointer user_data)
{
  Look *look = user_data;
  g_autofree char *text = halqa_kinds_format (value);
  g_auto (HalqaValue) parsed = HALQA_VALUE_INIT;
  g_autoptr (GError) error = NULL;

  if (!halqa_kinds_parse (halqa_record_get_kind (look->record)->name, field, text, &parsed, &error))
    g_ptr_array_add (look->hints,
                     g_strdup (look->for_scripts ? error->message
                                                 : halqa_app_error_get_sentence (error)));
}

static gboolean
get_number (HalqaRecord *record, const char *field, gint64 *number)
{
  const HalqaValue *value = halqa_record_get_value (record, field);

  if (value == NULL || value->type != HALQA_VALUE_INT)
    return FALSE;
  *number = value->integer;
  return TRUE;
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"

static void
compare_counts (Look *look, const char *part, const char *words)
{
  gint64 all, some;

  if (get_number (look->record, "attendees_count", &all) &&
      get_number (look->record, part, &some) && some > all)
    g_ptr_array_add (look->hints, g_strdup_printf (words, (int) MIN (some, G_MAXINT),
                                                   (int) MIN (all, G_MAXINT)));
}

#pragma GCC diagnostic pop

/* Texts as people write them, so that later comes later. */
static void
compare_times (Look *look, const char *start, const char *end, const char *words)
{
  const char *first = halqa_record_get_text (look->record, start);
  const char *last = halqa_record_get_text (look->record, end);

  if (first != NULL && last != NULL && strlen (first) == strlen (last) && strcmp (first, last) > 0)
    g_ptr_array_add (look->hints, g_strdup (words));
}

static char **
list_hints (HalqaRecord *self, gboolean for_scripts)
{
  g_autoptr (GPtrArray) hints = g_ptr_array_new ();
  const char *kind = halqa_record_get_kind (self)->name;
  Look look = { self, hints, for_scripts };

  if (is_for_people (kind))
    halqa_record_foreach (self, look_at_field, &look);
  if (strcmp (kind, "session") == 0)
    {
      /* Translators: women, then people present. */
      compare_counts (&look, "women_count", _ ("More women (%d) than people present (%d)"));
      /* Translators: young people, then people present. */
      compare_counts (&look, "youth_count", _ ("More young people (%d) than people present (%d)"));
      compare_times (&look, "start_time", "end_time", _ ("It ends before it begins"));
    }
  if (strcmp (kind, "forum") == 0)
    compare_times (&look, "start_date", "end_date", _ ("It ends before it begins"));
  g_ptr_array_add (hints, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&hints), FALSE);
}

/**
 * halqa_record_list_hints:
 * @self: a record
 *
 * Returns: (transfer full): a sentence for each thing that does not look right, behind "KIND.FIELD: "
 *   where it is about one field; empty for a record that is as it should be
 */
char **
halqa_record_list_hints (HalqaRecord *self)
{
  return list_hints (self, TRUE);
}

/**
 * halqa_item_list_hints:
 * @self: an item
 *
 * Returns: (transfer full): as halqa_record_list_hints() of what it shows, the sentences alone
 */
char **
halqa_item_list_hints (HalqaItem *self)
{
  g_return_val_if_fail (HALQA_IS_ITEM (self), NULL);

  return list_hints (halqa_item_get_record (self), FALSE);
}
