/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-family-private.h"

#include "halqa-endorser-private.h"
#include "halqa-forum-private.h"
#include "halqa-item-private.h"
#include "halqa-relation-private.h"

/* A proposal and what is merged into it, as lists that stay up to date.
 *
 * Rules: sources are the records themselves, so what each room wrote, who and when, is read where it
 * stands and can still be edited; tallies of two rooms are two lines and are never added; an
 * organisation that endorsed several of the family is one line with all that it commits to; what the
 * family relates to are proposals outside it.
 *
 * All of it is worked out anew when a record of a kind that counts here was written, and the lists
 * say only where they differ: a family has a handful of members, and one record that comes to it
 * (or is taken out) can move any of them. */

struct _HalqaFamily
{
  GObject parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaItem *item;
  HalqaItem *into;
  GListStore *sources;
  GListStore *claims;
  GListStore *tallies;
  GListStore *endorsers;
  GListStore *relations;

  HalqaId id;
  HalqaMergeState state;
};

enum
{
  PROP_ITEM = 1,
  PROP_INTO,
  PROP_SOURCES,
  PROP_N_SOURCES,
  PROP_CLAIMS,
  PROP_TALLIES,
  PROP_ENDORSERS,
  PROP_RELATIONS,
  N_PROPS
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HalqaFamily, halqa_family, G_TYPE_OBJECT)

/* --- lists */

typedef gboolean (*EqualFunc) (gpointer a, gpointer b);

static gboolean
is_same_object (gpointer a, gpointer b)
{
  return a == b;
}

static gboolean
equals_at (GListStore *list, guint position, gpointer object, EqualFunc equal)
{
  g_autoptr (GObject) shown = g_list_model_get_item (G_LIST_MODEL (list), position);

  return equal (shown, object);
}

/* Makes @list hold @objects; what is equal at both of its ends stays. Whether anything changed. */
static gboolean
replace_list (GListStore *list, const GPtrArray *objects, EqualFunc equal)
{
  const guint n_old = g_list_model_get_n_items (G_LIST_MODEL (list));
  const guint n_new = objects->len;
  guint first = 0;
  guint last = 0;

  while (first < MIN (n_old, n_new) && equals_at (list, first, objects->pdata[first], equal))
    first++;
  while (last < MIN (n_old, n_new) - first &&
         equals_at (list, n_old - 1 - last, objects->pdata[n_new - 1 - last], equal))
    last++;
  if (first == n_old && first == n_new)
    return FALSE;
  /* An empty array has no data to count from. */
  g_list_store_splice (list, first, n_old - first - last,
                       n_new == 0 ? NULL : objects->pdata + first, n_new - first - last);
  return TRUE;
}

/* --- keeping up */

static gboolean
refresh_into (HalqaFamily *self)
{
  HalqaForest *forest = halqa_forum_get_forest (self->forum);
  const HalqaId *link = halqa_forest_get_link (forest, &self->id);
  const HalqaMergeState state = halqa_forest_get_state (forest, &self->id);
  g_autoptr (HalqaItem) into =
                 link != NULL ? halqa_forum_dup_item_of (self->forum, "proposal", link) : NULL;
  const gboolean changed = self->state != state || self->into != into;

  self->state = state;
  if (g_set_object (&self->into, into))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_INTO]);
  return changed;
}

static gboolean
refresh (HalqaFamily *self)
{
  HalqaReader *reader = halqa_forum_get_reader (self->forum);
  const gboolean begun = halqa_reader_begin (reader, NULL);
  g_autoptr (GPtrArray) sources = halqa_family_list_sources (self->forum, &self->id);
  g_autoptr (GPtrArray) members = g_ptr_array_new ();
  g_autoptr (GPtrArray) claims = NULL;
  g_autoptr (GPtrArray) tallies = NULL;
  g_autoptr (GPtrArray) endorsers = NULL;
  g_autoptr (GPtrArray) relations = NULL;
  gboolean changed = refresh_into (self);

  g_ptr_array_add (members, self->item);
  g_ptr_array_extend (members, sources, NULL, NULL);
  claims = halqa_family_list_claims (self->forum, members);
  tallies = halqa_family_list_tallies (self->forum, members);
  endorsers = halqa_family_list_endorsers (self->forum, members);
  relations = halqa_family_list_relations (self->forum, members);
  if (begun)
    halqa_reader_end (reader);

  changed |= replace_list (self->claims, claims, is_same_object);
  changed |= replace_list (self->tallies, tallies, is_same_object);
  changed |= replace_list (self->endorsers, endorsers, (EqualFunc) halqa_endorser_equal);
  changed |= replace_list (self->relations, relations, (EqualFunc) halqa_relation_equal);
  if (replace_list (self->sources, sources, is_same_object))
    {
      changed = TRUE;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_SOURCES]);
    }
  return changed;
}

static gboolean
counts_here (const GArray *touched)
{
  static const char *const kinds[] = { "proposal",     "tally",   "endorsement", "link",
                                       "organisation", "session", NULL };

  for (guint i = 0; i < touched->len; i++)
    if (g_strv_contains (kinds, g_array_index (touched, HalqaTouched, i).kind->name))
      return TRUE;
  return FALSE;
}

static void
records_touched_cb (HalqaForum *forum, const GArray *touched, gpointer user_data)
{
  HalqaFamily *self = HALQA_FAMILY (user_data);

  if (!counts_here (touched))
    return;
  g_object_ref (self);
  if (refresh (self))
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  g_object_unref (self);
}

static void
halqa_family_dispose (GObject *object)
{
  HalqaFamily *self = HALQA_FAMILY (object);

  if (self->forum != NULL)
    g_signal_handlers_disconnect_by_data (self->forum, self);
  g_clear_object (&self->item);
  g_clear_object (&self->into);
  g_clear_object (&self->sources);
  g_clear_object (&self->claims);
  g_clear_object (&self->tallies);
  g_clear_object (&self->endorsers);
  g_clear_object (&self->relations);
  g_clear_object (&self->forum);
  G_OBJECT_CLASS (halqa_family_parent_class)->dispose (object);
}

static void
halqa_family_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  HalqaFamily *self = HALQA_FAMILY (object);

  switch (prop_id)
    {
    case PROP_ITEM:
      g_value_set_object (value, self->item);
      break;
    case PROP_INTO:
      g_value_set_object (value, self->into);
      break;
    case PROP_SOURCES:
      g_value_set_object (value, self->sources);
      break;
    case PROP_N_SOURCES:
      g_value_set_uint (value, g_list_model_get_n_items (G_LIST_MODEL (self->sources)));
      break;
    case PROP_CLAIMS:
      g_value_set_object (value, self->claims);
      break;
    case PROP_TALLIES:
      g_value_set_object (value, self->tallies);
      break;
    case PROP_ENDORSERS:
      g_value_set_object (value, self->endorsers);
      break;
    case PROP_RELATIONS:
      g_value_set_object (value, self->relations);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
halqa_family_class_init (HalqaFamilyClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->dispose = halqa_family_dispose;
  object_class->get_property = halqa_family_get_property;

  properties[PROP_ITEM] = g_param_spec_object ("item", NULL, NULL, HALQA_TYPE_ITEM, flags);
  properties[PROP_INTO] = g_param_spec_object ("into", NULL, NULL, HALQA_TYPE_ITEM, flags);
  properties[PROP_SOURCES] = g_param_spec_object ("sources", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  properties[PROP_N_SOURCES] = g_param_spec_uint ("n-sources", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_CLAIMS] = g_param_spec_object ("claims", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  properties[PROP_TALLIES] = g_param_spec_object ("tallies", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  properties[PROP_ENDORSERS] =
      g_param_spec_object ("endorsers", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  properties[PROP_RELATIONS] =
      g_param_spec_object ("relations", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /* After any of its lists, or what the proposal is merged into, became another. */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
halqa_family_init (HalqaFamily *self)
{
  self->sources = g_list_store_new (HALQA_TYPE_ITEM);
  self->claims = g_list_store_new (HALQA_TYPE_ITEM);
  self->tallies = g_list_store_new (HALQA_TYPE_ITEM);
  self->endorsers = g_list_store_new (HALQA_TYPE_ENDORSER);
  self->relations = g_list_store_new (HALQA_TYPE_RELATION);
}

/**
 * halqa_family_new:
 * @forum: a forum
 * @item: a proposal of it
 *
 * Returns: (transfer full): what is merged into @item, and what has to do with it, kept up to date
 */
HalqaFamily *
halqa_family_new (HalqaForum *forum, HalqaItem *item)
{
  HalqaFamily *self;

  g_return_val_if_fail (HALQA_IS_FORUM (forum), NULL);
  g_return_val_if_fail (HALQA_IS_ITEM (item), NULL);

  self = g_object_new (HALQA_TYPE_FAMILY, NULL);
  self->forum = g_object_ref (forum);
  self->item = g_object_ref (item);
  self->id = *halqa_record_get_id (halqa_item_get_record (item));
  g_signal_connect (forum, "touched", G_CALLBACK (records_touched_cb), self);
  refresh (self);
  return self;
}

/**
 * halqa_family_get_item:
 * @self: a family
 *
 * Returns: (transfer none): the proposal that it is the family of
 */
HalqaItem *
halqa_family_get_item (HalqaFamily *self)
{
  g_return_val_if_fail (HALQA_IS_FAMILY (self), NULL);

  return self->item;
}

/**
 * halqa_family_get_state:
 * @self: a family
 *
 * Returns: what the link of the proposal itself comes to
 */
HalqaMergeState
halqa_family_get_state (HalqaFamily *self)
{
  g_return_val_if_fail (HALQA_IS_FAMILY (self), HALQA_MERGE_NONE);

  return self->state;
}

/**
 * halqa_family_get_into:
 * @self: a family
 *
 * Returns: (transfer none) (nullable): what the proposal is merged into; whether that is in force
 *   tells halqa_family_get_state()
 */
HalqaItem *
halqa_family_get_into (HalqaFamily *self)
{
  g_return_val_if_fail (HALQA_IS_FAMILY (self), NULL);

  return self->into;
}

/**
 * halqa_family_get_sources:
 * @self: a family
 *
 * Returns: (transfer none): a list of #HalqaItem: what is merged into the proposal, the first made
 *   first, each followed by its own sources
 */
GListModel *
halqa_family_get_sources (HalqaFamily *self)
{
  g_return_val_if_fail (HALQA_IS_FAMILY (self), NULL);

  return G_LIST_MODEL (self->sources);
}

/**
 * halqa_family_get_claims:
 * @self: a family
 *
 * Returns: (transfer none): a list of #HalqaItem: what another laptop merged into one of the family,
 *   while it is shown as merged elsewhere, or not at all
 */
GListModel *
halqa_family_get_claims (HalqaFamily *self)
{
  g_return_val_if_fail (HALQA_IS_FAMILY (self), NULL);

  return G_LIST_MODEL (self->claims);
}

/**
 * halqa_family_get_tallies:
 * @self: a family
 *
 * Returns: (transfer none): a list of #HalqaItem: the tallies of the proposal and of its sources, by
 *   session; those of a session that has not arrived come last
 */
GListModel *
halqa_family_get_tallies (HalqaFamily *self)
{
  g_return_val_if_fail (HALQA_IS_FAMILY (self), NULL);

  return G_LIST_MODEL (self->tallies);
}

/**
 * halqa_family_get_endorsers:
 * @self: a family
 *
 * Returns: (transfer none): a list of #HalqaEndorser, each organisation once
 */
GListModel *
halqa_family_get_endorsers (HalqaFamily *self)
{
  g_return_val_if_fail (HALQA_IS_FAMILY (self), NULL);

  return G_LIST_MODEL (self->endorsers);
}

/**
 * halqa_family_get_relations:
 * @self: a family
 *
 * Returns: (transfer none): a list of #HalqaRelation to proposals outside the family
 */
GListModel *
halqa_family_get_relations (HalqaFamily *self)
{
  g_return_val_if_fail (HALQA_IS_FAMILY (self), NULL);

  return G_LIST_MODEL (self->relations);
}
