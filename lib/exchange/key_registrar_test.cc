#include "lib/exchange/key_registrar.h"

#include <gtest/gtest.h>

#include "lib/evidence/signing_keys.h"

namespace tabadul::exchange {
namespace {

TEST(PublishedKey, WhatIsSignedWhileTheClockIsAnHourBehindCanBeVerified) {
  const evidence::Signer signer = *evidence::Signer::FromSeed(std::string(32, 's'));
  const absl::Time begun = absl::FromUnixSeconds(1'780'000'000);
  const auto key = PublishedKey(signer, "jobs", begun);
  EXPECT_EQ(key.service(), "jobs");
  EXPECT_EQ(key.key_id(), signer.key_id());
  EXPECT_EQ(key.public_key(), signer.public_key());
  EXPECT_TRUE(evidence::IsValidAt(key, begun));
  EXPECT_TRUE(evidence::IsValidAt(key, begun - absl::Hours(1)));
  EXPECT_FALSE(evidence::IsValidAt(key, begun - absl::Hours(25))) << "not for ever";
}

}  // namespace
}  // namespace tabadul::exchange
