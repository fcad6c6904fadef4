/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "generate.h"

#include "halqa-change.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define N_THEMES 3
#define N_SESSIONS 12
#define NOTES_MAX 5

static const char *const arabic[] = {
  "الأحياء",   "الشعبية", "الماء",   "النقل",   "المدرسة",  "الشباب",   "النساء",  "التعاونيات",
  "السوق",     "النظافة", "الإنارة", "الحديقة", "العمل",    "الصحة",    "المركز",  "الجمعيات",
  "الجماعة",   "مقترح",   "مشروع",   "من أجل",  "في",       "مع",       "ضد",      "تحسين",
  "إحداث",     "دعم",     "تكوين",   "فضاء",    "مشترك",    "للجميع",   "المحلي",  "التضامني",
  "الميزانية", "الطريق",  "السكن",   "البيئة",  "النفايات", "المستوصف", "المكتبة", "الملعب",
};

static const char *const french[] = {
  "les quartiers", "populaires", "l'eau",     "le transport", "l'école",     "les jeunes",
  "les femmes",    "la commune", "le marché", "la propreté",  "l'éclairage", "un jardin",
  "l'emploi",      "la santé",   "le centre", "associations", "proposition", "projet",
  "pour",          "dans",       "avec",      "contre",       "améliorer",   "créer",
  "soutenir",      "former",     "un espace", "partagé",      "pour tous",   "local",
  "solidaire",     "le budget",  "la route",  "le logement",  "les déchets", "la bibliothèque",
};

static const char *const neighbourhoods[] = { "سيدي مومن",   "الحي المحمدي", "درب السلطان",
                                              "Hay Hassani", "Ben M'sik",    "Aïn Sebaâ" };
static const char *const states[] = { "draft", "submitted", "to_merge", "accepted" };

/* One proposal. */
typedef struct
{
  HalqaId id;
  guint theme;
  guint session;
  const char *neighbourhood;
  const char *state;
  char *title;
  char *body;
  char *author;
  guint n_notes;
  HalqaId note_ids[NOTES_MAX];
  char *notes[NOTES_MAX];
} Proposal;

static void
clear_proposal (Proposal *self)
{
  g_free (self->title);
  g_free (self->body);
  g_free (self->author);
  for (guint i = 0; i < self->n_notes; i++)
    g_free (self->notes[i]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Proposal, clear_proposal)

/* An id that is made from where it stands, so that any of them can be named without the others. */
static void
make_id (guint32 seed, char what, guint index, guint part, HalqaId *id)
{
  const guint32 parts[] = { GUINT32_TO_BE (seed), GUINT32_TO_BE (index), GUINT32_TO_BE (part),
                            (guint8) what };
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize size = sizeof digest;

  g_checksum_update (checksum, (const guchar *) parts, sizeof parts);
  g_checksum_get_digest (checksum, digest, &size);
  memcpy (id->bytes, digest, sizeof id->bytes);
}

void
generate_id (guint32 seed, guint index, HalqaId *id)
{
  make_id (seed, 'p', index, 0, id);
}

static const char *
pick (GRand *random, const char *const *words, guint n_words)
{
  return words[g_rand_int_range (random, 0, n_words)];
}

char *
generate_text (GRand *random, guint min, guint max)
{
  const glong goal = g_rand_int_range (random, min, max - 15);
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean in_arabic = g_rand_boolean (random);
  glong n_chars = 0;

  /* A sentence stays in its language for some words, then goes on in the other. */
  while (n_chars < goal)
    {
      const char *word;

      if (g_rand_int_range (random, 0, 12) == 0)
        in_arabic = !in_arabic;
      word = in_arabic ? pick (random, arabic, G_N_ELEMENTS (arabic))
                       : pick (random, french, G_N_ELEMENTS (french));
      if (text->len > 0)
        g_string_append_c (text, ' ');
      g_string_append (text, word);
      n_chars += g_utf8_strlen (word, -1) + 1;
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
make_proposal (Proposal *self, GRand *random, guint32 seed, guint index)
{
  generate_id (seed, index, &self->id);
  self->theme = g_rand_int_range (random, 0, N_THEMES);
  self->session = g_rand_int_range (random, 0, N_SESSIONS);
  self->neighbourhood = pick (random, neighbourhoods, G_N_ELEMENTS (neighbourhoods));
  self->state = pick (random, states, G_N_ELEMENTS (states));
  self->title = generate_text (random, 40, 80);
  self->body = generate_text (random, 300, 1200);
  self->author = generate_text (random, 8, 24);
  self->n_notes = g_rand_int_range (random, 0, NOTES_MAX + 1);
  for (guint i = 0; i < self->n_notes; i++)
    {
      make_id (seed, 'n', index, i, &self->note_ids[i]);
      self->notes[i] = generate_text (random, 80, 120);
    }
}

/* --- as NDJSON */

static void
add_id (JsonBuilder *builder, const char *member, const HalqaId *id)
{
  char hex[HALQA_HEX_MAX];

  json_builder_set_member_name (builder, member);
  json_builder_add_string_value (builder, halqa_hex_encode (hex, id->bytes, HALQA_ID_SIZE));
}

static void
add_string (JsonBuilder *builder, const char *member, const char *text)
{
  json_builder_set_member_name (builder, member);
  json_builder_add_string_value (builder, text);
}

static JsonBuilder *
begin_record (const char *kind, const HalqaId *id)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_id (builder, "id", id);
  add_string (builder, "kind", kind);
  return builder;
}

static void
end_record (GString *lines, JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *line = NULL;

  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  line = json_to_string (root, FALSE);
  g_string_append (lines, line);
  g_string_append_c (lines, '\n');
  g_object_unref (builder);
}

static void
write_frame (GString *lines, GRand *random, guint32 seed)
{
  for (guint i = 0; i < N_THEMES + N_SESSIONS; i++)
    {
      const gboolean is_theme = i < N_THEMES;
      g_autofree char *name = generate_text (random, 20, 40);
      JsonBuilder *builder;
      HalqaId id;

      make_id (seed, is_theme ? 't' : 's', is_theme ? i : i - N_THEMES, 0, &id);
      builder = begin_record (is_theme ? "theme" : "session", &id);
      add_string (builder, is_theme ? "name" : "title", name);
      end_record (lines, builder);
    }
}

static void
write_proposal (GString *lines, const Proposal *proposal, guint32 seed)
{
  JsonBuilder *builder = begin_record ("proposal", &proposal->id);
  HalqaId theme;
  HalqaId session;

  make_id (seed, 't', proposal->theme, 0, &theme);
  make_id (seed, 's', proposal->session, 0, &session);
  add_string (builder, "title", proposal->title);
  add_string (builder, "body", proposal->body);
  add_id (builder, "theme", &theme);
  add_id (builder, "session", &session);
  add_string (builder, "neighbourhood", proposal->neighbourhood);
  add_string (builder, "state", proposal->state);
  add_string (builder, "author_name", proposal->author);
  end_record (lines, builder);
  for (guint i = 0; i < proposal->n_notes; i++)
    {
      builder = begin_record ("note", &proposal->note_ids[i]);
      add_id (builder, "subject", &proposal->id);
      add_string (builder, "body", proposal->notes[i]);
      end_record (lines, builder);
    }
}

char *
generate_ndjson (guint n_proposals, guint32 seed)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  g_autoptr (GString) lines = g_string_new (NULL);

  write_frame (lines, random, seed);
  for (guint i = 0; i < n_proposals; i++)
    {
      g_auto (Proposal) proposal = { 0 };

      make_proposal (&proposal, random, seed, i);
      write_proposal (lines, &proposal, seed);
    }
  return g_string_free (g_steal_pointer (&lines), FALSE);
}

/* --- as changes */

static void
set_text (HalqaChange *change,
          const char *kind,
          const HalqaId *id,
          const char *field,
          const char *text)
{
  const HalqaValue value = halqa_value_text (text);

  halqa_change_set (change, kind, id, field, &value, HALQA_REPLACE_SHOWN);
}

static void
set_ref (HalqaChange *change,
         const char *kind,
         const HalqaId *id,
         const char *field,
         const HalqaId *target)
{
  const HalqaValue value = halqa_value_id (target);

  halqa_change_set (change, kind, id, field, &value, HALQA_REPLACE_SHOWN);
}

static HalqaChange *
change_of_proposal (const Proposal *proposal, guint32 seed)
{
  HalqaChange *change = halqa_change_new ();
  const HalqaId *id = &proposal->id;
  HalqaId theme;
  HalqaId session;

  make_id (seed, 't', proposal->theme, 0, &theme);
  make_id (seed, 's', proposal->session, 0, &session);
  halqa_change_create (change, "proposal", id);
  set_text (change, "proposal", id, "title", proposal->title);
  set_text (change, "proposal", id, "body", proposal->body);
  set_ref (change, "proposal", id, "theme", &theme);
  set_ref (change, "proposal", id, "session", &session);
  set_text (change, "proposal", id, "neighbourhood", proposal->neighbourhood);
  set_text (change, "proposal", id, "state", proposal->state);
  set_text (change, "proposal", id, "author_name", proposal->author);
  for (guint i = 0; i < proposal->n_notes; i++)
    {
      halqa_change_create (change, "note", &proposal->note_ids[i]);
      set_ref (change, "note", &proposal->note_ids[i], "subject", id);
      set_text (change, "note", &proposal->note_ids[i], "body", proposal->notes[i]);
    }
  return change;
}

GPtrArray *
generate_changes (guint n_proposals, guint32 seed)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  GPtrArray *changes = g_ptr_array_new_with_free_func ((GDestroyNotify) halqa_change_unref);

  for (guint i = 0; i < n_proposals; i++)
    {
      g_auto (Proposal) proposal = { 0 };

      make_proposal (&proposal, random, seed, i);
      g_ptr_array_add (changes, change_of_proposal (&proposal, seed));
    }
  return changes;
}
