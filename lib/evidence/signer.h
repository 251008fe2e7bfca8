// Ed25519 signatures (RFC 8032) over what the hub asserts: marks, receipts. Thread-safe; copies share their end.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

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

  // The key ends then, as the hub publishes it: nobody would believe what it signs later.
  void EndAt(absl::Time end);
  // To be asked before what has this time is signed: UNAVAILABLE once the key has ended.
  absl::Status MaySign(absl::Time time) const;

 private:
  Signer() = default;
  std::array<unsigned char, 64> secret_{};
  std::string public_key_, key_id_;
  std::shared_ptr<std::atomic<int64_t>> end_ = std::make_shared<std::atomic<int64_t>>(INT64_MAX);  // Unix, ns
};

inline constexpr char kMarkContext[] = "tabadul-mark-v1";

bool Verify(std::string_view public_key, std::string_view context, std::string_view message,
            std::string_view signature);

}  // namespace tabadul::evidence
