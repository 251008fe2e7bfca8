// Errors in the words of HTTP and of AIP-193.
#include "absl/strings/escaping.h"
#include "lib/transcode/json.h"
#include "lib/transcode/transcoder.h"
#include "nlohmann/json.hpp"

namespace tabadul::transcode {
namespace {

std::string Quoted(const std::string& text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

// As it came if its type is not linked in: an error is told whatever it carries.
std::string DetailJson(const google::protobuf::Any& detail) {
  const absl::StatusOr<std::string> json = WriteJson(detail);
  if (json.ok()) return *json;
  return "{\"@type\":" + Quoted(detail.type_url()) + ",\"value\":\"" + absl::Base64Escape(detail.value()) +
         "\"}";
}

// Where HTTP says more than the table of codes does; 0 if it does not.
int HttpStatusOf(ErrorReason reason) {
  switch (reason) {
    case common::v1::ERROR_REASON_METHOD_NOT_ALLOWED:
      return 405;
    case common::v1::ERROR_REASON_NOT_ACCEPTABLE:
      return 406;
    case common::v1::ERROR_REASON_IDLE:
      return 408;
    case common::v1::ERROR_REASON_MESSAGE_TOO_LARGE:
      return 413;
    case common::v1::ERROR_REASON_UNSUPPORTED_MEDIA_TYPE:
      return 415;
    default:
      return 0;
  }
}

// google/rpc/code.proto.
int HttpStatusOf(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kOk:
      return 200;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kOutOfRange:
      return 400;
    case absl::StatusCode::kUnauthenticated:
      return 401;
    case absl::StatusCode::kPermissionDenied:
      return 403;
    case absl::StatusCode::kNotFound:
      return 404;
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kAborted:
      return 409;
    case absl::StatusCode::kResourceExhausted:
      return 429;
    case absl::StatusCode::kCancelled:
      return 499;
    case absl::StatusCode::kUnimplemented:
      return 501;
    case absl::StatusCode::kUnavailable:
      return 503;
    case absl::StatusCode::kDeadlineExceeded:
      return 504;
    default:
      return 500;
  }
}

}  // namespace

int HttpStatus(const absl::Status& status) {
  const int by_reason = HttpStatusOf(ReasonOf(status));
  return by_reason != 0 ? by_reason : HttpStatusOf(status.code());
}

std::string ErrorJson(const google::rpc::Status& status, int http_status) {
  std::string code = absl::StatusCodeToString(static_cast<absl::StatusCode>(status.code()));
  if (code.empty()) code = "UNKNOWN";
  std::string json = "{\"error\":{\"code\":" + std::to_string(http_status) + ",\"status\":" + Quoted(code) +
                     ",\"message\":" + Quoted(status.message()) + ",\"details\":[";
  const char* between = "";
  for (const google::protobuf::Any& detail : status.details()) {
    json += between + DetailJson(detail);
    between = ",";
  }
  return json + "]}}";
}

}  // namespace tabadul::transcode
