#include "services/jobs/document.h"

#include "lib/finding/document.h"
#include "services/jobs/coding.h"
#include "services/jobs/facets.h"

namespace tabadul::jobs {
namespace {

enum Field { kTitle, kEmployer, kDescription };

constexpr size_t kAllValues = 10'000;  // of a tree; its facet chooses a level

constexpr int Index(Number number) { return static_cast<int>(number); }

search::Query::Near ToNear(const Wanted& wanted) {
  search::Query::Near near{.latitude = Index(Number::kLatitude),
                           .longitude = Index(Number::kLongitude),
                           .at_latitude = wanted.near->latitude,
                           .at_longitude = wanted.near->longitude};
  if (wanted.within_km) near.within = int64_t{*wanted.within_km} * 1000;
  near.nearest_first = wanted.order == v1::VACANCY_ORDER_DISTANCE;
  return near;
}

}  // namespace

finding::VisibilityColumns Visibility() {
  return {.audience = static_cast<int>(Column::kAudience),
          .expires = Index(Number::kExpires),
          .source = static_cast<int>(Column::kSource)};
}

search::Schema IndexSchema() {
  // A word in the title says what the work is; a long description is held against it a little less than
  // BM25's default.
  return {.fields = {{"title", 4.0, 0.5}, {"employer", 2.0, 0.5}, {"description", 1.0, 0.7}},
          .keywords = ColumnNames(),
          .numbers = NumberNames()};
}

search::Document ToDocument(const exchange::Entry& entry, const v1::Vacancy& vacancy,
                            const finding::Card& card, const pay::Rates& rates) {
  search::Document document;
  document.id = entry.hub_id;
  finding::AddTexts(kTitle, vacancy.title(), document);
  finding::AddTexts(kEmployer, vacancy.employer().name(), document);
  finding::AddTexts(kDescription, vacancy.description(), document);
  if (const std::string code = SearchedOccupation(entry); !code.empty()) document.concepts.push_back(code);
  document.keywords = KeywordsOf(entry, vacancy);
  document.numbers = NumbersOf(vacancy, card, rates);
  return document;
}

search::Query ToQuery(const Wanted& wanted) {
  search::Query query;
  query.text = wanted.text;
  if (!wanted.occupation.empty()) query.alternative = {wanted.occupation, Index(Number::kPublished)};
  for (const auto& [column, values] : wanted.any_of)
    query.any_of.push_back({static_cast<int>(column), values});
  if (wanted.published_since != absl::InfinitePast()) {
    query.ranges.push_back(
        {.column = Index(Number::kPublished), .min = absl::ToUnixMicros(wanted.published_since)});
  }
  if (wanted.education_up_to) {
    query.ranges.push_back(
        {.column = Index(Number::kEducation), .max = *wanted.education_up_to, .or_missing = true});
  }
  if (wanted.pays_at_least)
    query.ranges.push_back({.column = Index(Number::kPay), .min = *wanted.pays_at_least});
  if (wanted.order == v1::VACANCY_ORDER_DATE) query.newest_by = Index(Number::kPublished);
  if (wanted.order == v1::VACANCY_ORDER_PAY) query.newest_by = Index(Number::kPay);
  if (wanted.near) query.near = ToNear(wanted);
  for (const Column column : wanted.facets) {
    const size_t limit = IsTree(column) ? kAllValues : finding::kMaxFacetValues;
    query.facets.push_back({.column = static_cast<int>(column), .limit = limit});
  }
  query.page_size = wanted.page_size;
  query.continuation = wanted.continuation;
  return query;
}

}  // namespace tabadul::jobs
