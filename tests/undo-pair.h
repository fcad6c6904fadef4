/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "notebook.h"

#include "halqa-undo.h"

/* Two laptops, for tests of what is taken back on one while the other writes too. */

/* How many fields came back, and how many were left. */
static inline void
step (Notebook *notebook, gboolean redo, guint n_done, guint n_left)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HalqaUndone) undone = halqa_store_undo (notebook->store, redo, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (undone->n_done, ==, n_done);
  g_assert_cmpuint (undone->fields->len, ==, n_done + n_left);
}

static inline gboolean
is_deleted (Notebook *notebook, const HalqaId *id)
{
  g_autoptr (HalqaRecord) record = notebook_get (notebook, id);

  return halqa_record_is_deleted (record);
}
