/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-theme-chip.h"

#include "halqa-colour.h"
#include "halqa-words.h"

#include <adwaita.h>

/* A theme in a list: its code, or its name where it has none, on its colour. What it is called stands
 * in it and in its tooltip, so nobody has to know the colours; one without a colour is grey. A reference
 * that begins with the code says the same, and stands in its place. */

/* In pixels. */
#define RADIUS 6
#define MARGIN 6
/* In characters: as long as a code usually is, it is never cut. */
#define CODE_LENGTH 4

struct _HalqaThemeChip
{
  GtkWidget parent_instance;

  /* owned */
  HalqaItem *theme;
  char *reference; /* NULL where none is to stand there */

  HalqaColours colours;
  gboolean has_colours;

  GtkWidget *label; /* the child */
};

G_DEFINE_FINAL_TYPE (HalqaThemeChip, halqa_theme_chip, GTK_TYPE_WIDGET)

static const char *
choose_text (HalqaThemeChip *self)
{
  const char *code = self->theme == NULL ? "" : halqa_item_get_text (self->theme, "code");

  if (halqa_theme_chip_shows_reference (self))
    return self->reference;
  return *code != '\0' || self->theme == NULL ? code : halqa_item_get_label (self->theme);
}

static void
colour_text (HalqaThemeChip *self)
{
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  guint32 colour = self->colours.foreground;

  /* Pango has sixteen bits of each. Without one of its own a colour is drawn as faint as the window's text,
   * of which a fifth is let through. */
  if (self->has_colours)
    {
      pango_attr_list_insert (attributes,
                              pango_attr_foreground_new (((colour >> 16) & 0xff) * 0x101,
                                                         ((colour >> 8) & 0xff) * 0x101,
                                                         (colour & 0xff) * 0x101));
      pango_attr_list_insert (attributes, pango_attr_foreground_alpha_new (G_MAXUINT16));
    }
  gtk_label_set_attributes (GTK_LABEL (self->label), attributes);
}

static void
update (HalqaThemeChip *self)
{
  AdwStyleManager *style = adw_style_manager_get_default ();
  const char *text = choose_text (self);

  self->has_colours =
      self->theme != NULL &&
      halqa_colours_make (halqa_item_get_text (self->theme, "colour"),
                          adw_style_manager_get_dark (style),
                          adw_style_manager_get_high_contrast (style), &self->colours);
  halqa_words_set_line (GTK_LABEL (self->label), text);
  gtk_label_set_width_chars (GTK_LABEL (self->label), MIN (g_utf8_strlen (text, -1), CODE_LENGTH));
  colour_text (self);
  gtk_widget_set_visible (GTK_WIDGET (self), *text != '\0');
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Only once somebody points at it: with each text that it is given GTK asks the display where the pointer
 * is, and waits for the answer. */
static gboolean
halqa_theme_chip_query_tooltip (GtkWidget *widget,
                                int x,
                                int y,
                                gboolean keyboard_tooltip,
                                GtkTooltip *tooltip)
{
  HalqaThemeChip *self = HALQA_THEME_CHIP (widget);
  const char *name = self->theme == NULL ? "" : halqa_item_get_label (self->theme);

  gtk_tooltip_set_text (tooltip, name);
  return *name != '\0';
}

static void
make_rgba (guint32 colour, GdkRGBA *rgba)
{
  *rgba = (GdkRGBA){ .red = ((colour >> 16) & 0xff) / 255.0f,
                     .green = ((colour >> 8) & 0xff) / 255.0f,
                     .blue = (colour & 0xff) / 255.0f,
                     .alpha = 1 };
}

/* In high contrast the background is the window's, and a line goes round it. */
static void
halqa_theme_chip_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  HalqaThemeChip *self = HALQA_THEME_CHIP (widget);
  const float width[] = { 1, 1, 1, 1 };
  GdkRGBA background = { 0.5f, 0.5f, 0.5f, 0.15f };
  GdkRGBA line;
  GskRoundedRect outline;

  gsk_rounded_rect_init_from_rect (&outline,
                                   &GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (widget),
                                                        gtk_widget_get_height (widget)),
                                   RADIUS);
  gtk_style_context_get_color (gtk_widget_get_style_context (self->label), &line);
  if (self->has_colours)
    {
      make_rgba (self->colours.background, &background);
      make_rgba (self->colours.foreground, &line);
    }
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, &background, &outline.bounds);
  gtk_snapshot_pop (snapshot);
  if (adw_style_manager_get_high_contrast (adw_style_manager_get_default ()))
    gtk_snapshot_append_border (snapshot, &outline, width,
                                (const GdkRGBA[]){ line, line, line, line });
  GTK_WIDGET_CLASS (halqa_theme_chip_parent_class)->snapshot (widget, snapshot);
}

static void
halqa_theme_chip_dispose (GObject *object)
{
  HalqaThemeChip *self = HALQA_THEME_CHIP (object);

  if (self->theme != NULL)
    g_signal_handlers_disconnect_by_data (self->theme, self);
  g_clear_object (&self->theme);
  g_clear_pointer (&self->label, gtk_widget_unparent);
  G_OBJECT_CLASS (halqa_theme_chip_parent_class)->dispose (object);
}

static void
halqa_theme_chip_finalize (GObject *object)
{
  g_free (HALQA_THEME_CHIP (object)->reference);
  G_OBJECT_CLASS (halqa_theme_chip_parent_class)->finalize (object);
}

static void
halqa_theme_chip_class_init (HalqaThemeChipClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = halqa_theme_chip_dispose;
  object_class->finalize = halqa_theme_chip_finalize;
  widget_class->query_tooltip = halqa_theme_chip_query_tooltip;
  widget_class->snapshot = halqa_theme_chip_snapshot;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
halqa_theme_chip_init (HalqaThemeChip *self)
{
  static const char *const properties[] = { "notify::dark", "notify::high-contrast" };

  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  self->label = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (self->label), 16);
  gtk_widget_set_margin_start (self->label, MARGIN);
  gtk_widget_set_margin_end (self->label, MARGIN);
  gtk_widget_add_css_class (self->label, "caption-heading");
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
  for (gsize i = 0; i < G_N_ELEMENTS (properties); i++)
    g_signal_connect_object (adw_style_manager_get_default (), properties[i], G_CALLBACK (update),
                             self, G_CONNECT_SWAPPED);
  update (self);
}

/* @theme: (nullable): a theme, which is followed; %NULL shows nothing */
void
halqa_theme_chip_set_theme (HalqaThemeChip *self, HalqaItem *theme)
{
  g_return_if_fail (HALQA_IS_THEME_CHIP (self));

  if (self->theme == theme)
    return;
  if (self->theme != NULL)
    g_signal_handlers_disconnect_by_data (self->theme, self);
  g_set_object (&self->theme, theme);
  if (theme != NULL)
    g_signal_connect_object (theme, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

/* @theme: as in halqa_theme_chip_set_theme(); @reference: of what is of it */
void
halqa_theme_chip_set_reference (HalqaThemeChip *self, HalqaItem *theme, const char *reference)
{
  g_return_if_fail (HALQA_IS_THEME_CHIP (self));

  if (g_strcmp0 (reference, self->reference) != 0)
    {
      g_free (self->reference);
      self->reference = g_strdup (reference);
      if (self->theme == theme)
        update (self);
    }
  halqa_theme_chip_set_theme (self, theme);
}

/* Whether the reference stands in it. */
gboolean
halqa_theme_chip_shows_reference (HalqaThemeChip *self)
{
  const char *code;

  g_return_val_if_fail (HALQA_IS_THEME_CHIP (self), FALSE);

  code = self->theme == NULL ? "" : halqa_item_get_text (self->theme, "code");
  return self->reference != NULL && *code != '\0' && g_str_has_prefix (self->reference, code);
}
