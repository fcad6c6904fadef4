/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-entry-private.h"

#include <sodium.h>
#include <string.h>

#include "halqa-cbor.h"

/* How an entry of ours is made: put into the one encoding that the protocol allows, signed, and
 * parsed again, so that what we write passes the gate that others' entries pass. */

static int
compare_fields (gconstpointer a, gconstpointer b)
{
  const char *name_a = ((const HalqaFieldWrite *) a)->name;
  const char *name_b = ((const HalqaFieldWrite *) b)->name;
  gsize size_a = strlen (name_a);
  gsize size_b = strlen (name_b);

  if (size_a != size_b)
    return size_a < size_b ? -1 : 1;
  return strcmp (name_a, name_b);
}

static void
put_replaced (GByteArray *out, const HalqaFieldWrite *fields, guint n_fields, guint n_replacing)
{
  halqa_cbor_put_map (out, n_replacing);
  for (guint i = 0; i < n_fields; i++)
    {
      const HalqaFieldWrite *field = &fields[i];

      if (field->n_replaced == 0)
        continue;
      halqa_cbor_put_text (out, field->name, strlen (field->name));
      halqa_cbor_put_array (out, field->n_replaced);
      for (guint j = 0; j < field->n_replaced; j++)
        {
          halqa_cbor_put_array (out, 2);
          halqa_cbor_put_uint (out, field->replaced[j].stamp);
          halqa_cbor_put_bytes (out, field->replaced[j].device.bytes, HALQA_DEVICE_ID_SIZE);
        }
    }
}

static void
put_write (GByteArray *out, const HalqaWrite *write)
{
  g_autofree HalqaFieldWrite *fields =
      g_memdup2 (write->fields, write->n_fields * sizeof (HalqaFieldWrite));
  guint n_replacing = 0;

  qsort (fields, write->n_fields, sizeof (HalqaFieldWrite), compare_fields);
  for (guint i = 0; i < write->n_fields; i++)
    n_replacing += fields[i].n_replaced > 0;
  halqa_cbor_put_array (out, n_replacing > 0 ? 4 : 3);
  halqa_cbor_put_text (out, write->kind, strlen (write->kind));
  halqa_cbor_put_bytes (out, write->record.bytes, HALQA_ID_SIZE);
  halqa_cbor_put_map (out, write->n_fields);
  for (guint i = 0; i < write->n_fields; i++)
    {
      halqa_cbor_put_text (out, fields[i].name, strlen (fields[i].name));
      halqa_cbor_put_value (out, &fields[i].value);
    }
  if (n_replacing > 0)
    put_replaced (out, fields, write->n_fields, n_replacing);
}

/**
 * halqa_entry_sign:
 * @identity: who writes
 * @forum: the forum that it is for
 * @stamp: when, taken for this entry alone
 * @writes: (array length=n_writes): what
 * @n_writes: how many, at least 1
 * @error: %HALQA_SYNC_ERROR_TOO_LARGE, or %HALQA_SYNC_ERROR_MALFORMED for a text that is not UTF-8
 *
 * Returns: (transfer full): the entry
 */
HalqaEntry *
halqa_entry_sign (HalqaIdentity *identity,
                  const HalqaId *forum,
                  guint64 stamp,
                  const HalqaWrite *writes,
                  guint n_writes,
                  GError **error)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autofree guint8 *message = NULL;
  guint8 signature[HALQA_SIGNATURE_SIZE];
  gsize size;

  halqa_cbor_put_array (out, 4);
  halqa_cbor_put_uint (out, HALQA_ENTRY_VERSION);
  halqa_cbor_put_bytes (out, halqa_identity_get_device (identity)->bytes, HALQA_DEVICE_ID_SIZE);
  halqa_cbor_put_uint (out, stamp);
  halqa_cbor_put_array (out, n_writes);
  for (guint i = 0; i < n_writes; i++)
    put_write (out, &writes[i]);
  message = halqa_entry_dup_signed_message (forum, out->data, out->len, &size);
  halqa_identity_sign (identity, message, size, signature);
  return halqa_entry_parse (forum, out->data, out->len, signature, error);
}
