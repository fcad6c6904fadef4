/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "generate.h"
#include "halqa-attachment.h"
#include "halqa-item-list.h"
#include "laptop.h"
#include "report.h"

/* Text first: an edit saved on one laptop is in the other's list as soon while photos and recordings go
 * over as when nothing does; and how fast they go. Two forums, HTTPS between them. */

#define SEED 2026
#define N_EDITS 40
#define N_FILES 12
#define FILE_SIZE (25 * 1024 * 1024)
/* What a person does not notice; the median may be as much again, but on a machine of two cores the
 * other laptop's processor is this one's. */
#define LIMIT_SECONDS 0.1
#define LIMIT_SLOWEST 0.5
#define LEAST_RATE 20

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

static void
attached_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *id = halqa_forum_attach_finish (HALQA_FORUM (object), result, &error);

  if (id == NULL)
    g_error ("%s", error->message);
  (*(guint *) user_data)++;
}

typedef struct
{
  guint n;
  guint expected;
} Count;

static gboolean
is_counted (gpointer user_data)
{
  Count *count = user_data;

  return count->n >= count->expected;
}

/* No two are the same. */
static void
attach_all (Laptop *laptop, const char *subject)
{
  guint32 *data = g_malloc (FILE_SIZE);
  g_autoptr (GRand) random = g_rand_new_with_seed (SEED);
  Count count = { 0, 1 };

  for (gsize i = 0; i < FILE_SIZE / sizeof *data; i++)
    data[i] = g_rand_int (random);
  for (guint i = 0; i < N_FILES; i++)
    {
      g_autoptr (GBytes) content = NULL;

      data[0] = i;
      content = g_bytes_new (data, FILE_SIZE);
      count.expected = i + 1;
      halqa_forum_attach_bytes_async (laptop->forum, subject, content, "recording", NULL,
                                      attached_cb, &count.n);
      wait_until (is_counted, &count);
    }
  g_free (data);
}

/* Of those that are in the list, how many have come. */
static guint
count_here (Laptop *laptop, GListModel *attachments)
{
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (attachments); i++)
    {
      g_autoptr (HalqaItem) item = g_list_model_get_item (attachments, i);
      g_autoptr (HalqaAttachment) attachment = halqa_attachment_new (laptop->forum, item);

      n += halqa_attachment_get_state (attachment) == HALQA_ATTACHMENT_HERE;
    }
  return n;
}

typedef struct
{
  Laptop *laptop;
  GListModel *attachments;
  guint n;
} Files;

static gboolean
have_come (gpointer user_data)
{
  Files *files = user_data;

  return count_here (files->laptop, files->attachments) >= files->n;
}

static double
get_slowest (GArray *times)
{
  double slowest = 0;

  for (guint i = 0; i < times->len; i++)
    slowest = MAX (slowest, g_array_index (times, double, i));
  return slowest;
}

static gboolean
wake_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

int
main (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (SEED);
  g_autoptr (GArray) quiet = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) busy = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (HalqaItemList) list = NULL;
  g_autoptr (HalqaItemList) attachments = NULL;
  g_autofree char *address = NULL;
  g_autofree char *subject = NULL;
  HalqaForumKey key;
  Laptop here;
  Laptop there;
  Files files;
  gboolean within;
  gint64 start;
  guint wake = g_timeout_add (2, wake_cb, NULL);

  laptop_start (&here, &key, TRUE);
  laptop_start (&there, &key, FALSE);
  subject = laptop_add (&here, "proposal", "title", "lamps in the lane");
  attach_all (&here, subject);
  start_replication (&here, NULL);
  list = halqa_item_list_new (there.forum, "proposal", "title", FALSE);
  attachments = halqa_item_list_new (there.forum, "attachment", "created", FALSE);
  address = halqa_forum_dup_listen_address (here.forum);
  start_replication (&there, address);
  files = (Files){ &there, G_LIST_MODEL (attachments), 1 };
  wait_until (have_come, &files);
  start = g_get_monotonic_time ();
  files.n = N_FILES;
  while (busy->len < N_EDITS && !have_come (&files))
    {
      const double seconds = measure_edit (&here, &there, list, random);

      g_array_append_val (busy, seconds);
    }
  wait_until (have_come, &files);
  within = report_least ("files, while edits go", (N_FILES - 1) * 25 / seconds_since (start),
                         LEAST_RATE, "MB/s", "");
  while (quiet->len < N_EDITS)
    {
      const double seconds = measure_edit (&here, &there, list, random);

      g_array_append_val (quiet, seconds);
    }
  report_floor ("edits measured while files went", busy->len, "");
  report_floor ("  an edit while nothing else goes, median", median_of (quiet), "s");
  within &= report ("an edit while files go, median", median_of (busy), LIMIT_SECONDS, "s");
  report_floor ("  slowest while nothing else goes", get_slowest (quiet), "s");
  within &= report ("an edit while files go, slowest", get_slowest (busy), LIMIT_SLOWEST, "s");
  g_source_remove (wake);
  g_clear_object (&list);
  g_clear_object (&attachments);
  halqa_forum_stop_replication (there.forum);
  halqa_forum_stop_replication (here.forum);
  laptop_stop (&there);
  laptop_stop (&here);
  return within ? 0 : 1;
}
