#include "services/jobs/training_facets.h"

#include "lib/finding/code_names.h"
#include "lib/platform/messages/messages.h"
#include "lib/taxonomy/code_list.h"
#include "services/jobs/place.h"
#include "services/jobs/training_document.h"

namespace tabadul::jobs {
namespace {

using finding::IsNextLevel;
using finding::NameIn;

TrainingColumn ColumnOf(v1::TrainingFacet facet) {
  switch (facet) {
    case v1::TRAINING_FACET_CITY:
      return TrainingColumn::kCity;
    case v1::TRAINING_FACET_MODE:
      return TrainingColumn::kMode;
    case v1::TRAINING_FACET_LANGUAGE:
      return TrainingColumn::kLanguage;
    case v1::TRAINING_FACET_LEVEL:
      return TrainingColumn::kLevel;
    case v1::TRAINING_FACET_FIELD:
      return TrainingColumn::kField;
    case v1::TRAINING_FACET_OCCUPATION:
      return TrainingColumn::kOccupation;
    case v1::TRAINING_FACET_SOURCE:
      return TrainingColumn::kSource;
    default:
      return TrainingColumn::kCountry;
  }
}

bool IsShown(v1::TrainingFacet facet, const v1::SearchTrainingOffersRequest& request,
             const std::string& value) {
  switch (facet) {
    case v1::TRAINING_FACET_COUNTRY:
      return value != kOnline;
    case v1::TRAINING_FACET_FIELD:
      return IsNextLevel(taxonomy::kIscedF2013, request.fields(), value);
    case v1::TRAINING_FACET_OCCUPATION:
      return IsNextLevel(taxonomy::kIsco08, request.occupations(), value);
    default:
      return true;
  }
}

std::string LabelOf(v1::TrainingFacet facet, const std::string& value, const std::string& language) {
  switch (facet) {
    case v1::TRAINING_FACET_COUNTRY:
      return NameIn(taxonomy::kCountries, value, language);
    case v1::TRAINING_FACET_CITY:
      return CityName(value, language);
    case v1::TRAINING_FACET_MODE:
      return messages::Text(language, "labels.training-mode." + value);
    case v1::TRAINING_FACET_LANGUAGE:
      return NameIn(taxonomy::kLanguages, value, language);
    case v1::TRAINING_FACET_LEVEL:
      return NameIn(taxonomy::kIsced2011, value, language);
    case v1::TRAINING_FACET_FIELD:
      return NameIn(taxonomy::kIscedF2013, value, language);
    case v1::TRAINING_FACET_OCCUPATION:
      return NameIn(taxonomy::kIsco08, value, language);
    default:
      return value;  // a source's name
  }
}

}  // namespace

search::Query::Facet FacetOf(v1::TrainingFacet facet) {
  // Of a tree, and of countries, not every value is shown: which are, is known only when all are counted.
  const bool all = facet == v1::TRAINING_FACET_FIELD || facet == v1::TRAINING_FACET_OCCUPATION;
  constexpr size_t kAllValues = 10'000;
  return {.column = static_cast<int>(ColumnOf(facet)),
          .limit = all ? kAllValues : finding::kMaxFacetValues + 1};
}

v1::TrainingFacetCounts ToFacetCounts(v1::TrainingFacet facet, const v1::SearchTrainingOffersRequest& request,
                                      const finding::internal::Found::Facet& counts,
                                      const std::string& language) {
  v1::TrainingFacetCounts out;
  out.set_facet(facet);
  for (int i = 0; i < counts.values_size() && out.values_size() < finding::kMaxFacetValues; ++i) {
    if (!IsShown(facet, request, counts.values(i))) continue;
    auto& value = *out.add_values();
    value.set_value(counts.values(i));
    value.set_label(LabelOf(facet, counts.values(i), language));
    value.set_offers(counts.documents(i));
  }
  return out;
}

}  // namespace tabadul::jobs
