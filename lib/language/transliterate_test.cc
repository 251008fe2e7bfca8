#include "lib/language/transliterate.h"

#include <gtest/gtest.h>

#include <random>

#include "lib/language/fold.h"
#include "lib/language/stem.h"

namespace tabadul::language {
namespace {

bool ShareAKey(std::string_view arabic, std::string_view latin) {
  for (const std::string& key : ConsonantKeys(latin)) {
    if (key == ConsonantKeys(arabic).at(0)) return true;
  }
  return false;
}

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
           {"excel", "اكسل"},      {"Gafsa", "قفصة"},       {"Sfax", "صفاقس"},      {"Safwa", "صفوى"},
           {"Rafah", "رفح"},       {"Thamer", "ثامر"},      {"Dhafer", "ظافر"}}) {
    const std::string l = Fold(latin), a(WithoutArabicPrefixes(Fold(arabic)));
    EXPECT_TRUE(ShareAKey(a, l)) << latin << ' ' << arabic;
    EXPECT_TRUE(TransliterationCost(a, l).has_value()) << latin << ' ' << arabic;
  }
}

TEST(Transliterate, OtherWordsWithTheSameConsonantsAreFarther) {
  const auto cost = [](std::string_view arabic, std::string_view latin) {
    return TransliterationCost(arabic, latin).value_or(1);
  };
  // malik: king ملك, owner مالك; the second has the long vowel where it is written.
  EXPECT_LT(cost("مالك", "malik"), cost("ملك", "malik"));
  EXPECT_LT(cost("ملك", "malik"), 1);
  EXPECT_LT(cost("كاتب", "kateb"), cost("كتب", "kateb"));
}

TEST(Transliterate, OtherWordsAreNone) {
  EXPECT_FALSE(TransliterationCost("مهندس", "muhasib").has_value());
  EXPECT_FALSE(TransliterationCost("رياض", "rd").has_value());
  EXPECT_FALSE(TransliterationCost("رياض", "reed").has_value());
  EXPECT_FALSE(TransliterationCost("مدير", "mudarris").has_value());
  EXPECT_FALSE(TransliterationCost("مدير", "").has_value());
  EXPECT_FALSE(ShareAKey("مدير", "mudarris"));
}

TEST(Transliterate, TooFewConsonantsHaveNoKey) {
  for (const char* word : {"", "a", "oui", "ba", "اب", "او", "вода"})
    EXPECT_TRUE(ConsonantKeys(word).empty()) << word;
}

}  // namespace
}  // namespace tabadul::language
