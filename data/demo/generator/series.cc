#include <unicode/locid.h>

#include <optional>

#include "absl/strings/str_join.h"
#include "data/demo/generator/generator.h"
#include "data/demo/generator/series_subjects.h"
#include "fmt/format.h"

namespace tabadul::demo {
namespace {

using exchange::v1::Record;
using statistics::v1::Series;
using Values = std::vector<std::optional<int64_t>>;

struct Selection {
  const char* code;
  size_t begin, end;
};
constexpr Selection kSexes[] = {{"SEX_T", 0, 2}, {"SEX_M", 0, 1}, {"SEX_F", 1, 2}};
constexpr Selection kAges[] = {
    {"AGE_YTHADULT_YGE15", 0, 2}, {"AGE_YTHADULT_Y15-24", 0, 1}, {"AGE_YTHADULT_YGE25", 1, 2}};
constexpr const Selection& kYoung = kAges[1];

template <class Parts>
auto Sum(const Parts& parts, const Selection& selection) {
  auto sum = parts[selection.begin];
  for (size_t i = selection.begin + 1; i < selection.end; ++i) sum += parts[i];
  return sum;
}
Labour Sum(const Groups& groups, const Selection& sex, const Selection& age) {
  Labour sum;
  for (size_t i = sex.begin; i < sex.end; ++i) sum += Sum(groups[i], age);
  return sum;
}

enum class Frequency { kYear = 1, kQuarter = 4, kMonth = 12 };

class Maker {
 public:
  Maker(const SeriesVocabulary& vocabulary, const Country& country, const LabourProfile& profile,
        const LabourMarket& market, absl::CivilDay today)
      : vocabulary_(vocabulary),
        country_(country),
        profile_(profile),
        market_(market),
        quarters_(4 * kYears + static_cast<size_t>(today.month() - 1) / 3),
        months_(12 * kYears + static_cast<size_t>(today.month() - 1)),
        area_(icu::Locale("", country.code.c_str()).getISO3Country()) {}

  std::vector<Record> Make() {
    for (const Selection& sex : kSexes) {
      for (const Selection& age : kAges) LabourOf(sex, age);
      WorkersOf(sex);
      OthersOf(sex);
      JobseekersOf(sex);
    }
    Vacancies();
    return std::move(records_);
  }

 private:
  template <class Of>
  static Values Each(size_t count, Of of) {
    Values values;
    for (size_t i = 0; i < count; ++i) values.push_back(of(i));
    return values;
  }

  void LabourOf(const Selection& sex, const Selection& age) {
    const Codes codes = {{"SEX", sex.code}, {"AGE", age.code}};
    for (const OfLabour& of : LabourSubjects()) {
      Add(of.subject, Frequency::kYear, codes,
          Each(kYears, [&](size_t y) { return of.value(Sum(market_.years[y].groups, sex, age)); }));
      if (!of.quarterly) continue;
      Add(of.subject, Frequency::kQuarter, codes,
          Each(quarters_, [&](size_t q) { return of.value(Sum(market_.quarters[q], sex, age)); }));
    }
  }

  void WorkersOf(const Selection& sex) {
    for (const OfWorkers& of : WorkersSubjects()) {
      Codes codes = of.codes;
      codes["SEX"] = sex.code;
      Add(of.subject, Frequency::kYear, codes,
          Each(kYears, [&](size_t y) { return of.value(Sum(market_.years[y].workers, sex)); }));
    }
  }

  // What is put together from several parts of a year.
  void OthersOf(const Selection& sex) {
    const auto& years = market_.years;
    Add({"DF_UNDERUTILISATION", "LUU_XLU2_RT", kPercent}, Frequency::kYear, {{"SEX", sex.code}},
        Each(kYears, [&](size_t y) {
          const Labour all = Sum(years[y].groups, sex, kAges[0]);
          return Ratio(all.unemployed + Sum(years[y].workers, sex).underemployed, all.active());
        }));
    const Codes young = {{"SEX", sex.code}, {"AGE", kYoung.code}};
    Add({"DF_YOUTH", "EIP_NEET_NB", kThousands}, Frequency::kYear, young,
        Each(kYears, [&](size_t y) { return std::optional(Sum(years[y].idle, sex)); }));
    Add({"DF_YOUTH", "EIP_NEET_RT", kPercent}, Frequency::kYear, young, Each(kYears, [&](size_t y) {
          return Ratio(Sum(years[y].idle, sex), Sum(years[y].groups, sex, kYoung).people);
        }));
  }

  void JobseekersOf(const Selection& sex) {
    for (const OfRegistered& of : RegisteredSubjects()) {
      Add(of.subject, Frequency::kMonth, {{"SEX", sex.code}}, Each(months_, [&](size_t m) {
            return std::optional(Sum(market_.months[m].registered, sex).*of.value);
          }));
    }
  }

  void Vacancies() {
    const auto& months = market_.months;
    Add({"DF_VACANCIES", "VAC_OPEN_NB", kJobs, kRegister}, Frequency::kMonth, {},
        Each(months_, [&](size_t m) { return std::optional(months[m].vacancies); }));
    Add({"DF_VACANCIES", "VAC_NEW_NB", kJobs, kRegister}, Frequency::kMonth, {},
        Each(months_, [&](size_t m) { return std::optional(months[m].fresh_vacancies); }));
    Add({"DF_PLACEMENTS", "MKT_TIGHT_RT", kRatio, kRegister}, Frequency::kMonth, {},
        Each(months_, [&](size_t m) {
          return Ratio(months[m].vacancies, Sum(months[m].registered, kSexes[0]).standing, 1'000);
        }));
  }

  void Add(const Subject& subject, Frequency frequency, const Codes& codes, Values values) {
    Record& record = records_.emplace_back();
    record.set_source(fmt::format("DEMO/{}/stat", country_.code));
    Series& series = *record.mutable_series();
    series.set_dataflow(fmt::format("TABADUL:{}(1.0)", subject.flow));
    for (const std::string& id : vocabulary_.dimensions.at(subject.flow)) {
      series.add_key(CodeOf(id, subject, frequency, codes));
    }
    record.set_record_id(fmt::format("{}:{}", series.dataflow(), absl::StrJoin(series.key(), ".")));
    Attributes(subject, series);
    Observations(subject, frequency, values, series);
  }

  std::string CodeOf(const std::string& dimension, const Subject& subject, Frequency frequency,
                     const Codes& codes) const {
    if (dimension == "FREQ") {
      return frequency == Frequency::kYear ? "A" : frequency == Frequency::kQuarter ? "Q" : "M";
    }
    if (dimension == "REF_AREA") return area_;
    if (dimension == "INDICATOR") return subject.indicator;
    const auto code = codes.find(dimension);
    return code != codes.end() ? code->second : vocabulary_.totals.at(dimension);
  }

  void Attributes(const Subject& subject, Series& series) const {
    const auto add = [&](const char* id, const std::string& value) {
      auto& attribute = *series.add_attributes();
      attribute.set_id(id);
      attribute.set_value(value);
    };
    if (subject.measure.unit == std::string_view(kMoney.unit)) add("CURRENCY", country_.currency);
    add("DECIMALS", std::to_string(subject.measure.decimals));
    add("UNIT_MEASURE", subject.measure.unit);
    add("UNIT_MULT", subject.measure.multiplier);
  }

  std::string PeriodOf(Frequency frequency, size_t i) const {
    const size_t year = YearOf(frequency, i);
    switch (frequency) {
      case Frequency::kYear:
        return fmt::format("{}", year);
      case Frequency::kQuarter:
        return fmt::format("{}-Q{}", year, i % 4 + 1);
      case Frequency::kMonth:
        return fmt::format("{}-{:02}", year, i % 12 + 1);
    }
    return "";
  }
  size_t YearOf(Frequency frequency, size_t i) const {
    return static_cast<size_t>(market_.first_year) + i / static_cast<size_t>(frequency);
  }

  void Observations(const Subject& subject, Frequency frequency, const Values& values, Series& series) const {
    const bool survey = subject.source == std::string_view(kSurvey);
    std::vector<std::string> status;
    series.add_decimals(subject.measure.decimals);
    for (size_t i = 0; i < values.size(); ++i) {
      const auto year = static_cast<int64_t>(YearOf(frequency, i));
      const bool missing = !values[i] || (survey && year == profile_.gap);
      const bool begins = i % static_cast<size_t>(frequency) == 0;
      series.add_periods(PeriodOf(frequency, i));
      series.add_values(missing ? 0 : *values[i]);
      if (missing) series.add_missing(static_cast<uint32_t>(i));
      status.push_back(missing                                           ? "O"
                       : survey && begins && year == profile_.new_survey ? "B"
                       : year >= market_.first_year + kYears - 1         ? "P"
                                                                         : "A");
    }
    AddColumn("NOTE", std::vector<std::string>(values.size(), vocabulary_.note), series);
    AddColumn("OBS_STATUS", status, series);
    AddColumn("SOURCE_TYPE", std::vector<std::string>(values.size(), subject.source), series);
  }

  static void AddColumn(const char* id, const std::vector<std::string>& values, Series& series) {
    std::map<std::string, uint32_t> places;
    for (const std::string& value : values) places[value] = 0;
    auto& column = *series.add_columns();
    column.set_id(id);
    for (auto& [value, place] : places) {
      column.add_values(value);
      place = static_cast<uint32_t>(column.values_size());
    }
    for (const std::string& value : values) column.add_at(places[value]);
  }

  const SeriesVocabulary& vocabulary_;
  const Country& country_;
  const LabourProfile& profile_;
  const LabourMarket& market_;
  const size_t quarters_, months_;
  const std::string area_;
  std::vector<Record> records_;
};

}  // namespace

std::map<std::string, std::vector<Record>> GenerateSeries(const Vocabulary& vocabulary,
                                                          const Options& options) {
  Random random(options.seed ^ 0x57a7);
  std::map<std::string, std::vector<Record>> sources;
  for (const Country& country : vocabulary.countries) {
    const auto profile = vocabulary.series.profiles.find(country.code);
    if (profile == vocabulary.series.profiles.end()) continue;
    const auto pay = static_cast<int64_t>(country.pay_floor) * 19 / 10;
    const LabourMarket market =
        MakeLabourMarket(profile->second, pay, static_cast<int>(options.today.year()) - kYears, random);
    sources[fmt::format("DEMO/{}/stat", country.code)] =
        Maker(vocabulary.series, country, profile->second, market, options.today).Make();
  }
  return sources;
}

}  // namespace tabadul::demo
