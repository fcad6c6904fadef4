/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-pair-row.h"

#include "halqa-language.h"
#include "halqa-merge-words.h"
#include "halqa-words.h"

#include <glib/gi18n.h>

/* Two proposals that may be the same, side by side, with what they have in common marked, and what
 * can be done about it. What writes is an action of the window, which tells of it and takes it back. The
 * menus call the two by the references that stand beside their titles: which one is the first depends on
 * the direction that one reads in. */

typedef struct
{
  GtkButton *open;
  GtkLabel *title;
  GtkLabel *reference;
  GtkLabel *detail;
  GtkLabel *body;
  HalqaItem *item; /* owned */
} Side;

struct _HalqaPairRow
{
  GtkWidget parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaPair *pair;

  /* template */
  GtkWidget *box;
  GtkWidget *actions;
  GtkMenuButton *merge, *relate;
  GtkLabel *reason;
  GtkButton *open_a, *open_b;
  GtkLabel *title_a, *title_b;
  GtkLabel *reference_a, *reference_b;
  GtkLabel *detail_a, *detail_b;
  GtkLabel *body_a, *body_b;

  Side sides[2];
};

enum
{
  SIGNAL_LATER,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HalqaPairRow, halqa_pair_row, GTK_TYPE_WIDGET)

/* Bold and underlined: nothing is told by colour alone. */
static void
mark_title (HalqaPairRow *self, Side *side, const char *title)
{
  g_autoptr (GArray) marks = halqa_pair_list_marks (self->pair, title);
  PangoAttrList *attributes = pango_attr_list_new ();

  /* A button would make all of it bold. */
  pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_NORMAL));
  for (guint i = 0; i + 1 < marks->len; i += 2)
    {
      PangoAttribute *const all[] = { pango_attr_weight_new (PANGO_WEIGHT_BOLD),
                                      pango_attr_underline_new (PANGO_UNDERLINE_SINGLE) };

      for (guint j = 0; j < G_N_ELEMENTS (all); j++)
        {
          all[j]->start_index = g_array_index (marks, guint, i);
          all[j]->end_index = g_array_index (marks, guint, i + 1);
          pango_attr_list_change (attributes, all[j]);
        }
    }
  gtk_label_set_attributes (side->title, attributes);
  pango_attr_list_unref (attributes);
}

/* Its session, its language, who proposed it. */
static char *
make_detail (HalqaPairRow *self, HalqaItem *item)
{
  const char *session = halqa_item_get_ref (item, "session");
  g_autoptr (HalqaItem) of =
                 session != NULL ? halqa_forum_dup_item (self->forum, "session", session) : NULL;
  const char *lang = halqa_item_get_text (item, "lang");
  const char *author = halqa_item_get_text (item, "author_name");
  g_autofree char *place = halqa_words_join (of != NULL ? halqa_item_get_label (of) : "",
                                             halqa_item_get_text (item, "neighbourhood"));
  g_autofree char *who =
      halqa_words_join (place, *author != '\0' ? author : halqa_item_get_author (item));

  return halqa_words_join (who, *lang == '\0' ? "" : halqa_language_get_name (lang));
}

static void
show_side (HalqaPairRow *self, Side *side)
{
  const char *label = halqa_item_get_name (side->item);
  const char *reference = halqa_item_get_text (side->item, "reference");
  const char *body = halqa_item_get_text (side->item, "body");
  g_autofree char *detail = make_detail (self, side->item);
  g_autofree char *whole = halqa_merge_words_name (side->item);
  g_autofree char *name = NULL;

  gtk_label_set_text (side->title, label);
  mark_title (self, side, label);
  halqa_words_set_direction (GTK_WIDGET (side->title), label);
  halqa_words_set_line (side->reference, reference);
  gtk_widget_set_visible (GTK_WIDGET (side->reference), *reference != '\0');
  gtk_label_set_text (side->detail, detail);
  halqa_words_set_direction (GTK_WIDGET (side->detail), detail);
  halqa_words_set_text (side->body, body);
  gtk_widget_set_visible (GTK_WIDGET (side->body), *body != '\0');
  /* Translators: the title of a proposal. */
  name = g_strdup_printf (_ ("Open %s"), whole);
  gtk_accessible_update_property (GTK_ACCESSIBLE (side->open), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
}

static void
show_cb (HalqaPairRow *self)
{
  GtkWidget *list_row = gtk_widget_get_parent (GTK_WIDGET (self));
  const char *reason = halqa_pair_get_reason (self->pair);
  g_autofree char *name = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (self->sides); i++)
    show_side (self, &self->sides[i]);
  gtk_label_set_text (self->reason, reason);
  name = g_strdup_printf ("%s. %s. %s", halqa_item_get_label (self->sides[0].item),
                          halqa_item_get_label (self->sides[1].item), reason);
  if (list_row != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (list_row), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                    -1);
}

/* --- what is done */

static const char *
get_id (HalqaPairRow *self, guint side)
{
  return halqa_item_get_id (self->sides[side].item);
}

static void
relate (HalqaPairRow *self, const char *type)
{
  const char *const others[] = { get_id (self, 1), NULL };

  gtk_widget_activate_action (GTK_WIDGET (self), "win.relate", "(ss^as)", type, get_id (self, 0),
                              others);
}

static void
merge_into (HalqaPairRow *self, guint result)
{
  const char *const source[] = { get_id (self, 1 - result), NULL };

  gtk_widget_activate_action (GTK_WIDGET (self), "win.join-into", "(s^as)", get_id (self, result),
                              source);
}

static void
merge_into_new (HalqaPairRow *self)
{
  const char *const both[] = { get_id (self, 0), get_id (self, 1), NULL };

  gtk_widget_activate_action (GTK_WIDGET (self), "win.join-new", "^as", both);
}

static void
merge (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaPairRow *self = HALQA_PAIR_ROW (widget);
  const char *into = g_variant_get_string (parameter, NULL);

  if (self->pair == NULL)
    return;
  if (g_str_equal (into, "new"))
    merge_into_new (self);
  else
    merge_into (self, g_str_equal (into, "first") ? 0 : 1);
}

static void
relate_as (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HalqaPairRow *self = HALQA_PAIR_ROW (widget);

  if (self->pair != NULL)
    relate (self, g_variant_get_string (parameter, NULL));
}

static void
not_the_same_cb (HalqaPairRow *self)
{
  relate (self, "not_duplicate");
}

static void
later_cb (HalqaPairRow *self)
{
  g_signal_emit (self, signals[SIGNAL_LATER], 0);
}

static void
open_a_cb (HalqaPairRow *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-proposal", "s", get_id (self, 0));
}

static void
open_b_cb (HalqaPairRow *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-proposal", "s", get_id (self, 1));
}

/* --- the menus, made when they are opened */

/* An underline in a label of a menu would be taken for a mnemonic. */
static char *
name_in_menu (const Side *side)
{
  g_autofree char *name = halqa_merge_words_short_name (side->item);
  g_auto (GStrv) parts = g_strsplit (name, "_", -1);

  return g_strjoinv ("__", parts);
}

static void
set_menu (GtkMenuButton *button, GMenu *menu)
{
  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (menu));
  g_object_unref (menu);
}

static void
fill_merge_cb (GtkMenuButton *button, gpointer user_data)
{
  HalqaPairRow *self = user_data;
  g_autofree char *a = name_in_menu (&self->sides[0]);
  g_autofree char *b = name_in_menu (&self->sides[1]);
  /* Translators: what two proposals are merged into; %s is the reference or the title of one. */
  g_autofree char *first = g_strdup_printf (_ ("Into the _First: %s"), a);
  g_autofree char *second = g_strdup_printf (_ ("Into the _Second: %s"), b);
  GMenu *menu = g_menu_new ();

  g_menu_append (menu, first, "pair.merge::first");
  g_menu_append (menu, second, "pair.merge::second");
  g_menu_append (menu, _ ("Into a _New One"), "pair.merge::new");
  set_menu (button, menu);
}

static void
fill_relate_cb (GtkMenuButton *button, gpointer user_data)
{
  HalqaPairRow *self = user_data;
  g_autofree char *a = name_in_menu (&self->sides[0]);
  g_autofree char *b = name_in_menu (&self->sides[1]);
  /* Translators: both are the reference or the title of a proposal. */
  g_autofree char *after = g_strdup_printf (_ ("The Second, %s, Comes _After %s"), b, a);
  GMenu *menu = g_menu_new ();

  g_menu_append (menu, _ ("_Related"), "pair.relate::related");
  g_menu_append (menu, _ ("In _Dialogue"), "pair.relate::dialogue");
  g_menu_append (menu, after, "pair.relate::sequence");
  set_menu (button, menu);
}

/* Another laptop may merge the two while somebody is about to: GTK 4.8 leaves the pointer and the keyboard
 * with a menu that goes away open. */
static void
halqa_pair_row_unmap (GtkWidget *widget)
{
  HalqaPairRow *self = HALQA_PAIR_ROW (widget);

  gtk_menu_button_popdown (self->merge);
  gtk_menu_button_popdown (self->relate);
  GTK_WIDGET_CLASS (halqa_pair_row_parent_class)->unmap (widget);
}

static void
halqa_pair_row_dispose (GObject *object)
{
  HalqaPairRow *self = HALQA_PAIR_ROW (object);

  halqa_pair_row_set_pair (self, NULL, NULL);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (halqa_pair_row_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/org/halqa/Halqa/halqa-pair-row.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaPairRow, box);
  gtk_widget_class_bind_template_child (widget_class, HalqaPairRow, actions);
  gtk_widget_class_bind_template_child (widget_class, HalqaPairRow, merge);
  gtk_widget_class_bind_template_child (widget_class, HalqaPairRow, relate);
  gtk_widget_class_bind_template_child (widget_class, HalqaPairRow, reason);
  gtk_widget_class_bind_template_child (widget_class, HalqaPairRow, open_a);
  gtk_widget_class_bind_template_child (widget_class, HalqaPairRow, open_b);
  gtk_widget_class_bind_template_child (widget_class, HalqaPairRow, title_a);
  gtk_widget_class_bind_template_child (widget_class, HalqaPairRow, title_b);
  gtk_widget_class_bind_template_child (widget_class, HalqaPairRow, reference_a);
  gtk_widget_class_bind_template_child (widget_class, HalqaPairRow, reference_b);
  gtk_widget_class_bind_template_child (widget_class, HalqaPairRow, detail_a);
  gtk_widget_class_bind_template_child (widget_class, HalqaPairRow, detail_b);
  gtk_widget_class_bind_template_child (widget_class, HalqaPairRow, body_a);
  gtk_widget_class_bind_template_child (widget_class, HalqaPairRow, body_b);
  gtk_widget_class_bind_template_callback (widget_class, not_the_same_cb);
  gtk_widget_class_bind_template_callback (widget_class, later_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_a_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_b_cb);
}

static void
halqa_pair_row_class_init (HalqaPairRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = halqa_pair_row_dispose;
  widget_class->unmap = halqa_pair_row_unmap;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  signals[SIGNAL_LATER] = g_signal_new ("later", HALQA_TYPE_PAIR_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_install_action (widget_class, "pair.merge", "s", merge);
  gtk_widget_class_install_action (widget_class, "pair.relate", "s", relate_as);
  bind_template (widget_class);
}

static void
halqa_pair_row_init (HalqaPairRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_create_popup_func (self->merge, fill_merge_cb, self, NULL);
  gtk_menu_button_set_create_popup_func (self->relate, fill_relate_cb, self, NULL);
  halqa_words_hold_tooltip (self->merge);
  halqa_words_hold_tooltip (self->relate);
  self->sides[0] =
      (Side){ self->open_a, self->title_a, self->reference_a, self->detail_a, self->body_a, NULL };
  self->sides[1] =
      (Side){ self->open_b, self->title_b, self->reference_b, self->detail_b, self->body_b, NULL };
}

GtkWidget *
halqa_pair_row_new (void)
{
  return g_object_new (HALQA_TYPE_PAIR_ROW, NULL);
}

HalqaPair *
halqa_pair_row_get_pair (HalqaPairRow *self)
{
  g_return_val_if_fail (HALQA_IS_PAIR_ROW (self), NULL);

  return self->pair;
}

static void
set_item (HalqaPairRow *self, Side *side, HalqaItem *item)
{
  if (side->item != NULL)
    g_signal_handlers_disconnect_by_data (side->item, self);
  g_set_object (&side->item, item);
  if (item != NULL)
    g_signal_connect_swapped (item, "changed", G_CALLBACK (show_cb), self);
}

/**
 * halqa_pair_row_set_pair:
 * @self: a row
 * @forum: (nullable): of the pair
 * @pair: (nullable): %NULL to show none
 */
void
halqa_pair_row_set_pair (HalqaPairRow *self, HalqaForum *forum, HalqaPair *pair)
{
  g_return_if_fail (HALQA_IS_PAIR_ROW (self));

  g_set_object (&self->forum, forum);
  g_set_object (&self->pair, pair);
  set_item (self, &self->sides[0], pair != NULL ? halqa_pair_get_a (pair) : NULL);
  set_item (self, &self->sides[1], pair != NULL ? halqa_pair_get_b (pair) : NULL);
  if (pair == NULL || self->sides[0].item == NULL || self->sides[1].item == NULL)
    return;
  gtk_widget_set_visible (self->actions, !halqa_forum_is_read_only (forum));
  show_cb (self);
}
