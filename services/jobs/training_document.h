// A training offer as searches know it: what a list shows, what it is found, filtered and counted by. Pure, thread-safe.
#pragma once

#include <string>

#include "lib/finding/card.h"
#include "lib/finding/vocabulary.h"
#include "lib/search/index.h"
#include "tabadul/jobs/v1/training_service.pb.h"

namespace tabadul::jobs {

// Keyword columns. Of a tree (ISCED-F, ISCO-08) an offer has its codes and all above them.
enum class TrainingColumn {
  kCountry,  // and kOnline, of what is wholly online
  kCity,     // place.h
  kMode,     // "ON_SITE": names of TrainingMode without their prefix
  kLanguage,
  kLevel,
  kField,
  kOccupation,
  kSource,
  kTerm,  // what is promised: kFree…
  kAudience,
};
inline constexpr char kOnline[] = "online";  // no country's code
inline constexpr char kFree[] = "free";

// Number columns.
enum class TrainingNumber {
  kPublished,  // times in microseconds since 1970
  kExpires,
  kStartsFrom,  // days since 1970 between which it may be begun: both the same, or all of time
  kStartsUntil,
  kSooner,  // the sooner it begins, the higher
  kEntry,   // ISCED level asked for
};

search::Schema TrainingSchema();
finding::VisibilityColumns TrainingVisibility();

// Of a record that searches show; its bytes are a v1::TrainingOfferCard, which stands in `shown` then, empty before.
finding::Card MakeCard(const exchange::Entry& entry, const v1::TrainingOffer& offer,
                       v1::TrainingOfferCard& shown);
search::Document ToDocument(const exchange::Entry& entry, const v1::TrainingOffer& offer,
                            const finding::Card& card);
// Titles, providers and cities to correct by.
finding::Terms TermsOfTrainingOffer(const finding::Card& card);
finding::Terms TermsOf(const v1::TrainingOfferCard& shown);

// What a valid request asks the index for, with these words in the place of its own, that name this occupation ("" =
// none). `has_words`: whether there is a word to look for.
search::Query ToQuery(const v1::SearchTrainingOffersRequest& request, const std::string& words,
                      const std::string& occupation, bool has_words);

}  // namespace tabadul::jobs
