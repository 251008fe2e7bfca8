#include "lib/language/transliterate.h"

#include <gtest/gtest.h>

#include <random>

#include "lib/language/fold.h"
#include "lib/language/stem.h"

namespace tabadul::language {
namespace {

struct Pair {
  const char* latin;
  const char* arabic;
};

TEST(Transliterate, OneWordInBothScripts) {
  for (const auto& [latin, arabic] : std::initializer_list<Pair>{
           {"mohandes", "مهندس"},  {"muhandis", "مهندس"},   {"mouhandis", "مهندس"}, {"Riyadh", "الرياض"},
           {"riyad", "الرياض"},    {"Riad", "الرياض"},      {"Aramco", "أرامكو"},   {"chef", "شيف"},
           {"mohaseb", "محاسب"},   {"mouhassib", "محاسب"},  {"mudir", "مدير"},      {"moudir", "مدير"},
           {"mumarrida", "ممرضة"}, {"momaredah", "ممرضة"},  {"moudarris", "مدرس"},  {"Jeddah", "جدة"},
           {"Djeddah", "جدة"},     {"Khobar", "الخبر"},     {"charika", "شركة"},    {"sharikah", "شركة"},
           {"wazifa", "وظيفة"},    {"ouadhifa", "وظيفة"},   {"tabib", "طبيب"},      {"sayeq", "سائق"},
           {"Ghazi", "غازي"},      {"vodafone", "فودافون"}, {"Pepsi", "بيبسي"},     {"check", "تشيك"},
           {"excel", "اكسل"},      {"Thamer", "ثامر"},      {"Dhafer", "ظافر"}}) {
    const std::string l = Fold(latin), a(WithoutArabicPrefixes(Fold(arabic)));
    EXPECT_EQ(ConsonantKey(l), ConsonantKey(a)) << latin << ' ' << arabic;
    EXPECT_TRUE(TransliterationCost(a, l).has_value()) << latin << ' ' << arabic;
  }
}

TEST(Transliterate, OtherWordsWithTheSameConsonantsAreFarther) {
  // malik: king ملك, owner مالك; the second has the long vowel where it is written.
  EXPECT_LT(*TransliterationCost("مالك", "malik"), *TransliterationCost("ملك", "malik"));
  EXPECT_LT(*TransliterationCost("رياض", "riad"), *TransliterationCost("رياض", "reed"));
  EXPECT_LT(*TransliterationCost("كاتب", "kateb"), *TransliterationCost("كتب", "kateb"));
}

TEST(Transliterate, OtherWordsAreNone) {
  EXPECT_FALSE(TransliterationCost("مهندس", "muhasib").has_value());
  EXPECT_FALSE(TransliterationCost("رياض", "rd").has_value());
  EXPECT_FALSE(TransliterationCost("مدير", "mudarris").has_value());
  EXPECT_FALSE(TransliterationCost("مدير", "").has_value());
  EXPECT_NE(ConsonantKey("مدير"), ConsonantKey("مدرس"));
}

TEST(Transliterate, TooFewConsonantsHaveNoKey) {
  for (const char* word : {"", "a", "oui", "ba", "اب", "او", "вода"})
    EXPECT_EQ(ConsonantKey(word), "") << word;
}

}  // namespace
}  // namespace tabadul::language
