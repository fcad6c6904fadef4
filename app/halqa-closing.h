/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "halqa-forum.h"

G_BEGIN_DECLS

/**
 * HalqaOpenWhy:
 * @HALQA_OPEN_UNCOUNTED: a head count that nobody made; of the session
 * @HALQA_OPEN_UNREPORTED: the report is empty; of the session
 * @HALQA_OPEN_DRAFT: nobody has said yet what becomes of the proposal
 * @HALQA_OPEN_UNTALLIED: the room has not voted on the proposal
 * @HALQA_OPEN_QUESTION: the question has no answer
 *
 * Why something is still open when a session ends.
 */
typedef enum
{
  HALQA_OPEN_UNCOUNTED,
  HALQA_OPEN_UNREPORTED,
  HALQA_OPEN_DRAFT,
  HALQA_OPEN_UNTALLIED,
  HALQA_OPEN_QUESTION,
} HalqaOpenWhy;

#define HALQA_TYPE_OPEN_END (halqa_open_end_get_type ())
G_DECLARE_FINAL_TYPE (HalqaOpenEnd, halqa_open_end, HALQA, OPEN_END, GObject)

/* Something that is still open, and the record that it is about. */
HalqaItem *halqa_open_end_get_item (HalqaOpenEnd *self);
HalqaOpenWhy halqa_open_end_get_why (HalqaOpenEnd *self);
/* In words, without the record's own; lent. */
const char *halqa_open_end_get_words (HalqaOpenEnd *self);

/* What is still open in @session, as of now: a list of #HalqaOpenEnd that stays as it is. */
GListModel *halqa_forum_dup_open_ends (HalqaForum *self, HalqaItem *session);

G_END_DECLS
