#include "lib/taxonomy/labels.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <map>
#include <set>

#include "gtest/gtest.h"
#include "lib/taxonomy/code_list.h"
#include "lib/taxonomy/coder.h"
#include "lib/taxonomy/linker.h"
#include "tabadul/jobs/v1/vacancy.pb.h"

namespace tabadul::taxonomy {
namespace {

TEST(Names, EveryIscoGroupHasAnArabicNameOfItsOwnMarkedAsTheProjects) {
  std::map<std::string, std::string> english_of;
  for (const CodeList::Code& code : List(kIsco08).codes()) {
    ASSERT_FALSE(code.ar.empty()) << code.code;
    EXPECT_FALSE(code.en.empty() || code.fr.empty()) << code.code;
    EXPECT_EQ(code.own, "ar") << code.code;
    EXPECT_TRUE(std::none_of(code.ar.begin(), code.ar.end(), [](unsigned char c) { return std::isalpha(c); }))
        << code.code;
    const auto [same, fresh] = english_of.emplace(code.ar, code.en);
    EXPECT_EQ(same->second, code.en) << code.code << " is called as another group: " << code.ar;
  }
}

TEST(Names, ClassificationsAreNamedInThreeLanguages) {
  for (const std::string_view scheme : {kIsic4, kIscedF2013, kIsced2011, kIcse18, kIsco88Majors, kCefr}) {
    for (const CodeList::Code& code : List(scheme).codes()) {
      EXPECT_FALSE(code.ar.empty() || code.en.empty() || code.fr.empty()) << scheme << " " << code.code;
    }
  }
  EXPECT_EQ(List(kIcse18).Parent("44"), "4");
}

TEST(Names, TheExchangesOwnListsAreItsEnums) {
  const std::map<std::string, const google::protobuf::EnumDescriptor*> enums = {
      {"TABADUL-BENEFIT", jobs::v1::Benefit_descriptor()},
      {"TABADUL-NECESSITY", jobs::v1::Necessity_descriptor()},
      {"TABADUL-OFFERING-TYPE", jobs::v1::OfferingType_descriptor()},
      {"TABADUL-PAY-BASIS", jobs::v1::PayBasis_descriptor()},
      {"TABADUL-PAY-UNIT", jobs::v1::PayUnit_descriptor()},
      {"TABADUL-REMOTE-WORK", jobs::v1::RemoteWork_descriptor()},
      {"TABADUL-WORKING-TIME", jobs::v1::WorkingTime_descriptor()}};
  for (const auto& [scheme, values] : enums) {
    const CodeList* list = FindList(scheme);
    ASSERT_NE(list, nullptr) << scheme;
    const std::string unspecified = values->value(0)->name();
    const std::string prefix = unspecified.substr(0, unspecified.size() - std::string("UNSPECIFIED").size());
    EXPECT_EQ(list->codes().size(), static_cast<size_t>(values->value_count()) - 1) << scheme;
    for (const CodeList::Code& code : list->codes()) {
      EXPECT_NE(values->FindValueByName(prefix + code.code), nullptr) << scheme << " " << code.code;
      EXPECT_FALSE(code.ar.empty() || code.en.empty() || code.fr.empty()) << scheme << " " << code.code;
    }
  }
}

TEST(Names, AListIsNamedByItsDigest) {
  EXPECT_EQ(List(kIsco08).digest().size(), 64u);
  EXPECT_NE(List(kIsco08).digest(), List(kIsic4).digest());
  EXPECT_EQ(List(kCountries).digest(), "");
}

TEST(JobTitles, StandOnceAndBelongToUnitGroups) {
  for (const std::string_view language : {"ar", "en", "fr"}) {
    EXPECT_GT(JobTitles(language).size(), 80u) << language;
    std::set<std::string> seen;
    for (const JobTitle& title : JobTitles(language)) {
      EXPECT_TRUE(seen.insert(title.title).second) << title.title;
      EXPECT_EQ(title.code.size(), 4u) << title.title;
      EXPECT_TRUE(List(kIsco08).Contains(title.code)) << title.title << " " << title.code;
    }
  }
  EXPECT_TRUE(JobTitles("de").empty());
}

TEST(JobTitles, AreFoundInEveryLanguage) {
  Linker linker;
  AddIscoLabels(linker);
  Coder coder;
  AddIscoLabels(coder);
  for (const std::string_view language : {"ar", "en", "fr"}) {
    size_t linked = 0, coded = 0;
    for (const JobTitle& title : JobTitles(language)) {
      linked += linker.Find(title.title, language, 1).at(0).concept_id == title.code;
      coded += coder.Suggest(title.title, language, 1).at(0).code == title.code;
    }
    EXPECT_GE(linked, JobTitles(language).size() * 95 / 100) << language;
    EXPECT_GE(coded, JobTitles(language).size() * 95 / 100) << language;
  }
}

}  // namespace
}  // namespace tabadul::taxonomy
