/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-text-hits.h"
#include "halqa-text.h"

#include <locale.h>
#include <sqlite3.h>
#include <string.h>

/* Each left text must fold to the right one. */
typedef struct
{
  const char *text;
  const char *folded;
} Folding;

static void
check_foldings (const Folding *foldings, gsize n_foldings)
{
  for (gsize i = 0; i < n_foldings; i++)
    {
      g_autofree char *once = halqa_text_fold (foldings[i].text);
      g_autofree char *twice = halqa_text_fold (once);

      g_assert_cmpstr (once, ==, foldings[i].folded);
      g_assert_cmpstr (twice, ==, once);
    }
}

static void
test_fold_arabic (void)
{
  static const Folding foldings[] = {
    { "الأحياء", "الاحياء" }, { "أإآٱا", "ااااا" },
    { "مُؤَسَّسَةٌ", "موسسه" },     { "مســـؤول", "مسوول" },
    { "بيئة", "بييه" },       { "مستشفى", "مستشفي" },
    { "هٰذا", "هذا" },         { "ماء", "ماء" },
    { "یک کتاب", "يك كتاب" }, { "أݣادير أڭادير أگادير أكادير", "اكادير اكادير اكادير اكادير" },
    { "ﻣﺪﻳﻨﺔ", "مدينه" },     { "ﻻ ﷲ", "لا الله" },
    { "كﹷتب", "كتب" },
  };

  check_foldings (foldings, G_N_ELEMENTS (foldings));
}

static void
test_fold_latin (void)
{
  static const Folding foldings[] = {
    { "Médina", "medina" },
    { "Me\314\201dina", "medina" },
    { "ÉCOLE", "ecole" },
    { "cœur Œuvre", "coeur oeuvre" },
    { "Straße", "strasse" },
    { "l'eau, l’eau", "l eau l eau" },
    { "İstanbul ıssız", "istanbul issiz" },
    { "ﬁnance", "finance" },
    { "ḍar Aṭlas", "dar atlas" },
    { "ʿayn", "ayn" },
    { "ΣΊΣΥΦΟΣ", "σισυφοσ" },
  };

  check_foldings (foldings, G_N_ELEMENTS (foldings));
}

static void
test_fold_digits (void)
{
  static const Folding foldings[] = {
    { "٢٠٢٦", "2026" }, { "۲۰۲۶", "2026" }, { "x²", "x2" }, { "१२", "12" }, { "ENV-٠٧", "env 07" },
  };

  check_foldings (foldings, G_N_ELEMENTS (foldings));
}

static void
test_fold_invisible (void)
{
  static const Folding foldings[] = {
    { "ح\342\200\213ي", "حي" }, /* zero-width space */
    { "ح\342\200\214ي", "حي" }, /* non-joiner */
    { "ح\342\200\215ي", "حي" }, /* joiner */
    { "\342\200\217حي\342\200\216", "حي" }, /* marks of direction */
    { "\342\201\247حي\342\201\251", "حي" }, /* isolates */
    { "\342\200\253حي\342\200\254", "حي" }, /* embeddings */
    { "\330\234حي", "حي" }, /* Arabic letter mark */
    { "co\302\255op\357\273\277", "coop" }, /* soft hyphen, byte order mark */
  };

  check_foldings (foldings, G_N_ELEMENTS (foldings));
}

static void
test_fold_tifinagh (void)
{
  static const Folding foldings[] = {
    { "ⵜⴰⵎⴰⵣⵉⵖⵜ ⵏ ⵓⴳⴰⴷⴰⵣ", "ⵜⴰⵎⴰⵣⵉⵖⵜ ⵏ ⵓⴳⴰⴷⴰⵣ" },
  };

  check_foldings (foldings, G_N_ELEMENTS (foldings));
}

static void
test_fold_no_word (void)
{
  static const Folding foldings[] = {
    { "", "" }, { " \t\n", "" }, { "…؟!،", "" }, { "👍🏽 ❤️", "" }, { "\"'*()", "" },
  };

  check_foldings (foldings, G_N_ELEMENTS (foldings));
}

static void
test_fold_invalid (void)
{
  g_autofree char *folded = halqa_text_fold ("ab\377\376cd\303");

  g_assert_cmpstr (folded, ==, "ab cd");
}

static void
test_index_article (void)
{
  static const struct
  {
    const char *text;
    const char *indexed;
  } rows[] = {
    { "الأحياء", "الاحياء احياء" },
    { "والأحياء", "والاحياء احياء" },
    { "بالحي كالحي فالحي", "بالحي حي كالحي حي فالحي حي" },
    { "للنساء", "للنساء نساء لنساء" },
    { "للغة", "للغه غه لغه" },
    { "إلى", "الي" },
    { "حي Médina", "حي medina" },
    { "", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *indexed = halqa_text_index (rows[i].text);

      g_assert_cmpstr (indexed, ==, rows[i].indexed);
    }
}

static void
test_query_form (void)
{
  g_autofree char *plain = halqa_text_query ("Eau Médina");
  g_autofree char *plain_weak = halqa_text_query_weak ("Eau Médina");
  g_autofree char *article = halqa_text_query ("الأحياء");
  g_autofree char *singular = halqa_text_query ("تعاونية");
  g_autofree char *weak = halqa_text_query_weak ("تعاونية");
  g_autofree char *both = halqa_text_query_weak ("التعاونية eau");

  g_assert_cmpstr (plain, ==, "(\"eau\"*) AND (\"medina\"*)");
  g_assert_null (plain_weak);
  /* Each is found by the least that finds it. */
  g_assert_cmpstr (article, ==, "(\"احياء\"*)");
  g_assert_cmpstr (singular, ==, "(\"تعاونيه\"*)");
  g_assert_cmpstr (weak, ==,
                   "(\"تعاون\"* OR \"وتعاون\"* OR \"فتعاون\"* OR \"بتعاون\"* OR \"لتعاون\"*"
                   " OR \"كتعاون\"*)");
  g_assert_cmpstr (both, ==,
                   "(\"تعاون\"* OR \"وتعاون\"* OR \"فتعاون\"* OR \"بتعاون\"* OR \"لتعاون\"*"
                   " OR \"كتعاون\"*) AND (\"eau\"*)");
}

static void
test_query_without_word (void)
{
  static const char *const texts[] = { "", "   ", "👍🏽", "؟!…", "\"\"", "*", "\342\200\217" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_null (halqa_text_query (texts[i]));
}

/* @text with what is found in it in brackets. */
static char *
mark (const char *typed, const char *text)
{
  g_autoptr (HalqaTextHits) hits = halqa_text_hits_new (typed);
  g_autoptr (GArray) found = halqa_text_hits_find (hits, text);
  GString *marked = g_string_new (text);

  for (guint i = found->len; i > 0; i--)
    {
      const HalqaTextHit *hit = &g_array_index (found, HalqaTextHit, i - 1);

      g_string_insert_c (marked, hit->end, ']');
      g_string_insert_c (marked, hit->start, '[');
    }
  return g_string_free (marked, FALSE);
}

static void
test_hits_are_what_the_search_finds (void)
{
  static const struct
  {
    const char *typed;
    const char *text;
    const char *marked;
  } rows[] = {
    { "ecole eau", "L'École et l'eau, écoles", "L'[École] et l'[eau], [école]s" },
    { "احياء", "إنارة الأحياء والأحياء", "إنارة ال[أحياء] وال[أحياء]" },
    { "الاحياء", "أحياء", "[أحياء]" },
    { "مدرسه", "مَدْرَسَةٌ", "[مَدْرَسَةٌ]" },
    { "لغة", "للغة", "[للغة]" },
    { "12", "رقم ١٢٣", "رقم [١٢]٣" },
    { "صلى", "ﷺ", "[ﷺ]" },
    { "cole", "école", "école" },
    { "eau", "", "" },
    { "eau", "eau\xff", "eau\xff" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *marked = mark (rows[i].typed, rows[i].text);

      g_assert_cmpstr (marked, ==, rows[i].marked);
    }
  g_assert_null (halqa_text_hits_new ("؟!…"));
}

static void
test_weak_forms_are_hits_too (void)
{
  g_autofree char *marked = mark ("تعاونية", "سوق والتعاونيات");

  g_assert_cmpstr (marked, ==, "سوق وال[تعاون]يات");
}

static void
test_excerpt_is_around_the_first_hit (void)
{
  g_autoptr (HalqaTextHits) hits = halqa_text_hits_new ("eau");
  g_autofree char *none = halqa_text_hits_excerpt (hits, "rien", 40);
  g_autofree char *whole = halqa_text_hits_excerpt (hits, "de l'eau\npartout", 40);
  g_autofree char *middle = halqa_text_hits_excerpt (
      hits, "Dans chaque quartier il manque, depuis toujours, de l'eau potable et des arbres", 40);

  g_assert_null (none);
  g_assert_cmpstr (whole, ==, "de l'eau partout");
  g_assert_cmpstr (middle, ==, "…depuis toujours, de l'eau potable et de…");
}

/* --- against FTS5 itself */

static void
run_sql (sqlite3 *db, const char *sql)
{
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
}

static sqlite3 *
open_index (void)
{
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (":memory:", &db), ==, SQLITE_OK);
  run_sql (db, "CREATE VIRTUAL TABLE words USING fts5 (text, tokenize = 'ascii')");
  return db;
}

static gboolean
finds_by (const char *query, const char *written)
{
  sqlite3 *db = open_index ();
  g_autofree char *indexed = halqa_text_index (written);
  sqlite3_stmt *statement = NULL;
  int n_found;

  g_assert_cmpint (sqlite3_prepare_v2 (db, "INSERT INTO words VALUES (?)", -1, &statement, NULL),
                   ==, SQLITE_OK);
  sqlite3_bind_text (statement, 1, indexed, -1, SQLITE_STATIC);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_DONE);
  sqlite3_finalize (statement);

  g_assert_cmpint (sqlite3_prepare_v2 (db, "SELECT count(*) FROM words WHERE words MATCH ?", -1,
                                       &statement, NULL),
                   ==, SQLITE_OK);
  sqlite3_bind_text (statement, 1, query, -1, SQLITE_STATIC);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  n_found = sqlite3_column_int (statement, 0);
  sqlite3_finalize (statement);
  sqlite3_close (db);
  return n_found == 1;
}

static gboolean
finds (const char *typed, const char *written)
{
  g_autofree char *query = halqa_text_query (typed);
  g_autofree char *weak = halqa_text_query_weak (typed);

  g_assert_nonnull (query);
  g_assert_cmpint (halqa_text_holds (written, typed), ==, finds_by (query, written));
  return finds_by (query, written) || (weak != NULL && finds_by (weak, written));
}

static void
test_search_finds (void)
{
  static const Folding pairs[] = {
    { "احياء", "تأهيل الأحياء الشعبية" },
    { "الأحياء", "احياء هامشية" },
    { "medina", "l’ancienne Médina de Casablanca" },
    { "MÉD anc", "l’ancienne Médina de Casablanca" },
    { "نساء تعاونيات", "دعم التعاونيات للنساء" },
    { "لغة", "مركز للغة الأمازيغية" },
    { "ليل", "مناوبة للّيل" },
    { "تعاونية", "للنساء والتعاونيات" },
    { "تعاونية", "لتعاونيات الحي" },
    { "جمعية", "وجمعيات" },
    { "2026", "ميزانية ٢٠٢٦" },
    { "۲۰۲۶", "budget 2026" },
    { "ⵜⴰⵎⴰ", "ⵜⴰⵎⴰⵣⵉⵖⵜ" },
    { "مدرسه", "المدرسة" },
    { "علي", "على الرصيف" },
    { "AND", "sel and poivre" },
    { "NEAR(eau)", "eau near" },
    { "body:\"eau\"", "body eau" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_test_message ("%s in %s", pairs[i].text, pairs[i].folded);
      g_assert_true (finds (pairs[i].text, pairs[i].folded));
    }
}

static void
test_search_leaves_out (void)
{
  g_assert_false (finds ("ماء", "ما العمل"));
  g_assert_false (finds ("تعاونية", "التعليم"));
  g_assert_false (finds ("eau terre", "l’eau"));
  g_assert_false (finds ("edina", "médina"));
  g_assert_false (finds ("eau OR feu", "eau"));
}

/* A page pasted into the search field is still a query that FTS5 takes. */
static void
test_search_long_text (void)
{
  g_autoptr (GString) page = g_string_new (NULL);

  for (guint i = 0; i < 3000; i++)
    g_string_append_printf (page, "mot%u الكلمة%u ", i, i);
  g_assert_true (finds (page->str, page->str));
}

static void
test_direction (void)
{
  g_assert_cmpint (halqa_text_get_direction ("حي Médina"), ==, HALQA_TEXT_RTL);
  g_assert_cmpint (halqa_text_get_direction ("« Médina » حي"), ==, HALQA_TEXT_LTR);
  g_assert_cmpint (halqa_text_get_direction ("12) حي"), ==, HALQA_TEXT_RTL);
  g_assert_cmpint (halqa_text_get_direction ("ⵜⴰⵎⴰⵣⵉⵖⵜ"), ==, HALQA_TEXT_LTR);
  g_assert_cmpint (halqa_text_get_direction ("ﻣﺪﻳﻨﺔ"), ==, HALQA_TEXT_RTL);
  g_assert_cmpint (halqa_text_get_direction ("\342\200\217 ENV"), ==, HALQA_TEXT_RTL);
  g_assert_cmpint (halqa_text_get_direction ("٢٠٢٦ 👍 …"), ==, HALQA_TEXT_NEUTRAL);
  g_assert_cmpint (halqa_text_get_direction (""), ==, HALQA_TEXT_NEUTRAL);
}

#define FSI "\342\201\250"
#define PDI "\342\201\251"
#define RLM "\342\200\217"

static void
test_isolate (void)
{
  g_autofree char *plain = halqa_text_isolate ("ENV-07");
  g_autofree char *open = halqa_text_isolate ("a" FSI "b");
  g_autofree char *closing = halqa_text_isolate ("a" PDI "b");
  g_autofree char *balanced = halqa_text_isolate (FSI "a" PDI "b");

  g_assert_cmpstr (plain, ==, FSI "ENV-07" PDI);
  g_assert_cmpstr (open, ==, FSI "a" FSI "b" PDI PDI);
  g_assert_cmpstr (closing, ==, FSI "a[U+2069]b" PDI);
  g_assert_cmpstr (balanced, ==, FSI FSI "a" PDI "b" PDI);
}

static void
test_isolate_shows (void)
{
  g_autofree char *override = halqa_text_isolate ("a\342\200\256b\n\342\201\247c" PDI);
  g_autofree char *arabic = halqa_text_isolate ("\342\200\255حي");

  g_assert_cmpstr (override, ==, FSI "a[U+202E]b↵[U+2067]c[U+2069]" PDI);
  g_assert_cmpstr (arabic, ==, FSI RLM "[U+202D]حي" PDI);
}

static void
test_show (void)
{
  static const struct
  {
    const char *text;
    const char *line;
    const char *lines;
  } cases[] = {
    { "حي آخر ENV-07", "حي آخر ENV-07", "حي آخر ENV-07" },
    { "a\342\200\256b", "a[U+202E]b", "a[U+202E]b" },
    { FSI "a" PDI PDI, FSI "a" PDI "[U+2069]", FSI "a" PDI "[U+2069]" },
    { FSI "a\nb", FSI "a" PDI "↵b", FSI "a" PDI "\nb" },
    { "\342\201\246a", "[U+2066]a", "[U+2066]a" },
    { "a\001\033[31m\177", "a␁␛[31m␡", "a␁␛[31m␡" },
    { "a\302\205b", "a↵b", "a\302\205b" },
    { "a\r\nb\tc\nd", "a↵b c↵d", "a\nb\tc\nd" },
    { "\342\200\213", "[U+200B]", "[U+200B]" },
    /* The joiner of a Persian word stays; alone it would be a title that can't be seen. */
    { "می\342\200\214شود", "می\342\200\214شود", "می\342\200\214شود" },
    { "\342\200\214\342\200\216", "[U+200C][U+200E]", "[U+200C][U+200E]" },
    { "\342\200\256حي", RLM "[U+202E]حي", RLM "[U+202E]حي" },
    { "\377", "\357\277\275", "\357\277\275" },
    { "", "", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *line = halqa_text_show_line (cases[i].text);
      g_autofree char *lines = halqa_text_show (cases[i].text);

      g_assert_cmpstr (line, ==, cases[i].line);
      g_assert_cmpstr (lines, ==, cases[i].lines);
    }
}

static void
test_show_line_is_bounded (void)
{
  g_autofree char *text = g_strnfill (65536, 'x');
  g_autofree char *line = halqa_text_show_line (text);

  g_assert_cmpint (g_utf8_strlen (line, -1), ==, 241);
  g_assert_true (g_str_has_suffix (line, "…"));
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/app/text/fold/arabic-spellings-are-one", test_fold_arabic);
  g_test_add_func ("/app/text/fold/latin-accents-and-case-are-one", test_fold_latin);
  g_test_add_func ("/app/text/fold/digits-of-every-script-are-one", test_fold_digits);
  g_test_add_func ("/app/text/fold/what-has-no-width-is-not-there", test_fold_invisible);
  g_test_add_func ("/app/text/fold/tifinagh-stays", test_fold_tifinagh);
  g_test_add_func ("/app/text/fold/signs-are-no-words", test_fold_no_word);
  g_test_add_func ("/app/text/fold/bytes-that-are-no-text-part-words", test_fold_invalid);
  g_test_add_func ("/app/text/index/article-and-bare-word", test_index_article);
  g_test_add_func ("/app/text/query/every-word-by-its-beginning", test_query_form);
  g_test_add_func ("/app/text/query/none-without-a-word", test_query_without_word);
  g_test_add_func ("/app/text/search/finds-other-spellings", test_search_finds);
  g_test_add_func ("/app/text/search/asks-for-every-word", test_search_leaves_out);
  g_test_add_func ("/app/text/search/takes-a-whole-page", test_search_long_text);
  g_test_add_func ("/app/text/direction/first-strong-character", test_direction);
  g_test_add_func ("/app/text/isolate/is-balanced", test_isolate);
  g_test_add_func ("/app/text/isolate/shows-what-would-reach-out", test_isolate_shows);
  g_test_add_func ("/app/text/show/a-sign-for-what-is-not-seen", test_show);
  g_test_add_func ("/app/text/show/a-line-is-bounded", test_show_line_is_bounded);

  g_test_add_func ("/app/text/hits/are-what-the-search-finds", test_hits_are_what_the_search_finds);
  g_test_add_func ("/app/text/hits/weak-forms-too", test_weak_forms_are_hits_too);
  g_test_add_func ("/app/text/hits/excerpt-is-around-the-first",
                   test_excerpt_is_around_the_first_hit);
  return g_test_run ();
}
