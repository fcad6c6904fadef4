/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-family-private.h"

#include "halqa-endorser-private.h"
#include "halqa-forum-private.h"
#include "halqa-item-private.h"
#include "halqa-relation-private.h"

#include <string.h>

/* What the lists of a family hold, read from the store. The members are the proposal and its
 * sources, as the family lists them. */

/* A record that points at a member. */
typedef struct
{
  HalqaId id;
  guint64 created;
  guint member; /* its place in the family */
} Pointing;

typedef struct
{
  GHashTable *places; /* HalqaId -> place from 1 on */
  GArray *found; /* of Pointing */
} Search;

static void
find_pointing (const HalqaRow *row, gpointer user_data)
{
  const Search *search = user_data;
  const HalqaId *target = halqa_value_get_id (row->key);
  Pointing one = { row->id, row->created, 0 };

  if (target != NULL)
    one.member = GPOINTER_TO_UINT (g_hash_table_lookup (search->places, target));
  if (one.member > 0)
    g_array_append_val (search->found, one);
}

static int
compare_pointing (gconstpointer a, gconstpointer b)
{
  const Pointing *one = a;
  const Pointing *other = b;

  if (one->member != other->member)
    return one->member < other->member ? -1 : 1;
  if (one->created != other->created)
    return one->created < other->created ? -1 : 1;
  return memcmp (&one->id, &other->id, sizeof one->id);
}

/* The records of @kind whose @field points at one of @members, those of the first member first, in
 * the order of their making. One walk for them all: a family can be as large as a hostile laptop
 * makes it. */
static GPtrArray *
list_pointing (HalqaForum *forum, const char *kind, const char *field, const GPtrArray *members)
{
  const HalqaQuery query = { .kind = kind, .sort = field };
  g_autoptr (GHashTable) places = g_hash_table_new (halqa_id_hash, halqa_id_equal);
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (Pointing));
  g_autoptr (GError) error = NULL;
  Search search = { places, found };
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < members->len; i++)
    g_hash_table_insert (places,
                         (gpointer) halqa_record_get_id (halqa_item_get_record (members->pdata[i])),
                         GUINT_TO_POINTER (i + 1));
  if (!halqa_reader_walk_rows (halqa_forum_get_reader (forum), &query, NULL, 0, find_pointing,
                               &search, &error))
    g_warning ("%s: %s", halqa_store_get_path (halqa_forum_get_store (forum)), error->message);
  g_array_sort (found, compare_pointing);
  for (guint i = 0; i < found->len; i++)
    {
      HalqaItem *item =
          halqa_forum_dup_item_of (forum, kind, &g_array_index (found, Pointing, i).id);

      if (item != NULL)
        g_ptr_array_add (items, item);
    }
  return items;
}

static HalqaItem *
dup_referred (HalqaForum *forum, HalqaItem *item, const char *field, const char *kind)
{
  const char *id = halqa_item_get_ref (item, field);

  return id != NULL ? halqa_forum_dup_item (forum, kind, id) : NULL;
}

GPtrArray *
halqa_family_list_sources (HalqaForum *forum, const HalqaId *id)
{
  g_autoptr (GArray) found = halqa_forest_list_sources (halqa_forum_get_forest (forum), id);
  GPtrArray *sources = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < found->len; i++)
    {
      HalqaItem *item =
          halqa_forum_dup_item_of (forum, "proposal", &g_array_index (found, HalqaSource, i).id);

      if (item != NULL)
        g_ptr_array_add (sources, item);
    }
  return sources;
}

typedef struct
{
  HalqaItem *tally;
  char *room; /* the session's title as people sort it, and its id */
  guint number;
} Counted;

static void
clear_counted (gpointer data)
{
  g_free (((Counted *) data)->room);
}

static int
compare_counted (gconstpointer a, gconstpointer b)
{
  const Counted *one = a;
  const Counted *other = b;
  const int order = strcmp (one->room, other->room);

  return order != 0 ? order : one->number < other->number ? -1 : 1;
}

static char *
make_room_key (HalqaForum *forum, HalqaItem *tally)
{
  const char *id = halqa_item_get_ref (tally, "session");
  g_autoptr (HalqaItem) session = dup_referred (forum, tally, "session", "session");
  g_autofree char *title =
      g_utf8_collate_key (session != NULL ? halqa_item_get_label (session) : "", -1);

  /* Those of no room that is known come last. */
  return g_strdup_printf ("%c%s %s", session != NULL ? '0' : '1', title, id != NULL ? id : "");
}

GPtrArray *
halqa_family_list_tallies (HalqaForum *forum, const GPtrArray *members)
{
  GPtrArray *tallies = list_pointing (forum, "tally", "proposal", members);
  g_autoptr (GArray) counted = g_array_new (FALSE, FALSE, sizeof (Counted));

  g_array_set_clear_func (counted, clear_counted);
  for (guint i = 0; i < tallies->len; i++)
    {
      Counted one = { tallies->pdata[i], make_room_key (forum, tallies->pdata[i]), i };

      g_array_append_val (counted, one);
    }
  g_array_sort (counted, compare_counted);
  for (guint i = 0; i < counted->len; i++)
    tallies->pdata[i] = g_array_index (counted, Counted, i).tally;
  return tallies;
}

static HalqaEndorser *
find_endorser (GPtrArray *endorsers, const char *id)
{
  for (guint i = 0; i < endorsers->len; i++)
    if (g_strcmp0 (halqa_endorser_get_id (endorsers->pdata[i]), id) == 0)
      return endorsers->pdata[i];
  return NULL;
}

GPtrArray *
halqa_family_list_endorsers (HalqaForum *forum, const GPtrArray *members)
{
  g_autoptr (GPtrArray) endorsements = list_pointing (forum, "endorsement", "proposal", members);
  GPtrArray *endorsers = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < endorsements->len; i++)
    {
      HalqaItem *endorsement = endorsements->pdata[i];
      const char *id = halqa_item_get_ref (endorsement, "organisation");
      HalqaEndorser *endorser = find_endorser (endorsers, id);
      g_autoptr (HalqaItem) organisation =
                     dup_referred (forum, endorsement, "organisation", "organisation");

      if (endorser == NULL)
        {
          endorser = halqa_endorser_new (organisation, id);
          g_ptr_array_add (endorsers, endorser);
        }
      halqa_endorser_add (endorser, endorsement);
    }
  return endorsers;
}

static gboolean
is_known (const GPtrArray *relations, HalqaRelation *relation)
{
  for (guint i = 0; i < relations->len; i++)
    if (halqa_relation_equal (relations->pdata[i], relation))
      return TRUE;
  return FALSE;
}

/* What is said by the links that have a member at one end, to the proposals at the other. */
static void
add_relations (HalqaForum *forum, const GPtrArray *members, gboolean at_a, GPtrArray *relations)
{
  const char *end = at_a ? "a" : "b";
  g_autoptr (GPtrArray) links = list_pointing (forum, "link", end, members);

  for (guint i = 0; i < links->len; i++)
    {
      HalqaItem *link = links->pdata[i];
      g_autoptr (HalqaItem) other = dup_referred (forum, link, at_a ? "b" : "a", "proposal");
      g_autoptr (HalqaRelation) relation = NULL;
      HalqaRelationRole role;

      if (other == NULL || halqa_item_is_deleted (other) ||
          g_ptr_array_find ((GPtrArray *) members, other, NULL) ||
          !halqa_relation_find_role (halqa_item_get_text (link, "type"), at_a, &role))
        continue;
      relation = halqa_relation_new (other, role, halqa_item_get_ref (link, end));
      if (!is_known (relations, relation))
        g_ptr_array_add (relations, g_steal_pointer (&relation));
    }
}

/* By what they are, then in the order in which the proposals were made. */
static int
compare_relations (gconstpointer a, gconstpointer b)
{
  HalqaRelation *one = *(HalqaRelation *const *) a;
  HalqaRelation *other = *(HalqaRelation *const *) b;
  HalqaRecord *record = halqa_item_get_record (halqa_relation_get_item (one));
  HalqaRecord *another = halqa_item_get_record (halqa_relation_get_item (other));

  if (halqa_relation_get_role (one) != halqa_relation_get_role (other))
    return halqa_relation_get_role (one) < halqa_relation_get_role (other) ? -1 : 1;
  if (halqa_record_get_created (record) != halqa_record_get_created (another))
    return halqa_record_get_created (record) < halqa_record_get_created (another) ? -1 : 1;
  return memcmp (halqa_record_get_id (record), halqa_record_get_id (another), HALQA_ID_SIZE);
}

GPtrArray *
halqa_family_list_relations (HalqaForum *forum, const GPtrArray *members)
{
  GPtrArray *relations = g_ptr_array_new_with_free_func (g_object_unref);

  add_relations (forum, members, TRUE, relations);
  add_relations (forum, members, FALSE, relations);
  g_ptr_array_sort (relations, compare_relations);
  return relations;
}

static gboolean
is_claimed (const HalqaConflict *conflict, const GPtrArray *members)
{
  for (guint i = 0; i < conflict->versions->len; i++)
    {
      const HalqaPastWrite *version = g_ptr_array_index (conflict->versions, i);
      const HalqaId *into = halqa_value_get_id (&version->value);

      for (guint j = 0; into != NULL && j < members->len; j++)
        if (halqa_id_equal (into, halqa_record_get_id (halqa_item_get_record (members->pdata[j]))))
          return TRUE;
    }
  return FALSE;
}

/* What another laptop merged into one of @members, and is shown elsewhere. */
GPtrArray *
halqa_family_list_claims (HalqaForum *forum, const GPtrArray *members)
{
  GPtrArray *claims = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) conflicts = NULL;
  g_autoptr (GError) error = NULL;

  if (halqa_forum_get_n_conflicts (forum) == 0)
    return claims;
  conflicts = halqa_reader_conflicts (halqa_forum_get_reader (forum), NULL, NULL, &error);
  if (conflicts == NULL)
    g_warning ("%s: %s", halqa_store_get_path (halqa_forum_get_store (forum)), error->message);
  for (guint i = 0; conflicts != NULL && i < conflicts->len; i++)
    {
      const HalqaConflict *conflict = g_ptr_array_index (conflicts, i);
      g_autoptr (HalqaItem) item = NULL;

      if (!g_str_equal (conflict->kind->name, "proposal") ||
          !g_str_equal (conflict->field, "merged_into") || !is_claimed (conflict, members))
        continue;
      item = halqa_forum_dup_item_of (forum, "proposal", &conflict->record);
      if (item != NULL && !halqa_item_is_deleted (item) &&
          !g_ptr_array_find ((GPtrArray *) members, item, NULL))
        g_ptr_array_add (claims, g_steal_pointer (&item));
    }
  return claims;
}
