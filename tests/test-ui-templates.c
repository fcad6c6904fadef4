/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <locale.h>

#include "halqa-attachment-card.h"
#include "halqa-attachments.h"
#include "halqa-batch-bar.h"
#include "halqa-family-section.h"
#include "halqa-merge-notice.h"
#include "halqa-merge-window.h"
#include "halqa-merging.h"
#include "halqa-action-row.h"
#include "halqa-actions.h"
#include "halqa-closing-box.h"
#include "halqa-counter.h"
#include "halqa-concept-row.h"
#include "halqa-endorsements.h"
#include "halqa-glossary-list.h"
#include "halqa-glossary-window.h"
#include "halqa-help-window.h"
#include "halqa-neighbour-row.h"
#include "halqa-preferences-window.h"
#include "halqa-proposal-row.h"
#include "halqa-search-pane.h"
#include "halqa-session-row.h"
#include "halqa-tallies.h"
#include "halqa-text-box.h"
#include "halqa-theme-chip.h"
#include "halqa-translate-window.h"
#include "halqa-version-row.h"
#include "halqa-window-private.h"
#include "ui-fixture.h"

/* Of the window, before its first frame. */
#define FIRST_WIDGETS_MAX 1100

/* Every template is made once in each direction, with warnings fatal, and is gone when it is let go:
 * leaked widgets are seen by no other tool. */

static void
assert_widget_goes (GtkWidget *widget)
{
  g_object_ref_sink (widget);
  g_assert_finalize_object (widget);
}

static void
test_views (UiFixture *fixture, gconstpointer direction)
{
  gtk_widget_set_default_direction (GPOINTER_TO_INT (direction));
  assert_widget_goes (g_object_new (HALQA_TYPE_START_PAGE, NULL));
  assert_widget_goes (g_object_new (HALQA_TYPE_SIDEBAR, NULL));
  assert_widget_goes (g_object_new (HALQA_TYPE_PROPOSAL_LIST, NULL));
  assert_widget_goes (g_object_new (HALQA_TYPE_PROPOSAL_EDITOR, NULL));
  assert_widget_goes (g_object_new (HALQA_TYPE_SESSION_EDITOR, NULL));
  assert_widget_goes (g_object_new (HALQA_TYPE_ATTACHMENTS, NULL));
  assert_widget_goes (g_object_new (HALQA_TYPE_ATTACHMENT_CARD, NULL));
  assert_widget_goes (g_object_new (HALQA_TYPE_ROOM_BUTTON, NULL));
  assert_widget_goes (g_object_new (HALQA_TYPE_CONFLICT_BUTTON, NULL));
  assert_widget_goes (g_object_new (HALQA_TYPE_TEXT_BOX, "title", "_Text", NULL));
  assert_widget_goes (g_object_new (HALQA_TYPE_COUNTER, "title", "In favour", NULL));
  assert_widget_goes (g_object_new (HALQA_TYPE_TALLIES, NULL));
  assert_widget_goes (g_object_new (HALQA_TYPE_ENDORSEMENTS, NULL));
  assert_widget_goes (g_object_new (HALQA_TYPE_ACTIONS, NULL));
  assert_widget_goes (g_object_new (HALQA_TYPE_ACTION_ROW, NULL));
  assert_widget_goes (g_object_new (HALQA_TYPE_CLOSING_BOX, NULL));
  assert_widget_goes (g_object_new (HALQA_TYPE_PROPOSAL_ROW, NULL));
  assert_widget_goes (g_object_new (HALQA_TYPE_BATCH_BAR, NULL));
  assert_widget_goes (g_object_new (HALQA_TYPE_SEARCH_PANE, NULL));
  assert_widget_goes (g_object_new (HALQA_TYPE_ALL_PLACE, NULL));
  assert_widget_goes (g_object_new (HALQA_TYPE_MERGE_NOTICE, NULL));
  assert_widget_goes (g_object_new (HALQA_TYPE_FAMILY_SECTION, NULL));
  assert_widget_goes (g_object_new (HALQA_TYPE_VERSION_ROW, NULL));
  assert_widget_goes (g_object_new (HALQA_TYPE_NEIGHBOUR_ROW, NULL));
  assert_widget_goes (halqa_session_row_new (NULL, NULL));
}

static void
assert_says_what_it_does (GtkWidget *widget)
{
  GtkWidget *up = gtk_widget_get_parent (widget);
  gboolean says = gtk_button_get_label (GTK_BUTTON (widget)) != NULL;

  for (; !says && up != NULL && !GTK_IS_WINDOW (up); up = gtk_widget_get_parent (up))
    says = gtk_widget_get_tooltip_text (up) != NULL || GTK_IS_POPOVER (up);
  if (!says && gtk_widget_get_tooltip_text (widget) == NULL &&
      !ADW_IS_BUTTON_CONTENT (gtk_button_get_child (GTK_BUTTON (widget))))
    g_error ("A button of %s has neither words nor a tooltip",
             G_OBJECT_TYPE_NAME (gtk_widget_get_parent (widget)));
}

static void
look_at_buttons (GtkWidget *widget)
{
  GtkWidget *child;

  /* GTK's own name themselves. */
  if (!gtk_widget_get_visible (widget) || GTK_IS_WINDOW_CONTROLS (widget))
    return;
  if (GTK_IS_BUTTON (widget))
    assert_says_what_it_does (widget);
  for (child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    look_at_buttons (child);
}

static guint
count_widgets (GtkWidget *widget)
{
  guint n = 1;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count_widgets (child);
  return n;
}

/* The rest is made when it is shown. */
static void
test_beginning (UiFixture *fixture, gconstpointer unused)
{
  HalqaWindow *window = halqa_window_new (fixture->application, fixture->folder);

  halqa_window_open_forum (window, fixture->forum);
  g_assert_cmpuint (count_widgets (GTK_WIDGET (window)), <, FIRST_WIDGETS_MAX);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_window (UiFixture *fixture, gconstpointer direction)
{
  static const char *const views[] = { "board", "table", "list" };
  HalqaWindow *window;
  HalqaHelpWindow *help;

  gtk_widget_set_default_direction (GPOINTER_TO_INT (direction));
  window = halqa_window_new (fixture->application, fixture->folder);
  gtk_window_present (GTK_WINDOW (window));
  look_at_buttons (GTK_WIDGET (window));
  halqa_window_open_forum (window, fixture->forum);
  help = halqa_help_window_new (GTK_WINDOW (window));
  halqa_help_window_show (help, "merging");
  g_assert_cmpstr (halqa_help_window_get_page (help), ==, "merging");
  gtk_window_present (GTK_WINDOW (help));
  look_at_buttons (GTK_WIDGET (help));
  gtk_window_present (GTK_WINDOW (halqa_preferences_window_new (window, fixture->folder)));
  gtk_window_present (halqa_translate_window_new (GTK_WINDOW (window)));
  g_assert_true (halqa_window_get_forum (window) == fixture->forum);
  for (gsize i = 0; i < G_N_ELEMENTS (views); i++)
    {
      gtk_widget_activate_action (GTK_WIDGET (window), "listing.view", "s", views[i]);
      look_at_buttons (GTK_WIDGET (window));
    }
  gtk_widget_activate_action (GTK_WIDGET (window), "win.new-proposal", NULL);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.new-session", NULL);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-help-overlay", NULL);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.room", NULL);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.give-to-stick", NULL);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.members", NULL);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.glossary", NULL);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.present", NULL);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.invite", NULL);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.join", NULL);
  look_at_buttons (GTK_WIDGET (window));
  halqa_window_close_forum (window);
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  gtk_window_destroy (GTK_WINDOW (window));
  ui_fixture_wait_gone ((gpointer *) &window);
}

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
save (HalqaForum *forum, HalqaDraft *draft)
{
  gboolean saved = FALSE;

  halqa_forum_save_async (forum, draft, NULL, saved_cb, &saved);
  ui_fixture_wait (is_true, &saved);
}

static GPtrArray *
list_chosen (HalqaForum *forum, const char *const proposals[2])
{
  GPtrArray *chosen = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < 2; i++)
    g_ptr_array_add (chosen, halqa_forum_dup_item (forum, "proposal", proposals[i]));
  return chosen;
}

/* One proposal merged into another, and the section of each. */
static void
test_family (UiFixture *fixture, gconstpointer direction)
{
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();
  g_autofree char *result = halqa_draft_add (draft, "proposal");
  g_autofree char *source = halqa_draft_add (draft, "proposal");
  const char *const proposals[] = { result, source };
  HalqaMerging *step;

  gtk_widget_set_default_direction (GPOINTER_TO_INT (direction));
  halqa_draft_set_text (draft, "proposal", source, "title", "<b>&");
  save (fixture->forum, draft);
  step = halqa_merging_new (fixture->forum);
  g_assert_true (halqa_merging_join (step, result, (const char *const[]){ source, NULL }, NULL));
  save (fixture->forum, halqa_merging_get_draft (step));
  halqa_merging_free (step);
  for (guint i = 0; i < G_N_ELEMENTS (proposals); i++)
    {
      g_autoptr (HalqaItem) item = halqa_forum_dup_item (fixture->forum, "proposal", proposals[i]);
      HalqaFamily *family = halqa_family_new (fixture->forum, item);
      HalqaFamilySection *section = g_object_new (HALQA_TYPE_FAMILY_SECTION, NULL);
      HalqaMergeNotice *notice = g_object_new (HALQA_TYPE_MERGE_NOTICE, NULL);
      g_autoptr (GPtrArray) chosen = list_chosen (fixture->forum, proposals);
      GtkWidget *window = GTK_WIDGET (halqa_merge_window_new (NULL, fixture->forum, chosen));

      halqa_family_section_set_family (section, fixture->forum, family);
      halqa_merge_notice_set_family (notice, fixture->forum, family);
      g_assert_cmpint (gtk_widget_get_visible (GTK_WIDGET (section)), ==, i == 0);
      g_assert_cmpint (gtk_widget_get_visible (GTK_WIDGET (notice)), ==, i == 1);
      gtk_window_present (GTK_WINDOW (window));
      look_at_buttons (window);
      g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
      gtk_window_destroy (GTK_WINDOW (window));
      ui_fixture_wait_gone ((gpointer *) &window);
      assert_widget_goes (GTK_WIDGET (section));
      assert_widget_goes (GTK_WIDGET (notice));
      g_assert_finalize_object (family);
    }
}

/* A concept of this forum's own, unfolded; and one of the program's, which it stands in for. */
static void
test_glossary (UiFixture *fixture, gconstpointer direction)
{
  HalqaGlossaryList *glossary = halqa_glossary_list_new (fixture->forum);
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();
  GtkWidget *window;
  const char *const concepts[] = { "<b>&", "lighting" };

  gtk_widget_set_default_direction (GPOINTER_TO_INT (direction));
  halqa_glossary_list_add (glossary, draft, concepts[0]);
  halqa_glossary_entry_write (halqa_glossary_list_find (glossary, concepts[1]), draft,
                              HALQA_LANGUAGE_FRENCH, "<i>&, lampadaire", "");
  save (fixture->forum, draft);
  g_assert_finalize_object (glossary);
  glossary = halqa_glossary_list_new (fixture->forum);
  for (guint i = 0; i < G_N_ELEMENTS (concepts); i++)
    {
      HalqaGlossaryEntry *entry = halqa_glossary_list_find (glossary, concepts[i]);
      GtkWidget *row = halqa_concept_row_new (fixture->forum, entry);

      adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
      assert_widget_goes (row);
    }
  g_assert_finalize_object (glossary);
  window = GTK_WIDGET (halqa_glossary_window_new (NULL, fixture->forum));
  gtk_window_present (GTK_WINDOW (window));
  look_at_buttons (window);
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  gtk_window_destroy (GTK_WINDOW (window));
  ui_fixture_wait_gone ((gpointer *) &window);
}

static gboolean
shows_theme (GtkWidget *widget)
{
  gboolean found = HALQA_IS_THEME_CHIP (widget) && gtk_widget_get_visible (widget);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); !found && child != NULL;
       child = gtk_widget_get_next_sibling (child))
    found = shows_theme (child);
  return found;
}

/* As somebody does it in another window, while the row is in sight. */
static void
test_deleted_theme (UiFixture *fixture, gconstpointer unused)
{
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();
  g_autoptr (HalqaDraft) deletion = halqa_draft_new ();
  g_autoptr (HalqaDraft) restoration = halqa_draft_new ();
  g_autofree char *theme = halqa_draft_add (draft, "theme");
  g_autofree char *id = halqa_draft_add (draft, "proposal");
  g_autoptr (HalqaItem) proposal = NULL;
  GtkWidget *row = g_object_ref_sink (g_object_new (HALQA_TYPE_PROPOSAL_ROW, NULL));

  halqa_draft_set_text (draft, "theme", theme, "code", "ENV");
  halqa_draft_set_ref (draft, "proposal", id, "theme", theme);
  save (fixture->forum, draft);
  proposal = halqa_forum_dup_item (fixture->forum, "proposal", id);
  halqa_proposal_row_set_item (HALQA_PROPOSAL_ROW (row), fixture->forum, proposal, TRUE);
  g_assert_true (shows_theme (row));
  halqa_draft_delete (deletion, "theme", theme);
  save (fixture->forum, deletion);
  g_assert_false (shows_theme (row));
  halqa_draft_restore (restoration, "theme", theme);
  save (fixture->forum, restoration);
  g_assert_true (shows_theme (row));
  g_assert_finalize_object (row);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  setlocale (LC_ALL, "C.UTF-8");

  ui_fixture_add ("/ui/templates/views-left-to-right", GINT_TO_POINTER (GTK_TEXT_DIR_LTR),
                  test_views);
  ui_fixture_add ("/ui/templates/views-right-to-left", GINT_TO_POINTER (GTK_TEXT_DIR_RTL),
                  test_views);
  ui_fixture_add ("/ui/templates/window-begins-with-what-it-shows", NULL, test_beginning);
  ui_fixture_add ("/ui/templates/window-left-to-right", GINT_TO_POINTER (GTK_TEXT_DIR_LTR),
                  test_window);
  ui_fixture_add ("/ui/templates/window-right-to-left", GINT_TO_POINTER (GTK_TEXT_DIR_RTL),
                  test_window);
  ui_fixture_add ("/ui/templates/family-left-to-right", GINT_TO_POINTER (GTK_TEXT_DIR_LTR),
                  test_family);
  ui_fixture_add ("/ui/templates/family-right-to-left", GINT_TO_POINTER (GTK_TEXT_DIR_RTL),
                  test_family);
  ui_fixture_add ("/ui/templates/glossary-left-to-right", GINT_TO_POINTER (GTK_TEXT_DIR_LTR),
                  test_glossary);
  ui_fixture_add ("/ui/templates/glossary-right-to-left", GINT_TO_POINTER (GTK_TEXT_DIR_RTL),
                  test_glossary);
  ui_fixture_add ("/ui/proposal-row/a-theme-that-is-deleted-goes-from-it", NULL,
                  test_deleted_theme);
  return g_test_run ();
}
