/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-position.h"

#include <string.h>

/* Keys by which people order records: texts that are compared by their bytes, and between any two
 * of which there is a third. So to move a record is to write its key and nothing else.
 *
 * A key is a whole number and digits of a fraction, all to the base of 62. The number says by its
 * first letter how long it is: "a0" … "az", "b00" … and downwards "Zz" … "Z0", "Yzz" …. So one more
 * at either end counts, and a list of a thousand has keys of five bytes. In between the fraction is
 * cut where it is widest; but where one neighbour's key is clearly longer than the other's, it was
 * put there lately and the next one will be put beside it, so the new key keeps close to it: a
 * thousand at one place take a dozen bytes, not two hundred.
 *
 * Rules. What is made lies strictly between, or nothing is made. It never ends with "0", for before
 * that there would be no room. Some digits are drawn by lot: two laptops that insert at one place
 * at once get different keys nearly always, and what one inserts then between the two has room.
 * Keys come from other laptops too, and may be any text: what is no digit is taken for a digit of
 * its own between its neighbours, and none of its characters is ever cut in two.
 *
 * Rejected: a device's number in each key, which makes every one longer for what happens rarely (equal
 * keys are ordered by creation and id anyway); numbers with gaps, which end. */

#define BASE 62
/* The upper of two neighbours' lengths is the new one's, from so many bytes of difference on. */
#define CLEARLY_LONGER 2
/* How far, at most, a new key keeps from a neighbour that it is put beside; of 3844. */
#define STEP 32

static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/* How many digits come before @byte: the number of a digit, and for what is none the number of the
 * first digit behind it. */
static int
count_below (char byte)
{
  const guchar code = (guchar) byte;
  int n = 0;

  while (n < BASE && (guchar) digits[n] < code)
    n++;
  return n;
}

static gboolean
is_digit (char byte)
{
  return g_ascii_isalnum (byte);
}

/* Two digits; one where the second is 0. */
static void
append_pair (GString *key, int pair)
{
  g_string_append_c (key, digits[pair / BASE]);
  if (pair % BASE != 0)
    g_string_append_c (key, digits[pair % BASE]);
}

/* --- the whole number that a key begins with */

/* The bytes of the number, with its letter; 0 where the key begins with none. */
static gsize
measure_number (const char *key)
{
  gsize size;

  if (g_ascii_islower (*key))
    size = *key - 'a' + 2;
  else if (g_ascii_isupper (*key))
    size = 'Z' - *key + 2;
  else
    return 0;
  for (gsize i = 1; i < size; i++)
    if (!is_digit (key[i]))
      return 0;
  return size;
}

/* The letter of the numbers that are one longer, or at the middle equally long; 0 at the end. */
static char
step_letter (char letter, int step)
{
  if (letter == (step > 0 ? 'z' : 'A'))
    return 0;
  if (letter == (step > 0 ? 'Z' : 'a'))
    return step > 0 ? 'a' : 'Z';
  return (char) (letter + step);
}

/* The number at the beginning of @key and @step (1 or -1); %NULL where there is none. */
static GString *
step_number (const char *key, int step)
{
  const gsize size = measure_number (key);
  const char last = step > 0 ? 'z' : '0';
  const char first = step > 0 ? '0' : 'z';
  g_autoptr (GString) number = g_string_new_len (key, (gssize) size);
  gsize i = size;

  if (size == 0)
    return NULL;
  while (--i > 0 && number->str[i] == last)
    number->str[i] = first;
  if (i > 0)
    {
      number->str[i] = digits[count_below (number->str[i]) + step];
      return g_steal_pointer (&number);
    }
  number->str[0] = step_letter (number->str[0], step);
  if (number->str[0] == 0)
    return NULL;
  /* Of the new letter's numbers it is the first, or the last: as many digits as it asks for. */
  g_string_truncate (number, 1);
  for (int n = g_ascii_islower (number->str[0]) ? number->str[0] - 'a' : 'Z' - number->str[0];
       n >= 0; n--)
    g_string_append_c (number, first);
  return g_steal_pointer (&number);
}

/* --- between two keys */

/* A digit pair between two, neither of them. Near that neighbour whose key is longer. */
static int
draw_pair (int low, int high, gsize low_size, gsize high_size)
{
  const int gap = high - low - 1;

  if (low_size >= high_size + CLEARLY_LONGER)
    return low + g_random_int_range (1, MIN (STEP, gap) + 1);
  if (high_size >= low_size + CLEARLY_LONGER)
    return high - g_random_int_range (1, MIN (STEP, gap) + 1);
  return low + 1 + gap / 4 + g_random_int_range (0, gap / 2 + 1);
}

/* The second digit of the pair above which the new key lies. */
static int
get_low_digit (char byte)
{
  if (byte == '\0')
    return 0;
  return is_digit (byte) ? count_below (byte) : MAX (count_below (byte) - 1, 0);
}

/* @after: (nullable): %NULL for the end */
static char *
cut (const char *before, const char *after)
{
  const gsize before_size = strlen (before);
  const gsize after_size = after != NULL ? strlen (after) : 0;
  const char *low = before;
  const char *high = after; /* NULL from where on all that is greater than @before will do */
  g_autoptr (GString) key = g_string_new (NULL);
  int first, limit;

  for (;; low += *low != '\0', high = high != NULL ? high + 1 : NULL)
    {
      if (key->len > HALQA_POSITION_MAX - 2 || (high != NULL && *high == '\0'))
        return NULL;
      first = *low == '\0' ? 0 : count_below (*low);
      limit = high != NULL ? count_below (*high) : BASE;
      if (high != NULL && (*low != '\0' ? *low : '0') == *high)
        {
          g_string_append_c (key, *high);
          continue;
        }
      if (*low != '\0' && !is_digit (*low))
        {
          g_string_append_c (key, *low);
          high = NULL;
          continue;
        }
      if (limit <= first)
        return NULL;
      if (limit - first > 1)
        break;
      g_string_append_c (key, digits[first]);
      high = NULL;
    }
  append_pair (key, draw_pair (first * BASE + (*low != '\0' ? get_low_digit (low[1]) : 0),
                               limit * BASE + (high != NULL && is_digit (*high) && high[1] != '\0'
                                                   ? count_below (high[1])
                                                   : 0),
                               before_size, after_size));
  return g_string_free (g_steal_pointer (&key), FALSE);
}

/* At an end of the list: the next number, and two digits by lot. */
static char *
count_on (const char *key, int step)
{
  g_autoptr (GString) next = step_number (key, step);

  if (next == NULL)
    return NULL;
  append_pair (next, g_random_int_range (1, BASE * BASE));
  return g_string_free (g_steal_pointer (&next), FALSE);
}

/**
 * halqa_position_between:
 * @before: (nullable): the key of the record before, whatever text that is; %NULL for none
 * @after: (nullable): the key of the record behind; %NULL for none
 *
 * Returns: (transfer full) (nullable): a key that is greater than @before and less than @after, byte
 *   by byte; %NULL where there is none: they are equal, stand the other way round, or leave no room,
 *   or it would be longer than %HALQA_POSITION_MAX
 */
char *
halqa_position_between (const char *before, const char *after)
{
  char *key = NULL;

  if (before == NULL && after == NULL)
    return count_on ("Zz", 1);
  if (before != NULL && after != NULL && strcmp (before, after) >= 0)
    return NULL;
  if (after == NULL)
    key = count_on (before, 1);
  else if (before == NULL)
    key = count_on (after, -1);
  return key != NULL ? key : cut (before != NULL ? before : "", after);
}
