#include "services/identity/organisation.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace tabadul::identity {
namespace {

using namespace common::v1;  // NOLINT: the reasons
using testing::ElementsAre;

TEST(Names, AnOrganisationIsWhatStandsBeforeTheSystem) {
  EXPECT_EQ(OrganisationOf("SY/mosal/pes"), "SY/mosal");
  EXPECT_EQ(OrganisationOf("DEMO/SY/pes"), "DEMO/SY");
}

v1::Organisation Mosal() {
  v1::Organisation organisation;
  organisation.set_id("SY/mosal");
  organisation.set_type(v1::ORGANISATION_TYPE_MINISTRY);
  for (const auto& [language, text] : {std::pair{"ar", "وزارة الشؤون الاجتماعية والعمل"},
                                       std::pair{"en", "Ministry of Social Affairs and Labour"}}) {
    auto& translation = *organisation.mutable_name()->add_translations();
    translation.set_language(language);
    translation.set_text(text);
  }
  return organisation;
}

std::vector<std::pair<std::string, std::string>> MistakesIn(const v1::Organisation& organisation) {
  Violations violations;
  ValidateOrganisation(organisation, violations);
  std::vector<std::pair<std::string, std::string>> mistakes;
  for (const Violation& one : violations.list()) mistakes.emplace_back(one.field, ReasonName(one.reason));
  return mistakes;
}

TEST(ValidateOrganisation, AWholeOneIsGood) { EXPECT_THAT(MistakesIn(Mosal()), ElementsAre()); }

TEST(ValidateOrganisation, EveryMistakeIsToldAtOnce) {
  EXPECT_THAT(MistakesIn({}), ElementsAre(std::pair{"organisation.id", "REQUIRED"},
                                          std::pair{"organisation.type", "REQUIRED"},
                                          std::pair{"organisation.name", "REQUIRED"}));
  v1::Organisation organisation = Mosal();
  organisation.set_id("SY/mosal/pes");
  organisation.set_type(static_cast<v1::OrganisationType>(99));
  organisation.mutable_name()->mutable_translations(0)->set_language("english please");
  organisation.mutable_name()->mutable_translations(1)->set_text("<b>Ministry</b>");
  EXPECT_THAT(
      MistakesIn(organisation),
      ElementsAre(std::pair{"organisation.id", "MALFORMED"}, std::pair{"organisation.type", "UNKNOWN_CODE"},
                  std::pair{"organisation.name.translations[0].language", "MALFORMED"},
                  std::pair{"organisation.name.translations[1].language", "TEXT_NOT_SORTED"},
                  std::pair{"organisation.name.translations[1].text", "TEXT_NOT_PLAIN"}));
}

// A system of it would pass for a service where owners see who receives their records.
TEST(ValidateOrganisation, TheNameOfTheHubsServicesIsTaken) {
  v1::Organisation organisation = Mosal();
  organisation.set_id("HUB/tabadul");
  EXPECT_THAT(MistakesIn(organisation), ElementsAre(std::pair{"organisation.id", "ALREADY_EXISTS"}));
  organisation.set_id("HUB/centre");
  EXPECT_THAT(MistakesIn(organisation), ElementsAre());
}

TEST(ValidateOrganisation, OneLanguageTwiceAndLongNamesAreRefused) {
  v1::Organisation organisation = Mosal();
  organisation.mutable_name()->mutable_translations(1)->set_language("ar");
  organisation.mutable_name()->mutable_translations(0)->set_text(
      std::string(kMaxOrganisationNameBytes + 1, 'a'));
  EXPECT_THAT(MistakesIn(organisation),
              ElementsAre(std::pair{"organisation.name.translations[0].text", "TOO_LONG"},
                          std::pair{"organisation.name.translations[1].language", "TEXT_NOT_SORTED"}));
}

absl::Status Check(std::string source, std::vector<std::string> scopes) {
  v1::System system;
  system.set_source(std::move(source));
  for (std::string& scope : scopes) system.add_scopes(std::move(scope));
  Violations violations;
  ValidateSystem(system, violations);
  return violations.ToStatus();
}

TEST(ValidateSystem, ScopesAreOfTheClosedList) {
  EXPECT_TRUE(Check("SY/mosal/pes", {"vacancy.write", "vacancy.read"}).ok());
  EXPECT_EQ(ReasonOf(Check("SY/mosal/pes", {})), ERROR_REASON_REQUIRED);
  EXPECT_EQ(ReasonOf(Check("SY/mosal/pes", {"vacancy.delete"})), ERROR_REASON_UNKNOWN_CODE);
  EXPECT_EQ(ReasonOf(Check("SY/mosal/pes", {"self"})), ERROR_REASON_UNKNOWN_CODE);
  EXPECT_EQ(ReasonOf(Check("SY/mosal/pes", {"vacancy.read", "vacancy.read"})), ERROR_REASON_CONTRADICTION);
}

TEST(ValidateSystem, OnlyTheHubItselfIsAdministrator) {
  EXPECT_TRUE(Check("HUB/centre/amina", {"admin"}).ok());
  EXPECT_EQ(ReasonOf(Check("SY/mosal/pes", {"admin"})), ERROR_REASON_CONTRADICTION);
  EXPECT_EQ(ReasonOf(Check("DEMO/SY/pes", {"admin"})), ERROR_REASON_CONTRADICTION);
}

TEST(GrantScopes, ATokenHoldsASubsetAndSelf) {
  const std::vector<std::string> registered = {"vacancy.write", "vacancy.read"};
  EXPECT_THAT(*GrantScopes(registered, {}), ElementsAre("self", "vacancy.read", "vacancy.write"));
  EXPECT_THAT(*GrantScopes(registered, {"vacancy.read"}), ElementsAre("self", "vacancy.read"));
  EXPECT_THAT(*GrantScopes(registered, {"self"}), ElementsAre("self"));
  EXPECT_EQ(ReasonOf(GrantScopes(registered, {"vacancy.read", "admin"}).status()),
            ERROR_REASON_SCOPE_MISSING);
}

TEST(SessionScopes, APersonHasAllThatDoNotDecideForOthers) {
  EXPECT_THAT(SessionScopes({"admin", "grant.write", "vacancy.confirm", "vacancy.write"}),
              ElementsAre("vacancy.confirm", "vacancy.write"));
  EXPECT_THAT(SessionScopes({"grant.write"}), ElementsAre());
}

}  // namespace
}  // namespace tabadul::identity
