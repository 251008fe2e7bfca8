#include "lib/ingest/numbers.h"

#include <charconv>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "lib/ingest/tidy.h"
#include "lib/platform/base/status.h"

namespace tabadul::ingest {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// "1'234 567" without its separators; nothing if the groups are not of three digits.
std::optional<std::string> WholePart(std::string_view text, char thousands) {
  std::string digits;
  size_t group = 0;
  bool grouped = false;
  for (char c : text) {
    if (IsDigit(c)) {
      digits += c;
      if (++group > 3 && grouped) return std::nullopt;
    } else if (c == thousands || c == ' ' || c == '\'') {
      if (group == 0 || group > 3 || (grouped && group != 3)) return std::nullopt;
      grouped = true;
      group = 0;
    } else {
      return std::nullopt;
    }
  }
  if (digits.empty() || (grouped && group != 3)) return std::nullopt;
  const size_t first = digits.find_first_not_of('0');
  return first == std::string::npos ? "0" : digits.substr(first);
}

}  // namespace

std::string AsciiDigits(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    const auto a = static_cast<unsigned char>(text[i]);
    const auto b = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0;
    if (a == 0xd9 && b >= 0xa0 && b <= 0xa9) {
      result += static_cast<char>('0' + b - 0xa0);
    } else if (a == 0xdb && b >= 0xb0 && b <= 0xb9) {
      result += static_cast<char>('0' + b - 0xb0);
    } else if (a == 0xd9 && (b == 0xab || b == 0xac)) {
      result += b == 0xab ? '.' : ',';
    } else {
      result += text[i];
      continue;
    }
    ++i;
  }
  return result;
}

std::optional<std::string> ParseDecimal(std::string_view text, char decimal) {
  // The Arabic separators say themselves which is which.
  const bool arabic = absl::StrContains(Absl(text), "٫") || absl::StrContains(Absl(text), "٬");
  const std::string ascii = Tidy(AsciiDigits(text), Lines::kOne);
  const char point = arabic ? '.' : decimal;
  const size_t at = ascii.find(point);
  auto whole = WholePart(std::string_view(ascii).substr(0, at), point == '.' ? ',' : '.');
  if (!whole || whole->size() > 14) return std::nullopt;
  if (at == std::string::npos) return whole;
  std::string fraction = ascii.substr(at + 1);
  if (fraction.empty()) return std::nullopt;
  for (char c : fraction) {
    if (!IsDigit(c)) return std::nullopt;
  }
  while (!fraction.empty() && fraction.back() == '0') fraction.pop_back();
  if (fraction.size() > 3) return std::nullopt;
  return fraction.empty() ? *whole : *whole + "." + fraction;
}

std::optional<int64_t> ParseInteger(std::string_view text) {
  const std::string ascii = AsciiDigits(text);
  int64_t value = 0;
  const char* end = ascii.data() + ascii.size();
  const auto [rest, error] = std::from_chars(ascii.data(), end, value);
  if (error != std::errc()) return std::nullopt;
  if (rest == end) return value;
  if (*rest != '.' || rest + 1 == end) return std::nullopt;
  for (const char* c = rest + 1; c != end; ++c) {
    if (*c != '0') return std::nullopt;
  }
  return value;
}

}  // namespace tabadul::ingest
