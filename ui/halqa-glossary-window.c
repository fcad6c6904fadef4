/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-glossary-window.h"

#include "halqa-concept-row.h"
#include "halqa-glossary-list.h"
#include "halqa-text.h"
#include "halqa-toast.h"
#include "halqa-undo-toast.h"

/* By which words look-alikes are found, and where a forum teaches its own.
 *
 * The search hides rows and shows them: a model that filters would make them anew, and with them
 * what somebody is typing into. From one concept to the next go the arrows: Tab, which GTK 4.8 would take
 * through all of them, leads out of the list. */

struct _HalqaGlossaryWindow
{
  AdwWindow parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaGlossaryList *glossary;
  char *wanted; /* a concept that was just added, to be unfolded when it is there */

  guint idle;

  /* template */
  AdwToastOverlay *toasts;
  GtkSearchEntry *search;
  GtkStack *stack;
  GtkWidget *add_group;
  AdwEntryRow *add;
  GtkListBox *concepts;
};

G_DEFINE_FINAL_TYPE (HalqaGlossaryWindow, halqa_glossary_window, ADW_TYPE_WINDOW)

/* --- the search */

static void
search_cb (HalqaGlossaryWindow *self)
{
  g_autofree char *folded = halqa_text_fold (gtk_editable_get_text (GTK_EDITABLE (self->search)));
  guint n = 0;

  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->concepts)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    {
      const gboolean shown =
          halqa_glossary_entry_matches (halqa_concept_row_get_entry (HALQA_CONCEPT_ROW (row)),
                                        folded);

      gtk_widget_set_visible (row, shown);
      n += shown;
    }
  gtk_stack_set_visible_child_name (self->stack, n > 0 ? "list" : "none");
}

static void
stop_search_cb (HalqaGlossaryWindow *self)
{
  if (*gtk_editable_get_text (GTK_EDITABLE (self->search)) != '\0')
    gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  else
    gtk_window_close (GTK_WINDOW (self));
}

static void
search (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_grab_focus (GTK_WIDGET (HALQA_GLOSSARY_WINDOW (widget)->search));
}

/* --- the list */

static HalqaConceptRow *
find_row (HalqaGlossaryWindow *self, HalqaGlossaryEntry *entry)
{
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->concepts)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (halqa_concept_row_get_entry (HALQA_CONCEPT_ROW (row)) == entry)
      return HALQA_CONCEPT_ROW (row);
  return NULL;
}

/* Unfolds the concept @name, and puts the focus there. FALSE where it is not there. */
static gboolean
unfold (HalqaGlossaryWindow *self, const char *name)
{
  HalqaGlossaryEntry *entry = halqa_glossary_list_find (self->glossary, name);
  HalqaConceptRow *row = entry != NULL ? find_row (self, entry) : NULL;

  if (row == NULL)
    return FALSE;
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  search_cb (self);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  /* Into it: the row itself takes no focus. */
  gtk_widget_child_focus (GTK_WIDGET (row), GTK_DIR_TAB_FORWARD);
  return TRUE;
}

static gboolean
update_cb (gpointer user_data)
{
  HalqaGlossaryWindow *self = user_data;

  self->idle = 0;
  search_cb (self);
  if (self->wanted != NULL && unfold (self, self->wanted))
    g_clear_pointer (&self->wanted, g_free);
  return G_SOURCE_REMOVE;
}

/* After the rows have followed. */
static void
moved_cb (HalqaGlossaryWindow *self)
{
  if (self->idle == 0)
    self->idle = g_idle_add (update_cb, self);
}

/* Tab goes through what a concept unfolds to, and then to what stands above the list. */
static gboolean
key_cb (HalqaGlossaryWindow *self, guint keyval, guint keycode, GdkModifierType state)
{
  const gboolean back = keyval == GDK_KEY_ISO_Left_Tab || (state & GDK_SHIFT_MASK) != 0;
  GtkWidget *row = gtk_widget_get_focus_child (GTK_WIDGET (self->concepts));

  if ((keyval != GDK_KEY_Tab && keyval != GDK_KEY_ISO_Left_Tab && keyval != GDK_KEY_KP_Tab) ||
      (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0 || row == NULL)
    return FALSE;
  if (!gtk_widget_child_focus (row, back ? GTK_DIR_TAB_BACKWARD : GTK_DIR_TAB_FORWARD))
    gtk_widget_grab_focus (back && gtk_widget_get_visible (self->add_group)
                               ? GTK_WIDGET (self->add)
                               : GTK_WIDGET (self->search));
  return TRUE;
}

static GtkWidget *
create_row (gpointer entry, gpointer user_data)
{
  return halqa_concept_row_new (HALQA_GLOSSARY_WINDOW (user_data)->forum, entry);
}

/* --- what is written */

static void
tell_words (HalqaGlossaryWindow *self, const char *words)
{
  if (self->toasts != NULL)
    halqa_undo_toast_show (self->toasts, halqa_toast_new (words));
}

static void
tell (GtkWidget *widget, const char *name, GVariant *words)
{
  tell_words (HALQA_GLOSSARY_WINDOW (widget), g_variant_get_string (words, NULL));
}

static void
saved_cb (GObject *forum, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HalqaGlossaryWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!halqa_forum_save_finish (HALQA_FORUM (forum), result, &error))
    tell_words (self, error->message);
}

static void
add_cb (HalqaGlossaryWindow *self)
{
  g_autofree char *name = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->add)));
  g_autoptr (HalqaDraft) draft = NULL;
  g_autoptr (GError) error = NULL;

  if (*g_strstrip (name) == '\0')
    return;
  if (!halqa_draft_check ("term", "concept", name, &error))
    {
      tell_words (self, error->message);
      return;
    }
  halqa_undo_fill (GTK_EDITABLE (self->add), "");
  if (unfold (self, name))
    return;
  g_free (self->wanted);
  self->wanted = g_strdup (name);
  draft = halqa_draft_new ();
  halqa_glossary_list_add (self->glossary, draft, name);
  halqa_forum_save_async (self->forum, draft, NULL, saved_cb, g_object_ref (self));
}

/* --- */

static void
halqa_glossary_window_dispose (GObject *object)
{
  HalqaGlossaryWindow *self = HALQA_GLOSSARY_WINDOW (object);

  g_clear_handle_id (&self->idle, g_source_remove);
  g_clear_object (&self->glossary);
  g_clear_object (&self->forum);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_GLOSSARY_WINDOW);
  G_OBJECT_CLASS (halqa_glossary_window_parent_class)->dispose (object);
}

static void
halqa_glossary_window_finalize (GObject *object)
{
  g_free (HALQA_GLOSSARY_WINDOW (object)->wanted);
  G_OBJECT_CLASS (halqa_glossary_window_parent_class)->finalize (object);
}

static void
halqa_glossary_window_class_init (HalqaGlossaryWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = halqa_glossary_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = halqa_glossary_window_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-glossary-window.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaGlossaryWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, HalqaGlossaryWindow, search);
  gtk_widget_class_bind_template_child (widget_class, HalqaGlossaryWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, HalqaGlossaryWindow, add_group);
  gtk_widget_class_bind_template_child (widget_class, HalqaGlossaryWindow, add);
  gtk_widget_class_bind_template_child (widget_class, HalqaGlossaryWindow, concepts);
  gtk_widget_class_bind_template_callback (widget_class, search_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
  gtk_widget_class_install_action (widget_class, "glossary.search", NULL, search);
  /* As of the main window, for what is in this one. */
  gtk_widget_class_install_action (widget_class, "win.tell", "s", tell);
}

static void
halqa_glossary_window_init (HalqaGlossaryWindow *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->concepts), keys);
}

HalqaGlossaryWindow *
halqa_glossary_window_new (GtkWindow *parent, HalqaForum *forum)
{
  HalqaGlossaryWindow *self =
      g_object_new (HALQA_TYPE_GLOSSARY_WINDOW, "transient-for", parent, NULL);

  self->forum = g_object_ref (forum);
  self->glossary = halqa_glossary_list_new (forum);
  gtk_widget_set_visible (self->add_group, !halqa_forum_is_read_only (forum));
  gtk_list_box_bind_model (self->concepts, G_LIST_MODEL (self->glossary), create_row, self, NULL);
  g_signal_connect_object (self->glossary, "items-changed", G_CALLBACK (moved_cb), self,
                           G_CONNECT_SWAPPED);
  search_cb (self);
  return self;
}
