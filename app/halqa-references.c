/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-references.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "halqa-app-error.h"
#include "halqa-text.h"

/*
 * What a proposal is called by in the hall: ENV-07.
 *
 * The letters are the code of its theme, or of its session's, when it was made; "P" where neither has
 * one. They are for the ear. What makes a reference one of its kind is the number behind them alone,
 * so it never changes: not with the theme, nor with the code, nor when laptops meet.
 *
 * A number is a range and a count. The count is the store's own (sync/halqa-writer-number.c): 01 to 99,
 * then 901 to 999, 9001 to 9999, 90001 …, whatever the theme: four digits for the thousandth proposal
 * of one laptop, five for the ten thousandth. The range is a place in a tree, which grows from
 * the laptop that made the forum. That one has the range of no digits: ENV-07. Whoever has a range of
 * digits gives a part of it to each laptop that it knows of and that nobody has given one, with the
 * next entry in which it makes a record, of whatever kind: the first eight 1 to 8, then 01 to 08, 001
 * … : ENV-107 is of the first laptop that the first one met, ENV-1107 of the first one that this one
 * met. Parts are given once each, also counted by the store. So two numbers are of one range and one
 * count, or they differ: no range has a nine in it, so the first nine that three digits or more begin
 * with is where the count begins, and where there is none the last two digits are it; the rest is
 * read from its beginning as parts, none of which another begins with. No two laptops have to meet
 * for that; two that give one newcomer a range each only leave it the choice.
 *
 * A laptop that joined by a file and has met nobody has no range yet. Its numbers begin with five
 * letters made of its store id: ENV-KHMRQ07. Fifteen such laptops fall on the same letters once in
 * 75,000 forums, and the letters of those that are known are avoided.
 *
 * A range belongs to a store and not to a laptop, for a folder that was put back has forgotten what it
 * gave; it is another store then, and asks anew. Both are told in the record of the laptop, which
 * it alone writes: `store`, its store id, and `ranges`, words STORE:RANGE that it gave.
 *
 * An import gives no references: the same file, read on two laptops, makes the same records, and they
 * must not differ in this. Those that it brings are passed over when the next one is given.
 *
 * Rejected. Numbers of the session: two laptops write in one session. A range that each laptop claims
 * for itself, or draws by chance: two that are apart take the same one, and nothing tells them. To put
 * that right when they meet: a reference that was called out has changed then. Letters of the device
 * for everybody: five more to be called out, though nearly all laptops have met the first one. To wait
 * for a range before a reference is given: the hall votes now. To give ranges as soon as a laptop
 * appears, in an entry of their own: two laptops that were just made equal would not be so any more.
 */

#define RANGE_MAX 16
/* No nine, which a count begins with. */
#define RANGE_DIGITS "012345678"
#define RANGES_SIZE_MAX 60000
#define CODE_MAX 8
/* No I and no O, which are taken for digits. */
#define LETTERS "ABCDEFGHJKLMNPQRSTUVWXYZ"
#define LETTERS_MIN 5
#define LETTERS_MAX 12
#define COUNTS 99
#define PARTS 8

typedef struct
{
  guint8 bytes[HALQA_STORE_ID_SIZE];
} StoreId;

/* What the records of laptops tell. */
typedef struct
{
  StoreId own;
  HalqaId device; /* the record of this laptop */
  char *range; /* ours; NULL for none */
  char *given; /* `ranges` of our own record */
  GArray *stores; /* of StoreId: of the other laptops */
  GHashTable *holders; /* of StoreId: who has a range */
} Ranges;

static guint
hash_store (gconstpointer store)
{
  return halqa_hash (store, sizeof (StoreId));
}

static gboolean
store_is_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, sizeof (StoreId)) == 0;
}

static void
clear_ranges (Ranges *self)
{
  g_free (self->range);
  g_free (self->given);
  g_clear_pointer (&self->stores, g_array_unref);
  g_clear_pointer (&self->holders, g_hash_table_unref);
}

static gboolean
read_store (const char *hex, gsize size, StoreId *store)
{
  g_autofree char *digits = g_strndup (hex, size);

  return size == 2 * sizeof store->bytes &&
         halqa_hex_decode (digits, store->bytes, sizeof store->bytes);
}

/* The shortest is the easiest to call out. */
static gboolean
is_better (const char *range, const char *than)
{
  gsize size = strlen (range);
  gsize other = than != NULL ? strlen (than) : G_MAXSIZE;

  return size != other ? size < other : strcmp (range, than) < 0;
}

/* One STORE:RANGE of a laptop's record; anything else is passed over. All numbers are only its to give
 * who says so in its own record. */
static void
read_word (Ranges *self, const char *word, gboolean is_own)
{
  gsize size = strcspn (word, ":");
  const char *range = word + size + 1;
  StoreId store;

  if (word[size] == '\0' || !read_store (word, size, &store) ||
      strspn (range, RANGE_DIGITS) != strlen (range))
    return;
  g_hash_table_add (self->holders, g_memdup2 (&store, sizeof store));
  if ((*range != '\0' || is_own) && store_is_equal (&store, &self->own) &&
      strlen (range) <= RANGE_MAX && is_better (range, self->range))
    {
      g_free (self->range);
      self->range = g_strdup (range);
    }
}

static void
read_laptop (Ranges *self, HalqaRecord *record)
{
  gboolean is_own = halqa_id_equal (halqa_record_get_id (record), &self->device);
  const char *given = halqa_record_get_text (record, "ranges");
  const char *store = halqa_record_get_text (record, "store");
  const HalqaValue *removed = halqa_record_get_value (record, "removed");
  g_auto (GStrv) words = g_strsplit (given != NULL ? given : "", " ", -1);
  StoreId id;

  for (char **word = words; *word != NULL; word++)
    read_word (self, *word, is_own);
  if (is_own)
    self->given = g_strdup (given);
  else if (store != NULL && read_store (store, strlen (store), &id) &&
           (removed == NULL || !removed->boolean))
    g_array_append_val (self->stores, id);
}

static void
read_ranges (Ranges *self, HalqaReader *reader)
{
  HalqaStore *store = halqa_reader_get_store (reader);
  HalqaQuery query = { .kind = "device" };
  g_autoptr (GPtrArray) laptops = halqa_reader_query (reader, &query, NULL);

  memcpy (self->own.bytes, halqa_store_get_store_id (store), sizeof self->own.bytes);
  halqa_device_record_id (halqa_identity_get_device (halqa_store_get_identity (store)),
                          &self->device);
  self->stores = g_array_new (FALSE, FALSE, sizeof (StoreId));
  self->holders = g_hash_table_new_full (hash_store, store_is_equal, g_free, NULL);
  for (guint i = 0; laptops != NULL && i < laptops->len; i++)
    read_laptop (self, g_ptr_array_index (laptops, i));
}

/* --- what stands in the place of a range */

static char *
spell_store (const StoreId *store)
{
  g_autofree char *letters = g_new0 (char, LETTERS_MAX + 1);
  guint64 number;

  memcpy (&number, store->bytes, sizeof number);
  number = GUINT64_FROM_BE (number);
  for (guint i = 0; i < LETTERS_MAX; i++)
    {
      letters[i] = LETTERS[number % strlen (LETTERS)];
      number /= strlen (LETTERS);
    }
  return g_steal_pointer (&letters);
}

/* So many letters that no laptop that is known begins so. */
static char *
make_letters (const Ranges *self)
{
  g_autofree char *letters = spell_store (&self->own);
  gsize size = LETTERS_MIN;

  for (guint i = 0; i < self->stores->len; i++)
    {
      g_autofree char *other = spell_store (&g_array_index (self->stores, StoreId, i));

      while (size < LETTERS_MAX && strncmp (letters, other, size) == 0)
        size++;
    }
  return g_strndup (letters, size);
}

/* --- giving a number */

typedef struct
{
  char *code;
  char *range;
} Pattern;

static void
free_pattern (gpointer data)
{
  Pattern *pattern = data;

  g_free (pattern->code);
  g_free (pattern->range);
  g_free (pattern);
}

/* The first counts have two digits; all others a nine before their digits, which grow as they must. */
static char *
make_reference (guint64 number, gpointer data)
{
  const Pattern *pattern = data;
  gboolean is_first = number <= COUNTS;
  guint64 many = COUNTS; /* of so many digits */
  int digits = 2;

  if (!is_first)
    number -= COUNTS;
  for (; number > many; digits++)
    {
      number -= many;
      many = 10 * many + 9;
    }
  return g_strdup_printf ("%s-%s%s%0*" G_GUINT64_FORMAT, pattern->code, pattern->range,
                          is_first ? "" : "9", digits, number);
}

/* Letters and digits of what somebody took for a code, in capitals; NULL where none are in it. */
static char *
clean_code (const char *code)
{
  g_autoptr (GString) clean = g_string_new (NULL);
  guint n = 0;

  for (; *code != '\0' && n < CODE_MAX; code = g_utf8_next_char (code))
    if (g_unichar_isalnum (g_utf8_get_char (code)))
      {
        g_string_append_unichar (clean, g_unichar_toupper (g_utf8_get_char (code)));
        n++;
      }
  return n > 0 ? g_string_free (g_steal_pointer (&clean), FALSE) : NULL;
}

static const HalqaId *
get_target (const HalqaValue *value)
{
  return value != NULL ? halqa_value_get_id (value) : NULL;
}

static char *
dup_code (HalqaReader *reader, HalqaChange *change, const HalqaId *theme)
{
  const HalqaValue *value = halqa_change_get (change, "theme", theme, "code");
  g_autoptr (HalqaRecord) record = halqa_reader_get (reader, "theme", theme, NULL);
  const char *code = value != NULL ? halqa_value_get_text (value) : NULL;

  if (code == NULL && record != NULL)
    code = halqa_record_get_text (record, "code");
  return code != NULL ? clean_code (code) : NULL;
}

/* Of the theme of @proposal, else of that of its session, which may be made by @change too. */
static char *
find_code (HalqaReader *reader, HalqaChange *change, const HalqaId *proposal)
{
  const HalqaId *theme = get_target (halqa_change_get (change, "proposal", proposal, "theme"));
  const HalqaId *session = get_target (halqa_change_get (change, "proposal", proposal, "session"));
  g_autoptr (HalqaRecord) record = NULL;
  char *code = NULL;

  if (theme == NULL && session != NULL)
    {
      theme = get_target (halqa_change_get (change, "session", session, "theme"));
      record = halqa_reader_get (reader, "session", session, NULL);
      if (theme == NULL && record != NULL)
        theme = get_target (halqa_record_get_value (record, "theme"));
    }
  if (theme != NULL)
    code = dup_code (reader, change, theme);
  return code != NULL ? code : g_strdup ("P");
}

/* --- giving a range */

typedef struct
{
  char *given;
  char *range;
  GArray *stores; /* of StoreId */
} Gift;

static void
free_gift (gpointer data)
{
  Gift *gift = data;

  g_free (gift->given);
  g_free (gift->range);
  g_array_unref (gift->stores);
  g_free (gift);
}

static void
append_part (GString *text, guint64 number)
{
  for (guint64 i = 0; i < (number - 1) / PARTS; i++)
    g_string_append_c (text, '0');
  g_string_append_printf (text, "%u", (guint) ((number - 1) % PARTS + 1));
}

static char *
make_ranges (guint64 number, gpointer data)
{
  const Gift *gift = data;
  GString *ranges = g_string_new (gift->given);
  char hex[HALQA_HEX_MAX];

  for (guint i = 0; i < gift->stores->len; i++)
    {
      StoreId *store = &g_array_index (gift->stores, StoreId, i);

      g_string_append_printf (ranges, "%s%s:%s", ranges->len > 0 ? " " : "",
                              halqa_hex_encode (hex, store->bytes, sizeof store->bytes),
                              gift->range);
      append_part (ranges, number + i);
    }
  return g_string_free (ranges, FALSE);
}

/* A part of ours for each laptop that has none. */
static void
give_ranges (const Ranges *self, HalqaChange *change)
{
  g_autoptr (GArray) stores = g_array_new (FALSE, FALSE, sizeof (StoreId));
  Gift *gift;

  if (self->range == NULL || strlen (self->range) >= RANGE_MAX ||
      (self->given != NULL && strlen (self->given) > RANGES_SIZE_MAX))
    return;
  for (guint i = 0; i < self->stores->len && i < COUNTS; i++)
    if (!g_hash_table_contains (self->holders, &g_array_index (self->stores, StoreId, i)))
      g_array_append_val (stores, g_array_index (self->stores, StoreId, i));
  if (stores->len == 0)
    return;
  gift = g_new0 (Gift, 1);
  gift->given = g_strdup (self->given);
  gift->range = g_strdup (self->range);
  gift->stores = g_array_ref (stores);
  halqa_change_set_numbered (change, "device", &self->device, "ranges", "range", stores->len,
                             make_ranges, gift, free_gift);
}

typedef struct
{
  HalqaReader *reader;
  HalqaChange *change;
  gboolean is_read;
  Ranges ranges;
} Giving;

static void
complete_record (const char *kind, const HalqaId *record, gpointer user_data)
{
  Giving *giving = user_data;
  Ranges *ranges = &giving->ranges;
  const HalqaValue *value = halqa_change_get (giving->change, kind, record, "reference");
  Pattern *pattern;

  if (!giving->is_read)
    read_ranges (ranges, giving->reader);
  giving->is_read = TRUE;
  if (strcmp (kind, "proposal") != 0 || (value != NULL && value->type != HALQA_VALUE_NULL))
    return;
  pattern = g_new0 (Pattern, 1);
  pattern->code = find_code (giving->reader, giving->change, record);
  pattern->range = ranges->range != NULL ? g_strdup (ranges->range) : make_letters (ranges);
  halqa_change_set_numbered (giving->change, kind, record, "reference", "reference", 1,
                             make_reference, pattern, free_pattern);
}

/**
 * halqa_references_complete:
 * @reader: what is shown
 * @change: not yet handed to the store
 *
 * Has a reference given to each proposal that @change makes and that has none; and where it makes
 * anything, a range to each laptop that has none. The numbers are taken when the change is written.
 */
void
halqa_references_complete (HalqaReader *reader, HalqaChange *change)
{
  Giving giving = { .reader = reader, .change = change };

  halqa_change_foreach_creation (change, complete_record, &giving);
  if (giving.is_read)
    give_ranges (&giving.ranges, change);
  clear_ranges (&giving.ranges);
}

/* --- the record of this laptop */

static void
set_own_text (HalqaStore *store, HalqaChange *change, const char *field, const char *text)
{
  HalqaValue value = halqa_value_text (text);
  HalqaId device;

  halqa_device_record_id (halqa_identity_get_device (halqa_store_get_identity (store)), &device);
  halqa_change_set (change, "device", &device, field, &value, HALQA_REPLACE_SHOWN);
}

/**
 * halqa_references_announce:
 * @store: an open store
 * @record: (nullable): of this laptop
 * @change: gets what @record does not say of the store yet
 */
void
halqa_references_announce (HalqaStore *store, HalqaRecord *record, HalqaChange *change)
{
  char hex[HALQA_HEX_MAX];

  halqa_hex_encode (hex, halqa_store_get_store_id (store), HALQA_STORE_ID_SIZE);
  if (record == NULL || g_strcmp0 (halqa_record_get_text (record, "store"), hex) != 0)
    set_own_text (store, change, "store", hex);
}

/**
 * halqa_references_begin:
 * @store: of a forum that nobody else knows yet
 * @change: its first
 */
void
halqa_references_begin (HalqaStore *store, HalqaChange *change)
{
  g_autofree char *root = NULL;
  char hex[HALQA_HEX_MAX];

  halqa_references_announce (store, NULL, change);
  root = g_strconcat (halqa_hex_encode (hex, halqa_store_get_store_id (store), HALQA_STORE_ID_SIZE),
                      ":", NULL);
  set_own_text (store, change, "ranges", root);
}

/* --- finding one */

typedef struct
{
  char *folded;
  guint n_found;
  HalqaId id;
} Search;

static void
compare_text (const HalqaRow *row, gpointer user_data)
{
  Search *search = user_data;
  const char *text = row->key != NULL ? halqa_value_get_text (row->key) : NULL;
  g_autofree char *folded = text != NULL ? halqa_text_fold (text) : NULL;

  if (folded == NULL || !g_str_equal (folded, search->folded))
    return;
  search->n_found++;
  search->id = row->id;
}

/* Looks for the record of @kind whose @field holds @typed, but for the manner of writing. */
static gboolean
find_by_text (HalqaReader *reader,
              const char *kind,
              const char *field,
              const char *typed,
              HalqaDeleted deleted,
              HalqaId *id,
              GError **error)
{
  HalqaQuery query = { .kind = kind, .sort = field, .deleted = deleted };
  g_autofree char *folded = halqa_text_fold (typed);
  Search search = { folded, 0, { { 0 } } };

  if (*folded == '\0' ||
      !halqa_reader_walk_rows (reader, &query, NULL, 0, compare_text, &search, error))
    return FALSE;
  if (search.n_found > 1)
    g_set_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_INVALID,
                 _ ("Several records are called “%s”: give the id"), typed);
  if (search.n_found == 1)
    *id = search.id;
  return search.n_found == 1;
}

/**
 * halqa_references_find:
 * @reader: what is shown
 * @typed: ENV-07, env-07 or ENV-٠٧
 * @id: (out caller-allocates): of the proposal that is called so, a deleted one too
 * @error: %HALQA_APP_ERROR_INVALID where several are
 *
 * Returns: whether there is just one; %FALSE without an error where there is none
 */
gboolean
halqa_references_find (HalqaReader *reader, const char *typed, HalqaId *id, GError **error)
{
  return find_by_text (reader, "proposal", "reference", typed, HALQA_DELETED_TOO, id, error);
}

/**
 * halqa_references_find_named:
 * @reader: what is shown
 * @kind: a kind
 * @typed: the code of a theme, the reference of a proposal, the name of an organisation
 * @id: (out caller-allocates): of the record that is called so, untouched where there is none; of
 *   proposals a deleted one too
 * @error: %HALQA_APP_ERROR_INVALID where several are
 *
 * Returns: whether there is just one; %FALSE without an error where there is none, or records of @kind
 *   are not called by such a name
 */
gboolean
halqa_references_find_named (HalqaReader *reader,
                             const char *kind,
                             const char *typed,
                             HalqaId *id,
                             GError **error)
{
  static const struct
  {
    const char *kind;
    const char *field;
  } names[] = { { "theme", "code" }, { "organisation", "name" } };

  if (strcmp (kind, "proposal") == 0)
    return halqa_references_find (reader, typed, id, error);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (kind, names[i].kind) == 0)
      return find_by_text (reader, kind, names[i].field, typed, HALQA_DELETED_HIDE, id, error);
  return FALSE;
}
