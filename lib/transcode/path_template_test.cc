#include "lib/transcode/path_template.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace tabadul::transcode {
namespace {

using Kind = PathTemplate::Kind;
using ::testing::ElementsAre;

PathTemplate Parsed(std::string_view text) {
  auto parsed = PathTemplate::Parse(text);
  EXPECT_TRUE(parsed.ok()) << text;
  return parsed.ok() ? *std::move(parsed) : PathTemplate{};
}

// "v1/*/**:search".
std::string Shape(const PathTemplate& parsed) {
  std::string shape;
  for (const auto& segment : parsed.segments) {
    shape += shape.empty() ? "" : "/";
    shape += segment.kind == Kind::kLiteral ? segment.literal : segment.kind == Kind::kOne ? "*" : "**";
  }
  return parsed.verb.empty() ? shape : shape + ":" + parsed.verb;
}

TEST(PathTemplate, HasTheGrammarOfHttpProto) {
  const std::pair<const char*, const char*> shapes[] = {
      {"/v1/vacancies", "v1/vacancies"},
      {"/v1/vacancies:search", "v1/vacancies:search"},
      {"/v1/vacancies/{hub_id}", "v1/vacancies/*"},
      {"/v1/vacancies/{hub_id}:explain", "v1/vacancies/*:explain"},
      {"/v1/sources/{source=*/*/*}:promise", "v1/sources/*/*/*:promise"},
      {"/v1/{name=shelves/*/books/**}", "v1/shelves/*/books/**"},
      {"/v1/{book.shelf.name=shelves/*}/x", "v1/shelves/*/x"},
      {"/v1/*/x/{y=**}", "v1/*/x/**"},
      {"/**", "**"},
      {"/**:all", "**:all"},
  };
  for (const auto& [text, shape] : shapes) EXPECT_EQ(Shape(Parsed(text)), shape) << text;
}

TEST(PathTemplate, VariablesKnowTheirSegments) {
  const PathTemplate parsed = Parsed("/v1/{a}/x/{b.c=y/*/*}/{d=**}");
  ASSERT_EQ(parsed.variables.size(), 3u);
  EXPECT_EQ(parsed.variables[1].field, "b.c");
  EXPECT_EQ(parsed.variables[1].begin, 3u);
  EXPECT_EQ(parsed.variables[1].end, 6u);
  EXPECT_THAT(parsed.Capture({"v1", "1", "x", "y", "2", "3", "4", "5"}), ElementsAre("1", "y/2/3", "4/5"));
  EXPECT_THAT(parsed.Capture({"v1", "1", "x", "y", "2", "3"}), ElementsAre("1", "y/2/3", ""));
}

TEST(PathTemplate, WhatIsNoneIsNamed) {
  for (const char* const text : {"",
                                 "v1",
                                 "/",
                                 "//",
                                 "/v1/",
                                 "/v1//x",
                                 "/v1/{",
                                 "/v1/{}",
                                 "/v1/{a",
                                 "/v1/{a=}",
                                 "/v1/{a=/x}",
                                 "/v1/{a=*/}",
                                 "/v1/{a={b}}",
                                 "/v1/a{b}",
                                 "/v1/{a}b",
                                 "/v1/**/x",
                                 "/v1/{a=**}/x",
                                 "/v1/{a=**}/{b=**}",
                                 "/v1/***",
                                 "/v1/*x",
                                 "/v1/x:",
                                 "/v1/x:a:b",
                                 "/v1/x:{a}",
                                 "/v1/x y",
                                 "/v1/x?y=1",
                                 "/v1/%20",
                                 "/v1/.",
                                 "/v1/../x"}) {
    const auto parsed = PathTemplate::Parse(text);
    ASSERT_EQ(parsed.status().code(), absl::StatusCode::kInternal) << text;
    EXPECT_THAT(std::string(parsed.status().message()), ::testing::HasSubstr(text));
  }
}

}  // namespace
}  // namespace tabadul::transcode
