/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-catalogue-private.h"

#include <gettext-po.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "halqa-app-error.h"
#include "halqa-file-writer.h"
#include "halqa-language.h"
#include "halqa-phrase-private.h"
#include "halqa-po.h"
#include "halqa-reason.h"
#include "halqa-text.h"

/* The interface in one language, as people in the room mend it.
 *
 * What they write is kept apart from what came with the program, in a file of its own that holds nothing
 * else: a later version of the program brings more texts, and what was written stays over them. It is a
 * PO file like any, so that whoever keeps the program's catalogues can take it in.
 *
 * Rule: no text is taken that the program could not print. A file is read by what it is called by alone;
 * each text in it is looked up among those that came with the program and checked against it, as msgfmt
 * would, and what does not fit is passed over and stays in nobody's way.
 *
 * Rejected: to keep translations in the forum as records. The interface is the same in all forums, and
 * who joins one is not to have the words on their buttons changed by whoever is in it. */

/* Whose texts are those of a language that nothing came for. */
#define TEMPLATE "ar"
#define OWN_PLURALS "nplurals=2; plural=(n != 1);"

struct _HalqaCatalogue
{
  GObject parent_instance;

  /* owned */
  char *language;
  char *path;
  char *header;
  GPtrArray *phrases;
  GHashTable *by_key; /* lent by the phrases */

  guint n_forms;
};

static void halqa_catalogue_init_model (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (HalqaCatalogue,
                               halqa_catalogue,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      halqa_catalogue_init_model))

/* --- files */

typedef void (*MessageFunc) (HalqaCatalogue *self, po_message_t message, gpointer user_data);

/* Without the header. */
static void
each_message (HalqaCatalogue *self, po_file_t file, MessageFunc func, gpointer user_data)
{
  po_message_iterator_t messages = po_message_iterator (file, NULL);
  po_message_t message;

  while ((message = po_next_message (messages)) != NULL)
    if (*po_message_msgid (message) != '\0' && !po_message_is_obsolete (message))
      func (self, message, user_data);
  po_message_iterator_free (messages);
}

static void
add_phrase (HalqaCatalogue *self, po_message_t message, gpointer is_template)
{
  HalqaPhrase *phrase = halqa_phrase_new (message, self->n_forms);

  if (is_template != NULL)
    halqa_phrase_forget_shipped (phrase);
  g_ptr_array_add (self->phrases, phrase);
  g_hash_table_insert (self->by_key, (gpointer) halqa_phrase_get_key (phrase), phrase);
}

static guint
read_n_forms (const char *header)
{
  const char *number = strstr (header, "nplurals=");

  return number != NULL ? CLAMP (atoi (number + strlen ("nplurals=")), 1, 6) : 1;
}

static gboolean
read_shipped (HalqaCatalogue *self, const char *folder, GError **error)
{
  g_autofree char *name = g_strconcat (self->language, ".po", NULL);
  g_autofree char *own = g_build_filename (folder, name, NULL);
  g_autofree char *other = g_build_filename (folder, TEMPLATE ".po", NULL);
  const gboolean is_template = !g_file_test (own, G_FILE_TEST_EXISTS);
  po_file_t file = halqa_po_read (is_template ? other : own, error);

  if (file == NULL)
    return FALSE;
  self->header = is_template
                     ? g_strdup_printf ("Content-Type: text/plain; charset=UTF-8\nLanguage: %s\n"
                                        "Plural-Forms: " OWN_PLURALS "\n",
                                        self->language)
                     : g_strdup (po_file_domain_header (file, NULL));
  self->n_forms = read_n_forms (self->header);
  each_message (self, file, add_phrase, GINT_TO_POINTER (is_template));
  po_file_free (file);
  return TRUE;
}

/* --- what is taken */

typedef struct
{
  guint n_known; /* texts of this program */
  guint n_texts; /* of these, those that fit */
} Taken;

/* As gettext wants it of both ends. */
static gboolean
has_same_lines (const char *original, const char *text)
{
  return g_str_has_prefix (original, "\n") == g_str_has_prefix (text, "\n") &&
         g_str_has_suffix (original, "\n") == g_str_has_suffix (text, "\n");
}

static gboolean
fits (HalqaPhrase *phrase, const char *const *texts)
{
  po_message_t message = halqa_phrase_make_message (phrase, texts);
  po_message_iterator_t messages;
  po_file_t file = po_file_create ();
  const gboolean is_printed = halqa_po_check (message);

  /* Which frees it. */
  messages = po_message_iterator (file, NULL);
  po_message_insert (messages, message);
  po_message_iterator_free (messages);
  po_file_free (file);
  for (; *texts != NULL; texts++)
    if (!has_same_lines (halqa_phrase_get_original (phrase), *texts))
      return FALSE;
  return is_printed;
}

static void
set_unfit (HalqaPhrase *phrase, GError **error)
{
  g_autofree char *placeholders = halqa_phrase_dup_placeholders (phrase);
  g_autofree char *isolated = placeholders != NULL ? halqa_text_isolate (placeholders) : NULL;

  if (isolated != NULL)
    g_set_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_INVALID,
                 /* Translators: %s is a list of signs such as "%s" and "%u". */
                 _ ("These have to be there as in the original: %s"), isolated);
  else
    g_set_error_literal (error, HALQA_APP_ERROR, HALQA_APP_ERROR_INVALID,
                         _ ("It has to begin and end in a new line where the original does"));
}

/* Takes what a file says of a text, where that fits. */
static void
take_message (HalqaCatalogue *self, po_message_t message, gpointer user_data)
{
  Taken *taken = user_data;
  g_autofree char *key = halqa_phrase_dup_key (message);
  HalqaPhrase *phrase = g_hash_table_lookup (self->by_key, key);
  g_autoptr (GPtrArray) texts = g_ptr_array_new ();
  const gboolean has_plural = po_message_msgid_plural (message) != NULL;

  taken->n_known += phrase != NULL;
  if (phrase == NULL || po_message_is_fuzzy (message) ||
      has_plural != (halqa_phrase_get_original_plural (phrase) != NULL))
    return;
  for (guint i = 0; i < halqa_phrase_get_n_forms (phrase); i++)
    {
      const char *text =
          has_plural ? po_message_msgstr_plural (message, (int) i) : po_message_msgstr (message);

      if (text == NULL || *text == '\0')
        return;
      g_ptr_array_add (texts, (gpointer) text);
    }
  g_ptr_array_add (texts, NULL);
  if (!fits (phrase, (const char *const *) texts->pdata))
    return;
  halqa_phrase_set_own (phrase, (const char *const *) texts->pdata);
  taken->n_texts++;
}

static gboolean
is_in_language (HalqaCatalogue *self, po_file_t file)
{
  const char *header = po_file_domain_header (file, NULL);
  char *language = header != NULL ? po_header_field (header, "Language") : NULL;
  const gboolean is = language == NULL || halqa_language_equal (language, self->language);

  free (language);
  return is;
}

static gboolean
take_file (HalqaCatalogue *self, const char *path, Taken *taken, GError **error)
{
  po_file_t file = halqa_po_read (path, error);
  gboolean is_taken;

  if (file == NULL)
    return FALSE;
  is_taken = is_in_language (self, file);
  if (is_taken)
    each_message (self, file, take_message, taken);
  else
    halqa_po_set_error (path, _ ("It is in another language"), error);
  po_file_free (file);
  return is_taken;
}

/* --- what is kept */

/* @own: only what was written here. To be freed. */
static char *
print (HalqaCatalogue *self, gboolean own)
{
  GString *file = g_string_new ("msgid \"\"\nmsgstr \"\"\n");
  g_auto (GStrv) lines = g_strsplit (self->header, "\n", -1);

  for (char **line = lines; *line != NULL; line++)
    if (**line != '\0')
      g_string_append_printf (file, "\"%s\\n\"\n", *line);
  for (guint i = 0; i < self->phrases->len; i++)
    {
      HalqaPhrase *phrase = g_ptr_array_index (self->phrases, i);
      const HalqaPhraseState state = halqa_phrase_get_state (phrase);

      if (state == HALQA_PHRASE_OWN || (state == HALQA_PHRASE_SHIPPED && !own))
        halqa_phrase_append (phrase, file);
    }
  return g_string_free (file, FALSE);
}

static gboolean
write_file (HalqaCatalogue *self, const char *path, gboolean own, guint mode, GError **error)
{
  g_autofree char *content = print (self, own);
  g_autoptr (HalqaFileWriter) file = halqa_file_writer_new (path, mode, error);

  return file != NULL &&
         g_output_stream_write_all (G_OUTPUT_STREAM (file), content, strlen (content), NULL, NULL,
                                    error) &&
         halqa_file_writer_commit (file, error);
}

gboolean
halqa_catalogue_write_all (HalqaCatalogue *self, const char *path, GError **error)
{
  return write_file (self, path, FALSE, 0600, error);
}

static gboolean
save (HalqaCatalogue *self, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (self->path);

  if (g_mkdir_with_parents (folder, 0700) == 0)
    return write_file (self, self->path, TRUE, 0600, error);
  g_set_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_FILE, _ ("“%s” can't be written: %s"),
               folder, halqa_reason_say (errno));
  return FALSE;
}

/* --- the list */

static GType
halqa_catalogue_get_item_type (GListModel *model)
{
  return HALQA_TYPE_PHRASE;
}

static guint
halqa_catalogue_get_n_items (GListModel *model)
{
  return HALQA_CATALOGUE (model)->phrases->len;
}

static gpointer
halqa_catalogue_get_item (GListModel *model, guint position)
{
  HalqaCatalogue *self = HALQA_CATALOGUE (model);

  return position < self->phrases->len ? g_object_ref (g_ptr_array_index (self->phrases, position))
                                       : NULL;
}

static void
halqa_catalogue_init_model (GListModelInterface *iface)
{
  iface->get_item_type = halqa_catalogue_get_item_type;
  iface->get_n_items = halqa_catalogue_get_n_items;
  iface->get_item = halqa_catalogue_get_item;
}

static void
halqa_catalogue_finalize (GObject *object)
{
  HalqaCatalogue *self = HALQA_CATALOGUE (object);

  g_hash_table_unref (self->by_key);
  g_ptr_array_unref (self->phrases);
  g_free (self->header);
  g_free (self->path);
  g_free (self->language);
  G_OBJECT_CLASS (halqa_catalogue_parent_class)->finalize (object);
}

static void
halqa_catalogue_class_init (HalqaCatalogueClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = halqa_catalogue_finalize;
}

static void
halqa_catalogue_init (HalqaCatalogue *self)
{
  self->phrases = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_key = g_hash_table_new (g_str_hash, g_str_equal);
}

/* Where a language begins empty these two are not for people to fill in: which language it is, and that
 * it is written from left to right until somebody says otherwise. */
static void
fill_in (HalqaCatalogue *self)
{
  HalqaPhrase *code = g_hash_table_lookup (self->by_key, "language code\004en");
  HalqaPhrase *direction = g_hash_table_lookup (self->by_key, "default:LTR");
  const char *const codes[] = { self->language, NULL };
  const char *const directions[] = { "default:LTR", NULL };

  if (code != NULL && halqa_phrase_get_state (code) == HALQA_PHRASE_MISSING)
    halqa_phrase_set_own (code, codes);
  if (direction != NULL && halqa_phrase_get_state (direction) == HALQA_PHRASE_MISSING)
    halqa_phrase_set_own (direction, directions);
}

/**
 * halqa_catalogue_new:
 * @places: where everything is
 * @language: a code, such as "zgh"
 * @error: of what came with the program, or of the file of what was written here
 *
 * Returns: (transfer full): the texts of the interface in that language
 */
HalqaCatalogue *
halqa_catalogue_new (const HalqaCataloguePlaces *places, const char *language, GError **error)
{
  g_autoptr (HalqaCatalogue) self = NULL;
  g_autofree char *name = NULL;
  Taken taken = { 0 };

  g_return_val_if_fail (places != NULL && language != NULL, NULL);

  self = g_object_new (HALQA_TYPE_CATALOGUE, NULL);
  name = g_strconcat (language, ".po", NULL);
  self->language = g_strdup (language);
  self->path = g_build_filename (places->own, name, NULL);
  if (!read_shipped (self, places->shipped, error))
    return NULL;
  if (g_file_test (self->path, G_FILE_TEST_EXISTS) && !take_file (self, self->path, &taken, error))
    return NULL;
  fill_in (self);
  return g_steal_pointer (&self);
}

guint
halqa_catalogue_get_n_missing (HalqaCatalogue *self)
{
  guint n = 0;

  g_return_val_if_fail (HALQA_IS_CATALOGUE (self), 0);

  for (guint i = 0; i < self->phrases->len; i++)
    n += halqa_phrase_get_state (self->phrases->pdata[i]) == HALQA_PHRASE_MISSING;
  return n;
}

/* How many of @texts hold nothing. */
static guint
count_empty (const char *const *texts)
{
  guint n = 0;

  for (; *texts != NULL; texts++)
    n += **texts == '\0';
  return n;
}

/**
 * halqa_catalogue_set:
 * @self: a catalogue
 * @phrase: one of its texts
 * @texts: (nullable) (array zero-terminated=1): what it is to be, for each form; all empty, or %NULL, for
 *   what came with the program
 * @error: where it does not fit, in words; or of the file
 *
 * Returns: whether it is on disk
 */
gboolean
halqa_catalogue_set (HalqaCatalogue *self,
                     HalqaPhrase *phrase,
                     const char *const *texts,
                     GError **error)
{
  g_auto (GStrv) before = NULL;
  const guint n_empty = texts != NULL ? count_empty (texts) : 0;

  g_return_val_if_fail (HALQA_IS_CATALOGUE (self) && HALQA_IS_PHRASE (phrase), FALSE);

  if (n_empty == halqa_phrase_get_n_forms (phrase))
    texts = NULL;
  else if (n_empty > 0)
    {
      g_set_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_INVALID,
                   ngettext ("%u text is missing", "%u texts are missing", n_empty), n_empty);
      return FALSE;
    }
  if (texts != NULL && !fits (phrase, texts))
    {
      set_unfit (phrase, error);
      return FALSE;
    }
  before = g_strdupv ((char **) halqa_phrase_get_texts (phrase));
  halqa_phrase_set_own (phrase, texts);
  if (save (self, error))
    return TRUE;
  halqa_phrase_set_own (phrase, (const char *const *) before);
  return FALSE;
}

/**
 * halqa_catalogue_take:
 * @self: a catalogue
 * @path: a PO file of the same language
 * @n_taken: (out): how many texts in it fit
 * @error: of either file
 *
 * Returns: whether what was taken is on disk
 */
gboolean
halqa_catalogue_take (HalqaCatalogue *self, const char *path, guint *n_taken, GError **error)
{
  Taken taken = { 0 };

  g_return_val_if_fail (HALQA_IS_CATALOGUE (self) && path != NULL && n_taken != NULL, FALSE);

  *n_taken = 0;
  if (!take_file (self, path, &taken, error))
    return FALSE;
  *n_taken = taken.n_texts;
  if (taken.n_known == 0)
    halqa_po_set_error (path, _ ("None of its texts is one of this program's"), error);
  return taken.n_known > 0 && (taken.n_texts == 0 || save (self, error));
}

/**
 * halqa_catalogue_give:
 * @self: a catalogue
 * @path: of a file for other laptops, which anybody there can read
 * @error: of that file
 *
 * Returns: whether what was written here is in it
 */
gboolean
halqa_catalogue_give (HalqaCatalogue *self, const char *path, GError **error)
{
  g_return_val_if_fail (HALQA_IS_CATALOGUE (self) && path != NULL, FALSE);

  return write_file (self, path, TRUE, 0666, error);
}

const char *
halqa_catalogue_get_path (HalqaCatalogue *self)
{
  g_return_val_if_fail (HALQA_IS_CATALOGUE (self), NULL);

  return self->path;
}
