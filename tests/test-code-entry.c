/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <locale.h>

#include "halqa-code-entry.h"
#include "halqa-invite-window.h"
#include "ui-fixture.h"

/* Six digits get in, from any keyboard, and nothing else; and they are read where they are shown. */

static void
assert_code (const char *typed, const char *text, const char *code)
{
  HalqaCodeEntry *entry = g_object_new (HALQA_TYPE_CODE_ENTRY, NULL);
  int position = 0;

  g_object_ref_sink (entry);
  gtk_editable_insert_text (GTK_EDITABLE (entry), typed, -1, &position);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, text);
  g_assert_cmpstr (halqa_code_entry_get_code (entry), ==, code);
  g_assert_finalize_object (entry);
}

static void
test_digits (UiFixture *fixture, gconstpointer unused)
{
  assert_code ("012345", "012345", "012345");
  assert_code ("12345", "12345", NULL);
  assert_code ("1234567", "123456", "123456");
}

static void
test_paste (UiFixture *fixture, gconstpointer unused)
{
  assert_code ("123 456", "123456", "123456");
  assert_code ("\u2068123\u00a0456\u2069\n", "123456", "123456");
  assert_code ("The code is 90-12-34.", "901234", "901234");
  assert_code ("no digit", "", NULL);
}

static void
test_scripts (UiFixture *fixture, gconstpointer unused)
{
  assert_code ("٠١٢ ٣٤٥", "012345", "012345");
  assert_code ("۶۷۸۹۰۱", "678901", "678901");
}

static void
test_in_pieces (UiFixture *fixture, gconstpointer unused)
{
  HalqaCodeEntry *entry = g_object_new (HALQA_TYPE_CODE_ENTRY, NULL);
  GtkEditable *editable = GTK_EDITABLE (entry);
  int position = 0;

  g_object_ref_sink (entry);
  gtk_editable_insert_text (editable, "12", -1, &position);
  gtk_editable_insert_text (editable, "٣x4", -1, &position);
  g_assert_cmpint (position, ==, 4);
  position = 0;
  gtk_editable_insert_text (editable, "9999", -1, &position);
  g_assert_cmpstr (halqa_code_entry_get_code (entry), ==, "991234");
  g_assert_finalize_object (entry);
}

/* Whether the entry never sees it. */
static gboolean
is_refused (HalqaCodeEntry *entry, guint key, GdkModifierType modifiers)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (entry));
  gboolean refused = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) keys = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (keys))
        g_signal_emit_by_name (keys, "key-pressed", key, 0, modifiers, &refused);
    }
  return refused;
}

/* What is marked would be gone before the letter is looked at. */
static void
test_letter (UiFixture *fixture, gconstpointer unused)
{
  HalqaCodeEntry *entry = g_object_new (HALQA_TYPE_CODE_ENTRY, NULL);

  g_object_ref_sink (entry);
  g_assert_true (is_refused (entry, GDK_KEY_x, 0));
  g_assert_true (is_refused (entry, GDK_KEY_Arabic_lam, 0));
  g_assert_true (is_refused (entry, GDK_KEY_space, 0));
  g_assert_false (is_refused (entry, GDK_KEY_3, 0));
  g_assert_false (is_refused (entry, GDK_KEY_KP_3, 0));
  g_assert_false (is_refused (entry, GDK_KEY_Arabic_3, 0));
  g_assert_false (is_refused (entry, GDK_KEY_BackSpace, 0));
  g_assert_false (is_refused (entry, GDK_KEY_a, GDK_CONTROL_MASK));
  g_assert_finalize_object (entry);
}

static int
find_digit (PangoLayout *layout, int index)
{
  PangoRectangle position;

  pango_layout_index_to_pos (layout, index, &position);
  return MIN (position.x, position.x + position.width);
}

/* As everybody writes numbers, also where text runs from the right. On one line, as it stands where
 * there is room: a label without a size breaks it in two. */
static void
test_shown (UiFixture *fixture, gconstpointer unused)
{
  HalqaInviteWindow *window;
  GtkLabel *label;
  g_autoptr (PangoLayout) layout = NULL;

  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  window = halqa_invite_window_new (NULL, fixture->forum, FALSE);
  label = GTK_LABEL (
      gtk_widget_get_template_child (GTK_WIDGET (window), HALQA_TYPE_INVITE_WINDOW, "code"));
  layout = pango_layout_copy (gtk_label_get_layout (label));
  pango_layout_set_width (layout, -1);
  g_assert_cmpuint (strlen (pango_layout_get_text (layout)), ==, 7);
  for (int i = 1; i < 7; i++)
    g_assert_cmpint (find_digit (layout, i), >, find_digit (layout, i - 1));
  gtk_window_destroy (GTK_WINDOW (window));
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  setlocale (LC_ALL, "C.UTF-8");

  ui_fixture_add ("/ui/code/six-digits-and-no-more", NULL, test_digits);
  ui_fixture_add ("/ui/code/what-is-pasted-around-the-digits-is-left-out", NULL, test_paste);
  ui_fixture_add ("/ui/code/digits-of-any-script-are-taken", NULL, test_scripts);
  ui_fixture_add ("/ui/code/typed-in-pieces", NULL, test_in_pieces);
  ui_fixture_add ("/ui/code/a-letter-takes-no-digit-away", NULL, test_letter);
  ui_fixture_add ("/ui/code/is-shown-from-the-left-in-every-language", NULL, test_shown);
  return g_test_run ();
}
