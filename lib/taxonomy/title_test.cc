#include "lib/taxonomy/title.h"

#include "gtest/gtest.h"
#include "lib/taxonomy/features.h"

namespace tabadul::taxonomy {
namespace {

std::string Folded(std::string_view text, std::string_view language) {
  std::string joined;
  for (const TitleWord& word : ReadTitle(text, language)) joined += (joined.empty() ? "" : " ") + word.folded;
  return joined;
}

TEST(Title, TheFeminineBesideItsMasculineIsLeftOut) {
  EXPECT_EQ(Folded("Acheteur / Acheteuse", "fr"), "acheteur");
  EXPECT_EQ(Folded("opérateur en raffinerie/opératrice en raffinerie", "fr"), "operateur en raffinerie");
  EXPECT_EQ(Folded("Agent / Agente d'administration principal / principale des impôts", "fr"),
            "agent administration principal des impots");
  EXPECT_EQ(Folded("Accueillant familial / Accueillante familiale thérapeutique", "fr"),
            "accueillant familial therapeutique");
}

TEST(Title, AnEndingBehindASignIsLeftOut) {
  EXPECT_EQ(Folded("acheteur(se) junior", "fr"), "acheteur junior");
  EXPECT_EQ(Folded("employé.e.s de bureau", "fr"), "employe de bureau");
  EXPECT_EQ(Folded("agent/e de sécurité", "fr"), "agent de securite");
  EXPECT_EQ(Folded("chargé·e d'affaires", "fr"), "charge affaires");
}

TEST(Title, OtherSignsBetweenWordsStay) {
  EXPECT_EQ(Folded("aide-soignant", "fr"), "aide soignant");
  EXPECT_EQ(Folded("vendeur / caissier", "fr"), "vendeur caissier");
  EXPECT_EQ(Folded("driver/cleaner", "en"), "driver cleaner");
}

TEST(Title, AbbreviationsAreWrittenOut) {
  EXPECT_EQ(Folded("Snr. Sales Exec", "en"), "senior sales executive");
  EXPECT_EQ(Folded("Resp. RH", "fr"), "responsable ressources humaines");
  EXPECT_EQ(Folded("HR Mgr", "en"), "human resources manager");
}

TEST(Title, InflectionIsNoOtherTitle) {
  EXPECT_EQ(FeaturesOf("Sheet Metal Workers", "en").stems, FeaturesOf("sheet metal worker", "en").stems);
  EXPECT_EQ(FeaturesOf("infirmière", "fr").stems, FeaturesOf("Infirmiers", "fr").stems);
  EXPECT_NE(FeaturesOf("nurse", "en").stems, FeaturesOf("nursery", "en").stems);
}

TEST(Title, ArabicSpellingsAreOneTitle) {
  const TitleFeatures exact = FeaturesOf("أخصائي تمريض", "ar");
  for (const std::string_view variant : {"اخصايي تمريض", "أخـصائي تمـريض", "الأخصائي التمريض"}) {
    EXPECT_EQ(FeaturesOf(variant, "ar").grams, exact.grams) << variant;
    EXPECT_EQ(FeaturesOf(variant, "ar").words, exact.words) << variant;
  }
}

TEST(Title, ATextWithoutAWordHasNoFeatures) {
  EXPECT_TRUE(FeaturesOf("", "en").empty());
  EXPECT_TRUE(FeaturesOf(" / -- ()", "fr").empty());
  EXPECT_TRUE(FeaturesOf("\xff\xfe", "ar").empty());
  EXPECT_FALSE(FeaturesOf("of the", "en").empty());
}

}  // namespace
}  // namespace tabadul::taxonomy
