#include "services/jobs/request.h"

#include "absl/strings/str_join.h"
#include "gtest/gtest.h"

namespace tabadul::jobs {
namespace {

std::string Report(const absl::Status& status) {
  std::vector<std::string> found;
  for (const Violation& violation : ViolationsOf(status)) {
    found.push_back(violation.field + " " + std::string(ReasonName(violation.reason)));
  }
  return absl::StrJoin(found, ", ");
}

v1::SearchVacanciesRequest FullSearch() {
  v1::SearchVacanciesRequest request;
  request.set_query("infirmier مستشفى");
  request.add_countries("MA");
  request.add_occupations("2221");
  request.add_occupations("2");
  request.add_sources("MA/anapec/pes");
  request.mutable_published_since()->set_seconds(1'700'000'000);
  request.set_order(v1::VACANCY_ORDER_DATE);
  request.set_page_size(50);
  request.add_industries("Q");
  request.add_languages("fr");
  request.add_offering_types(v1::OFFERING_TYPE_CONTRACT);
  request.add_working_times(v1::WORKING_TIME_FULL_TIME);
  request.add_remote(v1::REMOTE_WORK_HYBRID);
  request.set_education_up_to("6");
  request.set_no_fee(true);
  request.add_facets(v1::VACANCY_FACET_COUNTRY);
  request.add_cities("الدار البيضاء");
  request.mutable_pay()->set_minimum("500.50");
  request.mutable_pay()->set_currency("EUR");
  request.mutable_pay()->set_unit(v1::PAY_UNIT_WEEK);
  request.mutable_near()->set_city("Rabat");
  request.mutable_near()->set_within_km(50);
  request.set_verified_employer(true);
  request.set_highlights(true);
  return request;
}

TEST(ValidateSearch, AcceptsEverythingSetAndNothingSet) {
  EXPECT_TRUE(ValidateSearch(FullSearch(), pay::Rates::Shipped()).ok());
  EXPECT_TRUE(ValidateSearch({}, pay::Rates::Shipped()).ok());
}

TEST(ValidateSearch, ReportsEachMistake) {
  struct Case {
    const char* report;
    std::function<void(v1::SearchVacanciesRequest&)> spoil;
  };
  const Case cases[] = {
      {"query TOO_LONG", [](auto& r) { r.set_query(std::string(501, 'x')); }},
      {"countries[1] UNKNOWN_CODE", [](auto& r) { r.add_countries("Maroc"); }},
      {"countries[1] REQUIRED", [](auto& r) { r.add_countries(""); }},
      {"countries TOO_MANY",
       [](auto& r) {
         while (r.countries_size() < 61) r.add_countries("MA");
       }},
      {"occupations[2] UNKNOWN_CODE", [](auto& r) { r.add_occupations("nurse"); }},
      {"occupations TOO_MANY",
       [](auto& r) {
         while (r.occupations_size() < 101) r.add_occupations("2");
       }},
      {"industries[1] UNKNOWN_CODE", [](auto& r) { r.add_industries("hospitals"); }},
      {"languages[1] UNKNOWN_CODE", [](auto& r) { r.add_languages("french"); }},
      {"education_up_to UNKNOWN_CODE", [](auto& r) { r.set_education_up_to("9"); }},
      {"offering_types[1] REQUIRED", [](auto& r) { r.add_offering_types(v1::OFFERING_TYPE_UNSPECIFIED); }},
      {"working_times[1] UNKNOWN_CODE",
       [](auto& r) { r.add_working_times(static_cast<v1::WorkingTime>(77)); }},
      {"remote TOO_MANY",
       [](auto& r) {
         while (r.remote_size() < 21) r.add_remote(v1::REMOTE_WORK_FULL);
       }},
      {"facets[1] CONTRADICTION", [](auto& r) { r.add_facets(v1::VACANCY_FACET_COUNTRY); }},
      {"sources[1] TOO_LONG", [](auto& r) { r.add_sources(std::string(101, 'x')); }},
      {"sources[1] REQUIRED", [](auto& r) { r.add_sources(""); }},
      {"sources TOO_MANY",
       [](auto& r) {
         while (r.sources_size() < 101) r.add_sources("a");
       }},
      {"published_since MALFORMED", [](auto& r) { r.mutable_published_since()->set_nanos(-1); }},
      {"published_since MALFORMED", [](auto& r) { r.mutable_published_since()->set_seconds(INT64_MAX); }},
      {"cities[1] REQUIRED", [](auto& r) { r.add_cities(""); }},
      {"cities TOO_MANY",
       [](auto& r) {
         while (r.cities_size() < 21) r.add_cities("Rabat");
       }},
      {"cities[1] TOO_LONG", [](auto& r) { r.add_cities(std::string(201, 'x')); }},
      {"pay.minimum REQUIRED", [](auto& r) { r.mutable_pay()->clear_minimum(); }},
      {"pay.minimum MALFORMED", [](auto& r) { r.mutable_pay()->set_minimum("1,000"); }},
      {"pay.currency REQUIRED", [](auto& r) { r.mutable_pay()->clear_currency(); }},
      {"pay.currency UNKNOWN_CODE", [](auto& r) { r.mutable_pay()->set_currency("euro"); }},
      // Of ISO 4217, but without a rate in the table.
      {"pay.currency UNKNOWN_CODE", [](auto& r) { r.mutable_pay()->set_currency("XAU"); }},
      {"pay.unit UNKNOWN_CODE", [](auto& r) { r.mutable_pay()->set_unit(v1::PAY_UNIT_TASK); }},
      {"pay.unit UNKNOWN_CODE", [](auto& r) { r.mutable_pay()->set_unit(v1::PayUnit(77)); }},
      {"near.city REQUIRED", [](auto& r) { r.mutable_near()->clear_city(); }},
      {"near.city UNKNOWN_CODE", [](auto& r) { r.mutable_near()->set_city("Nowhere at all"); }},
      {"near.city CONTRADICTION", [](auto& r) { r.mutable_near()->mutable_point()->set_latitude_e6(1); }},
      {"near.city REQUIRED, near.within_km OUT_OF_RANGE",
       [](auto& r) {
         r.mutable_near()->Clear();
         r.mutable_near()->set_within_km(20'001);
       }},
      {"near.point.longitude_e6 OUT_OF_RANGE",
       [](auto& r) {
         r.mutable_near()->Clear();
         r.mutable_near()->mutable_point()->set_longitude_e6(180'000'001);
       }},
      {"near REQUIRED",
       [](auto& r) {
         r.clear_near();
         r.set_order(v1::VACANCY_ORDER_DISTANCE);
       }},
      {"order UNKNOWN_CODE", [](auto& r) { r.set_order(v1::VacancyOrder(9)); }},
      {"page_size OUT_OF_RANGE", [](auto& r) { r.set_page_size(-1); }},
  };
  for (const Case& c : cases) {
    v1::SearchVacanciesRequest request = FullSearch();
    c.spoil(request);
    EXPECT_EQ(Report(ValidateSearch(request, pay::Rates::Shipped())), c.report);
  }
}

TEST(ValidateSearch, ReportsAllMistakesAtOnce) {
  v1::SearchVacanciesRequest request;
  request.add_countries("XX");
  request.add_occupations("9999");
  request.set_page_size(-5);
  EXPECT_EQ(Report(ValidateSearch(request, pay::Rates::Shipped())),
            "countries[0] UNKNOWN_CODE, occupations[0] UNKNOWN_CODE, page_size OUT_OF_RANGE");
}

TEST(ValidateComplete, WantsWhatIsTyped) {
  v1::CompleteQueryRequest request;
  EXPECT_EQ(Report(ValidateComplete(request)), "query REQUIRED");
  request.set_query(std::string(101, 'x'));
  request.set_limit(21);
  EXPECT_EQ(Report(ValidateComplete(request)), "query TOO_LONG, limit OUT_OF_RANGE");
  request.set_query("ممرض");
  request.set_limit(0);
  EXPECT_TRUE(ValidateComplete(request).ok());
  EXPECT_EQ(CompletionsOf(request), 8u);
}

TEST(ValidateGet, WantsAHubId) {
  v1::GetVacancyRequest request;
  EXPECT_EQ(Report(ValidateGet(request)), "hub_id REQUIRED");
  request.set_hub_id("0123456789abcdef0123456789abcdef");
  EXPECT_TRUE(ValidateGet(request).ok());
  for (const char* id :
       {"0123456789abcdef0123456789abcde", "0123456789ABCDEF0123456789abcdef", "../etc/passwd"}) {
    request.set_hub_id(id);
    EXPECT_EQ(Report(ValidateGet(request)), "hub_id MALFORMED") << id;
  }
}

TEST(ValidateBatchGet, WantsOneToHundredHubIds) {
  v1::BatchGetVacanciesRequest request;
  EXPECT_EQ(Report(ValidateBatchGet(request)), "hub_ids REQUIRED");
  for (int i = 0; i < 100; ++i) request.add_hub_ids("0123456789abcdef0123456789abcdef");
  EXPECT_TRUE(ValidateBatchGet(request).ok());
  request.set_hub_ids(7, "x");
  EXPECT_EQ(Report(ValidateBatchGet(request)), "hub_ids[7] MALFORMED");
  request.set_hub_ids(7, "0123456789abcdef0123456789abcdef");
  request.add_hub_ids("0123456789abcdef0123456789abcdef");
  EXPECT_EQ(Report(ValidateBatchGet(request)), "hub_ids TOO_MANY");
}

}  // namespace
}  // namespace tabadul::jobs
