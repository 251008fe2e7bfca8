// A record as a person reads it: one line for each value, by its path. Pure, thread-safe.
#pragma once

#include <string>
#include <vector>

#include "google/protobuf/message.h"

namespace tabadul::ingest {

struct PreviewLine {
  std::string path;      // "title", "locations[0].country"
  std::string language;  // of a text
  std::string value;
};
std::vector<PreviewLine> Preview(const google::protobuf::Message& payload);

}  // namespace tabadul::ingest
