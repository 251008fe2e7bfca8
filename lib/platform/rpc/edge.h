// The edge between our errors and the wire: absl::Status out as google.rpc.Status (masked, localised, with
// ErrorInfo, LocalizedMessage, BadRequest, FieldViolations, RetryInfo), and back in on the client's side.
// Pure.
#pragma once

#include <string>
#include <string_view>

#include "google/protobuf/descriptor.h"
#include "google/rpc/status.pb.h"
#include "lib/platform/base/status.h"
#include "tabadul/common/v1/goodbye.pb.h"

namespace tabadul::rpc {

// An error as it may leave the process. Errors without a reason, and INTERNAL and UNKNOWN ones, become
// INTERNAL with an id; what they said is for the log only (`hidden`). What another service has masked keeps the id that
// it has in that one's log.
struct Masked {
  absl::Status status;
  std::string id;      // of what became INTERNAL; empty: nothing did
  std::string hidden;  // what the log should say, with the id
};
Masked Mask(absl::Status status);

// `status` (not OK, masked before) for a caller who reads `language`. At most about 6 KB: it has to fit HTTP
// headers.
google::rpc::Status ToProto(const absl::Status& status, std::string_view language);
// The reverse; details become payloads, so that ReasonOf, ViolationsOf, RetryAfter work.
absl::Status FromProto(const google::rpc::Status& status);
// What the server wrote for people (LocalizedMessage), or the plain message.
std::string LocalizedText(const absl::Status& status);

// What a client is to do when a stream ends with `status` (docs/protocol.md#ends-of-streams).
common::v1::GoodbyeAction GoodbyeActionFor(const absl::Status& status);
// The field of a stream's response type that carries the Goodbye; null if it has none.
const google::protobuf::FieldDescriptor* GoodbyeField(const google::protobuf::Descriptor* response);
// A serialized response message that holds nothing but the Goodbye.
std::string GoodbyeMessage(const google::protobuf::FieldDescriptor* field,
                           const common::v1::Goodbye& goodbye);

}  // namespace tabadul::rpc
