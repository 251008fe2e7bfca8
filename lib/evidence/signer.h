// Ed25519 signatures (RFC 8032) over what the hub asserts: marks, later receipts. Thread-safe.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace tabadul::evidence {

class Signer {
 public:
  // From a file with the 32-byte seed in base64url, as `tabadul-<service> --make-signing-key` writes it.
  static absl::StatusOr<Signer> FromFile(const std::string& path);
  static absl::StatusOr<Signer> FromSeed(std::string_view seed);
  static std::string NewSeedFile();  // the contents of such a file

  // First 16 hex digits of SHA-256 of the public key.
  const std::string& key_id() const { return key_id_; }
  const std::string& public_key() const { return public_key_; }
  // Over `context`, a zero byte, and `message`: a signature made for one use never serves another.
  std::string Sign(std::string_view context, std::string_view message) const;

 private:
  Signer() = default;
  std::array<unsigned char, 64> secret_{};
  std::string public_key_, key_id_;
};

inline constexpr char kMarkContext[] = "tabadul-mark-v1";

bool Verify(std::string_view public_key, std::string_view context, std::string_view message,
            std::string_view signature);

}  // namespace tabadul::evidence
