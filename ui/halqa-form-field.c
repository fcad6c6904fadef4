/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-form-field.h"

#include "halqa-draft.h"
#include "halqa-text.h"
#include "halqa-undo-toast.h"
#include "halqa-words.h"

#include <glib/gi18n.h>
#include <string.h>

/* A field of a form. Widgets of three sorts (entry, text view, row of choices) are read and written
 * here as texts, so that the form above knows only fields. A value that we put into a widget
 * ourselves must not look like one that a person typed: `setting` tells the two apart, and a row of
 * choices whose model moved under it is no edit either. */

G_DEFINE_FINAL_TYPE (HalqaFormField, halqa_form_field, G_TYPE_OBJECT)

enum
{
  SIGNAL_EDITED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
tell (HalqaFormField *self, gboolean leaving)
{
  if (self->setting == 0)
    g_signal_emit (self, signals[SIGNAL_EDITED], 0, leaving);
}

static void
changed_cb (HalqaFormField *self)
{
  tell (self, FALSE);
}

static void
leave_cb (HalqaFormField *self)
{
  tell (self, TRUE);
}

static guint
find_in_model (GListModel *model, const char *id)
{
  guint n = g_list_model_get_n_items (model);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GObject) object = g_list_model_get_item (model, i);

      if (HALQA_IS_ITEM (object) ? g_str_equal (halqa_item_get_id (HALQA_ITEM (object)), id)
                                 : *id == '\0')
        return i;
    }
  return GTK_INVALID_LIST_POSITION;
}

static gboolean
is_offered (HalqaFormField *self, const char *value)
{
  GListModel *model = adw_combo_row_get_model (ADW_COMBO_ROW (self->widget));

  return model != NULL && find_in_model (model, value) != GTK_INVALID_LIST_POSITION;
}

/* A record may point at a session that has not arrived yet, or at one that was deleted: nothing is
 * selected then, and that nobody chose. Nor what the row selects by itself when the session leaves
 * the list or comes into it, be it only to take another place there. */
static gboolean
is_choice_of_a_person (HalqaFormField *self, GListModel *model)
{
  g_autofree char *value = halqa_form_field_dup_value (self);
  const char *known = self->known == NULL ? "" : self->known;

  if (g_str_equal (value, known))
    return FALSE;
  if (self->type != HALQA_FORM_REF)
    return TRUE;
  return self->offered == is_offered (self, known) && (*value != '\0' || self->offered);
}

static void
selected_cb (HalqaFormField *self)
{
  GListModel *model = adw_combo_row_get_model (ADW_COMBO_ROW (self->widget));

  if (self->setting > 0 || model == NULL || !is_choice_of_a_person (self, model))
    return;
  self->offered = TRUE;
  tell (self, TRUE);
}

static gboolean
select_known (gpointer user_data)
{
  HalqaFormField *self = user_data;

  self->idle = 0;
  if (!self->dirty && self->sent == NULL && self->known != NULL)
    halqa_form_field_set_value (self, self->known);
  return G_SOURCE_REMOVE;
}

/* After the row has followed the model. It is told to select what is known when all others have seen
 * that too: in the midst of it, it takes GTK 4.8 down. */
static void
model_moved_cb (HalqaFormField *self)
{
  self->offered = is_offered (self, self->known == NULL ? "" : self->known);
  if (self->idle == 0)
    self->idle = g_idle_add (select_known, self);
}

/* Before the row follows the model. Where nothing is selected GTK 4.8 then selects the first without a word,
 * what shows the choice counts wrong from there on, and the next choice ends the program. So the first, which
 * is none, is selected by word. */
static void
model_moves_cb (HalqaFormField *self)
{
  AdwComboRow *row = ADW_COMBO_ROW (self->widget);

  if (adw_combo_row_get_selected (row) != GTK_INVALID_LIST_POSITION)
    return;
  self->setting++;
  adw_combo_row_set_selected (row, 0);
  self->setting--;
}

/* Both before the row and after it is heard of moves in @model. */
static void
watch_model (HalqaFormField *self, GListModel *model)
{
  AdwComboRow *row = ADW_COMBO_ROW (self->widget);

  g_set_object (&self->model, model);
  adw_combo_row_set_model (row, NULL);
  g_signal_connect_object (model, "items-changed", G_CALLBACK (model_moves_cb), self,
                           G_CONNECT_SWAPPED);
  adw_combo_row_set_model (row, model);
  g_signal_connect_object (model, "items-changed", G_CALLBACK (model_moved_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}

static void
model_cb (HalqaFormField *self)
{
  GListModel *model = adw_combo_row_get_model (ADW_COMBO_ROW (self->widget));

  if (model != NULL && self->type == HALQA_FORM_REF && self->model != model)
    watch_model (self, model);
  self->offered = is_offered (self, self->known == NULL ? "" : self->known);
}

static void
watch_widget (HalqaFormField *self)
{
  GtkEventController *focus;
  gpointer source = self->widget;

  if (ADW_IS_COMBO_ROW (self->widget))
    {
      /* What it says below its title may come from another laptop. */
      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self->widget), FALSE);
      g_signal_connect_object (source, "notify::selected", G_CALLBACK (selected_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (source, "notify::model", G_CALLBACK (model_cb), self,
                               G_CONNECT_SWAPPED);
      return;
    }
  if (GTK_IS_TEXT_VIEW (self->widget))
    source = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->widget));
  g_signal_connect_object (source, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  focus = gtk_event_controller_focus_new ();
  g_signal_connect_object (focus, "leave", G_CALLBACK (leave_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->widget, focus);
  self->focus = focus;
}

static char *
dup_selected (HalqaFormField *self)
{
  guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (self->widget));
  gpointer item = adw_combo_row_get_selected_item (ADW_COMBO_ROW (self->widget));

  if (self->type == HALQA_FORM_CHOICE)
    return g_strdup (selected < g_strv_length ((char **) self->choices) ? self->choices[selected]
                                                                        : "");
  return g_strdup (HALQA_IS_ITEM (item) ? halqa_item_get_id (HALQA_ITEM (item)) : "");
}

static char *
dup_buffer (GtkTextView *view)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (view);
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
}

/* The cursor stays where it was, as far as the new text reaches. Undo starts anew: what another
 * person wrote is not ours to take back with Ctrl+Z. */
static void
set_buffer (GtkTextView *view, const char *text)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (view);
  GtkTextIter iter;
  int offset;

  gtk_text_buffer_get_iter_at_mark (buffer, &iter, gtk_text_buffer_get_insert (buffer));
  offset = gtk_text_iter_get_offset (&iter);
  halqa_undo_fill_view (view, text);
  gtk_text_buffer_get_iter_at_offset (buffer, &iter, offset);
  gtk_text_buffer_place_cursor (buffer, &iter);
}

static void
set_editable (GtkEditable *editable, const char *text)
{
  int position = gtk_editable_get_position (editable);

  halqa_undo_fill (editable, text);
  gtk_editable_set_position (editable, MIN (position, g_utf8_strlen (text, -1)));
}

/* What a row of choices can't show: a record that has not arrived or was deleted, a word of a later
 * version. */
static void
tell_unknown (HalqaFormField *self, const char *value, gboolean is_known)
{
  g_autoptr (HalqaItem) target = NULL;
  g_autofree char *name = NULL;
  g_autofree char *words = NULL;

  if (*value == '\0' || is_known)
    words = g_strdup ("");
  else if (self->type == HALQA_FORM_CHOICE)
    {
      name = halqa_text_isolate (value);
      /* Translators: %s is a word that another laptop wrote, such as a state. */
      words = g_strdup_printf (_ ("“%s”, which this version does not know"), name);
    }
  else
    {
      /* Fields that point at a record are called as its kind is. */
      target = self->forum != NULL ? halqa_forum_dup_item (self->forum, self->name, value) : NULL;
      words = halqa_words_missing (target, value);
    }
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->widget), words);
}

static void
set_selected (HalqaFormField *self, const char *value)
{
  GListModel *model = adw_combo_row_get_model (ADW_COMBO_ROW (self->widget));
  guint position = GTK_INVALID_LIST_POSITION;

  if (self->type == HALQA_FORM_CHOICE)
    {
      for (guint i = 0; self->choices[i] != NULL; i++)
        if (g_str_equal (self->choices[i], value))
          position = i;
    }
  else if (model != NULL)
    position = find_in_model (model, value);
  adw_combo_row_set_selected (ADW_COMBO_ROW (self->widget), position);
  tell_unknown (self, value, position != GTK_INVALID_LIST_POSITION);
}

static void
halqa_form_field_finalize (GObject *object)
{
  HalqaFormField *self = HALQA_FORM_FIELD (object);

  g_clear_handle_id (&self->idle, g_source_remove);
  g_clear_object (&self->model);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->known, g_free);
  g_clear_pointer (&self->seen, g_free);
  g_clear_pointer (&self->sent, g_free);
  g_clear_pointer (&self->over, g_free);
  g_clear_pointer (&self->title, g_free);
  G_OBJECT_CLASS (halqa_form_field_parent_class)->finalize (object);
}

static void
halqa_form_field_class_init (HalqaFormFieldClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = halqa_form_field_finalize;

  /* A person changed the value (FALSE), or went on to another widget (TRUE). */
  signals[SIGNAL_EDITED] = g_signal_new ("edited", HALQA_TYPE_FORM_FIELD, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
}

static void
halqa_form_field_init (HalqaFormField *self)
{
}

/* @kind: must live as long as the field */
HalqaFormField *
halqa_form_field_new (HalqaFormType type, const char *kind, const char *name, GtkWidget *widget)
{
  HalqaFormField *self = g_object_new (HALQA_TYPE_FORM_FIELD, NULL);

  self->type = type;
  self->kind = kind;
  self->name = g_strdup (name);
  self->widget = widget;
  watch_widget (self);
  return self;
}

/* Digits of an Arabic or a Persian keyboard are digits; anything else stays and is refused. */
static char *
normalise_number (const char *text)
{
  GString *out = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isdigit (c))
        g_string_append_printf (out, "%d", g_unichar_digit_value (c));
      else if (!g_unichar_isspace (c))
        g_string_append_unichar (out, c);
    }
  return g_string_free (out, FALSE);
}

/* A line of nothing but spaces is an empty one: nobody could see what is there. */
static char *
dup_line (HalqaFormField *self, const char *text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));

  return *stripped == '\0' ? g_strdup ("") : halqa_draft_dup_written (self->kind, self->name, text);
}

/* Returns: (transfer full): what the widget shows */
char *
halqa_form_field_dup_value (HalqaFormField *self)
{
  if (ADW_IS_COMBO_ROW (self->widget))
    return dup_selected (self);
  if (GTK_IS_TEXT_VIEW (self->widget))
    return dup_buffer (GTK_TEXT_VIEW (self->widget));
  if (self->type == HALQA_FORM_NUMBER)
    return normalise_number (gtk_editable_get_text (GTK_EDITABLE (self->widget)));
  return dup_line (self, gtk_editable_get_text (GTK_EDITABLE (self->widget)));
}

/* Shows @value, without that counting as an edit. */
void
halqa_form_field_set_value (HalqaFormField *self, const char *value)
{
  g_autofree char *shown = halqa_form_field_dup_value (self);

  if (self->type == HALQA_FORM_REF)
    self->offered = is_offered (self, value);
  if (g_str_equal (shown, value) && *value != '\0' && self->type != HALQA_FORM_CHOICE)
    return;
  self->setting++;
  if (ADW_IS_COMBO_ROW (self->widget))
    set_selected (self, value);
  else if (GTK_IS_TEXT_VIEW (self->widget))
    set_buffer (GTK_TEXT_VIEW (self->widget), value);
  else
    set_editable (GTK_EDITABLE (self->widget), value);
  self->setting--;
}

/* Whether a person can type or choose. A text that can't be changed can still be selected and
 * copied. */
void
halqa_form_field_set_writable (HalqaFormField *self, gboolean writable)
{
  if (ADW_IS_COMBO_ROW (self->widget))
    gtk_widget_set_sensitive (self->widget, writable);
  else if (GTK_IS_TEXT_VIEW (self->widget))
    gtk_text_view_set_editable (GTK_TEXT_VIEW (self->widget), writable);
  else
    gtk_editable_set_editable (GTK_EDITABLE (self->widget), writable);
}

/* Beside what its row is called: a tooltip is told to a pointer alone. */
static void
show_problem (HalqaFormField *self, const char *problem)
{
  AdwPreferencesRow *row = ADW_PREFERENCES_ROW (self->widget);
  g_autofree char *escaped = adw_preferences_row_get_use_markup (row)
                                 ? g_markup_escape_text (problem, -1)
                                 : g_strdup (problem);
  g_autofree char *words = NULL;

  if (self->title == NULL)
    self->title = g_strdup (adw_preferences_row_get_title (row));
  words = halqa_words_join (self->title, escaped);
  adw_preferences_row_set_title (row, words);
}

static void
hide_problem (HalqaFormField *self)
{
  if (self->title != NULL)
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->widget), self->title);
  g_clear_pointer (&self->title, g_free);
}

/* Whether what the widget shows can be written; the widget is marked where it can't, and says what
 * would do. */
gboolean
halqa_form_field_is_sound (HalqaFormField *self)
{
  g_autofree char *value = NULL;
  g_autoptr (GError) error = NULL;
  gboolean sound;

  if (ADW_IS_COMBO_ROW (self->widget))
    return TRUE;
  value = halqa_form_field_dup_value (self);
  sound = halqa_draft_check (self->kind, self->name, value, &error);
  if (sound)
    gtk_widget_remove_css_class (self->widget, "error");
  else
    gtk_widget_add_css_class (self->widget, "error");
  hide_problem (self);
  if (!sound && ADW_IS_ENTRY_ROW (self->widget))
    show_problem (self, error->message);
  gtk_widget_set_tooltip_text (self->widget, sound ? NULL : error->message);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->widget), GTK_ACCESSIBLE_STATE_INVALID,
                               sound ? GTK_ACCESSIBLE_INVALID_FALSE : GTK_ACCESSIBLE_INVALID_TRUE,
                               -1);
  return sound;
}

/* As in a record that nobody has written in. */
void
halqa_form_field_reset (HalqaFormField *self, HalqaForum *forum)
{
  self->forum = forum;
  self->dirty = FALSE;
  self->touched = FALSE;
  g_clear_pointer (&self->sent, g_free);
  g_clear_pointer (&self->over, g_free);
  g_free (self->known);
  self->known = g_strdup ("");
  g_free (self->seen);
  self->seen = g_strdup ("");
  halqa_form_field_set_value (self, "");
  halqa_form_field_is_sound (self);
}

/* A key was pressed here: what arrives from now on is not what this person saw. */
void
halqa_form_field_note_typing (HalqaFormField *self)
{
  if (self->dirty)
    return;
  self->dirty = TRUE;
  g_free (self->over);
  self->over = g_strdup (self->sent != NULL ? self->sent : self->known);
}

/* Returns: (transfer full): the value of this field in @item */
static char *
read_item (HalqaFormField *self, HalqaItem *item)
{
  gint64 number;
  const char *target;

  switch (self->type)
    {
    case HALQA_FORM_NUMBER:
      return halqa_item_get_int (item, self->name, &number)
                 ? g_strdup_printf ("%" G_GINT64_FORMAT, number)
                 : g_strdup ("");
    case HALQA_FORM_REF:
      target = halqa_item_get_ref (item, self->name);
      return g_strdup (target == NULL ? "" : target);
    case HALQA_FORM_TEXT:
    case HALQA_FORM_CHOICE:
    default:
      return g_strdup (halqa_item_get_text (item, self->name));
    }
}

/* Puts @value into @draft as the type of this field asks. @over: what it was typed over */
void
halqa_form_field_write (HalqaFormField *self,
                        HalqaDraft *draft,
                        const char *kind,
                        const char *id,
                        const char *value,
                        const char *over)
{
  if (self->type == HALQA_FORM_TEXT)
    halqa_draft_set_text_over (draft, kind, id, self->name, value, over);
  else if (*value == '\0')
    halqa_draft_set_empty (draft, kind, id, self->name);
  else if (self->type == HALQA_FORM_NUMBER)
    halqa_draft_set_int (draft, kind, id, self->name, g_ascii_strtoll (value, NULL, 10));
  else if (self->type == HALQA_FORM_REF)
    halqa_draft_set_ref (draft, kind, id, self->name, value);
  else
    halqa_draft_set_text (draft, kind, id, self->name, value);
}

/* Whether somebody is in the midst of it, be it in a pause. */
gboolean
halqa_form_field_is_written_in (HalqaFormField *self)
{
  return self->touched && self->focus != NULL &&
         gtk_event_controller_focus_contains_focus (GTK_EVENT_CONTROLLER_FOCUS (self->focus));
}

/* Shows what @item says now, unless a person is writing here: what another wrote meanwhile is not put
 * under their cursor. It is a second version then, and comes into sight when they leave, if it
 * counts. */
void
halqa_form_field_follow (HalqaFormField *self, HalqaItem *item)
{
  g_autofree char *now = read_item (self, item);

  if (g_strcmp0 (now, self->seen) == 0)
    return;
  g_free (self->seen);
  self->seen = g_steal_pointer (&now);
  self->moved = self->sent != NULL;
  if (halqa_form_field_is_written_in (self))
    return;
  g_free (self->known);
  self->known = g_strdup (self->seen);
  if (!self->dirty && self->sent == NULL)
    halqa_form_field_set_value (self, self->seen);
}

/* The keyboard has left it. */
void
halqa_form_field_catch_up (HalqaFormField *self)
{
  self->touched = FALSE;
  if (self->dirty || self->sent != NULL || g_strcmp0 (self->seen, self->known) == 0)
    return;
  g_free (self->known);
  self->known = g_strdup (self->seen);
  halqa_form_field_set_value (self, self->seen);
}
