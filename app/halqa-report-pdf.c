/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-report-private.h"

#include <cairo-pdf.h>
#include <dlfcn.h>
#include <glib/gi18n-lib.h>
#include <pango/pangocairo.h>
#include <string.h>

#include "halqa-app-error.h"
#include "halqa-text.h"

/* A report on sheets of A4.
 *
 * Pango lays out each block, in any script and either direction, and cairo draws its lines one after the
 * other: where the next one has no room a sheet ends. What is drawn goes to the file at once, so a
 * report of any length takes the memory of a sheet. Headings are tagged, and in the outline that a reader
 * shows beside the sheets; the contents lead to its chapters. On paper they do so by the numbers of the
 * sheets, for which all is drawn twice: first for nobody.
 *
 * Rule: a heading never stands last on a sheet, and each sheet says of which forum it is. */

/* All that is called of libraries which every start of the command line would take 2.5 ms longer for, if
 * it were linked with them: they are loaded when a report is written. */
#define FUNCTIONS(F)                                                                               \
  F (cairo_create)                                                                                 \
  F (cairo_destroy)                                                                                \
  F (cairo_move_to)                                                                                \
  F (cairo_pdf_surface_add_outline)                                                                \
  F (cairo_pdf_surface_create_for_stream)                                                          \
  F (cairo_pdf_surface_set_metadata)                                                               \
  F (cairo_set_source_rgb)                                                                         \
  F (cairo_show_page)                                                                              \
  F (cairo_status_to_string)                                                                       \
  F (cairo_surface_destroy)                                                                        \
  F (cairo_surface_finish)                                                                         \
  F (cairo_surface_status)                                                                         \
  F (cairo_tag_begin)                                                                              \
  F (cairo_tag_end)                                                                                \
  F (pango_cairo_create_layout)                                                                    \
  F (pango_cairo_show_layout)                                                                      \
  F (pango_cairo_show_layout_line)

static struct
{
#define MEMBER(name) __typeof__ (name) *name;
  FUNCTIONS (MEMBER)
#undef MEMBER
} draw;

/* In points. */
#define WIDTH 595.28
#define HEIGHT 841.89
#define MARGIN 56.7
#define BOTTOM (HEIGHT - MARGIN)
#define FOOT (HEIGHT - MARGIN / 2)
#define FOOT_SIZE 8.5
#define BULLET_WIDTH 14.0
#define NUMBER_WIDTH 48.0
/* Of the width, for the label of a fact. */
#define LABEL_SHARE 0.3

#define LABEL_INK 0.3

#define FONT "Noto Sans,Noto Sans Arabic,Noto Sans Tifinagh,Sans"
#define BULLET "•"

typedef struct
{
  const char *tag; /* of PDF */
  double size; /* of letters */
  double above;
  double ink; /* 0 black */
  double keep; /* what has to fit below it, in the least */
  gboolean is_bold;
} Look;

static const Look looks[] = {
  [HALQA_REPORT_TITLE] = { "H1", 22, 0, 0, 100, TRUE },
  [HALQA_REPORT_SUBTITLE] = { "P", 12, 4, 0.3, 0, FALSE },
  [HALQA_REPORT_CHAPTER] = { "H2", 16, 26, 0, 140, TRUE },
  [HALQA_REPORT_SECTION] = { "H3", 12.5, 16, 0, 100, TRUE },
  [HALQA_REPORT_ABOUT] = { "P", 9.5, 1, 0.3, 70, FALSE },
  [HALQA_REPORT_LABEL] = { "H4", 10.5, 6, 0, 36, TRUE },
  [HALQA_REPORT_TEXT] = { "P", 10.5, 3, 0, 0, FALSE },
  [HALQA_REPORT_ITEM] = { "P", 10.5, 2, 0, 0, FALSE },
  [HALQA_REPORT_FACT] = { "P", 10.5, 2, 0, 0, FALSE },
  [HALQA_REPORT_CONTENTS] = { CAIRO_TAG_LINK, 10.5, 2, 0, 0, FALSE },
};

typedef struct
{
  HalqaReport *report;
  GOutputStream *stream; /* NULL where it is only to be known on which sheets the chapters begin */
  GArray *sheets; /* of guint: those, by the numbers of the chapters; borrowed */
  GError *error; /* of the stream, or called off: nothing is written from then on */
  cairo_surface_t *surface;
  cairo_t *cairo;
  double y; /* down to where the sheet is full */
  guint sheet;
  int chapter; /* in the outline */
  char *link; /* where the line leads that is drawn, or NULL */
} Press;

#define LIBRARY "libpangocairo-1.0.so.0"

static gboolean
load_functions (GError **error)
{
  void *library = dlopen (LIBRARY, RTLD_NOW);
  gboolean loaded = library != NULL;

#define LOAD(name)                                                                                 \
  loaded = loaded && (draw.name = (__typeof__ (draw.name)) dlsym (library, #name)) != NULL;
  FUNCTIONS (LOAD)
#undef LOAD
  if (!loaded)
    g_set_error (error, HALQA_APP_ERROR, HALQA_APP_ERROR_FILE, _ ("The sheets can't be drawn: %s"),
                 LIBRARY);
  return loaded;
}

/* Cairo 1.16 reads memory that it has freed where a stream refuses what it writes last, so it is never
 * told of it. */
static cairo_status_t
write_cb (void *user_data, const unsigned char *bytes, unsigned int size)
{
  Press *self = user_data;

  if (self->stream != NULL && self->error == NULL)
    g_output_stream_write_all (self->stream, bytes, size, NULL, NULL, &self->error);
  return CAIRO_STATUS_SUCCESS;
}

/* --- layouts */

/* Where lines of the report's own direction begin, and where they end. Pango turns both round for a line
 * of the other direction. */
static PangoAlignment
get_start (Press *self)
{
  return self->report->is_rtl ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT;
}

static PangoAlignment
get_end (Press *self)
{
  return self->report->is_rtl ? PANGO_ALIGN_LEFT : PANGO_ALIGN_RIGHT;
}

static PangoLayout *
make_layout (Press *self, const char *text, double size, gboolean is_bold, double width)
{
  PangoLayout *layout = draw.pango_cairo_create_layout (self->cairo);
  g_autoptr (PangoFontDescription) font = pango_font_description_from_string (FONT);

  pango_font_description_set_absolute_size (font, size * PANGO_SCALE);
  pango_font_description_set_weight (font, is_bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_context_set_base_dir (pango_layout_get_context (layout),
                              self->report->is_rtl ? PANGO_DIRECTION_RTL : PANGO_DIRECTION_LTR);
  pango_layout_set_font_description (layout, font);
  pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_alignment (layout, get_start (self));
  pango_layout_set_text (layout, text, -1);
  return layout;
}

static double
get_height (PangoLayout *layout)
{
  int height;

  pango_layout_get_size (layout, NULL, &height);
  return (double) height / PANGO_SCALE;
}

/* By its own first letter, where it has one. */
static gboolean
is_rtl (Press *self, const char *text)
{
  const HalqaTextDirection direction = halqa_text_get_direction (text);

  return direction == HALQA_TEXT_NEUTRAL ? self->report->is_rtl : direction == HALQA_TEXT_RTL;
}

/* --- sheets */

static void
draw_foot (Press *self)
{
  g_autofree char *number = g_strdup_printf ("%u", self->sheet);
  g_autoptr (PangoLayout) title = make_layout (self, self->report->title, FOOT_SIZE, FALSE,
                                               WIDTH - 2 * MARGIN - NUMBER_WIDTH);
  g_autoptr (PangoLayout) sheet = make_layout (self, number, FOOT_SIZE, FALSE, NUMBER_WIDTH);

  pango_layout_set_height (title, -1);
  pango_layout_set_ellipsize (title, PANGO_ELLIPSIZE_END);
  pango_layout_set_alignment (sheet, get_end (self));
  draw.cairo_tag_begin (self->cairo, "P", NULL);
  draw.cairo_set_source_rgb (self->cairo, LABEL_INK, LABEL_INK, LABEL_INK);
  draw.cairo_move_to (self->cairo, MARGIN + (self->report->is_rtl ? NUMBER_WIDTH : 0), FOOT);
  draw.pango_cairo_show_layout (self->cairo, title);
  draw.cairo_move_to (self->cairo, self->report->is_rtl ? MARGIN : WIDTH - MARGIN - NUMBER_WIDTH,
                      FOOT);
  draw.pango_cairo_show_layout (self->cairo, sheet);
  draw.cairo_tag_end (self->cairo, "P");
}

static void
end_sheet (Press *self)
{
  draw_foot (self);
  draw.cairo_show_page (self->cairo);
  self->sheet++;
  self->y = MARGIN;
}

/* A sheet ends where less than @height is left, unless nothing is on it. */
static void
make_room (Press *self, double height)
{
  if (self->y + height > BOTTOM && self->y > MARGIN)
    end_sheet (self);
}

/* --- blocks */

static void
draw_line (Press *self, PangoLayoutIter *iter, double x, const Look *look)
{
  PangoLayoutLine *line = pango_layout_iter_get_line_readonly (iter);
  PangoRectangle extents;
  double baseline;

  pango_layout_iter_get_line_extents (iter, NULL, &extents);
  make_room (self, (double) extents.height / PANGO_SCALE);
  baseline = (double) (pango_layout_iter_get_baseline (iter) - extents.y) / PANGO_SCALE;
  draw.cairo_tag_begin (self->cairo, look->tag, self->link);
  draw.cairo_set_source_rgb (self->cairo, look->ink, look->ink, look->ink);
  draw.cairo_move_to (self->cairo, x + (double) extents.x / PANGO_SCALE, self->y + baseline);
  draw.pango_cairo_show_layout_line (self->cairo, line);
  draw.cairo_tag_end (self->cairo, look->tag);
  self->y += (double) extents.height / PANGO_SCALE;
}

static void
draw_layout (Press *self, PangoLayout *layout, double x, const Look *look)
{
  PangoLayoutIter *iter = pango_layout_get_iter (layout);

  do
    draw_line (self, iter, x, look);
  while (pango_layout_iter_next_line (iter));
  pango_layout_iter_free (iter);
}

static void
draw_item (Press *self, const HalqaReportBlock *block, const Look *look)
{
  const gboolean from_right = is_rtl (self, block->text);
  g_autoptr (PangoLayout) bullet = make_layout (self, BULLET, look->size, FALSE, BULLET_WIDTH);
  g_autoptr (PangoLayout) layout = make_layout (self, block->text, look->size, FALSE,
                                                WIDTH - 2 * MARGIN - BULLET_WIDTH);

  make_room (self, get_height (bullet));
  pango_layout_set_alignment (bullet, PANGO_ALIGN_CENTER);
  draw.cairo_set_source_rgb (self->cairo, 0, 0, 0);
  draw.cairo_move_to (self->cairo, from_right ? WIDTH - MARGIN - BULLET_WIDTH : MARGIN, self->y);
  draw.pango_cairo_show_layout (self->cairo, bullet);
  draw_layout (self, layout, MARGIN + (from_right ? 0 : BULLET_WIDTH), look);
}

static double
get_baseline (PangoLayout *layout)
{
  return (double) pango_layout_get_baseline (layout) / PANGO_SCALE;
}

/* Two columns, both from where the report begins its lines, on one base line: letters of two scripts are
 * not equally high. */
static void
draw_fact (Press *self, const HalqaReportBlock *block, const Look *look)
{
  const double whole = WIDTH - 2 * MARGIN;
  const double share = whole * LABEL_SHARE;
  g_autoptr (PangoLayout) label = make_layout (self, block->label, look->size, FALSE, share);
  g_autoptr (PangoLayout) layout =
                 make_layout (self, block->text, look->size, FALSE, whole - share);
  const double base = MAX (get_baseline (label), get_baseline (layout));
  double below;

  make_room (self, base + get_height (label));
  below = self->y + base - get_baseline (label) + get_height (label);
  draw.cairo_set_source_rgb (self->cairo, LABEL_INK, LABEL_INK, LABEL_INK);
  draw.cairo_move_to (self->cairo, self->report->is_rtl ? WIDTH - MARGIN - share : MARGIN,
                      self->y + base - get_baseline (label));
  draw.pango_cairo_show_layout (self->cairo, label);
  if (is_rtl (self, block->text) != self->report->is_rtl)
    pango_layout_set_alignment (layout, get_end (self));
  self->y += base - get_baseline (layout);
  draw_layout (self, layout, self->report->is_rtl ? MARGIN : MARGIN + share, look);
  self->y = MAX (self->y, below);
}

static void
add_outline (Press *self, const HalqaReportBlock *block)
{
  g_autofree char *target =
      g_strdup_printf ("page=%u pos=[%d %d]", self->sheet, (int) MARGIN, (int) self->y);
  const gboolean is_chapter = block->style == HALQA_REPORT_CHAPTER;
  const int item =
      draw.cairo_pdf_surface_add_outline (self->surface,
                                          is_chapter ? CAIRO_PDF_OUTLINE_ROOT : self->chapter,
                                          block->text, target,
                                          is_chapter ? CAIRO_PDF_OUTLINE_FLAG_BOLD : 0);

  if (is_chapter)
    self->chapter = item;
}

static void
mark_chapter (Press *self, const HalqaReportBlock *block)
{
  g_autofree char *mark =
      g_strdup_printf ("name='chapter-%u' x=%d y=%d", block->chapter, (int) MARGIN, (int) self->y);

  draw.cairo_tag_begin (self->cairo, CAIRO_TAG_DEST, mark);
  draw.cairo_tag_end (self->cairo, CAIRO_TAG_DEST);
  if (block->chapter >= self->sheets->len)
    g_array_set_size (self->sheets, block->chapter + 1);
  g_array_index (self->sheets, guint, block->chapter) = self->sheet;
}

/* A line that leads to a chapter, and at its end the number of the sheet. */
static void
draw_contents (Press *self, const HalqaReportBlock *block, const Look *look)
{
  const gboolean known = block->chapter < self->sheets->len;
  g_autofree char *number =
      g_strdup_printf ("%u", known ? g_array_index (self->sheets, guint, block->chapter) : 0);
  g_autoptr (PangoLayout) sheet = make_layout (self, number, look->size, FALSE, NUMBER_WIDTH);
  g_autoptr (PangoLayout) layout = make_layout (self, block->text, look->size, FALSE,
                                                WIDTH - 2 * MARGIN - NUMBER_WIDTH);

  pango_layout_set_alignment (sheet, get_end (self));
  if (is_rtl (self, block->text) != self->report->is_rtl)
    pango_layout_set_alignment (layout, get_end (self));
  make_room (self, get_height (layout));
  draw.cairo_set_source_rgb (self->cairo, look->ink, look->ink, look->ink);
  draw.cairo_move_to (self->cairo, self->report->is_rtl ? MARGIN : WIDTH - MARGIN - NUMBER_WIDTH,
                      self->y + get_baseline (layout) - get_baseline (sheet));
  draw.pango_cairo_show_layout (self->cairo, sheet);
  self->link = g_strdup_printf ("dest='chapter-%u'", block->chapter);
  draw_layout (self, layout, MARGIN + (self->report->is_rtl ? NUMBER_WIDTH : 0), look);
  g_clear_pointer (&self->link, g_free);
}

static void
draw_block (Press *self, const HalqaReportBlock *block)
{
  const Look *look = &looks[block->style];
  g_autoptr (PangoLayout) layout = NULL;

  self->y += self->y > MARGIN ? look->above : 0;
  if (block->style == HALQA_REPORT_ITEM)
    draw_item (self, block, look);
  else if (block->style == HALQA_REPORT_FACT)
    draw_fact (self, block, look);
  else if (block->style == HALQA_REPORT_CONTENTS)
    draw_contents (self, block, look);
  else
    {
      layout = make_layout (self, block->text, look->size, look->is_bold, WIDTH - 2 * MARGIN);
      make_room (self, look->keep > 0 ? get_height (layout) + look->keep : 0);
      if (block->style == HALQA_REPORT_CHAPTER || block->style == HALQA_REPORT_SECTION)
        add_outline (self, block);
      if (block->style == HALQA_REPORT_CHAPTER)
        mark_chapter (self, block);
      draw_layout (self, layout, MARGIN, look);
    }
}

/* What fails, or is called off, is left in the error. */
static void
draw_all (Press *self, HalqaExportWork *work)
{
  for (guint i = 0; i < self->report->blocks->len && self->error == NULL; i++)
    {
      const HalqaReportBlock *block = g_ptr_array_index (self->report->blocks, i);

      draw_block (self, block);
      if (block->style == HALQA_REPORT_SECTION && self->error == NULL)
        halqa_export_work_step (work, self->report->n_sections, &self->error);
    }
  end_sheet (self);
}

/* @stream: (nullable): %NULL to know the @sheets alone */
static gboolean
press (HalqaReport *report,
       GOutputStream *stream,
       GArray *sheets,
       HalqaExportWork *work,
       GError **error)
{
  Press self = { .report = report, .stream = stream, .sheets = sheets, .y = MARGIN, .sheet = 1 };
  cairo_status_t status;

  self.surface = draw.cairo_pdf_surface_create_for_stream (write_cb, &self, WIDTH, HEIGHT);
  self.cairo = draw.cairo_create (self.surface);
  draw.cairo_pdf_surface_set_metadata (self.surface, CAIRO_PDF_METADATA_TITLE, report->title);
  draw.cairo_pdf_surface_set_metadata (self.surface, CAIRO_PDF_METADATA_CREATOR, "Halqa");
  draw_all (&self, work);
  draw.cairo_destroy (self.cairo);
  draw.cairo_surface_finish (self.surface);
  status = draw.cairo_surface_status (self.surface);
  draw.cairo_surface_destroy (self.surface);
  if (self.error == NULL && status != CAIRO_STATUS_SUCCESS)
    g_set_error (&self.error, HALQA_APP_ERROR, HALQA_APP_ERROR_FILE,
                 _ ("The sheets can't be drawn: %s"), draw.cairo_status_to_string (status));
  if (self.error == NULL)
    return TRUE;
  g_propagate_error (error, self.error);
  return FALSE;
}

/**
 * halqa_report_write_pdf:
 * @self: a report
 * @stream: where to
 * @work: of which this is done; it counts sections
 * @error: of the stream, or called off
 *
 * Returns: whether all of it was written
 */
gboolean
halqa_report_write_pdf (HalqaReport *self,
                        GOutputStream *stream,
                        HalqaExportWork *work,
                        GError **error)
{
  g_autoptr (GArray) sheets = g_array_new (FALSE, TRUE, sizeof (guint));
  HalqaExportPart first;
  HalqaExportPart second;
  gboolean written;

  halqa_export_part_init (&first, work, 0, 50);
  halqa_export_part_init (&second, work, 50, 100);
  if (!load_functions (error) || !press (self, NULL, sheets, &first.work, error))
    return FALSE;
  written = press (self, stream, sheets, &second.work, error);
  work->n_records += second.work.n_records;
  return written;
}
