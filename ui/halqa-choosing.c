/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-choosing.h"

#include "halqa-proposal-row.h"

/* GtkMultiSelection knows positions: a row that moves is taken out and put in elsewhere, and is not
 * selected any more; nor is what a search hides. Here the ids are kept, and selected again wherever
 * they are.
 *
 * What a person does is told by positions that changed, so only those are looked at: to select all of
 * 20,000 makes as many ids and no item. */

struct _HalqaChoosing
{
  GObject parent_instance;

  /* owned */
  GtkMultiSelection *selection;
  HalqaItemList *items;
  GHashTable *ids; /* char -> when it was chosen, as a number */
  GHashTable *before; /* those that were chosen when Shift was first held */
  char *pressed; /* the id of the row on which the button was pressed; NULL for none */

  double press_x, press_y;

  guint n_ever;
  guint idle;
  gboolean active;
  gboolean walking;
  gboolean extending; /* the last was done with Shift */
  gboolean following; /* the selection follows the ids, and not they it */
};

G_DEFINE_FINAL_TYPE (HalqaChoosing, halqa_choosing, G_TYPE_OBJECT)

enum
{
  PROP_ACTIVE = 1,
  N_PROPS
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void
note (HalqaChoosing *self, char *id, gboolean chosen)
{
  if (!chosen)
    {
      g_hash_table_remove (self->ids, id);
      g_free (id);
    }
  else if (g_hash_table_contains (self->ids, id))
    g_free (id);
  else
    g_hash_table_insert (self->ids, id, GUINT_TO_POINTER (self->n_ever++));
}

static gboolean
select_again (gpointer user_data)
{
  HalqaChoosing *self = user_data;
  const guint n = self->items != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->items)) : 0;
  g_autoptr (GtkBitset) selected = gtk_bitset_new_empty ();
  g_autoptr (GtkBitset) all = gtk_bitset_new_range (0, n);
  GHashTableIter iter;
  gpointer id;

  self->idle = 0;
  g_hash_table_iter_init (&iter, self->ids);
  while (n > 0 && g_hash_table_iter_next (&iter, &id, NULL))
    {
      const guint position = halqa_item_list_find (self->items, id);

      if (position != G_MAXUINT)
        gtk_bitset_add (selected, position);
    }
  self->following = TRUE;
  gtk_selection_model_set_selection (GTK_SELECTION_MODEL (self->selection), selected, all);
  self->following = FALSE;
  return G_SOURCE_REMOVE;
}

/* Once for all that comes at once, and before it is drawn. */
static void
items_changed_cb (HalqaChoosing *self)
{
  if (self->active && self->idle == 0 && g_hash_table_size (self->ids) > 0)
    self->idle = g_idle_add_full (GDK_PRIORITY_EVENTS, select_again, self, NULL);
}

static void
selection_changed_cb (HalqaChoosing *self, guint position, guint n_items)
{
  GtkSelectionModel *model = GTK_SELECTION_MODEL (self->selection);

  if (self->following || !self->active || self->items == NULL)
    return;
  for (guint i = position; i < position + n_items; i++)
    {
      char *id = halqa_item_list_dup_id (self->items, i);

      /* GTK would have nothing but what Shift spans: here what was ticked stays. */
      note (self, id,
            gtk_selection_model_is_selected (model, i) ||
                (self->extending && g_hash_table_contains (self->before, id)));
    }
  if (self->extending)
    items_changed_cb (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* --- in a view */

static GtkWidget *
find_row_at (GtkWidget *view, double x, double y)
{
  GtkWidget *widget = gtk_widget_pick (view, x, y, GTK_PICK_DEFAULT);

  return widget != NULL ? gtk_widget_get_ancestor (widget, HALQA_TYPE_PROPOSAL_ROW) : NULL;
}

static void
begin_extending (HalqaChoosing *self)
{
  GHashTableIter iter;
  gpointer id;

  g_hash_table_remove_all (self->before);
  g_hash_table_iter_init (&iter, self->ids);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_hash_table_add (self->before, g_strdup (id));
}

static void
note_shift (HalqaChoosing *self, GdkModifierType state)
{
  const gboolean extends = (state & (GDK_SHIFT_MASK | GDK_CONTROL_MASK)) == GDK_SHIFT_MASK;

  if (extends && !self->extending)
    begin_extending (self);
  self->extending = extends;
}

/* With Control or Shift a click does what it always does. */
static void
pressed_cb (HalqaChoosing *self, int n_press, double x, double y, GtkGesture *gesture)
{
  GtkEventController *controller = GTK_EVENT_CONTROLLER (gesture);
  const GdkModifierType state = gtk_event_controller_get_current_event_state (controller);
  GtkWidget *row;

  self->walking = FALSE;
  note_shift (self, state);
  g_clear_pointer (&self->pressed, g_free);
  if (!self->active || (state & (GDK_CONTROL_MASK | GDK_SHIFT_MASK)) != 0)
    return;
  row = find_row_at (gtk_event_controller_get_widget (controller), x, y);
  if (row == NULL)
    return;
  gtk_widget_grab_focus (gtk_widget_get_parent (row));
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  /* GTK would show it as pressed for good: that the button was let go, the row is not told. */
  gtk_widget_unset_state_flags (gtk_widget_get_parent (row), GTK_STATE_FLAG_ACTIVE);
  self->pressed =
      g_strdup (halqa_item_get_id (halqa_proposal_row_get_item (HALQA_PROPOSAL_ROW (row))));
  self->press_x = x;
  self->press_y = y;
}

/* By the view where it can, which remembers that Shift begins there. */
static void
toggle_at (HalqaChoosing *self, GtkWidget *view, const char *id, double x, double y)
{
  GtkWidget *row = find_row_at (view, x, y);

  if (row != NULL && GTK_IS_LIST_VIEW (view) &&
      gtk_list_view_get_model (GTK_LIST_VIEW (view)) == GTK_SELECTION_MODEL (self->selection))
    gtk_widget_activate_action (gtk_widget_get_parent (row), "listitem.select", "(bb)", TRUE,
                                FALSE);
  else
    halqa_choosing_toggle (self, id);
}

/* What was dragged, as for another order, is no click. */
static void
released_cb (HalqaChoosing *self, int n_press, double x, double y, GtkGesture *gesture)
{
  GtkWidget *view = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));
  g_autofree char *pressed = g_steal_pointer (&self->pressed);

  if (pressed != NULL && self->active &&
      !gtk_drag_check_threshold (view, (int) self->press_x, (int) self->press_y, (int) x, (int) y))
    toggle_at (self, view, pressed, x, y);
}

/* Of what the view does by a key, that which it does with Control: the keyboard goes there, and what is
 * chosen stays. */
static GtkShortcut *
dup_shortcut (GListModel *of, guint keyval)
{
  for (guint i = 0; i < g_list_model_get_n_items (of); i++)
    {
      g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (of, i);
      GtkShortcutTrigger *trigger = gtk_shortcut_get_trigger (shortcut);

      if (GTK_IS_KEYVAL_TRIGGER (trigger) &&
          gtk_keyval_trigger_get_keyval (GTK_KEYVAL_TRIGGER (trigger)) == keyval &&
          gtk_keyval_trigger_get_modifiers (GTK_KEYVAL_TRIGGER (trigger)) == GDK_CONTROL_MASK)
        return g_steal_pointer (&shortcut);
    }
  return NULL;
}

static gboolean
move_without_choosing (GtkWidget *view, guint keyval)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (view);
  g_autoptr (GtkShortcut) shortcut = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (controllers) && shortcut == NULL; i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_SHORTCUT_CONTROLLER (controller))
        shortcut = dup_shortcut (G_LIST_MODEL (controller), keyval);
    }
  return shortcut != NULL &&
         gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut), 0, view,
                                       gtk_shortcut_get_arguments (shortcut));
}

static gboolean
key_cb (HalqaChoosing *self,
        guint keyval,
        guint keycode,
        GdkModifierType state,
        GtkEventController *controller)
{
  static const guint keys[] = { GDK_KEY_Up,  GDK_KEY_Down,    GDK_KEY_Home,
                                GDK_KEY_End, GDK_KEY_Page_Up, GDK_KEY_Page_Down };
  gboolean moves = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    moves = moves || keyval == keys[i];
  self->walking = moves && (state & GDK_CONTROL_MASK) == 0;
  if (!gdk_key_event_is_modifier (gtk_event_controller_get_current_event (controller)))
    note_shift (self, state);
  return moves && self->active &&
         (state & (GDK_CONTROL_MASK | GDK_SHIFT_MASK | GDK_ALT_MASK)) == 0 &&
         move_without_choosing (gtk_event_controller_get_widget (controller), keyval);
}

static void
halqa_choosing_dispose (GObject *object)
{
  HalqaChoosing *self = HALQA_CHOOSING (object);

  g_clear_handle_id (&self->idle, g_source_remove);
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  g_clear_object (&self->selection);
  g_clear_object (&self->items);
  G_OBJECT_CLASS (halqa_choosing_parent_class)->dispose (object);
}

static void
halqa_choosing_finalize (GObject *object)
{
  g_hash_table_unref (HALQA_CHOOSING (object)->ids);
  g_hash_table_unref (HALQA_CHOOSING (object)->before);
  g_free (HALQA_CHOOSING (object)->pressed);
  G_OBJECT_CLASS (halqa_choosing_parent_class)->finalize (object);
}

static void
halqa_choosing_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_ACTIVE:
      g_value_set_boolean (value, HALQA_CHOOSING (object)->active);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
halqa_choosing_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_ACTIVE:
      halqa_choosing_set_active (HALQA_CHOOSING (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
halqa_choosing_class_init (HalqaChoosingClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = halqa_choosing_dispose;
  object_class->finalize = halqa_choosing_finalize;
  object_class->get_property = halqa_choosing_get_property;
  object_class->set_property = halqa_choosing_set_property;
  properties[PROP_ACTIVE] =
      g_param_spec_boolean ("active", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", HALQA_TYPE_CHOOSING, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
halqa_choosing_init (HalqaChoosing *self)
{
  self->ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->before = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->selection = gtk_multi_selection_new (NULL);
  g_signal_connect_swapped (self->selection, "selection-changed", G_CALLBACK (selection_changed_cb),
                            self);
  g_signal_connect_swapped (self->selection, "items-changed", G_CALLBACK (items_changed_cb), self);
}

HalqaChoosing *
halqa_choosing_new (void)
{
  return g_object_new (HALQA_TYPE_CHOOSING, NULL);
}

GtkSelectionModel *
halqa_choosing_get_selection (HalqaChoosing *self)
{
  g_return_val_if_fail (HALQA_IS_CHOOSING (self), NULL);

  return GTK_SELECTION_MODEL (self->selection);
}

void
halqa_choosing_watch (HalqaChoosing *self, GtkWidget *view)
{
  GtkEventController *click = GTK_EVENT_CONTROLLER (gtk_gesture_click_new ());
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_return_if_fail (HALQA_IS_CHOOSING (self));

  gtk_event_controller_set_propagation_phase (click, GTK_PHASE_CAPTURE);
  g_signal_connect_object (click, "pressed", G_CALLBACK (pressed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (click, "released", G_CALLBACK (released_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (view, click);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (view, keys);
}

/* @items: (nullable): of which some are chosen; none of them yet */
void
halqa_choosing_set_items (HalqaChoosing *self, HalqaItemList *items)
{
  g_return_if_fail (HALQA_IS_CHOOSING (self));

  g_hash_table_remove_all (self->ids);
  g_set_object (&self->items, items);
  gtk_multi_selection_set_model (self->selection, G_LIST_MODEL (items));
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* @active: whether what is selected is chosen; then what is selected now is */
void
halqa_choosing_set_active (HalqaChoosing *self, gboolean active)
{
  g_return_if_fail (HALQA_IS_CHOOSING (self));

  if (!active == !self->active)
    return;
  if (!active)
    halqa_choosing_clear (self);
  self->active = active;
  if (active && self->items != NULL)
    selection_changed_cb (self, 0, g_list_model_get_n_items (G_LIST_MODEL (self->items)));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACTIVE]);
}

gboolean
halqa_choosing_get_active (HalqaChoosing *self)
{
  g_return_val_if_fail (HALQA_IS_CHOOSING (self), FALSE);

  return self->active;
}

/* Whether the last that was done in the view was a key that goes to another row. */
gboolean
halqa_choosing_is_walking (HalqaChoosing *self)
{
  g_return_val_if_fail (HALQA_IS_CHOOSING (self), FALSE);

  return self->walking;
}

guint
halqa_choosing_get_size (HalqaChoosing *self)
{
  g_return_val_if_fail (HALQA_IS_CHOOSING (self), 0);

  return g_hash_table_size (self->ids);
}

gboolean
halqa_choosing_has (HalqaChoosing *self, const char *id)
{
  g_return_val_if_fail (HALQA_IS_CHOOSING (self) && id != NULL, FALSE);

  return g_hash_table_contains (self->ids, id);
}

/* @ids: (element-type utf8): of records, in the list or not; @alone: whether they, or none, are all that
 * is chosen from now on */
void
halqa_choosing_mark (HalqaChoosing *self, const GPtrArray *ids, gboolean chosen, gboolean alone)
{
  g_return_if_fail (HALQA_IS_CHOOSING (self) && ids != NULL);

  if (alone)
    g_hash_table_remove_all (self->ids);
  for (guint i = 0; i < ids->len; i++)
    note (self, g_strdup (ids->pdata[i]), chosen);
  select_again (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

void
halqa_choosing_toggle (HalqaChoosing *self, const char *id)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  g_ptr_array_add (ids, (char *) id);
  halqa_choosing_mark (self, ids, !halqa_choosing_has (self, id), FALSE);
}

void
halqa_choosing_clear (HalqaChoosing *self)
{
  g_return_if_fail (HALQA_IS_CHOOSING (self));

  g_hash_table_remove_all (self->ids);
  self->following = TRUE;
  gtk_selection_model_unselect_all (GTK_SELECTION_MODEL (self->selection));
  self->following = FALSE;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static int
compare_ids (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const guint one = GPOINTER_TO_UINT (g_hash_table_lookup (user_data, *(char *const *) a));
  const guint other = GPOINTER_TO_UINT (g_hash_table_lookup (user_data, *(char *const *) b));

  return (one > other) - (one < other);
}

/* Returns: (transfer full): ids of 32 hex digits */
GStrv
halqa_choosing_dup_ids (HalqaChoosing *self)
{
  g_autofree gpointer *keys = NULL;
  guint n;

  g_return_val_if_fail (HALQA_IS_CHOOSING (self), NULL);

  keys = g_hash_table_get_keys_as_array (self->ids, &n);
  g_qsort_with_data (keys, (int) n, sizeof *keys, compare_ids, self->ids);
  return g_strdupv ((char **) keys);
}
