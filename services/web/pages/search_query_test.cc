#include "services/web/pages/search_query.h"

#include <gtest/gtest.h>

#include "services/web/pages/samples.h"

namespace tabadul::web::pages {
namespace {

using common::v1::ERROR_REASON_MALFORMED;
using common::v1::ERROR_REASON_OUT_OF_RANGE;
using common::v1::ERROR_REASON_UNKNOWN_CODE;

const absl::Time kNow = absl::FromUnixSeconds(1'780'300'000);  // 2026-06-01, 07:46 UTC

absl::StatusOr<jobs::v1::SearchVacanciesRequest> Vacancies(std::string_view query) {
  return ToVacancyRequest(Query::Parse(query, VacancyParameters()), kNow);
}
absl::StatusOr<jobs::v1::SearchTrainingOffersRequest> Trainings(std::string_view query) {
  return ToTrainingRequest(Query::Parse(query, TrainingParameters()));
}

absl::StatusOr<statistics::v1::SearchGoodPracticesRequest> Practices(std::string_view query) {
  return ToPracticeRequest(Query::Parse(query, PracticeParameters()));
}

TEST(SearchQuery, EveryFilterReachesTheService) {
  const auto request = Vacancies(
      "q=nurse&country=SA&country=EG&city=108410&occupation=22&industry=Q&language=ar&source=SY/mosal/"
      "pes&time=PART_TIME"
      "&remote=HYBRID&type=INTERNSHIP&pay=6000&currency=MAD&unit=HOUR&education=6&verified=1&foreigners=1&"
      "visa=1&nofee=1"
      "&since=7&exact=1&order=PAY&page=token");
  ASSERT_TRUE(request.ok()) << request.status();
  const auto expected = FromJson<jobs::v1::SearchVacanciesRequest>(R"({
    "query": "nurse", "countries": ["SA", "EG"], "cities": ["108410"], "occupations": ["22"], "industries": ["Q"],
    "languages": ["ar"], "sources": ["SY/mosal/pes"], "workingTimes": ["WORKING_TIME_PART_TIME"],
    "remote": ["REMOTE_WORK_HYBRID"], "offeringTypes": ["OFFERING_TYPE_INTERNSHIP"],
    "pay": {"minimum": "6000", "currency": "MAD", "unit": "PAY_UNIT_HOUR"}, "educationUpTo": "6",
    "verifiedEmployer": true, "openToForeigners": true, "visaSponsorship": true, "noFee": true, "exactWords": true,
    "publishedSince": "2026-05-25T00:00:00Z", "order": "VACANCY_ORDER_PAY", "pageToken": "token"})");
  EXPECT_EQ(request->DebugString(), expected.DebugString());
}

TEST(SearchQuery, EveryFilterOfTrainingReachesTheService) {
  const auto request = Trainings(
      "q=welding&country=TN&online=1&city=X&mode=ONLINE&language=fr&level=3&field=07&occupation=7212&"
      "education=2&free=1"
      "&foreigners=1&source=TN/x/y&from=2026-09-01&until=2026-12-31&exact=1&order=START&page=token");
  ASSERT_TRUE(request.ok()) << request.status();
  const auto expected = FromJson<jobs::v1::SearchTrainingOffersRequest>(R"({
    "query": "welding", "countries": ["TN"], "orOnline": true, "cities": ["X"], "modes": ["TRAINING_MODE_ONLINE"],
    "languages": ["fr"], "levels": ["3"], "fields": ["07"], "occupations": ["7212"], "educationUpTo": "2", "free": true,
    "openToForeigners": true, "sources": ["TN/x/y"], "startsFrom": {"year": 2026, "month": 9, "day": 1},
    "startsUntil": {"year": 2026, "month": 12, "day": 31}, "exactWords": true, "order": "TRAINING_ORDER_START",
    "pageToken": "token"})");
  EXPECT_EQ(request->DebugString(), expected.DebugString());
}

TEST(SearchQuery, EveryFilterOfPracticesReachesTheService) {
  const auto request = Practices(
      "q=apprenticeship&country=TN&country=MA&kind=PROGRAMME&topic=YOUTH&topic=SKILLS&evidence=RANDOMISED"
      "&language=fr&source=TN/x/y&fromyear=٢٠١٦&untilyear=2023&exact=1&order=EVIDENCE&page=token");
  ASSERT_TRUE(request.ok()) << request.status();
  const auto expected = FromJson<statistics::v1::SearchGoodPracticesRequest>(R"({
    "query": "apprenticeship", "countries": ["TN", "MA"], "types": ["PRACTICE_TYPE_PROGRAMME"],
    "topics": ["PRACTICE_TOPIC_YOUTH", "PRACTICE_TOPIC_SKILLS"], "evidence": ["EVIDENCE_LEVEL_RANDOMISED"],
    "languages": ["fr"], "sources": ["TN/x/y"], "fromYear": 2016, "untilYear": 2023, "exactWords": true,
    "order": "PRACTICE_ORDER_EVIDENCE", "pageToken": "token"})");
  EXPECT_EQ(request->DebugString(), expected.DebugString());
}

TEST(SearchQuery, PayMayBeTypedWithDigitsOfAnyScriptAndSpaces) {
  EXPECT_EQ(Vacancies("pay=٦٠٠٠&currency=SAR")->pay().minimum(), "6000");
  EXPECT_EQ(Vacancies("pay=6+000")->pay().minimum(), "6000");
  EXPECT_EQ(Vacancies("pay=6+000")->pay().currency(), "USD");
  EXPECT_EQ(Vacancies("pay=٦٬٠٠٠٫٥")->pay().minimum(), "6000.5");
  EXPECT_FALSE(Vacancies("currency=SAR&unit=DAY")->has_pay()) << "a currency alone asks for nothing";
}

TEST(SearchQuery, WhatMeansNothingIsNoPartOfTheSearch) {
  EXPECT_EQ(VacancyQuery("q=&country=SA&pay=&currency=AED&unit=MONTH&since=&education=").ToString(),
            "country=SA");
  EXPECT_EQ(VacancyQuery("pay=5&currency=AED&unit=MONTH").ToString(), "pay=5&unit=MONTH&currency=AED");
  EXPECT_EQ(VacancyQuery("verified=true&visa=0&nofee=1").ToString(), "nofee=1")
      << "or a chip says what is not so";
  EXPECT_EQ(VacancyQuery("since=7&since=30&time=PART_TIME&time=FLEXIBLE").ToString(),
            "time=PART_TIME&time=FLEXIBLE&since=7");
  EXPECT_EQ(TrainingQuery("online=yes&free=1&level=3&level=4&from=2026-01-01&from=2026-02-01").ToString(),
            "level=3&level=4&free=1&from=2026-01-01");
  EXPECT_EQ(PracticeQuery("kind=POLICY&kind=EVALUATION&fromyear=2010&fromyear=2020&untilyear=").ToString(),
            "kind=POLICY&kind=EVALUATION&fromyear=2010");
}

TEST(SearchQuery, TheSameDayAsksForTheSameTime) {
  const Query query = Query::Parse("since=1", VacancyParameters());
  EXPECT_EQ(ToVacancyRequest(query, kNow)->published_since().seconds(),
            ToVacancyRequest(query, kNow + absl::Hours(9))->published_since().seconds())
      << "or the next page would be of another search";
}

TEST(SearchQuery, EachMistakeNamesItsParameter) {
  const struct {
    const char *query, *field;
    ErrorReason reason;
  } bad[] = {{"time=SOMETIMES", "time", ERROR_REASON_UNKNOWN_CODE},
             {"remote=UNSPECIFIED", "remote", ERROR_REASON_UNKNOWN_CODE},
             {"type=direct_hire", "type", ERROR_REASON_UNKNOWN_CODE},
             {"order=CHAOS", "order", ERROR_REASON_UNKNOWN_CODE},
             {"pay=1&unit=CENTURY", "unit", ERROR_REASON_UNKNOWN_CODE},
             {"since=0", "since", ERROR_REASON_OUT_OF_RANGE},
             {"since=7x", "since", ERROR_REASON_OUT_OF_RANGE},
             {"since=99999999999", "since", ERROR_REASON_OUT_OF_RANGE}};
  for (const auto& one : bad) {
    const auto violations = ViolationsOf(Vacancies(one.query).status());
    ASSERT_EQ(violations.size(), 1u) << one.query;
    EXPECT_EQ(violations[0].field, one.field) << one.query;
    EXPECT_EQ(violations[0].reason, one.reason) << one.query;
  }
  EXPECT_EQ(ViolationsOf(Trainings("from=tomorrow&until=2026-02-30&mode=X").status()).size(), 3u)
      << "all at once";
  EXPECT_EQ(ReasonOf(Trainings("from=tomorrow").status()), ERROR_REASON_MALFORMED);
  EXPECT_EQ(ViolationsOf(Practices("fromyear=then&untilyear=20x&kind=X").status()).size(), 3u);
  for (const char* const query : {"untilyear=99999999999", "fromyear=0"})
    EXPECT_EQ(ReasonOf(Practices(query).status()), ERROR_REASON_MALFORMED) << query;
}

TEST(SearchQuery, WhatTheServiceRefusesIsAParameterOfThePage) {
  EXPECT_EQ(ParameterOf("countries[2]"), "country");
  EXPECT_EQ(ParameterOf("pay.minimum"), "pay");
  EXPECT_EQ(ParameterOf("published_since"), "since");
  EXPECT_EQ(ParameterOf("remote[0]"), "remote");
  EXPECT_EQ(ParameterOf("types[1]"), "kind");
  EXPECT_EQ(ParameterOf("until_year"), "untilyear");
}

}  // namespace
}  // namespace tabadul::web::pages
