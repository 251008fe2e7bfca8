#include "services/jobs/facets.h"

#include "lib/finding/code_names.h"
#include "lib/platform/messages/messages.h"
#include "lib/taxonomy/code_list.h"
#include "services/jobs/place.h"

namespace tabadul::jobs {
namespace {

using finding::IsNextLevel;
using finding::NameIn;

bool IsShown(v1::VacancyFacet facet, const v1::SearchVacanciesRequest& request, const std::string& value) {
  switch (facet) {
    case v1::VACANCY_FACET_OCCUPATION:
      return IsNextLevel(taxonomy::kIsco08, request.occupations(), value);
    case v1::VACANCY_FACET_INDUSTRY:
      return IsNextLevel(taxonomy::kIsic4, request.industries(), value);
    default:
      return true;
  }
}

std::string LabelOf(v1::VacancyFacet facet, const std::string& value, const std::string& language) {
  switch (facet) {
    case v1::VACANCY_FACET_COUNTRY:
      return NameIn(taxonomy::kCountries, value, language);
    case v1::VACANCY_FACET_OCCUPATION:
      return NameIn(taxonomy::kIsco08, value, language);
    case v1::VACANCY_FACET_INDUSTRY:
      return NameIn(taxonomy::kIsic4, value, language);
    case v1::VACANCY_FACET_LANGUAGE:
      return NameIn(taxonomy::kLanguages, value, language);
    case v1::VACANCY_FACET_EDUCATION:
      return NameIn(taxonomy::kIsced2011, value, language);
    case v1::VACANCY_FACET_OFFERING_TYPE:
      return messages::Text(language, "labels.offering-type." + value);
    case v1::VACANCY_FACET_WORKING_TIME:
      return messages::Text(language, "labels.working-time." + value);
    case v1::VACANCY_FACET_REMOTE:
      return messages::Text(language, "labels.remote." + value);
    case v1::VACANCY_FACET_CITY:
      return CityName(value, language);
    default:
      return value;  // a source's name
  }
}

}  // namespace

bool IsTree(Column column) { return column == Column::kOccupation || column == Column::kIndustry; }

Column ColumnOf(v1::VacancyFacet facet) {
  switch (facet) {
    case v1::VACANCY_FACET_OCCUPATION:
      return Column::kOccupation;
    case v1::VACANCY_FACET_INDUSTRY:
      return Column::kIndustry;
    case v1::VACANCY_FACET_LANGUAGE:
      return Column::kLanguage;
    case v1::VACANCY_FACET_EDUCATION:
      return Column::kEducation;
    case v1::VACANCY_FACET_OFFERING_TYPE:
      return Column::kOffering;
    case v1::VACANCY_FACET_WORKING_TIME:
      return Column::kWorkingTime;
    case v1::VACANCY_FACET_REMOTE:
      return Column::kRemote;
    case v1::VACANCY_FACET_SOURCE:
      return Column::kSource;
    case v1::VACANCY_FACET_CITY:
      return Column::kCity;
    default:
      return Column::kCountry;
  }
}

v1::FacetCounts ToFacetCounts(v1::VacancyFacet facet, const v1::SearchVacanciesRequest& request,
                              const finding::internal::Found::Facet& counts, const std::string& language) {
  v1::FacetCounts out;
  out.set_facet(facet);
  for (int i = 0; i < counts.values_size() && out.values_size() < finding::kMaxFacetValues; ++i) {
    if (!IsShown(facet, request, counts.values(i))) continue;
    auto& value = *out.add_values();
    value.set_value(counts.values(i));
    value.set_label(LabelOf(facet, counts.values(i), language));
    value.set_vacancies(counts.documents(i));
  }
  return out;
}

}  // namespace tabadul::jobs
