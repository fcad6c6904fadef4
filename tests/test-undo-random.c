/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "undo-pair.h"

#include <sodium.h>
#include <string.h>

/* Whatever was done is taken back and done again to and fro, and each state is met again; and whatever
 * others did meanwhile stays. */

static void
append_field (const char *field, const HalqaValue *value, gpointer user_data)
{
  g_autofree char *text = value->type == HALQA_VALUE_TEXT
                              ? g_strdup ((const char *) value->data)
                              : g_strdup_printf ("%" G_GINT64_FORMAT, value->integer);

  g_string_append_printf (user_data, " %s=%s", field, text);
}

/* All that is shown. */
static char *
describe (Notebook *notebook)
{
  const HalqaQuery query = { .kind = "card" };
  g_autoptr (GPtrArray) records = halqa_reader_query (notebook->reader, &query, NULL);
  GString *text = g_string_new (NULL);
  char hex[HALQA_HEX_MAX];

  for (guint i = 0; i < records->len; i++)
    {
      HalqaRecord *record = g_ptr_array_index (records, i);

      g_string_append (text,
                       halqa_hex_encode (hex, halqa_record_get_id (record)->bytes, HALQA_ID_SIZE));
      halqa_record_foreach (record, append_field, text);
      g_string_append_printf (text, " (%u)\n", halqa_record_get_n_conflicts (record));
    }
  return g_string_free (text, FALSE);
}

#define N_CARDS 4

/* Something that changes what is shown; FALSE where it would not. */
static gboolean
act (Notebook *notebook, HalqaId *cards, guint *n_cards)
{
  static const char *const fields[] = { "title", "body", "title@fr" };
  g_autofree char *before = describe (notebook);
  g_autofree char *after = NULL;
  g_autofree char *text = g_strdup_printf ("%d", g_test_rand_int_range (0, 4));
  guint card = *n_cards == 0 ? 0 : (guint) g_test_rand_int_range (0, (int) *n_cards);
  const char *field = fields[g_test_rand_int_range (0, G_N_ELEMENTS (fields))];

  if (*n_cards < N_CARDS && (*n_cards == 0 || g_test_rand_int_range (0, 4) == 0))
    cards[(*n_cards)++] = notebook_add (notebook, text);
  else if (is_deleted (notebook, &cards[card]))
    notebook_restore (notebook, &cards[card]);
  else if (g_test_rand_int_range (0, 5) == 0)
    notebook_delete (notebook, &cards[card]);
  else if (g_test_rand_int_range (0, 5) == 0)
    notebook_resolve (notebook, &cards[card], field, halqa_value_text (text));
  else
    notebook_set_text (notebook, &cards[card], field, text);
  after = describe (notebook);
  return strcmp (before, after) != 0;
}

static void
move (Notebook *notebook, gboolean redo)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HalqaUndone) undone = halqa_store_undo (notebook->store, redo, &error);

  g_assert_no_error (error);
}

/* A walk to and fro through what was done, that meets each state again. */
static void
test_alone (NotebookPair *fixture, gconstpointer data)
{
  for (guint round = 0; round < 8; round++)
    {
      g_autoptr (GPtrArray) states = g_ptr_array_new_with_free_func (g_free);
      HalqaId cards[N_CARDS];
      guint n_cards = 0;
      guint at;

      g_ptr_array_add (states, describe (fixture->a));
      while (states->len <= 14)
        if (act (fixture->a, cards, &n_cards))
          g_ptr_array_add (states, describe (fixture->a));
      at = states->len - 1;
      for (guint i = 0; i < 40; i++)
        {
          gboolean redo = at == 0 || (at + 1 < states->len && g_test_rand_bit ());
          g_autofree char *state = NULL;

          move (fixture->a, redo);
          at = redo ? at + 1 : at - 1;
          state = describe (fixture->a);
          g_assert_cmpstr (state, ==, g_ptr_array_index (states, at));
          if (i == 20)
            {
              notebook_close (fixture->a);
              notebook_open (fixture->a, &notebook_schema);
            }
        }
      /* The next round begins with what stands. */
      while (at + 1 < states->len)
        {
          move (fixture->a, TRUE);
          at++;
        }
    }
}

/* Which words of B stand: of each card that is there, the fields that B wrote last and alone. */
static char *
describe_others (NotebookPair *fixture, HalqaId *cards, guint n_cards)
{
  const HalqaDeviceId *b = halqa_identity_get_device (fixture->b->identity);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n_cards; i++)
    {
      g_autoptr (GPtrArray) history =
                     halqa_reader_history (fixture->a->reader, "card", &cards[i], NULL);
      gboolean deleted = is_deleted (fixture->a, &cards[i]);

      for (guint j = 0; history != NULL && j < history->len; j++)
        {
          const HalqaPastWrite *past = g_ptr_array_index (history, j);

          if (past->state == HALQA_WRITE_SHOWN && strcmp (past->field, "deleted") != 0 &&
              memcmp (&past->dot.device, b, sizeof *b) == 0)
            g_string_append_printf (text, "%u %s=%s%s\n", i, past->field,
                                    (const char *) past->value.data, deleted ? " (deleted)" : "");
        }
    }
  return g_string_free (text, FALSE);
}

/* What was deleted may be there again; nothing else of theirs is another. */
static void
assert_stands (const char *before, const char *after)
{
  g_auto (GStrv) lines = g_strsplit (before, "\n", -1);

  for (char **line = lines; *line != NULL; line++)
    {
      char *deleted = strstr (*line, " (deleted)");

      if (deleted != NULL)
        *deleted = '\0';
      if (strstr (after, *line) == NULL)
        g_error ("%s is not among\n%s", *line, after);
    }
}

static void
test_with_others (NotebookPair *fixture, gconstpointer data)
{
  HalqaId cards[N_CARDS];
  guint n_cards = 0;

  for (guint round = 0; round < 8; round++)
    {
      g_autofree char *before = NULL;
      guint n_own = 0;

      for (guint i = 0; i < 20; i++)
        {
          Notebook *who = g_test_rand_bit () ? fixture->a : fixture->b;

          if (n_cards < 2 || g_test_rand_int_range (0, 3) == 0)
            notebook_pair_exchange (fixture);
          act (n_cards == 0 ? fixture->a : who, cards, &n_cards);
          if (n_cards > 0)
            notebook_pair_exchange (fixture);
        }
      before = describe_others (fixture, cards, n_cards);
      for (n_own = 0; n_own < 200; n_own++)
        {
          g_autoptr (HalqaUndone) undone = halqa_store_undo (fixture->a->store, FALSE, NULL);
          g_autofree char *after = NULL;

          if (undone == NULL)
            break;
          after = describe_others (fixture, cards, n_cards);
          assert_stands (before, after);
        }
      g_assert_cmpuint (n_own, <, 200);
      notebook_pair_exchange (fixture);
    }
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
  ADD ("any-history/alone-meets-each-state-again", test_alone);
  ADD ("any-history/what-others-wrote-stands", test_with_others);
#undef ADD

  return g_test_run ();
}
