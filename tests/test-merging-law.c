/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "halqa-draft-private.h"
#include "halqa-merging.h"
#include "laptop.h"

/* Merging as a law: whatever laptops that are apart join, take apart, take back, write and delete,
 * when all have met they show one forest; it has no circle; every proposal is found from its result,
 * and every text that anybody wrote stands in the history.
 *
 * Many small worlds of proposals share one forum, and a random history goes on in all of them. Steps
 * are those of the merging desk, and links as an import or a laptop gone wrong could write them: to
 * itself, to nothing, to what is deleted. What the forest has to be is worked out a second time by a
 * model that shares no code with app/: a table of links, and loops over it. HALQA_LAW_SEED and
 * HALQA_MERGES play one again. */

#define N_LAPTOPS 4
#define N_WORLDS 24
#define N_EACH 5
#define N_PROPOSALS (N_WORLDS * N_EACH)
#define N_STEPS 2000

typedef struct
{
  guint proposal;
  const char *field;
  char *value;
} Written;

typedef struct
{
  HalqaForumKey key;
  Laptop laptops[N_LAPTOPS];
  guint64 sent[N_LAPTOPS][N_LAPTOPS];
  char *ids[N_PROPOSALS];
  GArray *written; /* of Written: all that anybody ever wrote */
  GRand *rand;
  guint seed;
} Fixture;

/* What the naive model knows of a proposal; `into` is N_PROPOSALS for nothing that is there. */
typedef struct
{
  guint64 created;
  gboolean deleted;
  guint into;
  guint result; /* worked out */
  guint in_force; /* worked out: N_PROPOSALS for nothing */
} Naive;

static gboolean
one_in (Fixture *fixture, int n)
{
  return g_rand_int_range (fixture->rand, 0, n) == 0;
}

static guint
pick (Fixture *fixture, guint n)
{
  return g_rand_int_range (fixture->rand, 0, n);
}

static HalqaId
decode (const char *hex)
{
  HalqaId id;

  g_assert_true (halqa_hex_decode (hex, id.bytes, HALQA_ID_SIZE));
  return id;
}

static guint
find_proposal (Fixture *fixture, const HalqaId *id)
{
  g_autofree char *hex = id != NULL ? halqa_hex_dup (id->bytes, HALQA_ID_SIZE) : NULL;
  guint i = 0;

  while (i < N_PROPOSALS && g_strcmp0 (fixture->ids[i], hex) != 0)
    i++;
  return i;
}

/* --- the model */

static void
read_naive (Fixture *fixture, Laptop *laptop, Naive *naive)
{
  for (guint i = 0; i < N_PROPOSALS; i++)
    {
      HalqaId id = decode (fixture->ids[i]);
      g_autoptr (HalqaRecord) record = halqa_reader_get (halqa_forum_get_reader (laptop->forum),
                                                         "proposal", &id, NULL);
      const HalqaValue *into =
          record == NULL ? NULL : halqa_record_get_value (record, "merged_into");

      naive[i] = (Naive){ 0, TRUE, N_PROPOSALS, i, N_PROPOSALS };
      if (record == NULL)
        continue;
      naive[i].created = halqa_record_get_created (record);
      naive[i].deleted = halqa_record_is_deleted (record);
      naive[i].into = find_proposal (fixture, into == NULL ? NULL : halqa_value_get_id (into));
    }
}

static guint
count_link (const Naive *naive, guint i)
{
  guint into = naive[i].into;

  return naive[i].deleted || into == N_PROPOSALS || into == i || naive[into].deleted ? N_PROPOSALS
                                                                                     : into;
}

static gboolean
is_earlier (Fixture *fixture, const Naive *naive, guint a, guint b)
{
  if (naive[a].created != naive[b].created)
    return naive[a].created != 0 && (naive[b].created == 0 || naive[a].created < naive[b].created);
  return strcmp (fixture->ids[a], fixture->ids[b]) < 0;
}

/* So many steps on it has gone round, if it ever does; and once more round finds the earliest. */
static guint
find_result (Fixture *fixture, const Naive *naive, guint i)
{
  guint earliest;

  for (guint n = 0; n < N_PROPOSALS; n++)
    {
      if (count_link (naive, i) == N_PROPOSALS)
        return i;
      i = count_link (naive, i);
    }
  earliest = i;
  for (guint n = 0; n < N_PROPOSALS; n++)
    {
      if (is_earlier (fixture, naive, i, earliest))
        earliest = i;
      i = count_link (naive, i);
    }
  return earliest;
}

static void
work_out (Fixture *fixture, Naive *naive)
{
  for (guint i = 0; i < N_PROPOSALS; i++)
    {
      naive[i].result = find_result (fixture, naive, i);
      naive[i].in_force = naive[i].result == i ? N_PROPOSALS : count_link (naive, i);
    }
}

/* --- the laptops */

static void
note (Fixture *fixture, guint proposal, const char *field, const char *value)
{
  Written written = { proposal, field, g_strdup (value) };

  g_array_append_val (fixture->written, written);
}

static void
meet (Fixture *fixture, guint from, guint to)
{
  fixture->laptops[from].sent = fixture->sent[from][to];
  laptop_send (&fixture->laptops[from], &fixture->laptops[to]);
  fixture->sent[from][to] = fixture->laptops[from].sent;
}

static gboolean
is_deleted (Fixture *fixture, Laptop *laptop, guint proposal)
{
  g_autoptr (HalqaItem) item =
                 halqa_forum_dup_item (laptop->forum, "proposal", fixture->ids[proposal]);

  return halqa_item_is_deleted (item);
}

/* What each is merged into, N_PROPOSALS for nothing. */
static void
list_merges (Fixture *fixture, Laptop *laptop, guint *merges)
{
  for (guint i = 0; i < N_PROPOSALS; i++)
    {
      g_autofree char *hex = halqa_forum_dup_merged_into (laptop->forum, fixture->ids[i]);
      HalqaId id;

      merges[i] = N_PROPOSALS;
      if (hex == NULL)
        continue;
      id = decode (hex);
      merges[i] = find_proposal (fixture, &id);
    }
}

/* What is shown of all links, in force or not. */
static char *
describe_links (Fixture *fixture, Laptop *laptop)
{
  HalqaForest *forest = halqa_forum_get_forest (laptop->forum);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < N_PROPOSALS; i++)
    {
      HalqaId id = decode (fixture->ids[i]);

      g_string_append_printf (text, "%u>%u/%u:%d ", i,
                              find_proposal (fixture, halqa_forest_get_link (forest, &id)),
                              find_proposal (fixture, halqa_forest_get_into (forest, &id)),
                              halqa_forest_get_state (forest, &id));
    }
  return g_string_free (text, FALSE);
}

/* Joins some of a world into another of it; after it, it is so, and nothing else is. */
static void
join (Fixture *fixture, Laptop *laptop, guint world)
{
  g_autoptr (HalqaMerging) step = halqa_merging_new (laptop->forum);
  const char *ids[N_EACH + 1] = { NULL };
  guint expected[N_PROPOSALS], merges[N_PROPOSALS];
  guint into = world * N_EACH + pick (fixture, N_EACH);
  guint n = 0;

  list_merges (fixture, laptop, expected);
  for (guint i = world * N_EACH; i < (world + 1) * N_EACH; i++)
    if (i != into && !is_deleted (fixture, laptop, i) && one_in (fixture, 3))
      {
        expected[i] = into;
        ids[n++] = fixture->ids[i];
      }
  if (n == 0 || is_deleted (fixture, laptop, into))
    return;
  g_assert_true (halqa_merging_join (step, fixture->ids[into], ids, NULL));
  laptop_save (laptop, halqa_merging_get_draft (step));
  list_merges (fixture, laptop, merges);
  /* What was below one of them has come out. */
  if (merges[into] == N_PROPOSALS)
    expected[into] = N_PROPOSALS;
  for (guint i = 0; i < N_PROPOSALS; i++)
    {
      g_assert_cmpuint (merges[i], ==, expected[i]);
      if (i / N_EACH == world && i != into && merges[i] == into)
        note (fixture, i, "merged_into", fixture->ids[into]);
    }
}

static void
split (Fixture *fixture, Laptop *laptop, guint proposal)
{
  g_autoptr (HalqaMerging) step = halqa_merging_new (laptop->forum);
  guint before[N_PROPOSALS], merges[N_PROPOSALS];

  list_merges (fixture, laptop, before);
  if (!halqa_merging_split (step, fixture->ids[proposal], NULL))
    return;
  laptop_save (laptop, halqa_merging_get_draft (step));
  list_merges (fixture, laptop, merges);
  for (guint i = 0; i < N_PROPOSALS; i++)
    g_assert_cmpuint (merges[i], ==, before[i] == proposal ? N_PROPOSALS : before[i]);
}

static void
take_out (Fixture *fixture, Laptop *laptop, guint proposal)
{
  g_autoptr (HalqaMerging) step = halqa_merging_new (laptop->forum);
  const char *ids[] = { fixture->ids[proposal], NULL };
  guint before[N_PROPOSALS], merges[N_PROPOSALS];

  list_merges (fixture, laptop, before);
  if (!halqa_merging_take_out (step, ids, NULL))
    return;
  laptop_save (laptop, halqa_merging_get_draft (step));
  list_merges (fixture, laptop, merges);
  for (guint i = 0; i < N_PROPOSALS; i++)
    g_assert_cmpuint (merges[i], ==, i == proposal ? N_PROPOSALS : before[i]);
}

/* A step that is taken back at once leaves all as it was, circles and what points nowhere too. */
static void
join_and_take_back (Fixture *fixture, Laptop *laptop, guint proposal)
{
  g_autoptr (HalqaMerging) step = halqa_merging_new (laptop->forum);
  g_autofree char *before = describe_links (fixture, laptop);
  g_autofree char *after = NULL;
  guint other = proposal / N_EACH * N_EACH + pick (fixture, N_EACH);
  const char *ids[] = { fixture->ids[other], NULL };
  guint64 stamp;

  if (other == proposal || is_deleted (fixture, laptop, proposal) ||
      is_deleted (fixture, laptop, other))
    return;
  if (one_in (fixture, 2) || !halqa_merging_split (step, fixture->ids[proposal], NULL))
    g_assert_true (halqa_merging_join (step, fixture->ids[proposal], ids, NULL));
  laptop_save (laptop, halqa_merging_get_draft (step));
  stamp = halqa_draft_get_stamp (halqa_merging_get_draft (step));
  if (stamp != 0)
    halqa_taken_back_free (laptop_take_back (laptop, stamp));
  after = describe_links (fixture, laptop);
  g_assert_cmpstr (after, ==, before);
}

static void
write_text (Fixture *fixture, Laptop *laptop, guint proposal)
{
  static const char *const fields[] = { "title", "body" };
  const char *field = fields[pick (fixture, G_N_ELEMENTS (fields))];
  g_autofree char *text = g_strdup_printf ("%u", g_rand_int (fixture->rand));

  laptop_set (laptop, "proposal", fixture->ids[proposal], field, text);
  note (fixture, proposal, field, text);
}

/* As an import could: to itself, to nobody, anywhere. */
static void
write_any_link (Fixture *fixture, Laptop *laptop, guint proposal)
{
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();
  guint other = proposal / N_EACH * N_EACH + pick (fixture, N_EACH);
  const char *into = one_in (fixture, 8) ? "00000000000000000000000000000000" : fixture->ids[other];

  halqa_draft_set_ref (draft, "proposal", fixture->ids[proposal], "merged_into", into);
  laptop_save (laptop, draft);
  note (fixture, proposal, "merged_into", into);
}

static void
delete_or_restore (Fixture *fixture, Laptop *laptop, guint proposal)
{
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();

  if (is_deleted (fixture, laptop, proposal))
    halqa_draft_restore (draft, "proposal", fixture->ids[proposal]);
  else
    halqa_draft_delete (draft, "proposal", fixture->ids[proposal]);
  laptop_save (laptop, draft);
}

static void
take_step (Fixture *fixture)
{
  guint from = pick (fixture, N_LAPTOPS);
  guint proposal = pick (fixture, N_PROPOSALS);
  Laptop *laptop = &fixture->laptops[from];

  switch (pick (fixture, 12))
    {
    case 0:
      split (fixture, laptop, proposal);
      break;
    case 1:
      take_out (fixture, laptop, proposal);
      break;
    case 2:
    case 3:
      write_text (fixture, laptop, proposal);
      break;
    case 4:
    case 5:
      write_any_link (fixture, laptop, proposal);
      break;
    case 6:
      delete_or_restore (fixture, laptop, proposal);
      break;
    case 7:
      join_and_take_back (fixture, laptop, proposal);
      break;
    default:
      join (fixture, laptop, proposal / N_EACH);
      break;
    }
  if (one_in (fixture, 10))
    meet (fixture, from, pick (fixture, N_LAPTOPS));
}

/* --- what has to hold */

static void
check_one (Fixture *fixture, HalqaForest *forest, const Naive *naive, guint i)
{
  HalqaId id = decode (fixture->ids[i]);
  const HalqaId *result = halqa_forest_get_result (forest, &id);
  g_autoptr (GArray) sources = halqa_forest_list_sources (forest, result);
  guint n_found = 0;
  guint steps = 0;

  g_assert_cmpuint (find_proposal (fixture, halqa_forest_get_into (forest, &id)), ==,
                    naive[i].in_force);
  g_assert_cmpuint (find_proposal (fixture, result), ==, naive[i].result);
  for (const HalqaId *above = halqa_forest_get_into (forest, &id); above != NULL; steps++)
    {
      g_assert_cmpuint (steps, <, N_PROPOSALS);
      above = halqa_forest_get_into (forest, above);
    }
  for (guint j = 0; j < sources->len; j++)
    if (halqa_id_equal (&g_array_index (sources, HalqaSource, j).id, &id))
      {
        g_assert_cmpuint (g_array_index (sources, HalqaSource, j).depth, ==, steps);
        n_found++;
      }
  g_assert_cmpuint (n_found, ==, naive[i].result == i ? 0 : 1);
}

/* The forest that was kept up to date, and one that is read anew. */
static void
check_laptop (Fixture *fixture, Laptop *laptop)
{
  g_autoptr (HalqaForest) anew = halqa_forest_new ();
  g_autoptr (GError) error = NULL;
  Naive naive[N_PROPOSALS];

  halqa_forest_read (anew, halqa_forum_get_reader (laptop->forum), NULL, &error);
  g_assert_no_error (error);
  read_naive (fixture, laptop, naive);
  work_out (fixture, naive);
  for (guint i = 0; i < N_PROPOSALS; i++)
    {
      check_one (fixture, anew, naive, i);
      check_one (fixture, halqa_forum_get_forest (laptop->forum), naive, i);
    }
}

static gboolean
is_in_history (GPtrArray *history, const Written *written)
{
  for (guint i = 0; i < history->len; i++)
    {
      const HalqaPastWrite *write = g_ptr_array_index (history, i);
      const HalqaId *id = halqa_value_get_id (&write->value);
      g_autofree char *hex = id != NULL ? halqa_hex_dup (id->bytes, HALQA_ID_SIZE) : NULL;
      const char *text = id != NULL ? hex : halqa_value_get_text (&write->value);

      if (g_str_equal (write->field, written->field) && g_strcmp0 (text, written->value) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
check_histories (Fixture *fixture, Laptop *laptop)
{
  GPtrArray *histories[N_PROPOSALS];

  for (guint i = 0; i < N_PROPOSALS; i++)
    {
      HalqaId id = decode (fixture->ids[i]);

      histories[i] =
          halqa_reader_history (halqa_forum_get_reader (laptop->forum), "proposal", &id, NULL);
    }
  for (guint i = 0; i < fixture->written->len; i++)
    {
      const Written *written = &g_array_index (fixture->written, Written, i);

      g_assert_true (is_in_history (histories[written->proposal], written));
    }
  for (guint i = 0; i < N_PROPOSALS; i++)
    g_ptr_array_unref (histories[i]);
}

static guint
get_number (const char *variable, guint fallback)
{
  const char *text = g_getenv (variable);

  return text == NULL ? fallback : (guint) strtoul (text, NULL, 10);
}

static void
clear_written (gpointer written)
{
  g_free (((Written *) written)->value);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->seed = get_number ("HALQA_LAW_SEED", g_test_rand_int () & 0xffffff);
  fixture->rand = g_rand_new_with_seed (fixture->seed);
  fixture->written = g_array_new (FALSE, FALSE, sizeof (Written));
  g_array_set_clear_func (fixture->written, clear_written);
  for (guint i = 0; i < N_LAPTOPS; i++)
    {
      laptop_start (&fixture->laptops[i], &fixture->key, i == 0);
      halqa_forum_get_forest (fixture->laptops[i].forum);
    }
  for (guint i = 0; i < N_PROPOSALS; i++)
    fixture->ids[i] = laptop_add (&fixture->laptops[0], "proposal", "title", "");
  for (guint i = 1; i < N_LAPTOPS; i++)
    meet (fixture, 0, i);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < N_LAPTOPS; i++)
    laptop_stop (&fixture->laptops[i]);
  for (guint i = 0; i < N_PROPOSALS; i++)
    g_free (fixture->ids[i]);
  g_array_unref (fixture->written);
  g_rand_free (fixture->rand);
}

static void
test_one_forest (Fixture *fixture, gconstpointer data)
{
  g_autofree char *first = NULL;
  guint n_steps = get_number ("HALQA_MERGES", N_STEPS);

  g_test_message ("HALQA_LAW_SEED=%u HALQA_MERGES=%u", fixture->seed, n_steps);
  for (guint i = 0; i < n_steps; i++)
    take_step (fixture);
  for (guint i = 0; i < N_LAPTOPS; i++)
    check_laptop (fixture, &fixture->laptops[i]);

  for (guint i = 0; i < N_LAPTOPS; i++)
    meet (fixture, i, 0);
  for (guint i = 1; i < N_LAPTOPS; i++)
    meet (fixture, 0, i);
  first = describe_links (fixture, &fixture->laptops[0]);
  for (guint i = 0; i < N_LAPTOPS; i++)
    {
      g_autofree char *links = describe_links (fixture, &fixture->laptops[i]);

      g_assert_cmpstr (links, ==, first);
      check_laptop (fixture, &fixture->laptops[i]);
    }
  check_histories (fixture, &fixture->laptops[0]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/app/merging/laptops-that-meet-show-one-forest", Fixture, NULL, set_up,
              test_one_forest, tear_down);
  return g_test_run ();
}
