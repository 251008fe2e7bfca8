// One spelling for all spellings of a word. Thread-safe, no state.
#pragma once

#include <string>
#include <string_view>

namespace tabadul::language {

// Unicode compatibility and case folding; accents, Arabic marks (tashkeel, hamza above and below, madda),
// tatweel, apostrophes and invisible characters out; œ æ ß ø ı …, alef, ya, waw and ta marbuta forms to their
// plain letter; digits of every script to ASCII. Idempotent. Spaces and punctuation stay: it does not look
// for words. Bytes that are not UTF-8 become U+FFFD.
std::string Fold(std::string_view text);

// For showing: small letters, plain letter forms, no tashkeel, tatweel or invisible characters; accents, hamza, alef, ya
// and ta marbuta as they stand.
std::string Tidy(std::string_view text);

}  // namespace tabadul::language
