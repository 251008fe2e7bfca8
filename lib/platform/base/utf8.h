// UTF-8 (RFC 3629).
#pragma once

#include <string_view>

namespace tabadul {

// No overlong forms, no surrogates, nothing above U+10FFFF.
bool IsUtf8(std::string_view text);

}  // namespace tabadul
