/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-hits.h"

#include "halqa-text.h"

/* What a search has found, marked where it stands: by weight and a line below, and by a colour behind
 * it, through which the style shows, so that it can be read on either. */

#define BACKGROUND_ALPHA (G_MAXUINT16 / 4)

static void
add_attribute (PangoAttrList *list, PangoAttribute *attribute, const HalqaTextHit *hit)
{
  attribute->start_index = hit->start;
  attribute->end_index = hit->end;
  pango_attr_list_insert (list, attribute);
}

static void
mark (PangoAttrList *list, const HalqaTextHit *hit)
{
  /* Yellow. */
  add_attribute (list, pango_attr_background_new (0xf6f6, 0xd3d3, 0x2d2d), hit);
  add_attribute (list, pango_attr_background_alpha_new (BACKGROUND_ALPHA), hit);
  add_attribute (list, pango_attr_weight_new (PANGO_WEIGHT_BOLD), hit);
  add_attribute (list, pango_attr_underline_new (PANGO_UNDERLINE_SINGLE), hit);
}

/* Returns: (transfer full) */
static PangoAttrList *
mark_all (const char *text, HalqaTextHits *hits)
{
  g_autoptr (GArray) found = halqa_text_hits_find (hits, text);
  PangoAttrList *list = pango_attr_list_new ();

  for (guint i = 0; i < found->len; i++)
    mark (list, &g_array_index (found, HalqaTextHit, i));
  return list;
}

/**
 * halqa_hits_show:
 * @self: where it is shown
 * @text: what somebody wrote
 * @hits: (nullable): words that are marked where they are in it
 *
 * Shows @text as halqa_words_set_line() does, with what was searched for marked.
 */
void
halqa_hits_show (HalqaDrawnText *self, const char *text, HalqaTextHits *hits)
{
  g_autofree char *shown = halqa_text_show_line (text);
  g_autoptr (PangoAttrList) marks = hits != NULL ? mark_all (shown, hits) : NULL;

  halqa_drawn_text_show (self, shown, marks);
}
