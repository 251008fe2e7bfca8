#include "services/statistics/sdmx/json_writer.h"

#include <charconv>

namespace tabadul::statistics::sdmx {
namespace {

constexpr char kHex[] = "0123456789abcdef";

void AppendEscape(unsigned char c, std::string& out) {
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      out += "\\u00";
      out += kHex[c >> 4];
      out += kHex[c & 15];
  }
}

bool NeedsEscape(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; }

// How many digits `text` begins with.
size_t Digits(std::string_view text) {
  size_t count = 0;
  while (count < text.size() && text[count] >= '0' && text[count] <= '9') ++count;
  return count;
}

}  // namespace

void AppendJsonString(std::string_view text, std::string& out) {
  out += '"';
  size_t begin = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (!NeedsEscape(text[i])) continue;
    out.append(text.substr(begin, i - begin));
    AppendEscape(static_cast<unsigned char>(text[i]), out);
    begin = i + 1;
  }
  out.append(text.substr(begin));
  out += '"';
}

void AppendDecimal(int64_t number, std::string& out) {
  char digits[20];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

bool IsJsonNumber(std::string_view text) {
  if (!text.empty() && text[0] == '-') text.remove_prefix(1);
  const size_t whole = Digits(text);
  if (whole == 0 || (whole > 1 && text[0] == '0')) return false;
  text.remove_prefix(whole);
  if (!text.empty() && text[0] == '.') {
    const size_t fraction = Digits(text.substr(1));
    if (fraction == 0) return false;
    text.remove_prefix(1 + fraction);
  }
  if (text.empty()) return true;
  if (text[0] != 'e' && text[0] != 'E') return false;
  text.remove_prefix(1);
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) text.remove_prefix(1);
  const size_t exponent = Digits(text);
  return exponent > 0 && exponent == text.size();
}

void JsonWriter::Comma() {
  if (comma_) out_ += ',';
  comma_ = true;
}

void JsonWriter::Open(char bracket) {
  Comma();
  out_ += bracket;
  comma_ = false;
}

void JsonWriter::Close(char bracket) {
  out_ += bracket;
  comma_ = true;
}

void JsonWriter::Key(std::string_view key) {
  Comma();
  AppendJsonString(key, out_);
  out_ += ':';
  comma_ = false;
}

void JsonWriter::String(std::string_view text) {
  Comma();
  AppendJsonString(text, out_);
}

void JsonWriter::Number(int64_t number) {
  Comma();
  AppendDecimal(number, out_);
}

void JsonWriter::Raw(std::string_view json) {
  Comma();
  out_ += json;
}

void JsonWriter::Member(std::string_view key, std::string_view text) {
  Key(key);
  String(text);
}

void JsonWriter::NumberMember(std::string_view key, int64_t number) {
  Key(key);
  Number(number);
}

void JsonWriter::BoolMember(std::string_view key, bool value) {
  Key(key);
  Bool(value);
}

void JsonWriter::MemberIfAny(std::string_view key, std::string_view text) {
  if (!text.empty()) Member(key, text);
}

}  // namespace tabadul::statistics::sdmx
