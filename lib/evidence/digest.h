// Digests and encodings of bytes. Pure, thread-safe.
#pragma once

#include <array>
#include <initializer_list>
#include <string>
#include <string_view>

namespace tabadul::evidence {

std::string Sha256(std::string_view bytes);  // 32 bytes (FIPS 180-4)
// The same of the pieces, one after the other, for who makes very many.
using Sha256Bytes = std::array<char, 32>;
Sha256Bytes Sha256Of(std::initializer_list<std::string_view> pieces);
std::string HmacSha256(std::string_view key, std::string_view bytes);  // 32 bytes (RFC 2104)
std::string Hex(std::string_view bytes);                               // lower case
std::string FromHex(std::string_view hex);                             // empty if not hex
std::string Base64Url(std::string_view bytes);                         // RFC 4648 §5, no padding
bool FromBase64Url(std::string_view text, std::string* bytes);  // false if not base64url without padding
std::string RandomBytes(size_t count);                          // from the system's generator

}  // namespace tabadul::evidence
