/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "key-makers.h"

/* Which keys count, which is the newest, and who is let in by which. */

static void
test_founding (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaKeyring) keyring = look_at_all (fixture, AMINA);
  const guint8 other[HALQA_TAG_SIZE] = { 1 };

  g_assert_cmpuint (halqa_keyring_get_n_keys (keyring), ==, 1);
  g_assert_cmpmem (halqa_keyring_get_newest (keyring)->key, HALQA_KEY_SIZE, fixture->founding,
                   HALQA_KEY_SIZE);
  g_assert_true (halqa_keyring_admits (keyring, newest_tag (keyring), thief_of (fixture)));
  g_assert_true (halqa_keyring_trusts (keyring, thief_of (fixture)));
  g_assert_false (halqa_keyring_admits (keyring, other, thief_of (fixture)));
  g_assert_null (halqa_keyring_dup_newer (keyring));
  g_assert_null (halqa_keyring_dup_device_proof (keyring, device_of (fixture, AMINA)));
}

static void
test_admission (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaKeyring) keyring = NULL;

  remove_laptop (fixture, AMINA, BUT (RACHID), RACHID);
  keyring = look_at_all (fixture, BRAHIM);
  g_assert_cmpuint (halqa_keyring_get_n_keys (keyring), ==, 2);
  /* The newest: whoever was not removed, be it a newcomer. */
  g_assert_true (halqa_keyring_admits (keyring, newest_tag (keyring), device_of (fixture, CHAIMA)));
  g_assert_true (halqa_keyring_admits (keyring, newest_tag (keyring), thief_of (fixture)));
  /* The one before: only who is named. */
  g_assert_true (
      halqa_keyring_admits (keyring, founding_tag (keyring), device_of (fixture, CHAIMA)));
  g_assert_false (halqa_keyring_admits (keyring, founding_tag (keyring), thief_of (fixture)));
  g_assert_false (halqa_keyring_trusts (keyring, thief_of (fixture)));
  assert_kept_out (keyring, device_of (fixture, RACHID));
  g_assert_cmpmem (&halqa_keyring_get_removal (keyring, device_of (fixture, RACHID))->device,
                   sizeof (HalqaDeviceId), device_of (fixture, AMINA), sizeof (HalqaDeviceId));
  g_assert_null (halqa_keyring_get_removal (keyring, device_of (fixture, BRAHIM)));
  g_assert_cmpint (halqa_keyring_get_need (keyring, device_of (fixture, BRAHIM)), ==,
                   HALQA_KEY_NEED_NONE);
}

static void
test_seal (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaKeyring) of_amina = NULL;

  remove_laptop (fixture, AMINA, BUT (RACHID), RACHID);
  of_amina = look_at_all (fixture, AMINA);
  for (guint i = BRAHIM; i < N_LAPTOPS; i++)
    {
      g_autoptr (HalqaKeyring) keyring = look_at_all (fixture, i);

      if (i != RACHID)
        assert_same_key (keyring, of_amina);
      else
        g_assert_cmpuint (halqa_keyring_get_n_keys (keyring), ==, 1);
    }
  /* Who is left out knows that, and holds nothing that opens a thing written later. */
  {
    g_autoptr (HalqaKeyring) keyring = look_at_all (fixture, RACHID);

    g_assert_nonnull (halqa_keyring_get_removal (keyring, device_of (fixture, RACHID)));
    g_assert_null (halqa_keyring_find_by_tag (keyring, newest_tag (of_amina)));
    g_assert_null (halqa_keyring_dup_heads (keyring));
  }
}

static void
test_chain (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaKeyring) first = NULL;
  g_autoptr (HalqaKeyring) keyring = NULL;

  remove_laptop (fixture, AMINA, BUT (RACHID), RACHID);
  first = look_at_all (fixture, CHAIMA);
  /* By a clock that stands still in 1970: the chain says what follows what. */
  fixture->stamp = 1;
  remove_laptop (fixture, BRAHIM, BUT (RACHID) & BUT (SAFAE), SAFAE);
  keyring = look_at_all (fixture, CHAIMA);
  g_assert_cmpuint (halqa_keyring_get_n_keys (keyring), ==, 3);
  g_assert_cmpmem (halqa_keyring_get_key (keyring, 1), sizeof (HalqaKey),
                   halqa_keyring_get_newest (first), sizeof (HalqaKey));
  assert_kept_out (keyring, device_of (fixture, RACHID));
  assert_kept_out (keyring, device_of (fixture, SAFAE));
  g_assert_true (
      halqa_keyring_admits (keyring, founding_tag (keyring), device_of (fixture, AMINA)));
}

static void
test_any_order (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaKeyring) keyring = NULL;

  for (guint i = 0; i < 5; i++)
    g_ptr_array_add (fixture->entries, write_key (fixture, fixture->laptops[i % 2],
                                                  fixture->entries, BUT (RACHID), NULL, NULL));
  keyring = look_at_all (fixture, BRAHIM);
  g_assert_cmpuint (halqa_keyring_get_n_keys (keyring), ==, 6);
  for (guint shift = 1; shift < 5; shift++)
    {
      g_autoptr (HalqaKeyring) other =
                     look (fixture, fixture->laptops[BRAHIM], fixture->entries, shift, NULL);

      for (guint i = 0; i < 6; i++)
        g_assert_cmpmem (halqa_keyring_get_key (keyring, i), sizeof (HalqaKey),
                         halqa_keyring_get_key (other, i), sizeof (HalqaKey));
    }
}

/* Amina removes Rachid, Brahim removes Safae, and neither knows of the other. */
static void
test_two_apart (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) nothing = g_ptr_array_new ();
  g_autoptr (HalqaKeyring) apart = NULL;
  g_autoptr (HalqaKeyring) joined = NULL;

  g_ptr_array_add (fixture->entries, write_key (fixture, fixture->laptops[AMINA], nothing,
                                                BUT (RACHID), NULL, device_of (fixture, RACHID)));
  g_ptr_array_add (fixture->entries, write_key (fixture, fixture->laptops[BRAHIM], nothing,
                                                BUT (SAFAE), NULL, device_of (fixture, SAFAE)));
  apart = look_at_all (fixture, CHAIMA);
  assert_kept_out (apart, device_of (fixture, RACHID));
  assert_kept_out (apart, device_of (fixture, SAFAE));
  /* Each of the two keys was given to one of them: neither lets in who is not named. */
  assert_kept_out (apart, thief_of (fixture));
  g_assert_cmpint (halqa_keyring_get_need (apart, device_of (fixture, AMINA)), ==,
                   HALQA_KEY_NEED_NOW);
  g_assert_cmpint (halqa_keyring_get_need (apart, device_of (fixture, SAFAE)), ==,
                   HALQA_KEY_NEED_NONE);

  g_ptr_array_add (fixture->entries, write_key (fixture, fixture->laptops[AMINA], fixture->entries,
                                                BUT (RACHID) & BUT (SAFAE), NULL, NULL));
  joined = look_at_all (fixture, CHAIMA);
  g_assert_cmpuint (halqa_keyring_get_n_keys (joined), ==, 4);
  g_assert_cmpint (halqa_keyring_get_need (joined, device_of (fixture, AMINA)), ==,
                   HALQA_KEY_NEED_NONE);
  g_assert_true (halqa_keyring_admits (joined, newest_tag (joined), thief_of (fixture)));
  for (guint i = RACHID; i <= SAFAE; i++)
    {
      g_autoptr (HalqaKeyring) theirs = look_at_all (fixture, i);

      g_assert_null (halqa_keyring_find_by_tag (theirs, newest_tag (joined)));
      assert_kept_out (joined, device_of (fixture, i));
    }
}

static void
test_told (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) nothing = g_ptr_array_new ();
  g_autoptr (HalqaKeyring) of_amina = NULL;
  g_autoptr (HalqaKeyring) fresh = NULL;
  g_autoptr (HalqaKeyring) known = NULL;
  g_autoptr (GBytes) told = NULL;
  g_autofree char *proof = NULL;

  remove_laptop (fixture, AMINA, BUT (RACHID), RACHID);
  of_amina = look_at_all (fixture, AMINA);
  told = halqa_keyring_dup_newer (of_amina);
  fresh = look (fixture, fixture->thief, nothing, 0, told);
  assert_same_key (fresh, of_amina);
  /* A newcomer doesn't know yet who was away, and lets in by the newest key alone. */
  g_assert_true (halqa_keyring_admits (fresh, newest_tag (fresh), device_of (fixture, CHAIMA)));
  g_assert_false (halqa_keyring_admits (fresh, founding_tag (fresh), device_of (fixture, CHAIMA)));
  g_assert_null (halqa_keyring_dup_heads (fresh));

  known = look (fixture, fixture->thief, fixture->entries, 0, told);
  assert_same_key (known, of_amina);
  g_assert_true (halqa_keyring_admits (known, founding_tag (known), device_of (fixture, CHAIMA)));
  assert_kept_out (known, device_of (fixture, RACHID));
  proof = halqa_keyring_dup_device_proof (known, thief_of (fixture));
  g_assert_nonnull (proof);
  g_assert_true (halqa_keyring_may_follow (of_amina, thief_of (fixture), proof));
  g_assert_false (halqa_keyring_may_follow (of_amina, thief_of (fixture), NULL));
  g_assert_false (halqa_keyring_may_follow (of_amina, device_of (fixture, RACHID), proof));
}

static void
test_size (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaKeyring) keyring = look_at_all (fixture, AMINA);
  g_autoptr (GArray) heads = halqa_keyring_dup_heads (keyring);
  g_autoptr (GArray) parents = g_array_new (FALSE, FALSE, sizeof (HalqaKey));
  g_autoptr (GArray) names = g_array_new (FALSE, FALSE, sizeof (HalqaDeviceId));
  g_autoptr (HalqaKeyDraft) draft = NULL;
  g_autoptr (HalqaEntry) entry = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < HALQA_KEY_PARENTS_MAX; i++)
    {
      HalqaKey key = g_array_index (heads, HalqaKey, 0);

      key.tag[0] = i;
      g_array_append_val (parents, key);
    }
  for (guint i = 0; i < HALQA_KEY_NAMES_MAX; i++)
    {
      guint8 secret[crypto_sign_SECRETKEYBYTES];
      HalqaDeviceId device;

      crypto_sign_keypair (device.bytes, secret);
      g_array_append_val (names, device);
    }
  draft = halqa_key_draft_new (device_of (fixture, AMINA), parents, names, &error);
  g_assert_no_error (error);
  entry = sign (fixture, fixture->laptops[AMINA], draft, device_of (fixture, RACHID));
  g_assert_nonnull (entry);
  g_array_append_vals (names, device_of (fixture, AMINA), 1);
  g_assert_null (halqa_key_draft_new (device_of (fixture, AMINA), parents, names, &error));
  g_assert_nonnull (error);
}

int
main (int argc, char **argv)
{
  g_setenv ("HALQA_MACHINE_ID", "test", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (sodium_init (), >=, 0);
#define ADD(path, func) g_test_add ("/sync/keyring/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("founding-key-lets-in-whoever-knows-it", test_founding);
  ADD ("newest-lets-in-all-but-the-removed-and-older-the-named", test_admission);
  ADD ("sealed-for-those-named-and-nobody-else", test_seal);
  ADD ("chain-and-not-the-clock-says-which-is-newest", test_chain);
  ADD ("order-of-arrival-does-not-matter", test_any_order);
  ADD ("two-removals-apart-let-in-who-both-name", test_two_apart);
  ADD ("newcomer-goes-by-what-the-invitation-told", test_told);
  ADD ("largest-fits-into-an-entry", test_size);
  return g_test_run ();
}
