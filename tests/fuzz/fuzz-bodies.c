/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "fuzz.h"
#include "halqa-exchange-message.h"

/* The small bodies of an exchange; the first byte says which. What is decoded, encoded and decoded
 * again says the same. */

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  fuzz_begin ();
  return 0;
}

static void
try_head (GBytes *bytes)
{
  g_auto (HalqaExchangeHead) head = { .name = NULL };
  g_auto (HalqaExchangeHead) again = { .name = NULL };
  g_autoptr (GBytes) encoded = NULL;
  g_autoptr (GError) error = NULL;

  if (!halqa_exchange_head_decode (&head, bytes, &error))
    {
      g_assert_nonnull (error);
      return;
    }
  encoded = halqa_exchange_head_encode (&head);
  halqa_exchange_head_get_clock_difference (&head);
  g_assert_true (halqa_exchange_head_decode (&again, encoded, &error));
  g_assert_no_error (error);
  g_assert_cmpmem (again.store, sizeof again.store, head.store, sizeof head.store);
  g_assert_cmpmem (again.of, sizeof again.of, head.of, sizeof head.of);
  g_assert_cmpuint (again.seen, ==, head.seen);
  g_assert_cmpuint (again.upto, ==, head.upto);
  g_assert_cmpuint (again.time, ==, head.time);
  g_assert_cmpstr (again.name, ==, head.name);
  g_assert_cmpstr (again.version, ==, head.version);
}

static void
try_fetch (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) ids = halqa_fetch_decode (bytes, &error);
  g_autoptr (GBytes) encoded = NULL;

  if (error != NULL)
    {
      g_assert_null (ids);
      return;
    }
  /* Without ids the encoding is that of all. */
  if (ids != NULL && ids->len == 0)
    return;
  encoded = ids == NULL ? halqa_fetch_encode (NULL, 0)
                        : halqa_fetch_encode ((const HalqaEntryId *) ids->data, ids->len);
  g_assert_true (g_bytes_equal (encoded, bytes));
}

static void
try_answer (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) refused = halqa_entries_answer_decode (bytes, &error);
  g_autoptr (GPtrArray) again = NULL;
  g_autoptr (GBytes) encoded = NULL;

  if (refused == NULL)
    {
      g_assert_nonnull (error);
      return;
    }
  encoded = halqa_entries_answer_encode (1, 2, refused);
  again = halqa_entries_answer_decode (encoded, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (again->len, ==, refused->len);
  for (guint i = 0; i < again->len; i++)
    {
      const HalqaRefusal *one = again->pdata[i];
      const HalqaRefusal *other = refused->pdata[i];

      g_assert_true (halqa_entry_id_equal (&one->id, &other->id));
      g_assert_cmpstr (one->reason, ==, other->reason);
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static void (*const tries[]) (GBytes *) = { try_head, try_fetch, try_answer };
  g_autoptr (GBytes) bytes = NULL;

  if (size == 0)
    return 0;
  bytes = g_bytes_new (data + 1, size - 1);
  tries[data[0] % G_N_ELEMENTS (tries)](bytes);
  return 0;
}
