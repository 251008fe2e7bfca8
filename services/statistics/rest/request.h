// A request of SDMX REST taken apart: split as it was sent, then unescaped, since clients escape what joins the parts of a
// list (":", "+", ",", "*", brackets). A plus is a plus, never a space. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/platform/base/status.h"
#include "services/statistics/sdmx/formats.h"

namespace tabadul::statistics::rest {

using sdmx::Rest;

// The standard has no bounds for these.
inline constexpr size_t kMaxSegments = 10;     // of a path
inline constexpr size_t kMaxParameters = 100;  // of a query
inline constexpr size_t kMaxListed = 1'000;    // parts of one list

// What stands behind the "?". What nobody takes is unknown: a filter that is passed over would send more than was asked for.
class Parameters {
 public:
  // REQUEST_UNREADABLE: a broken escape, control characters, no UTF-8, twice the same name. TOO_MANY.
  static absl::StatusOr<Parameters> Parse(std::string_view query);

  // Nullopt, if it is not there or empty.
  std::optional<std::string> Take(std::string_view name);
  struct Of {
    std::string what, value;
  };
  // Those of the form "name[what]=value".
  std::vector<Of> TakeAll(std::string_view name);
  // UNKNOWN_FIELD {field, by: name} if one was not taken.
  absl::Status AllTaken() const;

 private:
  struct One {
    std::string name, value;
    bool taken = false;
  };
  std::vector<One> list_;
};

struct Request {
  Rest rest = Rest::kV1;
  std::vector<std::string> path;  // without an empty end; "" stands for a default
  Parameters parameters;

  // Of the path; "" beyond its end.
  std::string_view Segment(size_t i) const { return i < path.size() ? path[i] : std::string_view(); }
};

// REQUEST_UNREADABLE {part: path}, TOO_MANY {field: path, limit}; of Parameters.
absl::StatusOr<Request> ParseRequest(Rest rest, std::string_view path, std::string_view query);

// Parts of a list: "A+B" of 1.5, "A,B" of 2.x. TOO_MANY {field, limit}.
inline char ListSeparator(Rest rest) { return rest == Rest::kV1 ? '+' : ','; }
absl::StatusOr<std::vector<std::string>> SplitList(std::string_view text, char separator,
                                                   std::string_view field);

// The value that a word in any case stands for; nullopt: none.
template <class Value>
struct Word {
  std::string_view word;
  Value value;
};
bool SameWord(std::string_view a, std::string_view b);
template <class Value, size_t kCount>
std::optional<Value> ValueOf(const Word<Value> (&words)[kCount], std::string_view text) {
  for (const Word<Value>& word : words) {
    if (SameWord(word.word, text)) return word.value;
  }
  return std::nullopt;
}

// MALFORMED {field, form}.
absl::Status Malformed(std::string_view field, std::string_view form);

}  // namespace tabadul::statistics::rest
