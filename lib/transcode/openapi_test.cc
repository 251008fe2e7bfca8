#include "lib/transcode/openapi.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <map>
#include <set>

#include "absl/strings/match.h"
#include "google/api/annotations.pb.h"
#include "google/protobuf/descriptor.pb.h"
#include "lib/platform/base/status.h"
#include "lib/transcode/contracts.h"
#include "nlohmann/json.hpp"
#include "tabadul/common/v1/policy.pb.h"

namespace tabadul::transcode {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::FileDescriptor;
using google::protobuf::MethodDescriptor;
using google::protobuf::SourceLocation;
using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::StartsWith;

const json& Document() {
  static const json document = json::parse(OpenApi());
  return document;
}

const json& SchemaOf(const std::string& name) { return Document().at("components").at("schemas").at(name); }
const json& Operation(const std::string& method, const std::string& path) {
  return Document().at("paths").at(path).at(method);
}

void ForEachOperation(const std::function<void(const std::string& where, const json& operation)>& visit) {
  for (const auto& [path, operations] : Document().at("paths").items()) {
    for (const auto& [method, operation] : operations.items()) visit(method + " " + path, operation);
  }
}

// {name: parameter} of those in "path" or "query".
std::map<std::string, json> Parameters(const json& operation, const std::string& in) {
  std::map<std::string, json> found;
  for (const json& parameter : operation.value("parameters", json::array())) {
    if (parameter.at("in") == in) found[parameter.at("name").get<std::string>()] = parameter;
  }
  return found;
}

// The RPCs with a form in HTTP as the linked descriptors have them: the document is made of others.
std::vector<const MethodDescriptor*> PublicMethods() {
  std::vector<const MethodDescriptor*> methods;
  for (const auto& entry : std::filesystem::recursive_directory_iterator("proto")) {
    if (entry.path().extension() != ".proto") continue;
    const std::string name = entry.path().lexically_relative("proto");
    const FileDescriptor* const file = DescriptorPool::generated_pool()->FindFileByName(name);
    EXPECT_NE(file, nullptr) << name;
    for (int s = 0; file != nullptr && s < file->service_count(); ++s) {
      for (int m = 0; m < file->service(s)->method_count(); ++m) {
        const MethodDescriptor* const method = file->service(s)->method(m);
        if (method->options().HasExtension(google::api::http)) methods.push_back(method);
      }
    }
  }
  EXPECT_GT(methods.size(), 40u) << "run from the root of the tree";
  return methods;
}

std::string IdOf(const MethodDescriptor& method) { return method.service()->name() + "_" + method.name(); }

std::map<std::string, json> OperationsById() {
  std::map<std::string, json> operations;
  ForEachOperation([&](const std::string& where, const json& operation) {
    EXPECT_TRUE(operations.emplace(operation.at("operationId").get<std::string>(), operation).second)
        << where;
  });
  return operations;
}

TEST(OpenApi, SaysWhatItIs) {
  EXPECT_EQ(Document().at("openapi"), "3.1.0");
  EXPECT_THAT(Document().at("info").at("version").get<std::string>(),
              MatchesRegex("[0-9]+\\.[0-9]+\\.[0-9]+"));
  EXPECT_EQ(Document().at("servers").at(0).at("url"), "/");
  const json elsewhere = json::parse(OpenApi({.servers = {"https://hub.example", "https://b.example"}}));
  EXPECT_EQ(elsewhere.at("servers").at(1).at("url"), "https://b.example");
}

TEST(OpenApi, IsTheSameAtEveryCall) { EXPECT_EQ(OpenApi(), OpenApi()); }

TEST(OpenApi, HasEveryPublicRpcOncePerBinding) {
  std::set<std::string> expected, found;
  for (const MethodDescriptor* const method : PublicMethods()) {
    const int others = method->options().GetExtension(google::api::http).additional_bindings_size();
    expected.insert(IdOf(*method));
    for (int i = 0; i < others; ++i) expected.insert(IdOf(*method) + "_" + std::to_string(i + 2));
  }
  for (const auto& [id, operation] : OperationsById()) found.insert(id);
  EXPECT_EQ(found, expected);
}

TEST(OpenApi, StandsInTheOrderOfTheContracts) {
  std::vector<std::string> services, methods;
  for (const FileDescriptor* const file : Contracts()) {
    for (int s = 0; s < file->service_count(); ++s) {
      const size_t before = methods.size();
      for (int m = 0; m < file->service(s)->method_count(); ++m) {
        const MethodDescriptor& method = *file->service(s)->method(m);
        if (method.options().HasExtension(google::api::http)) methods.push_back(IdOf(method));
      }
      if (methods.size() > before) services.push_back(file->service(s)->name());
    }
  }
  const auto document = nlohmann::ordered_json::parse(OpenApi());
  std::vector<std::string> tags;
  for (const auto& tag : document.at("tags")) tags.push_back(tag.at("name").get<std::string>());
  EXPECT_EQ(tags, services);
  auto next = methods.begin();
  for (const auto& [path, operations] : document.at("paths").items()) {
    const std::string id = operations.front().at("operationId").get<std::string>();
    if (std::count(id.begin(), id.end(), '_') > 1) continue;  // another binding of a method
    const auto place = std::find(next, methods.end(), id);
    ASSERT_NE(place, methods.end()) << path << " stands too late";
    next = place;
  }
}

TEST(OpenApi, ResolvesEveryReference) {
  int references = 0;
  const std::function<void(const json&)> visit = [&](const json& node) {
    if (node.is_object() && node.contains("$ref")) {
      const std::string target = node.at("$ref");
      ASSERT_THAT(target, StartsWith("#/"));
      EXPECT_TRUE(Document().contains(json::json_pointer(target.substr(1)))) << target;
      ++references;
    }
    for (const json& child : node) {
      if (child.is_structured()) visit(child);
    }
  };
  visit(Document());
  EXPECT_GT(references, 200);
}

TEST(OpenApi, EveryOperationIsDescribedAndAnswered) {
  std::set<std::string> tags;
  for (const json& tag : Document().at("tags")) {
    EXPECT_THAT(tag.at("description").get<std::string>(), Not(IsEmpty())) << tag;
    tags.insert(tag.at("name").get<std::string>());
  }
  ForEachOperation([&](const std::string& where, const json& operation) {
    EXPECT_THAT(operation.at("summary").get<std::string>(), Not(IsEmpty())) << where;
    EXPECT_THAT(operation.at("description").get<std::string>(), HasSubstr("Who may: ")) << where;
    EXPECT_TRUE(operation.at("responses").at("200").contains("content")) << where;
    EXPECT_EQ(operation.at("responses").at("default").at("$ref"), "#/components/responses/Error") << where;
    EXPECT_TRUE(tags.contains(operation.at("tags").at(0).get<std::string>())) << where;
  });
}

TEST(OpenApi, EveryPartOfAPathIsAParameter) {
  ForEachOperation([](const std::string& where, const json& operation) {
    size_t parts = 0;
    for (const auto& [name, parameter] : Parameters(operation, "path")) {
      EXPECT_THAT(where, HasSubstr("{" + name + "}"));
      EXPECT_EQ(parameter.at("required"), true) << where;
      ++parts;
    }
    EXPECT_EQ(std::count(where.begin(), where.end(), '{'), static_cast<long>(parts)) << where;
  });
}

// What the contracts say is told: the document's text for it is not empty.
TEST(OpenApi, LosesNoComment) {
  const auto said = [](const auto& thing) {
    SourceLocation location;
    return thing.GetSourceLocation(&location) &&
           location.leading_comments.size() + location.trailing_comments.size() > 0;
  };
  const auto told = [](const json& thing) { return !thing.value("description", "").empty(); };
  int schemas = 0, fields = 0, values = 0;
  for (const auto& [name, schema] : Document().at("components").at("schemas").items()) {
    const DescriptorPool& pool = *Contracts().front()->pool();
    if (const auto* const message = pool.FindMessageTypeByName(name)) {
      EXPECT_TRUE(told(schema) || !said(*message)) << name;
      for (int i = 0; i < message->field_count(); ++i) {
        const auto& field = *message->field(i);
        if (name == "google.protobuf.Any" || !said(field)) continue;
        EXPECT_TRUE(told(schema.at("properties").at(field.json_name()))) << field.full_name();
        ++fields;
      }
    } else if (const auto* const enumeration = pool.FindEnumTypeByName(name)) {
      for (int i = 0; i < enumeration->value_count(); ++i) {
        const auto& value = *enumeration->value(i);
        if (!said(value)) continue;
        EXPECT_THAT(schema.at("description").get<std::string>(), HasSubstr("`" + value.name() + "`: "));
        ++values;
      }
    } else {
      EXPECT_EQ(name, "Error");
    }
    ++schemas;
  }
  EXPECT_GT(schemas, 100);
  EXPECT_GT(fields, 200);
  EXPECT_GT(values, 50);
}

TEST(OpenApi, HasNoEmptyDescription) {
  const std::function<void(const json&)> visit = [&](const json& node) {
    for (const auto& [key, child] : node.items()) {
      EXPECT_FALSE(key == "description" && child == "");
      if (child.is_structured()) visit(child);
    }
  };
  visit(Document());
}

TEST(OpenApi, SaysWhoMay) {
  const std::map<std::string, json> operations = OperationsById();
  for (const MethodDescriptor* const method : PublicMethods()) {
    const common::v1::Policy& policy = method->options().GetExtension(common::v1::policy);
    const json& operation = operations.at(IdOf(*method));
    const json& ways = operation.at("security");
    EXPECT_EQ(std::count(ways.begin(), ways.end(), json::object()), policy.anonymous() ? 1 : 0) << operation;
    EXPECT_FALSE(ways.empty()) << operation;
    const json scopes(std::vector<std::string>(policy.scopes().begin(), policy.scopes().end()));
    EXPECT_EQ(operation.value("x-tabadul-scopes", json::array()), scopes) << operation;
    for (const std::string& scope : policy.scopes()) {
      const std::string told = policy.scopes(0) == "self" ? "whoever has a token" : "`" + scope + "`";
      EXPECT_THAT(operation.at("description").get<std::string>(), HasSubstr(told));
    }
  }
  EXPECT_EQ(operations.at("IdentityService_IssueToken").at("security"),
            json::parse(R"([{"mutualTLS": []}])"));
  EXPECT_EQ(operations.at("VacancyExchangeService_BatchPush").at("security"),
            json::parse(R"([{"bearer": [], "mutualTLS": []}])"));
}

TEST(OpenApi, TakesTextFromTheContract) {
  const json& get = Operation("get", "/v1/vacancies/{hubId}");
  EXPECT_EQ(get.at("operationId"), "JobsService_GetVacancy");
  EXPECT_EQ(get.at("summary"), "One vacancy as its reader sees it.");
  EXPECT_EQ(get.at("description"),
            "One vacancy as its reader sees it. Closed and expired ones are shown as such; erased ones are "
            "NOT_FOUND.\n\n"
            "Who may: anybody, without a token; whoever has a token with the scope `vacancy.read`.");
  EXPECT_EQ(Parameters(get, "path").at("hubId").at("description"), "REQUIRED. 32 hex digits (MALFORMED).");
  EXPECT_THAT(SchemaOf("tabadul.jobs.v1.Vacancy").at("description").get<std::string>(),
              StartsWith("The vacancy. Terms after HR Open 4"));
  EXPECT_THAT(SchemaOf("tabadul.jobs.v1.VacancyOrder").at("description").get<std::string>(),
              HasSubstr("\n- `VACANCY_ORDER_DATE`: newest first\n"));
}

TEST(OpenApi, AVariableOfSeveralSegmentsIsAParameterForEach) {
  const json& get = Operation("get", "/v1/vacancies/sources/{country}/{organisation}/{system}");
  const auto parameters = Parameters(get, "path");
  EXPECT_EQ(parameters.size(), 3u);
  EXPECT_THAT(parameters.at("organisation").at("description").get<std::string>(),
              StartsWith("Part 2 of 3 of `source`."));
  EXPECT_THAT(get.at("description").get<std::string>(),
              HasSubstr("In the path `source` is `country` / `organisation` / `system`."));
  EXPECT_THAT(Parameters(get, "query"), IsEmpty());
  EXPECT_EQ(
      Operation("post", "/v1/vacancies/sources/{country}/{organisation}/{system}:promise").at("operationId"),
      "VacancyExchangeService_SetPromise");
}

TEST(OpenApi, WhatIsNeitherInThePathNorInABodyIsInTheQuery) {
  const auto search = Parameters(Operation("get", "/v1/vacancies:search"), "query");
  EXPECT_EQ(search.at("query").at("schema").at("type"), "string");
  EXPECT_EQ(search.at("pageSize").at("schema").at("format"), "int32");
  EXPECT_EQ(search.at("noFee").at("schema").at("type"), "boolean");
  EXPECT_EQ(search.at("publishedSince").at("schema").at("format"), "date-time");
  EXPECT_EQ(search.at("order").at("schema").at("$ref"), "#/components/schemas/tabadul.jobs.v1.VacancyOrder");
  EXPECT_EQ(search.at("countries").at("schema"),
            json::parse(R"({"type":"array","items":{"type":"string"}})"));
  EXPECT_EQ(search.at("countries").at("explode"), true);
  EXPECT_EQ(search.at("near.point.latitudeE6").at("schema").at("format"), "int32");
  EXPECT_THAT(search.at("near.city").at("description").get<std::string>(),
              HasSubstr("`near`: A point, and how far from it."));
  EXPECT_FALSE(search.contains("near"));

  const json& explain = Operation("get", "/v1/vacancies/{hubId}:explain");
  EXPECT_TRUE(Parameters(explain, "query").contains("search.near.point.latitudeE6"));
  EXPECT_FALSE(Parameters(explain, "query").contains("hubId"));

  const json& end = Operation("post", "/v1/vacancies/runs/{runId}:end");
  EXPECT_THAT(Parameters(end, "query"), IsEmpty());
  EXPECT_EQ(end.at("requestBody").at("content").at("application/json").at("schema").at("$ref"),
            "#/components/schemas/tabadul.exchange.v1.EndRunRequest");
}

TEST(OpenApi, OnlyWhatBeginsWithRequiredIsRequired) {
  EXPECT_EQ(Parameters(Operation("get", "/v1/vacancies:complete"), "query").at("query").at("required"), true);
  const auto search = Parameters(Operation("get", "/v1/vacancies:search"), "query");
  EXPECT_FALSE(search.at("query").contains("required"));
  EXPECT_FALSE(search.at("pay.minimum").contains("required")) << "only if there is a `pay`";
  EXPECT_EQ(SchemaOf("tabadul.identity.v1.Grant").at("required"), json::array({"purpose"}));
  EXPECT_FALSE(SchemaOf("tabadul.jobs.v1.Pay").contains("required")) << "\"REQUIRED if an amount is given\"";
  // A body of a message cannot ask for what the path has.
  ForEachOperation([](const std::string& where, const json& operation) {
    if (!operation.contains("requestBody")) return;
    const std::string target =
        operation.at("requestBody").at("content").at("application/json").at("schema").at("$ref");
    const json& body = Document().at(json::json_pointer(target.substr(1)));
    for (const json& name : body.value("required", json::array()))
      EXPECT_FALSE(Parameters(operation, "path").contains(name.get<std::string>())) << where;
  });
}

TEST(OpenApi, FormsAreThoseOfTheJson) {
  const json& record = SchemaOf("tabadul.exchange.v1.StoredRecord").at("properties");
  EXPECT_EQ(record.at("version").at("type"), "string");
  EXPECT_EQ(record.at("version").at("format"), "uint64");
  EXPECT_EQ(record.at("digest").at("contentEncoding"), "base64");
  EXPECT_EQ(record.at("createTime").at("format"), "date-time");
  EXPECT_EQ(record.at("annotations").at("items").at("$ref"),
            "#/components/schemas/tabadul.exchange.v1.Annotation");
  const json& source = SchemaOf("tabadul.exchange.v1.Source").at("properties");
  EXPECT_TRUE(source.at("promisedInterval").contains("pattern"));
  const json& card = SchemaOf("tabadul.jobs.v1.VacancyCard").at("properties");
  EXPECT_THAT(card.at("distanceKm").at("description").get<std::string>(),
              HasSubstr("Optional: a default is written too"));
  EXPECT_THAT(SchemaOf("tabadul.exchange.v1.Change").at("description").get<std::string>(),
              HasSubstr("At most one of `state`, `removal`."));
  EXPECT_EQ(
      SchemaOf("tabadul.common.v1.FieldViolation").at("properties").at("metadata").at("additionalProperties"),
      json::parse(R"({"type": "string"})"));
  for (const auto& [name, schema] : Document().at("components").at("schemas").items()) {
    EXPECT_TRUE(name == "google.protobuf.Any" || !absl::StartsWith(name, "google.protobuf."))
        << name << " has a form of its own in JSON";
  }
}

TEST(OpenApi, AStreamIsLinesOrEvents) {
  const json& answer = Operation("get", "/v1/vacancies:watch").at("responses").at("200");
  for (const char* const media : {"application/x-ndjson", "text/event-stream"}) {
    EXPECT_EQ(answer.at("content").at(media).at("schema").at("$ref"),
              "#/components/schemas/tabadul.exchange.v1.WatchResponse");
  }
  EXPECT_FALSE(answer.at("content").contains("application/json"));
}

TEST(OpenApi, ErrorsListEveryReason) {
  const json& error = SchemaOf("Error").at("properties").at("error").at("properties");
  const json& reasons =
      error.at("details").at("items").at("anyOf").at(0).at("properties").at("reason").at("x-extensible-enum");
  std::set<std::string> known;
  const auto* const all = common::v1::ErrorReason_descriptor();
  for (int i = 0; i < all->value_count(); ++i) {
    if (all->value(i)->number() != 0)
      known.emplace(ReasonName(static_cast<ErrorReason>(all->value(i)->number())));
  }
  EXPECT_EQ(reasons.get<std::set<std::string>>(), known);
  EXPECT_EQ(reasons.size(), known.size());
}

std::string Markdown(std::string before, std::string beside = "") {
  SourceLocation location{};
  location.leading_comments = std::move(before);
  location.trailing_comments = std::move(beside);
  return ToMarkdown(location);
}

TEST(Comments, LinesAreJoinedAndParagraphsKept) {
  EXPECT_EQ(Markdown(" One,\n two.\n\n Three.\n"), "One, two.\n\nThree.");
  EXPECT_EQ(Markdown(" Before.\n", " beside\n"), "Before.\n\nbeside");
  EXPECT_EQ(Markdown(" These:\n - a\n   b\n - c\n"), "These:\n- a b\n- c");
  EXPECT_EQ(Markdown(" -- the call -----\n The call waited.\n"), "The call waited.");
  EXPECT_EQ(Markdown("\n"), "");
}

TEST(Comments, CharactersAreNoMarkup) {
  EXPECT_EQ(Markdown(" \"<p>\", \"</div>\", a < b & c, \"&amp;\", `<p>`"),
            "\"\\<p>\", \"\\</div>\", a < b & c, \"\\&amp;\", `<p>`");
}

TEST(Comments, ASentenceEndsWhereAnotherMayBegin) {
  EXPECT_EQ(FirstSentence("Bound by cnf.x5t#S256, ES256. Never longer."), "Bound by cnf.x5t#S256, ES256.");
  EXPECT_EQ(FirstSentence("No full stop\n\nNext."), "No full stop");
  EXPECT_EQ(FirstSentence(""), "");
}

TEST(Comments, RequiredIsAFirstWord) {
  for (const char* const comment :
       {"REQUIRED", "REQUIRED. 32 hex digits", "REQUIRED: what is typed", "REQUIRED, TOO_LONG."})
    EXPECT_TRUE(BeginsRequired(comment)) << comment;
  for (const char* const comment : {"", "REQUIRED if an amount is given", "BCP 47. REQUIRED."})
    EXPECT_FALSE(BeginsRequired(comment)) << comment;
}

}  // namespace
}  // namespace tabadul::transcode
