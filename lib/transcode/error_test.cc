#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"
#include "lib/platform/rpc/edge.h"
#include "lib/transcode/transcoder.h"
#include "nlohmann/json.hpp"

namespace tabadul::transcode {
namespace {

using namespace common::v1;  // NOLINT: error reasons
using nlohmann::json;
using ::testing::HasSubstr;

json Parsed(const google::rpc::Status& status, int http_status) {
  json parsed = json::parse(ErrorJson(status, http_status), nullptr, /*allow_exceptions=*/false);
  EXPECT_FALSE(parsed.is_discarded());
  return parsed;
}

// The detail of this type; null if there is none.
json DetailOf(const json& error, const std::string& type) {
  for (const json& detail : error["error"]["details"]) {
    if (detail["@type"] == "type.googleapis.com/" + type) return detail;
  }
  return nullptr;
}

TEST(ErrorJson, HasTheShapeOfAip193) {
  Violations violations;
  violations.Add("pay.curency", ERROR_REASON_UNKNOWN_FIELD, {{"by", "name"}});
  violations.Add("page_size", ERROR_REASON_OUT_OF_RANGE, {{"minimum", "0"}});
  const absl::Status status = WithRetry(violations.ToStatus(), absl::Milliseconds(1500));
  const json parsed = Parsed(rpc::ToProto(status, "fr"), HttpStatus(status));
  ASSERT_EQ(parsed.size(), 1u);
  const json& error = parsed["error"];
  EXPECT_EQ(error.size(), 4u);
  EXPECT_EQ(error["code"], 400);
  EXPECT_EQ(error["status"], "INVALID_ARGUMENT");
  EXPECT_THAT(error["message"].get<std::string>(), HasSubstr("pay.curency"));
  EXPECT_EQ(DetailOf(parsed, "google.rpc.ErrorInfo")["reason"], "UNKNOWN_FIELD");
  EXPECT_EQ(DetailOf(parsed, "google.rpc.ErrorInfo")["domain"], "tabadul");
  EXPECT_EQ(DetailOf(parsed, "google.rpc.ErrorInfo")["metadata"]["field"], "pay.curency");
  EXPECT_EQ(DetailOf(parsed, "google.rpc.LocalizedMessage")["locale"], "fr");
  EXPECT_EQ(DetailOf(parsed, "google.rpc.RetryInfo")["retryDelay"], "1.500s");
  EXPECT_EQ(DetailOf(parsed, "google.rpc.BadRequest")["fieldViolations"][1]["field"], "page_size");
  const json ours = DetailOf(parsed, "tabadul.common.v1.FieldViolations");
  EXPECT_EQ(ours["violations"][1]["reason"], "ERROR_REASON_OUT_OF_RANGE");
  EXPECT_EQ(ours["violations"][1]["message"]["locale"], "fr");
}

TEST(ErrorJson, ADetailThatNobodyKnowsStaysAsItCame) {
  google::rpc::Status status = rpc::ToProto(Error(ERROR_REASON_NOT_FOUND), "en");
  auto& unknown = *status.add_details();
  unknown.set_type_url("type.googleapis.com/of.tomorrow.Detail");
  unknown.set_value("\x01\xff");
  auto& broken = *status.add_details();
  broken.set_type_url("type.googleapis.com/google.rpc.ErrorInfo");
  broken.set_value("\xff\xff");
  status.add_details()->set_type_url("no address \"at all\"");
  const json parsed = Parsed(status, 404);
  EXPECT_EQ(DetailOf(parsed, "of.tomorrow.Detail")["value"], "Af8=");
  EXPECT_EQ(DetailOf(parsed, "google.rpc.ErrorInfo")["reason"], "NOT_FOUND");
  EXPECT_EQ(parsed["error"]["details"].size(), 5u);
  EXPECT_EQ(parsed["error"]["details"][3]["@type"], "type.googleapis.com/google.rpc.ErrorInfo");
  EXPECT_EQ(parsed["error"]["details"][4]["@type"], "no address \"at all\"");
}

TEST(ErrorJson, TextsStayTexts) {
  google::rpc::Status status;
  status.set_code(5);
  status.set_message("\"},\n\x01 \xff م");
  EXPECT_EQ(Parsed(status, 404)["error"]["message"], "\"},\n\x01 \uFFFD م");
  EXPECT_EQ(Parsed(status, 404)["error"]["details"], json::array());
  status.set_code(77);
  EXPECT_EQ(Parsed(status, 500)["error"]["status"], "UNKNOWN");
}

TEST(HttpStatus, FollowsFromTheCode) {
  const std::pair<absl::StatusCode, int> table[] = {
      {absl::StatusCode::kOk, 200},
      {absl::StatusCode::kCancelled, 499},
      {absl::StatusCode::kUnknown, 500},
      {absl::StatusCode::kInvalidArgument, 400},
      {absl::StatusCode::kDeadlineExceeded, 504},
      {absl::StatusCode::kNotFound, 404},
      {absl::StatusCode::kAlreadyExists, 409},
      {absl::StatusCode::kPermissionDenied, 403},
      {absl::StatusCode::kUnauthenticated, 401},
      {absl::StatusCode::kResourceExhausted, 429},
      {absl::StatusCode::kFailedPrecondition, 400},
      {absl::StatusCode::kAborted, 409},
      {absl::StatusCode::kOutOfRange, 400},
      {absl::StatusCode::kUnimplemented, 501},
      {absl::StatusCode::kInternal, 500},
      {absl::StatusCode::kUnavailable, 503},
      {absl::StatusCode::kDataLoss, 500},
  };
  for (const auto& [code, http] : table) EXPECT_EQ(HttpStatus(absl::Status(code, "")), http);
}

TEST(HttpStatus, OfAReasonThatHttpHasAWordForIsThatWord) {
  EXPECT_EQ(HttpStatus(Error(ERROR_REASON_METHOD_NOT_ALLOWED)), 405);
  EXPECT_EQ(HttpStatus(Error(ERROR_REASON_NOT_ACCEPTABLE)), 406);
  EXPECT_EQ(HttpStatus(Error(ERROR_REASON_IDLE)), 408);
  EXPECT_EQ(HttpStatus(Error(ERROR_REASON_MESSAGE_TOO_LARGE)), 413);
  EXPECT_EQ(HttpStatus(Error(ERROR_REASON_UNSUPPORTED_MEDIA_TYPE)), 415);
  EXPECT_EQ(HttpStatus(Error(ERROR_REASON_OVERLOADED)), 429);
  EXPECT_EQ(HttpStatus(Error(ERROR_REASON_REQUEST_UNREADABLE)), 400);
}

}  // namespace
}  // namespace tabadul::transcode
