/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-link.h"

#include "halqa-reader.h"

#include <string.h>

/* What two records have to do with one another.
 *
 * Rule: two laptops that relate the same two records make one record of it, so the id is made of
 * the type and of both ends; where neither end comes first, the lesser id does. Who reads links
 * doesn't rely on it: one that came from a file may have any id, and says what it says. */

/**
 * halqa_link_is_ordered:
 * @type: of a link
 *
 * Returns: whether its two ends are not to be exchanged
 */
gboolean
halqa_link_is_ordered (const char *type)
{
  g_return_val_if_fail (type != NULL, FALSE);

  return g_str_equal (type, "sequence") || g_str_equal (type, "split");
}

/**
 * halqa_link_sort_ends:
 * @type: of a link
 * @a: (inout): one end
 * @b: (inout): the other
 *
 * Where neither end comes first, the lesser id becomes @a.
 */
void
halqa_link_sort_ends (const char *type, const HalqaId **a, const HalqaId **b)
{
  const HalqaId *lesser = *b;

  if (halqa_link_is_ordered (type) || memcmp ((*a)->bytes, (*b)->bytes, HALQA_ID_SIZE) <= 0)
    return;
  *b = *a;
  *a = lesser;
}

/**
 * halqa_link_derive_id:
 * @type: of the link
 * @a: one end
 * @b: the other
 * @id: (out caller-allocates): of the link's record
 */
void
halqa_link_derive_id (const char *type, const HalqaId *a, const HalqaId *b, HalqaId *id)
{
  g_autoptr (GBytes) word = g_bytes_new (type, strlen (type));
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) second = NULL;

  halqa_link_sort_ends (type, &a, &b);
  first = g_bytes_new (a->bytes, HALQA_ID_SIZE);
  second = g_bytes_new (b->bytes, HALQA_ID_SIZE);
  halqa_derive_record_id ("link", (const GBytes *const[]){ word, first, second }, 3, id);
}

/**
 * halqa_link_derive_id_of_values:
 * @type: (nullable): what the field `type` holds
 * @a: (nullable): what the field `a` holds
 * @b: (nullable): what the field `b` holds
 * @id: (out caller-allocates): of the link's record
 *
 * Returns: whether the three make a link
 */
gboolean
halqa_link_derive_id_of_values (const HalqaValue *type,
                                const HalqaValue *a,
                                const HalqaValue *b,
                                HalqaId *id)
{
  const char *word = type != NULL ? halqa_value_get_text (type) : NULL;
  const HalqaId *first = a != NULL ? halqa_value_get_id (a) : NULL;
  const HalqaId *second = b != NULL ? halqa_value_get_id (b) : NULL;

  if (word == NULL || first == NULL || second == NULL)
    return FALSE;
  halqa_link_derive_id (word, first, second, id);
  return TRUE;
}
