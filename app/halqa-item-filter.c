/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-item-filter.h"

/* What a person wants to see of a forum, apart from any list of it: a list, a board and a table can
 * show the same choice, each of them in its own way (halqa-item-query.c).
 *
 * Values are what people see them for, words and ids; a state that a later version knows, or a session
 * that has not arrived, can be a condition too. */

typedef struct
{
  char *field;
  char *value;
} Condition;

struct _HalqaItemFilter
{
  GObject parent_instance;

  /* owned */
  char *search;
  HalqaTextHits *hits; /* NULL where no word was typed */
  GArray *conditions; /* of Condition, in the order in which they were chosen */
};

G_DEFINE_FINAL_TYPE (HalqaItemFilter, halqa_item_filter, G_TYPE_OBJECT)

enum
{
  PROP_SEARCH = 1,
  N_PROPS
};

enum
{
  SIGNAL_SEARCHED,
  SIGNAL_NARROWED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void
condition_clear (gpointer data)
{
  Condition *self = data;

  g_free (self->field);
  g_free (self->value);
}

static guint
find (HalqaItemFilter *self, const char *field, const char *value)
{
  guint i = 0;

  for (; i < self->conditions->len; i++)
    {
      const Condition *condition = &g_array_index (self->conditions, Condition, i);

      if (g_str_equal (condition->field, field) && g_str_equal (condition->value, value))
        break;
    }
  return i;
}

static void
halqa_item_filter_finalize (GObject *object)
{
  HalqaItemFilter *self = HALQA_ITEM_FILTER (object);

  g_free (self->search);
  g_clear_pointer (&self->hits, halqa_text_hits_unref);
  g_array_unref (self->conditions);
  G_OBJECT_CLASS (halqa_item_filter_parent_class)->finalize (object);
}

static void
halqa_item_filter_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_SEARCH:
      g_value_set_string (value, HALQA_ITEM_FILTER (object)->search);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
halqa_item_filter_set_property (GObject *object,
                                guint prop_id,
                                const GValue *value,
                                GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_SEARCH:
      halqa_item_filter_set_search (HALQA_ITEM_FILTER (object), g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
halqa_item_filter_class_init (HalqaItemFilterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = halqa_item_filter_finalize;
  object_class->get_property = halqa_item_filter_get_property;
  object_class->set_property = halqa_item_filter_set_property;
  properties[PROP_SEARCH] =
      g_param_spec_string ("search", NULL, NULL, "",
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SIGNAL_SEARCHED] = g_signal_new ("searched", HALQA_TYPE_ITEM_FILTER, G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_NARROWED] = g_signal_new ("narrowed", HALQA_TYPE_ITEM_FILTER, G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
halqa_item_filter_init (HalqaItemFilter *self)
{
  self->search = g_strdup ("");
  self->conditions = g_array_new (FALSE, FALSE, sizeof (Condition));
  g_array_set_clear_func (self->conditions, condition_clear);
}

/**
 * halqa_item_filter_new:
 *
 * Returns: (transfer full): one that lets everything through
 */
HalqaItemFilter *
halqa_item_filter_new (void)
{
  return g_object_new (HALQA_TYPE_ITEM_FILTER, NULL);
}

/**
 * halqa_item_filter_copy:
 * @self: a filter
 *
 * Returns: (transfer full): one with the same words and conditions
 */
HalqaItemFilter *
halqa_item_filter_copy (HalqaItemFilter *self)
{
  HalqaItemFilter *copy;

  g_return_val_if_fail (HALQA_IS_ITEM_FILTER (self), NULL);

  copy = halqa_item_filter_new ();
  halqa_item_filter_set_search (copy, self->search);
  for (guint i = 0; i < self->conditions->len; i++)
    {
      const Condition *condition = &g_array_index (self->conditions, Condition, i);

      halqa_item_filter_set (copy, condition->field, condition->value, TRUE);
    }
  return copy;
}

/**
 * halqa_item_filter_set_search:
 * @self: a filter
 * @text: (nullable): words as a person types them, each of which has to be found
 */
void
halqa_item_filter_set_search (HalqaItemFilter *self, const char *text)
{
  g_return_if_fail (HALQA_IS_ITEM_FILTER (self));

  text = text != NULL ? text : "";
  if (g_str_equal (text, self->search))
    return;
  g_free (self->search);
  self->search = g_strdup (text);
  g_clear_pointer (&self->hits, halqa_text_hits_unref);
  self->hits = halqa_text_hits_new (text);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SEARCH]);
  g_signal_emit (self, signals[SIGNAL_SEARCHED], 0);
}

/**
 * halqa_item_filter_get_search:
 * @self: a filter
 *
 * Returns: (transfer none): the words as they were typed; "" where there are none
 */
const char *
halqa_item_filter_get_search (HalqaItemFilter *self)
{
  g_return_val_if_fail (HALQA_IS_ITEM_FILTER (self), "");

  return self->search;
}

/**
 * halqa_item_filter_get_hits:
 * @self: a filter
 *
 * Returns: (transfer none) (nullable): the words, to be shown where they are; %NULL where there are none
 */
HalqaTextHits *
halqa_item_filter_get_hits (HalqaItemFilter *self)
{
  g_return_val_if_fail (HALQA_IS_ITEM_FILTER (self), NULL);

  return self->hits;
}

/**
 * halqa_item_filter_set:
 * @self: a filter
 * @field: a field, or one of the conditions that are on none
 * @value: what it may hold: a word or an id in hex; "" where it is to be empty
 * @wanted: whether that is a condition from now on
 */
void
halqa_item_filter_set (HalqaItemFilter *self, const char *field, const char *value, gboolean wanted)
{
  Condition condition;
  guint position;

  g_return_if_fail (HALQA_IS_ITEM_FILTER (self));
  g_return_if_fail (field != NULL && value != NULL);

  position = find (self, field, value);
  if (!wanted == (position == self->conditions->len))
    return;
  if (wanted)
    {
      condition = (Condition){ g_strdup (field), g_strdup (value) };
      g_array_append_val (self->conditions, condition);
    }
  else
    g_array_remove_index (self->conditions, position);
  g_signal_emit (self, signals[SIGNAL_NARROWED], 0);
}

gboolean
halqa_item_filter_has (HalqaItemFilter *self, const char *field, const char *value)
{
  g_return_val_if_fail (HALQA_IS_ITEM_FILTER (self), FALSE);

  return find (self, field, value) < self->conditions->len;
}

/**
 * halqa_item_filter_get_size:
 * @self: a filter
 *
 * Returns: how many conditions there are, words aside
 */
guint
halqa_item_filter_get_size (HalqaItemFilter *self)
{
  g_return_val_if_fail (HALQA_IS_ITEM_FILTER (self), 0);

  return self->conditions->len;
}

/**
 * halqa_item_filter_get:
 * @self: a filter
 * @position: less than the number of its conditions
 * @value: (out) (transfer none): what the field may hold
 *
 * Returns: (transfer none): the field; good until the next condition is set
 */
const char *
halqa_item_filter_get (HalqaItemFilter *self, guint position, const char **value)
{
  const Condition *condition;

  g_return_val_if_fail (HALQA_IS_ITEM_FILTER (self), NULL);
  g_return_val_if_fail (position < self->conditions->len && value != NULL, NULL);

  condition = &g_array_index (self->conditions, Condition, position);
  *value = condition->value;
  return condition->field;
}

void
halqa_item_filter_clear (HalqaItemFilter *self)
{
  g_return_if_fail (HALQA_IS_ITEM_FILTER (self));

  halqa_item_filter_set_search (self, NULL);
  if (self->conditions->len == 0)
    return;
  g_array_set_size (self->conditions, 0);
  g_signal_emit (self, signals[SIGNAL_NARROWED], 0);
}
