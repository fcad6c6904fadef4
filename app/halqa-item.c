/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-item-private.h"
#include "halqa-kind-words.h"
#include "halqa-language.h"

#include <string.h>

/* A record as the window sees it: the HalqaRecord that was read last, and what it takes a second
 * look to know (its author's name, its fields in conflict). It is read when somebody looks at it for
 * the first time: a list view asks for the items of two hundred rows around those that it shows, and
 * once more for each of them as it moves.
 *
 * Rule: "changed" is said only when something that a getter returns has become another, and after
 * all of it has. A record is read anew whenever an entry touches it, also where the entry loses to
 * what is shown; a row that redraws for nothing, or an editor that takes its own saved text for
 * somebody else's, would come of saying it every time. Of one that nobody has looked at yet it is said
 * each time, for what it was nobody knows.
 *
 * Rejected: a GObject property for each field. Kinds are data, and a row reads two or three of
 * their fields. */

struct _HalqaItem
{
  GObject parent_instance;

  /* borrowed */
  const HalqaKind *kind;
  HalqaItemReadFunc read;
  gpointer source;

  /* owned */
  HalqaRecord *record; /* NULL until somebody looks at it, as are the next three */
  char *label;
  const char *language; /* of the label; interned */
  char *author;
  char **conflicts;
  GHashTable *references; /* field -> hex; made on demand */

  char id[HALQA_HEX_MAX];
};

enum
{
  PROP_ID = 1,
  PROP_KIND,
  PROP_LABEL,
  PROP_N_CONFLICTS,
  PROP_DELETED,
  N_PROPS
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HalqaItem, halqa_item, G_TYPE_OBJECT)

typedef struct
{
  HalqaRecord *other;
  guint n_fields;
  gboolean equal;
} Comparison;

static void
compare_field (const char *field, const HalqaValue *value, gpointer user_data)
{
  Comparison *comparison = user_data;
  const HalqaValue *other = halqa_record_get_value (comparison->other, field);

  comparison->n_fields++;
  if (other == NULL || !halqa_value_equal (value, other))
    comparison->equal = FALSE;
}

static void
count_field (const char *field, const HalqaValue *value, gpointer user_data)
{
  guint *n_fields = user_data;

  (*n_fields)++;
}

static gboolean
author_is_equal (HalqaRecord *a, HalqaRecord *b)
{
  const HalqaDeviceId *of_a = halqa_record_get_author (a);
  const HalqaDeviceId *of_b = halqa_record_get_author (b);

  if (of_a == NULL || of_b == NULL)
    return of_a == of_b;
  return memcmp (of_a, of_b, sizeof *of_a) == 0;
}

static gboolean
record_is_equal (HalqaRecord *a, HalqaRecord *b)
{
  Comparison comparison = { b, 0, TRUE };
  guint n_fields = 0;

  if (halqa_record_get_created (a) != halqa_record_get_created (b) ||
      halqa_record_get_updated (a) != halqa_record_get_updated (b) ||
      halqa_record_is_deleted (a) != halqa_record_is_deleted (b) || !author_is_equal (a, b))
    return FALSE;
  halqa_record_foreach (a, compare_field, &comparison);
  halqa_record_foreach (b, count_field, &n_fields);
  return comparison.equal && comparison.n_fields == n_fields;
}

static void
set_label (HalqaItem *self)
{
  g_free (self->label);
  self->label = halqa_item_make_label (self->record);
  self->language = halqa_language_get_spoken ();
}

/* Takes over what was read, without a word. */
static void
take_record (HalqaItem *self, HalqaRecord *record, const char *author, const char *const *conflicts)
{
  /* Its own reference first: @record may be the one that is held. */
  halqa_record_ref (record);
  g_clear_pointer (&self->record, halqa_record_unref);
  self->record = record;
  set_label (self);
  g_free (self->author);
  self->author = g_strdup (author);
  g_strfreev (self->conflicts);
  self->conflicts = g_strdupv ((char **) conflicts);
  g_clear_pointer (&self->references, g_hash_table_unref);
}

/* What can't be read is shown as empty. */
static HalqaRecord *
look (HalqaItem *self)
{
  const char *const none[] = { NULL };
  g_autoptr (HalqaRecord) empty = NULL;
  HalqaId id;

  if (self->record == NULL)
    self->read (self->source, self);
  if (self->record != NULL)
    return self->record;
  halqa_hex_decode (self->id, id.bytes, sizeof id.bytes);
  empty = halqa_record_new_empty (self->kind, &id);
  take_record (self, empty, NULL, none);
  return self->record;
}

static void
halqa_item_finalize (GObject *object)
{
  HalqaItem *self = HALQA_ITEM (object);

  g_clear_pointer (&self->record, halqa_record_unref);
  g_clear_pointer (&self->label, g_free);
  g_clear_pointer (&self->author, g_free);
  g_clear_pointer (&self->conflicts, g_strfreev);
  g_clear_pointer (&self->references, g_hash_table_unref);
  G_OBJECT_CLASS (halqa_item_parent_class)->finalize (object);
}

static void
halqa_item_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  HalqaItem *self = HALQA_ITEM (object);

  switch (prop_id)
    {
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;
    case PROP_KIND:
      g_value_set_string (value, halqa_item_get_kind (self));
      break;
    case PROP_LABEL:
      g_value_set_string (value, halqa_item_get_label (self));
      break;
    case PROP_N_CONFLICTS:
      g_value_set_uint (value, halqa_item_get_n_conflicts (self));
      break;
    case PROP_DELETED:
      g_value_set_boolean (value, halqa_item_is_deleted (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
halqa_item_class_init (HalqaItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = halqa_item_finalize;
  object_class->get_property = halqa_item_get_property;

  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, flags);
  properties[PROP_KIND] = g_param_spec_string ("kind", NULL, NULL, NULL, flags);
  properties[PROP_LABEL] = g_param_spec_string ("label", NULL, NULL, "", flags);
  properties[PROP_N_CONFLICTS] =
      g_param_spec_uint ("n-conflicts", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_DELETED] = g_param_spec_boolean ("deleted", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /* After any field, the author's name or the conflicts have become others. */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
halqa_item_init (HalqaItem *self)
{
}

/**
 * halqa_item_new:
 * @kind: of the record
 * @id: of the record
 * @read: to call halqa_item_update() once somebody looks at it
 * @source: for @read; has to stay as long as nobody has
 *
 * Only for the forum, which keeps it up to date.
 *
 * Returns: (transfer full): an item
 */
HalqaItem *
halqa_item_new (const HalqaKind *kind, const HalqaId *id, HalqaItemReadFunc read, gpointer source)
{
  HalqaItem *self = g_object_new (HALQA_TYPE_ITEM, NULL);

  self->kind = kind;
  self->read = read;
  self->source = source;
  halqa_hex_encode (self->id, id->bytes, sizeof id->bytes);
  return self;
}

/* Takes over what was read, and says which properties are others. */
static void
replace_record (HalqaItem *self,
                HalqaRecord *record,
                const char *author,
                const char *const *conflicts)
{
  GObject *object = G_OBJECT (self);
  g_autofree char *old_label = g_steal_pointer (&self->label);
  const guint old_n_conflicts = halqa_item_get_n_conflicts (self);
  const gboolean was_deleted = halqa_item_is_deleted (self);

  take_record (self, record, author, conflicts);
  g_object_freeze_notify (object);
  if (!g_str_equal (old_label, self->label))
    g_object_notify_by_pspec (object, properties[PROP_LABEL]);
  if (old_n_conflicts != halqa_item_get_n_conflicts (self))
    g_object_notify_by_pspec (object, properties[PROP_N_CONFLICTS]);
  if (was_deleted != halqa_item_is_deleted (self))
    g_object_notify_by_pspec (object, properties[PROP_DELETED]);
  g_object_thaw_notify (object);
}

/**
 * halqa_item_update:
 * @self: an item
 * @record: what is shown of its record now
 * @author: (nullable): the name of the laptop that made it
 * @conflicts: (array zero-terminated=1): its fields that two people wrote differently
 *
 * Says "changed" where any of it is another than before; nothing where nobody had looked at it.
 */
void
halqa_item_update (HalqaItem *self,
                   HalqaRecord *record,
                   const char *author,
                   const char *const *conflicts)
{
  g_return_if_fail (HALQA_IS_ITEM (self));

  if (self->record == NULL)
    {
      take_record (self, record, author, conflicts);
      return;
    }
  if (record_is_equal (self->record, record) && g_strcmp0 (self->author, author) == 0 &&
      g_strv_equal ((const char *const *) self->conflicts, conflicts))
    return;

  g_object_ref (self);
  replace_record (self, record, author, conflicts);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  g_object_unref (self);
}

/* Whether anybody has looked at it. */
gboolean
halqa_item_is_read (HalqaItem *self)
{
  g_return_val_if_fail (HALQA_IS_ITEM (self), FALSE);

  return self->record != NULL;
}

/* Its record was written, and nobody has looked at it. */
void
halqa_item_touch (HalqaItem *self)
{
  g_return_if_fail (HALQA_IS_ITEM (self));

  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * halqa_item_get_record:
 * @self: an item
 *
 * Returns: (transfer none): what it shows, good until the next "changed"
 */
HalqaRecord *
halqa_item_get_record (HalqaItem *self)
{
  g_return_val_if_fail (HALQA_IS_ITEM (self), NULL);

  return look (self);
}

/**
 * halqa_item_get_id:
 * @self: an item
 *
 * Returns: (transfer none): 32 hex digits
 */
const char *
halqa_item_get_id (HalqaItem *self)
{
  g_return_val_if_fail (HALQA_IS_ITEM (self), NULL);

  return self->id;
}

/**
 * halqa_item_get_kind:
 * @self: an item
 *
 * Returns: (transfer none): the name of its kind
 */
const char *
halqa_item_get_kind (HalqaItem *self)
{
  g_return_val_if_fail (HALQA_IS_ITEM (self), NULL);

  return self->kind->name;
}

/**
 * halqa_item_get_label:
 * @self: an item
 *
 * Returns: (transfer none): what it is called: its title or name, else its first words; "" where
 *   it has none. One line of at most 120 characters and an ellipsis, as halqa_text_show_line() shows
 *   it
 */
const char *
halqa_item_get_label (HalqaItem *self)
{
  g_return_val_if_fail (HALQA_IS_ITEM (self), NULL);

  look (self);
  /* Somebody may have chosen another language for the window meanwhile. */
  if (self->language != halqa_language_get_spoken ())
    set_label (self);
  return self->label;
}

/**
 * halqa_item_get_name:
 * @self: an item
 *
 * Returns: (transfer none): as halqa_item_get_label(); where it has none, that it has none
 */
const char *
halqa_item_get_name (HalqaItem *self)
{
  const char *label = halqa_item_get_label (self);

  return *label != '\0' ? label : halqa_kind_words_nameless (halqa_item_get_kind (self));
}

/**
 * halqa_item_get_text:
 * @self: an item
 * @field: a field of its kind that holds text
 *
 * Returns: (transfer none): what it holds; "" where it is empty
 */
const char *
halqa_item_get_text (HalqaItem *self, const char *field)
{
  const char *text;

  g_return_val_if_fail (HALQA_IS_ITEM (self) && field != NULL, "");

  text = halqa_record_get_text (look (self), field);
  return text != NULL ? text : "";
}

/**
 * halqa_item_get_int:
 * @self: an item
 * @field: a field of its kind that holds a number
 * @number: (out): what it holds; left alone where it is empty
 *
 * Returns: whether it holds a number
 */
gboolean
halqa_item_get_int (HalqaItem *self, const char *field, gint64 *number)
{
  const HalqaValue *value;

  g_return_val_if_fail (HALQA_IS_ITEM (self) && field != NULL && number != NULL, FALSE);

  value = halqa_record_get_value (look (self), field);
  if (value == NULL || value->type != HALQA_VALUE_INT)
    return FALSE;
  *number = value->integer;
  return TRUE;
}

/**
 * halqa_item_get_ref:
 * @self: an item
 * @field: a field of its kind that points at a record
 *
 * Returns: (transfer none) (nullable): the id of that record, 32 hex digits; %NULL where it is
 *   empty
 */
const char *
halqa_item_get_ref (HalqaItem *self, const char *field)
{
  const HalqaValue *value;
  const HalqaId *id;
  char *hex;

  g_return_val_if_fail (HALQA_IS_ITEM (self) && field != NULL, NULL);

  value = halqa_record_get_value (look (self), field);
  id = value != NULL ? halqa_value_get_id (value) : NULL;
  if (id == NULL)
    return NULL;
  if (self->references == NULL)
    self->references = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  hex = g_hash_table_lookup (self->references, field);
  if (hex == NULL)
    {
      hex = halqa_hex_dup (id->bytes, HALQA_ID_SIZE);
      g_hash_table_insert (self->references, g_strdup (field), hex);
    }
  return hex;
}

/**
 * halqa_item_is_deleted:
 * @self: an item
 *
 * Returns: whether it is deleted; it can be restored
 */
gboolean
halqa_item_is_deleted (HalqaItem *self)
{
  g_return_val_if_fail (HALQA_IS_ITEM (self), FALSE);

  return halqa_record_is_deleted (look (self));
}

/**
 * halqa_item_get_created:
 * @self: an item
 *
 * Returns: when it was made, in milliseconds since 1970 by its author's clock; 0 for not known
 */
gint64
halqa_item_get_created (HalqaItem *self)
{
  g_return_val_if_fail (HALQA_IS_ITEM (self), 0);

  return halqa_record_get_created (look (self)) >> 16;
}

/**
 * halqa_item_get_updated:
 * @self: an item
 *
 * Returns: when it was last written, in milliseconds since 1970 by the writer's clock; 0 for not
 *   known
 */
gint64
halqa_item_get_updated (HalqaItem *self)
{
  g_return_val_if_fail (HALQA_IS_ITEM (self), 0);

  return halqa_record_get_updated (look (self)) >> 16;
}

/**
 * halqa_item_get_author:
 * @self: an item
 *
 * Returns: (transfer none) (nullable): the name of the laptop that made it, or the beginning of its
 *   id; %NULL for not known
 */
const char *
halqa_item_get_author (HalqaItem *self)
{
  g_return_val_if_fail (HALQA_IS_ITEM (self), NULL);

  look (self);
  return self->author;
}

/**
 * halqa_item_get_n_conflicts:
 * @self: an item
 *
 * Returns: how many of its fields two people wrote differently
 */
guint
halqa_item_get_n_conflicts (HalqaItem *self)
{
  g_return_val_if_fail (HALQA_IS_ITEM (self), 0);

  look (self);
  return g_strv_length (self->conflicts);
}

/**
 * halqa_item_has_conflict:
 * @self: an item
 * @field: a field, or `deleted` for an edit that another's deletion did not see
 *
 * Returns: whether two people wrote it differently
 */
gboolean
halqa_item_has_conflict (HalqaItem *self, const char *field)
{
  g_return_val_if_fail (HALQA_IS_ITEM (self) && field != NULL, FALSE);

  look (self);
  return g_strv_contains ((const char *const *) self->conflicts, field);
}
