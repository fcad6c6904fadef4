/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-forum-private.h"
#include "halqa-item-list.h"

G_BEGIN_DECLS

/* What the forum is called until it has a record of its own. */
#define LAPTOP_TITLE "حي آخر ممكن"

/* A laptop with a forum, for tests: a folder of its own, a device key, a store, an open forum.
 * Every call fails the test where the thing itself fails. */
typedef struct
{
  char *folder;
  HalqaIdentity *identity;
  HalqaStore *store;
  HalqaForum *forum;
  guint n_changed; /* times that the forum said "changed" */
  guint64 sent; /* the newest arrival that laptop_send() has sent */
} Laptop;

/* The first of them makes @key, the others are given it. */
void laptop_start (Laptop *self, HalqaForumKey *key, gboolean first);
/* Also that forum, store and identity are gone after it, and the folder with them. */
void laptop_stop (Laptop *self);

/* Saves @draft and waits until it is on disk. */
void laptop_save (Laptop *self, HalqaDraft *draft);
/* What was saved as that; has to be there. */
HalqaTakenBack *laptop_take_back (Laptop *self, guint64 stamp);
/* A record with one text field; its id. */
char *laptop_add (Laptop *self, const char *kind, const char *field, const char *text);
void
laptop_set (Laptop *self, const char *kind, const char *id, const char *field, const char *text);
void laptop_delete (Laptop *self, const char *kind, const char *id);

/* Gives @to, always the same, what @self got since it last did, as replication would; returns how
 * many entries were new. The forum of @to has heard of them by then. */
guint laptop_send (Laptop *self, Laptop *to);

/* Writes who it is: by that it is a laptop of the forum. */
void laptop_introduce (Laptop *self, const char *name);
/* Over the loopback; @other: (nullable): the address of one that does so already. */
void laptop_replicate (Laptop *self, const char *other);

/* Two laptops of one forum, for tests of what both write. */
typedef struct
{
  HalqaForumKey key;
  Laptop here;
  Laptop there;
} LaptopPair;

void laptop_pair_set_up (LaptopPair *self, gconstpointer data);
void laptop_pair_tear_down (LaptopPair *self, gconstpointer data);

/* Until all that was written is in the search index, and told of. */
void laptop_settle (Laptop *self);

/* Runs the main loop until @condition holds; a laptop that is slow gets a minute. */
typedef gboolean (*ConditionFunc) (gpointer user_data);
void wait_until (ConditionFunc condition, gpointer user_data);

/* Counts what a list says. */
typedef struct
{
  GListModel *list; /* borrowed */
  guint n_signals;
  guint n_removed;
  guint n_added;
} ListLog;

void list_log_start (ListLog *self, gpointer list);
void list_log_stop (ListLog *self);
/* Also starts anew. */
void list_log_expect (ListLog *self, guint n_signals, guint n_removed, guint n_added);
/* Until it shows what its search finds. */
void list_settle (HalqaItemList *list);

void remove_folder (const char *path);

G_END_DECLS
