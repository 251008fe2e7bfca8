#include "lib/platform/base/status.h"

#include <algorithm>

#include "absl/strings/cord.h"
#include "google/rpc/error_details.pb.h"

namespace tabadul {
namespace {

constexpr char kErrorInfo[] = "type.googleapis.com/google.rpc.ErrorInfo";
constexpr char kFieldViolations[] = "type.googleapis.com/tabadul.common.v1.FieldViolations";
constexpr char kRetryInfo[] = "type.googleapis.com/google.rpc.RetryInfo";
constexpr std::string_view kPrefix = "ERROR_REASON_";
constexpr size_t kMaxViolations = 100;

template <class Message>
bool Payload(const absl::Status& status, const char* url, Message& message) {
  const auto payload = status.GetPayload(url);
  return payload && message.ParseFromString(std::string(*payload));
}

google::rpc::ErrorInfo InfoOf(const absl::Status& status) {
  google::rpc::ErrorInfo info;
  Payload(status, kErrorInfo, info);
  return info;
}

google::rpc::ErrorInfo MakeInfo(ErrorReason reason, const Metadata& metadata) {
  google::rpc::ErrorInfo info;
  info.set_reason(std::string(ReasonName(reason)));
  info.set_domain("tabadul");
  for (const auto& [key, value] : metadata) (*info.mutable_metadata())[key] = value;
  return info;
}

// What logs and developers see; people get the catalogue's text.
std::string Plain(ErrorReason reason, const Metadata& metadata) {
  std::string text(ReasonName(reason));
  for (const auto& [key, value] : metadata) text += " " + key + "=" + value;
  return text;
}

}  // namespace

std::string_view ReasonName(ErrorReason reason) {
  std::string_view name = common::v1::ErrorReason_Name(reason);
  if (name.substr(0, kPrefix.size()) == kPrefix) name.remove_prefix(kPrefix.size());
  return name;
}

ErrorReason ReasonFromName(std::string_view name) {
  ErrorReason reason;
  const std::string full = std::string(kPrefix) + std::string(name);
  return common::v1::ErrorReason_Parse(full, &reason) ? reason : common::v1::ERROR_REASON_UNSPECIFIED;
}

absl::StatusCode CodeOf(ErrorReason reason) {
  using namespace common::v1;  // NOLINT: the table is nothing but this enum
  switch (reason) {
    case ERROR_REASON_DEADLINE_EXCEEDED:
    case ERROR_REASON_IDLE:
      return absl::StatusCode::kDeadlineExceeded;
    case ERROR_REASON_OVERLOADED:
    case ERROR_REASON_MESSAGE_TOO_LARGE:
      return absl::StatusCode::kResourceExhausted;
    case ERROR_REASON_DRAINING:
    case ERROR_REASON_UNAVAILABLE:
    case ERROR_REASON_STREAM_EXPIRED:
    case ERROR_REASON_REVOCATIONS_STALE:
    case ERROR_REASON_NOT_YET_VISIBLE:
      return absl::StatusCode::kUnavailable;
    case ERROR_REASON_CANCELLED:
      return absl::StatusCode::kCancelled;
    case ERROR_REASON_OUT_OF_TURN:
    case ERROR_REASON_ERASED:
    case ERROR_REASON_EPOCH_CHANGED:
    case ERROR_REASON_PRECONDITION:
    case ERROR_REASON_RUN_OVER:
    case ERROR_REASON_COUNT_CHANGED:
    case ERROR_REASON_HELD_BY_GUARD:
      return absl::StatusCode::kFailedPrecondition;
    case ERROR_REASON_TOKEN_MISSING:
    case ERROR_REASON_TOKEN_INVALID:
    case ERROR_REASON_TOKEN_EXPIRED:
    case ERROR_REASON_TOKEN_AUDIENCE:
    case ERROR_REASON_TOKEN_CERTIFICATE_MISMATCH:
    case ERROR_REASON_CERTIFICATE_MISSING:
    case ERROR_REASON_CERTIFICATE_EXPIRED:
      return absl::StatusCode::kUnauthenticated;
    case ERROR_REASON_CERTIFICATE_UNKNOWN:
    case ERROR_REASON_CERTIFICATE_REVOKED:
    case ERROR_REASON_SCOPE_MISSING:
    case ERROR_REASON_NOT_OWNER:
    case ERROR_REASON_GATEWAY_REFUSED:
      return absl::StatusCode::kPermissionDenied;
    case ERROR_REASON_METHOD_UNKNOWN:
    case ERROR_REASON_METHOD_NOT_ALLOWED:
      return absl::StatusCode::kUnimplemented;
    case ERROR_REASON_REQUEST_UNREADABLE:
    case ERROR_REASON_UNSUPPORTED_MEDIA_TYPE:
    case ERROR_REASON_NOT_ACCEPTABLE:
    case ERROR_REASON_REQUIRED:
    case ERROR_REASON_TOO_LONG:
    case ERROR_REASON_TOO_MANY:
    case ERROR_REASON_OUT_OF_RANGE:
    case ERROR_REASON_MALFORMED:
    case ERROR_REASON_UNKNOWN_CODE:
    case ERROR_REASON_UNKNOWN_SCHEME:
    case ERROR_REASON_TEXT_NOT_SORTED:
    case ERROR_REASON_TEXT_NOT_PLAIN:
    case ERROR_REASON_UNKNOWN_FIELD:
    case ERROR_REASON_WRONG_KIND:
    case ERROR_REASON_CONTRADICTION:
    case ERROR_REASON_DUPLICATE_IN_FILE:
    case ERROR_REASON_UNREADABLE_VALUE:
    case ERROR_REASON_RECORD_TOO_LARGE:
    case ERROR_REASON_INVALID_UTF8:
    case ERROR_REASON_TOKEN_UNREADABLE:
    case ERROR_REASON_TOKEN_MISMATCH:
    case ERROR_REASON_BEYOND_HEAD:
      return absl::StatusCode::kInvalidArgument;
    case ERROR_REASON_NOT_FOUND:
      return absl::StatusCode::kNotFound;
    case ERROR_REASON_ALREADY_EXISTS:
      return absl::StatusCode::kAlreadyExists;
    case ERROR_REASON_VERSION_CONFLICT:
    case ERROR_REASON_CONCURRENT:
      return absl::StatusCode::kAborted;
    case ERROR_REASON_INTERNAL:
    case ERROR_REASON_UNSPECIFIED:
    case ErrorReason_INT_MIN_SENTINEL_DO_NOT_USE_:
    case ErrorReason_INT_MAX_SENTINEL_DO_NOT_USE_:
      return absl::StatusCode::kInternal;
  }
  return absl::StatusCode::kInternal;
}

absl::Status Error(ErrorReason reason, Metadata metadata) {
  absl::Status status(CodeOf(reason), Absl(Plain(reason, metadata)));
  status.SetPayload(kErrorInfo, absl::Cord(MakeInfo(reason, metadata).SerializeAsString()));
  return status;
}

absl::Status Internal(std::string_view what) {
  absl::Status status(absl::StatusCode::kInternal, Absl(what));
  status.SetPayload(kErrorInfo,
                    absl::Cord(MakeInfo(common::v1::ERROR_REASON_INTERNAL, {}).SerializeAsString()));
  return status;
}

absl::Status WithRetry(absl::Status status, absl::Duration after) {
  google::rpc::RetryInfo info;
  info.mutable_retry_delay()->set_seconds(absl::ToInt64Seconds(after));
  info.mutable_retry_delay()->set_nanos(static_cast<int>(absl::ToInt64Nanoseconds(after % absl::Seconds(1))));
  status.SetPayload(kRetryInfo, absl::Cord(info.SerializeAsString()));
  return status;
}

ErrorReason ReasonOf(const absl::Status& status) { return ReasonFromName(InfoOf(status).reason()); }

Metadata MetadataOf(const absl::Status& status) {
  const google::rpc::ErrorInfo info = InfoOf(status);
  return {info.metadata().begin(), info.metadata().end()};
}

absl::Duration RetryAfter(const absl::Status& status) {
  google::rpc::RetryInfo info;
  if (!Payload(status, kRetryInfo, info)) return absl::ZeroDuration();
  return absl::Seconds(info.retry_delay().seconds()) + absl::Nanoseconds(info.retry_delay().nanos());
}

Violations::Scope Violations::In(std::string_view field) {
  const size_t length = path_.size();
  if (!path_.empty() && !field.empty()) path_ += '.';
  path_ += field;
  return Scope(*this, length);
}

Violations::Scope Violations::In(std::string_view field, size_t index) {
  const size_t length = path_.size();
  if (!path_.empty()) path_ += '.';
  path_ += field;
  path_ += '[';
  path_ += std::to_string(index);
  path_ += ']';
  return Scope(*this, length);
}

void Violations::Add(std::string_view field, ErrorReason reason, Metadata metadata) {
  if (list_.size() >= kMaxViolations) return;
  std::string path = path_;
  if (!path.empty() && !field.empty()) path += '.';
  path += field;
  list_.push_back({std::move(path), reason, std::move(metadata)});
}

absl::Status Violations::ToStatus() const {
  if (list_.empty()) return absl::OkStatus();
  Metadata metadata = list_.front().metadata;
  metadata["field"] = list_.front().field;
  absl::Status status = Error(list_.front().reason, std::move(metadata));
  common::v1::FieldViolations details;
  for (const Violation& violation : list_) *details.add_violations() = violation.ToProto();
  status.SetPayload(kFieldViolations, absl::Cord(details.SerializeAsString()));
  return status;
}

common::v1::FieldViolation Violation::ToProto() const {
  common::v1::FieldViolation out;
  out.set_field(field);
  out.set_reason(reason);
  for (const auto& [key, value] : metadata) (*out.mutable_metadata())[key] = value;
  return out;
}

std::vector<Violation> ViolationsOf(const absl::Status& status) {
  std::vector<Violation> list;
  common::v1::FieldViolations details;
  if (!Payload(status, kFieldViolations, details)) return list;
  for (const auto& in : details.violations()) {
    list.push_back({in.field(), in.reason(), {in.metadata().begin(), in.metadata().end()}});
  }
  return list;
}

}  // namespace tabadul
