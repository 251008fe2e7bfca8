#include "services/web/pages/reference_page.h"

#include <gtest/gtest.h>
#include <re2/re2.h>

#include <nlohmann/json.hpp>
#include <set>

#include "lib/transcode/openapi.h"
#include "services/web/pages/languages.h"
#include "services/web/pages/render.h"
#include "services/web/pages/samples.h"

namespace tabadul::web::pages {
namespace {

using Texts = std::vector<std::string>;

constexpr char kSmall[] = R"({
  "info": {"title": "Places", "version": "1.2.3"},
  "tags": [{"name": "PlaceService", "description": "Where things are."}],
  "paths": {
    "/v1/places/{placeId}": {"get": {
      "operationId": "PlaceService_GetPlace", "tags": ["PlaceService"],
      "description": "One place. NOT_FOUND if it is gone.\n\nWho may: anybody.",
      "parameters": [
        {"name": "placeId", "in": "path", "required": true, "description": "REQUIRED. INVALID_UTF8.", "schema": {"type": "string"}},
        {"name": "kinds", "in": "query", "deprecated": true,
         "schema": {"type": "array", "items": {"$ref": "#/components/schemas/a.v1.Place.Kind"}}}],
      "responses": {"200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/a.v1.GetPlaceResponse"}}}}},
      "security": [{}, {"bearer": []}]}},
    "/v1/places:watch": {"post": {
      "operationId": "PlaceService_Watch", "tags": ["PlaceService"], "deprecated": true, "description": "All places.",
      "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/a.v1.WatchRequest"}}}},
      "responses": {"200": {"content": {"text/event-stream": {"schema": {"$ref": "#/components/schemas/a.v1.WatchResponse"}}}}},
      "security": [{"bearer": []}]}}},
  "components": {"schemas": {
    "a.v1.GetPlaceResponse": {"type": "object", "properties": {"place": {"$ref": "#/components/schemas/a.v1.Place"}}},
    "a.v1.Place": {"type": "object", "description": "A place.", "required": ["name"], "properties": {
      "name": {"type": "string", "description": "`ar`, \\<b> or other."},
      "since": {"type": "string", "format": "date-time"},
      "every": {"type": "string", "pattern": "s$", "examples": ["86400s", "0.25s"]},
      "bytes": {"type": "string", "contentEncoding": "base64"},
      "marks": {"type": "object", "additionalProperties": {"type": "integer", "format": "int32"}},
      "near": {"type": "array", "items": {"$ref": "#/components/schemas/a.v1.Place"}}}},
    "a.v1.Place.Kind": {"type": "string", "description": "What it is.\n\n- `KIND_TOWN`: of people\n- `KIND_SEA`: of fish:\n- many",
                        "enum": ["KIND_UNSPECIFIED", "KIND_TOWN", "KIND_SEA"]},
    "a.v1.WatchRequest": {"type": "object", "properties": {"since": {"type": "string", "description": "MALFORMED"}}},
    "a.v1.WatchResponse": {"type": "object"},
    "tabadul.common.v1.ErrorReason": {"type": "string", "description": "- `ERROR_REASON_NOT_FOUND`: it is not there",
      "enum": ["ERROR_REASON_UNSPECIFIED", "ERROR_REASON_NOT_FOUND", "ERROR_REASON_MALFORMED", "ERROR_REASON_INVALID_UTF8"]}}}})";

Page Small() { return ReferencePage(Ask("en", "/developers/reference"), kSmall); }

// "FIELD: TYPE" of each, in their order.
Texts Fields(const View& view) {
  Texts all;
  for (const View* const field : PartsOf(view, "FIELD")) {
    std::string text(field->Get("FIELD_NAME"));
    for (const View* const type : field->All("TYPED")) {
      text += ": ";
      for (const char* const part : {"TYPE_BEFORE", "TYPE_NAME", "TYPE_AFTER"}) text += type->Get(part);
    }
    all.push_back(text);
  }
  return all;
}

const View& Only(const View& view, std::string_view part, size_t at = 0) {
  const auto parts = PartsOf(view, part);
  EXPECT_LT(at, parts.size()) << part;
  return at < parts.size() ? *parts[at] : view;
}

TEST(Reference, AMethodSaysWhatTheDocumentSaysOfIt) {
  const Page page = Small();
  EXPECT_EQ(page.title, "Reference of methods");
  EXPECT_EQ(page.view.Get("VERSION"), "1.2.3");
  EXPECT_EQ(ValuesOf(page.view, "SERVICE_NAME"), Texts{"PlaceService"});
  EXPECT_EQ(ValuesOf(page.view, "LINK_NAME"), (Texts{"GetPlace", "Watch"}));
  EXPECT_EQ(ValuesOf(page.view, "METHOD_NAME"), (Texts{"GetPlace", "Watch"}));
  EXPECT_EQ(ValuesOf(page.view, "METHOD_CALL"), (Texts{"GET /v1/places/{placeId}", "POST /v1/places:watch"}));
  const View& get = Only(page.view, "METHOD", 0);
  const View& watch = Only(page.view, "METHOD", 1);
  EXPECT_EQ(ValuesOf(Only(get, "METHOD_SAID"), "PLAIN"),
            (Texts{"One place. NOT_FOUND if it is gone.", "Who may: anybody."}));
  EXPECT_EQ(get.All("OPEN").size(), 1u);
  EXPECT_TRUE(get.All("STREAM").empty() && get.All("METHOD_DEPRECATED").empty() && get.All("BODY").empty());
  EXPECT_TRUE(watch.All("OPEN").empty() && watch.All("PARAMETERS").empty());
  EXPECT_EQ(watch.All("STREAM").size(), 1u);
  EXPECT_EQ(watch.All("METHOD_DEPRECATED").size(), 1u);
  EXPECT_EQ(ValuesOf(get, "ANSWER_NAME"), Texts{"GetPlaceResponse"});
  EXPECT_EQ(ValuesOf(watch, "BODY_NAME"), Texts{"WatchRequest"});
  EXPECT_EQ(Fields(Only(watch, "BODY")), Texts{"since: string"});
}

TEST(Reference, FieldsHaveTheirTypesAndMarks) {
  const Page page = Small();
  const View& parameters = Only(page.view, "PARAMETERS");
  EXPECT_EQ(Fields(parameters), (Texts{"placeId: string", "kinds: Place.Kind[]"}));
  EXPECT_EQ(ValuesOf(parameters, "TYPE_ADDRESS"), Texts{"#a.v1.Place.Kind"});
  const View& id = Only(parameters, "FIELD", 0);
  EXPECT_EQ(id.All("REQUIRED").size(), 1u);
  EXPECT_EQ(id.All("IN_PATH").size(), 1u);
  const View& kinds = Only(parameters, "FIELD", 1);
  EXPECT_TRUE(kinds.All("REQUIRED").empty() && kinds.All("IN_PATH").empty());
  EXPECT_EQ(kinds.All("DEPRECATED").size(), 1u);
  EXPECT_EQ(Fields(Only(page.view, "TYPE", 0)),
            (Texts{"name: string", "since: string (date-time)", "every: string (\"86400s\")",
                   "bytes: string (base64)", "marks: map<string, integer (int32)>", "near: Place[]"}));
}

TEST(Reference, TypesAreThoseThatFieldsAreOf) {
  const Page page = Small();
  EXPECT_EQ(ValuesOf(page.view, "TYPE_ID"), (Texts{"a.v1.Place", "a.v1.Place.Kind"}));
  const View& kind = Only(page.view, "TYPE", 1);
  EXPECT_EQ(Fields(kind), (Texts{"KIND_UNSPECIFIED", "KIND_TOWN", "KIND_SEA"}));
  EXPECT_EQ(ValuesOf(Only(kind, "TYPE_SAID"), "PLAIN"), Texts{"What it is."});
  EXPECT_TRUE(Only(kind, "FIELD", 0).All("FIELD_SAID").empty());
  EXPECT_EQ(ValuesOf(Only(kind, "FIELD", 1), "PLAIN"), Texts{"of people"});
  EXPECT_EQ(ValuesOf(Only(kind, "FIELD", 2), "PLAIN"), (Texts{"of fish:", "many"}));
}

TEST(Reference, AMethodNamesTheReasonsThatItsContractDoes) {
  const Page page = Small();
  EXPECT_EQ(ValuesOf(Only(page.view, "METHOD", 0), "ERROR_NAME"), (Texts{"NOT_FOUND", "INVALID_UTF8"}));
  EXPECT_EQ(ValuesOf(Only(page.view, "METHOD", 1), "ERROR_NAME"), Texts{"MALFORMED"}) << "of its body";
  EXPECT_EQ(Fields(Only(page.view, "REASONS")), (Texts{"NOT_FOUND", "MALFORMED", "INVALID_UTF8"}));
  EXPECT_EQ(ValuesOf(page.view, "FIELD_ID"), (Texts{"NOT_FOUND", "MALFORMED", "INVALID_UTF8"}));
  EXPECT_EQ(ValuesOf(Only(page.view, "REASONS"), "PLAIN"), Texts{"it is not there"});
}

const std::string& Whole() {
  static const std::string document = transcode::OpenApi();
  return document;
}

std::string Rendered(const std::string& language, const std::string& document) {
  static const Templates* const templates = new Templates(Compiled());
  const Page page = ReferencePage(Ask(language, "/developers/reference"), document);
  const auto html = templates->Render(language, page.body, page.view);
  EXPECT_TRUE(html.ok()) << html.status();
  return html.value_or("");
}

TEST(Reference, HasEveryMethodAndParameterOfTheContracts) {
  const std::string html = Rendered("en", Whole());
  const auto document = nlohmann::json::parse(Whole());
  size_t methods = 0, parameters = 0, badges = 0;
  for (const auto& [path, operations] : document["paths"].items()) {
    for (const auto& [http_method, operation] : operations.items()) {
      ++methods;
      parameters += operation.value("parameters", nlohmann::json::array()).size();
      EXPECT_NE(html.find("<h3 id=\"" + operation["operationId"].get<std::string>() + "\">"),
                std::string::npos)
          << path;
    }
  }
  EXPECT_GT(methods, 40u);
  for (const char* const place : {"<bdi class=\"note\">in the path", "<bdi class=\"note\">in the query"}) {
    for (size_t at = 0; (at = html.find(place, at)) != std::string::npos; ++at) ++badges;
  }
  EXPECT_EQ(badges, parameters);
}

TEST(Reference, TheContentsAreServicesWithTheirMethodsAsTheContractsHaveThem) {
  const Page page = ReferencePage(Ask("ar", "/developers/reference"), Whole());
  EXPECT_EQ(
      ValuesOf(page.view, "ENTRY_NAME"),
      (Texts{"IdentityService", "AdminService", "GrantService", "JobsService", "TrainingOfferExchangeService",
             "TrainingService", "VacancyExchangeService", "GoodPracticeExchangeService", "PracticeService",
             "SeriesExchangeService", "StatisticsService", "StructureService", "SubmissionService"}));
  EXPECT_EQ(ValuesOf(page.view, "SERVICE_NAME"), ValuesOf(page.view, "ENTRY_NAME"));
  EXPECT_EQ(ValuesOf(Only(page.view, "ENTRY", 3), "LINK_NAME"),
            (Texts{"SearchVacancies", "CompleteQuery", "GetVacancy", "ExplainVacancy", "BatchGetVacancies",
                   "SuggestCodes"}));
}

TEST(Reference, EveryLinkInThePageLeadsToOnePlace) {
  static const RE2 link("href=\"#([^\"]*)\""), place("\\sid=\"([^\"]*)\"");
  const std::string html = Rendered("fr", Whole());
  std::set<std::string> places;
  std::string name;
  for (re2::StringPiece rest(html); RE2::FindAndConsume(&rest, place, &name);)
    EXPECT_TRUE(places.insert(name).second) << name << " twice";
  size_t links = 0;
  for (re2::StringPiece rest(html); RE2::FindAndConsume(&rest, link, &name); ++links)
    EXPECT_TRUE(places.contains(name)) << name;
  EXPECT_GT(links, 200u);
}

TEST(Reference, WordsOfTheContractsAreMarkedAsEnglish) {
  const std::string html = Rendered("ar", kSmall);
  EXPECT_NE(html.find("<div lang=\"en\" dir=\"ltr\">\n<p>One place. NOT_FOUND if it is gone.</p>"),
            std::string::npos)
      << html;
  EXPECT_NE(html.find("<dd lang=\"en\" dir=\"ltr\"><p><code>ar</code>, &lt;b&gt; or other.</p>"),
            std::string::npos)
      << html;
  EXPECT_NE(html.find("<summary>المعاملات</summary>"), std::string::npos) << "the page's own are not";
}

}  // namespace
}  // namespace tabadul::web::pages
