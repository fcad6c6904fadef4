/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "halqa-reader.h"
#include "halqa-record.h"

G_BEGIN_DECLS

typedef enum
{
  HALQA_RECORD_JSON_CONTENT, /* id, kind, and the fields */
  HALQA_RECORD_JSON_WHOLE, /* and who created it, when, and when it was written last */
} HalqaRecordJson;

char *halqa_record_json_line (HalqaRecord *record, HalqaRecordJson what);
void halqa_record_json_add_value (JsonBuilder *builder, const HalqaValue *value);
char *halqa_record_json_format_time (guint64 stamp);
char *halqa_record_json_print (JsonBuilder *builder);

/* One after the other, each record of every kind, deleted ones too, ordered by kind and id: what
 * two laptops that show the same have alike. FALSE ends the walk. */
typedef gboolean (*HalqaRecordWalkFunc) (HalqaRecord *record, gpointer user_data, GError **error);
gboolean halqa_record_json_walk (HalqaReader *reader,
                                 HalqaRecordWalkFunc func,
                                 gpointer user_data,
                                 GError **error);
char *halqa_record_json_digest (HalqaReader *reader, GError **error);

G_END_DECLS
