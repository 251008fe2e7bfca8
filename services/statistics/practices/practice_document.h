// A good practice as searches know it: what a list shows, what it is found, filtered and counted by. Pure, thread-safe.
#pragma once

#include <string>

#include "lib/finding/record_index.h"
#include "tabadul/statistics/v1/practice_service.pb.h"

namespace tabadul::statistics {

// Keyword columns.
enum class PracticeColumn {
  kCountry,
  kType,  // "POLICY": names of PracticeType without their prefix
  kTopic,
  kEvidence,
  kLanguage,  // of the summary
  kSource,
  kAudience,
};

// Number columns.
enum class PracticeNumber {
  kPublished,  // times in microseconds since 1970
  kExpires,
  kFirstYear,  // between which it is in force
  kLastYear,
  kEvidence,  // EvidenceLevel, where it is stated
};

// What searches show of good practices.
finding::Presentation PracticePresentation();

// What a valid request asks the index for, with these words in the place of its own. `has_words`: whether there is a word
// to look for.
search::Query ToQuery(const v1::SearchGoodPracticesRequest& request, const std::string& words,
                      bool has_words);

}  // namespace tabadul::statistics
