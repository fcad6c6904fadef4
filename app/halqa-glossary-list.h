/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "halqa-forum.h"
#include "halqa-glossary-entry.h"

G_BEGIN_DECLS

#define HALQA_TYPE_GLOSSARY_LIST (halqa_glossary_list_get_type ())
G_DECLARE_FINAL_TYPE (HalqaGlossaryList, halqa_glossary_list, HALQA, GLOSSARY_LIST, GObject)

/* The glossary of an open forum as a GListModel of HalqaGlossaryEntry, live: the concepts that come
 * with the program and those of the forum's own. */

HalqaGlossaryList *halqa_glossary_list_new (HalqaForum *forum);
/* The entry of that name, written alike or not; NULL where there is none. Lent. */
HalqaGlossaryEntry *halqa_glossary_list_find (HalqaGlossaryList *self, const char *name);
/* Puts a concept without words into @draft; what ships in no language is in the list by that. */
void halqa_glossary_list_add (HalqaGlossaryList *self, HalqaDraft *draft, const char *name);

G_END_DECLS
