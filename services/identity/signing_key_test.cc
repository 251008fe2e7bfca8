#include "services/identity/signing_key.h"

#include "gtest/gtest.h"
#include "lib/platform/base/utc.h"
#include "services/identity/openssl.h"

namespace tabadul::identity {
namespace {

using namespace common::v1;  // NOLINT: the reasons

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

v1::SigningKey Good() {
  v1::SigningKey key;
  key.set_service("jobs");
  key.set_public_key(std::string(32, '\7'));
  key.set_key_id(Hex(Sha256(key.public_key())).substr(0, 16));
  return WithDefaults(key, kNow);
}

ErrorReason ReasonFor(const v1::SigningKey& key) {
  Violations violations;
  ValidateSigningKey(key, violations);
  return ReasonOf(violations.ToStatus());
}

TEST(SigningKey, WhatIsLeftOutIsFilled) {
  EXPECT_EQ(ReasonFor(Good()), ERROR_REASON_UNSPECIFIED);
  EXPECT_EQ(TimeOf(Good().not_before()), kNow);
  EXPECT_EQ(TimeOf(Good().not_after()), kNow + absl::Hours(24) * 730);
}

TEST(SigningKey, TheIdFollowsFromTheKey) {
  v1::SigningKey key = Good();
  key.set_key_id("0123456789abcdef");
  EXPECT_EQ(ReasonFor(key), ERROR_REASON_CONTRADICTION);
  key.set_public_key("short");
  EXPECT_EQ(ReasonFor(key), ERROR_REASON_MALFORMED);
}

TEST(SigningKey, OnlyServicesThatSignMarksHaveOne) {
  v1::SigningKey key = Good();
  for (const char* service : {"", "identity", "gateway", "web", "Jobs"}) {
    key.set_service(service);
    EXPECT_EQ(ReasonFor(key), ERROR_REASON_UNKNOWN_CODE) << service;
  }
}

TEST(SigningKey, ItsTimeIsLimited) {
  v1::SigningKey key = Good();
  *key.mutable_not_after() = key.not_before();
  EXPECT_EQ(ReasonFor(key), ERROR_REASON_CONTRADICTION);
  *key.mutable_not_after() = TimestampOf(kNow + absl::Hours(24) * 365 * 6);
  EXPECT_EQ(ReasonFor(key), ERROR_REASON_CONTRADICTION);
  key.mutable_not_before()->set_nanos(-1);
  EXPECT_EQ(ReasonFor(key), ERROR_REASON_MALFORMED);
}

TEST(SigningKey, WhatEndsOneNamesItByItsId) {
  const auto mistakes = [](const v1::EndSigningKeyRequest& request) {
    Violations violations;
    ValidateEnd(request, violations);
    std::string fields;
    for (const Violation& one : violations.list())
      fields += one.field + "=" + std::string(ReasonName(one.reason)) + " ";
    return fields;
  };
  v1::EndSigningKeyRequest request;
  EXPECT_EQ(mistakes(request), "key_id=MALFORMED ");
  request.set_key_id("0123456789ABCDEF");
  request.mutable_time()->set_nanos(-1);
  EXPECT_EQ(mistakes(request), "key_id=MALFORMED time=MALFORMED ");
  request.set_key_id("0123456789abcdef");
  *request.mutable_time() = TimestampOf(kNow);
  EXPECT_EQ(mistakes(request), "");
  request.clear_time();
  EXPECT_EQ(mistakes(request), "") << "now";
}

}  // namespace
}  // namespace tabadul::identity
