#include "lib/platform/rpc/edge.h"

#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"
#include "lib/platform/rpc/identifiers.h"
#include "tabadul/exchange/v1/push.pb.h"

namespace tabadul::rpc {
namespace {

using namespace common::v1;  // NOLINT: error reasons
using ::testing::HasSubstr;
using ::testing::Not;

template <class Detail>
std::vector<Detail> Details(const google::rpc::Status& status) {
  std::vector<Detail> found;
  for (const auto& any : status.details()) {
    Detail detail;
    if (any.UnpackTo(&detail)) found.push_back(std::move(detail));
  }
  return found;
}

TEST(Edge, AnErrorCarriesItsReasonAndATextInTheCallersLanguage) {
  const auto status = ToProto(Error(ERROR_REASON_NOT_OWNER, {{"source", "EG/momp/pes"}}), "ar");
  EXPECT_EQ(status.code(), static_cast<int>(absl::StatusCode::kPermissionDenied));
  EXPECT_THAT(status.message(), HasSubstr("EG/momp/pes"));
  const auto info = Details<google::rpc::ErrorInfo>(status);
  ASSERT_EQ(info.size(), 1u);
  EXPECT_EQ(info[0].reason(), "NOT_OWNER");
  EXPECT_EQ(info[0].domain(), "tabadul");
  EXPECT_EQ(info[0].metadata().at("source"), "EG/momp/pes");
  const auto text = Details<google::rpc::LocalizedMessage>(status);
  ASSERT_EQ(text.size(), 1u);
  EXPECT_EQ(text[0].locale(), "ar");
  EXPECT_NE(text[0].message(), status.message());
}

TEST(Edge, ViolationsGoOutTwiceAndComeBack) {
  Violations violations;
  violations.Add("vacancy.title", ERROR_REASON_REQUIRED);
  violations.Add("vacancy.pay.minimum", ERROR_REASON_OUT_OF_RANGE, {{"minimum", "0"}});
  const auto proto = ToProto(WithRetry(violations.ToStatus(), absl::Milliseconds(1500)), "fr");
  ASSERT_EQ(Details<google::rpc::BadRequest>(proto).size(), 1u);
  const auto bad = Details<google::rpc::BadRequest>(proto)[0];
  ASSERT_EQ(bad.field_violations_size(), 2);
  EXPECT_EQ(bad.field_violations(1).field(), "vacancy.pay.minimum");
  const auto ours = Details<FieldViolations>(proto)[0];
  EXPECT_EQ(ours.violations(0).message().locale(), "fr");
  EXPECT_EQ(ours.violations(0).message().message(), bad.field_violations(0).description());

  const absl::Status back = FromProto(proto);
  EXPECT_EQ(ReasonOf(back), ERROR_REASON_REQUIRED);
  ASSERT_EQ(ViolationsOf(back).size(), 2u);
  EXPECT_EQ(ViolationsOf(back)[1].reason, ERROR_REASON_OUT_OF_RANGE);
  EXPECT_EQ(ViolationsOf(back)[1].metadata.at("minimum"), "0");
  EXPECT_EQ(RetryAfter(back), absl::Milliseconds(1500));
  EXPECT_EQ(LocalizedText(back), Details<google::rpc::LocalizedMessage>(proto)[0].message());
}

TEST(Edge, DetailsFitHeadersHoweverManyMistakes) {
  Violations violations;
  for (int i = 0; i < 100; ++i) {
    violations.Add("field" + std::to_string(i), ERROR_REASON_UNKNOWN_CODE,
                   {{"scheme", "ISCO-08"}, {"code", std::string(100'000, 'x')}});
  }
  for (const char* language : {"ar", "en", "fr"}) {
    const auto status = ToProto(violations.ToStatus(), language);
    EXPECT_LT(status.ByteSizeLong(), 6000u);
    EXPECT_GE(Details<FieldViolations>(status).at(0).violations_size(), 1);
  }
}

TEST(Edge, FaultsAreMasked) {
  for (const absl::Status& fault :
       {Internal("password=1234"), absl::UnknownError("password=1234"),
        absl::InvalidArgumentError("password=1234"), absl::InternalError("password=1234")}) {
    const Masked masked = Mask(fault);
    EXPECT_EQ(masked.status.code(), absl::StatusCode::kInternal);
    EXPECT_FALSE(masked.id.empty());
    EXPECT_THAT(masked.hidden, HasSubstr("password=1234"));
    const auto status = ToProto(masked.status, "en");
    EXPECT_THAT(status.ShortDebugString(), Not(HasSubstr("1234")));
    EXPECT_THAT(status.message(), HasSubstr(masked.id));
  }
  const Masked shown = Mask(Error(ERROR_REASON_NOT_FOUND));
  EXPECT_EQ(shown.id, "");
  EXPECT_EQ(ReasonOf(shown.status), ERROR_REASON_NOT_FOUND);
}

TEST(Edge, WhatAServiceHasMaskedKeepsItsIdWhoeverPassesItOn) {
  const Masked first = Mask(Internal("password=1234"));
  const Masked again = Mask(FromProto(ToProto(first.status, "fr")));
  EXPECT_EQ(again.id, first.id);
  EXPECT_EQ(again.status, first.status);
  EXPECT_FALSE(again.hidden.empty());
}

TEST(Edge, AGoodbyeTravelsInTheResponseMessage) {
  const auto* field = GoodbyeField(exchange::v1::PushResponse::descriptor());
  ASSERT_NE(field, nullptr);
  Goodbye goodbye;
  goodbye.set_action(GOODBYE_ACTION_RECONNECT);
  exchange::v1::PushResponse response;
  ASSERT_TRUE(response.ParseFromString(GoodbyeMessage(field, goodbye)));
  EXPECT_EQ(response.goodbye().action(), GOODBYE_ACTION_RECONNECT);
  EXPECT_EQ(GoodbyeField(exchange::v1::BatchPushResponse::descriptor()), nullptr);
}

TEST(RequestId, IsTakenOverOnlyIfItIsSafeToWriteDown) {
  EXPECT_EQ(RequestId("abc-1.2_3"), "abc-1.2_3");
  for (const std::string& bad :
       {std::string(), std::string(65, 'a'), std::string("a b"), std::string("a\nb"), std::string("é")}) {
    EXPECT_NE(RequestId(bad), bad);
    EXPECT_EQ(RequestId(bad).size(), 16u);
  }
  EXPECT_NE(RequestId(""), RequestId(""));
}

}  // namespace
}  // namespace tabadul::rpc
