#include "services/statistics/practices/practice_document.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "lib/finding/document.h"
#include "lib/platform/base/on_arena.h"

namespace tabadul::statistics {
namespace {

using finding::AddFilter;
using finding::AddKeyword;
using finding::AddTexts;
using finding::ValueOf;

enum Field { kTitle, kSummary, kOffice, kBody };

// Beyond any year that a practice can say (1900 to 2200).
constexpr int64_t kAnyYearFrom = 0, kAnyYearUntil = 9'999;

void Fill(const exchange::Entry& entry, const v1::GoodPractice& practice, v1::GoodPracticeCard& card) {
  card.set_hub_id(entry.hub_id);
  card.set_source(entry.source);
  *card.mutable_title() = practice.title();
  *card.mutable_summary() = practice.summary();
  card.set_original_language(practice.original_language());
  card.set_type(practice.type());
  *card.mutable_topics() = practice.topics();
  *card.mutable_countries() = practice.countries();
  if (practice.has_period()) *card.mutable_period() = practice.period();
  card.set_evidence(practice.evidence());
  *card.mutable_office() = practice.office().name();
  if (practice.has_published()) *card.mutable_published() = practice.published();
  *card.mutable_create_time() = finding::ToTimestamp(entry.created);
  *card.mutable_update_time() = finding::ToTimestamp(entry.updated);
}

// "fr" of "fr-MA".
std::string Primary(const std::string& tag) { return tag.substr(0, tag.find('-')); }

finding::Keywords KeywordsOf(const exchange::Entry& entry, const v1::GoodPractice& practice) {
  finding::Keywords keywords;
  keywords.reserve(finding::kUsualKeywords);
  for (const std::string& country : entry.countries) AddKeyword(keywords, PracticeColumn::kCountry, country);
  AddKeyword(keywords, PracticeColumn::kType, ValueOf(practice.type()));
  for (const int topic : practice.topics())
    AddKeyword(keywords, PracticeColumn::kTopic, ValueOf(static_cast<v1::PracticeTopic>(topic)));
  AddKeyword(keywords, PracticeColumn::kEvidence, ValueOf(practice.evidence()));
  for (const auto& summary : practice.summary().translations())
    AddKeyword(keywords, PracticeColumn::kLanguage, Primary(summary.language()));
  AddKeyword(keywords, PracticeColumn::kSource, entry.source);
  for (std::string& keyword : finding::AudienceKeywords(entry))
    AddKeyword(keywords, PracticeColumn::kAudience, std::move(keyword));
  return keywords;
}

// First and last year in which it is in force; none: nothing is stated.
std::optional<std::pair<int64_t, int64_t>> YearsOf(const v1::PracticePeriod& period) {
  const bool goes_on = period.ongoing() == common::v1::TRI_STATE_YES;
  if (period.first_year() == 0 && period.last_year() == 0 && !goes_on) return std::nullopt;
  const int64_t first = period.first_year() == 0 ? kAnyYearFrom : period.first_year();
  if (period.last_year() != 0) return std::pair(first, int64_t{period.last_year()});
  const bool is_over = period.ongoing() == common::v1::TRI_STATE_NO;
  return std::pair(first, is_over ? first : kAnyYearUntil);
}

std::vector<search::Document::Number> NumbersOf(const v1::GoodPractice& practice, const finding::Card& card) {
  std::vector<search::Document::Number> numbers;
  const auto add = [&](PracticeNumber column, int64_t value) {
    numbers.push_back({static_cast<int>(column), value});
  };
  add(PracticeNumber::kPublished, absl::ToUnixMicros(card.published));
  if (card.expires != absl::InfiniteFuture()) add(PracticeNumber::kExpires, absl::ToUnixMicros(card.expires));
  if (const auto years = YearsOf(practice.period())) {
    add(PracticeNumber::kFirstYear, years->first);
    add(PracticeNumber::kLastYear, years->second);
  }
  if (practice.evidence() != v1::EVIDENCE_LEVEL_UNSPECIFIED)
    add(PracticeNumber::kEvidence, practice.evidence());
  return numbers;
}

search::Document ToDocument(const exchange::Entry& entry, const v1::GoodPractice& practice,
                            const finding::Card& card) {
  search::Document document;
  document.id = entry.hub_id;
  AddTexts(kTitle, practice.title(), document);
  AddTexts(kSummary, practice.summary(), document);
  AddTexts(kOffice, practice.office().name(), document);
  AddTexts(kBody, practice.body(), document);
  for (const v1::PracticeResult& result : practice.results()) AddTexts(kBody, result.name(), document);
  for (const v1::PracticeAttachment& attachment : practice.attachments())
    AddTexts(kBody, attachment.title(), document);
  document.keywords = KeywordsOf(entry, practice);
  document.numbers = NumbersOf(practice, card);
  return document;
}

// Summary and body as one text a language, for snippets.
common::v1::LocalizedText TextOf(const v1::GoodPractice& practice) {
  common::v1::LocalizedText text = practice.summary();
  for (const auto& body : practice.body().translations()) {
    auto& all = *text.mutable_translations();
    const auto same = std::find_if(all.begin(), all.end(), [&](const auto& summary) {
      return summary.language() == body.language() && summary.method() == body.method();
    });
    if (same == all.end()) {
      *all.Add() = body;
    } else {
      same->mutable_text()->append("\n" + body.text());
    }
  }
  return text;
}

// Titles and offices to correct by.
finding::Terms TermsOf(const v1::GoodPracticeCard& shown) {
  finding::Terms terms;
  finding::AddWords(shown.title(), terms);
  finding::AddWords(shown.office(), terms);
  return terms;
}

std::optional<finding::Presentation::Shown> Show(const exchange::Entry& entry) {
  OnArena<v1::GoodPractice> practice;
  if (!practice->ParseFromString(entry.payload)) return std::nullopt;
  OnArena<v1::GoodPracticeCard> card;
  Fill(entry, *practice, *card);
  finding::Presentation::Shown shown;
  shown.card = finding::CardOf(entry, card->SerializeAsString(),
                               practice->has_published() ? &practice->published() : nullptr);
  shown.document = ToDocument(entry, *practice, shown.card);
  if (entry.audience_public) shown.terms = TermsOf(*card);
  shown.text = TextOf(*practice).SerializeAsString();
  return shown;
}

template <class Enum>
std::vector<std::string> NamesOf(const google::protobuf::RepeatedField<int>& values) {
  std::vector<std::string> names;
  for (const int value : values) names.push_back(ValueOf(static_cast<Enum>(value)));
  return names;
}

void AddYears(const v1::SearchGoodPracticesRequest& request, search::Query& query) {
  if (request.from_year() != 0)
    query.ranges.push_back(
        {.column = static_cast<int>(PracticeNumber::kLastYear), .min = request.from_year()});
  if (request.until_year() != 0)
    query.ranges.push_back(
        {.column = static_cast<int>(PracticeNumber::kFirstYear), .max = request.until_year()});
}

// Number column of the order; -1: relevance.
int NewestBy(v1::PracticeOrder order, bool has_words) {
  if (order == v1::PRACTICE_ORDER_EVIDENCE) return static_cast<int>(PracticeNumber::kEvidence);
  const bool by_words = order != v1::PRACTICE_ORDER_DATE && has_words;
  return by_words ? -1 : static_cast<int>(PracticeNumber::kPublished);
}

}  // namespace

finding::Presentation PracticePresentation() {
  finding::Presentation presentation;
  presentation.schema = {
      .fields = {{"title", 4.0, 0.5}, {"summary", 2.0, 0.5}, {"office", 1.0, 0.5}, {"body", 1.0, 0.7}},
      .keywords = {"country", "type", "topic", "evidence", "language", "source", "audience"},
      .numbers = {"published", "expires", "first_year", "last_year", "evidence"}};
  presentation.visibility = {.audience = static_cast<int>(PracticeColumn::kAudience),
                             .expires = static_cast<int>(PracticeNumber::kExpires),
                             .source = static_cast<int>(PracticeColumn::kSource)};
  presentation.show = Show;
  presentation.terms = [](const finding::Card& card) {
    OnArena<v1::GoodPracticeCard> shown;
    return shown->ParseFromString(card.bytes) ? TermsOf(*shown) : finding::Terms();
  };
  return presentation;
}

search::Query ToQuery(const v1::SearchGoodPracticesRequest& request, const std::string& words,
                      bool has_words) {
  search::Query query;
  query.text = words;
  AddFilter(query, PracticeColumn::kCountry, request.countries());
  AddFilter(query, PracticeColumn::kType, NamesOf<v1::PracticeType>(request.types()));
  AddFilter(query, PracticeColumn::kTopic, NamesOf<v1::PracticeTopic>(request.topics()));
  AddFilter(query, PracticeColumn::kEvidence, NamesOf<v1::EvidenceLevel>(request.evidence()));
  AddFilter(query, PracticeColumn::kLanguage, request.languages());
  AddFilter(query, PracticeColumn::kSource, request.sources());
  AddYears(request, query);
  query.newest_by = NewestBy(request.order(), has_words);
  return query;
}

}  // namespace tabadul::statistics
