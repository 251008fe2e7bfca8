#include "services/web/pages/decimals.h"

#include "absl/strings/numbers.h"
#include "lib/platform/base/status.h"

namespace tabadul::web::pages {

bool IsDecimal(std::string_view text) {
  if (text.size() > kMostDecimalBytes) return false;
  if (text.starts_with('-')) text.remove_prefix(1);
  const size_t point = text.find('.');
  return !text.empty() && point != 0 && point + 1 != text.size() &&
         text.find_first_not_of("0123456789.") == std::string_view::npos &&
         (point == std::string_view::npos || text.find('.', point + 1) == std::string_view::npos);
}

std::optional<double> NumberOf(std::string_view decimal) {
  double number = 0;
  if (!IsDecimal(decimal) || !absl::SimpleAtod(Absl(decimal), &number)) return std::nullopt;
  return number;
}

}  // namespace tabadul::web::pages
