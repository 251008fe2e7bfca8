#include "services/statistics/submission/spool.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "lib/platform/base/status.h"
#include "services/statistics/submission/places.h"

namespace tabadul::statistics {
namespace {

std::string All(Spool& spool, size_t piece) {
  std::string all;
  EXPECT_TRUE(spool
                  .Read(piece,
                        [&](std::string_view bytes) {
                          EXPECT_LE(bytes.size(), piece);
                          all += bytes;
                          return absl::OkStatus();
                        })
                  .ok());
  return all;
}

TEST(Spool, WhatIsAppendedIsReadAgainAndAgain) {
  auto spool = Spool::Open();
  ASSERT_TRUE(spool.ok());
  ASSERT_TRUE(spool->Append("FREQ,").ok());
  EXPECT_EQ(All(*spool, 2), "FREQ,");
  ASSERT_TRUE(spool->Append("REF_AREA").ok());
  EXPECT_EQ(All(*spool, 3), "FREQ,REF_AREA");
  EXPECT_EQ(spool->size(), 13u);
  const auto path = spool->Path();
  ASSERT_TRUE(path.ok());
  std::ostringstream text;
  text << std::ifstream(*path).rdbuf();
  EXPECT_EQ(text.str(), "FREQ,REF_AREA");
}

TEST(Spool, ItIsBounded) {
  auto spool = Spool::Open();
  ASSERT_TRUE(spool.ok());
  const std::string piece(1 << 20, 'a');
  for (uint64_t size = 0; size < kMaxFileBytes; size += piece.size()) ASSERT_TRUE(spool->Append(piece).ok());
  EXPECT_EQ(ReasonOf(spool->Append("a")), common::v1::ERROR_REASON_TOO_LONG);
  EXPECT_EQ(spool->size(), kMaxFileBytes);
}

TEST(Places, OfASourceAndOfAll) {
  Places places(3, 2);
  const auto a = places.Enter("a");
  auto b = places.Enter("a");
  EXPECT_EQ(ReasonOf(places.Enter("a").status()), common::v1::ERROR_REASON_OVERLOADED);
  const auto c = places.Enter("c");
  EXPECT_EQ(ReasonOf(places.Enter("d").status()), common::v1::ERROR_REASON_OVERLOADED);
  b->reset();
  EXPECT_TRUE(places.Enter("d").ok());
  EXPECT_TRUE(a.ok() && c.ok());
}

}  // namespace
}  // namespace tabadul::statistics
