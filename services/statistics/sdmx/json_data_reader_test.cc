#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_replace.h"
#include "services/statistics/sdmx/json_data.h"
#include "services/statistics/sdmx/json_message.h"
#include "services/statistics/sdmx/json_samples.h"

namespace tabadul::statistics::sdmx {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

absl::Status ReadInto(Heard& heard, std::string_view message, size_t max_bytes = 1 << 20) {
  const OneLayout layouts(SampleLayout());
  const auto reader = NewJsonDataReader(layouts, heard, max_bytes);
  for (size_t i = 0; i < message.size(); i += 7) {
    if (auto status = reader->Read(message.substr(i, 7)); !status.ok()) return status;
  }
  return reader->End();
}

Heard Read(std::string_view message) {
  Heard heard;
  const auto status = ReadInto(heard, message);
  EXPECT_TRUE(status.ok()) << status;
  return heard;
}

constexpr std::string_view kSeries = R"({"id":"FREQ","keyPosition":0,"values":[{"id":"A","name":"Annual"}]},
    {"id":"AREA","keyPosition":1,"values":[{"id":"EGY","name":"Egypt"},{"id":"OIC","name":"All"}]})";
constexpr std::string_view kTime =
    R"({"id":"TIME_PERIOD","values":[{"id":"2023","name":"2023"},{"value":"2024"}]})";
constexpr std::string_view kStatusValues =
    R"("values":[{"id":"A","name":"Normal"},{"id":"E","name":"Estimated"}])";

// A message of 2.0: $D dimensions, $A attributes, $S data sets.
std::string Message(std::string_view dimensions, std::string_view attributes, std::string_view data_sets,
                    std::string_view more = "") {
  constexpr std::string_view kFrame =
      R"j({"meta":{"id":"M"},"data":{"dataSets":[$S],"structures":[{"links":[{"rel":"dataflow",
      "urn":"urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow=TABADUL:DF_SAMPLE(1.0)"}],
      "dimensions":{$D},"attributes":{$A}$M}]}})j";
  return absl::StrReplaceAll(
      Absl(kFrame),
      {{"$D", Absl(dimensions)}, {"$A", Absl(attributes)}, {"$S", Absl(data_sets)}, {"$M", Absl(more)}});
}

std::string BySeries(std::string_view attributes, std::string_view data_sets, std::string_view more = "") {
  return Message("\"series\":[" + std::string(kSeries) + "],\"observation\":[" + std::string(kTime) + "]",
                 attributes, data_sets, more);
}

std::string Status(std::string_view level, std::string_view more = "") {
  return fmt::format(R"("{}":[{{"id":"OBS_STATUS",{}{}}}])", level, kStatusValues, more);
}

TEST(JsonReader, TellsSeriesAndObservationsByTheirNumbers) {
  const Heard heard =
      Read(BySeries(R"("series":[{"id":"TITLE","values":[{"value":"Jobs"}]}],)" + Status("observation"),
                    R"({"action":"Replace","validFrom":"2024-01-01T00:00:00Z",
          "series":{"0:0":{"observations":{"0":[1.50,0],"1":[null,1]},"attributes":[0]},"0:1":{}}})"));
  ASSERT_EQ(heard.heads.size(), 1U);
  EXPECT_EQ(heard.heads[0].action, Action::kReplace);
  EXPECT_EQ(heard.heads[0].dimension_at_observation, "TIME_PERIOD");
  EXPECT_EQ(heard.heads[0].structure.id, "DF_SAMPLE");
  EXPECT_EQ(heard.heads[0].valid_from, absl::FromUnixSeconds(1704067200));
  EXPECT_THAT(heard.shown,
              ElementsAre("series A.EGY TITLE=Jobs", "obs A.EGY 2023 OBS_VALUE=1.50 OBS_STATUS=A",
                          "obs A.EGY 2024 OBS_STATUS=E", "series A.OIC"));
  EXPECT_THAT(heard.mistakes, IsEmpty());
}

TEST(JsonReader, ValuesKeepTheirDigits) {
  const Heard heard =
      Read(BySeries("", R"({"series":{"0:0":{"observations":{"0":[40.3000],"1":[12345678901234567890.10]}}}},
                           {"series":{"0:0":{"observations":{"0":["NaN"],"1":[-1.0E+400]}}}})"));
  EXPECT_THAT(heard.shown, ElementsAre("obs A.EGY 2023 OBS_VALUE=40.3000",
                                       "obs A.EGY 2024 OBS_VALUE=12345678901234567890.10",
                                       "obs A.EGY 2023 OBS_VALUE=NaN", "obs A.EGY 2024 OBS_VALUE=-1.0E+400"));
}

TEST(JsonReader, TellsAFlatMessage) {
  const Heard heard =
      Read(Message(fmt::format(R"("dataSet":[],"series":[],"observation":[{},{}])", kSeries, kTime),
                   Status("observation"), R"({"observations":{"0:1:1":[3,0]}})"));
  EXPECT_EQ(heard.heads[0].dimension_at_observation, "AllDimensions");
  EXPECT_THAT(heard.shown, ElementsAre("obs A.OIC 2024 OBS_VALUE=3 OBS_STATUS=A"));
}

TEST(JsonReader, DimensionsOfTheDataSetBelongToEachKey) {
  const Heard heard = Read(Message(
      R"("dataSet":[{"id":"FREQ","values":[{"id":"Q"}]}],"series":[{"id":"AREA","values":[{"id":"EGY"}]}],"observation":[)" +
          std::string(kTime) + "]",
      R"("dataSet":[{"id":"SOURCE","values":[{"value":"Survey"}]}])",
      R"({"attributes":[0],"series":{"0":{"observations":{"0":[1]}}}})"));
  EXPECT_THAT(heard.shown, ElementsAre("set . SOURCE=Survey", "obs Q.EGY 2023 OBS_VALUE=1"));
}

TEST(JsonReader, SeriesByAnotherDimensionGiveTheirAttributesToTheObservations) {
  const Heard heard =
      Read(Message(R"("series":[{"id":"FREQ","values":[{"id":"A"}]},)" + std::string(kTime) +
                       R"(],"observation":[{"id":"AREA","values":[{"id":"EGY"},{"id":"OIC"}]}])",
                   Status("series"),
                   R"({"series":{"0:1":{"attributes":[1],"observations":{"0":[1],"1":[2]}},"0:0":{}}})"));
  EXPECT_EQ(heard.heads[0].dimension_at_observation, "AREA");
  EXPECT_THAT(heard.shown, ElementsAre("obs A.EGY 2024 OBS_VALUE=1 OBS_STATUS=E",
                                       "obs A.OIC 2024 OBS_VALUE=2 OBS_STATUS=E", "series A. 2023"));
}

TEST(JsonReader, AttributesMayStateTheirValuesThemselves) {
  const Heard heard = Read(BySeries(
      fmt::format(
          R"("observation":[{{"id":"COMMENT"}},{{"id":"NOTES"}},{{"id":"TAGS",{}}},{{"id":"DECIMALS"}}])",
          kStatusValues),
      R"({"series":{"0:0":{"observations":{"0":[1,"so",{"ar":"نعم","en":"yes"},[1,0],2],"1":[2,null,null,null,3,99]}}}})"));
  EXPECT_THAT(
      heard.shown,
      ElementsAre(
          "obs A.EGY 2023 OBS_VALUE=1 COMMENT=so NOTES[ar]=نعم NOTES[en]=yes TAGS=E TAGS=A DECIMALS=2",
          "obs A.EGY 2024 OBS_VALUE=2 DECIMALS=3"));
}

TEST(JsonReader, ADefaultIsMeantWhereNothingIsStated) {
  const std::string attributes = Status("observation", R"(,"default":"A")");
  constexpr std::string_view kData =
      R"({"action":"$","series":{"0:0":{"observations":{"0":[1],"1":[1,1]}}}})";
  EXPECT_THAT(
      Read(BySeries(attributes, absl::StrReplaceAll(Absl(kData), {{"$", "Append"}}))).shown,
      ElementsAre("obs A.EGY 2023 OBS_VALUE=1 OBS_STATUS=A", "obs A.EGY 2024 OBS_VALUE=1 OBS_STATUS=E"));
  EXPECT_THAT(Read(BySeries(attributes, absl::StrReplaceAll(Absl(kData), {{"$", "Delete"}}))).shown,
              ElementsAre("obs A.EGY 2023 OBS_VALUE=1", "obs A.EGY 2024 OBS_VALUE=1 OBS_STATUS=E"));
}

TEST(JsonReader, GroupsAreKeysWithGaps) {
  const std::string attributes = fmt::format(R"("dimensionGroup":[{{"id":"UNIT",{}}}])", kStatusValues);
  EXPECT_THAT(Read(BySeries(attributes, R"({"dimensionGroupAttributes":{":1:":[0],"0:~:":[null]}})")).shown,
              ElementsAre("series .OIC UNIT=A"));
  const Heard bad = Read(BySeries(attributes, R"({"dimensionGroupAttributes":{":1":[0],":7:":[0]}})"));
  EXPECT_THAT(bad.shown, IsEmpty());
  EXPECT_THAT(bad.mistakes,
              ElementsAre("MALFORMED dimensionGroupAttributes", "MALFORMED dimensionGroupAttributes"));
}

TEST(JsonReader, DeletionsMayNameLess) {
  EXPECT_THAT(Read(BySeries("", R"({"action":"Delete"},{"action":"Delete","series":{"0:1":{}}},
                                   {"action":"Delete","series":{"0:0":{"observations":{"1":[]}}}},{"action":"Delete","series":{}})"))
                  .shown,
              ElementsAre("set .", "series A.OIC", "obs A.EGY 2024"));
}

TEST(JsonReader, ADimensionWithoutACodeDoesNotWidenADeletion) {
  const std::string message = BySeries("", R"({"action":"Delete","series":{"0:0":{}}})");
  const Heard heard = Read(absl::StrReplaceAll(Absl(message), {{R"({"id":"A","name":"Annual"})", "{}"}}));
  EXPECT_THAT(heard.shown, IsEmpty());
  EXPECT_THAT(heard.mistakes, ElementsAre("REQUIRED FREQ"));
}

TEST(JsonReader, ANumberDoesNotStandForAnyAmountOfText) {
  const std::string attribute = fmt::format(R"("observation":[{{"id":"TAGS","values":[{{"value":"{}"}}]}}])",
                                            std::string(1 << 20, 'x'));
  const std::string message = BySeries(attribute, R"({"series":{"0:0":{"observations":{"0":[1,[0,0,0]]}}}})");
  Heard heard;
  EXPECT_EQ(ReasonOf(ReadInto(heard, message, 4 << 20)), common::v1::ERROR_REASON_TOO_LONG);
}

TEST(JsonReader, WrongNumbersAreMistakesOfTheirRow) {
  const Heard heard = Read(BySeries(
      Status("observation"),
      R"({"series":{"0:9":{"observations":{"0":[1]}},"0":{},"0:x":{},"0:0":{"observations":{"5":[1],"0":[1,7],"1":[2,0]}}}})"));
  EXPECT_THAT(heard.shown, ElementsAre("obs A.EGY 2024 OBS_VALUE=2 OBS_STATUS=A"));
  EXPECT_THAT(heard.mistakes, ElementsAre("OUT_OF_RANGE AREA", "MALFORMED series", "OUT_OF_RANGE AREA",
                                          "OUT_OF_RANGE TIME_PERIOD", "OUT_OF_RANGE OBS_STATUS"));
}

TEST(JsonReader, UnknownComponentsAreToldOnce) {
  const Heard heard =
      Read(BySeries(R"("observation":[{"id":"COLOUR"},{"id":"COMMENT"}])",
                    R"({"series":{"0:0":{"observations":{"0":[1,"red","so"],"1":[2,"red"]}}}})"));
  EXPECT_THAT(heard.mistakes, ElementsAre("UNKNOWN_FIELD COLOUR"));
  EXPECT_THAT(heard.shown,
              ElementsAre("obs A.EGY 2023 OBS_VALUE=1 COMMENT=so", "obs A.EGY 2024 OBS_VALUE=2"));
  const Heard none = Read(Message(R"("series":[{"id":"SEX","values":[{"id":"F"}]},)" + std::string(kSeries) +
                                      "],\"observation\":[" + std::string(kTime) + "]",
                                  "", R"({"series":{"0:0:0":{"observations":{"0":[1]}}}})"));
  EXPECT_THAT(none.mistakes, ElementsAre("UNKNOWN_FIELD SEX"));
  EXPECT_THAT(none.shown, IsEmpty());
}

TEST(JsonReader, MeasuresAreThoseThatTheMessageLists) {
  const Heard heard = Read(BySeries(Status("observation"), R"({"series":{"0:0":{"observations":{"0":[1]}}}})",
                                    R"(,"measures":{"observation":[]})"));
  EXPECT_THAT(heard.shown, ElementsAre("obs A.EGY 2023 OBS_STATUS=E"));
}

TEST(JsonReader, TheStructureIsFoundByAddressToo) {
  constexpr std::string_view kUrn =
      R"j("urn":"urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow=TABADUL:DF_SAMPLE(1.0)")j";
  const std::string message = BySeries("", R"({"series":{"0:0":{}}})");
  for (const char* href :
       {"https://x/rest/dataflow/TABADUL/DF_SAMPLE/1.0?detail=full", "/dataflow/TABADUL/DF_SAMPLE"}) {
    EXPECT_THAT(Read(absl::StrReplaceAll(message, {{Absl(kUrn), fmt::format(R"("href":"{}")", href)}})).shown,
                ElementsAre("series A.EGY"))
        << href;
  }
  Heard heard;
  EXPECT_EQ(ReasonOf(ReadInto(heard, absl::StrReplaceAll(message, {{"DF_SAMPLE", "DF_OTHER"}}))),
            common::v1::ERROR_REASON_NOT_FOUND);
}

TEST(JsonReader, ReadsTheLayoutBefore10) {
  const Heard heard = Read(fmt::format(
      R"({{"header":{{"id":"x"}},"dataSets":[{{"series":{{"0:0":{{"attributes":[0],"observations":{{"0":[1.5,0]}}}}}}}}],
        "structure":{{"links":[{{"href":"http://x/dataflow/TABADUL/DF_SAMPLE/1.0","rel":"dataflow"}}],
        "dimensions":{{"series":[{}],"observation":[{}]}},
        "attributes":{{"series":[{{"id":"TITLE","values":[{{"name":"Jobs"}}]}}],{}}}}}}})",
      kSeries, kTime, Status("observation")));
  EXPECT_THAT(heard.shown,
              ElementsAre("series A.EGY TITLE=Jobs", "obs A.EGY 2023 OBS_VALUE=1.5 OBS_STATUS=A"));
}

TEST(JsonReader, WhatIsNoMessageIsRefused) {
  struct Case {
    std::string_view text, form;
  };
  const std::string whole = BySeries("", R"({"series":{"0:0":{}}})");
  for (const Case& each :
       {Case{"", "JSON"},
        {"{", "JSON"},
        {"[1]", "SDMX-JSON"},
        {"{}", "SDMX-JSON"},
        {"7", "SDMX-JSON"},
        {R"({"data":{"dataSets":[{}]}})", "SDMX-JSON"},
        {R"({"data":{"dataSets":{}}})", "SDMX-JSON"},
        {R"({"data":[]})", "SDMX-JSON"},
        {"{\"a\":\"\xFF\"}", "JSON"},
        {R"({"data":{"dataSets":[] "x":1}})", "JSON"},
        {R"({"structure":{"dimensions":{"series":[{"id":7}]}},"dataSets":[]})", "SDMX-JSON"}}) {
    Heard heard;
    const auto status = ReadInto(heard, each.text);
    EXPECT_EQ(ReasonOf(status), common::v1::ERROR_REASON_MALFORMED) << each.text;
    EXPECT_EQ(MetadataOf(status)["form"], each.form) << each.text;
  }
  Heard heard;
  EXPECT_EQ(MetadataOf(ReadInto(heard, whole + " {}"))["form"], "JSON");
}

TEST(JsonReader, SaysWhereItBreaksOff) {
  Heard heard;
  const auto metadata = MetadataOf(ReadInto(heard, "{\n  \"data\": {\n    \"dataSets\" [] } }"));
  EXPECT_EQ(metadata.count("line"), 1U);
  EXPECT_EQ(metadata.at("line"), "3");
}

TEST(JsonReader, LimitsHold) {
  const std::string message = BySeries("", R"({"series":{"0:0":{}}})");
  Heard heard;
  EXPECT_EQ(ReasonOf(ReadInto(heard, message, message.size() - 1)),
            common::v1::ERROR_REASON_MESSAGE_TOO_LARGE);
  EXPECT_TRUE(ReadInto(heard, message, message.size()).ok());

  std::string components;
  for (size_t i = 0; i <= kMaxJsonComponents; ++i) components += R"({"id":"X"},)";
  components.back() = ' ';
  EXPECT_EQ(ReasonOf(ReadInto(heard, BySeries("\"series\":[" + components + "]", "{}"))),
            common::v1::ERROR_REASON_TOO_MANY);
  std::string values;
  for (size_t i = 0; i <= kMaxStated; ++i) values += "1,";
  values.back() = ' ';
  EXPECT_EQ(ReasonOf(ReadInto(heard,
                              BySeries(R"("observation":[{"id":"COMMENT"}])",
                                       R"({"series":{"0:0":{"observations":{"0":[1,[)" + values + "]]}}}}"))),
            common::v1::ERROR_REASON_TOO_MANY);
}

TEST(JsonReader, DepthIsNoTrouble) {
  const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  EXPECT_THAT(
      Read(BySeries("", R"({"x":)" + deep + R"(,"series":{"0:0":{"annotations":)" + deep + "}}}")).shown,
      ElementsAre("series A.EGY"));
  Heard heard;
  const auto status = ReadInto(
      heard, BySeries(R"("series":[{"id":"TITLE"}])", R"({"series":{"0:0":{"attributes":)" + deep + "}}}"));
  EXPECT_EQ(MetadataOf(status)["form"], "SDMX-JSON");
}

TEST(JsonReader, TheReceiverEndsTheReading) {
  struct Refuses final : DataReceiver {
    absl::Status OnDataSet(const DataSetHead&) override { return absl::OkStatus(); }
    absl::Status OnRow(const DataRow&) override { return Error(common::v1::ERROR_REASON_CANCELLED); }
    absl::Status OnMistake(const Mistake&) override { return absl::OkStatus(); }
  } refuses;
  const OneLayout layouts(SampleLayout());
  const auto reader = NewJsonDataReader(layouts, refuses, 1 << 20);
  ASSERT_TRUE(reader->Read(BySeries("", R"({"series":{"0:0":{}}})")).ok());
  EXPECT_EQ(ReasonOf(reader->End()), common::v1::ERROR_REASON_CANCELLED);
}

}  // namespace
}  // namespace tabadul::statistics::sdmx
