/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-negentropy.h"

#include <string.h>

#include "halqa-error.h"

/* Messages come from outside: whatever they say, they are answered or refused, nothing is taken on
 * trust, and what was collected before stays as it was. */

#define ZEROS "0000000000000000"
#define ID ZEROS ZEROS ZEROS ZEROS
#define FRAME_LIMIT 4096
#define N_ITEMS 600
#define MUTATIONS 20000
#define MUTATED_ROUNDS_MAX 200

typedef struct
{
  const char *name;
  const char *hex;
} Message;

static const Message malformed[] = {
  { "empty", "" },
  { "version-too-low", "5f" },
  { "version-too-high", "70" },
  { "bound-cut-off", "6100" },
  { "mode-cut-off", "610000" },
  { "mode-unknown", "61000003" },
  { "mode-of-64-bits", "610000818080808080808080"
                       "02" },
  { "fingerprint-cut-off", "61000001"
                           "00112233445566778899aabbccddee" },
  { "count-cut-off", "61000002" },
  { "ids-cut-off", "6100000202" ID },
  { "count-of-64-bits", "61000002"
                        "81ffffffffffffffff7f" ID },
  { "count-times-size-overflows", "61000002"
                                  "8880808080808080"
                                  "01" ID },
  { "prefix-too-long", "610021" ID "00"
                       "00" },
  { "prefix-cut-off", "61010411" },
  { "number-over-64-bits", "61"
                           "8280808080808080808000"
                           "0000" },
  { "number-without-end", "61"
                          "ffffffffffffffffffffffffffffff" },
  { "number-with-superfluous-digit", "61"
                                     "8001"
                                     "0000" },
  { "time-over-64-bits", "61"
                         "81ffffffffffffffff7f"
                         "0000"
                         "10"
                         "0000" },
  { "time-after-infinity", "61"
                           "000000"
                           "050000" },
  { "prefixes-fall", "61"
                     "05021122"
                     "00"
                     "01021121"
                     "00" },
  { "prefix-gets-shorter", "61"
                           "05021122"
                           "00"
                           "010111"
                           "00" },
};

static const Message sound[] = {
  { "nothing", "61" },
  { "whole-line-skipped", "61000000" },
  { "equal-bounds", "61"
                    "05021122"
                    "00"
                    "01021122"
                    "0200" },
  { "infinity-twice", "6100000200"
                      "00000200" },
  { "greatest-time", "61"
                     "81ffffffffffffffff7f"
                     "0000" },
  { "empty-ranges-in-a-row", "61"
                             "010000"
                             "010000"
                             "010000" },
};

static GBytes *
parse_hex (const char *hex)
{
  gsize size = strlen (hex) / 2;
  guint8 *bytes = g_malloc (size + 1);

  g_assert_true (halqa_hex_decode (hex, bytes, size));
  return g_bytes_new_take (bytes, size);
}

/* Side 0 and side 1 share all but every seventh of their items. */
static HalqaNegentropy *
make_side (guint side)
{
  HalqaNegentropy *self = halqa_negentropy_new (FRAME_LIMIT);
  g_autoptr (GRand) random = g_rand_new_with_seed (1);

  for (guint i = 0; i < N_ITEMS; i++)
    {
      HalqaEntryId id;

      for (gsize j = 0; j < sizeof id.bytes; j++)
        id.bytes[j] = g_rand_int_range (random, 0, 256);
      if (i % 7 != side)
        halqa_negentropy_add (self, i / 3, &id);
    }
  halqa_negentropy_seal (self);
  return self;
}

static GArray *
make_ids (void)
{
  const HalqaEntryId id = { { 1, 2, 3 } };
  GArray *ids = g_array_new (FALSE, FALSE, sizeof id);

  return g_array_append_val (ids, id);
}

static void
test_malformed (gconstpointer data)
{
  const Message *message = data;
  g_autoptr (HalqaNegentropy) side = make_side (0);
  g_autoptr (GBytes) bytes = parse_hex (message->hex);
  g_autoptr (GError) respond_error = NULL;
  g_autoptr (GError) reconcile_error = NULL;
  g_autoptr (GArray) have = make_ids ();
  g_autoptr (GArray) need = make_ids ();

  g_assert_null (halqa_negentropy_respond (side, bytes, &respond_error));
  g_assert_error (respond_error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_MALFORMED);
  g_assert_null (halqa_negentropy_reconcile (side, bytes, have, need, &reconcile_error));
  g_assert_error (reconcile_error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_MALFORMED);
  g_assert_cmpuint (have->len, ==, 1);
  g_assert_cmpuint (need->len, ==, 1);
}

static void
test_sound (gconstpointer data)
{
  const Message *message = data;
  g_autoptr (HalqaNegentropy) side = make_side (0);
  g_autoptr (GBytes) bytes = parse_hex (message->hex);
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (GError) error = NULL;

  answer = halqa_negentropy_respond (side, bytes, &error);
  g_assert_no_error (error);
  g_assert_nonnull (answer);
}

/* What was collected from the ranges before the fault is given up with the message. */
static void
test_fault_at_the_end (void)
{
  g_autoptr (HalqaNegentropy) side = make_side (0);
  g_autoptr (GBytes) bytes = parse_hex ("61"
                                        "810000"
                                        "0201" ID "000003");
  g_autoptr (GArray) have = make_ids ();
  g_autoptr (GArray) need = make_ids ();
  g_autoptr (GError) error = NULL;

  g_assert_null (halqa_negentropy_reconcile (side, bytes, have, need, &error));
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_MALFORMED);
  g_assert_cmpuint (have->len, ==, 1);
  g_assert_cmpuint (need->len, ==, 1);
}

static void
test_repeated_ids (void)
{
  g_autoptr (HalqaNegentropy) side = halqa_negentropy_new (0);
  const HalqaEntryId ours = { { 0 } };
  g_autoptr (GBytes) bytes = parse_hex ("6100000205" ID "11" ZEROS ZEROS ZEROS "00000000000000"
                                        "0011" ZEROS ZEROS ZEROS "000000000000" ID ID);
  g_autoptr (GArray) have = g_array_new (FALSE, FALSE, sizeof ours);
  g_autoptr (GArray) need = g_array_new (FALSE, FALSE, sizeof ours);
  g_autoptr (GError) error = NULL;

  halqa_negentropy_add (side, 3, &ours);
  halqa_negentropy_seal (side);
  g_assert_null (halqa_negentropy_reconcile (side, bytes, have, need, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (have->len, ==, 0);
  g_assert_cmpuint (need->len, ==, 2);
}

static void
test_later_version (void)
{
  g_autoptr (HalqaNegentropy) side = make_side (0);
  g_autoptr (GBytes) later = parse_hex ("62aabbccddeeff");
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (GBytes) expected = parse_hex ("61");
  g_autoptr (GArray) have = make_ids ();
  g_autoptr (GArray) need = make_ids ();
  g_autoptr (GError) error = NULL;

  answer = halqa_negentropy_respond (side, later, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (answer, expected));
  g_assert_null (halqa_negentropy_reconcile (side, later, have, need, &error));
  g_assert_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_VERSION);
}

static void
mutate_once (GRand *random, GByteArray *bytes)
{
  guint place = bytes->len > 0 ? g_rand_int_range (random, 0, bytes->len) : 0;
  guint8 extremes[] = { 0x00, 0x01, 0x02, 0x7f, 0x80, 0x81, 0xff, g_rand_int (random) };
  guint8 byte = extremes[g_rand_int_range (random, 0, G_N_ELEMENTS (extremes))];

  if (bytes->len == 0 || g_rand_int_range (random, 0, 8) == 0)
    g_byte_array_append (bytes, &byte, 1);
  else if (g_rand_int_range (random, 0, 8) == 0)
    g_byte_array_set_size (bytes, place);
  else if (g_rand_int_range (random, 0, 4) == 0)
    g_byte_array_remove_range (bytes, place, MIN (bytes->len - place, 1 + byte % 40u));
  else if (g_rand_int_range (random, 0, 4) == 0)
    bytes->data[place] ^= 1u << byte % 8;
  else
    bytes->data[place] = byte;
}

static GBytes *
mutate (GRand *random, GBytes *message)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (message, &size);
  GByteArray *bytes = g_byte_array_new ();

  g_byte_array_append (bytes, data, size);
  for (int i = g_rand_int_range (random, 0, 4); i > 0; i--)
    mutate_once (random, bytes);
  return g_byte_array_free_to_bytes (bytes);
}

static void
assert_refused (GError *error)
{
  g_assert_nonnull (error);
  g_assert_cmpuint (error->domain, ==, HALQA_SYNC_ERROR);
}

/* A talk in which each message is altered on its way, until one of the two refuses or is done. */
static void
talk_over_bad_line (GRand *random, HalqaNegentropy *asks, HalqaNegentropy *answers)
{
  g_autoptr (GArray) have = make_ids ();
  g_autoptr (GArray) need = make_ids ();
  g_autoptr (GBytes) question = halqa_negentropy_initiate (asks);

  for (guint round = 0; question != NULL && round < MUTATED_ROUNDS_MAX; round++)
    {
      g_autoptr (GBytes) altered = mutate (random, question);
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) answer = halqa_negentropy_respond (answers, altered, &error);
      g_autoptr (GBytes) altered_answer = NULL;

      if (answer == NULL)
        {
          assert_refused (error);
          return;
        }
      g_assert_cmpuint (g_bytes_get_size (answer), <=, FRAME_LIMIT);
      altered_answer = mutate (random, answer);
      g_bytes_unref (question);
      question = halqa_negentropy_reconcile (asks, altered_answer, have, need, &error);
      if (error != NULL)
        assert_refused (error);
      if (question != NULL)
        g_assert_cmpuint (g_bytes_get_size (question), <=, FRAME_LIMIT);
    }
}

static void
test_mutations (void)
{
  g_autoptr (HalqaNegentropy) asks = make_side (0);
  g_autoptr (HalqaNegentropy) answers = make_side (1);

  for (guint seed = 0; seed < MUTATIONS; seed++)
    {
      g_autoptr (GRand) random = g_rand_new_with_seed (seed);

      talk_over_bad_line (random, asks, answers);
    }
}

static void
add_messages (const char *rule, const Message *messages, gsize n_messages, GTestDataFunc test)
{
  for (gsize i = 0; i < n_messages; i++)
    {
      g_autofree char *path = g_strdup_printf ("/sync/negentropy/%s/%s", rule, messages[i].name);

      g_test_add_data_func (path, &messages[i], test);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_messages ("malformed-is-refused", malformed, G_N_ELEMENTS (malformed), test_malformed);
  add_messages ("sound-is-answered", sound, G_N_ELEMENTS (sound), test_sound);
  g_test_add_func ("/sync/negentropy/a-fault-gives-up-the-whole-message", test_fault_at_the_end);
  g_test_add_func ("/sync/negentropy/an-id-twice-counts-once", test_repeated_ids);
  g_test_add_func ("/sync/negentropy/later-version-is-told-ours", test_later_version);
  g_test_add_func ("/sync/negentropy/altered-messages-are-answered-or-refused", test_mutations);
  return g_test_run ();
}
