// PostgreSQL's binary forms: big-endian integers, OIDs, times as microseconds since 2000. Pure.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <type_traits>

#include "absl/time/time.h"

namespace tabadul::pg {

// From pg_type.dat: fixed for ever.
inline constexpr uint32_t kBoolOid = 16, kByteaOid = 17, kNameOid = 19, kInt8Oid = 20, kInt2Oid = 21,
                          kInt4Oid = 23, kTextOid = 25, kOidOid = 26, kBpcharOid = 1042, kVarcharOid = 1043,
                          kTimestamptzOid = 1184;
inline constexpr uint32_t kByteaArrayOid = 1001, kInt2ArrayOid = 1005, kTextArrayOid = 1009,
                          kInt8ArrayOid = 1016, kTimestamptzArrayOid = 1185;

template <class T>
void PutInt(std::string& out, T value) {
  const auto bits = static_cast<std::make_unsigned_t<T>>(value);
  char bytes[sizeof(T)];
  for (size_t i = 0; i < sizeof(T); ++i)
    bytes[i] = static_cast<char>((bits >> (8 * (sizeof(T) - 1 - i))) & 0xff);
  out.append(bytes, sizeof(T));
}

template <class T>
T GetInt(const char* bytes) {
  std::make_unsigned_t<T> bits = 0;
  for (size_t i = 0; i < sizeof(T); ++i) {
    bits = static_cast<std::make_unsigned_t<T>>((static_cast<uint64_t>(bits) << 8) |
                                                static_cast<unsigned char>(bytes[i]));
  }
  return static_cast<T>(bits);
}

inline constexpr int64_t kEpochMicros = 946'684'800'000'000;  // 2000-01-01 in Unix time

inline int64_t EncodeTime(absl::Time time) {
  if (time == absl::InfiniteFuture()) return std::numeric_limits<int64_t>::max();
  if (time == absl::InfinitePast()) return std::numeric_limits<int64_t>::min();
  return absl::ToUnixMicros(time) - kEpochMicros;
}

inline absl::Time DecodeTime(int64_t micros) {
  if (micros == std::numeric_limits<int64_t>::max()) return absl::InfiniteFuture();
  if (micros == std::numeric_limits<int64_t>::min()) return absl::InfinitePast();
  return absl::FromUnixMicros(micros + kEpochMicros);
}

}  // namespace tabadul::pg
