/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-entry-private.h"
#include "halqa-writer.h"
#include "notebook.h"
#include "replica.h"

#define STAMP G_GUINT64_CONSTANT (117309440000000007)

/* What a member gone bad can make the fold do, counted and not timed: the work that an entry costs
 * is in proportion to what it holds, whatever the record has gone through. */

#define N_FIELDS 3000
#define N_ENTRIES 300

typedef struct
{
  Notebook *notebook;
  HalqaWriter *writer;
  HalqaId record;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->notebook = notebook_new (NULL);
  notebook_close (fixture->notebook);
  fixture->writer = halqa_writer_open (fixture->notebook->path, &notebook_schema,
                                       fixture->notebook->identity, &error);
  g_assert_no_error (error);
  halqa_id_random (&fixture->record);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  halqa_writer_check (fixture->writer, NULL, &error);
  g_assert_no_error (error);
  halqa_writer_free (fixture->writer);
  notebook_free (fixture->notebook);
}

static HalqaEntry *
sign (Fixture *fixture, guint64 stamp, const HalqaFieldWrite *fields, guint n_fields)
{
  const HalqaWrite write = { "card", fixture->record, fields, n_fields };
  g_autoptr (GError) error = NULL;
  HalqaEntry *entry = halqa_entry_sign (fixture->notebook->identity, &fixture->notebook->key.forum,
                                        stamp, &write, 1, &error);

  g_assert_no_error (error);
  return entry;
}

static void
fold (Fixture *fixture, HalqaEntry *entry)
{
  g_autoptr (GError) error = NULL;
  gint64 arrival;

  halqa_writer_add (fixture->writer, entry, 0, TRUE, &arrival, &error);
  g_assert_no_error (error);
  g_assert_cmpint (arrival, >, 0);
}

static void
begin (Fixture *fixture)
{
  g_assert_true (halqa_writer_begin (fixture->writer, NULL));
}

static void
commit (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  halqa_writer_commit (fixture->writer, &error);
  g_assert_no_error (error);
}

/* A translation of the title into each of so many languages that nobody speaks; backwards, and each
 * in the place of the one before, or not. */
static HalqaEntry *
translate (Fixture *fixture, guint64 stamp, gboolean backwards)
{
  g_autofree HalqaFieldWrite *fields = g_new0 (HalqaFieldWrite, N_FIELDS);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  HalqaDot dot = { .stamp = stamp - 1 };

  dot.device = *halqa_identity_get_device (fixture->notebook->identity);
  for (guint i = 0; i < N_FIELDS; i++)
    {
      guint n = backwards ? N_FIELDS - 1 - i : i;

      g_ptr_array_add (names, g_strdup_printf ("title@%c%c%c%c", 'a' + n / 676 % 26,
                                               'a' + n / 26 % 26, 'a' + n % 26, 'a'));
    }
  /* The encoder puts them into the order of their names. */
  for (guint i = 0; i < N_FIELDS; i++)
    {
      fields[i].name = names->pdata[i];
      fields[i].value = halqa_value_bool (backwards);
      fields[i].replaced = backwards ? &dot : NULL;
      fields[i].n_replaced = backwards ? 1 : 0;
    }
  return sign (fixture, stamp, fields, N_FIELDS);
}

static guint64
get_work (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  HalqaState *state = halqa_fold_get_state (&fixture->writer->fold, &notebook_schema.kinds[0],
                                            &fixture->record, &error);

  g_assert_no_error (error);
  return state->leaves.work + state->unmet.work;
}

static void
test_many_fields (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaEntry) first = translate (fixture, STAMP, FALSE);
  g_autoptr (HalqaEntry) second = translate (fixture, STAMP + 1, TRUE);

  begin (fixture);
  fold (fixture, first);
  fold (fixture, second);
  /* Some halvings for each field of each entry; a walk over all for each would be 18 million. */
  g_assert_cmpuint (get_work (fixture), <, 2 * N_FIELDS * 150);
  commit (fixture);
}

/* A device that writes every entry at one and the same time, each a transaction of its own. */
static void
test_repeated_stamp (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < N_ENTRIES; i++)
    {
      HalqaFieldWrite field = { .name = "n", .value = halqa_value_int (i) };
      g_autoptr (HalqaEntry) entry = sign (fixture, STAMP, &field, 1);

      begin (fixture);
      fold (fixture, entry);
      commit (fixture);
    }
  /* Once the record is folded from the log; then what the newest conflict needs. */
  g_assert_cmpuint (fixture->writer->fold.base.n_read, <, 5 * N_ENTRIES);
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  replica_init_test (&argc, &argv);
  ADD ("/sync/fold-work/grows-with-the-fields-of-the-entry", test_many_fields);
  ADD ("/sync/fold-work/repeated-stamps-cost-one-fold-from-the-log", test_repeated_stamp);
  return g_test_run ();
}
