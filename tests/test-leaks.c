/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <locale.h>
#include <string.h>

#include "halqa-about.h"
#include "halqa-give-window.h"
#include "halqa-glossary-window.h"
#include "halqa-help-window.h"
#include "halqa-history-window.h"
#include "halqa-import-window.h"
#include "halqa-invite-window.h"
#include "halqa-join-window.h"
#include "halqa-members-window.h"
#include "halqa-merge-window.h"
#include "halqa-preferences-window.h"
#include "halqa-present-window.h"
#include "halqa-take-window.h"
#include "halqa-translate-window.h"
#include "halqa-window-private.h"
#include "ui-fixture.h"

/* Every view and window, opened and closed again and again: whatever of ours was made for it is gone
 * afterwards. A window that is destroyed lets go of its weak pointers though somebody still has it,
 * and what a view holds besides widgets is in no tree; so each object is counted from its making to its
 * end, by its type. The types are known once all has been opened for the first time. */

/* So many windows, and so many times all that there is in each: fifty in all. */
#define N_WINDOWS 5
#define TIMES 10
/* In the first of so many one waits until all that is open is drawn, which is what takes long. */
#define DRAWN_EVERY 5
#define PATIENCE_S 50

typedef struct
{
  GType type;
  guint alive;
  void (*constructed) (GObject *object); /* its own */
} Count;

static GHashTable *counts; /* of Count, by type */

/* --- counting */

static void
gone_cb (gpointer data)
{
  ((Count *) data)->alive--;
}

static void
constructed_cb (GObject *object)
{
  Count *count = g_hash_table_lookup (counts, (gpointer) G_OBJECT_TYPE (object));

  count->alive++;
  g_object_set_data_full (object, "test-leaks", count, gone_cb);
  count->constructed (object);
}

/* Those alone of which nothing is derived: a class calls that which it is derived of. */
static void
count_types (GType type)
{
  g_autofree GType *derived = NULL;
  guint n = 0;

  derived = g_type_children (type, &n);
  for (guint i = 0; i < n; i++)
    count_types (derived[i]);
  if (n == 0 && !G_TYPE_IS_ABSTRACT (type) && g_str_has_prefix (g_type_name (type), "Halqa"))
    {
      GObjectClass *klass = g_type_class_ref (type);
      Count *count = g_new (Count, 1);

      *count = (Count){ type, 0, klass->constructed };
      g_hash_table_insert (counts, (gpointer) type, count);
      klass->constructed = constructed_cb;
    }
}

static gboolean
is_any_alive (gboolean tell)
{
  GHashTableIter iter;
  gpointer value;
  gboolean found = FALSE;

  g_hash_table_iter_init (&iter, counts);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const Count *count = value;

      found |= count->alive > 0;
      if (tell && count->alive > 0)
        g_test_message ("%s: %u are still there", g_type_name (count->type), count->alive);
    }
  return found;
}

/* TRUE also after it was told that they are not. */
static gboolean
are_all_gone (gpointer unused)
{
  return !is_any_alive (FALSE) || g_test_failed ();
}

static gboolean
tell_alive_cb (gpointer unused)
{
  is_any_alive (TRUE);
  g_test_fail ();
  return G_SOURCE_REMOVE;
}

/* --- what is in the forum */

typedef struct
{
  char *session;
  char *proposals[2];
} Records;

static void
saved_cb (GObject *forum, GAsyncResult *result, gpointer saved)
{
  *(gboolean *) saved = halqa_forum_save_finish (HALQA_FORUM (forum), result, NULL);
}

static gboolean
is_true (gpointer flag)
{
  return *(gboolean *) flag;
}

static void
add_of_proposal (HalqaDraft *draft, const char *proposal, const char *session)
{
  g_autofree char *note = halqa_draft_add (draft, "note");
  g_autofree char *tally = halqa_draft_add (draft, "tally");
  g_autofree char *endorsement = halqa_draft_add (draft, "endorsement");
  g_autofree char *action = halqa_draft_add (draft, "action");
  g_autofree char *organisation = halqa_draft_add (draft, "organisation");

  halqa_draft_set_ref (draft, "note", note, "subject", session);
  halqa_draft_set_text (draft, "note", note, "body", "Une question");
  halqa_draft_set_ref (draft, "tally", tally, "proposal", proposal);
  halqa_draft_set_ref (draft, "tally", tally, "session", session);
  halqa_draft_set_text (draft, "tally", tally, "method", "hands");
  halqa_draft_set_text (draft, "organisation", organisation, "name", "تعاونية");
  halqa_draft_set_ref (draft, "endorsement", endorsement, "proposal", proposal);
  halqa_draft_set_ref (draft, "endorsement", endorsement, "organisation", organisation);
  halqa_draft_set_ref (draft, "action", action, "proposal", proposal);
  halqa_draft_set_text (draft, "action", action, "title", "Planter");
}

static void
fill_forum (HalqaForum *forum, Records *records)
{
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();
  g_autofree char *theme = halqa_draft_add (draft, "theme");
  gboolean saved = FALSE;

  halqa_draft_set_text (draft, "theme", theme, "name", "البيئة");
  records->session = halqa_draft_add (draft, "session");
  halqa_draft_set_text (draft, "session", records->session, "title", "القاعة 1");
  halqa_draft_set_ref (draft, "session", records->session, "theme", theme);
  for (guint i = 0; i < G_N_ELEMENTS (records->proposals); i++)
    {
      records->proposals[i] = halqa_draft_add (draft, "proposal");
      halqa_draft_set_text (draft, "proposal", records->proposals[i], "title",
                            "Une bibliothèque pour chaque quartier");
      halqa_draft_set_ref (draft, "proposal", records->proposals[i], "session", records->session);
      halqa_draft_set_ref (draft, "proposal", records->proposals[i], "theme", theme);
    }
  add_of_proposal (draft, records->proposals[0], records->session);
  halqa_forum_save_async (forum, draft, NULL, saved_cb, &saved);
  ui_fixture_wait (is_true, &saved);
}

static void
clear_records (Records *records)
{
  g_clear_pointer (&records->session, g_free);
  for (guint i = 0; i < G_N_ELEMENTS (records->proposals); i++)
    g_clear_pointer (&records->proposals[i], g_free);
}

/* --- opening and closing */

static void
drawn_cb (gboolean *drawn)
{
  *drawn = TRUE;
}

/* What is to be done right after, and, where @drawn, a frame of @window. */
static void
settle (GtkWidget *window, gboolean drawn)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);
  gboolean painted = FALSE;
  gulong id;

  while (g_main_context_iteration (NULL, FALSE))
    ;
  if (!drawn)
    return;
  id = g_signal_connect_swapped (clock, "after-paint", G_CALLBACK (drawn_cb), &painted);
  gdk_frame_clock_request_phase (clock, GDK_FRAME_CLOCK_PHASE_PAINT);
  ui_fixture_wait (is_true, &painted);
  g_signal_handler_disconnect (clock, id);
}

static void
open_and_close (gpointer window, gboolean drawn)
{
  gtk_window_present (GTK_WINDOW (window));
  settle (window, drawn);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
open_windows (UiFixture *fixture, HalqaWindow *window, const Records *records, gboolean drawn)
{
  GtkWindow *parent = GTK_WINDOW (window);
  HalqaForum *forum = fixture->forum;
  g_autoptr (HalqaItem) item = halqa_forum_dup_item (forum, "proposal", records->proposals[0]);
  g_autoptr (HalqaItem) other = halqa_forum_dup_item (forum, "proposal", records->proposals[1]);
  g_autoptr (GPtrArray) chosen = g_ptr_array_new ();

  g_ptr_array_add (chosen, item);
  g_ptr_array_add (chosen, other);
  open_and_close (halqa_about_new (parent), drawn);
  open_and_close (halqa_give_window_new (parent, forum), drawn);
  open_and_close (halqa_help_window_new (parent), drawn);
  open_and_close (halqa_history_window_new (parent, forum, item), drawn);
  open_and_close (halqa_import_window_new (parent, forum), drawn);
  open_and_close (halqa_invite_window_new (parent, forum, FALSE), drawn);
  open_and_close (halqa_join_window_new (parent, fixture->folder, "Salma"), drawn);
  open_and_close (halqa_members_window_new (parent, forum), drawn);
  open_and_close (halqa_merge_window_new (parent, forum, chosen), drawn);
  open_and_close (halqa_preferences_window_new (window, fixture->folder), drawn);
  open_and_close (halqa_take_window_new (parent, forum), drawn);
  open_and_close (halqa_translate_window_new (parent), drawn);
}

static void
act (HalqaWindow *window, const char *action, GVariant *parameter, gboolean drawn)
{
  g_assert_true (gtk_widget_activate_action_variant (GTK_WIDGET (window), action, parameter));
  settle (GTK_WIDGET (window), drawn);
}

static void
open_views (HalqaWindow *window, const Records *records, gboolean drawn)
{
  static const char *const views[] = { "board", "table", "list" };

  for (int place = 0; place < 5; place++)
    act (window, "win.place", g_variant_new_int32 (place), drawn);
  for (gsize i = 0; i < G_N_ELEMENTS (views); i++)
    act (window, "listing.view", g_variant_new_string (views[i]), drawn);
  act (window, "win.new-session", NULL, drawn);
  halqa_window_open_record (window, "session", records->session);
  act (window, "win.in-the-room", NULL, drawn);
  act (window, "win.session-list", NULL, drawn);
  act (window, "win.new-proposal", NULL, drawn);
  halqa_window_open_record (window, "proposal", records->proposals[0]);
  act (window, "win.look-alikes", NULL, drawn);
  act (window, "win.search", NULL, drawn);
  act (window, "win.present", NULL, drawn);
  act (window, "win.show-help-overlay", NULL, drawn);
}

static void
open_all (UiFixture *fixture, const Records *records, gboolean drawn)
{
  HalqaWindow *window = halqa_window_new (fixture->application, fixture->folder);

  gtk_window_present (GTK_WINDOW (window));
  settle (GTK_WIDGET (window), drawn);
  halqa_window_open_forum (window, fixture->forum);
  for (guint i = 0; i < TIMES; i++)
    {
      open_views (window, records, drawn && i == 0);
      open_windows (fixture, window, records, drawn && i == 0);
    }
  /* Hundreds of rows: this one takes as long as all the others. */
  open_and_close (halqa_glossary_window_new (GTK_WINDOW (window), fixture->forum), drawn);
  halqa_window_close_forum (window);
  settle (GTK_WIDGET (window), drawn);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_everything (UiFixture *fixture, gconstpointer unused)
{
  Records records;
  guint late;

  counts = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  fill_forum (fixture->forum, &records);
  open_all (fixture, &records, TRUE);
  count_types (G_TYPE_OBJECT);
  for (guint i = 0; i < N_WINDOWS; i++)
    open_all (fixture, &records, i % DRAWN_EVERY == 0);
  late = g_timeout_add_seconds (PATIENCE_S, tell_alive_cb, NULL);
  ui_fixture_wait (are_all_gone, NULL);
  if (!g_test_failed ())
    g_source_remove (late);
  clear_records (&records);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  setlocale (LC_ALL, "C.UTF-8");
  /* Without a window manager GTK complains of a focus that goes with its window. */
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);

  ui_fixture_add ("/ui/leaks/what-was-opened-is-gone-when-closed", NULL, test_everything);
  return g_test_run ();
}
