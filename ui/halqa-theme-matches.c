/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-theme-matches.h"

#include "halqa-text.h"
#include "halqa-words.h"

#include <glib/gi18n.h>
#include <string.h>

/* What a # in the midst of a title may stand for. The entry keeps the keyboard, and hands over the
 * arrows; so a person goes on typing where the # was none. */

/* More would not be read. */
#define SHOWN_MAX 8

struct _HalqaThemeMatches
{
  GtkPopover parent_instance;

  /* owned */
  GListModel *themes;

  /* borrowed */
  GtkEditable *entry;
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (HalqaThemeMatches, halqa_theme_matches, GTK_TYPE_POPOVER)

enum
{
  SIGNAL_CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* Where the word at the cursor begins, which is #…; -1 where it is another. */
static int
find_hash (HalqaThemeMatches *self, int cursor)
{
  g_autofree char *before = gtk_editable_get_chars (self->entry, 0, cursor);
  char *space = strrchr (before, ' ');
  char *word = space != NULL ? space + 1 : before;

  return *word == '#' ? (int) g_utf8_pointer_to_offset (before, word) : -1;
}

static void
take (HalqaThemeMatches *self, HalqaItem *theme)
{
  const int cursor = gtk_editable_get_position (self->entry);
  const int hash = find_hash (self, cursor);

  if (hash >= 0)
    gtk_editable_delete_text (self->entry, hash, cursor);
  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, theme);
}

static void
choose (HalqaThemeMatches *self, GtkListBoxRow *row)
{
  g_autoptr (HalqaItem) theme = NULL;

  if (row == NULL)
    return;
  theme = g_object_ref (g_object_get_data (G_OBJECT (row), "theme"));
  take (self, theme);
}

/* Who knows the code by heart looks at no list, and goes on with a space. */
static gboolean
take_code (HalqaThemeMatches *self)
{
  const int cursor = gtk_editable_get_position (self->entry);
  const int hash = find_hash (self, cursor);
  g_autofree char *typed = gtk_editable_get_chars (self->entry, hash + 1, cursor);
  g_autofree char *folded = halqa_text_fold (typed);

  for (guint i = 0; hash >= 0 && *folded != '\0' && i < g_list_model_get_n_items (self->themes);
       i++)
    {
      g_autoptr (HalqaItem) theme = g_list_model_get_item (self->themes, i);
      g_autofree char *code = halqa_text_fold (halqa_item_get_text (theme, "code"));

      if (!g_str_equal (code, folded))
        continue;
      take (self, theme);
      return TRUE;
    }
  return FALSE;
}

/* Whether a word in @text begins with @typed; both folded. */
static gboolean
has_word (const char *text, const char *typed)
{
  g_autofree char *folded = halqa_text_fold (text);
  g_auto (GStrv) words = g_strsplit (folded, " ", -1);

  for (char **word = words; *word != NULL; word++)
    if (g_str_has_prefix (*word, typed) ||
        (g_str_has_prefix (*word, "ال") && g_str_has_prefix (*word + strlen ("ال"), typed)))
      return TRUE;
  return FALSE;
}

static void
add_row (HalqaThemeMatches *self, HalqaItem *theme)
{
  g_autofree char *name =
      halqa_words_join (halqa_item_get_text (theme, "code"), halqa_item_get_name (theme));
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *child = gtk_label_new (name);

  gtk_label_set_xalign (GTK_LABEL (child), 0);
  gtk_label_set_ellipsize (GTK_LABEL (child), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (child), 40);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), child);
  gtk_widget_set_focusable (row, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (row), "theme", g_object_ref (theme), g_object_unref);
  gtk_list_box_append (self->list, row);
}

static void
look (HalqaThemeMatches *self, const char *typed)
{
  g_autofree char *folded = halqa_text_fold (typed);
  GtkWidget *row;
  guint n = 0;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);
  for (guint i = 0; i < g_list_model_get_n_items (self->themes) && n < SHOWN_MAX; i++)
    {
      g_autoptr (HalqaItem) theme = g_list_model_get_item (self->themes, i);

      if (*folded != '\0' && !has_word (halqa_item_get_text (theme, "code"), folded) &&
          !has_word (halqa_item_get_label (theme), folded) &&
          !has_word (halqa_item_get_text (theme, "name"), folded))
        continue;
      add_row (self, theme);
      n++;
    }
  gtk_list_box_select_row (self->list, gtk_list_box_get_row_at_index (self->list, 0));
  if (n > 0)
    gtk_popover_popup (GTK_POPOVER (self));
  else
    gtk_popover_popdown (GTK_POPOVER (self));
}

static void
cursor_cb (HalqaThemeMatches *self)
{
  const int cursor = gtk_editable_get_position (self->entry);
  const int hash = self->themes != NULL ? find_hash (self, cursor) : -1;
  g_autofree char *typed = NULL;
  graphene_rect_t area;

  if (hash < 0 || !gtk_widget_has_focus (GTK_WIDGET (gtk_editable_get_delegate (self->entry))))
    {
      gtk_popover_popdown (GTK_POPOVER (self));
      return;
    }
  typed = gtk_editable_get_chars (self->entry, hash + 1, cursor);
  if (gtk_widget_compute_bounds (GTK_WIDGET (self->entry),
                                 gtk_widget_get_parent (GTK_WIDGET (self)), &area))
    gtk_popover_set_pointing_to (GTK_POPOVER (self),
                                 &(GdkRectangle){ (int) area.origin.x, (int) area.origin.y,
                                                  (int) area.size.width, (int) area.size.height });
  look (self, typed);
}

static void
move (HalqaThemeMatches *self, int step)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);

  if (row != NULL)
    row = gtk_list_box_get_row_at_index (self->list, gtk_list_box_row_get_index (row) + step);
  if (row != NULL)
    gtk_list_box_select_row (self->list, row);
}

static void
halqa_theme_matches_dispose (GObject *object)
{
  g_clear_object (&HALQA_THEME_MATCHES (object)->themes);
  G_OBJECT_CLASS (halqa_theme_matches_parent_class)->dispose (object);
}

static void
halqa_theme_matches_class_init (HalqaThemeMatchesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = halqa_theme_matches_dispose;
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", HALQA_TYPE_THEME_MATCHES, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, HALQA_TYPE_ITEM);
}

static void
halqa_theme_matches_init (HalqaThemeMatches *self)
{
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_BROWSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Themes"), -1);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (choose), self,
                           G_CONNECT_SWAPPED);
  gtk_popover_set_child (GTK_POPOVER (self), GTK_WIDGET (self->list));
  gtk_popover_set_autohide (GTK_POPOVER (self), FALSE);
  gtk_popover_set_has_arrow (GTK_POPOVER (self), FALSE);
  gtk_popover_set_position (GTK_POPOVER (self), GTK_POS_TOP);
  gtk_widget_set_can_focus (GTK_WIDGET (self), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "menu");
  gtk_widget_add_css_class (GTK_WIDGET (self), "theme-matches");
}

HalqaThemeMatches *
halqa_theme_matches_new (GtkWidget *parent, GtkEditable *entry)
{
  HalqaThemeMatches *self = g_object_new (HALQA_TYPE_THEME_MATCHES, NULL);
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->entry = entry;
  gtk_widget_set_parent (GTK_WIDGET (self), parent);
  g_signal_connect_object (entry, "notify::cursor-position", G_CALLBACK (cursor_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (focus, "leave", G_CALLBACK (gtk_popover_popdown), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (entry), focus);
  return self;
}

void
halqa_theme_matches_set_themes (HalqaThemeMatches *self, GListModel *themes)
{
  g_return_if_fail (HALQA_IS_THEME_MATCHES (self));

  if (g_set_object (&self->themes, themes))
    gtk_popover_popdown (GTK_POPOVER (self));
}

gboolean
halqa_theme_matches_handle_key (HalqaThemeMatches *self, guint key)
{
  g_return_val_if_fail (HALQA_IS_THEME_MATCHES (self), FALSE);

  if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    return FALSE;
  switch (key)
    {
    case GDK_KEY_Up:
    case GDK_KEY_Down:
      move (self, key == GDK_KEY_Up ? -1 : 1);
      return TRUE;
    case GDK_KEY_Escape:
      gtk_popover_popdown (GTK_POPOVER (self));
      return TRUE;
    case GDK_KEY_Tab:
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      choose (self, gtk_list_box_get_selected_row (self->list));
      return TRUE;
    case GDK_KEY_space:
    case GDK_KEY_KP_Space:
      return take_code (self);
    default:
      return FALSE;
    }
}
