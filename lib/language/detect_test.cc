#include "lib/language/detect.h"

#include <gtest/gtest.h>

#include <string>

namespace tabadul::language {
namespace {

using Latin = Languages::Latin;

Latin LatinOf(std::string_view text) { return DetectLatin(text, Scan(text)); }

TEST(Detect, TellsTheThreeLanguages) {
  EXPECT_EQ(DetectLanguage("مطلوب مهندس مدني للعمل في الرياض"), "ar");
  EXPECT_EQ(DetectLanguage("We are looking for a civil engineer to join our team"), "en");
  EXPECT_EQ(DetectLanguage("Nous recherchons un ingénieur pour notre équipe"), "fr");
  EXPECT_EQ(DetectLanguage("Infirmière diplômée"), "fr");
  EXPECT_EQ(DetectLanguage("12345 !!"), "");
  EXPECT_EQ(DetectLanguage(""), "");
}

TEST(Detect, ADeclaredLanguageWins) {
  EXPECT_EQ(LanguagesOf("fr-MA").latin, Latin::kFrench);
  EXPECT_EQ(LanguagesOf("EN").latin, Latin::kEnglish);
  EXPECT_EQ(LanguagesOf("tr").latin, Latin::kOther);
  EXPECT_FALSE(LanguagesOf("fa").arabic);
  EXPECT_TRUE(LanguagesOf("fr").arabic);
}

TEST(Detect, WhatTheTagLeavesOpenIsFoundInTheText) {
  for (const char* const tag : {"ar", "ar-SA", "", "und", "mul"})
    EXPECT_EQ(LanguagesOf(tag).latin, Latin::kOpen) << tag;
  EXPECT_EQ(LatinOf("مطلوب chef de projet avec la maîtrise de"), Latin::kFrench);
  EXPECT_EQ(LatinOf("مطلوب Project Manager with experience in the field"), Latin::kEnglish);
  EXPECT_EQ(LatinOf("chef de projet dans la construction"), Latin::kFrench);
}

// Of a text of just that length, and of one that goes on within a word.
TEST(Detect, GoesByTheFirstFourKibibytes) {
  std::string text;
  while (text.size() + 8 <= 4096) text += "dans le ";
  ASSERT_EQ(text.size(), 4096u);
  EXPECT_EQ(LatinOf(text), Latin::kFrench);
  std::string english;
  while (english.size() < text.size() * 4) english += "with the ";
  EXPECT_EQ(LatinOf(text + english), Latin::kFrench);
  EXPECT_EQ(DetectLanguage(text + english), "fr");
  EXPECT_EQ(LatinOf(english + text), Latin::kEnglish);
  // "dela" is of neither language, the "de" that is left of it is French.
  EXPECT_EQ(LatinOf(std::string(4096 - 5, '.') + " dela"), Latin::kEnglish);
  EXPECT_EQ(LatinOf(std::string(4096 - 3, '.') + " dela"), Latin::kFrench);
}

}  // namespace
}  // namespace tabadul::language
