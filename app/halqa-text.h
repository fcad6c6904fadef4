/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Text made comparable: no marks, no tatweel, one form for alef and hamza seats, ى/ي, ة/ه, Farsi
 * yeh and kaf, presentation forms, accents, digits of both kinds, case; zero-width characters gone.
 * Words parted by single spaces. To be freed. */
char *halqa_text_fold (const char *text);
/* With the digits of every script as those of ASCII. To be freed. */
char *halqa_text_write_digits (const char *text);
/* The words to be indexed: folded, and beside each Arabic word with the article the word without. */
char *halqa_text_index (const char *text);
/* An FTS5 query that finds each of the words in @text by its beginning; %NULL without a word. */
char *halqa_text_query (const char *text);
/* One for what is found besides, in other forms of the words; %NULL where they have none. */
char *halqa_text_query_weak (const char *text);
/* Whether @text holds each of the words in @typed, as the first of these queries would find it. */
gboolean halqa_text_holds (const char *text, const char *typed);

typedef enum
{
  HALQA_TEXT_NEUTRAL,
  HALQA_TEXT_LTR,
  HALQA_TEXT_RTL,
} HalqaTextDirection;

/* By the first strong character. */
HalqaTextDirection halqa_text_get_direction (const char *text);

/* --- what can't be seen made visible; all to be freed */

/* @text with a sign for each control character, "[U+202E]"; its lines stay. */
char *halqa_text_show (const char *text);
/* The same on one line, which is cut where it is long. */
char *halqa_text_show_line (const char *text);
/* @text on one line between U+2068 and U+2069, to stand inside a sentence of any direction. */
char *halqa_text_isolate (const char *text);

G_END_DECLS
