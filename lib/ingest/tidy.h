// Text as the contract asks for it: NFC, no control characters, whitespace in order. Pure, thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace tabadul::ingest {

enum class Lines { kOne, kMany };

// NFC; control and invisible formatting characters out (zero-width joiners between two letters stay: Persian
// and emoji need them); every run of spaces one space, none at the ends of lines; with kMany line feeds stay,
// never more than one empty line, with kOne they become spaces. `text` must be valid UTF-8.
std::string Tidy(std::string_view text, Lines lines);

bool ValidUtf8(std::string_view text);
// A Unicode scalar value.
void AppendUtf8(char32_t character, std::string* out);

// "", "nan", "null" (in any case): what exports write where there is nothing. `text` is tidied.
bool IsPlaceholder(std::string_view text);

}  // namespace tabadul::ingest
