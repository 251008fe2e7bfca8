#include "services/web/pages/filters.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "lib/pay/rates.h"
#include "lib/taxonomy/member_states.h"
#include "services/web/pages/samples.h"
#include "services/web/pages/trainings_page.h"
#include "services/web/pages/vacancies_page.h"

namespace tabadul::web::pages {
namespace {

constexpr char kSearch[] =
    "q=nurse&country=SA&country=EG&city=108410&occupation=2&industry=Q&time=FULL_TIME&type=DIRECT_HIRE&"
    "language=ar&pay=6000"
    "&unit=HOUR&education=6&verified=1&nofee=1&source=SY%2Fmosal%2Fpes&since=7&foreigners=1&exact=1&order="
    "PAY&currency=MAD";

jobs::v1::SearchVacanciesResponse Found() {
  return FromJson<jobs::v1::SearchVacanciesResponse>(R"({
    "totalSize": "41", "nextPageToken": "token2", "vacancies": [{"hubId": "4f1c2a9be07d4c55a1b2c3d4e5f60718"}],
    "facets": [
      {"facet": "VACANCY_FACET_COUNTRY", "values": [{"value": "SA", "label": "Saudi Arabia", "vacancies": "30"},
         {"value": "MA", "label": "Morocco", "vacancies": "11"}]},
      {"facet": "VACANCY_FACET_OCCUPATION", "values": [{"value": "22", "label": "Health", "vacancies": "40"}]},
      {"facet": "VACANCY_FACET_WORKING_TIME", "values": [{"value": "FULL_TIME", "label": "Full time", "vacancies": "9"}]}]})");
}

Page Shown(std::string_view query) {
  auto page = VacanciesPage(Ask("en", "/vacancies", query), Found());
  EXPECT_TRUE(page.ok()) << page.status();
  return *std::move(page);
}

// Of an address: its parameters, sorted.
Query::Parameters ParametersOf(std::string_view address) {
  Query::Parameters parameters =
      Query::Parse(address.substr(std::min(address.find('?') + 1, address.size())), VacancyParameters())
          .parameters();
  std::sort(parameters.begin(), parameters.end());
  return parameters;
}

Query::Parameters Sorted(Query query) {
  Query::Parameters parameters = query.parameters();
  std::sort(parameters.begin(), parameters.end());
  return parameters;
}

// What a browser would send if the visitor changed nothing.
Query::Parameters Submitted(const View& view) {
  Query sent;
  if (!view.Get("WORDS").empty()) sent = sent.With("q", view.Get("WORDS"));
  for (const View* kept : PartsOf(view, "KEPT"))
    sent = sent.With(kept->Get("KEPT_NAME"), kept->Get("KEPT_VALUE"));
  for (const View* box : PartsOf(view, "BOX")) {
    if (!box->All("BOX_CHECKED").empty()) sent = sent.With(box->Get("BOX_NAME"), box->Get("BOX_VALUE"));
  }
  const auto chosen = [&](const View& select, std::string_view name) {
    for (const View* option : select.All("OPTION")) {
      if (!option->All("OPTION_SELECTED").empty()) sent = sent.With(name, option->Get("OPTION_VALUE"));
    }
  };
  for (const View* select : PartsOf(view, "SELECT")) chosen(*select, select->Get("PARAMETER"));
  for (const View* pay : PartsOf(view, "PAY")) {
    if (!pay->Get("PAY_VALUE").empty()) sent = sent.With("pay", pay->Get("PAY_VALUE"));
    chosen(*pay->All("CURRENCY")[0], "currency");
    chosen(*pay->All("UNIT")[0], "unit");
  }
  return Sorted(sent);
}

TEST(Filters, AFacetsLinkKeepsEverythingElse) {
  const Page page = Shown(std::string(kSearch) + "&page=token1");
  const std::vector<std::string> branches = ValuesOf(page.view, "BRANCH_ADDRESS");
  ASSERT_EQ(branches.size(), 1u);
  EXPECT_EQ(ParametersOf(branches[0]),
            Sorted(Query::Parse(kSearch, VacancyParameters()).WithOnly("occupation", "22")))
      << "22 stands for 2, above it; the results begin anew";
}

TEST(Filters, AChipTakesAwayItsFilterAlone) {
  const Query query = Query::Parse(kSearch, VacancyParameters());
  const Page page = Shown(kSearch);
  std::set<Query::Parameters> expected;
  for (const auto& [name, value] : query.parameters()) {
    if (name == "q" || name == "order" || name == "currency" || name == "unit") continue;
    expected.insert(Sorted(query.Without(name, value)));
  }
  std::set<Query::Parameters> found;
  for (const std::string& address : ValuesOf(page.view, "CHIP_ADDRESS")) found.insert(ParametersOf(address));
  EXPECT_EQ(found, expected);
}

TEST(Filters, TheFormSendsWhatIsChosenAgain) {
  const Query query = Query::Parse(kSearch, VacancyParameters());
  EXPECT_EQ(Submitted(Shown(std::string(kSearch) + "&page=token1").view), Sorted(query.Without("exact")))
      << "but another query is taken as it is usual";
}

TEST(Filters, TheNextPageKeepsTheSearch) {
  const Page page = Shown(kSearch);
  EXPECT_EQ(ParametersOf(page.view.Get("NEXT")),
            Sorted(Query::Parse(kSearch, VacancyParameters()).With("page", "token2")));
  EXPECT_EQ(page.view.Get("FIRST"), "");
  EXPECT_NE(Shown("page=token1").view.Get("FIRST"), "");
  const auto last = VacanciesPage(Ask("en", "/vacancies"), jobs::v1::SearchVacanciesResponse());
  ASSERT_TRUE(last.ok());
  EXPECT_TRUE(last->view.All("PAGES").empty()) << "no navigation without a link";
}

TEST(Filters, OrdersAreLinksOfWhichOneIsCurrent) {
  const Page page = Shown("q=nurse");
  const auto orders = PartsOf(page.view, "ORDER");
  ASSERT_EQ(orders.size(), 3u);
  EXPECT_FALSE(orders[0]->All("ORDER_CURRENT").empty()) << "by relevance, if there are words";
  EXPECT_EQ(ParametersOf(orders[2]->Get("ORDER_ADDRESS")),
            Sorted(Query::Parse("q=nurse&order=PAY", VacancyParameters())));
  EXPECT_EQ(PartsOf(Shown("").view, "ORDER").size(), 2u) << "without words there is no relevance";
}

TEST(Filters, WhatIsChosenIsShownThoughNothingHasIt) {
  const Page page = Shown("time=PART_TIME");
  const auto boxes = PartsOf(page.view, "BOX");
  EXPECT_TRUE(std::any_of(boxes.begin(), boxes.end(), [](const View* box) {
    return box->Get("BOX_VALUE") == "PART_TIME" && !box->All("BOX_CHECKED").empty() &&
           box->Get("BOX_LABEL") == "Part time";
  }));
}

TEST(Filters, ChoicesOfOneKeepWhatTheyDoNotOffer) {
  const Query query = VacancyQuery("since=14&pay=5&currency=CHF&unit=HOUR");
  EXPECT_EQ(Submitted(Shown(query.ToString()).view), Sorted(query));
}

TEST(Filters, TheCurrencyIsThatOfTheCountry) {
  const auto currency = [](std::string_view query) {
    for (const auto& [name, value] : Submitted(Shown(query).view)) {
      if (name == "currency") return value;
    }
    return std::string();
  };
  EXPECT_EQ(currency("country=MA"), "MAD");
  EXPECT_EQ(currency("country=MA&country=SA"), "USD");
  EXPECT_EQ(currency("country=MA&pay=5&currency=EUR"), "EUR");
}

TEST(Filters, AnAmountIsShownAsItIsTaken) {
  const auto chip = [](std::string_view query) { return ValuesOf(Shown(query).view, "CHIP_LABEL"); };
  EXPECT_EQ(chip("pay=٦٬٠٠٠&currency=USD"), std::vector<std::string>{"from US$6,000 a month"});
  EXPECT_EQ(chip("pay=1E500000000"), std::vector<std::string>{"from 1e500000000 USD a month"});
}

TEST(Filters, EveryCurrencyOfThemIsOneThatPayIsComparedIn) {
  for (const taxonomy::MemberState& state : taxonomy::MemberStates()) {
    if (state.currency.empty()) continue;
    EXPECT_TRUE(pay::Rates::Shipped().Usd(state.currency)) << state.alpha2 << ": " << state.currency;
  }
}

TEST(Results, TheMistakesOfASearchAreToldInTheWordsOfItsForm) {
  Violations v;
  v.Add("pay.minimum", common::v1::ERROR_REASON_MALFORMED, {{"form", "1234.5"}});
  const auto page = VacanciesPage(Ask("en", "/vacancies", "pay=lots"), v.ToStatus());
  ASSERT_TRUE(page.ok());
  EXPECT_EQ(page->status, 400);
  const auto problems = ValuesOf(page->view, "PROBLEM_TEXT");
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_NE(problems[0].find("Pays at least"), std::string::npos) << problems[0];
  EXPECT_EQ(ValuesOf(page->view, "PAY_VALUE"), std::vector<std::string>{"lots"}) << "to be corrected";
}

TEST(Results, AMistakeWithoutAFieldOfItsOwnIsToldToo) {
  const auto page = VacanciesPage(Ask("en", "/vacancies", "q=a"),
                                  Error(common::v1::ERROR_REASON_MALFORMED, {{"field", "query"}}));
  ASSERT_TRUE(page.ok());
  const auto problems = ValuesOf(page->view, "PROBLEM_TEXT");
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_NE(problems[0].find("“Words”"), std::string::npos) << problems[0];
}

TEST(Results, ATokenOfAnotherSearchBeginsAnew) {
  const auto status = Error(common::v1::ERROR_REASON_TOKEN_MISMATCH, {{"field", "page_token"}});
  const auto page = VacanciesPage(Ask("fr", "/vacancies", "q=a&page=old"), status);
  ASSERT_TRUE(page.ok());
  EXPECT_EQ(page->moved_to, "/fr/vacancies?q=a");
  const auto offers = TrainingsPage(Ask("fr", "/trainings", "q=a&page=old"), status);
  ASSERT_TRUE(offers.ok());
  EXPECT_EQ(offers->moved_to, "/fr/trainings?q=a");
}

TEST(Results, OtherErrorsStayErrors) {
  const auto page = VacanciesPage(Ask("fr", "/vacancies"), Error(common::v1::ERROR_REASON_UNAVAILABLE));
  EXPECT_EQ(page.status().code(), absl::StatusCode::kUnavailable);
}

TEST(Results, ACorrectedQuerySaysSoAndLeadsToWhatWasTyped) {
  auto found = Found();
  found.mutable_corrected()->set_query("nurse");
  found.mutable_understood()->set_label("Nursing professionals");
  const auto page = VacanciesPage(Ask("en", "/vacancies", "q=nurrse"), found);
  ASSERT_TRUE(page.ok());
  EXPECT_EQ(ValuesOf(page->view, "TYPED_ADDRESS"),
            std::vector<std::string>{"/en/vacancies?q=nurrse&exact=1"});
  EXPECT_EQ(ValuesOf(page->view, "UNDERSTOOD_AS"),
            std::vector<std::string>{"Understood as: Nursing professionals"});
  EXPECT_NE(ValuesOf(page->view, "CORRECTED_TO")[0].find("“nurse”"), std::string::npos);
}

TEST(Results, NothingFoundIsAnsweredWithAdvice) {
  const auto page =
      VacanciesPage(Ask("ar", "/vacancies", "q=x&country=SA"), jobs::v1::SearchVacanciesResponse());
  ASSERT_TRUE(page.ok());
  EXPECT_EQ(page->view.Get("FOUND"), "لم يُعثر على وظائف شاغرة");
  ASSERT_EQ(page->view.All("EMPTY").size(), 1u);
  EXPECT_EQ(page->view.All("EMPTY")[0]->All("EMPTY_FILTERED").size(), 1u);
  EXPECT_TRUE(page->view.All("CARDS").empty());
}

}  // namespace
}  // namespace tabadul::web::pages
