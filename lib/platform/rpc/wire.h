// Looks over a serialized message before it is parsed, at about the speed of parsing, so that refusals name
// their field and nothing is built from hostile bytes: a message of 10^6 unknown fields costs no memory at
// all.
#pragma once

#include <memory>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "lib/platform/base/status.h"

namespace tabadul::rpc {

// Made once per message type. Thread-safe.
class WireCheck {
 public:
  using Descriptor = google::protobuf::Descriptor;
  explicit WireCheck(const Descriptor* root);
  ~WireCheck();

  // INVALID_UTF8 {field}, UNKNOWN_FIELD {field, numbers}, or MALFORMED if it is not a message at all.
  absl::Status Check(std::string_view bytes) const;
  // Check, then parse.
  absl::Status Parse(std::string_view bytes, google::protobuf::Message* message) const;

  struct Shape;

 private:
  const Shape* ShapeOf(const Descriptor* descriptor);
  absl::flat_hash_map<const Descriptor*, std::unique_ptr<Shape>> shapes_;
  const Shape* root_;
};

// libprotobuf prints to stderr, with field names, whatever it cannot parse; the call's own log line says it
// better.
void SilenceProtobuf();

}  // namespace tabadul::rpc
