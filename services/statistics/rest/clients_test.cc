// The requests of the clients that statisticians have, to the letter, and what each needs of the answer.
#include <gtest/gtest.h>

#include "services/statistics/rest/holdings_for_test.h"

namespace tabadul::statistics::rest {
namespace {

constexpr char kStructure21[] = "application/vnd.sdmx.structure+xml;version=2.1";
constexpr char kGeneric21[] = "application/vnd.sdmx.genericdata+xml;version=2.1";

struct ClientCase {
  std::string request, accept;
  std::string type;              // of the answer
  std::vector<std::string> has;  // in its body
  std::vector<std::string> has_not = {};
};

class Clients : public ::testing::Test {
 protected:
  void Run(v1::SdmxRest rest, const std::vector<ClientCase>& cases) const {
    for (const ClientCase& one : cases) {
      SCOPED_TRACE(one.request);
      const Got got = GetAll(*holdings_, Ask(rest, one.request, one.accept));
      EXPECT_EQ(got.status, 200) << got.body;
      EXPECT_EQ(got.headers.count("Content-Type") > 0 ? got.headers.at("Content-Type") : "", one.type);
      for (const std::string& text : one.has)
        EXPECT_NE(got.body.find(text), std::string::npos) << text << "\n" << got.body;
      for (const std::string& text : one.has_not) EXPECT_EQ(got.body.find(text), std::string::npos) << text;
    }
  }
  std::unique_ptr<SmallHoldings> holdings_ = FilledHoldings();
};

// khaeru/sdmx, as a source with the id of the agency.
TEST_F(Clients, Sdmx1) {
  Run(v1::SDMX_REST_V1,
      {{"/dataflow/AG/all/latest",
        "*/*",
        kStructure21,
        {"<str:Dataflow id=\"DF\"", "<com:Name xml:lang=\"en\">"}},
       {"/dataflow/AG/DF/latest?references=all",
        "*/*",
        kStructure21,
        {"<str:DataStructure ", "<str:ConceptScheme ", "<str:Codelist ", "<str:ContentConstraint "}},
       {"/datastructure/AG/DSD/latest?references=all",
        "*/*",
        kStructure21,
        {"<str:DataStructure ", "<str:Codelist "}},
       {"/categoryscheme/AG/all/latest?references=parentsandsiblings",
        "*/*",
        kStructure21,
        {"<str:CategoryScheme ", "<str:Categorisation "}},
       // Without a header of its own XML is what it can read.
       {"/data/DF/A.SYR?startPeriod=2020",
        "*/*",
        kGeneric21,
        {"dimensionAtObservation=\"TIME_PERIOD\"", "<com:Structure><Ref ", "structureRef=\"STR1\"",
         "structureID=\"STR1\""}},
       {"/data/DF/A.SYR",
        "application/vnd.sdmx.structurespecificdata+xml;version=2.1",
        "application/vnd.sdmx.structurespecificdata+xml;version=2.1",
        {"<com:Structure><Ref ", "OBS_VALUE=\"7.5\""}}});
}

TEST_F(Clients, Rsdmx) {
  Run(v1::SDMX_REST_V1,
      {{"/dataflow/all/all/latest/",
        "application/xml",
        kStructure21,
        {"http://www.sdmx.org/resources/sdmxml/schemas/v2_1/structure", "<com:Name "}},
       {"/datastructure/all/DSD/latest/?references=children",
        "application/xml",
        kStructure21,
        {"<str:DataStructures>", "<str:Concepts>", "<str:Codelists>"}},
       {"/data/DF/all/all/?startPeriod=2020&endPeriod=2021",
        "application/xml",
        kGeneric21,
        {"http://www.sdmx.org/resources/sdmxml/schemas/v2_1/data/generic", "<gen:SeriesKey>",
         "<gen:ObsDimension id=\"TIME_PERIOD\" value=\"2020\"", "<gen:ObsValue value=\"7.5\""},
        {"\"2019\""}},
       {"/data/DF/A.MAR/all/?startPeriod=&endPeriod=", "application/xml", kGeneric21, {"value=\"11.9\""}}});
}

TEST_F(Clients, Opensdmx) {
  Run(v1::SDMX_REST_V1,
      {{"/dataflow/AG", kStructure21, kStructure21, {"<Ref ", "agencyID=\"AG\""}},
       {"/datastructure/ALL/DSD",
        kStructure21,
        kStructure21,
        {"<str:LocalRepresentation>", "<str:ConceptIdentity><Ref ", "maintainableParentID=\"CS\"",
         "position=\"1\""},
        {"<str:Codelist "}},
       {"/codelist/ALL/CL_AREA", kStructure21, kStructure21, {"<str:Code id=\"MAR\""}},
       {"/conceptscheme/AG/CS/latest", kStructure21, kStructure21, {"<str:Concept id=\"UNIT\""}},
       {"/availableconstraint/DF?references=none",
        kStructure21,
        kStructure21,
        {"<com:KeyValue id=\"AREA\">"}},
       {"/availableconstraint/AG,DF,1.0/.?mode=Available&references=none",
        kStructure21,
        kStructure21,
        {"<com:KeyValue id=\"FREQ\">"}},
       {"/data/DF/.?detail=serieskeysonly", "", kGeneric21, {"<gen:Series>"}, {"<gen:Obs>"}},
       {"/data/DF/A.SYR",
        "text/csv",
        "application/vnd.sdmx.data+csv;version=1.0.0",
        {"DATAFLOW,FREQ,AREA,TIME_PERIOD,OBS_VALUE", "AG:DF(1.0),A,SYR,2020,7.5"}}});
}

TEST_F(Clients, SdmxDl) {
  Run(v1::SDMX_REST_V1,
      {{"/dataflow/all/all/latest", "application/xml", kStructure21, {"<str:Dataflow "}},
       {"/datastructure/AG/DSD/1.0?references=children", "application/xml", kStructure21, {"<str:Codelist "}},
       {"/data/AG,DF,1.0/A.SYR/all?detail=full", kGeneric21, kGeneric21, {"<gen:Attributes>"}},
       {"/data/AG,DF,1.0/all/all?detail=dataonly",
        "application/vnd.sdmx.structurespecificdata+xml;version=2.1",
        "application/vnd.sdmx.structurespecificdata+xml;version=2.1",
        {"OBS_VALUE=\"12.3\""},
        {"UNIT="}}});
}

// It escapes what joins lists, adds a slash, and leaves out what is a default.
TEST_F(Clients, Pysdmx) {
  constexpr char kJson[] = "application/vnd.sdmx.structure+json;version=2.0.0";
  constexpr char kData[] = "application/vnd.sdmx.data+json;version=2.0.0";
  Run(v1::SDMX_REST_V2, {{"/structure/dataflow/AG/DF/%2B?references=children", kJson, kJson, {"\"DSD\""}},
                         {"/structure/codelist/AG/CL_FREQ%2CCL_AREA/", kJson, kJson, {"CL_AREA", "CL_FREQ"}},
                         {"/structure/datastructure/AG/DSD/1.0?detail=full&references=descendants",
                          kJson,
                          kJson,
                          {"CL_STATUS"}},
                         {"/data/dataflow/AG/DF/1.0/A.SYR%2CA.MAR/?c%5BTIME_PERIOD%5D=ge%3A2020%2Ble%3A2021",
                          kData,
                          kData,
                          {"\"dataSets\"", "\"structures\""}},
                         {"/data/DF",
                          "application/vnd.sdmx.data+csv;version=2.0.0",
                          "application/vnd.sdmx.data+csv;version=2.0.0",
                          {"STRUCTURE,STRUCTURE_ID,ACTION,FREQ,AREA,TIME_PERIOD,OBS_VALUE",
                           "dataflow,AG:DF(1.0),I,A,SYR,2020,7.5"}},
                         {"/data?limit=10", kData, kData, {"\"dataSets\""}},
                         {"/availability/dataflow/AG/DF/1.0/%2A/%2A?mode=exact",
                          kJson,
                          kJson,
                          {"\"dataConstraints\"", "\"SYR\""}}});
}

// The Data Explorer of .Stat and other browsers' clients read JSON.
TEST_F(Clients, Browsers) {
  Run(v1::SDMX_REST_V1, {{"/dataflow/AG/DF/1.0?references=all&detail=referencepartial",
                          "application/vnd.sdmx.structure+json;version=1.0;urn=true",
                          "application/vnd.sdmx.structure+json;version=1.0.0",
                          {"\"dataflows\"", "\"codelists\""}},
                         {"/data/AG,DF,1.0/A.?startPeriod=2020&dimensionAtObservation=AllDimensions",
                          "application/vnd.sdmx.data+json;version=1.0.0-wd",
                          "application/vnd.sdmx.data+json;version=1.0.0",
                          {"\"observations\""}},
                         {"/data/AG,DF,1.0/all?format=csvfilewithlabels",
                          "text/html",
                          "application/vnd.sdmx.data+csv;version=1.0.0;labels=both",
                          {"FREQ: "}}});
  const Got file = GetAll(*holdings_, Ask(v1::SDMX_REST_V1, "/data/DF?format=csv"));
  EXPECT_EQ(file.headers.at("Content-Disposition"), "attachment; filename=\"AG.DF.csv\"");
}

}  // namespace
}  // namespace tabadul::statistics::rest
