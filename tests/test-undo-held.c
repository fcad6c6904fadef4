/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <sodium.h>
#include <string.h>

#include "test-tools.h"
#include "undo-pair.h"

/* What was made is not taken back where somebody has done something with it since; and what was not
 * done last is taken back alone. */

/* A record that refers to @to. */
static HalqaId
refer (Notebook *notebook, const HalqaId *to)
{
  HalqaId id = notebook_add (notebook, "about it");

  notebook_set (notebook, &id, "other", halqa_value_id (to));
  return id;
}

static void
test_referred_to (NotebookPair *fixture, gconstpointer data)
{
  HalqaId id = notebook_add (fixture->a, "one");
  g_autoptr (HalqaUndone) undone = NULL;
  g_autoptr (GError) error = NULL;
  const HalqaUndoneField *left;
  HalqaId note;

  notebook_pair_exchange (fixture);
  note = refer (fixture->b, &id);
  notebook_pair_exchange (fixture);
  undone = halqa_store_undo (fixture->a->store, FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (undone->n_done, ==, 0);
  left = g_ptr_array_index (undone->fields, 0);
  g_assert_cmpstr (left->field, ==, "deleted");
  g_assert_cmpmem (&left->by, sizeof left->by, halqa_identity_get_device (fixture->b->identity),
                   sizeof left->by);
  g_assert_false (is_deleted (fixture->a, &id));
  /* Once the note is gone, so may be what it is about. */
  id = notebook_add (fixture->a, "two");
  notebook_pair_exchange (fixture);
  notebook_set (fixture->b, &note, "other", halqa_value_id (&id));
  notebook_delete (fixture->b, &note);
  notebook_pair_exchange (fixture);
  step (fixture->a, FALSE, 1, 0);
  g_assert_true (is_deleted (fixture->a, &id));
}

/* Of what was made at once, the rest goes: but not what stays refers to. */
static void
test_referred_to_in_turn (NotebookPair *fixture, gconstpointer data)
{
  g_autoptr (HalqaChange) change = halqa_change_new ();
  g_autoptr (GError) error = NULL;
  HalqaId ids[4];

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      halqa_id_random (&ids[i]);
      halqa_change_create (change, "card", &ids[i]);
    }
  for (guint i = 0; i < 3; i++)
    {
      HalqaValue other = halqa_value_id (&ids[i]);

      halqa_change_set (change, "card", &ids[i + 1], "other", &other, HALQA_REPLACE_SHOWN);
    }
  halqa_store_commit (fixture->a->store, change, &error);
  g_assert_no_error (error);
  notebook_pair_exchange (fixture);
  refer (fixture->b, &ids[1]);
  notebook_pair_exchange (fixture);
  step (fixture->a, FALSE, 2, 2);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    g_assert_cmpint (is_deleted (fixture->a, &ids[i]), ==, i > 1);
}

/* Made, taken back and made again: what another has done with it since the first time counts. */
static void
test_referred_to_meanwhile (NotebookPair *fixture, gconstpointer data)
{
  HalqaId id = notebook_add (fixture->a, "one");

  notebook_pair_exchange (fixture);
  step (fixture->a, FALSE, 1, 0);
  refer (fixture->b, &id);
  notebook_pair_exchange (fixture);
  step (fixture->a, TRUE, 1, 0);
  step (fixture->a, FALSE, 0, 1);
  g_assert_false (is_deleted (fixture->a, &id));
}

/* --- what is not the last */

static void
undone_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  *(HalqaUndone **) user_data = halqa_store_undo_finish (HALQA_STORE (store), result, &error);
  g_assert_no_error (error);
}

static void
step_of (Notebook *notebook, guint64 stamp, guint n_done, guint n_left)
{
  HalqaUndone *undone = NULL;

  halqa_store_undo_entry_async (notebook->store, stamp, NULL, undone_cb, &undone);
  while (undone == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (undone->n_done, ==, n_done);
  g_assert_cmpuint (undone->fields->len, ==, n_done + n_left);
  halqa_undone_free (undone);
}

static guint64
get_stamp (Notebook *notebook, const HalqaId *id)
{
  g_autoptr (HalqaRecord) record = notebook_get (notebook, id);

  return halqa_record_get_updated (record);
}

static void
test_one_of_many (NotebookPair *fixture, gconstpointer data)
{
  HalqaId id = notebook_add (fixture->a, "one");
  HalqaId other = notebook_add (fixture->a, "other");
  guint64 stamp;

  notebook_set_text (fixture->a, &id, "title", "two");
  stamp = get_stamp (fixture->a, &id);
  notebook_set_text (fixture->a, &other, "title", "another");
  step_of (fixture->a, stamp, 1, 0);
  notebook_assert_text (fixture->a, &id, "title", "one");
  notebook_assert_text (fixture->a, &other, "title", "another");
  /* It is done again next, and passed over by what takes back. */
  step (fixture->a, TRUE, 1, 0);
  notebook_assert_text (fixture->a, &id, "title", "two");
  step_of (fixture->a, stamp, 1, 0);
  step (fixture->a, FALSE, 1, 0);
  notebook_assert_text (fixture->a, &other, "title", "other");
  step (fixture->a, FALSE, 1, 0);
  g_assert_true (is_deleted (fixture->a, &other));
}

/* Also what the person has done with it since, as long as they have not taken that back. */
static void
test_own_work (NotebookPair *fixture, gconstpointer data)
{
  HalqaId id = notebook_add (fixture->a, "one");
  guint64 stamp = get_stamp (fixture->a, &id);

  notebook_set_text (fixture->a, &id, "body", "words");
  step_of (fixture->a, stamp, 0, 1);
  g_assert_false (is_deleted (fixture->a, &id));
  id = notebook_add (fixture->a, "two");
  stamp = get_stamp (fixture->a, &id);
  notebook_set_text (fixture->a, &id, "body", "words");
  step (fixture->a, FALSE, 1, 0);
  step_of (fixture->a, stamp, 1, 0);
  g_assert_true (is_deleted (fixture->a, &id));
}

int
main (int argc, char **argv)
{
  g_setenv ("HALQA_MACHINE_ID", "test", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (sodium_init (), >=, 0);

#define ADD(path, func)                                                                            \
  g_test_add ("/sync/undo/" path, NotebookPair, NULL, notebook_pair_set_up, func,                  \
              notebook_pair_tear_down)
  ADD ("held/stays-where-another-refers-to-it", test_referred_to);
  ADD ("held/stays-where-what-stays-refers-to-it", test_referred_to_in_turn);
  ADD ("held/stays-where-another-has-referred-to-it-meanwhile", test_referred_to_meanwhile);
  ADD ("one-of-many/is-taken-back-alone", test_one_of_many);
  ADD ("one-of-many/stays-where-it-was-worked-on-since", test_own_work);
#undef ADD

  return g_test_run ();
}
