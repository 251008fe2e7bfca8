#include "services/jobs/card.h"

#include <algorithm>

#include "absl/time/civil_time.h"
#include "google/protobuf/util/time_util.h"
#include "services/jobs/coding.h"

namespace tabadul::jobs {
namespace {

constexpr int kShownLocations = 3;
constexpr char kEverybody[] = "*";

absl::Time Published(const exchange::Entry& entry, const v1::Vacancy& vacancy) {
  if (!vacancy.has_published()) return entry.created;
  const auto& date = vacancy.published();
  const absl::CivilDay day(date.year(), date.month(), date.day());
  // A day yet to come would stand first in every list until it has come.
  return std::min(absl::FromCivil(day, absl::UTCTimeZone()), entry.created);
}

v1::VacancyCard ToProto(const exchange::Entry& entry, const v1::Vacancy& vacancy) {
  v1::VacancyCard card;
  card.set_hub_id(entry.hub_id);
  card.set_source(entry.source);
  *card.mutable_title() = vacancy.title();
  if (vacancy.employer().has_name()) *card.mutable_employer() = vacancy.employer().name();
  for (int i = 0; i < std::min(vacancy.locations_size(), kShownLocations); ++i) {
    *card.add_locations() = vacancy.locations(i);
  }
  card.set_occupation(vacancy.occupation().code());
  card.set_suggested_occupation(SuggestedOccupation(entry));
  if (vacancy.has_pay()) *card.mutable_pay() = vacancy.pay();
  if (vacancy.has_published()) *card.mutable_published() = vacancy.published();
  if (vacancy.has_apply_by()) *card.mutable_apply_by() = vacancy.apply_by();
  if (vacancy.employer().has_register_checked())
    *card.mutable_employer_register_checked() = vacancy.employer().register_checked();
  *card.mutable_create_time() = ToTimestamp(entry.created);
  *card.mutable_update_time() = ToTimestamp(entry.updated);
  return card;
}

std::string Owner(std::string_view source) { return "=" + std::string(source); }

}  // namespace

google::protobuf::Timestamp ToTimestamp(absl::Time time) {
  return google::protobuf::util::TimeUtil::NanosecondsToTimestamp(absl::ToUnixNanos(time));
}

Card MakeCard(const exchange::Entry& entry, const v1::Vacancy& vacancy) {
  Card card;
  card.bytes = ToProto(entry, vacancy).SerializeAsString();
  card.source = entry.source;
  card.sequence = entry.sequence;
  card.audience_countries = entry.audience_countries;
  card.audience_public = entry.audience_public;
  card.expires = entry.expires;
  card.published = Published(entry, vacancy);
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

}  // namespace tabadul::jobs
