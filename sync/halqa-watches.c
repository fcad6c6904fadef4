/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-watches.h"

/* A change is told once to each watcher, in its own main context. A watch that is taken back between
 * the telling and the hearing is not called: the hearing looks whether it still stands.
 *
 * What is told does not hold the store: a context that is not run any more, as at the end of a program,
 * would keep it from being closed for ever. */

typedef struct
{
  guint number;
  GMainContext *context;
  HalqaStoreFunc func;
  gpointer user_data;
} Watch;

struct _HalqaWatches
{
  gatomicrefcount ref_count;
  GMutex mutex;
  GArray *watches; /* of Watch */
  guint last_number;
};

/* One telling to one watcher. */
typedef struct
{
  HalqaWatches *watches;
  GWeakRef store;
  GArray *touched;
  gboolean local;
  guint number;
} Telling;

static void
clear_watch (gpointer watch)
{
  g_main_context_unref (((Watch *) watch)->context);
}

HalqaWatches *
halqa_watches_new (void)
{
  HalqaWatches *self = g_new0 (HalqaWatches, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->mutex);
  self->watches = g_array_new (FALSE, FALSE, sizeof (Watch));
  g_array_set_clear_func (self->watches, clear_watch);
  return self;
}

void
halqa_watches_unref (HalqaWatches *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_array_unref (self->watches);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

guint
halqa_watches_add (HalqaWatches *self,
                   GMainContext *context,
                   HalqaStoreFunc func,
                   gpointer user_data)
{
  Watch watch = { .func = func, .user_data = user_data };

  watch.context = g_main_context_ref (context == NULL ? g_main_context_default () : context);
  g_mutex_lock (&self->mutex);
  watch.number = ++self->last_number;
  g_array_append_val (self->watches, watch);
  g_mutex_unlock (&self->mutex);
  return watch.number;
}

void
halqa_watches_remove (HalqaWatches *self, guint number)
{
  g_mutex_lock (&self->mutex);
  for (guint i = 0; i < self->watches->len; i++)
    if (g_array_index (self->watches, Watch, i).number == number)
      {
        g_array_remove_index (self->watches, i);
        break;
      }
  g_mutex_unlock (&self->mutex);
}

static void
free_telling (gpointer user_data)
{
  Telling *telling = user_data;

  halqa_watches_unref (telling->watches);
  g_weak_ref_clear (&telling->store);
  g_array_unref (telling->touched);
  g_free (telling);
}

static gboolean
hear_cb (gpointer user_data)
{
  Telling *telling = user_data;
  HalqaWatches *self = telling->watches;
  g_autoptr (HalqaStore) store = g_weak_ref_get (&telling->store);
  Watch found = { 0 };

  g_mutex_lock (&self->mutex);
  for (guint i = 0; i < self->watches->len; i++)
    if (g_array_index (self->watches, Watch, i).number == telling->number)
      found = g_array_index (self->watches, Watch, i);
  g_mutex_unlock (&self->mutex);
  if (store != NULL && found.func != NULL)
    found.func (store, telling->touched, telling->local, found.user_data);
  return G_SOURCE_REMOVE;
}

static guint
hash_touched (gconstpointer touched)
{
  return halqa_id_hash (&((const HalqaTouched *) touched)->id);
}

static gboolean
equal_touched (gconstpointer a, gconstpointer b)
{
  const HalqaTouched *touched_a = a;
  const HalqaTouched *touched_b = b;

  return touched_a->kind == touched_b->kind && halqa_id_equal (&touched_a->id, &touched_b->id);
}

static GArray *
dup_each_once (const GArray *touched)
{
  GArray *copy = g_array_sized_new (FALSE, FALSE, sizeof (HalqaTouched), touched->len);
  g_autoptr (GHashTable) met = g_hash_table_new (hash_touched, equal_touched);

  for (guint i = 0; i < touched->len; i++)
    {
      const HalqaTouched *one = &g_array_index (touched, HalqaTouched, i);

      if (g_hash_table_add (met, (gpointer) one))
        g_array_append_vals (copy, one, 1);
    }
  return copy;
}

void
halqa_watches_tell (HalqaWatches *self, HalqaStore *store, const GArray *touched, gboolean local)
{
  g_autoptr (GArray) copy = dup_each_once (touched);

  g_mutex_lock (&self->mutex);
  for (guint i = 0; i < self->watches->len; i++)
    {
      const Watch *watch = &g_array_index (self->watches, Watch, i);
      g_autoptr (GSource) source = g_idle_source_new ();
      Telling *telling = g_new0 (Telling, 1);

      g_atomic_ref_count_inc (&self->ref_count);
      telling->watches = self;
      g_weak_ref_init (&telling->store, store);
      telling->touched = g_array_ref (copy);
      telling->local = local;
      telling->number = watch->number;
      g_source_set_priority (source, G_PRIORITY_DEFAULT);
      g_source_set_callback (source, hear_cb, telling, free_telling);
      g_source_attach (source, watch->context);
    }
  g_mutex_unlock (&self->mutex);
}
