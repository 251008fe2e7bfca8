#include "lib/platform/base/status.h"

#include <set>

#include "gtest/gtest.h"

namespace tabadul {
namespace {

TEST(Status, AnErrorCarriesItsReasonAndItsParts) {
  const absl::Status status =
      Error(common::v1::ERROR_REASON_TOO_LONG, {{"field", "record_id"}, {"limit", "255"}});
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(status), common::v1::ERROR_REASON_TOO_LONG);
  EXPECT_EQ(MetadataOf(status).at("limit"), "255");
}

TEST(Status, EveryReasonHasItsCode) {
  const auto* descriptor = common::v1::ErrorReason_descriptor();
  for (int i = 0; i < descriptor->value_count(); ++i) {
    const auto reason = static_cast<ErrorReason>(descriptor->value(i)->number());
    if (reason == common::v1::ERROR_REASON_UNSPECIFIED || reason == common::v1::ERROR_REASON_INTERNAL)
      continue;
    EXPECT_NE(CodeOf(reason), absl::StatusCode::kInternal) << ReasonName(reason);
    EXPECT_EQ(ReasonFromName(ReasonName(reason)), reason);
    EXPECT_LE(ReasonName(reason).size(), 63u) << "AIP-193";
  }
}

TEST(Status, ViolationsKeepTheirPathsAndParts) {
  Violations violations;
  {
    auto vacancy = violations.In("vacancy");
    auto place = violations.In("locations", 2);
    violations.Add("country", common::v1::ERROR_REASON_UNKNOWN_CODE, {{"code", "XX"}});
  }
  violations.Add("record_id", common::v1::ERROR_REASON_REQUIRED);
  const std::vector<Violation> back = ViolationsOf(violations.ToStatus());
  ASSERT_EQ(back.size(), 2u);
  EXPECT_EQ(back[0].field, "vacancy.locations[2].country");
  EXPECT_EQ(back[0].metadata.at("code"), "XX");
  EXPECT_EQ(back[1].field, "record_id");
  EXPECT_EQ(ReasonOf(violations.ToStatus()), common::v1::ERROR_REASON_UNKNOWN_CODE);
}

TEST(Status, RetryInfoKeepsItsDelay) {
  EXPECT_EQ(RetryAfter(WithRetry(Error(common::v1::ERROR_REASON_OVERLOADED), absl::Milliseconds(1500))),
            absl::Milliseconds(1500));
}

}  // namespace
}  // namespace tabadul
