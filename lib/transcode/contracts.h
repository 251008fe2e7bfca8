// The contracts with their comments, which the descriptors that are linked in do not have. Pure; thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "google/protobuf/descriptor.h"

namespace tabadul::transcode {

// Every file below proto/ and what it imports; a file stands after those that it imports. Of a pool of their own.
const std::vector<const google::protobuf::FileDescriptor*>& Contracts();

// What is said before and beside a thing, as CommonMark: the lines of a paragraph are one, paragraphs have an empty line
// between them. Empty if nothing is said.
std::string ToMarkdown(const google::protobuf::SourceLocation& location);

template <typename Descriptor>
std::string CommentOf(const Descriptor& thing) {
  google::protobuf::SourceLocation location;
  return thing.GetSourceLocation(&location) ? ToMarkdown(location) : "";
}
// What a file says of itself, at its package.
std::string CommentOfFile(const google::protobuf::FileDescriptor& file);

std::string FirstSentence(std::string_view comment);
// "REQUIRED." and "REQUIRED: what is …", not "REQUIRED if …".
bool BeginsRequired(std::string_view comment);

}  // namespace tabadul::transcode
