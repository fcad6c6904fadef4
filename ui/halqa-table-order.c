/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-table-order.h"

#include <glib/gi18n.h>

/* A click on a heading of a table chooses the order, of all views; what it leaves equal stays in the order
 * before it. A menu chooses it too, for GTK 4.8 gives the keyboard to no heading.
 *
 * GTK 4.8 tells nobody which heading was clicked: it has a sorter that asks those of the columns, the one
 * that was clicked first. So each column has one that only notes that it was asked, and the answer that
 * comes out at the top tells whether it is turned round. It shows by an arrow which heading comes first; the
 * second is told where the pointer rests on that. */

#define DATA "halqa-table-order"
/* Of a column. */
#define FIELD "halqa-table-order-field"

/* Of a view. */
typedef struct
{
  HalqaListing *listing; /* owned */
  const char *probed; /* the field whose sorter was asked */
  gboolean showing;
} Order;

static void
order_free (gpointer data)
{
  g_object_unref (((Order *) data)->listing);
  g_free (data);
}

static Order *
get_order (GtkColumnView *view)
{
  return g_object_get_data (G_OBJECT (view), DATA);
}

static int
probe_cb (gconstpointer a, gconstpointer b, gpointer column)
{
  Order *self = get_order (gtk_column_view_column_get_column_view (column));

  self->probed = g_object_get_data (column, FIELD);
  return -1;
}

/* A third click on one heading, which for GTK takes the order away, turns it round again. */
static void
sorter_changed_cb (GtkColumnView *view, GtkSorterChange change, GtkSorter *sorter)
{
  Order *self = get_order (view);
  GtkOrdering ordering;
  gboolean reverse;
  const char *field;

  /* A view that is given up loses its columns. */
  if (self->showing || gtk_column_view_get_model (view) == NULL)
    return;
  self->probed = NULL;
  /* Of the two it only matters that they are not one. */
  ordering = gtk_sorter_compare (sorter, view, sorter);
  field = halqa_listing_get_sort (self->listing, &reverse);
  if (self->probed != NULL)
    halqa_listing_set_sort (self->listing, self->probed, ordering == GTK_ORDERING_LARGER);
  else
    halqa_listing_set_sort (self->listing, field, !reverse);
}

/* Returns: (transfer full) (nullable) */
static GtkColumnViewColumn *
find_column (GtkColumnView *view, const char *field, guint *position)
{
  GListModel *columns = gtk_column_view_get_columns (view);

  for (*position = 0; *position < g_list_model_get_n_items (columns); ++*position)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, *position);

      if (g_strcmp0 (g_object_get_data (G_OBJECT (column), FIELD), field) == 0)
        return g_steal_pointer (&column);
    }
  return NULL;
}

static char *
tell_second (GtkColumnView *view)
{
  const HalqaSort *then = halqa_listing_get_then (get_order (view)->listing);
  guint position;
  g_autoptr (GtkColumnViewColumn) column =
                 then != NULL ? find_column (view, then->field, &position) : NULL;

  if (column == NULL)
    return NULL;
  /* Translators: of the heading by which a table is sorted; %s is another heading of it */
  return g_strdup_printf (_ ("Sorted by this, then by “%s”"),
                          gtk_column_view_column_get_title (column));
}

static void
show_order (GtkColumnView *view)
{
  Order *self = get_order (view);
  GtkWidget *headings = gtk_widget_get_first_child (GTK_WIDGET (view));
  GtkWidget *heading = gtk_widget_get_first_child (headings);
  gboolean reverse;
  const char *field = halqa_listing_get_sort (self->listing, &reverse);
  guint position;
  g_autoptr (GtkColumnViewColumn) column = find_column (view, field, &position);
  g_autofree char *second = tell_second (view);

  self->showing = TRUE;
  gtk_column_view_sort_by_column (view, column, reverse ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
  self->showing = FALSE;
  for (guint i = 0; heading != NULL; i++, heading = gtk_widget_get_next_sibling (heading))
    gtk_widget_set_tooltip_text (heading, i == position ? second : NULL);
}

/**
 * halqa_table_order_add:
 * @column: before halqa_table_order_set_listing() of its view
 * @field: by which a click on its heading sorts; a literal
 */
void
halqa_table_order_add (GtkColumnViewColumn *column, const char *field)
{
  g_autoptr (GtkSorter) sorter = GTK_SORTER (gtk_custom_sorter_new (probe_cb, column, NULL));

  g_object_set_data (G_OBJECT (column), FIELD, (gpointer) field);
  gtk_column_view_column_set_sorter (column, sorter);
}

/**
 * halqa_table_order_set_listing:
 * @view: with all of its columns
 * @listing: whose order it shows and chooses
 */
void
halqa_table_order_set_listing (GtkColumnView *view, HalqaListing *listing)
{
  Order *self = g_new0 (Order, 1);

  g_return_if_fail (GTK_IS_COLUMN_VIEW (view) && HALQA_IS_LISTING (listing));

  self->listing = g_object_ref (listing);
  g_object_set_data_full (G_OBJECT (view), DATA, self, order_free);
  g_signal_connect_object (gtk_column_view_get_sorter (view), "changed",
                           G_CALLBACK (sorter_changed_cb), view, G_CONNECT_SWAPPED);
  g_signal_connect_object (listing, "changed", G_CALLBACK (show_order), view, G_CONNECT_SWAPPED);
  show_order (view);
}
