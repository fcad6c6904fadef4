/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sqlite3.h>

#include "halqa-error.h"
#include "halqa-reader.h"

G_BEGIN_DECLS

/* One store of a laptop, for tests of the store itself: a folder of its own, a device key, a file. The
 * schema is of one kind, `card`, with a field of each type. */
typedef struct
{
  char *folder;
  char *path;
  HalqaForumKey key;
  HalqaIdentity *identity;
  HalqaStore *store;
  HalqaReader *reader;
} Notebook;

extern const HalqaSchema notebook_schema;

/* @key: %NULL for a forum of its own. */
Notebook *notebook_new (const HalqaForumKey *key);
void notebook_free (Notebook *self);
void notebook_close (Notebook *self);
void notebook_open (Notebook *self, const HalqaSchema *schema);
/* Another store on the same file, as another process has it. */
HalqaStore *notebook_open_second (Notebook *self);

/* @title: %NULL for none. */
HalqaId notebook_add (Notebook *self, const char *title);
void notebook_set (Notebook *self, const HalqaId *id, const char *field, HalqaValue value);
void notebook_set_text (Notebook *self, const HalqaId *id, const char *field, const char *text);
/* Settles what is in conflict. */
void notebook_resolve (Notebook *self, const HalqaId *id, const char *field, HalqaValue value);
void notebook_delete (Notebook *self, const HalqaId *id);
void notebook_restore (Notebook *self, const HalqaId *id);

HalqaRecord *notebook_get (Notebook *self, const HalqaId *id);
void notebook_assert_text (Notebook *self, const HalqaId *id, const char *field, const char *text);
guint notebook_count_conflicts (Notebook *self, const HalqaId *id);
/* @conflicts: (out): holds it. */
HalqaConflict *notebook_get_only_conflict (Notebook *self, GPtrArray **conflicts);
HalqaStatus notebook_get_status (Notebook *self);

/* (element-type HalqaEntry) (transfer full): those that arrived after @after. */
GPtrArray *notebook_list_entries (Notebook *self, guint64 after);
/* All that @self has goes to @other. */
HalqaApplied notebook_give (Notebook *self, Notebook *other);
void notebook_assert_equal (Notebook *self, Notebook *other);
void notebook_assert_sound (Notebook *self);

/* Two notebooks of one forum, for tests of what both write. */
typedef struct
{
  Notebook *a;
  Notebook *b;
  HalqaId id; /* of the card that a test is about */
} NotebookPair;

void notebook_pair_set_up (NotebookPair *self, gconstpointer data);
/* Also that both are sound. */
void notebook_pair_tear_down (NotebookPair *self, gconstpointer data);
/* Each gets what the other has; what is written after it bears a later time. */
void notebook_pair_exchange (NotebookPair *self);
/* A card, "before", that both know, and whose title both then write, @title_a and @title_b; that of @last
 * is the later. */
HalqaId notebook_pair_make_conflict (NotebookPair *self,
                                     Notebook *last,
                                     const char *title_a,
                                     const char *title_b);

/* Runs SQL beside the store's back. */
void notebook_run_sql (Notebook *self, const char *sql);
gint64 notebook_ask_sql (Notebook *self, const char *sql);

G_END_DECLS
