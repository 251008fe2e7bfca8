#include "services/statistics/practices/practice_request.h"

#include <functional>

#include "absl/strings/str_join.h"
#include "gtest/gtest.h"

namespace tabadul::statistics {
namespace {

using Request = v1::SearchGoodPracticesRequest;

std::string Report(const absl::Status& status) {
  std::vector<std::string> found;
  for (const Violation& violation : ViolationsOf(status))
    found.push_back(violation.field + " " + std::string(ReasonName(violation.reason)));
  return absl::StrJoin(found, ", ");
}

Request FullSearch() {
  Request request;
  request.set_query("apprentissage تدرج");
  request.add_countries("TN");
  request.add_types(v1::PRACTICE_TYPE_PROGRAMME);
  request.add_topics(v1::PRACTICE_TOPIC_YOUTH);
  request.add_evidence(v1::EVIDENCE_LEVEL_COMPARED);
  request.add_languages("fr");
  request.add_sources("TN/emploi/practices");
  request.set_from_year(2016);
  request.set_until_year(2016);
  request.set_order(v1::PRACTICE_ORDER_EVIDENCE);
  request.set_page_size(5);
  request.add_facets(v1::PRACTICE_FACET_TOPIC);
  request.set_highlights(true);
  return request;
}

TEST(ValidatePracticeSearch, AcceptsEverythingSetAndNothingSet) {
  EXPECT_EQ(Report(ValidateSearch(FullSearch())), "");
  EXPECT_TRUE(ValidateSearch(Request()).ok());
}

TEST(ValidatePracticeSearch, AcceptsOneBoundOfTheYears) {
  Request request;
  request.set_from_year(2020);
  EXPECT_EQ(Report(ValidateSearch(request)), "");
  request.clear_from_year();
  request.set_until_year(1950);
  EXPECT_EQ(Report(ValidateSearch(request)), "");
}

TEST(ValidatePracticeSearch, ReportsEachMistake) {
  struct Case {
    const char* report;
    std::function<void(Request&)> spoil;
  };
  const Case cases[] = {
      {"query TOO_LONG", [](auto& r) { r.set_query(std::string(501, 'x')); }},
      {"countries[1] UNKNOWN_CODE", [](auto& r) { r.add_countries("XX"); }},
      {"types[1] REQUIRED", [](auto& r) { r.add_types(v1::PRACTICE_TYPE_UNSPECIFIED); }},
      {"types[1] UNKNOWN_CODE", [](auto& r) { r.add_types(v1::PracticeType(99)); }},
      {"topics[1] UNKNOWN_CODE", [](auto& r) { r.add_topics(v1::PracticeTopic(99)); }},
      {"topics TOO_MANY",
       [](auto& r) {
         for (int i = 0; i < 20; ++i) r.add_topics(v1::PRACTICE_TOPIC_YOUTH);
       }},
      {"evidence[1] UNKNOWN_CODE", [](auto& r) { r.add_evidence(v1::EvidenceLevel(99)); }},
      {"languages[1] UNKNOWN_CODE", [](auto& r) { r.add_languages("fra"); }},
      {"sources[1] TOO_LONG", [](auto& r) { r.add_sources(std::string(101, 'x')); }},
      {"from_year OUT_OF_RANGE", [](auto& r) { r.set_from_year(1899); }},
      {"until_year OUT_OF_RANGE", [](auto& r) { r.set_until_year(2201); }},
      {"until_year CONTRADICTION", [](auto& r) { r.set_until_year(2015); }},
      {"order UNKNOWN_CODE", [](auto& r) { r.set_order(v1::PracticeOrder(9)); }},
      {"page_size OUT_OF_RANGE", [](auto& r) { r.set_page_size(-1); }},
      {"facets[1] CONTRADICTION", [](auto& r) { r.add_facets(v1::PRACTICE_FACET_TOPIC); }},
      {"facets[1] UNKNOWN_CODE", [](auto& r) { r.add_facets(v1::PracticeFacet(99)); }},
  };
  for (const Case& c : cases) {
    Request request = FullSearch();
    c.spoil(request);
    EXPECT_EQ(Report(ValidateSearch(request)), c.report);
  }
}

TEST(ValidateGetGoodPractice, NeedsAnId) {
  v1::GetGoodPracticeRequest request;
  EXPECT_EQ(Report(ValidateGet(request)), "hub_id REQUIRED");
  request.set_hub_id("0123456789ABCDEF0123456789ABCDEF");
  EXPECT_EQ(Report(ValidateGet(request)), "hub_id MALFORMED");
  request.set_hub_id("0123456789abcdef0123456789abcdef");
  EXPECT_TRUE(ValidateGet(request).ok());
}

}  // namespace
}  // namespace tabadul::statistics
