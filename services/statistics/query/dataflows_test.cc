#include "services/statistics/query/dataflows.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "lib/platform/base/status.h"
#include "services/statistics/query/holdings_for_test.h"

namespace tabadul::statistics::query {
namespace {

v1::ListDataflowsResponse List(const Holdings& holdings, const std::string& words,
                               const std::string& language = "en") {
  v1::ListDataflowsRequest request;
  request.set_query(words);
  const auto found = ListDataflows(holdings, request, language);
  EXPECT_TRUE(found.ok()) << found.status();
  return found.value_or(v1::ListDataflowsResponse());
}

TEST(ListDataflows, WhatHasSeriesStandsInItsTopic) {
  const auto holdings = FilledHoldings();
  const auto listed = List(*holdings, "");
  ASSERT_EQ(listed.topics_size(), 1);
  const v1::DataflowTopic& topic = listed.topics(0);
  EXPECT_EQ(topic.id(), "UNDERUTILISATION");
  ASSERT_EQ(topic.dataflows_size(), 1);
  const v1::DataflowSummary& summary = topic.dataflows(0);
  EXPECT_EQ(summary.dataflow(), kUnemployment);
  EXPECT_EQ(summary.series(), 5);
  EXPECT_EQ(summary.areas(), 3);
  EXPECT_EQ(summary.first_year(), 2020);
  EXPECT_EQ(summary.last_year(), 2023);
  EXPECT_EQ(summary.update_time().seconds(), absl::ToUnixSeconds(holdings->Now()));
  ASSERT_EQ(summary.indicators_size(), 2);
  EXPECT_EQ(summary.indicators(0).id(), kPersons);
  EXPECT_TRUE(List(LabourHoldings(), "").topics().empty()) << "nothing without series";
}

TEST(ListDataflows, NamesAreInTheCallersLanguage) {
  const auto holdings = FilledHoldings();
  EXPECT_EQ(List(*holdings, "", "fr").topics(0).labels(0), "Chômage et sous-utilisation");
  EXPECT_EQ(List(*holdings, "", "ar").topics(0).dataflows(0).label(), "البطالة وبطالة الشباب");
}

TEST(ListDataflows, WordsAreFoundInEveryLanguageAndSpelling) {
  const auto holdings = FilledHoldings();
  for (const char* const words : {"unemployment", "CHOMAGE", "البطاله", "Youth unemployment"}) {
    ASSERT_EQ(List(*holdings, words).topics_size(), 1) << words;
    EXPECT_EQ(List(*holdings, words).topics(0).dataflows(0).indicators_size(), 2) << words;
  }
  const auto rate = List(*holdings, "unemployment rate");
  ASSERT_EQ(rate.topics_size(), 1);
  ASSERT_EQ(rate.topics(0).dataflows(0).indicators_size(), 1) << "the other indicator has not both words";
  EXPECT_EQ(rate.topics(0).dataflows(0).indicators(0).id(), kRate);
  EXPECT_TRUE(List(*holdings, "unemployment earnings").topics().empty());
}

TEST(ListDataflows, WordsAreBounded) {
  v1::ListDataflowsRequest request;
  request.set_query(std::string(kMaxQueryBytes + 1, 'x'));
  EXPECT_EQ(ReasonOf(ListDataflows(*FilledHoldings(), request, "en").status()),
            common::v1::ERROR_REASON_TOO_LONG);
}

v1::GetDataflowResponse Get(const Holdings& holdings, const std::vector<std::string>& codes) {
  v1::GetDataflowRequest request;
  request.set_dataflow("DF_UNEMPLOYMENT");
  for (const std::string& code : codes) request.add_codes(code);
  const auto got = GetDataflow(holdings, request, "en");
  EXPECT_TRUE(got.ok()) << got.status();
  return got.value_or(v1::GetDataflowResponse());
}

std::vector<std::string> CodesIn(const v1::GetDataflowResponse& flow, std::string_view id) {
  std::vector<std::string> codes;
  for (const v1::TableDimension& dimension : flow.dimensions()) {
    if (dimension.id() != id) continue;
    for (const v1::TableCode& code : dimension.codes()) codes.push_back(code.code());
  }
  return codes;
}

TEST(GetDataflow, TellsWhatCanBeAsked) {
  const auto holdings = FilledHoldings();
  const auto flow = Get(*holdings, {});
  EXPECT_EQ(CodesIn(flow, "SEX"), (std::vector<std::string>{"SEX_T", "SEX_F"}));
  EXPECT_EQ(CodesIn(flow, "INDICATOR"), (std::vector<std::string>{kPersons, kRate}));
  EXPECT_EQ(flow.dimensions(3).total(), "SEX_T");
  EXPECT_EQ(flow.dimensions(2).total(), "") << "an indicator has none";
  ASSERT_EQ(flow.units_size(), 2);
  EXPECT_EQ(flow.units(0).label(), "Persons");
  std::vector<std::string> countries;
  for (const v1::Area& area : flow.countries()) countries.push_back(area.country());
  std::sort(countries.begin(), countries.end());
  EXPECT_EQ(countries, (std::vector<std::string>{"EG", "MA", "TN"}));
  bool status = false;
  for (const v1::TableAttribute& attribute : flow.attributes())
    status = status || (attribute.id() == "OBS_STATUS" && attribute.of_observation());
  EXPECT_TRUE(status);
}

TEST(GetDataflow, CountsWhatIsLeftBesideTheOtherChoices) {
  const auto holdings = FilledHoldings();
  const auto persons = Get(*holdings, {std::string("INDICATOR=") + kPersons});
  EXPECT_EQ(CodesIn(persons, "SEX"), std::vector<std::string>{"SEX_T"});
  EXPECT_EQ(CodesIn(persons, "INDICATOR").size(), 2u) << "its own choice does not narrow a dimension";
  EXPECT_EQ(persons.countries_size(), 3) << "whatever is chosen";
}

TEST(GetDataflow, OneWithoutSeriesHasNoCodes) {
  const LabourHoldings nothing;
  const auto flow = Get(nothing, {});
  EXPECT_EQ(flow.dataflow().series(), 0);
  EXPECT_EQ(flow.dimensions_size(), 7);
  EXPECT_TRUE(CodesIn(flow, "SEX").empty());
}

}  // namespace
}  // namespace tabadul::statistics::query
