/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-tally-words.h"

#include "halqa-count.h"
#include "halqa-text.h"
#include "halqa-words.h"

#include <glib/gi18n.h>

/* What one room counted, in words. */

char *
halqa_tally_words_session (HalqaForum *forum, HalqaItem *tally)
{
  const char *id = halqa_item_get_ref (tally, "session");
  g_autoptr (HalqaItem) session = id != NULL ? halqa_forum_dup_item (forum, "session", id) : NULL;

  if (id == NULL)
    return g_strdup (_ ("No session"));
  return halqa_words_name (session, id, _ ("Session without a title"));
}

char *
halqa_tally_words_number (HalqaItem *tally, guint vote)
{
  gint64 number;

  return halqa_item_get_int (tally, halqa_votes[vote], &number)
             ? g_strdup_printf ("%" G_GINT64_FORMAT, number)
             : g_strdup ("–");
}

char *
halqa_tally_words_method (HalqaItem *tally)
{
  const char *method = halqa_item_get_text (tally, "method");

  if (g_str_equal (method, "hands"))
    return g_strdup (C_ ("a tally", "By hands"));
  if (g_str_equal (method, "dots"))
    return g_strdup (C_ ("a tally", "By dots"));
  return *method == '\0' ? g_strdup (C_ ("a tally", "By an unknown method"))
                         : halqa_text_isolate (method);
}

char *
halqa_tally_words (HalqaItem *tally)
{
  g_autofree char *method = halqa_tally_words_method (tally);
  g_autofree char *in_favour = halqa_tally_words_number (tally, 0);
  g_autofree char *against = halqa_tally_words_number (tally, 1);
  g_autofree char *abstain = halqa_tally_words_number (tally, 2);

  /* Translators: a tally: first how it was counted, then numbers, or a dash for what nobody counted. */
  return g_strdup_printf (_ ("%1$s. In favour: %2$s, against: %3$s, abstaining: %4$s"), method,
                          in_favour, against, abstain);
}
