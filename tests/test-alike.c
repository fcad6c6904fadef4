/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "halqa-alike-rank.h"
#include "halqa-spelling.h"
#include "test-tools.h"

#include <string.h>

/* Which proposals are found to be alike. How well in general is measured in tests/bench. */

static void
put (HalqaAlikeIndex *index, guint8 number, const char *title, const char *body, const char *place)
{
  HalqaAlikeSource source = { .title = title, .body = body, .neighbourhood = place };

  memset (source.id.bytes, number, sizeof source.id.bytes);
  halqa_alike_index_put (index, &source);
}

static HalqaAlikeIndex *
make_index (guint threshold)
{
  return halqa_alike_index_new (NULL, threshold);
}

/* What stands beside the two that a test is about. */
static void
put_others (HalqaAlikeIndex *index)
{
  put (index, 200, "Un terrain de football", "Les jeunes jouent dans la rue.", NULL);
  put (index, 201, "حديقة عمومية", "لا يوجد فضاء أخضر في الحي", NULL);
  put (index, 202, "A nursery for babies", "Mothers go to work.", NULL);
}

static HalqaLikeness
compare (const char *a, const char *b)
{
  g_autoptr (HalqaAlikeIndex) index = make_index (0);
  HalqaLikeness likeness;
  HalqaId one;
  HalqaId other;

  put_others (index);
  put (index, 1, a, NULL, NULL);
  put (index, 2, b, NULL, NULL);
  memset (one.bytes, 1, sizeof one.bytes);
  memset (other.bytes, 2, sizeof other.bytes);
  g_assert_true (halqa_alike_index_compare (index, &one, &other, &likeness, NULL));
  return likeness;
}

/* As it is proposed, beside the others. */
static guint
score (const char *a, const char *b)
{
  g_autoptr (HalqaAlikeIndex) index = make_index (0);
  g_autoptr (GArray) pairs = NULL;
  guint i = 0;

  put_others (index);
  put (index, 1, a, NULL, NULL);
  put (index, 2, b, NULL, NULL);
  pairs = halqa_alike_index_list_pairs (index);
  halqa_alike_rank (pairs, 0);
  while (i < pairs->len && (g_array_index (pairs, HalqaLikeness, i).a.bytes[0] != 1 ||
                            g_array_index (pairs, HalqaLikeness, i).b.bytes[0] != 2))
    i++;
  return i < pairs->len ? g_array_index (pairs, HalqaLikeness, i).score : 0;
}

#define FOUND 500

static void
test_spelling (void)
{
  g_assert_cmpuint (score ("إصلاح الإنارة العمومية", "اصلاح الانـــارة العموميه"), >=, FOUND);
  g_assert_cmpuint (score ("Créer une coopérative", "creer une cooperatve"), >=, FOUND);
  g_assert_cmpuint (score ("Un abri pour les tsiganes", "Un abri pour les tsigannes"), >=, FOUND);
  /* Of the next, a list has the one spelling alone. */
  g_assert_cmpuint (score ("إصلاح قنوات الصرف الصحي", "إصلاح قنواة الصرف الصحي"), >=, FOUND);
}

/* A stem may be that of two words; and one word is not another that begins or ends otherwise. */
static void
test_other_word (void)
{
  g_assert_cmpuint (score ("Des ambulants", "Une ambulance"), <, FOUND);
  g_assert_cmpuint (score ("العالية", "المالية"), <, FOUND);
}

static void
test_part_of_expression (void)
{
  g_assert_cmpuint (compare ("Un transport scolaire", "Une école").n_common, ==, 1);
  g_assert_cmpuint (score ("Un transport scolaire", "Une école"), <, FOUND);
}

static void
test_slip_in_expression (void)
{
  g_assert_cmpuint (compare ("Le transport scolaire", "Le transprot scolaire").n_common, ==,
                    compare ("Le transport scolaire", "Le transport scolaire").n_common);
  g_assert_cmpuint (score ("إصلاح مراحيض المدرسة", "اصلاح مراحيط المدرسه"), >=, FOUND);
}

static void
test_words_in_one (void)
{
  g_assert_cmpuint (score ("تعاونية للخياطة", "والتعاونيات بالخياطة"), >=, FOUND);
}

static void
test_across_languages (void)
{
  g_assert_cmpuint (score ("حاويات الأزبال في السوق", "Des poubelles au marché"), >=, FOUND);
  g_assert_cmpuint (score ("Des poubelles au marché", "Rubbish bins at the market"), >=, FOUND);
  g_assert_cmpuint (score ("ⵜⵉⴼⴰⵡⵜ ⴳ ⵜⵙⵓⴽⵜ", "Tifawt g tsukt"), >=, FOUND);
  g_assert_cmpuint (score ("ⵜⵉⴼⴰⵡⵜ ⴳ ⵜⵙⵓⴽⵜ", "إنارة الشارع"), >=, FOUND);
}

static void
test_contrary (void)
{
  g_assert_cmpuint (score ("Ouvrir le marché le soir", "Fermer le marché le soir"), <, FOUND);
  g_assert_cmpuint (score ("فتح السوق مساء", "إغلاق السوق مساء"), <, FOUND);
}

/* What one would do to a thing, said in other words, may look like the contrary. */
static void
test_no_contrary (void)
{
  g_assert_cmpuint (score ("Stop the flooding of the river",
                           "Build a dyke against the overflowing wadi"),
                    >=, FOUND);
  g_assert_cmpuint (score ("منع رمي الأزبال في الشارع", "وضع حاويات للنفايات في الزنقة"), >=,
                    FOUND);
}

static void
test_other_name (void)
{
  g_assert_cmpuint (score ("Repair the lights in Zitoun street",
                           "Repair the lights in Nakhil street"),
                    <, FOUND);
  g_assert_cmpuint (score ("Bus 10 devant l’hôpital", "Bus 12 devant l’hôpital"), <, FOUND);
  g_assert_cmpuint (score ("موقف الحافلة ١٠ أمام المستشفى", "موقف الحافلة 12 أمام المستشفى"), <,
                    FOUND);
  g_assert_cmpuint (score ("Une piste cyclable avenue Hassan I",
                           "Une piste cyclable avenue Hassan II"),
                    <, FOUND);
  g_assert_cmpuint (score ("إنارة زنقة الزرقطوني", "Éclairer la rue Bouchaib"), <, FOUND);
  g_assert_cmpuint (score ("مسبح بلدي بالدروة", "مسبح بلدي في مطماطة"), <, FOUND);
}

/* One name in two spellings, in two scripts; and where nobody else names one it may be any. */
static void
test_same_name (void)
{
  g_assert_cmpuint (score ("Une piste cyclable boulevard Mohammed V",
                           "Piste cyclable, boulevard Mohamed V"),
                    >=, FOUND);
  g_assert_cmpuint (score ("موقف الحافلة ١٠ أمام المستشفى", "موقف الحافلة 10 امام المستشفي"), >=,
                    FOUND);
  g_assert_cmpuint (score ("إنارة زنقة الزرقطوني", "Éclairer la rue Zerktouni"), >=, FOUND);
  g_assert_cmpuint (score ("إنارة دوار أولاد عزوز", "Éclairer le douar Oulad Azzouz"), >=, FOUND);
  g_assert_cmpuint (score ("Éclairer la rue Zerktouni", "Éclairer la rue"), >=, FOUND);
  g_assert_cmpuint (score ("Light The Football Pitch", "light the football pitch"), >=, FOUND);
}

/* Words of two letters have an article too, what is wished for stands in the accusative, and a hamza at
 * the end has many spellings. */
static void
test_arabic_forms (void)
{
  g_assert_cmpuint (compare ("الجص", "جص").n_common, ==, 1);
  g_assert_cmpuint (compare ("قنديل", "قنديلا").n_common, ==, 1);
  g_assert_cmpuint (compare ("قنديل", "قنديلا").n_spelled, ==, 0);
  g_assert_cmpuint (score ("الشاطئ", "الشاطىء"), >=, FOUND);
}

static void
test_other_subject (void)
{
  g_assert_cmpuint (score ("Éclairer le terrain de football", "Éclairer le marché"), <, FOUND);
  g_assert_cmpuint (score ("Des toilettes à l'école", "Une bibliothèque à l'école"), <, FOUND);
  /* In the same words, which says the less for it. */
  g_assert_cmpuint (score ("دروس دعم مجانية لتلاميذ الباكالوريا",
                           "حافلات مجانية لتلاميذ الباكالوريا"),
                    <, FOUND);
}

static void
test_other_place (void)
{
  g_autoptr (HalqaAlikeIndex) index = make_index (FOUND);
  g_autoptr (GArray) pairs = NULL;
  const HalqaLikeness *pair;

  put_others (index);
  put (index, 1, "Des poubelles dans la rue", NULL, "Sidi Moumen");
  put (index, 2, "حاويات الأزبال في الشارع", NULL, "سيدي مومن");
  put (index, 3, "Plus de bennes pour nos déchets", NULL, "Hay Hassani");
  pairs = halqa_alike_index_list_pairs (index);
  g_assert_cmpuint (pairs->len, ==, 1);
  pair = &g_array_index (pairs, HalqaLikeness, 0);
  g_assert_cmpuint (pair->a.bytes[0], ==, 1);
  g_assert_cmpuint (pair->b.bytes[0], ==, 2);
  g_assert_true (pair->same_place);
  g_assert_true (pair->across);
}

/* --- */

/* Typed again, by somebody who wrote another text below it. */
static void
test_copy (void)
{
  g_autoptr (HalqaAlikeIndex) index = make_index (FOUND);
  g_autoptr (GArray) pairs = NULL;

  put_others (index);
  put (index, 1, "Réparer la fontaine de la grande place",
       "Les gens achètent des bidons à l'épicier.", NULL);
  put (index, 2, "reparer la fontaine de la grande place",
       "Un tuyau est cassé depuis le mois de mai.", NULL);
  pairs = halqa_alike_index_list_pairs (index);
  g_assert_cmpuint (pairs->len, ==, 1);
  g_assert_cmpuint (score ("Une plate-forme de vente en ligne pour artisans",
                           "Une plateforme de ventes en ligne pour artisants"),
                    >=, FOUND);
  g_assert_cmpuint (score ("Bibliothèque", "Bibliothèque"), >=,
                    score ("Bibliothèque", "Bibliotèque"));
}

static HalqaLikeness
make_pair (guint8 a, guint8 b, guint score)
{
  HalqaLikeness pair = { .score = score };

  memset (pair.a.bytes, a, sizeof pair.a.bytes);
  memset (pair.b.bytes, b, sizeof pair.b.bytes);
  return pair;
}

/* Two that are each the nearest of the other gain, one that has a nearer one elsewhere loses. */
static void
test_rank (void)
{
  const HalqaLikeness pairs[] = { make_pair (1, 2, 900), make_pair (2, 3, 520),
                                  make_pair (4, 5, 400), make_pair (5, 6, 390),
                                  make_pair (7, 8, 620), make_pair (8, 9, 600) };
  const guint8 found[][2] = { { 1, 2 }, { 7, 8 }, { 4, 5 }, { 8, 9 } };
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (HalqaLikeness));

  g_assert_cmpuint (halqa_alike_rank_get_least (FOUND), <=, 390);
  g_array_append_vals (list, pairs, G_N_ELEMENTS (pairs));
  halqa_alike_rank (list, FOUND);
  g_assert_cmpuint (list->len, ==, G_N_ELEMENTS (found));
  for (guint i = 0; i < list->len; i++)
    {
      g_assert_cmpuint (g_array_index (list, HalqaLikeness, i).a.bytes[0], ==, found[i][0]);
      g_assert_cmpuint (g_array_index (list, HalqaLikeness, i).b.bytes[0], ==, found[i][1]);
    }
}

static const char *const titles[] = {
  "Des poubelles au marché",
  "حاويات الأزبال في السوق",
  "Éclairage de la rue",
  "إنارة الشارع",
  "Un médecin au dispensaire",
  "طبيب في المستوصف",
  "A library",
  "Une bibliothèque",
  "مكتبة عمومية",
  "Ligne de bus",
  "خط الحافلات",
  "Xyzzy plugh",
};

static void
assert_equal_pairs (HalqaAlikeIndex *a, HalqaAlikeIndex *b)
{
  g_autoptr (GArray) one = halqa_alike_index_list_pairs (a);
  g_autoptr (GArray) other = halqa_alike_index_list_pairs (b);

  g_assert_cmpuint (one->len, ==, other->len);
  for (guint i = 0; i < one->len; i++)
    {
      const HalqaLikeness *first = &g_array_index (one, HalqaLikeness, i);
      const HalqaLikeness *second = &g_array_index (other, HalqaLikeness, i);

      g_assert_true (halqa_id_equal (&first->a, &second->a));
      g_assert_true (halqa_id_equal (&first->b, &second->b));
      g_assert_cmpuint (first->score, ==, second->score);
      g_assert_cmpuint (first->n_common, ==, second->n_common);
    }
}

static gboolean
is_of (const HalqaLikeness *pair, const HalqaId *id)
{
  return halqa_id_equal (&pair->a, id) || halqa_id_equal (&pair->b, id);
}

static guint
find_next (const GArray *pairs, guint from, const HalqaId *id)
{
  while (from < pairs->len && !is_of (&g_array_index (pairs, HalqaLikeness, from), id))
    from++;
  return from;
}

/* Who asks for one proposal is told the same pairs of it as who asks for all. */
static void
assert_pairs_of (HalqaAlikeIndex *index, const HalqaId *id)
{
  g_autoptr (GArray) all = halqa_alike_index_list_pairs (index);
  g_autoptr (GArray) of = halqa_alike_index_list_pairs_of (index, id);
  guint i;
  guint j;

  halqa_alike_rank (all, FOUND);
  halqa_alike_rank (of, FOUND);
  i = find_next (all, 0, id);
  j = find_next (of, 0, id);
  while (i < all->len && j < of->len)
    {
      g_assert_cmpmem (&g_array_index (of, HalqaLikeness, j), sizeof (HalqaLikeness),
                       &g_array_index (all, HalqaLikeness, i), sizeof (HalqaLikeness));
      i = find_next (all, i + 1, id);
      j = find_next (of, j + 1, id);
    }
  g_assert_true (i == all->len && j == of->len);
}

/* Common where many are held, and not where few are. */
static const char said_by_all[] = "La rue, l'école et le marché";

/* Whatever was put, changed and removed before: what is found is that of what it holds. */
static void
test_history_does_not_matter (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  g_autoptr (HalqaAlikeIndex) index = make_index (200);
  const char *held[60] = { NULL };

  for (guint step = 0; step < 300; step++)
    {
      const guint number = (guint) g_rand_int_range (random, 0, G_N_ELEMENTS (held));
      HalqaId id;

      memset (id.bytes, (int) number, sizeof id.bytes);
      held[number] = g_rand_int_range (random, 0, 4) == 0
                         ? NULL
                         : titles[g_rand_int_range (random, 0, G_N_ELEMENTS (titles))];
      if (held[number] == NULL)
        halqa_alike_index_remove (index, &id);
      else
        put (index, (guint8) number, held[number], said_by_all, NULL);
      if (step % 10 == 0)
        g_array_unref (halqa_alike_index_list_pairs (index));
      if (step % 50 == 0)
        {
          g_autoptr (HalqaAlikeIndex) fresh = make_index (200);

          for (guint i = G_N_ELEMENTS (held); i-- > 0;)
            if (held[i] != NULL)
              put (fresh, (guint8) i, held[i], said_by_all, NULL);
          assert_equal_pairs (index, fresh);
          assert_pairs_of (index, &id);
        }
    }
}

static void
test_own_words (void)
{
  g_autoptr (GPtrArray) terms = g_ptr_array_new_with_free_func ((GDestroyNotify) halqa_term_free);
  const HalqaTerm own[] = { { (char *) "xyzzy", HALQA_LANGUAGE_FRENCH, (char *) "plugh, grue" },
                            { (char *) "xyzzy", HALQA_LANGUAGE_ARABIC, (char *) "غول، وحش" } };
  g_autoptr (HalqaAlikeIndex) index = NULL;
  g_autoptr (GArray) pairs = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (own); i++)
    {
      HalqaTerm *term = g_memdup2 (&own[i], sizeof own[i]);

      term->concept = g_strdup (term->concept);
      term->words = g_strdup (term->words);
      g_ptr_array_add (terms, term);
    }
  g_assert_cmpuint (score ("Un plugh", "وحش"), <, FOUND);
  index = halqa_alike_index_new (terms, FOUND);
  put_others (index);
  put (index, 1, "Un plugh", NULL, NULL);
  put (index, 2, "وحش", NULL, NULL);
  pairs = halqa_alike_index_list_pairs (index);
  g_assert_cmpuint (pairs->len, ==, 1);
}

static void
progress_cb (guint64 done, guint64 total, gpointer user_data)
{
  guint64 *told = user_data;

  g_assert_cmpuint (done, ==, ++*told);
  g_assert_cmpuint (total, ==, 5);
}

/* Records come from other people's laptops. */
static void
test_any_text (void)
{
  g_autoptr (HalqaAlikeIndex) index = make_index (0);
  guint64 told = 0;
  g_autofree char *huge = g_strnfill (65536, 'x');
  g_autofree char *spaces = g_strnfill (65536, ' ');

  put (index, 1, huge, huge, huge);
  put (index, 2, spaces, NULL, spaces);
  put (index, 3, "\xe2\x80\xae", "\xe2\x80\xae", "\xe2\x80\xae");
  put (index, 4, NULL, NULL, NULL);
  put (index, 5, "٢ ٣ ٤", "!!!", "?");
  halqa_alike_index_set_progress (index, progress_cb, &told);
  g_array_unref (halqa_alike_index_list_pairs (index));
  g_assert_cmpuint (told, ==, 5);
  for (int number = 1; number <= 5; number++)
    {
      HalqaId id;

      memset (id.bytes, number, sizeof id.bytes);
      g_assert_true (halqa_alike_index_contains (index, &id));
    }
}

static void
test_slips (void)
{
  g_assert_true (halqa_spelling_is_near ("cooperative", "coperative"));
  g_assert_true (halqa_spelling_is_near ("marche", "marhce"));
  g_assert_true (halqa_spelling_is_near ("تعاونيه", "تعونيه"));
  g_assert_false (halqa_spelling_is_near ("rue", "rua"));
  g_assert_false (halqa_spelling_is_near ("marche", "martre"));
}

/* What a flood leaves out is found when the flood is gone. */
static void
test_flood (void)
{
  g_autoptr (HalqaAlikeIndex) index = make_index (FOUND);
  g_autoptr (GArray) full = NULL;
  g_autoptr (GArray) rest = NULL;
  HalqaAlikeSource source = { .title = "Des poubelles au marché" };
  const guint n = 1500;

  for (guint i = 0; i < n; i++)
    {
      memcpy (source.id.bytes, &i, sizeof i);
      halqa_alike_index_put (index, &source);
    }
  put (index, 201, "Un terrain de football", NULL, NULL);
  put (index, 202, "Un terrain de football", NULL, NULL);
  full = halqa_alike_index_list_pairs (index);
  g_assert_cmpuint (full->len, <, n * (n - 1) / 2);

  for (guint i = 3; i < n; i++)
    {
      memcpy (source.id.bytes, &i, sizeof i);
      halqa_alike_index_remove (index, &source.id);
    }
  rest = halqa_alike_index_list_pairs (index);
  g_assert_cmpuint (rest->len, ==, 3 + 1);
}

/* Words of which g_str_hash() makes one number, as a member gone bad can make them up. */
#define TEXTS 100
#define WORDS 300

static char *
dup_words (guint first)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = first; i < first + WORDS; i++)
    {
      for (guint bit = 0; bit < 15; bit++)
        g_string_append (text, (i >> bit & 1) != 0 ? "ar" : "c0");
      g_string_append_c (text, ' ');
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
test_words_of_one_hash (void)
{
  g_autoptr (HalqaAlikeIndex) index = make_index (FOUND);
  const double began = test_processor_time ();
  double seconds;

  for (guint i = 0; i < TEXTS; i++)
    {
      g_autofree char *body = dup_words (i * WORDS);

      put (index, i + 1, "A title", body, NULL);
    }
  seconds = test_processor_time () - began;
  g_test_message ("30,000 words of one hash: %.2f s", seconds);
  g_assert_cmpfloat (seconds, <, 5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/app/alike/a-slip-is-the-same-word", test_slips);
  g_test_add_func ("/app/alike/spelling-does-not-matter", test_spelling);
  g_test_add_func ("/app/alike/a-word-is-no-other-of-its-stem", test_other_word);
  g_test_add_func ("/app/alike/a-word-of-an-expression-counts-too", test_part_of_expression);
  g_test_add_func ("/app/alike/a-slip-is-no-end-of-an-expression", test_slip_in_expression);
  g_test_add_func ("/app/alike/what-is-written-in-one-does-not-matter", test_words_in_one);
  g_test_add_func ("/app/alike/words-of-one-hash-hold-nobody-up", test_words_of_one_hash);
  g_test_add_func ("/app/alike/one-demand-in-two-languages", test_across_languages);
  g_test_add_func ("/app/alike/the-contrary-is-not-the-same", test_contrary);
  g_test_add_func ("/app/alike/other-words-are-no-contrary", test_no_contrary);
  g_test_add_func ("/app/alike/another-name-is-not-the-same", test_other_name);
  g_test_add_func ("/app/alike/a-name-is-one-however-it-is-spelled", test_same_name);
  g_test_add_func ("/app/alike/an-ending-does-not-matter", test_arabic_forms);
  g_test_add_func ("/app/alike/another-subject-is-not-the-same", test_other_subject);
  g_test_add_func ("/app/alike/another-neighbourhood-is-not-the-same", test_other_place);
  g_test_add_func ("/app/alike/what-is-found-does-not-depend-on-history",
                   test_history_does_not_matter);
  g_test_add_func ("/app/alike/a-forum-has-words-of-its-own", test_own_words);
  g_test_add_func ("/app/alike/any-text-is-read", test_any_text);
  g_test_add_func ("/app/alike/a-copy-is-a-copy", test_copy);
  g_test_add_func ("/app/alike/the-nearest-go-first", test_rank);
  g_test_add_func ("/app/alike/a-flood-is-bounded", test_flood);
  return g_test_run ();
}
