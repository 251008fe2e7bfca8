#include "tests/bench/statistics/observations.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "absl/strings/str_join.h"
#include "lib/taxonomy/member_states.h"
#include "tests/bench/exchange/stage.h"

namespace tabadul::bench {
namespace {

using statistics::v1::Series;

// With fewer some questions of the mix (questions.h) have no answer.
constexpr uint64_t kLeast = 1'000'000;
constexpr int kLastYear = 2025, kShort = 20;  // years of the shortest series

constexpr std::array kFrequencies = {1, 4, 12};  // periods of a year
constexpr std::array<const char*, 3> kFrequencyCodes = {"A", "Q", "M"};

constexpr std::array<const char*, 3> kSexes = {"SEX_T", "SEX_M", "SEX_F"};
constexpr std::array<const char*, 3> kAges = {"AGE_YTHADULT_YGE15", "AGE_YTHADULT_Y15-24",
                                              "AGE_YTHADULT_YGE25"};
constexpr std::array<const char*, 3> kGeos = {"GEO_COV_NAT", "GEO_COV_URB", "GEO_COV_RUR"};
constexpr uint64_t kSections = 21, kMajors = 10;  // of ISIC and ISCO, beside the total

// The series of a country that differ in these codes alone; the first of them vary fastest.
struct Kind {
  size_t frequency;
  const char* indicator;
  bool share;  // in per cent, else thousands of persons
  uint64_t sexes, ages, geos, ecos, ocus;
  uint64_t series() const { return sexes * ages * geos * ecos * ocus; }
};
constexpr Kind kKinds[] = {{0, "EMP_TEMP_NB", false, 3, 3, 1, kSections + 1, kMajors + 1},
                           {1, "EMP_TEMP_NB", false, 3, 3, 3, kSections + 1, 1},
                           {2, "EMP_TEMP_NB", false, 3, 3, 3, 1, kMajors + 1},
                           {0, "EMP_TEMP_DT", true, 3, 3, 3, kSections + 1, 1}};

// The finalizer of SplitMix64 over a few numbers.
uint64_t Mix(uint64_t a, uint64_t b, uint64_t c = 0) {
  uint64_t mixed = ((a * 1'000'003 + b) * 1'000'003 + c) * 0x9e3779b97f4a7c15;
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
  return mixed ^ (mixed >> 31);
}

// What a survey of a year was. Proportions of breaks and of what is unreliable are those of ILOSTAT's file of earnings in
// shared/data (72 and 1 of 369; every observation there has a note and names its source); that it says nothing of normal ones is
// ILOSTAT's way, too.
enum class Survey { kNone, kNormal, kBreak, kUnreliable };
constexpr uint64_t kOf = 369, kBreaks = 72, kDoubts = 1;
constexpr uint64_t kYearsToNone = 25;  // every how manieth year there was none
constexpr int kAlwaysFrom = 2019;      // the questions are about these

Survey SurveyOf(uint64_t country, int year) {
  const auto number = static_cast<uint64_t>(year);
  if (year < kAlwaysFrom && Mix(country, number, 1) % kYearsToNone == 0) return Survey::kNone;
  const uint64_t lot = Mix(country, number, 2) % kOf;
  return lot < kBreaks ? Survey::kBreak : lot < kBreaks + kDoubts ? Survey::kUnreliable : Survey::kNormal;
}

int YearsOf(uint64_t country, size_t frequency) {
  return frequency == 0 ? kShort + static_cast<int>(Mix(country, 3) % 11) : kShort;
}

std::string PeriodOf(size_t frequency, int year, int part) {
  if (frequency == 0) return fmt::format("{}", year);
  return frequency == 1 ? fmt::format("{}-Q{}", year, part) : fmt::format("{}-{:02}", year, part);
}

// `texts`: of each observation, empty: none.
void AddColumn(Series& series, const char* id, const std::vector<std::string>& texts) {
  std::map<std::string, uint32_t> places;
  for (const std::string& text : texts) places[text] = 0;
  places.erase("");
  if (places.empty()) return;
  auto& column = *series.add_columns();
  column.set_id(id);
  for (auto& [text, place] : places) {
    column.add_values(text);
    place = static_cast<uint32_t>(column.values_size());
  }
  for (const std::string& text : texts) column.add_at(text.empty() ? 0 : places.at(text));
}

// Periods, flags and notes: what all series of a country and a frequency have alike.
Series PatternOf(uint64_t country, size_t frequency) {
  Series series;
  series.set_dataflow(kFlow);
  std::vector<std::string> notes, statuses;
  for (int year = kLastYear - YearsOf(country, frequency) + 1; year <= kLastYear; ++year) {
    const Survey survey = SurveyOf(country, year);
    for (int part = 1; survey != Survey::kNone && part <= kFrequencies[frequency]; ++part) {
      series.add_periods(PeriodOf(frequency, year, part));
      statuses.emplace_back(survey == Survey::kBreak ? "B" : survey == Survey::kUnreliable ? "U" : "");
      notes.emplace_back(survey == Survey::kBreak ? "Break in series: the sample was renewed"
                                                  : "Microdata processed by the office");
    }
  }
  AddColumn(series, "NOTE", notes);
  AddColumn(series, "OBS_STATUS", statuses);
  AddColumn(series, "SOURCE", std::vector<std::string>(notes.size(), "Labour force survey"));
  AddColumn(series, "SOURCE_TYPE", std::vector<std::string>(notes.size(), "LFS"));
  return series;
}

std::string CodeOf(const char* prefix, const char* total, uint64_t number, char first) {
  return number == 0 ? total : std::string(prefix) + static_cast<char>(first + static_cast<char>(number) - 1);
}

// `growth`: thousandths a year.
void AddValues(uint64_t number, uint64_t size, uint64_t growth, int of_year, Series& series) {
  for (int i = 0; i < series.periods_size(); ++i) {
    const auto at = static_cast<uint64_t>(i), part = static_cast<uint64_t>(i % of_year);
    const uint64_t trend = 1'000 + growth * at / static_cast<uint64_t>(of_year);
    const uint64_t season = 985 + part * 7 % 30, noise = 980 + Mix(number, 11, at) % 41;
    const uint64_t value = size / 1'000 * trend / 1'000 * season / 1'000 * noise / 1'000;
    series.add_values(static_cast<int64_t>(std::max<uint64_t>(value, 1)));
  }
}

void AddAttribute(Series& series, const char* id, const char* value) {
  auto& attribute = *series.add_attributes();
  attribute.set_id(id);
  attribute.set_value(value);
}

// Thousandths of the country's whole that a code leaves.
uint64_t Part(uint64_t country, uint64_t dimension, uint64_t code, uint64_t least, uint64_t span) {
  return code == 0 ? 1'000 : least + Mix(country, dimension, code) % span;
}

}  // namespace

struct Observations::Place {
  uint64_t country = 0;
  size_t kind = 0;
  uint64_t sex = 0, age = 0, geo = 0, eco = 0, ocu = 0;

  // A thousand times what the series is about: 200,000 to 40 million persons, or a hundred per cent, and parts of them.
  uint64_t Size() const {
    uint64_t size = 1'000 * (kKinds[kind].share ? 10'000 : 2'000 + Mix(country, 4) % 400'000);
    size = size * Part(country, kSex, sex, 300, 400) / 1'000;
    size = size * Part(country, kAge, age, 150, 650) / 1'000;
    size = size * Part(country, kGeo, geo, 350, 300) / 1'000;
    size = size * Part(country, kEco, eco, 10, 70) / 1'000;
    return size * Part(country, kOcu, ocu, 40, 120) / 1'000;
  }
};

Observations::Observations(uint64_t about) {
  for (uint64_t country = 0; country < countries(); ++country) {
    for (size_t frequency = 0; frequency < kFrequencies.size(); ++frequency)
      patterns_.push_back(PatternOf(country, frequency));
  }
  const auto counted = [&](const Kind& kind) {
    uint64_t periods = 0;
    for (size_t country = 0; country < countries(); ++country)
      periods +=
          static_cast<uint64_t>(patterns_[country * kFrequencies.size() + kind.frequency].periods_size());
    return periods;
  };
  uint64_t whole = 0;
  for (const Kind& kind : kKinds) whole += kind.series() * counted(kind);
  if (about < kLeast || about > whole)
    Die(fmt::format("TABADUL_BENCH_OBSERVATIONS is from {} to {}", kLeast, whole));
  for (const Kind& kind : kKinds) {
    taken_.push_back((kind.series() * about + whole - 1) / whole);
    of_country_ += taken_.back();
    observations_ += taken_.back() * counted(kind);
  }
}

size_t Observations::countries() { return taxonomy::MemberStates().size(); }

Observations::Place Observations::PlaceOf(uint64_t number) const {
  Place place{.country = number % countries()};
  uint64_t rest = number / countries();
  for (; rest >= taken_[place.kind]; ++place.kind) rest -= taken_[place.kind];
  const auto take = [&rest](uint64_t size) {
    const uint64_t taken = rest % size;
    rest /= size;
    return taken;
  };
  const Kind& kind = kKinds[place.kind];
  place.sex = take(kind.sexes);
  place.age = take(kind.ages);
  place.geo = take(kind.geos);
  place.eco = take(kind.ecos);
  place.ocu = rest;
  return place;
}

Key Observations::KeyOf(uint64_t number) const {
  const Place place = PlaceOf(number);
  const Kind& kind = kKinds[place.kind];
  return {kFrequencyCodes[kind.frequency],
          std::string(taxonomy::MemberStates()[place.country].alpha3),
          kind.indicator,
          kSexes[place.sex],
          kAges[place.age],
          "STE_AGGREGATE_TOTAL",
          CodeOf("ECO_ISIC4_", "ECO_SECTOR_TOTAL", place.eco, 'A'),
          CodeOf("OCU_ISCO08_", "OCU_ISCO08_TOTAL", place.ocu, '0'),
          "EDU_AGGREGATE_TOTAL",
          kGeos[place.geo]};
}

exchange::v1::PushItem Observations::ItemOf(uint64_t number) const {
  const Place place = PlaceOf(number);
  const Kind& kind = kKinds[place.kind];
  const Key key = KeyOf(number);
  exchange::v1::PushItem item;
  auto& record = *item.mutable_upsert();
  record.set_record_id(fmt::format("{}:{}", kFlow, absl::StrJoin(key, ".")));
  record.set_version(1);
  Series& series = *record.mutable_series();
  series = patterns_[place.country * kFrequencies.size() + kind.frequency];
  for (const std::string& code : key) series.add_key(code);
  AddAttribute(series, "DECIMALS", kind.share ? "2" : "1");
  AddAttribute(series, "UNIT_MEASURE", kind.share ? "PT" : "PS");
  AddAttribute(series, "UNIT_MULT", kind.share ? "0" : "3");
  series.add_decimals(kind.share ? 2 : 1);
  AddValues(number, place.Size(), kind.share ? 0 : Mix(place.country, 10) % 40, kFrequencies[kind.frequency],
            series);
  return item;
}

}  // namespace tabadul::bench
