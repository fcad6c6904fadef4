/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "entry-draft.h"
#include "halqa-cbor.h"

/* Each way in which bytes from elsewhere can be no entry (protocol, section 3), with the reason that
 * is told; and what just passes. */

static void
test_truncated (EntryDraft *draft, gconstpointer data)
{
  g_autofree guint8 *bytes = NULL;
  gsize size;

  entry_draft_begin_one (draft, 4, 2);
  entry_draft_put_number (draft, "n", 300);
  entry_draft_put_text (draft, "title");
  entry_draft_put_text (draft, "حي");
  halqa_cbor_put_map (draft->bytes, 1);
  entry_draft_put_text (draft, "title");
  halqa_cbor_put_array (draft->bytes, 1);
  entry_draft_put_dot (draft, DRAFT_STAMP - 9, 0xcc);
  size = draft->bytes->len;
  bytes = g_memdup2 (draft->bytes->data, size);
  g_byte_array_set_size (draft->bytes, 0);
  for (gsize cut = 0; cut < size; cut++)
    {
      g_byte_array_append (draft->bytes, bytes, cut);
      entry_draft_assert_refused (draft, HALQA_SYNC_ERROR_MALFORMED, "cut off");
    }
  g_byte_array_append (draft->bytes, bytes, size);
  entry_draft_append (draft, "\xf6", 1);
  entry_draft_assert_refused (draft, HALQA_SYNC_ERROR_MALFORMED, "follows the end");
}

static void
test_not_deterministic (EntryDraft *draft, gconstpointer data)
{
  entry_draft_begin_one (draft, 3, 1);
  entry_draft_put_text (draft, "n");
  entry_draft_append (draft, "\x18\x05", 2);
  entry_draft_assert_refused (draft, HALQA_SYNC_ERROR_MALFORMED, "deterministic");
  entry_draft_begin_one (draft, 3, 1);
  entry_draft_append (draft, "\x78\x01n\x05", 4);
  entry_draft_assert_refused (draft, HALQA_SYNC_ERROR_MALFORMED, "deterministic");
  entry_draft_begin_one (draft, 3, 1);
  entry_draft_append (draft, "\x61n\x7f\x61x\xff", 6);
  entry_draft_assert_refused (draft, HALQA_SYNC_ERROR_MALFORMED, "not used");
  entry_draft_begin_one (draft, 3, 1);
  entry_draft_append (draft, "\x61n\xfb\x3f\xf0\0\0\0\0\0\0", 11);
  entry_draft_assert_refused (draft, HALQA_SYNC_ERROR_MALFORMED, "not used");
}

static void
test_order (EntryDraft *draft, gconstpointer data)
{
  entry_draft_begin_one (draft, 3, 2);
  entry_draft_put_number (draft, "b", 1);
  entry_draft_put_number (draft, "a", 1);
  entry_draft_assert_refused (draft, HALQA_SYNC_ERROR_MALFORMED, "order");
  /* Shorter first, whatever the letters. */
  entry_draft_begin_one (draft, 3, 2);
  entry_draft_put_number (draft, "aa", 1);
  entry_draft_put_number (draft, "z", 1);
  entry_draft_assert_refused (draft, HALQA_SYNC_ERROR_MALFORMED, "order");
  entry_draft_begin_one (draft, 3, 3);
  entry_draft_put_number (draft, "z", 1);
  entry_draft_put_number (draft, "aa", 1);
  entry_draft_put_number (draft, "\303\251", 1);
  entry_draft_assert_taken (draft);
  entry_draft_begin_one (draft, 4, 2);
  entry_draft_put_number (draft, "a", 1);
  entry_draft_put_number (draft, "b", 1);
  halqa_cbor_put_map (draft->bytes, 2);
  entry_draft_put_text (draft, "b");
  halqa_cbor_put_array (draft->bytes, 1);
  entry_draft_put_dot (draft, 1, 9);
  entry_draft_put_text (draft, "a");
  halqa_cbor_put_array (draft->bytes, 1);
  entry_draft_put_dot (draft, 1, 9);
  entry_draft_assert_refused (draft, HALQA_SYNC_ERROR_MALFORMED, "order");
}

static void
test_field_twice (EntryDraft *draft, gconstpointer data)
{
  entry_draft_begin_one (draft, 3, 2);
  entry_draft_put_number (draft, "a", 1);
  entry_draft_put_number (draft, "a", 1);
  entry_draft_assert_refused (draft, HALQA_SYNC_ERROR_MALFORMED, "twice");
  /* Across two writes, that do not stand side by side. */
  entry_draft_begin (draft, DRAFT_STAMP, 3);
  entry_draft_begin_write (draft, 3, 7, 2);
  entry_draft_put_number (draft, "a", 1);
  entry_draft_put_number (draft, "b", 1);
  entry_draft_begin_write (draft, 3, 8, 1);
  entry_draft_put_number (draft, "b", 1);
  entry_draft_begin_write (draft, 3, 7, 2);
  entry_draft_put_number (draft, "b", 2);
  entry_draft_put_number (draft, "c", 2);
  entry_draft_assert_refused (draft, HALQA_SYNC_ERROR_MALFORMED, "twice");
  /* Two writes of one record may each have fields of their own. */
  entry_draft_begin (draft, DRAFT_STAMP, 2);
  entry_draft_begin_write (draft, 3, 7, 1);
  entry_draft_put_number (draft, "a", 1);
  entry_draft_begin_write (draft, 3, 7, 1);
  entry_draft_put_number (draft, "b", 1);
  entry_draft_assert_taken (draft);
}

/* What is looked for twice must not take memory by the product of two lengths: a kind of 64 KiB
 * and thousands of fields. */
static void
test_many_fields_of_a_long_kind (EntryDraft *draft, gconstpointer data)
{
  g_autofree char *kind = g_strnfill (HALQA_TEXT_MAX, 'k');
  HalqaId id = { { 7 } };
  char name[5] = "";

  entry_draft_begin (draft, DRAFT_STAMP, 2);
  halqa_cbor_put_array (draft->bytes, 3);
  entry_draft_put_text (draft, kind);
  halqa_cbor_put_bytes (draft->bytes, id.bytes, sizeof id.bytes);
  halqa_cbor_put_map (draft->bytes, 26 * 26 * 26);
  for (guint i = 0; i < 26 * 26 * 26; i++)
    {
      name[0] = 'a' + i / 26 / 26;
      name[1] = 'a' + i / 26 % 26;
      name[2] = 'a' + i % 26;
      entry_draft_put_number (draft, name, 1);
    }
  entry_draft_begin_write (draft, 3, 7, 1);
  entry_draft_put_number (draft, "a", 1);
  entry_draft_assert_taken (draft);
}

static void
test_replaced (EntryDraft *draft, gconstpointer data)
{
  HalqaDot own = { .stamp = DRAFT_STAMP, .device = *halqa_identity_get_device (draft->identity) };

  entry_draft_begin_one (draft, 4, 1);
  entry_draft_put_number (draft, "a", 1);
  halqa_cbor_put_map (draft->bytes, 1);
  entry_draft_put_text (draft, "a");
  halqa_cbor_put_array (draft->bytes, 1);
  halqa_cbor_put_array (draft->bytes, 2);
  halqa_cbor_put_uint (draft->bytes, own.stamp);
  halqa_cbor_put_bytes (draft->bytes, own.device.bytes, sizeof own.device);
  entry_draft_assert_refused (draft, HALQA_SYNC_ERROR_MALFORMED, "replace itself");

  entry_draft_begin_one (draft, 4, 1);
  entry_draft_put_number (draft, "a", 1);
  halqa_cbor_put_map (draft->bytes, 1);
  entry_draft_put_text (draft, "b");
  halqa_cbor_put_array (draft->bytes, 1);
  entry_draft_put_dot (draft, 1, 9);
  entry_draft_assert_refused (draft, HALQA_SYNC_ERROR_MALFORMED, "does not write");

  /* Nor one that only another write of the entry writes. */
  entry_draft_begin (draft, DRAFT_STAMP, 2);
  entry_draft_begin_write (draft, 3, 8, 1);
  entry_draft_put_number (draft, "b", 1);
  entry_draft_begin_write (draft, 4, 7, 1);
  entry_draft_put_number (draft, "a", 1);
  halqa_cbor_put_map (draft->bytes, 1);
  entry_draft_put_text (draft, "b");
  halqa_cbor_put_array (draft->bytes, 1);
  entry_draft_put_dot (draft, 1, 9);
  entry_draft_assert_refused (draft, HALQA_SYNC_ERROR_MALFORMED, "does not write");
}

static void
test_replaced_form (EntryDraft *draft, gconstpointer data)
{
  static const char *const wrong[] = { "\x80", "\x81\x80", "\x81\x81\x01", "\x81\x82\x01\x41\x01",
                                       "\x01" };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      entry_draft_begin_one (draft, 4, 1);
      entry_draft_put_number (draft, "a", 1);
      halqa_cbor_put_map (draft->bytes, 1);
      entry_draft_put_text (draft, "a");
      entry_draft_append (draft, wrong[i], strlen (wrong[i]));
      entry_draft_assert_refused (draft, HALQA_SYNC_ERROR_MALFORMED, "");
    }
  entry_draft_begin_one (draft, 4, 1);
  entry_draft_put_number (draft, "a", 1);
  halqa_cbor_put_map (draft->bytes, 1);
  entry_draft_put_text (draft, "a");
  halqa_cbor_put_array (draft->bytes, 1);
  entry_draft_put_dot (draft, HALQA_STAMP_END, 9);
  entry_draft_assert_refused (draft, HALQA_SYNC_ERROR_MALFORMED, "2200");
}

static void
test_empty (EntryDraft *draft, gconstpointer data)
{
  entry_draft_begin (draft, DRAFT_STAMP, 0);
  entry_draft_assert_refused (draft, HALQA_SYNC_ERROR_MALFORMED, "writes nothing");
  entry_draft_begin_one (draft, 3, 0);
  entry_draft_assert_refused (draft, HALQA_SYNC_ERROR_MALFORMED, "no field");
  entry_draft_begin_one (draft, 4, 1);
  entry_draft_put_number (draft, "a", 1);
  halqa_cbor_put_map (draft->bytes, 0);
  entry_draft_assert_refused (draft, HALQA_SYNC_ERROR_MALFORMED, "empty list");
  entry_draft_begin_one (draft, 2, 1);
  entry_draft_put_number (draft, "a", 1);
  entry_draft_assert_refused (draft, HALQA_SYNC_ERROR_MALFORMED, "three or four");
  entry_draft_append (draft, "\x80", 1);
  entry_draft_assert_refused (draft, HALQA_SYNC_ERROR_MALFORMED, "cut off");
}

static void
test_another_version (EntryDraft *draft, gconstpointer data)
{
  entry_draft_begin_one (draft, 3, 1);
  entry_draft_put_number (draft, "a", 1);
  draft->bytes->data[1] = 2;
  entry_draft_assert_refused (draft, HALQA_SYNC_ERROR_VERSION, "version 2");
}

static void
test_year_2200 (EntryDraft *draft, gconstpointer data)
{
  entry_draft_begin (draft, HALQA_STAMP_END, 1);
  entry_draft_begin_write (draft, 3, 7, 1);
  entry_draft_put_number (draft, "a", 1);
  entry_draft_assert_refused (draft, HALQA_SYNC_ERROR_MALFORMED, "2200");
  entry_draft_begin (draft, HALQA_STAMP_END - 1, 1);
  entry_draft_begin_write (draft, 3, 7, 1);
  entry_draft_put_number (draft, "a", 1);
  entry_draft_assert_taken (draft);
  g_assert_cmpuint (HALQA_STAMP_END, ==, G_GUINT64_CONSTANT (7258118400) * 1000 << 16);
}

/* --- values */

static void
test_text_sizes (EntryDraft *draft, gconstpointer data)
{
  g_autofree char *longest = g_strnfill (HALQA_TEXT_MAX, 'x');
  g_autofree char *longer = g_strnfill (HALQA_TEXT_MAX + 1, 'x');
  HalqaId id = { { 7 } };

  entry_draft_begin_one (draft, 3, 1);
  entry_draft_put_text (draft, "a");
  entry_draft_put_text (draft, longest);
  entry_draft_assert_taken (draft);
  entry_draft_begin_one (draft, 3, 1);
  entry_draft_put_text (draft, "a");
  entry_draft_put_text (draft, longer);
  entry_draft_assert_refused (draft, HALQA_SYNC_ERROR_TOO_LARGE, "65537");
  entry_draft_begin_one (draft, 3, 1);
  entry_draft_put_number (draft, longer, 1);
  entry_draft_assert_refused (draft, HALQA_SYNC_ERROR_TOO_LARGE, "65537");
  entry_draft_begin (draft, DRAFT_STAMP, 1);
  halqa_cbor_put_array (draft->bytes, 3);
  entry_draft_put_text (draft, longer);
  halqa_cbor_put_bytes (draft->bytes, id.bytes, sizeof id.bytes);
  halqa_cbor_put_map (draft->bytes, 1);
  entry_draft_put_number (draft, "a", 1);
  entry_draft_assert_refused (draft, HALQA_SYNC_ERROR_TOO_LARGE, "65537");
}

static void
put_filled_entry (EntryDraft *draft, gsize size)
{
  g_autofree guint8 *filler = g_malloc0 (size);

  entry_draft_begin_one (draft, 3, 1);
  entry_draft_put_text (draft, "a");
  /* The head of so many bytes takes five. */
  halqa_cbor_put_bytes (draft->bytes, filler, size - draft->bytes->len - 5);
  g_assert_cmpuint (draft->bytes->len, ==, size);
}

static void
test_entry_size (EntryDraft *draft, gconstpointer data)
{
  put_filled_entry (draft, HALQA_ENTRY_MAX);
  entry_draft_assert_taken (draft);
  put_filled_entry (draft, HALQA_ENTRY_MAX + 1);
  entry_draft_assert_refused (draft, HALQA_SYNC_ERROR_TOO_LARGE, "262145");
}

static void
test_text_not_utf8 (EntryDraft *draft, gconstpointer data)
{
  entry_draft_begin_one (draft, 3, 1);
  entry_draft_append (draft, "\x61n\x62\xc3\x28", 5);
  entry_draft_assert_refused (draft, HALQA_SYNC_ERROR_MALFORMED, "UTF-8");
  entry_draft_begin_one (draft, 3, 1);
  entry_draft_append (draft, "\x61n\x63x\0y", 6);
  entry_draft_assert_refused (draft, HALQA_SYNC_ERROR_MALFORMED, "UTF-8");
  entry_draft_begin_one (draft, 3, 1);
  entry_draft_append (draft, "\x61\xff\x01", 3);
  entry_draft_assert_refused (draft, HALQA_SYNC_ERROR_MALFORMED, "UTF-8");
}

static void
test_number_range (EntryDraft *draft, gconstpointer data)
{
  entry_draft_begin_one (draft, 3, 2);
  entry_draft_put_number (draft, "a", G_MAXINT64);
  entry_draft_append (draft, "\x61z\x3b\x7f\xff\xff\xff\xff\xff\xff\xff", 11);
  entry_draft_assert_taken (draft);
  entry_draft_begin_one (draft, 3, 1);
  entry_draft_put_number (draft, "a", (guint64) G_MAXINT64 + 1);
  entry_draft_assert_refused (draft, HALQA_SYNC_ERROR_MALFORMED, "range");
  entry_draft_begin_one (draft, 3, 1);
  entry_draft_append (draft, "\x61z\x3b\x80\0\0\0\0\0\0\0", 11);
  entry_draft_assert_refused (draft, HALQA_SYNC_ERROR_MALFORMED, "range");
}

static void
test_other_values (EntryDraft *draft, gconstpointer data)
{
  entry_draft_begin_one (draft, 3, 1);
  entry_draft_append (draft, "\x61n\x80", 3);
  entry_draft_assert_refused (draft, HALQA_SYNC_ERROR_MALFORMED, "kind that is not allowed");
  entry_draft_begin_one (draft, 3, 1);
  entry_draft_append (draft, "\x61n\xa0", 3);
  entry_draft_assert_refused (draft, HALQA_SYNC_ERROR_MALFORMED, "kind that is not allowed");
  entry_draft_begin_one (draft, 3, 1);
  entry_draft_append (draft, "\x01\x01", 2);
  entry_draft_assert_refused (draft, HALQA_SYNC_ERROR_MALFORMED, "something else");
}

static void
test_ids (EntryDraft *draft, gconstpointer data)
{
  entry_draft_begin (draft, DRAFT_STAMP, 1);
  halqa_cbor_put_array (draft->bytes, 3);
  entry_draft_put_text (draft, "card");
  halqa_cbor_put_bytes (draft->bytes, (const guint8 *) "0123456789abcdef", 15);
  halqa_cbor_put_map (draft->bytes, 1);
  entry_draft_put_number (draft, "a", 1);
  entry_draft_assert_refused (draft, HALQA_SYNC_ERROR_MALFORMED, "wrong length");
  halqa_cbor_put_array (draft->bytes, 4);
  halqa_cbor_put_uint (draft->bytes, 1);
  halqa_cbor_put_bytes (draft->bytes, (const guint8 *) "0123456789abcdef", 16);
  halqa_cbor_put_uint (draft->bytes, DRAFT_STAMP);
  entry_draft_assert_refused (draft, HALQA_SYNC_ERROR_MALFORMED, "wrong length");
}

/* Any text is a name; that nobody knows it is another matter. */
static void
test_strange_names (EntryDraft *draft, gconstpointer data)
{
  entry_draft_begin_one (draft, 3, 3);
  entry_draft_put_number (draft, "", 1);
  entry_draft_put_number (draft, "\001", 1);
  entry_draft_put_number (draft, "Ω@ ", 1);
  entry_draft_assert_taken (draft);
  entry_draft_begin_one (draft, 3, 2);
  entry_draft_put_number (draft, "", 1);
  entry_draft_put_number (draft, "", 1);
  entry_draft_assert_refused (draft, HALQA_SYNC_ERROR_MALFORMED, "twice");
}

static void
test_counts_that_lie (EntryDraft *draft, gconstpointer data)
{
  g_autoptr (GByteArray) rest = g_byte_array_new ();

  entry_draft_begin_one (draft, 3, 1);
  entry_draft_put_number (draft, "a", 1);
  g_byte_array_append (rest, draft->bytes->data + 1, draft->bytes->len - 1);
  g_byte_array_set_size (draft->bytes, 0);
  halqa_cbor_put_array (draft->bytes, G_MAXINT64);
  g_byte_array_append (draft->bytes, rest->data, rest->len);
  entry_draft_assert_refused (draft, HALQA_SYNC_ERROR_MALFORMED, "four members");
  entry_draft_begin (draft, DRAFT_STAMP, G_MAXUINT32);
  entry_draft_begin_write (draft, 3, 7, 1);
  entry_draft_put_number (draft, "a", 1);
  entry_draft_assert_refused (draft, HALQA_SYNC_ERROR_MALFORMED, "cut off");
  entry_draft_begin_one (draft, 3, G_MAXUINT32);
  entry_draft_put_number (draft, "a", 1);
  entry_draft_assert_refused (draft, HALQA_SYNC_ERROR_MALFORMED, "cut off");
}

int
main (int argc, char **argv)
{
  g_setenv ("HALQA_MACHINE_ID", "test", TRUE);
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func)                                                                            \
  g_test_add ("/sync/entry/" path, EntryDraft, NULL, entry_draft_set_up, func,                     \
              entry_draft_tear_down)
  ADD ("form/truncated-at-every-byte", test_truncated);
  ADD ("form/not-deterministic", test_not_deterministic);
  ADD ("form/fields-in-another-order", test_order);
  ADD ("form/a-field-twice", test_field_twice);
  ADD ("form/many-fields-of-a-long-kind", test_many_fields_of_a_long_kind);
  ADD ("form/replaces-what-it-must-not", test_replaced);
  ADD ("form/dots-that-are-none", test_replaced_form);
  ADD ("form/empty-maps-and-lists", test_empty);
  ADD ("form/another-version", test_another_version);
  ADD ("form/the-year-2200", test_year_2200);
  ADD ("form/counts-that-lie", test_counts_that_lie);
  ADD ("form/ids-of-another-length", test_ids);
  ADD ("values/texts-up-to-64-kib", test_text_sizes);
  ADD ("values/entries-up-to-256-kib", test_entry_size);
  ADD ("values/text-not-utf-8", test_text_not_utf8);
  ADD ("values/numbers-of-64-bits-signed", test_number_range);
  ADD ("values/other-kinds", test_other_values);
  ADD ("values/any-text-is-a-name", test_strange_names);
#undef ADD

  return g_test_run ();
}
