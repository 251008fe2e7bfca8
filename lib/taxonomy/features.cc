#include "lib/taxonomy/features.h"

#include <algorithm>

#include "lib/taxonomy/title.h"

namespace tabadul::taxonomy {
namespace {

// FNV-1a with a last mix: the same on every machine, since learned weights are addressed by it.
uint64_t Hash(std::string_view bytes, uint64_t seed) {
  uint64_t hash = 14695981039346656037ULL ^ seed;
  for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return (hash ^ (hash >> 29)) * 0xBF58476D1CE4E5B9ULL;
}

void AddGrams(std::string_view text, std::vector<uint64_t>& grams) {
  constexpr size_t kShortest = 2, kLongest = 4;
  std::vector<size_t> starts;  // of the characters
  for (size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) starts.push_back(i);
  }
  const size_t count = starts.size();
  starts.push_back(text.size());
  grams.reserve(count * (kLongest - kShortest + 1));
  for (size_t length = kShortest; length <= kLongest; ++length) {
    for (size_t at = 0; at + length <= count; ++at)
      grams.push_back(Hash(text.substr(starts[at], starts[at + length] - starts[at]), length));
  }
}

void AddWords(const std::vector<const TitleWord*>& words, std::vector<uint64_t>& hashes) {
  for (const TitleWord* word : words) hashes.push_back(Hash(word->stem, 11));
  for (size_t i = 0; i + 1 < words.size(); ++i) hashes.push_back(Hash(words[i + 1]->stem, hashes[i]));
}

}  // namespace

TitleFeatures FeaturesOf(std::string_view text, std::string_view language) {
  TitleFeatures features;
  const std::vector<TitleWord> all = ReadTitle(text, language);
  std::vector<const TitleWord*> telling;
  for (const TitleWord& word : all) {
    if (!word.function) telling.push_back(&word);
    features.stems += word.stem + ' ';
    if (!features.folded.empty()) features.folded += ' ';
    // In Arabic, article and endings are letters of the word: without them "المساعد الإداري" is the same title.
    features.folded +=
        language == "ar" ? std::string_view(word.stem).substr(1) : std::string_view(word.folded);
  }
  if (all.empty()) return features;
  if (telling.empty()) {
    for (const TitleWord& word : all) telling.push_back(&word);
  }
  AddWords(telling, features.words);
  AddGrams(' ' + features.folded + ' ', features.grams);
  features.first = features.words.front();
  features.last = features.words[telling.size() - 1];
  return features;
}

}  // namespace tabadul::taxonomy
