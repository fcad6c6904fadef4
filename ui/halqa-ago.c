/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-ago.h"

/* "just now" and "5 minutes ago" are said anew while they are looked at: one timer for all of the program,
 * which does not run while none of them is shown.
 *
 * Rejected: a timer of each row, of which a list has two hundred. */

#define RENEW_S 30

typedef struct
{
  GtkWidget *widget; /* whose data this is */
  HalqaAgoFunc renew;
} Follower;

static GHashTable *shown; /* Follower */
static guint timer;

static gboolean
timer_cb (gpointer unused)
{
  halqa_ago_renew ();
  return G_SOURCE_CONTINUE;
}

/* Since it was last looked at too. */
static void
map_cb (GtkWidget *widget, Follower *follower)
{
  if (shown == NULL)
    shown = g_hash_table_new (NULL, NULL);
  g_hash_table_add (shown, follower);
  if (timer == 0)
    timer = g_timeout_add_seconds (RENEW_S, timer_cb, NULL);
  follower->renew (widget);
}

static void
unmap_cb (GtkWidget *widget, Follower *follower)
{
  g_hash_table_remove (shown, follower);
  if (g_hash_table_size (shown) > 0)
    return;
  g_clear_pointer (&shown, g_hash_table_unref);
  g_clear_handle_id (&timer, g_source_remove);
}

/**
 * halqa_ago_follow:
 * @widget: not shown yet
 * @renew: called when it is shown, and twice a minute while it is
 */
void
halqa_ago_follow (GtkWidget *widget, HalqaAgoFunc renew)
{
  Follower *follower = g_new0 (Follower, 1);

  g_return_if_fail (GTK_IS_WIDGET (widget) && !gtk_widget_get_mapped (widget));

  follower->widget = widget;
  follower->renew = renew;
  g_object_set_data_full (G_OBJECT (widget), "halqa-ago", follower, g_free);
  g_signal_connect (widget, "map", G_CALLBACK (map_cb), follower);
  g_signal_connect (widget, "unmap", G_CALLBACK (unmap_cb), follower);
}

/* What the timer does. */
void
halqa_ago_renew (void)
{
  g_autoptr (GList) followers = shown != NULL ? g_hash_table_get_keys (shown) : NULL;

  for (GList *one = followers; one != NULL; one = one->next)
    {
      Follower *follower = one->data;

      follower->renew (follower->widget);
    }
}
