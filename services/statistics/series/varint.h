// Numbers in as few bytes as they need, as in protobuf. For bytes that the process made itself: nothing is checked.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tabadul::statistics {

inline void AppendVarint(uint64_t number, std::string& out) {
  for (; number >= 0x80; number >>= 7) out += static_cast<char>(number | 0x80);
  out += static_cast<char>(number);
}
inline void AppendZigzag(int64_t number, std::string& out) {
  AppendVarint(static_cast<uint64_t>(number) << 1 ^ static_cast<uint64_t>(number >> 63), out);
}
inline void AppendText(std::string_view text, std::string& out) {
  AppendVarint(text.size(), out);
  out += text;
}

inline uint64_t TakeVarint(const char*& at) {
  uint64_t number = 0;
  for (int shift = 0;; shift += 7) {
    const auto byte = static_cast<unsigned char>(*at++);
    number |= static_cast<uint64_t>(byte & 0x7F) << shift;
    if (byte < 0x80) return number;
  }
}
inline int64_t TakeZigzag(const char*& at) {
  const uint64_t number = TakeVarint(at);
  return static_cast<int64_t>(number >> 1 ^ (uint64_t{0} - (number & 1)));
}
inline std::string_view TakeText(const char*& at) {
  const auto size = static_cast<size_t>(TakeVarint(at));
  const std::string_view text(at, size);
  at += size;
  return text;
}

}  // namespace tabadul::statistics
