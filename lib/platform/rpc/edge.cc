#include "lib/platform/rpc/edge.h"

#include <algorithm>
#include <utility>

#include "absl/strings/cord.h"
#include "google/protobuf/wire_format_lite.h"
#include "google/rpc/error_details.pb.h"
#include "lib/platform/base/utf8.h"
#include "lib/platform/messages/messages.h"
#include "lib/platform/rpc/identifiers.h"
#include "tabadul/common/v1/error.pb.h"

namespace tabadul::rpc {
namespace {

constexpr char kTypePrefix[] = "type.googleapis.com/";
// Trailers travel in HTTP headers, base64-coded; HAProxy's buffer and gRPC's own limit hold 8 KB and more.
constexpr size_t kMaxDetails = 4500;
constexpr size_t kMaxMetadataValue = 200;

Metadata Clipped(Metadata metadata) {
  for (auto& [key, value] : metadata) value = Truncated(value, kMaxMetadataValue);
  return metadata;
}

void Add(google::rpc::Status& out, const google::protobuf::Message& detail) {
  out.add_details()->PackFrom(detail);
}

// Both lists of violations, as many as there is room for: the first ones.
void AddViolations(const std::vector<Violation>& list, std::string_view language, google::rpc::Status& out) {
  common::v1::FieldViolations ours;
  google::rpc::BadRequest standard;
  size_t room = kMaxDetails - std::min(kMaxDetails, out.ByteSizeLong());
  for (const Violation& violation : list) {
    Metadata metadata = Clipped(violation.metadata);
    common::v1::FieldViolation detail = Violation{violation.field, violation.reason, metadata}.ToProto();
    metadata["field"] = violation.field;
    const std::string text = messages::ErrorText(language, violation.reason, metadata);
    detail.mutable_message()->set_locale(std::string(language));
    detail.mutable_message()->set_message(text);
    google::rpc::BadRequest::FieldViolation same;
    same.set_field(violation.field);
    same.set_description(text);
    const size_t size = detail.ByteSizeLong() + same.ByteSizeLong() + 8;
    if (size > room) break;
    room -= size;
    *ours.add_violations() = std::move(detail);
    *standard.add_field_violations() = std::move(same);
  }
  if (ours.violations().empty()) return;
  Add(out, standard);
  Add(out, ours);
}

}  // namespace

Masked Mask(absl::Status status) {
  const absl::StatusCode code = status.code();
  const bool shown = ReasonOf(status) != common::v1::ERROR_REASON_UNSPECIFIED &&
                     code != absl::StatusCode::kInternal && code != absl::StatusCode::kUnknown;
  if (status.ok() || shown) return {std::move(status), "", ""};
  std::string id = ReasonOf(status) == common::v1::ERROR_REASON_INTERNAL ? MetadataOf(status)["id"] : "";
  if (id.empty()) id = RandomHex(4);
  absl::Status masked = Error(common::v1::ERROR_REASON_INTERNAL, {{"id", id}});
  return {std::move(masked), std::move(id), status.ToString()};
}

google::rpc::Status ToProto(const absl::Status& status, std::string_view language) {
  google::rpc::Status out;
  out.set_code(static_cast<int>(status.code()));
  if (status.ok()) return out;
  const ErrorReason reason = ReasonOf(status);
  const Metadata metadata = Clipped(MetadataOf(status));
  out.set_message(messages::ErrorText("en", reason, metadata));

  google::rpc::ErrorInfo info;
  info.set_reason(std::string(ReasonName(reason)));
  info.set_domain("tabadul");
  for (const auto& [key, value] : metadata) (*info.mutable_metadata())[key] = value;
  Add(out, info);
  google::rpc::LocalizedMessage text;
  text.set_locale(std::string(language));
  text.set_message(messages::ErrorText(language, reason, metadata));
  Add(out, text);
  if (const absl::Duration after = RetryAfter(status); after > absl::ZeroDuration()) {
    google::rpc::RetryInfo retry;
    retry.mutable_retry_delay()->set_seconds(absl::ToInt64Seconds(after));
    retry.mutable_retry_delay()->set_nanos(
        static_cast<int>(absl::ToInt64Nanoseconds(after % absl::Seconds(1))));
    Add(out, retry);
  }
  AddViolations(ViolationsOf(status), language, out);
  return out;
}

absl::Status FromProto(const google::rpc::Status& status) {
  if (status.code() == 0) return absl::OkStatus();
  absl::Status out(static_cast<absl::StatusCode>(status.code()), Absl(status.message()));
  for (const auto& detail : status.details())
    out.SetPayload(Absl(detail.type_url()), absl::Cord(Absl(detail.value())));
  return out;
}

std::string LocalizedText(const absl::Status& status) {
  google::rpc::LocalizedMessage text;
  const std::string type = kTypePrefix + text.GetDescriptor()->full_name();
  const auto payload = status.GetPayload(type);
  if (payload && text.ParseFromString(std::string(*payload)) && !text.message().empty())
    return text.message();
  return std::string(status.message());
}

common::v1::GoodbyeAction GoodbyeActionFor(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return common::v1::GOODBYE_ACTION_DONE;
    case absl::StatusCode::kResourceExhausted:  // a message that is too large is so the next time, too
      return ReasonOf(status) == common::v1::ERROR_REASON_MESSAGE_TOO_LARGE
                 ? common::v1::GOODBYE_ACTION_DENIED
                 : common::v1::GOODBYE_ACTION_OVERLOADED;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kInternal:
      return common::v1::GOODBYE_ACTION_RECONNECT;
    default:
      return common::v1::GOODBYE_ACTION_DENIED;
  }
}

const google::protobuf::FieldDescriptor* GoodbyeField(const google::protobuf::Descriptor* response) {
  for (int i = 0; i < response->field_count(); ++i) {
    const google::protobuf::FieldDescriptor* const field = response->field(i);
    if (!field->is_repeated() && field->message_type() == common::v1::Goodbye::descriptor()) return field;
  }
  return nullptr;
}

std::string GoodbyeMessage(const google::protobuf::FieldDescriptor* field,
                           const common::v1::Goodbye& goodbye) {
  using google::protobuf::internal::WireFormatLite;
  std::string out;
  {
    google::protobuf::io::StringOutputStream stream(&out);
    google::protobuf::io::CodedOutputStream coded(&stream);
    WireFormatLite::WriteBytes(field->number(), goodbye.SerializeAsString(), &coded);
  }
  return out;
}

}  // namespace tabadul::rpc
