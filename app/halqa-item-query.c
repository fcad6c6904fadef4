/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-item-query.h"

#include "halqa-identity.h"
#include "halqa-kinds.h"
#include "halqa-order-private.h"

#include <string.h>

/* What a list asks the reader for, and by what it orders the answer.
 *
 * A field is ordered as people see it: a state by its place on the way of a proposal, a theme by that
 * among the themes, for its name is another in each language; a session by its title. The name of what is
 * pointed at is read once, when the first row points at it; where one of those has changed the list is
 * read anew, which costs no more than to find out what has moved.
 *
 * Rule: which records are shown the reader decides, in one place, whether all of them are read or the
 * few that were written.
 *
 * Rejected: to hold a condition against items. It would make 20,000 of them. */

static void
condition_clear (gpointer data)
{
  HalqaCondition *self = data;

  g_free ((char *) self->field);
  halqa_value_clear (&self->value);
}

void
halqa_item_query_init (HalqaItemQuery *self, HalqaForum *forum, const char *kind, const char *sort)
{
  *self = (HalqaItemQuery){ .forum = forum };
  self->kind =
      halqa_schema_find_kind (halqa_store_get_schema (halqa_forum_get_store (forum)), kind);
  self->conditions = g_array_new (FALSE, FALSE, sizeof (HalqaCondition));
  g_array_set_clear_func (self->conditions, condition_clear);
  halqa_item_query_set_sort (self, sort, FALSE, NULL);
}

static void
order_clear (HalqaItemOrder *self)
{
  g_clear_pointer (&self->field, g_free);
  g_clear_pointer (&self->names, g_hash_table_unref);
  g_clear_pointer (&self->places, g_hash_table_unref);
}

void
halqa_item_query_clear (HalqaItemQuery *self)
{
  order_clear (&self->sort);
  order_clear (&self->then);
  g_clear_pointer (&self->parent_field, g_free);
  g_clear_object (&self->filter);
  g_clear_pointer (&self->conditions, g_array_unref);
}

HalqaItem *
halqa_item_query_dup_item (HalqaItemQuery *self, HalqaItemRows *rows, guint position)
{
  if (position >= halqa_item_rows_get_size (rows))
    return NULL;
  return halqa_forum_dup_item_unread (self->forum, self->kind,
                                      halqa_item_rows_get_id (rows, position));
}

/* --- the order */

static const HalqaField *
find_field (HalqaItemQuery *self, const HalqaItemOrder *order)
{
  return order->field != NULL ? halqa_kind_find_field (self->kind, order->field) : NULL;
}

/* Of the themes everybody sees the order, and names in several languages have none. */
static gboolean
points_at_themes (const HalqaField *field)
{
  return field != NULL && g_strcmp0 (field->target, "theme") == 0;
}

/* A `position` that is a text is a key made to be ordered by its bytes. */
static HalqaRowOrder
find_order (HalqaItemQuery *self, const HalqaItemOrder *order)
{
  const HalqaField *field = find_field (self, order);

  if (order->field == NULL)
    return HALQA_ROW_ORDER_NONE;
  if (g_str_equal (order->field, "created"))
    return HALQA_ROW_ORDER_CREATED;
  if (g_str_equal (order->field, "updated"))
    return HALQA_ROW_ORDER_UPDATED;
  if (field != NULL && (field->type == HALQA_FIELD_INT || field->type == HALQA_FIELD_BOOL ||
                        field->choices != NULL || points_at_themes (field)))
    return HALQA_ROW_ORDER_NUMBER;
  return g_str_equal (order->field, "position") ? HALQA_ROW_ORDER_BYTES : HALQA_ROW_ORDER_COLLATED;
}

static gboolean
set_order (HalqaItemQuery *self, HalqaItemOrder *order, const char *field, gboolean reverse)
{
  if (g_strcmp0 (field, order->field) == 0 && !reverse == !order->reverse)
    return FALSE;
  order_clear (order);
  order->field = g_strdup (field);
  order->order = find_order (self, order);
  order->reverse = reverse;
  return TRUE;
}

gboolean
halqa_item_query_set_sort (HalqaItemQuery *self,
                           const char *sort,
                           gboolean reverse,
                           const HalqaSort *then)
{
  const gboolean other = set_order (self, &self->sort, sort, reverse);

  return set_order (self, &self->then, then != NULL ? then->field : NULL,
                    then != NULL && then->reverse) ||
         other;
}

HalqaRowTurn
halqa_item_query_get_turn (HalqaItemQuery *self)
{
  return (self->sort.reverse ? HALQA_ROW_TURN_KEY : HALQA_ROW_TURN_NONE) |
         (self->then.reverse ? HALQA_ROW_TURN_THEN : HALQA_ROW_TURN_NONE);
}

/* Who has chosen a field to order by wants that order, in titles and other texts alike. */
gboolean
halqa_item_query_puts_titles_first (HalqaItemQuery *self)
{
  return self->sort.order != HALQA_ROW_ORDER_COLLATED && self->sort.order != HALQA_ROW_ORDER_NUMBER;
}

/* What a word of a list is ordered by: its place there; a word that is none of it, behind them. */
static HalqaValue
number_choice (const char *const *choices, const char *word)
{
  gint64 number = 0;

  while (choices[number] != NULL && strcmp (choices[number], word) != 0)
    number++;
  return halqa_value_int (number);
}

static void
note_name (const HalqaRow *row, gpointer name)
{
  *(char **) name = g_strdup (halqa_value_get_text (row->key));
}

/* What the record of @id is called, or NULL; read when the first row points at it. Lent. */
static const char *
find_name (HalqaItemQuery *self, const HalqaItemOrder *order, const HalqaId *id)
{
  const char *target = find_field (self, order)->target;
  const HalqaQuery query = { .kind = target,
                             .sort = halqa_kinds_get_label_field (target),
                             .deleted = HALQA_DELETED_TOO };
  gpointer name = NULL;

  if (g_hash_table_lookup_extended (order->names, id, NULL, &name))
    return name;
  halqa_reader_walk_rows (halqa_forum_get_reader (self->forum), &query, id, 1, note_name, &name,
                          NULL);
  g_hash_table_insert (order->names, g_memdup2 (id, sizeof *id), name);
  return name;
}

/* A theme that is not here comes last. */
static HalqaValue
number_place (const HalqaItemOrder *order, const HalqaId *id)
{
  const guint place = id != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (order->places, id)) : 0;

  if (id == NULL)
    return halqa_value_null ();
  return halqa_value_int (place > 0 ? place : G_MAXUINT);
}

/* What a row is ordered by; lent. */
static HalqaValue
make_key (HalqaItemQuery *self, const HalqaItemOrder *order, const HalqaValue *key)
{
  const HalqaField *field = find_field (self, order);
  const char *text = halqa_value_get_text (key);
  const HalqaId *id = halqa_value_get_id (key);

  if (field != NULL && field->choices != NULL && text != NULL)
    return number_choice (field->choices, text);
  if (order->places != NULL)
    return number_place (order, id);
  if (order->names != NULL)
    {
      const char *name = id != NULL ? find_name (self, order, id) : NULL;

      return name != NULL ? halqa_value_text (name) : halqa_value_null ();
    }
  return *key;
}

static GHashTable *
read_places (HalqaItemQuery *self)
{
  const HalqaValue none = halqa_value_null ();
  g_autoptr (HalqaItemRows) themes =
                 halqa_order_read_list (halqa_forum_get_reader (self->forum), "theme", &none, NULL);
  GHashTable *places = g_hash_table_new_full (halqa_id_hash, halqa_id_equal, g_free, NULL);

  for (guint i = 0; themes != NULL && i < halqa_item_rows_get_size (themes); i++)
    g_hash_table_insert (places, g_memdup2 (halqa_item_rows_get_id (themes, i), sizeof (HalqaId)),
                         GUINT_TO_POINTER (i + 1));
  return places;
}

static void
forget_names (HalqaItemQuery *self, HalqaItemOrder *order)
{
  const HalqaField *field = find_field (self, order);

  g_clear_pointer (&order->names, g_hash_table_unref);
  g_clear_pointer (&order->places, g_hash_table_unref);
  if (points_at_themes (field))
    order->places = read_places (self);
  else if (field != NULL && field->type == HALQA_FIELD_REF && field->target != NULL)
    order->names = g_hash_table_new_full (halqa_id_hash, halqa_id_equal, g_free, g_free);
}

/* Whether what others lend counts in where a row stands, or whether it does. */
static gboolean
inherits (HalqaItemQuery *self)
{
  if (self->inherited == NULL)
    return FALSE;
  for (guint i = 0; i < self->conditions->len; i++)
    if (g_str_equal (g_array_index (self->conditions, HalqaCondition, i).field, self->inherited))
      return TRUE;
  return g_strcmp0 (self->sort.field, self->inherited) == 0 ||
         g_strcmp0 (self->then.field, self->inherited) == 0 ||
         g_strcmp0 (self->group, self->inherited) == 0;
}

static gboolean
order_depends_on (const HalqaItemOrder *self, const HalqaTouched *one)
{
  return (self->names != NULL && g_hash_table_contains (self->names, &one->id)) ||
         (self->places != NULL && g_str_equal (one->kind->name, "theme"));
}

gboolean
halqa_item_query_depends_on (HalqaItemQuery *self, const GArray *touched)
{
  const char *giver =
      inherits (self) ? halqa_kind_find_field (self->kind, self->through)->target : NULL;

  for (guint i = 0; i < touched->len; i++)
    {
      const HalqaTouched *one = &g_array_index (touched, HalqaTouched, i);

      if (order_depends_on (&self->sort, one) || order_depends_on (&self->then, one) ||
          g_strcmp0 (one->kind->name, giver) == 0)
        return TRUE;
    }
  return FALSE;
}

GArray *
halqa_item_query_pick (HalqaItemQuery *self, const GArray *touched)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (HalqaId));

  for (guint i = 0; i < touched->len; i++)
    {
      const HalqaTouched *one = &g_array_index (touched, HalqaTouched, i);

      if (g_str_equal (one->kind->name, self->kind->name))
        g_array_append_val (ids, one->id);
    }
  return ids;
}

/* --- conditions */

gboolean
halqa_item_query_set_parent (HalqaItemQuery *self, const char *field, const char *target)
{
  HalqaId parent = { { 0 } };

  if (target == NULL)
    field = NULL;
  else
    halqa_hex_decode (target, parent.bytes, sizeof parent.bytes);
  if (g_strcmp0 (field, self->parent_field) == 0 && halqa_id_equal (&parent, &self->parent))
    return FALSE;
  g_free (self->parent_field);
  self->parent_field = g_strdup (field);
  self->parent = parent;
  return TRUE;
}

static void
add_condition (HalqaItemQuery *self, const char *field, const HalqaValue *value)
{
  HalqaCondition condition = { g_strdup (field), halqa_value_null () };

  halqa_value_copy (value, &condition.value);
  g_array_append_val (self->conditions, condition);
}

/* One of the filter. A value that a field of this type can't have is passed over. */
static void
add_wanted (HalqaItemQuery *self, const char *name, const char *text)
{
  const HalqaField *field = halqa_kind_find_field (self->kind, name);
  HalqaValue value = halqa_value_null ();
  HalqaId id;

  if (g_str_equal (name, HALQA_ITEM_FILTER_OWN))
    self->own = TRUE;
  else if (g_str_equal (name, HALQA_ITEM_FILTER_IN_CONFLICT))
    self->in_conflict = TRUE;
  /* Of one field conditions are alternatives: the list's own one stands alone. */
  if (field == NULL || g_strcmp0 (name, self->parent_field) == 0)
    return;
  if (*text != '\0' && field->type == HALQA_FIELD_TEXT)
    value = halqa_value_text (text);
  else if (*text != '\0' && field->type == HALQA_FIELD_REF &&
           halqa_hex_decode (text, id.bytes, sizeof id.bytes))
    value = halqa_value_id (&id);
  else if (*text != '\0')
    return;
  add_condition (self, name, &value);
}

void
halqa_item_query_prepare (HalqaItemQuery *self)
{
  const HalqaValue parent = halqa_value_id (&self->parent);
  const guint n = self->filter != NULL ? halqa_item_filter_get_size (self->filter) : 0;

  g_array_set_size (self->conditions, 0);
  self->inherited = halqa_kinds_get_inherited (self->kind->name, &self->through);
  /* Who asks for what points at one record means that. */
  if (g_strcmp0 (self->parent_field, self->inherited) == 0)
    self->inherited = NULL;
  self->own = FALSE;
  self->in_conflict = FALSE;
  if (self->parent_field != NULL)
    add_condition (self, self->parent_field, &parent);
  for (guint i = 0; i < n; i++)
    {
      const char *value;
      const char *field = halqa_item_filter_get (self->filter, i, &value);

      add_wanted (self, field, value);
    }
  forget_names (self, &self->sort);
  forget_names (self, &self->then);
}

/* --- reading */

static void
warn (HalqaItemQuery *self, const GError *error)
{
  g_warning ("%s: %s", halqa_store_get_path (halqa_forum_get_store (self->forum)), error->message);
}

typedef struct
{
  HalqaItemQuery *query;
  const GByteArray *ranks; /* NULL where all are wanted */
  gboolean titles_first;
  HalqaItemQueryFunc func;
  gpointer user_data;
} Walk;

static void
add_row (const HalqaRow *row, gpointer user_data)
{
  Walk *walk = user_data;
  const HalqaRank rank = halqa_item_rank (walk->ranks, row->row, walk->titles_first);
  HalqaItemQuery *query = walk->query;
  HalqaValue key, then;
  HalqaRow keyed = *row;

  if (walk->ranks != NULL && rank == HALQA_RANK_NONE)
    return;
  key = make_key (query, &query->sort, row->key);
  keyed.key = &key;
  then = make_key (query, &query->then, row->then);
  keyed.then = &then;
  walk->func (halqa_item_row_new (&keyed, query->sort.order, query->then.order, rank), row->group,
              walk->user_data);
}

gboolean
halqa_item_query_walk (HalqaItemQuery *self,
                       HalqaItemSearch *search,
                       const GArray *ids,
                       HalqaItemQueryFunc func,
                       gpointer user_data)
{
  HalqaReader *reader = halqa_forum_get_reader (self->forum);
  HalqaStore *store = halqa_forum_get_store (self->forum);
  const HalqaQuery query = {
    .kind = self->kind->name,
    .where = (const HalqaCondition *) self->conditions->data,
    .n_where = self->conditions->len,
    .author = self->own ? halqa_identity_get_device (halqa_store_get_identity (store)) : NULL,
    .in_conflict = self->in_conflict,
    .sort = self->sort.field,
    .then = self->then.field,
    .deleted = HALQA_DELETED_HIDE,
    .group = self->group,
    .inherited = self->inherited,
    .through = self->through,
  };
  Walk walk = { .query = self,
                .ranks = search != NULL ? halqa_item_search_get_ranks (search) : NULL,
                .titles_first = halqa_item_query_puts_titles_first (self),
                .func = func,
                .user_data = user_data };
  g_autoptr (GError) error = NULL;

  if (halqa_reader_walk_rows (reader, &query, ids != NULL ? (const HalqaId *) ids->data : NULL,
                              ids != NULL ? ids->len : 0, add_row, &walk, &error))
    return TRUE;
  warn (self, error);
  return FALSE;
}
