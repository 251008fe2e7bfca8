#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fmt/format.h"
#include "lib/platform/base/status.h"
#include "services/statistics/sdmx/ml_data.h"
#include "services/statistics/sdmx/ml_data_testing.h"

namespace tabadul::statistics::sdmx {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Around a data set on the first line: a header of one structure S.
std::string Message(std::string_view root, std::string_view version, std::string_view at,
                    std::string_view more, std::string_view body) {
  return fmt::format(
      R"(<m:{0} xmlns:m="http://www.sdmx.org/resources/sdmxml/schemas/{1}/message" )"
      R"(xmlns:c="http://www.sdmx.org/resources/sdmxml/schemas/{1}/common" )"
      R"(xmlns:g="http://www.sdmx.org/resources/sdmxml/schemas/{1}/data/generic" )"
      R"(xmlns:s="http://www.sdmx.org/resources/sdmxml/schemas/{1}/data/structurespecific" )"
      R"(xmlns:x="http://www.w3.org/2001/XMLSchema-instance" xmlns:n="urn:n"><m:Header><m:ID>T</m:ID>)"
      R"(<m:Structure structureID="S" {2}>{3}</m:Structure>{4}</m:Header>{5}</m:{0}>)",
      root, version, at.empty() ? "" : fmt::format(R"(dimensionAtObservation="{}")", at),
      version == "v2_1"
          ? R"(<c:Structure><Ref id="LF" agencyID="TABADUL" version="2.0"/></c:Structure>)"
          : "<c:StructureUsage>urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow=TABADUL:LF(1.0.0)"
            "</c:StructureUsage>",
      more, body);
}

std::string Generic(std::string_view at, std::string_view body) {
  return Message("GenericData", "v2_1", at, "",
                 fmt::format(R"(<m:DataSet structureRef="S">{}</m:DataSet>)", body));
}
std::string Specific(std::string_view at, std::string_view body) {
  return Message("StructureSpecificData", "v2_1", at, "",
                 fmt::format(R"(<m:DataSet s:structureRef="S" x:type="n:DataSetType">{}</m:DataSet>)", body));
}
std::string Specific30(std::string_view at, std::string_view body) {
  return Message("StructureSpecificData", "v3_0", at, "",
                 fmt::format(R"(<m:DataSet s:structureRef="S" x:type="n:DataSetType">{}</m:DataSet>)", body));
}

// Read at once and byte by byte: the same is told.
Collected Read(const std::string& message) {
  const OneLayout layouts(SmallLayout());
  Collected at_once, by_byte;
  const absl::Status status = ReadMl(message, layouts, at_once);
  EXPECT_TRUE(status.ok()) << status << "\n" << message;
  EXPECT_TRUE(ReadMl(message, layouts, by_byte, 1).ok());
  EXPECT_EQ(at_once.Rows(), by_byte.Rows());
  EXPECT_EQ(at_once.mistakes, by_byte.mistakes);
  return at_once;
}

std::string DetailOf(const absl::Status& status) {
  const Metadata metadata = MetadataOf(status);
  const auto found = metadata.find("detail");
  return std::string(ReasonName(ReasonOf(status))) + (found == metadata.end() ? "" : " " + found->second);
}

std::string Refused(const std::string& message) {
  const OneLayout layouts(SmallLayout());
  Collected collected;
  return DetailOf(ReadMl(message, layouts, collected));
}

TEST(GenericMl, ASeriesIsTheKeyOfItsObservations) {
  const Collected read = Read(Generic(
      "TIME_PERIOD",
      R"(<g:Series><g:SeriesKey><g:Value id="SEX" value="T"/><g:Value id="FREQ" value="A"/><g:Value id="REF_AREA" value="EGY"/></g:SeriesKey>)"
      R"(<g:Attributes><g:Value id="TITLE" value="Rate"/></g:Attributes>)"
      R"(<g:Obs><g:ObsDimension value="2020"/><g:ObsValue value="1.50"/><g:Attributes><g:Value id="OBS_STATUS" value="A"/></g:Attributes></g:Obs>)"
      R"(<g:Obs><g:ObsDimension id="TIME_PERIOD" value="2021"/><g:ObsValue id="OBS_VALUE" value=""/></g:Obs></g:Series>)"));
  EXPECT_THAT(read.Rows(),
              ElementsAre("S A.EGY.T TITLE=Rate", "O A.EGY.T @2020 =1.50 OBS_STATUS=A", "O A.EGY.T @2021"));
  EXPECT_THAT(read.mistakes, IsEmpty());
  ASSERT_EQ(read.data_sets.size(), 1u);
  const DataSetHead& head = read.data_sets[0].head;
  EXPECT_EQ(head.structure, (Reference{ArtefactType::kDataStructure, "TABADUL", "LF", "2.0", ""}));
  EXPECT_EQ(head.dimension_at_observation, "TIME_PERIOD");
  EXPECT_EQ(head.action, Action::kInformation);
}

TEST(GenericMl, AnObservationWithoutSeriesHasAWholeKey) {
  const Collected read = Read(Generic(
      "AllDimensions",
      R"(<g:Obs><g:ObsKey><g:Value id="FREQ" value="A"/><g:Value id="REF_AREA" value="EGY"/><g:Value id="SEX" value="F"/>)"
      R"(<g:Value id="TIME_PERIOD" value="2020-Q1"/></g:ObsKey><g:ObsValue value="NaN"/>)"
      R"(<g:Attributes><g:Value id="TITLE" value="a"/><g:Value id="OBS_STATUS" value="M"/></g:Attributes></g:Obs>)"));
  EXPECT_THAT(read.Rows(), ElementsAre("O A.EGY.F @2020-Q1 =NaN TITLE=a OBS_STATUS=M"));
}

TEST(GenericMl, AttributesOfTheDataSetAndOfGroupsComeFirst) {
  const Collected read = Read(Generic(
      "TIME_PERIOD",
      R"(<c:Annotations><c:Annotation><c:AnnotationTitle>x</c:AnnotationTitle></c:Annotation></c:Annotations>)"
      R"(<g:DataProvider><Ref id="EGY" agencyID="TABADUL" maintainableParentID="DATA_PROVIDERS" class="DataProvider"/></g:DataProvider>)"
      R"(<g:Attributes><g:Value id="DECIMALS" value="1"/></g:Attributes>)"
      R"(<g:Group type="Area"><g:GroupKey><g:Value id="REF_AREA" value="EGY"/></g:GroupKey><g:Attributes><g:Value id="UNIT" value="PS"/></g:Attributes></g:Group>)"));
  EXPECT_THAT(read.Rows(), ElementsAre("D .. DECIMALS=1", "G .EGY. UNIT=PS"));
  EXPECT_EQ(read.data_sets[0].head.provider, "TABADUL:DATA_PROVIDERS.EGY");
}

TEST(SpecificMl, ValuesAreXmlAttributes) {
  const Collected read = Read(Message(
      "StructureSpecificTimeSeriesData", "v2_1", "", "",
      R"(<n:DataSet s:structureRef="S" s:dataScope="DataStructure" action="Append" DECIMALS="2" x:type="n:DataSetType">)"
      R"(<Group x:type="n:Area" REF_AREA="EGY" UNIT="PS"/>)"
      R"(<Series FREQ="A" REF_AREA="EGY" SEX="T" TITLE="R&amp;D"><Obs TIME_PERIOD="2020" OBS_VALUE="3" OBS_STATUS="A"/></Series></n:DataSet>)"));
  EXPECT_THAT(read.Rows(), ElementsAre("D .. DECIMALS=2", "G .EGY. UNIT=PS", "S A.EGY.T TITLE=R&D",
                                       "O A.EGY.T @2020 =3 OBS_STATUS=A"));
  EXPECT_EQ(read.data_sets[0].head.action, Action::kAppend);
  EXPECT_EQ(read.data_sets[0].head.dimension_at_observation, "TIME_PERIOD");
}

TEST(SpecificMl, ComponentsOf30HaveSeveralValuesInLanguages) {
  const Collected read = Read(Specific30(
      "TIME_PERIOD",
      R"(<Atts DECIMALS="1"/><Series FREQ="A" REF_AREA="EGY" SEX="T"><Comp id="TITLE" x:type="n:TITLE_ATTRIBUTE">)"
      R"(<Value><c:Text xml:lang="ar">أ</c:Text><c:Text>b</c:Text></Value><Value><c:Text xml:lang="fr">c</c:Text></Value></Comp>)"
      R"(<Obs TIME_PERIOD="2020" OBS_VALUE="1"><Comp id="NOTE"><Value>x</Value><Value>
        y </Value></Comp></Obs></Series>)"));
  EXPECT_THAT(read.Rows(), ElementsAre("D .. DECIMALS=1", "S A.EGY.T TITLE:ar=أ TITLE:en=b TITLE:fr=c",
                                       "O A.EGY.T @2020 =1 NOTE=x NOTE=y"));
  EXPECT_EQ(read.data_sets[0].head.structure,
            (Reference{ArtefactType::kDataflow, "TABADUL", "LF", "1.0.0", ""}));
}

TEST(SpecificMl, AttributesOf30HaveTheLevelOfTheirKey) {
  const Collected read = Read(Specific30(
      "TIME_PERIOD", R"(<Atts REF_AREA="EGY" UNIT="PS"/><Atts FREQ="A" REF_AREA="EGY" SEX="T" TITLE="t"/>)"
                     R"(<Atts FREQ="A" REF_AREA="EGY" SEX="T" TIME_PERIOD="2020" OBS_STATUS="A"/>)"));
  EXPECT_THAT(read.Rows(),
              ElementsAre("G .EGY. UNIT=PS", "S A.EGY.T TITLE=t", "O A.EGY.T @2020 OBS_STATUS=A"));
}

TEST(Ml, AnotherDimensionAtTheObservationGivesItsSeriesAttributesToEach) {
  const Collected read = Read(Specific(
      "SEX",
      R"(<Series FREQ="A" REF_AREA="EGY" TIME_PERIOD="2020" TITLE="t"><Obs SEX="F" OBS_VALUE="1"/><Obs SEX="M" OBS_VALUE="2"/></Series>)"));
  EXPECT_THAT(read.Rows(), ElementsAre("O A.EGY.F @2020 =1 TITLE=t", "O A.EGY.M @2020 =2 TITLE=t"));
  EXPECT_THAT(
      Read(Specific("SEX", R"(<Series FREQ="A" REF_AREA="EGY" TIME_PERIOD="2020" TITLE="t"/>)")).Rows(),
      ElementsAre("G A.EGY. @2020 TITLE=t"));
}

TEST(Ml, AnExplicitMeasureIsTheTypeOfItsObservation) {
  std::string message = Specific(
      "SEX",
      R"(<Series FREQ="A" REF_AREA="EGY" TIME_PERIOD="2020"><Obs x:type="n:F" OBS_VALUE="1"/></Series>)");
  EXPECT_THAT(Read(message).mistakes, ElementsAre("1 SEX REQUIRED"));
  const std::string_view structure = R"(structureID="S")";
  message.insert(message.find(structure), R"(explicitMeasures="true" )");
  EXPECT_THAT(Read(message).Rows(), ElementsAre("O A.EGY.F @2020 =1"));
}

TEST(Ml, ASeriesWithoutObservationsIsToldEvenIfItSaysNoMore) {
  EXPECT_THAT(Read(Specific("TIME_PERIOD", R"(<Series FREQ="A" REF_AREA="EGY" SEX="T"/>)")).Rows(),
              ElementsAre("S A.EGY.T"));
}

TEST(Ml, TheHeaderSaysWhatItsDataSetsDoNot) {
  const Collected read = Read(Message(
      "GenericData", "v2_1", "TIME_PERIOD",
      R"(<m:DataProvider><URN>urn:sdmx:org.sdmx.infomodel.base.DataProvider=TABADUL:DATA_PROVIDERS(1.0).SY</URN></m:DataProvider>)"
      R"(<m:DataSetAction>Replace</m:DataSetAction><m:DataSetID>D1</m:DataSetID>)",
      R"(<m:DataSet structureRef="S"/><m:DataSet structureRef="S" action="Delete" setID="D2" )"
      R"(validFromDate="2020-01-16T08:16:20.5+01:00" validToDate="2021-01-01T00:00:00"/><f:Footer xmlns:f="urn:f"><f:Message code="413">)"
      R"(<c:Text>x</c:Text></f:Message></f:Footer>)"));
  ASSERT_EQ(read.data_sets.size(), 2u);
  const DataSetHead &first = read.data_sets[0].head, &second = read.data_sets[1].head;
  EXPECT_EQ(first.action, Action::kReplace);
  EXPECT_EQ(first.id, "D1");
  EXPECT_EQ(first.provider, "TABADUL:DATA_PROVIDERS.SY");
  EXPECT_EQ(first.valid_from, std::nullopt);
  EXPECT_EQ(second.action, Action::kDelete);
  EXPECT_EQ(second.id, "D2");
  EXPECT_EQ(second.valid_from, absl::FromUnixMillis(1579158980500));
  EXPECT_EQ(second.valid_to, absl::FromUnixSeconds(1609459200));
}

TEST(Ml, ADeletionMayNameAPartOfTheKey) {
  const Collected read = Read(Message(
      "StructureSpecificData", "v2_1", "TIME_PERIOD", "",
      R"(<m:DataSet s:structureRef="S" s:action="Delete"><Series REF_AREA="EGY"/><Series FREQ="A" REF_AREA="EGY" SEX="T">)"
      R"(<Obs TIME_PERIOD="2020" OBS_VALUE=""/><Obs TIME_PERIOD="2021" OBS_STATUS=""/></Series></m:DataSet>)"));
  EXPECT_THAT(read.Rows(), ElementsAre("S .EGY.", "O A.EGY.T @2020 =", "O A.EGY.T @2021 OBS_STATUS="));
  EXPECT_THAT(read.mistakes, IsEmpty());
}

TEST(Ml, ADimensionThatIsMisspeltDoesNotWidenADeletion) {
  const Collected read = Read(
      Message("StructureSpecificData", "v2_1", "TIME_PERIOD", "",
              R"(<m:DataSet s:structureRef="S" s:action="Delete"><Series FREQQ="A" REF_AREA="EGY" SEX="T">)"
              R"(<Obs TIME_PERIOD="2020"/></Series></m:DataSet>)"));
  EXPECT_THAT(read.Rows(), IsEmpty());
  EXPECT_EQ(read.mistakes.size(), 1u);
}

TEST(Ml, ARowThatCannotBeTakenIsAMistakeOfItsLineAndTheNextIsRead) {
  const Collected read = Read(Specific("TIME_PERIOD", R"(
<Series FREQ="A" REF_AREA="EGY"><Obs TIME_PERIOD="2020" OBS_VALUE="1"/><Obs TIME_PERIOD="2021" OBS_VALUE="1"/></Series>
<Series FREQ="A" REF_AREA="EGY" SEX="T" COLOUR="red"><Obs TIME_PERIOD="2020" OBS_VALUE="1"/>
<Obs OBS_VALUE="1"/>
<Obs TIME_PERIOD="2021" SEX="M"/></Series>)"));
  EXPECT_THAT(read.Rows(), ElementsAre("O A.EGY.T @2020 =1"));
  EXPECT_THAT(read.mistakes, ElementsAre("2 SEX REQUIRED", "3 COLOUR UNKNOWN_FIELD", "4 TIME_PERIOD REQUIRED",
                                         "5 SEX CONTRADICTION"));
}

TEST(Ml, AKeyIsNoPlaceForAttributesNorTheOtherWayRound) {
  const Collected read = Read(Generic(
      "AllDimensions",
      R"(<g:Obs><g:ObsKey><g:Value id="FREQ" value="A"/><g:Value id="REF_AREA" value="EGY"/><g:Value id="OBS_STATUS" value="A"/>)"
      R"(<g:Value id="TIME_PERIOD" value="2020"/></g:ObsKey><g:Attributes><g:Value id="SEX" value="T"/></g:Attributes></g:Obs>)"));
  EXPECT_THAT(read.Rows(), IsEmpty());
  EXPECT_THAT(read.mistakes,
              ElementsAre("1 OBS_STATUS UNKNOWN_FIELD", "1 SEX UNKNOWN_FIELD", "1 SEX REQUIRED"));
}

TEST(Ml, AMeasureHasOneValueAndStandsInObservations) {
  const Collected read =
      Read(Specific30("TIME_PERIOD", R"(<Series FREQ="A" REF_AREA="EGY" SEX="T" OBS_VALUE="1">
<Obs TIME_PERIOD="2020"><Comp id="OBS_VALUE"><Value>1</Value><Value>2</Value></Comp></Obs>
<Obs TIME_PERIOD="2021"><Comp id="NOTE"><Value><c:StructuredText><b/></c:StructuredText></Value></Comp></Obs>
<Obs TIME_PERIOD="2022"><Comp id="OBS_VALUE"><Value>7</Value></Comp></Obs></Series>)"));
  EXPECT_THAT(read.Rows(), ElementsAre("O A.EGY.T @2022 =7"));
  ASSERT_EQ(read.mistakes.size(), 4u);
  EXPECT_EQ(read.mistakes[0], "1 OBS_VALUE UNKNOWN_FIELD");
  EXPECT_EQ(read.mistakes[1], "2 OBS_VALUE TOO_MANY");
  EXPECT_EQ(read.mistakes[2], "3 NOTE TEXT_NOT_PLAIN");
}

TEST(Ml, TheMeasureOf21HasItsFixedNameWhateverTheStructureCallsIt) {
  auto layout = SmallLayout();
  layout->measures[0].id = "RATE";
  const OneLayout layouts(layout);
  for (
      const std::string& message :
      {Specific("AllDimensions",
                R"(<Obs FREQ="A" REF_AREA="EGY" SEX="T" TIME_PERIOD="2020" OBS_VALUE="1"/>)"),
       Generic(
           "TIME_PERIOD",
           R"(<g:Series><g:SeriesKey><g:Value id="FREQ" value="A"/><g:Value id="REF_AREA" value="EGY"/><g:Value id="SEX" value="T"/></g:SeriesKey>)"
           R"(<g:Obs><g:ObsDimension value="2020"/><g:ObsValue value="1"/></g:Obs></g:Series>)")}) {
    Collected read;
    ASSERT_TRUE(ReadMl(message, layouts, read).ok());
    EXPECT_THAT(read.Rows(), ElementsAre("O A.EGY.T @2020 =1"));
  }
}

TEST(Ml, AMessageThatIsNoneEndsTheReading) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "MALFORMED xml"},
      {"<a/>", "MALFORMED namespace"},
      {Message("Structure", "v2_1", "TIME_PERIOD", "", ""), "MALFORMED Structure"},
      {Message("GenericData", "v3_0", "TIME_PERIOD", "", ""), "MALFORMED GenericData"},
      {Message("GenericData", "v2_0", "TIME_PERIOD", "", ""), "MALFORMED namespace"},
      {Message("GenericData", "v2_1", "TIME_PERIOD", "", "<m:DataSet structureRef='T'/>"),
       "MALFORMED structureRef"},
      {Message("GenericData", "v2_1", "TIME_PERIOD", "<m:Structure structureID='T'/>", ""),
       "MALFORMED Structure"},
      {Message("GenericData", "v2_1", "TIME_PERIOD", "<m:DataSetAction>No</m:DataSetAction>", ""),
       "MALFORMED DataSetAction"},
      {Message("GenericData", "v2_1", "TIME_PERIOD", "", "<m:DataSet structureRef='S' action='No'/>"),
       "MALFORMED action"},
      {Message("GenericData", "v2_1", "TIME_PERIOD", "", "<m:DataSet structureRef='S' validFromDate='no'/>"),
       "MALFORMED validFromDate"},
      {Generic("COLOUR", ""), "MALFORMED dimensionAtObservation"},
      {Generic("TIME_PERIOD", "<g:Value/>"), "MALFORMED Value"},
      {Generic("TIME_PERIOD", "<g:Series><g:Obs/><g:SeriesKey/></g:Series>"), "MALFORMED SeriesKey"},
      {Specific("TIME_PERIOD", "<Series><Obs/><Comp id='TITLE'/></Series>"), "MALFORMED Comp"},
      {Specific("TIME_PERIOD", "<Value/>"), "MALFORMED Value"},
  };
  for (const auto& [message, expected] : cases) EXPECT_EQ(Refused(message), expected) << message;
}

TEST(Ml, AnUnknownStructureIsNotFound) {
  const OneLayout layouts(SmallLayout(), "OTHER");
  Collected read;
  const absl::Status status = ReadMl(Generic("TIME_PERIOD", ""), layouts, read);
  EXPECT_EQ(ReasonOf(status), common::v1::ERROR_REASON_NOT_FOUND);
  EXPECT_THAT(read.data_sets, IsEmpty());
}

TEST(Ml, ARowIsBounded) {
  std::string values;
  for (int i = 0; i < 3000; ++i) values += R"(<g:Value id="NOTE" value="x"/>)";
  EXPECT_EQ(Refused(Generic("TIME_PERIOD", "<g:Attributes>" + values + "</g:Attributes>")), "TOO_MANY");
  values.clear();
  for (int i = 0; i < 30; ++i)
    values += fmt::format(R"(<g:Value id="NOTE" value="{}"/>)", std::string(60'000, 'x'));
  EXPECT_EQ(Refused(Generic("TIME_PERIOD", "<g:Attributes>" + values + "</g:Attributes>")), "TOO_LONG");
  std::string structures;
  for (int i = 0; i < 1000; ++i) {
    structures +=
        "<m:Structure structureID='T'><c:Structure><Ref id='LF' agencyID='A'/></c:Structure></m:Structure>";
  }
  EXPECT_EQ(Refused(Message("GenericData", "v2_1", "TIME_PERIOD", structures, "")), "TOO_MANY");
}

TEST(Ml, TheReceiverMayEndTheReading) {
  class Full : public Collected {
    absl::Status OnRow(const DataRow&) override { return Error(common::v1::ERROR_REASON_CANCELLED); }
  } full;
  const OneLayout layouts(SmallLayout());
  EXPECT_EQ(DetailOf(ReadMl(Specific("TIME_PERIOD", R"(<Series FREQ="A" REF_AREA="EGY" SEX="T"/>)"), layouts,
                            full)),
            "CANCELLED");
}

}  // namespace
}  // namespace tabadul::statistics::sdmx
