#include "lib/finding/card.h"

#include <algorithm>

#include "absl/time/civil_time.h"
#include "google/protobuf/util/time_util.h"
#include "lib/platform/base/mutant.h"

namespace tabadul::finding {
namespace {

constexpr char kEverybody[] = "*";

absl::Time Published(const exchange::Entry& entry, const common::v1::Date& date) {
  const absl::CivilDay day(date.year(), date.month(), date.day());
  // A day yet to come would stand first in every list until it has come.
  return std::min(absl::FromCivil(day, absl::UTCTimeZone()), entry.created);
}

std::string Owner(std::string_view source) { return "=" + std::string(source); }

}  // namespace

google::protobuf::Timestamp ToTimestamp(absl::Time time) {
  return google::protobuf::util::TimeUtil::NanosecondsToTimestamp(absl::ToUnixNanos(time));
}

Card CardOf(const exchange::Entry& entry, std::string bytes, const common::v1::Date* published) {
  Card card;
  card.bytes = std::move(bytes);
  card.source = entry.source;
  card.sequence = entry.sequence;
  card.audience_countries = entry.audience_countries;
  card.audience_public = entry.audience_public;
  card.expires = entry.expires;
  card.published = published != nullptr ? Published(entry, *published) : entry.created;
  return card;
}

bool Shows(const Card& card, const exchange::Reader& reader, absl::Time now) {
  if (card.expires <= now) return false;
  const auto& countries = card.audience_countries;
  return reader.all || card.audience_public || (!reader.source.empty() && reader.source == card.source) ||
         (!reader.country.empty() &&
          std::find(countries.begin(), countries.end(), reader.country) != countries.end());
}

std::vector<std::string> AudienceKeywords(const exchange::Entry& entry) {
  if (entry.audience_public) return {kEverybody};
  std::vector<std::string> keywords = entry.audience_countries;
  keywords.push_back(Owner(entry.source));
  return keywords;
}

std::vector<std::string> AudienceKeywords(const exchange::Reader& reader) {
  std::vector<std::string> keywords = {kEverybody};
  if (!reader.country.empty()) keywords.push_back(reader.country);
  if (!reader.source.empty()) keywords.push_back(Owner(reader.source));
  return keywords;
}

void Restrict(search::Query& query, const VisibilityColumns& columns, const exchange::Reader& reader,
              std::vector<std::string> hidden_sources, absl::Time now) {
  if (!hidden_sources.empty() && !MUTANT("find_hidden_sources"))
    query.none_of.push_back({columns.source, std::move(hidden_sources)});
  if (!reader.all) query.any_of.push_back({columns.audience, AudienceKeywords(reader)});
  query.ranges.push_back({.column = columns.expires, .min = absl::ToUnixMicros(now) + 1, .or_missing = true});
}

}  // namespace tabadul::finding
