#include "services/statistics/submission/table_reader.h"

#include <gtest/gtest.h>

#include "services/statistics/submission/submission_samples.h"

namespace tabadul::statistics {
namespace {

constexpr char kMapping[] =
    "dataflow: TEST:DF_RATE(1.0)\n"
    "input: {format: csv, delimiter: ';'}\n"
    "absent: ['..']\n"
    "components:\n"
    "  FREQ: {constant: A}\n"
    "  REF_AREA: {column: Country, map: {Egypt: EGY, Jordan: JOR}}\n"
    "  SEX: {column: Sex, default: _T}\n"
    "  TIME_PERIOD: Year\n"
    "  OBS_VALUE: {column: Rate, decimal: ','}\n"
    "  OBS_STATUS: {column: Status}\n"
    "  UNIT: {constant: PT}\n";

v1::SubmissionOptions WithMapping(const std::string& mapping) {
  v1::SubmissionOptions options;
  options.set_mapping(mapping);
  return options;
}

// "2023=1234.5 2024=7.25" of a series.
std::string ValuesOf(const MemoryExchange& exchange, const std::string& key) {
  const auto found = exchange.held.find(std::string(kSampleFlow) + ":" + key);
  if (found == exchange.held.end()) return "none";
  std::string text;
  for (int i = 0; i < found->second.periods_size(); ++i) {
    text += (i > 0 ? " " : "") + found->second.periods(i) + "=" +
            DecimalText({found->second.values(i), DecimalsAt(found->second, i)});
  }
  return text;
}

TEST(TableReader, RowsBecomeSeries) {
  MemoryExchange exchange;
  const auto report = SubmitSample(exchange,
                                   "Country;Sex;Year;Rate;Status;Remark\n"
                                   "Egypt;F;2023;1.234,5;A;x\n"
                                   "Egypt;F;2024;٧,٢٥;E;\n"
                                   "Jordan;;2024;-3;;\n"
                                   "TUN;M;2024;..;;nothing is known\n",
                                   WithMapping(kMapping));
  EXPECT_EQ(report.mistake_count(), 0u) << report.ShortDebugString();
  EXPECT_EQ(report.created(), 2u);
  EXPECT_EQ(ValuesOf(exchange, "A.EGY.F"), "2023=1234.5 2024=7.25");
  EXPECT_EQ(ValuesOf(exchange, "A.JOR._T"), "2024=-3");
  EXPECT_EQ(ValuesOf(exchange, "A.TUN.M"), "none");
}

TEST(TableReader, MistakesHaveRowsAndColumns) {
  MemoryExchange exchange;
  const auto report = SubmitSample(exchange,
                                   "Country;Sex;Year;Rate;Status\n"
                                   "Atlantis;F;2023;1;A\n"
                                   "Egypt;F;2023;1.5;A\n"
                                   "Jordan;F;2023;1\n"
                                   "TUN;F;;1;A\n",
                                   WithMapping(kMapping));
  ASSERT_EQ(report.mistakes_size(), 4) << report.ShortDebugString();
  EXPECT_EQ(report.mistakes(0).line(), 2u);
  EXPECT_EQ(report.mistakes(0).violation().reason(), common::v1::ERROR_REASON_UNKNOWN_CODE);
  EXPECT_EQ(report.mistakes(0).violation().field(), "REF_AREA");
  EXPECT_EQ(report.mistakes(1).line(), 3u);
  EXPECT_EQ(report.mistakes(1).violation().reason(), common::v1::ERROR_REASON_MALFORMED)
      << "a point is no decimal comma, and to guess would be wrong by a factor";
  EXPECT_EQ(report.mistakes(2).line(), 4u);
  EXPECT_EQ(report.mistakes(3).violation().reason(), common::v1::ERROR_REASON_REQUIRED);
  EXPECT_EQ(report.mistakes(3).violation().field(), "TIME_PERIOD");
}

TEST(TableReader, ColumnsSideBySideAreObservations) {
  MemoryExchange exchange;
  const auto report =
      SubmitSample(exchange,
                   "Country,2023,2024 (est.)\n"
                   "EGY,7.1,7.25\n"
                   "JOR,,5\n",
                   WithMapping("dataflow: TEST:DF_RATE(1.0)\n"
                               "components:\n"
                               "  FREQ: {constant: A}\n"
                               "  REF_AREA: Country\n"
                               "  SEX: {constant: _T}\n"
                               "  OBS_VALUE: {decimal: .}\n"
                               "spread: {component: TIME_PERIOD, columns: {'2023': 2023, '2024 "
                               "(est.)': 2024}}\n"));
  EXPECT_EQ(report.mistake_count(), 0u) << report.ShortDebugString();
  EXPECT_EQ(ValuesOf(exchange, "A.EGY._T"), "2023=7.1 2024=7.25");
  EXPECT_EQ(ValuesOf(exchange, "A.JOR._T"), "2024=5");
}

// An empty cell must never become a deletion of all that fits.
TEST(TableReader, ADeletionByATableNamesItsSeries) {
  MemoryExchange exchange;
  const auto append = WithMapping(kMapping);
  SubmitSample(exchange, "Country;Sex;Year;Rate;Status\nEgypt;F;2023;1;A\nJordan;F;2023;2;A\n", append);
  v1::SubmissionOptions remove = append;
  remove.set_action(v1::SUBMISSION_ACTION_DELETE);
  auto report = SubmitSample(exchange, "Country;Sex;Year;Rate;Status\n;F;2023;1;A\n", remove);
  EXPECT_EQ(report.mistake_count(), 1u);
  EXPECT_EQ(exchange.held.size(), 2u);
}

TEST(TableReader, TheMappingIsCheckedAgainstTheStructure) {
  const auto mapping = TableMapping::Parse(
      "components: {FREQ: {constant: A}, COLOUR: x, SEX: {as: [trim]}, OBS_VALUE: Rate}\n"
      "spread: {component: UNIT, columns: {a: b}}\n");
  ASSERT_TRUE(mapping.ok()) << mapping.status();
  std::vector<std::string> told;
  for (const Violation& violation : ViolationsOf(CheckMapping(*mapping, *SampleLayout()))) {
    told.push_back(std::string(ReasonName(violation.reason)) + " " + violation.field);
  }
  EXPECT_EQ(told, (std::vector<std::string>{
                      "UNKNOWN_FIELD mapping.components.COLOUR", "REQUIRED mapping.components.SEX.column",
                      "CONTRADICTION mapping.components.OBS_VALUE", "UNKNOWN_FIELD mapping.spread.component",
                      "REQUIRED mapping.components.REF_AREA", "REQUIRED mapping.components.TIME_PERIOD"}));
}

TEST(TableReader, AFileWithoutTheColumnsIsRefused) {
  const auto content = ReadSample("Country;Year\nEgypt;2023\n", WithMapping(kMapping));
  EXPECT_EQ(ReasonOf(content.status()), common::v1::ERROR_REASON_PRECONDITION);
  EXPECT_EQ(MetadataOf(content.status()).at("columns"), "Sex, Rate, Status");
}

}  // namespace
}  // namespace tabadul::statistics
