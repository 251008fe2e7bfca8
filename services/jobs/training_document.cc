#include "services/jobs/training_document.h"

#include <algorithm>

#include "absl/time/civil_time.h"
#include "lib/finding/document.h"
#include "lib/platform/base/on_arena.h"
#include "services/jobs/place.h"
#include "services/jobs/promises.h"

namespace tabadul::jobs {
namespace {

using finding::AddFilter;
using finding::AddKeyword;
using finding::AddTexts;

enum Field { kTitle, kProvider, kSkills, kDescription };

constexpr int kShownEntries = 3;  // of a list
// Beyond any day that a contract's Date can say (1900 to 2200).
constexpr int64_t kAnyDayFrom = -1'000'000, kAnyDayUntil = 1'000'000;

void Fill(const exchange::Entry& entry, const v1::TrainingOffer& offer, v1::TrainingOfferCard& card) {
  card.set_hub_id(entry.hub_id);
  card.set_source(entry.source);
  *card.mutable_title() = offer.title();
  *card.mutable_provider() = offer.provider().name();
  for (int i = 0; i < std::min(offer.locations_size(), kShownEntries); ++i)
    *card.add_locations() = offer.locations(i);
  card.set_mode(offer.mode());
  for (const v1::TaughtLanguage& language : offer.languages()) card.add_languages(language.language());
  card.set_isced_level(offer.isced_level());
  card.set_isced_field(offer.isced_field());
  for (int i = 0; i < std::min(offer.target_occupations_size(), kShownEntries); ++i)
    card.add_occupations(offer.target_occupations(i).code());
  card.set_hours(offer.hours());
  if (offer.has_start_date()) *card.mutable_start_date() = offer.start_date();
  card.set_flexible_start(offer.flexible_start());
  if (offer.has_apply_by()) *card.mutable_apply_by() = offer.apply_by();
  if (offer.has_price()) {
    *card.mutable_price() = offer.price();
    card.mutable_price()->clear_text();
  }
  if (offer.has_published()) *card.mutable_published() = offer.published();
  *card.mutable_create_time() = finding::ToTimestamp(entry.created);
  *card.mutable_update_time() = finding::ToTimestamp(entry.updated);
}

finding::Keywords KeywordsOf(const exchange::Entry& entry, const v1::TrainingOffer& offer) {
  finding::Keywords keywords;
  keywords.reserve(finding::kUsualKeywords);
  for (const std::string& country : entry.countries) AddKeyword(keywords, TrainingColumn::kCountry, country);
  if (offer.mode() == v1::TRAINING_MODE_ONLINE) AddKeyword(keywords, TrainingColumn::kCountry, kOnline);
  for (const v1::Location& location : offer.locations())
    AddKeyword(keywords, TrainingColumn::kCity, CityValueOf(location));
  AddKeyword(keywords, TrainingColumn::kMode, finding::ValueOf(offer.mode()));
  for (const v1::TaughtLanguage& language : offer.languages())
    AddKeyword(keywords, TrainingColumn::kLanguage, language.language());
  AddKeyword(keywords, TrainingColumn::kLevel, offer.isced_level());
  finding::AddTree(keywords, TrainingColumn::kField, taxonomy::kIscedF2013, offer.isced_field());
  for (const auto& occupation : offer.target_occupations())
    finding::AddTree(keywords, TrainingColumn::kOccupation, taxonomy::kIsco08, occupation.code());
  AddKeyword(keywords, TrainingColumn::kSource, entry.source);
  if (offer.price().free() == common::v1::TRI_STATE_YES) AddKeyword(keywords, TrainingColumn::kTerm, kFree);
  if (offer.eligibility().open_to_foreigners() == common::v1::TRI_STATE_YES)
    AddKeyword(keywords, TrainingColumn::kTerm, kOpenToForeigners);
  for (std::string& keyword : finding::AudienceKeywords(entry))
    AddKeyword(keywords, TrainingColumn::kAudience, std::move(keyword));
  return keywords;
}

int64_t DayOf(const common::v1::Date& date) {
  return absl::CivilDay(date.year(), date.month(), date.day()) - absl::CivilDay(1970);
}

std::vector<search::Document::Number> NumbersOf(const v1::TrainingOffer& offer, const finding::Card& card) {
  std::vector<search::Document::Number> numbers;
  const auto add = [&](TrainingNumber column, int64_t value) {
    numbers.push_back({static_cast<int>(column), value});
  };
  add(TrainingNumber::kPublished, absl::ToUnixMicros(card.published));
  if (card.expires != absl::InfiniteFuture()) add(TrainingNumber::kExpires, absl::ToUnixMicros(card.expires));
  if (offer.flexible_start()) {
    add(TrainingNumber::kStartsFrom, kAnyDayFrom);
    add(TrainingNumber::kStartsUntil, kAnyDayUntil);
  } else if (offer.has_start_date()) {
    const int64_t day = DayOf(offer.start_date());
    add(TrainingNumber::kStartsFrom, day);
    add(TrainingNumber::kStartsUntil, day);
    add(TrainingNumber::kSooner, -day);
  }
  const std::string& entry = offer.entry().isced_level();
  if (entry.size() == 1) add(TrainingNumber::kEntry, entry[0] - '0');
  return numbers;
}

}  // namespace

search::Schema TrainingSchema() {
  return {.fields = {{"title", 4.0, 0.5},
                     {"provider", 2.0, 0.5},
                     {"skills", 2.0, 0.5},
                     {"description", 1.0, 0.7}},
          .keywords = {"country", "city", "mode", "language", "level", "field", "occupation", "source",
                       "term", "audience"},
          .numbers = {"published", "expires", "starts_from", "starts_until", "sooner", "entry"}};
}

finding::VisibilityColumns TrainingVisibility() {
  return {.audience = static_cast<int>(TrainingColumn::kAudience),
          .expires = static_cast<int>(TrainingNumber::kExpires),
          .source = static_cast<int>(TrainingColumn::kSource)};
}

finding::Card MakeCard(const exchange::Entry& entry, const v1::TrainingOffer& offer,
                       v1::TrainingOfferCard& shown) {
  Fill(entry, offer, shown);
  return finding::CardOf(entry, shown.SerializeAsString(),
                         offer.has_published() ? &offer.published() : nullptr);
}

search::Document ToDocument(const exchange::Entry& entry, const v1::TrainingOffer& offer,
                            const finding::Card& card) {
  search::Document document;
  document.id = entry.hub_id;
  AddTexts(kTitle, offer.title(), document);
  AddTexts(kProvider, offer.provider().name(), document);
  for (const v1::AcquiredSkill& skill : offer.skills()) AddTexts(kSkills, skill.name(), document);
  AddTexts(kSkills, offer.award().name(), document);
  AddTexts(kDescription, offer.description(), document);
  for (const auto& occupation : offer.target_occupations()) document.concepts.push_back(occupation.code());
  document.keywords = KeywordsOf(entry, offer);
  document.numbers = NumbersOf(offer, card);
  return document;
}

finding::Terms TermsOfTrainingOffer(const finding::Card& card) {
  OnArena<v1::TrainingOfferCard> shown;
  return shown->ParseFromString(card.bytes) ? TermsOf(*shown) : finding::Terms();
}

finding::Terms TermsOf(const v1::TrainingOfferCard& shown) {
  finding::Terms terms;
  finding::AddWords(shown.title(), terms);
  finding::AddWords(shown.provider(), terms);
  for (const v1::Location& location : shown.locations()) finding::AddWords(location.city(), terms);
  return terms;
}

namespace {

void AddKeywordFilters(const v1::SearchTrainingOffersRequest& request, search::Query& query) {
  std::vector<std::string> countries(request.countries().begin(), request.countries().end());
  if (!countries.empty() && request.or_online()) countries.push_back(kOnline);
  AddFilter(query, TrainingColumn::kCountry, countries);
  AddFilter(query, TrainingColumn::kCity, CityValuesOf(request.cities(), request.countries()));
  std::vector<std::string> modes;
  for (const int mode : request.modes())
    modes.push_back(finding::ValueOf(static_cast<v1::TrainingMode>(mode)));
  AddFilter(query, TrainingColumn::kMode, modes);
  AddFilter(query, TrainingColumn::kLanguage, request.languages());
  AddFilter(query, TrainingColumn::kLevel, request.levels());
  AddFilter(query, TrainingColumn::kField, request.fields());
  AddFilter(query, TrainingColumn::kOccupation, request.occupations());
  AddFilter(query, TrainingColumn::kSource, request.sources());
  const auto promised = [&](bool asked, const char* term) {
    if (asked) query.any_of.push_back({static_cast<int>(TrainingColumn::kTerm), {term}});
  };
  promised(request.free(), kFree);
  promised(request.open_to_foreigners(), kOpenToForeigners);
}

void AddRanges(const v1::SearchTrainingOffersRequest& request, search::Query& query) {
  const auto column = [](TrainingNumber number) { return static_cast<int>(number); };
  if (request.has_starts_from()) {
    query.ranges.push_back(
        {.column = column(TrainingNumber::kStartsUntil), .min = DayOf(request.starts_from())});
  }
  if (request.has_starts_until()) {
    query.ranges.push_back(
        {.column = column(TrainingNumber::kStartsFrom), .max = DayOf(request.starts_until())});
  }
  if (!request.education_up_to().empty()) {
    query.ranges.push_back({.column = column(TrainingNumber::kEntry),
                            .max = request.education_up_to()[0] - '0',
                            .or_missing = true});
  }
}

// Number column of the order; -1: relevance.
int NewestBy(v1::TrainingOrder order, bool has_words) {
  if (order == v1::TRAINING_ORDER_START) return static_cast<int>(TrainingNumber::kSooner);
  const bool by_words = order != v1::TRAINING_ORDER_DATE && has_words;
  return by_words ? -1 : static_cast<int>(TrainingNumber::kPublished);
}

}  // namespace

search::Query ToQuery(const v1::SearchTrainingOffersRequest& request, const std::string& words,
                      const std::string& occupation, bool has_words) {
  search::Query query;
  query.text = words;
  if (!occupation.empty()) query.alternative = {occupation, static_cast<int>(TrainingNumber::kPublished)};
  AddKeywordFilters(request, query);
  AddRanges(request, query);
  query.newest_by = NewestBy(request.order(), has_words);
  return query;
}

}  // namespace tabadul::jobs
