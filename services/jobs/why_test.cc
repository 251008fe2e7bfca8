// Why a search does not show a vacancy: each reason by itself, and none for what it shows.
#include "services/jobs/why.h"
#include "services/jobs/wanted.h"

#include <functional>

#include "absl/strings/str_join.h"
#include "gtest/gtest.h"
#include "services/jobs/request.h"
#include "services/jobs/vacancy.h"
#include "services/jobs/vacancy_samples.h"

namespace tabadul::jobs {
namespace {

namespace feed = tabadul::exchange::v1;

class Why : public ::testing::Test {
 protected:
  Why() {
    vacancy_.mutable_employer()->clear_register_checked();
    entry_.hub_id = std::string(32, 'a');
    entry_.source = "MA/anapec/pes";
    entry_.lifecycle = feed::LIFECYCLE_OPEN;
    entry_.created = entry_.updated = now_;
    const exchange::Columns columns = ColumnsOf(vacancy_);
    entry_.countries = columns.countries;
    entry_.occupation = columns.occupation;
    entry_.expires = columns.expires;
  }
  std::string Report(const v1::SearchVacanciesRequest& search, const exchange::Reader& reader = {},
                     const std::string& language = "en") {
    const auto obstacles = ObstaclesOf(entry_, vacancy_, ToWanted(search, true, pay::Rates::Shipped()),
                                       reader, now_, analyzer_, pay::Rates::Shipped(), language);
    return absl::StrJoin(obstacles, ", ", [](std::string* out, const v1::Obstacle& obstacle) {
      EXPECT_FALSE(obstacle.message().message().empty());
      EXPECT_EQ(obstacle.message().message().find("labels."), std::string::npos);
      out->append(v1::Obstacle::Kind_Name(obstacle.kind()).substr(5) + " " + obstacle.field() +
                  (obstacle.word().empty() ? "" : "=" + obstacle.word()));
    });
  }

  const absl::Time now_ = absl::FromUnixSeconds(1'780'000'000);
  v1::Vacancy vacancy_ = MaximalVacancy();
  const language::Analyzer analyzer_;
  exchange::Entry entry_;
};

TEST_F(Why, WhatTheSearchShowsHasNoObstacle) {
  v1::SearchVacanciesRequest search;
  EXPECT_EQ(Report(search), "");
  search.set_query("الممرض nurse");
  search.add_countries("MA");
  search.add_occupations("22");
  search.set_education_up_to("6");
  EXPECT_EQ(Report(search), "");
}

TEST_F(Why, EveryObstacleIsNamedWithItsField) {
  const std::pair<const char*, std::function<void(v1::SearchVacanciesRequest&)>> cases[] = {
      {"WORD query=plumber", [](auto& s) { s.set_query("nurse plumber"); }},
      {"FILTER countries", [](auto& s) { s.add_countries("EG"); }},
      {"FILTER occupations", [](auto& s) { s.add_occupations("3"); }},
      {"FILTER industries", [](auto& s) { s.add_industries("A"); }},
      {"FILTER sources", [](auto& s) { s.add_sources("EG/momp/pes"); }},
      {"FILTER languages", [](auto& s) { s.add_languages("fr"); }},
      {"FILTER offering_types", [](auto& s) { s.add_offering_types(v1::OFFERING_TYPE_SEASONAL); }},
      {"FILTER working_times", [](auto& s) { s.add_working_times(v1::WORKING_TIME_PART_TIME); }},
      {"FILTER remote", [](auto& s) { s.add_remote(v1::REMOTE_WORK_FULL); }},
      {"FILTER education_up_to", [](auto& s) { s.set_education_up_to("3"); }},
      {"FILTER cities", [](auto& s) { s.add_cities("Rabat"); }},
      {"FILTER verified_employer", [](auto& s) { s.set_verified_employer(true); }},
      {"FILTER pay",
       [](auto& s) {
         s.mutable_pay()->set_minimum("5000");
         s.mutable_pay()->set_currency("EUR");
       }},
      {"FILTER near",
       [](auto& s) {
         s.mutable_near()->set_city("Cairo");
         s.mutable_near()->set_within_km(100);
       }},
      {"FILTER published_since", [](auto& s) { s.mutable_published_since()->set_seconds(2'000'000'000); }},
  };
  for (const auto& [expected, spoil] : cases) {
    v1::SearchVacanciesRequest search;
    spoil(search);
    for (const char* language : {"ar", "en", "fr"}) EXPECT_EQ(Report(search, {}, language), expected);
  }
}

TEST_F(Why, WhatIsOverOrHiddenIsSaid) {
  entry_.lifecycle = feed::LIFECYCLE_CLOSED;
  EXPECT_EQ(Report({}), "NOT_OPEN ");
  entry_.lifecycle = feed::LIFECYCLE_OPEN;
  entry_.expires = now_;
  EXPECT_EQ(Report({}), "EXPIRED ");
  entry_.expires = absl::InfiniteFuture();
  entry_.audience_public = false;
  entry_.audience_countries = {"DZ"};
  EXPECT_EQ(Report({}), "AUDIENCE ");
  exchange::Reader algeria;
  algeria.country = "DZ";
  EXPECT_EQ(Report({}, algeria), "");
}

}  // namespace
}  // namespace tabadul::jobs
