// Which bytes a message may hold (RFC 9110 §5.5, §5.6.2). No state.
#pragma once

#include <string_view>

namespace tabadul::http {

bool IsToken(std::string_view text);
// No control byte but the tab.
bool IsFieldValue(std::string_view text);
// In lines: CR and LF come as a pair only, and no other control byte but the tab.
bool MayFollow(char previous, char byte);

}  // namespace tabadul::http
