/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "halqa-csv.h"
#include "halqa-folder-private.h"
#include "halqa-import.h"
#include "halqa-reader.h"
#include "halqa-record-json.h"

G_BEGIN_DECLS

/* Digits of an id that must at least be given. */
#define HALQA_NODE_PREFIX_MIN 4

/**
 * HalqaNode:
 * @data: (nullable): the folder that was asked for
 * @forum: (nullable): the forum that was asked for
 * @json: whether to print JSON
 * @folder: the folder, open
 * @store: the forum's store, where the command works on one
 * @reader: reads @store
 *
 * One run of the program.
 */
typedef struct
{
  char *data;
  char *forum;
  gboolean json;

  HalqaFolder *folder;
  HalqaStore *store;
  HalqaReader *reader;
} HalqaNode;

typedef enum
{
  HALQA_NODE_NO_FORUM, /* it works on the folder, or opens the forum itself */
  HALQA_NODE_ONE_FORUM, /* store and reader are open when it runs */
} HalqaNodeNeeds;

/**
 * HalqaNodeCommand:
 * @name: one word, or two with a space between
 * @arguments: as they are shown in the usage
 * @summary: what it does, to be translated
 * @min_args: words behind the name, at least
 * @max_args: at most
 * @needs: what is open when it runs
 * @options: (nullable): its own, that store into statics of its file
 * @run: does it. A %G_OPTION_ERROR says that it was used wrongly
 */
typedef struct
{
  const char *name;
  const char *arguments;
  const char *summary;
  guint min_args;
  guint max_args;
  HalqaNodeNeeds needs;
  const GOptionEntry *options;
  gboolean (*run) (HalqaNode *self, char **args, GError **error);
} HalqaNodeCommand;

/* Each ends with a command without a name. */
extern const HalqaNodeCommand halqa_node_forum_commands[];
extern const HalqaNodeCommand halqa_node_members_commands[];
extern const HalqaNodeCommand halqa_node_record_commands[];
extern const HalqaNodeCommand halqa_node_order_commands[];
extern const HalqaNodeCommand halqa_node_list_commands[];
extern const HalqaNodeCommand halqa_node_translation_commands[];
extern const HalqaNodeCommand halqa_node_version_commands[];
extern const HalqaNodeCommand halqa_node_log_commands[];
extern const HalqaNodeCommand halqa_node_merging_commands[];
extern const HalqaNodeCommand halqa_node_alike_commands[];
extern const HalqaNodeCommand halqa_node_attach_commands[];
extern const HalqaNodeCommand halqa_node_changes_commands[];
extern const HalqaNodeCommand halqa_node_undo_commands[];
extern const HalqaNodeCommand halqa_node_file_commands[];
extern const HalqaNodeCommand halqa_node_net_commands[];
extern const HalqaNodeCommand halqa_node_peers_commands[];
extern const HalqaNodeCommand halqa_node_session_commands[];

/* --- what the commands share */

gboolean halqa_node_refuse_usage (GError **error, const char *why);
gboolean halqa_node_refuse (GError **error, const char *why);

void halqa_node_print (const char *format, ...) G_GNUC_PRINTF (1, 2);
void halqa_node_print_json (JsonBuilder *builder);
void halqa_node_print_id (HalqaNode *self, const guint8 *id, gsize size);
void halqa_node_add_member (JsonBuilder *builder, const char *name, const char *text);
void halqa_node_add_number (JsonBuilder *builder, const char *name, gint64 number);
void halqa_node_add_hex (JsonBuilder *builder, const char *name, const guint8 *bytes, gsize size);

char *halqa_node_dup_label (HalqaRecord *record);
char *halqa_node_dup_device_name (HalqaNode *self, const HalqaDeviceId *device);
void halqa_node_print_hints (HalqaRecord *record);
/* --- of node-members.c */
HalqaMember *halqa_node_find_member (GPtrArray *members, const char *prefix, GError **error);
/* As far as this laptop knows, whether it is a member still: to an object, and in sentences. */
void halqa_node_add_standing (HalqaNode *self, JsonBuilder *builder);
void halqa_node_print_standing (HalqaNode *self);

/* --- of node-progress.c */
typedef enum
{
  HALQA_NODE_READS, /* bytes of a file, or files */
  HALQA_NODE_WRITES, /* entries into a file, or files */
  HALQA_NODE_EXPORTS, /* records */
  HALQA_NODE_CHECKS, /* what a check has to do */
  HALQA_NODE_CHECKS_FILES, /* of attachments */
  HALQA_NODE_COMPARES, /* proposals */
  HALQA_NODE_WORKS, /* what is not counted */
} HalqaNodeWork;

void halqa_node_begin_progress (HalqaNodeWork what);
void halqa_node_show_progress (guint64 done, guint64 total, gpointer unused);
void halqa_node_begin_answer (void);
void halqa_node_wipe_progress (void);
/* --- of node-bundle.c */
gboolean
halqa_node_import_bundle (HalqaNode *self, const char *file, gboolean preview, GError **error);
gboolean halqa_node_export_bundle (HalqaNode *self, const char *file, GError **error);

/* --- of node-csv.c */
HalqaCsvPlan *halqa_node_plan_csv (const char *file, const char *columns, GError **error);
gboolean
halqa_node_preview_csv (HalqaNode *self, HalqaCsvPlan *plan, gboolean restore, GError **error);
/* Lines of a file that are refused, as they come: to a list for scripts, and in sentences. */
typedef struct
{
  JsonBuilder *list;
  GString *text;
} HalqaNodeRefused;

/* A #HalqaRefusedFunc. @refused: a #HalqaNodeRefused */
void halqa_node_note_refused (guint line, const char *why, gpointer refused);
void halqa_node_add_stays_deleted (JsonBuilder *builder, const HalqaImportReport *report);
void halqa_node_print_stays_deleted (const HalqaImportReport *report);
/* --- of node-attach.c */
gboolean halqa_node_check_attachments (HalqaNode *self, gboolean mend, GError **error);

gboolean halqa_node_is_prefix (const char *digits);
HalqaRecord *halqa_node_find_record (HalqaNode *self, const char *name, GError **error);

/**
 * HalqaNodeField:
 * @name: of a field that the kind has
 * @value: owned
 */
typedef struct
{
  char *name;
  HalqaValue value;
} HalqaNodeField;

char *halqa_node_expand (const char *assignment, GError **error);
GArray *
halqa_node_parse_fields (HalqaNode *self, const char *kind, char **assignments, GError **error);
gboolean halqa_node_parse_field (HalqaNode *self,
                                 const char *kind,
                                 const char *assignment,
                                 HalqaNodeField *field,
                                 GError **error);
gboolean halqa_node_parse_value (HalqaNode *self,
                                 const char *kind,
                                 const char *field,
                                 const char *text,
                                 HalqaValue *value,
                                 GError **error);
void halqa_node_put_fields (HalqaChange *change,
                            const char *kind,
                            const HalqaId *id,
                            GArray *fields,
                            HalqaRecord *shown);
void halqa_node_field_clear (HalqaNodeField *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HalqaNodeField, halqa_node_field_clear)

G_END_DECLS
