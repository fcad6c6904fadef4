/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-picture.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gi18n-lib.h>

#include "halqa-app-error.h"

/* A small picture of a large one that came from another laptop.
 *
 * The rule kept: a picture of a few kilobytes may say that it has 400 million pixels. What it says is
 * heard before memory is taken for it, and refused beyond a bound; a photo of today's phones is below
 * it. JPEG is made small while it is read, other formats are held whole once.
 *
 * Rejected: every format that the library knows (animations, and drawings that name other files); a
 * process of its own (what reads the bytes is what every GNOME program reads them with). */

#define PORTION (64 * 1024)
#define PIXELS_MAX_JPEG (G_GUINT64_CONSTANT (64) << 20)
#define PIXELS_MAX (G_GUINT64_CONSTANT (32) << 20)

typedef struct
{
  guint64 pixels_max;
  int size;
  gboolean refused;
} Bounds;

static void
size_cb (GdkPixbufLoader *loader, int width, int height, gpointer user_data)
{
  Bounds *bounds = user_data;
  int longest = MAX (width, height);

  bounds->refused =
      width < 1 || height < 1 || (guint64) width * (guint64) height > bounds->pixels_max;
  if (bounds->refused)
    gdk_pixbuf_loader_set_size (loader, 0, 0);
  else if (longest > bounds->size)
    gdk_pixbuf_loader_set_size (loader, MAX (1, (int) ((gint64) width * bounds->size / longest)),
                                MAX (1, (int) ((gint64) height * bounds->size / longest)));
}

static gboolean
refuse_large (GError **error)
{
  g_clear_error (error);
  g_set_error_literal (error, HALQA_APP_ERROR, HALQA_APP_ERROR_FILE,
                       _ ("The picture has too many pixels to be shown here"));
  return FALSE;
}

static gboolean
feed (GdkPixbufLoader *loader, GBytes *content, Bounds *bounds, GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (content, &size);
  gboolean sound = TRUE;

  for (gsize at = 0; sound && !bounds->refused && at < size; at += PORTION)
    sound = gdk_pixbuf_loader_write (loader, data + at, MIN (PORTION, size - at), error);
  /* To be closed in any case. */
  if (!gdk_pixbuf_loader_close (loader, sound && !bounds->refused ? error : NULL))
    sound = FALSE;
  return bounds->refused ? refuse_large (error) : sound;
}

static GBytes *
make_png (GdkPixbuf *pixbuf, GError **error)
{
  char *data = NULL;
  gsize size = 0;

  if (!gdk_pixbuf_save_to_buffer (pixbuf, &data, &size, "png", error, NULL))
    return NULL;
  return g_bytes_new_take (data, size);
}

static GBytes *
shrink (GBytes *content, const char *media_type, int size, GError **error)
{
  Bounds bounds = { PIXELS_MAX, size, FALSE };
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new_with_mime_type (media_type, error);
  g_autoptr (GdkPixbuf) upright = NULL;

  if (loader == NULL)
    return NULL;
  if (g_str_equal (media_type, "image/jpeg"))
    bounds.pixels_max = PIXELS_MAX_JPEG;
  g_signal_connect (loader, "size-prepared", G_CALLBACK (size_cb), &bounds);
  if (!feed (loader, content, &bounds, error))
    return NULL;
  upright = gdk_pixbuf_apply_embedded_orientation (gdk_pixbuf_loader_get_pixbuf (loader));
  return make_png (upright, error);
}

static gboolean
is_picture (const char *media_type)
{
  static const char *const known[] = { "image/jpeg", "image/png", "image/webp", NULL };

  return g_strv_contains (known, media_type);
}

/**
 * halqa_picture_shrink:
 * @content: of the picture
 * @media_type: what it is, found by looking at it
 * @size: pixels each way, at most
 * @error: %HALQA_APP_ERROR_FILE where it is none that is shown, or has too many pixels; else of
 *   gdk-pixbuf
 *
 * Returns: (transfer full): a PNG
 */
GBytes *
halqa_picture_shrink (GBytes *content, const char *media_type, int size, GError **error)
{
  static GMutex one_at_a_time;
  GBytes *png;

  if (!is_picture (media_type))
    {
      g_set_error_literal (error, HALQA_APP_ERROR, HALQA_APP_ERROR_FILE,
                           _ ("This is no picture that can be shown here"));
      return NULL;
    }
  g_mutex_lock (&one_at_a_time);
  png = shrink (content, media_type, size, error);
  g_mutex_unlock (&one_at_a_time);
  return png;
}
