#include "lib/evidence/record_tree.h"

#include <algorithm>
#include <cstring>

#include "lib/evidence/digest.h"
#include "lib/evidence/set_hash.h"

namespace tabadul::evidence {
namespace {

constexpr size_t kBuckets = RecordTree::kFan * RecordTree::kFan;

}  // namespace

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
  const std::string hash = Sha256(record_id);
  return static_cast<uint16_t>(static_cast<unsigned char>(hash[0]) << 8 |
                               static_cast<unsigned char>(hash[1]));
}

void RecordTree::Add(std::string_view record_id, std::string_view digest, uint64_t handle) {
  Entry entry;
  const std::string item = SetHash::Item(record_id, digest);
  std::memcpy(entry.item.data(), item.data(), kHashBytes);
  entry.handle = handle;
  entry.bucket = BucketOf(record_id);
  entries_.push_back(entry);
}

void RecordTree::Seal() {
  std::sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) {
    return a.bucket != b.bucket ? a.bucket < b.bucket : a.item < b.item;
  });
  starts_.assign(kBuckets + 1, 0);
  handles_.reserve(entries_.size());
  std::string items;
  for (size_t i = 0, bucket = 0; bucket < kBuckets; ++bucket) {
    starts_[bucket] = static_cast<uint32_t>(i);
    items.clear();
    for (; i < entries_.size() && entries_[i].bucket == bucket; ++i) {
      items.append(reinterpret_cast<const char*>(entries_[i].item.data()), kHashBytes);
      handles_.push_back(entries_[i].handle);
    }
    hashes_.Set(static_cast<uint16_t>(bucket), items);
  }
  starts_[kBuckets] = static_cast<uint32_t>(entries_.size());
  std::vector<Entry>().swap(entries_);
}

size_t RecordTree::Count(uint8_t child) const { return starts_[(child + 1) * kFan] - starts_[child * kFan]; }

absl::Span<const uint64_t> RecordTree::Handles(uint16_t bucket) const {
  return absl::MakeConstSpan(handles_).subspan(starts_[bucket], starts_[bucket + 1u] - starts_[bucket]);
}

}  // namespace tabadul::evidence
