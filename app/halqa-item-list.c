/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-item-list-private.h"
#include "halqa-item-query.h"
#include "halqa-kinds.h"

/* The records of one kind as a live GListModel.
 *
 * Loading is one walk over ids and sort keys; an item is made when somebody asks for it, and is
 * shared through the forum. So 20,000 rows are there at once, and cost no objects.
 *
 * Rule: what is written anywhere moves only what it touches. The forum says which records were
 * written; those alone are read again, under the filter that is set, and compared with where they
 * stood: the same place tells nobody (the item says "changed"), another place is a removal and an
 * insertion of the same object. A thousand arrivals are told of in runs of neighbours. The list is
 * told of as a whole only after somebody has set another filter or order, and then of what lies between
 * the rows that are still at either end.
 *
 * Rejected: GtkFilterListModel and GtkSortListModel over a list of all records. They are GTK, want
 * every item to exist, and ask each of them again whenever one has changed. */

struct _HalqaItemList
{
  GObject parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaItemRows *rows;
  HalqaItemRows *all; /* those too that the search does not find; NULL while there is none */
  HalqaItemSearch *search;

  HalqaItemQuery query;
  gint64 fold; /* of the tables that the rows were read of */
};

enum
{
  PROP_N_ITEMS = 1,
  N_PROPS
};

enum
{
  SIGNAL_FOUND,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void
add_row (HalqaItemRow *row, const HalqaValue *group, gpointer rows)
{
  g_ptr_array_add (rows, row);
}

/* The rows of the list as it is set now, with or without @search; of @ids alone where it is not NULL. */
static GPtrArray *
read_rows (HalqaItemList *self, HalqaItemSearch *search, const GArray *ids)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();

  if (halqa_item_query_walk (&self->query, search, ids, add_row, rows))
    return g_steal_pointer (&rows);
  g_ptr_array_set_free_func (rows, g_free);
  return NULL;
}

/* @rows: (transfer full): what the list shows from now on; perhaps what it shows already */
static void
show_rows (HalqaItemList *self, HalqaItemRows *rows)
{
  /* Who is told may let go of it. */
  g_autoptr (HalqaItemList) held = g_object_ref (self);
  HalqaItemRows *old = self->rows;
  const guint n_old = halqa_item_rows_get_size (old);
  const guint n_new = halqa_item_rows_get_size (rows);

  guint n_first, n_last;

  self->rows = rows;
  if (!halqa_item_rows_compare (old, rows, &n_first, &n_last))
    {
      g_list_model_items_changed (G_LIST_MODEL (self), n_first, n_old - n_first - n_last,
                                  n_new - n_first - n_last);
      if (n_old != n_new)
        g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ITEMS]);
    }
  if (old != rows && old != self->all)
    halqa_item_rows_free (old);
}

/* Reads all rows under the parent and order that were set; NULL where they can't be read. */
static HalqaItemRows *
read_all (HalqaItemList *self)
{
  GPtrArray *read;

  /* Before the rows: where the tables are made anew in between it is not theirs. */
  self->fold = halqa_reader_get_fold (halqa_forum_get_reader (self->forum));
  halqa_item_query_prepare (&self->query);
  read = read_rows (self, NULL, NULL);
  return read != NULL ? halqa_item_rows_new (read, halqa_item_query_get_turn (&self->query)) : NULL;
}

/* Shows what the search leaves of @all. */
static void
show_found (HalqaItemList *self, HalqaItemRows *all)
{
  const GByteArray *ranks = halqa_item_search_get_ranks (self->search);
  const gboolean titles_first = halqa_item_query_puts_titles_first (&self->query);

  self->all = ranks != NULL ? all : NULL;
  show_rows (self, ranks != NULL ? halqa_item_rows_filter (all, ranks, titles_first) : all);
}

/* What was found are rows of other tables than those that were read. */
static gboolean
is_outdated (HalqaItemList *self)
{
  return halqa_item_search_get_ranks (self->search) != NULL &&
         halqa_item_search_get_fold (self->search) != self->fold;
}

/* Reads all rows under the filter and order that were set. */
static void
reload (HalqaItemList *self)
{
  g_autoptr (HalqaItemRows) old = NULL;
  HalqaItemRows *all = read_all (self);

  if (all == NULL)
    return;
  if (is_outdated (self))
    halqa_item_search_run (self->search);
  old = g_steal_pointer (&self->all);
  show_found (self, all);
}

/* To read and order the rows anew for each letter that is typed would take too long. */
static void
show_again (HalqaItemList *self)
{
  if (self->fold != halqa_reader_get_fold (halqa_forum_get_reader (self->forum)) ||
      is_outdated (self))
    reload (self);
  else
    show_found (self, self->all != NULL ? self->all : self->rows);
}

static void
found_cb (gpointer owner)
{
  g_autoptr (HalqaItemList) self = g_object_ref (owner);

  show_again (self);
  g_signal_emit (self, signals[SIGNAL_FOUND], 0);
}

static void
records_touched_cb (HalqaForum *forum, const GArray *touched, gpointer user_data)
{
  HalqaItemList *self = HALQA_ITEM_LIST (user_data);
  g_autoptr (GArray) ids = halqa_item_query_pick (&self->query, touched);
  g_autoptr (GPtrArray) rows = NULL;
  const guint n_old = halqa_item_rows_get_size (self->rows);

  /* What is new is in the list once it has been found. */
  if (ids->len > 0)
    halqa_item_search_start (self->search);
  if (halqa_item_query_depends_on (&self->query, touched) || is_outdated (self))
    {
      reload (self);
      return;
    }
  if (ids->len == 0)
    return;
  if (self->all != NULL)
    {
      g_autoptr (GPtrArray) all = read_rows (self, NULL, ids);

      if (all != NULL)
        halqa_item_rows_update (self->all, ids, all, NULL);
    }
  rows = read_rows (self, self->search, ids);
  if (rows == NULL)
    return;
  g_object_ref (self);
  halqa_item_rows_update (self->rows, ids, rows, G_LIST_MODEL (self));
  if (halqa_item_rows_get_size (self->rows) != n_old)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ITEMS]);
  g_object_unref (self);
}

static GType
halqa_item_list_get_item_type (GListModel *model)
{
  return HALQA_TYPE_ITEM;
}

static guint
halqa_item_list_get_n_items (GListModel *model)
{
  return halqa_item_rows_get_size (HALQA_ITEM_LIST (model)->rows);
}

static gpointer
halqa_item_list_get_item (GListModel *model, guint position)
{
  HalqaItemList *self = HALQA_ITEM_LIST (model);

  return halqa_item_query_dup_item (&self->query, self->rows, position);
}

static void
halqa_item_list_init_model (GListModelInterface *iface)
{
  iface->get_item_type = halqa_item_list_get_item_type;
  iface->get_n_items = halqa_item_list_get_n_items;
  iface->get_item = halqa_item_list_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (HalqaItemList,
                               halqa_item_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      halqa_item_list_init_model))

static void
halqa_item_list_dispose (GObject *object)
{
  HalqaItemList *self = HALQA_ITEM_LIST (object);

  if (self->forum != NULL)
    g_signal_handlers_disconnect_by_data (self->forum, self);
  if (self->query.filter != NULL)
    g_signal_handlers_disconnect_by_data (self->query.filter, self);
  g_clear_object (&self->query.filter);
  g_clear_pointer (&self->search, halqa_item_search_free);
  g_clear_object (&self->forum);
  G_OBJECT_CLASS (halqa_item_list_parent_class)->dispose (object);
}

static void
halqa_item_list_finalize (GObject *object)
{
  HalqaItemList *self = HALQA_ITEM_LIST (object);

  g_clear_pointer (&self->rows, halqa_item_rows_free);
  g_clear_pointer (&self->all, halqa_item_rows_free);
  halqa_item_query_clear (&self->query);
  G_OBJECT_CLASS (halqa_item_list_parent_class)->finalize (object);
}

static void
halqa_item_list_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_N_ITEMS:
      g_value_set_uint (value, g_list_model_get_n_items (G_LIST_MODEL (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
halqa_item_list_class_init (HalqaItemListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = halqa_item_list_dispose;
  object_class->finalize = halqa_item_list_finalize;
  object_class->get_property = halqa_item_list_get_property;

  properties[PROP_N_ITEMS] = g_param_spec_uint ("n-items", NULL, NULL, 0, G_MAXUINT, 0,
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SIGNAL_FOUND] = g_signal_new ("found", HALQA_TYPE_ITEM_LIST, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 0);
}

static void
halqa_item_list_init (HalqaItemList *self)
{
  self->rows = halqa_item_rows_new (g_ptr_array_new (), HALQA_ROW_TURN_NONE);
}

/* Nothing is read yet. */
static HalqaItemList *
begin (HalqaForum *forum,
       const char *kind,
       const char *sort,
       gboolean reverse,
       const HalqaSort *then)
{
  HalqaItemList *self = g_object_new (HALQA_TYPE_ITEM_LIST, NULL);

  self->forum = g_object_ref (forum);
  halqa_item_query_init (&self->query, forum, kind, sort);
  halqa_item_query_set_sort (&self->query, sort, reverse, then);
  self->search = halqa_item_search_new (forum, self->query.kind->name, found_cb, self);
  g_signal_connect (forum, "touched", G_CALLBACK (records_touched_cb), self);
  return self;
}

/**
 * halqa_item_list_new:
 * @forum: the forum
 * @kind: which records
 * @sort: a field's name, or "created" or "updated". Texts are sorted as the reader's language does,
 *   a `position` that is a text by its bytes, a word of a list by its place there, a reference by what
 *   it points at is called; records whose field is empty come last; equals in the order in which they
 *   were made
 * @reverse: whether the greater come first
 *
 * Deleted records are not in it.
 *
 * Returns: (transfer full): a list of #HalqaItem that follows what is written
 */
HalqaItemList *
halqa_item_list_new (HalqaForum *forum, const char *kind, const char *sort, gboolean reverse)
{
  return halqa_item_list_new_sorted (forum, kind, sort, reverse, NULL);
}

/**
 * halqa_item_list_new_sorted:
 * @forum: the forum
 * @kind: which records
 * @sort: as of halqa_item_list_new()
 * @reverse: as of halqa_item_list_new()
 * @then: (nullable): as of halqa_item_list_set_sort()
 *
 * Returns: (transfer full): a list of #HalqaItem that follows what is written
 */
HalqaItemList *
halqa_item_list_new_sorted (HalqaForum *forum,
                            const char *kind,
                            const char *sort,
                            gboolean reverse,
                            const HalqaSort *then)
{
  HalqaItemList *self;

  g_return_val_if_fail (HALQA_IS_FORUM (forum), NULL);
  g_return_val_if_fail (halqa_schema_find_kind (halqa_kinds_get_schema (), kind) != NULL, NULL);
  g_return_val_if_fail (sort != NULL, NULL);

  self = begin (forum, kind, sort, reverse, then);
  reload (self);
  return self;
}

/**
 * halqa_item_list_new_below:
 * @forum: the forum
 * @kind: which records
 * @sort: as of halqa_item_list_new()
 * @field: a field of the kind that points at a record
 * @target: the id of that record, 32 hex digits
 *
 * Returns: (transfer full): a list of those whose @field points at @target, without that all of the kind
 *   are read first
 */
HalqaItemList *
halqa_item_list_new_below (HalqaForum *forum,
                           const char *kind,
                           const char *sort,
                           const char *field,
                           const char *target)
{
  HalqaItemList *self;

  g_return_val_if_fail (HALQA_IS_FORUM (forum), NULL);
  g_return_val_if_fail (halqa_schema_find_kind (halqa_kinds_get_schema (), kind) != NULL, NULL);
  g_return_val_if_fail (sort != NULL && field != NULL && target != NULL, NULL);

  self = begin (forum, kind, sort, FALSE, NULL);
  halqa_item_list_set_parent (self, field, target);
  return self;
}

/**
 * halqa_item_list_set_parent:
 * @self: a list
 * @field: (nullable): a field of its kind that points at a record
 * @target: (nullable): the id of that record, 32 hex digits; %NULL for all
 *
 * Shows only the records whose @field points at @target.
 */
void
halqa_item_list_set_parent (HalqaItemList *self, const char *field, const char *target)
{
  HalqaId parent;

  g_return_if_fail (HALQA_IS_ITEM_LIST (self));
  g_return_if_fail (target == NULL || field != NULL);
  g_return_if_fail (target == NULL || halqa_hex_decode (target, parent.bytes, sizeof parent.bytes));

  if (halqa_item_query_set_parent (&self->query, field, target))
    reload (self);
}

/* What was found before stays until there is what is found now. */
static void
searched_cb (HalqaItemList *self)
{
  const char *text = halqa_item_filter_get_search (self->query.filter);

  if (!halqa_item_search_set_text (self->search, text))
    return;
  if (halqa_item_search_has_text (self->search))
    halqa_item_search_start (self->search);
  else
    found_cb (self);
}

static gboolean
has_conditions (HalqaItemFilter *filter)
{
  return filter != NULL && halqa_item_filter_get_size (filter) > 0;
}

/**
 * halqa_item_list_set_filter:
 * @self: a list
 * @filter: (nullable): what is to be shown from now on, as long as it is set; %NULL for everything
 *
 * Shows only the records that @filter lets through, and follows it. Conditions on the field of
 * halqa_item_list_set_parent() are left aside.
 */
void
halqa_item_list_set_filter (HalqaItemList *self, HalqaItemFilter *filter)
{
  gboolean others;

  g_return_if_fail (HALQA_IS_ITEM_LIST (self));
  g_return_if_fail (filter == NULL || HALQA_IS_ITEM_FILTER (filter));

  if (filter == self->query.filter)
    return;
  others = has_conditions (filter) || has_conditions (self->query.filter);
  if (self->query.filter != NULL)
    g_signal_handlers_disconnect_by_data (self->query.filter, self);
  g_set_object (&self->query.filter, filter);
  others |=
      halqa_item_search_set_text (self->search,
                                  filter != NULL ? halqa_item_filter_get_search (filter) : NULL);
  halqa_item_search_run (self->search);
  if (filter != NULL)
    {
      g_signal_connect_swapped (filter, "searched", G_CALLBACK (searched_cb), self);
      g_signal_connect_swapped (filter, "narrowed", G_CALLBACK (reload), self);
    }
  if (others)
    reload (self);
}

/**
 * halqa_item_list_set_search:
 * @self: a list
 * @text: (nullable): words as a person types them; %NULL or "" for all
 *
 * Shows only the records in which each of the words is found, at once: for lists that are not long.
 * Words of a filter are looked for on another thread. What has just been written is found a moment
 * later, when the search index has it.
 */
void
halqa_item_list_set_search (HalqaItemList *self, const char *text)
{
  g_return_if_fail (HALQA_IS_ITEM_LIST (self));

  if (!halqa_item_search_set_text (self->search, text))
    return;
  halqa_item_search_run (self->search);
  show_again (self);
}

/**
 * halqa_item_list_is_searching:
 * @self: a list
 *
 * Returns: whether what is shown is not what will be found; "found" is emitted when it is
 */
gboolean
halqa_item_list_is_searching (HalqaItemList *self)
{
  g_return_val_if_fail (HALQA_IS_ITEM_LIST (self), FALSE);

  return halqa_item_search_is_running (self->search);
}

/**
 * halqa_item_list_set_sort:
 * @self: a list
 * @sort: as in halqa_item_list_new()
 * @reverse: whether the greater come first
 * @then: (nullable): in which order those are that are the same by @sort; %NULL for that in which they were
 *   made
 */
void
halqa_item_list_set_sort (HalqaItemList *self,
                          const char *sort,
                          gboolean reverse,
                          const HalqaSort *then)
{
  g_return_if_fail (HALQA_IS_ITEM_LIST (self));
  g_return_if_fail (sort != NULL);

  if (halqa_item_query_set_sort (&self->query, sort, reverse, then))
    reload (self);
}

/**
 * halqa_item_list_dup_id:
 * @self: a list
 * @position: less than the number of its records
 *
 * Returns: (transfer full): the id of the record there, 32 hex digits
 */
char *
halqa_item_list_dup_id (HalqaItemList *self, guint position)
{
  const HalqaId *id;

  g_return_val_if_fail (HALQA_IS_ITEM_LIST (self), NULL);

  id = halqa_item_rows_get_id (self->rows, position);
  return id != NULL ? halqa_hex_dup (id->bytes, sizeof id->bytes) : NULL;
}

/**
 * halqa_item_list_find:
 * @self: a list
 * @id: the id of a record, 32 hex digits
 *
 * Returns: its position; %G_MAXUINT where it is not in the list
 */
guint
halqa_item_list_find (HalqaItemList *self, const char *id)
{
  g_return_val_if_fail (HALQA_IS_ITEM_LIST (self), G_MAXUINT);
  g_return_val_if_fail (id != NULL, G_MAXUINT);

  return halqa_item_rows_find (self->rows, id);
}

HalqaItemRows *
halqa_item_list_get_rows (HalqaItemList *self)
{
  g_return_val_if_fail (HALQA_IS_ITEM_LIST (self), NULL);

  return self->rows;
}
