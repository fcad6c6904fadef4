/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-changes.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "halqa-changed-item-private.h"
#include "halqa-changes-load.h"
#include "halqa-forum-private.h"
#include "halqa-since.h"

/* What has changed, as a live list.
 *
 * What there is to begin with is read on a thread of its own, for after a forum was joined that is all
 * of it, and the window waits for nothing. What comes later is read here, entry by entry as it came,
 * a moment after the first of it: a thousand arrivals are told of a few times. A row is an object
 * only once somebody looks at it.
 *
 * Rule: the mark up to which somebody has seen everything moves only to what this list has read, so
 * that what comes between a look and a click is still new.
 *
 * Rejected: to move the mark when the list is left. Whoever opened it by mistake would have to find
 * out for themselves what it said. */

#define UPDATE_MS 150
#define PAUSE_MS 16 /* between two parts of what came */

struct _HalqaChanges
{
  GObject parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaChangeSet *set; /* NULL before anything is read */
  GPtrArray *rows; /* of HalqaChanged, lent by the set */
  GHashTable *items; /* HalqaChanged -> HalqaChangedItem, of the rows that were looked at */
  GHashTable *labels; /* HalqaId or HalqaDeviceId, within 32 bytes -> char: of groups */
  GCancellable *loading; /* NULL where nothing is being read */
  char *device; /* in hex, or NULL */
  char *problem;

  HalqaSince since;
  HalqaChangesBy by;
  gint64 moment;
  guint64 upto; /* the newest arrival that is in the rows */
  guint64 read; /* the newest that is in the set */
  guint update;
};

enum
{
  PROP_N_ITEMS = 1,
  PROP_LOADING,
  PROP_PROBLEM,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* --- groups */

static char *
make_session_label (HalqaChanges *self, const HalqaChanged *changed)
{
  g_autoptr (HalqaItem) item = NULL;

  if (!changed->has_session)
    return g_strdup (_ ("Without a session"));
  item = halqa_forum_dup_item_of (self->forum, "session", &changed->session);
  if (item == NULL)
    return g_strdup (_ ("A session that has not arrived yet"));
  return g_strdup (halqa_item_get_name (item));
}

static const HalqaDeviceId *
get_writer (const HalqaChanged *changed)
{
  return &g_array_index (changed->writers, HalqaChangeWriter, 0).device;
}

static gboolean
is_own (HalqaChanges *self, const HalqaDeviceId *device)
{
  HalqaIdentity *identity = halqa_store_get_identity (halqa_forum_get_store (self->forum));

  return memcmp (device, halqa_identity_get_device (identity), sizeof *device) == 0;
}

/* What rows of one group have in common: a key, and the words for it. */
static const char *
get_label (HalqaChanges *self, const HalqaChanged *changed)
{
  g_autofree char *key = NULL;
  char *label;

  if (self->by == HALQA_BY_TIME)
    return "";
  if (self->by == HALQA_BY_LAPTOP)
    key = halqa_hex_dup (get_writer (changed)->bytes, HALQA_DEVICE_ID_SIZE);
  else if (changed->has_session)
    key = halqa_hex_dup (changed->session.bytes, HALQA_ID_SIZE);
  else
    key = g_strdup ("");
  label = g_hash_table_lookup (self->labels, key);
  if (label != NULL)
    return label;
  if (self->by == HALQA_BY_SESSION)
    label = make_session_label (self, changed);
  else if (is_own (self, get_writer (changed)))
    label = g_strdup (_ ("This laptop"));
  else
    label = g_strdup (halqa_forum_get_device_name (self->forum, get_writer (changed)));
  g_hash_table_insert (self->labels, g_steal_pointer (&key), label);
  return label;
}

static int
compare_ids (HalqaChanges *self, const HalqaChanged *a, const HalqaChanged *b)
{
  if (self->by == HALQA_BY_LAPTOP)
    return memcmp (get_writer (a), get_writer (b), HALQA_DEVICE_ID_SIZE);
  return memcmp (&a->session, &b->session, HALQA_ID_SIZE);
}

/* What belongs nowhere comes last, and so does what was written here. */
static gboolean
is_last (HalqaChanges *self, const HalqaChanged *changed)
{
  return self->by == HALQA_BY_LAPTOP ? is_own (self, get_writer (changed)) : !changed->has_session;
}

static int
compare_groups (HalqaChanges *self, const HalqaChanged *a, const HalqaChanged *b)
{
  const gboolean last_a = is_last (self, a);
  const gboolean last_b = is_last (self, b);
  int order;

  if (last_a != last_b)
    return last_a ? 1 : -1;
  if (last_a)
    return 0;
  order = g_utf8_collate (get_label (self, a), get_label (self, b));
  return order != 0 ? order : compare_ids (self, a, b);
}

static int
compare_rows (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const HalqaChanged *one = *(HalqaChanged *const *) a;
  const HalqaChanged *other = *(HalqaChanged *const *) b;

  return compare_groups (user_data, one, other);
}

/* --- rows */

/* In the order of the list; of one group in the order of their arrival, for the sort is stable. */
static GPtrArray *
list_rows (HalqaChanges *self)
{
  GPtrArray *rows;

  if (self->set == NULL)
    return g_ptr_array_new ();
  rows = halqa_change_set_list (self->set);
  if (self->by != HALQA_BY_TIME)
    g_ptr_array_sort_with_data (rows, compare_rows, self);
  return rows;
}

static gboolean
begins_group (HalqaChanges *self, guint position)
{
  if (self->by == HALQA_BY_TIME)
    return FALSE;
  return position == 0 || compare_groups (self, g_ptr_array_index (self->rows, position - 1),
                                          g_ptr_array_index (self->rows, position)) != 0;
}

static void
mark_first_rows (HalqaChanges *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      HalqaChangedItem *item = g_hash_table_lookup (self->items, g_ptr_array_index (self->rows, i));

      if (item != NULL)
        halqa_changed_item_set_first (item, begins_group (self, i));
    }
}

/* What differs between the two, told as one splice. */
static void
take_rows (HalqaChanges *self, GPtrArray *rows)
{
  g_autoptr (GPtrArray) old = g_steal_pointer (&self->rows);
  guint start = 0;
  guint end = 0;

  self->rows = rows;
  while (start < MIN (old->len, rows->len) &&
         g_ptr_array_index (old, start) == g_ptr_array_index (rows, start))
    start++;
  while (end < MIN (old->len, rows->len) - start &&
         g_ptr_array_index (old, old->len - 1 - end) ==
             g_ptr_array_index (rows, rows->len - 1 - end))
    end++;
  if (old->len - start - end > 0 || rows->len - start - end > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), start, old->len - start - end,
                                rows->len - start - end);
  mark_first_rows (self);
  if (old->len != rows->len)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ITEMS]);
}

static void
update_items (HalqaChanges *self, GPtrArray *settled)
{
  for (guint i = 0; i < settled->len; i++)
    {
      const HalqaChanged *changed = g_ptr_array_index (settled, i);
      HalqaChangedItem *item = g_hash_table_lookup (self->items, changed);

      if (item != NULL)
        halqa_changed_item_update (item, self->forum, changed, get_label (self, changed));
    }
}

/* --- what comes later */

static gboolean
update_cb (gpointer user_data)
{
  g_autoptr (HalqaChanges) self = g_object_ref (user_data);
  g_autoptr (GPtrArray) settled = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  gboolean more;

  self->update = 0;
  if (self->set == NULL)
    return G_SOURCE_REMOVE;
  if (!halqa_changes_load_more (self->set, &self->read, settled, &more, &error))
    {
      g_warning ("%s: %s", halqa_store_get_path (halqa_forum_get_store (self->forum)),
                 error->message);
      return G_SOURCE_REMOVE;
    }
  /* A session may have got another title, or arrived. */
  g_hash_table_remove_all (self->labels);
  update_items (self, settled);
  self->update = more ? g_timeout_add (PAUSE_MS, update_cb, self) : 0;
  if (more)
    return G_SOURCE_REMOVE;
  self->upto = self->read;
  take_rows (self, list_rows (self));
  return G_SOURCE_REMOVE;
}

static void
schedule_update (HalqaChanges *self)
{
  if (self->update == 0 && self->loading == NULL)
    self->update = g_timeout_add (UPDATE_MS, update_cb, self);
}

/* --- what there is to begin with */

static void
set_problem (HalqaChanges *self, const char *problem)
{
  if (g_strcmp0 (problem, self->problem) == 0)
    return;
  g_free (self->problem);
  self->problem = g_strdup (problem);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
}

static void
take_set (HalqaChanges *self, HalqaChangeSet *set)
{
  g_autoptr (HalqaChangeSet) old = g_steal_pointer (&self->set);

  self->set = set;
  if (set != NULL)
    halqa_change_set_set_reader (set, halqa_forum_get_reader (self->forum));
  g_hash_table_remove_all (self->labels);
  g_hash_table_remove_all (self->items);
  take_rows (self, list_rows (self));
}

/* Nobody is kept by what is still being read: a list that is let go of lets go of the forum. */
static GWeakRef *
weak_new (HalqaChanges *self)
{
  GWeakRef *weak = g_new (GWeakRef, 1);

  g_weak_ref_init (weak, self);
  return weak;
}

static HalqaChanges *
weak_take (GWeakRef *weak)
{
  HalqaChanges *self = g_weak_ref_get (weak);

  g_weak_ref_clear (weak);
  g_free (weak);
  return self;
}

static void
loaded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HalqaChanges) self = weak_take (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (HalqaChangeSet) set = NULL;
  guint64 upto;

  set = halqa_changes_load_finish (result, &upto, &error);
  /* Another load has taken its place, or nobody waits for it any more. */
  if (self == NULL || self->forum == NULL ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->loading);
  self->upto = set != NULL ? upto : 0;
  self->read = self->upto;
  set_problem (self, error != NULL ? error->message : NULL);
  take_set (self, g_steal_pointer (&set));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
  schedule_update (self);
}

static void
load (HalqaChanges *self)
{
  const gboolean was_loading = self->loading != NULL;

  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  g_clear_handle_id (&self->update, g_source_remove);
  self->loading = g_cancellable_new ();
  halqa_changes_load_async (halqa_forum_get_store (self->forum), self->since, self->moment,
                            self->device, self->loading, loaded_cb, weak_new (self));
  if (!was_loading)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

static void
looked_cb (HalqaChanges *self)
{
  if (self->since == HALQA_SINCE_LOOKED)
    load (self);
}

/* --- the model */

static GType
halqa_changes_get_item_type (GListModel *model)
{
  return HALQA_TYPE_CHANGED_ITEM;
}

static guint
halqa_changes_get_n_items (GListModel *model)
{
  return HALQA_CHANGES (model)->rows->len;
}

static gpointer
halqa_changes_get_item (GListModel *model, guint position)
{
  HalqaChanges *self = HALQA_CHANGES (model);
  HalqaChangedItem *item;
  HalqaChanged *changed;

  if (position >= self->rows->len)
    return NULL;
  changed = g_ptr_array_index (self->rows, position);
  item = g_hash_table_lookup (self->items, changed);
  if (item != NULL)
    return g_object_ref (item);
  item = halqa_changed_item_new (self->forum, changed, get_label (self, changed));
  halqa_changed_item_set_first (item, begins_group (self, position));
  g_hash_table_insert (self->items, changed, item);
  return g_object_ref (item);
}

static void
halqa_changes_init_model (GListModelInterface *iface)
{
  iface->get_item_type = halqa_changes_get_item_type;
  iface->get_n_items = halqa_changes_get_n_items;
  iface->get_item = halqa_changes_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (HalqaChanges,
                               halqa_changes,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, halqa_changes_init_model))

static void
halqa_changes_dispose (GObject *object)
{
  HalqaChanges *self = HALQA_CHANGES (object);

  g_clear_handle_id (&self->update, g_source_remove);
  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  if (self->forum != NULL)
    g_signal_handlers_disconnect_by_data (self->forum, self);
  g_clear_object (&self->forum);
  G_OBJECT_CLASS (halqa_changes_parent_class)->dispose (object);
}

static void
halqa_changes_finalize (GObject *object)
{
  HalqaChanges *self = HALQA_CHANGES (object);

  g_clear_pointer (&self->set, halqa_change_set_free);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->items, g_hash_table_unref);
  g_clear_pointer (&self->labels, g_hash_table_unref);
  g_clear_pointer (&self->device, g_free);
  g_clear_pointer (&self->problem, g_free);
  G_OBJECT_CLASS (halqa_changes_parent_class)->finalize (object);
}

static void
halqa_changes_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  HalqaChanges *self = HALQA_CHANGES (object);

  switch (prop_id)
    {
    case PROP_N_ITEMS:
      g_value_set_uint (value, self->rows->len);
      break;
    case PROP_LOADING:
      g_value_set_boolean (value, self->loading != NULL);
      break;
    case PROP_PROBLEM:
      g_value_set_string (value, self->problem);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
halqa_changes_class_init (HalqaChangesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->dispose = halqa_changes_dispose;
  object_class->finalize = halqa_changes_finalize;
  object_class->get_property = halqa_changes_get_property;

  properties[PROP_N_ITEMS] = g_param_spec_uint ("n-items", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, flags);
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
halqa_changes_init (HalqaChanges *self)
{
  self->rows = g_ptr_array_new ();
  self->items = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  self->labels = g_hash_table_new_full (halqa_text_hash, g_str_equal, g_free, g_free);
}

/**
 * halqa_changes_new:
 * @forum: the forum
 *
 * Returns: (transfer full): a list of #HalqaChangedItem: what has changed since somebody looked
 */
HalqaChanges *
halqa_changes_new (HalqaForum *forum)
{
  HalqaChanges *self;

  g_return_val_if_fail (HALQA_IS_FORUM (forum), NULL);

  self = g_object_new (HALQA_TYPE_CHANGES, NULL);
  self->forum = g_object_ref (forum);
  g_signal_connect_swapped (forum, "touched", G_CALLBACK (schedule_update), self);
  g_signal_connect_swapped (forum, "looked", G_CALLBACK (looked_cb), self);
  load (self);
  return self;
}

/**
 * halqa_changes_set_since:
 * @self: a list
 * @since: what is asked
 * @moment: of %HALQA_SINCE_MOMENT: Unix time in microseconds
 * @device: (nullable): of %HALQA_SINCE_VISIT: a laptop, 64 hex digits
 */
void
halqa_changes_set_since (HalqaChanges *self, HalqaSince since, gint64 moment, const char *device)
{
  g_return_if_fail (HALQA_IS_CHANGES (self));
  g_return_if_fail (since != HALQA_SINCE_VISIT || device != NULL);

  self->since = since;
  self->moment = moment;
  if (device != self->device)
    {
      g_free (self->device);
      self->device = g_strdup (device);
    }
  load (self);
}

/**
 * halqa_changes_set_by:
 * @self: a list
 * @by: what stands together
 */
void
halqa_changes_set_by (HalqaChanges *self, HalqaChangesBy by)
{
  g_return_if_fail (HALQA_IS_CHANGES (self));

  if (self->by == by)
    return;
  self->by = by;
  g_hash_table_remove_all (self->labels);
  g_hash_table_remove_all (self->items);
  /* Every row belongs to another group. */
  take_rows (self, g_ptr_array_new ());
  take_rows (self, list_rows (self));
}

/**
 * halqa_changes_is_loading:
 * @self: a list
 *
 * Returns: whether what is asked is still being read
 */
gboolean
halqa_changes_is_loading (HalqaChanges *self)
{
  g_return_val_if_fail (HALQA_IS_CHANGES (self), FALSE);

  return self->loading != NULL;
}

/**
 * halqa_changes_get_problem:
 * @self: a list
 *
 * Returns: (transfer none) (nullable): why nothing can be told, in words; %NULL where all is well
 */
const char *
halqa_changes_get_problem (HalqaChanges *self)
{
  g_return_val_if_fail (HALQA_IS_CHANGES (self), NULL);

  return self->problem;
}

static void
marked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HalqaForum) forum = user_data;
  g_autoptr (GError) error = NULL;

  if (halqa_store_set_looked_finish (HALQA_STORE (object), result, &error))
    g_signal_emit_by_name (forum, "looked");
  else
    g_warning ("%s: %s", halqa_store_get_path (HALQA_STORE (object)), error->message);
}

/**
 * halqa_changes_mark_seen:
 * @self: a list
 *
 * Notes on disk that all that came up to what the list has read was seen by somebody.
 */
void
halqa_changes_mark_seen (HalqaChanges *self)
{
  g_return_if_fail (HALQA_IS_CHANGES (self));

  if (self->loading != NULL || self->set == NULL)
    return;
  halqa_store_set_looked_async (halqa_forum_get_store (self->forum), self->upto, NULL, marked_cb,
                                g_object_ref (self->forum));
}
