#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "data/demo/generator/series_testing.h"
#include "services/statistics/series/series.h"
#include "services/statistics/series/validate.h"

namespace tabadul::demo {
namespace {

using exchange::v1::Record;
using statistics::v1::Series;

constexpr char kAll[] = "AGE_YTHADULT_YGE15", kYoung[] = "AGE_YTHADULT_Y15-24",
               kOlder[] = "AGE_YTHADULT_YGE25";

// The series of one source, by record id.
class Country {
 public:
  explicit Country(const std::vector<Record>& records) {
    for (const Record& record : records) by_id_[record.record_id()] = &record.series();
  }

  // Of two series whose keys differ in one code.
  template <class Check>
  void EachPair(const std::string& total, const std::string& code, Check check) const {
    int pairs = 0;
    for (const auto& [id, series] : by_id_) {
      const auto other = by_id_.find(absl::StrReplaceAll(id, {{total, code}}));
      if (!absl::StrContains(id, total) || other == by_id_.end()) continue;
      check(id, *series, *other->second);
      ++pairs;
    }
    EXPECT_GT(pairs, 0) << total << " " << code;
  }
  const Series& At(const std::string& id) const {
    static const Series none;
    const auto found = by_id_.find(id);
    EXPECT_NE(found, by_id_.end()) << id;
    return found == by_id_.end() ? none : *found->second;
  }
  bool Has(const std::string& id) const { return by_id_.count(id) > 0; }
  const std::map<std::string, const Series*>& all() const { return by_id_; }

 private:
  std::map<std::string, const Series*> by_id_;
};

template <class Check>
void EachCountry(Check check) {
  for (const uint64_t seed : {1, 7, 1234}) {
    for (const auto& [source, records] : SeriesOf(seed)) {
      SCOPED_TRACE(testing::Message() << source << " seed " << seed);
      check(Country(records));
    }
  }
}

// Hours and earnings are means, in spite of their codes.
bool IsCount(const std::string& id) {
  return absl::StrContains(id, "_NB.") && !absl::StrContains(id, ".HOW_") && !absl::StrContains(id, ".EAR_");
}

TEST(DemoSeries, TheSameSeedAndDayGiveTheSameSeries) {
  const Sources a = SeriesOf(7), b = SeriesOf(7), c = SeriesOf(8);
  ASSERT_EQ(a.size(), b.size());
  for (const auto& [source, records] : a) {
    ASSERT_EQ(records.size(), b.at(source).size());
    size_t same = 0;
    for (size_t i = 0; i < records.size(); ++i) {
      EXPECT_EQ(records[i].SerializeAsString(), b.at(source)[i].SerializeAsString());
      same += records[i].SerializeAsString() == c.at(source)[i].SerializeAsString();
    }
    EXPECT_LT(same, records.size() / 2) << source;
  }
}

TEST(DemoSeries, EveryOneIsAValidRecordOfTheHub) {
  for (const auto& [source, records] : SeriesOf(1)) {
    for (const Record& record : records) {
      EXPECT_EQ(record.source(), source);
      EXPECT_EQ(record.record_id(), statistics::SeriesId(record.series()));
      Violations violations;
      statistics::ValidateSeries(record.series(), Core(), violations);
      for (const Violation& violation : violations.list()) {
        ADD_FAILURE() << record.record_id() << " " << violation.field << " " << ReasonName(violation.reason);
      }
    }
  }
}

TEST(DemoSeries, HaveFifteenIndicatorsOfTwentyYearsInEveryCountryAndSayWhatTheyAre) {
  const Sources sources = SeriesOf(1);
  EXPECT_EQ(sources.size(), Words().countries.size());
  for (const auto& [source, records] : sources) {
    EXPECT_TRUE(absl::StartsWith(source, "DEMO/") && absl::EndsWith(source, "/stat")) << source;
    std::set<std::string> indicators, ids;
    std::map<std::string, int> first_last;
    for (const Record& record : records) {
      const Series& series = record.series();
      EXPECT_TRUE(ids.insert(record.record_id()).second) << record.record_id();
      indicators.insert(series.key(2));
      EXPECT_EQ(series.periods(0).substr(0, 4), "2006");
      ++first_last[series.key(0) + " " + series.periods(series.periods_size() - 1)];
      ASSERT_EQ(series.columns(0).id(), "NOTE");
      EXPECT_EQ(series.columns(0).values_size(), 1);
      EXPECT_EQ(std::count(series.columns(0).at().begin(), series.columns(0).at().end(), 1U),
                series.periods_size());
    }
    EXPECT_GE(indicators.size(), 15U) << source;
    ASSERT_EQ(first_last.size(), 3U) << source;
    for (const char* last : {"A 2025", "M 2026-10", "Q 2026-Q3"})
      EXPECT_EQ(first_last.count(last), 1U) << last;
  }
}

TEST(DemoSeries, EndWithTheLastYearThatIsOver) {
  const Sources sources = SeriesOf(1, absl::CivilDay(2027, 1, 1));
  for (const Record& record : sources.at("DEMO/MA/stat")) {
    EXPECT_EQ(record.series().periods(record.series().periods_size() - 1).substr(0, 4), "2026");
  }
}

TEST(DemoSeries, MenAndWomenMakeTheTotal) {
  EachCountry([](const Country& country) {
    country.EachPair("SEX_T", "SEX_M", [&](const std::string& id, const Series& total, const Series& men) {
      const Series& women = country.At(absl::StrReplaceAll(id, {{"SEX_T", "SEX_F"}}));
      for (int i = 0; i < total.values_size(); ++i) {
        if (IsCount(id)) {
          EXPECT_EQ(total.values(i), men.values(i) + women.values(i)) << id << " " << total.periods(i);
        } else {
          EXPECT_GE(total.values(i), std::min(men.values(i), women.values(i)))
              << id << " " << total.periods(i);
          EXPECT_LE(total.values(i), std::max(men.values(i), women.values(i)))
              << id << " " << total.periods(i);
        }
      }
    });
  });
}

TEST(DemoSeries, YoungAndOlderMakeAll) {
  EachCountry([](const Country& country) {
    country.EachPair(kAll, kYoung, [&](const std::string& id, const Series& all, const Series& young) {
      const Series& older = country.At(absl::StrReplaceAll(id, {{kAll, kOlder}}));
      if (!IsCount(id)) return;
      for (int i = 0; i < all.values_size(); ++i) {
        EXPECT_EQ(all.values(i), young.values(i) + older.values(i)) << id << " " << all.periods(i);
      }
    });
  });
}

// The id of the same series of another dataflow and indicator.
std::string Instead(const std::string& id, const std::string& flow, const std::string& indicator) {
  const std::string of = absl::StrCat("TABADUL:", flow, "(1.0)");
  std::vector<std::string> key = absl::StrSplit(id.substr(id.find("):") + 2), '.');
  key[2] = indicator;
  return absl::StrCat(of, ":", absl::StrJoin(key, "."));
}

TEST(DemoSeries, EmployedAndUnemployedMakeTheLabourForceAndRatesFollow) {
  struct Rate {
    const char *flow, *indicator, *part_flow, *part, *whole_flow, *whole;
  };
  const Rate kRates[] = {
      {"DF_UNEMPLOYMENT", "UNE_DEAP_RT", "DF_UNEMPLOYMENT", "UNE_TUNE_NB", "DF_LABOUR_FORCE", "EAP_TEAP_NB"},
      {"DF_LABOUR_FORCE", "EAP_DWAP_RT", "DF_LABOUR_FORCE", "EAP_TEAP_NB", "DF_POPULATION", "POP_XWAP_NB"},
      {"DF_EMPLOYMENT", "EMP_DWAP_RT", "DF_EMPLOYMENT", "EMP_TEMP_NB", "DF_POPULATION", "POP_XWAP_NB"},
      {"DF_YOUTH", "EIP_NEET_RT", "DF_YOUTH", "EIP_NEET_NB", "DF_POPULATION", "POP_XWAP_NB"},
      {"DF_UNDERUTILISATION", "TRU_DEMP_RT", "DF_UNDERUTILISATION", "TRU_TTRU_NB", "DF_EMPLOYMENT",
       "EMP_TEMP_NB"},
  };
  EachCountry([&](const Country& country) {
    int forces = 0, rates = 0;
    for (const auto& [id, force] : country.all()) {
      if (!absl::StrContains(id, ".EAP_TEAP_NB.")) continue;
      ++forces;
      const Series& employed = country.At(Instead(id, "DF_EMPLOYMENT", "EMP_TEMP_NB"));
      const Series& unemployed = country.At(Instead(id, "DF_UNEMPLOYMENT", "UNE_TUNE_NB"));
      for (int i = 0; i < force->values_size(); ++i) {
        EXPECT_EQ(force->values(i), employed.values(i) + unemployed.values(i)) << id << force->periods(i);
      }
    }
    for (const auto& [id, series] : country.all()) {
      for (const Rate& rate : kRates) {
        // By quarter there is no population.
        if (!absl::StrContains(id, absl::StrCat(".", rate.indicator, "."))) continue;
        const std::string whole_id = Instead(id, rate.whole_flow, rate.whole);
        if (!country.Has(whole_id)) continue;
        ++rates;
        const Series& part = country.At(Instead(id, rate.part_flow, rate.part));
        const Series& whole = country.At(whole_id);
        for (int i = 0; i < series->values_size(); ++i) {
          if (IsMissing(*series, i)) continue;
          const double exact =
              1e4 * static_cast<double>(part.values(i)) / static_cast<double>(whole.values(i));
          EXPECT_NEAR(static_cast<double>(series->values(i)), exact, 0.5 + 1e-9) << id << series->periods(i);
        }
      }
    }
    EXPECT_EQ(forces, 18);
    EXPECT_GE(rates, 9 * 4 + 3 + 3);
  });
}

TEST(DemoSeries, SectorsAndStatusMakeEmployment) {
  EachCountry([](const Country& country) {
    int found = 0;
    for (const auto& [id, total] : country.all()) {
      if (!absl::StrContains(id, "DF_EMPLOYMENT_STRUCTURE") || !absl::StrContains(id, "ECO_SECTOR_TOTAL") ||
          !absl::StrContains(id, "STE_AGGREGATE_TOTAL")) {
        continue;
      }
      ++found;
      const auto of = [&](const char* all, const char* part) -> const Series& {
        return country.At(absl::StrReplaceAll(id, {{all, part}}));
      };
      const std::string sex = total->key(3);
      const Series& employment =
          country.At(absl::StrCat("TABADUL:DF_EMPLOYMENT(1.0):A.", total->key(1), ".EMP_TEMP_NB.", sex, ".",
                                  kAll, ".EDU_AGGREGATE_TOTAL.GEO_COV_NAT"));
      for (int i = 0; i < total->values_size(); ++i) {
        EXPECT_EQ(total->values(i), employment.values(i)) << id;
        EXPECT_EQ(total->values(i), of("ECO_SECTOR_TOTAL", "ECO_SECTOR_AGR").values(i) +
                                        of("ECO_SECTOR_TOTAL", "ECO_SECTOR_IND").values(i) +
                                        of("ECO_SECTOR_TOTAL", "ECO_SECTOR_SER").values(i))
            << id << " " << total->periods(i);
        EXPECT_EQ(total->values(i), of("STE_AGGREGATE_TOTAL", "STE_AGGREGATE_EES").values(i) +
                                        of("STE_AGGREGATE_TOTAL", "STE_AGGREGATE_SLF").values(i))
            << id << " " << total->periods(i);
      }
    }
    EXPECT_EQ(found, 3);
  });
}

TEST(DemoSeries, AYearWithoutSurveyIsMissingAndSaysSo) {
  ASSERT_EQ(Words().series.profiles.at("MA").gap, 2011);
  int missing = 0;
  const Sources sources = SeriesOf(1);
  for (const Record& record : sources.at("DEMO/MA/stat")) {
    const Series& series = record.series();
    const auto& status = series.columns(1);
    const bool survey = series.columns(2).values(0) == "LFS";
    for (int i = 0; i < series.periods_size(); ++i) {
      EXPECT_EQ(IsMissing(series, i), survey && absl::StartsWith(series.periods(i), "2011"))
          << record.record_id();
      EXPECT_EQ(IsMissing(series, i), status.values(static_cast<int>(status.at(i)) - 1) == "O");
      missing += IsMissing(series, i);
    }
  }
  EXPECT_GT(missing, 0);
}

TEST(DemoSeries, UnemploymentIsPlausibleAndRisesInTheCrisis) {
  EachCountry([](const Country& country) {
    for (const auto& [id, rate] : country.all()) {
      if (!absl::StrContains(id, ":Q.") || !absl::StrContains(id, ".UNE_DEAP_RT.SEX_T.") ||
          !absl::StrContains(id, kAll)) {
        continue;
      }
      for (int i = 0; i < rate->values_size(); ++i) {
        if (IsMissing(*rate, i)) continue;
        EXPECT_GE(rate->values(i), 50) << id << rate->periods(i);
        EXPECT_LE(rate->values(i), 4'500) << id << rate->periods(i);
      }
      const int before = 4 * (2019 - 2006) + 1;  // the second quarter
      ASSERT_EQ(rate->periods(before), "2019-Q2");
      EXPECT_GT(rate->values(before + 4), rate->values(before) + 60) << id;
    }
  });
}

}  // namespace
}  // namespace tabadul::demo
