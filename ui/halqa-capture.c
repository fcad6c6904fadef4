/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-capture.h"

#include "halqa-choices.h"
#include "halqa-giving-way.h"
#include "halqa-jotter.h"
#include "halqa-note-row.h"
#include "halqa-taken.h"
#include "halqa-text-view.h"
#include "halqa-theme-matches.h"
#include "halqa-undo-toast.h"
#include "halqa-words.h"
#include "halqa-wrapping.h"

#include <glib/gi18n.h>
#include <string.h>

/* One line in which everything that is said is taken down: title, Enter, next.
 *
 * Rules. The line is never taken from who types in it: nothing that arrives, is saved or fails changes
 * what stands there. What is half-written is kept on disk with each pause (see halqa-jotter.c), for each
 * session its own; Enter makes a record of it and empties the line at once, and the record goes its way
 * to the disk by itself (see halqa-taken.c).
 *
 * Nothing moves under the hand either: the hint below the line and the text that takes its place are of
 * one height, and what does not go with a note stays where it is, greyed.
 *
 * The first character says what it is, where that is no proposal, and is no part of it: one key each,
 * on any keyboard. */

enum
{
  KIND_PROPOSAL,
  N_KINDS = 4, /* and those of a note, in their order */
};

struct _HalqaCapture
{
  AdwBin parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaItem *session;
  HalqaJotter *jotter;
  GListModel *themes;
  HalqaThemeMatches *matches;
  char *session_theme; /* its id, as it was last; NULL for none */

  guint setting;

  /* template */
  GtkToggleButton *proposal;
  GtkToggleButton *note;
  GtkToggleButton *question;
  GtkToggleButton *decision;
  GtkWidget *kinds;
  GtkWidget *theme_box;
  GtkDropDown *theme;
  GtkEditable *title;
  GtkWidget *take;
  GtkStack *below;
  GtkWidget *text_box;
  GtkTextView *text;
  GtkWidget *text_hint;
  GtkLabel *hint;
};

G_DEFINE_FINAL_TYPE (HalqaCapture, halqa_capture, ADW_TYPE_BIN)

enum
{
  SIGNAL_TAKEN,
  SIGNAL_UP,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static GtkToggleButton *
get_button (HalqaCapture *self, guint kind)
{
  GtkToggleButton *buttons[N_KINDS] = { self->proposal, self->note, self->question,
                                        self->decision };

  return buttons[kind];
}

static guint
get_kind (HalqaCapture *self)
{
  guint kind = N_KINDS - 1;

  while (kind > 0 && !gtk_toggle_button_get_active (get_button (self, kind)))
    kind--;
  return kind;
}

static void
set_kind (HalqaCapture *self, guint kind)
{
  gtk_toggle_button_set_active (get_button (self, kind), TRUE);
}

/* What stands there is gone on with, and not replaced by the next key. */
static gboolean
go_to_title (HalqaCapture *self)
{
  return gtk_entry_grab_focus_without_selecting (GTK_ENTRY (self->title));
}

static char *
dup_text (HalqaCapture *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
}

/* --- the theme */

/* The id of the theme that is chosen, at first the session's; NULL for none. */
static const char *
get_theme (HalqaCapture *self)
{
  gpointer item = gtk_drop_down_get_selected_item (self->theme);

  return HALQA_IS_ITEM (item) ? halqa_item_get_id (item) : NULL;
}

static void
choose_theme (HalqaCapture *self, const char *id)
{
  GListModel *model = gtk_drop_down_get_model (self->theme);
  guint found = 0;

  for (guint i = 0; id != NULL && model != NULL && i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (model, i);

      if (HALQA_IS_ITEM (item) && g_str_equal (halqa_item_get_id (HALQA_ITEM (item)), id))
        found = i;
    }
  gtk_drop_down_set_selected (self->theme, found);
}

/* The # and what was behind it are gone from the title. */
static void
matched_cb (HalqaCapture *self, HalqaItem *theme)
{
  choose_theme (self, halqa_item_get_id (theme));
}

/* Until another is chosen. */
static void
follow_session_cb (HalqaCapture *self)
{
  const char *theme = self->session != NULL ? halqa_item_get_ref (self->session, "theme") : NULL;

  if (g_strcmp0 (theme, self->session_theme) == 0)
    return;
  if (g_strcmp0 (get_theme (self), self->session_theme) == 0)
    choose_theme (self, theme);
  g_free (self->session_theme);
  self->session_theme = g_strdup (theme);
}

/* --- what is half-written */

static void
keep (HalqaCapture *self)
{
  const char *place = self->session != NULL ? halqa_item_get_id (self->session) : NULL;
  g_autofree char *text = dup_text (self);
  const guint kind = get_kind (self);
  const char *theme;

  if (self->setting > 0 || place == NULL)
    return;
  if (*gtk_editable_get_text (self->title) == '\0' && *text == '\0')
    {
      halqa_jotter_forget (self->jotter, place);
      return;
    }
  theme = get_theme (self);
  halqa_jotter_set_text (self->jotter, place, "type",
                         kind == KIND_PROPOSAL ? "" : halqa_note_types[kind - 1]);
  halqa_jotter_set_text (self->jotter, place, "title", gtk_editable_get_text (self->title));
  halqa_jotter_set_text (self->jotter, place, "text", text);
  halqa_jotter_set_text (self->jotter, place, "theme", theme != NULL ? theme : "");
}

static const char *
get_hint (guint kind)
{
  if (kind != KIND_PROPOSAL)
    return _ ("Enter goes on to the next. Backspace makes a proposal of it again.");
  /* Translators: after each mark stands a no-break space, and after - also U+2060 before it: there a
   * line would break in spite of it. */
  return _ ("Enter goes on to the next, Tab to its text. #\u00a0for another theme; as the first "
            "character -\u2060\u00a0note, ?\u00a0question, !\u00a0decision.");
}

static void
update (HalqaCapture *self)
{
  const char *questions[N_KINDS] = { _ ("What is proposed?"), _ ("What is to be noted?"),
                                     _ ("What is asked?"), _ ("What was decided?") };
  const guint kind = get_kind (self);
  const gboolean has_title = *gtk_editable_get_text (self->title) != '\0';
  const gboolean has_text =
      gtk_text_buffer_get_char_count (gtk_text_view_get_buffer (self->text)) > 0;

  gtk_entry_set_placeholder_text (GTK_ENTRY (self->title), questions[kind]);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->title), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  questions[kind], -1);
  gtk_widget_set_visible (self->theme_box,
                          self->themes != NULL && g_list_model_get_n_items (self->themes) > 0);
  gtk_widget_set_sensitive (self->theme_box, kind == KIND_PROPOSAL);
  gtk_stack_set_visible_child (self->below, kind == KIND_PROPOSAL && (has_title || has_text)
                                                ? self->text_box
                                                : GTK_WIDGET (self->hint));
  gtk_widget_set_visible (self->text_hint, !has_text);
  gtk_widget_set_sensitive (self->take, has_title);
  halqa_theme_matches_set_themes (self->matches, kind == KIND_PROPOSAL ? self->themes : NULL);
  gtk_label_set_text (self->hint, get_hint (kind));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->hint), gtk_label_get_text (self->hint));
}

static void
empty_line (HalqaCapture *self)
{
  self->setting++;
  halqa_undo_fill (self->title, "");
  halqa_undo_fill_view (self->text, "");
  set_kind (self, KIND_PROPOSAL);
  choose_theme (self, self->session != NULL ? halqa_item_get_ref (self->session, "theme") : NULL);
  self->setting--;
}

static guint
find_kind (const char *type)
{
  for (guint i = 1; i < N_KINDS; i++)
    if (g_str_equal (halqa_note_types[i - 1], type))
      return i;
  return KIND_PROPOSAL;
}

/* What was half-written in this session. */
static void
recall (HalqaCapture *self)
{
  const char *place = halqa_item_get_id (self->session);
  g_autofree char *type = halqa_jotter_dup_text (self->jotter, place, "type");
  g_autofree char *title = halqa_jotter_dup_text (self->jotter, place, "title");
  g_autofree char *text = halqa_jotter_dup_text (self->jotter, place, "text");
  g_autofree char *theme = halqa_jotter_dup_text (self->jotter, place, "theme");

  self->setting++;
  set_kind (self, find_kind (type));
  halqa_undo_fill (self->title, title);
  gtk_editable_set_position (self->title, -1);
  halqa_undo_fill_view (self->text, text);
  if (*theme != '\0')
    choose_theme (self, theme);
  self->setting--;
}

/* --- taking down */

static void
taken_cb (GtkWidget *self, const char *id)
{
  g_signal_emit (self, signals[SIGNAL_TAKEN], 0, id);
}

/* What can't be written stays in the line, with a word about it. */
static gboolean
is_sound (HalqaCapture *self, const HalqaTaken *taken)
{
  g_autoptr (GError) error = NULL;
  const gboolean is_note = taken->type != NULL;

  if (halqa_draft_check (is_note ? "note" : "proposal", is_note ? "body" : "title", taken->title,
                         &error) &&
      halqa_draft_check ("proposal", "body", taken->text, &error))
    return TRUE;
  gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s", error->message);
  return FALSE;
}

static void
take_cb (HalqaCapture *self)
{
  const guint kind = get_kind (self);
  g_autofree char *title = NULL;
  g_autofree char *text = dup_text (self);
  HalqaTaken taken = { 0 };

  if (self->session == NULL)
    return;
  title = g_strstrip (g_strdup (gtk_editable_get_text (self->title)));
  go_to_title (self);
  if (*title == '\0')
    return;
  taken.forum = self->forum;
  taken.session = (char *) halqa_item_get_id (self->session);
  taken.type = kind == KIND_PROPOSAL ? NULL : (char *) halqa_note_types[kind - 1];
  taken.title = title;
  taken.text = kind == KIND_PROPOSAL ? g_strchomp (text) : (char *) "";
  taken.theme = (char *) get_theme (self);
  if (!is_sound (self, &taken))
    return;
  halqa_taken_save (&taken, taken_cb, GTK_WIDGET (self));
  empty_line (self);
  keep (self);
  update (self);
}

static void
kind_cb (HalqaCapture *self, GtkToggleButton *button)
{
  if (self->session == NULL || !gtk_toggle_button_get_active (button))
    return;
  update (self);
  keep (self);
  if (self->setting == 0)
    go_to_title (self);
}

static void
theme_cb (HalqaCapture *self)
{
  if (self->session != NULL)
    keep (self);
}

static guint
find_prefix (const char *text)
{
  static const char *const prefixes[][3] = { { "-", "–", "ـ" },
                                             { "?", "؟", NULL },
                                             { "!", NULL, NULL } };

  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    for (guint j = 0; j < 3 && prefixes[i][j] != NULL; j++)
      if (g_str_equal (text, prefixes[i][j]))
        return i + 1;
  return KIND_PROPOSAL;
}

static void
typed_cb (HalqaCapture *self)
{
  const guint kind =
      self->setting > 0 ? KIND_PROPOSAL : find_prefix (gtk_editable_get_text (self->title));

  if (kind != KIND_PROPOSAL)
    {
      set_kind (self, kind);
      gtk_editable_delete_text (self->title, 0, -1);
      return;
    }
  update (self);
  keep (self);
}

static void
text_typed_cb (HalqaCapture *self)
{
  update (self);
  keep (self);
}

/* --- keys */

static gboolean
title_key_cb (HalqaCapture *self, guint key, guint code, GdkModifierType modifiers)
{
  const gboolean is_empty = *gtk_editable_get_text (self->title) == '\0';

  if (modifiers & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SHIFT_MASK))
    return GDK_EVENT_PROPAGATE;
  if (halqa_theme_matches_handle_key (self->matches, key))
    return GDK_EVENT_STOP;
  if (key == GDK_KEY_BackSpace && is_empty && get_kind (self) != KIND_PROPOSAL)
    {
      set_kind (self, KIND_PROPOSAL);
      return GDK_EVENT_STOP;
    }
  if (key == GDK_KEY_Tab && gtk_stack_get_visible_child (self->below) == self->text_box)
    return gtk_widget_grab_focus (GTK_WIDGET (self->text));
  if (key != GDK_KEY_Up)
    return GDK_EVENT_PROPAGATE;
  g_signal_emit (self, signals[SIGNAL_UP], 0);
  return GDK_EVENT_STOP;
}

/* Whether the cursor stands at the end of the text, in a line without a letter. */
static gboolean
is_in_empty_line (HalqaCapture *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text);
  GtkTextIter iter;

  gtk_text_buffer_get_iter_at_mark (buffer, &iter, gtk_text_buffer_get_insert (buffer));
  return gtk_text_iter_is_end (&iter) && gtk_text_iter_starts_line (&iter);
}

static gboolean
text_key_cb (HalqaCapture *self, guint key, guint code, GdkModifierType modifiers)
{
  if (key == GDK_KEY_Escape || key == GDK_KEY_ISO_Left_Tab)
    {
      go_to_title (self);
      return GDK_EVENT_STOP;
    }
  if ((key != GDK_KEY_Return && key != GDK_KEY_KP_Enter) ||
      (!(modifiers & GDK_CONTROL_MASK) && !is_in_empty_line (self)))
    return GDK_EVENT_PROPAGATE;
  take_cb (self);
  return GDK_EVENT_STOP;
}

static void
add_keys (HalqaCapture *self, GtkWidget *widget, GCallback callback)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  /* Before the widget takes them for text. */
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", callback, self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (widget, keys);
}

static void
halqa_capture_dispose (GObject *object)
{
  HalqaCapture *self = HALQA_CAPTURE (object);

  if (self->title != NULL)
    halqa_capture_set_forum (self, NULL, NULL);
  if (self->matches != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->matches));
  self->matches = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_CAPTURE);
  G_OBJECT_CLASS (halqa_capture_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/org/halqa/Halqa/halqa-capture.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaCapture, proposal);
  gtk_widget_class_bind_template_child (widget_class, HalqaCapture, note);
  gtk_widget_class_bind_template_child (widget_class, HalqaCapture, question);
  gtk_widget_class_bind_template_child (widget_class, HalqaCapture, decision);
  gtk_widget_class_bind_template_child (widget_class, HalqaCapture, kinds);
  gtk_widget_class_bind_template_child (widget_class, HalqaCapture, theme_box);
  gtk_widget_class_bind_template_child (widget_class, HalqaCapture, theme);
  gtk_widget_class_bind_template_child (widget_class, HalqaCapture, title);
  gtk_widget_class_bind_template_child (widget_class, HalqaCapture, take);
  gtk_widget_class_bind_template_child (widget_class, HalqaCapture, below);
  gtk_widget_class_bind_template_child (widget_class, HalqaCapture, text_box);
  gtk_widget_class_bind_template_child (widget_class, HalqaCapture, text);
  gtk_widget_class_bind_template_child (widget_class, HalqaCapture, text_hint);
  gtk_widget_class_bind_template_child (widget_class, HalqaCapture, hint);
  gtk_widget_class_bind_template_callback (widget_class, kind_cb);
  gtk_widget_class_bind_template_callback (widget_class, theme_cb);
  gtk_widget_class_bind_template_callback (widget_class, take_cb);
  gtk_widget_class_bind_template_callback (widget_class, typed_cb);
}

static void
halqa_capture_class_init (HalqaCaptureClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = halqa_capture_dispose;
  signals[SIGNAL_TAKEN] = g_signal_new ("taken", HALQA_TYPE_CAPTURE, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_UP] = g_signal_new ("up", HALQA_TYPE_CAPTURE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                     NULL, G_TYPE_NONE, 0);
  g_type_ensure (HALQA_TYPE_TEXT_VIEW);
  bind_template (widget_class);
}

static void
halqa_capture_init (HalqaCapture *self)
{
  g_autoptr (GtkExpression) name = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  halqa_giving_way_add (self->kinds, NULL);
  /* The hint may, but not the text. */
  halqa_giving_way_add (GTK_WIDGET (self->below), self->text_box);
  halqa_wrapping_lay_out (gtk_widget_get_parent (GTK_WIDGET (self->proposal)));
  name = halqa_choices_name ();
  gtk_drop_down_set_expression (self->theme, name);
  halqa_choices_cut_in (self->theme);
  halqa_words_name_button (self->theme, _ ("Theme of the proposal"));
  self->matches = halqa_theme_matches_new (GTK_WIDGET (self), self->title);
  g_signal_connect_object (self->matches, "chosen", G_CALLBACK (matched_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_text_view_get_buffer (self->text), "changed",
                           G_CALLBACK (text_typed_cb), self, G_CONNECT_SWAPPED);
  add_keys (self, GTK_WIDGET (self->title), G_CALLBACK (title_key_cb));
  add_keys (self, GTK_WIDGET (self->text), G_CALLBACK (text_key_cb));
  update (self);
}

void
halqa_capture_set_forum (HalqaCapture *self, HalqaForum *forum, GListModel *themes)
{
  g_autoptr (GListModel) choices = NULL;

  g_return_if_fail (HALQA_IS_CAPTURE (self));

  halqa_capture_set_session (self, NULL);
  g_clear_object (&self->jotter);
  g_set_object (&self->forum, forum);
  g_set_object (&self->themes, themes);
  if (themes != NULL)
    choices = halqa_choices_put_none_first (themes);
  gtk_drop_down_set_model (self->theme, choices);
  if (forum != NULL)
    self->jotter = halqa_jotter_new (forum);
}

void
halqa_capture_set_session (HalqaCapture *self, HalqaItem *session)
{
  g_return_if_fail (HALQA_IS_CAPTURE (self));

  if (session == self->session)
    return;
  halqa_capture_flush (self);
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_func (self->session, follow_session_cb, self);
  g_set_object (&self->session, session);
  empty_line (self);
  follow_session_cb (self);
  if (session != NULL)
    {
      g_signal_connect_object (session, "changed", G_CALLBACK (follow_session_cb), self,
                               G_CONNECT_SWAPPED);
      recall (self);
    }
  update (self);
}

void
halqa_capture_begin (HalqaCapture *self)
{
  g_return_if_fail (HALQA_IS_CAPTURE (self));

  /* Tab has selected it all when it passed. */
  if (gtk_editable_get_selection_bounds (self->title, NULL, NULL))
    gtk_editable_set_position (self->title, -1);
  go_to_title (self);
}

void
halqa_capture_flush (HalqaCapture *self)
{
  g_return_if_fail (HALQA_IS_CAPTURE (self));

  if (self->jotter != NULL)
    halqa_jotter_flush (self->jotter);
}
