/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-fit.h"

/* Its child as large as it can be and still be seen whole, to be read across a hall. What is too long
 * for letters that can be read from the last row goes on below, a screen at a time.
 *
 * The child is drawn larger and not laid out with larger letters: another size of letters is known only
 * after a frame, and here up to eight are tried within one allocation. */

/* Scales, in the height of the widget: of a screen of 1080 the letters of a text are between 27 and 54
 * pixels high. */
#define LEAST(height) ((height) / 600.0)
#define MOST(height) ((height) / 300.0)
#define TRIES 6
/* What is seen again after a step down, so that the eye finds its line. */
#define OVERLAP 0.12

struct _HalqaFit
{
  GtkWidget parent_instance;

  /* owned */
  GtkWidget *child;

  double zoom;
  double offset; /* of the child, upwards, in our pixels */
  double below; /* what of it is beyond our end */
};

G_DEFINE_FINAL_TYPE (HalqaFit, halqa_fit, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_CHILD,
  PROP_ZOOM,
  PROP_MORE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static double
measure_height (HalqaFit *self, int width, double scale)
{
  int least;
  int height;

  gtk_widget_measure (self->child, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  gtk_widget_measure (self->child, GTK_ORIENTATION_VERTICAL, MAX (least, (int) (width / scale)),
                      &height, NULL, NULL, NULL);
  return height * scale;
}

static double
find_scale (HalqaFit *self, int width, int height)
{
  double low = LEAST (height);
  double high = MOST (height);

  if (measure_height (self, width, low) > height)
    return low;
  if (measure_height (self, width, high) <= height)
    return high;
  for (guint i = 0; i < TRIES; i++)
    {
      const double middle = (low + high) / 2;

      if (measure_height (self, width, middle) <= height)
        low = middle;
      else
        high = middle;
    }
  return low;
}

/* Not so large that its longest word would be cut. */
static double
limit_to_width (HalqaFit *self, int width, double scale)
{
  int least;

  gtk_widget_measure (self->child, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  return least > 0 ? MIN (scale, width / (double) least) : scale;
}

static void
set_below (HalqaFit *self, double below)
{
  const gboolean was = self->below > 0;

  self->below = below;
  if (was != (below > 0))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MORE]);
}

static void
halqa_fit_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  HalqaFit *self = HALQA_FIT (widget);
  GskTransform *transform;
  double scale;
  double content;
  double above;

  if (self->child == NULL || !gtk_widget_should_layout (self->child))
    return;
  /* As in the first frame of a window that is still to fill the screen. */
  gtk_widget_set_child_visible (self->child, width > 0 && height > 0);
  if (width <= 0 || height <= 0)
    return;
  scale = limit_to_width (self, width, find_scale (self, width, height) * self->zoom);
  content = measure_height (self, width, scale);
  self->offset = CLAMP (self->offset, 0, MAX (0, content - height));
  set_below (self, content - height - self->offset > 1 ? content - height - self->offset : 0);
  /* In the middle where it is short. Not by "valign", for which GTK 4.8 measures backwards, and
   * complains of Arabic words that are wider when they are broken. */
  above = content < height ? (height - content) / 2 : -self->offset;
  transform = gsk_transform_translate (NULL, &GRAPHENE_POINT_INIT (0, (float) above));
  transform = gsk_transform_scale (transform, (float) scale, (float) scale);
  gtk_widget_allocate (self->child, (int) (width / scale), (int) (content / scale), -1, transform);
}

static void
set_child (HalqaFit *self, GtkWidget *child)
{
  g_clear_pointer (&self->child, gtk_widget_unparent);
  self->child = child;
  if (child != NULL)
    gtk_widget_set_parent (child, GTK_WIDGET (self));
}

static void
halqa_fit_dispose (GObject *object)
{
  set_child (HALQA_FIT (object), NULL);
  G_OBJECT_CLASS (halqa_fit_parent_class)->dispose (object);
}

static void
halqa_fit_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  HalqaFit *self = HALQA_FIT (object);

  switch (prop_id)
    {
    case PROP_CHILD:
      g_value_set_object (value, self->child);
      break;
    case PROP_ZOOM:
      g_value_set_double (value, self->zoom);
      break;
    case PROP_MORE:
      g_value_set_boolean (value, self->below > 0);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
halqa_fit_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  HalqaFit *self = HALQA_FIT (object);

  switch (prop_id)
    {
    case PROP_CHILD:
      set_child (self, g_value_get_object (value));
      break;
    case PROP_ZOOM:
      self->zoom = g_value_get_double (value);
      gtk_widget_queue_allocate (GTK_WIDGET (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
halqa_fit_class_init (HalqaFitClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = halqa_fit_dispose;
  object_class->get_property = halqa_fit_get_property;
  object_class->set_property = halqa_fit_set_property;
  /* It can be of any size, as a widget that does not say how large it is. */
  widget_class->size_allocate = halqa_fit_size_allocate;

  properties[PROP_CHILD] = g_param_spec_object ("child", NULL, NULL, GTK_TYPE_WIDGET,
                                                G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_ZOOM] = g_param_spec_double ("zoom", NULL, NULL, 0.1, 10, 1,
                                               G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_MORE] =
      g_param_spec_boolean ("more", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
halqa_fit_init (HalqaFit *self)
{
  self->zoom = 1;
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

gboolean
halqa_fit_can_scroll (HalqaFit *self, int step)
{
  g_return_val_if_fail (HALQA_IS_FIT (self), FALSE);

  return step > 0 ? self->below > 0 : self->offset > 0;
}

gboolean
halqa_fit_scroll (HalqaFit *self, int step)
{
  double length;

  g_return_val_if_fail (HALQA_IS_FIT (self), FALSE);

  length = gtk_widget_get_height (GTK_WIDGET (self)) * (1 - OVERLAP);
  if (!halqa_fit_can_scroll (self, step))
    return FALSE;
  self->offset += step > 0 ? MIN (length, self->below) : -MIN (length, self->offset);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  return TRUE;
}

void
halqa_fit_go_to_top (HalqaFit *self)
{
  g_return_if_fail (HALQA_IS_FIT (self));

  self->offset = 0;
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}
