/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-merging-private.h"

#include "halqa-link.h"

#include <glib/gi18n-lib.h>

/* Steps at the merging desk that make links: relations between proposals that stay two, and several
 * proposals made of one. */

static char *
make_part (HalqaMerging *self, HalqaRecord *whole, const char *title)
{
  static const char *const kept[] = { "body",          "problem", "session",     "theme",
                                      "neighbourhood", "scope",   "author_name", "organisation",
                                      "lang",          NULL };
  g_autofree char *id = halqa_merging_make_proposal (self);

  halqa_draft_set_text (self->draft, "proposal", id, "title", title);
  for (const char *const *field = kept; *field != NULL; field++)
    halqa_merging_set_value (self, id, *field, halqa_record_get_value (whole, *field));
  return g_steal_pointer (&id);
}

static char *
put_link (HalqaMerging *self, const char *type, const HalqaId *a, const HalqaId *b)
{
  g_autoptr (HalqaRecord) shown = NULL;
  g_autofree char *hex = NULL;
  g_autofree char *a_hex = NULL;
  g_autofree char *b_hex = NULL;
  HalqaId id;

  halqa_link_sort_ends (type, &a, &b);
  halqa_link_derive_id (type, a, b, &id);
  hex = halqa_merging_dup_hex (&id);
  shown = halqa_reader_get (self->reader, "link", &id, NULL);
  if (shown != NULL && !halqa_record_is_deleted (shown))
    return g_steal_pointer (&hex);
  a_hex = halqa_merging_dup_hex (a);
  b_hex = halqa_merging_dup_hex (b);
  halqa_draft_create (self->draft, "link", hex);
  halqa_draft_set_text (self->draft, "link", hex, "type", type);
  halqa_draft_set_ref (self->draft, "link", hex, "a", a_hex);
  halqa_draft_set_ref (self->draft, "link", hex, "b", b_hex);
  return g_steal_pointer (&hex);
}

static gboolean
is_relation (const char *type)
{
  static const char *const types[] = { "related", "sequence", "dialogue", NULL };

  return type != NULL && g_strv_contains (types, type);
}

/* Deletes the links from @a to @b; FALSE where reading failed. */
static gboolean
delete_links (HalqaMerging *self,
              const char *type,
              const HalqaId *a,
              const HalqaId *b,
              guint *n_deleted,
              GError **error)
{
  const HalqaCondition where[] = { { "a", halqa_value_id (a) }, { "b", halqa_value_id (b) } };
  const HalqaQuery query = { .kind = "link", .where = where, .n_where = G_N_ELEMENTS (where) };
  g_autoptr (GPtrArray) links = halqa_reader_query (self->reader, &query, error);

  for (guint i = 0; links != NULL && i < links->len; i++)
    {
      HalqaRecord *link = g_ptr_array_index (links, i);
      const char *shown = halqa_record_get_text (link, "type");
      g_autofree char *hex = halqa_merging_dup_hex (halqa_record_get_id (link));

      if (type != NULL ? g_strcmp0 (shown, type) != 0 : !is_relation (shown))
        continue;
      halqa_draft_delete (self->draft, "link", hex);
      (*n_deleted)++;
    }
  return links != NULL;
}

/* Both ends, which have to be two. */
static GPtrArray *
read_pair (HalqaMerging *self, const char *a, const char *b, GError **error)
{
  g_autoptr (GPtrArray) pair =
                 halqa_merging_read_proposals (self, (const char *const[]){ a, b, NULL }, error);

  if (pair != NULL && pair->len < 2)
    halqa_merging_refuse (error, _ ("A proposal can't be related to itself"));
  else if (pair != NULL)
    return g_steal_pointer (&pair);
  return NULL;
}

static gboolean
check_relation (const char *type, GError **error)
{
  return is_relation (type) || g_str_equal (type, "not_duplicate") ||
         halqa_merging_refuse (error, _ ("A relation is “related”, “sequence” or “dialogue”"));
}

/* --- public */

/**
 * halqa_merging_make_several:
 * @self: a step
 * @id: a proposal
 * @titles: (array zero-terminated=1): of those that are to be made of it
 * @error: where it is no proposal, or deleted
 *
 * Each begins with the text of the whole, which stays what it is.
 *
 * Returns: (transfer full) (nullable): the ids of the new proposals
 */
char **
halqa_merging_make_several (HalqaMerging *self,
                            const char *id,
                            const char *const *titles,
                            GError **error)
{
  g_autoptr (HalqaRecord) whole = NULL;
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  g_return_val_if_fail (self != NULL && id != NULL && titles != NULL, NULL);

  whole = halqa_merging_read_proposal (self, id, error);
  if (whole == NULL)
    return NULL;
  for (; *titles != NULL; titles++)
    {
      g_autofree char *part = make_part (self, whole, *titles);
      g_autofree char *link = NULL;
      HalqaId part_id;

      halqa_hex_decode (part, part_id.bytes, HALQA_ID_SIZE);
      link = put_link (self, "split", &part_id, halqa_record_get_id (whole));
      g_strv_builder_add (ids, part);
    }
  return g_strv_builder_end (ids);
}

/**
 * halqa_merging_relate:
 * @self: a step
 * @type: `related`, `dialogue`, or `sequence` where @b comes after @a; or `not_duplicate`, which says
 *   that somebody has looked at both and found them to be different
 * @a: a proposal
 * @b: another
 * @error: where one of them is no proposal or deleted, or they are one, or there is no such type
 *
 * Returns: (transfer full) (nullable): the id of the link
 */
char *
halqa_merging_relate (HalqaMerging *self,
                      const char *type,
                      const char *a,
                      const char *b,
                      GError **error)
{
  g_autoptr (GPtrArray) pair = NULL;

  g_return_val_if_fail (self != NULL && type != NULL && a != NULL && b != NULL, NULL);

  if (!check_relation (type, error))
    return NULL;
  pair = read_pair (self, a, b, error);
  if (pair == NULL)
    return NULL;
  return put_link (self, type, halqa_record_get_id (g_ptr_array_index (pair, 0)),
                   halqa_record_get_id (g_ptr_array_index (pair, 1)));
}

/**
 * halqa_merging_part:
 * @self: a step
 * @type: (nullable): of the relation, `split` of what was made of the other, or `not_duplicate`;
 *   %NULL for any relation
 * @a: a proposal
 * @b: another
 * @error: where they are not related so
 *
 * Deletes the links between them, in either direction, whatever their ids are.
 *
 * Returns: whether it can be done
 */
gboolean
halqa_merging_part (HalqaMerging *self,
                    const char *type,
                    const char *a,
                    const char *b,
                    GError **error)
{
  g_autoptr (GPtrArray) pair = NULL;
  const HalqaId *one, *other;
  guint n_deleted = 0;

  g_return_val_if_fail (self != NULL && a != NULL && b != NULL, FALSE);

  if (type != NULL && !g_str_equal (type, "split") && !check_relation (type, error))
    return FALSE;
  pair = read_pair (self, a, b, error);
  if (pair == NULL)
    return FALSE;
  one = halqa_record_get_id (g_ptr_array_index (pair, 0));
  other = halqa_record_get_id (g_ptr_array_index (pair, 1));
  if (!delete_links (self, type, one, other, &n_deleted, error) ||
      !delete_links (self, type, other, one, &n_deleted, error))
    return FALSE;
  return n_deleted > 0 || halqa_merging_refuse (error, _ ("These proposals are not related"));
}
