/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-negentropy.h"

#include <string.h>

/* The conversations below were held by the reference implementation in C++ (hoytech/negentropy) over
 * the sets that fill_sets() makes; what is noted is how many messages it took, their bytes, and the
 * SHA-256 over all of them in order. Item I has as its id SHA-256 of "item I". */

typedef enum
{
  SAME, /* all of one timestamp */
  SERIAL, /* one a second */
  PAIRS, /* two of each timestamp */
  STAMPS, /* hybrid logical clocks */
} Times;

typedef struct
{
  const char *name;
  guint n_items;
  Times times;
  guint ours_every; /* of so many items one is only ours; 0 for none */
  guint theirs_every; /* of so many items one is only theirs */
  gsize frame_limit;
  guint n_messages;
  gsize n_bytes;
  const char *digest;
} Conversation;

static const Conversation conversations[] = {
  { "both-empty", 0, SERIAL, 0, 0, 0, 2, 10,
    "887614dc3c68c1cc2649c7821305018918ed9a2e1540bdca72364a875ee8be8b" },
  { "one-each", 2, SERIAL, 2, 2, 0, 2, 74,
    "340ad486cf1733c02bb602f4cf722070c63f0657aed0cdea94cc7667992bb1d5" },
  { "31-are-listed", 31, SAME, 4, 5, 0, 2, 1578,
    "a43e8cf9f1c4695e355abdbe97c0f7aa62ed4721dc812fc3443ce35f2f3d89a2" },
  { "40-are-split", 40, SAME, 9, 13, 0, 2, 909,
    "da9cfd3db3ddcefe9ea53ac5eed39c411b2e5f720daf0a96b2eefda922d0fb9c" },
  { "times-apart", 1000, SERIAL, 100, 150, 0, 4, 9202,
    "22e5429666a4f9a116f1db235203859430388d63b1d37cea7b1f2a906b067b60" },
  { "times-in-pairs", 1000, PAIRS, 90, 70, 0, 4, 12082,
    "e13cd39142d1ad30eed089f02acbb7a4a02ab3978b4d504dd9ad26df020d5258" },
  { "one-time", 5000, SAME, 500, 700, 0, 4, 25270,
    "28607d77de3ad30d237eabbfd465d939143ec9cc398bdbfdd845200efdef58f5" },
  { "large-stamps", 10000, STAMPS, 1000, 1000, 0, 4, 14704,
    "4ab4e56c2ce4d27c689ada050b156f0d2cbb3a449ad8a6ee8712697a7dac65ee" },
  { "equal-sets", 3000, SERIAL, 0, 0, 4096, 2, 324,
    "50b72677fc160fb71ec8a6c6c496e78f2e42047de61e97562e3672bddf400dae" },
  { "all-theirs-in-frames", 3000, SERIAL, 0, 1, 4096, 50, 99350,
    "c5050ce6c0b00388e58f0dc7a7a0bed9c57dcea1d9467aef414f4269a2bb8c28" },
  { "all-ours-in-frames", 2000, PAIRS, 1, 0, 4096, 2, 416,
    "501cc10ce7728c8be969fbe031e3b485aad1fd621372be6ff7faf84b75259394" },
  { "many-differences-in-frames", 20000, STAMPS, 3, 5, 5000, 344, 1263006,
    "0265cca81fc5686f41307a95e8effac9fdac85c89c276690e46fe3e0160e5999" },
};

#define STAMP_START (G_GUINT64_CONSTANT (1700000000000) << 16)
#define ROUNDS_MAX 5000
#define RANDOM_SETS 300

/* Both sides of a reconciliation, and what should come of it. */
typedef struct
{
  HalqaNegentropy *asks;
  HalqaNegentropy *answers;
  GHashTable *only_ours;
  GHashTable *only_theirs;

  GArray *have;
  GArray *need;
  GChecksum *digest;
  guint n_messages;
  gsize n_bytes;
  gsize longest;
} Pair;

static guint
id_hash (gconstpointer id)
{
  guint hash;

  memcpy (&hash, id, sizeof hash);
  return hash;
}

static gboolean
id_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, sizeof (HalqaEntryId)) == 0;
}

static GHashTable *
id_set_new (void)
{
  return g_hash_table_new_full (id_hash, id_equal, g_free, NULL);
}

static void
pair_init (Pair *self, gsize our_limit, gsize their_limit)
{
  *self = (Pair){ .asks = halqa_negentropy_new (our_limit),
                  .answers = halqa_negentropy_new (their_limit),
                  .only_ours = id_set_new (),
                  .only_theirs = id_set_new (),
                  .have = g_array_new (FALSE, FALSE, sizeof (HalqaEntryId)),
                  .need = g_array_new (FALSE, FALSE, sizeof (HalqaEntryId)),
                  .digest = g_checksum_new (G_CHECKSUM_SHA256) };
}

static void
pair_clear (Pair *self)
{
  halqa_negentropy_free (self->asks);
  halqa_negentropy_free (self->answers);
  g_hash_table_unref (self->only_ours);
  g_hash_table_unref (self->only_theirs);
  g_array_unref (self->have);
  g_array_unref (self->need);
  g_checksum_free (self->digest);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pair, pair_clear)

static void
pair_add (Pair *self, guint64 timestamp, const HalqaEntryId *id, gboolean ours, gboolean theirs)
{
  if (ours)
    halqa_negentropy_add (self->asks, timestamp, id);
  if (theirs)
    halqa_negentropy_add (self->answers, timestamp, id);
  if (ours != theirs)
    g_hash_table_add (ours ? self->only_ours : self->only_theirs, g_memdup2 (id, sizeof *id));
}

static void
note_message (Pair *self, GBytes *message)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (message, &size);

  g_checksum_update (self->digest, data, size);
  self->n_messages++;
  self->n_bytes += size;
  self->longest = MAX (self->longest, size);
}

static void
pair_run (Pair *self)
{
  g_autoptr (GBytes) question = NULL;

  halqa_negentropy_seal (self->asks);
  halqa_negentropy_seal (self->answers);
  question = halqa_negentropy_initiate (self->asks);
  for (guint round = 0; question != NULL; round++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) answer = NULL;

      g_assert_cmpuint (round, <, ROUNDS_MAX);
      note_message (self, question);
      answer = halqa_negentropy_respond (self->answers, question, &error);
      g_assert_no_error (error);
      note_message (self, answer);
      g_bytes_unref (g_steal_pointer (&question));
      question = halqa_negentropy_reconcile (self->asks, answer, self->have, self->need, &error);
      g_assert_no_error (error);
    }
}

static void
assert_found (GArray *found, GHashTable *expected, gboolean once)
{
  g_autoptr (GHashTable) met = g_hash_table_new (id_hash, id_equal);

  for (guint i = 0; i < found->len; i++)
    {
      HalqaEntryId *id = &g_array_index (found, HalqaEntryId, i);

      g_assert_true (g_hash_table_contains (expected, id));
      g_assert_true (g_hash_table_add (met, id) || !once);
    }
  g_assert_cmpuint (g_hash_table_size (met), ==, g_hash_table_size (expected));
}

static void
assert_reconciled (Pair *self, gboolean once)
{
  assert_found (self->have, self->only_ours, once);
  assert_found (self->need, self->only_theirs, once);
}

static HalqaEntryId
item_id (guint item)
{
  g_autofree char *text = g_strdup_printf ("item %u", item);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  HalqaEntryId id;
  gsize size = sizeof id.bytes;

  g_checksum_update (checksum, (const guchar *) text, strlen (text));
  g_checksum_get_digest (checksum, id.bytes, &size);
  return id;
}

static guint64
item_time (guint item, Times times)
{
  switch (times)
    {
    case SAME:
      return 1000;
    case SERIAL:
      return 1700000000 + item;
    case PAIRS:
      return item / 2 * 7;
    case STAMPS:
      return STAMP_START + ((guint64) item << 16);
    default:
      g_assert_not_reached ();
    }
}

static void
fill_sets (Pair *pair, const Conversation *conversation)
{
  guint ours_every = conversation->ours_every;
  guint theirs_every = conversation->theirs_every;

  for (guint i = 0; i < conversation->n_items; i++)
    {
      HalqaEntryId id = item_id (i);
      gboolean only_ours = ours_every != 0 && i % ours_every == 0;
      gboolean only_theirs =
          !only_ours && theirs_every != 0 && i % theirs_every == theirs_every / 2;

      pair_add (pair, item_time (i, conversation->times), &id, !only_theirs, !only_ours);
    }
}

static void
test_reference (gconstpointer data)
{
  const Conversation *conversation = data;
  g_auto (Pair) pair = { 0 };

  pair_init (&pair, conversation->frame_limit, conversation->frame_limit);
  fill_sets (&pair, conversation);
  pair_run (&pair);
  g_assert_cmpuint (pair.n_messages, ==, conversation->n_messages);
  g_assert_cmpuint (pair.n_bytes, ==, conversation->n_bytes);
  g_assert_cmpstr (g_checksum_get_string (pair.digest), ==, conversation->digest);
  if (conversation->frame_limit != 0)
    g_assert_cmpuint (pair.longest, <=, conversation->frame_limit);
  assert_reconciled (&pair, conversation->frame_limit == 0);
}

static void
random_id (GRand *random, HalqaEntryId *id)
{
  gsize common = g_rand_int_range (random, 0, 4) == 0 ? g_rand_int_range (random, 0, 28) : 0;

  for (gsize i = 0; i < sizeof id->bytes; i++)
    id->bytes[i] = i < common ? 0 : g_rand_int_range (random, 0, 256);
}

static void
random_pair (GRand *random, Pair *pair)
{
  guint n_items = g_rand_int_range (random, 0, 2) ? g_rand_int_range (random, 0, 70)
                                                  : g_rand_int_range (random, 0, 3000);
  guint times = 1u << g_rand_int_range (random, 0, 30);
  double ours = g_rand_double (random) * g_rand_double (random) / 2;
  double theirs = g_rand_double (random) * g_rand_double (random) / 2;

  for (guint i = 0; i < n_items; i++)
    {
      double chance = g_rand_double (random);
      HalqaEntryId id;

      random_id (random, &id);
      pair_add (pair, g_rand_int (random) % times, &id, chance >= theirs, chance < 1 - ours);
    }
}

static void
test_random_sets (void)
{
  for (guint seed = 0; seed < RANDOM_SETS; seed++)
    {
      g_autoptr (GRand) random = g_rand_new_with_seed (seed);
      g_auto (Pair) pair = { 0 };

      g_test_message ("seed %u", seed);
      pair_init (&pair, 0, 0);
      random_pair (random, &pair);
      pair_run (&pair);
      assert_reconciled (&pair, TRUE);
    }
}

static void
test_random_frames (void)
{
  for (guint seed = 0; seed < RANDOM_SETS; seed++)
    {
      g_autoptr (GRand) random = g_rand_new_with_seed (seed);
      gsize limit = g_rand_int_range (random, 4096, 9000);
      g_auto (Pair) pair = { 0 };

      g_test_message ("seed %u", seed);
      pair_init (&pair, limit, limit);
      random_pair (random, &pair);
      pair_run (&pair);
      g_assert_cmpuint (pair.longest, <=, limit);
      assert_reconciled (&pair, FALSE);
    }
}

static void
test_doubles (void)
{
  g_auto (Pair) pair = { 0 };

  pair_init (&pair, 0, 0);
  for (guint i = 0; i < 100; i++)
    {
      HalqaEntryId id = item_id (i % 50);

      halqa_negentropy_add (pair.asks, i % 50, &id);
      if (i < 50)
        halqa_negentropy_add (pair.answers, i, &id);
    }
  pair_run (&pair);
  g_assert_cmpuint (pair.n_messages, ==, 2);
  assert_reconciled (&pair, TRUE);
}

static void
assert_fingerprint (const HalqaFingerprint *sum, const char *expected)
{
  guint8 fingerprint[HALQA_FINGERPRINT_SIZE];
  g_autofree char *hex = NULL;

  halqa_fingerprint_get (sum, fingerprint);
  hex = halqa_hex_dup (fingerprint, sizeof fingerprint);
  g_assert_cmpstr (hex, ==, expected);
}

static void
test_fingerprint_order (void)
{
  HalqaFingerprint up = { 0 };
  HalqaFingerprint down = { 0 };

  for (guint i = 0; i < 1000; i++)
    {
      HalqaEntryId first = item_id (i);
      HalqaEntryId last = item_id (999 - i);

      halqa_fingerprint_add (&up, &first);
      halqa_fingerprint_add (&down, &last);
    }
  assert_fingerprint (&up, "2ab53b5ef458f2fb6e4384f4d718f7f0");
  assert_fingerprint (&down, "2ab53b5ef458f2fb6e4384f4d718f7f0");
}

static void
test_fingerprint_carry (void)
{
  HalqaFingerprint sum = { 0 };
  HalqaEntryId id;

  assert_fingerprint (&sum, "7f9c9e31ac8256ca2f258583df262dbc");
  memset (id.bytes, 0xff, sizeof id.bytes);
  halqa_fingerprint_add (&sum, &id);
  memset (id.bytes, 0, sizeof id.bytes);
  id.bytes[0] = 1;
  halqa_fingerprint_add (&sum, &id);
  g_assert_cmpuint (sum.count, ==, 2);
  for (gsize i = 0; i < sizeof sum.sum; i++)
    g_assert_cmpuint (sum.sum[i], ==, 0);
  assert_fingerprint (&sum, "58cc2f44d3a27866874701fbad573da9");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (conversations); i++)
    {
      g_autofree char *path =
          g_strconcat ("/sync/negentropy/as-reference/", conversations[i].name, NULL);

      g_test_add_data_func (path, &conversations[i], test_reference);
    }
  g_test_add_func ("/sync/negentropy/random-sets-are-told-apart-exactly", test_random_sets);
  g_test_add_func ("/sync/negentropy/no-message-is-over-its-frame", test_random_frames);
  g_test_add_func ("/sync/negentropy/a-double-counts-once", test_doubles);
  g_test_add_func ("/sync/fingerprint/does-not-depend-on-order", test_fingerprint_order);
  g_test_add_func ("/sync/fingerprint/sum-wraps-around", test_fingerprint_carry);
  return g_test_run ();
}
