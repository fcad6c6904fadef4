/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <locale.h>
#include <signal.h>
#include <sys/resource.h>

#include "halqa-form.h"
#include "halqa-insist.h"
#include "halqa-item-list.h"
#include "ui-fixture.h"

/* Saving as one types, on a real forum. */

typedef struct
{
  HalqaForm *form;
  GtkWidget *title;
  GtkWidget *body;
  HalqaItemList *list;
} Sheet;

static void
sheet_init (Sheet *sheet, UiFixture *fixture)
{
  sheet->title = g_object_ref_sink (gtk_entry_new ());
  sheet->body = g_object_ref_sink (gtk_text_view_new ());
  sheet->form = halqa_form_new ("proposal");
  halqa_form_bind_text (sheet->form, "title", sheet->title, NULL);
  halqa_form_bind_text (sheet->form, "body", sheet->body, NULL);
  sheet->list = halqa_item_list_new (fixture->forum, "proposal", "created", FALSE);
}

static gboolean
is_idle (gpointer form)
{
  return !halqa_form_is_pending (form);
}

static gboolean
is_saved (gpointer form)
{
  return halqa_form_get_state (form) == HALQA_FORM_SAVED;
}

static void
sheet_clear (Sheet *sheet)
{
  halqa_form_close (sheet->form);
  ui_fixture_wait (is_idle, sheet->form);
  g_assert_finalize_object (sheet->form);
  g_assert_finalize_object (sheet->list);
  g_assert_finalize_object (sheet->title);
  g_assert_finalize_object (sheet->body);
}

static void
type_title (Sheet *sheet, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (sheet->title), text);
}

static void
assert_title (HalqaItem *item, const char *title)
{
  g_assert_nonnull (item);
  g_assert_cmpstr (halqa_item_get_text (item, "title"), ==, title);
}

static guint
count (Sheet *sheet)
{
  return g_list_model_get_n_items (G_LIST_MODEL (sheet->list));
}

/* Saved is said by the form alone when the commit has come back: then the record can be read. */
static void
test_saved (UiFixture *fixture, gconstpointer unused)
{
  Sheet sheet;
  g_autoptr (HalqaItem) item = NULL;

  sheet_init (&sheet, fixture);
  halqa_form_begin (sheet.form, fixture->forum);
  type_title (&sheet, "مكتبة في الحي");
  g_assert_cmpint (halqa_form_get_state (sheet.form), ==, HALQA_FORM_UNSAVED);
  ui_fixture_wait (is_saved, sheet.form);
  item = g_object_ref (halqa_form_get_item (sheet.form));
  assert_title (item, "مكتبة في الحي");
  type_title (&sheet, "مكتبة متنقلة");
  halqa_form_flush (sheet.form);
  g_assert_cmpint (halqa_form_get_state (sheet.form), ==, HALQA_FORM_UNSAVED);
  ui_fixture_wait (is_saved, sheet.form);
  /* Nobody could see what is there. */
  type_title (&sheet, "  ");
  halqa_form_flush (sheet.form);
  ui_fixture_wait (is_saved, sheet.form);
  assert_title (item, "");
  g_clear_object (&item);
  sheet_clear (&sheet);
}

static gboolean
press_key (gpointer data)
{
  Sheet *sheet = data;
  g_autofree char *longer =
      g_strconcat (gtk_editable_get_text (GTK_EDITABLE (sheet->title)), "x", NULL);

  type_title (sheet, longer);
  return G_SOURCE_CONTINUE;
}

static gboolean
is_made (gpointer form)
{
  return halqa_form_get_item (form) != NULL;
}

/* The power may go before they do. */
static void
test_who_never_pauses (UiFixture *fixture, gconstpointer unused)
{
  Sheet sheet;
  guint keys;

  sheet_init (&sheet, fixture);
  halqa_form_begin (sheet.form, fixture->forum);
  keys = g_timeout_add (50, press_key, &sheet);
  ui_fixture_wait (is_made, sheet.form);
  g_source_remove (keys);
  sheet_clear (&sheet);
}

/* As the keyboard has them: it stays as it was typed, and is written as everybody reads it. */
static void
test_digits_of_a_date (UiFixture *fixture, gconstpointer unused)
{
  g_autoptr (GtkWidget) date = g_object_ref_sink (gtk_entry_new ());
  g_autoptr (HalqaForm) form = halqa_form_new ("action");

  halqa_form_bind_text (form, "due_date", date, NULL);
  halqa_form_begin (form, fixture->forum);
  gtk_editable_set_text (GTK_EDITABLE (date), "٢٠٢٦-١٢-٠١");
  halqa_form_flush (form);
  ui_fixture_wait (is_saved, form);
  g_assert_cmpstr (halqa_item_get_text (halqa_form_get_item (form), "due_date"), ==, "2026-12-01");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (date)), ==, "٢٠٢٦-١٢-٠١");
  halqa_form_close (form);
  ui_fixture_wait (is_idle, form);
}

static void
test_empty (UiFixture *fixture, gconstpointer unused)
{
  Sheet sheet;

  sheet_init (&sheet, fixture);
  halqa_form_begin (sheet.form, fixture->forum);
  type_title (&sheet, "x");
  type_title (&sheet, "");
  halqa_form_begin (sheet.form, fixture->forum);
  ui_fixture_wait (is_idle, sheet.form);
  g_assert_cmpuint (count (&sheet), ==, 0);
  sheet_clear (&sheet);
}

static gboolean
has_three (gpointer sheet)
{
  return count (sheet) == 3;
}

/* Faster than the disk: each sheet is left before it was saved. */
static void
test_left (UiFixture *fixture, gconstpointer unused)
{
  static const char *const titles[] = { "one", "two", "three" };
  Sheet sheet;

  sheet_init (&sheet, fixture);
  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    {
      halqa_form_begin (sheet.form, fixture->forum);
      type_title (&sheet, titles[i]);
      if (i == 1)
        {
          halqa_form_flush (sheet.form);
          gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (sheet.body)), "more",
                                    -1);
        }
    }
  halqa_form_close (sheet.form);
  ui_fixture_wait (is_idle, sheet.form);
  ui_fixture_wait (has_three, &sheet);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (HalqaItem) item = g_list_model_get_item (G_LIST_MODEL (sheet.list), i);

      assert_title (item, titles[i]);
      g_assert_cmpstr (halqa_item_get_text (item, "body"), ==, i == 1 ? "more" : "");
    }
  sheet_clear (&sheet);
}

static void
saved_cb (GObject *forum, GAsyncResult *result, gpointer done)
{
  g_autoptr (GError) error = NULL;

  halqa_forum_save_finish (HALQA_FORUM (forum), result, &error);
  g_assert_no_error (error);
  *(gboolean *) done = TRUE;
}

static gboolean
is_true (gpointer flag)
{
  return *(gboolean *) flag;
}

/* What another laptop wrote: both fields of the record. */
static void
write_elsewhere (UiFixture *fixture, HalqaItem *item, const char *title, const char *body)
{
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();
  gboolean done = FALSE;

  halqa_draft_set_text (draft, "proposal", halqa_item_get_id (item), "title", title);
  halqa_draft_set_text (draft, "proposal", halqa_item_get_id (item), "body", body);
  halqa_forum_save_async (fixture->forum, draft, NULL, saved_cb, &done);
  ui_fixture_wait (is_true, &done);
}

static gboolean
shows_the_body (gpointer view)
{
  g_autofree char *text = NULL;

  g_object_get (gtk_text_view_get_buffer (view), "text", &text, NULL);
  return g_str_equal (text, "their body");
}

/* The writer had not seen the other title: neither is lost. */
static gboolean
has_two_titles (gpointer item)
{
  return halqa_item_has_conflict (item, "title") && !halqa_item_has_conflict (item, "body");
}

static void
test_arrival (UiFixture *fixture, gconstpointer unused)
{
  Sheet sheet;
  HalqaItem *item;

  sheet_init (&sheet, fixture);
  halqa_form_begin (sheet.form, fixture->forum);
  type_title (&sheet, "first");
  halqa_form_flush (sheet.form);
  ui_fixture_wait (is_saved, sheet.form);
  item = halqa_form_get_item (sheet.form);
  type_title (&sheet, "half typ");
  write_elsewhere (fixture, item, "their title", "their body");
  ui_fixture_wait (shows_the_body, sheet.body);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (sheet.title)), ==, "half typ");
  halqa_form_flush (sheet.form);
  ui_fixture_wait (is_saved, sheet.form);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (sheet.title)), ==, "half typ");
  ui_fixture_wait (has_two_titles, item);
  sheet_clear (&sheet);
}

/* --- what has no form */

typedef struct
{
  guint n_attempts;
  guint n_told;
  gboolean saved;
  gboolean freed;
} Insisting;

/* As of a full disk, until it is lifted. */
static void
limit_files (rlim_t bytes)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = MIN (bytes, limit.rlim_max);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

static void
fill (HalqaDraft *draft, gpointer data)
{
  g_autofree char *id = halqa_draft_add (draft, "proposal");

  ((Insisting *) data)->n_attempts++;
  halqa_draft_set_text (draft, "proposal", id, "title", "قيل في القاعة");
}

static void
tell_cb (GSimpleAction *tell, GVariant *words, gpointer data)
{
  ((Insisting *) data)->n_told++;
  limit_files (RLIM_INFINITY);
}

static void
done (gpointer data)
{
  ((Insisting *) data)->saved = TRUE;
}

static void
free_insisting (gpointer data)
{
  ((Insisting *) data)->freed = TRUE;
}

static gboolean
is_freed (gpointer data)
{
  return ((Insisting *) data)->freed;
}

static void
test_refused (UiFixture *fixture, gconstpointer unused)
{
  g_autoptr (HalqaItemList) list =
                 halqa_item_list_new (fixture->forum, "proposal", "created", FALSE);
  g_autoptr (GtkWidget) widget = g_object_ref_sink (gtk_label_new (NULL));
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();
  g_autoptr (GSimpleAction) tell = g_simple_action_new ("tell", G_VARIANT_TYPE_STRING);
  Insisting insisting = { 0 };

  g_signal_connect (tell, "activate", G_CALLBACK (tell_cb), &insisting);
  g_action_map_add_action (G_ACTION_MAP (actions), G_ACTION (tell));
  gtk_widget_insert_action_group (widget, "win", G_ACTION_GROUP (actions));
  signal (SIGXFSZ, SIG_IGN);
  limit_files (1);
  halqa_insist (widget, fixture->forum, fill, done, &insisting, free_insisting);
  g_assert_cmpuint (halqa_forum_get_n_unsaved (fixture->forum), >, 0);
  ui_fixture_wait (is_freed, &insisting);
  g_assert_true (insisting.saved);
  g_assert_cmpuint (insisting.n_told, ==, 1);
  g_assert_cmpuint (insisting.n_attempts, ==, 2);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 1);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  setlocale (LC_ALL, "C.UTF-8");

  ui_fixture_add ("/ui/form/saved-means-on-disk", NULL, test_saved);
  ui_fixture_add ("/ui/form/who-never-pauses-is-saved", NULL, test_who_never_pauses);
  ui_fixture_add ("/ui/form/a-date-is-written-in-one-way", NULL, test_digits_of_a_date);
  ui_fixture_add ("/ui/form/an-empty-sheet-leaves-nothing", NULL, test_empty);
  ui_fixture_add ("/ui/form/what-is-left-in-haste-is-saved", NULL, test_left);
  ui_fixture_add ("/ui/form/what-arrives-takes-no-text-from-under-the-cursor", NULL, test_arrival);
  ui_fixture_add ("/ui/form/what-has-left-its-line-is-written-again", NULL, test_refused);
  return g_test_run ();
}
