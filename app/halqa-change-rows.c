/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-change-set-private.h"

#include <string.h>

/* What is shown now of the records that have changed: whether they are deleted or merged, and which
 * session they belong to, as a note does by way of its proposal. A walk for each kind and question,
 * over the rows of those records alone where they are few.
 *
 * References come from other laptops: one that points at nothing, or at something that has no
 * session, belongs to none. Two steps are enough, so none that leads round in a circle is followed. */

/* Where a record belongs: the field that leads to a session, at once or by way of a proposal. */
static const struct
{
  const char *kind;
  const char *field;
} owners[] = {
  { "proposal", "session" }, { "tally", "session" },
  { "note", "subject" },     { "attachment", "subject" },
  { "action", "proposal" },  { "endorsement", "proposal" },
  { "link", "a" },
};

/* Of one kind, under way through its rows. */
typedef struct
{
  HalqaChangeSet *set;
  const HalqaKind *kind;
  GHashTable *sessions; /* HalqaId -> HalqaId, or NULL: what a record belongs to */
} Walk;

static HalqaChanged *
find_of_row (const Walk *walk, const HalqaRow *row)
{
  return halqa_change_set_find (walk->set, walk->kind, &row->id);
}

static void
note_deleted (const HalqaRow *row, gpointer user_data)
{
  find_of_row (user_data, row)->seen |= IS_DELETED;
}

static void
note_merged (const HalqaRow *row, gpointer user_data)
{
  if (row->key->type != HALQA_VALUE_NULL)
    find_of_row (user_data, row)->seen |= IS_MERGED;
}

static void
note_owner (const HalqaRow *row, gpointer user_data)
{
  HalqaChanged *changed = find_of_row (user_data, row);
  const HalqaId *owner = halqa_value_get_id (row->key);

  changed->has_session = owner != NULL;
  if (owner != NULL)
    changed->session = *owner;
}

static gboolean
walk_rows (const Walk *walk,
           const GArray *ids,
           const char *field,
           HalqaDeleted deleted,
           HalqaRowFunc func,
           GError **error)
{
  const HalqaQuery query = { .kind = walk->kind->name, .sort = field, .deleted = deleted };

  return halqa_reader_walk_rows (walk->set->reader, &query, (const HalqaId *) ids->data, ids->len,
                                 func, (gpointer) walk, error);
}

static const char *
get_owner_field (const HalqaKind *kind)
{
  for (gsize i = 0; i < G_N_ELEMENTS (owners); i++)
    if (g_str_equal (owners[i].kind, kind->name))
      return owners[i].field;
  return NULL;
}

static gboolean
read_rows (const Walk *walk, const GArray *ids, GError **error)
{
  const char *owner = get_owner_field (walk->kind);

  return walk_rows (walk, ids, NULL, HALQA_DELETED_ONLY, note_deleted, error) &&
         (owner == NULL || walk_rows (walk, ids, owner, HALQA_DELETED_TOO, note_owner, error)) &&
         (!g_str_equal (walk->kind->name, "proposal") ||
          walk_rows (walk, ids, "merged_into", HALQA_DELETED_TOO, note_merged, error));
}

/* Each kind's rows, of the records that are to be settled. */
static gboolean
read_all_rows (HalqaChangeSet *self, GError **error)
{
  const HalqaKind *kind = halqa_store_get_schema (halqa_reader_get_store (self->reader))->kinds;

  for (guint i = 0; i < self->dirty->len; i++)
    ((HalqaChanged *) g_ptr_array_index (self->dirty, i))->seen &=
        ~(guint) (IS_DELETED | IS_MERGED | IS_DIRTY);
  for (; kind->name != NULL; kind++)
    {
      g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (HalqaId));
      const Walk walk = { self, kind, NULL };

      for (guint i = 0; i < self->dirty->len; i++)
        {
          const HalqaChanged *changed = g_ptr_array_index (self->dirty, i);

          if (changed->kind == kind)
            g_array_append_val (ids, changed->id);
        }
      if (ids->len > 0 && !read_rows (&walk, ids, error))
        return FALSE;
    }
  return TRUE;
}

/* --- sessions: of what belongs to a proposal, that of the proposal */

static void
note_session_of (const HalqaRow *row, gpointer user_data)
{
  const Walk *walk = user_data;
  const HalqaId *session = row->key->type == HALQA_VALUE_NULL && walk->kind->fields != NULL &&
                                   g_str_equal (walk->kind->name, "session")
                               ? &row->id
                               : halqa_value_get_id (row->key);

  g_hash_table_replace (walk->sessions, g_memdup2 (&row->id, sizeof row->id),
                        g_memdup2 (session, sizeof row->id));
}

static gboolean
read_sessions_of (HalqaChangeSet *self, const GArray *ids, GHashTable *sessions, GError **error)
{
  const HalqaSchema *schema = halqa_store_get_schema (halqa_reader_get_store (self->reader));
  const Walk proposals = { self, halqa_schema_find_kind (schema, "proposal"), sessions };
  const Walk themselves = { self, halqa_schema_find_kind (schema, "session"), sessions };

  return walk_rows (&proposals, ids, "session", HALQA_DELETED_TOO, note_session_of, error) &&
         walk_rows (&themselves, ids, NULL, HALQA_DELETED_TOO, note_session_of, error);
}

/* Whether what the record belongs to is a session by its field's kind. */
static gboolean
has_direct_session (const HalqaChanged *changed)
{
  const char *owner = get_owner_field (changed->kind);

  return owner != NULL && g_str_equal (owner, "session");
}

static gboolean
find_sessions (HalqaChangeSet *self, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (HalqaId));
  g_autoptr (GHashTable) sessions =
                 g_hash_table_new_full (halqa_id_hash, halqa_id_equal, g_free, g_free);

  for (guint i = 0; i < self->dirty->len; i++)
    {
      const HalqaChanged *changed = g_ptr_array_index (self->dirty, i);

      if (changed->has_session && !has_direct_session (changed))
        g_array_append_val (ids, changed->session);
    }
  if (ids->len > 0 && !read_sessions_of (self, ids, sessions, error))
    return FALSE;
  for (guint i = 0; i < self->dirty->len; i++)
    {
      HalqaChanged *changed = g_ptr_array_index (self->dirty, i);
      const HalqaId *session;

      if (g_str_equal (changed->kind->name, "session"))
        {
          changed->has_session = TRUE;
          changed->session = changed->id;
        }
      else if (changed->has_session && !has_direct_session (changed))
        {
          session = g_hash_table_lookup (sessions, &changed->session);
          changed->has_session = session != NULL;
          if (session != NULL)
            changed->session = *session;
        }
    }
  return TRUE;
}

/**
 * halqa_change_set_read_rows:
 * @self: a set
 * @error: any of the store's
 *
 * Returns: whether all that is to be settled was read
 */
gboolean
halqa_change_set_read_rows (HalqaChangeSet *self, GError **error)
{
  return read_all_rows (self, error) && find_sessions (self, error);
}
