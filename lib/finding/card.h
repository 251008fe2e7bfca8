// What a list shows of a record of any kind, held in memory beside the index, so that a search asks no database; and who
// may see it. Pure; values are immutable once made.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"
#include "lib/exchange/exchange.h"
#include "lib/search/index.h"
#include "tabadul/common/v1/text.pb.h"

namespace tabadul::finding {

struct Card {
  std::string bytes;  // the kind's card, serialized: a third of the message's own size in memory
  std::string source;
  uint64_t sequence = 0;  // of the change that it shows
  std::vector<std::string> audience_countries;
  bool audience_public = true;
  absl::Time expires = absl::InfiniteFuture();
  // The day the source published it (its beginning in UTC), or when the hub received it if that was before.
  absl::Time published;
};

// `published`: as the source states it; null: it does not.
Card CardOf(const exchange::Entry& entry, std::string bytes, const common::v1::Date* published);

// Whether searches of `reader` may show it at `now`.
bool Shows(const Card& card, const exchange::Reader& reader, absl::Time now);

// The audience as keywords: a reader sees a card iff they have one in common.
std::vector<std::string> AudienceKeywords(const exchange::Entry& entry);
std::vector<std::string> AudienceKeywords(const exchange::Reader& reader);

// Where an index has what decides who may see a document: the column of AudienceKeywords, the number column of the end
// (microseconds since 1970), and the column of the source.
struct VisibilityColumns {
  int audience = 0;
  int expires = 0;
  int source = 0;
};
// Narrows a query to what `reader` may see at `now`, and not of these sources.
void Restrict(search::Query& query, const VisibilityColumns& columns, const exchange::Reader& reader,
              std::vector<std::string> hidden_sources, absl::Time now);

google::protobuf::Timestamp ToTimestamp(absl::Time time);

}  // namespace tabadul::finding
