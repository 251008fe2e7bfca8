// Numbers as people write them. Pure, thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tabadul::ingest {

// Arabic-Indic (٠-٩) and extended (۰-۹) digits, ٫ and ٬, as ASCII: "١٬٥٠٠٫٢٥" is "1,500.25".
std::string AsciiDigits(std::string_view text);

// A decimal number in the contract's form ("5000", "1234.5"): digits of any of the scripts above; `decimal`
// is '.' or ','; the other one, spaces and apostrophes between groups of three are skipped. Nothing if it is
// not a number so written ("1,5" with '.' would be a guess), is longer than 14 digits, or finer than 3
// decimals.
std::optional<std::string> ParseDecimal(std::string_view text, char decimal);

// Whole numbers only; "3" and "3.0".
std::optional<int64_t> ParseInteger(std::string_view text);

}  // namespace tabadul::ingest
