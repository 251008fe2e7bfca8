#include "lib/taxonomy/code_list.h"

#include <algorithm>

#include "gtest/gtest.h"

namespace tabadul::taxonomy {
namespace {

size_t OfLength(const CodeList& list, size_t length) {
  return std::count_if(list.codes().begin(), list.codes().end(),
                       [length](const CodeList::Code& code) { return code.code.size() == length; });
}

TEST(CodeLists, CountriesAndLanguagesAreNamedInThreeLanguages) {
  const CodeList& countries = List(kCountries);
  for (const char* country : {"SA", "MA", "PK", "SN", "KZ", "ID"}) {
    const CodeList::Code* code = countries.Find(country);
    ASSERT_NE(code, nullptr);
    EXPECT_FALSE(code->en.empty() || code->fr.empty() || code->ar.empty()) << country;
  }
  EXPECT_EQ(countries.Find("MA")->ar, "المغرب");
  EXPECT_EQ(countries.Find("MA")->fr, "Maroc");
  const CodeList::Code& palestine = *countries.Find("PS");
  EXPECT_EQ(palestine.en + palestine.fr + palestine.ar, "PalestinePalestineفلسطين") << "as it calls itself";
  EXPECT_EQ(countries.Find("CI")->ar, "كوت ديفوار");
  EXPECT_EQ(List(kLanguages).Find("ar")->fr, "arabe");
  EXPECT_EQ(List(kLanguages).Find("ur")->ar, "الأوردية");
}

TEST(CodeLists, IscoHasAllItsGroups) {
  const CodeList& isco = List(kIsco08);
  EXPECT_EQ(isco.codes().size(), 619u);
  EXPECT_EQ(OfLength(isco, 1), 10u);
  EXPECT_EQ(OfLength(isco, 2), 43u);
  EXPECT_EQ(OfLength(isco, 3), 130u);
  EXPECT_EQ(OfLength(isco, 4), 436u);
  EXPECT_EQ(isco.Find("2221")->en, "Nursing professionals");
  EXPECT_FALSE(isco.Contains("9999"));
  EXPECT_FALSE(isco.Contains(""));
}

TEST(CodeLists, IsicHasAllItsLevelsAndSectionsAboveDivisions) {
  const CodeList& isic = List(kIsic4);
  EXPECT_EQ(OfLength(isic, 1), 21u);
  EXPECT_EQ(OfLength(isic, 2), 88u);
  EXPECT_EQ(OfLength(isic, 3), 238u);
  EXPECT_EQ(OfLength(isic, 4), 419u);
  EXPECT_EQ(isic.Parent("01"), "A");
  EXPECT_EQ(isic.Parent("99"), "U");
  EXPECT_TRUE(isic.IsAncestor("Q", "8610"));
  EXPECT_FALSE(isic.IsAncestor("C", "8610"));
}

TEST(CodeLists, IscedFieldsAreElevenTwentyNineAndEighty) {
  const CodeList& fields = List(kIscedF2013);
  // Without the members "not further defined" (0), "inter-disciplinary" (8), "not elsewhere classified" (9).
  const auto own = [](char last) { return last != '0' && last != '8' && last != '9'; };
  const auto count = [&fields](size_t length, auto wanted) {
    return std::count_if(fields.codes().begin(), fields.codes().end(), [&](const CodeList::Code& code) {
      return code.code.size() == length && wanted(code.code);
    });
  };
  EXPECT_EQ(count(2, [](const std::string& code) { return code != "99"; }), 11);
  EXPECT_EQ(count(3, [&](const std::string& code) { return own(code[2]); }), 29);
  EXPECT_EQ(count(4, [&](const std::string& code) { return own(code[2]) && own(code[3]); }), 80);
  EXPECT_EQ(fields.Parent("0613"), "061");
}

TEST(CodeLists, EveryParentExists) {
  for (const std::string_view scheme : {kIsco08, kIsic4, kIscedF2013, kIsced2011}) {
    const CodeList& list = List(scheme);
    for (const CodeList::Code& code : list.codes()) {
      EXPECT_TRUE(code.parent.empty() || list.Contains(code.parent)) << scheme << " " << code.code;
      EXPECT_FALSE(code.en.empty()) << scheme << " " << code.code;
    }
  }
}

TEST(CodeLists, LevelsOfEducationAndLanguage) {
  EXPECT_EQ(List(kIsced2011).codes().size(), 9u);
  EXPECT_TRUE(List(kIsced2011).Contains("0"));
  EXPECT_FALSE(List(kIsced2011).Contains("9"));
  EXPECT_EQ(List(kCefr).codes().size(), 6u);
  EXPECT_FALSE(List(kCefr).Contains("a1"));
}

TEST(CodeLists, CountriesAreThoseOfIsoAndAllMembersAreThere) {
  const CodeList& countries = List(kCountries);
  EXPECT_EQ(countries.codes().size(), 249u);
  EXPECT_FALSE(countries.Contains("XK"));
  EXPECT_FALSE(countries.Contains("EU"));
  EXPECT_FALSE(countries.Contains("ma"));
  constexpr std::string_view kMembers =
      "AF AL DZ AZ BH BD BJ BN BF CM TD KM CI DJ EG GA GM GN GW GY ID IR IQ JO KZ KW KG LB LY MY MV ML MR MA "
      "MZ NE NG OM "
      "PK PS QA SA SN SL SO SD SR SY TJ TG TN TR TM UG AE UZ YE";
  size_t members = 0;
  for (size_t at = 0; at < kMembers.size(); at += 3, ++members) {
    EXPECT_TRUE(countries.Contains(kMembers.substr(at, 2))) << kMembers.substr(at, 2);
  }
  EXPECT_EQ(members, 57u);
}

TEST(CodeLists, CurrenciesAreThoseInUse) {
  for (const std::string_view code : {"MAD", "SAR", "EGP", "MRU", "SLE", "XOF", "SYP"}) {
    EXPECT_TRUE(List(kCurrencies).Contains(code)) << code;
  }
  for (const std::string_view code : {"FRF", "DEM", "mad", "XXX", "ABC"}) {
    EXPECT_FALSE(List(kCurrencies).Contains(code)) << code;
  }
}

TEST(CodeLists, CurrenciesAreNamedInThreeLanguages) {
  for (const CodeList::Code& code : List(kCurrencies).codes()) EXPECT_FALSE(code.en.empty()) << code.code;
  EXPECT_EQ(List(kCurrencies).Find("SAR")->ar, "ريال سعودي");
  EXPECT_EQ(List(kCurrencies).Find("MAD")->fr, "dirham marocain");
}

TEST(CodeLists, EachSaysItsEditionAndEachTableItsDigest) {
  EXPECT_EQ(List(kIsic4).edition(), "Rev.4");
  EXPECT_TRUE(List(kCountries).edition().starts_with("ICU "));
  size_t tables = 0;
  for (const CodeList* list : AllLists()) {
    EXPECT_EQ(FindList(list->scheme()), list);
    EXPECT_FALSE(list->edition().empty()) << list->scheme();
    EXPECT_TRUE(list->digest().empty() || list->digest().size() == 64) << list->scheme();
    tables += !list->digest().empty();
  }
  EXPECT_GE(tables, 14U);
}

TEST(CodeLists, LanguagesHaveTheirShortestCode) {
  for (const std::string_view code : {"ar", "en", "fr", "ber", "zgh", "ary", "ckb", "ha", "dyu"}) {
    EXPECT_TRUE(List(kLanguages).Contains(code)) << code;
  }
  for (const std::string_view code : {"ara", "fra", "fre", "AR", "xx", "und"}) {
    EXPECT_FALSE(List(kLanguages).Contains(code)) << code;
  }
}

TEST(CodeLists, TimeZonesAreIanaNames) {
  for (const std::string_view zone :
       {"Africa/Casablanca", "Asia/Riyadh", "UTC", "Asia/Calcutta", "Etc/GMT+12"}) {
    EXPECT_TRUE(List(kTimeZones).Contains(zone)) << zone;
  }
  for (const std::string_view zone :
       {"Casablanca", "EST", "SystemV/PST8", "Etc/Unknown", "africa/casablanca", ""}) {
    EXPECT_FALSE(List(kTimeZones).Contains(zone)) << zone;
  }
}

TEST(CodeLists, AncestorsAreAboveAtAnyDepthAndNeverOneself) {
  const CodeList& isco = List(kIsco08);
  EXPECT_EQ(isco.Parent("2221"), "222");
  EXPECT_EQ(isco.Parent("2"), "");
  EXPECT_EQ(isco.Parent("nothing"), "");
  EXPECT_TRUE(isco.IsAncestor("2", "2221"));
  EXPECT_TRUE(isco.IsAncestor("222", "2221"));
  EXPECT_FALSE(isco.IsAncestor("2221", "2221"));
  EXPECT_FALSE(isco.IsAncestor("2221", "222"));
  EXPECT_FALSE(isco.IsAncestor("", "2"));
}

TEST(CodeLists, AnUnknownSchemeIsNoList) {
  EXPECT_EQ(FindList("NACE"), nullptr);
  EXPECT_EQ(FindList("ISCO-08")->scheme(), "ISCO-08");
}

}  // namespace
}  // namespace tabadul::taxonomy
