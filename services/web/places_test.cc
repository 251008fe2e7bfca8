#include "services/web/places.h"

#include <gtest/gtest.h>

namespace tabadul::web {
namespace {

TEST(Places, NobodyTakesThemAll) {
  Places places(4);
  EXPECT_TRUE(places.Take("a").ok());
  EXPECT_TRUE(places.Take("a").ok());
  const absl::Status third = places.Take("a");
  EXPECT_EQ(ReasonOf(third), common::v1::ERROR_REASON_OVERLOADED);
  EXPECT_GT(RetryAfter(third), absl::ZeroDuration());
  EXPECT_TRUE(places.Take("b").ok());
  EXPECT_TRUE(places.Take("c").ok());
  EXPECT_FALSE(places.Take("d").ok()) << "there are four";
  places.Leave("a");
  EXPECT_TRUE(places.Take("d").ok());
  EXPECT_FALSE(places.Take("a").ok());
  places.Leave("b");
  EXPECT_TRUE(places.Take("a").ok());
}

TEST(Places, AreAtLeastOneForEach) {
  Places places(1);
  EXPECT_TRUE(places.Take("a").ok());
  EXPECT_FALSE(places.Take("b").ok());
  places.Leave("a");
  EXPECT_TRUE(places.Take("b").ok());
}

}  // namespace
}  // namespace tabadul::web
