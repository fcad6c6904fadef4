/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-minutes-row.h"

#include "halqa-count.h"
#include "halqa-reorder.h"
#include "halqa-words.h"

#include <glib/gi18n.h>
#include <string.h>

/* One thing that was said: a proposal with its votes, or a note, a question or a decision, which is
 * lighter and has a sign and a word of its own. Votes are those of the session that the proposal is of.
 * A screen reader takes the name of a row from the list's own widget around ours. */

struct _HalqaMinutesRow
{
  GtkWidget parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaItem *item;
  HalqaItem *tally; /* NULL where nobody counted yet */
  HalqaItem *theme_item; /* the proposal's own, where it has one */

  /* template */
  GtkWidget *box;
  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *mark;
  GtkLabel *theme;
  GtkLabel *detail;
  GtkLabel *conflict;
  GtkLabel *votes;
  GtkWidget *details;
};

G_DEFINE_FINAL_TYPE (HalqaMinutesRow, halqa_minutes_row, GTK_TYPE_WIDGET)

static const struct
{
  const char *type;
  const char *icon;
  const char *word;
} note_types[] = {
  { "note", "format-justify-fill-symbolic", NC_ ("type of a note", "Note") },
  { "question", "halqa-question-symbolic", NC_ ("type of a note", "Question") },
  { "decision", "emblem-ok-symbolic", NC_ ("type of a note", "Decision") },
};

static gboolean
is_proposal (HalqaMinutesRow *self)
{
  return g_str_equal (halqa_item_get_kind (self->item), "proposal");
}

static void
set_text (GtkLabel *label, const char *text)
{
  halqa_words_set_line (label, text);
  gtk_widget_set_visible (GTK_WIDGET (label), *text != '\0');
}

/* Of a text the first line that says something. */
static void
show_first_line (GtkLabel *label, const char *text)
{
  const char *start = text + strspn (text, " \t\r\n");
  g_autofree char *line = g_strndup (start, strcspn (start, "\r\n"));

  halqa_words_set_line (label, line);
}

/* --- votes */

/* The one by hands, or else by dots. */
static HalqaItem *
dup_tally (HalqaMinutesRow *self)
{
  static const char *const methods[] = { "hands", "dots" };
  const char *session = halqa_item_get_ref (self->item, "session");

  for (gsize i = 0; session != NULL && i < G_N_ELEMENTS (methods); i++)
    {
      g_autofree char *id =
          halqa_count_dup_id (halqa_item_get_id (self->item), session, methods[i]);
      HalqaItem *tally = halqa_forum_dup_item (self->forum, "tally", id);

      if (tally != NULL)
        return tally;
    }
  return NULL;
}

/* Returns: (nullable): the votes in words; NULL where nobody counted */
static char *
show_votes (HalqaMinutesRow *self)
{
  g_autofree char *signs = NULL;
  char numbers[HALQA_N_VOTES][24];
  guint n = 0;

  for (guint i = 0; i < HALQA_N_VOTES; i++)
    {
      gint64 number;

      g_strlcpy (numbers[i], "–", sizeof numbers[i]);
      if (self->tally == NULL || halqa_item_is_deleted (self->tally) ||
          !halqa_item_get_int (self->tally, halqa_votes[i], &number))
        continue;
      g_snprintf (numbers[i], sizeof numbers[i], "%" G_GINT64_FORMAT, number);
      n++;
    }
  gtk_widget_set_visible (GTK_WIDGET (self->votes), n > 0);
  if (n == 0)
    return NULL;
  /* Translators: votes in short: in favour, against, abstaining. */
  signs = g_strdup_printf (_ ("+%1$s  −%2$s  ○%3$s"), numbers[0], numbers[1], numbers[2]);
  gtk_label_set_text (self->votes, signs);
  return g_strdup_printf (_ ("In favour: %1$s, against: %2$s, abstaining: %3$s"), numbers[0],
                          numbers[1], numbers[2]);
}

/* --- what it says */

/* Where it is not that of the session. */
static char *
dup_theme_name (HalqaMinutesRow *self)
{
  const char *id = halqa_item_get_ref (self->item, "theme");
  const char *session_id = halqa_item_get_ref (self->item, "session");
  g_autoptr (HalqaItem) session = session_id != NULL
                                      ? halqa_forum_dup_item (self->forum, "session", session_id)
                                      : NULL;

  if (session != NULL && g_strcmp0 (halqa_item_get_ref (session, "theme"), id) == 0)
    return g_strdup ("");
  return halqa_words_name (self->theme_item, id);
}

static void
show_title (HalqaMinutesRow *self, const char *title)
{
  halqa_words_set_text (self->title, title);
  halqa_words_set_direction (self->details, title);
}

static void
set_name (HalqaMinutesRow *self, const char *name)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));

  if (parent != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                    -1);
}

static void
show_proposal (HalqaMinutesRow *self)
{
  const char *title = halqa_item_get_name (self->item);
  g_autofree char *theme = dup_theme_name (self);
  g_autofree char *votes = show_votes (self);
  g_autofree char *name = g_strjoin (". ", title, halqa_item_get_text (self->item, "reference"),
                                     votes != NULL ? votes : theme, NULL);

  gtk_widget_set_visible (GTK_WIDGET (self->icon), FALSE);
  gtk_widget_remove_css_class (self->box, "note-row");
  show_title (self, title);
  set_text (self->mark, halqa_item_get_text (self->item, "reference"));
  set_text (self->theme, theme);
  show_first_line (self->detail, halqa_item_get_text (self->item, "body"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->votes), votes);
  set_name (self, name);
}

static void
show_note (HalqaMinutesRow *self)
{
  const char *type = halqa_item_get_text (self->item, "type");
  g_autofree char *name = NULL;
  gsize n = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (note_types); i++)
    if (g_str_equal (note_types[i].type, type))
      n = i;
  gtk_widget_set_visible (GTK_WIDGET (self->icon), TRUE);
  gtk_widget_add_css_class (self->box, "note-row");
  gtk_image_set_from_icon_name (self->icon, note_types[n].icon);
  show_title (self, halqa_item_get_text (self->item, "body"));
  set_text (self->mark, g_dpgettext2 (NULL, "type of a note", note_types[n].word));
  set_text (self->theme, "");
  show_first_line (self->detail, halqa_item_get_text (self->item, "answer"));
  gtk_widget_set_visible (GTK_WIDGET (self->votes), FALSE);
  name = g_strjoin (". ", halqa_item_get_label (self->item), gtk_label_get_text (self->mark), NULL);
  set_name (self, name);
}

static void
show_conflict (HalqaMinutesRow *self)
{
  const guint n = halqa_item_get_n_conflicts (self->item);
  g_autofree char *mark = g_strdup_printf ("◆ %u", n);
  g_autofree char *words = halqa_words_conflicts (n);

  gtk_label_set_text (self->conflict, mark);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->conflict), words);
  gtk_widget_set_visible (GTK_WIDGET (self->conflict), n > 0);
}

static void
show_item_cb (HalqaMinutesRow *self)
{
  if (is_proposal (self))
    show_proposal (self);
  else
    show_note (self);
  show_conflict (self);
}

/* --- what it shows beside the record itself */

static void
watch (HalqaMinutesRow *self, HalqaItem **member, HalqaItem *item)
{
  if (*member != NULL)
    g_signal_handlers_disconnect_by_data (*member, self);
  g_set_object (member, item);
  if (item != NULL)
    g_signal_connect_swapped (item, "changed", G_CALLBACK (show_item_cb), self);
}

/* A tally is made, and a theme arrives, at any time; both may be other ones now. */
static void
follow (HalqaMinutesRow *self)
{
  g_autoptr (HalqaItem) tally = NULL;
  g_autoptr (HalqaItem) theme = NULL;
  const char *id = is_proposal (self) ? halqa_item_get_ref (self->item, "theme") : NULL;

  if (is_proposal (self))
    tally = dup_tally (self);
  if (id != NULL)
    theme = halqa_forum_dup_item (self->forum, "theme", id);
  if (tally == self->tally && theme == self->theme_item)
    return;
  watch (self, &self->tally, tally);
  watch (self, &self->theme_item, theme);
  show_item_cb (self);
}

static void
halqa_minutes_row_dispose (GObject *object)
{
  HalqaMinutesRow *self = HALQA_MINUTES_ROW (object);

  halqa_minutes_row_set_item (self, NULL, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_MINUTES_ROW);
  G_OBJECT_CLASS (halqa_minutes_row_parent_class)->dispose (object);
}

static void
halqa_minutes_row_class_init (HalqaMinutesRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = halqa_minutes_row_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-minutes-row.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaMinutesRow, box);
  gtk_widget_class_bind_template_child (widget_class, HalqaMinutesRow, icon);
  gtk_widget_class_bind_template_child (widget_class, HalqaMinutesRow, title);
  gtk_widget_class_bind_template_child (widget_class, HalqaMinutesRow, mark);
  gtk_widget_class_bind_template_child (widget_class, HalqaMinutesRow, theme);
  gtk_widget_class_bind_template_child (widget_class, HalqaMinutesRow, detail);
  gtk_widget_class_bind_template_child (widget_class, HalqaMinutesRow, conflict);
  gtk_widget_class_bind_template_child (widget_class, HalqaMinutesRow, votes);
  gtk_widget_class_bind_template_child (widget_class, HalqaMinutesRow, details);
}

static void
halqa_minutes_row_init (HalqaMinutesRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  /* Signs before their numbers. */
  gtk_widget_set_direction (GTK_WIDGET (self->votes), GTK_TEXT_DIR_LTR);
  halqa_reorder_add_row (GTK_WIDGET (self));
}

GtkWidget *
halqa_minutes_row_new (void)
{
  return g_object_new (HALQA_TYPE_MINUTES_ROW, NULL);
}

/* @item: (nullable): a proposal or a note of @forum, or %NULL to show none */
void
halqa_minutes_row_set_item (HalqaMinutesRow *self, HalqaForum *forum, HalqaItem *item)
{
  g_return_if_fail (HALQA_IS_MINUTES_ROW (self));

  if (self->forum != NULL)
    g_signal_handlers_disconnect_by_data (self->forum, self);
  watch (self, &self->item, item);
  watch (self, &self->tally, NULL);
  watch (self, &self->theme_item, NULL);
  g_set_object (&self->forum, forum);
  halqa_reorder_set_item (GTK_WIDGET (self), forum, item);
  if (item == NULL)
    return;
  g_signal_connect_swapped (forum, "changed", G_CALLBACK (follow), self);
  follow (self);
  show_item_cb (self);
}

/* Returns: (transfer none) (nullable): what it shows */
HalqaItem *
halqa_minutes_row_get_item (HalqaMinutesRow *self)
{
  g_return_val_if_fail (HALQA_IS_MINUTES_ROW (self), NULL);

  return self->item;
}
