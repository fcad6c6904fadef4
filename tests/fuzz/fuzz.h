/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-reader.h"

G_BEGIN_DECLS

/* What each target has, and who drives it calls: libFuzzer, or replay.c. */
int LLVMFuzzerInitialize (int *argc, char ***argv);
int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* The forum that all targets and seeds are of. */
extern const HalqaForumKey fuzz_key;

/* To be called first. From then on a warning of GLib's stops the target as a crash does. */
void fuzz_begin (void);
/* A folder that goes when the program ends, with a device key that is always the same. */
const char *fuzz_folder (void);
HalqaIdentity *fuzz_load_identity (void);
/* A store of @schema at NAME in that folder, made anew. */
HalqaStore *fuzz_create_store (const char *name, const HalqaSchema *schema);
/* A new one in place of @store, that may be %NULL, with its reader. */
void fuzz_renew_store (const HalqaSchema *schema, HalqaStore **store, HalqaReader **reader);
/* What a parser is given to read from a file; the path is the same each time. */
const char *fuzz_write_file (const guint8 *data, gsize size);

G_END_DECLS
