#include "lib/transcode/path.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace tabadul::transcode {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(SplitPath, UnescapesEachSegmentByItself) {
  const auto path = SplitPath("/v1/a%20b/%D9%85+c");
  ASSERT_TRUE(path.ok());
  EXPECT_THAT(path->segments, ElementsAre("v1", "a b", "م+c"));
  EXPECT_EQ(path->verb, "");
}

TEST(SplitPath, TheRootHasNoSegments) {
  const auto path = SplitPath("/");
  ASSERT_TRUE(path.ok());
  EXPECT_THAT(path->segments, IsEmpty());
}

TEST(SplitPath, TheVerbIsAfterTheLastColonThatWasNotEscaped) {
  const auto path = SplitPath("/v1/a:b%3Ac:end");
  ASSERT_TRUE(path.ok());
  EXPECT_THAT(path->segments, ElementsAre("v1", "a:b:c:end"));
  EXPECT_EQ(path->name, "a:b:c");
  EXPECT_EQ(path->verb, "end");
  for (const char* const without : {"/v1/a%3Aend", "/v1:x/a", "/v1/a:", "/v1/:a"}) {
    const auto plain = SplitPath(without);
    ASSERT_TRUE(plain.ok()) << without;
    EXPECT_EQ(plain->verb, "") << without;
    EXPECT_EQ(plain->name, "") << without;
  }
}

TEST(SplitPath, UnescapesOnceOnly) {
  const auto path = SplitPath("/%252e%252e/%252f");
  ASSERT_TRUE(path.ok());
  EXPECT_THAT(path->segments, ElementsAre("%2e%2e", "%2f"));
}

TEST(SplitPath, WhatCouldBeReadInTwoWaysIsRefused) {
  for (const std::string_view path : {"",
                                      "*",
                                      "v1/x",
                                      "http://hub/v1",
                                      "//",
                                      "//v1",
                                      "/v1//x",
                                      "/v1/",
                                      "/v1/x/",
                                      "/.",
                                      "/v1/./x",
                                      "/v1/..",
                                      "/../v1",
                                      "/%2e",
                                      "/v1/%2E%2e/x",
                                      "/v1/.%2e",
                                      "/v1/..:search",
                                      "/v1/%2e:search",
                                      "/v1/a%2fb",
                                      "/v1/a%2Fb",
                                      "/%2f",
                                      "/v1/%00",
                                      "/v1/a%0d%0ab",
                                      "/v1/%1f",
                                      "/v1/%7f",
                                      "/v1/%c2%85",
                                      "/v1/\x01",
                                      "/v1/%",
                                      "/v1/%4",
                                      "/v1/%4g",
                                      "/v1/%zz",
                                      "/v1/a%",
                                      "/v1/%c0%af",
                                      "/v1/%c0%ae%c0%ae",
                                      "/v1/%e0%80%af",
                                      "/v1/%ff",
                                      "/v1/\xff",
                                      "/v1/%ed%a0%80",
                                      "/v1/%f4%90%80%80",
                                      "/v1/%d9"}) {
    const auto split = SplitPath(path);
    EXPECT_EQ(ReasonOf(split.status()), common::v1::ERROR_REASON_REQUEST_UNREADABLE) << path;
    EXPECT_EQ(MetadataOf(split.status())["part"], "path") << path;
  }
}

TEST(SplitPath, DotsAmongOthersAreNames) {
  const auto path = SplitPath("/.well-known/a..b/...");
  ASSERT_TRUE(path.ok());
  EXPECT_THAT(path->segments, ElementsAre(".well-known", "a..b", "..."));
}

}  // namespace
}  // namespace tabadul::transcode
