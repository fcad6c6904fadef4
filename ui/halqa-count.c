/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-count.h"

/* Votes on their way to the disk. They hold what they need themselves: whoever counted may be at the
 * next proposal already. The record is made of proposal, session and method, so that the same is written
 * whoever counts, and however often it is tried. */

#define RETRY_S 3

const char *const halqa_votes[HALQA_N_VOTES] = { "in_favour", "against", "abstain" };

static void start (HalqaCount *self);

static void
count_free (HalqaCount *self)
{
  g_object_unref (self->forum);
  g_free (self->proposal);
  g_free (self->session);
  g_free (self->method);
  g_free (self);
}

static gboolean
try_again_cb (gpointer user_data)
{
  start (user_data);
  return G_SOURCE_REMOVE;
}

static void
saved_cb (GObject *forum, GAsyncResult *result, gpointer user_data)
{
  HalqaCount *self = user_data;
  g_autoptr (GError) error = NULL;

  if (!halqa_forum_save_finish (HALQA_FORUM (forum), result, &error))
    {
      g_warning ("Not saved: %s", error->message);
      g_timeout_add_seconds (RETRY_S, try_again_cb, self);
      return;
    }
  count_free (self);
  halqa_forum_release (HALQA_FORUM (forum));
}

static void
start (HalqaCount *self)
{
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();
  g_autofree char *id =
      halqa_draft_add_made_of (draft, "tally", "proposal", self->proposal, "session", self->session,
                               "method", self->method, NULL);

  for (guint i = 0; i < HALQA_N_VOTES; i++)
    if (self->is_set[i] && self->values[i] < 0)
      halqa_draft_set_empty (draft, "tally", id, halqa_votes[i]);
    else if (self->is_set[i])
      halqa_draft_set_int (draft, "tally", id, halqa_votes[i], self->values[i]);
  halqa_forum_save_async (self->forum, draft, NULL, saved_cb, self);
}

char *
halqa_count_dup_id (const char *proposal, const char *session, const char *method)
{
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();

  return halqa_draft_add_made_of (draft, "tally", "proposal", proposal, "session", session,
                                  "method", method, NULL);
}

void
halqa_count_save (const HalqaCount *count)
{
  HalqaCount *self = g_memdup2 (count, sizeof *count);

  self->forum = g_object_ref (count->forum);
  self->proposal = g_strdup (count->proposal);
  self->session = g_strdup (count->session);
  self->method = g_strdup (count->method);
  halqa_forum_hold (count->forum);
  start (self);
}
