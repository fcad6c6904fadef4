/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-versions-place.h"

#include "halqa-kind-words.h"
#include "halqa-steady.h"
#include "halqa-version-pane.h"
#include "halqa-version-set-row.h"
#include "halqa-version-sets.h"
#include "halqa-words.h"

/* Every field of the forum that people wrote differently, in one order on every laptop, and the one
 * that is chosen with all its versions. What is settled leaves the list, and the next one is shown;
 * where that is taken back, it is shown again, and the keyboard is at its first choice. */

struct _HalqaVersionsPlace
{
  HalqaPlace parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaVersionSets *sets;
  GtkSingleSelection *selection;
  HalqaVersionSet *shown;
  HalqaVersionSet *settled; /* here, last; NULL where somebody went on to another */
  HalqaVersionSet *newest; /* NULL where none has come since the forum was opened */

  /* template */
  GtkStack *stack;
  AdwLeaflet *leaflet;
  GtkListView *view;
  GtkWidget *list_pane;
  GtkWidget *detail_pane;
  GtkWidget *back;
  GtkLabel *title;
  GtkLabel *field;
  HalqaVersionPane *pane;
};

G_DEFINE_FINAL_TYPE (HalqaVersionsPlace, halqa_versions_place, HALQA_TYPE_PLACE)

static void
show_set_cb (HalqaVersionsPlace *self)
{
  HalqaItem *item = self->shown == NULL ? NULL : halqa_version_set_get_item (self->shown);
  const char *label = item == NULL ? "" : halqa_item_get_name (item);
  const char *field = item == NULL ? NULL : halqa_version_set_get_field (self->shown);
  g_autofree char *words = field == NULL ? g_strdup ("") : halqa_field_words_dup (field);

  halqa_words_set_line (self->title, label);
  gtk_label_set_text (self->field, words);
  halqa_version_pane_set_field (self->pane, self->forum, item, field);
}

static void
selected_cb (HalqaVersionsPlace *self)
{
  HalqaVersionSet *set =
      self->selection == NULL ? NULL : gtk_single_selection_get_selected_item (self->selection);

  if (set == self->shown)
    return;
  if (self->shown != NULL)
    g_signal_handlers_disconnect_by_data (self->shown, self);
  g_set_object (&self->shown, set);
  if (set != NULL)
    g_signal_connect_object (set, "changed", G_CALLBACK (show_set_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_set_visible (self->detail_pane, set != NULL);
  show_set_cb (self);
}

static void
count_cb (HalqaVersionsPlace *self)
{
  const guint n = self->sets == NULL ? 0 : g_list_model_get_n_items (G_LIST_MODEL (self->sets));

  halqa_place_set_count (HALQA_PLACE (self), n);
  gtk_stack_set_visible_child_name (self->stack, n == 0 ? "empty" : "list");
  if (n == 0)
    adw_leaflet_set_visible_child (self->leaflet, self->list_pane);
}

static void
chosen_cb (HalqaVersionsPlace *self)
{
  g_set_object (&self->settled, self->shown);
}

static gboolean
is_of_same (HalqaVersionSet *one, HalqaVersionSet *other)
{
  return g_str_equal (halqa_version_set_get_field (one), halqa_version_set_get_field (other)) &&
         g_str_equal (halqa_item_get_id (halqa_version_set_get_item (one)),
                      halqa_item_get_id (halqa_version_set_get_item (other)));
}

/* Before: the selection has taken note of it. */
static void
sets_cb (HalqaVersionsPlace *self, guint position, guint removed, guint added)
{
  if (added > 0)
    {
      g_clear_object (&self->newest);
      self->newest = g_list_model_get_item (G_LIST_MODEL (self->sets), position);
    }
  for (guint i = position; self->settled != NULL && i < position + added; i++)
    {
      g_autoptr (HalqaVersionSet) set = g_list_model_get_item (G_LIST_MODEL (self->sets), i);

      if (!is_of_same (set, self->settled))
        continue;
      g_clear_object (&self->settled);
      gtk_single_selection_set_selected (self->selection, i);
      /* Who has gone elsewhere works there. */
      if (gtk_widget_get_mapped (GTK_WIDGET (self)))
        halqa_version_pane_want_focus (self->pane);
    }
}

/* On a narrow window the list gives way to what was chosen in it. */
static void
activate_cb (HalqaVersionsPlace *self, guint position)
{
  g_clear_object (&self->settled);
  gtk_single_selection_set_selected (self->selection, position);
  adw_leaflet_set_visible_child (self->leaflet, self->detail_pane);
}

static void
back_cb (HalqaVersionsPlace *self)
{
  adw_leaflet_set_visible_child (self->leaflet, self->list_pane);
}

static void
open_cb (HalqaVersionsPlace *self)
{
  HalqaItem *item = self->shown == NULL ? NULL : halqa_version_set_get_item (self->shown);

  if (item != NULL)
    halqa_place_open_record (HALQA_PLACE (self), halqa_item_get_kind (item),
                             halqa_item_get_id (item));
}

static void
setup_cb (HalqaVersionsPlace *self, GtkListItem *list_item)
{
  gtk_list_item_set_child (list_item, halqa_version_set_row_new ());
}

static void
bind_cb (HalqaVersionsPlace *self, GtkListItem *list_item)
{
  halqa_version_set_row_set_set (HALQA_VERSION_SET_ROW (gtk_list_item_get_child (list_item)),
                                 gtk_list_item_get_item (list_item));
}

static void
unbind_cb (HalqaVersionsPlace *self, GtkListItem *list_item)
{
  halqa_version_set_row_set_set (HALQA_VERSION_SET_ROW (gtk_list_item_get_child (list_item)), NULL);
}

static void
halqa_versions_place_set_forum (HalqaPlace *place, HalqaForum *forum)
{
  HalqaVersionsPlace *self = HALQA_VERSIONS_PLACE (place);

  gtk_list_view_set_model (self->view, NULL);
  g_clear_object (&self->settled);
  g_clear_object (&self->newest);
  g_clear_object (&self->selection);
  g_clear_object (&self->sets);
  g_set_object (&self->forum, forum);
  if (forum != NULL)
    {
      self->sets = halqa_version_sets_new (forum);
      g_signal_connect_object (self->sets, "notify::n-items", G_CALLBACK (count_cb), self,
                               G_CONNECT_SWAPPED);
      self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->sets)));
      g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (selected_cb),
                               self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->sets, "items-changed", G_CALLBACK (sets_cb), self,
                               G_CONNECT_SWAPPED);
      gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
    }
  selected_cb (self);
  count_cb (self);
}

static void
halqa_versions_place_dispose (GObject *object)
{
  HalqaVersionsPlace *self = HALQA_VERSIONS_PLACE (object);

  if (self->shown != NULL)
    g_signal_handlers_disconnect_by_data (self->shown, self);
  g_clear_object (&self->shown);
  g_clear_object (&self->settled);
  g_clear_object (&self->newest);
  g_clear_object (&self->selection);
  g_clear_object (&self->sets);
  g_clear_object (&self->forum);
  G_OBJECT_CLASS (halqa_versions_place_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-versions-place.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaVersionsPlace, stack);
  gtk_widget_class_bind_template_child (widget_class, HalqaVersionsPlace, leaflet);
  gtk_widget_class_bind_template_child (widget_class, HalqaVersionsPlace, view);
  gtk_widget_class_bind_template_child (widget_class, HalqaVersionsPlace, list_pane);
  gtk_widget_class_bind_template_child (widget_class, HalqaVersionsPlace, detail_pane);
  gtk_widget_class_bind_template_child (widget_class, HalqaVersionsPlace, back);
  gtk_widget_class_bind_template_child (widget_class, HalqaVersionsPlace, title);
  gtk_widget_class_bind_template_child (widget_class, HalqaVersionsPlace, field);
  gtk_widget_class_bind_template_child (widget_class, HalqaVersionsPlace, pane);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);
}

static void
halqa_versions_place_class_init (HalqaVersionsPlaceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = halqa_versions_place_dispose;
  HALQA_PLACE_CLASS (klass)->set_forum = halqa_versions_place_set_forum;
  g_type_ensure (HALQA_TYPE_VERSION_PANE);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
halqa_versions_place_init (HalqaVersionsPlace *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  halqa_steady_watch (GTK_SCROLLED_WINDOW (self->detail_pane));
  g_object_bind_property (self->leaflet, "folded", self->back, "visible", G_BINDING_SYNC_CREATE);
  count_cb (self);
}

static void
choose_newest (HalqaVersionsPlace *self)
{
  const guint n = self->sets == NULL ? 0 : g_list_model_get_n_items (G_LIST_MODEL (self->sets));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (HalqaVersionSet) set = g_list_model_get_item (G_LIST_MODEL (self->sets), i);

      if (set != self->newest)
        continue;
      g_clear_object (&self->settled);
      gtk_single_selection_set_selected (self->selection, i);
      gtk_widget_activate_action (GTK_WIDGET (self->view), "list.scroll-to-item", "u", i);
    }
}

/* Who was called here comes for what was written last: it is chosen, and its row has the keyboard. */
void
halqa_versions_place_begin_with_newest (HalqaVersionsPlace *self)
{
  g_return_if_fail (HALQA_IS_VERSIONS_PLACE (self));

  choose_newest (self);
  adw_leaflet_set_visible_child (self->leaflet, self->list_pane);
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->view)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (gtk_widget_get_state_flags (row) & GTK_STATE_FLAG_SELECTED)
      gtk_widget_grab_focus (row);
  halqa_place_take_focus (HALQA_PLACE (self));
}
