#include "lib/transcode/router.h"

#include <filesystem>
#include <random>
#include <set>

#include "absl/strings/escaping.h"
#include "gmock/gmock.h"
#include "google/api/annotations.pb.h"
#include "gtest/gtest.h"
#include "lib/transcode/test.pb.h"
#include "tests/harness/seed.h"

namespace tabadul::transcode {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<const MethodDescriptor*> MethodsOf(const ServiceDescriptor& service) {
  std::vector<const MethodDescriptor*> methods;
  for (int i = 0; i < service.method_count(); ++i) methods.push_back(service.method(i));
  return methods;
}

absl::StatusOr<Router> Of(const std::string& service) {
  const std::string name = "tabadul.tests.transcode." + service;
  return Router::Make(MethodsOf(*DescriptorPool::generated_pool()->FindServiceByName(name)));
}

const Router& Things() {
  static const auto* const router = new absl::StatusOr<Router>(Of("ThingService"));
  return **router;
}

absl::StatusOr<Router::Found> Find(const Router& router, std::string_view http_method,
                                   std::string_view path) {
  ASSIGN_OR_RETURN(const Path split, SplitPath(path));
  return router.Find(http_method, split);
}

// "GetThing 17": the method and what was captured; else the reason.
std::string Means(std::string_view http_method, std::string_view path) {
  const auto found = Find(Things(), http_method, path);
  if (!found.ok()) return std::string(ReasonName(ReasonOf(found.status())));
  std::string means = found->rule->method->name();
  for (const std::string& value : found->captured) means += " " + value;
  return means;
}

TEST(Router, ALiteralWinsOverAVariable) {
  EXPECT_EQ(Means("GET", "/v1/things/17"), "GetThing 17");
  EXPECT_EQ(Means("GET", "/v1/things/runs"), "ListRuns");
  EXPECT_EQ(Means("GET", "/v1/things/ru%6es"), "ListRuns") << "an escape of a plain letter is that letter";
  EXPECT_EQ(Means("GET", "/v1/things/runs/17"), "GetRun 17");
}

TEST(Router, WhereALiteralLeadsNowhereTheVariableIsTried) {
  EXPECT_EQ(Means("GET", "/v1/things/sources/record"), "GetRecord sources");
  EXPECT_EQ(Means("GET", "/v1/things/runs/record"), "GetRun record");
  EXPECT_EQ(Means("GET", "/v1/things/sources"), "GetThing sources");
}

TEST(Router, AVerbIsTriedBeforeNone) {
  EXPECT_EQ(Means("GET", "/v1/things:search"), "SearchThings");
  EXPECT_EQ(Means("POST", "/v1/things/runs/17:end"), "EndRun 17");
  EXPECT_EQ(Means("POST", "/v1/things/runs/a%3Ab:end"), "EndRun a:b");
  EXPECT_EQ(Means("GET", "/v1/things/runs/17%3Aend"), "GetRun 17:end");
  EXPECT_EQ(Means("GET", "/v1/things/runs/17:other"), "GetRun 17:other")
      << "no such verb: it is part of the id";
  EXPECT_EQ(Means("GET", "/v1/things:other"), "NOT_FOUND");
}

TEST(Router, AVariableOfSeveralSegmentsTakesThemAll) {
  EXPECT_EQ(Means("GET", "/v1/things/sources/EG/momp/p%20s"), "GetSource EG/momp/p s");
  EXPECT_EQ(Means("GET", "/v1/things/sources/EG/momp"), "NOT_FOUND");
  EXPECT_EQ(Means("GET", "/v1/files/a/b/c"), "GetFile a/b/c");
  EXPECT_EQ(Means("GET", "/v1/files"), "GetFile ") << "none of a path is a rest, too";
  EXPECT_EQ(Means("LOCK", "/v1/files/a/b:lock"), "LockFile a/b");
}

TEST(Router, AnAdditionalBindingMeansTheSameMethod) {
  EXPECT_EQ(Means("GET", "/v1/old/17/thing"), "GetThing 17");
}

TEST(Router, WhatGetAnswersHeadDoes) {
  EXPECT_EQ(Means("HEAD", "/v1/things/17"), "GetThing 17");
  EXPECT_EQ(Means("HEAD", "/v1/things"), "METHOD_NOT_ALLOWED") << "POST only";
}

TEST(Router, APathMeansOneThingWhateverTheMethod) {
  const std::pair<const char*, const char*> allowed[] = {
      {"/v1/things/17", "DELETE, GET, HEAD, PATCH"},
      {"/v1/things", "POST"},
      {"/v1/things/runs", "GET, HEAD"},
      {"/v1/things/runs/17:end", "POST"},
  };
  for (const auto& [path, methods] : allowed) {
    const auto found = Find(Things(), "BREW", path);
    EXPECT_EQ(ReasonOf(found.status()), common::v1::ERROR_REASON_METHOD_NOT_ALLOWED) << path;
    EXPECT_EQ(MetadataOf(found.status())["allowed"], methods) << path;
  }
  EXPECT_EQ(Means("GET", "/v1/things/runs/17:end"), "METHOD_NOT_ALLOWED") << "not the run of the name 17:end";
  EXPECT_EQ(Means("get", "/v1/things/17"), "METHOD_NOT_ALLOWED") << "methods are case-sensitive";
}

TEST(Router, WhatNoTemplateFitsIsNotFound) {
  for (const char* const path : {"/", "/v1", "/v2/things/17", "/v1/things/17/18", "/V1/things/17"}) {
    const auto found = Find(Things(), "GET", path);
    EXPECT_EQ(ReasonOf(found.status()), common::v1::ERROR_REASON_NOT_FOUND) << path;
    EXPECT_EQ(MetadataOf(found.status())["what"], "path");
  }
}

TEST(Router, AContractWithAMistakeIsRefusedByItsName) {
  const std::pair<const char*, const char*> mistakes[] = {
      {"StreamService", "StreamService.Send"},
      {"PatternService", "/v1/**/x"},
      {"VariableService", "name is no field"},
      {"ListVariableService", "numbers is no field that a path can set"},
      {"VariableTwiceService", "id stands twice"},
      {"BodyService", "body id is no message"},
      {"ResponseBodyService", "response_body numbers is no message"},
      {"StreamedPartService", "a stream with a response_body"},
      {"AnyMethodService", "no HTTP method"},
      {"StructService", "cannot be read from JSON"},
      {"TwiceService", "TwiceService.One"},
      {"TwiceService", "TwiceService.Other"},
  };
  for (const auto& [service, said] : mistakes) {
    const absl::Status status = Of(service).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInternal) << service;
    EXPECT_THAT(std::string(status.message()), HasSubstr(said));
  }
}

// -- the services of the hub ---------------------------------------------------------------------

std::vector<const MethodDescriptor*> PublicMethods() {
  namespace fs = std::filesystem;
  std::vector<const MethodDescriptor*> methods;
  for (const auto& entry : fs::recursive_directory_iterator("proto")) {
    if (entry.path().extension() != ".proto") continue;
    const auto* const file =
        DescriptorPool::generated_pool()->FindFileByName(entry.path().lexically_relative("proto"));
    EXPECT_NE(file, nullptr) << entry.path();
    for (int s = 0; file != nullptr && s < file->service_count(); ++s) {
      for (const MethodDescriptor* const method : MethodsOf(*file->service(s))) {
        if (method->options().HasExtension(google::api::http)) methods.push_back(method);
      }
    }
  }
  return methods;
}

std::string Escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) escaped += "%" + absl::BytesToHexString(std::string(1, c));
  return escaped;
}

// A path that the template fits, and what its variables then are.
std::string PathFor(const PathTemplate& form, std::mt19937& random, std::vector<std::string>* captured) {
  const std::vector<std::string> names = {"0f", "runs", "a b", "م", "x:y", "+", "%2e", "..."};
  std::string path;
  std::vector<std::string> segments;
  for (const auto& segment : form.segments) {
    const bool literal = segment.kind == PathTemplate::Kind::kLiteral;
    // A name of its own, or a literal of another template would win.
    segments.push_back(literal ? segment.literal : "q" + names[random() % names.size()]);
    path += "/" + (literal ? segment.literal : Escaped(segments.back()));
  }
  *captured = form.Capture(segments);
  return form.verb.empty() ? path : path + ":" + form.verb;
}

TEST(Router, EveryPublicRpcIsFoundByItsOwnTemplateAndNoTwoCollide) {
  std::mt19937 random(harness::Seed());
  const std::vector<const MethodDescriptor*> methods = PublicMethods();
  ASSERT_GT(methods.size(), 40u) << "run from the root of the tree";
  const auto router = Router::Make(methods);
  ASSERT_TRUE(router.ok()) << router.status();
  for (const MethodDescriptor* const method : methods) {
    const auto rules = RulesOf(*method);
    ASSERT_TRUE(rules.ok()) << rules.status();
    for (const Rule& rule : *rules) {
      std::vector<std::string> captured;
      const std::string path = PathFor(rule.path, random, &captured);
      const auto found = Find(*router, rule.http_method, path);
      ASSERT_TRUE(found.ok()) << rule.http_method << " " << path << ": " << found.status();
      EXPECT_EQ(found->rule->method->full_name(), method->full_name()) << path;
      EXPECT_EQ(found->captured, captured) << path;
    }
  }
}

TEST(Router, AStreamHasNoHead) {
  const auto router = Router::Make(PublicMethods());
  ASSERT_TRUE(router.ok()) << router.status();
  EXPECT_TRUE(Find(*router, "GET", "/v1/vacancies:watch").ok());
  for (const char* const method : {"HEAD", "POST"}) {
    const auto found = Find(*router, method, "/v1/vacancies:watch");
    EXPECT_EQ(ReasonOf(found.status()), common::v1::ERROR_REASON_METHOD_NOT_ALLOWED) << method;
    EXPECT_EQ(MetadataOf(found.status())["allowed"], "GET") << method;
  }
}

TEST(Router, AHubsListIsNotARecordOfThatName) {
  const auto router = Router::Make(PublicMethods());
  ASSERT_TRUE(router.ok()) << router.status();
  const auto found = Find(*router, "GET", "/v1/vacancies/runs");
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(found->rule->method->name(), "ListRuns");
  EXPECT_THAT(found->captured, IsEmpty());
  const auto source = Find(*router, "POST", "/v1/vacancies/sources/EG/momp/pes:promise");
  ASSERT_TRUE(source.ok());
  EXPECT_EQ(source->rule->method->name(), "SetPromise");
  EXPECT_THAT(source->captured, ElementsAre("EG/momp/pes"));
}

}  // namespace
}  // namespace tabadul::transcode
