#include "services/statistics/sdmx/structure_writer_ml.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <variant>
#include <vector>

#include "services/statistics/sdmx/structure_samples.h"

namespace tabadul::statistics::sdmx {
namespace {

std::string Written(Edition edition, const std::vector<Artefact>& artefacts) {
  std::string out;
  WriteStructuresMl(edition, samples::Head(), samples::Whole(artefacts), "", &out);
  return out;
}

std::vector<Artefact> Reread(const std::string& xml) {
  const auto message = ReadStructures(xml);
  EXPECT_TRUE(message.ok()) << message.status() << "\n" << xml;
  return message.ok() ? message->artefacts : std::vector<Artefact>();
}

// Each of the parts stands in `xml`, after the one before.
void ExpectInOrder(const std::string& xml, const std::vector<std::string>& parts) {
  size_t at = 0;
  for (const std::string& part : parts) {
    const size_t found = xml.find(part, at);
    ASSERT_NE(found, std::string::npos) << part << "\nin " << xml.substr(at);
    at = found + part.size();
  }
}

TEST(StructureWriterMl, WhatWasWrittenReadsAsItWas) {
  const std::vector<Artefact> all = samples::All();
  for (const Edition edition : {Edition::k21, Edition::k30}) {
    const std::vector<Artefact> reread = Reread(Written(edition, all));
    ASSERT_EQ(reread.size(), all.size());
    for (size_t i = 0; i < all.size(); ++i) {
      EXPECT_TRUE(reread[i] == all[i]) << all[i].id << "\n" << Written(edition, {all[i]});
    }
  }
}

TEST(StructureWriterMl, TheMessageHasTheOrderOfTheSchema) {
  std::vector<Artefact> all = samples::All();
  std::reverse(all.begin(), all.end());
  ExpectInOrder(Written(Edition::k21, all),
                {"<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
                 "<mes:Structure xmlns:mes=\"http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message\"",
                 "<mes:Header><mes:ID>MSG1</mes:ID><mes:Test>true</mes:Test>"
                 "<mes:Prepared>2023-11-14T22:13:20Z</mes:Prepared><mes:Sender id=\"TEST\">"
                 "<com:Name xml:lang=\"en\">A sender</com:Name></mes:Sender></mes:Header>",
                 "<mes:Structures>", "<str:OrganisationSchemes><str:AgencyScheme ",
                 "</str:AgencyScheme><str:DataProviderScheme ", "</str:OrganisationSchemes>",
                 "<str:Dataflows>", "<str:CategorySchemes>", "<str:Categorisations>", "<str:Codelists>",
                 "<str:Concepts>", "<str:DataStructures>", "<str:Constraints>", "<str:ProvisionAgreements>",
                 "</mes:Structures></mes:Structure>"});
}

TEST(StructureWriterMl, ADataStructureOf21HasReferencesWithoutNamespaceAndPositions) {
  ExpectInOrder(
      Written(Edition::k21, {samples::Structure()}),
      {"<str:DataStructure id=\"DSD\" "
       "urn=\"urn:sdmx:org.sdmx.infomodel.datastructure.DataStructure=TEST:DSD(1.0)\" version=\"1.0\" "
       "agencyID=\"TEST\" isFinal=\"false\" isExternalReference=\"false\"><com:Name",
       "<str:DataStructureComponents><str:DimensionList id=\"DimensionDescriptor\">",
       "<str:Dimension id=\"SEX\" position=\"1\"><str:ConceptIdentity><Ref id=\"SEX\" "
       "maintainableParentID=\"CS\" maintainableParentVersion=\"1.0\" agencyID=\"TEST\" "
       "package=\"conceptscheme\" class=\"Concept\"/></str:ConceptIdentity><str:LocalRepresentation>"
       "<str:Enumeration><Ref id=\"CL_SEX\" version=\"1.0\" agencyID=\"TEST\" package=\"codelist\" "
       "class=\"Codelist\"/></str:Enumeration></str:LocalRepresentation></str:Dimension>",
       "<str:TimeDimension id=\"TIME_PERIOD\" position=\"3\">",
       "<str:TextFormat textType=\"GregorianTimePeriod\"/>", "</str:DimensionList>",
       "<str:Group id=\"Sibling\"><str:GroupDimension><str:DimensionReference><Ref id=\"REF_AREA\"/>",
       "<str:AttributeList id=\"AttributeDescriptor\">",
       "<str:Attribute id=\"SOURCE\" assignmentStatus=\"Mandatory\">", "<str:None/>",
       "<str:Attribute id=\"UNIT\" assignmentStatus=\"Conditional\">",
       "<str:AttributeRelationship><str:Group><Ref id=\"Sibling\"/></str:Group>",
       "<str:Dimension><Ref id=\"SEX\"/></str:Dimension><str:Dimension><Ref id=\"REF_AREA\"/>",
       "<str:LocalRepresentation><str:TextFormat textType=\"String\" maxLength=\"20\"/>",
       "<str:PrimaryMeasure><Ref id=\"OBS_VALUE\"/></str:PrimaryMeasure>",
       "<str:MeasureList id=\"MeasureDescriptor\"><str:PrimaryMeasure id=\"OBS_VALUE\">"});
}

TEST(StructureWriterMl, ADataStructureOf30RefersByUrns) {
  ExpectInOrder(
      Written(Edition::k30, {samples::Structure()}),
      {"schemas/v3_0/structure", "version=\"1.0\" agencyID=\"TEST\" isExternalReference=\"false\">",
       "<str:Dimension id=\"SEX\" position=\"1\"><str:ConceptIdentity>"
       "urn:sdmx:org.sdmx.infomodel.conceptscheme.Concept=TEST:CS(1.0).SEX</str:ConceptIdentity>",
       "<str:TimeDimension id=\"TIME_PERIOD\"><", "<str:DimensionReference>REF_AREA</str:DimensionReference>",
       "<str:Attribute id=\"SOURCE\" usage=\"mandatory\">", "<str:Group>Sibling</str:Group>",
       "<str:Dimension>SEX</str:Dimension>",
       "<str:TextFormat textType=\"String\" maxLength=\"20\" isMultiLingual=\"false\"/>",
       "<str:Observation/>", "<str:Measure id=\"OBS_VALUE\" usage=\"optional\">"});
}

TEST(StructureWriterMl, ConstraintsHaveTheNamesOfTheirEdition) {
  ExpectInOrder(
      Written(Edition::k21, {samples::Constraint()}),
      {"<str:Constraints><str:ContentConstraint ", " type=\"Allowed\">",
       "<str:ConstraintAttachment><str:Dataflow><Ref id=\"DF\"",
       "<str:CubeRegion include=\"true\"><com:KeyValue id=\"SEX\"><com:Value>M</com:Value>",
       "<com:KeyValue id=\"REF_AREA\" include=\"false\">",
       "<com:TimeRange><com:StartPeriod>2000</com:StartPeriod><com:EndPeriod>2020-12</com:EndPeriod>",
       "<com:Attribute id=\"STATUS\">", "<str:CubeRegion include=\"false\">",
       "<com:TimeRange><com:BeforePeriod>1999</com:BeforePeriod></com:TimeRange>"});
  ExpectInOrder(
      Written(Edition::k30, {samples::Constraint()}),
      {"<str:DataConstraints><str:DataConstraint ", " role=\"Allowed\">", "<str:KeyValue id=\"SEX\">",
       "<str:TimeRange><str:StartPeriod>2000</str:StartPeriod>", "<str:Component id=\"STATUS\">"});
}

TEST(StructureWriterMl, ManyKeysOf30AreASet) {
  Artefact constraint = samples::Constraint();
  auto& body = std::get<DataConstraint>(constraint.body);
  body.actual = true;
  body.regions.clear();
  for (const char* area : {"XXA", "XXB", "XXC"}) {
    body.regions.push_back({.keys = {{.component = "REF_AREA", .values = {area}}}});
  }
  const std::string xml = Written(Edition::k30, {constraint});
  ExpectInOrder(xml,
                {"role=\"Actual\"", "<str:DataKeySet isIncluded=\"true\"><str:Key>", "</str:Key><str:Key>"});
  EXPECT_EQ(xml.find("CubeRegion"), std::string::npos);
  EXPECT_EQ(Reread(xml), std::vector<Artefact>{constraint});
}

TEST(StructureWriterMl, AStubHasItsNamesAndWhereTheRestIs) {
  const std::vector<Artefact> all = samples::All();
  std::vector<Wanted> wanted = samples::Whole(all);
  for (Wanted& one : wanted) one.stub = true;
  for (const Edition edition : {Edition::k21, Edition::k30}) {
    std::string out;
    WriteStructuresMl(edition, samples::Head(), wanted, "https://example.org/sdmx/v", &out);
    ExpectInOrder(out, {"isExternalReference=\"true\" structureURL=\"https://example.org/sdmx/v" +
                            std::string(edition == Edition::k21 ? "" : "/structure") +
                            "/codelist/TEST/CL_SEX/1.0\"><com:Name xml:lang=\"ar\">",
                        "</com:Name></str:Codelist>"});
    for (const Artefact& artefact : Reread(out)) {
      EXPECT_TRUE(artefact.external) << artefact.id;
      EXPECT_FALSE(artefact.names.empty()) << artefact.id;
      EXPECT_TRUE(std::holds_alternative<std::monostate>(artefact.body)) << artefact.id;
    }
  }
}

TEST(StructureWriterMl, OrganisationsHaveNoVersionIn30AndAreNeverFinal) {
  Artefact agencies = samples::Agencies();
  agencies.final = true;
  EXPECT_EQ(Written(Edition::k30, {agencies}).find(" version=\"1.0\" agency"), std::string::npos);
  EXPECT_EQ(Written(Edition::k21, {agencies}).find("isFinal"), std::string::npos);
}

TEST(StructureWriterMl, TheOneMeasureOf21IsTheObservedValueOrTheFirst) {
  Artefact structure = samples::Structure();
  auto& measures = std::get<DataStructure>(structure.body).measures;
  measures.insert(measures.begin(), {samples::Part("OTHER", "NOTE")});
  EXPECT_NE(Written(Edition::k21, {structure}).find("id=\"OBS_VALUE\" maintainable"), std::string::npos);
  measures.pop_back();
  ExpectInOrder(Written(Edition::k21, {structure}),
                {"<str:PrimaryMeasure id=\"OBS_VALUE\">", "<Ref id=\"NOTE\""});
  EXPECT_EQ(Reread(Written(Edition::k30, {structure})), std::vector<Artefact>{structure});
}

TEST(StructureWriterMl, AttributesOfSeveralValuesAreThoseOf30) {
  Artefact structure = samples::Structure();
  std::get<DataStructure>(structure.body).attributes[0].representation =
      Representation{.text_type = "String", .multilingual = true, .min_occurs = 2, .max_occurs = 0};
  const std::string xml = Written(Edition::k30, {structure});
  ExpectInOrder(xml, {"<str:LocalRepresentation minOccurs=\"2\" maxOccurs=\"unbounded\">"
                      "<str:TextFormat textType=\"String\" isMultiLingual=\"true\"/>"});
  EXPECT_EQ(Reread(xml), std::vector<Artefact>{structure});
  EXPECT_EQ(Written(Edition::k21, {structure}).find("Occurs"), std::string::npos);
}

TEST(StructureWriterMl, NamesAreRequiredSoTheIdStandsForThem) {
  Artefact flow = samples::Flow();
  flow.names.clear();
  ExpectInOrder(Written(Edition::k21, {flow}), {"<com:Name>DF</com:Name>"});
}

TEST(StructureWriterMl, WithoutArtefactsThereIsAHeaderAlone) {
  const std::string xml = Written(Edition::k21, {});
  EXPECT_EQ(xml.find("Structures"), std::string::npos);
  EXPECT_TRUE(Reread(xml).empty());
}

TEST(ErrorWriterMl, AnErrorHasItsCodeAndTexts) {
  std::string out;
  WriteErrorMl(Edition::k21, {.code = 100, .text = {{"en", "No <data>"}, {"fr", "Rien"}}}, &out);
  EXPECT_EQ(out,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<mes:Error xmlns:mes=\"http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message\" "
            "xmlns:com=\"http://www.sdmx.org/resources/sdmxml/schemas/v2_1/common\">"
            "<mes:ErrorMessage code=\"100\"><com:Text xml:lang=\"en\">No &lt;data&gt;</com:Text>"
            "<com:Text xml:lang=\"fr\">Rien</com:Text></mes:ErrorMessage></mes:Error>");
}

}  // namespace
}  // namespace tabadul::statistics::sdmx
