/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-references.h"
#include "halqa-text.h"
#include "laptop.h"

#include <string.h>

/* What a proposal is called by is given by the laptop that makes it, which may have met nobody: no two
 * are the same all the same, and none changes. */

#define N_LAPTOPS 8
#define N_STEPS 120

typedef struct
{
  HalqaForumKey key;
  Laptop laptops[N_LAPTOPS];
  guint n_laptops;
  GHashTable *given; /* id of a proposal -> its reference when it was made */
} Fixture;

/* As the program does when a forum is made or joined. */
static void
describe_laptop (Laptop *laptop, gboolean first)
{
  g_autoptr (HalqaChange) change = halqa_change_new ();
  g_autoptr (GError) error = NULL;
  HalqaId device;

  halqa_device_record_id (halqa_identity_get_device (laptop->identity), &device);
  halqa_change_create (change, "device", &device);
  if (first)
    halqa_references_begin (laptop->store, change);
  else
    halqa_references_announce (laptop->store, NULL, change);
  halqa_store_commit (laptop->store, change, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->given = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  fixture->n_laptops = GPOINTER_TO_UINT (data);
  for (guint i = 0; i < fixture->n_laptops; i++)
    {
      laptop_start (&fixture->laptops[i], &fixture->key, i == 0);
      describe_laptop (&fixture->laptops[i], i == 0);
    }
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < fixture->n_laptops; i++)
    laptop_stop (&fixture->laptops[i]);
  g_hash_table_unref (fixture->given);
}

/* All that @from has. */
static void
send_all (Laptop *from, Laptop *to)
{
  from->sent = 0;
  laptop_send (from, to);
}

static char *
dup_reference (Laptop *laptop, const char *id)
{
  g_autoptr (HalqaItem) item = halqa_forum_dup_item (laptop->forum, "proposal", id);

  g_assert_nonnull (item);
  return g_strdup (halqa_item_get_text (item, "reference"));
}

static char *
propose (Laptop *laptop, const char *field, const char *target, char **id)
{
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();
  g_autofree char *made = halqa_draft_add (draft, "proposal");

  halqa_draft_set_text (draft, "proposal", made, "title", "عنوان");
  if (field != NULL)
    halqa_draft_set_ref (draft, "proposal", made, field, target);
  laptop_save (laptop, draft);
  if (id != NULL)
    *id = g_strdup (made);
  return dup_reference (laptop, made);
}

/* --- many laptops that are apart */

static void
propose_at_random (Fixture *fixture, guint i)
{
  char *id;
  char *reference = propose (&fixture->laptops[i], NULL, NULL, &id);

  g_assert_cmpstr (reference, !=, "");
  g_hash_table_insert (fixture->given, id, reference);
}

static void
meet_all (Fixture *fixture)
{
  for (guint i = 1; i < fixture->n_laptops; i++)
    send_all (&fixture->laptops[i], &fixture->laptops[0]);
  for (guint i = 1; i < fixture->n_laptops; i++)
    send_all (&fixture->laptops[0], &fixture->laptops[i]);
}

static void
check_all (Fixture *fixture)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer id, reference;

  g_hash_table_iter_init (&iter, fixture->given);
  while (g_hash_table_iter_next (&iter, &id, &reference))
    {
      for (guint i = 0; i < fixture->n_laptops; i++)
        {
          g_autofree char *now = dup_reference (&fixture->laptops[i], id);

          g_assert_cmpstr (now, ==, reference);
        }
      g_assert_true (g_hash_table_add (seen, g_strdup (strrchr (reference, '-'))));
    }
}

/* Who meets whom is chance: some never do before the end, some get a range on the way, from one or
 * from several, and give parts of it themselves. */
static void
test_apart (Fixture *fixture, gconstpointer data)
{
  for (guint step = 0; step < N_STEPS; step++)
    {
      guint i = (guint) g_test_rand_int_range (0, N_LAPTOPS);
      guint j = (guint) g_test_rand_int_range (0, N_LAPTOPS);

      if (g_test_rand_int_range (0, 3) > 0)
        propose_at_random (fixture, i);
      else if (i != j)
        send_all (&fixture->laptops[i], &fixture->laptops[j]);
    }
  meet_all (fixture);
  check_all (fixture);
}

static void
test_never_met (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < fixture->n_laptops; i++)
    for (guint j = 0; j < 3; j++)
      propose_at_random (fixture, i);
  meet_all (fixture);
  check_all (fixture);
}

/* A newcomer that two laptops give a range to has two, and they are parts of different ones. */
static void
test_given_twice (Fixture *fixture, gconstpointer data)
{
  Laptop *laptops = fixture->laptops;

  send_all (&laptops[1], &laptops[0]);
  propose_at_random (fixture, 0);
  send_all (&laptops[0], &laptops[1]);
  send_all (&laptops[2], &laptops[0]);
  send_all (&laptops[2], &laptops[1]);
  propose_at_random (fixture, 0);
  propose_at_random (fixture, 1);
  send_all (&laptops[1], &laptops[2]);
  propose_at_random (fixture, 2);
  send_all (&laptops[0], &laptops[2]);
  propose_at_random (fixture, 2);
  propose_at_random (fixture, 1);
  meet_all (fixture);
  check_all (fixture);
}

/* --- what they look like */

static void
assert_proposed (Laptop *laptop, const char *field, const char *target, const char *expected)
{
  g_autofree char *reference = propose (laptop, field, target, NULL);

  g_assert_cmpstr (reference, ==, expected);
}

static void
test_short (Fixture *fixture, gconstpointer data)
{
  Laptop *laptops = fixture->laptops;
  g_autofree char *theme = laptop_add (&laptops[0], "theme", "code", "ENV");
  g_autofree char *lonely = propose (&laptops[1], NULL, NULL, NULL);
  g_autofree char *session = NULL;

  g_assert_cmpuint (strlen (lonely), ==, strlen ("P-KHMRQ01"));
  assert_proposed (&laptops[0], "theme", theme, "ENV-01");
  for (guint i = 1; i < fixture->n_laptops; i++)
    send_all (&laptops[i], &laptops[0]);
  /* With whatever the first one makes next. */
  session = laptop_add (&laptops[0], "session", "title", "ورشة");
  for (guint i = 1; i < fixture->n_laptops; i++)
    {
      g_autofree char *reference = NULL;

      send_all (&laptops[0], &laptops[i]);
      reference = propose (&laptops[i], "theme", theme, NULL);
      g_assert_cmpuint (strlen (reference), <=, strlen ("ENV-0101"));
      g_assert_cmpuint (strspn (reference + strlen ("ENV-"), "0123456789"), ==,
                        strlen (reference) - strlen ("ENV-"));
    }
}

static void
test_theme (Fixture *fixture, gconstpointer data)
{
  Laptop *here = &fixture->laptops[0];
  g_autofree char *theme = laptop_add (here, "theme", "code", "soc");
  g_autofree char *session = laptop_add (here, "session", "title", "ورشة");
  g_autofree char *bare = laptop_add (here, "session", "title", "ورشة أخرى");
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();

  halqa_draft_set_ref (draft, "session", session, "theme", theme);
  laptop_save (here, draft);
  assert_proposed (here, "theme", theme, "SOC-01");
  assert_proposed (here, "session", session, "SOC-02");
  assert_proposed (here, "session", bare, "P-03");
  assert_proposed (here, NULL, NULL, "P-04");
  assert_proposed (here, "theme", "00112233445566778899aabbccddeeff", "P-05");
}

static void
test_strange_codes (Fixture *fixture, gconstpointer data)
{
  Laptop *here = &fixture->laptops[0];
  g_autofree char *letters = g_strnfill (60000, 'x');
  g_autofree char *longest = laptop_add (here, "theme", "code", letters);
  g_autofree char *turned = laptop_add (here, "theme", "code", "\342\200\256e\nv-");
  g_autofree char *none = laptop_add (here, "theme", "code", "…");
  g_autofree char *arabic = laptop_add (here, "theme", "code", "بيئة");

  assert_proposed (here, "theme", longest, "XXXXXXXX-01");
  assert_proposed (here, "theme", turned, "EV-02");
  assert_proposed (here, "theme", none, "P-03");
  assert_proposed (here, "theme", arabic, "بيئة-04");
}

static void
test_stays (Fixture *fixture, gconstpointer data)
{
  Laptop *here = &fixture->laptops[0];
  g_autofree char *theme = laptop_add (here, "theme", "code", "ENV");
  g_autofree char *id = NULL;
  g_autofree char *given = propose (here, "theme", theme, &id);
  g_autofree char *now = NULL;
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();

  halqa_draft_set_empty (draft, "proposal", id, "theme");
  halqa_draft_set_text (draft, "theme", theme, "code", "SOC");
  laptop_save (here, draft);
  laptop_delete (here, "proposal", id);
  assert_proposed (here, NULL, NULL, "P-02");
  now = dup_reference (here, id);
  g_assert_cmpstr (now, ==, given);
}

static void
propose_many (Laptop *laptop, guint n)
{
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = halqa_draft_add (draft, "proposal");

      halqa_draft_set_text (draft, "proposal", id, "title", "x");
    }
  laptop_save (laptop, draft);
}

/* After 99 the numbers get longer, by a digit where there are ten times as many, and are still nobody
 * else's: 1198 are 99, 99, 999 and one. */
static void
test_many (Fixture *fixture, gconstpointer data)
{
  Laptop *here = &fixture->laptops[0];

  propose_many (here, 99);
  assert_proposed (here, NULL, NULL, "P-901");
  propose_many (here, 97);
  assert_proposed (here, NULL, NULL, "P-999");
  assert_proposed (here, NULL, NULL, "P-9001");
  propose_many (here, 997);
  assert_proposed (here, NULL, NULL, "P-9999");
  assert_proposed (here, NULL, NULL, "P-90001");
}

static void
test_passed_over (Fixture *fixture, gconstpointer data)
{
  Laptop *here = &fixture->laptops[0];
  g_autofree char *one = laptop_add (here, "theme", "code", "ENV");
  g_autofree char *typed = laptop_add (here, "proposal", "reference", "ENV-01");
  g_autofree char *next = laptop_add (here, "proposal", "reference", "ENV-02");
  g_autofree char *kept = dup_reference (here, typed);

  g_assert_cmpstr (kept, ==, "ENV-01");
  assert_proposed (here, "theme", one, "ENV-03");
  laptop_set (here, "proposal", next, "reference", "");
  assert_proposed (here, "theme", one, "ENV-04");
}

static void
committed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  guint *n = user_data;

  n[halqa_store_commit_finish (HALQA_STORE (object), result, NULL)]++;
  n[2]++;
}

static gboolean
are_committed (gpointer user_data)
{
  return ((guint *) user_data)[2] == 3;
}

/* Three proposals that are written while the disk is busy, and so in one transaction: one is given the
 * first number, two are to be called so. */
static void
test_at_once (Fixture *fixture, gconstpointer data)
{
  HalqaStore *store = fixture->laptops[0].store;
  HalqaQuery query = { .kind = "proposal" };
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) all = NULL;
  HalqaReader *reader = halqa_forum_get_reader (fixture->laptops[0].forum);
  guint n[3] = { 0 };

  for (guint i = 0; i < 3; i++)
    {
      const HalqaValue typed = halqa_value_text ("P-01");
      g_autoptr (HalqaChange) change = halqa_change_new ();
      HalqaId id;

      halqa_id_random (&id);
      halqa_change_create (change, "proposal", &id);
      if (i == 0)
        halqa_references_complete (reader, change);
      else
        halqa_change_set (change, "proposal", &id, "reference", &typed, HALQA_REPLACE_ALONE);
      halqa_store_commit_async (store, change, NULL, committed_cb, n);
    }
  wait_until (are_committed, n);
  g_assert_cmpuint (n[TRUE], ==, 1);
  all = halqa_reader_query (reader, &query, NULL);
  for (guint i = 0; i < all->len; i++)
    g_assert_true (
        g_hash_table_add (seen, g_strdup (halqa_record_get_text (all->pdata[i], "reference"))));
  assert_proposed (&fixture->laptops[0], NULL, NULL, "P-02");
}

/* A number is given in the transaction in which another record is called so. */
static void
test_beside_a_typed_one (Fixture *fixture, gconstpointer data)
{
  const HalqaValue typed = halqa_value_text ("P-01");
  Laptop *here = &fixture->laptops[0];
  g_autoptr (HalqaChange) change = halqa_change_new ();
  g_autoptr (HalqaRecord) second = NULL;
  g_autoptr (GError) error = NULL;
  HalqaId ids[2];

  for (guint i = 0; i < 2; i++)
    {
      halqa_id_random (&ids[i]);
      halqa_change_create (change, "proposal", &ids[i]);
    }
  halqa_change_set (change, "proposal", &ids[0], "reference", &typed, HALQA_REPLACE_SHOWN);
  halqa_references_complete (halqa_forum_get_reader (here->forum), change);
  g_assert_true (halqa_store_commit (here->store, change, &error));
  second = halqa_reader_get (halqa_forum_get_reader (here->forum), "proposal", &ids[1], &error);
  g_assert_no_error (error);
  g_assert_cmpstr (halqa_record_get_text (second, "reference"), ==, "P-02");
}

/* What others write into their records is not ours to trust: nobody's number is taken twice for it. */
static void
test_bad_ranges (Fixture *fixture, gconstpointer data)
{
  static const char *const ranges[] = { "x",     ":",
                                        "0011",  "::::",
                                        "%s:",   "%s:-1",
                                        "%s:9",  "%s:11111111111111111",
                                        "%s:1a", " %s:\342\200\256" };
  Laptop *here = &fixture->laptops[1];
  Laptop *other = &fixture->laptops[2];
  char store[HALQA_HEX_MAX];
  HalqaId id;
  g_autofree char *device = NULL;

  halqa_hex_encode (store, halqa_store_get_store_id (here->store), HALQA_STORE_ID_SIZE);
  halqa_device_record_id (halqa_identity_get_device (other->identity), &id);
  device = halqa_hex_dup (id.bytes, HALQA_ID_SIZE);
  for (gsize i = 0; i < G_N_ELEMENTS (ranges); i++)
    {
      g_auto (GStrv) parts = g_strsplit (ranges[i], "%s", 2);
      g_autofree char *text = g_strjoinv (store, parts);
      g_autofree char *reference = NULL;

      laptop_set (other, "device", device, "ranges", text);
      send_all (other, here);
      reference = propose (here, NULL, NULL, NULL);
      g_assert_cmpuint (strspn (reference + 2, "ABCDEFGHJKLMNPQRSTUVWXYZ"), ==, 5);
    }
}

static void
test_found (Fixture *fixture, gconstpointer data)
{
  Laptop *here = &fixture->laptops[0];
  static const char *const typed[] = { "P-01", "p-01", "P-٠١", "p ۰۱" };
  g_autofree char *id = NULL;
  g_autofree char *reference = propose (here, NULL, NULL, &id);
  g_autofree char *twin = NULL;
  g_autoptr (GError) error = NULL;
  HalqaId found;

  for (gsize i = 0; i < G_N_ELEMENTS (typed); i++)
    {
      g_autofree char *hex = NULL;

      g_assert_true (
          halqa_references_find (halqa_forum_get_reader (here->forum), typed[i], &found, &error));
      g_assert_no_error (error);
      hex = halqa_hex_dup (found.bytes, HALQA_ID_SIZE);
      g_assert_cmpstr (hex, ==, id);
    }
  g_assert_false (
      halqa_references_find (halqa_forum_get_reader (here->forum), "P-0", &found, &error));
  g_assert_no_error (error);
  twin = laptop_add (here, "proposal", "reference", "p-01");
  g_assert_false (
      halqa_references_find (halqa_forum_get_reader (here->forum), "P-01", &found, &error));
  g_assert_nonnull (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, n, func) g_test_add (path, Fixture, GUINT_TO_POINTER (n), set_up, func, tear_down)
  ADD ("/app/references/no-two-are-the-same", N_LAPTOPS, test_apart);
  ADD ("/app/references/nor-of-laptops-that-never-met", N_LAPTOPS, test_never_met);
  ADD ("/app/references/nor-where-a-range-was-given-twice", 3, test_given_twice);
  ADD ("/app/references/short-for-who-has-met-the-first", N_LAPTOPS, test_short);
  ADD ("/app/references/theirs-or-the-sessions-theme", 1, test_theme);
  ADD ("/app/references/letters-and-digits-of-any-code", 1, test_strange_codes);
  ADD ("/app/references/stays", 1, test_stays);
  ADD ("/app/references/more-than-99", 1, test_many);
  ADD ("/app/references/what-is-there-is-passed-over", 1, test_passed_over);
  ADD ("/app/references/two-at-once-are-not-called-alike", 1, test_at_once);
  ADD ("/app/references/given-beside-one-that-is-typed", 1, test_beside_a_typed_one);
  ADD ("/app/references/ranges-that-are-none", 3, test_bad_ranges);
  ADD ("/app/references/found-however-typed", 1, test_found);
#undef ADD

  return g_test_run ();
}
