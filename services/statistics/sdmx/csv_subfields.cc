#include "services/statistics/sdmx/csv_subfields.h"

#include <algorithm>

#include "absl/strings/ascii.h"

namespace tabadul::statistics::sdmx {
namespace {

// The length of a quoted part at the beginning of `text`, quotes included; 0 if there is none that a delimiter or the end
// follows.
size_t QuotedLength(std::string_view text, char delimiter) {
  if (text.empty() || text.front() != '"') return 0;
  for (size_t i = 1; i < text.size(); ++i) {
    if (text[i] != '"') continue;
    if (i + 1 == text.size() || text[i + 1] == delimiter) return i + 1;
    if (text[i + 1] != '"') return 0;
    ++i;
  }
  return 0;
}

std::string Unquoted(std::string_view quoted) {
  std::string text;
  for (size_t i = 1; i + 1 < quoted.size(); ++i) {
    text += quoted[i];
    if (quoted[i] == '"') ++i;
  }
  return text;
}

// The language that `part` begins with, before its colon; empty if it is none of these.
template <class Languages>
std::string_view LanguageOf(std::string_view part, const Languages& languages) {
  const size_t colon = part.find(':');
  if (colon == std::string_view::npos) return {};
  const std::string_view language = part.substr(0, colon);
  return std::find(languages.begin(), languages.end(), language) == languages.end() ? std::string_view()
                                                                                    : language;
}

// Of a part that stood in quotes: what is before its colon, if that may be a language.
LanguageValue QuotedValue(std::string_view part) {
  const std::string_view language = part.substr(0, part.find(':'));
  const bool tag = language.size() < part.size() && std::all_of(language.begin(), language.end(), [](char c) {
                     return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-';
                   });
  if (!tag) return {"", std::string(part)};
  return {std::string(language), std::string(part.substr(language.size() + 1))};
}

// Whether a reader takes what begins so for another value.
bool BeginsValue(std::string_view part, absl::Span<const std::string_view> languages) {
  return part.starts_with('"') || !LanguageOf(part, languages).empty();
}

bool NeedsQuotes(std::string_view language, std::string_view text, char delimiter,
                 absl::Span<const std::string_view> languages, bool first) {
  if (language.empty()) {
    if (!first || text.empty() || BeginsValue(text, languages)) return true;
  } else if (std::find(languages.begin(), languages.end(), language) == languages.end()) {
    return true;
  }
  for (size_t at = text.find(delimiter); at != std::string_view::npos; at = text.find(delimiter, at + 1)) {
    if (BeginsValue(text.substr(at + 1), languages)) return true;
  }
  return false;
}

}  // namespace

std::vector<Subfield> SplitSubfields(std::string_view cell, char delimiter) {
  std::vector<Subfield> parts;
  for (;;) {
    const size_t quoted = QuotedLength(cell, delimiter);
    const size_t end = quoted > 0 ? quoted : std::min(cell.find(delimiter), cell.size());
    if (quoted > 0) {
      parts.push_back({Unquoted(cell.substr(0, quoted)), true});
    } else {
      parts.push_back({std::string(cell.substr(0, end)), false});
    }
    if (end == cell.size()) return parts;
    cell.remove_prefix(end + 1);
  }
}

void SplitLanguages(std::string_view set, char delimiter, absl::Span<const std::string> languages,
                    std::vector<LanguageValue>* values) {
  const size_t first = values->size();
  for (const Subfield& part : SplitSubfields(set, delimiter)) {
    if (part.quoted) {
      values->push_back(QuotedValue(part.text));
      continue;
    }
    const std::string_view language = LanguageOf(part.text, languages);
    if (!language.empty()) {
      values->push_back({std::string(language), part.text.substr(language.size() + 1)});
    } else if (values->size() > first) {
      values->back().text.append(1, delimiter).append(part.text);
    } else {
      values->push_back({"", part.text});
    }
  }
}

bool AppendLanguageValue(std::string_view language, std::string_view text, char delimiter,
                         absl::Span<const std::string_view> languages, std::string* set) {
  if (NeedsQuotes(language, text, delimiter, languages, set->empty())) {
    AppendSubfield(std::string(language).append(":").append(text), delimiter, true, set);
    return true;
  }
  if (!set->empty()) *set += delimiter;
  if (!language.empty()) set->append(language).append(":");
  set->append(text);
  return false;
}

void AppendSubfield(std::string_view value, char delimiter, bool quote, std::string* cell) {
  if (!cell->empty()) *cell += delimiter;
  if (!quote && value.find(delimiter) == std::string_view::npos && (value.empty() || value.front() != '"')) {
    cell->append(value);
    return;
  }
  *cell += '"';
  for (const char c : value) {
    if (c == '"') *cell += '"';
    *cell += c;
  }
  *cell += '"';
}

}  // namespace tabadul::statistics::sdmx
