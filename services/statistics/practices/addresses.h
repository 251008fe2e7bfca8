// Forms of what a good practice says of its documents and its office. What is empty is not looked at. Pure, thread-safe.
#pragma once

#include <string_view>

#include "lib/platform/base/status.h"

namespace tabadul::statistics {

// 64 lower-case hexadecimal digits: MALFORMED.
void CheckSha256(Violations& v, std::string_view field, std::string_view digest);
// "type/subtype" in lower case, of the letters of RFC 6838 §4.2, without parameters: TOO_LONG (100 bytes), MALFORMED.
void CheckMediaType(Violations& v, std::string_view field, std::string_view media_type);
// The addr-spec of RFC 5322 §3.4.1 as it is used: a dot-atom, "@", a host name of two labels at least: TOO_LONG (254 bytes),
// MALFORMED. Quoted local parts, comments and address literals are none.
void CheckMailbox(Violations& v, std::string_view field, std::string_view mailbox);

}  // namespace tabadul::statistics
