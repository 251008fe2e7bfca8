#include "services/statistics/query/tables.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "services/statistics/query/holdings_for_test.h"
#include "services/statistics/query/statistics_service.h"

namespace tabadul::statistics::query {
namespace {

using common::v1::ERROR_REASON_CONTRADICTION;
using common::v1::ERROR_REASON_OUT_OF_RANGE;
using common::v1::ERROR_REASON_REQUIRED;
using common::v1::ERROR_REASON_TOO_MANY;
using common::v1::ERROR_REASON_UNKNOWN_CODE;

template <class Request>
Request Asking(const std::vector<std::string>& codes) {
  Request request;
  request.set_dataflow("DF_UNEMPLOYMENT");
  for (const std::string& code : codes) request.add_codes(code);
  return request;
}
const std::string kOfRate = absl::StrCat("INDICATOR=", kRate);

class TablesTest : public ::testing::Test {
 protected:
  v1::GetTableResponse Table(const v1::GetTableRequest& request, const std::string& language = "en") {
    const auto got = GetTable(*holdings_, request, language);
    EXPECT_TRUE(got.ok()) << got.status();
    return got.value_or(v1::GetTableResponse());
  }
  v1::GetLatestResponse Latest(const std::vector<std::string>& codes) {
    const auto got = GetLatest(*holdings_, Asking<v1::GetLatestRequest>(codes), "en");
    EXPECT_TRUE(got.ok()) << got.status();
    return got.value_or(v1::GetLatestResponse());
  }

  std::unique_ptr<LabourHoldings> holdings_ = FilledHoldings();
};

TEST_F(TablesTest, ARowHasItsValuesAsTheyWereWritten) {
  const auto table = Table(Asking<v1::GetTableRequest>({kOfRate, "REF_AREA=TUN"}));
  ASSERT_EQ(table.rows_size(), 1);
  const v1::TableRow& row = table.rows(0);
  EXPECT_EQ(row.area().country(), "TN");
  EXPECT_EQ(row.area().label(), "Tunisia");
  ASSERT_EQ(row.observations_size(), 3);
  EXPECT_EQ(row.observations(1).value(), "15.20");
  EXPECT_EQ(row.observations(2).value(), "") << "a period without value is there";
  EXPECT_EQ(row.unit().label(), "Percentage");
  EXPECT_FALSE(row.has_multiplier());
  EXPECT_EQ(row.source(), "TN/ins/stat");
  EXPECT_EQ(row.source_name(), "National labour authority – Tunisia");
  EXPECT_TRUE(row.has_update_time());
  EXPECT_EQ(table.dataflow(), kUnemployment);
  EXPECT_EQ(table.dimensions_size(), 7);
  EXPECT_EQ(table.dimensions(3).codes(0).label(), "Total");
}

TEST_F(TablesTest, StatusesAndNotesAreExplainedInTheCallersLanguage) {
  const auto request = Asking<v1::GetTableRequest>({kOfRate, "REF_AREA=MAR"});
  const auto table = Table(request, "fr");
  ASSERT_EQ(table.rows_size(), 1);
  EXPECT_EQ(table.rows(0).observations(2).status(), "E");
  ASSERT_EQ(table.statuses_size(), 1);
  EXPECT_EQ(table.statuses(0).id(), "E");
  ASSERT_EQ(table.rows(0).observations(0).notes_size(), 1);
  EXPECT_EQ(table.rows(0).observations(0).notes(0).value(), "enquête");
  EXPECT_EQ(Table(request, "ar").rows(0).observations(0).notes(0).label(), "ملاحظة");
}

TEST_F(TablesTest, SeveralCodesAreSeveralRows) {
  const auto table = Table(Asking<v1::GetTableRequest>({kOfRate, "REF_AREA=MAR", "SEX=*"}));
  EXPECT_EQ(table.rows_size(), 2);
  EXPECT_EQ(table.total_series(), 2);
  EXPECT_EQ(table.dimensions(3).codes_size(), 2);
}

TEST_F(TablesTest, MultipliersAreSaid) {
  const auto table = Table(Asking<v1::GetTableRequest>({absl::StrCat("INDICATOR=", kPersons)}));
  ASSERT_EQ(table.rows_size(), 1);
  EXPECT_EQ(table.rows(0).unit().label(), "Persons");
  EXPECT_EQ(table.rows(0).multiplier().label(), "Thousands");
}

TEST_F(TablesTest, PeriodsMayBeFew) {
  auto request = Asking<v1::GetTableRequest>({kOfRate, "REF_AREA=MAR"});
  request.set_last_observations(1);
  EXPECT_EQ(Table(request).rows(0).observations_size(), 1);
  EXPECT_EQ(Table(request).rows(0).observations(0).period(), "2023");
  request.set_last_observations(0);
  request.set_start_period("2022");
  request.set_end_period("2022");
  ASSERT_EQ(Table(request).rows(0).observations_size(), 1);
  EXPECT_EQ(Table(request).rows(0).observations(0).period(), "2022");
}

TEST_F(TablesTest, ATableThatIsCutSaysSo) {
  auto request = Asking<v1::GetTableRequest>({kOfRate});
  request.set_max_series(2);
  const auto table = Table(request);
  EXPECT_EQ(table.rows_size(), 2);
  EXPECT_TRUE(table.cut());
  EXPECT_EQ(table.total_series(), 3);
  request.set_max_series(3);
  EXPECT_FALSE(Table(request).cut());
}

TEST_F(TablesTest, NothingThatFitsIsNoMistake) {
  const auto table = Table(Asking<v1::GetTableRequest>({"SEX=SEX_M"}));
  EXPECT_EQ(table.rows_size(), 0);
  EXPECT_EQ(table.label(), "Unemployment and youth unemployment");
}

TEST_F(TablesTest, WhatCannotBeAskedIsTold) {
  auto request = Asking<v1::GetTableRequest>({});
  request.set_max_series(-1);
  EXPECT_EQ(ReasonOf(GetTable(*holdings_, request, "en").status()), ERROR_REASON_OUT_OF_RANGE);
  EXPECT_EQ(ReasonOf(GetLatest(*holdings_, Asking<v1::GetLatestRequest>({"SEX=*"}), "en").status()),
            ERROR_REASON_CONTRADICTION);
  auto compared = Asking<v1::CompareCountriesRequest>({});
  const auto reason = [&] { return ReasonOf(CompareCountries(*holdings_, compared, "en").status()); };
  EXPECT_EQ(reason(), ERROR_REASON_REQUIRED);
  compared.add_countries("XX");
  EXPECT_EQ(reason(), ERROR_REASON_UNKNOWN_CODE);
  compared.set_countries(0, "MA");
  compared.add_codes("REF_AREA=MAR");
  EXPECT_EQ(reason(), ERROR_REASON_CONTRADICTION);
  compared.clear_codes();
  while (compared.countries_size() <= kMaxCountries) compared.add_countries("MA");
  EXPECT_EQ(reason(), ERROR_REASON_TOO_MANY);
}

TEST_F(TablesTest, TheLatestValueIsTheLastThatIsThere) {
  const auto latest = Latest({kOfRate});
  ASSERT_EQ(latest.values_size(), 3);
  const v1::LatestValue& first = latest.values(0);
  EXPECT_EQ(first.area().country(), "TN");
  EXPECT_EQ(first.rank(), 1);
  EXPECT_EQ(first.observation().period(), "2022") << "2023 has no value";
  EXPECT_EQ(first.observation().value(), "15.20");
  EXPECT_EQ(first.previous().period(), "2020");
  EXPECT_EQ(latest.values(1).area().country(), "MA");
  EXPECT_EQ(latest.values(2).rank(), 3);
  EXPECT_FALSE(latest.values(2).has_previous());
  EXPECT_EQ(latest.values(2).source_name().empty(), false);
  EXPECT_EQ(latest.unit().id(), "PT");
}

TEST_F(TablesTest, EqualValuesHaveOneRankAndMultipliersCount) {
  const std::string persons = absl::StrCat("INDICATOR=", kPersons);
  holdings_->Put({.source = "TN/ins/stat", .area = "TUN", .indicator = kPersons}, {"2023=1580000"});
  holdings_->Put({.source = "EG/capmas/stat", .area = "EGY", .indicator = kPersons}, {"2023=90000"});
  const auto latest = Latest({persons});
  ASSERT_EQ(latest.values_size(), 3);
  EXPECT_EQ(latest.values(0).rank(), 1);
  EXPECT_EQ(latest.values(1).rank(), 1) << "1,580 thousands are 1,580,000";
  EXPECT_EQ(latest.values(2).rank(), 3);
  EXPECT_FALSE(latest.has_unit()) << "their multipliers differ";
}

TEST_F(TablesTest, CountriesStandSideBySide) {
  auto request = Asking<v1::CompareCountriesRequest>({kOfRate});
  for (const char* const country : {"TN", "MA", "SA", "TN"}) request.add_countries(country);
  const auto compared = CompareCountries(*holdings_, request, "en");
  ASSERT_TRUE(compared.ok()) << compared.status();
  EXPECT_EQ(std::vector<std::string>(compared->periods().begin(), compared->periods().end()),
            (std::vector<std::string>{"2020", "2021", "2022", "2023"}));
  ASSERT_EQ(compared->countries_size(), 2) << "each once, and none without data";
  const v1::CountryValues& tunisia = compared->countries(0);
  EXPECT_EQ(tunisia.area().country(), "TN") << "in the order asked";
  EXPECT_EQ(std::vector<std::string>(tunisia.values().begin(), tunisia.values().end()),
            (std::vector<std::string>{"17.4", "", "15.20", ""}));
  EXPECT_EQ(compared->countries(1).values(3), "13.0");
  EXPECT_EQ(compared->countries(1).statuses(3), "E");
  EXPECT_FALSE(compared->cut());
}

TEST_F(TablesTest, ADataflowWithoutSeriesAnswersWithNone) {
  const LabourHoldings nothing;
  EXPECT_EQ(GetTable(nothing, Asking<v1::GetTableRequest>({}), "en")->rows_size(), 0);
  EXPECT_EQ(GetLatest(nothing, Asking<v1::GetLatestRequest>({}), "en")->values_size(), 0);
}

TEST_F(TablesTest, EveryRpcHasItsHandler) {
  StatisticsService service(*holdings_);
  EXPECT_EQ(service.service().methods().size(), 5u);
}

}  // namespace
}  // namespace tabadul::statistics::query
