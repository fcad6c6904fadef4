/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-hits.h"

#include "halqa-text.h"
#include "halqa-words.h"

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
 * @label: a #GtkLabel or a #GtkInscription, of one line
 * @text: what somebody wrote
 * @hits: (nullable): words that are marked where they are in it
 *
 * Shows @text as halqa_words_set_line() does, with what was searched for marked.
 */
void
halqa_hits_show (GtkWidget *label, const char *text, HalqaTextHits *hits)
{
  g_autofree char *shown = halqa_text_show_line (text);
  g_autoptr (PangoAttrList) marks = hits != NULL ? mark_all (shown, hits) : NULL;

  if (GTK_IS_INSCRIPTION (label))
    {
      gtk_inscription_set_text (GTK_INSCRIPTION (label), shown);
      gtk_inscription_set_attributes (GTK_INSCRIPTION (label), marks);
    }
  else
    {
      gtk_label_set_text (GTK_LABEL (label), shown);
      gtk_label_set_attributes (GTK_LABEL (label), marks);
    }
  halqa_words_set_direction (label, shown);
}
