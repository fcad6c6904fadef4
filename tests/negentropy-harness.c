/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-negentropy.h"

#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The line protocol of the Negentropy project's conformance tests, over standard input and output,
 * so that our implementation can be run against the others (their test/fuzz.pl, test/test.pl,
 * test/protoversion.pl):
 *
 *   item,TIMESTAMP,HEXID   adds to the set
 *   seal                   the set is whole
 *   initiate               → msg,HEX; this side asks from then on
 *   msg,HEX                → have,HEXID* need,HEXID* (who asks), then msg,HEX, or done
 *
 * FRAMESIZELIMIT in the environment is the frame limit in bytes. Anything else ends with status 1
 * and a line on standard error. */

typedef struct
{
  /* Owned */
  HalqaNegentropy *negentropy;
  GArray *have;
  GArray *need;

  guint64 frame_limit;
  gboolean sealed;
  gboolean asks;
} Harness;

G_GNUC_NORETURN static void
die (const char *why, const char *what)
{
  g_printerr ("negentropy-harness: %s: %s\n", why, what);
  exit (1);
}

static GBytes *
parse_hex (const char *hex)
{
  gsize size = strlen (hex) / 2;
  g_autofree guint8 *bytes = g_malloc (size + 1);

  if (!halqa_hex_decode (hex, bytes, size))
    die ("not in hex", hex);
  return g_bytes_new_take (g_steal_pointer (&bytes), size);
}

static void
print_message (const Harness *self, GBytes *message)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (message, &size);
  g_autofree char *hex = halqa_hex_dup (data, size);

  if (self->frame_limit != 0 && size > self->frame_limit)
    die ("over the frame limit", hex);
  printf ("msg,%s\n", hex);
}

static void
print_ids (const char *word, GArray *ids)
{
  for (guint i = 0; i < ids->len; i++)
    {
      g_autofree char *hex =
          halqa_hex_dup (g_array_index (ids, HalqaEntryId, i).bytes, HALQA_ENTRY_ID_SIZE);

      printf ("%s,%s\n", word, hex);
    }
  g_array_set_size (ids, 0);
}

static void
add_item (Harness *self, const char *timestamp, const char *hex)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) id = parse_hex (hex);
  guint64 number;

  if (!g_ascii_string_to_unsigned (timestamp, 10, 0, G_MAXUINT64 - 1, &number, &error))
    die (error->message, timestamp);
  if (g_bytes_get_size (id) != HALQA_ENTRY_ID_SIZE)
    die ("not an id", hex);
  halqa_negentropy_add (self->negentropy, number, g_bytes_get_data (id, NULL));
}

static void
answer (Harness *self, const char *hex)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) message = parse_hex (hex);
  g_autoptr (GBytes) reply = NULL;

  if (self->asks)
    reply = halqa_negentropy_reconcile (self->negentropy, message, self->have, self->need, &error);
  else
    reply = halqa_negentropy_respond (self->negentropy, message, &error);
  if (error != NULL)
    die (error->message, hex);
  print_ids ("have", self->have);
  print_ids ("need", self->need);
  if (reply != NULL)
    print_message (self, reply);
  else
    puts ("done");
}

static void
initiate (Harness *self)
{
  g_autoptr (GBytes) message = halqa_negentropy_initiate (self->negentropy);

  self->asks = TRUE;
  print_message (self, message);
}

static void
obey (Harness *self, char *line)
{
  g_auto (GStrv) words = g_strsplit (g_strstrip (line), ",", -1);
  guint n_words = g_strv_length (words);

  if (n_words == 3 && strcmp (words[0], "item") == 0 && !self->sealed)
    add_item (self, words[1], words[2]);
  else if (n_words == 1 && strcmp (words[0], "seal") == 0 && !self->sealed)
    {
      halqa_negentropy_seal (self->negentropy);
      self->sealed = TRUE;
    }
  else if (n_words == 1 && strcmp (words[0], "initiate") == 0 && self->sealed && !self->asks)
    initiate (self);
  else if (n_words == 2 && strcmp (words[0], "msg") == 0 && self->sealed)
    answer (self, words[1]);
  else if (n_words != 0)
    die ("unexpected line", line);
  fflush (stdout);
}

int
main (void)
{
  const char *limit = g_getenv ("FRAMESIZELIMIT");
  Harness self = { 0 };
  g_autoptr (GError) error = NULL;
  char *line = NULL;
  size_t room = 0;

  if (limit != NULL && *limit != '\0' && strcmp (limit, "0") != 0 &&
      !g_ascii_string_to_unsigned (limit, 10, 4096, G_MAXUINT32, &self.frame_limit, &error))
    die (error->message, limit);
  self.negentropy = halqa_negentropy_new (self.frame_limit);
  self.have = g_array_new (FALSE, FALSE, sizeof (HalqaEntryId));
  self.need = g_array_new (FALSE, FALSE, sizeof (HalqaEntryId));
  while (getline (&line, &room, stdin) >= 0)
    obey (&self, line);
  free (line);
  g_array_unref (self.have);
  g_array_unref (self.need);
  halqa_negentropy_free (self.negentropy);
  return 0;
}
