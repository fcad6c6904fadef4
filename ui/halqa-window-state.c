/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-window-private.h"

#include "halqa-desk-place.h"

#include <string.h>

/* The window comes back as it was left: how large, in which forum, in which view, with what chosen and
 * how far down, and with what was put off. It is written into the folder of the forums, for another
 * folder is another window, a second after something of it has changed and when the window closes, by
 * a thread that never keeps the window waiting. What a power cut takes is at most where one was in
 * the last second; what was typed is saved elsewhere, and before. */

#define FILE_NAME "window.state"
#define GROUP "window"
#define DELAY_S 1
/* How long rows may take to be there, in microseconds. */
#define SCROLL_PATIENCE (2 * G_USEC_PER_SEC)

typedef struct
{
  char *path;
  char *text;
  guint64 serial;
} Writing;

static GMutex writing_lock;
static guint64 written_serial;

/* What was written last, or is about to be: a window that is made anew need not wait for the disk. Of
 * the main thread alone. */
static Writing latest;

static void
writing_free (gpointer data)
{
  Writing *writing = data;

  g_free (writing->path);
  g_free (writing->text);
  g_free (writing);
}

/* An older one that comes late is not written. Of a folder that can't be written to nothing comes back,
 * and nobody is told: it would be the same at every click. */
static void
write_func (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Writing *writing = data;
  g_autoptr (GError) error = NULL;

  g_mutex_lock (&writing_lock);
  if (writing->serial > written_serial)
    {
      written_serial = writing->serial;
      if (!g_file_set_contents_full (writing->path, writing->text, -1,
                                     G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error))
        g_debug ("%s", error->message);
    }
  g_mutex_unlock (&writing_lock);
  g_task_return_boolean (task, TRUE);
}

static char *
build_path (HalqaWindow *self)
{
  return g_build_filename (halqa_folder_get_path (self->folder), FILE_NAME, NULL);
}

/* Returns: (transfer full): empty where nothing was written, or what nobody can read */
static GKeyFile *
load (HalqaWindow *self)
{
  g_autofree char *path = build_path (self);
  GKeyFile *state = g_key_file_new ();

  if (g_strcmp0 (latest.path, path) == 0)
    g_key_file_load_from_data (state, latest.text, -1, G_KEY_FILE_NONE, NULL);
  else
    g_key_file_load_from_file (state, path, G_KEY_FILE_NONE, NULL);
  return state;
}

/* --- what there is to come back to */

static GtkScrolledWindow *
find_scroller (GtkWidget *widget)
{
  GtkScrolledWindow *found = NULL;

  if (GTK_IS_SCROLLED_WINDOW (widget) && gtk_widget_get_mapped (widget))
    return GTK_SCROLLED_WINDOW (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_scroller (child);
  return found;
}

static void
set_scroll (GKeyFile *state, const char *key, GtkWidget *widget, gboolean part)
{
  GtkScrolledWindow *scroller = find_scroller (widget);
  GtkAdjustment *adjustment;

  if (scroller == NULL)
    return;
  adjustment = gtk_scrolled_window_get_vadjustment (scroller);
  g_key_file_set_double (state, GROUP, key,
                         gtk_adjustment_get_value (adjustment) /
                             (part ? MAX (1, gtk_adjustment_get_upper (adjustment)) : 1));
}

static void
set_record (GKeyFile *state, const char *key, HalqaItem *item)
{
  g_key_file_set_string (state, GROUP, key, item == NULL ? "" : halqa_item_get_id (item));
}

/* On a narrow window only one of the three is seen. */
static const char *
get_pane (HalqaWindow *self)
{
  if (adw_leaflet_get_visible_child (self->outer) != GTK_WIDGET (self->contents))
    return "sidebar";
  return adw_leaflet_get_visible_child (self->inner) == self->list_pane ? "list" : "editor";
}

static void
describe_view (HalqaWindow *self, GKeyFile *state)
{
  g_autofree char *forum = halqa_forum_dup_id (self->forum);
  GtkWidget *place = gtk_stack_get_visible_child (self->contents);

  g_key_file_set_string (state, GROUP, "forum", forum);
  g_key_file_set_string (state, GROUP, "place",
                         HALQA_IS_PLACE (place) ? G_OBJECT_TYPE_NAME (place) : "");
  set_record (state, "session", halqa_sidebar_get_session (self->sidebar));
  g_key_file_set_string (state, GROUP, "editor", gtk_stack_get_visible_child_name (self->editors));
  set_record (state, "record",
              halqa_form_get_item (halqa_proposal_editor_get_form (self->proposal_editor)));
  g_key_file_set_string (state, GROUP, "pane", get_pane (self));
  /* How high rows are that were not seen yet is guessed, each time differently. */
  set_scroll (state, "list-part", GTK_WIDGET (self->list), TRUE);
  set_scroll (state, "editor-scroll", GTK_WIDGET (self->editors), FALSE);
}

/* Of each forum what was put off at its desk, in a group of its own. */
static void
describe_desk (HalqaWindow *self, GKeyFile *state)
{
  g_autofree char *forum = halqa_forum_dup_id (self->forum);
  g_auto (GStrv) put_off = NULL;

  g_object_get (halqa_window_find_place (self, HALQA_TYPE_DESK_PLACE), "put-off", &put_off, NULL);
  if (*put_off != NULL)
    g_key_file_set_string_list (state, forum, "put-off", (const char *const *) put_off,
                                g_strv_length (put_off));
  else
    g_key_file_remove_group (state, forum, NULL);
}

static void
describe_size (HalqaWindow *self, GKeyFile *state)
{
  int width;
  int height;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_key_file_set_integer (state, GROUP, "width", width);
  g_key_file_set_integer (state, GROUP, "height", height);
  g_key_file_set_boolean (state, GROUP, "maximized", gtk_window_is_maximized (GTK_WINDOW (self)));
}

/* Returns: whether that is anything new */
static gboolean
take_latest (char *path, char *text)
{
  gboolean other = g_strcmp0 (latest.path, path) != 0 || g_strcmp0 (latest.text, text) != 0;

  g_free (latest.path);
  g_free (latest.text);
  latest.path = path;
  latest.text = text;
  latest.serial += other;
  return other;
}

/* Writes down how the window is now. Where no forum is open, the last one stays what is come back
 * to. */
void
halqa_window_remember (HalqaWindow *self)
{
  g_autoptr (GKeyFile) state = NULL;
  g_autoptr (GTask) task = NULL;
  Writing *writing;

  g_clear_handle_id (&self->state_timeout, g_source_remove);
  if (self->folder == NULL)
    return;
  state = load (self);
  describe_size (self, state);
  if (self->forum != NULL)
    {
      describe_view (self, state);
      describe_desk (self, state);
    }
  if (!take_latest (build_path (self), g_key_file_to_data (state, NULL, NULL)) && !self->closing)
    return;
  writing = g_new (Writing, 1);
  *writing = (Writing){ g_strdup (latest.path), g_strdup (latest.text), latest.serial };
  task = g_task_new (NULL, NULL, NULL, NULL);
  g_task_set_source_tag (task, halqa_window_remember);
  g_task_set_task_data (task, writing, writing_free);
  /* The program may end with the window. */
  if (self->closing)
    g_task_run_in_thread_sync (task, write_func);
  else
    g_task_run_in_thread (task, write_func);
}

static gboolean
remember_cb (gpointer user_data)
{
  HalqaWindow *self = user_data;

  self->state_timeout = 0;
  halqa_window_remember (self);
  return G_SOURCE_REMOVE;
}

/* Something of the window is not as it was. */
void
halqa_window_note_state (HalqaWindow *self)
{
  if (self->state_timeout == 0 && self->forum != NULL)
    self->state_timeout = g_timeout_add_seconds (DELAY_S, remember_cb, self);
}

/* --- coming back */

void
halqa_window_recall_size (HalqaWindow *self)
{
  g_autoptr (GKeyFile) state = load (self);
  int width = g_key_file_get_integer (state, GROUP, "width", NULL);
  int height = g_key_file_get_integer (state, GROUP, "height", NULL);

  if (width > 0 && height > 0)
    gtk_window_set_default_size (GTK_WINDOW (self), width, height);
  if (g_key_file_get_boolean (state, GROUP, "maximized", NULL))
    gtk_window_maximize (GTK_WINDOW (self));
}

/* Returns: (transfer full) (nullable): the id of the forum that was open last */
char *
halqa_window_dup_last_forum (HalqaWindow *self)
{
  g_autoptr (GKeyFile) state = NULL;

  g_return_val_if_fail (HALQA_IS_WINDOW (self), NULL);

  state = load (self);
  return g_key_file_get_string (state, GROUP, "forum", NULL);
}

/* Returns: (transfer full) (nullable): a record that is still there */
static HalqaItem *
dup_record (HalqaWindow *self, GKeyFile *state, const char *key, const char *kind)
{
  g_autofree char *id = g_key_file_get_string (state, GROUP, key, NULL);
  g_autoptr (HalqaItem) item = NULL;

  if (id != NULL && strlen (id) == 32)
    item = halqa_forum_dup_item (self->forum, kind, id);
  return item != NULL && !halqa_item_is_deleted (item) ? g_steal_pointer (&item) : NULL;
}

static void
recall_desk (HalqaWindow *self, GKeyFile *state, const char *forum)
{
  g_auto (GStrv) put_off = g_key_file_get_string_list (state, forum, "put-off", NULL, NULL);

  g_object_set (halqa_window_find_place (self, HALQA_TYPE_DESK_PLACE), "put-off", put_off, NULL);
}

static void
recall_editor (HalqaWindow *self, GKeyFile *state)
{
  g_autofree char *editor = g_key_file_get_string (state, GROUP, "editor", NULL);
  g_autoptr (HalqaItem) item = NULL;

  if (g_strcmp0 (editor, "proposal") != 0)
    return;
  item = dup_record (self, state, "record", "proposal");
  if (item == NULL)
    return;
  halqa_proposal_list_select (self->list, halqa_item_get_id (item));
  halqa_proposal_editor_open (self->proposal_editor, item);
  halqa_window_show_editor (self, "proposal");
}

static void
recall_place (HalqaWindow *self, GKeyFile *state)
{
  g_autofree char *name = g_key_file_get_string (state, GROUP, "place", NULL);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->contents));

  if (g_strcmp0 (name, g_type_name (HALQA_TYPE_SESSION_PLACE)) == 0)
    halqa_window_enter_session (self);
  else if (g_strcmp0 (name, g_type_name (HALQA_TYPE_ALL_PLACE)) == 0)
    halqa_window_show_all (self);
  else
    for (; child != NULL; child = gtk_widget_get_next_sibling (child))
      if (HALQA_IS_PLACE (child) && g_strcmp0 (G_OBJECT_TYPE_NAME (child), name) == 0)
        halqa_sidebar_choose_place (self->sidebar, HALQA_PLACE (child));
}

static void
recall_pane (HalqaWindow *self, GKeyFile *state)
{
  g_autofree char *pane = g_key_file_get_string (state, GROUP, "pane", NULL);

  if (g_strcmp0 (pane, "list") == 0 && adw_leaflet_get_folded (self->inner))
    adw_leaflet_set_visible_child (self->inner, self->list_pane);
  if (g_strcmp0 (pane, "sidebar") == 0)
    adw_leaflet_navigate (self->outer, ADW_NAVIGATION_DIRECTION_BACK);
}

/* --- scrolling, once there is something to scroll */

typedef struct
{
  double list; /* its part of the whole */
  double editor; /* pixels */
  gint64 until; /* of the frame clock */
} Scroll;

static gboolean
scroll_to (GtkWidget *widget, double value, gboolean part)
{
  GtkScrolledWindow *scroller = value > 0 ? find_scroller (widget) : NULL;
  GtkAdjustment *adjustment;

  if (value <= 0)
    return TRUE;
  if (scroller == NULL)
    return FALSE;
  adjustment = gtk_scrolled_window_get_vadjustment (scroller);
  if (part)
    value *= gtk_adjustment_get_upper (adjustment);
  gtk_adjustment_set_value (adjustment, value);
  return gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment) >= value;
}

static gboolean
scroll_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  HalqaWindow *self = HALQA_WINDOW (widget);
  Scroll *scroll = user_data;
  gint64 now = gdk_frame_clock_get_frame_time (clock);

  if (scroll->until == 0)
    {
      /* Nothing has a size before the first frame. */
      scroll->until = now + SCROLL_PATIENCE;
      return G_SOURCE_CONTINUE;
    }
  if (scroll_to (GTK_WIDGET (self->list), scroll->list, TRUE))
    scroll->list = 0;
  if (scroll_to (GTK_WIDGET (self->editors), scroll->editor, FALSE))
    scroll->editor = 0;
  if ((scroll->list > 0 || scroll->editor > 0) && now < scroll->until)
    return G_SOURCE_CONTINUE;
  self->scroll_tick = 0;
  return G_SOURCE_REMOVE;
}

static void
recall_scroll (HalqaWindow *self, GKeyFile *state)
{
  Scroll *scroll = g_new0 (Scroll, 1);

  scroll->list = g_key_file_get_double (state, GROUP, "list-part", NULL);
  scroll->editor = g_key_file_get_double (state, GROUP, "editor-scroll", NULL);
  if (self->scroll_tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->scroll_tick);
  self->scroll_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), scroll_cb, scroll, g_free);
}

/* Of the forum that has just been opened; how it was seen, where it is the one that was open last. */
void
halqa_window_recall_view (HalqaWindow *self)
{
  g_autofree char *id = halqa_forum_dup_id (self->forum);
  g_autoptr (GKeyFile) state = load (self);
  g_autofree char *last = g_key_file_get_string (state, GROUP, "forum", NULL);
  g_autoptr (HalqaItem) session = NULL;

  recall_desk (self, state, id);
  if (g_strcmp0 (id, last) != 0)
    return;
  session = dup_record (self, state, "session", "session");
  if (session != NULL)
    halqa_sidebar_choose (self->sidebar, halqa_item_get_id (session));
  halqa_window_show_pane (self, self->list_pane);
  recall_editor (self, state);
  recall_place (self, state);
  recall_pane (self, state);
  recall_scroll (self, state);
}

/* Another window in the place of @self, which is gone after: made anew, it speaks the language of now.
 * Returns: (transfer none): the new one */
HalqaWindow *
halqa_window_remake (HalqaWindow *self)
{
  HalqaApplication *application;
  HalqaWindow *fresh;
  g_autoptr (HalqaForum) forum = NULL;

  g_return_val_if_fail (HALQA_IS_WINDOW (self), NULL);

  application = HALQA_APPLICATION (gtk_window_get_application (GTK_WINDOW (self)));
  g_set_object (&forum, self->forum);
  halqa_window_close_forum (self);
  fresh = halqa_window_new (application, self->folder);
  halqa_start_page_take_over (fresh->start_page, self->start_page);
  if (forum != NULL)
    halqa_window_open_forum (fresh, forum);
  halqa_window_take_over_toast (fresh, self);
  gtk_window_present (GTK_WINDOW (fresh));
  gtk_window_destroy (GTK_WINDOW (self));
  return fresh;
}
