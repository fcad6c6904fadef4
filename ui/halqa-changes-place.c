/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-changes-place.h"

#include "halqa-change-row.h"
#include "halqa-changes.h"
#include "halqa-tab-stop.h"
#include "halqa-text.h"
#include "halqa-words.h"

#include <glib/gi18n.h>

/* What has changed since a moment that is chosen above, in groups or not. What nobody here has seen
 * is counted as long as the forum is open; the list that is shown is read only once somebody looks.
 *
 * Nothing counts as seen before somebody says so: a list that was opened by mistake, or left in
 * haste, is there again. */

struct _HalqaChangesPlace
{
  HalqaPlace parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaChanges *unseen; /* is counted */
  HalqaChanges *shown; /* NULL before somebody looks */
  GListModel *members;
  GArray *choices; /* of Choice, as the drop-down lists them */

  gboolean choosing;

  /* template */
  GtkDropDown *since;
  GtkDropDown *by;
  GtkWidget *seen;
  GtkStack *stack;
  GtkListView *view;
  AdwStatusPage *problem;
};

G_DEFINE_FINAL_TYPE (HalqaChangesPlace, halqa_changes_place, HALQA_TYPE_PLACE)

typedef enum
{
  MOMENT_NONE,
  MOMENT_HOUR,
  MOMENT_TODAY,
  MOMENT_YESTERDAY,
} Moment;

typedef struct
{
  HalqaSince since;
  Moment moment;
  char *device; /* NULL where it is about none */
} Choice;

static void
choice_clear (gpointer data)
{
  g_free (((Choice *) data)->device);
}

/* Unix time in microseconds. */
static gint64
get_moment (Moment moment)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) midnight =
                 g_date_time_new_local (g_date_time_get_year (now), g_date_time_get_month (now),
                                        g_date_time_get_day_of_month (now), 0, 0, 0);
  gint64 today = g_date_time_to_unix (midnight) * G_USEC_PER_SEC;

  switch (moment)
    {
    case MOMENT_HOUR:
      return g_get_real_time () - G_TIME_SPAN_HOUR;
    case MOMENT_TODAY:
      return today;
    case MOMENT_YESTERDAY:
      return today - G_TIME_SPAN_DAY;
    case MOMENT_NONE:
    default:
      return 0;
    }
}

/* --- what is shown */

static void
update (HalqaChangesPlace *self)
{
  guint unseen = self->unseen != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->unseen)) : 0;
  const char *problem = self->shown != NULL ? halqa_changes_get_problem (self->shown) : NULL;
  const char *page = "list";

  halqa_place_set_count (HALQA_PLACE (self), unseen);
  gtk_widget_set_sensitive (self->seen, unseen > 0 && !halqa_forum_is_read_only (self->forum));
  if (problem != NULL)
    page = "problem";
  else if (self->shown == NULL || g_list_model_get_n_items (G_LIST_MODEL (self->shown)) == 0)
    page = self->shown != NULL && halqa_changes_is_loading (self->shown) ? "loading" : "empty";
  adw_status_page_set_description (self->problem, problem);
  gtk_stack_set_visible_child_name (self->stack, page);
}

static void
update_cb (HalqaChangesPlace *self)
{
  if (self->forum != NULL)
    update (self);
}

static void
follow (HalqaChangesPlace *self, HalqaChanges *list)
{
  g_signal_connect_object (list, "notify", G_CALLBACK (update_cb), self, G_CONNECT_SWAPPED);
}

static void
choose (HalqaChangesPlace *self)
{
  guint position = gtk_drop_down_get_selected (self->since);
  const Choice *choice;

  if (self->shown == NULL || position >= self->choices->len)
    return;
  choice = &g_array_index (self->choices, Choice, position);
  halqa_changes_set_since (self->shown, choice->since, get_moment (choice->moment), choice->device);
}

static void
since_cb (HalqaChangesPlace *self)
{
  if (!self->choosing)
    choose (self);
}

static void
by_cb (HalqaChangesPlace *self)
{
  if (self->shown != NULL)
    halqa_changes_set_by (self->shown, gtk_drop_down_get_selected (self->by));
}

static void
seen_cb (HalqaChangesPlace *self)
{
  if (self->unseen != NULL)
    halqa_changes_mark_seen (self->unseen);
}

/* --- what there is to choose from */

static void
add_choice (HalqaChangesPlace *self,
            GtkStringList *names,
            const char *name,
            HalqaSince since,
            Moment moment,
            const char *device)
{
  const Choice choice = { since, moment, g_strdup (device) };

  gtk_string_list_append (names, name);
  g_array_append_val (self->choices, choice);
}

static void
add_visits (HalqaChangesPlace *self, GtkStringList *names)
{
  for (guint i = 0; i < g_list_model_get_n_items (self->members); i++)
    {
      g_autoptr (HalqaMember) member = g_list_model_get_item (self->members, i);
      g_autofree char *who = halqa_text_isolate (halqa_member_get_name (member));
      g_autofree char *name = NULL;

      if (halqa_member_is_self (member) || halqa_member_get_last_met (member) == 0)
        continue;
      /* Translators: %s is a laptop. */
      name = g_strdup_printf (_ ("Since the Last Visit of %s"), who);
      add_choice (self, names, name, HALQA_SINCE_VISIT, MOMENT_NONE,
                  halqa_member_get_device (member));
    }
}

static guint
find_choice (HalqaChangesPlace *self, const Choice *wanted)
{
  for (guint i = 0; i < self->choices->len; i++)
    {
      const Choice *choice = &g_array_index (self->choices, Choice, i);

      if (choice->since == wanted->since && choice->moment == wanted->moment &&
          g_strcmp0 (choice->device, wanted->device) == 0)
        return i;
    }
  return 0;
}

/* Laptops come, and get names; what was chosen stays so. */
static void
list_choices_cb (HalqaChangesPlace *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint position = gtk_drop_down_get_selected (self->since);
  Choice chosen = { HALQA_SINCE_LOOKED, MOMENT_NONE, NULL };

  if (position < self->choices->len)
    {
      chosen = g_array_index (self->choices, Choice, position);
      chosen.device = g_strdup (chosen.device);
    }
  g_array_set_size (self->choices, 0);
  add_choice (self, names, _ ("Not Seen Yet"), HALQA_SINCE_LOOKED, MOMENT_NONE, NULL);
  add_choice (self, names, _ ("In the Last Hour"), HALQA_SINCE_MOMENT, MOMENT_HOUR, NULL);
  add_choice (self, names, _ ("Today"), HALQA_SINCE_MOMENT, MOMENT_TODAY, NULL);
  add_choice (self, names, _ ("Since Yesterday"), HALQA_SINCE_MOMENT, MOMENT_YESTERDAY, NULL);
  add_choice (self, names, _ ("With the Last Exchange"), HALQA_SINCE_EXCHANGE, MOMENT_NONE, NULL);
  if (self->members != NULL)
    add_visits (self, names);
  self->choosing = TRUE;
  gtk_drop_down_set_model (self->since, G_LIST_MODEL (names));
  gtk_drop_down_set_selected (self->since, find_choice (self, &chosen));
  self->choosing = FALSE;
  g_free (chosen.device);
}

/* --- rows */

static void
setup_cb (HalqaChangesPlace *self, GtkListItem *list_item)
{
  gtk_list_item_set_child (list_item, halqa_change_row_new ());
}

static void
bind_cb (HalqaChangesPlace *self, GtkListItem *list_item)
{
  halqa_change_row_set_item (HALQA_CHANGE_ROW (gtk_list_item_get_child (list_item)), self->forum,
                             gtk_list_item_get_item (list_item));
}

static void
unbind_cb (HalqaChangesPlace *self, GtkListItem *list_item)
{
  halqa_change_row_set_item (HALQA_CHANGE_ROW (gtk_list_item_get_child (list_item)), NULL, NULL);
}

static void
activate_cb (HalqaChangesPlace *self, guint position)
{
  g_autoptr (HalqaChangedItem) item = g_list_model_get_item (G_LIST_MODEL (self->shown), position);

  if (item != NULL)
    halqa_place_open_record (HALQA_PLACE (self), halqa_changed_item_get_kind (item),
                             halqa_changed_item_get_id (item));
}

/* --- the place */

static void
show_list (HalqaChangesPlace *self)
{
  g_autoptr (GtkNoSelection) selection = NULL;

  if (self->shown != NULL || self->forum == NULL)
    return;
  self->shown = halqa_changes_new (self->forum);
  halqa_changes_set_by (self->shown, gtk_drop_down_get_selected (self->by));
  follow (self, self->shown);
  selection = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->shown)));
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (selection));
  update (self);
}

/* A moment that was chosen long ago, as the last hour, is another by now; and laptops came. */
static void
halqa_changes_place_map (GtkWidget *widget)
{
  HalqaChangesPlace *self = HALQA_CHANGES_PLACE (widget);

  show_list (self);
  list_choices_cb (self);
  choose (self);
  GTK_WIDGET_CLASS (halqa_changes_place_parent_class)->map (widget);
}

static void
release (HalqaChangesPlace *self)
{
  if (self->members != NULL)
    g_signal_handlers_disconnect_by_data (self->members, self);
  if (self->unseen != NULL)
    g_signal_handlers_disconnect_by_data (self->unseen, self);
  if (self->shown != NULL)
    g_signal_handlers_disconnect_by_data (self->shown, self);
  if (self->view != NULL)
    gtk_list_view_set_model (self->view, NULL);
  g_clear_object (&self->members);
  g_clear_object (&self->unseen);
  g_clear_object (&self->shown);
  g_clear_object (&self->forum);
}

static void
halqa_changes_place_set_forum (HalqaPlace *place, HalqaForum *forum)
{
  HalqaChangesPlace *self = HALQA_CHANGES_PLACE (place);

  release (self);
  halqa_place_set_count (place, 0);
  if (forum == NULL)
    return;
  self->forum = g_object_ref (forum);
  self->unseen = halqa_changes_new (forum);
  follow (self, self->unseen);
  self->members = g_object_ref (halqa_forum_get_members (forum));
  g_signal_connect_object (self->members, "items-changed", G_CALLBACK (list_choices_cb), self,
                           G_CONNECT_SWAPPED);
  list_choices_cb (self);
  gtk_drop_down_set_selected (self->since, 0);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    show_list (self);
  update (self);
}

static void
halqa_changes_place_dispose (GObject *object)
{
  HalqaChangesPlace *self = HALQA_CHANGES_PLACE (object);

  release (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_CHANGES_PLACE);
  G_OBJECT_CLASS (halqa_changes_place_parent_class)->dispose (object);
}

static void
halqa_changes_place_finalize (GObject *object)
{
  g_array_unref (HALQA_CHANGES_PLACE (object)->choices);
  G_OBJECT_CLASS (halqa_changes_place_parent_class)->finalize (object);
}

static void
halqa_changes_place_class_init (HalqaChangesPlaceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = halqa_changes_place_dispose;
  object_class->finalize = halqa_changes_place_finalize;
  widget_class->map = halqa_changes_place_map;
  HALQA_PLACE_CLASS (klass)->set_forum = halqa_changes_place_set_forum;

  g_type_ensure (HALQA_TYPE_TAB_STOP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-changes-place.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaChangesPlace, since);
  gtk_widget_class_bind_template_child (widget_class, HalqaChangesPlace, by);
  gtk_widget_class_bind_template_child (widget_class, HalqaChangesPlace, seen);
  gtk_widget_class_bind_template_child (widget_class, HalqaChangesPlace, stack);
  gtk_widget_class_bind_template_child (widget_class, HalqaChangesPlace, view);
  gtk_widget_class_bind_template_child (widget_class, HalqaChangesPlace, problem);
  gtk_widget_class_bind_template_callback (widget_class, since_cb);
  gtk_widget_class_bind_template_callback (widget_class, by_cb);
  gtk_widget_class_bind_template_callback (widget_class, seen_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
}

static void
halqa_changes_place_init (HalqaChangesPlace *self)
{
  self->choices = g_array_new (FALSE, FALSE, sizeof (Choice));
  g_array_set_clear_func (self->choices, choice_clear);
  gtk_widget_init_template (GTK_WIDGET (self));
  halqa_words_name_button (self->since, _ ("Since when"));
  halqa_words_name_button (self->by, _ ("In which order"));
  list_choices_cb (self);
}
