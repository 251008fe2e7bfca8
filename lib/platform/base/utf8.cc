#include "lib/platform/base/utf8.h"

#include <cstddef>
#include <cstdint>

namespace tabadul {
namespace {

// Length of the sequence that `lead` begins, and the smallest code point it may encode; 0 = not a lead byte.
struct Form {
  int length;
  uint32_t bits, minimum;
};
Form FormOf(unsigned char lead) {
  if (lead < 0x80) return {1, lead, 0};
  if ((lead & 0xE0) == 0xC0) return {2, lead & 0x1Fu, 0x80};
  if ((lead & 0xF0) == 0xE0) return {3, lead & 0x0Fu, 0x800};
  if ((lead & 0xF8) == 0xF0) return {4, lead & 0x07u, 0x10000};
  return {0, 0, 0};
}

bool IsContinuation(unsigned char byte) { return (byte & 0xC0) == 0x80; }

}  // namespace

bool IsUtf8(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    const Form form = FormOf(static_cast<unsigned char>(text[i]));
    if (form.length == 0 || i + static_cast<size_t>(form.length) > text.size()) return false;
    uint32_t point = form.bits;
    for (int k = 1; k < form.length; ++k) {
      const auto byte = static_cast<unsigned char>(text[i + static_cast<size_t>(k)]);
      if (!IsContinuation(byte)) return false;
      point = point << 6 | (byte & 0x3F);
    }
    if (point < form.minimum || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF)) return false;
    i += static_cast<size_t>(form.length);
  }
  return true;
}

std::string_view Utf8Prefix(std::string_view text, size_t max_bytes) {
  if (text.size() <= max_bytes) return text;
  size_t end = max_bytes;
  while (end > 0 && IsContinuation(static_cast<unsigned char>(text[end]))) --end;
  return text.substr(0, end);
}

std::string Truncated(std::string_view text, size_t max_bytes) {
  std::string shown(Utf8Prefix(text, max_bytes));
  if (shown.size() < text.size()) shown += "…";
  return shown;
}

}  // namespace tabadul
