#include "services/jobs/facets.h"

#include <algorithm>

#include "lib/platform/messages/messages.h"
#include "lib/taxonomy/code_list.h"
#include "services/jobs/place.h"

namespace tabadul::jobs {
namespace {

using Asked = google::protobuf::RepeatedPtrField<std::string>;

// Of a tree: the top without a filter, else what stands directly under the groups asked for, and of a leaf itself.
bool IsNextLevel(std::string_view scheme, const Asked& asked, const std::string& code) {
  const taxonomy::CodeList& list = taxonomy::List(scheme);
  const std::string_view parent = list.Parent(code);
  if (asked.empty()) return parent.empty();
  const auto has = [&](std::string_view wanted) {
    return std::find(asked.begin(), asked.end(), wanted) != asked.end();
  };
  if (has(parent)) return true;
  if (!has(code)) return false;
  const auto& codes = list.codes();
  return std::none_of(codes.begin(), codes.end(), [&](const auto& one) { return one.parent == code; });
}

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

// In the reader's language where the list has it, else in English.
std::string NameIn(std::string_view scheme, const std::string& code, const std::string& language) {
  const taxonomy::CodeList::Code* found = taxonomy::List(scheme).Find(code);
  if (found == nullptr) return code;
  const std::string& name = language == "ar" ? found->ar : language == "fr" ? found->fr : found->en;
  if (!name.empty()) return name;
  return found->en.empty() ? code : found->en;
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

std::string OccupationName(const std::string& code, const std::string& language) {
  return NameIn(taxonomy::kIsco08, code, language);
}

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
                              const internal::Found::Facet& counts, const std::string& language) {
  v1::FacetCounts out;
  out.set_facet(facet);
  for (int i = 0; i < counts.values_size() && out.values_size() < kMaxFacetValues; ++i) {
    if (!IsShown(facet, request, counts.values(i))) continue;
    auto& value = *out.add_values();
    value.set_value(counts.values(i));
    value.set_label(LabelOf(facet, counts.values(i), language));
    value.set_vacancies(counts.vacancies(i));
  }
  return out;
}

}  // namespace tabadul::jobs
