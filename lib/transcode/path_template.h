// The path templates of google/api/http.proto:
//   "/" Segments [ ":" LITERAL ]    Segments = Segment { "/" Segment }
//   Segment = "*" | "**" | LITERAL | "{" field.path [ "=" Segments ] "}"
// "**" is what remains of a path, nothing too, and so stands last only. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lib/platform/base/status.h"

namespace tabadul::transcode {

struct PathTemplate {
  enum class Kind { kLiteral, kOne, kRest };
  struct Segment {
    Kind kind;
    std::string literal;
  };
  // The field whose value the segments [begin, end) are.
  struct Variable {
    std::string field;
    size_t begin, end;
  };

  std::string text;
  std::vector<Segment> segments;
  std::vector<Variable> variables;  // as they stand in the path
  std::string verb;                 // "search" of "…:search"; empty: none

  // INTERNAL: `text` is no template, which is a fault of the contract.
  static absl::StatusOr<PathTemplate> Parse(std::string_view text);
  // What the variables are in a path that has matched.
  std::vector<std::string> Capture(const std::vector<std::string>& path) const;
};

}  // namespace tabadul::transcode
