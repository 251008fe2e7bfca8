// Whether a word in Latin letters is a word in Arabic letters, as people write it down who have no Arabic keyboard, or
// as a name is printed on a passport: "mohandes", "muhandis", "mouhandis" are مهندس; "Riyadh", "Riad" رياض. English and
// French habits alike (sh and ch for ش, u and ou for و). Words are folded (fold.h) and bear no article.
// Thread-safe, no state.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tabadul::language {

// The consonants in classes that both scripts share, doubled ones once: a word and its transliteration have a key in
// common. An Arabic word has one; a Latin one has several if it may be read in several ways (g for ج or ق, a final h).
// None for words of other scripts and for those with fewer than two consonants: too little to tell by.
std::vector<std::string> ConsonantKeys(std::string_view folded);

// How far a Latin spelling is from an Arabic word: 0 for letter by letter, 0.05 for each short vowel, which Arabic does
// not write, more for rarer habits. None if it is no spelling of it.
std::optional<double> TransliterationCost(std::string_view arabic, std::string_view latin);

// "alriyadh", "elnasr", "arriyad" without its article; the word itself if it shows none.
std::string_view WithoutLatinArticle(std::string_view latin);

}  // namespace tabadul::language
