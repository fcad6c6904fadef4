/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz-forum.h"

#include "halqa-kinds.h"

#define ENTRIES_MAX 500

static HalqaStore *store;
static HalqaReader *reader;

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  fuzz_begin ();
  fuzz_renew_store (halqa_kinds_get_schema (), &store, &reader);
  return 0;
}

HalqaReader *
fuzz_forum_reader (void)
{
  return reader;
}

guint64
fuzz_forum_count_entries (void)
{
  HalqaStatus status;

  g_assert_true (halqa_reader_status (reader, &status, NULL));
  return status.n_entries;
}

void
fuzz_forum_tidy (void)
{
  if (fuzz_forum_count_entries () > ENTRIES_MAX)
    fuzz_renew_store (halqa_kinds_get_schema (), &store, &reader);
}

void
fuzz_forum_refused_cb (guint line, const char *why, gpointer n_refused)
{
  g_assert_true (line > 0 && why != NULL && g_utf8_validate (why, -1, NULL));
  ++*(guint *) n_refused;
}
