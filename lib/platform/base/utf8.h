// UTF-8 (RFC 3629). Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tabadul {

// No overlong forms, no surrogates, nothing above U+10FFFF.
bool IsUtf8(std::string_view text);

// The beginning of a text: at most so many bytes, no character cut.
std::string_view Utf8Prefix(std::string_view text, size_t max_bytes);
// The same, with "…" behind it where there was more.
std::string Truncated(std::string_view text, size_t max_bytes);

}  // namespace tabadul
