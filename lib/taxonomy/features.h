// What titles are compared by: the words of a title as stems and pairs of stems, and its letters as runs of two
// to four. Thread-safe, no state.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tabadul::taxonomy {

struct TitleFeatures {
  std::vector<uint64_t> words;  // hashes of the stems, then of neighbouring pairs; repetitions stay
  std::vector<uint64_t> grams;  // hashes of the runs of letters, across words
  uint64_t first = 0;  // the first and the last stem that say something: where languages put the head
  uint64_t last = 0;
  std::string stems;   // equal for two ways of writing one title
  std::string folded;  // the words as written, folded; Arabic ones without article and endings

  bool empty() const { return stems.empty(); }
};

TitleFeatures FeaturesOf(std::string_view text, std::string_view language);

}  // namespace tabadul::taxonomy
