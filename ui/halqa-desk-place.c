/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-desk-place.h"

#include "halqa-alike.h"
#include "halqa-in-sight.h"
#include "halqa-pair-row.h"
#include "halqa-stick-chooser.h"
#include "halqa-toast.h"
#include "halqa-undo-toast.h"
#include "halqa-words.h"

#include <glib/gi18n.h>
#include <string.h>

/* The merging desk: pairs of proposals that may be the same, the likest first.
 *
 * What is put off is put off on this laptop, until somebody asks for it again: it is no statement about
 * the two, and no other laptop hears of it. The window keeps it with what else it comes back to. Who
 * asks for the look-alikes of one proposal sees its pairs alone, until all are asked for. */

/* How long the comparing may take before it is told how far it is, in microseconds; and how often that
 * is looked at, in milliseconds. */
#define PATIENCE G_USEC_PER_SEC
#define PROGRESS_MS 100

struct _HalqaDeskPlace
{
  HalqaPlace parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaAlike *alike;
  GtkFilterListModel *shown;
  GtkFilter *filter;
  GHashTable *put_off; /* of keys of pairs */
  GtkFilter *only_filter;
  char *only; /* the proposal whose pairs are shown; NULL for all */

  gint64 begun; /* to be waited for */
  guint waiting;

  /* template */
  GtkStack *stack;
  GtkListView *view;
  GtkButton *show_later;
  GtkWidget *show_all;
  GtkRevealer *progress;
  GtkProgressBar *bar;
};

G_DEFINE_FINAL_TYPE (HalqaDeskPlace, halqa_desk_place, HALQA_TYPE_PLACE)

enum
{
  PROP_PUT_OFF = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* The ids of both, whichever comes first. */
static char *
make_key (HalqaPair *pair)
{
  HalqaItem *a = halqa_pair_get_a (pair);
  HalqaItem *b = halqa_pair_get_b (pair);

  if (a == NULL || b == NULL)
    return NULL;
  if (strcmp (halqa_item_get_id (a), halqa_item_get_id (b)) > 0)
    return g_strconcat (halqa_item_get_id (b), halqa_item_get_id (a), NULL);
  return g_strconcat (halqa_item_get_id (a), halqa_item_get_id (b), NULL);
}

static gboolean
is_shown_cb (gpointer pair, gpointer user_data)
{
  HalqaDeskPlace *self = user_data;
  g_autofree char *key = NULL;

  if (g_hash_table_size (self->put_off) == 0)
    return TRUE;
  key = make_key (pair);
  return key != NULL && !g_hash_table_contains (self->put_off, key);
}

static gboolean
is_wanted_cb (gpointer pair, gpointer user_data)
{
  HalqaDeskPlace *self = user_data;

  return self->only == NULL || halqa_pair_concerns (pair, self->only);
}

static const char *
choose_page (HalqaDeskPlace *self)
{
  GtkSelectionModel *listed = gtk_list_view_get_model (self->view);

  if (listed != NULL && g_list_model_get_n_items (G_LIST_MODEL (listed)) > 0)
    return "list";
  if (self->alike != NULL && halqa_alike_is_searching (self->alike))
    return "searching";
  return self->only != NULL ? "alone" : "empty";
}

static gboolean
show_progress_cb (gpointer user_data)
{
  HalqaDeskPlace *self = user_data;

  /* What is done at once has no bar that flickers up. */
  if (g_get_monotonic_time () - self->begun < PATIENCE)
    return G_SOURCE_CONTINUE;
  halqa_stick_chooser_show_progress (self->bar, halqa_alike_get_percent (self->alike), 100);
  gtk_revealer_set_reveal_child (self->progress, TRUE);
  return G_SOURCE_CONTINUE;
}

static void
show_page (HalqaDeskPlace *self, const char *name)
{
  const gboolean waits = g_str_equal (name, "searching");

  gtk_stack_set_visible_child_name (self->stack, name);
  if (waits == (self->waiting != 0))
    return;
  gtk_revealer_set_reveal_child (self->progress, FALSE);
  g_clear_handle_id (&self->waiting, g_source_remove);
  if (waits)
    {
      self->begun = g_get_monotonic_time ();
      self->waiting = g_timeout_add (PROGRESS_MS, show_progress_cb, self);
    }
}

static void
show_count_cb (HalqaDeskPlace *self)
{
  const guint n_all =
      self->alike == NULL ? 0 : g_list_model_get_n_items (G_LIST_MODEL (self->alike));
  const guint n = self->shown == NULL ? 0 : g_list_model_get_n_items (G_LIST_MODEL (self->shown));
  g_autofree char *later =
      g_strdup_printf (ngettext ("Show %u put off", "Show %u put off", n_all - n), n_all - n);

  halqa_place_set_count (HALQA_PLACE (self), n);
  gtk_button_set_label (self->show_later, later);
  gtk_widget_set_visible (GTK_WIDGET (self->show_later), n_all > n);
  gtk_widget_set_visible (self->show_all, self->only != NULL);
  show_page (self, choose_page (self));
}

static void
note_put_off (HalqaDeskPlace *self, GtkFilterChange change)
{
  gtk_filter_changed (self->filter, change);
  show_count_cb (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PUT_OFF]);
}

static void
not_later_cb (HalqaDeskPlace *self, AdwToast *toast)
{
  if (g_hash_table_remove (self->put_off, g_object_get_data (G_OBJECT (toast), "key")))
    note_put_off (self, GTK_FILTER_CHANGE_LESS_STRICT);
}

static void
later_cb (HalqaDeskPlace *self, HalqaPairRow *row)
{
  char *key = make_key (halqa_pair_row_get_pair (row));
  AdwToast *toast;

  if (key == NULL)
    return;
  g_hash_table_add (self->put_off, key);
  note_put_off (self, GTK_FILTER_CHANGE_MORE_STRICT);
  toast = halqa_toast_new (_ ("Put off on this laptop"));
  g_object_set_data_full (G_OBJECT (toast), "key", g_strdup (key), g_free);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (not_later_cb), self,
                           G_CONNECT_SWAPPED);
  halqa_undo_toast_show_only_way (halqa_undo_toast_find (GTK_WIDGET (self)), toast);
}

static void
show_later_cb (HalqaDeskPlace *self)
{
  g_object_set (self, "put-off", NULL, NULL);
}

static void
show_all_cb (HalqaDeskPlace *self)
{
  halqa_desk_place_show_only (self, NULL);
}

static GtkWidget *
make_row (gpointer user_data)
{
  HalqaDeskPlace *self = user_data;
  GtkWidget *row = halqa_pair_row_new ();

  g_signal_connect_object (row, "later", G_CALLBACK (later_cb), self, G_CONNECT_SWAPPED);
  return row;
}

static void
show_row (gpointer user_data, GtkListItem *list_item, GtkWidget *row)
{
  HalqaDeskPlace *self = user_data;

  gtk_list_item_set_activatable (list_item, FALSE);
  halqa_pair_row_set_pair (HALQA_PAIR_ROW (row), self->forum, gtk_list_item_get_item (list_item));
}

static void
clear_forum (HalqaDeskPlace *self)
{
  if (self->view != NULL)
    gtk_list_view_set_model (self->view, NULL);
  g_clear_object (&self->shown);
  g_clear_object (&self->filter);
  g_clear_object (&self->only_filter);
  g_clear_pointer (&self->only, g_free);
  if (self->alike != NULL)
    g_signal_handlers_disconnect_by_data (self->alike, self);
  g_clear_object (&self->alike);
  g_clear_handle_id (&self->waiting, g_source_remove);
}

static void
halqa_desk_place_set_forum (HalqaPlace *place, HalqaForum *forum)
{
  HalqaDeskPlace *self = HALQA_DESK_PLACE (place);

  clear_forum (self);
  g_set_object (&self->forum, forum);
  /* Of another one it is told before that comes to be shown here. */
  if (forum == NULL)
    g_hash_table_remove_all (self->put_off);
  else
    {
      g_autoptr (GtkNoSelection) selection = NULL;
      GtkFilterListModel *wanted;

      self->alike = halqa_alike_new (forum);
      self->filter = GTK_FILTER (gtk_custom_filter_new (is_shown_cb, self, NULL));
      self->shown = gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (self->alike)),
                                               g_object_ref (self->filter));
      g_signal_connect_object (self->shown, "items-changed", G_CALLBACK (show_count_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (self->alike, "notify::searching", G_CALLBACK (show_count_cb), self,
                               G_CONNECT_SWAPPED);
      self->only_filter = GTK_FILTER (gtk_custom_filter_new (is_wanted_cb, self, NULL));
      wanted = gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (self->shown)),
                                          g_object_ref (self->only_filter));
      g_signal_connect_object (wanted, "items-changed", G_CALLBACK (show_count_cb), self,
                               G_CONNECT_SWAPPED | G_CONNECT_AFTER);
      selection = gtk_no_selection_new (G_LIST_MODEL (wanted));
      gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (selection));
    }
  show_count_cb (self);
}

static void
put_off (HalqaDeskPlace *self, const char *const *keys)
{
  g_hash_table_remove_all (self->put_off);
  for (; keys != NULL && *keys != NULL; keys++)
    g_hash_table_add (self->put_off, g_strdup (*keys));
  if (self->filter != NULL)
    gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  show_count_cb (self);
}

static void
halqa_desk_place_set_property (GObject *object,
                               guint prop_id,
                               const GValue *value,
                               GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_PUT_OFF:
      put_off (HALQA_DESK_PLACE (object), g_value_get_boxed (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
halqa_desk_place_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  g_autofree gpointer *keys = NULL;

  switch (prop_id)
    {
    case PROP_PUT_OFF:
      keys = g_hash_table_get_keys_as_array (HALQA_DESK_PLACE (object)->put_off, NULL);
      g_value_set_boxed (value, keys);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
halqa_desk_place_dispose (GObject *object)
{
  HalqaDeskPlace *self = HALQA_DESK_PLACE (object);

  clear_forum (self);
  g_clear_object (&self->forum);
  G_OBJECT_CLASS (halqa_desk_place_parent_class)->dispose (object);
}

static void
halqa_desk_place_finalize (GObject *object)
{
  g_hash_table_unref (HALQA_DESK_PLACE (object)->put_off);
  G_OBJECT_CLASS (halqa_desk_place_parent_class)->finalize (object);
}

static void
halqa_desk_place_class_init (HalqaDeskPlaceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = halqa_desk_place_dispose;
  object_class->finalize = halqa_desk_place_finalize;
  object_class->set_property = halqa_desk_place_set_property;
  object_class->get_property = halqa_desk_place_get_property;
  properties[PROP_PUT_OFF] = g_param_spec_boxed ("put-off", NULL, NULL, G_TYPE_STRV,
                                                 G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  HALQA_PLACE_CLASS (klass)->set_forum = halqa_desk_place_set_forum;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-desk-place.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaDeskPlace, stack);
  gtk_widget_class_bind_template_child (widget_class, HalqaDeskPlace, view);
  gtk_widget_class_bind_template_child (widget_class, HalqaDeskPlace, show_later);
  gtk_widget_class_bind_template_child (widget_class, HalqaDeskPlace, show_all);
  gtk_widget_class_bind_template_child (widget_class, HalqaDeskPlace, progress);
  gtk_widget_class_bind_template_child (widget_class, HalqaDeskPlace, bar);
  gtk_widget_class_bind_template_callback (widget_class, show_later_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_all_cb);
}

static void
add_glossary_button (HalqaDeskPlace *self)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("accessories-dictionary-symbolic");

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.glossary");
  halqa_words_name_icon (button, _ ("Glossary"));
  adw_header_bar_pack_end (halqa_place_get_bar (HALQA_PLACE (self)), button);
}

static void
halqa_desk_place_init (HalqaDeskPlace *self)
{
  self->put_off = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  /* A menu that was taken out of a window and put in again does nothing (GTK 4.8). */
  halqa_in_sight_watch (self->view, make_row, show_row, NULL, self);
  add_glossary_button (self);
  show_count_cb (self);
}

/* Shows the pairs of one proposal alone; @id: (nullable): %NULL for all of them */
void
halqa_desk_place_show_only (HalqaDeskPlace *self, const char *id)
{
  g_return_if_fail (HALQA_IS_DESK_PLACE (self));

  g_free (self->only);
  self->only = g_strdup (id);
  if (self->only_filter != NULL)
    gtk_filter_changed (self->only_filter, GTK_FILTER_CHANGE_DIFFERENT);
  show_count_cb (self);
}
