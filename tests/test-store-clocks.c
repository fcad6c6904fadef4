/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <sodium.h>
#include <string.h>

#include "halqa-clock.h"
#include "notebook.h"

/* Laptops whose clocks are wrong: one in 2031, one in 2009, one that jumps back by an hour now and
 * then. No edit that was made with knowledge of another is beaten by it, and nobody's clock is moved
 * by another's but within its reach.
 *
 * g_get_real_time() is this program's own, and says what the laptop whose turn it is believes. */

#define N_LAPTOPS 3
#define N_STEPS 400
#define N_CARDS 4
#define HOUR (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)
/* 2026-11-26, 2031-01-01 and 2009-01-01, in microseconds. */
#define TODAY G_GINT64_CONSTANT (1795651200000000)
#define IN_2031 G_GINT64_CONSTANT (1924992000000000)
#define IN_2009 G_GINT64_CONSTANT (1230768000000000)

static gint64 now;

gint64
g_get_real_time (void)
{
  return now;
}

typedef struct
{
  Notebook *notebook;
  gint64 clock;
  gint64 latest; /* that its clock ever said */
} Owner;

typedef struct
{
  Owner owners[N_LAPTOPS];
  HalqaId cards[N_CARDS];
  GRand *rand;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  static const gint64 clocks[] = { TODAY, IN_2031, IN_2009 };

  fixture->rand = g_rand_new_with_seed (g_test_rand_int ());
  for (guint i = 0; i < N_LAPTOPS; i++)
    {
      Owner *owner = &fixture->owners[i];

      now = owner->clock = owner->latest = clocks[i];
      owner->notebook = notebook_new (i == 0 ? NULL : &fixture->owners[0].notebook->key);
    }
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < N_LAPTOPS; i++)
    notebook_free (fixture->owners[i].notebook);
  g_rand_free (fixture->rand);
}

/* A moment later on this one's clock. */
static Notebook *
turn_to (Owner *owner)
{
  owner->clock += 1000;
  owner->latest = MAX (owner->latest, owner->clock);
  now = owner->clock;
  return owner->notebook;
}

static void
give (Owner *from, Owner *to)
{
  turn_to (to);
  notebook_give (from->notebook, to->notebook);
}

static void
give_to_all (Fixture *fixture)
{
  for (guint round = 0; round < 2; round++)
    for (guint i = 0; i < N_LAPTOPS; i++)
      give (&fixture->owners[i], &fixture->owners[(i + 1) % N_LAPTOPS]);
}

static guint64
get_newest_stamp (Notebook *notebook)
{
  return (guint64) notebook_ask_sql (notebook, "SELECT last FROM state");
}

/* By what it was told, at most ten minutes beyond its own time, and one stamp for each write. */
static void
assert_own_time (Owner *owner)
{
  guint64 latest_ms = (guint64) owner->latest / 1000;

  g_assert_cmpuint (get_newest_stamp (owner->notebook) >> 16, <=, latest_ms + HALQA_CLOCK_REACH_MS);
}

static void
edit (Fixture *fixture, Owner *owner, guint n)
{
  g_autofree char *text = g_strdup_printf ("edit %u", n);
  const HalqaId *card = &fixture->cards[g_rand_int_range (fixture->rand, 0, N_CARDS)];

  /* Whose clock it is makes no difference to who sees what they change. */
  notebook_set_text (turn_to (owner), card, "title", text);
  notebook_assert_text (owner->notebook, card, "title", text);
}

static void
test_any_order (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < N_CARDS; i++)
    fixture->cards[i] = notebook_add (turn_to (&fixture->owners[i % N_LAPTOPS]), "a card");
  give_to_all (fixture);
  for (guint n = 0; n < N_STEPS; n++)
    {
      Owner *owner = &fixture->owners[g_rand_int_range (fixture->rand, 0, N_LAPTOPS)];

      if (g_rand_int_range (fixture->rand, 0, 20) == 0)
        owner->clock -= HOUR;
      if (g_rand_boolean (fixture->rand))
        edit (fixture, owner, n);
      else
        give (&fixture->owners[g_rand_int_range (fixture->rand, 0, N_LAPTOPS)], owner);
      assert_own_time (owner);
    }
  give_to_all (fixture);
  for (guint i = 0; i < N_LAPTOPS; i++)
    {
      notebook_assert_sound (fixture->owners[i].notebook);
      notebook_assert_equal (fixture->owners[0].notebook, fixture->owners[i].notebook);
    }
}

/* Everybody in turn, and everybody has seen what was there. */
static void
test_one_after_another (Fixture *fixture, gconstpointer data)
{
  HalqaId card = notebook_add (turn_to (&fixture->owners[1]), "2031");

  for (guint n = 0; n < 30; n++)
    {
      Owner *owner = &fixture->owners[g_rand_int_range (fixture->rand, 0, N_LAPTOPS)];
      g_autofree char *text = g_strdup_printf ("edit %u", n);

      give_to_all (fixture);
      if (n % 5 == 0)
        owner->clock -= HOUR;
      notebook_set_text (turn_to (owner), &card, "title", text);
      give_to_all (fixture);
      for (guint i = 0; i < N_LAPTOPS; i++)
        {
          notebook_assert_text (fixture->owners[i].notebook, &card, "title", text);
          g_assert_cmpuint (notebook_count_conflicts (fixture->owners[i].notebook, &card), ==, 0);
        }
    }
}

/* What one writes of its own accord bears its own date, whatever the others believe. */
static void
test_stamps_do_not_move (Fixture *fixture, gconstpointer data)
{
  notebook_add (turn_to (&fixture->owners[1]), "2031");
  give_to_all (fixture);
  for (guint i = 0; i < N_LAPTOPS; i++)
    {
      Owner *owner = &fixture->owners[i];
      HalqaId card = notebook_add (turn_to (owner), "now");
      g_autoptr (HalqaRecord) record = notebook_get (owner->notebook, &card);

      g_assert_cmpuint (halqa_record_get_created (record) >> 16, ==, (guint64) now / 1000);
    }
}

int
main (int argc, char **argv)
{
  g_setenv ("HALQA_MACHINE_ID", "test", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (sodium_init (), >=, 0);

#define ADD(path, func)                                                                            \
  g_test_add ("/sync/wrong-clocks/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("who-edits-sees-the-edit-and-all-are-equal", test_any_order);
  ADD ("later-in-knowledge-is-later", test_one_after_another);
  ADD ("nobody-else-is-moved", test_stamps_do_not_move);
#undef ADD

  return g_test_run ();
}
