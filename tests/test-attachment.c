/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>
#include <string.h>

#include "halqa-app-error.h"
#include "halqa-attachment-private.h"
#include "halqa-item-list.h"
#include "halqa-picture.h"
#include "laptop.h"

/* Attaching, what a window is told of it, and pictures that another laptop sent. */

typedef struct
{
  HalqaForumKey key;
  Laptop one;
  Laptop other;
  char *subject;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  laptop_start (&self->one, &self->key, TRUE);
  laptop_start (&self->other, &self->key, FALSE);
  self->subject = laptop_add (&self->one, "proposal", "title", "lamps in the lane");
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  laptop_stop (&self->one);
  laptop_stop (&self->other);
  g_free (self->subject);
}

static void
keep_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static gboolean
is_set (gpointer data)
{
  return *(gpointer *) data != NULL;
}

static char *
attach (Fixture *self, GBytes *content, const char *name, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  halqa_forum_attach_bytes_async (self->one.forum, self->subject, content, name, NULL, keep_cb,
                                  &result);
  wait_until (is_set, &result);
  return halqa_forum_attach_finish (self->one.forum, result, error);
}

static char *
attach_file (Fixture *self, const char *path, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (path);

  halqa_forum_attach_async (self->one.forum, self->subject, file, NULL, NULL, NULL, keep_cb,
                            &result);
  wait_until (is_set, &result);
  return halqa_forum_attach_finish (self->one.forum, result, error);
}

static HalqaAttachment *
open_attachment (Laptop *laptop, const char *id)
{
  g_autoptr (HalqaItem) item = halqa_forum_dup_item (laptop->forum, "attachment", id);

  g_assert_nonnull (item);
  return halqa_attachment_new (laptop->forum, item);
}

static GBytes *
make_png (int width, int height)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, width, height);
  g_autoptr (GError) error = NULL;
  char *data;
  gsize size;

  gdk_pixbuf_fill (pixbuf, 0x204080ff);
  gdk_pixbuf_save_to_buffer (pixbuf, &data, &size, "png", &error, NULL);
  g_assert_no_error (error);
  return g_bytes_new_take (data, size);
}

static void
test_record (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) content = make_png (4, 4);
  g_autofree char *path = g_build_filename (self->one.folder, "board.txt", NULL);
  g_autofree char *id = NULL;
  g_autofree char *words = NULL;
  g_autoptr (HalqaAttachment) attachment = NULL;
  g_autoptr (GError) error = NULL;
  HalqaItem *item;

  g_assert_true (g_file_set_contents (path, g_bytes_get_data (content, NULL),
                                      g_bytes_get_size (content), NULL));
  id = attach_file (self, path, &error);
  g_assert_no_error (error);
  attachment = open_attachment (&self->one, id);
  item = halqa_attachment_get_item (attachment);
  g_assert_cmpstr (halqa_item_get_ref (item, "subject"), ==, self->subject);
  g_assert_cmpstr (halqa_item_get_text (item, "name"), ==, "board.txt");
  /* By what it holds, whatever it is called. */
  g_assert_cmpstr (halqa_item_get_text (item, "media_type"), ==, "image/png");
  g_assert_cmpint (halqa_attachment_get_state (attachment), ==, HALQA_ATTACHMENT_HERE);
  g_assert_cmpuint (halqa_attachment_get_size (attachment), ==, g_bytes_get_size (content));
  words = halqa_attachment_dup_words (attachment);
  g_assert_nonnull (strstr (words, "bytes"));
}

static void
progress_cb (guint64 done, guint64 total, gpointer user_data)
{
  g_assert_cmpuint (done, >, 0);
  g_assert_cmpuint (done, <=, total);
  *(guint64 *) user_data = total;
}

static char *
attach_watched (Fixture *self,
                GFile *file,
                guint64 *total,
                GCancellable *cancellable,
                GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  halqa_forum_attach_async (self->one.forum, self->subject, file, progress_cb, total, cancellable,
                            keep_cb, &result);
  wait_until (is_set, &result);
  return halqa_forum_attach_finish (self->one.forum, result, error);
}

static void
test_large (Fixture *self, gconstpointer data)
{
  const gsize size = 3 * 1024 * 1024 + 1;
  g_autofree char *path = g_build_filename (self->one.folder, "recording.ogg", NULL);
  g_autofree char *content = g_malloc0 (size);
  g_autofree char *id = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (HalqaItemList) list =
                 halqa_item_list_new (self->one.forum, "attachment", "created", FALSE);
  g_autoptr (GError) error = NULL;
  guint64 total = 0;

  g_assert_true (g_file_set_contents (path, content, (gssize) size, NULL));
  g_cancellable_cancel (cancellable);
  g_assert_null (attach_watched (self, file, &total, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 0);
  id = attach_watched (self, file, &total, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (id);
  g_assert_cmpuint (total, ==, size);
}

static void
test_refused (Fixture *self, gconstpointer data)
{
  g_autofree char *large = g_build_filename (self->one.folder, "large", NULL);
  g_autoptr (GBytes) empty = g_bytes_new_static ("", 0);
  g_autoptr (GError) error = NULL;

  g_assert_null (attach (self, empty, "empty", &error));
  g_assert_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_FILE);
  g_clear_error (&error);
  g_assert_null (attach_file (self, self->one.folder, &error));
  g_assert_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_FILE);
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (large, "x", 1, NULL));
  g_assert_cmpint (truncate (large, HALQA_BLOB_MAX + 1), ==, 0);
  g_assert_null (attach_file (self, large, &error));
  g_assert_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_FILE);
  g_assert_nonnull (strstr (error->message, "1 byte too large"));
  g_assert_nonnull (strstr (error->message, "at most 25.0\u00a0MiB"));
}

/* The blob is not here; the record is. */
static void
test_missing (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) content = g_bytes_new_static ("a recording", 11);
  g_autofree char *id = attach (self, content, "hall.ogg", NULL);
  g_autoptr (HalqaAttachment) attachment = NULL;
  g_autofree char *words = NULL;
  g_auto (GStrv) laptops = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  laptop_send (&self->one, &self->other);
  attachment = open_attachment (&self->other, id);
  g_assert_cmpint (halqa_attachment_get_state (attachment), ==, HALQA_ATTACHMENT_MISSING);
  laptops = halqa_attachment_list_laptops (attachment);
  g_assert_cmpuint (g_strv_length (laptops), ==, 1);
  words = halqa_attachment_dup_words (attachment);
  g_assert_nonnull (strstr (words, laptops[0]));
  halqa_attachment_picture_async (attachment, NULL, keep_cb, &result);
  wait_until (is_set, &result);
  g_assert_null (halqa_attachment_picture_finish (attachment, result, &error));
  g_assert_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_NOT_FOUND);
}

static void
count_cb (HalqaAttachment *attachment, guint *n)
{
  (*n)++;
}

static void
write_part (Laptop *laptop, const HalqaBlobId *id, const char *text)
{
  g_autoptr (GOutputStream) part = NULL;
  g_autoptr (GError) error = NULL;
  guint64 have;

  part = halqa_blob_store_open_part (halqa_store_get_blobs (laptop->store), id, &have, &error);
  g_assert_no_error (error);
  g_output_stream_write_all (part, text, strlen (text), NULL, NULL, &error);
  g_assert_no_error (error);
}

/* As the forum tells when more of it has come. Whoever has the rest is named. */
static void
test_coming (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) content = g_bytes_new_static ("a recording", 11);
  g_autofree char *id = attach (self, content, "hall.ogg", NULL);
  g_autoptr (HalqaAttachment) attachment = NULL;
  g_autofree char *words = NULL;
  g_auto (GStrv) laptops = NULL;
  HalqaBlobRef ref;
  guint n_changed = 0;

  laptop_send (&self->one, &self->other);
  attachment = open_attachment (&self->other, id);
  g_signal_connect (attachment, "changed", G_CALLBACK (count_cb), &n_changed);
  ref = *halqa_attachment_get_ref (attachment);
  write_part (&self->other, &ref.id, "a rec");
  g_signal_emit_by_name (self->other.forum, "files-changed");
  g_assert_cmpint (halqa_attachment_get_state (attachment), ==, HALQA_ATTACHMENT_COMING);
  g_assert_cmpuint (halqa_attachment_get_done (attachment), ==, 5);
  words = halqa_attachment_dup_words (attachment);
  g_assert_nonnull (strchr (words, '5'));
  laptops = halqa_attachment_list_laptops (attachment);
  g_assert_nonnull (strstr (words, laptops[0]));
  write_part (&self->other, &ref.id, "ording");
  g_assert_true (
      halqa_blob_store_finish_part (halqa_store_get_blobs (self->other.store), &ref.id, NULL));
  g_signal_emit_by_name (self->other.forum, "files-changed");
  g_assert_cmpint (halqa_attachment_get_state (attachment), ==, HALQA_ATTACHMENT_HERE);
  g_assert_cmpuint (n_changed, ==, 2);
  /* What is here moves no more. */
  g_signal_emit_by_name (self->other.forum, "files-changed");
  g_assert_cmpuint (n_changed, ==, 2);
}

static gboolean
is_here (gpointer data)
{
  return halqa_attachment_get_state (data) == HALQA_ATTACHMENT_HERE;
}

/* The store of that process is none of ours, and tells us nothing. */
static void
test_fetched_by_another_process (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) content = g_bytes_new_static ("a recording", 11);
  g_autofree char *id = attach (self, content, "hall.ogg", NULL);
  g_autoptr (HalqaAttachment) attachment = NULL;
  HalqaBlobId blob;

  laptop_send (&self->one, &self->other);
  attachment = open_attachment (&self->other, id);
  g_assert_false (is_here (attachment));
  g_assert_true (
      halqa_blob_store_add (halqa_store_get_blobs (self->other.store), content, &blob, NULL));
  wait_until (is_here, attachment);
}

static void
test_recording (Fixture *self, gconstpointer data)
{
  static const struct
  {
    const char *name;
    const char *content;
    gsize size;
    const char *media_type;
  } files[] = {
    { "hall.ogg", "OggS\0\0", 6, "audio/ogg" },
    { "film.ogg", "OggS\0\0theora", 12, "application/ogg" },
    { "hall.m4a", "\0\0\0\034ftypmp42\0\0\0\0isommp42soun", 28, "audio/mp4" },
    { "film.mp4", "\0\0\0\034ftypmp42\0\0\0\0isommp42vmhd", 28, "video/mp4" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (GBytes) content = g_bytes_new_static (files[i].content, files[i].size);
      g_autofree char *id = attach (self, content, files[i].name, NULL);
      g_autoptr (HalqaAttachment) attachment = open_attachment (&self->one, id);
      HalqaItem *item = halqa_attachment_get_item (attachment);

      g_assert_cmpstr (halqa_item_get_text (item, "media_type"), ==, files[i].media_type);
    }
}

static void
test_any_record (Fixture *self, gconstpointer data)
{
  static const char *const hashes[] = { "", "x", "../../../../etc/passwd",
                                        "ZZ00000000000000000000000000000000000000000000000000000000"
                                        "00000000" };

  for (gsize i = 0; i < G_N_ELEMENTS (hashes); i++)
    {
      g_autoptr (HalqaDraft) draft = halqa_draft_new ();
      g_autofree char *id = halqa_draft_add (draft, "attachment");
      g_autoptr (HalqaAttachment) attachment = NULL;
      g_autofree char *words = NULL;
      g_autofree char *name = NULL;

      halqa_draft_set_text (draft, "attachment", id, "sha256", hashes[i]);
      halqa_draft_set_text (draft, "attachment", id, "name", "\u202e/..");
      halqa_draft_set_int (draft, "attachment", id, "size", G_MAXINT64);
      laptop_save (&self->one, draft);
      attachment = open_attachment (&self->one, id);
      g_assert_cmpint (halqa_attachment_get_state (attachment), ==, HALQA_ATTACHMENT_UNSOUND);
      words = halqa_attachment_dup_words (attachment);
      name = halqa_attachment_dup_file_name (attachment);
      g_assert_cmpstr (name, ==, "attachment");
    }
}

/* --- pictures */

static char *
make_picture (Fixture *self, GBytes *content, GError **error)
{
  g_autofree char *id = attach (self, content, "board.png", NULL);
  g_autoptr (HalqaAttachment) attachment = open_attachment (&self->one, id);
  g_autoptr (GAsyncResult) result = NULL;

  halqa_attachment_picture_async (attachment, NULL, keep_cb, &result);
  wait_until (is_set, &result);
  return halqa_attachment_picture_finish (attachment, result, error);
}

static void
test_picture (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) content = make_png (1024, 512);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = make_picture (self, content, &error);
  int width = 0;
  int height = 0;

  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (path, g_get_user_cache_dir ()));
  g_assert_nonnull (gdk_pixbuf_get_file_info (path, &width, &height));
  g_assert_cmpint (width, ==, 256);
  g_assert_cmpint (height, ==, 128);
}

static guint32
compute_crc (const guint8 *data, gsize size)
{
  guint32 crc = 0xffffffff;

  for (gsize i = 0; i < size; i++)
    {
      crc ^= data[i];
      for (guint bit = 0; bit < 8; bit++)
        crc = (crc >> 1) ^ (0xedb88320 & -(crc & 1));
    }
  return ~crc;
}

static void
add_chunk (GByteArray *png, const char *type, const guint8 *data, gsize size)
{
  guint32 length = GUINT32_TO_BE ((guint32) size);
  guint begin = png->len + 4;
  guint32 crc;

  g_byte_array_append (png, (guint8 *) &length, 4);
  g_byte_array_append (png, (const guint8 *) type, 4);
  g_byte_array_append (png, data, size);
  crc = GUINT32_TO_BE (compute_crc (png->data + begin, png->len - begin));
  g_byte_array_append (png, (guint8 *) &crc, 4);
}

/* A few kilobytes that say to be of @side pixels each way. */
static GBytes *
make_bomb (guint32 side)
{
  g_autoptr (GConverter) zlib =
                 G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB, 1));
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) packer = g_converter_output_stream_new (memory, zlib);
  g_autoptr (GByteArray) png = g_byte_array_new ();
  g_autofree guint8 *row = g_malloc0 (side / 8 + 1);
  guint8 head[13] = { 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0 };

  for (guint32 i = 0; i < side; i++)
    g_output_stream_write_all (packer, row, side / 8 + 1, NULL, NULL, NULL);
  g_output_stream_close (packer, NULL, NULL);
  for (guint i = 0; i < 4; i++)
    head[i] = head[4 + i] = (guint8) (side >> (24 - 8 * i));
  g_byte_array_append (png, (const guint8 *) "\x89PNG\r\n\x1a\n", 8);
  add_chunk (png, "IHDR", head, sizeof head);
  add_chunk (png, "IDAT", g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (memory)),
             g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (memory)));
  add_chunk (png, "IEND", NULL, 0);
  return g_byte_array_free_to_bytes (g_steal_pointer (&png));
}

static guint64
read_peak_kb (void)
{
  g_autofree char *status = NULL;

  g_assert_true (g_file_get_contents ("/proc/self/status", &status, NULL, NULL));
  return g_ascii_strtoull (strstr (status, "VmHWM:") + 6, NULL, 10);
}

static void
test_bomb (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) small = make_bomb (1000);
  g_autoptr (GBytes) bomb = make_bomb (20000);
  g_autofree char *path = make_picture (self, small, NULL);
  g_autoptr (GError) error = NULL;
  guint64 before = read_peak_kb ();

  /* It is a bomb by its size alone. */
  g_assert_nonnull (path);
  g_assert_null (make_picture (self, bomb, &error));
  g_assert_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_FILE);
  g_assert_cmpuint (read_peak_kb () - before, <, 64 * 1024);
}

static void
test_no_picture (Fixture *self, gconstpointer data)
{
  static const char *const contents[] = {
    "a text", "\x89PNG\r\n\x1a\n and nothing more", "\xff\xd8\xff\xe0 and nothing more",
    "<svg xmlns='http://www.w3.org/2000/svg'><image href='/etc/passwd'/></svg>", "GIF89a"
  };

  for (gsize i = 0; i < G_N_ELEMENTS (contents); i++)
    {
      g_autoptr (GBytes) content = g_bytes_new_static (contents[i], strlen (contents[i]));
      g_autoptr (GError) error = NULL;

      g_assert_null (make_picture (self, content, &error));
      g_assert_nonnull (error);
    }
}

/* --- lending */

static char *
lend (Fixture *self, const char *content, const char *name, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (content, strlen (content));
  g_autofree char *id = attach (self, bytes, name, NULL);
  g_autoptr (HalqaAttachment) attachment = open_attachment (&self->one, id);
  g_autoptr (GAsyncResult) result = NULL;

  halqa_attachment_lend_async (attachment, NULL, keep_cb, &result);
  wait_until (is_set, &result);
  return halqa_attachment_lend_finish (attachment, result, error);
}

static void
test_lend (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = lend (self, "what was said", "../minutes.txt", &error);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  g_assert_true (g_str_has_suffix (path, "/minutes.txt"));
  g_assert_true (g_str_has_prefix (path, g_get_user_cache_dir ()));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "what was said");
  g_assert_null (lend (self, "[Desktop Entry]\nType=Application\nExec=rm\n", "photo.jpg", &error));
  g_assert_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_FILE);
  g_clear_error (&error);
  g_assert_null (lend (self, "no more than a text", "photo.jpg.desktop", &error));
  g_assert_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_FILE);
}

static void
test_names (void)
{
  static const struct
  {
    const char *name;
    const char *media_type;
    const char *expected;
  } cases[] = {
    { "board.jpg", "image/jpeg", "board.jpg" },
    { "لوحة الورشة", "image/jpeg", "لوحة الورشة.jpg" },
    { "", "audio/ogg", "attachment.ogg" },
    { NULL, NULL, "attachment" },
    { "../../etc/passwd", NULL, "etc passwd" },
    { "a\nb\tc", NULL, "a b c" },
    { "...", NULL, "attachment" },
    { ".hidden", NULL, "hidden" },
    { "C:\\x?.txt", NULL, "C x .txt" },
    { "photo\u202egpj.exe", NULL, "photo gpj.exe" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = halqa_attachment_make_file_name (cases[i].name, cases[i].media_type);

      g_assert_cmpstr (name, ==, cases[i].expected);
    }
}

static void
test_long_name (void)
{
  g_autofree char *long_name = g_strnfill (60000, 'x');
  g_autofree char *name = NULL;

  memcpy (long_name + 119, "ص", 2);
  name = halqa_attachment_make_file_name (long_name, "image/jpeg");
  g_assert_cmpuint (strlen (name), ==, 119 + 4);
  g_assert_true (g_utf8_validate (name, -1, NULL));
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_autofree char *cache = g_dir_make_tmp ("halqa-cache-XXXXXX", NULL);
  int status;

  g_setenv ("HALQA_MACHINE_ID", "test", TRUE);
  g_setenv ("XDG_CACHE_HOME", cache, TRUE);
  g_test_init (&argc, &argv, NULL);
  ADD ("/app/attachment/the-record-tells-of-the-file", test_record);
  ADD ("/app/attachment/a-large-file-tells-how-far-it-is-and-can-be-called-off", test_large);
  ADD ("/app/attachment/what-can-not-be-attached-says-why", test_refused);
  ADD ("/app/attachment/what-is-missing-says-who-has-it", test_missing);
  ADD ("/app/attachment/what-is-coming-tells-how-much-is-here", test_coming);
  ADD ("/app/attachment/what-another-process-fetched-is-here", test_fetched_by_another_process);
  ADD ("/app/attachment/a-recording-is-no-film", test_recording);
  ADD ("/app/attachment/any-record-is-shown", test_any_record);
  ADD ("/app/attachment/a-picture-is-small", test_picture);
  ADD ("/app/attachment/a-picture-of-400-million-pixels-takes-no-memory", test_bomb);
  ADD ("/app/attachment/what-is-no-picture-has-none", test_no_picture);
  ADD ("/app/attachment/others-get-a-copy-and-programs-are-not-lent", test_lend);
  g_test_add_func ("/app/attachment/a-file-name-is-harmless", test_names);
  g_test_add_func ("/app/attachment/a-file-name-is-not-too-long", test_long_name);
  status = g_test_run ();
  remove_folder (cache);
  return status;
}
