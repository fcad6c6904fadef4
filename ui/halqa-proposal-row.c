/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-proposal-row.h"

#include "halqa-drawn-text.h"
#include "halqa-hits.h"
#include "halqa-merge-words.h"
#include "halqa-reorder.h"
#include "halqa-theme-chip.h"
#include "halqa-words.h"

#include <adwaita.h>

/* A proposal in the list. Where it was found by its text, a line of that shows why. A screen reader
 * takes the name of a row from the list's own widget around ours, so that is where the label goes. */

/* Characters of the line that shows what was found. */
#define EXCERPT_CHARS 90

struct _HalqaProposalRow
{
  GtkWidget parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaItem *item;
  HalqaItem *session;
  HalqaItem *own_theme; /* of the proposal itself, deleted or not */
  HalqaTextHits *hits; /* NULL where nothing is searched for */

  /* borrowed */
  GBinding *checked; /* NULL where it follows nothing */

  gboolean with_session;
  gulong arrivals;

  /* template */
  GtkCheckButton *check;
  GtkWidget *words;
  HalqaDrawnText *title;
  HalqaDrawnText *excerpt;
  HalqaThemeChip *theme;
  GtkLabel *reference;
  HalqaDrawnText *detail;
  GtkLabel *mark;
};

G_DEFINE_FINAL_TYPE (HalqaProposalRow, halqa_proposal_row, GTK_TYPE_WIDGET)

enum
{
  PROP_CHECKED = 1,
  PROP_CHOOSING,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
show_mark (HalqaProposalRow *self, guint n, char **words)
{
  g_autofree char *mark = g_strdup_printf ("◆ %u", n);

  *words = halqa_words_conflicts (n);
  gtk_label_set_text (self->mark, mark);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->mark), *words);
}

static void show_item_cb (HalqaProposalRow *self);

/* The session or theme that it points at may arrive with any entry, and the one that lends a theme be
 * given another. */
static void
watch_arrivals (HalqaProposalRow *self, gboolean wanted)
{
  if (!wanted)
    g_clear_signal_handler (&self->arrivals, self->forum);
  else if (self->arrivals == 0)
    self->arrivals =
        g_signal_connect_swapped (self->forum, "changed", G_CALLBACK (show_item_cb), self);
}

/* A proposal may be moved to another session, and a session be renamed. */
static void
follow_session (HalqaProposalRow *self, const char *id)
{
  if (self->session != NULL && g_strcmp0 (halqa_item_get_id (self->session), id) == 0)
    return;
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->session);
  if (id != NULL)
    self->session = halqa_forum_dup_item (self->forum, "session", id);
  if (self->session != NULL)
    g_signal_connect_swapped (self->session, "changed", G_CALLBACK (show_item_cb), self);
}

/* A theme may be deleted, and come back. One that the session lends is watched with all that arrives. */
static void
follow_theme (HalqaProposalRow *self, HalqaItem *theme)
{
  if (theme == self->own_theme)
    return;
  if (self->own_theme != NULL)
    g_signal_handlers_disconnect_by_data (self->own_theme, self);
  g_set_object (&self->own_theme, theme);
  if (theme != NULL)
    g_signal_connect_swapped (theme, "changed", G_CALLBACK (show_item_cb), self);
}

/* Returns: (transfer full) (nullable): what its theme is called */
static char *
show_theme (HalqaProposalRow *self)
{
  const char *reference = halqa_item_get_text (self->item, "reference");
  const char *own = halqa_item_get_ref (self->item, "theme");
  const gboolean in_session = halqa_item_get_ref (self->item, "session") != NULL;
  g_autofree char *id = halqa_forum_dup_ref (self->forum, self->item, "theme");
  g_autoptr (HalqaItem) theme = id != NULL ? halqa_forum_dup_item (self->forum, "theme", id) : NULL;

  follow_theme (self, own != NULL ? theme : NULL);
  if (theme != NULL && halqa_item_is_deleted (theme))
    g_clear_object (&theme);
  watch_arrivals (self, (id != NULL && theme == NULL) || (in_session && own == NULL) ||
                            (in_session && self->with_session && self->session == NULL));
  halqa_theme_chip_set_reference (self->theme, theme, reference);
  halqa_words_set_line (self->reference, reference);
  gtk_widget_set_visible (GTK_WIDGET (self->reference),
                          *reference != '\0' && !halqa_theme_chip_shows_reference (self->theme));
  return theme != NULL ? g_strdup (halqa_item_get_label (theme)) : NULL;
}

static char *
make_detail (HalqaProposalRow *self)
{
  const char *id = self->with_session ? halqa_item_get_ref (self->item, "session") : NULL;
  g_autofree char *merged = halqa_merge_words_into (self->forum, self->item);
  g_autofree char *session = NULL;
  g_autofree char *detail = NULL;

  follow_session (self, id);
  session = halqa_words_name (self->session, id);
  detail = halqa_words_join (session, halqa_item_get_text (self->item, "author_name"));
  if (merged == NULL)
    return g_steal_pointer (&detail);
  return *detail != '\0' ? g_strjoin (HALQA_WORDS_DOT, merged, detail, NULL)
                         : g_steal_pointer (&merged);
}

/* A line of its text, where what was searched for is there and can't be seen in the title. */
static void
show_excerpt (HalqaProposalRow *self, const char *title)
{
  static const char *const fields[] = { "body",     "problem",   "title",   "title@ar", "title@fr",
                                        "title@en", "title@zgh", "body@ar", "body@fr",  "body@en" };
  g_autofree char *in_title =
      self->hits != NULL ? halqa_text_hits_excerpt (self->hits, title, 1) : NULL;
  g_autofree char *excerpt = NULL;

  for (gsize i = 0;
       self->hits != NULL && in_title == NULL && excerpt == NULL && i < G_N_ELEMENTS (fields); i++)
    excerpt = halqa_text_hits_excerpt (self->hits, halqa_item_get_text (self->item, fields[i]),
                                       EXCERPT_CHARS);
  gtk_widget_set_visible (GTK_WIDGET (self->excerpt), excerpt != NULL);
  if (excerpt != NULL)
    halqa_hits_show (self->excerpt, excerpt, self->hits);
}

static void
show_item_cb (HalqaProposalRow *self)
{
  const char *title = halqa_item_get_name (self->item);
  guint n = halqa_item_get_n_conflicts (self->item);
  g_autofree char *detail = make_detail (self);
  g_autofree char *theme = show_theme (self);
  g_autofree char *conflicts = NULL;
  g_autoptr (GPtrArray) parts = g_ptr_array_new ();
  g_autofree char *name = NULL;
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));

  halqa_hits_show (self->title, title, self->hits);
  show_excerpt (self, title);
  halqa_drawn_text_show (self->detail, detail, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->mark), n > 0);
  if (n > 0)
    show_mark (self, n, &conflicts);
  g_ptr_array_add (parts, (char *) title);
  if (conflicts != NULL)
    g_ptr_array_add (parts, conflicts);
  g_ptr_array_add (parts, detail);
  if (theme != NULL)
    g_ptr_array_add (parts, theme);
  g_ptr_array_add (parts, NULL);
  name = g_strjoinv (". ", (char **) parts->pdata);
  if (parent != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                    -1);
}

static void
halqa_proposal_row_dispose (GObject *object)
{
  HalqaProposalRow *self = HALQA_PROPOSAL_ROW (object);

  halqa_proposal_row_set_item (self, NULL, NULL, FALSE);
  g_clear_pointer (&self->hits, halqa_text_hits_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_PROPOSAL_ROW);
  G_OBJECT_CLASS (halqa_proposal_row_parent_class)->dispose (object);
}

static void
halqa_proposal_row_set_property (GObject *object,
                                 guint prop_id,
                                 const GValue *value,
                                 GParamSpec *pspec)
{
  HalqaProposalRow *self = HALQA_PROPOSAL_ROW (object);

  switch (prop_id)
    {
    case PROP_CHECKED:
      gtk_check_button_set_active (self->check, g_value_get_boolean (value));
      break;
    case PROP_CHOOSING:
      gtk_widget_set_visible (GTK_WIDGET (self->check), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
halqa_proposal_row_class_init (HalqaProposalRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = halqa_proposal_row_dispose;
  G_OBJECT_CLASS (klass)->set_property = halqa_proposal_row_set_property;
  properties[PROP_CHECKED] = g_param_spec_boolean ("checked", NULL, NULL, FALSE,
                                                   G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_CHOOSING] = g_param_spec_boolean ("choosing", NULL, NULL, FALSE,
                                                    G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
  g_type_ensure (HALQA_TYPE_DRAWN_TEXT);
  g_type_ensure (HALQA_TYPE_THEME_CHIP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-proposal-row.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalRow, check);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalRow, words);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalRow, excerpt);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalRow, title);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalRow, theme);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalRow, reference);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalRow, detail);
  gtk_widget_class_bind_template_child (widget_class, HalqaProposalRow, mark);
}

static void
halqa_proposal_row_init (HalqaProposalRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  halqa_reorder_add_row (GTK_WIDGET (self));
}

GtkWidget *
halqa_proposal_row_new (void)
{
  return g_object_new (HALQA_TYPE_PROPOSAL_ROW, NULL);
}

/* @list_item: (nullable): whose row it is; it is checked where that is selected */
void
halqa_proposal_row_follow (HalqaProposalRow *self, GtkListItem *list_item)
{
  g_return_if_fail (HALQA_IS_PROPOSAL_ROW (self));

  g_clear_pointer (&self->checked, g_binding_unbind);
  if (list_item != NULL)
    self->checked =
        g_object_bind_property (list_item, "selected", self, "checked", G_BINDING_SYNC_CREATE);
}

/**
 * halqa_proposal_row_set_item:
 * @self: a row
 * @forum: (nullable): of @item
 * @item: (nullable): a proposal of @forum, or %NULL to show none
 * @with_session: whether the row names its session; a list of one session need not, and is put in
 *   order by hand
 */
void
halqa_proposal_row_set_item (HalqaProposalRow *self,
                             HalqaForum *forum,
                             HalqaItem *item,
                             gboolean with_session)
{
  g_return_if_fail (HALQA_IS_PROPOSAL_ROW (self));

  if (self->item != NULL)
    g_signal_handlers_disconnect_by_data (self->item, self);
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->session);
  follow_theme (self, NULL);
  if (self->forum != NULL)
    watch_arrivals (self, FALSE);
  g_set_object (&self->forum, forum);
  g_set_object (&self->item, item);
  self->with_session = with_session;
  halqa_reorder_set_item (GTK_WIDGET (self), forum, with_session ? NULL : item);
  if (item == NULL)
    return;
  g_signal_connect_swapped (item, "changed", G_CALLBACK (show_item_cb), self);
  show_item_cb (self);
}

void
halqa_proposal_row_set_hits (HalqaProposalRow *self, HalqaTextHits *hits)
{
  g_return_if_fail (HALQA_IS_PROPOSAL_ROW (self));

  if (hits == self->hits)
    return;
  g_clear_pointer (&self->hits, halqa_text_hits_unref);
  self->hits = hits != NULL ? halqa_text_hits_ref (hits) : NULL;
  if (self->item != NULL)
    show_item_cb (self);
}

/* Returns: (transfer none) (nullable): the proposal that it shows */
HalqaItem *
halqa_proposal_row_get_item (HalqaProposalRow *self)
{
  g_return_val_if_fail (HALQA_IS_PROPOSAL_ROW (self), NULL);

  return self->item;
}
