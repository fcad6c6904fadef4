/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-exchange.h"
#include "memory-transport.h"

/* A laptop for tests: a folder, a device key, a store, and what reads it. */
typedef struct
{
  char *folder;
  char *path;
  HalqaIdentity *identity;
  HalqaStore *store;
  HalqaReader *reader;
  HalqaTransport *transport; /* answers on this thread; or NULL */
  char *address;
  gboolean over_http;
} Replica;

extern const HalqaSchema replica_schema;

/* Before anything else: what all laptops of a test share. */
void replica_init_test (int *argc, char ***argv);
void replica_make_key (HalqaForumKey *key);

/* @hub: %NULL for a store without a transport. */
Replica *replica_new (HalqaMemoryHub *hub, const HalqaForumKey *key, const char *name);
/* The same over TLS on the loopback. */
Replica *replica_new_http (const HalqaForumKey *key, const char *name);
void replica_free (Replica *self);
/* What another process made, over TLS; and the end of it, with the folder left as it is. */
Replica *replica_open_http (const char *folder);
void replica_close (Replica *self);
/* Closes all and opens it again, as another run of the program does. */
void replica_restart (Replica *self, HalqaMemoryHub *hub);
/* The same, with a copy in the place of the file. */
void replica_restore_copy (Replica *self, HalqaMemoryHub *hub);

/* Writes the laptop's own record, as opening a forum does. */
void replica_introduce (Replica *self);
void replica_add (Replica *self, HalqaId *id, const char *title);
void replica_add_many (Replica *self, guint n);
/* Cards that go with blobs that there are not. */
void replica_add_false_blobs (Replica *self, guint n);
/* A card that goes with a blob of random bytes, which is here. */
GBytes *replica_add_blob (Replica *self, gsize size, HalqaBlobId *blob);
void replica_set_title (Replica *self, const HalqaId *id, const char *title);
char *replica_dup_title (Replica *self, const HalqaId *id);
guint64 replica_count (Replica *self);
void replica_get_status (Replica *self, HalqaStatus *status);
gboolean replica_is_equal (Replica *self, Replica *other);

/* Runs the main context until both have what the other had. */
HalqaExchangeReport *replica_exchange (Replica *self, Replica *other, GError **error);
HalqaExchangeReport *replica_exchange_at (Replica *self, const char *address, GError **error);

/* Runs the thread-default context until @func is TRUE, a minute at most. */
void replica_wait (gboolean (*func) (gpointer data), gpointer data);
