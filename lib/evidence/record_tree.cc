#include "lib/evidence/record_tree.h"

#include <algorithm>
#include <cstring>

#include "lib/evidence/digest.h"
#include "lib/evidence/set_hash.h"

namespace tabadul::evidence {

void TreeHashes::Set(uint16_t bucket, std::string_view items) {
  if (!items.empty()) buckets_.replace(bucket * kHashBytes, kHashBytes, Sha256(items));
}

std::string TreeHashes::Children() const {
  std::string children;
  for (size_t child = 0; child < kFan; ++child) children += Sha256(Buckets(static_cast<uint8_t>(child)));
  return children;
}

std::string TreeHashes::Buckets(uint8_t child) const {
  return buckets_.substr(child * kFan * kHashBytes, kFan * kHashBytes);
}

uint16_t RecordTree::BucketOf(std::string_view record_id) {
  const Sha256Bytes hash = Sha256Of({record_id});
  return static_cast<uint16_t>(static_cast<unsigned char>(hash[0]) << 8 |
                               static_cast<unsigned char>(hash[1]));
}

void RecordTree::Add(std::string_view record_id, std::string_view digest, uint64_t handle) {
  const uint16_t bucket = BucketOf(record_id);
  entries_[bucket >> 8].push_back(
      {SetHash::ItemOf(record_id, digest), handle, static_cast<uint8_t>(bucket & 0xff)});
}

void RecordTree::Add(RecordTree other) {
  for (size_t child = 0; child < kFan; ++child)
    entries_[child].insert(entries_[child].end(), other.entries_[child].begin(), other.entries_[child].end());
}

void RecordTree::SealChild(size_t child) {
  std::vector<Entry> entries = std::move(entries_[child]);
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return a.bucket != b.bucket ? a.bucket < b.bucket
                                : std::memcmp(a.item.data(), b.item.data(), kHashBytes) < 0;
  });
  std::string items;
  for (size_t i = 0, bucket = 0; bucket < kFan; ++bucket) {
    starts_.push_back(static_cast<uint32_t>(handles_.size()));
    items.clear();
    for (; i < entries.size() && entries[i].bucket == bucket; ++i) {
      items.append(entries[i].item.data(), kHashBytes);
      handles_.push_back(entries[i].handle);
    }
    hashes_.Set(static_cast<uint16_t>(child << 8 | bucket), items);
  }
}

// Child by child: what is sorted at a time fits into the processor's cache.
void RecordTree::Seal() {
  starts_.reserve(kFan * kFan + 1);
  for (size_t child = 0; child < kFan; ++child) SealChild(child);
  starts_.push_back(static_cast<uint32_t>(handles_.size()));
}

size_t RecordTree::Count(uint8_t child) const { return starts_[(child + 1) * kFan] - starts_[child * kFan]; }

absl::Span<const uint64_t> RecordTree::Handles(uint16_t bucket) const {
  return absl::MakeConstSpan(handles_).subspan(starts_[bucket], starts_[bucket + 1u] - starts_[bucket]);
}

}  // namespace tabadul::evidence
