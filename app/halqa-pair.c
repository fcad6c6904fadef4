/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-pair-private.h"

#include "halqa-forum-private.h"
#include "halqa-text.h"

/* Two proposals that may be the same, for a list: its items are read when somebody looks at it. */

struct _HalqaPair
{
  GObject parent_instance;

  /* owned */
  HalqaForum *forum;
  HalqaItem *a;
  HalqaItem *b;
  char *reason;
  char **common;

  HalqaLikeness likeness;
};

G_DEFINE_FINAL_TYPE (HalqaPair, halqa_pair, G_TYPE_OBJECT)

static void
halqa_pair_finalize (GObject *object)
{
  HalqaPair *self = HALQA_PAIR (object);

  g_clear_object (&self->a);
  g_clear_object (&self->b);
  g_clear_object (&self->forum);
  g_free (self->reason);
  g_strfreev (self->common);
  G_OBJECT_CLASS (halqa_pair_parent_class)->finalize (object);
}

static void
halqa_pair_class_init (HalqaPairClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = halqa_pair_finalize;
}

static void
halqa_pair_init (HalqaPair *self)
{
}

HalqaPair *
halqa_pair_new (HalqaForum *forum, const HalqaLikeness *likeness, char **common)
{
  HalqaPair *self = g_object_new (HALQA_TYPE_PAIR, NULL);

  self->forum = g_object_ref (forum);
  self->likeness = *likeness;
  self->common = common;
  return self;
}

gboolean
halqa_pair_has_common (HalqaPair *self, char **common)
{
  return g_strv_equal ((const char *const *) self->common, (const char *const *) common);
}

const HalqaLikeness *
halqa_pair_get_likeness (HalqaPair *self)
{
  return &self->likeness;
}

static HalqaItem *
ensure_item (HalqaPair *self, HalqaItem **item, const HalqaId *id)
{
  if (*item == NULL)
    *item = halqa_forum_dup_item_of (self->forum, "proposal", id);
  return *item;
}

HalqaItem *
halqa_pair_get_a (HalqaPair *self)
{
  g_return_val_if_fail (HALQA_IS_PAIR (self), NULL);

  return ensure_item (self, &self->a, &self->likeness.a);
}

HalqaItem *
halqa_pair_get_b (HalqaPair *self)
{
  g_return_val_if_fail (HALQA_IS_PAIR (self), NULL);

  return ensure_item (self, &self->b, &self->likeness.b);
}

gboolean
halqa_pair_concerns (HalqaPair *self, const char *id)
{
  HalqaId decoded;

  g_return_val_if_fail (HALQA_IS_PAIR (self) && id != NULL, FALSE);

  return halqa_hex_decode (id, decoded.bytes, HALQA_ID_SIZE) &&
         (halqa_id_equal (&decoded, &self->likeness.a) ||
          halqa_id_equal (&decoded, &self->likeness.b));
}

const char *
halqa_pair_get_reason (HalqaPair *self)
{
  g_return_val_if_fail (HALQA_IS_PAIR (self), NULL);

  if (self->reason == NULL)
    self->reason = halqa_likeness_describe (&self->likeness);
  return self->reason;
}

/* Whether one of the words that @written folds to is common: "l'éclairage" is two. */
static gboolean
is_common (HalqaPair *self, const char *written, gsize size)
{
  g_autofree char *text = g_strndup (written, size);
  g_autofree char *folded = halqa_text_fold (text);
  g_auto (GStrv) words = g_strsplit (folded, " ", -1);

  for (char **word = words; *word != NULL; word++)
    if (g_strv_contains ((const char *const *) self->common, *word))
      return TRUE;
  return FALSE;
}

/**
 * halqa_pair_list_marks:
 * @self: a pair
 * @title: of one of the two
 *
 * Returns: (element-type guint) (transfer full): for each word that they have in common the byte at
 *   which it begins, and the one behind its end
 */
GArray *
halqa_pair_list_marks (HalqaPair *self, const char *title)
{
  GArray *marks = g_array_new (FALSE, FALSE, sizeof (guint));

  g_return_val_if_fail (HALQA_IS_PAIR (self) && title != NULL, marks);

  for (const char *start = title; *start != '\0';)
    {
      const char *end = start;

      while (*end != '\0' && !g_unichar_isspace (g_utf8_get_char (end)))
        end = g_utf8_next_char (end);
      if (end > start && is_common (self, start, (gsize) (end - start)))
        {
          g_array_append_val (marks, ((guint){ (guint) (start - title) }));
          g_array_append_val (marks, ((guint){ (guint) (end - title) }));
        }
      start = *end != '\0' ? g_utf8_next_char (end) : end;
    }
  return marks;
}
