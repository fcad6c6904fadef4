/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-attachment-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "halqa-forum-private.h"
#include "halqa-item-private.h"
#include "halqa-kinds.h"
#include "halqa-text.h"

/* The file of an attachment, as the window sees it.
 *
 * Nothing is kept of it: whether it is here, and how much of it, the folder of the blobs says. It is
 * looked at when the record or the fetching has moved, and as long as it is not here that folder is
 * watched: another process may fill it as well, and need not write into the store for that.
 *
 * Who has what is missing is, as far as nobody has said more, the laptop that attached it. */

struct _HalqaAttachment
{
  GObject parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaItem *item;
  GFileMonitor *monitor; /* while it is not here */

  HalqaBlobRef blob;
  HalqaAttachmentState state;
  guint64 done;
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HalqaAttachment, halqa_attachment, G_TYPE_OBJECT)

/* --- what the command line shares */

/**
 * halqa_attachment_find_state:
 * @store: of the forum
 * @record: an attachment
 * @blob: (out caller-allocates): which file it names, unless it is unsound
 *
 * Returns: where that is
 */
HalqaAttachmentState
halqa_attachment_find_state (HalqaStore *store, HalqaRecord *record, HalqaBlobRef *blob)
{
  HalqaBlobStore *blobs = halqa_store_get_blobs (store);
  guint64 size;

  if (!halqa_kinds_get_schema ()->get_blob (record, blob))
    return HALQA_ATTACHMENT_UNSOUND;
  size = halqa_blob_store_get_size (blobs, &blob->id);
  if (size > 0)
    return size == blob->size ? HALQA_ATTACHMENT_HERE : HALQA_ATTACHMENT_DAMAGED;
  if (!halqa_blob_store_has_room (blobs, blob->size))
    return HALQA_ATTACHMENT_NO_ROOM;
  return halqa_blob_store_get_part_size (blobs, &blob->id) > 0 ? HALQA_ATTACHMENT_COMING
                                                               : HALQA_ATTACHMENT_MISSING;
}

static gboolean
is_among (GArray *devices, const HalqaDeviceId *device)
{
  for (guint i = 0; i < devices->len; i++)
    if (memcmp (&g_array_index (devices, HalqaDeviceId, i), device, sizeof *device) == 0)
      return TRUE;
  return FALSE;
}

/**
 * halqa_attachment_list_devices:
 * @store: of the forum
 * @record: an attachment
 * @blob: the file that it names
 *
 * Returns: (element-type HalqaDeviceId) (transfer full): who attached it, and who said to have it; not
 *   this laptop
 */
GArray *
halqa_attachment_list_devices (HalqaStore *store, HalqaRecord *record, const HalqaBlobRef *blob)
{
  const HalqaDeviceId *own = halqa_identity_get_device (halqa_store_get_identity (store));
  const HalqaDeviceId *author = halqa_record_get_author (record);
  GArray *devices = halqa_blob_store_list_sources (halqa_store_get_blobs (store), &blob->id);

  if (author != NULL && memcmp (author, own, sizeof *own) != 0 && !is_among (devices, author))
    g_array_prepend_vals (devices, author, 1);
  return devices;
}

/* --- following it */

static guint64
find_done (HalqaAttachment *self)
{
  HalqaBlobStore *blobs = halqa_store_get_blobs (halqa_forum_get_store (self->forum));

  if (self->state == HALQA_ATTACHMENT_HERE)
    return self->blob.size;
  return self->state == HALQA_ATTACHMENT_UNSOUND
             ? 0
             : halqa_blob_store_get_part_size (blobs, &self->blob.id);
}

static void look (HalqaAttachment *self);

static void
item_changed_cb (HalqaItem *item, HalqaAttachment *self)
{
  look (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* Another may be known to have it: the words are others though nothing moved here. */
static void
files_changed_cb (HalqaAttachment *self)
{
  gboolean was_here = self->state == HALQA_ATTACHMENT_HERE;

  look (self);
  if (!was_here || self->state != HALQA_ATTACHMENT_HERE)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* The folder may not be there yet. */
static void
watch_folder (HalqaAttachment *self)
{
  HalqaBlobStore *blobs = halqa_store_get_blobs (halqa_forum_get_store (self->forum));
  g_autofree char *path = halqa_blob_store_dup_file (blobs, &self->blob.id);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFile) folder = g_file_get_parent (file);

  self->monitor = g_file_monitor_directory (folder, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
  if (self->monitor != NULL)
    g_signal_connect_object (self->monitor, "changed", G_CALLBACK (files_changed_cb), self,
                             G_CONNECT_SWAPPED);
}

static void
look (HalqaAttachment *self)
{
  self->state = halqa_attachment_find_state (halqa_forum_get_store (self->forum),
                                             halqa_item_get_record (self->item), &self->blob);
  self->done = find_done (self);
  if (self->state == HALQA_ATTACHMENT_HERE || self->state == HALQA_ATTACHMENT_UNSOUND)
    g_clear_object (&self->monitor);
  else if (self->monitor == NULL)
    watch_folder (self);
}

static void
halqa_attachment_dispose (GObject *object)
{
  HalqaAttachment *self = HALQA_ATTACHMENT (object);

  g_clear_object (&self->monitor);
  g_clear_object (&self->item);
  g_clear_object (&self->forum);
  G_OBJECT_CLASS (halqa_attachment_parent_class)->dispose (object);
}

static void
halqa_attachment_class_init (HalqaAttachmentClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = halqa_attachment_dispose;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
halqa_attachment_init (HalqaAttachment *self)
{
}

/**
 * halqa_attachment_new:
 * @forum: an open forum
 * @item: one of its attachments
 *
 * Returns: (transfer full): its file
 */
HalqaAttachment *
halqa_attachment_new (HalqaForum *forum, HalqaItem *item)
{
  HalqaAttachment *self;

  g_return_val_if_fail (HALQA_IS_FORUM (forum) && HALQA_IS_ITEM (item), NULL);
  self = g_object_new (HALQA_TYPE_ATTACHMENT, NULL);
  self->forum = g_object_ref (forum);
  self->item = g_object_ref (item);
  g_signal_connect_object (item, "changed", G_CALLBACK (item_changed_cb), self, 0);
  g_signal_connect_object (forum, "files-changed", G_CALLBACK (files_changed_cb), self,
                           G_CONNECT_SWAPPED);
  look (self);
  return self;
}

HalqaItem *
halqa_attachment_get_item (HalqaAttachment *self)
{
  g_return_val_if_fail (HALQA_IS_ATTACHMENT (self), NULL);
  return self->item;
}

HalqaAttachmentState
halqa_attachment_get_state (HalqaAttachment *self)
{
  g_return_val_if_fail (HALQA_IS_ATTACHMENT (self), HALQA_ATTACHMENT_UNSOUND);
  return self->state;
}

guint64
halqa_attachment_get_size (HalqaAttachment *self)
{
  g_return_val_if_fail (HALQA_IS_ATTACHMENT (self), 0);
  return self->state == HALQA_ATTACHMENT_UNSOUND ? 0 : self->blob.size;
}

guint64
halqa_attachment_get_done (HalqaAttachment *self)
{
  g_return_val_if_fail (HALQA_IS_ATTACHMENT (self), 0);
  return self->done;
}

HalqaStore *
halqa_attachment_get_store (HalqaAttachment *self)
{
  return halqa_forum_get_store (self->forum);
}

const HalqaBlobRef *
halqa_attachment_get_ref (HalqaAttachment *self)
{
  return self->state == HALQA_ATTACHMENT_UNSOUND ? NULL : &self->blob;
}

/* Looks again, where the file was found to be another than it seemed. */
void
halqa_attachment_look_again (HalqaAttachment *self)
{
  item_changed_cb (self->item, self);
}

/**
 * halqa_attachment_list_laptops:
 * @self: an attachment
 *
 * Returns: (transfer full) (array zero-terminated=1): the names of the laptops that have it, as far as
 *   is known; this one not among them
 */
char **
halqa_attachment_list_laptops (HalqaAttachment *self)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_autoptr (GArray) devices = NULL;

  g_return_val_if_fail (HALQA_IS_ATTACHMENT (self), NULL);
  if (self->state != HALQA_ATTACHMENT_UNSOUND)
    devices = halqa_attachment_list_devices (halqa_forum_get_store (self->forum),
                                             halqa_item_get_record (self->item), &self->blob);
  for (guint i = 0; devices != NULL && i < devices->len; i++)
    g_strv_builder_add (names,
                        halqa_forum_get_device_name (self->forum,
                                                     &g_array_index (devices, HalqaDeviceId, i)));
  return g_strv_builder_end (names);
}

/* --- in words */

static char *
describe_place (HalqaAttachment *self)
{
  g_auto (GStrv) names = halqa_attachment_list_laptops (self);
  guint n = g_strv_length (names);
  g_autofree char *first = n > 0 ? halqa_text_isolate (names[0]) : NULL;

  if (n == 0)
    return g_strdup (_ ("Not here, and no laptop is known to have it"));
  if (n == 1)
    /* Translators: what a laptop is called, which is often the name of who owns it. */
    return g_strdup_printf (_ ("On the laptop “%s”, not here yet"), first);
  return g_strdup_printf (/* Translators: what a laptop is called, and how many others. */
                          ngettext ("On the laptop “%s” and %u other, not here yet",
                                    "On the laptop “%s” and %u others, not here yet", n - 1),
                          first, n - 1);
}

/* Who has the rest may have left in the midst. */
static char *
describe_way (HalqaAttachment *self)
{
  g_autofree char *size = g_format_size_full (self->blob.size, G_FORMAT_SIZE_IEC_UNITS);
  g_autofree char *done = g_format_size_full (self->done, G_FORMAT_SIZE_IEC_UNITS);
  g_autofree char *place = describe_place (self);
  /* Translators: amounts of data, as in "3.1 MiB". */
  g_autofree char *way = g_strdup_printf (_ ("Here so far: %s of %s"), done, size);

  return g_strconcat (way, "\n", place, NULL);
}

/**
 * halqa_attachment_dup_words:
 * @self: an attachment
 *
 * Returns: (transfer full): how large it is where it is here, else where it is, or what is in the
 *   way; on two lines where a part of it is here
 */
char *
halqa_attachment_dup_words (HalqaAttachment *self)
{
  g_return_val_if_fail (HALQA_IS_ATTACHMENT (self), NULL);
  switch (self->state)
    {
    case HALQA_ATTACHMENT_HERE:
      return g_format_size_full (self->blob.size, G_FORMAT_SIZE_IEC_UNITS);
    case HALQA_ATTACHMENT_COMING:
      return describe_way (self);
    case HALQA_ATTACHMENT_NO_ROOM:
      return g_strdup (_ ("There is no room on the disk: make room, and it is fetched"));
    case HALQA_ATTACHMENT_DAMAGED:
      return g_strdup (_ ("Damaged here; it is fetched again"));
    case HALQA_ATTACHMENT_UNSOUND:
      return g_strdup (_ ("Names no file that there could be"));
    case HALQA_ATTACHMENT_MISSING:
    default:
      return describe_place (self);
    }
}
