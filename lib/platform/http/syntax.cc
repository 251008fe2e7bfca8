#include "lib/platform/http/syntax.h"

#include <algorithm>

#include "absl/strings/ascii.h"

namespace tabadul::http {
namespace {

bool IsTokenByte(char byte) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return absl::ascii_isalnum(static_cast<unsigned char>(byte)) || kMarks.find(byte) != std::string_view::npos;
}

bool IsControl(char byte) { return absl::ascii_iscntrl(static_cast<unsigned char>(byte)); }

}  // namespace

bool IsToken(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), IsTokenByte);
}

bool IsFieldValue(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char byte) { return IsControl(byte) && byte != '\t'; });
}

bool MayFollow(char previous, char byte) {
  if (previous == '\r' || byte == '\n') return previous == '\r' && byte == '\n';
  return byte == '\r' || byte == '\t' || !IsControl(byte);
}

}  // namespace tabadul::http
