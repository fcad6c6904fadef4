/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-node.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#include "halqa-draft-private.h"
#include "halqa-endorser.h"
#include "halqa-family.h"
#include "halqa-forum-private.h"
#include "halqa-item-private.h"
#include "halqa-kinds.h"
#include "halqa-merging.h"
#include "halqa-order-private.h"
#include "halqa-references.h"
#include "halqa-relation.h"

/* Commands of the merging desk: merge, split, relate, not-duplicate, family. Each that writes is one
 * entry, or none where all is so already. */

static gboolean join_new;
static gboolean with_texts;
static char **parts;
static gboolean take_out;
static gboolean take_back;
static char *relation_type;

static const GOptionEntry merge_options[] = {
  { "new", 0, 0, G_OPTION_ARG_NONE, &join_new,
    N_ ("Into a new proposal, whose text begins with theirs"), NULL },
  { "text", 0, 0, G_OPTION_ARG_NONE, &with_texts, N_ ("Also puts their texts below that of INTO"),
    NULL },
  G_OPTION_ENTRY_NULL,
};

static const GOptionEntry split_options[] = {
  { "into", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &parts,
    N_ ("Makes a proposal of this title, with the text of ID; may be given several times"),
    "TITLE" },
  { "out", 0, 0, G_OPTION_ARG_NONE, &take_out, N_ ("Takes each ID out of what it is merged into"),
    NULL },
  G_OPTION_ENTRY_NULL,
};

static const GOptionEntry relate_options[] = {
  { "type", 0, 0, G_OPTION_ARG_FILENAME, &relation_type,
    N_ ("“related”, “dialogue”, or “sequence” where B comes after A"), "TYPE" },
  { "undo", 0, 0, G_OPTION_ARG_NONE, &take_back, N_ ("Takes the relation back"), NULL },
  G_OPTION_ENTRY_NULL,
};

static const GOptionEntry not_duplicate_options[] = {
  { "undo", 0, 0, G_OPTION_ARG_NONE, &take_back, N_ ("Takes the mark back"), NULL },
  G_OPTION_ENTRY_NULL,
};

static HalqaForum *
open_forum (HalqaNode *self, GError **error)
{
  return halqa_forum_new (self->store, error);
}

/* The ids in full, of what was typed. */
static char **
find_ids (HalqaNode *self, char **args, GError **error)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  for (; *args != NULL; args++)
    {
      g_autoptr (HalqaRecord) record = halqa_node_find_record (self, *args, error);
      g_autofree char *hex = NULL;

      if (record == NULL)
        return NULL;
      hex = halqa_hex_dup (halqa_record_get_id (record)->bytes, HALQA_ID_SIZE);
      g_strv_builder_add (ids, hex);
    }
  return g_strv_builder_end (ids);
}

static gboolean
commit (HalqaNode *self, HalqaMerging *step, GError **error)
{
  g_autoptr (HalqaChange) change = halqa_draft_spend (halqa_merging_get_draft (step));
  g_autoptr (HalqaOrderEnds) ends = halqa_order_ends_new ();

  halqa_references_complete (self->reader, change);
  return halqa_change_is_empty (change) ||
         (halqa_order_append_new (self->reader, change, ends, error) &&
          halqa_store_commit (self->store, change, error));
}

/* The ids of what was made, each on a line. */
static void
print_ids (HalqaNode *self, char **ids)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "ids");
  json_builder_begin_array (builder);
  for (; *ids != NULL; ids++)
    {
      json_builder_add_string_value (builder, *ids);
      if (!self->json)
        puts (*ids);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  if (self->json)
    halqa_node_print_json (builder);
}

static void
print_hex (HalqaNode *self, const char *hex)
{
  HalqaId id;

  if (halqa_hex_decode (hex, id.bytes, HALQA_ID_SIZE))
    halqa_node_print_id (self, id.bytes, HALQA_ID_SIZE);
}

/* --- merge */

static gboolean
run_merge (HalqaNode *self, char **args, GError **error)
{
  g_auto (GStrv) ids = find_ids (self, args, error);
  g_autoptr (HalqaForum) forum = ids != NULL ? open_forum (self, error) : NULL;
  g_autoptr (HalqaMerging) step = NULL;
  g_autofree char *made = NULL;

  if (forum == NULL)
    return FALSE;
  if (join_new && with_texts)
    return halqa_node_refuse_usage (error, _ ("A new proposal has the texts already"));
  step = halqa_merging_new (forum);
  if (join_new)
    made = halqa_merging_join_new (step, (const char *const *) ids, error);
  else if (halqa_merging_join (step, ids[0], (const char *const *) ids + 1, error) &&
           (!with_texts ||
            halqa_merging_add_texts (step, ids[0], (const char *const *) ids + 1, error)))
    made = g_strdup (ids[0]);
  if (made == NULL || !commit (self, step, error))
    return FALSE;
  if (join_new || self->json)
    print_hex (self, made);
  return TRUE;
}

/* --- split */

/* What has sources is taken apart; a source that has none comes out of what it is merged into. */
static gboolean
split_one (HalqaForum *forum, HalqaMerging *step, const char *hex, GError **error)
{
  HalqaForest *forest = halqa_forum_get_forest (forum);
  HalqaId id;

  if (!take_out && halqa_hex_decode (hex, id.bytes, HALQA_ID_SIZE) &&
      (halqa_forest_has_sources (forest, &id) || halqa_forest_get_link (forest, &id) == NULL))
    return halqa_merging_split (step, hex, error);
  return halqa_merging_take_out (step, (const char *const[]){ hex, NULL }, error);
}

static gboolean
check_titles (char **titles, GError **error)
{
  for (; *titles != NULL; titles++)
    {
      g_auto (HalqaValue) value = HALQA_VALUE_INIT;

      if (!halqa_kinds_parse ("proposal", "title", *titles, &value, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
make_several (HalqaNode *self, HalqaMerging *step, const char *id, GError **error)
{
  g_auto (GStrv) made = NULL;

  if (!check_titles (parts, error))
    return FALSE;
  made = halqa_merging_make_several (step, id, (const char *const *) parts, error);
  if (made == NULL || !commit (self, step, error))
    return FALSE;
  print_ids (self, made);
  return TRUE;
}

static gboolean
run_split (HalqaNode *self, char **args, GError **error)
{
  g_auto (GStrv) ids = NULL;
  g_autoptr (HalqaForum) forum = NULL;
  g_autoptr (HalqaMerging) step = NULL;

  if (parts != NULL && (take_out || args[1] != NULL))
    return halqa_node_refuse_usage (error, _ ("Several are made of one proposal at a time"));
  ids = find_ids (self, args, error);
  forum = ids != NULL ? open_forum (self, error) : NULL;
  if (forum == NULL)
    return FALSE;
  step = halqa_merging_new (forum);
  if (parts != NULL)
    return make_several (self, step, ids[0], error);
  for (char **id = ids; *id != NULL; id++)
    if (!split_one (forum, step, *id, error))
      return FALSE;
  return commit (self, step, error);
}

/* --- relate, not-duplicate */

/* @link: (out): the id of the link that was made, NULL where one was taken back */
static gboolean
relate (HalqaNode *self, char **args, const char *type, char **link, GError **error)
{
  g_auto (GStrv) ids = find_ids (self, args, error);
  g_autoptr (HalqaForum) forum = ids != NULL ? open_forum (self, error) : NULL;
  g_autoptr (HalqaMerging) step = NULL;

  if (forum == NULL)
    return FALSE;
  step = halqa_merging_new (forum);
  if (take_back)
    return halqa_merging_part (step, type, ids[0], ids[1], error) && commit (self, step, error);
  *link = halqa_merging_relate (step, type != NULL ? type : "related", ids[0], ids[1], error);
  return *link != NULL && commit (self, step, error);
}

static gboolean
run_relate (HalqaNode *self, char **args, GError **error)
{
  g_autofree char *link = NULL;

  if (g_strcmp0 (relation_type, "not_duplicate") == 0)
    return halqa_node_refuse (error,
                              _ ("A relation is “related”, “sequence” or “dialogue”; that two "
                                 "are not the same says the command “not-duplicate”"));
  if (!relate (self, args, relation_type, &link, error))
    return FALSE;
  if (link != NULL)
    print_hex (self, link);
  return TRUE;
}

static gboolean
run_not_duplicate (HalqaNode *self, char **args, GError **error)
{
  g_autofree char *link = NULL;

  if (!relate (self, args, "not_duplicate", &link, error))
    return FALSE;
  if (link != NULL && self->json)
    print_hex (self, link);
  return TRUE;
}

/* --- family */

static const char *const counts[] = { "in_favour", "against", "abstain" };

static void
add_text (JsonBuilder *builder, const char *name, const char *text)
{
  if (text != NULL && *text != '\0')
    halqa_node_add_member (builder, name, text);
}

/* The title of the session that @item was written in. */
static void
add_session (JsonBuilder *builder, HalqaForum *forum, HalqaItem *item)
{
  const char *id = halqa_item_get_ref (item, "session");
  g_autoptr (HalqaItem) session = id != NULL ? halqa_forum_dup_item (forum, "session", id) : NULL;

  add_text (builder, "session", id);
  if (session != NULL)
    add_text (builder, "session_title", halqa_item_get_text (session, "title"));
}

static const char *
get_state_word (HalqaMergeState state)
{
  static const char *const words[] = {
    [HALQA_MERGE_NONE] = "none",       [HALQA_MERGE_IN_FORCE] = "in force",
    [HALQA_MERGE_ITSELF] = "itself",   [HALQA_MERGE_MISSING] = "missing",
    [HALQA_MERGE_DELETED] = "deleted", [HALQA_MERGE_CIRCLE] = "circle",
  };

  return words[state];
}

static void
add_proposal (JsonBuilder *builder, HalqaForum *forum, gpointer object)
{
  HalqaItem *item = object;
  HalqaRecord *record = halqa_item_get_record (item);
  const HalqaDeviceId *author = halqa_record_get_author (record);
  const HalqaMergeState state =
      halqa_forest_get_state (halqa_forum_get_forest (forum), halqa_record_get_id (record));

  json_builder_begin_object (builder);
  halqa_node_add_member (builder, "id", halqa_item_get_id (item));
  add_text (builder, "reference", halqa_item_get_text (item, "reference"));
  add_text (builder, "title", halqa_item_get_text (item, "title"));
  add_text (builder, "problem", halqa_item_get_text (item, "problem"));
  add_text (builder, "body", halqa_item_get_text (item, "body"));
  add_text (builder, "lang", halqa_item_get_text (item, "lang"));
  add_session (builder, forum, item);
  add_text (builder, "author_name", halqa_item_get_text (item, "author_name"));
  if (author != NULL)
    halqa_node_add_hex (builder, "author", author->bytes, HALQA_DEVICE_ID_SIZE);
  add_text (builder, "device_name", halqa_item_get_author (item));
  if (state != HALQA_MERGE_NONE)
    {
      halqa_node_add_member (builder, "merged_into", halqa_item_get_ref (item, "merged_into"));
      halqa_node_add_member (builder, "merge", get_state_word (state));
    }
  if (halqa_item_has_conflict (item, "merged_into"))
    {
      json_builder_set_member_name (builder, "conflict");
      json_builder_add_boolean_value (builder, TRUE);
    }
  json_builder_end_object (builder);
}

static void
add_tally (JsonBuilder *builder, HalqaForum *forum, gpointer object)
{
  HalqaItem *item = object;
  gint64 number;

  json_builder_begin_object (builder);
  halqa_node_add_member (builder, "id", halqa_item_get_id (item));
  halqa_node_add_member (builder, "proposal", halqa_item_get_ref (item, "proposal"));
  add_session (builder, forum, item);
  add_text (builder, "method", halqa_item_get_text (item, "method"));
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    if (halqa_item_get_int (item, counts[i], &number))
      halqa_node_add_number (builder, counts[i], number);
  json_builder_end_object (builder);
}

static void
add_endorser (JsonBuilder *builder, HalqaForum *forum, gpointer object)
{
  HalqaEndorser *endorser = object;
  GListModel *endorsements = halqa_endorser_get_endorsements (endorser);
  g_autofree char *name = halqa_endorser_dup_name (endorser);

  json_builder_begin_object (builder);
  halqa_node_add_member (builder, "organisation", halqa_endorser_get_id (endorser));
  add_text (builder, "name", name);
  json_builder_set_member_name (builder, "commitments");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (endorsements); i++)
    {
      g_autoptr (HalqaItem) endorsement = g_list_model_get_item (endorsements, i);

      json_builder_begin_object (builder);
      halqa_node_add_member (builder, "id", halqa_item_get_id (endorsement));
      halqa_node_add_member (builder, "proposal", halqa_item_get_ref (endorsement, "proposal"));
      add_text (builder, "commitment", halqa_item_get_text (endorsement, "commitment"));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
add_relation (JsonBuilder *builder, HalqaForum *forum, gpointer object)
{
  HalqaRelation *relation = object;
  HalqaItem *item = halqa_relation_get_item (relation);

  json_builder_begin_object (builder);
  halqa_node_add_member (builder, "relation", halqa_relation_get_word (relation));
  halqa_node_add_member (builder, "of", halqa_relation_get_member (relation));
  halqa_node_add_member (builder, "id", halqa_item_get_id (item));
  add_text (builder, "reference", halqa_item_get_text (item, "reference"));
  add_text (builder, "title", halqa_item_get_text (item, "title"));
  json_builder_end_object (builder);
}

typedef void (*AddFunc) (JsonBuilder *builder, HalqaForum *forum, gpointer object);

static void
add_list (JsonBuilder *builder, HalqaForum *forum, const char *name, GListModel *list, AddFunc add)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (GObject) object = g_list_model_get_item (list, i);

      add (builder, forum, object);
    }
  json_builder_end_array (builder);
}

static void
print_family_json (HalqaForum *forum, HalqaFamily *family)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "result");
  add_proposal (builder, forum, halqa_family_get_item (family));
  add_list (builder, forum, "sources", halqa_family_get_sources (family), add_proposal);
  add_list (builder, forum, "claims", halqa_family_get_claims (family), add_proposal);
  add_list (builder, forum, "tallies", halqa_family_get_tallies (family), add_tally);
  add_list (builder, forum, "endorsements", halqa_family_get_endorsers (family), add_endorser);
  add_list (builder, forum, "relations", halqa_family_get_relations (family), add_relation);
  json_builder_end_object (builder);
  halqa_node_print_json (builder);
}

static void
print_line (const char *what, const char *id, const char *text)
{
  g_autofree char *line = g_strdelimit (g_strdup (text), "\n\r", ' ');

  halqa_node_print ("%s\t%s\t%s", what, id, line);
}

static void
print_proposals (const char *what, GListModel *proposals)
{
  for (guint i = 0; i < g_list_model_get_n_items (proposals); i++)
    {
      g_autoptr (HalqaItem) item = g_list_model_get_item (proposals, i);

      print_line (what, halqa_item_get_id (item), halqa_item_get_label (item));
    }
}

static void
print_tallies (HalqaForum *forum, HalqaFamily *family)
{
  GListModel *tallies = halqa_family_get_tallies (family);

  for (guint i = 0; i < g_list_model_get_n_items (tallies); i++)
    {
      g_autoptr (HalqaItem) item = g_list_model_get_item (tallies, i);
      const char *id = halqa_item_get_ref (item, "session");
      g_autoptr (HalqaItem) session =
                     id != NULL ? halqa_forum_dup_item (forum, "session", id) : NULL;
      g_autoptr (GString) text = g_string_new (NULL);

      g_string_append (text, session != NULL ? halqa_item_get_label (session) : "");
      for (guint j = 0; j < G_N_ELEMENTS (counts); j++)
        {
          gint64 number;

          if (halqa_item_get_int (item, counts[j], &number))
            g_string_append_printf (text, " %s=%" G_GINT64_FORMAT, counts[j], number);
        }
      print_line ("tally", halqa_item_get_id (item), text->str);
    }
}

static void
print_family (HalqaForum *forum, HalqaFamily *family)
{
  GListModel *endorsers = halqa_family_get_endorsers (family);
  GListModel *relations = halqa_family_get_relations (family);
  HalqaItem *result = halqa_family_get_item (family);

  print_line ("result", halqa_item_get_id (result), halqa_item_get_label (result));
  print_proposals ("source", halqa_family_get_sources (family));
  print_proposals ("claim", halqa_family_get_claims (family));
  print_tallies (forum, family);
  for (guint i = 0; i < g_list_model_get_n_items (endorsers); i++)
    {
      g_autoptr (HalqaEndorser) endorser = g_list_model_get_item (endorsers, i);
      g_autofree char *name = halqa_endorser_dup_name (endorser);
      const char *id = halqa_endorser_get_id (endorser);

      print_line ("organisation", id != NULL ? id : "", name);
    }
  for (guint i = 0; i < g_list_model_get_n_items (relations); i++)
    {
      g_autoptr (HalqaRelation) relation = g_list_model_get_item (relations, i);
      HalqaItem *item = halqa_relation_get_item (relation);

      print_line (halqa_relation_get_word (relation), halqa_item_get_id (item),
                  halqa_item_get_label (item));
    }
}

/* Of any member, that of its result. */
static gboolean
run_family (HalqaNode *self, char **args, GError **error)
{
  g_autoptr (HalqaRecord) record = halqa_node_find_record (self, args[0], error);
  g_autoptr (HalqaForum) forum = record != NULL ? open_forum (self, error) : NULL;
  g_autoptr (HalqaItem) result = NULL;
  g_autoptr (HalqaFamily) family = NULL;

  if (forum == NULL)
    return FALSE;
  if (strcmp (halqa_record_get_kind (record)->name, "proposal") == 0)
    result = halqa_forum_dup_item_of (forum, "proposal",
                                      halqa_forest_get_result (halqa_forum_get_forest (forum),
                                                               halqa_record_get_id (record)));
  if (result == NULL)
    return halqa_node_refuse (error, _ ("Only proposals can be merged, split or related"));
  family = halqa_family_new (forum, result);
  if (self->json)
    print_family_json (forum, family);
  else
    print_family (forum, family);
  return TRUE;
}

const HalqaNodeCommand halqa_node_merging_commands[] = {
  { "merge", "INTO ID …", N_ ("Merges proposals into one; nothing of them is lost"), 2, G_MAXUINT,
    HALQA_NODE_ONE_FORUM, merge_options, run_merge },
  { "split", "ID …", N_ ("Takes a merge apart, or makes several proposals of one"), 1, G_MAXUINT,
    HALQA_NODE_ONE_FORUM, split_options, run_split },
  { "relate", "A B", N_ ("Relates two proposals without merging them"), 2, 2, HALQA_NODE_ONE_FORUM,
    relate_options, run_relate },
  { "not-duplicate", "A B", N_ ("Marks two proposals as not the same"), 2, 2, HALQA_NODE_ONE_FORUM,
    not_duplicate_options, run_not_duplicate },
  { "family", "ID", N_ ("Shows what is merged into a proposal, and what it relates to"), 1, 1,
    HALQA_NODE_ONE_FORUM, NULL, run_family },
  { NULL },
};
