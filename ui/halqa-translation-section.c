/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-translation-section.h"

#include "halqa-language.h"
#include "halqa-text-box.h"
#include "halqa-text.h"
#include "halqa-translation.h"
#include "halqa-words.h"
#include "halqa-wrapping.h"

#include <glib/gi18n.h>
#include <string.h>

/* The texts of a proposal in another language, each of which the editor puts beside its original, with a
 * quiet word about what is missing or older than that. The language that somebody translates into stays
 * chosen from one proposal to the next.
 *
 * Each language has a form of its own over the same widgets, and one of them is open at a time: what
 * was typed in the one before goes its way to the disk when the next is opened. */

enum
{
  TITLE,
  PROBLEM,
  BODY,
  N_PARTS = HALQA_N_TRANSLATED
};

static const char *const fields[N_PARTS] = { "title", "problem", "body" };

struct _HalqaTranslationSection
{
  AdwBin parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaItem *item;
  char **codes; /* of the languages that are offered, in the order of the rows */
  char *language; /* that is shown */
  GHashTable *forms; /* language -> HalqaForm */

  /* borrowed */
  HalqaForm *form; /* of them, the one that is open */

  gboolean setting;

  /* template */
  GtkToggleButton *toggle;
  GtkLabel *summary;
  GtkDropDown *languages;
  HalqaTextBox *title;
  HalqaTextBox *problem;
  HalqaTextBox *body;
  GtkWidget *parts[N_PARTS];
  GtkWidget *marks[N_PARTS];
  GtkLabel *states[N_PARTS];
  GtkWidget *confirms[N_PARTS];
};

G_DEFINE_FINAL_TYPE (HalqaTranslationSection, halqa_translation_section, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_OPEN,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static const char *
describe (HalqaTranslation state)
{
  switch (state)
    {
    case HALQA_TRANSLATION_MISSING:
      return _ ("Missing");
    case HALQA_TRANSLATION_OLDER:
      return _ ("Older than the original");
    case HALQA_TRANSLATION_NONE:
    case HALQA_TRANSLATION_CURRENT:
    default:
      return "";
    }
}

static gboolean
is_shown (HalqaTranslationSection *self, guint part)
{
  g_autofree char *name = g_strconcat (fields[part], "@", self->language, NULL);

  return *halqa_item_get_text (self->item, fields[part]) != '\0' ||
         *halqa_item_get_text (self->item, name) != '\0';
}

static gboolean
is_open (HalqaTranslationSection *self)
{
  return self->item != NULL && gtk_toggle_button_get_active (self->toggle);
}

static void
show_part (HalqaTranslationSection *self, guint part, HalqaTranslation state)
{
  gtk_widget_set_visible (self->parts[part], is_open (self) && is_shown (self, part));
  gtk_widget_set_visible (self->marks[part], *describe (state) != '\0');
  gtk_label_set_text (self->states[part], describe (state));
  gtk_widget_set_visible (self->confirms[part], state == HALQA_TRANSLATION_OLDER &&
                                                    !halqa_forum_is_read_only (self->forum));
}

static char *
summarise (guint n_missing, guint n_older)
{
  g_autofree char *missing = NULL;
  g_autofree char *older = NULL;

  if (n_missing > 0)
    /* Translators: translations of the texts of one proposal. */
    missing = g_strdup_printf (ngettext ("%u missing", "%u missing", n_missing), n_missing);
  if (n_older > 0)
    older = g_strdup_printf (
        /* Translators: translations of the texts of one proposal. */
        ngettext ("%u older than the original", "%u older than the original", n_older), n_older);
  if (missing != NULL && older != NULL)
    return g_strconcat (missing, HALQA_WORDS_DOT, older, NULL);
  return missing != NULL ? g_steal_pointer (&missing) : g_strdup (older != NULL ? older : "");
}

static void
update_cb (HalqaTranslationSection *self)
{
  guint n[] = { 0, 0, 0, 0 };
  g_autofree char *summary = NULL;

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OPEN]);
  for (guint i = 0; self->item == NULL && i < N_PARTS; i++)
    gtk_widget_set_visible (self->parts[i], FALSE);
  for (guint i = 0; self->item != NULL && i < N_PARTS; i++)
    {
      const HalqaTranslation state =
          halqa_translation_look_at (self->forum, self->item, fields[i], self->language);

      show_part (self, i, state);
      n[state]++;
    }
  summary = summarise (n[HALQA_TRANSLATION_MISSING], n[HALQA_TRANSLATION_OLDER]);
  gtk_label_set_text (self->summary, summary);
}

/* --- the form of a language */

static void
bind_view (HalqaForm *form, const char *field, const char *language, HalqaTextBox *box)
{
  g_autofree char *name = g_strconcat (field, "@", language, NULL);

  halqa_form_bind_text (form, name, halqa_text_box_get_view (box),
                        halqa_text_box_get_conflict (box));
}

static HalqaForm *
get_form (HalqaTranslationSection *self, const char *language)
{
  HalqaForm *form = g_hash_table_lookup (self->forms, language);

  if (form != NULL)
    return form;
  form = halqa_form_new ("proposal");
  bind_view (form, "title", language, self->title);
  bind_view (form, "problem", language, self->problem);
  bind_view (form, "body", language, self->body);
  g_signal_connect_object (form, "changed", G_CALLBACK (update_cb), self, G_CONNECT_SWAPPED);
  g_hash_table_insert (self->forms, g_strdup (language), form);
  return form;
}

/* The one that was open saves what was typed; then its widgets are the next one's. */
static void
open_form (HalqaTranslationSection *self)
{
  HalqaForm *form = self->item != NULL ? get_form (self, self->language) : NULL;

  if (self->form != NULL && self->form != form)
    halqa_form_close (self->form);
  self->form = form;
  if (form != NULL)
    halqa_form_open (form, self->forum, self->item);
  update_cb (self);
}

/* --- the choice of a language */

static guint
find_code (HalqaTranslationSection *self, const char *code)
{
  for (guint i = 0; self->codes[i] != NULL; i++)
    if (g_strcmp0 (self->codes[i], code) == 0)
      return i;
  return GTK_INVALID_LIST_POSITION;
}

/* The one that was chosen last, else the first that something is to be translated into. */
static guint
choose_language (HalqaTranslationSection *self)
{
  const guint chosen = find_code (self, self->language);

  if (chosen != GTK_INVALID_LIST_POSITION)
    return chosen;
  for (guint i = 0; self->codes[i] != NULL; i++)
    for (guint j = 0; j < N_PARTS; j++)
      if (halqa_translation_look_at (self->forum, self->item, fields[j], self->codes[i]) !=
          HALQA_TRANSLATION_NONE)
        return i;
  return 0;
}

static void
set_language (HalqaTranslationSection *self, guint position)
{
  g_free (self->language);
  self->language = g_strdup (self->codes[position]);
}

static void
offer_languages (HalqaTranslationSection *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint position;

  g_strfreev (self->codes);
  self->codes = halqa_translation_list_languages (self->forum);
  for (guint i = 0; self->codes[i] != NULL; i++)
    gtk_string_list_append (names, halqa_language_get_name (self->codes[i]));
  position = choose_language (self);
  set_language (self, position);
  self->setting = TRUE;
  gtk_drop_down_set_model (self->languages, G_LIST_MODEL (names));
  gtk_drop_down_set_selected (self->languages, position);
  self->setting = FALSE;
}

static void
language_cb (HalqaTranslationSection *self)
{
  const guint selected = gtk_drop_down_get_selected (self->languages);

  if (self->setting || self->item == NULL || selected == GTK_INVALID_LIST_POSITION)
    return;
  set_language (self, selected);
  open_form (self);
  gtk_toggle_button_set_active (self->toggle, TRUE);
}

/* --- still right */

static void
saved_cb (GObject *forum, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) widget = user_data;
  g_autoptr (GError) error = NULL;

  if (!halqa_forum_save_finish (HALQA_FORUM (forum), result, &error))
    gtk_widget_activate_action (widget, "win.tell", "s", error->message);
}

static void
halqa_translation_section_dispose (GObject *object)
{
  HalqaTranslationSection *self = HALQA_TRANSLATION_SECTION (object);

  g_clear_pointer (&self->forms, g_hash_table_unref);
  self->form = NULL;
  g_clear_object (&self->item);
  g_clear_object (&self->forum);
  gtk_widget_dispose_template (GTK_WIDGET (self), HALQA_TYPE_TRANSLATION_SECTION);
  G_OBJECT_CLASS (halqa_translation_section_parent_class)->dispose (object);
}

static void
halqa_translation_section_finalize (GObject *object)
{
  HalqaTranslationSection *self = HALQA_TRANSLATION_SECTION (object);

  g_strfreev (self->codes);
  g_free (self->language);
  G_OBJECT_CLASS (halqa_translation_section_parent_class)->finalize (object);
}

static void
halqa_translation_section_get_property (GObject *object,
                                        guint prop_id,
                                        GValue *value,
                                        GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_OPEN:
      g_value_set_boolean (value, is_open (HALQA_TRANSLATION_SECTION (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bind_part (GtkWidgetClass *widget_class, guint part, const char *what, gsize offset)
{
  g_autofree char *name = g_strconcat (fields[part], "_", what, NULL);

  gtk_widget_class_bind_template_child_full (widget_class, name, FALSE,
                                             (gssize) (offset + part * sizeof (gpointer)));
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/halqa/Halqa/halqa-translation-section.ui");
  gtk_widget_class_bind_template_child (widget_class, HalqaTranslationSection, toggle);
  gtk_widget_class_bind_template_child (widget_class, HalqaTranslationSection, summary);
  gtk_widget_class_bind_template_child (widget_class, HalqaTranslationSection, languages);
  gtk_widget_class_bind_template_child (widget_class, HalqaTranslationSection, title);
  gtk_widget_class_bind_template_child (widget_class, HalqaTranslationSection, problem);
  gtk_widget_class_bind_template_child (widget_class, HalqaTranslationSection, body);
  for (guint i = 0; i < N_PARTS; i++)
    {
      bind_part (widget_class, i, "part", G_STRUCT_OFFSET (HalqaTranslationSection, parts));
      bind_part (widget_class, i, "mark", G_STRUCT_OFFSET (HalqaTranslationSection, marks));
      bind_part (widget_class, i, "state", G_STRUCT_OFFSET (HalqaTranslationSection, states));
      bind_part (widget_class, i, "confirm", G_STRUCT_OFFSET (HalqaTranslationSection, confirms));
    }
  gtk_widget_class_bind_template_callback (widget_class, update_cb);
  gtk_widget_class_bind_template_callback (widget_class, language_cb);
}

static void
halqa_translation_section_class_init (HalqaTranslationSectionClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = halqa_translation_section_dispose;
  G_OBJECT_CLASS (klass)->finalize = halqa_translation_section_finalize;
  G_OBJECT_CLASS (klass)->get_property = halqa_translation_section_get_property;
  /* Whether the translation is shown. */
  properties[PROP_OPEN] =
      g_param_spec_boolean ("open", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
  g_type_ensure (HALQA_TYPE_CONFLICT_BUTTON);
  g_type_ensure (HALQA_TYPE_TEXT_BOX);
  bind_template (widget_class);
}

static void
halqa_translation_section_init (HalqaTranslationSection *self)
{
  self->forms = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
  halqa_wrapping_lay_out (gtk_widget_get_parent (GTK_WIDGET (self->toggle)));
  halqa_words_name_button (self->languages, _ ("Language of the translation"));
  update_cb (self);
}

/**
 * halqa_translation_section_set_item:
 * @self: the section
 * @forum: (nullable): the forum
 * @item: (nullable): a proposal of it; %NULL for one of which nothing has been saved: what is below
 *   stays where it is when something is
 *
 * What is typed and not yet saved is saved on the way.
 */
void
halqa_translation_section_set_item (HalqaTranslationSection *self,
                                    HalqaForum *forum,
                                    HalqaItem *item)
{
  g_return_if_fail (HALQA_IS_TRANSLATION_SECTION (self));

  if (item == self->item)
    return;
  g_set_object (&self->forum, forum);
  g_set_object (&self->item, item);
  gtk_widget_set_sensitive (GTK_WIDGET (self->toggle), item != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->languages), item != NULL);
  if (item != NULL)
    offer_languages (self);
  open_form (self);
}

/* Returns: (transfer none): the translation of the title, of the problem or of the text, to be put where
 * there is room for it */
GtkWidget *
halqa_translation_section_get_part (HalqaTranslationSection *self, guint part)
{
  g_return_val_if_fail (HALQA_IS_TRANSLATION_SECTION (self) && part < N_PARTS, NULL);

  return self->parts[part];
}

/* Returns: (transfer none) (nullable): of the language that is shown */
HalqaForm *
halqa_translation_section_get_form (HalqaTranslationSection *self)
{
  g_return_val_if_fail (HALQA_IS_TRANSLATION_SECTION (self), NULL);

  return self->form;
}

/* Says that the translation of @field is still right. */
void
halqa_translation_section_confirm (HalqaTranslationSection *self, const char *field)
{
  g_autoptr (HalqaDraft) draft = halqa_draft_new ();

  g_return_if_fail (HALQA_IS_TRANSLATION_SECTION (self));

  if (self->item == NULL)
    return;
  halqa_form_flush (self->form);
  halqa_translation_confirm (draft, self->item, field, self->language);
  halqa_forum_save_async (self->forum, draft, NULL, saved_cb, g_object_ref (self));
}
