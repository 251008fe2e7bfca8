#include "services/web/pages/job_posting.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "services/web/pages/samples.h"

namespace tabadul::web::pages {
namespace {

using Json = nlohmann::json;

jobs::v1::VacancyView Nurse() {
  return FromJson<jobs::v1::VacancyView>(R"({
    "hubId": "4f1c2a9be07d4c55a1b2c3d4e5f60718", "source": "MA/anapec/pes", "lifecycle": "LIFECYCLE_OPEN",
    "createTime": "2026-06-02T08:00:00Z", "expireTime": "2026-07-31T22:59:59Z",
    "vacancy": {
      "title": {"translations": [{"language": "ar", "text": "ممرض"}, {"language": "fr", "text": "Infirmier"}]},
      "description": {"translations": [{"language": "fr", "text": "Soins <urgents>\nde nuit\n\nÉquipe"}]},
      "locations": [{"country": "MA", "subdivision": "MA-CAS", "city": {"translations": [{"language": "fr",
                     "text": "Casablanca"}]}, "coordinates": {"latitudeE6": 33589886, "longitudeE6": -7603869}}],
      "employer": {"name": {"translations": [{"language": "fr", "text": "Hôpital"}]}, "url": "https://hopital.example.ma/"},
      "positions": 12, "occupation": {"scheme": "ISCO-08", "code": "2221"}, "offeringType": "OFFERING_TYPE_DIRECT_HIRE",
      "schedule": {"workingTime": "WORKING_TIME_FULL_TIME"}, "remote": "REMOTE_WORK_FULL", "remoteCountries": ["DZ", "MA"],
      "pay": {"minimum": "6000", "maximum": "9000.50", "currency": "MAD", "unit": "PAY_UNIT_MONTH"},
      "published": {"year": 2026, "month": 6, "day": 1}, "startDate": {"year": 2026, "month": 9, "day": 1}}})");
}

TEST(JobPosting, SaysWhatTheVacancySaysInSchemaOrgsWords) {
  const Json posting = Json::parse(JobPosting(Nurse(), "fr"));
  EXPECT_EQ(posting["@type"], "JobPosting");
  EXPECT_EQ(posting["title"], "Infirmier");
  EXPECT_EQ(posting["description"], "<p>Soins &lt;urgents&gt;<br>de nuit</p><p>Équipe</p>");
  EXPECT_EQ(posting["identifier"]["value"], "4f1c2a9be07d4c55a1b2c3d4e5f60718");
  EXPECT_EQ(posting["datePosted"], "2026-06-01");
  EXPECT_EQ(posting["validThrough"], "2026-07-31T22:59:59Z");
  EXPECT_EQ(posting["hiringOrganization"]["name"], "Hôpital");
  EXPECT_EQ(posting["jobLocation"][0]["address"]["addressLocality"], "Casablanca");
  EXPECT_EQ(posting["jobLocation"][0]["address"]["addressCountry"], "MA");
  EXPECT_EQ(posting["jobLocationType"], "TELECOMMUTE");
  EXPECT_EQ(posting["applicantLocationRequirements"].size(), 2u);
  EXPECT_EQ(posting["employmentType"], Json::parse(R"(["FULL_TIME"])"));
  EXPECT_EQ(posting["baseSalary"]["currency"], "MAD");
  EXPECT_EQ(posting["baseSalary"]["value"]["maxValue"], 9000.5);
  EXPECT_EQ(posting["baseSalary"]["value"]["unitText"], "MONTH");
  EXPECT_EQ(posting["totalJobOpenings"], 12);
}

TEST(JobPosting, AnEmployerWhoDoesNotWishToBeNamedIsNot) {
  auto shown = Nurse();
  shown.mutable_vacancy()->mutable_employer()->clear_name();
  shown.mutable_vacancy()->mutable_employer()->set_anonymous(true);
  const Json posting = Json::parse(JobPosting(shown, "en"));
  EXPECT_EQ(posting["hiringOrganization"]["name"], "confidential");
  EXPECT_FALSE(posting["hiringOrganization"].contains("sameAs"));
}

TEST(JobPosting, NothingInItEndsTheScriptItStandsIn) {
  auto shown = Nurse();
  auto& title = *shown.mutable_vacancy()->mutable_title()->mutable_translations(1);
  title.set_text("</script><script>alert(1)</script> & <!-- \u2028 \xff");
  const std::string json = JobPosting(shown, "fr");
  for (const char* never : {"<", ">", "&", "\u2028"}) EXPECT_EQ(json.find(never), std::string::npos) << never;
  EXPECT_EQ(Json::parse(json)["title"], "</script><script>alert(1)</script> & <!-- \u2028 \uFFFD");
}

TEST(JobPosting, WhatIsNotStatedIsNotSaid) {
  jobs::v1::VacancyView shown;
  shown.mutable_vacancy()->add_locations()->set_country("MA");
  shown.mutable_vacancy()->mutable_pay()->set_minimum("5");
  shown.mutable_vacancy()->mutable_pay()->set_unit(jobs::v1::PAY_UNIT_TASK);
  const Json posting = Json::parse(JobPosting(shown, "en"));
  shown.mutable_vacancy()->mutable_pay()->set_unit(jobs::v1::PAY_UNIT_HOUR);
  const Json from_five = Json::parse(JobPosting(shown, "en"))["baseSalary"]["value"];
  EXPECT_EQ(from_five["minValue"], 5);
  EXPECT_FALSE(from_five.contains("maxValue") || from_five.contains("value")) << "from 5 is not 5";
  for (const char* absent :
       {"baseSalary", "validThrough", "employmentType", "jobLocationType", "totalJobOpenings"})
    EXPECT_FALSE(posting.contains(absent)) << absent;
}

}  // namespace
}  // namespace tabadul::web::pages
