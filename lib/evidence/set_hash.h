// A hash of a set that is updated item by item: LtHash (Lewi, Kim, Maykov, Weis: "Securing Update Propagation
// with Homomorphic Hashing", 2019; 1,024 lanes of 16 bits, addition modulo 2^16 per lane). Each item is
// expanded to 2,048 bytes by the ChaCha20 key stream (RFC 8439, zero nonce) under key BLAKE2b-256(item).
// Unlike XOR or sums of short hashes its collisions cannot be computed by whoever writes the items. Two sides
// that hold the same items have the same Digest, whatever the order of changes. Not thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "lib/evidence/digest.h"

namespace tabadul::evidence {

class SetHash {
 public:
  static constexpr size_t kLanes = 1024;
  static constexpr size_t kBytes = kLanes * 2;

  // The item of a record in a mark: SHA-256(u32 big-endian length of record_id, record_id, digest).
  static std::string Item(std::string_view record_id, std::string_view digest);
  static Sha256Bytes ItemOf(std::string_view record_id, std::string_view digest);

  void Add(std::string_view item);
  void Remove(std::string_view item);  // of an item that is in the set
  uint64_t count() const { return count_; }
  std::string Digest() const;  // SHA-256 over the lanes, little-endian

  // As stored in a database row: the lanes, little-endian. Load refuses another length.
  std::string Save() const;
  bool Load(std::string_view lanes, uint64_t count);

 private:
  std::array<uint16_t, kLanes> lanes_{};
  uint64_t count_ = 0;
};

}  // namespace tabadul::evidence
