/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-bundle.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixinputstream.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "halqa-body-stream.h"
#include "halqa-cbor.h"
#include "halqa-error.h"
#include "halqa-reason.h"
#include "halqa-seal-converter.h"
#include "halqa-store-schema.h"
#include "halqa-zstd-converter.h"

/* A forum as a file, for a stick (protocol, section 9): the magic line and the forum tag in the
 * clear, and behind them, sealed with a key made of the forum key, the same bytes that travel over
 * the network. Here is what the file is; who reads and writes it is elsewhere. It is written with
 * the newest key, so that a laptop that was removed can't open it, and read with any that is known.
 *
 * Streams on streams: file, seal, zstd, entries. None of them holds more than its window.
 *
 * What the bundle says of itself stands in a frame that a zstd decoder passes over (RFC 8878,
 * 3.1.2), in front of the entries: who knows nothing of it reads on.
 *
 * The rules kept: the tag is looked at before anything is read, so that the file of a stranger, or
 * of a version to come, is told from one that is damaged; and not more than HALQA_BUNDLE_MAX comes
 * out, whatever a file unpacks to.
 *
 * Rejected: an index at the end (a file that is cut off would have none); a header of its own
 * (another thing to be sealed). */

#define MAGIC "HALQA1\n"
#define MAGIC_SIZE 7
#define MAGIC_ANY_SIZE 5
#define KNOWN_SIZE (MAGIC_SIZE + HALQA_TAG_SIZE)
#define SKIPPED_FRAME 0x184D2A50u
#define FRAME_HEAD 8
#define HEAD_MAX 4096
/* A moment of the year 10000 or later is none. */
#define TIME_END G_GUINT64_CONSTANT (253402300800000)

struct _HalqaBundle
{
  GObject parent_instance;

  /* owned */
  char *path;
  GInputStream *file;
  GInputStream *entries;
  HalqaBundleHead head;

  guint64 size;
};

G_DEFINE_FINAL_TYPE (HalqaBundle, halqa_bundle, G_TYPE_OBJECT)

static void
make_key (const HalqaKey *of, guint8 key[HALQA_KEY_SIZE])
{
  static const char label[] = "halqa bundle 1";

  crypto_generichash (key, HALQA_KEY_SIZE, (const guint8 *) label, strlen (label), of->key,
                      HALQA_KEY_SIZE);
}

static gboolean
fail_to_read (HalqaBundle *self, const char *reason, GError **error)
{
  g_autofree char *name = g_path_get_basename (self->path);

  return halqa_reason_fail_to_read (name, reason, error);
}

static gboolean
open_file (HalqaBundle *self, GError **error)
{
  const int reason = halqa_reason_find (self->path);
  struct stat status;
  int fd;

  if (reason != 0)
    return fail_to_read (self, halqa_reason_say (reason), error);
  if (!halqa_store_schema_is_apart (self->path, error))
    return FALSE;
  fd = g_open (self->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);
  if (fd < 0)
    return fail_to_read (self, halqa_reason_say (errno), error);
  self->file = g_unix_input_stream_new (fd, TRUE);
  if (fstat (fd, &status) != 0)
    return fail_to_read (self, halqa_reason_say (errno), error);
  self->size = status.st_size;
  return TRUE;
}

static gboolean
is_newer (const guint8 *known, gsize size)
{
  gsize digits = MAGIC_ANY_SIZE;

  while (digits < size && g_ascii_isdigit (known[digits]))
    digits++;
  return size > digits && digits > MAGIC_ANY_SIZE && memcmp (known, MAGIC, MAGIC_ANY_SIZE) == 0 &&
         known[digits] == '\n';
}

static gboolean
fail (GError **error, HalqaSyncError code, const char *message)
{
  g_set_error_literal (error, HALQA_SYNC_ERROR, code, message);
  return FALSE;
}

static gboolean
check_known (HalqaStore *store, const guint8 *known, gsize size, GError **error)
{
  g_autoptr (HalqaKeyring) keyring = halqa_store_ref_keyring (store);
  gboolean ours = size >= MAGIC_SIZE && memcmp (known, MAGIC, MAGIC_SIZE) == 0;

  if (!ours && is_newer (known, size))
    return fail (error, HALQA_SYNC_ERROR_NEWER,
                 _ ("The file was written by a later version of Halqa. Update Halqa on this "
                    "laptop, and take it then."));
  if (!ours && size < MAGIC_SIZE && memcmp (known, MAGIC, size) == 0)
    return fail (error, HALQA_SYNC_ERROR_DAMAGED,
                 _ ("The file is cut off before its first entry. Have it written again."));
  if (!ours)
    return fail (error, HALQA_SYNC_ERROR_NOT_OURS, _ ("The file holds no forum of Halqa."));
  if (size < KNOWN_SIZE)
    return fail (error, HALQA_SYNC_ERROR_DAMAGED,
                 _ ("The file is cut off before its first entry. Have it written again."));
  if (halqa_keyring_find_by_tag (keyring, known + MAGIC_SIZE) != NULL)
    return TRUE;
  return fail (error, HALQA_SYNC_ERROR_NOT_FOUND,
               _ ("The file is of another forum, or this forum has a new key that this laptop "
                  "does not know yet. In the first case open that forum, or join it by its "
                  "invitation; in the second meet another laptop of the forum first."));
}

static GBytes *
read_known (HalqaBundle *self, HalqaStore *store, GError **error)
{
  g_autofree guint8 *known = g_malloc (KNOWN_SIZE);
  g_autoptr (GError) reason = NULL;
  gsize size;

  if (!g_input_stream_read_all (self->file, known, KNOWN_SIZE, &size, NULL, &reason))
    {
      fail_to_read (self, halqa_reason_of (reason), error);
      return NULL;
    }
  if (!check_known (store, known, size, error))
    return NULL;
  return g_bytes_new (known, size);
}

static gboolean
is_key (const HalqaCborItem *item, const char *key)
{
  return item->size == strlen (key) && memcmp (item->data, key, item->size) == 0;
}

static gboolean
read_member (HalqaBundleHead *head, const HalqaCborItem *key, HalqaCborReader *reader)
{
  HalqaCborItem item;

  if (is_key (key, "name"))
    {
      if (!halqa_cbor_read_type (reader, HALQA_CBOR_TEXT, &item, NULL) ||
          item.size > HALQA_BUNDLE_NAME_MAX || memchr (item.data, '\0', item.size) != NULL)
        return FALSE;
      g_free (head->name);
      head->name = g_strndup ((const char *) item.data, item.size);
      return TRUE;
    }
  if (is_key (key, "device"))
    {
      if (!halqa_cbor_read_type (reader, HALQA_CBOR_BYTES, &item, NULL) ||
          item.size != HALQA_DEVICE_ID_SIZE)
        return FALSE;
      memcpy (head->device.bytes, item.data, item.size);
      return TRUE;
    }
  if (!is_key (key, "time") && !is_key (key, "count"))
    return halqa_cbor_skip (reader, 2, NULL);
  if (!halqa_cbor_read_type (reader, HALQA_CBOR_UINT, &item, NULL))
    return FALSE;
  if (is_key (key, "count"))
    head->n_entries = item.number;
  else
    head->time = item.number < TIME_END ? item.number : 0;
  return TRUE;
}

/* What can't be read is left: the entries behind it are sound without it. */
static void
read_head (HalqaBundleHead *head, const guint8 *data, gsize size)
{
  HalqaCborReader reader;
  HalqaCborItem map;
  HalqaCborItem key;

  halqa_cbor_reader_init (&reader, data, size);
  if (!halqa_cbor_read_type (&reader, HALQA_CBOR_MAP, &map, NULL))
    return;
  for (guint64 i = 0; i < map.number; i++)
    if (!halqa_cbor_read_type (&reader, HALQA_CBOR_TEXT, &key, NULL) ||
        !read_member (head, &key, &reader))
      return;
}

static guint32
read_le32 (const guint8 *bytes)
{
  guint32 number;

  memcpy (&number, bytes, sizeof number);
  return GUINT32_FROM_LE (number);
}

/* Looks at what is to be read next: an error is left to who reads it. */
static const guint8 *
peek (GBufferedInputStream *stream, gsize size)
{
  gsize available;
  const guint8 *data;

  while (g_buffered_input_stream_get_available (stream) < size)
    if (g_buffered_input_stream_fill (stream, -1, NULL, NULL) <= 0)
      return NULL;
  data = g_buffered_input_stream_peek_buffer (stream, &available);
  return data;
}

static void
peek_head (HalqaBundle *self, GBufferedInputStream *stream)
{
  const guint8 *frame = peek (stream, FRAME_HEAD);
  gsize size;

  if (frame == NULL || read_le32 (frame) != SKIPPED_FRAME)
    return;
  size = read_le32 (frame + 4);
  frame = size > HEAD_MAX ? NULL : peek (stream, FRAME_HEAD + size);
  if (frame != NULL)
    read_head (&self->head, frame + FRAME_HEAD, size);
}

static void
open_entries (HalqaBundle *self, HalqaStore *store, GBytes *known)
{
  guint8 key[HALQA_KEY_SIZE];
  g_autoptr (GConverter) unsealer = NULL;
  g_autoptr (GConverter) decompressor = halqa_zstd_decompressor_new ();
  g_autoptr (GInputStream) opened = NULL;
  g_autoptr (GInputStream) buffered = NULL;
  g_autoptr (GInputStream) unpacked = NULL;
  g_autoptr (HalqaKeyring) keyring = halqa_store_ref_keyring (store);
  const guint8 *tag = (const guint8 *) g_bytes_get_data (known, NULL) + MAGIC_SIZE;
  const HalqaKey *of = halqa_keyring_find_by_tag (keyring, tag);
  HalqaBodyStream *bounded;

  /* Known a moment ago; with another the file proves to be damaged. */
  make_key (of != NULL ? of : halqa_keyring_get_newest (keyring), key);
  unsealer = halqa_unsealer_new (key, known);
  sodium_memzero (key, sizeof key);
  opened = g_converter_input_stream_new (self->file, unsealer);
  buffered = g_buffered_input_stream_new_sized (opened, FRAME_HEAD + HEAD_MAX);
  peek_head (self, G_BUFFERED_INPUT_STREAM (buffered));
  unpacked = g_converter_input_stream_new (buffered, decompressor);
  bounded = halqa_body_stream_new (unpacked);
  halqa_body_stream_set_limit (bounded, HALQA_BUNDLE_MAX,
                               g_error_new_literal (HALQA_SYNC_ERROR, HALQA_SYNC_ERROR_TOO_LARGE,
                                                    _ ("The file unpacks to more than is "
                                                       "allowed; what came before was read.")));
  self->entries = G_INPUT_STREAM (bounded);
}

static void
halqa_bundle_finalize (GObject *object)
{
  HalqaBundle *self = HALQA_BUNDLE (object);

  g_clear_object (&self->entries);
  g_clear_object (&self->file);
  g_clear_pointer (&self->head.name, g_free);
  g_clear_pointer (&self->path, g_free);
  G_OBJECT_CLASS (halqa_bundle_parent_class)->finalize (object);
}

static void
halqa_bundle_class_init (HalqaBundleClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = halqa_bundle_finalize;
}

static void
halqa_bundle_init (HalqaBundle *self)
{
}

/**
 * halqa_bundle_open:
 * @path: a file from anywhere
 * @store: the forum that it is to be of
 * @error: %HALQA_SYNC_ERROR_NOT_OURS (no bundle), %HALQA_SYNC_ERROR_NEWER,
 *   %HALQA_SYNC_ERROR_NOT_FOUND (of a forum, or under a key, that @store does not know),
 *   %HALQA_SYNC_ERROR_DAMAGED (not even the beginning is there) or %HALQA_SYNC_ERROR_FAILED
 *
 * Blocks: up to 64 KiB are read, for the head.
 *
 * Returns: (transfer full): the bundle, for one thread
 */
HalqaBundle *
halqa_bundle_open (const char *path, HalqaStore *store, GError **error)
{
  g_autoptr (HalqaBundle) self = NULL;
  g_autoptr (GBytes) known = NULL;

  g_return_val_if_fail (path != NULL && HALQA_IS_STORE (store), NULL);
  self = g_object_new (HALQA_TYPE_BUNDLE, NULL);
  self->path = g_strdup (path);
  if (!open_file (self, error))
    return NULL;
  known = read_known (self, store, error);
  if (known == NULL)
    return NULL;
  open_entries (self, store, known);
  return g_steal_pointer (&self);
}

/**
 * halqa_bundle_get_head:
 * @self: a bundle
 *
 * Returns: (transfer none): what it says of itself
 */
const HalqaBundleHead *
halqa_bundle_get_head (HalqaBundle *self)
{
  g_return_val_if_fail (HALQA_IS_BUNDLE (self), NULL);
  return &self->head;
}

/**
 * halqa_bundle_get_entries:
 * @self: a bundle
 *
 * Ends in %HALQA_SYNC_ERROR_DAMAGED where the file is cut off, altered or longer than it should be,
 * in %HALQA_SYNC_ERROR_MALFORMED where a member has sealed what is no zstd, in
 * %HALQA_SYNC_ERROR_TOO_LARGE beyond %HALQA_BUNDLE_MAX.
 *
 * Returns: (transfer none): a CBOR sequence of entries, to be read once
 */
GInputStream *
halqa_bundle_get_entries (HalqaBundle *self)
{
  g_return_val_if_fail (HALQA_IS_BUNDLE (self), NULL);
  return self->entries;
}

/**
 * halqa_bundle_explain:
 * @self: a bundle
 * @error: (inout) (nullable): what the reading of its entries ended in
 *
 * Puts %HALQA_SYNC_ERROR_FAILED, with the way out, in the place of what the system says of a stick
 * that was pulled out.
 */
void
halqa_bundle_explain (HalqaBundle *self, GError **error)
{
  g_autoptr (GError) reason = NULL;

  g_return_if_fail (HALQA_IS_BUNDLE (self));
  if (*error == NULL || (*error)->domain != G_IO_ERROR || (*error)->code == G_IO_ERROR_CANCELLED)
    return;
  reason = g_steal_pointer (error);
  fail_to_read (self, halqa_reason_of (reason), error);
}

/**
 * halqa_bundle_get_progress:
 * @self: a bundle
 * @done: (out): bytes that were read
 * @total: (out): bytes of the file
 */
void
halqa_bundle_get_progress (HalqaBundle *self, guint64 *done, guint64 *total)
{
  off_t at;

  g_return_if_fail (HALQA_IS_BUNDLE (self));
  at = lseek (g_unix_input_stream_get_fd (G_UNIX_INPUT_STREAM (self->file)), 0, SEEK_CUR);
  *total = self->size;
  *done = at < 0 ? 0 : MIN ((guint64) at, self->size);
}

static void
put_key (GByteArray *out, const char *key)
{
  halqa_cbor_put_text (out, key, strlen (key));
}

/* As many whole characters as there is room for. */
static void
put_name (GByteArray *out, const char *name)
{
  gsize size = MIN (strlen (name), HALQA_BUNDLE_NAME_MAX);

  while (!g_utf8_validate_len (name, size, NULL))
    size--;
  put_key (out, "name");
  halqa_cbor_put_text (out, name, size);
}

static GByteArray *
encode_head (const HalqaBundleHead *head)
{
  g_autoptr (GByteArray) map = g_byte_array_new ();
  GByteArray *frame = g_byte_array_new ();
  guint32 words[2] = { GUINT32_TO_LE (SKIPPED_FRAME), 0 };

  halqa_cbor_put_map (map, head->name == NULL ? 3 : 4);
  if (head->name != NULL)
    put_name (map, head->name);
  put_key (map, "time");
  halqa_cbor_put_uint (map, head->time);
  put_key (map, "count");
  halqa_cbor_put_uint (map, head->n_entries);
  put_key (map, "device");
  halqa_cbor_put_bytes (map, head->device.bytes, sizeof head->device.bytes);
  words[1] = GUINT32_TO_LE (map->len);
  g_byte_array_append (frame, (const guint8 *) words, sizeof words);
  g_byte_array_append (frame, map->data, map->len);
  return frame;
}

/* Closed, it ends what it made and leaves what is below it open. */
static GOutputStream *
convert_into (GOutputStream *base, GConverter *converter)
{
  GOutputStream *stream = g_converter_output_stream_new (base, converter);

  g_filter_output_stream_set_close_base_stream (G_FILTER_OUTPUT_STREAM (stream), FALSE);
  return stream;
}

/**
 * halqa_bundle_seal:
 * @store: whose forum it is
 * @head: what the bundle says of itself
 * @base: where it goes; it is left open
 * @cancellable: (nullable): ends the writing
 * @error: of @base
 *
 * Returns: (transfer full): a stream of entries. Each of the streams of
 *   g_filter_output_stream_get_base_stream() that lie between it and @base is to be closed, this one
 *   first
 */
GOutputStream *
halqa_bundle_seal (HalqaStore *store,
                   const HalqaBundleHead *head,
                   GOutputStream *base,
                   GCancellable *cancellable,
                   GError **error)
{
  g_autoptr (HalqaKeyring) keyring = halqa_store_ref_keyring (store);
  const HalqaKey *newest = halqa_keyring_get_newest (keyring);
  guint8 key[HALQA_KEY_SIZE];
  guint8 known[KNOWN_SIZE];
  g_autoptr (GBytes) known_bytes = NULL;
  g_autoptr (GConverter) sealer = NULL;
  g_autoptr (GConverter) compressor = halqa_zstd_compressor_new ();
  g_autoptr (GOutputStream) sealed = NULL;
  g_autoptr (GByteArray) frame = encode_head (head);

  memcpy (known, MAGIC, MAGIC_SIZE);
  memcpy (known + MAGIC_SIZE, newest->tag, HALQA_TAG_SIZE);
  known_bytes = g_bytes_new (known, sizeof known);
  make_key (newest, key);
  sealer = halqa_sealer_new (key, known_bytes);
  sodium_memzero (key, sizeof key);
  sealed = convert_into (base, sealer);
  if (!g_output_stream_write_all (base, known, sizeof known, NULL, cancellable, error) ||
      !g_output_stream_write_all (sealed, frame->data, frame->len, NULL, cancellable, error))
    return NULL;
  return convert_into (sealed, compressor);
}
