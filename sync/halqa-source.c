/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-source.h"

/* What an object waits for in a context that is not the default one, where the numbers of g_timeout_add()
 * and its kin are of no use. */

/**
 * halqa_source_attach:
 * @source: a source; the caller's
 * @func: (scope forever): called for it
 * @user_data: for @func; must live until the source is destroyed
 *
 * Has it dispatched in the thread-default context.
 */
void
halqa_source_attach (GSource *source, GSourceFunc func, gpointer user_data)
{
  g_source_set_callback (source, func, user_data, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
}

/**
 * halqa_source_clear:
 * @source: (inout): a source or %NULL; %NULL after it
 *
 * Destroys it: its function is not called any more.
 */
void
halqa_source_clear (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}
