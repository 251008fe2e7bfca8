// What a list shows of a vacancy, held in memory beside the index, so that a search asks no database.
// Pure; values are immutable once made.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"
#include "lib/exchange/exchange.h"
#include "tabadul/jobs/v1/jobs_service.pb.h"

namespace tabadul::jobs {

struct Card {
  std::string bytes;  // serialized v1::VacancyCard: a third of the message's own size in memory
  std::string source;
  uint64_t sequence = 0;  // of the change that it shows
  std::vector<std::string> audience_countries;
  bool audience_public = true;
  absl::Time expires = absl::InfiniteFuture();
  // The day the source published it (its beginning in UTC), or when the hub received it if that was before.
  absl::Time published;
};

// Of a record that searches show.
Card MakeCard(const exchange::Entry& entry, const v1::Vacancy& vacancy);

// Whether searches of `reader` may show it at `now`.
bool Shows(const Card& card, const exchange::Reader& reader, absl::Time now);

// The audience as keywords: a reader sees a card iff they have one in common.
std::vector<std::string> AudienceKeywords(const exchange::Entry& entry);
std::vector<std::string> AudienceKeywords(const exchange::Reader& reader);

google::protobuf::Timestamp ToTimestamp(absl::Time time);

}  // namespace tabadul::jobs
