/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-listing.h"

#include <string.h>

/* How a person wants to see all proposals: what of them, in which view, in which order. It belongs to
 * the window, so that the list, the board and the table show the same choice, and outlasts it in the
 * settings, but for what is searched and filtered: who opens a forum wants to see all of it.
 *
 * A value in the settings that is none of these, as of a later version, counts for the first. */

struct _HalqaListing
{
  GObject parent_instance;

  /* owned */
  HalqaItemFilter *filter;
  GSettings *settings; /* NULL where there are none */
  GSimpleActionGroup *actions;
  GMenuModel *menu;
};

G_DEFINE_FINAL_TYPE (HalqaListing, halqa_listing, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const char *const views[] = { "list", "board", "table", NULL };
static const char *const sorts[] = { "created", "updated", "title",   "reference",
                                     "state",   "theme",   "session", NULL };
static const char *const groups[] = { "state", "theme", "session", NULL };

/* Each is an action and, behind "proposals-", a key of the settings. */
static const struct
{
  const char *name;
  const char *const *words; /* NULL of a switch */
} choices[] = {
  { "view", views },
  { "sort", sorts },
  { "group", groups },
  { "reverse", NULL },
};

static GSimpleAction *
get_action (HalqaListing *self, const char *name)
{
  return G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self->actions), name));
}

/* Lent by the table above. */
static const char *
get_choice (HalqaListing *self, gsize choice)
{
  g_autoptr (GVariant) state =
                 g_action_get_state (G_ACTION (get_action (self, choices[choice].name)));
  const char *word = g_variant_get_string (state, NULL);

  for (gsize i = 0; choices[choice].words[i] != NULL; i++)
    if (g_str_equal (choices[choice].words[i], word))
      return choices[choice].words[i];
  return choices[choice].words[0];
}

/* What the view that is shown has no use for is not in its menu. */
static void
enable (HalqaListing *self)
{
  const char *view = halqa_listing_get_view (self);
  const gboolean table = g_str_equal (view, "table");

  g_simple_action_set_enabled (get_action (self, "sort"), !table);
  g_simple_action_set_enabled (get_action (self, "reverse"), !table);
  g_simple_action_set_enabled (get_action (self, "group"), g_str_equal (view, "board"));
}

static void
change_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  HalqaListing *self = user_data;
  const char *name = g_action_get_name (G_ACTION (action));
  g_autofree char *key = g_strconcat ("proposals-", name, NULL);

  g_simple_action_set_state (action, value);
  if (self->settings != NULL)
    g_settings_set_value (self->settings, key, value);
  /* The newest and the last that was changed come first, whatever else is sorted from its beginning. */
  if (g_str_equal (name, "sort"))
    {
      const gboolean latest = strcmp (g_variant_get_string (value, NULL), "created") == 0 ||
                              strcmp (g_variant_get_string (value, NULL), "updated") == 0;

      g_action_group_change_action_state (G_ACTION_GROUP (self->actions), "reverse",
                                          g_variant_new_boolean (latest));
    }
  enable (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* Also where it is so already: another view may be shown for all that. */
static void
view_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  g_action_change_state (G_ACTION (action), value);
}

static void
halqa_listing_dispose (GObject *object)
{
  HalqaListing *self = HALQA_LISTING (object);

  g_clear_object (&self->filter);
  g_clear_object (&self->settings);
  g_clear_object (&self->actions);
  g_clear_object (&self->menu);
  G_OBJECT_CLASS (halqa_listing_parent_class)->dispose (object);
}

static void
halqa_listing_class_init (HalqaListingClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = halqa_listing_dispose;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", HALQA_TYPE_LISTING, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
halqa_listing_init (HalqaListing *self)
{
  g_autoptr (GtkBuilder) builder =
                 gtk_builder_new_from_resource ("/org/halqa/Halqa/halqa-listing-menu.ui");

  self->filter = halqa_item_filter_new ();
  self->menu = g_object_ref (G_MENU_MODEL (gtk_builder_get_object (builder, "menu")));
  self->actions = g_simple_action_group_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      const gboolean word = choices[i].words != NULL;
      g_autoptr (GSimpleAction) action =
                     g_simple_action_new_stateful (choices[i].name,
                                                   word ? G_VARIANT_TYPE_STRING : NULL,
                                                   word ? g_variant_new_string (choices[i].words[0])
                                                        : g_variant_new_boolean (TRUE));

      g_signal_connect_object (action, "change-state", G_CALLBACK (change_cb), self, 0);
      if (choices[i].words == views)
        g_signal_connect (action, "activate", G_CALLBACK (view_cb), NULL);
      g_action_map_add_action (G_ACTION_MAP (self->actions), G_ACTION (action));
    }
  enable (self);
}

HalqaListing *
halqa_listing_new (void)
{
  return g_object_new (HALQA_TYPE_LISTING, NULL);
}

void
halqa_listing_set_settings (HalqaListing *self, GSettings *settings)
{
  g_return_if_fail (HALQA_IS_LISTING (self));

  if (!g_set_object (&self->settings, settings) || settings == NULL)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      g_autofree char *key = g_strconcat ("proposals-", choices[i].name, NULL);
      g_autoptr (GVariant) value = g_settings_get_value (settings, key);

      g_simple_action_set_state (get_action (self, choices[i].name), value);
    }
  enable (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* Returns: (transfer none) (nullable) */
GSettings *
halqa_listing_get_settings (HalqaListing *self)
{
  g_return_val_if_fail (HALQA_IS_LISTING (self), NULL);

  return self->settings;
}

GActionGroup *
halqa_listing_get_actions (HalqaListing *self)
{
  g_return_val_if_fail (HALQA_IS_LISTING (self), NULL);

  return G_ACTION_GROUP (self->actions);
}

GMenuModel *
halqa_listing_get_menu (HalqaListing *self)
{
  g_return_val_if_fail (HALQA_IS_LISTING (self), NULL);

  return self->menu;
}

HalqaItemFilter *
halqa_listing_get_filter (HalqaListing *self)
{
  g_return_val_if_fail (HALQA_IS_LISTING (self), NULL);

  return self->filter;
}

const char *
halqa_listing_get_view (HalqaListing *self)
{
  g_return_val_if_fail (HALQA_IS_LISTING (self), NULL);

  return get_choice (self, 0);
}

const char *
halqa_listing_get_sort (HalqaListing *self, gboolean *reverse)
{
  g_autoptr (GVariant) state = NULL;

  g_return_val_if_fail (HALQA_IS_LISTING (self) && reverse != NULL, NULL);

  state = g_action_get_state (G_ACTION (get_action (self, "reverse")));
  *reverse = g_variant_get_boolean (state);
  return get_choice (self, 1);
}

const char *
halqa_listing_get_group (HalqaListing *self)
{
  g_return_val_if_fail (HALQA_IS_LISTING (self), NULL);

  return get_choice (self, 2);
}
