#include "services/statistics/series/decimal.h"

#include <algorithm>
#include <charconv>

namespace tabadul::statistics {
namespace {

constexpr int kMaxExponentDigits = 4;     // beyond which nothing fits but zero
constexpr int64_t kMaxFraction = 10'000;  // digits behind the point

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Takes a sign from the beginning; true of "-".
bool TakeSign(std::string_view& text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  return negative;
}

// Takes "E-3" if it is there. Nullopt if it breaks off.
std::optional<int64_t> TakeExponent(std::string_view& text) {
  if (!text.starts_with('e') && !text.starts_with('E')) return 0;
  text.remove_prefix(1);
  const bool negative = TakeSign(text);
  int64_t exponent = 0;
  size_t digits = 0;
  for (; digits < text.size() && IsDigit(text[digits]); ++digits) {
    if (digits == kMaxExponentDigits) return std::nullopt;
    exponent = exponent * 10 + (text[digits] - '0');
  }
  if (digits == 0) return std::nullopt;
  text.remove_prefix(digits);
  return negative ? -exponent : exponent;
}

// The digits of a number that is read, negative so that the least int64 has room. Zeros at the end wait until a digit
// follows: "1.500000000000000000000000" fits.
class Digits {
 public:
  bool Append(int digit) {
    if (digit == 0) {
      ++zeros_;
      return true;
    }
    return Place(zeros_) && Shift() && Subtract(digit);
  }
  // So many of the zeros at the end are written.
  bool Place(int64_t zeros) {
    zeros_ -= zeros;
    for (; zeros > 0 && value_ != 0; --zeros) {
      if (!Shift()) return false;
    }
    return true;
  }
  int64_t zeros() const { return zeros_; }
  int64_t value() const { return value_; }

 private:
  bool Shift() { return !__builtin_mul_overflow(value_, 10, &value_); }
  bool Subtract(int digit) { return !__builtin_sub_overflow(value_, digit, &value_); }

  int64_t value_ = 0;
  int64_t zeros_ = 0;
};

// Reads digits with at most one point; how many stand behind it. Nullopt if there are none or they do not fit.
std::optional<int64_t> TakeDigits(std::string_view& text, Digits& digits) {
  int64_t fraction = 0;
  bool point = false, any = false;
  size_t at = 0;
  for (; at < text.size(); ++at) {
    if (text[at] == '.' && !point) {
      point = true;
    } else if (IsDigit(text[at])) {
      any = true;
      fraction += point ? 1 : 0;
      if (fraction > kMaxFraction || !digits.Append(text[at] - '0')) return std::nullopt;
    } else {
      break;
    }
  }
  text.remove_prefix(at);
  if (!any) return std::nullopt;
  return fraction;
}

}  // namespace

std::optional<Decimal> ParseDecimal(std::string_view text) {
  const bool negative = TakeSign(text);
  Digits digits;
  const auto fraction = TakeDigits(text, digits);
  if (!fraction) return std::nullopt;
  const auto exponent = TakeExponent(text);
  if (!exponent || !text.empty()) return std::nullopt;

  // Zeros at the end are kept as far as they fit: they say how exact the number is.
  int64_t decimals = *fraction - *exponent;
  const int64_t zeros = digits.zeros();
  if (digits.value() == 0) {
    decimals = std::clamp<int64_t>(decimals, 0, kMaxDecimals);
    return Decimal{0, static_cast<uint32_t>(decimals)};
  }
  const int64_t least = decimals - zeros;  // without any of them
  if (least > kMaxDecimals) return std::nullopt;
  decimals = std::clamp<int64_t>(decimals, 0, kMaxDecimals);
  for (; decimals >= std::max<int64_t>(least, 0); --decimals) {
    Digits scaled = digits;
    if (!scaled.Place(decimals - least)) continue;
    int64_t value = scaled.value();
    if (!negative && __builtin_sub_overflow(int64_t{0}, value, &value)) continue;
    return Decimal{value, static_cast<uint32_t>(decimals)};
  }
  return std::nullopt;
}

size_t WriteDecimal(int64_t value, uint32_t decimals, char* out) {
  char* const begin = out;
  char digits[kMaxDecimalBytes];
  const uint64_t magnitude =
      value < 0 ? uint64_t{0} - static_cast<uint64_t>(value) : static_cast<uint64_t>(value);
  const char* const end = std::to_chars(digits, digits + sizeof digits, magnitude).ptr;
  const size_t count = static_cast<size_t>(end - digits);
  if (value < 0) *out++ = '-';
  if (decimals == 0) return static_cast<size_t>(std::copy(digits, digits + count, out) - begin);
  if (count > decimals) {
    const size_t whole = count - decimals;
    out = std::copy(digits, digits + whole, out);
    *out++ = '.';
    return static_cast<size_t>(std::copy(digits + whole, digits + count, out) - begin);
  }
  *out++ = '0';
  *out++ = '.';
  out = std::fill_n(out, decimals - count, '0');
  return static_cast<size_t>(std::copy(digits, digits + count, out) - begin);
}

std::string DecimalText(const Decimal& decimal) {
  char text[kMaxDecimalBytes];
  return std::string(text, WriteDecimal(decimal.value, decimal.decimals, text));
}

}  // namespace tabadul::statistics
