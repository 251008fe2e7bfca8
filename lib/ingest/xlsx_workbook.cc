#include "lib/ingest/xlsx_workbook.h"

#include <charconv>
#include <cmath>
#include <map>

#include "absl/strings/ascii.h"
#include "absl/time/civil_time.h"
#include "fmt/format.h"
#include "lib/ingest/xml_stream.h"
#include "lib/platform/base/status.h"

namespace tabadul::ingest {
namespace {

using Node = XmlStream::Node;

constexpr uint64_t kMaxPart = 16 << 20, kMaxTexts = 256 << 20, kMaxSheet = uint64_t{4} << 30;

absl::Status Malformed(const char* field = "file", const std::string& form = "XLSX") {
  return Error(common::v1::ERROR_REASON_MALFORMED, {{"field", field}, {"form", form}});
}

// Every node of a part, in order. `visit` may look at the stream.
template <typename Visit>
absl::Status Walk(const ZipArchive& archive, const std::string& path, uint64_t limit, Visit visit) {
  ASSIGN_OR_RETURN(ZipEntry entry, archive.Entry(path, limit));
  XmlStream xml([&entry](char* buffer, int size) { return entry.Read(buffer, size); });
  for (;;) {
    const Node node = xml.Next();
    if (node == Node::kDone) return absl::OkStatus();
    if (node == Node::kBroken || !visit(xml, node)) return Malformed();
  }
}

size_t Index(const std::string& text) {
  size_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// Excel's own formats that show a day or a time.
bool IsBuiltInDate(size_t id) {
  return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
}

// Relative to xl/, or from the root of the archive.
std::string Resolve(const std::string& target) {
  return target[0] == '/' ? target.substr(1) : "xl/" + target;
}

}  // namespace

absl::StatusOr<XlsxWorkbook> XlsxWorkbook::Open(ZipArchive archive, const std::string& sheet) {
  XlsxWorkbook book;
  book.archive_ = std::move(archive);
  RETURN_IF_ERROR(book.ReadWorkbook(sheet));
  if (!book.texts_path_.empty()) RETURN_IF_ERROR(book.ReadSharedTexts());
  if (!book.styles_path_.empty()) RETURN_IF_ERROR(book.ReadStyles());
  return book;
}

absl::StatusOr<ZipEntry> XlsxWorkbook::Sheet() const { return archive_.Entry(sheet_path_, kMaxSheet); }

absl::Status XlsxWorkbook::ReadWorkbook(const std::string& sheet) {
  std::string id, first, names;
  RETURN_IF_ERROR(Walk(archive_, "xl/workbook.xml", kMaxPart, [&](const XmlStream& xml, Node node) {
    if (node != Node::kStart) return true;
    if (xml.name() == "workbookPr") {
      const std::string flag = xml.Attribute("date1904");
      from_1904_ = flag == "1" || flag == "true";
    } else if (xml.name() == "sheet") {
      const std::string name = xml.Attribute("name"), state = xml.Attribute("state");
      if (names.size() < 300) names += (names.empty() ? "" : " | ") + name;
      if (first.empty() && (state.empty() || state == "visible")) first = xml.Attribute("id");
      if (id.empty() && !sheet.empty() && name == sheet) id = xml.Attribute("id");
    }
    return true;
  }));
  if (sheet.empty()) id = first;
  if (id.empty()) return Malformed("sheet", names);
  return ReadRelations(id);
}

absl::Status XlsxWorkbook::ReadRelations(const std::string& sheet_id) {
  RETURN_IF_ERROR(
      Walk(archive_, "xl/_rels/workbook.xml.rels", kMaxPart, [&](const XmlStream& xml, Node node) {
        if (node != Node::kStart || xml.name() != "Relationship") return true;
        const std::string type = xml.Attribute("Type"), target = xml.Attribute("Target");
        if (target.empty()) return true;
        if (xml.Attribute("Id") == sheet_id) sheet_path_ = Resolve(target);
        if (type.ends_with("/sharedStrings")) texts_path_ = Resolve(target);
        if (type.ends_with("/styles")) styles_path_ = Resolve(target);
        return true;
      }));
  return sheet_path_.empty() ? Malformed() : absl::OkStatus();
}

// <si><t>…</t></si>, or runs of differing looks <si><r><t>…</t></r>…</si>; <rPh> is how to say it, not what it says.
absl::Status XlsxWorkbook::ReadSharedTexts() {
  bool in_text = false, in_phonetic = false;
  std::string text;
  return Walk(archive_, texts_path_, kMaxTexts, [&](const XmlStream& xml, Node node) {
    if (node == Node::kText) {
      if (in_text && !in_phonetic) text += xml.text();
      return true;
    }
    const bool start = node == Node::kStart;
    if (xml.name() == "t") in_text = start;
    if (xml.name() == "rPh") in_phonetic = start;
    if (xml.name() != "si") return true;
    if (!start) {
      texts_ += ExcelText(text);
      ends_.push_back(static_cast<uint32_t>(texts_.size()));
    }
    text.clear();
    return true;
  });
}

absl::Status XlsxWorkbook::ReadStyles() {
  std::map<size_t, bool> own;  // formats that the workbook defines
  bool in_cells = false;
  return Walk(archive_, styles_path_, kMaxPart, [&](const XmlStream& xml, Node node) {
    if (node == Node::kText) return true;
    if (xml.name() == "cellXfs") in_cells = node == Node::kStart;
    if (node != Node::kStart) return true;
    if (xml.name() == "numFmt")
      own[Index(xml.Attribute("numFmtId"))] = IsDateFormat(xml.Attribute("formatCode"));
    if (xml.name() == "xf" && in_cells) {
      const size_t id = Index(xml.Attribute("numFmtId"));
      const auto defined = own.find(id);
      date_styles_.push_back(defined != own.end() ? defined->second : IsBuiltInDate(id));
    }
    return true;
  });
}

std::string_view XlsxWorkbook::SharedText(size_t index) const {
  if (index >= ends_.size()) return "";
  const uint32_t begin = index == 0 ? 0 : ends_[index - 1];
  return std::string_view(texts_).substr(begin, ends_[index] - begin);
}

std::string XlsxWorkbook::Number(const std::string& raw, size_t style) const {
  double value = 0;
  const auto [rest, error] = std::from_chars(raw.data(), raw.data() + raw.size(), value);
  if (error != std::errc() || rest != raw.data() + raw.size()) return raw;
  if (style < date_styles_.size() && date_styles_[style]) {
    if (std::string date = ExcelDate(value, from_1904_); !date.empty()) return date;
  }
  // Excel keeps 15 digits; more are the noise of binary fractions.
  if (std::fabs(value) < 1e15) {
    std::string text = fmt::format("{:.15g}", value);
    return text.find('e') == std::string::npos ? text : fmt::format("{:.15f}", value);
  }
  return fmt::format("{:.0f}", value);
}

bool IsDateFormat(std::string_view code) {
  std::string shown;  // what is left without quoted, escaped and bracketed parts, up to the second section
  for (size_t i = 0; i < code.size() && code[i] != ';'; ++i) {
    const char c = code[i];
    if (c == '"' || c == '[') {
      const size_t end = code.find(c == '"' ? '"' : ']', i + 1);
      const std::string_view inside = code.substr(i + 1, end == std::string_view::npos ? end : end - i - 1);
      if (c == '[' && (inside == "h" || inside == "hh" || inside == "m" || inside == "mm" || inside == "s"))
        return true;
      if (end == std::string_view::npos) return false;
      i = end;
    } else if (c == '\\' || c == '_' || c == '*') {
      ++i;
    } else {
      shown += absl::ascii_tolower(static_cast<unsigned char>(c));
    }
  }
  if (shown == "general" || shown == "standard" || shown.find_first_of("0#?@") != std::string::npos)
    return false;
  return shown.find_first_of("ymdhs") != std::string::npos;
}

std::string ExcelDate(double serial, bool from_1904) {
  if (!(serial >= 0) || serial >= 2'958'466) return "";  // 31 December 9999
  auto days = static_cast<int64_t>(serial);
  auto seconds = static_cast<int64_t>(std::llround((serial - static_cast<double>(days)) * 86'400));
  if (seconds == 86'400) {
    ++days;
    seconds = 0;
  }
  const std::string time =
      seconds == 0 ? "" : fmt::format("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
  if (days == 0) return time;
  // Lotus took 1900 for a leap year, and Excel kept the day that never was: 60.
  const absl::CivilDay first = from_1904   ? absl::CivilDay(1904, 1, 1)
                               : days < 60 ? absl::CivilDay(1899, 12, 31)
                                           : absl::CivilDay(1899, 12, 30);
  const absl::CivilDay day = first + days;
  return fmt::format("{:04}-{:02}-{:02}", day.year(), day.month(), day.day()) +
         (time.empty() ? "" : "T" + time);
}

std::string ExcelText(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    const std::string_view escape = text.substr(i, 7);
    unsigned value = 0;
    if (escape.size() == 7 && escape.substr(0, 2) == "_x" && escape[6] == '_') {
      const auto [rest, error] = std::from_chars(escape.data() + 2, escape.data() + 6, value, 16);
      if (error == std::errc() && rest == escape.data() + 6 && value < 0x80) {
        out += static_cast<char>(value);
        i += 6;
        continue;
      }
    }
    out += text[i];
  }
  return out;
}

}  // namespace tabadul::ingest
