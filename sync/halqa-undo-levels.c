/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-undo-private.h"

/* The changes that take an action back, as they have to be cut up into entries: a field that comes
 * to several versions is written once in each of as many entries, one after another, and an entry
 * holds no more than 256 KiB. What goes into one is estimated, so there is room. */

#define CHANGE_MAX (96 * 1024)

/* Changes of which none writes a field that another of the same level writes. */
typedef struct
{
  GPtrArray *changes; /* of HalqaChange */
  gsize room; /* in the last of them */
} Level;

static void
level_free (gpointer data)
{
  Level *level = data;

  g_ptr_array_unref (level->changes);
  g_free (level);
}

/* (transfer full): of no level yet. */
GPtrArray *
halqa_undo_levels_new (void)
{
  return g_ptr_array_new_with_free_func (level_free);
}

/**
 * halqa_undo_find_room:
 * @levels: of halqa_undo_levels_new()
 * @number: of a level; those before it are written first
 * @size: of what is to be written, in bytes
 *
 * Returns: (transfer none): the change that has room for it
 */
HalqaChange *
halqa_undo_find_room (GPtrArray *levels, guint number, gsize size)
{
  Level *level;

  while (levels->len <= number)
    {
      level = g_new0 (Level, 1);
      level->changes = g_ptr_array_new_with_free_func ((GDestroyNotify) halqa_change_unref);
      g_ptr_array_add (levels, level);
    }
  level = g_ptr_array_index (levels, number);
  if (size > level->room)
    {
      g_ptr_array_add (level->changes, halqa_change_new ());
      level->room = MAX (size, CHANGE_MAX);
    }
  level->room -= size;
  return g_ptr_array_index (level->changes, level->changes->len - 1);
}

/* Appends all of them to @changes, in the order in which they are to be written. */
void
halqa_undo_levels_list (GPtrArray *levels, GPtrArray *changes)
{
  for (guint i = 0; i < levels->len; i++)
    {
      Level *level = g_ptr_array_index (levels, i);

      for (guint j = 0; j < level->changes->len; j++)
        g_ptr_array_add (changes, halqa_change_ref (g_ptr_array_index (level->changes, j)));
    }
}
