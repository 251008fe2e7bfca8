#include <gtest/gtest.h>

#include <string>
#include <variant>
#include <vector>

#include "lib/platform/base/status.h"
#include "services/statistics/sdmx/structures.h"

namespace tabadul::statistics::sdmx {
namespace {

std::string Message(std::string_view version, std::string_view structures) {
  const std::string schemas = "http://www.sdmx.org/resources/sdmxml/schemas/" + std::string(version) + "/";
  return "<?xml version='1.0'?>\n<m:Structure xmlns:m='" + schemas + "message' xmlns:s='" + schemas +
         "structure' xmlns:c='" + schemas +
         "common'><m:Header><m:ID> X1 </m:ID><m:Test>false</m:Test><m:Sender "
         "id='ME'><c:Name>I</c:Name></m:Sender>"
         "</m:Header>\n<m:Structures>" +
         std::string(structures) + "</m:Structures></m:Structure>";
}
std::string In21(std::string_view structures) { return Message("v2_1", structures); }
std::string In30(std::string_view structures) { return Message("v3_0", structures); }

// The one artefact of a message that must be readable.
Artefact One(const std::string& xml) {
  const auto message = ReadStructures(xml);
  EXPECT_TRUE(message.ok()) << message.status() << "\n" << xml;
  if (!message.ok() || message->artefacts.size() != 1) {
    ADD_FAILURE() << xml;
    return {};
  }
  return message->artefacts[0];
}

std::string Paths(const Artefact& artefact) {
  std::string paths;
  for (const Item& item : std::get<ItemScheme>(artefact.body).items)
    paths += item.parent + "/" + item.id + " ";
  return paths;
}

TEST(ReadStructures, TheHeaderSaysWhoSentWhat) {
  const auto message = ReadStructures(In21(""));
  ASSERT_TRUE(message.ok()) << message.status();
  EXPECT_EQ(message->id, "X1");
  EXPECT_EQ(message->sender, "ME");
  EXPECT_TRUE(message->artefacts.empty());
}

TEST(ReadStructures, WhatIsNotStatedHasTheValueOfTheSchema) {
  const Artefact artefact =
      One(In21("<s:Codelists><s:Codelist id='CL' agencyID='A'><c:Name>Names\n in English "
               "</c:Name></s:Codelist></s:Codelists>"));
  EXPECT_EQ(artefact.type, ArtefactType::kCodelist);
  EXPECT_EQ(artefact.version, "1.0");
  EXPECT_FALSE(artefact.final || artefact.external);
  EXPECT_EQ(artefact.names, (Texts{{"en", "Names\n in English"}}));
  EXPECT_EQ(std::get<ItemScheme>(artefact.body), ItemScheme{});
}

TEST(ReadStructures, TextsAreSortedByLanguageAndTheFirstOfOneCounts) {
  const Artefact artefact =
      One(In30("<s:Codelists><s:Codelist id='CL' agencyID='A'><c:Name xml:lang='fr'>Un</c:Name>"
               "<c:Name xml:lang='ar'>واحد</c:Name><c:Name xml:lang='fr'>Deux</c:Name><c:Name xml:lang='en'/>"
               "</s:Codelist></s:Codelists>"));
  EXPECT_EQ(artefact.names, (Texts{{"ar", "واحد"}, {"fr", "Un"}}));
}

TEST(ReadStructures, FinalIsAFlagIn21AndAVersionIn30) {
  struct Case {
    std::string xml;
    bool final;
  };
  const Case cases[] = {
      {In21("<s:Dataflows><s:Dataflow id='D' agencyID='A' version='1.0.0'/></s:Dataflows>"), false},
      {In21("<s:Dataflows><s:Dataflow id='D' agencyID='A' isFinal='true'/></s:Dataflows>"), true},
      {In21("<s:Dataflows><s:Dataflow id='D' agencyID='A' isFinal='1'/></s:Dataflows>"), true},
      {In30("<s:Dataflows><s:Dataflow id='D' agencyID='A' version='1.0.0'/></s:Dataflows>"), true},
      {In30("<s:Dataflows><s:Dataflow id='D' agencyID='A' version='1.0.0-draft'/></s:Dataflows>"), false},
      {In30("<s:Dataflows><s:Dataflow id='D' agencyID='A' version='1.0'/></s:Dataflows>"), false},
  };
  for (const Case& one : cases) EXPECT_EQ(One(one.xml).final, one.final) << one.xml;
}

TEST(ReadStructures, ParentsComeBeforeWhatIsBelowThem) {
  EXPECT_EQ(Paths(One(In21("<s:Codelists><s:Codelist id='CL' agencyID='A'>"
                           "<s:Code id='C'><s:Parent><Ref id='B'/></s:Parent></s:Code><s:Code id='X'/>"
                           "<s:Code id='B'><s:Parent><Ref id='A'/></s:Parent></s:Code><s:Code id='A'/>"
                           "</s:Codelist></s:Codelists>"))),
            "/A A/B B/C /X ");
  EXPECT_EQ(
      Paths(One(In30("<s:Codelists><s:Codelist id='CL' agencyID='A'><s:Code id='B'><s:Parent>A</s:Parent>"
                     "</s:Code><s:Code id='A'/></s:Codelist></s:Codelists>"))),
      "/A A/B ");
}

TEST(ReadStructures, ALoopOfParentsIsReadAsItIs) {
  EXPECT_EQ(Paths(One(In30(
                "<s:Codelists><s:Codelist id='CL' agencyID='A'>"
                "<s:Code id='A'><s:Parent>B</s:Parent></s:Code><s:Code id='S'><s:Parent>S</s:Parent></s:Code>"
                "<s:Code id='B'><s:Parent>A</s:Parent></s:Code></s:Codelist></s:Codelists>"))),
            "B/A A/B S/S ");
}

TEST(ReadStructures, CategoriesStandInOneAnother) {
  EXPECT_EQ(
      Paths(One(In21(
          "<s:CategorySchemes><s:CategoryScheme id='CS' agencyID='A'><s:Category id='A'>"
          "<c:Name>n</c:Name><s:Category id='B'><s:Category id='C'/></s:Category>"
          "<s:Category id='D'/></s:Category><s:Category id='B'/></s:CategoryScheme></s:CategorySchemes>"))),
      "/A A/B A.B/C A/D /B ");
}

TEST(ReadStructures, ReferencesAreRefsOrUrns) {
  const Reference expected{
      .type = ArtefactType::kDataStructure, .agency = "B", .id = "DSD", .version = "2.0"};
  const std::string urn = "urn:sdmx:org.sdmx.infomodel.datastructure.DataStructure=B:DSD(2.0)";
  const auto flow = [](const std::string& structure) {
    return "<s:Dataflows><s:Dataflow id='D' agencyID='A'><s:Structure>" + structure +
           "</s:Structure></s:Dataflow></s:Dataflows>";
  };
  for (const std::string& xml : {
           In21(flow("<Ref id='DSD' agencyID='B' version='2.0'/>")),
           In21(flow(
               "<Ref id='DSD' agencyID='B' version='2.0' class='DataStructure' package='datastructure'/>")),
           In21(flow("\n<URN> " + urn + "\n</URN>")),
           In21(flow("<s:Ref id='DSD' agencyID='B' version='2.0'/>")),
           In30(flow("\n " + urn + "\n")),
       }) {
    EXPECT_EQ(std::get<Dataflow>(One(xml).body).structure, expected) << xml;
  }
}

TEST(ReadStructures, ComponentsWithoutAnIdHaveThatOfTheirConceptOrTheOnlyOneThereIs) {
  const std::string identity =
      "<s:ConceptIdentity><Ref id='GENDER' maintainableParentID='CS' agencyID='B'/></s:ConceptIdentity>";
  const std::string relationship =
      "<s:AttributeRelationship><s:Dimension><Ref id='TIME_PERIOD'/></s:Dimension><s:Dimension><Ref "
      "id='GENDER'/></s:Dimension></s:AttributeRelationship>";
  const Artefact artefact = One(In21(
      "<s:DataStructures><s:DataStructure id='D' agencyID='A'><s:DataStructureComponents><s:DimensionList>"
      "<s:Dimension>" +
      identity + "</s:Dimension><s:MeasureDimension id='M'>" + identity +
      "<s:LocalRepresentation><s:Enumeration><Ref id='CS' agencyID='B' "
      "class='ConceptScheme'/></s:Enumeration>"
      "</s:LocalRepresentation></s:MeasureDimension><s:TimeDimension>" +
      identity +
      "</s:TimeDimension></s:DimensionList><s:AttributeList><s:Attribute id='X' "
      "assignmentStatus='Mandatory'>" +
      identity + relationship + "</s:Attribute><s:ReportingYearStartDay>" + identity +
      "<s:AttributeRelationship><s:None/></s:AttributeRelationship></s:ReportingYearStartDay></"
      "s:AttributeList>"
      "<s:MeasureList><s:PrimaryMeasure>" +
      identity +
      "</s:PrimaryMeasure></s:MeasureList></s:DataStructureComponents></s:DataStructure></"
      "s:DataStructures>"));
  const auto& body = std::get<DataStructure>(artefact.body);
  ASSERT_EQ(body.dimensions.size(), 2u);
  EXPECT_EQ(body.dimensions[0].id, "GENDER");
  EXPECT_EQ(body.dimensions[0].concept_identity, (Reference{.type = ArtefactType::kConceptScheme,
                                                            .agency = "B",
                                                            .id = "CS",
                                                            .version = "1.0",
                                                            .item = "GENDER"}));
  EXPECT_EQ(body.dimensions[1].representation->codelist->type, ArtefactType::kConceptScheme);
  ASSERT_TRUE(body.time.has_value());
  EXPECT_EQ(body.time->id, "TIME_PERIOD");
  EXPECT_EQ(body.time->representation->text_type, "ObservationalTimePeriod");
  ASSERT_EQ(body.attributes.size(), 2u);
  EXPECT_TRUE(body.attributes[0].required);
  EXPECT_EQ(body.attributes[0].attachment.dimensions, (std::vector<std::string>{"GENDER", "TIME_PERIOD"}));
  EXPECT_EQ(body.attributes[1].id, "REPORTING_YEAR_START_DAY");
  EXPECT_EQ(body.attributes[1].representation->text_type, "MonthDay");
  EXPECT_EQ(body.attributes[1].attachment.level, Attachment::Level::kDataSet);
  ASSERT_EQ(body.measures.size(), 1u);
  EXPECT_EQ(body.measures[0].id, "OBS_VALUE");
}

TEST(ReadStructures, ConstraintsOf21AreActualUnlessTheySayOtherwise) {
  const auto constraint = [](const std::string& attributes) {
    return std::get<DataConstraint>(
        One(In21("<s:Constraints><s:ContentConstraint id='C' agencyID='A' " + attributes +
                 "><s:ConstraintAttachment><s:DataProvider><Ref id='P' agencyID='A' "
                 "class='DataProvider'/></s:DataProvider></s:ConstraintAttachment>"
                 "</s:ContentConstraint></s:Constraints>"))
            .body);
  };
  EXPECT_TRUE(constraint("").actual);
  EXPECT_FALSE(constraint("type='Allowed'").actual);
  EXPECT_EQ(constraint("").attached_to, (std::vector<Reference>{{.type = ArtefactType::kDataProviderScheme,
                                                                 .agency = "A",
                                                                 .id = "DATA_PROVIDERS",
                                                                 .version = "1.0",
                                                                 .item = "P"}}));
}

TEST(ReadStructures, KeysOfASetAreRegions) {
  const auto body = std::get<DataConstraint>(
      One(In21("<s:Constraints><s:ContentConstraint id='C' agencyID='A'><s:DataKeySet isIncluded='false'>"
               "<s:Key><c:KeyValue id='X'><c:Value>1</c:Value></c:KeyValue></s:Key>"
               "<s:Key><c:KeyValue id='X'><c:Value>2</c:Value></c:KeyValue></s:Key>"
               "</s:DataKeySet></s:ContentConstraint></s:Constraints>"))
          .body);
  ASSERT_EQ(body.regions.size(), 2u);
  EXPECT_FALSE(body.regions[1].include);
  EXPECT_EQ(body.regions[1].keys, (std::vector<KeyValues>{{.component = "X", .values = {"2"}}}));
}

TEST(ReadStructures, WhatIsNotHeldIsSkippedAndNamedOnce) {
  const auto message = ReadStructures(
      In21("<s:OrganisationSchemes><s:DataConsumerScheme id='D' agencyID='A'><s:DataConsumer id='X'/>"
           "</s:DataConsumerScheme></s:OrganisationSchemes><s:MetadataStructures><s:MetadataStructure id='M' "
           "agencyID='A'/>"
           "<s:MetadataStructure id='N' "
           "agencyID='A'/></s:MetadataStructures><s:Categorisations><s:Categorisation id='C' "
           "agencyID='A'><s:Source><Ref id='M' agencyID='A' class='Metadataflow'/></s:Source><s:Target><Ref "
           "id='X' "
           "maintainableParentID='CS' agencyID='A'/></s:Target></s:Categorisation></s:Categorisations>"
           "<s:Codelists><s:Codelist id='CL' agencyID='A'/></s:Codelists>"));
  ASSERT_TRUE(message.ok()) << message.status();
  EXPECT_EQ(message->artefacts.size(), 1u);
  EXPECT_EQ(message->skipped,
            (std::vector<std::string>{"DataConsumerScheme", "MetadataStructures", "Categorisation"}));
}

TEST(ReadStructures, AValueListIsNoCodeList) {
  const Artefact artefact = One(
      In30("<s:ConceptSchemes><s:ConceptScheme id='CS' agencyID='A'><s:Concept id='X'><s:CoreRepresentation>"
           "<s:Enumeration>urn:sdmx:org.sdmx.infomodel.codelist.ValueList=A:VL(1.0)</s:Enumeration>"
           "</s:CoreRepresentation></s:Concept></s:ConceptScheme></s:ConceptSchemes>"));
  const auto& items = std::get<ItemScheme>(artefact.body).items;
  ASSERT_EQ(items.size(), 1u);
  EXPECT_EQ(items[0].representation, Representation{});
}

TEST(ReadStructures, AStubHasNoBody) {
  const Artefact artefact =
      One(In21("<s:Codelists><s:Codelist id='CL' agencyID='A' isExternalReference='true'><c:Name>n</c:Name>"
               "<s:Code id='A'/></s:Codelist></s:Codelists>"));
  EXPECT_TRUE(artefact.external);
  EXPECT_TRUE(std::holds_alternative<std::monostate>(artefact.body));
}

TEST(ReadStructures, MistakesSayWhereAndWhat) {
  struct Case {
    std::string xml, line, detail;
  };
  const Case cases[] = {
      {"<a/>", "1", "root"},
      {"<Structure xmlns='http://www.SDMX.org/resources/SDMXML/schemas/v2_0/message'/>", "1", "root"},
      {"<m:GenericData xmlns:m='http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message'/>", "1", "root"},
      {In21("<s:Codelists>\n<s:Codelist id='CL'/></s:Codelists>"), "4", "id"},
      {In21("<s:Codelists><s:Codelist id='CL' agencyID='A'>\n\n<s:Code/></s:Codelist></s:Codelists>"), "5",
       "id"},
      {In21("<s:Dataflows><s:Dataflow id='D' agencyID='A'><s:Structure>\n<Ref id='X'/></s:Structure>"
            "</s:Dataflow></s:Dataflows>"),
       "4", "Ref"},
      {In30("<s:Dataflows><s:Dataflow id='D' "
            "agencyID='A'><s:Structure>urn:x</s:Structure></s:Dataflow></s:Dataflows>"),
       "3", "URN"},
      {In30("<s:Dataflows><s:Dataflow id='D' agencyID='A'><s:Structure/></s:Dataflow></s:Dataflows>"), "3",
       "Structure"},
      {In21("<s:DataStructures><s:DataStructure id='D' "
            "agencyID='A'><s:DataStructureComponents><s:DimensionList>"
            "<s:Dimension "
            "id='X'/></s:DimensionList></s:DataStructureComponents></s:DataStructure></s:DataStructures>"),
       "3", "ConceptIdentity"},
      {In21("<s:ProvisionAgreements><s:ProvisionAgreement id='D' agencyID='A'/></s:ProvisionAgreements>"),
       "3", "StructureUsage"},
      {In21("<s:Codelists>").substr(0, 300), "2", "xml"},
  };
  for (const Case& one : cases) {
    const auto message = ReadStructures(one.xml);
    ASSERT_FALSE(message.ok()) << one.xml;
    EXPECT_EQ(ReasonOf(message.status()), common::v1::ERROR_REASON_MALFORMED) << one.xml;
    EXPECT_EQ(MetadataOf(message.status())["line"], one.line) << one.xml;
    EXPECT_EQ(MetadataOf(message.status())["detail"], one.detail) << one.xml;
  }
}

TEST(ReadStructures, TooManyElementsOfOneArtefactAreRefused) {
  std::string keys;
  for (int i = 0; i < 500'000; ++i) keys += "<k/>";
  const auto message = ReadStructures(
      In21("<s:Dataflows><s:Dataflow id='D' agencyID='A'>" + keys + "</s:Dataflow></s:Dataflows>"));
  EXPECT_EQ(ReasonOf(message.status()), common::v1::ERROR_REASON_TOO_MANY);
}

}  // namespace
}  // namespace tabadul::statistics::sdmx
