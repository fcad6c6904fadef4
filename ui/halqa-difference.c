/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-difference.h"

#include "halqa-text.h"
#include "halqa-word-diff.h"
#include "halqa-words.h"

#include <glib/gi18n.h>
#include <string.h>

/* A text in which is marked what is new and what is gone: new words are bold and underlined, words
 * that are gone are struck through and pale, so no colour is needed to tell them; and both are said
 * in words, to who does not see them.
 *
 * Long texts are compared on another thread, and of what stayed in them only the words around a
 * change are shown. */

/* Bytes of two texts that are compared at once: a fraction of a millisecond. */
#define AT_ONCE_MAX 8192
/* Characters in all, of one run, and of what stayed on either side of a change in a long text. */
#define SHOWN_MAX 8000
#define RUN_MAX 2000
#define AROUND 120
/* A text that is not longer is shown whole. */
#define WHOLE_MAX 1200
/* Changes that are said. */
#define TOLD_MAX 12

struct _HalqaDifference
{
  AdwBin parent_instance;

  /* owned */
  char *before;
  char *after;
  char *told;
  GCancellable *comparing;

  /* child */
  GtkLabel *label;
};

/* Both texts, on their way to another thread. */
typedef struct
{
  char *before;
  char *after;
} Texts;

enum
{
  PROP_0,
  PROP_TOLD,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (HalqaDifference, halqa_difference, ADW_TYPE_BIN)

static void
append_chars (GString *shown, const char *text, glong n_chars)
{
  g_string_append_len (shown, text, g_utf8_offset_to_pointer (text, n_chars) - text);
}

/* What stayed: of a long run its ends, as far as there is a change beside them. */
static void
append_equal (GString *shown, const char *run, gboolean first, gboolean last, gboolean whole)
{
  const glong n = g_utf8_strlen (run, -1);
  const glong start = first ? 0 : AROUND;
  const glong end = last ? 0 : AROUND;

  if (whole || n <= start + end + AROUND)
    {
      append_chars (shown, run, MIN (n, SHOWN_MAX));
      return;
    }
  append_chars (shown, run, start);
  g_string_append (shown, " … ");
  append_chars (shown, g_utf8_offset_to_pointer (run, n - end), end);
}

static char *
dup_beginning (const char *run)
{
  return g_utf8_substring (run, 0, MIN (g_utf8_strlen (run, RUN_MAX * 4), RUN_MAX));
}

/* The end of a line that is new or gone is seen by an arrow. */
static void
append_changed (GString *shown, const char *run)
{
  g_autofree char *cut = dup_beginning (run);
  g_auto (GStrv) lines = g_strsplit (cut, "\n", -1);
  g_autofree char *marked = g_strjoinv ("↵\n", lines);

  g_string_append (shown, marked);
  if (strlen (cut) < strlen (run))
    g_string_append (shown, "…");
}

static void
mark (PangoAttrList *attributes, PangoAttribute *attribute, guint start, guint end)
{
  attribute->start_index = start;
  attribute->end_index = end;
  pango_attr_list_insert (attributes, attribute);
}

static void
mark_run (PangoAttrList *attributes, HalqaWordsType type, guint start, guint end)
{
  if (type == HALQA_WORDS_INSERTED)
    {
      mark (attributes, pango_attr_underline_new (PANGO_UNDERLINE_SINGLE), start, end);
      mark (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD), start, end);
    }
  else if (type == HALQA_WORDS_DELETED)
    {
      mark (attributes, pango_attr_strikethrough_new (TRUE), start, end);
      mark (attributes, pango_attr_foreground_alpha_new (G_MAXUINT16 / 10 * 6), start, end);
    }
}

static void
tell_run (GString *told, HalqaWordsType type, const char *run)
{
  g_autofree char *words = g_strstrip (dup_beginning (run));
  g_autofree char *sentence = NULL;

  if (*words == '\0')
    return;
  sentence = type == HALQA_WORDS_INSERTED
                 /* Translators: said of words that are new in a text. */
                 ? g_strdup_printf (_ ("New: %s."), words)
                 /* Translators: said of words that are gone from a text. */
                 : g_strdup_printf (_ ("Gone: %s."), words);
  g_string_append_printf (told, "%s%s", told->len > 0 ? " " : "", sentence);
}

static void
take_told (HalqaDifference *self, char *told)
{
  g_free (self->told);
  self->told = told;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->label), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  told, -1);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TOLD]);
}

static void
show_plain (HalqaDifference *self)
{
  g_autoptr (GString) shown = g_string_new (NULL);

  append_equal (shown, *self->after == '\0' ? _ ("(empty)") : self->after, TRUE, TRUE, TRUE);
  gtk_label_set_attributes (self->label, NULL);
  gtk_label_set_text (self->label, shown->str);
  halqa_words_set_direction (GTK_WIDGET (self->label), self->after);
  take_told (self, g_strdup (""));
}

static void
show_words (HalqaDifference *self, const GArray *words)
{
  const gboolean whole = g_utf8_strlen (self->after, -1) <= WHOLE_MAX;
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  g_autoptr (GString) shown = g_string_new (NULL);
  g_autoptr (GString) told = g_string_new (NULL);

  for (guint i = 0; i < words->len && shown->len < 4 * SHOWN_MAX; i++)
    {
      const HalqaWords *run = &g_array_index (words, HalqaWords, i);
      const char *text = run->type == HALQA_WORDS_DELETED ? self->before : self->after;
      g_autofree char *piece = g_strndup (text + run->start, run->size);
      guint start;

      /* Arabic letters of two words would join. */
      if (run->type == HALQA_WORDS_INSERTED && i > 0 && run[-1].type == HALQA_WORDS_DELETED)
        g_string_append_c (shown, ' ');
      start = (guint) shown->len;
      if (run->type == HALQA_WORDS_EQUAL)
        append_equal (shown, piece, i == 0, i + 1 == words->len, whole);
      else
        append_changed (shown, piece);
      mark_run (attributes, run->type, start, (guint) shown->len);
      if (run->type != HALQA_WORDS_EQUAL && i < 2 * TOLD_MAX)
        tell_run (told, run->type, piece);
    }
  gtk_label_set_text (self->label, shown->str);
  gtk_label_set_attributes (self->label, attributes);
  halqa_words_set_direction (GTK_WIDGET (self->label), shown->str);
  take_told (self, g_string_free (g_steal_pointer (&told), FALSE));
}

static void
free_texts (gpointer data)
{
  Texts *texts = data;

  g_free (texts->before);
  g_free (texts->after);
  g_free (texts);
}

static void
compare_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Texts *texts = data;

  g_task_return_pointer (task, halqa_word_diff (texts->before, texts->after),
                         (GDestroyNotify) g_array_unref);
}

static void
compared_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HalqaDifference) self = user_data;
  g_autoptr (GArray) words = g_task_propagate_pointer (G_TASK (result), NULL);

  /* Cancelled where there is another text by now, or nobody to see it. */
  if (words != NULL)
    show_words (self, words);
}

static void
start_comparing (HalqaDifference *self)
{
  g_autoptr (GTask) task = NULL;
  Texts *texts = g_new0 (Texts, 1);

  texts->before = g_strdup (self->before);
  texts->after = g_strdup (self->after);
  self->comparing = g_cancellable_new ();
  task = g_task_new (NULL, self->comparing, compared_cb, g_object_ref (self));
  g_task_set_task_data (task, texts, free_texts);
  g_task_run_in_thread (task, compare_in_thread);
}

static void
stop_comparing (HalqaDifference *self)
{
  if (self->comparing != NULL)
    g_cancellable_cancel (self->comparing);
  g_clear_object (&self->comparing);
}

static void
halqa_difference_dispose (GObject *object)
{
  HalqaDifference *self = HALQA_DIFFERENCE (object);

  stop_comparing (self);
  G_OBJECT_CLASS (halqa_difference_parent_class)->dispose (object);
}

static void
halqa_difference_finalize (GObject *object)
{
  HalqaDifference *self = HALQA_DIFFERENCE (object);

  g_free (self->before);
  g_free (self->after);
  g_free (self->told);
  G_OBJECT_CLASS (halqa_difference_parent_class)->finalize (object);
}

static void
halqa_difference_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_TOLD:
      g_value_set_string (value, HALQA_DIFFERENCE (object)->told);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
halqa_difference_class_init (HalqaDifferenceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = halqa_difference_dispose;
  object_class->finalize = halqa_difference_finalize;
  object_class->get_property = halqa_difference_get_property;
  properties[PROP_TOLD] =
      g_param_spec_string ("told", NULL, NULL, "", G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
halqa_difference_init (HalqaDifference *self)
{
  self->told = g_strdup ("");
  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->label, TRUE);
  gtk_label_set_wrap_mode (self->label, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (self->label, 44);
  gtk_label_set_xalign (self->label, 0);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->label));
}

/**
 * halqa_difference_set_texts:
 * @self: a difference
 * @before: (nullable): UTF-8: what it was, or %NULL to show @after alone
 * @after: UTF-8: what it has become
 */
void
halqa_difference_set_texts (HalqaDifference *self, const char *before, const char *after)
{
  g_autoptr (GArray) words = NULL;

  g_return_if_fail (HALQA_IS_DIFFERENCE (self) && after != NULL);

  stop_comparing (self);
  g_free (self->before);
  g_free (self->after);
  self->before = before == NULL ? NULL : halqa_text_show (before);
  self->after = halqa_text_show (after);
  before = self->before;
  after = self->after;
  show_plain (self);
  if (before == NULL || g_str_equal (before, after))
    return;
  if (strlen (before) + strlen (after) > AT_ONCE_MAX)
    {
      start_comparing (self);
      return;
    }
  words = halqa_word_diff (before, after);
  show_words (self, words);
}

/* Returns: (transfer none): what is new and what is gone, in words; "" for nothing */
const char *
halqa_difference_get_told (HalqaDifference *self)
{
  g_return_val_if_fail (HALQA_IS_DIFFERENCE (self), NULL);

  return self->told;
}
