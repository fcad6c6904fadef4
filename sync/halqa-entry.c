/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-entry-private.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <sodium.h>
#include <string.h>

#include "halqa-cbor.h"
#include "halqa-error.h"

/* An entry: bytes that one device signed, and what they say (protocol, section 3).
 *
 * The bytes are kept verbatim, for they are what was signed and what is relayed. Behind them stands
 * a second copy in which each text is ended by a zero byte where the head of the next item was: so
 * the writes can lend out C strings without an allocation each. Nothing is believed before it is
 * checked: a count only after its members were read, a size only where the bytes are there.
 *
 * Rejected: a GObject (a forum holds a hundred thousand), a tree of GVariants (three times the
 * memory). */

struct _HalqaEntry
{
  gatomicrefcount ref_count;
  HalqaId forum;
  HalqaEntryId id;
  HalqaDot dot;
  guint8 signature[HALQA_SIGNATURE_SIZE];
  /* Owned. */
  guint8 *bytes; /* the entry, then the copy that the texts are lent from */
  gsize size;
  HalqaWrite *writes;
  guint n_writes;
  HalqaFieldWrite *fields;
  HalqaDot *dots;
};

/* While parsing: members point at others by index, for the arrays still move. */
typedef struct
{
  HalqaEntry *entry;
  HalqaCborReader reader;
  guint8 *texts; /* the second copy */
  GArray *writes;
  GArray *fields;
  GArray *dots;
} Parser;

static gboolean
malformed (GError **error, const char *message)
{
  g_set_error_literal (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_MALFORMED, message);
  return FALSE;
}

/* The text of @item in the second copy, ended. The byte that the end takes belongs to an item that
 * is only read from the first. */
static const char *
lend_text (Parser *parser, const HalqaCborItem *item)
{
  gsize offset = item->data - parser->entry->bytes;

  parser->texts[offset + item->size] = '\0';
  return (const char *) parser->texts + offset;
}

/* Values are bounded, and so are the names of kinds and fields. */
static gboolean
check_text_size (const HalqaCborItem *item, GError **error)
{
  if (item->size <= HALQA_TEXT_MAX)
    return TRUE;
  g_set_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_TOO_LARGE,
               _ ("A text is %zu bytes long; %d are allowed."), item->size, HALQA_TEXT_MAX);
  return FALSE;
}

static gboolean
read_stamp (Parser *parser, guint64 *stamp, GError **error)
{
  HalqaCborItem item;

  if (!halqa_cbor_read_type (&parser->reader, HALQA_CBOR_UINT, &item, error))
    return FALSE;
  if (item.number >= HALQA_STAMP_END)
    return malformed (error, _ ("The entry bears a time of the year 2200 or later."));
  *stamp = item.number;
  return TRUE;
}

static gboolean
read_fixed (Parser *parser, guint8 *bytes, gsize size, GError **error)
{
  HalqaCborItem item;

  if (!halqa_cbor_read_type (&parser->reader, HALQA_CBOR_BYTES, &item, error))
    return FALSE;
  if (item.size != size)
    return malformed (error, _ ("The entry holds an id of a wrong length."));
  memcpy (bytes, item.data, size);
  return TRUE;
}

static gboolean
read_value (Parser *parser, HalqaValue *value, GError **error)
{
  HalqaCborItem item;

  if (!halqa_cbor_read (&parser->reader, &item, error))
    return FALSE;
  switch (item.type)
    {
    case HALQA_CBOR_NULL:
      *value = halqa_value_null ();
      return TRUE;
    case HALQA_CBOR_BOOL:
      *value = halqa_value_bool (item.number != 0);
      return TRUE;
    case HALQA_CBOR_UINT:
    case HALQA_CBOR_NEGATIVE:
      if (item.number > G_MAXINT64)
        return malformed (error, _ ("The entry holds a number that is out of range."));
      *value = halqa_value_int (item.type == HALQA_CBOR_UINT ? (gint64) item.number
                                                             : -1 - (gint64) item.number);
      return TRUE;
    case HALQA_CBOR_TEXT:
      if (!check_text_size (&item, error))
        return FALSE;
      *value = halqa_value_text (lend_text (parser, &item));
      return TRUE;
    case HALQA_CBOR_BYTES:
      *value = halqa_value_bytes (item.data, item.size);
      return TRUE;
    case HALQA_CBOR_ARRAY:
    case HALQA_CBOR_MAP:
    default:
      return malformed (error, _ ("The entry holds a value of a kind that is not allowed."));
    }
}

/* Reads the key of a map and checks that the keys ascend as the deterministic encoding orders them:
 * shorter first, then by their bytes. So none stands twice. */
static gboolean
read_key (Parser *parser, const char **last, const char **name, GError **error)
{
  HalqaCborItem item;
  gsize last_size = *last == NULL ? 0 : strlen (*last);

  if (!halqa_cbor_read_type (&parser->reader, HALQA_CBOR_TEXT, &item, error) ||
      !check_text_size (&item, error))
    return FALSE;
  *name = lend_text (parser, &item);
  if (*last != NULL &&
      (item.size < last_size || (item.size == last_size && strcmp (*name, *last) <= 0)))
    return malformed (error, _ ("The entry names its fields in a wrong order, or one twice."));
  *last = *name;
  return TRUE;
}

static gboolean
read_fields (Parser *parser, HalqaWrite *write, GError **error)
{
  const char *last = NULL;
  HalqaCborItem map;

  if (!halqa_cbor_read_type (&parser->reader, HALQA_CBOR_MAP, &map, error))
    return FALSE;
  if (map.number == 0)
    return malformed (error, _ ("The entry writes no field."));
  for (guint64 i = 0; i < map.number; i++)
    {
      HalqaFieldWrite field = { 0 };

      if (!read_key (parser, &last, &field.name, error) ||
          !read_value (parser, &field.value, error))
        return FALSE;
      g_array_append_val (parser->fields, field);
      write->n_fields++;
    }
  return TRUE;
}

static gboolean
read_dots (Parser *parser, HalqaFieldWrite *field, GError **error)
{
  HalqaCborItem array;
  HalqaCborItem pair;

  if (!halqa_cbor_read_type (&parser->reader, HALQA_CBOR_ARRAY, &array, error))
    return FALSE;
  if (array.number == 0)
    return malformed (error, _ ("The entry names a field as replaced without saying what."));
  field->replaced = GUINT_TO_POINTER (parser->dots->len);
  for (guint64 i = 0; i < array.number; i++)
    {
      HalqaDot dot;

      if (!halqa_cbor_read_type (&parser->reader, HALQA_CBOR_ARRAY, &pair, error))
        return FALSE;
      if (pair.number != 2)
        return malformed (error,
                          _ ("The entry names a write by something else than time and device."));
      if (!read_stamp (parser, &dot.stamp, error) ||
          !read_fixed (parser, dot.device.bytes, sizeof dot.device.bytes, error))
        return FALSE;
      if (halqa_dot_compare (&dot, &parser->entry->dot) == 0)
        return malformed (error, _ ("The entry says to replace itself."));
      g_array_append_val (parser->dots, dot);
      field->n_replaced++;
    }
  return TRUE;
}

/* Both maps are in one order, so the search goes on where the last one ended. */
static HalqaFieldWrite *
find_field (Parser *parser, guint *next, const char *name)
{
  while (*next < parser->fields->len)
    {
      HalqaFieldWrite *field = &g_array_index (parser->fields, HalqaFieldWrite, *next);

      ++*next;
      if (strcmp (field->name, name) == 0)
        return field;
    }
  return NULL;
}

static gboolean
read_replaced (Parser *parser, guint first, GError **error)
{
  const char *last = NULL;
  const char *name;
  HalqaCborItem map;

  if (!halqa_cbor_read_type (&parser->reader, HALQA_CBOR_MAP, &map, error))
    return FALSE;
  if (map.number == 0)
    return malformed (error, _ ("The entry holds an empty list of replaced writes."));
  for (guint64 i = 0; i < map.number; i++)
    {
      HalqaFieldWrite *field;

      if (!read_key (parser, &last, &name, error))
        return FALSE;
      field = find_field (parser, &first, name);
      if (field == NULL)
        return malformed (error,
                          _ ("The entry replaces writes of a field that it does not write."));
      if (!read_dots (parser, field, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_write (Parser *parser, GError **error)
{
  HalqaWrite write = { 0 };
  HalqaCborItem array;
  HalqaCborItem kind;
  guint first = parser->fields->len;

  if (!halqa_cbor_read_type (&parser->reader, HALQA_CBOR_ARRAY, &array, error))
    return FALSE;
  if (array.number != 3 && array.number != 4)
    return malformed (error,
                      _ ("The entry holds a write that does not have three or four members."));
  if (!halqa_cbor_read_type (&parser->reader, HALQA_CBOR_TEXT, &kind, error) ||
      !check_text_size (&kind, error) ||
      !read_fixed (parser, write.record.bytes, sizeof write.record.bytes, error))
    return FALSE;
  write.kind = lend_text (parser, &kind);
  write.fields = GUINT_TO_POINTER (first);
  if (!read_fields (parser, &write, error))
    return FALSE;
  if (array.number == 4 && !read_replaced (parser, first, error))
    return FALSE;
  g_array_append_val (parser->writes, write);
  return TRUE;
}

/* Now that the arrays stand still, indices become pointers. */
static void
settle (Parser *parser)
{
  HalqaEntry *self = parser->entry;

  self->n_writes = parser->writes->len;
  self->dots = (gpointer) g_array_free (g_steal_pointer (&parser->dots), FALSE);
  for (guint i = 0; i < parser->fields->len; i++)
    {
      HalqaFieldWrite *field = &g_array_index (parser->fields, HalqaFieldWrite, i);

      field->replaced =
          field->n_replaced == 0 ? NULL : self->dots + GPOINTER_TO_UINT (field->replaced);
    }
  self->fields = (gpointer) g_array_free (g_steal_pointer (&parser->fields), FALSE);
  for (guint i = 0; i < parser->writes->len; i++)
    {
      HalqaWrite *write = &g_array_index (parser->writes, HalqaWrite, i);

      write->fields = self->fields + GPOINTER_TO_UINT (write->fields);
    }
  self->writes = (gpointer) g_array_free (g_steal_pointer (&parser->writes), FALSE);
}

/* One field of one write. */
typedef struct
{
  const HalqaWrite *write;
  const char *name;
} Place;

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const Place *place_a = a;
  const Place *place_b = b;
  int order = memcmp (&place_a->write->record, &place_b->write->record, HALQA_ID_SIZE);

  if (order == 0)
    order = strcmp (place_a->name, place_b->name);
  return order != 0 ? order : strcmp (place_a->write->kind, place_b->write->kind);
}

/* Several writes of one entry may be about one record, but not about one field of it. They are
 * sorted by pointers: names joined to keys would let a long kind with many fields take gigabytes. */
static gboolean
check_fields_once (HalqaEntry *self, GError **error)
{
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (Place));

  if (self->n_writes == 1)
    return TRUE;
  for (guint i = 0; i < self->n_writes; i++)
    for (guint j = 0; j < self->writes[i].n_fields; j++)
      {
        Place place = { &self->writes[i], self->writes[i].fields[j].name };

        g_array_append_val (places, place);
      }
  g_array_sort (places, compare_places);
  for (guint i = 1; i < places->len; i++)
    if (compare_places (&g_array_index (places, Place, i - 1), &g_array_index (places, Place, i)) ==
        0)
      return malformed (error, _ ("The entry writes one field twice."));
  return TRUE;
}

static gboolean
read_version (Parser *parser, GError **error)
{
  HalqaCborItem version;

  if (!halqa_cbor_read_type (&parser->reader, HALQA_CBOR_UINT, &version, error))
    return FALSE;
  if (version.number == HALQA_ENTRY_VERSION)
    return TRUE;
  g_set_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_VERSION,
               _ ("The entry is of version %" PRIu64 "; this program knows %d. Update it."),
               version.number, HALQA_ENTRY_VERSION);
  return FALSE;
}

static gboolean
read_writes (Parser *parser, GError **error)
{
  HalqaCborItem array;

  if (!halqa_cbor_read_type (&parser->reader, HALQA_CBOR_ARRAY, &array, error))
    return FALSE;
  if (array.number == 0)
    return malformed (error, _ ("The entry writes nothing."));
  for (guint64 i = 0; i < array.number; i++)
    if (!read_write (parser, error))
      return FALSE;
  return TRUE;
}

static gboolean
read_entry (Parser *parser, GError **error)
{
  HalqaEntry *self = parser->entry;
  HalqaCborItem array;

  if (!halqa_cbor_read_type (&parser->reader, HALQA_CBOR_ARRAY, &array, error) ||
      !read_version (parser, error))
    return FALSE;
  if (array.number != 4)
    return malformed (error, _ ("The entry does not have four members."));
  if (!read_fixed (parser, self->dot.device.bytes, HALQA_DEVICE_ID_SIZE, error) ||
      !read_stamp (parser, &self->dot.stamp, error) || !read_writes (parser, error))
    return FALSE;
  if (!halqa_cbor_at_end (&parser->reader))
    return malformed (error, _ ("Something follows the end of the entry."));
  settle (parser);
  return check_fields_once (self, error);
}

static HalqaEntry *
entry_new (const HalqaId *forum, const guint8 *entry, gsize size, const guint8 *signature)
{
  HalqaEntry *self = g_new0 (HalqaEntry, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->forum = *forum;
  self->size = size;
  self->bytes = g_malloc (2 * size + 1);
  for (guint copy = 0; copy < 2 && size > 0; copy++)
    memcpy (self->bytes + copy * size, entry, size);
  memcpy (self->signature, signature, HALQA_SIGNATURE_SIZE);
  halqa_entry_compute_id (forum, entry, size, signature, &self->id);
  return self;
}

/**
 * halqa_entry_parse:
 * @forum: the forum that it is for
 * @entry: (array length=size): as it travelled
 * @size: bytes
 * @signature: 64 bytes; checked by halqa_entry_verify() alone
 * @error: %HALQA_SYNC_ERROR_MALFORMED, %HALQA_SYNC_ERROR_TOO_LARGE or %HALQA_SYNC_ERROR_VERSION
 *
 * Returns: (transfer full): the entry, or %NULL where its form is not that of the protocol
 */
HalqaEntry *
halqa_entry_parse (const HalqaId *forum,
                   const guint8 *entry,
                   gsize size,
                   const guint8 signature[HALQA_SIGNATURE_SIZE],
                   GError **error)
{
  g_autoptr (HalqaEntry) self = NULL;
  Parser parser;
  gboolean sound;

  if (size > HALQA_ENTRY_MAX)
    {
      g_set_error (error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_TOO_LARGE,
                   _ ("An entry is %zu bytes long; %d are allowed."), size, HALQA_ENTRY_MAX);
      return NULL;
    }
  self = entry_new (forum, entry, size, signature);
  parser = (Parser){ .entry = self, .texts = self->bytes + size };
  parser.writes = g_array_new (FALSE, FALSE, sizeof (HalqaWrite));
  parser.fields = g_array_new (FALSE, FALSE, sizeof (HalqaFieldWrite));
  parser.dots = g_array_new (FALSE, FALSE, sizeof (HalqaDot));
  halqa_cbor_reader_init (&parser.reader, self->bytes, size);
  sound = read_entry (&parser, error);
  g_clear_pointer (&parser.writes, g_array_unref);
  g_clear_pointer (&parser.fields, g_array_unref);
  g_clear_pointer (&parser.dots, g_array_unref);
  return sound ? g_steal_pointer (&self) : NULL;
}

/**
 * halqa_entry_verify:
 * @self: an entry
 * @error: %HALQA_SYNC_ERROR_SIGNATURE
 *
 * About 60 µs. May be called from any thread.
 *
 * Returns: whether the device that it names signed it for this forum
 */
gboolean
halqa_entry_verify (HalqaEntry *self, GError **error)
{
  gsize size;
  g_autofree guint8 *message =
      halqa_entry_dup_signed_message (&self->forum, self->bytes, self->size, &size);

  if (crypto_sign_verify_detached (self->signature, message, size, self->dot.device.bytes) == 0)
    return TRUE;
  g_set_error_literal (
      error, HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_SIGNATURE,
      _ ("The entry was not signed by the device that it names, or not for this forum."));
  return FALSE;
}

HalqaEntry *
halqa_entry_ref (HalqaEntry *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
halqa_entry_unref (HalqaEntry *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->bytes);
  g_free (self->writes);
  g_free (self->fields);
  g_free (self->dots);
  g_free (self);
}

/**
 * halqa_entry_get_id:
 * @self: an entry
 *
 * Returns: (transfer none): BLAKE2b-256 of forum id, entry and signature
 */
const HalqaEntryId *
halqa_entry_get_id (HalqaEntry *self)
{
  return &self->id;
}

/**
 * halqa_entry_get_dot:
 * @self: an entry
 *
 * Returns: (transfer none): when and by whom
 */
const HalqaDot *
halqa_entry_get_dot (HalqaEntry *self)
{
  return &self->dot;
}

/**
 * halqa_entry_get_writes:
 * @self: an entry
 * @n_writes: (out): how many
 *
 * Returns: (transfer none) (array length=n_writes): what it writes
 */
const HalqaWrite *
halqa_entry_get_writes (HalqaEntry *self, guint *n_writes)
{
  *n_writes = self->n_writes;
  return self->writes;
}

/**
 * halqa_entry_get_bytes:
 * @self: an entry
 * @size: (out): bytes
 *
 * Returns: (transfer none) (array length=size): the entry as it travels
 */
const guint8 *
halqa_entry_get_bytes (HalqaEntry *self, gsize *size)
{
  *size = self->size;
  return self->bytes;
}

/**
 * halqa_entry_get_signature:
 * @self: an entry
 *
 * Returns: (transfer none): 64 bytes
 */
const guint8 *
halqa_entry_get_signature (HalqaEntry *self)
{
  return self->signature;
}
