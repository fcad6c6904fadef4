/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-endorsements.h"

#include "halqa-endorsement-row.h"
#include "halqa-insist.h"
#include "halqa-item-list.h"
#include "halqa-organisation-chooser.h"

#include <glib/gi18n.h>

/* The organisations that endorse a proposal, a row each. One endorses a proposal once, on whichever
 * laptop that is written: to pick it again changes nothing. */

struct _HalqaEndorsements
{
  AdwBin parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaItem *proposal;
  HalqaItemList *endorsements;

  /* template */
  GtkListBox *list;
  GtkWidget *empty;
  GtkWidget *add;
  HalqaOrganisationChooser *chooser;
};

G_DEFINE_FINAL_TYPE (HalqaEndorsements, halqa_endorsements, ADW_TYPE_BIN)

/* A new endorsement on its way to the disk. */
typedef struct
{
  char *proposal;
  char *organisation; /* NULL for one of that name, which is made */
  char *name;
} NewEndorsement;

static void
new_endorsement_free (gpointer data)
{
  NewEndorsement *self = data;

  g_free (self->proposal);
  g_free (self->organisation);
  g_free (self->name);
  g_free (self);
}

static void
fill (HalqaDraft *draft, gpointer data)
{
  const NewEndorsement *self = data;
  g_autofree char *organisation = g_strdup (self->organisation);
  g_autofree char *endorsement = NULL;

  if (organisation == NULL)
    {
      organisation = halqa_draft_add (draft, "organisation");
      halqa_draft_set_text (draft, "organisation", organisation, "name", self->name);
    }
  endorsement = halqa_draft_add_made_of (draft, "endorsement", "proposal", self->proposal,
                                         "organisation", organisation, NULL);
}

static void
chosen_cb (HalqaEndorsements *self, const char *id, const char *name)
{
  g_autoptr (GError) error = NULL;
  NewEndorsement *endorsement;

  if (id == NULL && !halqa_draft_check ("organisation", "name", name, &error))
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s", error->message);
      return;
    }
  endorsement = g_new (NewEndorsement, 1);
  *endorsement = (NewEndorsement){ g_strdup (halqa_item_get_id (self->proposal)), g_strdup (id),
                                   g_strdup (name) };
  halqa_insist (GTK_WIDGET (self), self->forum, fill, NULL, endorsement, new_endorsement_free);
}

static GtkWidget *
create_row (gpointer item, gpointer user_data)
{
  return halqa_endorsement_row_new (HALQA_ENDORSEMENTS (user_data)->forum, item);
}

static void
update (HalqaEndorsements *self)
{
  gboolean any = self->endorsements != NULL &&
                 g_list_model_get_n_items (G_LIST_MODEL (self->endorsements)) > 0;

  gtk_widget_set_visible (GTK_WIDGET (self->list), any);
  gtk_widget_set_visible (self->empty, !any);
}

static void
halqa_endorsements_dispose (GObject *object)
{
  HalqaEndorsements *self = HALQA_ENDORSEMENTS (object);

  if (self->proposal != NULL)
    halqa_endorsements_set_item (self, NULL, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_ENDORSEMENTS);
  G_OBJECT_CLASS (halqa_endorsements_parent_class)->dispose (object);
}

static void
halqa_endorsements_class_init (HalqaEndorsementsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = halqa_endorsements_dispose;
  g_type_ensure (HALQA_TYPE_ORGANISATION_CHOOSER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-endorsements.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaEndorsements, list);
  gtk_widget_class_bind_template_child (widget_class, HalqaEndorsements, empty);
  gtk_widget_class_bind_template_child (widget_class, HalqaEndorsements, add);
  gtk_widget_class_bind_template_child (widget_class, HalqaEndorsements, chooser);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
}

static void
halqa_endorsements_init (HalqaEndorsements *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* @proposal: (nullable): one of @forum, or %NULL to show none */
void
halqa_endorsements_set_item (HalqaEndorsements *self, HalqaForum *forum, HalqaItem *proposal)
{
  g_return_if_fail (HALQA_IS_ENDORSEMENTS (self));

  if (self->proposal == proposal)
    return;
  g_clear_object (&self->endorsements);
  g_set_object (&self->forum, forum);
  g_set_object (&self->proposal, proposal);
  if (proposal != NULL)
    {
      self->endorsements = halqa_item_list_new_below (forum, "endorsement", "created", "proposal",
                                                      halqa_item_get_id (proposal));
      g_signal_connect_object (self->endorsements, "items-changed", G_CALLBACK (update), self,
                               G_CONNECT_SWAPPED);
    }
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (self->endorsements), create_row, self, NULL);
  halqa_organisation_chooser_set_forum (self->chooser, forum);
  gtk_widget_set_sensitive (self->add, forum != NULL && !halqa_forum_is_read_only (forum));
  gtk_widget_set_visible (GTK_WIDGET (self), proposal != NULL);
  update (self);
}
