/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-forum-private.h"
#include "halqa-order-private.h"
#include "halqa-slice.h"
#include "halqa-source.h"
#include "halqa-text.h"

#include <string.h>

/* An open forum: what the window holds on to.
 *
 * It reads over a connection of its own on the thread that opened it, and never waits for a writer;
 * what is written goes through the store's thread. Whoever wrote, this window, a peer or another
 * process, the store tells which records were touched, and one path brings all that is shown up to
 * date: the items somebody holds, then the lists (signal "touched"), then everybody else
 * ("changed"). Where that is many, as when a laptop comes back after a day, the path is gone a part of a
 * frame at a time, and the window draws in between.
 *
 * Rules: an edit shows what the store holds, never what was typed, so that a window can't show as
 * saved what is not; and a record is one object, however many lists and editors show it.
 *
 * Split by concern: halqa-forum-items.c keeps the live items, halqa-forum-members.c the members,
 * halqa-forum-merges.c what is merged into what, halqa-forum-replication.c the neighbours,
 * halqa-forum-saving.c what is on its way to the disk, halqa-forum-undo.c what can be taken back,
 * halqa-forum-work.c what is done on another thread. */

/* Records that are brought up to date between two looks at the clock. */
#define TOLD_AT_ONCE 256

enum
{
  PROP_TITLE = 1,
  PROP_N_CONFLICTS,
  PROP_NEIGHBOURS,
  PROP_N_LAPTOPS,
  PROP_N_COMPLETE,
  PROP_EVERYBODY_HAS_EVERYTHING,
  PROP_UNDO_LABEL,
  PROP_REDO_LABEL,
  PROP_N_UNSAVED,
  N_PROPS
};

enum
{
  SIGNAL_TOUCHED,
  SIGNAL_CHANGED,
  SIGNAL_LOOKED,
  SIGNAL_FILES_CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HalqaForum, halqa_forum, G_TYPE_OBJECT)

static void
refresh_title (HalqaForum *self)
{
  g_autofree char *title = halqa_reader_dup_title (self->reader);

  if (g_strcmp0 (title, self->title) == 0)
    return;
  g_free (self->title);
  self->title = g_steal_pointer (&title);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

static void
refresh_n_conflicts (HalqaForum *self)
{
  g_autoptr (GError) error = NULL;
  HalqaStatus status;

  if (!halqa_reader_status (self->reader, &status, &error))
    {
      g_warning ("%s: %s", halqa_store_get_path (self->store), error->message);
      return;
    }
  if (status.n_conflicts == self->n_conflicts)
    return;
  self->n_conflicts = status.n_conflicts;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_CONFLICTS]);
}

static gboolean
is_forum_touched (const GArray *touched)
{
  for (guint i = 0; i < touched->len; i++)
    if (g_str_equal (g_array_index (touched, HalqaTouched, i).kind->name, "forum"))
      return TRUE;
  return FALSE;
}

/* Of one moment, and with one lock of the database. */
static GPtrArray *
refresh (HalqaForum *self, const GArray *touched)
{
  const gboolean begun = halqa_reader_begin (self->reader, NULL);
  GPtrArray *items;

  /* First: who hears that an item has changed may ask what it is merged into. */
  halqa_forum_refresh_forest (self, touched);
  items = halqa_forum_refresh_items (self, touched);
  if (is_forum_touched (touched))
    refresh_title (self);
  halqa_forum_refresh_members (self, touched);
  refresh_n_conflicts (self);
  if (begun)
    halqa_reader_end (self->reader);
  return items;
}

static void
tell (HalqaForum *self, const GArray *touched)
{
  g_autoptr (GPtrArray) held = refresh (self, touched);

  g_signal_emit (self, signals[SIGNAL_TOUCHED], 0, touched);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* --- much at once */

static void
tell_some (HalqaForum *self)
{
  const guint n = MIN (self->arrived->len, TOLD_AT_ONCE);
  g_autoptr (GArray) some = g_array_sized_new (FALSE, FALSE, sizeof (HalqaTouched), n);

  g_array_append_vals (some, self->arrived->data, n);
  g_array_remove_range (self->arrived, 0, n);
  tell (self, some);
}

static gboolean
tell_slice_cb (gpointer user_data)
{
  /* A handler may drop the last reference. */
  g_autoptr (HalqaForum) self = g_object_ref (user_data);
  const gint64 start = g_get_monotonic_time ();

  do
    tell_some (self);
  while (self->arrived->len > 0 && !halqa_slice_is_over (start));
  if (self->arrived->len > 0)
    return G_SOURCE_CONTINUE;
  self->telling = NULL;
  return G_SOURCE_REMOVE;
}

static void
tell_later (HalqaForum *self, const GArray *touched)
{
  g_array_append_vals (self->arrived, touched->data, touched->len);
  if (self->telling != NULL)
    return;
  self->telling = g_idle_source_new ();
  halqa_source_attach (self->telling, tell_slice_cb, self);
  g_source_unref (self->telling);
}

static void
release_arrived (HalqaForum *self)
{
  if (self->telling != NULL)
    g_source_destroy (self->telling);
  self->telling = NULL;
  g_array_set_size (self->arrived, 0);
}

static void
store_changed_cb (HalqaStore *store, const GArray *touched, gboolean local, gpointer user_data)
{
  HalqaForum *self = user_data;

  g_assert (HALQA_IS_FORUM (self));

  g_object_ref (self);
  halqa_order_ends_follow (self->ends, touched);
  halqa_forum_schedule_undo (self);
  /* What a person did here waits for nothing: all that is told of is read as it is then. */
  if (touched->len > TOLD_AT_ONCE || (self->arrived->len > 0 && !local))
    tell_later (self, touched);
  else
    tell (self, touched);
  g_object_unref (self);
}

static void
halqa_forum_dispose (GObject *object)
{
  HalqaForum *self = HALQA_FORUM (object);

  halqa_forum_stop_replication (self);
  if (self->watch != 0)
    halqa_store_unwatch (self->store, self->watch);
  self->watch = 0;
  release_arrived (self);
  halqa_forum_release_undo (self);
  halqa_forum_release_items (self);
  g_clear_object (&self->reader);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (halqa_forum_parent_class)->dispose (object);
}

static void
halqa_forum_finalize (GObject *object)
{
  HalqaForum *self = HALQA_FORUM (object);

  g_clear_object (&self->neighbours);
  g_clear_object (&self->members);
  g_clear_pointer (&self->addresses, g_ptr_array_unref);
  g_clear_pointer (&self->arrived, g_array_unref);
  g_clear_pointer (&self->device_names, g_hash_table_unref);
  g_clear_pointer (&self->ends, halqa_order_ends_free);
  g_clear_pointer (&self->forest, halqa_forest_free);
  g_clear_pointer (&self->save_problem, g_free);
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->stick_writer, g_free);
  G_OBJECT_CLASS (halqa_forum_parent_class)->finalize (object);
}

static void
halqa_forum_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  HalqaForum *self = HALQA_FORUM (object);

  switch (prop_id)
    {
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_N_CONFLICTS:
      g_value_set_uint (value, self->n_conflicts);
      break;
    case PROP_NEIGHBOURS:
      g_value_set_object (value, self->neighbours);
      break;
    case PROP_N_LAPTOPS:
      g_value_set_uint (value, self->n_laptops);
      break;
    case PROP_N_COMPLETE:
      g_value_set_uint (value, self->n_complete);
      break;
    case PROP_EVERYBODY_HAS_EVERYTHING:
      g_value_set_boolean (value, halqa_forum_everybody_has_everything (self));
      break;
    case PROP_UNDO_LABEL:
      g_value_set_string (value, self->undo_label);
      break;
    case PROP_REDO_LABEL:
      g_value_set_string (value, self->redo_label);
      break;
    case PROP_N_UNSAVED:
      g_value_set_uint (value, self->n_unsaved);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
halqa_forum_class_init (HalqaForumClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->dispose = halqa_forum_dispose;
  object_class->finalize = halqa_forum_finalize;
  object_class->get_property = halqa_forum_get_property;

  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, "", flags);
  properties[PROP_N_CONFLICTS] =
      g_param_spec_uint ("n-conflicts", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_NEIGHBOURS] =
      g_param_spec_object ("neighbours", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  properties[PROP_N_LAPTOPS] = g_param_spec_uint ("n-laptops", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_N_COMPLETE] =
      g_param_spec_uint ("n-complete", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_EVERYBODY_HAS_EVERYTHING] =
      g_param_spec_boolean ("everybody-has-everything", NULL, NULL, FALSE, flags);
  properties[PROP_UNDO_LABEL] = g_param_spec_string ("undo-label", NULL, NULL, NULL, flags);
  properties[PROP_REDO_LABEL] = g_param_spec_string ("redo-label", NULL, NULL, NULL, flags);
  properties[PROP_N_UNSAVED] = g_param_spec_uint ("n-unsaved", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /* (const GArray *touched): for the lists, see halqa-forum-private.h. */
  signals[SIGNAL_TOUCHED] = g_signal_new ("touched", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  /* Somebody has seen what has changed, see halqa-changes.c. */
  signals[SIGNAL_LOOKED] = g_signal_new ("looked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
  /* Records were written, by whomever; items and lists show them. */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /* The file of an attachment has arrived, or more of it; see halqa-attachment.h. */
  signals[SIGNAL_FILES_CHANGED] =
      g_signal_new ("files-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 0);
}

static void
halqa_forum_init (HalqaForum *self)
{
  self->device_names =
      g_hash_table_new_full (halqa_device_id_hash, halqa_device_id_equal, g_free, g_free);
  self->arrived = g_array_new (FALSE, FALSE, sizeof (HalqaTouched));
  self->ends = halqa_order_ends_new ();
  self->title = g_strdup ("");
  halqa_forum_init_items (self);
  halqa_forum_init_replication (self);
}

/**
 * halqa_forum_new:
 * @store: an open store, whose schema is that of halqa_kinds_get_schema()
 * @error: return location for an error
 *
 * Opens a reading connection on the calling thread; changes are told in its thread-default main
 * context.
 *
 * Returns: (transfer full): the forum, which holds a reference to @store; %NULL where the file
 *   can't be read, with an error of #HALQA_SYNC_ERROR
 */
HalqaForum *
halqa_forum_new (HalqaStore *store, GError **error)
{
  g_autoptr (HalqaForum) self = NULL;
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  g_return_val_if_fail (HALQA_IS_STORE (store), NULL);

  self = g_object_new (HALQA_TYPE_FORUM, NULL);
  self->store = g_object_ref (store);
  self->reader = halqa_reader_open (store, error);
  if (self->reader == NULL)
    return NULL;
  /* Watched before anything is read: nothing can be written in between unnoticed. */
  self->watch = halqa_store_watch (store, context, store_changed_cb, self);
  refresh_title (self);
  refresh_n_conflicts (self);
  halqa_forum_schedule_undo (self);
  return g_steal_pointer (&self);
}

/**
 * halqa_forum_get_store:
 * @self: a forum
 *
 * Returns: (transfer none): its store
 */
HalqaStore *
halqa_forum_get_store (HalqaForum *self)
{
  g_return_val_if_fail (HALQA_IS_FORUM (self), NULL);

  return self->store;
}

/**
 * halqa_forum_get_reader:
 * @self: a forum
 *
 * Returns: (transfer none): its reading connection, for the thread that opened the forum
 */
HalqaReader *
halqa_forum_get_reader (HalqaForum *self)
{
  g_return_val_if_fail (HALQA_IS_FORUM (self), NULL);

  return self->reader;
}

/**
 * halqa_forum_get_device_name:
 * @self: a forum
 * @device: a laptop
 *
 * Returns: (transfer none): the name that it goes by, on one line that can be shown, or the
 *   first 8 hex digits of its id; good until records of devices change
 */
const char *
halqa_forum_get_device_name (HalqaForum *self, const HalqaDeviceId *device)
{
  char *name;

  g_return_val_if_fail (HALQA_IS_FORUM (self) && device != NULL, NULL);

  name = g_hash_table_lookup (self->device_names, device);
  if (name == NULL)
    {
      g_autofree char *written = halqa_reader_dup_device_name (self->reader, device);

      name = written != NULL ? halqa_text_show_line (written) : halqa_hex_dup (device->bytes, 4);
      g_hash_table_insert (self->device_names, g_memdup2 (device, sizeof *device), name);
    }
  return name;
}

/**
 * halqa_forum_dup_id:
 * @self: a forum
 *
 * Returns: (transfer full): the forum's id, 32 hex digits
 */
char *
halqa_forum_dup_id (HalqaForum *self)
{
  g_return_val_if_fail (HALQA_IS_FORUM (self), NULL);

  return halqa_hex_dup (halqa_store_get_forum_key (self->store)->forum.bytes, HALQA_ID_SIZE);
}

/**
 * halqa_forum_get_title:
 * @self: a forum
 *
 * Returns: (transfer none): its title: of its record, else the one that it was joined by
 */
const char *
halqa_forum_get_title (HalqaForum *self)
{
  g_return_val_if_fail (HALQA_IS_FORUM (self), NULL);

  return self->title;
}

/**
 * halqa_forum_is_read_only:
 * @self: a forum
 *
 * Returns: whether it stands where nothing can be written
 */
gboolean
halqa_forum_is_read_only (HalqaForum *self)
{
  g_return_val_if_fail (HALQA_IS_FORUM (self), FALSE);

  return halqa_store_is_read_only (self->store);
}

/**
 * halqa_forum_get_n_conflicts:
 * @self: a forum
 *
 * Returns: how many fields two people wrote differently, in all records
 */
guint
halqa_forum_get_n_conflicts (HalqaForum *self)
{
  g_return_val_if_fail (HALQA_IS_FORUM (self), 0);

  return self->n_conflicts;
}

/**
 * halqa_forum_set_completeness:
 * @self: a forum
 * @n_laptops: laptops of the forum, this one among them; 0 where nothing is replicated
 * @n_complete: how many of them have everything
 */
void
halqa_forum_set_completeness (HalqaForum *self, guint n_laptops, guint n_complete)
{
  GObject *object = G_OBJECT (self);
  gboolean everybody = halqa_forum_everybody_has_everything (self);

  g_object_freeze_notify (object);
  if (self->n_laptops != n_laptops)
    g_object_notify_by_pspec (object, properties[PROP_N_LAPTOPS]);
  if (self->n_complete != n_complete)
    g_object_notify_by_pspec (object, properties[PROP_N_COMPLETE]);
  self->n_laptops = n_laptops;
  self->n_complete = n_complete;
  if (everybody != halqa_forum_everybody_has_everything (self))
    g_object_notify_by_pspec (object, properties[PROP_EVERYBODY_HAS_EVERYTHING]);
  g_object_thaw_notify (object);
}

/**
 * halqa_forum_get_n_laptops:
 * @self: a forum
 *
 * Returns: how many laptops the forum has, this one among them and those that were removed not; 0
 *   where it is not being replicated
 */
guint
halqa_forum_get_n_laptops (HalqaForum *self)
{
  g_return_val_if_fail (HALQA_IS_FORUM (self), 0);

  return self->n_laptops;
}

/**
 * halqa_forum_get_n_complete:
 * @self: a forum
 *
 * Returns: how many of them have, by the last that is known here, everything that is known here
 */
guint
halqa_forum_get_n_complete (HalqaForum *self)
{
  g_return_val_if_fail (HALQA_IS_FORUM (self), 0);

  return self->n_complete;
}

/**
 * halqa_forum_everybody_has_everything:
 * @self: a forum
 *
 * Returns: whether every laptop of the forum that was not removed has acknowledged the very set
 *   that is here, itself or through another that met it
 */
gboolean
halqa_forum_everybody_has_everything (HalqaForum *self)
{
  g_return_val_if_fail (HALQA_IS_FORUM (self), FALSE);

  return self->n_laptops > 0 && self->n_complete == self->n_laptops;
}
