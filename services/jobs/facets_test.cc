// What a reader is shown of counted values: the level of a tree below what was asked for, in the reader's language.
#include "services/jobs/facets.h"

#include "absl/strings/str_join.h"
#include "gtest/gtest.h"
#include "services/jobs/vacancy_samples.h"

namespace tabadul::jobs {
namespace {

std::string Values(const v1::FacetCounts& counts) {
  return absl::StrJoin(counts.values(), " ", [](std::string* out, const auto& value) {
    out->append(value.value() + "=" + std::to_string(value.vacancies()));
  });
}

finding::internal::Found::Facet Counts(const std::vector<std::pair<std::string, int64_t>>& counts) {
  finding::internal::Found::Facet facet;
  for (const auto& [value, vacancies] : counts) {
    facet.add_values(value);
    facet.add_documents(vacancies);
  }
  return facet;
}

const finding::internal::Found::Facet kOccupations =
    Counts({{"2", 9}, {"22", 7}, {"222", 7}, {"2221", 6}, {"2222", 1}, {"21", 2}, {"5", 1}});

TEST(Facets, ATreeIsShownOneLevelBelowWhatWasAsked) {
  v1::SearchVacanciesRequest request;
  EXPECT_EQ(Values(ToFacetCounts(v1::VACANCY_FACET_OCCUPATION, request, kOccupations, "en")), "2=9 5=1");
  request.add_occupations("2");
  EXPECT_EQ(Values(ToFacetCounts(v1::VACANCY_FACET_OCCUPATION, request, kOccupations, "en")), "22=7 21=2");
  request.add_occupations("222");
  EXPECT_EQ(Values(ToFacetCounts(v1::VACANCY_FACET_OCCUPATION, request, kOccupations, "en")),
            "22=7 2221=6 2222=1 21=2");
  request.clear_occupations();
  request.add_occupations("2221");
  EXPECT_EQ(Values(ToFacetCounts(v1::VACANCY_FACET_OCCUPATION, request, kOccupations, "en")), "2221=6");
}

TEST(Facets, ValuesAreNamedInTheReadersLanguage) {
  const auto label = [](v1::VacancyFacet facet, const char* value, const char* language) {
    return ToFacetCounts(facet, {}, Counts({{value, 1}}), language).values(0).label();
  };
  EXPECT_EQ(label(v1::VACANCY_FACET_COUNTRY, "MA", "ar"), "المغرب");
  EXPECT_EQ(label(v1::VACANCY_FACET_COUNTRY, "MA", "fr"), "Maroc");
  EXPECT_EQ(label(v1::VACANCY_FACET_OCCUPATION, "2", "en"), "Professionals");
  for (const char* language : {"ar", "en", "fr"}) {
    for (int i = 1; i < v1::OfferingType_ARRAYSIZE; ++i) {
      const std::string value = finding::ValueOf(static_cast<v1::OfferingType>(i));
      EXPECT_EQ(label(v1::VACANCY_FACET_OFFERING_TYPE, value.c_str(), language).find("labels."),
                std::string::npos)
          << language << " " << value;
    }
    for (int i = 1; i < v1::WorkingTime_ARRAYSIZE; ++i) {
      const std::string value = finding::ValueOf(static_cast<v1::WorkingTime>(i));
      EXPECT_EQ(label(v1::VACANCY_FACET_WORKING_TIME, value.c_str(), language).find("labels."),
                std::string::npos);
    }
    for (int i = 1; i < v1::RemoteWork_ARRAYSIZE; ++i) {
      const std::string value = finding::ValueOf(static_cast<v1::RemoteWork>(i));
      EXPECT_EQ(label(v1::VACANCY_FACET_REMOTE, value.c_str(), language).find("labels."), std::string::npos);
    }
  }
}

TEST(Facets, EveryFacetCountsAColumnOfAVacancyThatStatesIt) {
  exchange::Entry entry;
  entry.countries = {"DZ", "MA"};
  entry.occupation = "2221";
  entry.source = "MA/anapec/pes";
  const auto keywords = KeywordsOf(entry, MaximalVacancy());
  for (int facet = 1; facet < v1::VacancyFacet_ARRAYSIZE; ++facet) {
    const int column = static_cast<int>(ColumnOf(static_cast<v1::VacancyFacet>(facet)));
    EXPECT_TRUE(std::any_of(keywords.begin(), keywords.end(), [&](const auto& keyword) {
      return keyword.column == column;
    })) << v1::VacancyFacet_Name(static_cast<v1::VacancyFacet>(facet));
  }
}

}  // namespace
}  // namespace tabadul::jobs
