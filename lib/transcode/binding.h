// Fields of messages set from text, whether it stands in a path, a query or a JSON value; by reflection. Pure.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "lib/platform/base/status.h"

namespace tabadul::transcode {

// From a message to a field of it, or of a message in it.
using FieldPath = std::vector<const google::protobuf::FieldDescriptor*>;

// By its name in the contract or in JSON ("page_size", "pageSize"); null if there is none.
const google::protobuf::FieldDescriptor* FindName(const google::protobuf::Descriptor& type,
                                                  std::string_view name);
// "near.withinKm" → {near, within_km}. Empty: there is none, or a list, a map or a message that is one value stands between.
FieldPath FindField(const google::protobuf::Descriptor& type, std::string_view path);
// "near.within_km".
std::string NameOf(const FieldPath& path);
// A name that somebody has sent, short enough for an error.
std::string Shown(std::string_view name);

// Messages that JSON writes as one value: Timestamp, Duration, FieldMask and the wrappers (StringValue …).
bool IsOneValue(const google::protobuf::Descriptor& type);
// The field that a wrapper wraps; any other field is itself.
const google::protobuf::FieldDescriptor& Unwrapped(const google::protobuf::FieldDescriptor& field);
// Whether a text can be its value, or an entry of it if it is a list.
bool TakesText(const google::protobuf::FieldDescriptor& field);
// What a value of it looks like, in no language: "123", "2026-01-31T08:30:00Z", "{…}".
std::string FormOf(const google::protobuf::FieldDescriptor& field);
// The member of the same oneof that is set already; null if there is none.
const google::protobuf::FieldDescriptor* OtherOfOneof(const google::protobuf::Message& message,
                                                      const google::protobuf::FieldDescriptor& field);

// What is wrong with one value; whoever knows the value's place names the field.
struct Mistake {
  ErrorReason reason;
  Metadata metadata;
};
// Sets a field that TakesText, or adds to it if it is a list. `text` is UTF-8. MALFORMED {form}, OUT_OF_RANGE {minimum,
// maximum}, UNKNOWN_CODE {code, scheme} of an enum.
std::optional<Mistake> SetText(google::protobuf::Message& message,
                               const google::protobuf::FieldDescriptor& field, std::string_view text);

// Binds texts to one message. Lists may be given often, everything else once (TOO_MANY); of a oneof one (CONTRADICTION).
class Binder {
 public:
  Binder(google::protobuf::Message& message, Violations& violations)
      : message_(message), violations_(violations) {}
  // `path` is not empty, and its last TakesText.
  void Bind(const FieldPath& path, std::string_view text);

 private:
  google::protobuf::Message* ParentOf(const FieldPath& path, const std::string& name);

  google::protobuf::Message& message_;
  Violations& violations_;
  std::map<std::string, size_t> given_;
};

// application/x-www-form-urlencoded: "+" is a space. At most 1,000 (TOO_MANY of "query"). What is broken is told (MALFORMED,
// INVALID_UTF8) and left out.
std::vector<std::pair<std::string, std::string>> ParseQuery(std::string_view query, Violations& violations);

}  // namespace tabadul::transcode
