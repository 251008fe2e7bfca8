#include <gtest/gtest.h>

#include <memory>

#include "services/statistics/sdmx/csv_data.h"
#include "services/statistics/sdmx/csv_test_data.h"

namespace tabadul::statistics::sdmx {
namespace {

using Labels = CsvOptions::Labels;
using Keys = CsvOptions::Keys;
using Views = std::vector<std::string_view>;

const PlainLayout kPlain{.dimensions = {"FREQ", "AREA"},
                         .time = "TIME_PERIOD",
                         .measures = {"OBS_VALUE"},
                         .attributes = {"STATUS", "UNIT@FREQ,AREA", "SOURCE@"}};
enum : int { kStatus, kUnit, kSource };

struct Written {
  DataFormat format = DataFormat::kCsv2;
  CsvOptions options;
  Detail detail = Detail::kFull;
  std::string at = "TIME_PERIOD";
  ArtefactType type = ArtefactType::kDataflow;
  Action action = Action::kInformation;
  std::string language = "en";
};

DataSetHead HeadOf(const Written& how, std::shared_ptr<const Layout> layout) {
  DataSetHead head;
  head.layout = std::move(layout);
  head.structure = {how.type, "T", how.type == ArtefactType::kDataflow ? "FLOW" : "DSD", "1.0", ""};
  head.action = how.action;
  head.dimension_at_observation = how.at;
  return head;
}

std::shared_ptr<Layout> CodedLayout() {
  auto layout = MakeLayout(kPlain);
  layout->dimensions[0].names = {{"en", "Frequency"}};
  layout->dimensions[0].codes = MakeCodes({"A: Annual"});
  layout->attributes[kStatus].codes = MakeCodes({"E: Estimated, or not"});
  return layout;
}

// Two observations of one series, of the first dimension at the observation if `at` is another.
std::string Write(const Written& how, std::shared_ptr<const Layout> layout) {
  std::string out;
  MessageHead message;
  message.language = how.language;
  const auto writer = NewCsvDataWriter(how.format, message, how.options, &out);
  const bool over_time = how.at == "TIME_PERIOD" || how.at == "AllDimensions";
  writer->BeginDataSet(HeadOf(how, std::move(layout)), how.detail);
  const AttributeView source{kSource, "Office, national", ""}, unit{kUnit, "NB", ""},
      status{kStatus, "E", ""};
  writer->DataSetAttributes({&source, 1});
  const Views key = over_time ? Views{"A", "EGY"} : Views{"", "EGY"};
  const Views first = {"1.50"}, second = {"2"};
  const ObservationView observations[] = {{over_time ? "2020" : "A", first, {}},
                                          {over_time ? "2021-Q1" : "M", second, {&status, 1}}};
  writer->Series({key, over_time ? "" : "2020", {&unit, 1}, observations});
  writer->End({});
  return out;
}

std::string Write(const Written& how) { return Write(how, MakeLayout(kPlain)); }

TEST(CsvWriter, Version2HasWhatTheStandardOrders) {
  EXPECT_EQ(Write({}),
            "STRUCTURE,STRUCTURE_ID,ACTION,FREQ,AREA,TIME_PERIOD,OBS_VALUE,STATUS,UNIT,SOURCE\r\n"
            "dataflow,T:FLOW(1.0),I,A,EGY,2020,1.50,,NB,\"Office, national\"\r\n"
            "dataflow,T:FLOW(1.0),I,A,EGY,2021-Q1,2,E,NB,\"Office, national\"\r\n");
  EXPECT_EQ(
      Write({.detail = Detail::kDataOnly, .type = ArtefactType::kDataStructure, .action = Action::kReplace}),
      "STRUCTURE,STRUCTURE_ID,ACTION,FREQ,AREA,TIME_PERIOD,OBS_VALUE\r\n"
      "datastructure,T:DSD(1.0),R,A,EGY,2020,1.50\r\n"
      "datastructure,T:DSD(1.0),R,A,EGY,2021-Q1,2\r\n");
}

TEST(CsvWriter, Version1NamesTheDataflow) {
  EXPECT_EQ(Write({.format = DataFormat::kCsv1,
                   .options = {.keys = Keys::kBoth},
                   .detail = Detail::kDataOnly,
                   .type = ArtefactType::kDataStructure}),
            "DATAFLOW,FREQ,AREA,TIME_PERIOD,OBS_VALUE\r\n"
            "T:FLOW(1.0),A,EGY,2020,1.50\r\n"
            "T:FLOW(1.0),A,EGY,2021-Q1,2\r\n");
}

TEST(CsvWriter, LabelsStandBesideOrBehindTheCode) {
  EXPECT_EQ(Write({.options = {.labels = Labels::kBoth}}, CodedLayout()),
            "STRUCTURE,STRUCTURE_ID,ACTION,FREQ: Frequency,AREA,TIME_PERIOD,OBS_VALUE,STATUS,UNIT,SOURCE\r\n"
            "dataflow,T:FLOW(1.0): A name,I,A: Annual,EGY,2020,1.50,,NB,\"Office, national\"\r\n"
            "dataflow,T:FLOW(1.0): A name,I,A: Annual,EGY,2021-Q1,2,\"E: Estimated, or not\",NB,\"Office, "
            "national\"\r\n");
  EXPECT_EQ(
      Write({.options = {.labels = Labels::kName}, .language = "fr"}, CodedLayout()),
      "STRUCTURE,STRUCTURE_ID,STRUCTURE_NAME,ACTION,FREQ,Frequency,AREA,,TIME_PERIOD,,OBS_VALUE,,STATUS,,"
      "UNIT,,SOURCE,\r\n"
      "dataflow,T:FLOW(1.0),Un nom,I,A,Annual,EGY,,2020,,1.50,,,,NB,,\"Office, national\",\r\n"
      "dataflow,T:FLOW(1.0),Un nom,I,A,Annual,EGY,,2021-Q1,,2,,E,\"Estimated, or not\",NB,,\"Office, "
      "national\",\r\n");
  EXPECT_EQ(
      Write({.format = DataFormat::kCsv1, .options = {.labels = Labels::kName}}, CodedLayout()).substr(0, 24),
      "DATAFLOW,FREQ: Frequency");
}

TEST(CsvWriter, KeysAreThoseOfTheSeriesAndOfTheObservation) {
  EXPECT_EQ(Write({.options = {.keys = Keys::kBoth}, .detail = Detail::kDataOnly}),
            "STRUCTURE,STRUCTURE_ID,ACTION,SERIES_KEY,OBS_KEY,FREQ,AREA,TIME_PERIOD,OBS_VALUE\r\n"
            "dataflow,T:FLOW(1.0),I,A.EGY,A.EGY.2020,A,EGY,2020,1.50\r\n"
            "dataflow,T:FLOW(1.0),I,A.EGY,A.EGY.2021-Q1,A,EGY,2021-Q1,2\r\n");
  EXPECT_EQ(Write({.options = {.keys = Keys::kBoth}, .detail = Detail::kDataOnly, .at = "FREQ"}),
            "STRUCTURE,STRUCTURE_ID,ACTION,SERIES_KEY,OBS_KEY,FREQ,AREA,TIME_PERIOD,OBS_VALUE\r\n"
            "dataflow,T:FLOW(1.0),I,EGY.2020,A.EGY.2020,A,EGY,2020,1.50\r\n"
            "dataflow,T:FLOW(1.0),I,EGY.2020,M.EGY.2020,M,EGY,2020,2\r\n");
}

TEST(CsvWriter, ANormalizedPeriodIsItsFirstDay) {
  const std::string out =
      Write({.options = {.time_format = CsvOptions::TimeFormat::kNormalized}, .detail = Detail::kDataOnly});
  EXPECT_EQ(out.substr(out.find("\r\n") + 2),
            "dataflow,T:FLOW(1.0),I,A,EGY,2020-01-01,1.50\r\n"
            "dataflow,T:FLOW(1.0),I,A,EGY,2021-01-01,2\r\n");
}

TEST(CsvWriter, ASeriesIsOneRowWhereObservationsAreNotWanted) {
  EXPECT_EQ(Write({.options = {.keys = Keys::kBoth}, .detail = Detail::kSeriesKeysOnly}),
            "STRUCTURE,STRUCTURE_ID,ACTION,SERIES_KEY,FREQ,AREA\r\n"
            "dataflow,T:FLOW(1.0),I,A.EGY,A,EGY\r\n");
  EXPECT_EQ(Write({.detail = Detail::kNoData, .at = "FREQ"}),
            "STRUCTURE,STRUCTURE_ID,ACTION,AREA,TIME_PERIOD,UNIT,SOURCE\r\n"
            "dataflow,T:FLOW(1.0),I,EGY,2020,NB,\"Office, national\"\r\n");
}

TEST(CsvWriter, AnEmptyDataSetIsAHeader) {
  std::string out;
  const auto writer = NewCsvDataWriter(DataFormat::kCsv1, {}, {}, &out);
  writer->BeginDataSet(HeadOf({}, MakeLayout(kPlain)), Detail::kDataOnly);
  writer->End({});
  EXPECT_EQ(out, "DATAFLOW,FREQ,AREA,TIME_PERIOD,OBS_VALUE\r\n");
}

TEST(CsvWriter, FurtherDataSetsFillTheColumnsOfTheFirst) {
  std::string out;
  const auto writer = NewCsvDataWriter(DataFormat::kCsv2, {}, {}, &out);
  DataSetHead head = HeadOf({}, MakeLayout(kPlain));
  head.valid_from = absl::FromUnixSeconds(0);
  writer->BeginDataSet(head, Detail::kFull);
  const Views value = {"1"};
  const ObservationView observation{"2020", value, {}};
  const Views key = {"A", "EGY"}, other_key = {"SYR", "M", "T"};
  writer->Series({key, "", {}, {&observation, 1}});
  DataSetHead other = HeadOf({}, MakeLayout({.dimensions = {"AREA", "FREQ", "SEX"},
                                             .time = "TIME_PERIOD",
                                             .measures = {"OBS_VALUE"},
                                             .attributes = {"NOTE"}}));
  const AttributeView note{0, "n", ""};
  const ObservationView noted{"2020", value, {&note, 1}};
  writer->BeginDataSet(other, Detail::kFull);
  writer->Series({other_key, "", {}, {&noted, 1}});
  EXPECT_EQ(out,
            "STRUCTURE,STRUCTURE_ID,ACTION,FREQ,AREA,TIME_PERIOD,OBS_VALUE,STATUS,UNIT,SOURCE,VALID_FROM,"
            "VALID_TO\r\n"
            "dataflow,T:FLOW(1.0),I,A,EGY,2020,1,,,,1970-01-01T00:00:00Z,\r\n"
            "dataflow,T:FLOW(1.0),I,M,SYR,2020,1,,,,,\r\n");
}

// What is written is read as it was, quotes, line ends and languages included.
TEST(CsvWriter, WhatIsWrittenIsReadAgain) {
  const auto layout = MakeLayout({.dimensions = {"FREQ", "AREA"},
                                  .time = "TIME_PERIOD",
                                  .measures = {"OBS_VALUE", "SECOND"},
                                  .attributes = {"STATUS", "TAGS[]", "TITLE{}", "NOTE@FREQ,AREA"}});
  const AttributeView several[] = {{1, "a;b", ""},        {1, "\"c\"", ""},  {1, "d", ""},
                                   {2, "One; two", "en"}, {2, "واحد", "ar"}, {2, "Again", "en"}};
  const AttributeView single[] = {{0, "x", ""}, {1, "a;b", ""}, {2, "Un \"deux\"", "fr"}};
  const AttributeView note{3, "line\r\nand \"line\", both", ""};
  const Views values = {"NaN", ""};
  const ObservationView observations[] = {{"2020", values, several}, {"2021", {}, single}};
  const Views key = {"A", "EGY,SYR"}, other_key = {"A", "IRQ"};
  for (const size_t piece : {1, 1000}) {
    std::string out;
    const auto writer = NewCsvDataWriter(DataFormat::kCsv2, {}, {}, &out);
    writer->BeginDataSet(HeadOf({}, layout), Detail::kFull);
    writer->Series({key, "", {&note, 1}, observations});
    writer->Series({other_key, "", {&note, 1}, {}});
    writer->End({});
    EXPECT_EQ(out.substr(0, out.find(',')), "STRUCTURE[;]");
    Lines lines;
    const PlainLayouts layouts(layout);
    const auto reader = NewCsvDataReader(layouts, lines);
    for (size_t at = 0; at < out.size(); at += piece)
      ASSERT_TRUE(reader->Read(std::string_view(out).substr(at, piece)).ok());
    ASSERT_TRUE(reader->End().ok());
    EXPECT_EQ(
        lines.lines,
        (std::vector<std::string>{
            "T:FLOW(1.0)",
            "2 obs A.EGY,SYR 2020 I OBS_VALUE=NaN TAGS=a;b TAGS=\"c\" TAGS=d TITLE@en=One; two TITLE@ar=واحد "
            "TITLE@en=Again NOTE=line\r\nand \"line\", both",
            "4 obs A.EGY,SYR 2021 I STATUS=x TAGS=a;b TITLE@fr=Un \"deux\" NOTE=line\r\nand \"line\", both",
            "6 series A.IRQ I NOTE=line\r\nand \"line\", both"}));
  }
}

TEST(CsvWriter, Version1ShowsOneOfTheLanguages) {
  const auto layout =
      MakeLayout({.dimensions = {"AREA"}, .time = "T", .measures = {}, .attributes = {"TITLE{}", "TAGS[]"}});
  const AttributeView all[] = {
      {0, "Rien", "fr"}, {0, "Nothing", "en"}, {0, "لا شيء", "ar"}, {1, "a", ""}, {1, "b", ""}};
  const ObservationView observation{"2020", {}, all};
  const Views key = {"EGY"};
  for (const auto& [language, title] : {std::pair{"ar", "لا شيء"}, {"fr", "Rien"}, {"id", "Nothing"}}) {
    std::string out;
    MessageHead message;
    message.language = language;
    const auto writer = NewCsvDataWriter(DataFormat::kCsv1, message, {}, &out);
    writer->BeginDataSet(HeadOf({}, layout), Detail::kFull);
    writer->Series({key, "", {}, {&observation, 1}});
    EXPECT_EQ(out, fmt::format("DATAFLOW,AREA,T,TITLE,TAGS\r\nT:FLOW(1.0),EGY,2020,{},a;b\r\n", title));
  }
}

}  // namespace
}  // namespace tabadul::statistics::sdmx
