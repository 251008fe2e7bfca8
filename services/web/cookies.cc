#include "services/web/cookies.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "lib/platform/base/status.h"

namespace tabadul::web {

std::vector<std::string_view> CookiesNamed(const http::Fields& fields, std::string_view name) {
  std::vector<std::string_view> values;
  for (const auto& [field, list] : fields) {
    if (!absl::EqualsIgnoreCase(field, "cookie")) continue;
    for (const absl::string_view pair : absl::StrSplit(list, ';')) {
      const std::string_view cookie = Std(absl::StripAsciiWhitespace(pair));
      const size_t equals = std::min(cookie.find('='), cookie.size());
      if (cookie.substr(0, equals) == name)
        values.push_back(cookie.substr(std::min(equals + 1, cookie.size())));
    }
  }
  return values;
}

}  // namespace tabadul::web
