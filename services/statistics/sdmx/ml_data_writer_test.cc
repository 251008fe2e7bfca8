#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/statistics/sdmx/ml_data.h"
#include "services/statistics/sdmx/ml_data_testing.h"

namespace tabadul::statistics::sdmx {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr DataFormat kAllFormats[] = {
    DataFormat::kGeneric21, DataFormat::kGenericTimeSeries21, DataFormat::kStructureSpecific21,
    DataFormat::kStructureSpecificTimeSeries21, DataFormat::kStructureSpecific30};

DataSetHead Head(std::string at = "TIME_PERIOD") {
  return {.layout = SmallLayout(),
          .structure = {ArtefactType::kDataStructure, "TABADUL", "LF", "1.0", ""},
          .dimension_at_observation = std::move(at)};
}

// One series of two observations, with attributes of all levels.
void WriteSmall(DataWriter& writer, const DataSetHead& head, Detail detail = Detail::kFull) {
  const std::vector<AttributeView> of_data_set = {{0, "1", ""}}, of_group = {{1, "PS", ""}};
  const std::vector<std::string_view> group = {"EGY"};
  writer.BeginDataSet(head, detail);
  writer.DataSetAttributes(of_data_set);
  writer.Group({0, group, of_group});
  const std::vector<std::string_view> key = {"A", "EGY", "T"}, first = {"1.50"}, second = {"2"};
  const std::vector<AttributeView> of_series = {{1, "PS", ""}, {2, "Taux", "fr"}, {2, "Rate", "en"}};
  const std::vector<AttributeView> of_first = {{3, "A", ""}}, of_second = {{4, "x<y", ""}, {4, "z", ""}};
  const std::vector<ObservationView> observations = {{"2020", first, of_first}, {"2021", second, of_second}};
  writer.Series({key, "", of_series, observations});
}

std::string Small(DataFormat format, const DataSetHead& head, Detail detail = Detail::kFull) {
  std::string out;
  const auto writer = NewMlDataWriter(format, TestHead(), &out);
  WriteSmall(*writer, head, detail);
  writer->End({});
  return out;
}

// From the data set on.
std::string DataOf(const std::string& message) { return message.substr(message.find("<mes:DataSet ")); }

TEST(GenericMlWriter, WritesTheMessageInTheOrderOfTheSchema) {
  EXPECT_EQ(
      Small(DataFormat::kGeneric21, Head()),
      R"(<?xml version="1.0" encoding="UTF-8"?>)"
      "\n"
      R"(<mes:GenericData xmlns:mes="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message" )"
      R"(xmlns:com="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/common" )"
      R"(xmlns:gen="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/data/generic">)"
      R"(<mes:Header><mes:ID>M1</mes:ID><mes:Test>false</mes:Test><mes:Prepared>2026-01-01T00:00:00Z</mes:Prepared>)"
      R"(<mes:Sender id="TABADUL"><com:Name xml:lang="en">Tabadul</com:Name></mes:Sender>)"
      R"(<mes:Structure structureID="STR1" dimensionAtObservation="TIME_PERIOD"><com:Structure>)"
      R"(<Ref id="LF" version="1.0" agencyID="TABADUL" package="datastructure" class="DataStructure"/></com:Structure></mes:Structure>)"
      R"(<mes:DataSetAction>Information</mes:DataSetAction></mes:Header>)"
      R"(<mes:DataSet structureRef="STR1" action="Information">)"
      R"(<gen:Attributes><gen:Value id="DECIMALS" value="1"/></gen:Attributes>)"
      R"(<gen:Group type="Area"><gen:GroupKey><gen:Value id="REF_AREA" value="EGY"/></gen:GroupKey>)"
      R"(<gen:Attributes><gen:Value id="UNIT" value="PS"/></gen:Attributes></gen:Group>)"
      R"(<gen:Series><gen:SeriesKey><gen:Value id="FREQ" value="A"/><gen:Value id="REF_AREA" value="EGY"/><gen:Value id="SEX" value="T"/></gen:SeriesKey>)"
      R"(<gen:Attributes><gen:Value id="TITLE" value="Taux"/></gen:Attributes>)"
      R"(<gen:Obs><gen:ObsDimension id="TIME_PERIOD" value="2020"/><gen:ObsValue value="1.50"/>)"
      R"(<gen:Attributes><gen:Value id="OBS_STATUS" value="A"/></gen:Attributes></gen:Obs>)"
      R"(<gen:Obs><gen:ObsDimension id="TIME_PERIOD" value="2021"/><gen:ObsValue value="2"/>)"
      R"(<gen:Attributes><gen:Value id="NOTE" value="x&lt;y"/></gen:Attributes></gen:Obs>)"
      R"(</gen:Series></mes:DataSet></mes:GenericData>)");
}

TEST(SpecificMlWriter, WritesComponentsAsXmlAttributes) {
  const std::string message = Small(DataFormat::kStructureSpecificTimeSeries21, Head());
  EXPECT_THAT(message, HasSubstr("<mes:StructureSpecificTimeSeriesData "));
  constexpr std::string_view kSchema =
      "urn:sdmx:org.sdmx.infomodel.datastructure.DataStructure=TABADUL:LF(1.0):ObsLevelDim:TIME_PERIOD";
  EXPECT_THAT(message, HasSubstr("xmlns:ns1=\"" + std::string(kSchema) + "\""));
  EXPECT_THAT(message, HasSubstr("<mes:Structure structureID=\"STR1\" namespace=\"" + std::string(kSchema) +
                                 "\" dimensionAtObservation=\"TIME_PERIOD\">"));
  EXPECT_EQ(
      DataOf(message),
      R"(<mes:DataSet ss:structureRef="STR1" xsi:type="ns1:DataSetType" ss:dataScope="DataStructure" ss:action="Information" DECIMALS="1">)"
      R"(<Group xsi:type="ns1:Area" REF_AREA="EGY" UNIT="PS"/>)"
      R"(<Series FREQ="A" REF_AREA="EGY" SEX="T" TITLE="Taux">)"
      R"(<Obs TIME_PERIOD="2020" OBS_VALUE="1.50" OBS_STATUS="A"/><Obs TIME_PERIOD="2021" OBS_VALUE="2" NOTE="x&lt;y"/></Series>)"
      R"(</mes:DataSet></mes:StructureSpecificTimeSeriesData>)");
}

TEST(SpecificMlWriter, WritesSeveralValuesOf30AsComponents) {
  DataSetHead head = Head();
  head.structure = {ArtefactType::kDataflow, "TABADUL", "LF", "1.0.0", ""};
  const std::string message = Small(DataFormat::kStructureSpecific30, head);
  EXPECT_THAT(
      message,
      HasSubstr("<com:StructureUsage>urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow=TABADUL:LF(1.0.0)"
                "</com:StructureUsage>"));
  EXPECT_EQ(
      DataOf(message),
      R"(<mes:DataSet ss:structureRef="STR1" xsi:type="ns1:DataSetType" ss:dataScope="Dataflow" ss:action="Information">)"
      R"(<Atts DECIMALS="1"/><Group xsi:type="ns1:Area" REF_AREA="EGY" UNIT="PS"/>)"
      R"(<Series FREQ="A" REF_AREA="EGY" SEX="T"><Comp id="TITLE" xsi:type="ns1:TITLE_ATTRIBUTE"><Value>)"
      R"(<com:Text xml:lang="fr">Taux</com:Text><com:Text xml:lang="en">Rate</com:Text></Value></Comp>)"
      R"(<Obs TIME_PERIOD="2020" OBS_VALUE="1.50" OBS_STATUS="A"/><Obs TIME_PERIOD="2021" OBS_VALUE="2">)"
      R"(<Comp id="NOTE" xsi:type="ns1:NOTE_ATTRIBUTE"><Value>x&lt;y</Value><Value>z</Value></Comp></Obs></Series>)"
      R"(</mes:DataSet></mes:StructureSpecificData>)");
}

TEST(MlWriter, WithAllDimensionsEachObservationHasAllOfItsSeries) {
  EXPECT_THAT(
      DataOf(Small(DataFormat::kStructureSpecific21, Head("AllDimensions"))),
      HasSubstr(
          R"(<Obs FREQ="A" REF_AREA="EGY" SEX="T" TITLE="Taux" TIME_PERIOD="2020" OBS_VALUE="1.50" OBS_STATUS="A"/>)"
          R"(<Obs FREQ="A" REF_AREA="EGY" SEX="T" TITLE="Taux" TIME_PERIOD="2021" OBS_VALUE="2" NOTE="x&lt;y"/></mes:DataSet>)"));
  EXPECT_THAT(
      DataOf(Small(DataFormat::kGeneric21, Head("AllDimensions"))),
      HasSubstr(
          R"(<gen:Obs><gen:ObsKey><gen:Value id="FREQ" value="A"/><gen:Value id="REF_AREA" value="EGY"/><gen:Value id="SEX" value="T"/>)"
          R"(<gen:Value id="TIME_PERIOD" value="2020"/></gen:ObsKey><gen:ObsValue value="1.50"/>)"
          R"(<gen:Attributes><gen:Value id="TITLE" value="Taux"/><gen:Value id="OBS_STATUS" value="A"/></gen:Attributes></gen:Obs>)"));
}

TEST(MlWriter, AnotherDimensionAtTheObservationLeavesTimeToTheSeries) {
  const std::vector<std::string_view> key = {"A", "EGY", ""}, value = {"1"};
  const std::vector<ObservationView> observations = {{"F", value, {}}};
  const auto write = [&](DataFormat format) {
    std::string out;
    const auto writer = NewMlDataWriter(format, TestHead(), &out);
    writer->BeginDataSet(Head("SEX"), Detail::kFull);
    writer->Series({key, "2020", {}, observations});
    writer->End({});
    return DataOf(out);
  };
  EXPECT_THAT(
      write(DataFormat::kStructureSpecific30),
      HasSubstr(
          R"(<Series FREQ="A" REF_AREA="EGY" TIME_PERIOD="2020"><Obs SEX="F" OBS_VALUE="1"/></Series>)"));
  EXPECT_THAT(
      write(DataFormat::kGeneric21),
      HasSubstr(
          R"(<gen:Value id="REF_AREA" value="EGY"/><gen:Value id="TIME_PERIOD" value="2020"/></gen:SeriesKey>)"
          R"(<gen:Obs><gen:ObsDimension id="SEX" value="F"/><gen:ObsValue value="1"/></gen:Obs></gen:Series>)"));
}

TEST(MlWriter, DetailLeavesOutWhatIsNotWanted) {
  for (const DataFormat format : kAllFormats) {
    const std::string data = DataOf(Small(format, Head(), Detail::kDataOnly));
    EXPECT_THAT(data, HasSubstr("1.50"));
    for (const char* left_out : {"DECIMALS", "UNIT", "TITLE", "OBS_STATUS", "Attributes", "Group"}) {
      EXPECT_THAT(data, Not(HasSubstr(left_out)));
    }
    const std::string keys = DataOf(Small(format, Head(), Detail::kSeriesKeysOnly));
    EXPECT_THAT(keys, HasSubstr("EGY"));
    for (const char* left_out : {"DECIMALS", "UNIT", "TITLE", "Obs>", "<Obs", "2020"}) {
      EXPECT_THAT(keys, Not(HasSubstr(left_out)));
    }
    const std::string no_data = DataOf(Small(format, Head(), Detail::kNoData));
    for (const char* there : {"DECIMALS", "UNIT", "TITLE"}) EXPECT_THAT(no_data, HasSubstr(there));
    for (const char* left_out : {"OBS_STATUS", "2020"}) EXPECT_THAT(no_data, Not(HasSubstr(left_out)));
  }
}

TEST(MlWriter, OfSeveralLanguagesTheMessagesIsTakenThenEnglishThenTheFirst) {
  const std::vector<std::string_view> key = {"A", "EGY", "T"};
  const auto title = [&](std::vector<AttributeView> titles) {
    std::string out;
    const auto writer = NewMlDataWriter(DataFormat::kStructureSpecific21, TestHead(), &out);
    writer->BeginDataSet(Head(), Detail::kFull);
    writer->Series({key, "", titles, {}});
    writer->End({});
    const size_t begin = out.find(" TITLE=\"") + 8;
    return out.substr(begin, out.find('"', begin) - begin);
  };
  EXPECT_EQ(title({{2, "a", "ar"}, {2, "e", "en"}, {2, "f", "fr"}}), "f");
  EXPECT_EQ(title({{2, "a", "ar"}, {2, "e", "en"}}), "e");
  EXPECT_EQ(title({{2, "a", "ar"}, {2, "d", "de"}}), "a");
}

TEST(MlWriter, AVintageAProviderAndAnActionAreOfTheDataSet) {
  DataSetHead head = Head();
  head.action = Action::kReplace;
  head.id = "D1";
  head.provider = "TABADUL:DATA_PROVIDERS.EGY";
  head.valid_from = absl::FromUnixMillis(1767225600500);
  for (const DataFormat format : kAllFormats) {
    const OneLayout layouts(head.layout);
    Collected read;
    const std::string message = Small(format, head);
    ASSERT_TRUE(ReadMl(message, layouts, read).ok()) << message;
    ASSERT_EQ(read.data_sets.size(), 1u);
    const DataSetHead& again = read.data_sets[0].head;
    EXPECT_EQ(again.structure, head.structure);
    EXPECT_EQ(again.action, head.action);
    EXPECT_EQ(again.id, head.id);
    EXPECT_EQ(again.provider, head.provider) << message;
    EXPECT_EQ(again.valid_from, head.valid_from);
    EXPECT_EQ(again.dimension_at_observation, head.dimension_at_observation);
  }
}

TEST(MlWriter, WhatIsWrittenIsReadAgain) {
  for (const DataFormat format : kAllFormats) {
    const bool in_languages = format == DataFormat::kStructureSpecific30;
    const OneLayout layouts(SmallLayout());
    Collected read;
    ASSERT_TRUE(ReadMl(Small(format, Head()), layouts, read).ok());
    EXPECT_THAT(read.mistakes, testing::IsEmpty());
    EXPECT_THAT(read.Rows(),
                testing::ElementsAre(
                    "D .. DECIMALS=1", "G .EGY. UNIT=PS",
                    in_languages ? "S A.EGY.T TITLE:fr=Taux TITLE:en=Rate" : "S A.EGY.T TITLE=Taux",
                    "O A.EGY.T @2020 =1.50 OBS_STATUS=A",
                    in_languages ? "O A.EGY.T @2021 =2 NOTE=x<y NOTE=z" : "O A.EGY.T @2021 =2 NOTE=x<y"));
  }
}

TEST(MlWriter, SeveralMeasuresAreOf30) {
  auto layout = SmallLayout();
  layout->measures.emplace_back().id = "SHARE";
  DataSetHead head = Head();
  head.layout = layout;
  const std::vector<std::string_view> key = {"A", "EGY", "T"}, both = {"1", "0.5"}, one = {"", "0.7"};
  const std::vector<ObservationView> observations = {{"2020", both, {}}, {"2021", one, {}}};
  const auto write = [&](DataFormat format) {
    std::string out;
    const auto writer = NewMlDataWriter(format, TestHead(), &out);
    writer->BeginDataSet(head, Detail::kFull);
    writer->Series({key, "", {}, observations});
    writer->End({});
    return DataOf(out);
  };
  EXPECT_THAT(
      write(DataFormat::kStructureSpecific30),
      HasSubstr(
          R"(<Obs TIME_PERIOD="2020" OBS_VALUE="1" SHARE="0.5"/><Obs TIME_PERIOD="2021" SHARE="0.7"/>)"));
  EXPECT_THAT(write(DataFormat::kStructureSpecific21),
              HasSubstr(R"(<Obs TIME_PERIOD="2020" OBS_VALUE="1"/><Obs TIME_PERIOD="2021"/>)"));
}

TEST(MlWriter, AMessageMayHaveSeveralDataSetsOrNone) {
  for (const DataFormat format : kAllFormats) {
    std::string out;
    const auto writer = NewMlDataWriter(format, TestHead(), &out);
    for (const char* id : {"V1", "V2"}) {
      DataSetHead head = Head();
      head.id = id;
      WriteSmall(*writer, head);
    }
    const FooterMessage footer{.code = 413, .severity = "Warning", .text = {{"en", "Not all"}}};
    writer->End({footer});
    EXPECT_THAT(
        out,
        HasSubstr(R"(/message/footer"><footer:Message code="413" severity="Warning">)"
                  R"(<com:Text xml:lang="en">Not all</com:Text></footer:Message></footer:Footer></mes:)"));
    const OneLayout layouts(SmallLayout());
    Collected read;
    ASSERT_TRUE(ReadMl(out, layouts, read).ok());
    ASSERT_EQ(read.data_sets.size(), 2u);
    EXPECT_EQ(read.data_sets[1].head.id, "V2");
    EXPECT_EQ(read.data_sets[0].rows.size(), read.data_sets[1].rows.size());

    out.clear();
    NewMlDataWriter(format, TestHead(), &out)->End({});
    EXPECT_THAT(out, HasSubstr("</mes:Sender></mes:Header></mes:"));
    EXPECT_TRUE(ReadMl(out, layouts, read).ok());
  }
}

}  // namespace
}  // namespace tabadul::statistics::sdmx
