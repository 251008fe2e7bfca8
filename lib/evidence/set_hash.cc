#include "lib/evidence/set_hash.h"

#include <sodium.h>

#include <bit>
#include <cstring>

namespace tabadul::evidence {

static_assert(std::endian::native == std::endian::little, "lanes are stored as the machine has them");

namespace {

using Lanes = std::array<uint16_t, SetHash::kLanes>;

Lanes Expand(std::string_view item) {
  unsigned char key[crypto_stream_chacha20_ietf_KEYBYTES];
  crypto_generichash(key, sizeof key, reinterpret_cast<const unsigned char*>(item.data()), item.size(),
                     nullptr, 0);
  constexpr unsigned char kNonce[crypto_stream_chacha20_ietf_NONCEBYTES] = {};
  Lanes lanes;
  crypto_stream_chacha20_ietf(reinterpret_cast<unsigned char*>(lanes.data()), sizeof lanes, kNonce, key);
  return lanes;
}

}  // namespace

Sha256Bytes SetHash::ItemOf(std::string_view record_id, std::string_view digest) {
  const auto size = static_cast<uint32_t>(record_id.size());
  const char length[] = {static_cast<char>(size >> 24), static_cast<char>(size >> 16),
                         static_cast<char>(size >> 8), static_cast<char>(size)};
  return Sha256Of({{length, sizeof length}, record_id, digest});
}

std::string SetHash::Item(std::string_view record_id, std::string_view digest) {
  const Sha256Bytes item = ItemOf(record_id, digest);
  return {item.data(), item.size()};
}

void SetHash::Add(std::string_view item) {
  const Lanes lanes = Expand(item);
  for (size_t i = 0; i < kLanes; ++i) lanes_[i] = static_cast<uint16_t>(lanes_[i] + lanes[i]);
  ++count_;
}

void SetHash::Remove(std::string_view item) {
  const Lanes lanes = Expand(item);
  for (size_t i = 0; i < kLanes; ++i) lanes_[i] = static_cast<uint16_t>(lanes_[i] - lanes[i]);
  --count_;
}

std::string SetHash::Save() const {
  return std::string(reinterpret_cast<const char*>(lanes_.data()), kBytes);
}

std::string SetHash::Digest() const { return Sha256(Save()); }

bool SetHash::Load(std::string_view lanes, uint64_t count) {
  if (lanes.size() != kBytes) return false;
  std::memcpy(lanes_.data(), lanes.data(), kBytes);
  count_ = count;
  return true;
}

}  // namespace tabadul::evidence
