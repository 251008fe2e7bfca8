#include "services/statistics/series/validate.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "services/statistics/series/component_checks.h"
#include "services/statistics/series/series_samples.h"

namespace tabadul::statistics {
namespace {

// "key[1] UNKNOWN_CODE", of each mistake.
std::vector<std::string> MistakesOf(const v1::Series& series,
                                    std::shared_ptr<const Layout> layout = SampleLayout()) {
  Violations violations;
  ValidateSeries(series, SampleLayouts(std::move(layout)), violations);
  std::vector<std::string> mistakes;
  for (const Violation& violation : violations.list()) {
    mistakes.push_back(violation.field + " " + std::string(ReasonName(violation.reason)));
  }
  return mistakes;
}

v1::Series Good() { return MakeSeries({"A", "EGY", "F"}, {"2022=7.25/A", "2023=/M", "2024=8.1"}, "PT"); }

void AddAttribute(v1::Series& series, const std::string& id, const std::string& value,
                  const std::string& language = "") {
  v1::AttributeValue& attribute = *series.add_attributes();
  attribute.set_id(id);
  attribute.set_value(value);
  attribute.set_language(language);
}

struct Case {
  const char* name;
  std::function<void(v1::Series&)> damage;
  std::vector<std::string> mistakes;
};

void Check(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    v1::Series series = Good();
    c.damage(series);
    EXPECT_EQ(MistakesOf(series), c.mistakes) << c.name;
  }
}

TEST(SeriesValidation, ASeriesInOrderHasNoMistake) {
  EXPECT_EQ(MistakesOf(Good()), std::vector<std::string>{});
}

TEST(SeriesValidation, TheNameMustBeOfTheHub) {
  Check({
      {"no dataflow", [](auto& s) { s.clear_dataflow(); }, {"dataflow REQUIRED"}},
      {"no name", [](auto& s) { s.set_dataflow("DF_RATE"); }, {"dataflow MALFORMED"}},
      {"another", [](auto& s) { s.set_dataflow("TEST:DF_OTHER(1.0)"); }, {"dataflow NOT_FOUND"}},
      {"no key", [](auto& s) { s.clear_key(); }, {"key REQUIRED"}},
      {"short key", [](auto& s) { s.mutable_key()->RemoveLast(); }, {"key CONTRADICTION"}},
      {"two codes",
       [](auto& s) { s.set_key(0, "X"), s.set_key(2, ""); },
       {"key[0] UNKNOWN_CODE", "key[2] UNKNOWN_CODE"}},
  });
}

TEST(SeriesValidation, PeriodsRiseAndAreOfTheKeysFrequency) {
  Check({
      {"none",
       [](auto& s) {
         s.clear_periods(), s.clear_values(), s.clear_decimals(), s.clear_missing(), s.clear_columns();
       },
       {"periods REQUIRED"}},
      {"malformed", [](auto& s) { s.set_periods(1, "2023-13"); }, {"periods[1] MALFORMED"}},
      {"twice", [](auto& s) { s.set_periods(2, "2023"); }, {"periods[2] CONTRADICTION"}},
      {"falling", [](auto& s) { s.set_periods(0, "2030"); }, {"periods[1] CONTRADICTION"}},
      {"of quarters", [](auto& s) { s.set_periods(2, "2024-Q1"); }, {"periods[2] CONTRADICTION"}},
      {"free frequency", [](auto& s) { s.set_key(0, "_O"), s.set_periods(2, "2024-Q1"); }, {}},
  });
}

TEST(SeriesValidation, ColumnsHaveAnEntryForEachPeriod) {
  Check({
      {"values", [](auto& s) { s.add_values(1); }, {"values CONTRADICTION"}},
      {"decimals", [](auto& s) { s.mutable_decimals()->RemoveLast(); }, {"decimals CONTRADICTION"}},
      {"one for all", [](auto& s) { s.clear_decimals(), s.add_decimals(2); }, {}},
      {"too exact", [](auto& s) { s.set_decimals(0, 19); }, {"decimals[0] OUT_OF_RANGE"}},
      {"at", [](auto& s) { s.mutable_columns(0)->add_at(0); }, {"columns[0].at CONTRADICTION"}},
      {"beyond", [](auto& s) { s.mutable_columns(0)->set_at(2, 3); }, {"columns[0].at[2] OUT_OF_RANGE"}},
      {"missing beyond", [](auto& s) { s.add_missing(3); }, {"missing[1] OUT_OF_RANGE"}},
      {"missing twice", [](auto& s) { s.add_missing(1); }, {"missing[1] CONTRADICTION"}},
      {"missing but there", [](auto& s) { s.set_missing(0, 2); }, {"missing[0] CONTRADICTION"}},
  });
}

TEST(SeriesValidation, AttributesAreOfTheStructureAndWhereTheyHang) {
  Check({
      {"unknown", [](auto& s) { AddAttribute(s, "ZZ", "x"); }, {"attributes[1].id UNKNOWN_FIELD"}},
      {"of observations",
       [](auto& s) { s.mutable_attributes(0)->set_id("COMMENT"); },
       {"attributes[0].id CONTRADICTION"}},
      {"unsorted", [](auto& s) { AddAttribute(s, "NOTE", "x"); }, {"attributes[1].id CONTRADICTION"}},
      {"twice", [](auto& s) { AddAttribute(s, "UNIT", "NB"); }, {"attributes[1].id CONTRADICTION"}},
      {"code",
       [](auto& s) { s.mutable_attributes(0)->set_value("XX"); },
       {"attributes[0].value UNKNOWN_CODE"}},
      {"code in a language",
       [](auto& s) { s.mutable_attributes(0)->set_language("en"); },
       {"attributes[0].language CONTRADICTION"}},
      {"column unknown",
       [](auto& s) { s.mutable_columns(0)->set_id("ZZ"); },
       {"columns[0].id UNKNOWN_FIELD"}},
      {"column of the series",
       [](auto& s) { s.mutable_columns(0)->set_id("UNIT"); },
       {"columns[0].id CONTRADICTION"}},
      {"column's code",
       [](auto& s) { s.mutable_columns(0)->set_values(1, "Z"); },
       {"columns[0].values[1] UNKNOWN_CODE"}},
      {"column's order",
       [](auto& s) { s.mutable_columns(0)->set_values(0, "P"); },
       {"columns[0].values[1] CONTRADICTION"}},
  });
}

TEST(SeriesValidation, TextsHaveLanguagesAndBounds) {
  v1::Series series = MakeSeries({"A", "EGY", "F"}, {"2022=1"});
  AddAttribute(series, "NOTE", "one");
  AddAttribute(series, "NOTE", "another");
  AddAttribute(series, "TITLE", "معدل", "ar");
  AddAttribute(series, "TITLE", "Rate", "en");
  EXPECT_EQ(MistakesOf(series), std::vector<std::string>{});
  series.mutable_attributes(3)->set_language("a_b");
  series.mutable_attributes(0)->set_value(std::string(kMaxAttributeBytes + 1, 'x'));
  series.mutable_attributes(1)->set_value("a\x01z");
  EXPECT_EQ(MistakesOf(series),
            (std::vector<std::string>{"attributes[0].value TOO_LONG", "attributes[1].value TEXT_NOT_PLAIN",
                                      "attributes[3].language TEXT_NOT_SORTED",
                                      "attributes[3].language MALFORMED"}));
}

TEST(SeriesValidation, MandatoryAttributesAreThere) {
  auto layout = SampleLayout();
  layout->attributes[0].required = true;
  layout->attributes[static_cast<size_t>(layout->FindAttribute("OBS_STATUS"))].required = true;
  EXPECT_EQ(MistakesOf(MakeSeries({"A", "EGY", "F"}, {"2022=1"}), layout),
            (std::vector<std::string>{"attributes REQUIRED", "columns REQUIRED"}));
  EXPECT_EQ(MistakesOf(MakeSeries({"A", "EGY", "F"}, {"2022=1/A", "2023=2"}, "PT"), layout),
            (std::vector<std::string>{"columns[0].at[1] REQUIRED"}));
}

TEST(SeriesValidation, AStructureWithTwoMeasuresHasNoSeries) {
  auto layout = SampleLayout();
  layout->measures.emplace_back();
  EXPECT_EQ(MistakesOf(Good(), layout), (std::vector<std::string>{"dataflow PRECONDITION"}));
}

TEST(SeriesValidation, TooManyPeriodsAreToldOnce) {
  v1::Series series = Good();
  for (int i = 0; i < kMaxPeriods; ++i) series.add_periods("2024");
  const std::vector<std::string> mistakes = MistakesOf(series);
  EXPECT_EQ(mistakes.front(), "periods TOO_MANY");
  EXPECT_LT(mistakes.size(), 6u);
}

TEST(Frequencies, ACodeNamesTheKindOfItsPeriods) {
  struct {
    const char *code, *period;
    bool fits;
  } const kCases[] = {{"A", "2024", true},
                      {"A", "2024-A1", true},
                      {"A", "2024-01", false},
                      {"A5", "2024", true},
                      {"A_3", "2024", true},
                      {"S", "2024-S1", true},
                      {"Q", "2024-Q4", true},
                      {"M", "2024-01", true},
                      {"M", "2024-M01", true},
                      {"M", "2024-01-31", false},
                      {"W", "2024-W05", true},
                      {"B", "2024-01-31", true},
                      {"D", "2024-D001", true},
                      {"H", "2024-01-31T08:00:00", true},
                      {"_O", "2024", true},
                      {"OA", "2024-01", true},
                      {"A", "2024-01-01/P1Y", false},
                      {"AB", "2024-01", true}};
  for (const auto& c : kCases) {
    EXPECT_EQ(FitsFrequency(c.code, *Period::Parse(c.period)), c.fits) << c.code << " " << c.period;
  }
}

TEST(ComponentValues, TextsAreOfTheirType) {
  struct {
    const char *type, *value;
    bool fits;
  } const kCases[] = {{"Integer", "12", true},         {"Integer", "12.5", false},
                      {"Double", "1e5", true},         {"Decimal", "x", false},
                      {"Boolean", "true", true},       {"Boolean", "yes", false},
                      {"GregorianYear", "2024", true}, {"ObservationalTimePeriod", "24", false},
                      {"String", "anything", true},    {"", "anything", true}};
  for (const auto& c : kCases) {
    LaidComponent component;
    component.representation.text_type = c.type;
    EXPECT_EQ(!ValueFault(component, c.value), c.fits) << c.type << " " << c.value;
  }
  LaidComponent bounded;
  bounded.representation.max_length = 2;
  EXPECT_FALSE(ValueFault(bounded, "مص"));
  EXPECT_TRUE(ValueFault(bounded, "abc"));
}

}  // namespace
}  // namespace tabadul::statistics
