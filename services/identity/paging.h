// Pages of a list (AIP-158): sizes are coerced, tokens are opaque, belong to one list with one filter, and
// say after which key to go on. Pure.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

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

// Moves one page of `rows`, which are one more if there is another page, into a response; `field` adds a row to it, `key` is a
// row's.
template <class Row, class Response, class Field, class Key>
Response PageOf(std::vector<Row> rows, const Page& page, std::string_view list, Field field, Key key) {
  Response response;
  if (static_cast<int>(rows.size()) > page.size) {
    rows.resize(static_cast<size_t>(page.size));
    response.set_next_page_token(PageToken(list, key(rows.back())));
  }
  for (Row& row : rows) *field(response) = std::move(row);
  return response;
}

}  // namespace tabadul::identity
