/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-beside.h"

/* A text and its translation: side by side in halves, so that who translates sees both, and one below
 * the other on a narrow window. */

/* In pixels; of a half. */
#define LEAST_WIDTH 280
#define SPACING 12

struct _HalqaBeside
{
  GtkWidget parent_instance;

  /* owned */
  GtkWidget *first;
  GtkWidget *second;
};

G_DEFINE_FINAL_TYPE (HalqaBeside, halqa_beside, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_FIRST,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static gboolean
shows_second (HalqaBeside *self)
{
  return self->second != NULL && gtk_widget_should_layout (self->second);
}

static gboolean
fits_beside (int width)
{
  return width >= 2 * LEAST_WIDTH + SPACING;
}

static int
get_half (int width)
{
  return (width - SPACING) / 2;
}

static GtkSizeRequestMode
halqa_beside_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
measure (GtkWidget *child, GtkOrientation orientation, int for_size, int *minimum, int *natural)
{
  gtk_widget_measure (child, orientation, for_size, minimum, natural, NULL, NULL);
}

static void
halqa_beside_measure (GtkWidget *widget,
                      GtkOrientation orientation,
                      int for_size,
                      int *minimum,
                      int *natural,
                      int *minimum_baseline,
                      int *natural_baseline)
{
  HalqaBeside *self = HALQA_BESIDE (widget);
  const gboolean beside =
      shows_second (self) && orientation == GTK_ORIENTATION_VERTICAL && fits_beside (for_size);
  const gboolean below = shows_second (self) && orientation == GTK_ORIENTATION_VERTICAL && !beside;
  int least;
  int usual;

  if (beside)
    for_size = get_half (for_size);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    for_size = -1;
  measure (self->first, orientation, for_size, minimum, natural);
  if (!shows_second (self))
    return;
  measure (self->second, orientation, for_size, &least, &usual);
  *minimum = below ? *minimum + SPACING + least : MAX (*minimum, least);
  *natural = below ? *natural + SPACING + usual : MAX (*natural, usual);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *natural = MAX (*natural, 2 * LEAST_WIDTH + SPACING);
}

static void
allocate (GtkWidget *child, int x, int y, int width, int height)
{
  gtk_widget_size_allocate (child, &(GtkAllocation){ x, y, width, height }, -1);
}

static void
halqa_beside_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  HalqaBeside *self = HALQA_BESIDE (widget);
  const gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  const int half = get_half (width);
  int upper;

  if (!shows_second (self))
    allocate (self->first, 0, 0, width, height);
  else if (fits_beside (width))
    {
      allocate (self->first, mirrored ? width - half : 0, 0, half, height);
      allocate (self->second, mirrored ? 0 : width - half, 0, half, height);
    }
  else
    {
      measure (self->first, GTK_ORIENTATION_VERTICAL, width, &upper, NULL);
      allocate (self->first, 0, 0, width, upper);
      allocate (self->second, 0, upper + SPACING, width, MAX (0, height - upper - SPACING));
    }
}

static void
set_child (HalqaBeside *self, GtkWidget **place, GtkWidget *child)
{
  g_clear_pointer (place, gtk_widget_unparent);
  *place = child;
  if (child == NULL)
    return;
  if (place == &self->second)
    gtk_widget_insert_after (child, GTK_WIDGET (self), self->first);
  else
    gtk_widget_set_parent (child, GTK_WIDGET (self));
}

static void
halqa_beside_dispose (GObject *object)
{
  HalqaBeside *self = HALQA_BESIDE (object);

  set_child (self, &self->second, NULL);
  set_child (self, &self->first, NULL);
  G_OBJECT_CLASS (halqa_beside_parent_class)->dispose (object);
}

static void
halqa_beside_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  HalqaBeside *self = HALQA_BESIDE (object);

  switch (prop_id)
    {
    case PROP_FIRST:
      set_child (self, &self->first, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
halqa_beside_class_init (HalqaBesideClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = halqa_beside_dispose;
  object_class->set_property = halqa_beside_set_property;
  widget_class->get_request_mode = halqa_beside_get_request_mode;
  widget_class->measure = halqa_beside_measure;
  widget_class->size_allocate = halqa_beside_size_allocate;

  properties[PROP_FIRST] = g_param_spec_object ("first", NULL, NULL, GTK_TYPE_WIDGET,
                                                G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
halqa_beside_init (HalqaBeside *self)
{
}

/* Takes it out of where it is. */
void
halqa_beside_set_second (HalqaBeside *self, GtkWidget *second)
{
  g_return_if_fail (HALQA_IS_BESIDE (self) && self->second == NULL);

  g_object_ref (second);
  gtk_widget_unparent (second);
  set_child (self, &self->second, second);
  g_object_unref (second);
}
