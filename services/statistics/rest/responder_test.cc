#include "services/statistics/rest/responder.h"

#include <gtest/gtest.h>

#include "services/statistics/rest/holdings_for_test.h"

namespace tabadul::statistics::rest {
namespace {

bool Has(const Got& got, std::string_view text) { return got.body.find(text) != std::string::npos; }

// How often an element of the type begins.
size_t Count(const Got& got, std::string_view element) {
  size_t count = 0;
  for (size_t at = got.body.find(element); at != std::string::npos; at = got.body.find(element, at + 1))
    ++count;
  return count;
}

class ResponderTest : public ::testing::Test {
 protected:
  Got Get1(const std::string& path, const std::string& accept = "") const {
    return GetAll(*holdings_, Ask(v1::SDMX_REST_V1, path, accept));
  }
  Got Get2(const std::string& path, const std::string& accept = "application/vnd.sdmx.structure+xml") const {
    return GetAll(*holdings_, Ask(v1::SDMX_REST_V2, path, accept));
  }
  std::unique_ptr<SmallHoldings> holdings_ = FilledHoldings();
};

TEST_F(ResponderTest, StructuresAreNamedByTheirPath) {
  const struct {
    std::string path;
    size_t codelists, dataflows;
  } cases[] = {{"/codelist/AG/CL_FREQ/1.0", 1, 0},
               {"/codelist/AG/CL_FREQ/latest/", 1, 0},
               {"/CodeList/ALL/CL_FREQ", 1, 0},
               {"/codelist", 3, 0},
               {"/codelist/AG", 3, 0},
               {"/codelist/AG+X/CL_FREQ+CL_AREA/1.0+2.0", 2, 0},
               {"/dataflow/all/all/latest/", 0, 2},
               {"/dataflow/AG/DF", 0, 1},
               {"/structure/AG/all/all", 3, 2},
               {"/codelist/AG%2BX/CL_FREQ%2BCL_AREA", 2, 0}};
  for (const auto& one : cases) {
    const Got got = Get1(one.path);
    EXPECT_EQ(got.status, 200) << one.path;
    EXPECT_EQ(Count(got, "<str:Codelist "), one.codelists) << one.path;
    EXPECT_EQ(Count(got, "<str:Dataflow "), one.dataflows) << one.path;
  }
  const struct {
    std::string path;
    size_t codelists, dataflows;
  } of_v2[] = {{"/structure/codelist/AG/CL_FREQ/1.0", 1, 0},
               {"/structure/codelist/AG,X/CL_FREQ,CL_AREA/~/", 2, 0},
               {"/structure/*/AG", 3, 2},
               {"/structure", 3, 2},
               {"/structure/dataflow/*/DF/*", 0, 1}};
  for (const auto& one : of_v2) {
    const Got got = Get2(one.path);
    EXPECT_EQ(got.status, 200) << one.path;
    EXPECT_EQ(Count(got, "<str:Codelist "), one.codelists) << one.path;
    EXPECT_EQ(Count(got, "<str:Dataflow "), one.dataflows) << one.path;
  }
}

TEST_F(ResponderTest, ReferencesBringWhatIsNear) {
  const struct {
    std::string references;
    bool structure, codelists, agencies, categories;
  } cases[] = {{"none", false, false, false, false},        {"children", true, false, false, false},
               {"Descendants", true, true, false, false},   {"all", true, true, true, true},
               {"codelist", false, true, false, false},     {"parents", false, false, false, false},
               {"metadataflow", false, false, false, false}};
  for (const auto& one : cases) {
    const Got got = Get1("/dataflow/AG/DF/1.0?references=" + one.references);
    ASSERT_EQ(got.status, 200) << one.references;
    EXPECT_EQ(Has(got, "<str:DataStructure "), one.structure) << one.references;
    EXPECT_EQ(Has(got, "<str:Codelist "), one.codelists) << one.references;
    EXPECT_EQ(Has(got, "<str:AgencyScheme "), one.agencies) << one.references;
    EXPECT_EQ(Has(got, "<str:CategoryScheme "), one.categories) << one.references;
  }
}

TEST_F(ResponderTest, DetailSaysHowMuchOfEach) {
  const std::string children = "/datastructure/AG/DSD/1.0?references=children&detail=";
  const Got stubs = Get1(children + "allstubs");
  EXPECT_FALSE(Has(stubs, "<str:Dimension "));
  EXPECT_FALSE(Has(stubs, "isExternalReference=\"false\""));
  EXPECT_TRUE(Has(stubs, "structureURL=\"https://hub.example/sdmx/codelist/AG/CL_FREQ/1.0\""));
  const Got references = Get1(children + "referencestubs");
  EXPECT_TRUE(Has(references, "<str:Dimension "));
  EXPECT_FALSE(Has(references, "<str:Code "));
  const Got complete = Get1(children + "referencecompletestubs");
  EXPECT_FALSE(Has(complete, "<str:Code "));
  EXPECT_TRUE(Has(complete, "isExternalReference=\"true\""));
  EXPECT_TRUE(Has(Get1(children + "full"), "<str:Code "));

  // DF is constrained to the area SYR.
  const Got partial = Get1("/dataflow/AG/DF/1.0?references=descendants&detail=referencepartial");
  EXPECT_TRUE(Has(partial, "<str:Code id=\"SYR\""));
  EXPECT_FALSE(Has(partial, "<str:Code id=\"MAR\""));
  EXPECT_TRUE(Has(partial, "<str:Code id=\"M\"")) << "which no constraint names";
  EXPECT_EQ(Count(partial, "isPartial=\"true\""), 1u);
}

TEST_F(ResponderTest, ItemsAreWhatIsLeftOfAScheme) {
  const Got some = Get1("/codelist/AG/CL_AREA/latest/MAR");
  EXPECT_TRUE(Has(some, "<str:Code id=\"MAR\""));
  EXPECT_FALSE(Has(some, "<str:Code id=\"SYR\""));
  EXPECT_TRUE(Has(some, "isPartial=\"true\""));
  EXPECT_FALSE(Has(Get1("/codelist/AG/CL_AREA/latest/MAR+SYR"), "isPartial"));
  EXPECT_EQ(Get1("/codelist/AG/CL_AREA/latest/X").status, 404);
  EXPECT_EQ(Get1("/dataflow/AG/DF/1.0/X").status, 400);
  EXPECT_EQ(Get2("/structure/dataflow/AG/DF/1.0/X").status, 422);
}

TEST_F(ResponderTest, AvailabilityTellsForWhichCodesThereAreData) {
  const Got got = Get1("/availableconstraint/DF/A./all/all?mode=Exact&references=none");
  ASSERT_EQ(got.status, 200) << got.body;
  EXPECT_TRUE(Has(got, "type=\"Actual\""));
  EXPECT_TRUE(Has(got, "<com:Value>SYR</com:Value>"));
  EXPECT_FALSE(Has(got, "<com:Value>M</com:Value>"));
  EXPECT_TRUE(Has(got, ">series_count<") || Has(got, "id=\"series_count\""));
  EXPECT_TRUE(Has(got, "2019-01-01"));
  EXPECT_FALSE(Has(got, "<str:Codelist "));

  const Got available = Get1("/availableconstraint/AG,DF,1.0/A.MAR?mode=available");
  EXPECT_TRUE(Has(available, "<com:Value>SYR</com:Value>")) << "another area would have data";
  EXPECT_FALSE(Has(available, "<com:Value>M</com:Value>"));
  const Got one = Get1("/availableconstraint/DF/all/all/AREA");
  EXPECT_TRUE(Has(one, "id=\"AREA\""));
  EXPECT_FALSE(Has(one, "id=\"FREQ\""));
  const Got all = Get1("/availableconstraint/DF/M.?references=all");
  EXPECT_TRUE(Has(all, "<str:DataStructure "));
  EXPECT_TRUE(Has(all, "<str:Code id=\"SYR\""));
  EXPECT_FALSE(Has(all, "<str:Code id=\"MAR\""));
  EXPECT_TRUE(Has(all, "<str:DataProvider id=\"SYR\""));
  EXPECT_FALSE(Has(all, "<str:DataProvider id=\"TABADUL\""));

  EXPECT_EQ(Get1("/availableconstraint/DF/A.X").status, 404);
  EXPECT_EQ(Get1("/availableconstraint/DF/all/all/SEX").status, 400);
  EXPECT_EQ(Get1("/availableconstraint/DF?mode=some").status, 400);
  EXPECT_EQ(Get2("/availability/dataflow/AG/DF/1.0/A.SYR/AREA?c[TIME_PERIOD]=ge:2020&mode=exact").status,
            200);
  EXPECT_EQ(Get2("/availability/dataflow/AG/DF/1.0/X").status, 204);
  EXPECT_EQ(Get2("/availability/dataflow/AG/DF/1.0?c[STATUS]=A").status, 501);
}

TEST_F(ResponderTest, WhatTheStandardHasAndTheHubHasNotIsNotUnknown) {
  for (const std::string path : {"/schema/dataflow/AG/DF/1.0", "/metadata/X", "/hierarchicalcodelist/AG",
                                 "/structureset", "/actualconstraint/AG"}) {
    const Got got = Get1(path);
    EXPECT_EQ(got.status, 501) << path;
    EXPECT_TRUE(Has(got, "code=\"501\"")) << path;
  }
  for (const std::string path :
       {"/schema/dataflow/AG/DF/1.0", "/registration/id/X", "/structure/valuelist/AG"}) {
    EXPECT_EQ(Get2(path).status, 501) << path;
  }
  for (const std::string path : {"/", "", "/nothing", "/codelist/AG/CL/1.0/A/more"}) {
    EXPECT_EQ(Get1(path).status, 404) << path;
  }
}

TEST_F(ResponderTest, MistakesAreToldInThreeLanguages) {
  const Got got = Get1("/dataflow/AG/NONE");
  EXPECT_EQ(got.status, 404);
  EXPECT_EQ(got.headers.at("Content-Type"), "application/vnd.sdmx.structure+xml;version=2.1");
  EXPECT_TRUE(Has(got, "<mes:ErrorMessage code=\"100\""));
  for (const std::string language : {"ar", "en", "fr"})
    EXPECT_TRUE(Has(got, "xml:lang=\"" + language + "\""));
  EXPECT_EQ(got.headers.at("Vary"), "Accept, Accept-Encoding, Accept-Language");

  const Got json = Get2("/structure/dataflow/AG/NONE", "application/json");
  EXPECT_EQ(json.status, 404);
  EXPECT_EQ(json.headers.at("Content-Type"), "application/vnd.sdmx.structure+json;version=2.0.0");
  EXPECT_TRUE(Has(json, "\"errors\""));
  const Got empty = Get2("/structure/dataflow/NONE");
  EXPECT_EQ(empty.status, 204);
  EXPECT_TRUE(empty.body.empty());
  EXPECT_EQ(empty.headers.count("Content-Type"), 0u);
  EXPECT_EQ(Get1("/dataflow?detial=full").status, 400);
  EXPECT_EQ(Get1("/dataflow", "text/html").status, 406);
}

TEST_F(ResponderTest, WhatHasOneTagHasTheSameBytes) {
  auto asked = Ask(v1::SDMX_REST_V1, "/data/DF");
  const Got first = GetAll(*holdings_, asked), again = GetAll(*holdings_, asked);
  EXPECT_EQ(first.headers, again.headers);
  EXPECT_EQ(first.body, again.body);
  const std::string tag = first.headers.at("ETag");
  EXPECT_EQ(first.headers.at("Last-Modified"), "Tue, 14 Nov 2023 22:13:23 GMT");

  asked.set_if_none_match(tag);
  const Got held = GetAll(*holdings_, asked);
  EXPECT_EQ(held.status, 304);
  EXPECT_EQ(held.headers.at("ETag"), tag);
  EXPECT_TRUE(held.body.empty());
  holdings_->Put("MA/hcp/stat", {"A", "MAR"}, {"2020=12"});
  EXPECT_EQ(GetAll(*holdings_, asked).status, 200);

  asked.clear_if_none_match();
  asked.set_if_modified_since("Tue, 14 Nov 2023 22:13:24 GMT");
  EXPECT_EQ(GetAll(*holdings_, asked).status, 304);
  asked.set_if_modified_since("Tue, 14 Nov 2023 22:13:23 GMT");
  EXPECT_EQ(GetAll(*holdings_, asked).status, 200);
}

TEST_F(ResponderTest, ATagIsOfAllThatTheAnswerDependsOn) {
  const auto tag = [&](const v1::GetSdmxRequest& asked) {
    return GetAll(*holdings_, asked).headers.at("ETag");
  };
  const auto asked = Ask(v1::SDMX_REST_V1, "/data/DF");
  const std::string plain = tag(asked);
  auto other = asked;
  other.set_accept_language("fr");
  EXPECT_NE(tag(other), plain);
  other = asked;
  other.set_accept("text/csv");
  EXPECT_NE(tag(other), plain);
  other = asked;
  other.set_query("detail=dataonly");
  EXPECT_NE(tag(other), plain);
}

TEST_F(ResponderTest, TheLanguageIsThatOfTheParameterOrTheHeader) {
  auto asked = Ask(v1::SDMX_REST_V1, "/codelist/AG/CL_FREQ", "application/json");
  asked.set_accept_language("de, ar;q=0.8, en;q=0.5");
  EXPECT_EQ(GetAll(*holdings_, asked).headers.at("Content-Language"), "ar");
  asked.set_query("locale=fr-FR");
  EXPECT_EQ(GetAll(*holdings_, asked).headers.at("Content-Language"), "fr");
}

TEST_F(ResponderTest, CallsThatAreNoRequestFail) {
  auto asked = Ask(v1::SDMX_REST_UNSPECIFIED, "/dataflow");
  asked.set_path(std::string(8'193, '/'));
  const auto answer = Responder(*holdings_).Respond(Context::WithTimeout(absl::Minutes(1)), asked);
  const auto violations = ViolationsOf(answer.status());
  ASSERT_EQ(violations.size(), 2u);
  EXPECT_EQ(violations[0].reason, common::v1::ERROR_REASON_TOO_LONG);
  EXPECT_EQ(violations[1].reason, common::v1::ERROR_REASON_REQUIRED);
  const auto late = Responder(*holdings_)
                        .Respond(Context::WithTimeout(-absl::Seconds(1)),
                                 Ask(v1::SDMX_REST_V2, "/data/DF?asOf=2024-01-01"));
  EXPECT_EQ(ReasonOf(late.status()), common::v1::ERROR_REASON_DEADLINE_EXCEEDED);
}

}  // namespace
}  // namespace tabadul::statistics::rest
