/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-comparison.h"

#include "halqa-ancestry.h"
#include "halqa-forum-private.h"
#include "halqa-item-private.h"
#include "halqa-kinds.h"

#include <string.h>

/* The versions of one field, each with the text that it was made from.
 *
 * What versions come from stands in the history, which may be long, and a union of long texts takes
 * its time; so both are found on another thread (halqa-forum-work.c).
 *
 * Where two people wrote into an empty field, or what they began with has not arrived, there is
 * nothing to hold versions against but each other: then the others are held against the one that is
 * shown, where they are texts; what points at another record, or is one word of a list, stands alone. */

/* Versions that are held against something: more of them people don't make. */
#define HELD_MAX 20

struct _HalqaComparison
{
  GObject parent_instance;

  /* owned */
  GListStore *versions;
  char *ancestor;
  char *united;

  gboolean takes_text;
  gboolean can_part;
};

G_DEFINE_FINAL_TYPE (HalqaComparison, halqa_comparison, G_TYPE_OBJECT)

/* What goes to the other thread and comes back. */
typedef struct
{
  const HalqaKind *kind;
  HalqaId record;
  char *field;
  HalqaConflict *conflict; /* NULL where nobody differs */
  GPtrArray *befores; /* of HalqaPastWrite, for each version; or NULL */
  GArray *origins; /* of HalqaDot: who wrote each of them */
  HalqaPastWrite *ancestor;
  char *united;
} Work;

static void
free_work (gpointer data)
{
  Work *work = data;

  g_free (work->field);
  g_clear_pointer (&work->conflict, halqa_conflict_free);
  g_ptr_array_unref (work->befores);
  g_clear_pointer (&work->origins, g_array_unref);
  g_clear_pointer (&work->ancestor, halqa_past_write_free);
  g_free (work->united);
  g_free (work);
}

static void
free_before (gpointer write)
{
  if (write != NULL)
    halqa_past_write_free (write);
}

static gboolean
read_conflict (Work *work, HalqaReader *reader, GError **error)
{
  g_autoptr (GPtrArray) conflicts =
                 halqa_reader_conflicts (reader, work->kind->name, &work->record, error);

  for (guint i = 0; conflicts != NULL && i < conflicts->len; i++)
    {
      const HalqaConflict *conflict = g_ptr_array_index (conflicts, i);

      if (!g_str_equal (conflict->field, work->field))
        continue;
      work->conflict = g_ptr_array_steal_index (conflicts, i);
      return TRUE;
    }
  return conflicts != NULL;
}

/* Of an edit that a deletion did not see, what the deletion knew of that field. */
static gboolean
read_edits (Work *work, HalqaReader *reader, GError **error)
{
  g_ptr_array_add (work->befores, NULL);
  for (guint i = 1; i < work->conflict->versions->len; i++)
    {
      HalqaPastWrite *before = NULL;

      if (i < HELD_MAX &&
          !halqa_ancestry_find (reader, work->conflict,
                                g_ptr_array_index (work->conflict->versions, i), &before, error))
        return FALSE;
      g_ptr_array_add (work->befores, before);
    }
  return TRUE;
}

/* Whether any text may stand in the field: neither a reference, nor a number, nor a word of a list. */
static gboolean
takes_text (const HalqaKind *kind, const char *name)
{
  const HalqaField *field = halqa_kind_find_field (kind, name);

  return halqa_kinds_is_prose (kind->name, name) ||
         (field != NULL && field->type == HALQA_FIELD_TEXT && field->choices == NULL);
}

static gboolean
read_versions (Work *work, HalqaReader *reader, GError **error)
{
  const HalqaPastWrite *shown =
      takes_text (work->kind, work->field) ? g_ptr_array_index (work->conflict->versions, 0) : NULL;

  if (!halqa_ancestry_find (reader, work->conflict, NULL, &work->ancestor, error))
    return FALSE;
  for (guint i = 0; i < work->conflict->versions->len; i++)
    {
      const HalqaPastWrite *before = work->ancestor != NULL ? work->ancestor : shown;

      g_ptr_array_add (work->befores, before == NULL || i >= HELD_MAX || (before == shown && i == 0)
                                          ? NULL
                                          : halqa_past_write_copy (before));
    }
  work->united = halqa_ancestry_unite (work->conflict, work->ancestor);
  return TRUE;
}

static gboolean
read_all (HalqaReader *reader, gpointer data, GError **error)
{
  Work *work = data;
  gboolean read;

  if (!halqa_reader_begin (reader, error))
    return FALSE;
  read = read_conflict (work, reader, error);
  if (read && work->conflict != NULL)
    read = g_str_equal (work->field, "deleted") ? read_edits (work, reader, error)
                                                : read_versions (work, reader, error);
  if (read && work->conflict != NULL)
    work->origins = halqa_ancestry_list_origins (reader, work->conflict, error);
  halqa_reader_end (reader);
  return read && (work->conflict == NULL || work->origins != NULL);
}

static void
halqa_comparison_finalize (GObject *object)
{
  HalqaComparison *self = HALQA_COMPARISON (object);

  g_clear_object (&self->versions);
  g_clear_pointer (&self->ancestor, g_free);
  g_clear_pointer (&self->united, g_free);
  G_OBJECT_CLASS (halqa_comparison_parent_class)->finalize (object);
}

static void
halqa_comparison_class_init (HalqaComparisonClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = halqa_comparison_finalize;
}

static void
halqa_comparison_init (HalqaComparison *self)
{
  self->versions = g_list_store_new (HALQA_TYPE_VERSION);
}

static gpointer
compare (HalqaForum *forum, gpointer data)
{
  Work *work = data;
  HalqaComparison *self = g_object_new (HALQA_TYPE_COMPARISON, NULL);
  const gboolean prose = halqa_kinds_is_prose (work->kind->name, work->field);

  self->takes_text = takes_text (work->kind, work->field);
  self->can_part = prose && g_str_equal (work->kind->name, "proposal");
  self->united = g_steal_pointer (&work->united);
  for (guint i = 0; work->conflict != NULL && i < work->conflict->versions->len; i++)
    {
      g_autoptr (HalqaVersion) version =
                     halqa_forum_make_version (forum, work->kind,
                                               g_ptr_array_index (work->conflict->versions, i),
                                               &g_array_index (work->origins, HalqaDot, i),
                                               g_ptr_array_index (work->befores, i));

      if (i == 0 && work->ancestor != NULL)
        self->ancestor = g_strdup (halqa_version_get_before (version));
      g_list_store_append (self->versions, version);
    }
  return self;
}

/**
 * halqa_comparison_read_async:
 * @forum: a forum
 * @item: one of its records
 * @field: one of its fields; `deleted` for edits made while another deleted
 * @cancellable: (nullable): for who does not want it any more
 * @callback: called when it has been read
 * @user_data: for @callback
 */
void
halqa_comparison_read_async (HalqaForum *forum,
                             HalqaItem *item,
                             const char *field,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task;
  HalqaRecord *record;
  Work *work;

  g_return_if_fail (HALQA_IS_FORUM (forum) && HALQA_IS_ITEM (item) && field != NULL);

  record = halqa_item_get_record (item);
  work = g_new0 (Work, 1);
  work->kind = halqa_record_get_kind (record);
  work->record = *halqa_record_get_id (record);
  work->field = g_strdup (field);
  work->befores = g_ptr_array_new_with_free_func (free_before);
  task = g_task_new (forum, cancellable, callback, user_data);
  g_task_set_source_tag (task, halqa_comparison_read_async);
  halqa_forum_work (forum, task, read_all, compare, work, free_work);
}

/**
 * halqa_comparison_read_finish:
 * @result: what the callback was given
 * @error: any of sync's
 *
 * Returns: (transfer full): the versions side by side
 */
HalqaComparison *
halqa_comparison_read_finish (GAsyncResult *result, GError **error)
{
  GTask *task = G_TASK (result);

  g_return_val_if_fail (g_task_get_source_tag (task) == halqa_comparison_read_async, NULL);

  return g_task_propagate_pointer (task, error);
}

/**
 * halqa_comparison_get_versions:
 * @self: a comparison
 *
 * Returns: (transfer none): a list of #HalqaVersion, the shown one first
 */
GListModel *
halqa_comparison_get_versions (HalqaComparison *self)
{
  g_return_val_if_fail (HALQA_IS_COMPARISON (self), NULL);

  return G_LIST_MODEL (self->versions);
}

/**
 * halqa_comparison_get_ancestor:
 * @self: a comparison
 *
 * Returns: (transfer none) (nullable): what all versions come from, in words
 */
const char *
halqa_comparison_get_ancestor (HalqaComparison *self)
{
  g_return_val_if_fail (HALQA_IS_COMPARISON (self), NULL);

  return self->ancestor;
}

/**
 * halqa_comparison_get_union:
 * @self: a comparison
 *
 * Returns: (transfer none) (nullable): one text with the changes of all versions
 */
const char *
halqa_comparison_get_union (HalqaComparison *self)
{
  g_return_val_if_fail (HALQA_IS_COMPARISON (self), NULL);

  return self->united;
}

/**
 * halqa_comparison_takes_text:
 * @self: a comparison
 *
 * Returns: whether any text may stand in the field: not in one that points at a record, holds a
 *   number or one word of several
 */
gboolean
halqa_comparison_takes_text (HalqaComparison *self)
{
  g_return_val_if_fail (HALQA_IS_COMPARISON (self), FALSE);

  return self->takes_text;
}

/**
 * halqa_comparison_can_part:
 * @self: a comparison
 *
 * Returns: whether halqa_settlement_keep_apart() can be chosen: of a text of a proposal
 */
gboolean
halqa_comparison_can_part (HalqaComparison *self)
{
  g_return_val_if_fail (HALQA_IS_COMPARISON (self), FALSE);

  return self->can_part;
}
