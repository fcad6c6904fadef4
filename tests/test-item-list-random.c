/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "laptop.h"

/* What a list says of its changes is all that there is: a copy that is kept by its signals alone
 * stays equal to it, and to a list that is made anew, whatever is written. */

typedef struct
{
  HalqaForumKey key;
  Laptop here;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  laptop_start (&fixture->here, &fixture->key, TRUE);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  laptop_stop (&fixture->here);
}

static char *
dup_id_at (gpointer list, guint position)
{
  g_autoptr (HalqaItem) item = g_list_model_get_item (list, position);

  g_assert_nonnull (item);
  return g_strdup (halqa_item_get_id (item));
}

/* A copy of a list, kept by nothing but what the list says. */
typedef struct
{
  GListModel *list;
  GPtrArray *ids;
} Mirror;

static void
check_mirror (Mirror *self)
{
  g_assert_cmpuint (g_list_model_get_n_items (self->list), ==, self->ids->len);
  for (guint i = 0; i < self->ids->len; i++)
    {
      g_autofree char *id = dup_id_at (self->list, i);

      g_assert_cmpstr (id, ==, g_ptr_array_index (self->ids, i));
    }
}

static void
mirror_cb (GListModel *list, guint position, guint removed, guint added, gpointer user_data)
{
  Mirror *self = user_data;

  if (removed > 0)
    g_ptr_array_remove_range (self->ids, position, removed);
  for (guint i = 0; i < added; i++)
    g_ptr_array_insert (self->ids, position + i, dup_id_at (list, position + i));
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, self->ids->len);
}

static void
mirror_start (Mirror *self, gpointer list)
{
  self->list = G_LIST_MODEL (list);
  self->ids = g_ptr_array_new_with_free_func (g_free);
  g_signal_connect (list, "items-changed", G_CALLBACK (mirror_cb), self);
  mirror_cb (self->list, 0, 0, g_list_model_get_n_items (self->list), self);
}

static void
mirror_stop (Mirror *self)
{
  g_signal_handlers_disconnect_by_data (self->list, self);
  g_clear_pointer (&self->ids, g_ptr_array_unref);
}

/* Between one and eight records, each made, renamed, deleted or restored. */
static void
draft_at_random (HalqaDraft *draft, GPtrArray *ids, GRand *random)
{
  const guint n_steps = g_rand_int_range (random, 1, 9);

  for (guint i = 0; i < n_steps; i++)
    {
      g_autofree char *title = g_strdup_printf ("title %02d", g_rand_int_range (random, 0, 20));
      const gboolean is_new = ids->len == 0 || g_rand_int_range (random, 0, 3) == 0;
      const guint what = g_rand_int_range (random, 0, 16);
      const char *id;

      if (is_new)
        g_ptr_array_add (ids, halqa_draft_add (draft, "proposal"));
      id = g_ptr_array_index (ids, is_new ? ids->len - 1 : g_rand_int_range (random, 0, ids->len));
      if (is_new || what >= 7)
        halqa_draft_set_text (draft, "proposal", id, "title", title);
      else if (what >= 3)
        halqa_draft_delete (draft, "proposal", id);
      else
        halqa_draft_restore (draft, "proposal", id);
    }
}

static void
test_what_it_says_is_what_it_is (Fixture *fixture, gconstpointer data)
{
  static const char *const sorts[] = { "title", "updated", "created" };
  Laptop *here = &fixture->here;
  g_autoptr (GRand) random = g_rand_new_with_seed (g_test_rand_int ());
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  HalqaItemList *lists[2 * G_N_ELEMENTS (sorts)];
  Mirror mirrors[G_N_ELEMENTS (lists)];

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      lists[i] = halqa_item_list_new (here->forum, "proposal", sorts[i / 2], i % 2);
      if (i == 1)
        halqa_item_list_set_search (lists[i], "title");
      mirror_start (&mirrors[i], lists[i]);
    }
  for (guint step = 0; step < 100; step++)
    {
      g_autoptr (HalqaDraft) draft = halqa_draft_new ();

      draft_at_random (draft, ids, random);
      laptop_save (here, draft);
    }
  laptop_settle (here);
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_autoptr (HalqaItemList) fresh =
                     halqa_item_list_new (here->forum, "proposal", sorts[i / 2], i % 2);

      if (i == 1)
        halqa_item_list_set_search (fresh, "title");
      list_settle (lists[i]);
      mirrors[i].list = G_LIST_MODEL (fresh);
      check_mirror (&mirrors[i]);
      mirrors[i].list = G_LIST_MODEL (lists[i]);
      mirror_stop (&mirrors[i]);
      g_assert_finalize_object (lists[i]);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/app/list/what-it-says-is-what-it-is", Fixture, NULL, set_up,
              test_what_it_says_is_what_it_is, tear_down);
  return g_test_run ();
}
