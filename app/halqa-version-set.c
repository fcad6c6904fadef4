/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-version-set-private.h"

#include "halqa-forum-private.h"

/* One field that people wrote differently, as a row of the list of them. It keeps which versions
 * there are, by their dots, and none of their texts: those are read by who wants to see them, as a
 * HalqaComparison. Its item is made when somebody asks. */

struct _HalqaVersionSet
{
  GObject parent_instance;

  /* owned */
  HalqaItem *item; /* NULL until somebody asks */
  char *field;
  GArray *dots; /* of HalqaDot */

  HalqaForum *forum; /* weak */
  HalqaTouched record;
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HalqaVersionSet, halqa_version_set, G_TYPE_OBJECT)

static GArray *
list_dots (const HalqaConflict *conflict)
{
  GArray *dots = g_array_new (FALSE, FALSE, sizeof (HalqaDot));

  for (guint i = 0; i < conflict->versions->len; i++)
    {
      const HalqaPastWrite *version = g_ptr_array_index (conflict->versions, i);

      g_array_append_val (dots, version->dot);
    }
  return dots;
}

static gboolean
is_equal (const GArray *dots, const GArray *other)
{
  for (guint i = 0; i < dots->len && dots->len == other->len; i++)
    if (halqa_dot_compare (&g_array_index (dots, HalqaDot, i),
                           &g_array_index (other, HalqaDot, i)) != 0)
      return FALSE;
  return dots->len == other->len;
}

static void
halqa_version_set_finalize (GObject *object)
{
  HalqaVersionSet *self = HALQA_VERSION_SET (object);

  g_clear_weak_pointer (&self->forum);
  g_clear_object (&self->item);
  g_clear_pointer (&self->field, g_free);
  g_clear_pointer (&self->dots, g_array_unref);
  G_OBJECT_CLASS (halqa_version_set_parent_class)->finalize (object);
}

static void
halqa_version_set_class_init (HalqaVersionSetClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = halqa_version_set_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
halqa_version_set_init (HalqaVersionSet *self)
{
}

/**
 * halqa_version_set_new:
 * @forum: its forum; not held
 * @conflict: what there is
 *
 * Returns: (transfer full): the same as a row
 */
HalqaVersionSet *
halqa_version_set_new (HalqaForum *forum, const HalqaConflict *conflict)
{
  HalqaVersionSet *self = g_object_new (HALQA_TYPE_VERSION_SET, NULL);

  g_set_weak_pointer (&self->forum, forum);
  self->record.kind = conflict->kind;
  self->record.id = conflict->record;
  self->field = g_strdup (conflict->field);
  self->dots = list_dots (conflict);
  return self;
}

/**
 * halqa_version_set_update:
 * @self: a set
 * @conflict: of the same field of the same record, as it is now
 */
void
halqa_version_set_update (HalqaVersionSet *self, const HalqaConflict *conflict)
{
  g_autoptr (GArray) dots = list_dots (conflict);

  if (is_equal (dots, self->dots))
    return;
  g_array_unref (self->dots);
  self->dots = g_steal_pointer (&dots);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

const HalqaTouched *
halqa_version_set_get_record (HalqaVersionSet *self)
{
  return &self->record;
}

/**
 * halqa_version_set_get_item:
 * @self: a set
 *
 * Returns: (transfer none) (nullable): the record; %NULL where its forum has been closed before it
 *   was asked for
 */
HalqaItem *
halqa_version_set_get_item (HalqaVersionSet *self)
{
  g_return_val_if_fail (HALQA_IS_VERSION_SET (self), NULL);

  if (self->item == NULL && self->forum != NULL)
    self->item = halqa_forum_dup_item_of (self->forum, self->record.kind->name, &self->record.id);
  return self->item;
}

/**
 * halqa_version_set_get_field:
 * @self: a set
 *
 * Returns: (transfer none): the field
 */
const char *
halqa_version_set_get_field (HalqaVersionSet *self)
{
  g_return_val_if_fail (HALQA_IS_VERSION_SET (self), NULL);

  return self->field;
}

/**
 * halqa_version_set_get_n_versions:
 * @self: a set
 *
 * Returns: how many versions there are, 2 at least
 */
guint
halqa_version_set_get_n_versions (HalqaVersionSet *self)
{
  g_return_val_if_fail (HALQA_IS_VERSION_SET (self), 0);

  return self->dots->len;
}
