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

  HalqaSort then; /* the order before this one; its field is lent by a table below, NULL for none */
};

G_DEFINE_FINAL_TYPE (HalqaListing, halqa_listing, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const char *const views[] = { "list", "board", "table", NULL };
static const char *const sorts[] = { "created",      "updated",       "title",   "reference",
                                     "state",        "theme",         "session", "author_name",
                                     "organisation", "neighbourhood", NULL };
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

/* Returns: (nullable): one of @words */
static const char *
find_word (const char *const *words, const char *word)
{
  while (*words != NULL && !g_str_equal (*words, word))
    words++;
  return *words;
}

/* Lent by the table above. */
static const char *
get_choice (HalqaListing *self, gsize choice)
{
  g_autoptr (GVariant) state =
                 g_action_get_state (G_ACTION (get_action (self, choices[choice].name)));
  const char *word = find_word (choices[choice].words, g_variant_get_string (state, NULL));

  return word != NULL ? word : choices[choice].words[0];
}

/* What the view that is shown has no use for is not in its menu. */
static void
enable (HalqaListing *self)
{
  g_simple_action_set_enabled (get_action (self, "group"),
                               g_str_equal (halqa_listing_get_view (self), "board"));
}

static void
keep (HalqaListing *self, const char *name, GVariant *value)
{
  g_autofree char *key = g_strconcat ("proposals-", name, NULL);
  g_autoptr (GVariant) held = g_variant_ref_sink (value);

  g_simple_action_set_state (get_action (self, name), held);
  if (self->settings != NULL)
    g_settings_set_value (self->settings, key, held);
}

static void
change_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  HalqaListing *self = user_data;
  const char *name = g_action_get_name (G_ACTION (action));
  const char *word;

  if (g_str_equal (name, "sort"))
    {
      /* The newest and the last that was changed come first, whatever else is sorted from its beginning. */
      word = g_variant_get_string (value, NULL);
      halqa_listing_set_sort (self, word,
                              g_str_equal (word, "created") || g_str_equal (word, "updated"));
      return;
    }
  keep (self, name, value);
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
  g_autofree char *then = NULL;

  g_return_if_fail (HALQA_IS_LISTING (self));

  if (!g_set_object (&self->settings, settings) || settings == NULL)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      g_autofree char *key = g_strconcat ("proposals-", choices[i].name, NULL);
      g_autoptr (GVariant) value = g_settings_get_value (settings, key);

      g_simple_action_set_state (get_action (self, choices[i].name), value);
    }
  g_settings_get (settings, "proposals-then", "(sb)", &then, &self->then.reverse);
  self->then.field = find_word (sorts, then);
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

/* Returns: (nullable): the order before that, in which those are that it leaves equal */
const HalqaSort *
halqa_listing_get_then (HalqaListing *self)
{
  g_return_val_if_fail (HALQA_IS_LISTING (self), NULL);

  return self->then.field != NULL ? &self->then : NULL;
}

void
halqa_listing_set_sort (HalqaListing *self, const char *sort, gboolean reverse)
{
  HalqaSort before;

  g_return_if_fail (HALQA_IS_LISTING (self) && sort != NULL);

  before.field = halqa_listing_get_sort (self, &before.reverse);
  if (!g_str_equal (sort, before.field))
    {
      self->then = before;
      if (self->settings != NULL)
        g_settings_set (self->settings, "proposals-then", "(sb)", before.field, before.reverse);
    }
  keep (self, "sort", g_variant_new_string (sort));
  keep (self, "reverse", g_variant_new_boolean (reverse));
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

const char *
halqa_listing_get_group (HalqaListing *self)
{
  g_return_val_if_fail (HALQA_IS_LISTING (self), NULL);

  return get_choice (self, 2);
}
