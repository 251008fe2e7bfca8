#include "services/statistics/indicators/vacancy_classes.h"

#include <gtest/gtest.h>

#include "services/statistics/indicators/live_samples.h"

namespace tabadul::statistics {
namespace {

std::string Codes(const exchange::v1::StoredRecord& stored) {
  const VacancyClasses classes = ClassesOf(stored);
  return classes.country + " " + MajorGroupCode(classes.major_group) + " " + SectionCode(classes.section);
}

TEST(VacancyClasses, AreOfTheMainPlaceTheMajorGroupAndTheSection) {
  struct Case {
    const char *occupation, *industry, *expected;
  };
  const Case cases[] = {{"2221", "8610", "EG OCU_ISCO08_2 ECO_ISIC4_Q"},
                        {"0", "A", "EG OCU_ISCO08_0 ECO_ISIC4_A"},
                        {"93", "99", "EG OCU_ISCO08_9 ECO_ISIC4_U"},
                        {"", "", "EG OCU_ISCO08_X ECO_ISIC4_X"},
                        {"X", "00", "EG OCU_ISCO08_X ECO_ISIC4_X"}};
  for (const auto& [occupation, industry, expected] : cases) {
    exchange::v1::Change change =
        VacancySample{.id = 1, .occupation = occupation, .industry = industry}.Open();
    change.mutable_state()->mutable_record()->mutable_vacancy()->add_locations()->set_country("MA");
    EXPECT_EQ(Codes(change.state()), expected);
  }
}

TEST(VacancyClasses, TakeTheSuggestedOccupationWhereTheSourceHasNone) {
  exchange::v1::Change change = VacancySample{.id = 1, .occupation = ""}.Open();
  exchange::v1::Annotation& other = *change.mutable_state()->add_annotations();
  other.set_name("other");
  other.mutable_code()->set_code("9112");
  exchange::v1::Annotation& suggested = *change.mutable_state()->add_annotations();
  suggested.set_name("occupation.suggested");
  suggested.mutable_code()->set_code("5120");
  EXPECT_EQ(Codes(change.state()), "EG OCU_ISCO08_5 ECO_ISIC4_Q");
  change.mutable_state()->mutable_record()->mutable_vacancy()->mutable_occupation()->set_code("2221");
  EXPECT_EQ(Codes(change.state()), "EG OCU_ISCO08_2 ECO_ISIC4_Q");
}

TEST(VacancyClasses, AreOfNoCountryWithoutAPlace) {
  EXPECT_EQ(ClassesOf(exchange::v1::StoredRecord()).country, "");
}

TEST(VacancyClasses, TotalsStandBehindTheLast) {
  EXPECT_EQ(MajorGroupCode(kMajorGroups), "OCU_ISCO08_TOTAL");
  EXPECT_EQ(SectionCode(kSections), "ECO_SECTOR_TOTAL");
}

}  // namespace
}  // namespace tabadul::statistics
