/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "fuzz.h"
#include "halqa-cbor.h"
#include "halqa-fold.h"
#include "halqa-store-schema.h"
#include "notebook.h"

/* The merge of several entries: forwards, and backwards with the first once more, end in the same
 * state, which is that of the rule as it is written.
 *
 * The first byte says what the rest is: a CBOR sequence of entries as they might come from anybody,
 * or three bytes and more for each write of a few devices, fields and stamps, so that they meet. The
 * tables are in memory, and each run is rolled back. */

#define ENTRIES_MAX 24
#define DEPTH 8

static const char *const fields[] = { "title", "body",     "n",       "done",
                                      "other", "title@fr", "deleted", "unheard-of" };
static const guint8 no_signature[HALQA_SIGNATURE_SIZE];
static HalqaSql *sql;
static HalqaFold fold;

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  g_autoptr (GError) error = NULL;

  fuzz_begin ();
  sql = halqa_sql_open (":memory:", HALQA_SQL_WRITE, &error);
  g_assert_no_error (error);
  halqa_store_schema_create (sql, &notebook_schema, &error);
  g_assert_no_error (error);
  halqa_fold_init (&fold, sql, &notebook_schema, &fuzz_key.forum, &error);
  g_assert_no_error (error);
  return 0;
}

/* --- entries from bytes */

typedef struct
{
  const guint8 *data;
  gsize size;
} Bytes;

static guint8
take_byte (Bytes *bytes)
{
  if (bytes->size == 0)
    return 0;
  bytes->size--;
  return *bytes->data++;
}

static void
put_device (GByteArray *out, guint number)
{
  guint8 device[HALQA_DEVICE_ID_SIZE];

  memset (device, 1 + (int) number, sizeof device);
  halqa_cbor_put_bytes (out, device, sizeof device);
}

/* A value of the field's type, or of none that it can hold. */
static void
put_value (GByteArray *out, guint field, guint choice)
{
  HalqaValue value = HALQA_VALUE_INIT;

  if (choice % 8 == 7)
    value = halqa_value_int (choice);
  else if (choice % 8 == 6)
    value = halqa_value_null ();
  else if (field == 2)
    value = halqa_value_int ((gint64) choice % 3 - 1);
  else if (field == 3 || field == 6)
    value = halqa_value_bool (choice & 1);
  else if (field == 4)
    value = halqa_value_bytes ((const guint8 *) "0123456789abcdef", choice & 1 ? 16 : 3);
  else
    value = halqa_value_text (choice & 1 ? "one" : choice & 2 ? "" : "two");
  halqa_cbor_put_value (out, &value);
}

static void
put_dots (GByteArray *out, const char *field, guint n, Bytes *bytes)
{
  halqa_cbor_put_map (out, 1);
  halqa_cbor_put_text (out, field, strlen (field));
  halqa_cbor_put_array (out, n);
  for (; n > 0; n--)
    {
      guint8 dot = take_byte (bytes);

      halqa_cbor_put_array (out, 2);
      halqa_cbor_put_uint (out, 1 + (dot >> 4));
      put_device (out, dot & 3);
    }
}

static HalqaEntry *
make_entry (Bytes *bytes)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  guint8 who = take_byte (bytes);
  guint8 what = take_byte (bytes);
  guint8 when = take_byte (bytes);
  const char *field = fields[who >> 3 & 7];
  g_autoptr (GError) error = NULL;
  HalqaEntry *entry;
  guint8 record[HALQA_ID_SIZE];

  memset (record, 1 + (who >> 2 & 1), sizeof record);
  halqa_cbor_put_array (out, 4);
  halqa_cbor_put_uint (out, 1);
  put_device (out, who & 3);
  halqa_cbor_put_uint (out, 1 + (when >> 4));
  halqa_cbor_put_array (out, 1);
  halqa_cbor_put_array (out, (when & 3) != 0 ? 4 : 3);
  halqa_cbor_put_text (out, (when & 12) == 12 ? "what" : "card", 4);
  halqa_cbor_put_bytes (out, record, sizeof record);
  halqa_cbor_put_map (out, 1);
  halqa_cbor_put_text (out, field, strlen (field));
  put_value (out, who >> 3 & 7, what);
  if ((when & 3) != 0)
    put_dots (out, field, when & 3, bytes);
  entry = halqa_entry_parse (&fuzz_key.forum, out->data, out->len, no_signature, &error);
  g_assert_true (entry != NULL || strstr (error->message, "itself") != NULL);
  return entry;
}

static HalqaEntry *
cut_entry (Bytes *bytes)
{
  gsize size = halqa_cbor_item_size (bytes->data, bytes->size, DEPTH, NULL);
  HalqaEntry *entry = NULL;

  if (size > 0)
    entry = halqa_entry_parse (&fuzz_key.forum, bytes->data, size, no_signature, NULL);
  else
    size = bytes->size;
  bytes->data += size;
  bytes->size -= size;
  return entry;
}

static GPtrArray *
read_entries (const guint8 *data, gsize size)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func ((GDestroyNotify) halqa_entry_unref);
  Bytes bytes = { data, size };
  gboolean raw = take_byte (&bytes) & 1;

  while (bytes.size > 0 && entries->len < ENTRIES_MAX)
    {
      HalqaEntry *entry = raw ? cut_entry (&bytes) : make_entry (&bytes);

      if (entry != NULL)
        g_ptr_array_add (entries, entry);
    }
  return entries;
}

/* --- what a state is, whatever numbers this database has for it */

static char *
describe_leaf (const HalqaLeaf *leaf)
{
  g_autoptr (GError) error = NULL;
  HalqaEntry *entry = halqa_base_get_entry (&fold.base, leaf->arrival, &error);
  char id[HALQA_HEX_MAX];

  g_assert_no_error (error);
  return g_strdup_printf ("%s %s%s", halqa_names_get_field (fold.base.names, leaf->field),
                          halqa_hex_encode (id, halqa_entry_get_id (entry)->bytes, 32),
                          leaf->shown ? " shown" : "");
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Without the notes of replaced writes that have not arrived: of one whose entry came without it, in
 * some orders a note is left that nothing asks for any more. */
static char *
describe_state (HalqaState *state)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  const HalqaDeviceId *author = halqa_names_get_device (fold.base.names, state->author);

  for (guint i = 0; i < state->leaves.n_items; i++)
    g_ptr_array_add (lines, describe_leaf (&state->leaves.items[i]));
  g_ptr_array_add (lines, g_strdup_printf ("~ %" G_GUINT64_FORMAT " by %u, %" G_GUINT64_FORMAT
                                           ", %u in conflict%s",
                                           state->created, author == NULL ? 0 : author->bytes[0],
                                           state->updated, state->n_conflicts,
                                           state->deleted ? ", deleted" : ""));
  g_ptr_array_sort (lines, compare_lines);
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (char **) lines->pdata);
}

static char *
describe_columns (gint64 row)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HalqaStatement) statement = halqa_sql_prepare (
      sql,
      "SELECT quote (f_title) || quote (f_body) || quote (f_n) || quote (f_done) || quote (f_other)"
      " || deleted || conflicts || ' ' || length (extra) FROM k_card WHERE row = ?",
      &error);

  g_assert_no_error (error);
  sqlite3_bind_int64 (statement, 1, row);
  if (halqa_sql_step (sql, statement, &error) != SQLITE_ROW)
    return g_strdup ("no row");
  return g_strdup ((const char *) sqlite3_column_text (statement, 0));
}

/* The rule as it is written says the same. */
static void
assert_refolded (HalqaState *state, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *again = NULL;

  fold.arrival = G_MAXINT64;
  halqa_fold_refold (&fold, state, &error);
  g_assert_no_error (error);
  halqa_state_count_conflicts (&fold.base, state, &error);
  g_assert_no_error (error);
  again = describe_state (state);
  g_assert_cmpstr (again, ==, expected);
}

static void
describe_record (const GArray *touched, guint i, GPtrArray *all)
{
  const HalqaTouched *one = &g_array_index (touched, HalqaTouched, i);
  g_autoptr (GError) error = NULL;
  g_autoptr (HalqaState) state = halqa_state_load (&fold.base, one->kind, &one->id, &error);
  g_autofree char *columns = NULL;
  g_autofree char *text = NULL;
  char id[HALQA_HEX_MAX];

  g_assert_no_error (error);
  columns = describe_columns (state->row);
  text = describe_state (state);
  g_ptr_array_add (all, g_strdup_printf ("%s %s\n%s",
                                         halqa_hex_encode (id, one->id.bytes, HALQA_ID_SIZE),
                                         columns, text));
  assert_refolded (state, text);
}

/* --- one order */

static void
add_entry (HalqaEntry *entry)
{
  g_autoptr (GError) error = NULL;
  gint64 arrival;

  halqa_fold_add (&fold, entry, 0, &arrival, &error);
  g_assert_no_error (error);
}

static char *
end_order (void)
{
  g_autoptr (GArray) touched = g_array_new (FALSE, FALSE, sizeof (HalqaTouched));
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;

  halqa_fold_flush (&fold, touched, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < touched->len; i++)
    describe_record (touched, i, all);
  g_ptr_array_sort (all, compare_lines);
  g_ptr_array_add (all, NULL);
  halqa_sql_exec (sql, "ROLLBACK", &error);
  g_assert_no_error (error);
  halqa_fold_abandon (&fold);
  return g_strjoinv ("\n", (char **) all->pdata);
}

static char *
fold_forwards (GPtrArray *entries)
{
  g_assert_true (halqa_sql_exec (sql, "BEGIN", NULL));
  for (guint i = 0; i < entries->len; i++)
    add_entry (entries->pdata[i]);
  return end_order ();
}

static char *
fold_backwards (GPtrArray *entries)
{
  g_assert_true (halqa_sql_exec (sql, "BEGIN", NULL));
  for (guint i = entries->len; i > 0; i--)
    add_entry (entries->pdata[i - 1]);
  if (entries->len > 0)
    add_entry (entries->pdata[0]);
  return end_order ();
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GPtrArray) entries = read_entries (data, size);
  g_autofree char *forwards = fold_forwards (entries);
  g_autofree char *backwards = fold_backwards (entries);

  g_assert_cmpstr (forwards, ==, backwards);
  return 0;
}
