#include "services/jobs/training_request.h"

#include <functional>

#include "absl/strings/str_join.h"
#include "gtest/gtest.h"

namespace tabadul::jobs {
namespace {

using Request = v1::SearchTrainingOffersRequest;

std::string Report(const absl::Status& status) {
  std::vector<std::string> found;
  for (const Violation& violation : ViolationsOf(status))
    found.push_back(violation.field + " " + std::string(ReasonName(violation.reason)));
  return absl::StrJoin(found, ", ");
}

void SetDay(common::v1::Date* date, int year, int month, int day) {
  date->set_year(year);
  date->set_month(month);
  date->set_day(day);
}

Request FullSearch() {
  Request request;
  request.set_query("soudage لحام");
  request.add_countries("TN");
  request.set_or_online(true);
  request.add_cities("Sfax");
  request.add_modes(v1::TRAINING_MODE_BLENDED);
  request.add_languages("fr");
  request.add_levels("3");
  request.add_fields("07");
  request.add_occupations("7212");
  request.add_sources("TN/aneti/pes");
  request.set_education_up_to("2");
  request.set_free(true);
  request.set_open_to_foreigners(true);
  SetDay(request.mutable_starts_from(), 2026, 9, 1);
  SetDay(request.mutable_starts_until(), 2026, 9, 1);
  request.set_order(v1::TRAINING_ORDER_START);
  request.set_page_size(5);
  request.add_facets(v1::TRAINING_FACET_MODE);
  request.set_highlights(true);
  return request;
}

TEST(ValidateTrainingSearch, AcceptsEverythingSetAndNothingSet) {
  EXPECT_EQ(Report(ValidateSearch(FullSearch())), "");
  EXPECT_TRUE(ValidateSearch(Request()).ok());
}

TEST(ValidateTrainingSearch, ReportsEachMistake) {
  struct Case {
    const char* report;
    std::function<void(Request&)> spoil;
  };
  const Case cases[] = {
      {"query TOO_LONG", [](auto& r) { r.set_query(std::string(501, 'x')); }},
      {"countries[1] UNKNOWN_CODE", [](auto& r) { r.add_countries("online"); }},
      {"cities[0] REQUIRED", [](auto& r) { r.set_cities(0, ""); }},
      {"cities TOO_MANY",
       [](auto& r) {
         for (int i = 0; i < 20; ++i) r.add_cities("Sfax");
       }},
      {"modes[1] REQUIRED", [](auto& r) { r.add_modes(v1::TRAINING_MODE_UNSPECIFIED); }},
      {"modes[1] UNKNOWN_CODE", [](auto& r) { r.add_modes(v1::TrainingMode(9)); }},
      {"languages[1] UNKNOWN_CODE", [](auto& r) { r.add_languages("fra"); }},
      {"levels[1] UNKNOWN_CODE", [](auto& r) { r.add_levels("9"); }},
      {"fields[1] UNKNOWN_CODE", [](auto& r) { r.add_fields("7"); }},
      {"occupations[1] UNKNOWN_CODE", [](auto& r) { r.add_occupations("2299"); }},
      {"sources[1] TOO_LONG", [](auto& r) { r.add_sources(std::string(101, 'x')); }},
      {"education_up_to UNKNOWN_CODE", [](auto& r) { r.set_education_up_to("10"); }},
      {"starts_from MALFORMED", [](auto& r) { r.mutable_starts_from()->set_day(31); }},
      {"starts_until.year OUT_OF_RANGE", [](auto& r) { r.mutable_starts_until()->set_year(20'226); }},
      {"starts_until CONTRADICTION", [](auto& r) { r.mutable_starts_until()->set_month(8); }},
      {"order UNKNOWN_CODE", [](auto& r) { r.set_order(v1::TrainingOrder(9)); }},
      {"page_size OUT_OF_RANGE", [](auto& r) { r.set_page_size(-1); }},
      {"facets[1] CONTRADICTION", [](auto& r) { r.add_facets(v1::TRAINING_FACET_MODE); }},
      {"facets[1] UNKNOWN_CODE", [](auto& r) { r.add_facets(v1::TrainingFacet(99)); }},
  };
  for (const Case& c : cases) {
    Request request = FullSearch();
    c.spoil(request);
    EXPECT_EQ(Report(ValidateSearch(request)), c.report);
  }
}

TEST(ValidateGetTrainingOffer, NeedsAnId) {
  v1::GetTrainingOfferRequest request;
  EXPECT_EQ(Report(ValidateGet(request)), "hub_id REQUIRED");
  request.set_hub_id("0123456789ABCDEF0123456789ABCDEF");
  EXPECT_EQ(Report(ValidateGet(request)), "hub_id MALFORMED");
  request.set_hub_id("0123456789abcdef0123456789abcdef");
  EXPECT_TRUE(ValidateGet(request).ok());
}

}  // namespace
}  // namespace tabadul::jobs
