// Numbers as a Series keeps them: a whole number and how many digits of it stand behind the point, so that no double is
// between a source and its readers and "7.50" stays "7.50". Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tabadul::statistics {

struct Decimal {
  int64_t value = 0;
  uint32_t decimals = 0;  // at most kMaxDecimals
  bool operator==(const Decimal&) const = default;
};

inline constexpr uint32_t kMaxDecimals = 18;
inline constexpr size_t kMaxDecimalBytes = 21;  // sign, 19 digits, point

// xs:decimal and xs:double without INF and NaN (XML Schema Part 2 §3.2.3, §3.2.5): "-7.25", "+.5", "7.", "1.5E3". Nullopt for
// what is no number, and for what does not fit without rounding.
std::optional<Decimal> ParseDecimal(std::string_view text);

// Writes "-7.25" to `out`, which has room for kMaxDecimalBytes; returns how many bytes. `decimals` is at most kMaxDecimals.
size_t WriteDecimal(int64_t value, uint32_t decimals, char* out);
std::string DecimalText(const Decimal& decimal);

}  // namespace tabadul::statistics
