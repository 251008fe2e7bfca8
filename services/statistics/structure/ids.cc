#include "services/statistics/structure/ids.h"

#include <algorithm>

#include "absl/strings/ascii.h"

namespace tabadul::statistics {
namespace {

bool IsNested(std::string_view id, bool (*is_part)(std::string_view)) {
  if (id.size() > kMaxId) return false;
  while (true) {
    const size_t dot = id.find('.');
    if (!is_part(id.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    id.remove_prefix(dot + 1);
  }
}

}  // namespace

bool IsId(std::string_view id) {
  return !id.empty() && id.size() <= kMaxId && std::all_of(id.begin(), id.end(), [](char c) {
    return absl::ascii_isalnum(c) || c == '_' || c == '@' || c == '$' || c == '-';
  });
}

bool IsNcName(std::string_view id) {
  return !id.empty() && id.size() <= kMaxId && absl::ascii_isalpha(id[0]) &&
         std::all_of(id.begin(), id.end(),
                     [](char c) { return absl::ascii_isalnum(c) || c == '_' || c == '-'; });
}

bool IsNestedId(std::string_view id) { return IsNested(id, IsId); }

bool IsNestedNcName(std::string_view id) { return IsNested(id, IsNcName); }

}  // namespace tabadul::statistics
