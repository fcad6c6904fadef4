/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-present-page.h"

#include "halqa-item-list.h"
#include "halqa-language.h"
#include "halqa-merge-words.h"
#include "halqa-present-tally.h"
#include "halqa-text.h"
#include "halqa-translation.h"
#include "halqa-value-words.h"
#include "halqa-words.h"

#include <glib/gi18n.h>

/* A proposal as a hall sees it: its text and a translation side by side, and what was counted. Who
 * wrote it, on which laptop, notes and contacts are for those who work with it, and are not here.
 *
 * The language of the interface comes first, so that in Arabic and in French alike the Arabic text is
 * at the right and the French one at the left. */

enum
{
  FIRST,
  SECOND,
  N_COLUMNS
};

typedef struct
{
  GtkWidget *box;
  GtkLabel *title;
  GtkLabel *problem;
  GtkLabel *body;
} Column;

struct _HalqaPresentPage
{
  AdwBin parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaItem *item;
  HalqaItemList *tallies;
  char *language;

  gboolean brief;

  /* template */
  GtkWidget *head;
  GtkLabel *reference;
  GtkLabel *state;
  Column columns[N_COLUMNS];
  GtkWidget *tally_box;
};

G_DEFINE_FINAL_TYPE (HalqaPresentPage, halqa_present_page, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_BRIEF,
  PROP_LANGUAGE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static const char *
get_text (HalqaPresentPage *self, const char *field, const char *language)
{
  g_autofree char *name = language == NULL ? NULL : g_strconcat (field, "@", language, NULL);

  return halqa_item_get_text (self->item, name == NULL ? field : name);
}

/* Returns: (nullable): what it was written in, as far as is known */
static const char *
get_original_language (HalqaPresentPage *self)
{
  const char *language = halqa_item_get_text (self->item, "lang");

  return *language != '\0' ? language
                           : halqa_language_guess (halqa_item_get_text (self->item, "title"), NULL);
}

static const char *
get_interface_language (void)
{
  /* Translators: the code of the language that this catalogue is in, such as "ar" or "fr". */
  return C_ ("language code", "en");
}

static gboolean
is_translated_into (HalqaPresentPage *self, const char *language)
{
  const char *original = get_original_language (self);

  if (original != NULL && halqa_language_equal (original, language))
    return FALSE;
  return *get_text (self, "title", language) != '\0' || *get_text (self, "body", language) != '\0';
}

/* Returns: (transfer full): the languages of its translations, that of the interface first */
static GPtrArray *
list_translations (HalqaPresentPage *self)
{
  g_auto (GStrv) languages = halqa_translation_list_languages (self->forum);
  GPtrArray *found = g_ptr_array_new_with_free_func (g_free);

  if (is_translated_into (self, get_interface_language ()))
    g_ptr_array_add (found, g_strdup (get_interface_language ()));
  for (guint i = 0; languages[i] != NULL; i++)
    if (is_translated_into (self, languages[i]) &&
        !g_ptr_array_find_with_equal_func (found, languages[i], g_str_equal, NULL))
      g_ptr_array_add (found, g_strdup (languages[i]));
  return found;
}

/* Returns: (transfer full) (nullable): of the translation that is beside the text; %NULL for none */
static char *
choose_language (HalqaPresentPage *self)
{
  g_autoptr (GPtrArray) found = NULL;

  if (g_str_equal (self->language, "-"))
    return NULL;
  if (*self->language != '\0')
    return is_translated_into (self, self->language) ? g_strdup (self->language) : NULL;
  found = list_translations (self);
  return found->len > 0 ? g_strdup (found->pdata[0]) : NULL;
}

static void
show_text (GtkLabel *label, const char *text, gboolean visible)
{
  halqa_words_set_text (label, text);
  gtk_widget_set_visible (GTK_WIDGET (label), visible && *text != '\0');
}

static void
show_column (HalqaPresentPage *self, guint i, const char *language)
{
  Column *column = &self->columns[i];
  const char *title = get_text (self, "title", language);

  if (*title == '\0' && language == NULL)
    title = halqa_item_get_name (self->item);
  show_text (column->title, title, TRUE);
  show_text (column->problem, get_text (self, "problem", language), !self->brief);
  show_text (column->body, get_text (self, "body", language), !self->brief);
}

static void
show_texts (HalqaPresentPage *self)
{
  g_autofree char *language = choose_language (self);
  const char *original = get_original_language (self);
  const gboolean turned = language != NULL &&
                          halqa_language_equal (language, get_interface_language ()) &&
                          (original == NULL || !halqa_language_equal (original, language));

  show_column (self, turned ? SECOND : FIRST, NULL);
  if (language != NULL)
    show_column (self, turned ? FIRST : SECOND, language);
  gtk_widget_set_visible (self->columns[SECOND].box, language != NULL);
  /* Its number stands where a text that is alone begins; two begin at either side of the window. */
  if (language == NULL)
    halqa_words_set_direction (self->head, get_text (self, "title", NULL));
  else
    gtk_widget_set_direction (self->head, GTK_TEXT_DIR_NONE);
}

/* Accepted, or merged into another: what a hall has to know before it talks about it. */
static char *
describe_state (HalqaPresentPage *self)
{
  g_autofree char *merged = halqa_merge_words_into (self->forum, self->item);

  if (halqa_item_is_deleted (self->item))
    return g_strdup (_ ("This proposal has been deleted."));
  return merged != NULL ? g_steal_pointer (&merged)
                        : halqa_value_words ("state", halqa_item_get_text (self->item, "state"));
}

/* A screen reader takes the name of a row from the list's own widget around it. */
static void
name_page (HalqaPresentPage *self, const char *reference)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));
  g_autofree char *shown = reference == NULL ? NULL : halqa_text_show_line (reference);
  g_autofree char *name = g_strjoin (". ", halqa_item_get_name (self->item), shown, NULL);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (self->brief && parent != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                    -1);
}

static void
show_item_cb (HalqaPresentPage *self)
{
  const char *reference = halqa_item_get_text (self->item, "reference");
  g_autofree char *state = describe_state (self);

  halqa_words_set_line (self->reference, reference);
  gtk_label_set_text (self->state, state);
  gtk_widget_set_visible (self->head, *reference != '\0' || *state != '\0');
  show_texts (self);
  name_page (self, *reference != '\0' ? reference : NULL);
}

/* Rooms are few: what they counted is laid out anew when one comes or goes. */
static void
tallies_changed_cb (HalqaPresentPage *self)
{
  const guint n =
      self->tallies == NULL ? 0 : g_list_model_get_n_items (G_LIST_MODEL (self->tallies));
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->tally_box)) != NULL)
    gtk_box_remove (GTK_BOX (self->tally_box), child);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (HalqaItem) tally = g_list_model_get_item (G_LIST_MODEL (self->tallies), i);

      gtk_box_append (GTK_BOX (self->tally_box),
                      halqa_present_tally_new (self->forum, tally, self->brief));
    }
  gtk_widget_set_visible (self->tally_box, n > 0);
}

static void
show_tallies (HalqaPresentPage *self)
{
  g_clear_object (&self->tallies);
  if (self->item != NULL)
    {
      self->tallies = halqa_item_list_new_below (self->forum, "tally", "created", "proposal",
                                                 halqa_item_get_id (self->item));
      g_signal_connect_object (self->tallies, "items-changed", G_CALLBACK (tallies_changed_cb),
                               self, G_CONNECT_SWAPPED);
    }
  tallies_changed_cb (self);
}

static void
halqa_present_page_dispose (GObject *object)
{
  HalqaPresentPage *self = HALQA_PRESENT_PAGE (object);

  if (self->item != NULL)
    halqa_present_page_set_item (self, NULL, NULL);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_PRESENT_PAGE);
  G_OBJECT_CLASS (halqa_present_page_parent_class)->dispose (object);
}

static void
halqa_present_page_finalize (GObject *object)
{
  g_free (HALQA_PRESENT_PAGE (object)->language);
  G_OBJECT_CLASS (halqa_present_page_parent_class)->finalize (object);
}

static void
halqa_present_page_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  HalqaPresentPage *self = HALQA_PRESENT_PAGE (object);

  switch (prop_id)
    {
    case PROP_BRIEF:
      g_value_set_boolean (value, self->brief);
      break;
    case PROP_LANGUAGE:
      g_value_set_string (value, self->language);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
halqa_present_page_set_property (GObject *object,
                                 guint prop_id,
                                 const GValue *value,
                                 GParamSpec *pspec)
{
  HalqaPresentPage *self = HALQA_PRESENT_PAGE (object);

  switch (prop_id)
    {
    case PROP_BRIEF:
      self->brief = g_value_get_boolean (value);
      /* In a list as wide as the others, and not as its title leaves it. */
      if (self->brief)
        gtk_widget_set_hexpand (self->tally_box, FALSE);
      break;
    case PROP_LANGUAGE:
      g_free (self->language);
      self->language = g_value_dup_string (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
      return;
    }
  if (self->item != NULL)
    show_item_cb (self);
}

static void
bind_column (GtkWidgetClass *widget_class, guint column)
{
  static const struct
  {
    const char *name;
    gsize offset;
  } parts[] = {
    { "box", G_STRUCT_OFFSET (Column, box) },
    { "title", G_STRUCT_OFFSET (Column, title) },
    { "problem", G_STRUCT_OFFSET (Column, problem) },
    { "body", G_STRUCT_OFFSET (Column, body) },
  };
  const gsize start = G_STRUCT_OFFSET (HalqaPresentPage, columns) + column * sizeof (Column);

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *name = g_strdup_printf ("%s_%u", parts[i].name, column);

      gtk_widget_class_bind_template_child_full (widget_class, name, FALSE,
                                                 (gssize) (start + parts[i].offset));
    }
}

static void
halqa_present_page_class_init (HalqaPresentPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = halqa_present_page_dispose;
  object_class->finalize = halqa_present_page_finalize;
  object_class->get_property = halqa_present_page_get_property;
  object_class->set_property = halqa_present_page_set_property;

  properties[PROP_BRIEF] =
      g_param_spec_boolean ("brief", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_LANGUAGE] =
      g_param_spec_string ("language", NULL, NULL, "", G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-present-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaPresentPage, head);
  gtk_widget_class_bind_template_child (widget_class, HalqaPresentPage, reference);
  gtk_widget_class_bind_template_child (widget_class, HalqaPresentPage, state);
  gtk_widget_class_bind_template_child (widget_class, HalqaPresentPage, tally_box);
  bind_column (widget_class, FIRST);
  bind_column (widget_class, SECOND);
}

static void
halqa_present_page_init (HalqaPresentPage *self)
{
  self->language = g_strdup ("");
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * halqa_present_page_set_item:
 * @self: a page
 * @forum: (nullable): the forum
 * @item: (nullable): a proposal of it; %NULL to show none
 */
void
halqa_present_page_set_item (HalqaPresentPage *self, HalqaForum *forum, HalqaItem *item)
{
  g_return_if_fail (HALQA_IS_PRESENT_PAGE (self));

  if (self->item != NULL)
    g_signal_handlers_disconnect_by_func (self->item, show_item_cb, self);
  g_set_object (&self->forum, forum);
  g_set_object (&self->item, item);
  show_tallies (self);
  if (item == NULL)
    return;
  g_signal_connect_object (item, "changed", G_CALLBACK (show_item_cb), self, G_CONNECT_SWAPPED);
  show_item_cb (self);
}

gboolean
halqa_present_page_has_translation (HalqaPresentPage *self)
{
  g_autoptr (GPtrArray) found = NULL;

  g_return_val_if_fail (HALQA_IS_PRESENT_PAGE (self), FALSE);

  if (self->item == NULL)
    return FALSE;
  found = list_translations (self);
  return found->len > 0;
}

void
halqa_present_page_step_language (HalqaPresentPage *self)
{
  g_autoptr (GPtrArray) found = NULL;
  g_autofree char *now = NULL;
  guint place;

  g_return_if_fail (HALQA_IS_PRESENT_PAGE (self));

  if (self->item == NULL)
    return;
  found = list_translations (self);
  now = choose_language (self);
  if (now == NULL || !g_ptr_array_find_with_equal_func (found, now, g_str_equal, &place))
    g_object_set (self, "language", found->len > 0 ? found->pdata[0] : "", NULL);
  else
    g_object_set (self, "language", place + 1 < found->len ? found->pdata[place + 1] : "-", NULL);
}
