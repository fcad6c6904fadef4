/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  HALQA_HELP_PARAGRAPH,
  HALQA_HELP_HEADING,
  HALQA_HELP_ITEM, /* of a list */
  HALQA_HELP_STEP, /* of a list that counts */
} HalqaHelpBlockType;

typedef struct
{
  HalqaHelpBlockType type;
  char *markup; /* Pango's; links are "page:ID" */
} HalqaHelpBlock;

/**
 * HalqaHelpPage:
 * @id: by which others link to it
 * @title: in words
 * @blocks: (element-type HalqaHelpBlock): from top to bottom
 * @folded: all of its words, as halqa_text_fold() has them
 */
typedef struct
{
  char *id;
  char *title;
  GPtrArray *blocks;
  char *folded;
} HalqaHelpPage;

GPtrArray *halqa_help_page_load (void);
HalqaHelpPage *halqa_help_page_find (GPtrArray *pages, const char *id);
gboolean halqa_help_page_matches (const HalqaHelpPage *self, const char *search);

G_END_DECLS
