#include "services/statistics/series/collect.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>
#include <vector>

#include "services/statistics/series/series_samples.h"
#include "services/statistics/series/validate.h"
#include "tests/harness/seed.h"

namespace tabadul::statistics {
namespace {

using sdmx::Action;
using Strings = std::vector<std::string>;

// Rows as a reader would tell them.
class Message {
 public:
  explicit Message(Action action = Action::kAppend, const Collector::Limits& limits = {})
      : collector_(nullptr, limits) {
    Begin(action);
  }
  void Begin(Action action) {
    sdmx::DataSetHead head;
    head.layout = layout_;
    head.action = action;
    status_ = collector_.OnDataSet(head);
  }
  // `attributes`: "OBS_STATUS=A", "TITLE@en=Rate". `value` null: not stated.
  Message& Row(const Strings& key, const std::string& period, const char* value = nullptr,
               const Strings& attributes = {}, std::optional<Action> action = std::nullopt) {
    sdmx::DataRow row;
    row.line = ++line_;
    row.key = key;
    row.period = period;
    row.measures.emplace_back();
    if (value != nullptr) row.measures[0] = value;
    for (const std::string& attribute : attributes) {
      const size_t equals = attribute.find('='), at = attribute.substr(0, equals).find('@');
      sdmx::AttributeValue& to = row.attributes.emplace_back();
      to.attribute = layout_->FindAttribute(attribute.substr(0, std::min(at, equals)));
      to.value = attribute.substr(equals + 1);
      if (at != std::string::npos) to.language = attribute.substr(at + 1, equals - at - 1);
    }
    row.action = action;
    if (status_.ok()) status_ = collector_.OnRow(row);
    return *this;
  }
  Collected Finish() {
    EXPECT_TRUE(status_.ok()) << status_;
    return collector_.Finish();
  }
  const absl::Status& status() const { return status_; }

 private:
  std::shared_ptr<const Layout> layout_ = SampleLayout();
  Collector collector_;
  absl::Status status_;
  uint64_t line_ = 0;
};

const Strings kEgypt = {"A", "EGY", "F"}, kJordan = {"A", "JOR", "F"};

// "2022=7.25/A UNIT=PT TITLE@en=Rate", empty for none.
std::string TextOf(const std::optional<v1::Series>& series) {
  if (!series) return "";
  std::string text;
  for (int i = 0; i < series->periods_size(); ++i) {
    const bool missing =
        std::count(series->missing().begin(), series->missing().end(), static_cast<uint32_t>(i)) > 0;
    if (i > 0) text += ' ';
    text += series->periods(i) + "=";
    if (!missing) text += DecimalText({series->values(i), DecimalsAt(*series, i)});
    for (const v1::AttributeColumn& column : series->columns()) {
      if (column.at(i) > 0) text += "/" + column.values(static_cast<int>(column.at(i) - 1));
    }
  }
  for (const v1::AttributeValue& value : series->attributes()) {
    text += " " + value.id() + (value.language().empty() ? "" : "@" + value.language()) + "=" + value.value();
  }
  return text;
}

std::string Merged(const Collected& collected, const Strings& key, const v1::Series* former = nullptr) {
  return TextOf(collected.Merge(0, key, former));
}

Strings MistakesOf(const Collected& collected) {
  Strings mistakes;
  for (const sdmx::Mistake& mistake : collected.mistakes()) {
    mistakes.push_back(std::to_string(mistake.line) + " " + mistake.violation.field + " " +
                       std::string(ReasonName(mistake.violation.reason)));
  }
  return mistakes;
}

TEST(Collecting, RowsInAnyOrderBecomeSortedSeries) {
  const Collected collected = Message()
                                  .Row(kJordan, "2023", "5")
                                  .Row(kEgypt, "2024", "8.10", {"OBS_STATUS=P", "UNIT=PT"})
                                  .Row(kJordan, "2022", "4")
                                  .Row(kEgypt, "2022", "7.25", {"OBS_STATUS=A", "UNIT=PT"})
                                  .Finish();
  ASSERT_EQ(collected.series().size(), 2u);
  EXPECT_EQ(collected.series()[0].key, kEgypt);
  EXPECT_EQ(collected.series()[1].key, kJordan);
  EXPECT_EQ(collected.observations(), 4u);
  EXPECT_EQ(Merged(collected, kEgypt), "2022=7.25/A 2024=8.10/P UNIT=PT");
  EXPECT_EQ(Merged(collected, kJordan), "2022=4 2023=5");
  EXPECT_EQ(collected.LineOf(0, "2024"), 2u);
  EXPECT_EQ(collected.LineOf(0, "2023"), 0u);
}

TEST(Collecting, WhatComesOutIsValid) {
  const Collected collected =
      Message().Row(kEgypt, "2024", "8.1").Row(kEgypt, "2023", "NaN", {"OBS_STATUS=M"}).Finish();
  const auto series = collected.Merge(0, kEgypt, nullptr);
  ASSERT_TRUE(series);
  Violations violations;
  ValidateSeries(*series, SampleLayouts(), violations);
  EXPECT_TRUE(violations.ok()) << violations.ToStatus();
  EXPECT_EQ(TextOf(series), "2023=/M 2024=8.1");
}

TEST(Collecting, StatementsOfDataSetsGroupsAndSeriesComeTogether) {
  const Collected collected = Message()
                                  .Row({}, "", nullptr, {"NOTE=all"})
                                  .Row({"", "EGY", "F"}, "", nullptr, {"TITLE@en=Egypt"})
                                  .Row(kEgypt, "", nullptr, {"UNIT=PT"})
                                  .Row(kEgypt, "2024", "1")
                                  .Row(kJordan, "2024", "2")
                                  .Finish();
  EXPECT_EQ(Merged(collected, kEgypt), "2024=1 NOTE=all TITLE@en=Egypt UNIT=PT");
  EXPECT_EQ(Merged(collected, kJordan), "2024=2 NOTE=all");
  EXPECT_EQ(collected.wide().size(), 2u);
  // Those that the message does not name, too.
  const v1::Series quarterly = MakeSeries({"Q", "EGY", "F"}, {"2024-Q1=3"});
  EXPECT_EQ(Merged(collected, {"Q", "EGY", "F"}, &quarterly), "2024-Q1=3 NOTE=all TITLE@en=Egypt");
}

TEST(Collecting, AnAppendLeavesWhatItDoesNotState) {
  const v1::Series former = MakeSeries(kEgypt, {"2022=7/A", "2023=8/E"}, "PT");
  const Collected collected = Message()
                                  .Row(kEgypt, "2023", "8.5")
                                  .Row(kEgypt, "2022", nullptr, {"OBS_STATUS=P"})
                                  .Row(kEgypt, "2024", "9")
                                  .Row(kEgypt, "", nullptr, {"TITLE@en=Rate"})
                                  .Finish();
  EXPECT_EQ(Merged(collected, kEgypt, &former), "2022=7/P 2023=8.5/E 2024=9 TITLE@en=Rate UNIT=PT");
}

TEST(Collecting, AReplacementReplacesObservationsAndLevelsWhole) {
  const v1::Series former = MakeSeries(kEgypt, {"2022=7/A", "2023=8/E"}, "PT");
  const Collected collected = Message(Action::kReplace)
                                  .Row(kEgypt, "2023", "8.5")
                                  .Row(kEgypt, "", nullptr, {"TITLE@en=Rate"})
                                  .Finish();
  EXPECT_EQ(Merged(collected, kEgypt, &former), "2022=7/A 2023=8.5 TITLE@en=Rate UNIT=PT");
}

TEST(Collecting, ADeletionDeletesTheLeastThatIsStated) {
  v1::Series former = MakeSeries(kEgypt, {"2022=7/A", "2023=8/E"}, "PT");
  struct Case {
    const char* name;
    Strings key;
    const char *period, *value;
    Strings attributes;
    const char* left;
  };
  const Case kCases[] = {
      {"series", kEgypt, "", nullptr, {}, ""},
      {"all", {}, "", nullptr, {}, ""},
      {"all of a country", {"", "EGY", ""}, "", nullptr, {}, ""},
      {"another country", {"", "JOR", ""}, "", nullptr, {}, "2022=7/A 2023=8/E UNIT=PT"},
      {"observation", kEgypt, "2022", nullptr, {}, "2023=8/E UNIT=PT"},
      {"observations of a year", {}, "2022", nullptr, {}, "2023=8/E UNIT=PT"},
      {"value", kEgypt, "2022", "1", {}, "2022=/A 2023=8/E UNIT=PT"},
      {"value, by an empty one", kEgypt, "2022", "", {}, "2022=/A 2023=8/E UNIT=PT"},
      {"status", kEgypt, "2022", nullptr, {"OBS_STATUS=A"}, "2022=7 2023=8/E UNIT=PT"},
      {"value and status", kEgypt, "2022", "1", {"OBS_STATUS=A"}, "2023=8/E UNIT=PT"},
      {"attribute of the series", {"A"}, "", nullptr, {"UNIT=PT"}, "2022=7/A 2023=8/E"},
  };
  for (const Case& c : kCases) {
    Strings key = c.key;
    if (!key.empty()) key.resize(3);
    const Collected collected = Message(Action::kDelete).Row(key, c.period, c.value, c.attributes).Finish();
    EXPECT_EQ(MistakesOf(collected), Strings{}) << c.name;
    EXPECT_EQ(Merged(collected, kEgypt, &former), c.left) << c.name;
  }
}

TEST(Collecting, StepsFollowEachOther) {
  const v1::Series former = MakeSeries(kEgypt, {"2022=7/A", "2023=8"});
  const Collected collected = Message()
                                  .Row(kEgypt, "2024", "9")
                                  .Row(kEgypt, "", nullptr, {}, Action::kDelete)
                                  .Row(kEgypt, "2022", "1")
                                  .Row(kEgypt, "2022", "2", {}, Action::kReplace)
                                  .Finish();
  EXPECT_EQ(MistakesOf(collected), Strings{});
  EXPECT_EQ(Merged(collected, kEgypt, &former), "2022=2");
}

TEST(Collecting, AnObservationTwiceIsAMistakeOfItsLineUnlessItAdds) {
  const Collected collected = Message()
                                  .Row(kEgypt, "2022", "7")
                                  .Row(kEgypt, "2022", "7")
                                  .Row(kEgypt, "2022", nullptr, {"OBS_STATUS=A"})
                                  .Row(kEgypt, "2022", "7.0")
                                  .Row(kEgypt, "2022", nullptr, {"OBS_STATUS=E"})
                                  .Finish();
  EXPECT_EQ(MistakesOf(collected), (Strings{"4  DUPLICATE_IN_FILE", "5  DUPLICATE_IN_FILE"}));
  EXPECT_EQ(collected.mistakes()[0].violation.metadata.at("row"), "1");
  EXPECT_EQ(Merged(collected, kEgypt), "2022=7/A");
}

TEST(Collecting, OneMonthWrittenInTwoWaysIsOne) {
  const Collected collected =
      Message().Row({"M", "EGY", "F"}, "2022-01", "7").Row({"M", "EGY", "F"}, "2022-M01", "8").Finish();
  EXPECT_EQ(MistakesOf(collected), (Strings{"2  DUPLICATE_IN_FILE"}));
}

TEST(Collecting, AnAttributeOfASeriesIsSaidOnceOrAlike) {
  const Collected collected = Message()
                                  .Row(kEgypt, "2022", "7", {"UNIT=PT"})
                                  .Row(kEgypt, "2023", "8", {"UNIT=PT", "TITLE@en=Rate"})
                                  .Row(kEgypt, "2024", "9", {"UNIT=NB"})
                                  .Finish();
  EXPECT_EQ(MistakesOf(collected), (Strings{"3 UNIT DUPLICATE_IN_FILE"}));
  EXPECT_EQ(Merged(collected, kEgypt), "2022=7 2023=8 TITLE@en=Rate UNIT=PT");
}

TEST(Collecting, ARowThatTheStructureDoesNotTakeIsLeftOut) {
  const Collected collected = Message()
                                  .Row({"A", "XXX", "F"}, "2022", "7")
                                  .Row({"A", "EGY"}, "2022", "7")
                                  .Row(kEgypt, "2022-Q1", "7")
                                  .Row(kEgypt, "22", "7")
                                  .Row(kEgypt, "2022", "seven")
                                  .Row(kEgypt, "2022", "7", {"OBS_STATUS=Z"})
                                  .Row(kEgypt, "2022", "7", {"OBS_STATUS=A", "OBS_STATUS=E"})
                                  .Row(kEgypt, "", "7")
                                  .Row({"", "EGY", "F"}, "2022", "7")
                                  .Row({"", "EGY", ""}, "", nullptr, {"TITLE=Rate"})
                                  .Finish();
  EXPECT_EQ(
      MistakesOf(collected),
      (Strings{"1 REF_AREA UNKNOWN_CODE", "2 key CONTRADICTION", "3 TIME_PERIOD CONTRADICTION",
               "4 TIME_PERIOD MALFORMED", "5 OBS_VALUE MALFORMED", "6 OBS_STATUS UNKNOWN_CODE",
               "7 OBS_STATUS TOO_MANY", "8 TIME_PERIOD REQUIRED", "9 FREQ REQUIRED", "10 SEX REQUIRED"}));
  EXPECT_TRUE(collected.series().empty());
  EXPECT_TRUE(collected.wide().empty());
}

TEST(Collecting, BoundsEndTheReading) {
  Message observations(Action::kAppend, {.observations = 2});
  observations.Row(kEgypt, "2022", "7").Row(kEgypt, "2023", "7").Row(kEgypt, "2024", "7");
  EXPECT_EQ(ReasonOf(observations.status()), common::v1::ERROR_REASON_TOO_MANY);
  Message series(Action::kAppend, {.series = 1});
  series.Row(kEgypt, "2022", "7").Row(kJordan, "2022", "7");
  EXPECT_EQ(MetadataOf(series.status()).at("field"), "series");
  Message texts(Action::kAppend, {.text_bytes = 1'000});
  texts.Row(kEgypt, "2022", "7", {"COMMENT=" + std::string(1'000, 'x')});
  EXPECT_EQ(MetadataOf(texts.status()).at("field"), "text");
  Message mistakes(Action::kAppend, {.mistakes = 1});
  mistakes.Row(kEgypt, "x", "7").Row(kEgypt, "y", "7");
  const Collected collected = mistakes.Finish();
  EXPECT_EQ(collected.mistakes().size(), 1u);
  EXPECT_EQ(collected.mistake_count(), 2u);
}

TEST(Collecting, DataThatNamesAStructureAloneNeedsADataflow) {
  auto bare = SampleLayout();
  bare->dataflow.reset();
  sdmx::DataSetHead head;
  head.layout = bare;
  Collector without;
  EXPECT_EQ(ReasonOf(without.OnDataSet(head)), common::v1::ERROR_REASON_PRECONDITION);
  Collector with(SampleLayout());
  EXPECT_TRUE(with.OnDataSet(head).ok());
  EXPECT_EQ(with.Finish().flows()[0].dataflow, kSampleFlow);
}

// Observations as a map, changed row by row: what Merge gives for any rows.
TEST(CollectingProperty, AMessageIsItsRowsOneAfterTheOther) {
  std::mt19937 random(harness::Seed());
  for (int round = 0; round < 300; ++round) {
    std::map<std::string, std::pair<std::string, std::string>> model;  // by year: value and status
    Message message;
    for (int row = 0; row < 30; ++row) {
      const std::string year = std::to_string(2000 + random() % 8);
      // Every row a step of its own, so that nothing is there twice.
      const Action action = row % 2 == 0        ? Action::kDelete
                            : random() % 2 == 0 ? Action::kAppend
                                                : Action::kReplace;
      const std::string value = random() % 4 == 0 ? "" : std::to_string(random() % 100);
      const std::string status = random() % 2 == 0 ? "" : std::string(1, "AEMP"[random() % 4]);
      const Strings attributes = status.empty() ? Strings{} : Strings{"OBS_STATUS=" + status};
      const bool all = action == Action::kDelete && random() % 10 == 0;
      message.Row(kEgypt, all ? "" : year, value.empty() ? nullptr : value.c_str(), attributes, action);
      if (action != Action::kDelete) {
        auto& observation = model[year];
        if (action == Action::kReplace) observation = {};
        if (!value.empty()) observation.first = value;
        if (!status.empty()) observation.second = status;
        continue;
      }
      for (auto it = model.begin(); it != model.end();) {
        const bool meant = all || it->first == year;
        if (meant && !value.empty()) it->second.first.clear();
        if (meant && !status.empty()) it->second.second.clear();
        const bool nothing = it->second.first.empty() && it->second.second.empty();
        const bool whole = value.empty() && status.empty();
        it = meant && (whole || nothing) ? model.erase(it) : std::next(it);
      }
    }
    std::string expected;
    for (const auto& [year, observation] : model) {
      expected += (expected.empty() ? "" : " ") + year + "=" + observation.first;
      if (!observation.second.empty()) expected += "/" + observation.second;
    }
    const Collected collected = message.Finish();
    ASSERT_EQ(MistakesOf(collected), Strings{});
    ASSERT_EQ(Merged(collected, kEgypt), expected) << "round " << round;
  }
}

}  // namespace
}  // namespace tabadul::statistics
