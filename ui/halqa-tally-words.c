/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-tally-words.h"

#include "halqa-count.h"
#include "halqa-value-words.h"
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
  return halqa_words_name (session, id);
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
  return halqa_value_words_method (halqa_item_get_text (tally, "method"));
}

char *
halqa_tally_words (HalqaItem *tally)
{
  g_autofree char *in_favour = halqa_tally_words_number (tally, 0);
  g_autofree char *against = halqa_tally_words_number (tally, 1);
  g_autofree char *abstain = halqa_tally_words_number (tally, 2);

  return halqa_value_words_votes (halqa_item_get_text (tally, "method"), in_favour, against,
                                  abstain);
}
