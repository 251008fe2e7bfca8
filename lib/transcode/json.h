// Messages as JSON, and back (protobuf.dev/programming-guides/json). Out: as protobuf writes it. In: read here, since
// protobuf's own reader takes more than JSON, takes a field twice, and tells one mistake of many. Pure.
#pragma once

#include <string>
#include <string_view>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "lib/platform/base/status.h"

namespace tabadul::transcode {

// INTERNAL: it holds what cannot be written (an Any of an unknown type, a time out of range).
absl::StatusOr<std::string> WriteJson(const google::protobuf::Message& message);
// The same of a serialized message, which is not made for it: protobuf writes JSON from bytes. INTERNAL, too: they do not parse.
absl::StatusOr<std::string> WriteJson(const google::protobuf::Descriptor& type, std::string_view bytes);

// Whether ReadJson can read all of it: no Any, Struct, Value or ListValue in it.
bool ReadsJson(const google::protobuf::Descriptor& type);

// An object into a message that is still empty; names as in the contract or in JSON, enums by name, null is nothing. All
// mistakes are told, each with its path from `prefix` ("items[3].key.source"): UNKNOWN_FIELD {by: "name"}, MALFORMED {form},
// OUT_OF_RANGE, UNKNOWN_CODE, TOO_MANY of a field that stands twice, CONTRADICTION {other} of two of one oneof. What is no
// JSON, or nested too deeply, is MALFORMED {form, line, column} of "body"; bytes that are not UTF-8 are INVALID_UTF8.
void ReadJson(std::string_view json, std::string_view prefix, google::protobuf::Message& message,
              Violations& violations);

}  // namespace tabadul::transcode
