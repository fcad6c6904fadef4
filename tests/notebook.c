/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "notebook.h"

#include <sodium.h>
#include <string.h>

#include "test-tools.h"

/* A store, and what a person does to it, in as few words as a test can have. */

static const HalqaField card_fields[] = {
  { "title", HALQA_FIELD_TEXT, HALQA_FIELD_TRANSLATED | HALQA_FIELD_SEARCHED, NULL, NULL },
  { "body", HALQA_FIELD_TEXT, HALQA_FIELD_SEARCHED, NULL, NULL },
  { "n", HALQA_FIELD_INT, HALQA_FIELD_NONE, NULL, NULL },
  { "done", HALQA_FIELD_BOOL, HALQA_FIELD_NONE, NULL, NULL },
  { "other", HALQA_FIELD_REF, HALQA_FIELD_NONE, NULL, NULL },
  { NULL },
};

static const HalqaKind kinds[] = { { "card", card_fields }, { NULL } };

const HalqaSchema notebook_schema = { kinds, test_identity_text, test_identity_text };

static void
open_reader (Notebook *self)
{
  g_autoptr (GError) error = NULL;

  self->reader = halqa_reader_open (self->store, &error);
  g_assert_no_error (error);
}

Notebook *
notebook_new (const HalqaForumKey *key)
{
  Notebook *self = g_new0 (Notebook, 1);
  g_autoptr (GError) error = NULL;

  self->folder = test_make_folder ();
  self->path = g_build_filename (self->folder, "forum.halqa", NULL);
  self->identity = halqa_identity_load (self->folder, &error);
  g_assert_no_error (error);
  if (key != NULL)
    self->key = *key;
  else
    randombytes_buf (&self->key, sizeof self->key);
  self->store = halqa_store_create (self->path, &notebook_schema, self->identity, &self->key,
                                    "A forum", &error);
  g_assert_no_error (error);
  open_reader (self);
  return self;
}

void
notebook_close (Notebook *self)
{
  if (self->store == NULL)
    return;
  test_let_go (&self->reader);
  halqa_store_close (self->store);
  /* What was told to this thread holds the store. */
  test_let_go (&self->store);
}

void
notebook_open (Notebook *self, const HalqaSchema *schema)
{
  g_autoptr (GError) error = NULL;

  self->store = halqa_store_open (self->path, schema, self->identity, &error);
  g_assert_no_error (error);
  open_reader (self);
}

HalqaStore *
notebook_open_second (Notebook *self)
{
  g_autoptr (GError) error = NULL;
  HalqaStore *store = halqa_store_open (self->path, &notebook_schema, self->identity, &error);

  g_assert_no_error (error);
  return store;
}

void
notebook_free (Notebook *self)
{
  notebook_close (self);
  test_let_go (&self->identity);
  g_free (self->path);
  test_remove_folder (self->folder);
  g_free (self);
}

static void
commit (Notebook *self, HalqaChange *change)
{
  g_autoptr (GError) error = NULL;

  halqa_store_commit (self->store, change, &error);
  g_assert_no_error (error);
}

HalqaId
notebook_add (Notebook *self, const char *title)
{
  g_autoptr (HalqaChange) change = halqa_change_new ();
  HalqaId id;

  halqa_id_random (&id);
  halqa_change_create (change, "card", &id);
  if (title != NULL)
    {
      HalqaValue value = halqa_value_text (title);

      halqa_change_set (change, "card", &id, "title", &value, HALQA_REPLACE_SHOWN);
    }
  commit (self, change);
  return id;
}

static void
set_field (Notebook *self,
           const HalqaId *id,
           const char *field,
           const HalqaValue *value,
           HalqaReplace replace)
{
  g_autoptr (HalqaChange) change = halqa_change_new ();

  halqa_change_set (change, "card", id, field, value, replace);
  commit (self, change);
}

void
notebook_set (Notebook *self, const HalqaId *id, const char *field, HalqaValue value)
{
  set_field (self, id, field, &value, HALQA_REPLACE_SHOWN);
}

void
notebook_set_text (Notebook *self, const HalqaId *id, const char *field, const char *text)
{
  notebook_set (self, id, field, halqa_value_text (text));
}

void
notebook_resolve (Notebook *self, const HalqaId *id, const char *field, HalqaValue value)
{
  set_field (self, id, field, &value, HALQA_REPLACE_ALL);
}

void
notebook_delete (Notebook *self, const HalqaId *id)
{
  notebook_set (self, id, "deleted", halqa_value_bool (TRUE));
}

void
notebook_restore (Notebook *self, const HalqaId *id)
{
  notebook_set (self, id, "deleted", halqa_value_bool (FALSE));
}

HalqaRecord *
notebook_get (Notebook *self, const HalqaId *id)
{
  g_autoptr (GError) error = NULL;
  HalqaRecord *record = halqa_reader_get (self->reader, "card", id, &error);

  g_assert_no_error (error);
  return record;
}

void
notebook_assert_text (Notebook *self, const HalqaId *id, const char *field, const char *text)
{
  g_autoptr (HalqaRecord) record = notebook_get (self, id);

  g_assert_cmpstr (halqa_record_get_text (record, field), ==, text);
}

guint
notebook_count_conflicts (Notebook *self, const HalqaId *id)
{
  g_autoptr (HalqaRecord) record = notebook_get (self, id);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) conflicts = halqa_reader_conflicts (self->reader, "card", id, &error);

  g_assert_no_error (error);
  /* The number in the row and the list never tell different things. */
  g_assert_cmpuint (halqa_record_get_n_conflicts (record), ==, conflicts->len);
  return conflicts->len;
}

HalqaConflict *
notebook_get_only_conflict (Notebook *self, GPtrArray **conflicts)
{
  g_autoptr (GError) error = NULL;

  *conflicts = halqa_reader_conflicts (self->reader, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint ((*conflicts)->len, ==, 1);
  return (*conflicts)->pdata[0];
}

HalqaStatus
notebook_get_status (Notebook *self)
{
  g_autoptr (GError) error = NULL;
  HalqaStatus status;

  halqa_reader_status (self->reader, &status, &error);
  g_assert_no_error (error);
  return status;
}

/* Entries under way out of a log. */
typedef struct
{
  const HalqaId *forum;
  GPtrArray *entries;
} Listing;

static gboolean
list_cb (guint64 arrival,
         const HalqaDot *dot,
         const guint8 *bytes,
         gsize size,
         const guint8 *signature,
         gpointer user_data)
{
  Listing *listing = user_data;
  g_autoptr (GError) error = NULL;
  HalqaEntry *entry = halqa_entry_parse (listing->forum, bytes, size, signature, &error);

  g_assert_no_error (error);
  g_assert_true (halqa_entry_verify (entry, NULL));
  g_ptr_array_add (listing->entries, entry);
  return TRUE;
}

GPtrArray *
notebook_list_entries (Notebook *self, guint64 after)
{
  Listing listing = { .forum = &self->key.forum };
  g_autoptr (GError) error = NULL;

  listing.entries = g_ptr_array_new_with_free_func ((GDestroyNotify) halqa_entry_unref);
  halqa_reader_walk_log (self->reader, after, G_MAXUINT64, NULL, 0, list_cb, &listing, &error);
  g_assert_no_error (error);
  return listing.entries;
}

HalqaApplied
notebook_give (Notebook *self, Notebook *other)
{
  g_autoptr (GPtrArray) entries = notebook_list_entries (self, 0);
  g_autoptr (GError) error = NULL;
  HalqaApplied applied;

  halqa_store_apply (other->store, entries, halqa_store_get_store_id (self->store), &applied,
                     &error);
  g_assert_no_error (error);
  return applied;
}

void
notebook_assert_equal (Notebook *self, Notebook *other)
{
  HalqaStatus ours = notebook_get_status (self);
  HalqaStatus theirs = notebook_get_status (other);

  g_assert_cmpuint (ours.n_entries, ==, theirs.n_entries);
  g_assert_cmpuint (ours.n_conflicts, ==, theirs.n_conflicts);
  g_assert_cmpmem (ours.fingerprint, sizeof ours.fingerprint, theirs.fingerprint,
                   sizeof theirs.fingerprint);
}

void
notebook_assert_sound (Notebook *self)
{
  g_autoptr (GError) error = NULL;

  halqa_store_check (self->store, FALSE, NULL, NULL, &error);
  g_assert_no_error (error);
}

void
notebook_pair_set_up (NotebookPair *self, gconstpointer data)
{
  self->a = notebook_new (NULL);
  self->b = notebook_new (&self->a->key);
}

void
notebook_pair_tear_down (NotebookPair *self, gconstpointer data)
{
  notebook_assert_sound (self->a);
  notebook_assert_sound (self->b);
  notebook_free (self->a);
  notebook_free (self->b);
}

void
notebook_pair_exchange (NotebookPair *self)
{
  notebook_give (self->a, self->b);
  notebook_give (self->b, self->a);
  notebook_assert_equal (self->a, self->b);
  g_usleep (2000);
}

HalqaId
notebook_pair_make_conflict (NotebookPair *self,
                             Notebook *last,
                             const char *title_a,
                             const char *title_b)
{
  HalqaId id = notebook_add (self->a, "before");
  Notebook *first = last == self->b ? self->a : self->b;

  notebook_pair_exchange (self);
  notebook_set_text (first, &id, "title", first == self->a ? title_a : title_b);
  g_usleep (2000);
  notebook_set_text (last, &id, "title", last == self->a ? title_a : title_b);
  notebook_pair_exchange (self);
  return id;
}

static sqlite3 *
open_behind (Notebook *self)
{
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open_v2 (self->path, &db, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  sqlite3_busy_timeout (db, 60000);
  return db;
}

void
notebook_run_sql (Notebook *self, const char *sql)
{
  sqlite3 *db = open_behind (self);
  char *message = NULL;

  sqlite3_exec (db, sql, NULL, NULL, &message);
  g_assert_cmpstr (message, ==, NULL);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
}

gint64
notebook_ask_sql (Notebook *self, const char *sql)
{
  sqlite3 *db = open_behind (self);
  sqlite3_stmt *statement;
  gint64 answer;

  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  answer = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
  return answer;
}
