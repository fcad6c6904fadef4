/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-reserve.h"

#include <glib/gi18n-lib.h>
#include <sys/mman.h>

#include "halqa-error.h"

/* Memory that there may not be, as where a small box or a limit gives a process little.
 *
 * The rule kept: what grows with what others send is asked for before it is used, and where it can't be
 * had the transfer ends with words, and the process goes on. What one entry needs (HALQA_ENTRY_MAX) and
 * less is GLib's, which ends the process: of a store that can be killed at any moment nothing is lost by
 * that. Before a portion of entries is taken there has to be room for all that it will need, so a transfer
 * hardly comes to that.
 *
 * Rejected: an error for each entry that there is no memory for. Wherever one is read it would have to be
 * told from a wrong one, which is refused for good. */

/**
 * halqa_set_no_memory:
 * @error: (out) (optional): %HALQA_SYNC_ERROR_NO_MEMORY
 */
void
halqa_set_no_memory (GError **error)
{
  g_set_error_literal (
      error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_NO_MEMORY,
      _ ("There is not enough memory. Close other programs and try again; what was "
         "saved is on disk."));
}

/**
 * halqa_reserve_bytes:
 * @size: bytes, above zero
 * @error: %HALQA_SYNC_ERROR_NO_MEMORY
 *
 * Returns: (transfer full) (nullable): an empty array that takes @size bytes without asking for more
 */
GByteArray *
halqa_reserve_bytes (gsize size, GError **error)
{
  guint8 *data = g_try_malloc (size);

  if (data == NULL)
    {
      halqa_set_no_memory (error);
      return NULL;
    }
  return g_byte_array_set_size (g_byte_array_new_take (data, size), 0);
}

/**
 * halqa_reserve_room:
 * @size: bytes, above zero
 * @error: %HALQA_SYNC_ERROR_NO_MEMORY
 *
 * For what many small allocations are about to take. It is asked of the system, for malloc() would from then
 * on keep blocks of that size for itself.
 *
 * Returns: whether that much can be had just now
 */
gboolean
halqa_reserve_room (gsize size, GError **error)
{
  void *room = mmap (NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  if (room == MAP_FAILED)
    {
      halqa_set_no_memory (error);
      return FALSE;
    }
  munmap (room, size);
  return TRUE;
}

static gpointer
do_nothing (gpointer data)
{
  return data;
}

/**
 * halqa_reserve_thread:
 * @error: %HALQA_SYNC_ERROR_NO_MEMORY
 *
 * GLib's pool of threads, in which a handshake runs, keeps a task for ever that it can't make a thread
 * for, and says nothing. Some 30 µs.
 *
 * Returns: whether a thread can be made just now
 */
gboolean
halqa_reserve_thread (GError **error)
{
  GThread *thread = g_thread_try_new ("probe", do_nothing, NULL, NULL);

  if (thread == NULL)
    {
      halqa_set_no_memory (error);
      return FALSE;
    }
  g_thread_join (thread);
  return TRUE;
}
