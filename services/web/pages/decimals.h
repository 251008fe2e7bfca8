// Decimals of the contract, "-7.20", before they are formatted or drawn. Pure.
#pragma once

#include <optional>
#include <string_view>

namespace tabadul::web::pages {

inline constexpr size_t kMostDecimalBytes = 21;  // sign, 19 digits, point

bool IsDecimal(std::string_view text);
// To be drawn or compared, never to be shown; nullopt of what is no decimal.
std::optional<double> NumberOf(std::string_view decimal);

}  // namespace tabadul::web::pages
