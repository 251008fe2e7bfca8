#include "services/web/pages/localized.h"

#include <gtest/gtest.h>

#include "services/web/pages/samples.h"

namespace tabadul::web::pages {
namespace {

using common::v1::LocalizedText;

LocalizedText Text(std::string_view translations) {
  return FromJson<LocalizedText>("{\"translations\":" + std::string(translations) + "}");
}

TEST(Choose, TakesTheReadersLanguage) {
  const LocalizedText text =
      Text(R"([{"language":"ar-MA","text":"ممرض"},{"language":"fr","text":"Infirmier"}])");
  EXPECT_EQ(Choose(text, "fr").text, "Infirmier");
  EXPECT_EQ(Choose(text, "ar").text, "ممرض");
  EXPECT_EQ(Choose(text, "ar").language, "ar-MA");
  EXPECT_TRUE(Choose(text, "ar").readers);
}

TEST(Choose, ShowsTheOriginalToWhoeverHasNone) {
  const LocalizedText text = Text(R"([{"language":"en","text":"Nurse","method":"TRANSLATION_METHOD_MACHINE"},
                                      {"language":"tr","text":"Hemşire"}])");
  const Chosen chosen = Choose(text, "fr");
  EXPECT_EQ(chosen.text, "Hemşire");
  EXPECT_EQ(chosen.language, "tr");
  EXPECT_FALSE(chosen.readers);
  EXPECT_TRUE(Choose(text, "en").machine) << "and is told of a machine's";
  EXPECT_EQ(Original(text).text, "Hemşire");
}

TEST(Choose, PrefersAPersonsWordsToAMachines) {
  const LocalizedText text = Text(R"([{"language":"ar","text":"آلة","method":"TRANSLATION_METHOD_MACHINE"},
                                      {"language":"ar-EG","text":"إنسان","method":"TRANSLATION_METHOD_HUMAN"}])");
  EXPECT_EQ(Choose(text, "ar").text, "إنسان");
}

TEST(Choose, HasNothingOfNothing) {
  EXPECT_EQ(Choose(LocalizedText(), "ar").text, "");
  EXPECT_EQ(Choose(Text(R"([{"language":"und","text":"X"}])"), "ar").language, "");
}

TEST(Direction, FollowsTheScriptOfTheLanguage) {
  for (const char* right : {"ar", "ar-MA", "fa", "ur", "he"}) EXPECT_EQ(DirectionOf(right), "rtl") << right;
  for (const char* left : {"en", "fr", "tr", "az", "ms"}) EXPECT_EQ(DirectionOf(left), "ltr") << left;
  EXPECT_EQ(DirectionOf("ms-Arab"), "rtl");
  EXPECT_EQ(DirectionOf(""), "auto");
}

TEST(WithoutTurns, TakesAwayWhatTurnsAndNothingElse) {
  EXPECT_EQ(WithoutTurns("a\u202Eb\u2066c\u2069d\u202Ce"), "abcde");
  EXPECT_EQ(WithoutTurns("می\u200cروم \u200f… €"), "می\u200cروم \u200f… €");
  EXPECT_EQ(WithoutTurns("\xe2\x80"), "\xe2\x80") << "cut off";
}

TEST(Paragraphs, AreSetApartByEmptyLines) {
  View view;
  AddParagraphs(view, "one\ntwo\n\n \nthree\n");
  const auto paragraphs = view.All("PARAGRAPH");
  ASSERT_EQ(paragraphs.size(), 2u);
  EXPECT_EQ(paragraphs[0]->All("LINE").size(), 2u);
  EXPECT_EQ(paragraphs[1]->All("LINE")[0]->Get("LINE_TEXT"), "three");
}

}  // namespace
}  // namespace tabadul::web::pages
