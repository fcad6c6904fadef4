/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-alike.h"

#include "halqa-alike-rank.h"
#include "halqa-alike-read.h"
#include "halqa-forum-private.h"
#include "halqa-pair-private.h"

#include <pthread.h>
#include <sched.h>

/* The look-alikes of an open forum, as a list that stays up to date.
 *
 * What is held of the proposals (an index, and which of them is merged into which) belongs to a
 * search. A search runs on another thread over a reading connection of its own, one at a time; what
 * is written meanwhile is noted, and looked at by the next run.
 *
 * Rule: the window waits for none of it, and what is shown is always that of one moment: the likest
 * pairs, so many as can be put into a list in one turn. Whoever lets go of the list waits for no
 * thread: the search that runs ends by itself.
 *
 * Rejected: an index that is stored. It would be read and written with each edit, and is made anew
 * in less time than it takes to open a window. */

/* Nobody looks through more of them; those that come next are shown as these are judged. */
#define SHOWN_MAX 1000
/* How far a search of all is when they are read, and when they are compared: by the time it takes. */
#define PERCENT_READ 13
#define PERCENT_COMPARED 98
#define THRESHOLD ((guint) (HALQA_ALIKE_THRESHOLD * HALQA_ALIKE_SCORE_MAX))

/* What a search holds; of one thread at a time. */
typedef struct
{
  HalqaAlike *owner; /* borrowed; NULL once it is gone */
  HalqaStore *store;
  HalqaAlikeIndex *index; /* NULL before the first run, or after the words have changed */
  HalqaForest *forest;
  GHashTable *ids; /* of HalqaId: proposals that are not deleted */
  GArray *touched; /* of HalqaId: proposals to be looked at in this run */
  int percent; /* how far this run is; atomic */
} Search;

typedef struct
{
  HalqaLikeness likeness;
  char **common;
} Found;

struct _HalqaAlike
{
  GObject parent_instance;

  /* owned */
  HalqaForum *forum;
  GPtrArray *pairs; /* of HalqaPair */
  GArray *pending; /* of HalqaId: written since the run began */
  Search *search; /* freed by who has it last */

  gboolean running;
  gboolean again;
  gboolean words_changed;
};

enum
{
  PROP_N_ITEMS = 1,
  PROP_SEARCHING,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static GType
halqa_alike_get_item_type (GListModel *model)
{
  return HALQA_TYPE_PAIR;
}

static guint
halqa_alike_get_n_items (GListModel *model)
{
  return HALQA_ALIKE (model)->pairs->len;
}

static gpointer
halqa_alike_get_item (GListModel *model, guint position)
{
  HalqaAlike *self = HALQA_ALIKE (model);

  return position < self->pairs->len ? g_object_ref (self->pairs->pdata[position]) : NULL;
}

static void
init_list_model (GListModelInterface *iface)
{
  iface->get_item_type = halqa_alike_get_item_type;
  iface->get_n_items = halqa_alike_get_n_items;
  iface->get_item = halqa_alike_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (HalqaAlike,
                               halqa_alike,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, init_list_model))

/* --- the search, on its thread */

static void
search_clear (Search *search)
{
  g_clear_pointer (&search->index, halqa_alike_index_free);
  g_clear_pointer (&search->forest, halqa_forest_free);
  g_clear_pointer (&search->ids, g_hash_table_unref);
}

static void
search_free (Search *search)
{
  search_clear (search);
  g_clear_pointer (&search->touched, g_array_unref);
  g_object_unref (search->store);
  g_free (search);
}

static void
clear_found (gpointer data)
{
  g_strfreev (((Found *) data)->common);
}

static void
note_read (guint64 done, guint64 total, gpointer search)
{
  g_atomic_int_set (&((Search *) search)->percent, (int) (done * PERCENT_READ / total));
}

static void
note_compared (guint64 done, guint64 total, gpointer search)
{
  const guint64 share = done * (PERCENT_COMPARED - PERCENT_READ) / total;

  g_atomic_int_set (&((Search *) search)->percent, (int) (PERCENT_READ + share));
}

static gboolean
search_all (Search *search, HalqaReader *reader, GError **error)
{
  g_autoptr (GPtrArray) terms = halqa_alike_read_terms (reader, error);

  if (terms == NULL)
    return FALSE;
  search->index = halqa_alike_index_new (terms, halqa_alike_rank_get_least (THRESHOLD));
  halqa_alike_index_set_progress (search->index, note_compared, search);
  search->forest = halqa_forest_new ();
  search->ids = g_hash_table_new_full (halqa_id_hash, halqa_id_equal, g_free, NULL);
  return halqa_alike_read_all (search->index, search->forest, search->ids, reader, note_read,
                               search, error);
}

/* A merge that was made or taken back moves others than those that were written. */
static gboolean
search_merged (Search *search, HalqaReader *reader, GError **error)
{
  GHashTableIter iter;
  gpointer id;
  gboolean deleted;

  g_hash_table_iter_init (&iter, search->ids);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    if (halqa_alike_index_contains (search->index, id) !=
            (halqa_forest_get_into (search->forest, id) == NULL) &&
        !halqa_alike_read_one (search->index, search->forest, reader, id, &deleted, error))
      return FALSE;
  return TRUE;
}

static gboolean
search_touched (Search *search, HalqaReader *reader, GError **error)
{
  if (search->touched->len > 0 &&
      !halqa_forest_read (search->forest, reader, search->touched, error))
    return FALSE;
  for (guint i = 0; i < search->touched->len; i++)
    {
      const HalqaId *id = &g_array_index (search->touched, HalqaId, i);
      gboolean deleted;

      if (!halqa_alike_read_one (search->index, search->forest, reader, id, &deleted, error))
        return FALSE;
      if (deleted)
        g_hash_table_remove (search->ids, id);
      else
        g_hash_table_add (search->ids, g_memdup2 (id, sizeof *id));
    }
  return search_merged (search, reader, error);
}

static GArray *
search_list (Search *search, HalqaReader *reader, GError **error)
{
  g_autoptr (GArray) pairs = halqa_alike_list_pairs (search->index, NULL, THRESHOLD, reader, error);
  GArray *all;

  if (pairs == NULL)
    return NULL;
  g_array_set_size (pairs, MIN (pairs->len, SHOWN_MAX));
  all = g_array_sized_new (FALSE, FALSE, sizeof (Found), pairs->len);
  g_array_set_clear_func (all, clear_found);
  for (guint i = 0; i < pairs->len; i++)
    {
      const HalqaLikeness *pair = &g_array_index (pairs, HalqaLikeness, i);
      const Found found = { *pair,
                            halqa_alike_index_list_common (search->index, &pair->a, &pair->b) };

      g_array_append_val (all, found);
    }
  return all;
}

static GArray *
search_run (Search *search, GError **error)
{
  g_autoptr (HalqaReader) reader = halqa_reader_open (search->store, error);
  gboolean good;
  GArray *found;

  if (reader == NULL || !halqa_reader_begin (reader, error))
    return NULL;
  if (search->index == NULL)
    good = search_all (search, reader, error);
  else
    good = search_touched (search, reader, error);
  found = good ? search_list (search, reader, error) : NULL;
  halqa_reader_end (reader);
  /* Half of it may be taken in. */
  if (found == NULL)
    search_clear (search);
  return found;
}

/* Of all proposals this is a processor for seconds. It takes what the window and the exchange leave. */
static gpointer
search_thread (gpointer data)
{
  g_autoptr (GTask) task = data;
  const struct sched_param unused = { 0 };
  GError *error = NULL;
  GArray *found;

  pthread_setschedparam (pthread_self (), SCHED_IDLE, &unused);
  found = search_run (g_task_get_task_data (task), &error);
  if (found == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, found, (GDestroyNotify) g_array_unref);
  return NULL;
}

/* --- the list */

static gboolean
is_pair_of (HalqaPair *pair, const Found *found)
{
  const HalqaLikeness *likeness = halqa_pair_get_likeness (pair);

  return halqa_id_equal (&likeness->a, &found->likeness.a) &&
         halqa_id_equal (&likeness->b, &found->likeness.b) &&
         likeness->score == found->likeness.score &&
         likeness->n_common == found->likeness.n_common &&
         likeness->same_place == found->likeness.same_place &&
         halqa_pair_has_common (pair, found->common);
}

/* What is equal at both ends stays. */
static void
show (HalqaAlike *self, GArray *found)
{
  const guint n_old = self->pairs->len;
  guint first = 0;
  guint last = 0;

  while (first < MIN (n_old, found->len) &&
         is_pair_of (self->pairs->pdata[first], &g_array_index (found, Found, first)))
    first++;
  while (last < MIN (n_old, found->len) - first &&
         is_pair_of (self->pairs->pdata[n_old - 1 - last],
                     &g_array_index (found, Found, found->len - 1 - last)))
    last++;
  if (first == n_old && first == found->len)
    return;
  if (n_old > first + last)
    g_ptr_array_remove_range (self->pairs, first, n_old - first - last);
  for (guint i = first; i < found->len - last; i++)
    {
      Found *one = &g_array_index (found, Found, i);

      g_ptr_array_insert (self->pairs, (int) i,
                          halqa_pair_new (self->forum, &one->likeness,
                                          g_steal_pointer (&one->common)));
    }
  g_list_model_items_changed (G_LIST_MODEL (self), first, n_old - first - last,
                              found->len - first - last);
  if (n_old != found->len)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ITEMS]);
}

static void start (HalqaAlike *self);

static void
searched_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Search *search = user_data;
  g_autoptr (HalqaAlike) self = search->owner != NULL ? g_object_ref (search->owner) : NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) found = g_task_propagate_pointer (G_TASK (result), &error);

  if (self == NULL)
    {
      search_free (search);
      return;
    }
  self->running = FALSE;
  if (found == NULL)
    g_warning ("%s: %s", halqa_store_get_path (search->store), error->message);
  else
    show (self, found);
  if (self->again)
    start (self);
  else
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SEARCHING]);
}

static void
start (HalqaAlike *self)
{
  GTask *task = g_task_new (NULL, NULL, searched_cb, self->search);

  g_task_set_source_tag (task, start);
  g_task_set_task_data (task, self->search, NULL);
  if (self->words_changed)
    search_clear (self->search);
  g_clear_pointer (&self->search->touched, g_array_unref);
  self->search->touched = g_steal_pointer (&self->pending);
  self->pending = g_array_new (FALSE, FALSE, sizeof (HalqaId));
  g_atomic_int_set (&self->search->percent, 0);
  self->words_changed = FALSE;
  self->again = FALSE;
  self->running = TRUE;
  g_thread_unref (g_thread_new ("halqa-alike", search_thread, task));
}

static void
records_touched_cb (HalqaForum *forum, const GArray *touched, gpointer user_data)
{
  HalqaAlike *self = HALQA_ALIKE (user_data);
  gboolean counts = FALSE;

  for (guint i = 0; i < touched->len; i++)
    {
      const HalqaTouched *one = &g_array_index (touched, HalqaTouched, i);
      const gboolean is_proposal = g_str_equal (one->kind->name, "proposal");
      const gboolean is_term = g_str_equal (one->kind->name, "term");

      if (is_proposal)
        g_array_append_val (self->pending, one->id);
      self->words_changed |= is_term;
      counts |= is_proposal || is_term || g_str_equal (one->kind->name, "link");
    }
  if (!counts)
    return;
  self->again = TRUE;
  if (!self->running)
    {
      start (self);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SEARCHING]);
    }
}

static void
halqa_alike_dispose (GObject *object)
{
  HalqaAlike *self = HALQA_ALIKE (object);

  if (self->forum != NULL)
    g_signal_handlers_disconnect_by_data (self->forum, self);
  if (self->search != NULL)
    {
      self->search->owner = NULL;
      if (!self->running)
        search_free (self->search);
      self->search = NULL;
    }
  g_clear_object (&self->forum);
  G_OBJECT_CLASS (halqa_alike_parent_class)->dispose (object);
}

static void
halqa_alike_finalize (GObject *object)
{
  HalqaAlike *self = HALQA_ALIKE (object);

  g_clear_pointer (&self->pairs, g_ptr_array_unref);
  g_clear_pointer (&self->pending, g_array_unref);
  G_OBJECT_CLASS (halqa_alike_parent_class)->finalize (object);
}

static void
halqa_alike_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  HalqaAlike *self = HALQA_ALIKE (object);

  switch (prop_id)
    {
    case PROP_N_ITEMS:
      g_value_set_uint (value, self->pairs->len);
      break;
    case PROP_SEARCHING:
      g_value_set_boolean (value, halqa_alike_is_searching (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      break;
    }
}

static void
halqa_alike_class_init (HalqaAlikeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = halqa_alike_dispose;
  object_class->finalize = halqa_alike_finalize;
  object_class->get_property = halqa_alike_get_property;
  properties[PROP_N_ITEMS] = g_param_spec_uint ("n-items", NULL, NULL, 0, G_MAXUINT, 0,
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SEARCHING] = g_param_spec_boolean ("searching", NULL, NULL, FALSE,
                                                     G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
halqa_alike_init (HalqaAlike *self)
{
  self->pairs = g_ptr_array_new_with_free_func (g_object_unref);
  self->pending = g_array_new (FALSE, FALSE, sizeof (HalqaId));
}

/**
 * halqa_alike_new:
 * @forum: an open forum
 *
 * Returns: (transfer full): its look-alikes; empty until they are found
 */
HalqaAlike *
halqa_alike_new (HalqaForum *forum)
{
  HalqaAlike *self;

  g_return_val_if_fail (HALQA_IS_FORUM (forum), NULL);

  self = g_object_new (HALQA_TYPE_ALIKE, NULL);
  self->forum = g_object_ref (forum);
  self->search = g_new0 (Search, 1);
  self->search->owner = self;
  self->search->store = g_object_ref (halqa_forum_get_store (forum));
  g_signal_connect (forum, "touched", G_CALLBACK (records_touched_cb), self);
  start (self);
  return self;
}

/**
 * halqa_alike_is_searching:
 * @self: the look-alikes
 *
 * Returns: whether something was written that the list does not show yet
 */
gboolean
halqa_alike_is_searching (HalqaAlike *self)
{
  g_return_val_if_fail (HALQA_IS_ALIKE (self), FALSE);

  return self->running;
}

/**
 * halqa_alike_get_percent:
 * @self: the look-alikes
 *
 * Returns: how far the search is that runs, or how far the last one came; nobody is told that it changes
 */
guint
halqa_alike_get_percent (HalqaAlike *self)
{
  g_return_val_if_fail (HALQA_IS_ALIKE (self), 0);

  return (guint) g_atomic_int_get (&self->search->percent);
}
