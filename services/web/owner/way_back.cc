#include "services/web/owner/way_back.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "lib/platform/base/mutant.h"

namespace tabadul::web::owner {
namespace {

constexpr size_t kLongest = 500;
constexpr std::string_view kAlso = "/-_.~?=&%+";

bool IsPlain(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) || kAlso.find(c) != std::string_view::npos;
}

}  // namespace

std::string WayBack(std::string_view next) {
  const bool below =
      next.starts_with(kSystem) &&
      (next.size() == kSystem.size() || next[kSystem.size()] == '/' || next[kSystem.size()] == '?');
  if (MUTANT("lead_anywhere")) return std::string(next);
  if (!below || next.size() > kLongest || !std::all_of(next.begin(), next.end(), IsPlain))
    return std::string(kSystem);
  return std::string(next);
}

}  // namespace tabadul::web::owner
