/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-deed.h"
#include "halqa-forest.h"
#include "halqa-forum.h"
#include "halqa-invitation.h"
#include "halqa-reader.h"
#include "halqa-replicator.h"
#include "halqa-version.h"

G_BEGIN_DECLS

/* For app/ and app/node/ alone: ui/ has no include path to sync/. */
HalqaForum *halqa_forum_new (HalqaStore *store, GError **error);
HalqaStore *halqa_forum_get_store (HalqaForum *self);
HalqaReader *halqa_forum_get_reader (HalqaForum *self);
HalqaInvitation *halqa_forum_make_invitation (HalqaForum *self);
char **halqa_forum_list_addresses_at (const char *listening);
const char *halqa_forum_get_device_name (HalqaForum *self, const HalqaDeviceId *device);
HalqaForest *halqa_forum_get_forest (HalqaForum *self);

/* @reader: of the calling thread. @data: as it was handed in. */
typedef gboolean (*HalqaWorkFunc) (HalqaReader *reader, gpointer data, GError **error);
/* Returns: (transfer full): an object that says in words what was found */
typedef gpointer (*HalqaShowFunc) (HalqaForum *self, gpointer data);
void halqa_forum_work (HalqaForum *self,
                       GTask *task,
                       HalqaWorkFunc work,
                       HalqaShowFunc show,
                       gpointer data,
                       GDestroyNotify free_data);

/* --- among the files of the forum alone */

/* Signal "looked": for lists of what has changed since somebody looked.
 * Signal "touched" (const GArray *touched): as HalqaStoreFunc has it; after the items are up to
 * date, before "changed". */

/* An action, and what was done by it. */
typedef struct
{
  HalqaAction action; /* "first" is 0 where it is not known yet */
  HalqaDeed deed;
  gboolean redo; /* whether it is to be done again */
} HalqaLastDeed;

struct _HalqaForum
{
  GObject parent_instance;

  /* owned */
  HalqaStore *store;
  HalqaReader *reader;
  HalqaReplicator *replicator; /* NULL while nothing is replicated */
  GListStore *neighbours;
  GListStore *members; /* NULL until somebody asks for it */
  GPtrArray *addresses; /* of char: those that were typed */
  GArray *arrived; /* of HalqaTouched: written, and not told of yet */
  GHashTable *items; /* the live ones, see halqa-forum-items.c */
  GHashTable *device_names; /* HalqaDeviceId -> char, read on demand */
  struct _HalqaOrderEnds *ends;
  HalqaForest *forest; /* NULL until somebody asks for it */
  char *title;
  char *undo_label; /* NULL where there is nothing */
  char *redo_label;
  char *save_problem;

  HalqaLastDeed last_deeds[2]; /* to be taken back; to be done again */
  GSource *telling; /* borrowed of its context; NULL where nothing is left to be told of */
  GSource *undo_idle; /* borrowed of its context; NULL where the two are up to date */
  gboolean reading_deed; /* on another thread */
  guint n_conflicts;
  guint n_unsaved;
  guint n_file_jobs;
  guint n_laptops;
  guint n_complete;
  char *stick_writer; /* the device, in hex, that wrote the stick which was looked at */
  gint64 stick_seen; /* when, Unix time in microseconds */
  guint n_on_stick; /* entries that we lack */
  guint watch;
};

void halqa_forum_init_items (HalqaForum *self);
void halqa_forum_release_items (HalqaForum *self);
HalqaItem *halqa_forum_dup_item_of (HalqaForum *self, const char *kind, const HalqaId *id);
HalqaItem *halqa_forum_dup_item_unread (HalqaForum *self, const HalqaKind *kind, const HalqaId *id);
HalqaVersion *halqa_forum_make_version (HalqaForum *self,
                                        const HalqaKind *kind,
                                        const HalqaPastWrite *write,
                                        const HalqaDot *by,
                                        const HalqaPastWrite *before);
GPtrArray *halqa_forum_refresh_items (HalqaForum *self, const GArray *touched);
void halqa_forum_schedule_undo (HalqaForum *self);
void halqa_forum_release_undo (HalqaForum *self);
void halqa_forum_init_replication (HalqaForum *self);
void halqa_forum_refresh_forest (HalqaForum *self, const GArray *touched);
void halqa_forum_refresh_members (HalqaForum *self, const GArray *touched);
void halqa_forum_meet_members (HalqaForum *self, const GPtrArray *peers);
/* @writer, a device in hex, has @n entries that we lack. */
void halqa_forum_note_stick (HalqaForum *self, const char *writer, guint n);
/* Of @n_laptops, this one among them, @n_complete have everything; both 0 where nobody can know. */
void halqa_forum_set_completeness (HalqaForum *self, guint n_laptops, guint n_complete);

G_END_DECLS
