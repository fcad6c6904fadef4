/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-version-pane.h"

#include "halqa-comparison.h"
#include "halqa-difference.h"
#include "halqa-kind-words.h"
#include "halqa-value-words.h"
#include "halqa-settling.h"
#include "halqa-text-view.h"
#include "halqa-version-row.h"
#include "halqa-wrapping.h"

#include <glib/gi18n.h>

/* All versions of one field, each with what it changed; what they were made from; what they come to
 * together, where they touched different words. One is kept, or the union, a further text, or both as
 * two proposals. What was half typed stays when a further version arrives. */

/* Versions that are shown; people in a room make two or three. */
#define SHOWN_MAX 20

struct _HalqaVersionPane
{
  AdwBin parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaItem *item;
  char *field;
  HalqaComparison *comparison;
  GCancellable *reading; /* NULL once it is read */
  gboolean typed_into; /* whether the further text is a person's */
  gboolean wants_focus; /* for the first choice */

  /* template */
  GtkWidget *before_box;
  HalqaDifference *before;
  GtkListBox *versions;
  GtkLabel *more;
  GtkWidget *union_box;
  HalqaDifference *united;
  GtkWidget *use_union;
  GtkExpander *further;
  GtkTextView *further_view;
  GtkWidget *part;
};

G_DEFINE_FINAL_TYPE (HalqaVersionPane, halqa_version_pane, ADW_TYPE_BIN)

enum
{
  SIGNAL_CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* Up and Down go where Tab goes, as long as that is in the pane: a GtkListBox keeps them for its rows, and
 * those here have nothing to choose but their buttons. */
static gboolean
key_cb (HalqaVersionPane *self, guint key, guint code, GdkModifierType modifiers)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  const gboolean up = key == GDK_KEY_Up || key == GDK_KEY_KP_Up;
  const gboolean down = key == GDK_KEY_Down || key == GDK_KEY_KP_Down;

  if ((!up && !down) || modifiers != 0 || GTK_IS_TEXT_VIEW (focus))
    return GDK_EVENT_PROPAGATE;
  return gtk_widget_child_focus (GTK_WIDGET (self),
                                 up ? GTK_DIR_TAB_BACKWARD : GTK_DIR_TAB_FORWARD);
}

static HalqaSettlement *
begin (HalqaVersionPane *self)
{
  HalqaSettlement *settlement = halqa_settlement_new (halqa_item_get_kind (self->item),
                                                      halqa_item_get_id (self->item), self->field);

  halqa_settlement_set_seen (settlement, halqa_comparison_get_versions (self->comparison));
  return settlement;
}

static void
settle (HalqaVersionPane *self, HalqaSettlement *settlement, const char *told)
{
  self->typed_into = FALSE;
  halqa_settle (GTK_WIDGET (self), self->forum, settlement, told);
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0);
}

static void
keep_cb (HalqaVersionPane *self, HalqaVersionRow *row)
{
  g_autoptr (HalqaSettlement) settlement = begin (self);

  halqa_settlement_keep (settlement, halqa_version_row_get_version (row));
  settle (self, settlement, _ ("One version was kept"));
}

static void
use_union_cb (HalqaVersionPane *self)
{
  g_autoptr (HalqaSettlement) settlement = begin (self);

  halqa_settlement_use_text (settlement, halqa_comparison_get_union (self->comparison));
  settle (self, settlement, _ ("The versions were put together"));
}

static void
use_further_cb (HalqaVersionPane *self)
{
  g_autoptr (HalqaSettlement) settlement = begin (self);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->further_view);
  g_autofree char *text = NULL;

  g_object_get (buffer, "text", &text, NULL);
  halqa_settlement_use_text (settlement, text);
  settle (self, settlement, _ ("Another text was written"));
}

static void
part_cb (HalqaVersionPane *self)
{
  g_autoptr (HalqaSettlement) settlement = begin (self);

  halqa_settlement_keep_apart (settlement);
  settle (self, settlement, _ ("Each version is a proposal now"));
}

static void
typed_cb (HalqaVersionPane *self)
{
  self->typed_into = gtk_widget_has_focus (GTK_WIDGET (self->further_view));
}

static GtkWidget *
create_version_row (gpointer item, gpointer user_data)
{
  HalqaVersionPane *self = user_data;
  const char *field = halqa_version_get_field (HALQA_VERSION (item));
  const gboolean edit = !g_str_equal (field, self->field);
  const gboolean deletion = g_str_equal (field, "deleted");
  g_autofree char *words = edit ? halqa_field_words_dup (field) : NULL;
  const char *button = deletion ? _ ("Leave deleted") : _ ("Keep this");
  GtkWidget *row = halqa_version_row_new (HALQA_VERSION (item), words,
                                          halqa_forum_is_read_only (self->forum) ? NULL : button);

  g_signal_connect_object (row, "keep", G_CALLBACK (keep_cb), self, G_CONNECT_SWAPPED);
  return g_object_new (GTK_TYPE_LIST_BOX_ROW, "child", row, "activatable", FALSE, "focusable",
                       FALSE, NULL);
}

static void
show_before (HalqaVersionPane *self)
{
  const char *text = halqa_comparison_get_ancestor (self->comparison);
  g_autofree char *words = text == NULL ? NULL : halqa_value_words (self->field, text);

  gtk_widget_set_visible (self->before_box, text != NULL);
  if (text != NULL)
    halqa_difference_set_texts (self->before, NULL, words);
}

static void
show_union (HalqaVersionPane *self)
{
  const char *text = halqa_comparison_get_union (self->comparison);

  gtk_widget_set_visible (self->union_box, text != NULL);
  gtk_widget_set_visible (self->use_union, !halqa_forum_is_read_only (self->forum));
  if (text != NULL)
    halqa_difference_set_texts (self->united, halqa_comparison_get_ancestor (self->comparison),
                                text);
}

/* The union is the best to begin with, then what is shown. */
static void
fill_further (HalqaVersionPane *self, GListModel *versions)
{
  g_autoptr (HalqaVersion) shown = g_list_model_get_item (versions, 0);
  const char *text = halqa_comparison_get_union (self->comparison);

  if (text == NULL)
    text = shown == NULL ? "" : halqa_version_get_text (shown);
  if (!self->typed_into)
    gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->further_view), text, -1);
}

/* A member gone bad may have made thousands; what is chosen replaces those that are not shown too. */
static void
show_versions (HalqaVersionPane *self, GListModel *versions)
{
  const guint n = g_list_model_get_n_items (versions);
  const guint n_more = n > SHOWN_MAX ? n - SHOWN_MAX : 0;
  g_autoptr (GtkSliceListModel) shown =
                 gtk_slice_list_model_new (g_object_ref (versions), 0, SHOWN_MAX);
  g_autofree char *more = g_strdup_printf (ngettext ("%u further version, not shown",
                                                     "%u further versions, not shown", n_more),
                                           n_more);

  gtk_list_box_bind_model (self->versions, G_LIST_MODEL (shown), create_version_row, self, NULL);
  gtk_label_set_text (self->more, more);
  gtk_widget_set_visible (GTK_WIDGET (self->more), n_more > 0);
}

static void
show_part (HalqaVersionPane *self, guint n_versions)
{
  g_autofree char *words =
      n_versions == 2 ? g_strdup (_ ("Keep both as _two proposals"))
                      : g_strdup_printf (ngettext ("Keep it as %u proposa_l",
                                                   "Keep a_ll as %u proposals", n_versions),
                                         n_versions);

  gtk_button_set_label (GTK_BUTTON (self->part), words);
  halqa_wrapping_break_words (GTK_BUTTON (self->part));
}

static void
show_comparison (HalqaVersionPane *self)
{
  const gboolean writable = !halqa_forum_is_read_only (self->forum);
  GListModel *versions = halqa_comparison_get_versions (self->comparison);

  show_versions (self, versions);
  show_before (self);
  show_union (self);
  fill_further (self, versions);
  show_part (self, g_list_model_get_n_items (versions));
  gtk_widget_set_visible (GTK_WIDGET (self->further),
                          writable && halqa_comparison_takes_text (self->comparison));
  gtk_widget_set_visible (self->part, writable && halqa_comparison_can_part (self->comparison) &&
                                          !halqa_item_is_deleted (self->item));
}

/* When the versions are there and in sight, whichever comes last; those of before are about to go. */
static void
take_focus_cb (HalqaVersionPane *self)
{
  if (!self->wants_focus || self->reading != NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)) ||
      gtk_list_box_get_row_at_index (self->versions, 0) == NULL)
    return;
  self->wants_focus = FALSE;
  gtk_widget_child_focus (GTK_WIDGET (self->versions), GTK_DIR_TAB_FORWARD);
}

static void
read_cb (GObject *forum, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HalqaVersionPane) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HalqaComparison) comparison = halqa_comparison_read_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->reading);
  if (comparison == NULL)
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s", error->message);
      return;
    }
  g_set_object (&self->comparison, comparison);
  show_comparison (self);
  take_focus_cb (self);
}

static void
stop_reading (HalqaVersionPane *self)
{
  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
}

static void
clear (HalqaVersionPane *self)
{
  self->typed_into = FALSE;
  self->wants_focus = FALSE;
  gtk_expander_set_expanded (self->further, FALSE);
  gtk_list_box_bind_model (self->versions, NULL, NULL, NULL, NULL);
  gtk_widget_set_visible (self->before_box, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->more), FALSE);
  gtk_widget_set_visible (self->union_box, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->further), FALSE);
  gtk_widget_set_visible (self->part, FALSE);
}

static void
halqa_version_pane_dispose (GObject *object)
{
  HalqaVersionPane *self = HALQA_VERSION_PANE (object);

  stop_reading (self);
  g_clear_object (&self->comparison);
  g_clear_object (&self->forum);
  g_clear_object (&self->item);
  g_clear_pointer (&self->field, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_VERSION_PANE);
  G_OBJECT_CLASS (halqa_version_pane_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-version-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaVersionPane, before_box);
  gtk_widget_class_bind_template_child (widget_class, HalqaVersionPane, before);
  gtk_widget_class_bind_template_child (widget_class, HalqaVersionPane, versions);
  gtk_widget_class_bind_template_child (widget_class, HalqaVersionPane, more);
  gtk_widget_class_bind_template_child (widget_class, HalqaVersionPane, union_box);
  gtk_widget_class_bind_template_child (widget_class, HalqaVersionPane, united);
  gtk_widget_class_bind_template_child (widget_class, HalqaVersionPane, use_union);
  gtk_widget_class_bind_template_child (widget_class, HalqaVersionPane, further);
  gtk_widget_class_bind_template_child (widget_class, HalqaVersionPane, further_view);
  gtk_widget_class_bind_template_child (widget_class, HalqaVersionPane, part);
  gtk_widget_class_bind_template_callback (widget_class, use_union_cb);
  gtk_widget_class_bind_template_callback (widget_class, use_further_cb);
  gtk_widget_class_bind_template_callback (widget_class, part_cb);
}

static void
halqa_version_pane_class_init (HalqaVersionPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = halqa_version_pane_dispose;
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", HALQA_TYPE_VERSION_PANE, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (HALQA_TYPE_DIFFERENCE);
  g_type_ensure (HALQA_TYPE_TEXT_VIEW);
  bind_template (widget_class);
}

static void
halqa_version_pane_init (HalqaVersionPane *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  g_signal_connect_object (gtk_text_view_get_buffer (self->further_view), "changed",
                           G_CALLBACK (typed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "map", G_CALLBACK (take_focus_cb), NULL);
  clear (self);
}

/**
 * halqa_version_pane_set_field:
 * @self: a pane
 * @forum: (nullable): the forum
 * @item: (nullable): one of its records, or %NULL to show nothing
 * @field: (nullable): one of its fields; "deleted" for edits made while another deleted
 *
 * Shows the versions as they are now; the same field again is read anew.
 */
void
halqa_version_pane_set_field (HalqaVersionPane *self,
                              HalqaForum *forum,
                              HalqaItem *item,
                              const char *field)
{
  g_return_if_fail (HALQA_IS_VERSION_PANE (self));

  stop_reading (self);
  if (item != self->item || g_strcmp0 (field, self->field) != 0)
    clear (self);
  g_set_object (&self->forum, forum);
  g_set_object (&self->item, item);
  g_free (self->field);
  self->field = g_strdup (field);
  if (item == NULL)
    return;
  self->reading = g_cancellable_new ();
  halqa_comparison_read_async (forum, item, field, self->reading, read_cb, g_object_ref (self));
}

/**
 * halqa_version_pane_want_focus:
 * @self: a pane
 *
 * The first choice of the field that was set last gets the keyboard, as soon as it is in sight.
 */
void
halqa_version_pane_want_focus (HalqaVersionPane *self)
{
  g_return_if_fail (HALQA_IS_VERSION_PANE (self));

  self->wants_focus = TRUE;
}
