// Canonical bytes of a payload: what is stored, served and digested. A message of known fields only,
// serialized in rising field number, defaults left out, packed numbers, no maps or floats (the contract has
// none in payloads). docs/protocol.md#canonical-bytes; the vectors in tests/contract/vectors hold other
// languages to the same bytes.
#pragma once

#include <string>
#include <vector>

#include "google/protobuf/message.h"

namespace tabadul::evidence {

struct UnknownFields {
  std::string path;          // of the message that has them: "vacancy.locations[1]"; empty = the root
  std::vector<int> numbers;  // the first few, rising
  size_t count = 0;
};

// Unknown fields anywhere in `message`, at most 10 places. Bounded work: stops at the first 10.
std::vector<UnknownFields> FindUnknownFields(const google::protobuf::Message& message);

// Of a message without unknown fields.
std::string CanonicalBytes(const google::protobuf::Message& message);

}  // namespace tabadul::evidence
