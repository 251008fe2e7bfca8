#include "services/statistics/practices/practice_facets.h"

#include <algorithm>

#include "lib/finding/code_names.h"
#include "lib/platform/messages/messages.h"
#include "lib/taxonomy/code_list.h"
#include "services/statistics/practices/practice_document.h"

namespace tabadul::statistics {
namespace {

PracticeColumn ColumnOf(v1::PracticeFacet facet) {
  switch (facet) {
    case v1::PRACTICE_FACET_TYPE:
      return PracticeColumn::kType;
    case v1::PRACTICE_FACET_TOPIC:
      return PracticeColumn::kTopic;
    case v1::PRACTICE_FACET_EVIDENCE:
      return PracticeColumn::kEvidence;
    case v1::PRACTICE_FACET_LANGUAGE:
      return PracticeColumn::kLanguage;
    case v1::PRACTICE_FACET_SOURCE:
      return PracticeColumn::kSource;
    default:
      return PracticeColumn::kCountry;
  }
}

std::string LabelOf(v1::PracticeFacet facet, const std::string& value, const std::string& language) {
  switch (facet) {
    case v1::PRACTICE_FACET_COUNTRY:
      return finding::NameIn(taxonomy::kCountries, value, language);
    case v1::PRACTICE_FACET_TYPE:
      return messages::Text(language, "labels.practice-type." + value);
    case v1::PRACTICE_FACET_TOPIC:
      return messages::Text(language, "labels.practice-topic." + value);
    case v1::PRACTICE_FACET_EVIDENCE:
      return messages::Text(language, "labels.evidence-level." + value);
    case v1::PRACTICE_FACET_LANGUAGE:
      return finding::NameIn(taxonomy::kLanguages, value, language);
    default:
      return value;  // a source's name
  }
}

}  // namespace

search::Query::Facet FacetOf(v1::PracticeFacet facet) {
  return {.column = static_cast<int>(ColumnOf(facet)), .limit = finding::kMaxFacetValues};
}

v1::PracticeFacetCounts ToFacetCounts(v1::PracticeFacet facet, const finding::internal::Found::Facet& counts,
                                      const std::string& language) {
  v1::PracticeFacetCounts out;
  out.set_facet(facet);
  for (int i = 0; i < std::min(counts.values_size(), finding::kMaxFacetValues); ++i) {
    auto& value = *out.add_values();
    value.set_value(counts.values(i));
    value.set_label(LabelOf(facet, counts.values(i), language));
    value.set_practices(counts.documents(i));
  }
  return out;
}

}  // namespace tabadul::statistics
