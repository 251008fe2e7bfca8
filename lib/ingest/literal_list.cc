#include "lib/ingest/literal_list.h"

#include "absl/strings/ascii.h"
#include "lib/ingest/tidy.h"

namespace tabadul::ingest {
namespace {

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  std::optional<std::vector<std::string>> List() {
    Space();
    if (!Take('[')) return std::nullopt;
    std::vector<std::string> items;
    for (Space(); !Take(']'); Space()) {
      if (!items.empty()) {
        if (!Take(',')) return std::nullopt;
        Space();
        if (Take(']')) break;  // Python allows a last comma
      }
      std::string item;
      if (!Item(&item)) return std::nullopt;
      items.push_back(std::move(item));
    }
    Space();
    if (at_ != text_.size()) return std::nullopt;
    return items;
  }

 private:
  void Space() {
    while (at_ < text_.size() && absl::ascii_isspace(static_cast<unsigned char>(text_[at_]))) ++at_;
  }
  bool Take(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  bool Item(std::string* item) {
    if (at_ >= text_.size()) return false;
    if (text_[at_] == '\'' || text_[at_] == '"') return Quoted(text_[at_++], item);
    const size_t start = at_;
    while (at_ < text_.size() && (absl::ascii_isalnum(static_cast<unsigned char>(text_[at_])) ||
                                  text_[at_] == '.' || text_[at_] == '-' || text_[at_] == '+')) {
      ++at_;
    }
    *item = std::string(text_.substr(start, at_ - start));
    if (*item == "None" || *item == "null") item->clear();
    return at_ > start;
  }
  bool Quoted(char quote, std::string* item) {
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == quote) return true;
      if (c != '\\') {
        *item += c;
      } else if (!Escape(item)) {
        return false;
      }
    }
    return false;
  }
  bool Escape(std::string* item) {
    if (at_ >= text_.size()) return false;
    const char c = text_[at_++];
    switch (c) {
      case 'n':
        *item += '\n';
        return true;
      case 't':
        *item += '\t';
        return true;
      case 'r':
        *item += '\r';
        return true;
      case 'b':
      case 'f':
        *item += ' ';
        return true;
      case 'x':
        return CodePoint(2, item);
      case 'u':
        return CodePoint(4, item);
      case 'U':
        return CodePoint(8, item);
      case '\\':
      case '/':
      case '\'':
      case '"':
        *item += c;
        return true;
      default:  // Python keeps the backslash of an escape that it does not know
        *item += '\\';
        *item += c;
        return true;
    }
  }
  bool Hex(int digits, uint32_t* value) {
    *value = 0;
    for (int i = 0; i < digits; ++i) {
      if (at_ >= text_.size()) return false;
      const char c = absl::ascii_tolower(static_cast<unsigned char>(text_[at_++]));
      if (!absl::ascii_isxdigit(static_cast<unsigned char>(c))) return false;
      *value = *value * 16 + static_cast<uint32_t>(c <= '9' ? c - '0' : c - 'a' + 10);
    }
    return true;
  }
  bool CodePoint(int digits, std::string* item) {
    uint32_t value = 0;
    if (!Hex(digits, &value)) return false;
    if (value >= 0xd800 && value < 0xdc00 && text_.substr(at_, 2) == "\\u") {  // JSON's pairs
      at_ += 2;
      uint32_t low = 0;
      if (!Hex(4, &low) || low < 0xdc00 || low > 0xdfff) return false;
      value = 0x10000 + ((value - 0xd800) << 10) + (low - 0xdc00);
    }
    if (value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) return false;
    AppendUtf8(value, item);
    return true;
  }

  const std::string_view text_;
  size_t at_ = 0;
};

}  // namespace

std::optional<std::vector<std::string>> ParseLiteralList(std::string_view text) {
  return Reader(text).List();
}

}  // namespace tabadul::ingest
