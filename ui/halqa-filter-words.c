/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-filter-words.h"

#include "halqa-kind-words.h"
#include "halqa-item-filter.h"
#include "halqa-text.h"
#include "halqa-value-words.h"
#include "halqa-words.h"

#include <glib/gi18n.h>

/* What a condition on proposals is called, and a column of them. */

static char *
name_target (HalqaForum *forum, const char *kind, const char *id)
{
  g_autoptr (HalqaItem) target = halqa_forum_dup_item (forum, kind, id);

  return halqa_words_name (target, id);
}

/**
 * halqa_filter_words_value:
 * @forum: the forum
 * @field: of a proposal: one that holds a word of a list, or points at a record of the same name
 * @value: a word, or an id in hex; "" for an empty field
 *
 * Returns: (transfer full): what it is called, on one line
 */
char *
halqa_filter_words_value (HalqaForum *forum, const char *field, const char *value)
{
  g_autofree char *words = NULL;

  if (*value == '\0')
    /* Translators: no session, no theme. */
    return g_strdup (_ ("None"));
  if (g_str_equal (field, "session") || g_str_equal (field, "theme"))
    return name_target (forum, field, value);
  words = halqa_value_words (field, value);
  return halqa_text_show_line (words);
}

/* Returns: (transfer full): the condition as it stands alone */
char *
halqa_filter_words (HalqaForum *forum, const char *field, const char *value)
{
  g_autofree char *name = NULL;
  g_autofree char *words = NULL;
  g_autofree char *isolated = NULL;

  if (g_str_equal (field, HALQA_ITEM_FILTER_IN_CONFLICT))
    return g_strdup (_ ("Written differently"));
  if (g_str_equal (field, HALQA_ITEM_FILTER_OWN))
    return g_strdup (_ ("Made on this laptop"));
  name = halqa_field_words_dup (field);
  words = halqa_filter_words_value (forum, field, value);
  isolated = halqa_text_isolate (words);
  /* Translators: a field and what it holds: "State: Draft". */
  return g_strdup_printf (C_ ("condition", "%1$s: %2$s"), name, isolated);
}
