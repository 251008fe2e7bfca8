#include "services/statistics/series/warnings.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "services/statistics/series/series_samples.h"

namespace tabadul::statistics {
namespace {

using Strings = std::vector<std::string>;

Strings TextsOf(const v1::Series& series, const v1::Series* former = nullptr) {
  Strings texts;
  for (const SeriesWarning& warning : WarningsOf(series, former)) {
    const char* const kind = warning.kind == SeriesWarning::Kind::kJump   ? "jump"
                             : warning.kind == SeriesWarning::Kind::kUnit ? "unit"
                                                                          : "gap";
    texts.push_back(std::string(kind) + " " + warning.period + " " + warning.component + " " +
                    warning.before + ">" + warning.after);
  }
  return texts;
}

// One for each year from 2000 on.
v1::Series Years(const Strings& values, const std::string& unit = "") {
  Strings observations;
  for (size_t i = 0; i < values.size(); ++i)
    observations.push_back(std::to_string(2000 + i) + "=" + values[i]);
  return MakeSeries({"A", "EGY", "F"}, observations, unit);
}

const Strings kCalm = {"10.1", "10.3", "9.9", "10.0", "10.2", "10.4", "10.1", "9.8", "10.0", "10.3"};

Strings With(size_t place, const std::string& value) {
  Strings values = kCalm;
  values[place] = value;
  return values;
}

TEST(SeriesWarnings, ACalmSeriesHasNone) { EXPECT_EQ(TextsOf(Years(kCalm)), Strings{}); }

TEST(SeriesWarnings, AValueFarFromItsNeighboursIsAJumpOnce) {
  EXPECT_EQ(TextsOf(Years(With(5, "104"))), (Strings{"jump 2005  10.2>104"}));
  EXPECT_EQ(TextsOf(Years(With(9, "1.03"))), (Strings{"jump 2009  10.0>1.03"}));
  EXPECT_EQ(TextsOf(Years(With(5, "-40"))), (Strings{"jump 2005  10.2>-40"}));
}

TEST(SeriesWarnings, SmallChangesOfAStillSeriesAreNone) {
  EXPECT_EQ(TextsOf(Years({"10", "10", "10", "10", "10", "11", "10", "10", "10", "10"})), Strings{});
  EXPECT_EQ(TextsOf(Years({"10", "10", "10", "10", "10", "90", "90", "90", "90", "90"})),
            (Strings{"jump 2005  10>90"}));
}

TEST(SeriesWarnings, OfFewObservationsNothingIsSaid) {
  EXPECT_EQ(TextsOf(Years({"1", "1", "900", "1"})), Strings{});
}

TEST(SeriesWarnings, WhatWasThereBeforeIsNotToldAgain) {
  const v1::Series former = Years(With(5, "104"));
  EXPECT_EQ(TextsOf(former, &former), Strings{});
  const v1::Series other = Years(With(5, "105"));
  EXPECT_EQ(TextsOf(other, &former), (Strings{"jump 2005  10.2>105"}));
}

TEST(SeriesWarnings, SeasonsAreNoJumps) {
  Strings observations;
  for (int year = 2010; year < 2020; ++year) {
    for (int quarter = 1; quarter <= 4; ++quarter) {
      const int value = (quarter == 3 ? 300 : 100) + year % 7 + quarter;
      observations.push_back(std::to_string(year) + "-Q" + std::to_string(quarter) + "=" +
                             std::to_string(value));
    }
  }
  EXPECT_EQ(TextsOf(MakeSeries({"Q", "EGY", "F"}, observations)), Strings{});
  observations[20] = "2015-Q1=700";
  EXPECT_EQ(TextsOf(MakeSeries({"Q", "EGY", "F"}, observations)), (Strings{"jump 2015-Q1  106>700"}));
}

TEST(SeriesWarnings, AnotherUnitIsTold) {
  const v1::Series former = Years(kCalm, "PT");
  EXPECT_EQ(TextsOf(Years(kCalm, "NB"), &former), (Strings{"unit  UNIT PT>NB"}));
  const v1::Series without = Years(kCalm);
  EXPECT_EQ(TextsOf(former, &without), Strings{});
}

TEST(SeriesWarnings, ValuesThatAreAThousandTimesWhatTheyWereAreTold) {
  Strings thousands;
  for (const std::string& value : kCalm) thousands.push_back(value + "E3");
  const v1::Series former = Years(kCalm), now = Years(thousands);
  EXPECT_EQ(TextsOf(now, &former), (Strings{"unit   1>1000"}));
  EXPECT_EQ(TextsOf(former, &now), (Strings{"unit   1>0.001"}));
}

TEST(SeriesWarnings, AGapIsToldWhereOthersFollow) {
  EXPECT_EQ(TextsOf(MakeSeries({"A", "EGY", "F"}, {"2018=1", "2019=1", "2020=1", "2023=1"})),
            (Strings{"gap 2023  2020>2023"}));
  EXPECT_EQ(TextsOf(MakeSeries({"A", "EGY", "F"}, {"1990=1", "1995=1", "2000=1", "2005=1"})), Strings{});
  EXPECT_EQ(TextsOf(MakeSeries({"A", "EGY", "F"}, {"1990=1", "1997=1", "2000=1", "2011=1"})), Strings{});
}

}  // namespace
}  // namespace tabadul::statistics
