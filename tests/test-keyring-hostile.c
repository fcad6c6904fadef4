/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "key-makers.h"

/* What a laptop that was removed, a new device key made on it, and a bad member can't do. */

/* Whoever guesses at the key that theirs follows. */
static void
test_no_proof (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) guess = g_array_new (FALSE, FALSE, sizeof (HalqaKey));
  g_autoptr (GArray) names = g_array_new (FALSE, FALSE, sizeof (HalqaDeviceId));
  g_autoptr (HalqaKeyring) before = NULL;
  g_autoptr (HalqaKeyring) keyring = NULL;
  g_autoptr (HalqaKeyDraft) draft = NULL;
  HalqaKey key;

  remove_laptop (fixture, AMINA, BUT (RACHID), RACHID);
  before = look_at_all (fixture, AMINA);
  key = *halqa_keyring_get_newest (before);
  key.key[0] ^= 1;
  g_array_append_val (guess, key);
  g_array_append_vals (names, thief_of (fixture), 1);
  draft = halqa_key_draft_new (thief_of (fixture), guess, names, NULL);
  g_ptr_array_add (fixture->entries,
                   sign (fixture, fixture->thief, draft, device_of (fixture, AMINA)));
  keyring = look_at_all (fixture, AMINA);
  assert_same_key (keyring, before);
  g_assert_null (halqa_keyring_get_removal (keyring, device_of (fixture, AMINA)));
  g_assert_cmpuint (halqa_keyring_get_n_keys (keyring), ==, 2);
}

/* A laptop that was removed writes on, also under a new device key, and somebody passes it on. */
static void
test_removed_writes_on (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) nothing = g_ptr_array_new ();
  HalqaIdentity *writers[] = { fixture->laptops[RACHID], fixture->thief };

  remove_laptop (fixture, AMINA, BUT (RACHID), RACHID);
  for (guint i = 0; i < G_N_ELEMENTS (writers); i++)
    {
      g_autoptr (HalqaKeyring) keyring = NULL;

      g_ptr_array_add (fixture->entries,
                       write_key (fixture, writers[i], nothing, ALL, thief_of (fixture), NULL));
      keyring = look_at_all (fixture, BRAHIM);
      assert_kept_out (keyring, device_of (fixture, RACHID));
      assert_kept_out (keyring, thief_of (fixture));
      g_assert_true (
          halqa_keyring_admits (keyring, founding_tag (keyring), device_of (fixture, CHAIMA)));
      g_assert_true (
          halqa_keyring_admits (keyring, newest_tag (keyring), device_of (fixture, CHAIMA)));
      g_assert_cmpint (halqa_keyring_get_need (keyring, device_of (fixture, AMINA)), ==,
                       HALQA_KEY_NEED_NOW);
      g_assert_cmpint (halqa_keyring_get_need (keyring, device_of (fixture, BRAHIM)), ==,
                       HALQA_KEY_NEED_LATER);
      g_assert_false (halqa_keyring_may_follow (keyring, thief_of (fixture), NULL));
      g_assert_false (halqa_keyring_may_follow (keyring, device_of (fixture, RACHID), NULL));
      g_assert_true (halqa_keyring_may_follow (keyring, device_of (fixture, CHAIMA), NULL));
    }
}

/* That @author, who knows the founding key, knew it when they made the key of @tag. */
static void
prove_founding (Fixture *fixture,
                const HalqaDeviceId *author,
                const guint8 *tag,
                guint8 proof[HALQA_TAG_SIZE])
{
  crypto_generichash_state state;

  crypto_generichash_init (&state, fixture->founding, HALQA_KEY_SIZE, HALQA_TAG_SIZE);
  crypto_generichash_update (&state, (const guint8 *) "follows 1", strlen ("follows 1"));
  crypto_generichash_update (&state, author->bytes, sizeof author->bytes);
  crypto_generichash_update (&state, tag, HALQA_TAG_SIZE);
  crypto_generichash_final (&state, proof, HALQA_TAG_SIZE);
}

/* Safae, who was given the key of @tag, gives it again in a record of her own, that names the thief
 * and is the first of its generation. */
static HalqaEntry *
give_again (Fixture *fixture, const guint8 *tag)
{
  g_autoptr (GPtrArray) nothing = g_ptr_array_new ();
  g_autoptr (HalqaEntry) other = write_key (fixture, fixture->laptops[SAFAE], nothing, ALL,
                                            thief_of (fixture), NULL);
  guint8 proof[HALQA_TAG_SIZE];
  HalqaFieldWrite fields[32];
  HalqaWrite write;
  guint n_writes;

  write = *halqa_entry_get_writes (other, &n_writes);
  g_assert_cmpuint (write.n_fields, <=, G_N_ELEMENTS (fields));
  memcpy (fields, write.fields, write.n_fields * sizeof *fields);
  write.fields = fields;
  prove_founding (fixture, device_of (fixture, SAFAE), tag, proof);
  for (guint i = 0; i < write.n_fields; i++)
    if (strcmp (fields[i].name, "tag") == 0)
      fields[i].value = halqa_value_bytes (tag, HALQA_TAG_SIZE);
    else if (strcmp (fields[i].name, "proofs") == 0)
      fields[i].value = halqa_value_bytes (proof, sizeof proof);
  return halqa_entry_sign (fixture->laptops[SAFAE], &fixture->forum, 1, &write, 1, NULL);
}

static void
test_key_given_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaKeyring) of_safae = NULL;
  g_autoptr (HalqaKeyring) keyring = NULL;

  remove_laptop (fixture, AMINA, BUT (RACHID), RACHID);
  of_safae = look_at_all (fixture, SAFAE);
  g_ptr_array_insert (fixture->entries, 0, give_again (fixture, newest_tag (of_safae)));
  keyring = look_at_all (fixture, BRAHIM);
  assert_same_key (keyring, of_safae);
  g_assert_cmpuint (halqa_keyring_get_n_keys (keyring), ==, 2);
  assert_kept_out (keyring, device_of (fixture, RACHID));
  g_assert_false (halqa_keyring_admits (keyring, founding_tag (keyring), thief_of (fixture)));
}

/* A key by Safae, for whom she likes; what is sealed for one, or for all but her, is nonsense. */
static void
write_nonsense (Fixture *fixture, const HalqaDeviceId *only)
{
  g_autofree char *victim = only != NULL ? halqa_hex_dup (only->bytes, sizeof *only) : NULL;
  g_autofree char *own = halqa_hex_dup (device_of (fixture, SAFAE)->bytes, sizeof *only);
  g_autoptr (HalqaEntry) sound =
                 write_key (fixture, fixture->laptops[SAFAE], fixture->entries, ALL, NULL, NULL);
  static const guint8 nonsense[HALQA_KEY_SIZE + crypto_box_SEALBYTES];
  const HalqaWrite *from;
  HalqaFieldWrite fields[32];
  HalqaWrite write;
  guint n_writes;

  from = halqa_entry_get_writes (sound, &n_writes);
  write = *from;
  memcpy (fields, from->fields, from->n_fields * sizeof *fields);
  write.fields = fields;
  for (guint i = 0; i < write.n_fields; i++)
    if (fields[i].value.size == sizeof nonsense && strcmp (fields[i].name, own) != 0 &&
        (victim == NULL || strcmp (fields[i].name, victim) == 0))
      fields[i].value = halqa_value_bytes (nonsense, sizeof nonsense);
  g_ptr_array_add (fixture->entries, halqa_entry_sign (fixture->laptops[SAFAE], &fixture->forum,
                                                       fixture->stamp++, &write, 1, NULL));
}

static void
test_wrong_seal (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaKeyring) stuck = NULL;
  g_autoptr (HalqaKeyring) on = NULL;

  write_nonsense (fixture, device_of (fixture, CHAIMA));
  stuck = look_at_all (fixture, CHAIMA);
  g_assert_cmpuint (halqa_keyring_get_n_keys (stuck), ==, 1);
  /* She lets in who is named, and no one else. */
  g_assert_true (halqa_keyring_admits (stuck, newest_tag (stuck), device_of (fixture, BRAHIM)));
  g_assert_false (halqa_keyring_admits (stuck, newest_tag (stuck), thief_of (fixture)));

  remove_laptop (fixture, AMINA, BUT (SAFAE), SAFAE);
  on = look_at_all (fixture, CHAIMA);
  g_assert_cmpuint (halqa_keyring_get_n_keys (on), ==, 3);
  g_assert_true (halqa_keyring_admits (on, newest_tag (on), thief_of (fixture)));
  assert_kept_out (on, device_of (fixture, SAFAE));
}

/* Safae makes a key that nobody else can open, so that nobody could go on from it. */
static void
test_key_for_nobody (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaKeyring) closed = NULL;
  g_autoptr (HalqaKeyring) on = NULL;

  write_nonsense (fixture, NULL);
  closed = look_at_all (fixture, AMINA);
  g_assert_true (halqa_keyring_admits (closed, newest_tag (closed), device_of (fixture, BRAHIM)));
  g_assert_false (halqa_keyring_admits (closed, newest_tag (closed), thief_of (fixture)));

  remove_laptop (fixture, AMINA, BUT (SAFAE), SAFAE);
  on = look_at_all (fixture, BRAHIM);
  g_assert_cmpuint (halqa_keyring_get_n_keys (on), ==, 2);
  g_assert_true (halqa_keyring_admits (on, newest_tag (on), thief_of (fixture)));
  assert_kept_out (on, device_of (fixture, SAFAE));
}

/* A member who is in order opens a file that somebody made of another key. */
static void
test_false_invitation (Fixture *fixture, gconstpointer data)
{
  guint8 keys[2 * HALQA_KEY_SIZE] = { 7 };
  g_autoptr (GBytes) told = g_bytes_new (keys, sizeof keys);
  g_autoptr (HalqaKeyring) before = NULL;
  g_autoptr (HalqaKeyring) keyring = NULL;

  remove_laptop (fixture, AMINA, BUT (RACHID), RACHID);
  before = look_at_all (fixture, BRAHIM);
  keyring = look (fixture, fixture->laptops[BRAHIM], fixture->entries, 0, told);
  assert_same_key (keyring, before);
  g_assert_cmpuint (halqa_keyring_get_n_keys (keyring), ==, 2);
}

static void
test_altered (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HalqaEntry) entry = write_key (fixture, fixture->laptops[AMINA], fixture->entries,
                                            BUT (RACHID), NULL, device_of (fixture, RACHID));
  guint8 signature[HALQA_SIGNATURE_SIZE];
  const guint8 *bytes;
  gsize size;

  bytes = halqa_entry_get_bytes (entry, &size);
  memcpy (signature, halqa_entry_get_signature (entry), sizeof signature);
  signature[3] ^= 1;
  g_ptr_array_add (fixture->entries,
                   halqa_entry_parse (&fixture->forum, bytes, size, signature, NULL));
  {
    g_autoptr (HalqaKeyring) keyring = look_at_all (fixture, BRAHIM);

    g_assert_cmpuint (halqa_keyring_get_n_keys (keyring), ==, 1);
    g_assert_null (halqa_keyring_get_removal (keyring, device_of (fixture, RACHID)));
  }
}

int
main (int argc, char **argv)
{
  g_setenv ("HALQA_MACHINE_ID", "test", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (sodium_init (), >=, 0);
#define ADD(path, func) g_test_add ("/sync/keyring/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("without-proof-of-the-one-before-it-does-not-count", test_no_proof);
  ADD ("what-a-removed-laptop-writes-lets-nobody-in", test_removed_writes_on);
  ADD ("key-given-again-elsewhere-does-not-count", test_key_given_again);
  ADD ("wrongly-sealed-for-one-is-mended-by-the-next", test_wrong_seal);
  ADD ("key-for-nobody-keeps-nobody-from-removing-its-writer", test_key_for_nobody);
  ADD ("member-in-order-takes-no-key-from-a-file", test_false_invitation);
  ADD ("altered-entry-does-not-count", test_altered);
  return g_test_run ();
}
