/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "generate.h"
#include "halqa-item-list.h"
#include "laptop.h"
#include "report.h"

/* An edit saved on one laptop is in the other's list: two forums, HTTPS between them. Of all edits
 * the slowest counts. */

#define SEED 2026
#define N_RECORDS 1000
#define N_EDITS 30
#define LIMIT_SECONDS 0.5

typedef struct
{
  Laptop *laptop;
  HalqaItemList *list;
  const char *id;
} Expected;

static gboolean
is_listed (gpointer user_data)
{
  Expected *expected = user_data;

  return halqa_item_list_find (expected->list, expected->id) != G_MAXUINT;
}

static gboolean
holds_all (gpointer user_data)
{
  return g_list_model_get_n_items (user_data) == N_RECORDS;
}

static void
start_replication (Laptop *laptop, const char *other)
{
  g_autoptr (GError) error = NULL;

  if (other != NULL)
    halqa_forum_add_address (laptop->forum, other, NULL);
  if (!halqa_forum_start_replication (laptop->forum, "127.0.0.1:0", FALSE, &error))
    g_error ("%s", error->message);
}

static void
saved_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!halqa_forum_save_finish (HALQA_FORUM (object), result, &error))
    g_error ("%s", error->message);
}

static double
measure_edit (Laptop *from, Laptop *to, HalqaItemList *list, GRand *random)
{
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();
  g_autofree char *title = generate_text (random, 40, 80);
  g_autofree char *id = halqa_draft_add (draft, "proposal");
  Expected expected = { to, list, id };
  const gint64 start = g_get_monotonic_time ();

  halqa_draft_set_text (draft, "proposal", id, "title", title);
  halqa_forum_save_async (from->forum, draft, NULL, saved_cb, NULL);
  wait_until (is_listed, &expected);
  return seconds_since (start);
}

int
main (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (SEED);
  g_autoptr (GPtrArray) changes = generate_changes (N_RECORDS, SEED);
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (HalqaItemList) list = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *address = NULL;
  HalqaForumKey key;
  Laptop here;
  Laptop there;
  gboolean within;

  laptop_start (&here, &key, TRUE);
  laptop_start (&there, &key, FALSE);
  if (!halqa_store_commit_many (here.store, changes, &error))
    g_error ("%s", error->message);
  start_replication (&here, NULL);
  address = halqa_forum_dup_listen_address (here.forum);
  start_replication (&there, address);
  list = halqa_item_list_new (there.forum, "proposal", "title", FALSE);
  wait_until (holds_all, list);

  for (guint i = 0; i < N_EDITS; i++)
    {
      const double seconds = measure_edit (&here, &there, list, random);

      g_array_append_val (times, seconds);
    }
  within = report ("edit to the other's list, median", median_of (times), LIMIT_SECONDS, "s");
  within &= report ("edit to the other's list, slowest",
                    g_array_index (times, double, times->len - 1), LIMIT_SECONDS, "s");
  g_clear_object (&list);
  halqa_forum_stop_replication (there.forum);
  halqa_forum_stop_replication (here.forum);
  laptop_stop (&there);
  laptop_stop (&here);
  return within ? 0 : 1;
}
