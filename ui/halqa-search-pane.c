/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-search-pane.h"

#include "halqa-filter-button.h"
#include "halqa-filter-chips.h"

/* A search and the conditions beside it. There is one above each view of the proposals, and what is
 * typed into one stands in all of them. */

struct _HalqaSearchPane
{
  AdwBin parent_instance;

  /* owned */
  HalqaListing *listing;

  /* template */
  GtkSearchBar *bar;
  GtkSearchEntry *entry;
  HalqaFilterButton *filters;
  HalqaFilterChips *chips;
};

G_DEFINE_FINAL_TYPE (HalqaSearchPane, halqa_search_pane, ADW_TYPE_BIN)

enum
{
  PROP_SEARCHING = 1,
  N_PROPS
};

enum
{
  SIGNAL_STOPPED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void
typed_cb (HalqaSearchPane *self)
{
  if (self->listing != NULL)
    halqa_item_filter_set_search (halqa_listing_get_filter (self->listing),
                                  gtk_editable_get_text (GTK_EDITABLE (self->entry)));
}

static void
stop_cb (HalqaSearchPane *self)
{
  gtk_search_bar_set_search_mode (self->bar, FALSE);
  g_signal_emit (self, signals[SIGNAL_STOPPED], 0);
}

static void
searching_cb (HalqaSearchPane *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SEARCHING]);
}

/* GTK gives the keyboard to a bar that comes, behind another view too: who searches there types on there. */
static void
show_bar (HalqaSearchPane *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  gtk_search_bar_set_search_mode (self->bar, TRUE);
  if (focus != NULL)
    gtk_root_set_focus (root, focus);
}

/* It may have been typed elsewhere. GTK puts in another text by way of the empty one, which its
 * search entry tells at once: the search would become empty, and with it what is being typed. */
static void
searched_cb (HalqaSearchPane *self)
{
  const char *search = halqa_item_filter_get_search (halqa_listing_get_filter (self->listing));

  if (g_str_equal (search, gtk_editable_get_text (GTK_EDITABLE (self->entry))))
    return;
  g_signal_handlers_block_by_func (self->entry, typed_cb, self);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), search);
  g_signal_handlers_unblock_by_func (self->entry, typed_cb, self);
  if (*search != '\0')
    show_bar (self);
}

static void
halqa_search_pane_dispose (GObject *object)
{
  HalqaSearchPane *self = HALQA_SEARCH_PANE (object);

  if (self->listing != NULL)
    g_signal_handlers_disconnect_by_data (halqa_listing_get_filter (self->listing), self);
  g_clear_object (&self->listing);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_SEARCH_PANE);
  G_OBJECT_CLASS (halqa_search_pane_parent_class)->dispose (object);
}

static void
halqa_search_pane_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_SEARCHING:
      g_value_set_boolean (value, gtk_search_bar_get_search_mode (HALQA_SEARCH_PANE (object)->bar));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
halqa_search_pane_set_property (GObject *object,
                                guint prop_id,
                                const GValue *value,
                                GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_SEARCHING:
      gtk_search_bar_set_search_mode (HALQA_SEARCH_PANE (object)->bar, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
halqa_search_pane_class_init (HalqaSearchPaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = halqa_search_pane_dispose;
  object_class->get_property = halqa_search_pane_get_property;
  object_class->set_property = halqa_search_pane_set_property;
  properties[PROP_SEARCHING] =
      g_param_spec_boolean ("searching", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SIGNAL_STOPPED] = g_signal_new ("stopped", HALQA_TYPE_SEARCH_PANE, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (HALQA_TYPE_FILTER_BUTTON);
  g_type_ensure (HALQA_TYPE_FILTER_CHIPS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-search-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaSearchPane, bar);
  gtk_widget_class_bind_template_child (widget_class, HalqaSearchPane, entry);
  gtk_widget_class_bind_template_child (widget_class, HalqaSearchPane, filters);
  gtk_widget_class_bind_template_child (widget_class, HalqaSearchPane, chips);
  gtk_widget_class_bind_template_callback (widget_class, typed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_cb);
  gtk_widget_class_bind_template_callback (widget_class, searching_cb);
}

static void
halqa_search_pane_init (HalqaSearchPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_bar_connect_entry (self->bar, GTK_EDITABLE (self->entry));
}

/* To be called once. */
void
halqa_search_pane_set_listing (HalqaSearchPane *self, HalqaListing *listing)
{
  HalqaItemFilter *filter;

  g_return_if_fail (HALQA_IS_SEARCH_PANE (self) && self->listing == NULL);

  self->listing = g_object_ref (listing);
  filter = halqa_listing_get_filter (listing);
  halqa_filter_button_set_filter (self->filters, filter);
  halqa_filter_chips_set_filter (self->chips, filter);
  g_signal_connect_swapped (filter, "searched", G_CALLBACK (searched_cb), self);
  searched_cb (self);
}

/* @forum: (nullable): that is searched */
void
halqa_search_pane_set_forum (HalqaSearchPane *self, HalqaForum *forum)
{
  g_return_if_fail (HALQA_IS_SEARCH_PANE (self));

  halqa_filter_button_set_forum (self->filters, forum);
  halqa_filter_chips_set_forum (self->chips, forum);
}

void
halqa_search_pane_capture (HalqaSearchPane *self, GtkWidget *widget)
{
  g_return_if_fail (HALQA_IS_SEARCH_PANE (self));

  gtk_search_bar_set_key_capture_widget (self->bar, widget);
}

void
halqa_search_pane_start (HalqaSearchPane *self)
{
  g_return_if_fail (HALQA_IS_SEARCH_PANE (self));

  gtk_search_bar_set_search_mode (self->bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  gtk_editable_select_region (GTK_EDITABLE (self->entry), 0, -1);
}
