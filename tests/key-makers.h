/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <string.h>

#include <sodium.h>

#include "halqa-entry-private.h"
#include "halqa-keyring.h"
#include "halqa-membership.h"
#include "halqa-reader.h"
#include "test-tools.h"

/* Five laptops that make keys for each other, without a store, from entries alone. Rachid's and
 * Safae's are the ones that get lost. */

enum
{
  AMINA,
  BRAHIM,
  CHAIMA,
  RACHID,
  SAFAE,
  N_LAPTOPS,
};

typedef struct
{
  char *folders[N_LAPTOPS + 1];
  HalqaIdentity *laptops[N_LAPTOPS];
  HalqaIdentity *thief; /* a new device key, made on Rachid's laptop */
  HalqaId forum;
  guint8 founding[HALQA_KEY_SIZE];
  guint64 stamp;
  GPtrArray *entries;
} Fixture;

G_GNUC_UNUSED static HalqaIdentity *
make_identity (char **folder)
{
  g_autoptr (GError) error = NULL;
  HalqaIdentity *identity;

  *folder = test_make_folder ();
  identity = halqa_identity_load (*folder, &error);
  g_assert_no_error (error);
  return identity;
}

G_GNUC_UNUSED static void
set_up (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < N_LAPTOPS; i++)
    fixture->laptops[i] = make_identity (&fixture->folders[i]);
  fixture->thief = make_identity (&fixture->folders[N_LAPTOPS]);
  halqa_id_random (&fixture->forum);
  halqa_membership_new_key (fixture->founding);
  fixture->stamp = G_GUINT64_CONSTANT (1) << 40;
  fixture->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) halqa_entry_unref);
}

G_GNUC_UNUSED static void
tear_down (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < N_LAPTOPS; i++)
    test_let_go (&fixture->laptops[i]);
  test_let_go (&fixture->thief);
  for (guint i = 0; i <= N_LAPTOPS; i++)
    test_remove_folder (fixture->folders[i]);
  g_ptr_array_unref (fixture->entries);
}

G_GNUC_UNUSED static const HalqaDeviceId *
device_of (Fixture *fixture, guint laptop)
{
  return halqa_identity_get_device (fixture->laptops[laptop]);
}

G_GNUC_UNUSED static const HalqaDeviceId *
thief_of (Fixture *fixture)
{
  return halqa_identity_get_device (fixture->thief);
}

/* As @who sees it who holds @entries, in the order of @shift, and was told @told. */
G_GNUC_UNUSED static HalqaKeyring *
look (Fixture *fixture, HalqaIdentity *who, GPtrArray *entries, guint shift, GBytes *told)
{
  g_autoptr (GPtrArray) records =
                 g_ptr_array_new_with_free_func ((GDestroyNotify) halqa_key_record_free);

  for (guint i = 0; i < entries->len; i++)
    {
      HalqaKeyRecord *record =
          halqa_key_record_parse (entries->pdata[(i + shift) % entries->len], who);

      if (record != NULL)
        g_ptr_array_add (records, record);
    }
  return halqa_keyring_new (fixture->founding, told, records);
}

G_GNUC_UNUSED static HalqaKeyring *
look_at_all (Fixture *fixture, guint laptop)
{
  return look (fixture, fixture->laptops[laptop], fixture->entries, 0, NULL);
}

G_GNUC_UNUSED static HalqaEntry *
sign (Fixture *fixture, HalqaIdentity *author, HalqaKeyDraft *draft, const HalqaDeviceId *removed)
{
  HalqaFieldWrite field = { .name = "removed", .value = halqa_value_bool (TRUE) };
  HalqaWrite writes[2] = { *halqa_key_draft_get_write (draft),
                           { .kind = "device", .fields = &field, .n_fields = 1 } };
  g_autoptr (GError) error = NULL;
  HalqaEntry *entry;

  if (removed != NULL)
    halqa_device_record_id (removed, &writes[1].record);
  entry = halqa_entry_sign (author, &fixture->forum, fixture->stamp++, writes,
                            removed != NULL ? 2 : 1, &error);
  g_assert_no_error (error);
  return entry;
}

/* What @author writes who knows @known: a key for @names, bits of laptops, that removes @removed. */
G_GNUC_UNUSED static HalqaEntry *
write_key (Fixture *fixture,
           HalqaIdentity *author,
           GPtrArray *known,
           guint names,
           const HalqaDeviceId *also,
           const HalqaDeviceId *removed)
{
  g_autoptr (HalqaKeyring) keyring = look (fixture, author, known, 0, NULL);
  g_autoptr (GArray) heads = halqa_keyring_dup_heads (keyring);
  g_autoptr (GArray) devices = g_array_new (FALSE, FALSE, sizeof (HalqaDeviceId));
  g_autoptr (HalqaKeyDraft) draft = NULL;

  for (guint i = 0; i < N_LAPTOPS; i++)
    if (names & 1 << i)
      g_array_append_vals (devices, device_of (fixture, i), 1);
  if (also != NULL)
    g_array_append_vals (devices, also, 1);
  draft = halqa_key_draft_new (halqa_identity_get_device (author), heads, devices, NULL);
  return sign (fixture, author, draft, removed);
}

#define ALL ((1 << N_LAPTOPS) - 1)
#define BUT(laptop) (ALL & ~(1 << (laptop)))

/* @laptop removes @removed, with all that is known so far. */
G_GNUC_UNUSED static void
remove_laptop (Fixture *fixture, guint laptop, guint names, guint removed)
{
  g_ptr_array_add (fixture->entries, write_key (fixture, fixture->laptops[laptop], fixture->entries,
                                                names, NULL, device_of (fixture, removed)));
}

G_GNUC_UNUSED static const guint8 *
newest_tag (HalqaKeyring *keyring)
{
  return halqa_keyring_get_newest (keyring)->tag;
}

G_GNUC_UNUSED static const guint8 *
founding_tag (HalqaKeyring *keyring)
{
  return halqa_keyring_get_key (keyring, halqa_keyring_get_n_keys (keyring) - 1)->tag;
}

G_GNUC_UNUSED static void
assert_same_key (HalqaKeyring *one, HalqaKeyring *other)
{
  g_assert_cmpmem (halqa_keyring_get_newest (one), sizeof (HalqaKey),
                   halqa_keyring_get_newest (other), sizeof (HalqaKey));
}

/* By none of the keys that are known. */
G_GNUC_UNUSED static void
assert_kept_out (HalqaKeyring *keyring, const HalqaDeviceId *device)
{
  for (guint i = 0; i < halqa_keyring_get_n_keys (keyring); i++)
    g_assert_false (
        halqa_keyring_admits (keyring, halqa_keyring_get_key (keyring, i)->tag, device));
  g_assert_false (halqa_keyring_trusts (keyring, device));
}
