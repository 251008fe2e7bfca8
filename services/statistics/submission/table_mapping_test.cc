#include "services/statistics/submission/table_mapping.h"

#include <gtest/gtest.h>

#include "lib/platform/base/status.h"

namespace tabadul::statistics {
namespace {

// "UNKNOWN_FIELD mapping.components.SEX.colunm 4" of each mistake.
std::vector<std::string> Mistakes(std::string_view yaml) {
  const auto mapping = TableMapping::Parse(yaml);
  std::vector<std::string> mistakes;
  for (const Violation& violation : ViolationsOf(mapping.status())) {
    const auto line = violation.metadata.find("line");
    mistakes.push_back(std::string(ReasonName(violation.reason)) + " " + violation.field +
                       (line != violation.metadata.end() ? " " + line->second : ""));
  }
  return mistakes;
}

TEST(TableMapping, AllOfItIsUnderstood) {
  const auto mapping = TableMapping::Parse(
      "dataflow: TEST:DF_RATE(1.0)\n"
      "input: {format: csv, delimiter: ';', encoding: windows-1256}\n"
      "absent: ['..', '-']\n"
      "components:\n"
      "  FREQ: {constant: A}\n"
      "  REF_AREA: {column: Country, map: {Egypt: EGY, 'مصر': EGY}}\n"
      "  SEX: Sex\n"
      "  OBS_VALUE: {decimal: ','}\n"
      "  COMMENT: {column: Sex, as: [upper], language: ar, default: none}\n"
      "spread:\n"
      "  component: TIME_PERIOD\n"
      "  columns: {'2023': 2023, '2024 (est.)': 2024}\n");
  ASSERT_TRUE(mapping.ok()) << mapping.status();
  EXPECT_EQ(mapping->dataflow, "TEST:DF_RATE(1.0)");
  EXPECT_EQ(mapping->input.delimiter, ';');
  EXPECT_EQ(mapping->input.encoding, ingest::Encoding::kWindows1256);
  EXPECT_EQ(mapping->absent, (std::vector<std::string>{"..", "-"}));
  EXPECT_EQ(mapping->columns, (std::vector<std::string>{"Country", "Sex", "2023", "2024 (est.)"}));
  ASSERT_EQ(mapping->values.size(), 5u);
  EXPECT_EQ(mapping->values[0].constant, "A");
  EXPECT_EQ(mapping->values[1].map.at("مصر"), "EGY");
  EXPECT_EQ(mapping->values[2].column, 1u);
  EXPECT_EQ(mapping->values[3].decimal, ',');
  EXPECT_EQ(mapping->values[4].as.size(), 1u);
  EXPECT_EQ(mapping->values[4].fallback, "none");
  EXPECT_EQ(mapping->spread, "TIME_PERIOD");
  EXPECT_EQ(mapping->spread_columns[1], (std::pair<size_t, std::string>(3, "2024")));
}

TEST(TableMapping, EveryMistakeIsToldWithItsLine) {
  EXPECT_EQ(Mistakes("components:\n  SEX: {colunm: Sex}\n  FREQ: {column: a, constant: b}\nspreads: x\n"),
            (std::vector<std::string>{"UNKNOWN_FIELD mapping.spreads 4",
                                      "UNKNOWN_FIELD mapping.components.SEX.colunm 2",
                                      "CONTRADICTION mapping.components.FREQ.column 3"}));
  EXPECT_EQ(Mistakes("input: {format: pdf}\n"),
            (std::vector<std::string>{"MALFORMED mapping.input.format 1", "REQUIRED mapping.components"}));
  EXPECT_EQ(Mistakes("components: {A: {column: a, as: [no-such-step], decimal: ;}}\n"),
            (std::vector<std::string>{"MALFORMED mapping.components.A.decimal 1"}));
  EXPECT_EQ(Mistakes("components: {A: {column: a, as: [no-such-step]}}\n"),
            (std::vector<std::string>{"MALFORMED mapping.components.A.as 1"}));
  EXPECT_EQ(Mistakes("components: {A: x}\nspread: {columns: {}}\n"),
            (std::vector<std::string>{"REQUIRED mapping.spread.component 2"}));
}

TEST(TableMapping, WhatIsNoYamlIsMalformedWhereItBreaks) {
  const auto mapping = TableMapping::Parse("components: {A: [\n");
  EXPECT_EQ(ReasonOf(mapping.status()), common::v1::ERROR_REASON_MALFORMED);
  EXPECT_EQ(MetadataOf(mapping.status()).at("form"), "YAML");
  EXPECT_EQ(ReasonOf(TableMapping::Parse("a: \xff").status()), common::v1::ERROR_REASON_INVALID_UTF8);
  EXPECT_EQ(ReasonOf(TableMapping::Parse(std::string(kMaxMappingBytes + 1, ' ')).status()),
            common::v1::ERROR_REASON_TOO_LONG);
}

// A thousand aliases of a map of a thousand would be a million.
TEST(TableMapping, AliasesDoNotMultiply) {
  std::string yaml = "components:\n  A0: &a {column: c, map: {";
  for (int i = 0; i < 1000; ++i) yaml += "v" + std::to_string(i) + ": x, ";
  yaml += "}}\n";
  for (int i = 1; i < 1000; ++i) yaml += "  A" + std::to_string(i) + ": *a\n";
  const auto mapping = TableMapping::Parse(yaml);
  EXPECT_EQ(ReasonOf(mapping.status()), common::v1::ERROR_REASON_TOO_MANY);
}

}  // namespace
}  // namespace tabadul::statistics
