#include "tests/bench/statistics/questions.h"

#include "absl/strings/str_join.h"
#include "fmt/format.h"
#include "lib/taxonomy/crosswalk.h"
#include "lib/taxonomy/member_states.h"
#include "tests/bench/statistics/folds.h"

namespace tabadul::bench {
namespace {

using Rows = std::vector<Row>;
using Way = Question::Way;

constexpr char kGroupTable[] = "bench_group";
constexpr char kEarlier[] = "2019", kYear[] = "2024", kQuarter[] = "2025-Q4";
const std::vector<std::string> kOne = {"EG"};
const std::vector<std::string> kFive = {"EG", "ID", "NG", "SA", "TR"};
constexpr char kMen[] = "SEX_M", kWomen[] = "SEX_F";
constexpr char kAll[] = "AGE_YTHADULT_YGE15", kYoung[] = "AGE_YTHADULT_Y15-24";
constexpr char kNation[] = "GEO_COV_NAT", kTowns[] = "GEO_COV_URB";
constexpr char kSectors[] = "ECO_SECTOR_TOTAL", kFarming[] = "ECO_ISIC4_A";

// "SELECT label, value FROM … WHERE … rest".
std::string Select(const Question& question, std::string_view what, std::string_view rest = "") {
  return fmt::format("SELECT {} FROM {} WHERE {} {}", what, kObservationTable, Where(question), rest);
}

std::string GroupOf(const taxonomy::MemberState& state) {
  switch (state.group) {
    case taxonomy::StateGroup::kArab:
      return "arab";
    case taxonomy::StateGroup::kAsian:
      return "asian";
    case taxonomy::StateGroup::kAfrican:
      return "african";
  }
  return "";
}

std::string GroupOfArea(const std::string& area) {
  const auto* state = taxonomy::FindMemberState(taxonomy::Alpha2FromAlpha3(area));
  return state == nullptr ? "" : GroupOf(*state);
}

void AddLatest(std::vector<Mixed>& mix) {
  for (const auto& [name, frequency] : {std::pair("year", "A"), std::pair("month", "M")}) {
    const Question latest{.frequency = frequency, .way = Way::kLatest};
    mix.push_back({fmt::format("latest by country, of a {}", name), latest,
                   Select(latest, "DISTINCT ON (ref_area) ref_area AS label, obs_value AS value",
                          "ORDER BY ref_area, time_period DESC"),
                   [](const Rows& rows) { return Latest(rows, Code(kArea)); }});
  }
  const Question year{.from = kYear, .until = kYear};
  mix.push_back(
      {"top ten countries of a year", year,
       Select(year, "ref_area AS label, obs_value AS value", "ORDER BY obs_value DESC, ref_area LIMIT 10"),
       [](const Rows& rows) { return Largest(Each(rows, Code(kArea)), 10); }});
}

void AddGroups(std::vector<Mixed>& mix) {
  const Question all;
  mix.push_back(
      {"mean of groups of countries, by year", all,
       fmt::format("SELECT name || ' ' || time_period AS label, avg(obs_value) AS value FROM {} JOIN {} "
                   "USING (ref_area) WHERE {} GROUP BY name, time_period",
                   kObservationTable, kGroupTable, Where(all)),
       [](const Rows& rows) {
         return Means(rows, [](const Row& row, const Value& value) {
           return GroupOfArea(row.key[kArea]) + " " + value.period;
         });
       }});
  mix.push_back({"sum of all countries, by year", all,
                 Select(all, "time_period AS label, sum(obs_value) AS value", "GROUP BY time_period"),
                 [](const Rows& rows) { return Sums(rows, PeriodLabel); }});
  const Question section{.indicator = "EMP_TEMP_DT", .eco = kFarming, .from = kEarlier, .until = kYear};
  mix.push_back({"mean share of a section, by country", section,
                 Select(section, "ref_area AS label, avg(obs_value) AS value", "GROUP BY ref_area"),
                 [](const Rows& rows) { return Means(rows, Code(kArea)); }});
}

void AddChanges(std::vector<Mixed>& mix) {
  const Question years{.from = kEarlier, .until = kYear};
  const auto in = [](const char* year) {
    return fmt::format("max(obs_value) FILTER (WHERE time_period = '{}')", year);
  };
  const std::string both = fmt::format(
      "GROUP BY ref_area HAVING count(*) FILTER (WHERE time_period IN ('{}', '{}')) = 2", kEarlier, kYear);
  mix.push_back(
      {"change over five years, by country", years,
       Select(years, fmt::format("ref_area AS label, {} - {} AS value", in(kYear), in(kEarlier)), both),
       [](const Rows& rows) { return Changes(rows, kEarlier, kYear); }});
  mix.push_back({"top ten by growth over five years", years,
                 Select(years, fmt::format("ref_area AS label, {} / {} AS value", in(kYear), in(kEarlier)),
                        both + " ORDER BY value DESC, label LIMIT 10"),
                 [](const Rows& rows) { return Largest(Growths(rows, kEarlier, kYear), 10); }});
  const Question quarters{.frequency = "Q", .countries = kOne};
  mix.push_back({"growth over the year, each quarter of a country", quarters,
                 fmt::format("SELECT label, value FROM ({}) AS growths WHERE value IS NOT NULL",
                             Select(quarters,
                                    "time_period AS label, obs_value / lag(obs_value) OVER (PARTITION BY "
                                    "substr(time_period, 5) ORDER BY time_period) - 1 AS value")),
                 [](const Rows& rows) { return rows.empty() ? Answer() : YearlyGrowths(rows.front()); }});
  const Question months{.frequency = "M", .countries = kOne};
  mix.push_back({"season of a country: mean by month of the year", months,
                 Select(months, "substr(time_period, 6, 2) AS label, avg(obs_value) AS value",
                        "GROUP BY substr(time_period, 6, 2)"),
                 [](const Rows& rows) {
                   return Means(rows,
                                [](const Row&, const Value& value) { return value.period.substr(5, 2); });
                 }});
}

void AddQuality(std::vector<Mixed>& mix) {
  const Question all;
  mix.push_back(
      {"gaps: years without a value, by country", all,
       Select(all,
              "ref_area AS label, max(CAST(time_period AS integer)) - min(CAST(time_period AS integer)) "
              "+ 1 - count(*) AS value",
              "GROUP BY ref_area"),
       Gaps});
  mix.push_back(
      {"breaks in series, by country", all,
       Select(all, "ref_area AS label, count(*) AS value", "AND obs_status = 'B' GROUP BY ref_area"),
       [](const Rows& rows) { return Counts(rows, Code(kArea), "B"); }});
}

// What one code has of another's, under the same label, which is a column too.
Mixed RatioOf(std::string name, Question question, const char* label, const Label& of, const Parts& parts) {
  const std::string column = kDimensionIds[parts.dimension];  // SQL's names have no case
  const auto value = [&](const std::string& code) {
    return fmt::format("max(obs_value) FILTER (WHERE {} = '{}')", column, code);
  };
  std::string sql = Select(
      question, fmt::format("{} AS label, {} / {} AS value", label, value(parts.part), value(parts.whole)),
      fmt::format("GROUP BY {} HAVING count(*) = 2", label));
  return {std::move(name), std::move(question), std::move(sql),
          [of, parts](const Rows& rows) { return Ratios(rows, of, parts); }};
}

void AddRatios(std::vector<Mixed>& mix) {
  const std::string sexes = fmt::format("{}+{}", kMen, kWomen);
  mix.push_back(RatioOf("women to men, by country", {.sex = sexes, .from = kYear, .until = kYear}, "ref_area",
                        Code(kArea), {kSex, kWomen, kMen}));
  mix.push_back(RatioOf("women to men, by year of a country", {.sex = sexes, .countries = kOne},
                        "time_period", PeriodLabel, {kSex, kWomen, kMen}));
  mix.push_back(RatioOf("share of the young, by country",
                        {.age = fmt::format("{}+{}", kAll, kYoung), .from = kYear, .until = kYear},
                        "ref_area", Code(kArea), {kAge, kYoung, kAll}));
  mix.push_back(RatioOf(
      "share of towns, by country, of a quarter",
      {.frequency = "Q", .geo = fmt::format("{}+{}", kNation, kTowns), .from = kQuarter, .until = kQuarter},
      "ref_area", Code(kArea), {kGeo, kTowns, kNation}));
  mix.push_back(RatioOf("share of agriculture, by country",
                        {.eco = fmt::format("{}+{}", kSectors, kFarming), .from = kYear, .until = kYear},
                        "ref_area", Code(kArea), {kEco, kFarming, kSectors}));
}

void AddTables(std::vector<Mixed>& mix) {
  const Question sections{.eco = "*", .countries = kOne, .from = kYear, .until = kYear};
  mix.push_back(
      {"structure of a country by section", sections,
       Select(sections, fmt::format("eco AS label, 100 * obs_value / max(CASE WHEN eco = '{}' THEN obs_value "
                                    "END) OVER () AS value",
                                    kSectors)),
       [](const Rows& rows) { return Shares(rows, kEco, kSectors); }});
  const Question majors{.ocu = "*", .countries = kOne};
  mix.push_back({"occupations of a country, by year", majors,
                 Select(majors, "ocu || ' ' || time_period AS label, obs_value AS value"),
                 [](const Rows& rows) { return Each(rows, CodeAndPeriod(kOcu)); }});
  const Question five{.countries = kFive, .way = Way::kCompare};
  mix.push_back({"five countries side by side, by year", five,
                 Select(five, "ref_area || ' ' || time_period AS label, obs_value AS value"),
                 [](const Rows& rows) { return Each(rows, CodeAndPeriod(kArea)); }});
}

std::vector<Mixed> MakeMix() {
  std::vector<Mixed> mix;
  AddLatest(mix);
  AddGroups(mix);
  AddChanges(mix);
  AddQuality(mix);
  AddRatios(mix);
  AddTables(mix);
  return mix;
}

}  // namespace

const std::vector<Mixed>& Mix() {
  static const auto& mix = *new std::vector<Mixed>(MakeMix());
  return mix;
}

std::vector<std::string> GroupStatements() {
  std::vector<std::string> rows;
  for (const taxonomy::MemberState& state : taxonomy::MemberStates())
    rows.push_back(fmt::format("('{}', '{}')", state.alpha3, GroupOf(state)));
  return {fmt::format("CREATE TABLE {} (ref_area text PRIMARY KEY, name text)", kGroupTable),
          fmt::format("INSERT INTO {} VALUES {}", kGroupTable, absl::StrJoin(rows, ", "))};
}

}  // namespace tabadul::bench
