// Whether what real files say has a key in the core structures: the codes of ILOSTAT, its earnings, a copy of its modelled
// estimates, and the SDG indicators of a statistics office. What fits is told as counts, and so is what is left out on
// purpose. Skipped where the files are not.
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "gtest/gtest.h"
#include "lib/platform/base/status.h"
#include "services/statistics/core/core_for_test.h"
#include "services/statistics/series/series.h"
#include "services/statistics/series/validate.h"

namespace tabadul::statistics {
namespace {

using testing::CoreStructures;
using testing::OfHub;

std::filesystem::path Data() {
  const char* set = std::getenv("TABADUL_DATA");
  return set ? std::filesystem::path(set) : std::filesystem::current_path() / ".." / "shared" / "data";
}

using Row = std::map<std::string, std::string>;

// By the names of the columns. None of the cells that are asked has a comma in it.
std::vector<Row> Rows(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::vector<Row> rows;
  std::string line;
  std::getline(file, line);
  const std::vector<std::string> columns = absl::StrSplit(absl::StripSuffix(line, "\r"), ',');
  while (std::getline(file, line)) {
    const std::vector<std::string> cells = absl::StrSplit(absl::StripSuffix(line, "\r"), ',');
    Row& row = rows.emplace_back();
    for (size_t i = 0; i < std::min(columns.size(), cells.size()); ++i) row[columns[i]] = cells[i];
  }
  return rows;
}

const Codes& CodesOf(std::string_view codelist) {
  return *CoreStructures().CodesOf(OfHub(ArtefactType::kCodelist, std::string(codelist)));
}

// A figure: codes by dimension. Those that are not named are the totals; the frequency is annual.
struct Figure {
  std::string dataflow;
  std::map<std::string, std::string> codes;
  std::string unit;
};

// The id of its series, which is taken; empty if it has none.
std::string KeyOf(const Figure& figure) {
  const auto layout = CoreStructures().Find(OfHub(ArtefactType::kDataflow, figure.dataflow));
  v1::Series series;
  series.set_dataflow("TABADUL:" + figure.dataflow + "(1.0)");
  for (const LaidComponent& dimension : (*layout)->dimensions) {
    const auto given = figure.codes.find(dimension.id);
    const Codes& codes = *dimension.codes;
    const bool named = given != figure.codes.end() && !given->second.empty();
    std::string code = named ? given->second : codes.items()[0].id;
    if (const int of = codes.FindSynonym(code); of >= 0) code = codes.items()[of].id;
    series.add_key(code);
  }
  v1::AttributeValue& unit = *series.add_attributes();
  unit.set_id("UNIT_MEASURE");
  unit.set_value(figure.unit);
  series.add_periods("2020");
  series.add_values(1);
  Violations violations;
  ValidateSeries(series, CoreStructures(), violations);
  return violations.ok() ? SeriesId(series) : "";
}

TEST(RealKeys, OfIlostatsCodesMostFit) {
  const auto path = Data() / "sdmx" / "ilo" / "ilo_codelists_en_fr_es.csv";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is not here";
  // Codes, synonyms, and what there is not: headings, child labour, the classifications of former years, topics that the hub
  // has not.
  const std::map<std::string, std::array<int, 3>> expected = {
      {"CL_AGE", {26, 38, 12}},      {"CL_CUR", {3, 0, 0}},   {"CL_DSB", {4, 1, 0}},
      {"CL_ECO", {33, 6, 39}},       {"CL_EDU", {17, 4, 18}}, {"CL_GEO", {4, 0, 0}},
      {"CL_OCU", {12, 5, 37}},       {"CL_SEX", {4, 1, 0}},   {"CL_STE", {10, 1, 2}},
      {"CL_INDICATOR", {88, 0, 140}}};
  std::map<std::string, std::array<int, 3>> found;
  for (const Row& row : Rows(path)) {
    const std::string& list = row.at("codelist");
    const std::string ours = list == "CL_MEASURE" ? "CL_INDICATOR" : list;
    if (!expected.contains(ours)) continue;
    const Codes& codes = CodesOf(ours);
    const std::string& code = row.at("code");
    ++found[ours][codes.Find(code) >= 0 ? 0 : codes.FindSynonym(code) >= 0 ? 1 : 2];
  }
  EXPECT_EQ(found, expected);
}

std::string AreaNamed(std::string_view english) {
  for (const Item& area : CodesOf("CL_AREA").items()) {
    if (InLanguage(area.names, "en") == english) return area.id;
  }
  return "";
}

TEST(RealKeys, OfIlostatsEarningsEachHasItsOwn) {
  const auto path = Data() / "statistics" / "ilostat_earnings_sex_area_oic.csv";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is not here";
  const std::map<std::string, std::string> codes = {{"Total", "SEX_T"},
                                                    {"Male", "SEX_M"},
                                                    {"Female", "SEX_F"},
                                                    {"Area type: National", "GEO_COV_NAT"},
                                                    {"Area type: Rural", "GEO_COV_RUR"},
                                                    {"Area type: Urban", "GEO_COV_URB"},
                                                    {"Currency: 2021 PPP $", "CUR_TYPE_PPP"}};
  std::set<std::string> seen;
  const std::vector<Row> rows = Rows(path);
  for (const Row& row : rows) {
    const std::string key = KeyOf({"DF_EARNINGS",
                                   {{"REF_AREA", AreaNamed(row.at("ref_area.label"))},
                                    {"INDICATOR", "EAR_4MTH_NB"},
                                    {"SEX", codes.at(row.at("sex.label"))},
                                    {"GEO", codes.at(row.at("classif1.label"))},
                                    {"CUR", codes.at(row.at("classif2.label"))}},
                                   "CR"});
    EXPECT_FALSE(key.empty()) << row.at("ref_area.label");
    EXPECT_TRUE(seen.insert(key + "/" + row.at("time")).second) << key << " " << row.at("time");
  }
  EXPECT_EQ(seen.size(), 369u);
}

// Of indicators that are shares in employment; without a dataflow if it is none of them.
Figure ShareNamed(std::string_view indicator) {
  static const std::map<std::string_view, std::pair<std::string, std::string>> kGroups = {
      {"agriculture_workers", {"ECO", "ECO_SECTOR_AGR"}},
      {"industry_workers", {"ECO", "ECO_SECTOR_IND"}},
      {"service_workers", {"ECO", "ECO_SECTOR_SER"}},
      {"self_employed", {"STE", "STE_AGGREGATE_SLF"}},
      {"family_workers", {"STE", "STE_ICSE93_5"}}};
  for (const auto& [name, code] : kGroups) {
    if (!indicator.starts_with(name)) continue;
    return {"DF_EMPLOYMENT_STRUCTURE", {{"INDICATOR", "EMP_2EMP_DT"}, code}, "PT"};
  }
  return {};
}

// Of rates by age.
Figure RateNamed(std::string_view indicator) {
  static const std::map<std::string, std::string> kAges = {
      {"15_24", "AGE_YTHADULT_Y15-24"},  {"15_64", "AGE_YTHADULT_Y15-64"},
      {"15plus", "AGE_YTHADULT_YGE15"},  {"25_54", "AGE_AGGREGATE_Y25-54"},
      {"55_64", "AGE_AGGREGATE_Y55-64"}, {"65plus", "AGE_AGGREGATE_YGE65"}};
  static const std::map<std::string, std::pair<std::string, std::string>> kRates = {
      {"employment", {"DF_EMPLOYMENT", "EMP_2WAP_RT"}},
      {"unemployment", {"DF_UNEMPLOYMENT", "UNE_2EAP_RT"}},
      {"labour_force_participation", {"DF_LABOUR_FORCE", "EAP_2WAP_RT"}}};
  for (const auto& [age, code] : kAges) {
    for (const auto& [rate, of] : kRates) {
      if (indicator != "aged_" + age + "_" + rate + "_rate_percent") continue;
      return {of.first, {{"INDICATOR", of.second}, {"AGE", code}}, "PT"};
    }
  }
  return {};
}

// What an indicator of Gapminder is in the core; without a dataflow if it has no place there.
Figure FigureNamed(std::string_view indicator) {
  if (indicator == "hourly_labour_cost_constant_2021_usd") {
    return {"DF_EARNINGS", {{"INDICATOR", "LAC_4HRL_NB"}, {"CUR", "CUR_TYPE_PPP"}}, "CR"};
  }
  for (const std::string_view sex : {"females_", "males_", "female_", "male_"}) {
    if (indicator.starts_with(sex)) indicator.remove_prefix(sex.size());
  }
  Figure figure = ShareNamed(indicator);
  return figure.dataflow.empty() ? RateNamed(indicator) : figure;
}

TEST(RealKeys, OfIlostatsModelledEstimatesAllButTwoIndicatorsFit) {
  const auto path = Data() / "statistics" / "ilo_gapminder_oic_indicators.csv";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is not here";
  std::map<std::string, std::string> keys;  // by area, indicator and sex
  std::set<std::string> unknown, distinct;
  size_t fit = 0, rows = 0;
  for (const Row& row : Rows(path)) {
    ++rows;
    const std::string& indicator = row.at("indicator");
    Figure figure = FigureNamed(indicator);
    if (figure.dataflow.empty()) {
      unknown.insert(indicator);
      continue;
    }
    figure.codes["REF_AREA"] = row.at("iso3");
    figure.codes["SEX"] = row.at("sex");
    const auto [known, is_new] = keys.try_emplace(row.at("iso3") + indicator + row.at("sex"));
    if (is_new) known->second = KeyOf(figure);
    EXPECT_FALSE(known->second.empty()) << row.at("iso3") << " " << indicator;
    fit += !known->second.empty();
    distinct.insert(known->second);
  }
  EXPECT_EQ(distinct.size(), keys.size()) << "two figures with one key";
  for (const std::string& indicator : unknown) {
    EXPECT_TRUE(indicator.find("long_term_unemployment") != std::string::npos ||
                indicator.find("salaried_workers_percent_of_non_agricultural") != std::string::npos)
        << indicator;
  }
  EXPECT_EQ(rows, 50'264u);
  EXPECT_EQ(fit, 48'869u);
}

// How many of a country's own rows have a key; those of its regions have none.
std::pair<int, int> NationalRows(const std::string& file, const std::string& dataflow,
                                 const std::string& indicator) {
  int fit = 0, all = 0;
  for (const Row& row : Rows(Data() / "statistics" / file)) {
    if (!row.at("REF_AREA").empty()) continue;
    ++all;
    const auto urbanisation = row.find("URBANISATION");
    fit += !KeyOf({dataflow,
                   {{"REF_AREA", "KAZ"},
                    {"INDICATOR", indicator},
                    {"SEX", row.at("SEX")},
                    {"AGE", row.at("AGE")},
                    {"GEO", urbanisation == row.end() ? "" : urbanisation->second},
                    {"CUR", "CUR_TYPE_LCU"}},
                   row.at("UNIT_MEASURE")})
                .empty();
  }
  return {fit, all};
}

TEST(RealKeys, OfAnOfficesSdgIndicatorsFitByTheCodesOfSdmx) {
  if (!std::filesystem::exists(Data() / "statistics" / "kaz_sdg_8-3-1.csv")) GTEST_SKIP() << "no files";
  // The others are of bands of age that ILOSTAT has not (16–24, 25–28…).
  EXPECT_EQ(NationalRows("kaz_sdg_8-3-1.csv", "DF_INFORMALITY", "SDG_0831_RT"), std::make_pair(108, 170));
  EXPECT_EQ(NationalRows("kaz_sdg_8-5-2.csv", "DF_UNEMPLOYMENT", "SDG_0852_RT"), std::make_pair(112, 155));
  // Amounts of money that say they are percentages.
  EXPECT_EQ(NationalRows("kaz_sdg_8-5-1.csv", "DF_EARNINGS", "SDG_0851_NB").first, 0);
}

}  // namespace
}  // namespace tabadul::statistics
