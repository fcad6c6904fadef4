/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HALQA_TYPE_DRAWN_TEXT (halqa_drawn_text_get_type ())
G_DECLARE_DERIVABLE_TYPE (HalqaDrawnText, halqa_drawn_text, HALQA, DRAWN_TEXT, GtkWidget)

struct _HalqaDrawnTextClass
{
  GtkWidgetClass parent_class;
};

/* Of a line of text, in pixels. */
typedef struct
{
  int height;
  int baseline; /* below its top */
} HalqaLine;

void halqa_line_measure (HalqaLine *self, GtkWidget *parent);
void halqa_drawn_text_set_line (HalqaDrawnText *self, const HalqaLine *line);
void halqa_drawn_text_show (HalqaDrawnText *self, const char *text, PangoAttrList *marks);

G_END_DECLS
