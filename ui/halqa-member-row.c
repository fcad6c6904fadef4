/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-member-row.h"

#include "halqa-ago.h"
#include "halqa-kind-words.h"
#include "halqa-spoken.h"
#include "halqa-text.h"
#include "halqa-words.h"

#include <glib/gi18n.h>

/* A laptop that is, or was, a member: its name, when it was last met, and the first digits of its id,
 * by which two of one name are told apart. */

#define SHORT_ID 8

struct _HalqaMemberRow
{
  AdwActionRow parent_instance;

  /* owned */
  HalqaMember *member;
  gboolean can_remove;

  /* template */
  GtkWidget *remove;
};

G_DEFINE_FINAL_TYPE (HalqaMemberRow, halqa_member_row, ADW_TYPE_ACTION_ROW)

enum
{
  SIGNAL_REMOVE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
remove_cb (HalqaMemberRow *self)
{
  g_signal_emit (self, signals[SIGNAL_REMOVE], 0);
}

static char *
say_standing (HalqaMember *member)
{
  gint64 met = halqa_member_get_last_met (member);
  g_autofree char *when = halqa_words_when (met);

  g_autofree char *by = NULL;

  if (halqa_member_get_removed_by (member) != NULL)
    {
      by = halqa_text_isolate (halqa_member_get_removed_by (member));
      /* Translators: %s is what a laptop is called: the name of a person. */
      return g_strdup_printf (_ ("Removed by %s"), by);
    }
  if (halqa_member_is_self (member))
    return g_strdup (_ ("This laptop"));
  if (met == 0)
    return g_strdup (_ ("Never met"));
  /* Translators: %s is a moment: "5 minutes ago", "on 2026-11-23 at 14:05". */
  return g_strdup_printf (_ ("Last met %s"), when);
}

static void
update (HalqaMemberRow *self)
{
  const char *name = halqa_member_row_get_name (self);
  g_autofree char *id = g_strndup (halqa_member_get_device (self->member), SHORT_ID);
  g_autofree char *standing = say_standing (self->member);
  g_autofree char *subtitle = halqa_words_join (standing, id);
  g_autofree char *label = NULL;

  label = g_strdup_printf ("%s. %s", name, subtitle);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle);
  gtk_widget_set_visible (self->remove, self->can_remove && !halqa_member_is_self (self->member) &&
                                            !halqa_member_is_removed (self->member));
  halqa_name_row (GTK_WIDGET (self), label);
  halqa_describe (self->remove, name);
}

static void
renew_cb (GtkWidget *widget)
{
  update (HALQA_MEMBER_ROW (widget));
}

static void
halqa_member_row_dispose (GObject *object)
{
  HalqaMemberRow *self = HALQA_MEMBER_ROW (object);

  g_clear_object (&self->member);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_MEMBER_ROW);
  G_OBJECT_CLASS (halqa_member_row_parent_class)->dispose (object);
}

static void
halqa_member_row_class_init (HalqaMemberRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = halqa_member_row_dispose;
  signals[SIGNAL_REMOVE] = g_signal_new ("remove", HALQA_TYPE_MEMBER_ROW, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-member-row.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaMemberRow, remove);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
}

static void
halqa_member_row_init (HalqaMemberRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  halqa_ago_follow (GTK_WIDGET (self), renew_cb);
}

/* Signal "remove": somebody wants the laptop to be no member any more, and is to be asked.
 * @can_remove: FALSE where nothing can be written, or nobody would heed it */
GtkWidget *
halqa_member_row_new (HalqaMember *member, gboolean can_remove)
{
  HalqaMemberRow *self = g_object_new (HALQA_TYPE_MEMBER_ROW, NULL);

  self->member = g_object_ref (member);
  self->can_remove = can_remove;
  g_signal_connect_object (member, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}

void
halqa_member_row_set_can_remove (HalqaMemberRow *self, gboolean can_remove)
{
  g_return_if_fail (HALQA_IS_MEMBER_ROW (self));

  self->can_remove = can_remove;
  update (self);
}

/* Returns: (transfer none): what stands in it */
const char *
halqa_member_row_get_name (HalqaMemberRow *self)
{
  const char *name;

  g_return_val_if_fail (HALQA_IS_MEMBER_ROW (self), NULL);

  name = halqa_member_get_name (self->member);
  return *name != '\0' ? name : halqa_kind_words_nameless ("device");
}

HalqaMember *
halqa_member_row_get_member (HalqaMemberRow *self)
{
  g_return_val_if_fail (HALQA_IS_MEMBER_ROW (self), NULL);

  return self->member;
}
