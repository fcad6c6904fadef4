/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-translate-window.h"

#include "halqa-catalogue.h"
#include "halqa-forum-files.h"
#include "halqa-language.h"
#include "halqa-locale.h"
#include "halqa-phrase-editor.h"
#include "halqa-tab-stop.h"
#include "halqa-text.h"
#include "halqa-toast.h"
#include "halqa-words.h"
#include "halqa-wrapping.h"

#include <glib/gi18n.h>
#include <string.h>

/* The words of buttons and messages, mended or translated by those who speak the language.
 *
 * What was written comes into the windows when this one is closed: what is being read is not to change
 * under the hand.
 *
 * Rejected: to change words where they stand, by a click in the window itself: menus and messages come
 * and go, and the same word stands in many places. */

/* Tifinagh: nothing came with the program, and there will be somebody in the room. */
#define FURTHER_LANGUAGE "zgh"
#define ENDING ".po"

struct _HalqaTranslateWindow
{
  AdwWindow parent_instance;

  /* owned */
  GPtrArray *codes; /* of char: languages, as in the drop-down */
  HalqaCatalogue *catalogue;
  GtkFilterListModel *shown;
  GtkSingleSelection *selection;
  GtkNativeDialog *chooser;
  char *folded; /* what is searched */

  gboolean is_filling;
  gboolean has_changed;

  /* template */
  AdwToastOverlay *toasts;
  AdwLeaflet *leaflet;
  AdwWindowTitle *list_title;
  GtkDropDown *language;
  GtkDropDown *which;
  GtkSearchEntry *search;
  GtkListView *list;
  GtkWidget *editor;
  GtkStack *stack;
  HalqaPhraseEditor *phrase_editor;
};

G_DEFINE_FINAL_TYPE (HalqaTranslateWindow, halqa_translate_window, ADW_TYPE_WINDOW)

static guint applied_signal;

/* In the order of the drop-down. */
enum
{
  ALL,
  MISSING,
  OWN,
};

static void
tell (HalqaTranslateWindow *self, const char *words)
{
  adw_toast_overlay_add_toast (self->toasts, halqa_toast_new (words));
}

static void
update_title (HalqaTranslateWindow *self)
{
  const guint n = self->catalogue != NULL ? halqa_catalogue_get_n_missing (self->catalogue) : 0;
  g_autofree char *words =
      n == 0 ? NULL
             : g_strdup_printf (ngettext ("%u text is missing", "%u texts are missing", n), n);

  adw_window_title_set_subtitle (self->list_title, words != NULL ? words : "");
}

static void
choose_phrase (HalqaTranslateWindow *self, HalqaPhrase *phrase)
{
  halqa_phrase_editor_edit (self->phrase_editor, self->catalogue, phrase);
  gtk_stack_set_visible_child_name (self->stack, phrase != NULL ? "phrase" : "none");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "translate.reset", phrase != NULL);
}

static void
open_phrase (HalqaTranslateWindow *self)
{
  HalqaPhrase *phrase = gtk_single_selection_get_selected_item (self->selection);

  choose_phrase (self, phrase);
  if (phrase == NULL)
    return;
  adw_leaflet_set_visible_child (self->leaflet, self->editor);
  halqa_phrase_editor_begin (self->phrase_editor);
}

/* Of those that are shown: the next after the one that is edited, which may be among them no more. */
static void
next (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaTranslateWindow *self = HALQA_TRANSLATE_WINDOW (widget);
  const guint at = gtk_single_selection_get_selected (self->selection);
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  HalqaPhrase *selected = gtk_single_selection_get_selected_item (self->selection);
  const gboolean is_there =
      selected != NULL && selected == halqa_phrase_editor_get_phrase (self->phrase_editor);

  if (n == 0)
    return;
  gtk_single_selection_set_selected (self->selection, at == GTK_INVALID_LIST_POSITION ? 0
                                                      : is_there && at + 1 < n        ? at + 1
                                                                                      : at);
  gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u",
                              gtk_single_selection_get_selected (self->selection));
  open_phrase (self);
}

static void
reset (GtkWidget *widget, const char *name, GVariant *parameter)
{
  halqa_phrase_editor_reset (HALQA_TRANSLATE_WINDOW (widget)->phrase_editor);
}

static void
written_cb (HalqaTranslateWindow *self)
{
  self->has_changed = TRUE;
  update_title (self);
}

/* --- the list */

static gboolean
is_shown (gpointer item, gpointer user_data)
{
  HalqaTranslateWindow *self = user_data;
  const HalqaPhraseState state = halqa_phrase_get_state (item);
  const guint which = gtk_drop_down_get_selected (self->which);

  return (which == ALL || (which == MISSING && state == HALQA_PHRASE_MISSING) ||
          (which == OWN && state == HALQA_PHRASE_OWN)) &&
         halqa_phrase_matches (item, self->folded);
}

static void
filter_cb (HalqaTranslateWindow *self)
{
  g_free (self->folded);
  self->folded = halqa_text_fold (gtk_editable_get_text (GTK_EDITABLE (self->search)));
  gtk_filter_changed (gtk_filter_list_model_get_filter (self->shown), GTK_FILTER_CHANGE_DIFFERENT);
}

static void
stop_search_cb (HalqaTranslateWindow *self)
{
  if (*gtk_editable_get_text (GTK_EDITABLE (self->search)) != '\0')
    gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  else
    gtk_window_close (GTK_WINDOW (self));
}

static void
search (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaTranslateWindow *self = HALQA_TRANSLATE_WINDOW (widget);

  adw_leaflet_navigate (self->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

static void
back (GtkWidget *widget, const char *name, GVariant *parameter)
{
  adw_leaflet_navigate (HALQA_TRANSLATE_WINDOW (widget)->leaflet, ADW_NAVIGATION_DIRECTION_BACK);
}

static GtkWidget *
make_line (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *row)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  gtk_box_append (GTK_BOX (box), make_line (NULL));
  gtk_box_append (GTK_BOX (box), make_line ("dim-label"));
  gtk_widget_add_css_class (box, "proposal-row");
  gtk_list_item_set_child (row, box);
}

static void
show_row_cb (GtkListItem *row)
{
  HalqaPhrase *phrase = gtk_list_item_get_item (row);
  GtkWidget *box = gtk_list_item_get_child (row);
  GtkWidget *first = gtk_widget_get_first_child (box);
  GtkWidget *parent = gtk_widget_get_parent (box);
  const char *original = halqa_phrase_get_original (phrase);
  const char *text = halqa_phrase_get_text (phrase, 0);

  if (*text == '\0')
    text = C_ ("translation", "Missing");
  halqa_words_set_line (GTK_LABEL (first), original);
  halqa_words_set_line (GTK_LABEL (gtk_widget_get_last_child (box)), text);
  if (parent != NULL)
    {
      g_autofree char *name = halqa_words_join (original, text);

      gtk_accessible_update_property (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                      -1);
    }
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *row)
{
  g_signal_connect_object (gtk_list_item_get_item (row), "changed", G_CALLBACK (show_row_cb), row,
                           G_CONNECT_SWAPPED);
  show_row_cb (row);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *row)
{
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (row), show_row_cb, row);
}

/* --- languages */

static void
show_language (HalqaTranslateWindow *self, const char *code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HalqaCatalogue) catalogue =
                 halqa_catalogue_new (halqa_locale_get_places (), code, &error);

  choose_phrase (self, NULL);
  gtk_filter_list_model_set_model (self->shown, G_LIST_MODEL (catalogue));
  g_set_object (&self->catalogue, catalogue);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "translate.next", catalogue != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "translate.take", catalogue != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "translate.give", catalogue != NULL);
  update_title (self);
  if (error != NULL)
    tell (self, error->message);
}

static void
language_cb (HalqaTranslateWindow *self)
{
  const guint selected = gtk_drop_down_get_selected (self->language);

  if (!self->is_filling && selected < self->codes->len)
    show_language (self, g_ptr_array_index (self->codes, selected));
}

static void
add_language (HalqaTranslateWindow *self, GtkStringList *names, const char *code)
{
  if (g_str_equal (code, "en") ||
      g_ptr_array_find_with_equal_func (self->codes, code, g_str_equal, NULL))
    return;
  g_ptr_array_add (self->codes, g_strdup (code));
  gtk_string_list_append (names, halqa_language_get_name (code));
}

/* The one that is spoken comes up. */
static void
fill_languages (HalqaTranslateWindow *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  g_autofree char *spoken = halqa_locale_dup_spoken ();
  guint selected = 0;

  for (const char *const *code = halqa_locale_list (); *code != NULL; code++)
    add_language (self, names, *code);
  add_language (self, names, FURTHER_LANGUAGE);
  g_ptr_array_find_with_equal_func (self->codes, spoken, g_str_equal, &selected);
  self->is_filling = TRUE;
  gtk_drop_down_set_model (self->language, G_LIST_MODEL (names));
  gtk_drop_down_set_selected (self->language, MIN (selected, self->codes->len - 1));
  self->is_filling = FALSE;
  language_cb (self);
}

/* --- files of other laptops */

static void
take_file (HalqaTranslateWindow *self, const char *path)
{
  guint n = 0;
  g_autoptr (GError) error = NULL;
  g_autofree char *words = NULL;

  choose_phrase (self, NULL);
  if (!halqa_catalogue_take (self->catalogue, path, &n, &error))
    {
      tell (self, error->message);
      return;
    }
  self->has_changed |= n > 0;
  update_title (self);
  words = g_strdup_printf (ngettext ("%u text taken", "%u texts taken", n), n);
  tell (self, words);
}

static void
give_file (HalqaTranslateWindow *self, const char *typed)
{
  g_autoptr (GError) error = NULL;
  /* Without it nobody would see the file who looks for one. */
  g_autofree char *path = halqa_file_has_ending (typed, ENDING)
                              ? g_strdup (typed)
                              : halqa_file_add_ending (typed, ENDING, &error);
  g_autofree char *shown = g_filename_display_basename (path != NULL ? path : typed);
  g_autofree char *name = halqa_text_isolate (shown);
  g_autofree char *words = NULL;

  halqa_phrase_editor_flush (self->phrase_editor);
  if (path != NULL && halqa_catalogue_give (self->catalogue, path, &error))
    /* Translators: %s is the name of a file. */
    words = g_strdup_printf (_ ("What was written here is in %s"), name);
  tell (self, words != NULL ? words : error->message);
}

static void
response_cb (HalqaTranslateWindow *self, int response, GtkFileChooser *chooser)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (chooser);
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;
  const gboolean gives = gtk_file_chooser_get_action (chooser) == GTK_FILE_CHOOSER_ACTION_SAVE;

  g_clear_object (&self->chooser);
  if (response != GTK_RESPONSE_ACCEPT || path == NULL)
    return;
  if (gives)
    give_file (self, path);
  else
    take_file (self, path);
}

static void
choose_file (HalqaTranslateWindow *self,
             GtkFileChooserAction action,
             const char *title,
             const char *button)
{
  g_autofree char *name = g_path_get_basename (halqa_catalogue_get_path (self->catalogue));
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
  GtkFileChooserNative *chooser =
      gtk_file_chooser_native_new (title, GTK_WINDOW (self), action, button, _ ("_Cancel"));

  gtk_file_filter_set_name (filter, _ ("Translations (.po)"));
  gtk_file_filter_add_suffix (filter, ENDING + 1);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), filter);
  if (action == GTK_FILE_CHOOSER_ACTION_SAVE)
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (response_cb), self, G_CONNECT_SWAPPED);
  g_set_object (&self->chooser, GTK_NATIVE_DIALOG (chooser));
  g_object_unref (chooser);
  gtk_native_dialog_show (self->chooser);
}

static void
take (GtkWidget *widget, const char *name, GVariant *parameter)
{
  choose_file (HALQA_TRANSLATE_WINDOW (widget), GTK_FILE_CHOOSER_ACTION_OPEN,
               _ ("Take Translations from a File"), _ ("_Take"));
}

static void
give (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaTranslateWindow *self = HALQA_TRANSLATE_WINDOW (widget);

  halqa_phrase_editor_flush (self->phrase_editor);
  if (!g_file_test (halqa_catalogue_get_path (self->catalogue), G_FILE_TEST_EXISTS))
    tell (self, _ ("Nothing was written here in this language."));
  else
    choose_file (self, GTK_FILE_CHOOSER_ACTION_SAVE, _ ("Save What Was Written Here"), _ ("_Save"));
}

/* --- */

static gboolean
halqa_translate_window_close_request (GtkWindow *window)
{
  HalqaTranslateWindow *self = HALQA_TRANSLATE_WINDOW (window);

  halqa_phrase_editor_flush (self->phrase_editor);
  if (self->has_changed)
    g_signal_emit (self, applied_signal, 0);
  return GTK_WINDOW_CLASS (halqa_translate_window_parent_class)->close_request (window);
}

static void
halqa_translate_window_dispose (GObject *object)
{
  HalqaTranslateWindow *self = HALQA_TRANSLATE_WINDOW (object);

  g_clear_object (&self->chooser);
  g_clear_object (&self->selection);
  g_clear_object (&self->shown);
  g_clear_object (&self->catalogue);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_TRANSLATE_WINDOW);
  G_OBJECT_CLASS (halqa_translate_window_parent_class)->dispose (object);
}

static void
halqa_translate_window_finalize (GObject *object)
{
  HalqaTranslateWindow *self = HALQA_TRANSLATE_WINDOW (object);

  g_ptr_array_unref (self->codes);
  g_free (self->folded);
  G_OBJECT_CLASS (halqa_translate_window_parent_class)->finalize (object);
}

static void
halqa_translate_window_class_init (HalqaTranslateWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = halqa_translate_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = halqa_translate_window_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = halqa_translate_window_close_request;
  applied_signal = g_signal_new ("applied", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (HALQA_TYPE_TAB_STOP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-translate-window.ui");
#define BIND(child) gtk_widget_class_bind_template_child (widget_class, HalqaTranslateWindow, child)
  BIND (toasts);
  BIND (leaflet);
  BIND (list_title);
  BIND (language);
  BIND (which);
  BIND (search);
  BIND (list);
  BIND (editor);
  BIND (stack);
  BIND (phrase_editor);
#undef BIND
  gtk_widget_class_bind_template_callback (widget_class, language_cb);
  gtk_widget_class_bind_template_callback (widget_class, filter_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_phrase);
  gtk_widget_class_bind_template_callback (widget_class, written_cb);
  gtk_widget_class_install_action (widget_class, "translate.search", NULL, search);
  gtk_widget_class_install_action (widget_class, "translate.back", NULL, back);
  gtk_widget_class_install_action (widget_class, "translate.next", NULL, next);
  gtk_widget_class_install_action (widget_class, "translate.reset", NULL, reset);
  gtk_widget_class_install_action (widget_class, "translate.take", NULL, take);
  gtk_widget_class_install_action (widget_class, "translate.give", NULL, give);
}

static void
halqa_translate_window_init (HalqaTranslateWindow *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  self->codes = g_ptr_array_new_with_free_func (g_free);
  self->folded = g_strdup ("");
  g_type_ensure (HALQA_TYPE_PHRASE_EDITOR);
  gtk_widget_init_template (GTK_WIDGET (self));
  halqa_wrapping_lay_out (gtk_widget_get_parent (GTK_WIDGET (self->which)));
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
  self->shown =
      gtk_filter_list_model_new (NULL, GTK_FILTER (gtk_custom_filter_new (is_shown, self, NULL)));
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->shown)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_list_view_set_factory (self->list, factory);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
  g_object_unref (factory);
  fill_languages (self);
}

GtkWindow *
halqa_translate_window_new (GtkWindow *parent)
{
  return g_object_new (HALQA_TYPE_TRANSLATE_WINDOW, "transient-for", parent, NULL);
}
