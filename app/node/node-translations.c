/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-node.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "halqa-app-error.h"
#include "halqa-kinds.h"
#include "halqa-translation-private.h"

/* The command that tells what is translated, and what is still to be: translations. */

static gboolean missing;
static gboolean older;
static char *language;

static const GOptionEntry translations_options[] = {
  { "missing", 0, 0, G_OPTION_ARG_NONE, &missing, N_ ("Those that are missing"), NULL },
  { "older", 0, 0, G_OPTION_ARG_NONE, &older, N_ ("Those whose original was written into since"),
    NULL },
  { "language", 0, 0, G_OPTION_ARG_STRING, &language, N_ ("Only into this language"), "CODE" },
  G_OPTION_ENTRY_NULL,
};

/* What a walk over records needs. */
typedef struct
{
  HalqaNode *node;
  char **languages;
} Walk;

static const char *
get_state (HalqaTranslation state)
{
  switch (state)
    {
    case HALQA_TRANSLATION_MISSING:
      return "missing";
    case HALQA_TRANSLATION_OLDER:
      return "older";
    case HALQA_TRANSLATION_NONE:
    case HALQA_TRANSLATION_CURRENT:
    default:
      return "current";
    }
}

/* Where none is asked for, all are. */
static gboolean
is_asked_for (HalqaTranslation state)
{
  return (!missing && !older) || (missing && state == HALQA_TRANSLATION_MISSING) ||
         (older && state == HALQA_TRANSLATION_OLDER);
}

static void
print_translation (HalqaRecord *record,
                   const char *field,
                   const char *into,
                   HalqaTranslation state,
                   gpointer user_data)
{
  HalqaNode *self = ((Walk *) user_data)->node;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  char hex[HALQA_HEX_MAX];

  if (!is_asked_for (state))
    return;
  halqa_node_begin_answer ();
  halqa_hex_encode (hex, halqa_record_get_id (record)->bytes, HALQA_ID_SIZE);
  if (!self->json)
    {
      halqa_node_print ("%s\t%s\t%s@%s", hex, get_state (state), field, into);
      return;
    }
  json_builder_begin_object (builder);
  halqa_node_add_member (builder, "id", hex);
  halqa_node_add_member (builder, "kind", halqa_record_get_kind (record)->name);
  halqa_node_add_member (builder, "field", field);
  halqa_node_add_member (builder, "language", into);
  halqa_node_add_member (builder, "state", get_state (state));
  json_builder_end_object (builder);
  halqa_node_print_json (builder);
}

static gboolean
print_record (Walk *self, HalqaRecord *record, GError **error)
{
  return halqa_translation_walk (self->node->reader, record, (const char *const *) self->languages,
                                 language, print_translation, self, error);
}

static gboolean
print_kind (Walk *self, const HalqaKind *kind, GError **error)
{
  const HalqaQuery query = { .kind = kind->name };
  g_autoptr (GPtrArray) records = halqa_reader_query (self->node->reader, &query, error);

  for (guint i = 0; records != NULL && i < records->len; i++)
    if (!print_record (self, g_ptr_array_index (records, i), error))
      return FALSE;
  return records != NULL;
}

static gboolean
print_all (Walk *self, GError **error)
{
  for (const HalqaKind *kind = halqa_kinds_get_schema ()->kinds; kind->name != NULL; kind++)
    if (!print_kind (self, kind, error))
      return FALSE;
  return TRUE;
}

/* @what: (nullable): a kind, or the id of a record */
static gboolean
print_translations (Walk *self, const char *what, GError **error)
{
  g_autoptr (HalqaRecord) record = NULL;
  const HalqaKind *kind;

  if (what == NULL)
    return print_all (self, error);
  kind = halqa_schema_find_kind (halqa_kinds_get_schema (), what);
  if (kind != NULL)
    return print_kind (self, kind, error);
  record = halqa_node_find_record (self->node, what, error);
  return record != NULL && print_record (self, record, error);
}

static gboolean
is_language (const char *code)
{
  const HalqaKind *kind = halqa_schema_find_kind (halqa_kinds_get_schema (), "forum");
  g_autofree char *field = g_strconcat ("title@", code, NULL);

  return halqa_kinds_can_write (kind, field);
}

static gboolean
run_translations (HalqaNode *self, char **args, GError **error)
{
  Walk walk = { self, NULL };
  gboolean done;

  if (language != NULL && !is_language (language))
    return halqa_node_refuse_usage (error, _ ("A language goes by its code: ar, fr, zgh, en …"));
  if (!halqa_reader_begin (self->reader, error))
    return FALSE;
  walk.languages = halqa_translation_read_languages (self->reader);
  halqa_node_begin_progress (HALQA_NODE_WORKS);
  done = print_translations (&walk, args[0], error);
  halqa_node_wipe_progress ();
  halqa_reader_end (self->reader);
  g_strfreev (walk.languages);
  return done;
}

const HalqaNodeCommand halqa_node_translation_commands[] = {
  { "translations", "[KIND|ID]", N_ ("Tells what is translated, and what is still to be"), 0, 1,
    HALQA_NODE_ONE_FORUM, translations_options, run_translations },
  { NULL },
};
