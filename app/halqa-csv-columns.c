/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-csv-columns.h"

#include <string.h>

#include "halqa-kinds.h"
#include "halqa-text.h"

/*
 * What the columns of a table of proposals are called.
 *
 * Written are the names of Decidim's open-data export where it has one for the field (`title/fr`,
 * `category/id`, `author/name`), else those of the table of kinds. Read are both, and what people
 * write over a column in Arabic, French, Tamazight and English; compared folded and without the
 * Arabic article, so that neither spelling nor case matters. The words of states, scopes and
 * languages are read in these languages too, and Decidim's own.
 *
 * A cell that begins as a formula does would be one in a spreadsheet. It is written behind an
 * apostrophe, as people do there by hand; so is a text that begins with apostrophes and then so, and
 * the import takes one apostrophe away from what looks like that: what was written is what is read.
 *
 * Rejected: to gettext these names. A file from a French office is read on an Arabic laptop.
 */

typedef struct
{
  const char *field;
  const char *heading; /* in an export, NULL for the field's own name */
  const char *names; /* parted by `|`, as in Arabic, French, Tamazight and English */
} HalqaCsvColumn;

/* The first that fits is taken. */
static const HalqaCsvColumn columns[] = {
  { HALQA_CSV_ID, NULL, "معرف|identifiant|ⴰⵙⵏⵎⴰⵍⴰ|identifier" },
  { "reference", NULL, "المرجع|référence|réf|ⴰⵙⴰⵖⵓⵍ|reference|ref" },
  { "title", NULL, "العنوان|عنوان المقترح|titre|intitulé|titre de la proposition|ⴰⵣⵡⵍ|title" },
  { "body", NULL,
    "النص|نص المقترح|الوصف|التفاصيل|المحتوى|texte|corps|description|détail|contenu|"
    "texte de la proposition|ⴰⴹⵔⵉⵙ|body|text|description|details|content" },
  { "problem", NULL,
    "المشكل|المشكلة|الإشكالية|الإشكال|problème|problématique|constat|ⵜⴰⵎⵓⴽⵔⵉⵙⵜ|problem|issue" },
  { "session", NULL, "الورشة|الجلسة|atelier|séance|ⵜⴰⵎⵙⵔⵜ|session|workshop" },
  { "theme", "category/id",
    "المحور|الموضوع|رمز المحور|thème|thématique|axe|catégorie|code du thème|ⴰⵙⵏⵜⵍ|theme|topic|"
    "category|taxonomies/id" },
  { HALQA_CSV_THEME_NAME, "category/name", "اسم المحور|nom du thème|theme name|taxonomies/name" },
  { "neighbourhood", NULL, "الحي|quartier|ⵍⵃⵓⵎⵜ|neighbourhood|neighborhood|address" },
  { "scope", NULL, "النطاق|المستوى|portée|échelle|niveau|ⴰⵙⵡⵉⵔ|scope|level" },
  { "state", NULL, "الحالة|état|statut|ⴰⴷⴷⴰⴷ|state|status" },
  { "answer", NULL, "الجواب|الرد|réponse|ⵜⴰⵎⵔⴰⵔⵓⵜ|answer|reply" },
  { "author_name", "author/name",
    "اقترحه|اقترحه(ته)|صاحب المقترح|صاحبة المقترح|المقترِح|الكاتب|الكاتبة|الاسم|proposé par|auteur|"
    "auteure|auteur(e)|autrice|nom|porteur|ⴰⵎⴰⵔⴰⵢ|author|name|proposed by" },
  { "organisation", NULL,
    "الهيئة|الجمعية|المنظمة|organisation|association|structure|ⵜⴰⵎⵙⵎⵓⵏⵜ|organization" },
  { "lang", NULL, "اللغة|langue|ⵜⵓⵜⵍⴰⵢⵜ|language|locale" },
  /* One column alone that is called so holds what there is. */
  { "title", NULL, "المقترح|المقترحات|proposition|propositions|ⴰⵙⵓⵎⵔ|proposal|proposals" },
};

typedef struct
{
  const char *field;
  const char *word;
  const char *names; /* parted by `|` */
} HalqaCsvWord;

/* As po/GLOSSARY.md has them, in each gender; the last ones are Decidim's. */
static const HalqaCsvWord words[] = {
  { "state", "draft", "مسودة|brouillon|ⴰⵣⵣⵡⵉⵔⵉ" },
  { "state", "submitted",
    "مقدم|مقدمة|قدم|قدمت|déposée|déposé|soumise|soumis|ⵉⵜⵜⵓⵙⵓⵎⵔⵏ|evaluating|not_answered|"
    "published" },
  { "state", "to_merge", "للدمج|à fusionner|to be merged" },
  { "state", "accepted", "مقبول|مقبولة|acceptée|accepté|retenue|retenu|ⵉⵜⵜⵓⵇⴱⵍⵏ" },
  { "state", "rejected", "مرفوض|مرفوضة|rejetée|rejeté|refusée|refusé|ⵉⵜⵜⵓⴳⵢⵏ" },
  { "state", "postponed", "مؤجل|مؤجلة|reportée|reporté|différée|différé" },
  { "scope", "local", "محلي|محلية|locale|ⴰⴷⵖⴰⵔⴰⵏ" },
  { "scope", "regional", "جهوي|جهوية|régional|régionale|ⴰⵎⵏⴰⴹ" },
  { "scope", "national", "وطني|وطنية|nationale|ⴰⵏⴰⵎⵓⵔ" },
  { "scope", "international", "دولي|دولية|internationale|ⴰⴳⵔⴰⵖⵍⴰⵏ" },
  { "lang", "ar", "العربية|عربي|بالعربية|arabe|ⵜⴰⵄⵔⴰⴱⵜ|arabic" },
  { "lang", "fr", "الفرنسية|بالفرنسية|français|ⵜⴰⴼⵕⴰⵏⵙⵉⵙⵜ|french" },
  { "lang", "zgh", "الأمازيغية|بالأمازيغية|amazighe|tamazight|ⵜⴰⵎⴰⵣⵉⵖⵜ" },
  { "lang", "en", "الإنجليزية|بالإنجليزية|anglais|ⵜⴰⵏⴳⵍⵉⵣⵜ|english" },
};

/* Folded, each word without the article. */
static char *
make_comparable (const char *name)
{
  g_autofree char *folded = halqa_text_fold (name);
  g_auto (GStrv) parts = g_strsplit (folded, " ", -1);

  for (char **part = parts; *part != NULL; part++)
    if (g_str_has_prefix (*part, "ال") && g_utf8_strlen (*part, -1) > 3)
      memmove (*part, *part + strlen ("ال"), strlen (*part + strlen ("ال")) + 1);
  return g_strjoinv (" ", parts);
}

static gboolean
is_among (const char *comparable, const char *names)
{
  g_auto (GStrv) list = g_strsplit (names, "|", -1);

  for (char **name = list; *name != NULL; name++)
    {
      g_autofree char *other = make_comparable (*name);

      if (strcmp (comparable, other) == 0)
        return TRUE;
    }
  return FALSE;
}

/**
 * halqa_csv_get_kind:
 *
 * Returns: (transfer none): the kind whose records a table holds
 */
const HalqaKind *
halqa_csv_get_kind (void)
{
  return halqa_schema_find_kind (halqa_kinds_get_schema (), "proposal");
}

/**
 * halqa_csv_knows_field:
 * @field: a name
 *
 * Returns: whether a column can become it: a field or translation of a proposal, or one of the
 *   names above
 */
gboolean
halqa_csv_knows_field (const char *field)
{
  return strcmp (field, HALQA_CSV_ID) == 0 || strcmp (field, HALQA_CSV_THEME_NAME) == 0 ||
         (strcmp (field, "deleted") != 0 && halqa_kinds_can_write (halqa_csv_get_kind (), field));
}

static const char *
match_name (const char *name)
{
  g_autofree char *comparable = make_comparable (name);
  const HalqaKind *kind = halqa_csv_get_kind ();

  if (*comparable == '\0')
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    if ((columns[i].heading != NULL && g_ascii_strcasecmp (name, columns[i].heading) == 0) ||
        is_among (comparable, columns[i].names))
      return columns[i].field;
  for (const HalqaField *field = kind->fields; field->name != NULL; field++)
    if (g_ascii_strcasecmp (name, field->name) == 0)
      return field->name;
  return g_ascii_strcasecmp (name, HALQA_CSV_ID) == 0 ? HALQA_CSV_ID : NULL;
}

/* Where a language stands by its sign or its name behind the last space. */
static char *
find_known_language (char *name)
{
  char *space = strrchr (name, ' ');

  return space != NULL && halqa_csv_match_word ("lang", space + 1) != space + 1 ? space : NULL;
}

/* Parts "title/fr", "title@fr", "Titre (arabe)" and "Titre FR" into a name and the sign of a language;
 * NULL where there is none. */
static char *
split_language (const char *heading, char **language)
{
  g_autofree char *name = g_strdup (heading);
  char *mark = strrchr (name, '/');

  if (mark == NULL)
    mark = strrchr (name, '@');
  if (mark == NULL && g_str_has_suffix (name, ")"))
    {
      mark = strrchr (name, '(');
      name[strlen (name) - 1] = '\0';
    }
  if (mark == NULL)
    mark = find_known_language (name);
  if (mark == NULL || mark == name)
    return NULL;
  *language = g_ascii_strdown (halqa_csv_match_word ("lang", g_strstrip (mark + 1)), -1);
  *mark = '\0';
  g_strchomp (name);
  return g_steal_pointer (&name);
}

/**
 * halqa_csv_match_column:
 * @heading: of a column
 *
 * Returns: (transfer full) (nullable): the field that it becomes
 */
char *
halqa_csv_match_column (const char *heading)
{
  g_autofree char *stripped = g_strstrip (g_strdup (heading));
  g_autofree char *language = NULL;
  g_autofree char *name = NULL;
  g_autofree char *translation = NULL;
  const char *field = match_name (stripped);

  if (field != NULL)
    return g_strdup (field);
  name = split_language (stripped, &language);
  field = name != NULL ? match_name (name) : NULL;
  if (field == NULL)
    return NULL;
  /* Of a theme's names the first one will do. */
  if (strcmp (field, HALQA_CSV_THEME_NAME) == 0)
    return g_strdup (field);
  translation = g_strdup_printf ("%s@%s", field, language);
  return halqa_csv_knows_field (translation) ? g_steal_pointer (&translation) : NULL;
}

/**
 * halqa_csv_dup_heading:
 * @field: that a column can become
 *
 * Returns: (transfer full): the heading of its column in an export, which
 *   halqa_csv_match_column() makes @field of
 */
char *
halqa_csv_dup_heading (const char *field)
{
  const char *at = strchr (field, '@');

  if (at != NULL)
    return g_strdup_printf ("%.*s/%s", (int) (at - field), field, at + 1);
  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    if (columns[i].heading != NULL && strcmp (columns[i].field, field) == 0)
      return g_strdup (columns[i].heading);
  return g_strdup (field);
}

/* "FIELD NAME" to the word, made once: a cell of every row asks for it. */
static GHashTable *
get_words (void)
{
  static GHashTable *table;

  if (g_once_init_enter (&table))
    {
      GHashTable *made = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

      for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
        {
          g_autofree char *all = g_strconcat (words[i].word, "|", words[i].names, NULL);
          g_auto (GStrv) names = g_strsplit (all, "|", -1);

          for (char **name = names; *name != NULL; name++)
            {
              g_autofree char *comparable = make_comparable (*name);

              g_hash_table_insert (made, g_strconcat (words[i].field, " ", comparable, NULL),
                                   (gpointer) words[i].word);
            }
        }
      g_once_init_leave (&table, made);
    }
  return table;
}

/**
 * halqa_csv_match_word:
 * @field: a field
 * @text: what stands in a cell of its column
 *
 * Returns: (transfer none): the word that @text means where the field takes such words, else @text
 */
const char *
halqa_csv_match_word (const char *field, const char *text)
{
  static const char *const read[] = { "state", "scope", "lang", NULL };
  g_autofree char *comparable = NULL;
  g_autofree char *key = NULL;
  const char *word;

  if (!g_strv_contains (read, field) || *text == '\0')
    return text;
  comparable = make_comparable (text);
  key = g_strconcat (field, " ", comparable, NULL);
  word = g_hash_table_lookup (get_words (), key);
  return word != NULL ? word : text;
}

/* Whether a spreadsheet may take @text for a formula, or for the beginning of another cell. */
static gboolean
begins_a_formula (const char *text)
{
  static const gunichar marks[] = { '=',  '+',    '-',    '@',    '\t',  '\r',
                                    '\n', 0xFF1D, 0xFF0B, 0xFF0D, 0xFF20 };
  const gunichar first = g_utf8_get_char (text);

  for (gsize i = 0; i < G_N_ELEMENTS (marks); i++)
    if (first == marks[i])
      return TRUE;
  return FALSE;
}

/**
 * halqa_csv_guard:
 * @text: UTF-8
 *
 * Returns: (transfer full): @text as it is to stand in a cell
 */
char *
halqa_csv_guard (const char *text)
{
  gboolean dangerous = begins_a_formula (text + strspn (text, "'"));

  return dangerous ? g_strconcat ("'", text, NULL) : g_strdup (text);
}

/**
 * halqa_csv_unguard:
 * @text: of a cell, UTF-8
 *
 * Returns: (transfer none): the text that was to stand there, a part of @text
 */
const char *
halqa_csv_unguard (const char *text)
{
  return *text == '\'' && begins_a_formula (text + strspn (text, "'")) ? text + 1 : text;
}
