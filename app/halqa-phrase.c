/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-phrase-private.h"

#include <string.h>

#include "halqa-text.h"

/* One text of the interface in one language.
 *
 * Rule: what it is called by (its original and its context) and whether it is a format come out of the
 * catalogue that was shipped with the program, never out of a file that somebody wrote: a format with a
 * wrong placeholder would read memory that is not its own. */

#define C_FORMAT "c-format"
/* By which a comment in the sources says whom it is for. */
#define ADDRESS "Translators: "
/* Parts a context from what stands in it, as in a compiled catalogue. */
#define CONTEXT_END "\004"

struct _HalqaPhrase
{
  GObject parent_instance;

  /* owned */
  char *key;
  char *context; /* NULL for none, as the next two */
  char *plural;
  char *comment;
  char **shipped; /* NULL where it is missing */
  char **own;

  const char *original; /* in the key */
  guint n_forms;
  gboolean is_format;
};

G_DEFINE_FINAL_TYPE (HalqaPhrase, halqa_phrase, G_TYPE_OBJECT)

static guint changed_signal;

static void
halqa_phrase_finalize (GObject *object)
{
  HalqaPhrase *self = HALQA_PHRASE (object);

  g_free (self->key);
  g_free (self->context);
  g_free (self->plural);
  g_free (self->comment);
  g_strfreev (self->shipped);
  g_strfreev (self->own);
  G_OBJECT_CLASS (halqa_phrase_parent_class)->finalize (object);
}

static void
halqa_phrase_class_init (HalqaPhraseClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = halqa_phrase_finalize;
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
halqa_phrase_init (HalqaPhrase *self)
{
}

char *
halqa_phrase_dup_key (po_message_t message)
{
  const char *context = po_message_msgctxt (message);

  return context != NULL ? g_strconcat (context, CONTEXT_END, po_message_msgid (message), NULL)
                         : g_strdup (po_message_msgid (message));
}

/* What stands in a message, a text for each form; NULL where one of them is empty. */
static char **
read_texts (po_message_t message, gboolean has_plural, guint n_forms)
{
  g_autoptr (GStrvBuilder) texts = g_strv_builder_new ();

  for (guint i = 0; i < n_forms; i++)
    {
      const char *text =
          has_plural ? po_message_msgstr_plural (message, (int) i) : po_message_msgstr (message);

      if (text == NULL || *text == '\0')
        return NULL;
      g_strv_builder_add (texts, text);
    }
  return g_strv_builder_end (texts);
}

HalqaPhrase *
halqa_phrase_new (po_message_t message, guint n_forms)
{
  HalqaPhrase *self = g_object_new (HALQA_TYPE_PHRASE, NULL);
  const char *said = po_message_extracted_comments (message);
  const gboolean is_addressed = said != NULL && g_str_has_prefix (said, ADDRESS);
  g_autofree char *comment = g_strdup (is_addressed ? said + strlen (ADDRESS) : said);

  self->key = halqa_phrase_dup_key (message);
  self->context = g_strdup (po_message_msgctxt (message));
  self->original = self->context != NULL ? strchr (self->key, *CONTEXT_END) + 1 : self->key;
  self->plural = g_strdup (po_message_msgid_plural (message));
  self->n_forms = self->plural != NULL ? n_forms : 1;
  if (comment != NULL && *g_strstrip (comment) != '\0')
    self->comment = g_steal_pointer (&comment);
  self->is_format = po_message_is_format (message, C_FORMAT);
  self->shipped = read_texts (message, self->plural != NULL, self->n_forms);
  return self;
}

const char *
halqa_phrase_get_key (HalqaPhrase *self)
{
  return self->key;
}

void
halqa_phrase_forget_shipped (HalqaPhrase *self)
{
  g_clear_pointer (&self->shipped, g_strfreev);
}

void
halqa_phrase_set_own (HalqaPhrase *self, const char *const *texts)
{
  const gboolean is_shipped = texts != NULL && self->shipped != NULL &&
                              g_strv_equal (texts, (const char *const *) self->shipped);

  g_strfreev (self->own);
  self->own = is_shipped ? NULL : g_strdupv ((char **) texts);
  g_signal_emit (self, changed_signal, 0);
}

po_message_t
halqa_phrase_make_message (HalqaPhrase *self, const char *const *texts)
{
  po_message_t message = po_message_create ();

  po_message_set_msgctxt (message, self->context);
  po_message_set_msgid (message, self->original);
  po_message_set_msgid_plural (message, self->plural);
  po_message_set_format (message, C_FORMAT, self->is_format);
  if (self->plural == NULL)
    po_message_set_msgstr (message, texts[0]);
  else
    for (guint i = 0; i < self->n_forms; i++)
      po_message_set_msgstr_plural (message, (int) i, texts[i]);
  return message;
}

/* As a string of a PO file. */
static void
append_string (GString *file, const char *keyword, const char *text)
{
  g_string_append_printf (file, "%s \"", keyword);
  for (; *text != '\0'; text++)
    switch (*text)
      {
      case '\n':
        g_string_append (file, "\\n");
        break;
      case '\t':
        g_string_append (file, "\\t");
        break;
      case '"':
      case '\\':
        g_string_append_printf (file, "\\%c", *text);
        break;
      default:
        g_string_append_c (file, *text);
      }
  g_string_append (file, "\"\n");
}

/* What it is now, as an entry of a PO file. Not by libgettextpo, which ends the program where the disk
 * is full. */
void
halqa_phrase_append (HalqaPhrase *self, GString *file)
{
  const char *const *texts = halqa_phrase_get_texts (self);

  g_string_append (file, self->is_format ? "\n#, " C_FORMAT "\n" : "\n");
  if (self->context != NULL)
    append_string (file, "msgctxt", self->context);
  append_string (file, "msgid", self->original);
  if (self->plural == NULL)
    {
      append_string (file, "msgstr", texts[0]);
      return;
    }
  append_string (file, "msgid_plural", self->plural);
  for (guint i = 0; i < self->n_forms; i++)
    {
      g_autofree char *keyword = g_strdup_printf ("msgstr[%u]", i);

      append_string (file, keyword, texts[i]);
    }
}

const char *const *
halqa_phrase_get_texts (HalqaPhrase *self)
{
  return (const char *const *) (self->own != NULL ? self->own : self->shipped);
}

const char *
halqa_phrase_get_original (HalqaPhrase *self)
{
  g_return_val_if_fail (HALQA_IS_PHRASE (self), NULL);

  return self->original;
}

const char *
halqa_phrase_get_original_plural (HalqaPhrase *self)
{
  g_return_val_if_fail (HALQA_IS_PHRASE (self), NULL);

  return self->plural;
}

const char *
halqa_phrase_get_comment (HalqaPhrase *self)
{
  g_return_val_if_fail (HALQA_IS_PHRASE (self), NULL);

  return self->comment;
}

const char *
halqa_phrase_get_context (HalqaPhrase *self)
{
  g_return_val_if_fail (HALQA_IS_PHRASE (self), NULL);

  return self->context;
}

guint
halqa_phrase_get_n_forms (HalqaPhrase *self)
{
  g_return_val_if_fail (HALQA_IS_PHRASE (self), 0);

  return self->n_forms;
}

/**
 * halqa_phrase_get_text:
 * @self: a phrase
 * @form: below halqa_phrase_get_n_forms()
 *
 * Returns: (transfer none): what it is now; "" where it is missing
 */
const char *
halqa_phrase_get_text (HalqaPhrase *self, guint form)
{
  const char *const *texts;

  g_return_val_if_fail (HALQA_IS_PHRASE (self) && form < self->n_forms, NULL);

  texts = halqa_phrase_get_texts (self);
  return texts != NULL ? texts[form] : "";
}

HalqaPhraseState
halqa_phrase_get_state (HalqaPhrase *self)
{
  g_return_val_if_fail (HALQA_IS_PHRASE (self), HALQA_PHRASE_MISSING);

  if (self->own != NULL)
    return HALQA_PHRASE_OWN;
  return self->shipped != NULL ? HALQA_PHRASE_SHIPPED : HALQA_PHRASE_MISSING;
}

/**
 * halqa_phrase_matches:
 * @self: a phrase
 * @folded: words, by halqa_text_fold(); "" is in all
 *
 * The underscore before the letter of a shortcut is no part of a word.
 *
 * Returns: whether they stand in it, in the original or in the translation
 */
gboolean
halqa_phrase_matches (HalqaPhrase *self, const char *folded)
{
  g_autoptr (GString) all = NULL;
  g_autofree char *words = NULL;

  g_return_val_if_fail (HALQA_IS_PHRASE (self) && folded != NULL, FALSE);

  if (*folded == '\0')
    return TRUE;
  all = g_string_new (self->original);
  for (guint i = 0; i < self->n_forms; i++)
    g_string_append_printf (all, " %s", halqa_phrase_get_text (self, i));
  g_string_replace (all, "_", "", 0);
  words = halqa_text_fold (all->str);
  return strstr (words, folded) != NULL;
}

/**
 * halqa_phrase_dup_placeholders:
 * @self: a phrase
 *
 * Returns: (transfer full) (nullable): the placeholders of the original, parted by spaces
 */
char *
halqa_phrase_dup_placeholders (HalqaPhrase *self)
{
  g_autoptr (GRegex) regex = NULL;
  g_autoptr (GMatchInfo) match = NULL;
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);

  g_return_val_if_fail (HALQA_IS_PHRASE (self), NULL);

  if (!self->is_format)
    return NULL;
  regex = g_regex_new ("%(?:[0-9]+\\$)?[-+ #0-9.]*[hlzjt]*[a-zA-Z%]", G_REGEX_DEFAULT, 0, NULL);
  g_regex_match (regex, self->plural != NULL ? self->plural : self->original, 0, &match);
  for (; g_match_info_matches (match); g_match_info_next (match, NULL))
    g_ptr_array_add (found, g_match_info_fetch (match, 0));
  g_ptr_array_add (found, NULL);
  return found->len > 1 ? g_strjoinv (" ", (char **) found->pdata) : NULL;
}
