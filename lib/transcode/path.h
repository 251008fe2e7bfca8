// A request's path, taken apart: split as it was sent, then each segment unescaped (RFC 3986). Nothing is normalised or
// guessed: what two readers could read in two ways is refused. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lib/platform/base/status.h"

namespace tabadul::transcode {

struct Path {
  std::vector<std::string> segments;  // unescaped; none of "/"
  // The last segment read as "name:verb", at its last colon that was not escaped. Both empty if it cannot be.
  std::string name, verb;
};

// REQUEST_UNREADABLE {part: "path"}: no "/" at its beginning; a segment that is empty, "." or ".."; a broken escape, or one
// of a slash; control characters; bytes that are not UTF-8.
absl::StatusOr<Path> SplitPath(std::string_view path);

// Percent-encoding undone. False: an escape is broken.
bool Unescape(std::string_view text, std::string* out);

}  // namespace tabadul::transcode
