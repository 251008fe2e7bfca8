#include "services/statistics/sdmx/json_structures.h"

#include <gtest/gtest.h>

#include "nlohmann/json.hpp"
#include "services/statistics/sdmx/structure_samples.h"

namespace tabadul::statistics::sdmx {
namespace {

using Json = nlohmann::json;

constexpr StructureFormat k1 = StructureFormat::kJson1, k2 = StructureFormat::kJson2;

Json Written(StructureFormat format, absl::Span<const Wanted> wanted, std::string_view service = "") {
  std::string out;
  WriteStructuresJson(format, samples::Head(), wanted, service, &out);
  return Json::parse(out);
}

// The first artefact of `member`.
Json Data(StructureFormat format, const Artefact& artefact, const char* member) {
  const Wanted wanted[] = {{.artefact = &artefact}};
  return Written(format, wanted)["data"][member][0];
}

TEST(JsonStructures, EveryTypeStandsInItsMember) {
  const std::vector<Artefact> all = samples::All();
  for (const StructureFormat format : {k1, k2}) {
    const Json message = Written(format, samples::Whole(all));
    EXPECT_EQ(message["meta"]["id"], "MSG1");
    EXPECT_EQ(message["meta"]["test"], true);
    EXPECT_EQ(message["meta"]["contentLanguages"][0], "en");
    EXPECT_EQ(message["data"].size(), 10U);
    const char* constraints = format == k1 ? "contentConstraints" : "dataConstraints";
    for (const char* member :
         {"agencySchemes", "dataProviderSchemes", "dataflows", "categorySchemes", "categorisations",
          "codelists", "conceptSchemes", "dataStructures", "provisionAgreements", constraints}) {
      ASSERT_TRUE(message["data"].contains(member)) << member;
      const Json& artefact = message["data"][member][0];
      for (const char* key : {"id", "agencyID", "version", "name", "links"}) {
        EXPECT_TRUE(artefact.contains(key)) << member << " " << key;
      }
      EXPECT_EQ(artefact["links"][0]["rel"], "self");
      EXPECT_EQ(artefact.contains("isFinal"), format == k1) << member;
    }
  }
}

TEST(JsonStructures, CodesHaveNamesParentsAndAnnotations) {
  const Json list = Data(k2, samples::Sexes(), "codelists");
  EXPECT_EQ(list["isPartial"], true);
  EXPECT_EQ(list["names"]["ar"], "الجنس");
  EXPECT_EQ(list["description"], "Sex of <persons>");
  EXPECT_EQ(list["validFrom"], "2020-01-01T00:00:00Z");
  EXPECT_EQ(list["links"][0]["urn"], "urn:sdmx:org.sdmx.infomodel.codelist.Codelist=TEST:CL_SEX(1.0)");
  ASSERT_EQ(list["codes"].size(), 3U);
  EXPECT_FALSE(list["codes"][0].contains("parent"));
  EXPECT_EQ(list["codes"][1]["parent"], "T");
  EXPECT_EQ(list["codes"][0]["annotations"][0],
            Json::parse(R"({"id":"N1","title":"A title","type":"NOTE","text":"A note",
                            "texts":{"en":"A note","fr":"Une note"},
                            "links":[{"href":"https://example.org/a?b=1&c=2","rel":"self"}]})"));
}

TEST(JsonStructures, ConceptsHaveTheirRepresentation) {
  const Json two = Data(k2, samples::Concepts(), "conceptSchemes")["concepts"];
  EXPECT_EQ(two[0]["coreRepresentation"],
            Json::parse(R"j({"enumeration":"urn:sdmx:org.sdmx.infomodel.codelist.Codelist=TEST:CL_SEX(1.0)",
                            "enumerationFormat":{"dataType":"String","maxLength":1}})j"));
  EXPECT_EQ(two[1]["parent"], "SEX");
  EXPECT_EQ(two[1]["links"][0]["urn"], "urn:sdmx:org.sdmx.infomodel.conceptscheme.Concept=TEST:CS(1.0).AREA");
  EXPECT_EQ(two[3]["coreRepresentation"],
            Json::parse(R"({"format":{"dataType":"Decimal","minValue":0,"maxValue":100.5,"decimals":2}})"));
  EXPECT_EQ(two[4]["coreRepresentation"]["format"]["isMultiLingual"], true);
  const Json one = Data(k1, samples::Concepts(), "conceptSchemes")["concepts"];
  EXPECT_EQ(one[1]["parent"], "urn:sdmx:org.sdmx.infomodel.conceptscheme.Concept=TEST:CS(1.0).SEX");
  EXPECT_EQ(one[3]["coreRepresentation"]["textFormat"]["textType"], "Decimal");
}

TEST(JsonStructures, CategoriesStandInEachOther) {
  const Json scheme = Data(k2, samples::Categories(), "categorySchemes");
  ASSERT_EQ(scheme["categories"].size(), 2U);
  EXPECT_EQ(scheme["categories"][0]["categories"][0]["categories"][0]["id"], "C");
  EXPECT_EQ(scheme["categories"][1]["name"], "Second");
  EXPECT_FALSE(scheme["categories"][1].contains("categories"));
}

TEST(JsonStructures, ADataStructureOf20) {
  const Json components = Data(k2, samples::Structure(), "dataStructures")["dataStructureComponents"];
  const Json& dimensions = components["dimensionList"];
  EXPECT_EQ(dimensions["id"], "DimensionDescriptor");
  EXPECT_EQ(dimensions["dimensions"][0]["position"], 0);
  EXPECT_EQ(dimensions["dimensions"][1]["localRepresentation"],
            Json::parse(R"({"format":{"dataType":"Alpha","minLength":3,"maxLength":3}})"));
  EXPECT_EQ(dimensions["dimensions"][1]["conceptIdentity"],
            "urn:sdmx:org.sdmx.infomodel.conceptscheme.Concept=TEST:CS(1.0).AREA");
  EXPECT_EQ(dimensions["timeDimension"]["localRepresentation"]["format"]["dataType"], "GregorianTimePeriod");
  EXPECT_EQ(components["groups"][0]["groupDimensions"], Json::array({"REF_AREA"}));
  EXPECT_EQ(components["measureList"]["measures"][0]["id"], "OBS_VALUE");
  const Json& attributes = components["attributeList"]["attributes"];
  EXPECT_EQ(attributes[0]["usage"], "mandatory");
  EXPECT_EQ(attributes[0]["attributeRelationship"], Json::parse(R"({"dataflow":{}})"));
  EXPECT_EQ(attributes[1]["attributeRelationship"]["group"], "Sibling");
  EXPECT_EQ(attributes[2]["attributeRelationship"]["dimensions"], Json::array({"SEX", "REF_AREA"}));
  EXPECT_EQ(attributes[3]["attributeRelationship"], Json::parse(R"({"observation":{}})"));
  EXPECT_EQ(attributes[3]["measureRelationship"], Json::array({"OBS_VALUE"}));
}

TEST(JsonStructures, ADataStructureOf10) {
  Artefact artefact = samples::Structure();
  std::get<DataStructure>(artefact.body).time->representation.reset();
  const Json components = Data(k1, artefact, "dataStructures")["dataStructureComponents"];
  const Json& dimensions = components["dimensionList"];
  EXPECT_EQ(dimensions["dimensions"][0]["type"], "Dimension");
  EXPECT_EQ(dimensions["timeDimensions"][0]["position"], 2);
  EXPECT_EQ(dimensions["timeDimensions"][0]["localRepresentation"]["textFormat"]["textType"],
            "ObservationalTimePeriod");
  EXPECT_EQ(components["measureList"]["primaryMeasure"]["id"], "OBS_VALUE");
  const Json& attributes = components["attributeList"]["attributes"];
  EXPECT_EQ(attributes[0]["assignmentStatus"], "Mandatory");
  EXPECT_EQ(attributes[0]["attributeRelationship"], Json::parse(R"({"none":{}})"));
  EXPECT_EQ(attributes[3]["attributeRelationship"], Json::parse(R"({"primaryMeasure":"OBS_VALUE"})"));
  EXPECT_EQ(attributes[3]["localRepresentation"]["textFormat"],
            Json::parse(R"({"textType":"String","maxLength":20})"));
}

TEST(JsonStructures, OccurrencesAreOf20) {
  Artefact artefact = samples::Structure();
  auto& representation = *std::get<DataStructure>(artefact.body).attributes[3].representation;
  representation.min_occurs = 0;
  representation.max_occurs = 0;
  const auto local = [&](StructureFormat format) {
    return Data(
        format, artefact,
        "dataStructures")["dataStructureComponents"]["attributeList"]["attributes"][3]["localRepresentation"];
  };
  EXPECT_EQ(local(k2)["maxOccurs"], "unbounded");
  EXPECT_EQ(local(k2)["minOccurs"], 0);
  representation.max_occurs = 3;
  EXPECT_EQ(local(k2)["maxOccurs"], 3);
  EXPECT_FALSE(local(k1).contains("maxOccurs"));
}

TEST(JsonStructures, Constraints) {
  const Json two = Data(k2, samples::Constraint(), "dataConstraints");
  EXPECT_EQ(two["role"], "Allowed");
  EXPECT_EQ(two["constraintAttachment"]["dataflows"][0],
            "urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow=TEST:DF(1.0)");
  EXPECT_EQ(two["cubeRegions"][0], Json::parse(R"({"include":true,
              "keyValues":[{"id":"SEX","values":[{"value":"M"},{"value":"F"}]},
                           {"id":"REF_AREA","include":false,"values":[{"value":"XXX"}]},
                           {"id":"TIME_PERIOD","timeRange":{"startPeriod":{"period":"2000","isInclusive":true},
                                                            "endPeriod":{"period":"2020-12","isInclusive":true}}}],
              "components":[{"id":"STATUS","values":[{"value":"A & B"}]}]})"));
  EXPECT_EQ(two["cubeRegions"][1]["keyValues"][0]["timeRange"],
            Json::parse(R"({"beforePeriod":{"period":"1999","isInclusive":true}})"));
  const Json one = Data(k1, samples::Constraint(), "contentConstraints");
  EXPECT_EQ(one["type"], "Allowed");
  EXPECT_EQ(one["cubeRegions"][0]["isIncluded"], true);
  EXPECT_EQ(one["cubeRegions"][0]["keyValues"][0]["values"], Json::array({"M", "F"}));
  EXPECT_EQ(one["cubeRegions"][0]["attributes"][0]["id"], "STATUS");
}

TEST(JsonStructures, FlowsAgreementsAndCategorisationsReferByUrn) {
  EXPECT_EQ(Data(k2, samples::Flow(), "dataflows")["structure"],
            "urn:sdmx:org.sdmx.infomodel.datastructure.DataStructure=TEST:DSD(1.0)");
  const Json two = Data(k2, samples::Agreement(), "provisionAgreements");
  EXPECT_EQ(two["dataflow"], "urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow=TEST:DF(1.0)");
  EXPECT_EQ(two["dataProvider"],
            "urn:sdmx:org.sdmx.infomodel.base.DataProvider=TEST:DATA_PROVIDERS(1.0).MIN");
  EXPECT_EQ(Data(k1, samples::Agreement(), "provisionAgreements")["structureUsage"], two["dataflow"]);
  EXPECT_EQ(Data(k2, samples::FlowInCategory(), "categorisations")["target"],
            "urn:sdmx:org.sdmx.infomodel.categoryscheme.Category=TEST:CATS(1.0).A.B");
}

TEST(JsonStructures, AStubPointsToTheWhole) {
  const Artefact list = samples::Sexes();
  const Wanted stub[] = {{.artefact = &list, .stub = true}};
  const Json one = Written(k1, stub, "https://x/sdmx/v1")["data"]["codelists"][0];
  EXPECT_EQ(one["isExternalReference"], true);
  EXPECT_EQ(one["links"][0]["href"], "https://x/sdmx/v1/codelist/TEST/CL_SEX/1.0");
  EXPECT_FALSE(one.contains("codes"));
  EXPECT_FALSE(one.contains("annotations"));
  EXPECT_EQ(Written(k2, stub, "https://x/sdmx/v2")["data"]["codelists"][0]["links"][0]["href"],
            "https://x/sdmx/v2/structure/codelist/TEST/CL_SEX/1.0");
  EXPECT_FALSE(Written(k2, stub)["data"]["codelists"][0]["links"][0].contains("href"));
}

TEST(JsonStructures, ANameThatIsMissingIsTheId) {
  Artefact list = samples::Sexes();
  list.names.clear();
  std::get<ItemScheme>(list.body).items[0].names.clear();
  const Json written = Data(k2, list, "codelists");
  EXPECT_EQ(written["name"], "CL_SEX");
  EXPECT_FALSE(written.contains("names"));
  EXPECT_EQ(written["codes"][0]["name"], "T");
}

TEST(JsonStructures, NoArtefactsAreAMessageToo) { EXPECT_EQ(Written(k2, {})["data"], Json::object()); }

TEST(JsonErrors, SayWhatWentWrongInAllLanguages) {
  MessageHead head = samples::Head();
  head.language = "fr";
  for (const StructureFormat format : {k1, k2}) {
    std::string out;
    WriteErrorJson(format, head,
                   {.code = 100, .severity = "Error", .text = {{"en", "No results"}, {"fr", "Rien"}}}, &out);
    const Json message = Json::parse(out);
    EXPECT_FALSE(message.contains("data"));
    EXPECT_EQ(message["meta"]["contentLanguages"], Json::array({"fr", "en"}));
    EXPECT_EQ(message["errors"], Json::parse(R"([{"code":100,"title":"Rien",
                                                  "titles":{"en":"No results","fr":"Rien"}}])"));
  }
}

}  // namespace
}  // namespace tabadul::statistics::sdmx
