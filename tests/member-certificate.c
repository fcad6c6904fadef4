/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-certificate.h"
#include "halqa-folder-private.h"

/* usage: member-certificate DATA-FOLDER [COMMON-NAME]
 *
 * Prints what a laptop shows to others of its only forum: a line with the name in it (TAG:PROOF,
 * unless another is given), then certificate and key as PEM. For tests that speak to a server with
 * what they like. */

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HalqaFolder) folder = halqa_folder_open (argv[1], &error);
  g_autoptr (HalqaStore) store =
                 folder != NULL ? halqa_folder_open_store (folder, NULL, &error) : NULL;
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autofree char *name = NULL;
  g_autofree char *pem = NULL;
  g_autofree char *key = NULL;
  HalqaIdentity *identity;

  if (store == NULL)
    g_error ("%s", error->message);
  identity = halqa_store_get_identity (store);
  name = argc > 2 ? g_strdup (argv[2])
                  : halqa_certificate_dup_member_name (halqa_store_get_forum_key (store)->key,
                                                       halqa_identity_get_device (identity));
  certificate = halqa_certificate_new (identity, name, &error);
  if (certificate == NULL)
    g_error ("%s", error->message);
  g_object_get (certificate, "certificate-pem", &pem, "private-key-pem", &key, NULL);
  g_print ("%s\n%s%s", name, pem, key);
  halqa_store_close (store);
  return 0;
}
