#include "lib/language/detect.h"

#include <gtest/gtest.h>

namespace tabadul::language {
namespace {

using Latin = Languages::Latin;

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
  EXPECT_EQ(DetectLatin("مطلوب chef de projet avec la maîtrise de"), Latin::kFrench);
  EXPECT_EQ(DetectLatin("مطلوب Project Manager with experience in the field"), Latin::kEnglish);
  EXPECT_EQ(DetectLatin("chef de projet dans la construction"), Latin::kFrench);
}

}  // namespace
}  // namespace tabadul::language
