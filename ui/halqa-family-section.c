/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-family-section.h"

#include "halqa-endorser.h"
#include "halqa-merge-words.h"
#include "halqa-relation.h"
#include "halqa-source-row.h"
#include "halqa-tally-row.h"
#include "halqa-text.h"
#include "halqa-words.h"

#include <glib/gi18n.h>

/* Below a proposal: what is merged into it, what the rooms counted and who endorses it with its
 * sources, and what it relates to. Of a proposal that nothing is merged into only the last is shown,
 * for the rest stands with the proposal itself. */

struct _HalqaFamilySection
{
  AdwBin parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaFamily *family;

  /* template */
  GtkWidget *sources_group;
  GtkWidget *split;
  GtkListBox *sources;
  GtkWidget *claims_group;
  GtkListBox *claims;
  GtkWidget *tallies_group;
  GtkListBox *tallies;
  GtkWidget *endorsers_group;
  GtkListBox *endorsers;
  GtkWidget *relations_group;
  GtkListBox *relations;
};

G_DEFINE_FINAL_TYPE (HalqaFamilySection, halqa_family_section, ADW_TYPE_BIN)

static guint
count (GListModel *list)
{
  return g_list_model_get_n_items (list);
}

/* What is to go may have the keyboard: it goes to what follows. GTK would give it to the page as a whole,
 * where it is not seen. */
static void
pass_focus_on (HalqaFamilySection *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *next = gtk_widget_get_next_sibling (GTK_WIDGET (self));

  if (focus == NULL || !gtk_widget_is_ancestor (focus, self->sources_group))
    return;
  while (next != NULL && !gtk_widget_child_focus (next, GTK_DIR_TAB_FORWARD))
    next = gtk_widget_get_next_sibling (next);
}

static void
update (HalqaFamilySection *self)
{
  const gboolean merged =
      self->family != NULL && count (halqa_family_get_sources (self->family)) > 0;
  const gboolean claimed =
      self->family != NULL && count (halqa_family_get_claims (self->family)) > 0;
  const gboolean related =
      self->family != NULL && count (halqa_family_get_relations (self->family)) > 0;

  if (!merged)
    pass_focus_on (self);
  gtk_widget_set_visible (self->sources_group, merged);
  gtk_widget_set_visible (self->split, merged && !halqa_forum_is_read_only (self->forum));
  gtk_widget_set_visible (self->claims_group, claimed);
  gtk_widget_set_visible (self->tallies_group,
                          merged && count (halqa_family_get_tallies (self->family)) > 0);
  gtk_widget_set_visible (self->endorsers_group,
                          merged && count (halqa_family_get_endorsers (self->family)) > 0);
  gtk_widget_set_visible (self->relations_group, related);
  gtk_widget_set_visible (GTK_WIDGET (self), merged || claimed || related);
}

static void
split_cb (HalqaFamilySection *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.split", "s",
                              halqa_item_get_id (halqa_family_get_item (self->family)));
}

static GtkWidget *
create_source (gpointer item, gpointer user_data)
{
  HalqaFamilySection *self = user_data;

  return halqa_source_row_new (self->forum, HALQA_ITEM (item),
                               halqa_family_get_item (self->family));
}

static GtkWidget *
new_row (const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  halqa_words_limit_lines (row);
  return row;
}

/* With what was voted on, for that may be any of the family. */
static GtkWidget *
create_tally (gpointer item, gpointer user_data)
{
  HalqaFamilySection *self = user_data;
  GtkWidget *row = halqa_tally_row_new (self->forum, HALQA_ITEM (item));
  const char *id = halqa_item_get_ref (HALQA_ITEM (item), "proposal");
  g_autoptr (HalqaItem) proposal =
                 id != NULL ? halqa_forum_dup_item (self->forum, "proposal", id) : NULL;
  const char *reference = proposal != NULL ? halqa_item_get_text (proposal, "reference") : "";
  g_autofree char *name = proposal != NULL ? halqa_merge_words_name (proposal) : NULL;
  GtkWidget *label = gtk_label_new (NULL);

  halqa_words_set_line (GTK_LABEL (label), *reference != '\0' || proposal == NULL
                                               ? reference
                                               : halqa_item_get_label (proposal));
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 12);
  /* A reference is seen whole; the title of a proposal gives way to that of the session. */
  gtk_label_set_width_chars (GTK_LABEL (label), *reference != '\0' ? 9 : -1);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_set_tooltip_text (label, name);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  return row;
}

static void
show_endorser (GtkWidget *row, HalqaEndorser *endorser)
{
  GListModel *endorsements = halqa_endorser_get_endorsements (endorser);
  g_autofree char *name = halqa_endorser_dup_name (endorser);
  g_autoptr (GPtrArray) commitments = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *subtitle = NULL;

  for (guint i = 0; i < count (endorsements); i++)
    {
      g_autoptr (HalqaItem) endorsement = g_list_model_get_item (endorsements, i);
      const char *commitment = halqa_item_get_text (endorsement, "commitment");

      if (*commitment != '\0')
        g_ptr_array_add (commitments, halqa_text_show_line (commitment));
    }
  g_ptr_array_add (commitments, NULL);
  subtitle = g_strjoinv ("\n", (char **) commitments->pdata);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                 *name != '\0' ? name : _ ("An organisation that is not named"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
}

static void
show_endorser_cb (GtkWidget *row)
{
  show_endorser (row, g_object_get_data (G_OBJECT (row), "endorser"));
}

static GtkWidget *
create_endorser (gpointer item, gpointer user_data)
{
  HalqaEndorser *endorser = HALQA_ENDORSER (item);
  HalqaItem *organisation = halqa_endorser_get_organisation (endorser);
  GListModel *endorsements = halqa_endorser_get_endorsements (endorser);
  GtkWidget *row = new_row ("", "");

  g_object_set_data_full (G_OBJECT (row), "endorser", g_object_ref (endorser), g_object_unref);
  if (organisation != NULL)
    g_signal_connect_object (organisation, "changed", G_CALLBACK (show_endorser_cb), row,
                             G_CONNECT_SWAPPED);
  for (guint i = 0; i < count (endorsements); i++)
    {
      g_autoptr (HalqaItem) endorsement = g_list_model_get_item (endorsements, i);

      g_signal_connect_object (endorsement, "changed", G_CALLBACK (show_endorser_cb), row,
                               G_CONNECT_SWAPPED);
    }
  show_endorser (row, endorser);
  return row;
}

static const char *
get_link_type (HalqaRelationRole role)
{
  switch (role)
    {
    case HALQA_RELATION_DIALOGUE:
      return "dialogue";
    case HALQA_RELATION_AFTER:
    case HALQA_RELATION_BEFORE:
      return "sequence";
    case HALQA_RELATION_PART:
    case HALQA_RELATION_WHOLE:
      return "split";
    case HALQA_RELATION_RELATED:
    default:
      return "related";
    }
}

static void
part_cb (GtkWidget *button, HalqaRelation *relation)
{
  gtk_widget_activate_action (button, "win.part", "(sss)",
                              get_link_type (halqa_relation_get_role (relation)),
                              halqa_relation_get_member (relation),
                              halqa_item_get_id (halqa_relation_get_item (relation)));
}

static void
show_relation_cb (GtkWidget *row, HalqaRelation *relation)
{
  gtk_widget_activate_action (row, "win.show-proposal", "s",
                              halqa_item_get_id (halqa_relation_get_item (relation)));
}

static GtkWidget *
create_part_button (HalqaRelation *relation)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("list-remove-symbolic");
  const char *label = _ ("Remove the relation");

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (part_cb), relation, 0);
  return button;
}

static void
show_name (GtkWidget *row, HalqaItem *proposal)
{
  g_autofree char *name = halqa_merge_words_name (proposal);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
}

static GtkWidget *
create_relation (gpointer item, gpointer user_data)
{
  HalqaFamilySection *self = user_data;
  HalqaRelation *relation = HALQA_RELATION (item);
  HalqaItem *proposal = halqa_relation_get_item (relation);
  GtkWidget *row = new_row ("", halqa_merge_words_role (halqa_relation_get_role (relation)));

  show_name (row, proposal);
  g_signal_connect_object (proposal, "changed", G_CALLBACK (show_name), row, G_CONNECT_SWAPPED);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_signal_connect_object (row, "activated", G_CALLBACK (show_relation_cb), relation, 0);
  if (!halqa_forum_is_read_only (self->forum))
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), create_part_button (relation));
  return row;
}

static void
show_claim_cb (GtkWidget *row, HalqaItem *proposal)
{
  gtk_widget_activate_action (row, "win.show-proposal", "s", halqa_item_get_id (proposal));
}

/* Where it is shown the mark stands that settles it. */
static GtkWidget *
create_claim (gpointer item, gpointer user_data)
{
  GtkWidget *row = new_row ("", _ ("Another laptop merged it elsewhere, or took it out"));

  show_name (row, HALQA_ITEM (item));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_signal_connect_object (item, "changed", G_CALLBACK (show_name), row, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "activated", G_CALLBACK (show_claim_cb), item, 0);
  return row;
}

static void
bind_lists (HalqaFamilySection *self)
{
  HalqaFamily *family = self->family;

  gtk_list_box_bind_model (self->sources, family != NULL ? halqa_family_get_sources (family) : NULL,
                           create_source, self, NULL);
  gtk_list_box_bind_model (self->claims, family != NULL ? halqa_family_get_claims (family) : NULL,
                           create_claim, self, NULL);
  gtk_list_box_bind_model (self->tallies, family != NULL ? halqa_family_get_tallies (family) : NULL,
                           create_tally, self, NULL);
  gtk_list_box_bind_model (self->endorsers,
                           family != NULL ? halqa_family_get_endorsers (family) : NULL,
                           create_endorser, self, NULL);
  gtk_list_box_bind_model (self->relations,
                           family != NULL ? halqa_family_get_relations (family) : NULL,
                           create_relation, self, NULL);
}

static void
release_family (HalqaFamilySection *self)
{
  if (self->family != NULL)
    g_signal_handlers_disconnect_by_data (self->family, self);
  g_clear_object (&self->family);
}

static void
halqa_family_section_dispose (GObject *object)
{
  HalqaFamilySection *self = HALQA_FAMILY_SECTION (object);

  release_family (self);
  g_clear_object (&self->forum);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_FAMILY_SECTION);
  G_OBJECT_CLASS (halqa_family_section_parent_class)->dispose (object);
}

static void
halqa_family_section_class_init (HalqaFamilySectionClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = halqa_family_section_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-family-section.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaFamilySection, sources_group);
  gtk_widget_class_bind_template_child (widget_class, HalqaFamilySection, split);
  gtk_widget_class_bind_template_child (widget_class, HalqaFamilySection, sources);
  gtk_widget_class_bind_template_child (widget_class, HalqaFamilySection, claims_group);
  gtk_widget_class_bind_template_child (widget_class, HalqaFamilySection, claims);
  gtk_widget_class_bind_template_child (widget_class, HalqaFamilySection, tallies_group);
  gtk_widget_class_bind_template_child (widget_class, HalqaFamilySection, tallies);
  gtk_widget_class_bind_template_child (widget_class, HalqaFamilySection, endorsers_group);
  gtk_widget_class_bind_template_child (widget_class, HalqaFamilySection, endorsers);
  gtk_widget_class_bind_template_child (widget_class, HalqaFamilySection, relations_group);
  gtk_widget_class_bind_template_child (widget_class, HalqaFamilySection, relations);
  gtk_widget_class_bind_template_callback (widget_class, split_cb);
}

static void
halqa_family_section_init (HalqaFamilySection *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * halqa_family_section_set_family:
 * @self: the section
 * @forum: (nullable): the forum of @family
 * @family: (nullable): of the proposal that is shown
 */
void
halqa_family_section_set_family (HalqaFamilySection *self, HalqaForum *forum, HalqaFamily *family)
{
  g_return_if_fail (HALQA_IS_FAMILY_SECTION (self));

  release_family (self);
  g_set_object (&self->forum, forum);
  g_set_object (&self->family, family);
  if (family != NULL)
    g_signal_connect_swapped (family, "changed", G_CALLBACK (update), self);
  bind_lists (self);
  update (self);
}
