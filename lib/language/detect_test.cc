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
  EXPECT_EQ(LanguagesOf("the work of the manager", "fr-MA").latin, Latin::kFrench);
  EXPECT_EQ(LanguagesOf("le poste de la société", "EN").latin, Latin::kEnglish);
  EXPECT_EQ(LanguagesOf("le poste de la société", "tr").latin, Latin::kOther);
  EXPECT_FALSE(LanguagesOf("مهندس", "fa").arabic);
  EXPECT_TRUE(LanguagesOf("مهندس", "fr").arabic);
}

TEST(Detect, WhatTheTagLeavesOpenIsFoundInTheText) {
  EXPECT_EQ(LanguagesOf("مطلوب chef de projet avec la maîtrise de", "ar").latin, Latin::kFrench);
  EXPECT_EQ(LanguagesOf("مطلوب Project Manager with experience in the field", "ar-SA").latin,
            Latin::kEnglish);
  EXPECT_EQ(LanguagesOf("chef de projet dans la construction", "").latin, Latin::kFrench);
}

}  // namespace
}  // namespace tabadul::language
