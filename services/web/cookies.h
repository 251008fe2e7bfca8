// The cookies that a browser sends along (RFC 6265 §5.4). Pure.
#pragma once

#include <string_view>
#include <vector>

#include "lib/platform/http/server.h"

namespace tabadul::web {

// The values of all cookies of that name, as they came; views of the fields.
std::vector<std::string_view> CookiesNamed(const http::Fields& fields, std::string_view name);

}  // namespace tabadul::web
