// What is handed out and comes back, and is nobody's to read or change meanwhile (XChaCha20-Poly1305). Pure, thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tabadul::evidence {

inline constexpr size_t kSealKeyBytes = 32;

// 40 bytes longer than `bytes`; another one each time.
std::string Seal(std::string_view key, std::string_view bytes);
// Nothing if it was not sealed by that key, or has been changed.
std::optional<std::string> Unseal(std::string_view key, std::string_view sealed);

}  // namespace tabadul::evidence
