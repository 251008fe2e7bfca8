// The tree by which two sides find the records of a source that they do not have in common: 256 x 256 buckets over
// SHA-256(record_id), docs/protocol.md#reconcile. Bucket = SHA-256 over its items in rising order (SetHash::Item of each
// record), an empty one 32 zero bytes; child = SHA-256 over its 256 buckets. Filled (and sealed), then only read: reading is
// thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "lib/evidence/digest.h"

namespace tabadul::evidence {

// The hashes alone: 2 MiB, whatever the number of records.
class TreeHashes {
 public:
  static constexpr size_t kFan = 256;
  static constexpr size_t kHashBytes = 32;
  TreeHashes() : buckets_(kFan * kFan * kHashBytes, '\0') {}

  // `items`: all of the bucket, one after the other in rising order.
  void Set(uint16_t bucket, std::string_view items);
  // 256 hashes, one after the other.
  std::string Children() const;              // of the root
  std::string Buckets(uint8_t child) const;  // of a child

 private:
  std::string buckets_;  // all hashes
};

class RecordTree {
 public:
  static constexpr size_t kFan = TreeHashes::kFan;
  static constexpr size_t kHashBytes = TreeHashes::kHashBytes;
  static uint16_t BucketOf(std::string_view record_id);

  // `handle` is the caller's own, to find the record again by.
  void Add(std::string_view record_id, std::string_view digest, uint64_t handle);
  void Add(RecordTree other);  // all of one that is not sealed
  void Seal();

  size_t size() const { return handles_.size(); }
  std::string Children() const { return hashes_.Children(); }
  std::string Buckets(uint8_t child) const { return hashes_.Buckets(child); }
  size_t Count(uint8_t child) const;                          // records of a child
  absl::Span<const uint64_t> Handles(uint16_t bucket) const;  // records of a bucket, in no order

 private:
  struct Entry {
    Sha256Bytes item;
    uint64_t handle;
    uint8_t bucket;  // of its child
  };
  void SealChild(size_t child);
  std::array<std::vector<Entry>, kFan> entries_;  // by child, until it is sealed
  std::vector<uint64_t> handles_;
  std::vector<uint32_t> starts_;  // of each bucket in handles_, and the end
  TreeHashes hashes_;
};

}  // namespace tabadul::evidence
