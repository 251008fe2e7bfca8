#include "services/jobs/wanted.h"

#include <algorithm>

#include "gtest/gtest.h"

namespace tabadul::jobs {
namespace {

Wanted Of(const v1::SearchVacanciesRequest& request, bool has_words = true) {
  return ToWanted(request, has_words, pay::Rates::Shipped());
}

std::vector<std::string> Values(const Wanted& wanted, Column column) {
  const auto found = std::find_if(wanted.any_of.begin(), wanted.any_of.end(),
                                  [&](const auto& any_of) { return any_of.first == column; });
  return found == wanted.any_of.end() ? std::vector<std::string>() : found->second;
}

TEST(ToWanted, PageSizeIsCoerced) {
  v1::SearchVacanciesRequest request;
  EXPECT_EQ(Of(request).page_size, 20);
  request.set_page_size(7);
  EXPECT_EQ(Of(request).page_size, 7);
  request.set_page_size(5000);
  EXPECT_EQ(Of(request).page_size, 100);
}

TEST(ToWanted, OrderIsRelevanceOnlyWhereThereAreWords) {
  v1::SearchVacanciesRequest request;
  for (const auto order : {v1::VACANCY_ORDER_UNSPECIFIED, v1::VACANCY_ORDER_RELEVANCE}) {
    request.set_order(order);
    EXPECT_EQ(Of(request, false).order, v1::VACANCY_ORDER_DATE);
    EXPECT_EQ(Of(request, true).order, v1::VACANCY_ORDER_RELEVANCE);
  }
  for (const auto order : {v1::VACANCY_ORDER_DATE, v1::VACANCY_ORDER_PAY, v1::VACANCY_ORDER_DISTANCE}) {
    request.set_order(order);
    EXPECT_EQ(Of(request, false).order, order);
    EXPECT_EQ(Of(request, true).order, order);
  }
}

TEST(ToWanted, PayWithoutAUnitIsOfAMonth) {
  v1::SearchVacanciesRequest request;
  request.mutable_pay()->set_minimum("1000");
  request.mutable_pay()->set_currency("USD");
  EXPECT_EQ(Of(request).pays_at_least, 1'000'000'000);
  request.mutable_pay()->set_unit(v1::PAY_UNIT_YEAR);
  EXPECT_EQ(Of(request).pays_at_least, 83'333'333);
}

TEST(ToWanted, ACityIsTheSameInEveryLanguageAndSpelling) {
  std::vector<std::string> first;
  for (const char* const name : {"Casablanca", "الدار البيضاء", "CASABLANCA", "الدَّار البَيضاء"}) {
    v1::SearchVacanciesRequest request;
    request.add_countries("MA");
    request.add_cities(name);
    const auto values = Values(Of(request), Column::kCity);
    ASSERT_EQ(values.size(), 1u) << name;
    if (first.empty()) first = values;
    EXPECT_EQ(values, first) << name;
  }
}

TEST(ToWanted, ACityIsLookedForInTheCountriesAskedForElseInAll) {
  v1::SearchVacanciesRequest request;
  request.add_cities("Tripoli");
  const auto anywhere = Values(Of(request), Column::kCity);
  request.add_countries("LY");
  const auto libya = Values(Of(request), Column::kCity);
  request.set_countries(0, "LB");
  const auto lebanon = Values(Of(request), Column::kCity);
  ASSERT_EQ(libya.size(), 1u);
  ASSERT_EQ(lebanon.size(), 1u);
  EXPECT_NE(libya, lebanon);
  for (const auto& value : {libya[0], lebanon[0]}) {
    EXPECT_EQ(std::count(anywhere.begin(), anywhere.end(), value), 1) << value;
  }
}

TEST(ToWanted, NearIsAPointOrACity) {
  v1::SearchVacanciesRequest request;
  request.mutable_near()->set_city("Riyadh");
  request.mutable_near()->set_within_km(30);
  const Wanted by_city = Of(request);
  ASSERT_TRUE(by_city.near);
  EXPECT_NEAR(static_cast<double>(by_city.near->latitude), 24.7e6, 0.2e6);
  EXPECT_EQ(by_city.within_km, 30);
  request.mutable_near()->clear_city();
  request.mutable_near()->mutable_point()->set_latitude_e6(-6'208'800);
  request.mutable_near()->set_within_km(0);
  EXPECT_EQ(Of(request).near->latitude, -6'208'800);
  EXPECT_EQ(Of(request).within_km, std::nullopt);
}

}  // namespace
}  // namespace tabadul::jobs
