/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "halqa-entry-private.h"
#include "halqa-error.h"
#include "halqa-reader.h"
#include "naive-merge.h"
#include "test-tools.h"

/* The merge rule as a law: any order and any repetition of the same entries ends in the same state,
 * and that state is the one of a naive model that keeps all writes in a list.
 *
 * A history is two to six devices that write about two records, now and then hear of one another,
 * and are not all sound: clocks years apart, dots that were never written or belong elsewhere, a
 * stamp used twice. Histories are folded a group at a time, each in five stores in five orders.
 * HALQA_LAW_SEED and HALQA_LAW_HISTORIES play one again. */

#define N_DEVICES 6
#define N_RECORDS 2
#define N_STORES 5
#define N_HISTORIES 10000
#define GROUP 50
#define STEPS_MAX 14

static const char *const fields[] = { "a", "b", "deleted", "n", NULL };

static const HalqaField card_fields[] = {
  { "a", HALQA_FIELD_TEXT, HALQA_FIELD_SEARCHED, NULL, NULL },
  { "b", HALQA_FIELD_TEXT, HALQA_FIELD_NONE, NULL, NULL },
  { "n", HALQA_FIELD_INT, HALQA_FIELD_NONE, NULL, NULL },
  { NULL },
};

static const HalqaKind kinds[] = { { "card", card_fields }, { NULL } };
static const HalqaSchema schema = { kinds, test_identity_text, test_identity_text };

typedef struct
{
  char *folder;
  HalqaForumKey key;
  HalqaIdentity *devices[N_DEVICES];
  HalqaStore *stores[N_STORES];
  HalqaReader *readers[N_STORES];
} Fixture;

/* An entry under way: its writes point into arrays that the history owns. */
typedef struct
{
  HalqaEntry *entry;
  NaiveDot dot;
  guint first_write; /* in History.writes */
  guint n_writes;
} Made;

typedef struct
{
  guint seed;
  GRand *rand;
  guint n_devices;
  HalqaId records[N_RECORDS];
  GArray *made; /* of Made */
  GArray *writes; /* of NaiveWrite */
  GPtrArray *memory; /* what the writes point at */
  guint64 clocks[N_DEVICES];
  guint8 knows[N_DEVICES][STEPS_MAX]; /* which of `made` a device has heard of */
} History;

static gpointer
keep (History *history, gpointer memory)
{
  g_ptr_array_add (history->memory, memory);
  return memory;
}

static gboolean
one_in (History *history, int n)
{
  return g_rand_int_range (history->rand, 0, n) == 0;
}

/* The writes that @device has heard of, as a model of its own. */
static NaiveModel
model_of (History *history, guint device)
{
  GArray *known = g_array_new (FALSE, FALSE, sizeof (NaiveWrite));
  NaiveModel model;

  for (guint i = 0; i < history->made->len; i++)
    {
      const Made *made = &g_array_index (history->made, Made, i);

      if (history->knows[device][i])
        g_array_append_vals (known, &g_array_index (history->writes, NaiveWrite, made->first_write),
                             made->n_writes);
    }
  model.n_writes = known->len;
  model.writes = keep (history, g_array_free (known, FALSE));
  return model;
}

static void
add_dots (GArray *dots, GPtrArray *leaves, gboolean all)
{
  for (guint i = 0; i < leaves->len; i++)
    {
      const NaiveWrite *leaf = leaves->pdata[i];
      const NaiveWrite *shown = leaves->pdata[0];

      if (all || strcmp (leaf->value, shown->value) == 0)
        g_array_append_val (dots, leaf->dot);
    }
}

/* A dot out of nowhere, or one of this history that has no business here. */
static void
add_stray_dot (History *history, GArray *dots)
{
  NaiveDot dot = { .stamp = (guint64) g_rand_int_range (history->rand, 1, 1 << 20) << 16 };

  if (history->made->len > 0 && !one_in (history, 3))
    dot =
        g_array_index (history->made, Made, g_rand_int_range (history->rand, 0, history->made->len))
            .dot;
  else
    memset (dot.device, g_rand_int (history->rand) & 0xff, sizeof dot.device);
  g_array_append_val (dots, dot);
}

static const char *
pick_value (History *history, const char *field)
{
  static const char *const texts[] = { "x", "y", "z", "null" };
  static const char *const numbers[] = { "0", "1", "-7", "null" };
  guint i = g_rand_int_range (history->rand, 0, 4);

  return strcmp (field, "n") == 0 ? numbers[i] : texts[i];
}

static void
add_write (History *history,
           guint device,
           guint record,
           const char *field,
           const char *value,
           gboolean known)
{
  NaiveModel model = model_of (history, device);
  NaiveWrite write = { .record = record, .field = field, .value = value };
  g_autoptr (GArray) dots = g_array_new (FALSE, FALSE, sizeof (NaiveDot));
  g_autoptr (GPtrArray) leaves = naive_leaves (&model, record, field);

  if (known)
    add_dots (dots, leaves, one_in (history, 4));
  if (strcmp (value, "true") == 0)
    for (const char *const *other = fields; *other != NULL; other++)
      {
        g_autoptr (GPtrArray) seen = naive_leaves (&model, record, *other);

        add_dots (dots, seen, TRUE);
      }
  if (one_in (history, 12))
    add_stray_dot (history, dots);
  write.n_replaced = dots->len;
  write.replaced = keep (history, g_memdup2 (dots->data, dots->len * sizeof (NaiveDot)));
  g_array_append_val (history->writes, write);
}

static void
add_writes (History *history, guint device, guint record)
{
  NaiveModel model = model_of (history, device);
  g_autoptr (GPtrArray) deleted = naive_leaves (&model, record, "deleted");
  const NaiveWrite *shown = deleted->len == 0 ? NULL : deleted->pdata[0];
  guint what = g_rand_int_range (history->rand, 0, 10);

  if (shown == NULL || one_in (history, 20))
    {
      add_write (history, device, record, "deleted", "false", FALSE);
      add_write (history, device, record, "a", pick_value (history, "a"), TRUE);
    }
  else if (what == 0)
    add_write (history, device, record, "deleted", "true", TRUE);
  else if (what == 1 && strcmp (shown->value, "true") == 0)
    add_write (history, device, record, "deleted", "false", TRUE);
  else
    {
      const char *field = what < 6 ? "a" : what < 8 ? "b" : "n";

      add_write (history, device, record, field, pick_value (history, field), !one_in (history, 9));
      if (what == 7)
        add_write (history, device, record, "n", pick_value (history, "n"), TRUE);
    }
}

static HalqaValue
value_of (const NaiveWrite *write)
{
  if (strcmp (write->value, "null") == 0)
    return halqa_value_null ();
  if (strcmp (write->field, "deleted") == 0)
    return halqa_value_bool (strcmp (write->value, "true") == 0);
  if (strcmp (write->field, "n") == 0)
    return halqa_value_int (g_ascii_strtoll (write->value, NULL, 10));
  return halqa_value_text (write->value);
}

/* Signs what was written since @first: a write for each record. */
static HalqaEntry *
sign_writes (Fixture *fixture, History *history, guint device, guint64 stamp, guint first)
{
  HalqaFieldWrite writes[N_RECORDS][8] = { 0 };
  HalqaWrite records[N_RECORDS] = { 0 };
  guint n_records = 0;
  g_autoptr (GError) error = NULL;
  HalqaEntry *entry;

  for (guint r = 0; r < N_RECORDS; r++)
    {
      HalqaWrite *record = &records[n_records];

      for (guint i = first; i < history->writes->len; i++)
        {
          const NaiveWrite *write = &g_array_index (history->writes, NaiveWrite, i);

          if (write->record != r)
            continue;
          writes[n_records][record->n_fields++] = (HalqaFieldWrite){
            .name = write->field,
            .value = value_of (write),
            .replaced = (const HalqaDot *) write->replaced,
            .n_replaced = write->n_replaced,
          };
        }
      if (record->n_fields == 0)
        continue;
      record->kind = "card";
      record->record = history->records[r];
      record->fields = writes[n_records++];
    }
  entry = halqa_entry_sign (fixture->devices[device], &fixture->key.forum, stamp, records,
                            n_records, &error);
  /* A stray dot may be the entry's own: such an entry is refused, and is no part of the history. */
  g_assert_true (entry != NULL || error->code == HALQA_SYNC_ERROR_MALFORMED);
  return entry;
}

/* Who uses a stamp twice may write the same twice, too: that is one entry, not two. */
static gboolean
is_made (History *history, HalqaEntry *entry)
{
  for (guint i = 0; i < history->made->len; i++)
    if (halqa_entry_id_equal (halqa_entry_get_id (entry),
                              halqa_entry_get_id (g_array_index (history->made, Made, i).entry)))
      return TRUE;
  return FALSE;
}

static void
write_entry (Fixture *fixture, History *history, guint device)
{
  Made made = { .first_write = history->writes->len };
  gboolean again = history->clocks[device] > 0 && one_in (history, 15);

  history->clocks[device] += again ? 0 : g_rand_int_range (history->rand, 1, 40);
  made.dot.stamp = ((guint64) device % 3 * 1000000 << 16) + history->clocks[device];
  memcpy (made.dot.device, halqa_identity_get_device (fixture->devices[device]), 32);
  add_writes (history, device, g_rand_int_range (history->rand, 0, N_RECORDS));
  if (one_in (history, 5))
    {
      guint record = 1 - g_array_index (history->writes, NaiveWrite, made.first_write).record;

      add_writes (history, device, record);
    }
  made.n_writes = history->writes->len - made.first_write;
  made.entry = sign_writes (fixture, history, device, made.dot.stamp, made.first_write);
  if (made.entry == NULL || is_made (history, made.entry))
    {
      g_array_set_size (history->writes, made.first_write);
      g_clear_pointer (&made.entry, halqa_entry_unref);
      return;
    }
  for (guint i = made.first_write; i < history->writes->len; i++)
    {
      NaiveWrite *write = &g_array_index (history->writes, NaiveWrite, i);

      write->dot = made.dot;
      memcpy (write->entry, halqa_entry_get_id (made.entry), sizeof write->entry);
    }
  history->knows[device][history->made->len] = TRUE;
  g_array_append_val (history->made, made);
}

/* @device hears of what another knows: all of it, or by halves. */
static void
hear (History *history, guint device)
{
  guint other = g_rand_int_range (history->rand, 0, history->n_devices);
  gboolean all = !one_in (history, 4);

  for (guint i = 0; i < history->made->len; i++)
    if (history->knows[other][i] && (all || one_in (history, 2)))
      history->knows[device][i] = TRUE;
}

static void
clear_made (gpointer made)
{
  halqa_entry_unref (((Made *) made)->entry);
}

static History *
history_new (Fixture *fixture, guint seed)
{
  History *history = g_new0 (History, 1);

  history->seed = seed;
  history->rand = g_rand_new_with_seed (seed);
  history->made = g_array_new (FALSE, FALSE, sizeof (Made));
  g_array_set_clear_func (history->made, clear_made);
  history->writes = g_array_new (FALSE, FALSE, sizeof (NaiveWrite));
  history->memory = g_ptr_array_new_with_free_func (g_free);
  history->n_devices = g_rand_int_range (history->rand, 2, N_DEVICES + 1);
  for (guint i = 0; i < N_RECORDS; i++)
    for (guint j = 0; j < HALQA_ID_SIZE; j++)
      history->records[i].bytes[j] = g_rand_int (history->rand) & 0xff;
  for (guint steps = g_rand_int_range (history->rand, 4, STEPS_MAX); steps > 0; steps--)
    {
      guint device = g_rand_int_range (history->rand, 0, history->n_devices);

      if (one_in (history, 3))
        hear (history, device);
      write_entry (fixture, history, device);
    }
  return history;
}

static void
history_free (gpointer data)
{
  History *history = data;

  g_array_unref (history->made);
  g_array_unref (history->writes);
  g_ptr_array_unref (history->memory);
  g_rand_free (history->rand);
  g_free (history);
}

static char *
dup_value_text (const HalqaValue *value)
{
  if (value->type == HALQA_VALUE_NULL)
    return g_strdup ("null");
  if (value->type == HALQA_VALUE_BOOL)
    return g_strdup (value->boolean ? "true" : "false");
  if (value->type == HALQA_VALUE_INT)
    return g_strdup_printf ("%" G_GINT64_FORMAT, value->integer);
  return g_strdup ((const char *) value->data);
}

static void
describe_conflict (HalqaConflict *conflict, GString *text)
{
  g_autoptr (GPtrArray) versions = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < conflict->versions->len; i++)
    {
      const HalqaPastWrite *version = conflict->versions->pdata[i];
      g_autofree char *value = dup_value_text (&version->value);

      g_ptr_array_add (versions, naive_version_text (version->field, value,
                                                     (const NaiveDot *) &version->dot));
    }
  g_ptr_array_sort (versions, naive_compare_texts);
  g_string_append_printf (text, "%s in conflict:", conflict->field);
  for (guint i = 0; i < versions->len; i++)
    g_string_append_printf (text, " %s", (const char *) versions->pdata[i]);
  g_string_append_c (text, '\n');
}

/* What the store shows, in the words of the naive model. */
static char *
describe_stored (HalqaReader *reader, const HalqaId *id)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GPtrArray) conflicts = NULL;
  g_autoptr (HalqaRecord) record = halqa_reader_get (reader, "card", id, NULL);
  const HalqaDeviceId *author;

  if (record == NULL)
    return g_strdup ("");
  conflicts = halqa_reader_conflicts (reader, "card", id, NULL);
  g_assert_nonnull (conflicts);
  g_assert_cmpuint (conflicts->len, ==, halqa_record_get_n_conflicts (record));
  for (const char *const *field = fields; *field != NULL; field++)
    {
      const HalqaValue *value = halqa_record_get_value (record, *field);
      g_autofree char *shown = value == NULL ? NULL : dup_value_text (value);

      if (shown != NULL)
        g_string_append_printf (text, "%s shows %s\n", *field, shown);
      for (guint i = 0; i < conflicts->len; i++)
        if (strcmp (((HalqaConflict *) conflicts->pdata[i])->field, *field) == 0)
          describe_conflict (conflicts->pdata[i], text);
    }
  author = halqa_record_get_author (record);
  g_string_append_printf (text,
                          "created %" G_GUINT64_FORMAT " by %02x%02x, updated %" G_GUINT64_FORMAT
                          "\n",
                          halqa_record_get_created (record), author == NULL ? 0 : author->bytes[0],
                          author == NULL ? 0 : author->bytes[1], halqa_record_get_updated (record));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
check_history (Fixture *fixture, History *history)
{
  NaiveModel model = { (const NaiveWrite *) history->writes->data, history->writes->len };

  for (guint r = 0; r < N_RECORDS; r++)
    {
      g_autofree char *expected = naive_describe (&model, r, fields);

      for (guint s = 0; s < N_STORES; s++)
        {
          g_autofree char *shown = describe_stored (fixture->readers[s], &history->records[r]);

          if (strcmp (expected, shown) == 0)
            continue;
          g_test_message ("HALQA_LAW_SEED=%u HALQA_LAW_HISTORIES=1, order %u", history->seed, s);
          g_test_message ("the rule says:\n%s", expected);
          g_test_message ("the store shows:\n%s", shown);
          g_test_fail ();
          return;
        }
    }
}

static void
shuffle (GRand *rand, GPtrArray *entries)
{
  for (guint i = entries->len; i > 1; i--)
    {
      guint j = g_rand_int_range (rand, 0, i);
      gpointer swapped = entries->pdata[j];

      entries->pdata[j] = entries->pdata[i - 1];
      entries->pdata[i - 1] = swapped;
    }
}

/* Applies @entries in their order, in pieces of any size. */
static void
apply_in_pieces (GRand *rand, HalqaStore *store, GPtrArray *entries)
{
  for (guint i = 0; i < entries->len;)
    {
      g_autoptr (GPtrArray) piece = g_ptr_array_new ();
      g_autoptr (GError) error = NULL;
      HalqaApplied applied;
      guint size = g_rand_int_range (rand, 1, 200);

      for (; size > 0 && i < entries->len; size--, i++)
        g_ptr_array_add (piece, entries->pdata[i]);
      halqa_store_apply (store, piece, NULL, &applied, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (applied.n_new + applied.n_known, ==, piece->len);
    }
}

static void
fold_group (Fixture *fixture, GRand *rand, GPtrArray *histories)
{
  for (guint s = 0; s < N_STORES; s++)
    {
      g_autoptr (GPtrArray) entries = g_ptr_array_new ();

      for (guint i = 0; i < histories->len; i++)
        {
          const History *history = histories->pdata[i];

          for (guint j = 0; j < history->made->len; j++)
            for (guint times = g_rand_int_range (rand, 0, 5) == 0 ? 2 : 1; times > 0; times--)
              g_ptr_array_add (entries, g_array_index (history->made, Made, j).entry);
        }
      shuffle (rand, entries);
      apply_in_pieces (rand, fixture->stores[s], entries);
    }
}

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = test_make_folder ();
  halqa_id_random (&fixture->key.forum);
  for (guint i = 0; i < N_DEVICES; i++)
    {
      g_autofree char *name = g_strdup_printf ("device%u", i);
      g_autofree char *folder = g_build_filename (fixture->folder, name, NULL);

      fixture->devices[i] = halqa_identity_load (folder, &error);
      g_assert_no_error (error);
    }
  for (guint i = 0; i < N_STORES; i++)
    {
      g_autofree char *name = g_strdup_printf ("store%u", i);
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      fixture->stores[i] =
          halqa_store_create (path, &schema, fixture->devices[0], &fixture->key, "law", &error);
      g_assert_no_error (error);
      fixture->readers[i] = halqa_reader_open (fixture->stores[i], &error);
      g_assert_no_error (error);
    }
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  for (guint i = 0; i < N_STORES; i++)
    {
      g_assert_finalize_object (fixture->readers[i]);
      g_assert_finalize_object (fixture->stores[i]);
    }
  for (guint i = 0; i < N_DEVICES; i++)
    g_assert_finalize_object (fixture->devices[i]);
  test_remove_folder (fixture->folder);
}

static guint
get_number (const char *variable, guint fallback)
{
  const char *text = g_getenv (variable);

  return text == NULL ? fallback : (guint) strtoul (text, NULL, 10);
}

static void
test_any_order_ends_in_one_state (Fixture *fixture, gconstpointer user_data)
{
  guint seed = get_number ("HALQA_LAW_SEED", g_test_rand_int () & 0xffffff);
  guint n_histories = get_number ("HALQA_LAW_HISTORIES", N_HISTORIES);
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);

  g_test_message ("%u histories from seed %u on", n_histories, seed);
  for (guint i = 0; i < n_histories && !g_test_failed (); i += GROUP)
    {
      g_autoptr (GPtrArray) histories = g_ptr_array_new_with_free_func (history_free);

      for (guint j = i; j < MIN (i + GROUP, n_histories); j++)
        g_ptr_array_add (histories, history_new (fixture, seed + j));
      fold_group (fixture, rand, histories);
      for (guint j = 0; j < histories->len && !g_test_failed (); j++)
        check_history (fixture, histories->pdata[j]);
    }
}

/* The two ways of folding that the store has agree, and so do the tables that it makes anew. */
static void
test_rebuilt_tables_are_the_same (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (get_number ("HALQA_LAW_SEED", 7));
  g_autoptr (GPtrArray) histories = g_ptr_array_new_with_free_func (history_free);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 100; i++)
    g_ptr_array_add (histories, history_new (fixture, g_rand_int (rand) & 0xffffff));
  fold_group (fixture, rand, histories);
  for (guint s = 0; s < N_STORES; s++)
    {
      halqa_store_check (fixture->stores[s], FALSE, NULL, NULL, &error);
      g_assert_no_error (error);
      halqa_store_check (fixture->stores[s], TRUE, NULL, NULL, &error);
      g_assert_no_error (error);
    }
  for (guint i = 0; i < histories->len && !g_test_failed (); i++)
    check_history (fixture, histories->pdata[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/sync/merge/any-order-ends-in-one-state", Fixture, NULL, set_up,
              test_any_order_ends_in_one_state, tear_down);
  g_test_add ("/sync/merge/rebuilt-tables-are-the-same", Fixture, NULL, set_up,
              test_rebuilt_tables_are_the_same, tear_down);
  return g_test_run ();
}
