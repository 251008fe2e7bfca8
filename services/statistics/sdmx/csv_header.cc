#include "services/statistics/sdmx/csv_header.h"

#include <utility>

#include "lib/platform/base/status.h"
#include "services/statistics/sdmx/utf8_mark.h"

namespace tabadul::statistics::sdmx {
namespace {

constexpr std::string_view kDataflow = "DATAFLOW", kStructure = "STRUCTURE";
constexpr std::string_view kDelimiters = ",;\t|";
constexpr std::string_view kLineEnds = "\r\n";
constexpr size_t kMaxBracket = 8;  // "[;]", with room for spaces

std::string_view WithoutMark(std::string_view begin) {
  if (begin.starts_with(kUtf8Mark)) begin.remove_prefix(kUtf8Mark.size());
  if (!begin.empty() && begin.front() == '"') begin.remove_prefix(1);
  return begin;
}

constexpr size_t kMaxLanguages = 100;  // of a column

CsvColumn ParseColumn(std::string_view text) {
  CsvColumn column;
  const std::string_view name = WithoutLabel(text);
  column.labelled = name.size() < text.size();
  const size_t bracket = name.find('[');
  column.id = std::string(name.substr(0, bracket));
  if (bracket == std::string_view::npos || name.back() != ']') return column;
  std::string_view inside = name.substr(bracket + 1, name.size() - bracket - 2);
  column.multiple = true;
  // The delimiter between the languages is the subfields' own, which need not be known for it.
  for (size_t end = 0; !inside.empty(); inside.remove_prefix(end)) {
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-'; };
    end = 0;
    while (end < inside.size() && letter(inside[end])) ++end;
    if (end > 0) column.languages.emplace_back(inside.substr(0, end));
    if (end < inside.size()) ++end;
  }
  return column;
}

absl::Status NoHeader() {
  return Error(common::v1::ERROR_REASON_MALFORMED,
               {{"field", "file"}, {"form", std::string(kCsvForm)}, {"line", "1"}});
}

// Sets what the first columns say; the others are components or custom ones, whatever their place.
bool ReadVersion(absl::Span<const std::string_view> cells, CsvHeader& header) {
  if (cells.empty()) return false;
  const std::string_view first = cells[0];
  if (first == kDataflow) {
    header.version = 1;
    header.structure = 0;
    return true;
  }
  if (!first.starts_with(kStructure) || cells.size() < 2 || cells[1] != "STRUCTURE_ID") return false;
  header.type = 0;
  header.structure = 1;
  const std::string_view bracket = first.substr(kStructure.size());
  if (bracket.empty()) return true;
  if (bracket.size() != 3 || bracket.front() != '[' || bracket.back() != ']') return false;
  header.subfield_delimiter = bracket[1];
  return true;
}

}  // namespace

std::string_view WithoutLabel(std::string_view cell) { return cell.substr(0, cell.find(": ")); }

absl::StatusOr<CsvHeader> ParseCsvHeader(absl::Span<const std::string_view> cells) {
  CsvHeader header;
  if (!ReadVersion(cells, header)) return NoHeader();
  for (size_t i = 0; i < cells.size(); ++i) {
    CsvColumn column = ParseColumn(cells[i]);
    if (column.languages.size() > kMaxLanguages) return NoHeader();
    if (column.id == "ACTION" && header.action < 0) header.action = static_cast<int>(i);
    if (column.id == "STRUCTURE_NAME" && header.version == 2) header.name_columns = true;
    header.columns.push_back(std::move(column));
  }
  return header;
}

std::optional<char> CsvDelimiter(std::string_view begin) {
  constexpr size_t kEnough = 32;  // more than any first column
  const std::string_view text = WithoutMark(begin);
  const bool enough = begin.size() >= kEnough;
  for (const std::string_view word : {kDataflow, kStructure}) {
    if (text.size() < word.size() && word.starts_with(text) && !enough) return std::nullopt;
    if (!text.starts_with(word)) continue;
    std::string_view rest = text.substr(word.size());
    if (!rest.empty() && rest.front() == '[') {
      const size_t close = rest.find(']');
      if (close == std::string_view::npos && rest.size() < kMaxBracket) return std::nullopt;
      if (close == std::string_view::npos) return '\0';
      rest.remove_prefix(close + 1);
    }
    if (!rest.empty() && rest.front() == '"') rest.remove_prefix(1);
    if (rest.empty()) return std::nullopt;
    if (kDelimiters.find(rest.front()) != std::string_view::npos) return rest.front();
    return kLineEnds.find(rest.front()) == std::string_view::npos ? '\0' : ',';
  }
  // A mark that is cut off is still to be waited for.
  return begin.size() < 4 && !begin.empty() && begin.front() == '\xEF' ? std::nullopt : std::optional('\0');
}

bool BeginsAsCsv1(std::string_view begin) { return WithoutMark(begin).starts_with(kDataflow); }

}  // namespace tabadul::statistics::sdmx
