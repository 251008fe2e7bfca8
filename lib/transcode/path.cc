#include "lib/transcode/path.h"

#include <algorithm>

#include "lib/platform/base/utf8.h"

namespace tabadul::transcode {
namespace {

absl::Status Unreadable() { return Error(common::v1::ERROR_REASON_REQUEST_UNREADABLE, {{"part", "path"}}); }

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// C0, DEL, and C1 as UTF-8 writes it.
bool HasControl(std::string_view text) {
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x20 || byte == 0x7f) return true;
    if (byte == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0) return true;
  }
  return false;
}

bool ReadSegment(std::string_view raw, std::string* segment) {
  return Unescape(raw, segment) && !segment->empty() && *segment != "." && *segment != ".." &&
         segment->find('/') == std::string::npos && IsUtf8(*segment) && !HasControl(*segment);
}

}  // namespace

bool Unescape(std::string_view text, std::string* out) {
  out->clear();
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      *out += text[i];
      continue;
    }
    if (text.size() - i < 3) return false;
    const int high = HexDigit(text[i + 1]), low = HexDigit(text[i + 2]);
    if (high < 0 || low < 0) return false;
    *out += static_cast<char>(high << 4 | low);
    i += 2;
  }
  return true;
}

absl::StatusOr<Path> SplitPath(std::string_view path) {
  Path out;
  if (path == "/") return out;
  std::string_view rest = path, last;
  while (!rest.empty()) {
    if (rest.front() != '/') return Unreadable();
    rest.remove_prefix(1);
    last = rest.substr(0, std::min(rest.find('/'), rest.size()));
    if (!ReadSegment(last, &out.segments.emplace_back())) return Unreadable();
    rest.remove_prefix(last.size());
  }
  if (out.segments.empty()) return Unreadable();
  const size_t colon = last.rfind(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 == last.size()) return out;
  if (!ReadSegment(last.substr(0, colon), &out.name) || !ReadSegment(last.substr(colon + 1), &out.verb))
    return Unreadable();
  return out;
}

}  // namespace tabadul::transcode
