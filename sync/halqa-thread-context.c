/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-thread-context.h"

/* A main context of its own for a thread that waits for what is done asynchronously.
 *
 * Rule: it lives as long as its thread. GLib 2.74 locks the context of a source when the thread that
 * attached the source lets go of it, without holding the context: where the answer was quick and the
 * context was freed behind it, that is memory freed. Between a bundle and the store's thread it happened
 * once in some ten thousand times, with delays put between the two.
 *
 * Rejected: a context for each time something is waited for, for that reason. */

static GPrivate own = G_PRIVATE_INIT ((GDestroyNotify) g_main_context_unref);

/**
 * halqa_thread_context_push:
 *
 * Makes the calling thread's own context its default one. Not to be nested.
 *
 * Returns: (transfer none): the context, to be iterated until the answer is there
 */
GMainContext *
halqa_thread_context_push (void)
{
  if (g_private_get (&own) == NULL)
    g_private_set (&own, g_main_context_new ());
  g_main_context_push_thread_default (g_private_get (&own));
  return g_private_get (&own);
}

/**
 * halqa_thread_context_pop:
 * @context: of halqa_thread_context_push()
 */
void
halqa_thread_context_pop (GMainContext *context)
{
  g_main_context_pop_thread_default (context);
}
