// Attributes of several values and languages in one cell: what only few rows have.
#include <algorithm>

#include "services/statistics/sdmx/csv_subfields.h"
#include "services/statistics/sdmx/csv_writer.h"

namespace tabadul::statistics::sdmx {
namespace {

constexpr char kSubfieldDelimiter = ';';

// Which of the values 1.0 shows: the one in the language of the message, else in English, else the first.
std::string_view OneOf(int attribute, absl::Span<const AttributeView> attributes, std::string_view language) {
  std::string_view chosen;
  int rank = 0;
  for (const AttributeView& view : attributes) {
    if (view.attribute != attribute) continue;
    const int found = view.language == language ? 3 : view.language == "en" ? 2 : 1;
    if (found <= rank) continue;
    rank = found;
    chosen = view.value;
  }
  return chosen;
}

}  // namespace

void CsvWriter::RenderAttribute(int column, absl::Span<const AttributeView> attributes, std::string* cell) {
  const int number = columns_.attribute_of[static_cast<size_t>(column)];
  const LaidAttribute& attribute = layout_->attributes[static_cast<size_t>(number)];
  int values = 0, languages = 0;
  for (const AttributeView& view : attributes) {
    if (view.attribute != number) continue;
    ++values;
    languages += view.language.empty() ? 0 : 1;
  }
  const bool in_languages = version_2_ && HasLanguages(attribute);
  if (languages > 0 && !in_languages) {
    return cells_.Value(&attribute, OneOf(number, attributes, cells_.language()), cell);
  }
  std::string text;
  if (in_languages) {
    AppendLanguages(attribute, attributes, &text);
    return cells_.Several(text, cell);
  }
  const bool brackets = version_2_ && !CsvBrackets(attribute).empty();
  for (const AttributeView& view : attributes) {
    if (view.attribute != number) continue;
    if (values == 1 && !brackets) return cells_.Value(&attribute, view.value, cell);
    std::string labelled;
    cells_.Labelled(attribute, view.value, &labelled);
    AppendSubfield(labelled, kSubfieldDelimiter, false, &text);
  }
  cells_.Several(text, cell);
}

// "en:Value;fr:Valeur"; a language that comes again begins another set, and sets stand in quotes.
void CsvWriter::AppendLanguages(const LaidAttribute& attribute, absl::Span<const AttributeView> attributes,
                                std::string* cell) {
  std::vector<std::string> sets(1);
  std::vector<std::string_view> seen;
  bool quoted = false;
  for (const AttributeView& view : attributes) {
    if (&layout_->attributes[static_cast<size_t>(view.attribute)] != &attribute) continue;
    if (std::find(seen.begin(), seen.end(), view.language) != seen.end()) {
      seen.clear();
      sets.emplace_back();
    }
    seen.push_back(view.language);
    if (AppendLanguageValue(view.language, view.value, kSubfieldDelimiter, kCsvLanguages, &sets.back())) {
      quoted = true;
    }
  }
  if (sets.size() == 1 && !quoted) {
    cell->append(sets.front());
    return;
  }
  for (const std::string& set : sets) AppendSubfield(set, kSubfieldDelimiter, true, cell);
}

}  // namespace tabadul::statistics::sdmx
