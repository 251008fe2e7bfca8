#include "services/jobs/vacancy.h"

#include <functional>
#include <vector>

#include "absl/strings/str_join.h"
#include "gtest/gtest.h"
#include "services/jobs/vacancy_samples.h"

namespace tabadul::jobs {
namespace {

std::string Report(const v1::Vacancy& vacancy) {
  Violations v;
  ValidateVacancy(vacancy, v);
  std::vector<std::string> found;
  for (const Violation& violation : v.list()) {
    found.push_back(violation.field + " " + std::string(ReasonName(violation.reason)));
  }
  return absl::StrJoin(found, ", ");
}

TEST(ValidateVacancy, AcceptsTheLeast) { EXPECT_EQ(Report(MinimalVacancy()), ""); }

TEST(ValidateVacancy, AcceptsEveryFieldSet) {
  const v1::Vacancy vacancy = MaximalVacancy();
  EXPECT_EQ(Report(vacancy), "");
  std::vector<const google::protobuf::FieldDescriptor*> set;
  vacancy.GetReflection()->ListFields(vacancy, &set);
  EXPECT_EQ(static_cast<int>(set.size()), v1::Vacancy::descriptor()->field_count())
      << "the sample lacks a field";
}

TEST(ValidateVacancy, OnlyTitleDescriptionAndCountryAreRequired) {
  EXPECT_EQ(Report({}), "title REQUIRED, description REQUIRED, locations[0].country REQUIRED");
}

struct Case {
  const char* report;
  std::function<void(v1::Vacancy&)> spoil;
};

common::v1::Translation* Add(common::v1::LocalizedText* text, const char* language,
                             const std::string& words) {
  auto* translation = text->add_translations();
  translation->set_language(language);
  translation->set_text(words);
  return translation;
}

template <class Message>
void Repeat(Message* list, int times) {
  while (list->size() < times) *list->Add() = list->Get(0);
}

// Each spoils the maximal vacancy in one place (or in two that belong together).
const Case kTexts[] = {
    {"title.translations[3].text TOO_LONG",
     [](auto& v) { Add(v.mutable_title(), "tr", std::string(301, 'x')); }},
    {"title TEXT_NOT_SORTED", [](auto& v) { Add(v.mutable_title(), "en", "again"); }},
    {"description.translations[0].text TOO_LONG",
     [](auto& v) { v.mutable_description()->mutable_translations(0)->set_text(std::string(40'001, 'x')); }},
    {"description.translations[0].text TEXT_NOT_PLAIN",
     [](auto& v) { v.mutable_description()->mutable_translations(0)->set_text("<p>Care</p>"); }},
    {"locations[0].city.translations[1].text TOO_LONG",
     [](auto& v) { Add(v.mutable_locations(0)->mutable_city(), "tr", std::string(201, 'x')); }},
    {"employer.name.translations[1].text TOO_LONG",
     [](auto& v) { Add(v.mutable_employer()->mutable_name(), "tr", std::string(301, 'x')); }},
    {"skills[1].name.translations[1].text TOO_LONG",
     [](auto& v) { Add(v.mutable_skills(1)->mutable_name(), "tr", std::string(201, 'x')); }},
    {"education.text.translations[1].text TOO_LONG",
     [](auto& v) { Add(v.mutable_education()->mutable_text(), "tr", std::string(1001, 'x')); }},
    {"experience.text.translations[1].text TOO_LONG",
     [](auto& v) { Add(v.mutable_experience()->mutable_text(), "tr", std::string(20'001, 'x')); }},
    {"licences[0].translations[1].text TOO_LONG",
     [](auto& v) { Add(v.mutable_licences(0), "tr", std::string(201, 'x')); }},
    {"pay.deductions.translations[1].text TOO_LONG",
     [](auto& v) { Add(v.mutable_pay()->mutable_deductions(), "tr", std::string(1001, 'x')); }},
    {"application.instructions.translations[1].text TOO_LONG",
     [](auto& v) { Add(v.mutable_application()->mutable_instructions(), "tr", std::string(2001, 'x')); }},
    {"occupation.text.translations[1].text TOO_LONG",
     [](auto& v) { Add(v.mutable_occupation()->mutable_text(), "tr", std::string(1001, 'x')); }},
    {"employer.legal_id TOO_LONG",
     [](auto& v) { v.mutable_employer()->set_legal_id(std::string(101, '1')); }},
    {"employer.legal_id_scheme TEXT_NOT_PLAIN",
     [](auto& v) { v.mutable_employer()->set_legal_id_scheme("a\nb"); }},
    {"employer.legal_id REQUIRED",
     [](auto& v) {
       v.mutable_employer()->clear_legal_id();
       v.mutable_employer()->clear_legal_id_scheme();
     }},
    {"employer.register_checked MALFORMED",
     [](auto& v) { v.mutable_employer()->mutable_register_checked()->set_day(32); }},
    {"employer.legal_id_scheme REQUIRED", [](auto& v) { v.mutable_employer()->clear_legal_id_scheme(); }},
    {"fair_recruitment.agency_licence TOO_LONG",
     [](auto& v) { v.mutable_fair_recruitment()->set_agency_licence(std::string(101, '1')); }},
    {"fair_recruitment.contract_template TOO_LONG",
     [](auto& v) { v.mutable_fair_recruitment()->set_contract_template(std::string(501, '1')); }},
    {"url MALFORMED", [](auto& v) { v.set_url("www.example.ma"); }},
    {"employer.url MALFORMED", [](auto& v) { v.mutable_employer()->set_url("javascript:alert(1)"); }},
    {"application.url TOO_LONG",
     [](auto& v) { v.mutable_application()->set_url("https://a/" + std::string(2000, 'x')); }},
};

const Case kCodes[] = {
    {"locations[1].country UNKNOWN_CODE", [](auto& v) { v.mutable_locations(1)->set_country("Algeria"); }},
    {"locations[1].country REQUIRED", [](auto& v) { v.mutable_locations(1)->clear_country(); }},
    {"locations[0].subdivision MALFORMED",
     [](auto& v) { v.mutable_locations(0)->set_subdivision("Casablanca"); }},
    {"locations[0].subdivision CONTRADICTION",
     [](auto& v) { v.mutable_locations(0)->set_subdivision("DZ-16"); }},
    {"occupation.code UNKNOWN_CODE", [](auto& v) { v.mutable_occupation()->set_code("2299"); }},
    {"occupation.scheme UNKNOWN_SCHEME", [](auto& v) { v.mutable_occupation()->set_scheme("ISCO-88"); }},
    {"esco_occupation.code MALFORMED", [](auto& v) { v.mutable_esco_occupation()->set_code("2221.1"); }},
    {"esco_occupation.version REQUIRED", [](auto& v) { v.mutable_esco_occupation()->clear_version(); }},
    {"national_occupation.scheme REQUIRED", [](auto& v) { v.mutable_national_occupation()->clear_scheme(); }},
    {"industry.code UNKNOWN_CODE", [](auto& v) { v.mutable_industry()->set_code("9999"); }},
    {"skills[0].esco_uri MALFORMED", [](auto& v) { v.mutable_skills(0)->set_esco_uri("skill"); }},
    {"skills[1].name REQUIRED", [](auto& v) { v.mutable_skills(1)->clear_name(); }},
    {"skills[0].necessity UNKNOWN_CODE",
     [](auto& v) { v.mutable_skills(0)->set_necessity(v1::Necessity(7)); }},
    {"education.isced_level UNKNOWN_CODE", [](auto& v) { v.mutable_education()->set_isced_level("9"); }},
    {"education.isced_field UNKNOWN_CODE", [](auto& v) { v.mutable_education()->set_isced_field("9"); }},
    {"languages[1].language UNKNOWN_CODE", [](auto& v) { v.mutable_languages(1)->set_language("ara"); }},
    {"languages[1].language REQUIRED", [](auto& v) { v.mutable_languages(1)->clear_language(); }},
    {"languages[0].cefr UNKNOWN_CODE", [](auto& v) { v.mutable_languages(0)->set_cefr("c1"); }},
    {"pay.currency UNKNOWN_CODE", [](auto& v) { v.mutable_pay()->set_currency("DH"); }},
    {"remote UNKNOWN_CODE", [](auto& v) { v.set_remote(v1::RemoteWork(77)); }},
    {"remote_countries[2] UNKNOWN_CODE", [](auto& v) { v.set_remote_countries(2, "ZZ"); }},
    {"eligibility.countries[1] MALFORMED", [](auto& v) { v.mutable_eligibility()->set_countries(1, "DZ"); }},
    {"offering_type UNKNOWN_CODE", [](auto& v) { v.set_offering_type(v1::OfferingType(99)); }},
    {"schedule.working_time UNKNOWN_CODE",
     [](auto& v) { v.mutable_schedule()->set_working_time(v1::WorkingTime(99)); }},
    {"pay.unit UNKNOWN_CODE", [](auto& v) { v.mutable_pay()->set_unit(v1::PayUnit(99)); }},
    {"pay.basis UNKNOWN_CODE", [](auto& v) { v.mutable_pay()->set_basis(v1::PayBasis(99)); }},
    {"benefits[1] UNKNOWN_CODE", [](auto& v) { v.set_benefits(1, v1::Benefit(99)); }},
    {"benefits[1] REQUIRED", [](auto& v) { v.set_benefits(1, v1::BENEFIT_UNSPECIFIED); }},
    {"benefits[1] CONTRADICTION", [](auto& v) { v.set_benefits(1, v1::BENEFIT_HOUSING); }},
    {"eligibility.relocation UNKNOWN_CODE",
     [](auto& v) { v.mutable_eligibility()->set_relocation(common::v1::TriState(9)); }},
    {"fair_recruitment.no_fee_declaration UNKNOWN_CODE",
     [](auto& v) { v.mutable_fair_recruitment()->set_no_fee_declaration(common::v1::TriState(9)); }},
    {"apply_by.time_zone UNKNOWN_CODE", [](auto& v) { v.mutable_apply_by()->set_time_zone("GMT+1"); }},
};

const Case kNumbers[] = {
    {"positions OUT_OF_RANGE", [](auto& v) { v.set_positions(100'001); }},
    {"positions OUT_OF_RANGE", [](auto& v) { v.set_positions(-1); }},
    {"locations[0].coordinates.latitude_e6 OUT_OF_RANGE",
     [](auto& v) { v.mutable_locations(0)->mutable_coordinates()->set_latitude_e6(90'000'001); }},
    {"locations[0].coordinates.longitude_e6 OUT_OF_RANGE",
     [](auto& v) { v.mutable_locations(0)->mutable_coordinates()->set_longitude_e6(-180'000'001); }},
    {"locations[0].geonames_id OUT_OF_RANGE", [](auto& v) { v.mutable_locations(0)->set_geonames_id(-5); }},
    {"skills[0].level OUT_OF_RANGE", [](auto& v) { v.mutable_skills(0)->set_level(5); }},
    {"education.eqf_level OUT_OF_RANGE", [](auto& v) { v.mutable_education()->set_eqf_level(9); }},
    {"experience.maximum_months OUT_OF_RANGE",
     [](auto& v) { v.mutable_experience()->set_maximum_months(721); }},
    {"experience.maximum_months CONTRADICTION",
     [](auto& v) { v.mutable_experience()->set_maximum_months(23); }},
    {"schedule.minutes_per_week OUT_OF_RANGE",
     [](auto& v) { v.mutable_schedule()->set_minutes_per_week(10'081); }},
    {"pay.minimum MALFORMED", [](auto& v) { v.mutable_pay()->set_minimum("6 000"); }},
    {"pay.maximum MALFORMED", [](auto& v) { v.mutable_pay()->set_maximum("-9000"); }},
    {"pay.maximum CONTRADICTION", [](auto& v) { v.mutable_pay()->set_maximum("5999.999"); }},
    {"pay.currency REQUIRED", [](auto& v) { v.mutable_pay()->clear_currency(); }},
    {"pay.unit REQUIRED", [](auto& v) { v.mutable_pay()->clear_unit(); }},
    {"contract.months OUT_OF_RANGE", [](auto& v) { v.mutable_contract()->set_months(601); }},
    {"contract.months CONTRADICTION", [](auto& v) { v.mutable_contract()->set_permanent(true); }},
    {"contract.probation_days OUT_OF_RANGE", [](auto& v) { v.mutable_contract()->set_probation_days(731); }},
    {"application.status_update_days OUT_OF_RANGE",
     [](auto& v) { v.mutable_application()->set_status_update_days(366); }},
    {"employer.name CONTRADICTION", [](auto& v) { v.mutable_employer()->set_anonymous(true); }},
    {"start_date MALFORMED", [](auto& v) { v.mutable_start_date()->set_day(31); }},
    {"published.year OUT_OF_RANGE", [](auto& v) { v.mutable_published()->set_year(1447); }},
    {"apply_by.date MALFORMED", [](auto& v) { v.mutable_apply_by()->mutable_date()->set_month(13); }},
    {"apply_by.date REQUIRED", [](auto& v) { v.mutable_apply_by()->clear_date(); }},
    {"locations TOO_MANY", [](auto& v) { Repeat(v.mutable_locations(), 51); }},
    {"skills TOO_MANY", [](auto& v) { Repeat(v.mutable_skills(), 201); }},
    {"languages TOO_MANY", [](auto& v) { Repeat(v.mutable_languages(), 51); }},
    {"licences TOO_MANY", [](auto& v) { Repeat(v.mutable_licences(), 51); }},
};

void Try(std::span<const Case> cases) {
  for (const Case& c : cases) {
    v1::Vacancy vacancy = MaximalVacancy();
    c.spoil(vacancy);
    EXPECT_EQ(Report(vacancy), c.report);
  }
}

TEST(ValidateVacancy, ReportsSpoiltTexts) { Try(kTexts); }
TEST(ValidateVacancy, ReportsUnknownCodes) { Try(kCodes); }
TEST(ValidateVacancy, ReportsNumbersDatesAndContradictions) { Try(kNumbers); }

TEST(ValidateVacancy, ReportsAllMistakesAtOnce) {
  v1::Vacancy vacancy = MinimalVacancy();
  vacancy.clear_title();
  vacancy.mutable_locations(0)->set_country("XX");
  vacancy.mutable_pay()->set_minimum("1");
  EXPECT_EQ(Report(vacancy),
            "title REQUIRED, locations[0].country UNKNOWN_CODE, pay.currency REQUIRED, pay.unit REQUIRED");
}

TEST(ValidateVacancy, AContradictionNamesTheOtherFieldByItsWholePath) {
  v1::Vacancy vacancy = MaximalVacancy();
  vacancy.mutable_pay()->set_maximum("1");
  Violations v;
  const auto in = v.In("vacancy");
  ValidateVacancy(vacancy, v);
  ASSERT_EQ(v.list().size(), 1u);
  EXPECT_EQ(v.list()[0].field, "vacancy.pay.maximum");
  EXPECT_EQ(v.list()[0].metadata.at("other"), "vacancy.pay.minimum");
}

TEST(ValidateVacancy, AListOfSixtyCountriesIsTheLimit) {
  v1::Vacancy vacancy = MinimalVacancy();
  std::vector<std::string> many;
  for (char a = 'A'; a <= 'Z'; ++a) {
    for (char b = 'A'; b <= 'Z'; ++b) many.push_back({a, b});
  }
  for (const std::string& code : many) vacancy.add_remote_countries(code);
  EXPECT_TRUE(Report(vacancy).starts_with("remote_countries TOO_MANY"));
}

TEST(ColumnsOf, CountriesAreSortedAndEachOnce) {
  const exchange::Columns columns = ColumnsOf(MaximalVacancy());
  EXPECT_EQ(columns.countries, (std::vector<std::string>{"DZ", "MA"}));
  EXPECT_EQ(columns.occupation, "2221");
  EXPECT_EQ(columns.expires,
            absl::FromUnixSeconds(1'785'538'800));  // 2026-07-31T23:00:00Z, Casablanca being UTC+1
}

TEST(ColumnsOf, WithoutApplyByItNeverExpires) {
  const exchange::Columns columns = ColumnsOf(MinimalVacancy());
  EXPECT_EQ(columns.expires, absl::InfiniteFuture());
  EXPECT_EQ(columns.occupation, "");
}

TEST(VacancyKind, IsTheVacancyOfARecord) {
  const exchange::RecordKind kind = VacancyKind();
  EXPECT_EQ(kind.name, "vacancy");
  EXPECT_EQ(kind.payload->message_type(), v1::Vacancy::descriptor());
  Violations v;
  kind.validate(MinimalVacancy(), v);
  EXPECT_TRUE(v.ok());
  EXPECT_EQ(kind.columns(MaximalVacancy()).occupation, "2221");
}

}  // namespace
}  // namespace tabadul::jobs
