#include "services/statistics/sdmx/xml_writer.h"

#include <array>

namespace tabadul::statistics::sdmx {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

using Table = std::array<bool, 256>;

// The bytes that need a look. 0xEF begins U+FFFE and U+FFFF.
constexpr Table Special(bool attribute) {
  Table table{};
  for (int c = 0; c < 0x20; ++c) table[static_cast<size_t>(c)] = attribute || (c != '\t' && c != '\n');
  for (const char c : {'&', '<', '>'}) table[static_cast<unsigned char>(c)] = true;
  table['"'] = attribute;
  table[0xEF] = true;
  return table;
}

constexpr Table kInAttribute = Special(true), kInText = Special(false);

// What stands for the special character at `at`; empty: itself. Moves `at` behind it.
std::string_view Escape(std::string_view text, size_t& at) {
  switch (text[at++]) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    // Parsers make spaces or line feeds of these unless they are written as references.
    case '\t':
      return "&#9;";
    case '\n':
      return "&#10;";
    case '\r':
      return "&#13;";
    case '\xEF':
      if (const std::string_view rest = text.substr(at, 2); rest == "\xBF\xBE" || rest == "\xBF\xBF") {
        at += 2;
        return kReplacement;
      }
      return {};
    default:
      return kReplacement;
  }
}

void Append(const Table& special, std::string_view text, std::string* out) {
  size_t plain = 0;
  for (size_t at = 0; at < text.size();) {
    if (!special[static_cast<unsigned char>(text[at])]) {
      ++at;
      continue;
    }
    const size_t before = at;
    const std::string_view escaped = Escape(text, at);
    if (escaped.empty()) continue;
    out->append(text, plain, before - plain);
    out->append(escaped);
    plain = at;
  }
  out->append(text, plain);
}

}  // namespace

void AppendXmlAttribute(std::string_view text, std::string* out) { Append(kInAttribute, text, out); }
void AppendXmlText(std::string_view text, std::string* out) { Append(kInText, text, out); }

XmlWriter::XmlWriter(std::string* out) : out_(out) {
  out_->append(R"(<?xml version="1.0" encoding="UTF-8"?>)");
  out_->push_back('\n');
}

void XmlWriter::CloseTag() {
  if (in_tag_) out_->push_back('>');
  in_tag_ = false;
}

void XmlWriter::Start(std::string_view name) {
  CloseTag();
  out_->push_back('<');
  out_->append(name);
  names_.append(name);
  lengths_.push_back(static_cast<uint32_t>(name.size()));
  in_tag_ = true;
}

void XmlWriter::Attribute(std::string_view name, std::string_view value) {
  out_->push_back(' ');
  out_->append(name);
  out_->append("=\"");
  AppendXmlAttribute(value, out_);
  out_->push_back('"');
}

void XmlWriter::Text(std::string_view text) {
  if (text.empty()) return;
  CloseTag();
  AppendXmlText(text, out_);
}

void XmlWriter::End() {
  const size_t begin = names_.size() - lengths_.back();
  if (in_tag_) {
    out_->append("/>");
  } else {
    out_->append("</");
    out_->append(names_, begin);
    out_->push_back('>');
  }
  in_tag_ = false;
  names_.resize(begin);
  lengths_.pop_back();
}

void XmlWriter::EndAll() {
  while (!lengths_.empty()) End();
}

}  // namespace tabadul::statistics::sdmx
