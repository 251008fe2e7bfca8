// Several values in one cell (SDMX-CSV 2.0, "Multi-valued components", "Non-coded multi-lingual components"): "A;B",
// "en:Value;fr:Valeur", and sets of the latter in quotes. Pure, thread-safe.
//
// The standard has no way to write a text that would be taken for two ("x;fr:y"), or in a language that the header does not
// name. Its quotes, which it doubles for each level, are used here for that too: one value of a set in quotes is that value.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/types/span.h"

namespace tabadul::statistics::sdmx {

struct Subfield {
  std::string text;
  bool quoted = false;
};
// What stands between the delimiters, the quoted parts without their quotes.
std::vector<Subfield> SplitSubfields(std::string_view cell, char delimiter);

struct LanguageValue {
  std::string language, text;
};
// "en:Value;fr:Valeur" by the languages that the header names: a part that begins with none of them belongs to the value
// before it. Text before the first of them has no language. A part in quotes is one value, of any language: "tr:Değer", ":x".
void SplitLanguages(std::string_view set, char delimiter, absl::Span<const std::string> languages,
                    std::vector<LanguageValue>* values);

// Adds a value to a set that is read by these languages. Whether it was put in quotes: such a set itself needs quotes.
bool AppendLanguageValue(std::string_view language, std::string_view text, char delimiter,
                         absl::Span<const std::string_view> languages, std::string* set);

// Adds a value to those that stand in `cell`, with quotes if it would be read as several otherwise.
void AppendSubfield(std::string_view value, char delimiter, bool quote, std::string* cell);

}  // namespace tabadul::statistics::sdmx
