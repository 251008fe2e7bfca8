// RFC 1952.
#pragma once

#include <string>
#include <string_view>

namespace tabadul::web {

std::string Gzip(std::string_view bytes);

}  // namespace tabadul::web
