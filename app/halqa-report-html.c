/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-report-private.h"

#include <string.h>

/* A report as one page of HTML: any browser shows and prints it, LibreOffice Writer and Word open it
 * for who wants to go on writing.
 *
 * Rule: nothing is loaded from anywhere, and no script is in it. Each block has dir="auto", by which it
 * takes the direction of what it says, as in the window. */

static const char style[] =
    "body{font-family:'Noto Sans','Noto Sans Arabic','Noto Naskh "
    "Arabic',sans-serif;line-height:1.5;"
    "max-width:46em;margin:2em auto;padding:0 1em}\n"
    "h1{line-height:1.2;margin-bottom:.3em}h2{border-bottom:1px solid #888;margin-top:2em}\n"
    "h3{margin:1.6em 0 .2em}h4{font-size:1em;margin:.8em 0 .2em}\n"
    "p{margin:.2em 0;white-space:pre-line}.about{color:#555}\n"
    "ul{margin:.2em 0}li{white-space:pre-line}\n"
    "table{border-collapse:collapse}th{font-weight:normal;color:#555;text-align:start;"
    "vertical-align:top;padding:.1em 0;padding-inline-end:2em}td{vertical-align:top;padding:.1em "
    "0}\n"
    "[dir=rtl] td,[dir=rtl] th{text-align:right}[dir=ltr] td,[dir=ltr] th{text-align:left}\n"
    "@media print{body{max-width:none;margin:0}h2,h3,h4{break-after:avoid}}\n";

typedef struct
{
  const char *before;
  const char *after;
} Markup;

static const Markup markup[] = {
  [HALQA_REPORT_TITLE] = { "<h1 dir=\"auto\">", "</h1>\n" },
  [HALQA_REPORT_SUBTITLE] = { "<p dir=\"auto\">", "</p>\n" },
  [HALQA_REPORT_CHAPTER] = { "<h2 dir=\"auto\">", "</h2>\n" },
  [HALQA_REPORT_SECTION] = { "<h3 dir=\"auto\">", "</h3>\n" },
  [HALQA_REPORT_ABOUT] = { "<p dir=\"auto\" class=\"about\">", "</p>\n" },
  [HALQA_REPORT_LABEL] = { "<h4 dir=\"auto\">", "</h4>\n" },
  [HALQA_REPORT_TEXT] = { "<p dir=\"auto\">", "</p>\n" },
  [HALQA_REPORT_ITEM] = { "<li dir=\"auto\">", "</li>\n" },
  [HALQA_REPORT_FACT] = { "<td dir=\"auto\">", "</td></tr>\n" },
  [HALQA_REPORT_CONTENTS] = { "<li dir=\"auto\">", "</a></li>\n" },
};

/* What blocks of one style in a row stand in. */
static const Markup around[] = {
  [HALQA_REPORT_ITEM] = { "<ul>\n", "</ul>\n" },
  [HALQA_REPORT_FACT] = { "<table>\n", "</table>\n" },
  [HALQA_REPORT_CONTENTS] = { "<ul>\n", "</ul>\n" },
};

/* Their shares are empty for all other styles. */
static const char *
get_around (HalqaReportStyle block_style, gboolean is_end)
{
  const char *text = is_end ? around[block_style].after : around[block_style].before;

  return text != NULL ? text : "";
}

static void
append_escaped (GString *page, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  g_string_append (page, escaped);
}

static void
append_block (GString *page, const HalqaReportBlock *block)
{
  if (block->label != NULL)
    {
      g_string_append (page, "<tr><th dir=\"auto\">");
      append_escaped (page, block->label);
      g_string_append (page, "</th>");
    }
  g_string_append (page, markup[block->style].before);
  if (block->style == HALQA_REPORT_CHAPTER)
    g_string_append_printf (page, "<a id=\"chapter-%u\"></a>", block->chapter);
  else if (block->style == HALQA_REPORT_CONTENTS)
    g_string_append_printf (page, "<a href=\"#chapter-%u\">", block->chapter);
  append_escaped (page, block->text);
  g_string_append (page, markup[block->style].after);
}

static void
append_head (GString *page, HalqaReport *self)
{
  g_string_append (page, "<!DOCTYPE html>\n<html lang=\"");
  append_escaped (page, self->language);
  g_string_append_printf (page, "\" dir=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n<title>",
                          self->is_rtl ? "rtl" : "ltr");
  append_escaped (page, self->title);
  g_string_append_printf (page,
                          "</title>\n<meta name=\"viewport\" content=\"width=device-width\">\n"
                          "<style>\n%s</style>\n</head>\n<body>\n",
                          style);
}

static gboolean
put_out (GString *page, GOutputStream *stream, GError **error)
{
  const gboolean written =
      g_output_stream_write_all (stream, page->str, page->len, NULL, NULL, error);

  g_string_truncate (page, 0);
  return written;
}

static gboolean
write_blocks (HalqaReport *self,
              GString *page,
              GOutputStream *stream,
              HalqaExportWork *work,
              GError **error)
{
  HalqaReportStyle last = HALQA_REPORT_TITLE;

  for (guint i = 0; i < self->blocks->len; i++)
    {
      const HalqaReportBlock *block = g_ptr_array_index (self->blocks, i);

      if (block->style != last)
        {
          g_string_append (page, get_around (last, TRUE));
          g_string_append (page, get_around (block->style, FALSE));
        }
      append_block (page, block);
      last = block->style;
      if (!put_out (page, stream, error) ||
          (block->style == HALQA_REPORT_SECTION &&
           !halqa_export_work_step (work, self->n_sections, error)))
        return FALSE;
    }
  g_string_append (page, get_around (last, TRUE));
  return TRUE;
}

/**
 * halqa_report_write_html:
 * @self: a report
 * @stream: where to, in UTF-8
 * @work: of which this is done; it counts sections
 * @error: of the stream, or called off
 *
 * Returns: whether all of it was written
 */
gboolean
halqa_report_write_html (HalqaReport *self,
                         GOutputStream *stream,
                         HalqaExportWork *work,
                         GError **error)
{
  GString *page = g_string_new (NULL);
  gboolean written;

  append_head (page, self);
  written = write_blocks (self, page, stream, work, error);
  if (written)
    {
      g_string_append (page, "</body>\n</html>\n");
      written = put_out (page, stream, error);
    }
  g_string_free (page, TRUE);
  return written;
}
