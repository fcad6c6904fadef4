/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-count.h"

#include "halqa-insist.h"

/* Votes on their way to the disk. They hold what they need themselves: whoever counted may be at the
 * next proposal already. The record is made of proposal, session and method, so that the same is written
 * whoever counts, and however often it is tried. */

const char *const halqa_votes[HALQA_N_VOTES] = { "in_favour", "against", "abstain" };

static void
count_free (gpointer data)
{
  HalqaCount *self = data;

  g_object_unref (self->forum);
  g_free (self->proposal);
  g_free (self->session);
  g_free (self->method);
  g_free (self);
}

static void
fill (HalqaDraft *draft, gpointer data)
{
  const HalqaCount *self = data;
  g_autofree char *id =
      halqa_draft_add_made_of (draft, "tally", "proposal", self->proposal, "session", self->session,
                               "method", self->method, NULL);

  for (guint i = 0; i < HALQA_N_VOTES; i++)
    if (self->is_set[i] && self->values[i] < 0)
      halqa_draft_set_empty (draft, "tally", id, halqa_votes[i]);
    else if (self->is_set[i])
      halqa_draft_set_int (draft, "tally", id, halqa_votes[i], self->values[i]);
}

char *
halqa_count_dup_id (const char *proposal, const char *session, const char *method)
{
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();

  return halqa_draft_add_made_of (draft, "tally", "proposal", proposal, "session", session,
                                  "method", method, NULL);
}

void
halqa_count_save (const HalqaCount *count, GtkWidget *widget)
{
  HalqaCount *self = g_memdup2 (count, sizeof *count);

  self->forum = g_object_ref (count->forum);
  self->proposal = g_strdup (count->proposal);
  self->session = g_strdup (count->session);
  self->method = g_strdup (count->method);
  halqa_insist (widget, self->forum, fill, NULL, self, count_free);
}
