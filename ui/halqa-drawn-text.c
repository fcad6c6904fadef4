/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-drawn-text.h"

#include "halqa-text.h"

/* A text of one line or two in a list, drawn at the width that there is, and cut short where that is not
 * enough.
 *
 * It wants no width of its own, and where it is given a line, the height is known too: then its letters are
 * shaped once, when it is first drawn. Most texts of a list come and go unseen.
 *
 * Rejected: GtkLabel, which finds out how narrow it can be, and how high it were then, by breaking its text
 * at every letter and shaping each anew; GtkInscription, which asks its font for what is known, and has to be
 * a child of what makes it: together a third of a frame in which the rows are new. */

/* The height of a line in an interface that is read from the right, of the size of its letters, as style.css
 * has it for labels. GTK 4.8 tells nobody what a style says of that. */
#define LINE_EMS 1.55

typedef struct
{
  /* owned */
  PangoLayout *layout; /* NULL until somebody asks for its size, or sees it */
  char *text;
  PangoAttrList *marks; /* NULL for none */

  /* borrowed */
  const HalqaLine *line; /* NULL: as high as its text */

  guint n_lines; /* at most */
  int em; /* in units of Pango; 0 where its attributes are to be made */
  gboolean at_start;
} HalqaDrawnTextPrivate;

G_DEFINE_TYPE_WITH_PRIVATE (HalqaDrawnText, halqa_drawn_text, GTK_TYPE_WIDGET)

enum
{
  PROP_LINES = 1,
  PROP_AT_START,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static HalqaDrawnTextPrivate *
get_private (gpointer self)
{
  return halqa_drawn_text_get_instance_private (self);
}

/* The size of the letters and the direction of the interface are those of now. */
static void
update_attributes (GtkWidget *widget)
{
  HalqaDrawnTextPrivate *priv = get_private (widget);
  PangoContext *context = pango_layout_get_context (priv->layout);
  const int em = pango_font_description_get_size (pango_context_get_font_description (context));
  g_autoptr (PangoAttrList) attributes = NULL;

  if (em == priv->em)
    return;
  priv->em = em;
  attributes = priv->marks != NULL ? pango_attr_list_copy (priv->marks) : pango_attr_list_new ();
  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
    pango_attr_list_insert (attributes,
                            pango_attr_line_height_new_absolute ((int) (LINE_EMS * em)));
  pango_layout_set_attributes (priv->layout, attributes);
}

static PangoLayout *
make_layout (GtkWidget *widget)
{
  HalqaDrawnTextPrivate *priv = get_private (widget);
  PangoLayout *layout = gtk_widget_create_pango_layout (widget, priv->text);

  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_height (layout, -(int) priv->n_lines);
  return layout;
}

/* Pango turns it round where the text runs against the interface, as a text that stands where its own letters
 * begin is to. */
static PangoAlignment
choose_alignment (GtkWidget *widget)
{
  HalqaDrawnTextPrivate *priv = get_private (widget);
  const HalqaTextDirection own = priv->at_start && priv->text != NULL
                                     ? halqa_text_get_direction (priv->text)
                                     : HALQA_TEXT_NEUTRAL;

  if (own == HALQA_TEXT_NEUTRAL)
    return gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL ? PANGO_ALIGN_RIGHT
                                                                 : PANGO_ALIGN_LEFT;
  return own == HALQA_TEXT_RTL ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT;
}

/* @width: in pixels, or -1 for all that it wants */
static PangoLayout *
get_layout (GtkWidget *widget, int width)
{
  HalqaDrawnTextPrivate *priv = get_private (widget);

  if (priv->layout == NULL)
    priv->layout = make_layout (widget);
  update_attributes (widget);
  pango_layout_set_width (priv->layout, width < 0 ? -1 : width * PANGO_SCALE);
  pango_layout_set_alignment (priv->layout, choose_alignment (widget));
  return priv->layout;
}

static GtkSizeRequestMode
halqa_drawn_text_get_request_mode (GtkWidget *widget)
{
  return get_private (widget)->n_lines > 1 ? GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH
                                           : GTK_SIZE_REQUEST_CONSTANT_SIZE;
}

/* Where there is no width at all it has all of its lines: GTK takes what is as high at two widths to be so
 * at all between them. */
static void
halqa_drawn_text_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  HalqaDrawnTextPrivate *priv = get_private (widget);

  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    return;
  if (priv->line != NULL)
    *natural = priv->line->height;
  else
    pango_layout_get_pixel_size (get_layout (widget, for_size > 0 ? for_size : -1), NULL, natural);
  if (for_size <= 0)
    *natural *= (int) priv->n_lines;
  *minimum = *natural;
}

static int
find_top (GtkWidget *widget, PangoLayout *layout)
{
  const HalqaLine *line = get_private (widget)->line;
  const int height = gtk_widget_get_height (widget);
  int own;

  if (line != NULL)
    return (height - line->height) / 2 + line->baseline -
           PANGO_PIXELS (pango_layout_get_baseline (layout));
  pango_layout_get_pixel_size (layout, NULL, &own);
  return (height - own) / 2;
}

static void
halqa_drawn_text_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  const char *text = get_private (widget)->text;
  PangoLayout *layout;

  if (text == NULL || *text == '\0')
    return;
  layout = get_layout (widget, gtk_widget_get_width (widget));
  gtk_snapshot_render_layout (snapshot, gtk_widget_get_style_context (widget), 0,
                              find_top (widget, layout), layout);
}

static void
halqa_drawn_text_direction_changed (GtkWidget *widget, GtkTextDirection previous)
{
  get_private (widget)->em = 0;
  GTK_WIDGET_CLASS (halqa_drawn_text_parent_class)->direction_changed (widget, previous);
}

static void
halqa_drawn_text_finalize (GObject *object)
{
  HalqaDrawnTextPrivate *priv = get_private (object);

  g_clear_object (&priv->layout);
  g_clear_pointer (&priv->marks, pango_attr_list_unref);
  g_free (priv->text);
  G_OBJECT_CLASS (halqa_drawn_text_parent_class)->finalize (object);
}

static void
halqa_drawn_text_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_LINES:
      get_private (object)->n_lines = g_value_get_uint (value);
      break;
    case PROP_AT_START:
      get_private (object)->at_start = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
halqa_drawn_text_class_init (HalqaDrawnTextClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = halqa_drawn_text_finalize;
  G_OBJECT_CLASS (klass)->set_property = halqa_drawn_text_set_property;
  widget_class->get_request_mode = halqa_drawn_text_get_request_mode;
  widget_class->measure = halqa_drawn_text_measure;
  widget_class->snapshot = halqa_drawn_text_snapshot;
  widget_class->direction_changed = halqa_drawn_text_direction_changed;
  gtk_widget_class_set_css_name (widget_class, "label");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LABEL);
  /* As many as it has at most. */
  properties[PROP_LINES] =
      g_param_spec_uint ("lines", NULL, NULL, 1, 2, 1,
                         G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  /* It stands where the lines of the interface begin, whichever letters it is of: a code, or what is beside
   * something else. */
  properties[PROP_AT_START] = g_param_spec_boolean ("at-start", NULL, NULL, FALSE,
                                                    G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
}

static void
halqa_drawn_text_init (HalqaDrawnText *self)
{
}

/**
 * halqa_line_measure:
 * @self: is filled
 * @parent: of the style that it is to have
 */
void
halqa_line_measure (HalqaLine *self, GtkWidget *parent)
{
  GtkWidget *label;

  g_return_if_fail (self != NULL && GTK_IS_WIDGET (parent));

  label = gtk_label_new (NULL);
  gtk_widget_set_parent (label, parent);
  gtk_widget_measure (label, GTK_ORIENTATION_VERTICAL, -1, NULL, &self->height, NULL,
                      &self->baseline);
  gtk_widget_unparent (label);
}

/**
 * halqa_drawn_text_set_line:
 * @self: a text of one line
 * @line: borrowed; when it changes, @self is to be measured again
 *
 * Has it be as high as @line, and stand on its baseline, whatever letters it is of.
 */
void
halqa_drawn_text_set_line (HalqaDrawnText *self, const HalqaLine *line)
{
  g_return_if_fail (HALQA_IS_DRAWN_TEXT (self) && line != NULL);

  get_private (self)->line = line;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * halqa_drawn_text_show:
 * @self: a text
 * @text: (nullable): without a line break
 * @marks: (nullable): what stands out in it
 *
 * Its direction is that of its first letter that has one: Pango sees to that, and a widget that is given
 * another direction would be given its style anew. A screen reader reads @text as it is.
 */
void
halqa_drawn_text_show (HalqaDrawnText *self, const char *text, PangoAttrList *marks)
{
  HalqaDrawnTextPrivate *priv = get_private (self);

  g_return_if_fail (HALQA_IS_DRAWN_TEXT (self));

  if (marks == NULL && priv->marks == NULL && g_strcmp0 (text, priv->text) == 0)
    return;
  g_free (priv->text);
  priv->text = g_strdup (text);
  g_clear_pointer (&priv->marks, pango_attr_list_unref);
  priv->marks = marks != NULL ? pango_attr_list_ref (marks) : NULL;
  priv->em = 0;
  if (priv->layout != NULL)
    pango_layout_set_text (priv->layout, text != NULL ? text : "", -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  text != NULL ? text : "", -1);
  if (priv->line != NULL)
    gtk_widget_queue_draw (GTK_WIDGET (self));
  else
    gtk_widget_queue_resize (GTK_WIDGET (self));
}
