// A place in a payload, by the names of its proto: "title", "pay.minimum", "locations[0].country",
// "benefits[]". Resolved against descriptors once, when a mapping is loaded. Pure, thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "google/protobuf/message.h"

namespace tabadul::ingest {

enum class Leaf { kString, kInteger, kBool, kEnum, kText, kDate, kMessage };

struct FieldPath {
  struct Step {
    const google::protobuf::FieldDescriptor* field = nullptr;
    int index = -1;  // of a repeated field; the last step of a path with `append` has none
  };
  std::string text;
  std::vector<Step> steps;
  bool append = false;  // ends in "[]": one entry per value
  Leaf leaf = Leaf::kString;

  const google::protobuf::FieldDescriptor* field() const { return steps.back().field; }
};

struct PathProblem {
  std::string problem;     // a key of data/messages/*/mapping.*; empty: none
  std::string suggestion;  // the nearest path that exists, if one is near
};
PathProblem ResolvePath(const google::protobuf::Descriptor& root, std::string_view text, FieldPath* path);

// What a value of this leaf looks like, for messages: "FULL_TIME | PART_TIME | FLEXIBLE", "123", "true |
// false".
std::string FormOf(const FieldPath& path);

// Writes `value`, making the messages on the way. False if it is not of the leaf's form. Not for texts, dates
// and messages. Of an enum value the full name, the name without the enum's prefix, in any case.
bool SetScalar(google::protobuf::Message& root, const FieldPath& path, const std::string& value);
// The same check without a message: constants and value maps are checked when the mapping is loaded.
bool AcceptsScalar(const FieldPath& path, const std::string& value);
// The message at the path (a text, a date, an entry of a list), made if it is not there; with `append` a new
// one.
google::protobuf::Message* MutableMessage(google::protobuf::Message& root, const FieldPath& path);
// Whether anything stands there (any entry, for a path with []).
bool Present(const google::protobuf::Message& root, const FieldPath& path);

}  // namespace tabadul::ingest
