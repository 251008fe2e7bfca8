// Pages of a list (AIP-158): sizes are coerced, tokens are opaque, belong to one list with one filter, and
// say after which key to go on. Pure.
#pragma once

#include <string>
#include <string_view>

#include "lib/platform/base/status.h"

namespace tabadul::identity {

struct Page {
  int size;           // 1 to 1,000
  std::string after;  // key of the last row of the page before; empty for the first
};

// `list` names the list and its filter: "certificates:SY/mosal/pes". OUT_OF_RANGE, TOKEN_UNREADABLE,
// TOKEN_MISMATCH.
absl::StatusOr<Page> ReadPage(int page_size, std::string_view page_token, std::string_view list);
std::string PageToken(std::string_view list, std::string_view last);

}  // namespace tabadul::identity
