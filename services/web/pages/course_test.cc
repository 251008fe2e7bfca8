#include "services/web/pages/course.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "services/web/pages/samples.h"

namespace tabadul::web::pages {
namespace {

using Json = nlohmann::json;

jobs::v1::TrainingOfferView Welding() {
  return FromJson<jobs::v1::TrainingOfferView>(R"({
    "hubId": "4f1c2a9be07d4c55a1b2c3d4e5f60718", "source": "TN/atfp/training", "lifecycle": "LIFECYCLE_OPEN",
    "offer": {
      "title": {"translations": [{"language": "ar", "text": "لحام"}, {"language": "fr", "text": "Soudure"}]},
      "description": {"translations": [{"language": "fr", "text": "Soudure à l'arc\nen atelier"}]},
      "provider": {"name": {"translations": [{"language": "fr", "text": "Centre de Sfax"}]}, "url": "https://centre.example.tn/"},
      "locations": [{"country": "TN", "city": {"translations": [{"language": "fr", "text": "Sfax"}]}}],
      "mode": "TRAINING_MODE_BLENDED", "languages": [{"language": "fr"}, {"language": "ar"}], "iscedLevel": "3",
      "iscedField": "0715", "skills": [{"escoUri": "http://data.europa.eu/esco/skill/1"},
                                       {"name": {"translations": [{"language": "fr", "text": "Lire un plan"}]}}],
      "hours": 120, "startDate": {"year": 2026, "month": 9, "day": 1}, "endDate": {"year": 2026, "month": 12, "day": 18},
      "seats": 16, "price": {"amount": "450.500", "currency": "TND"},
      "entry": {"text": {"translations": [{"language": "fr", "text": "Neuf ans d'école"}]}},
      "award": {"name": {"translations": [{"language": "fr", "text": "CAP"}]},
                "authority": {"translations": [{"language": "fr", "text": "Ministère"}]}}}})");
}

TEST(Course, SaysWhatTheOfferSaysInSchemaOrgsWords) {
  const Json course = Json::parse(Course(Welding(), "fr"));
  EXPECT_EQ(course["@context"], "https://schema.org");
  EXPECT_EQ(course["@type"], "Course");
  EXPECT_EQ(course["identifier"]["value"], "4f1c2a9be07d4c55a1b2c3d4e5f60718");
  EXPECT_EQ(course["name"], "Soudure");
  EXPECT_EQ(course["description"], "Soudure à l'arc\nen atelier");
  EXPECT_EQ(course["provider"]["@type"], "Organization");
  EXPECT_EQ(course["provider"]["name"], "Centre de Sfax");
  EXPECT_EQ(course["provider"]["sameAs"], "https://centre.example.tn/");
  EXPECT_EQ(course["inLanguage"], Json::parse(R"(["fr", "ar"])"));
  EXPECT_EQ(course["teaches"], Json::parse(R"(["Lire un plan"])")) << "a skill without words is left out";
  EXPECT_EQ(course["coursePrerequisites"], "Neuf ans d'école");
  EXPECT_NE(course.value("about", ""), "");
  EXPECT_NE(course.value("educationalLevel", ""), "3") << "the level's name";
  EXPECT_EQ(course["educationalCredentialAwarded"]["name"], "CAP");
  EXPECT_EQ(course["educationalCredentialAwarded"]["recognizedBy"]["name"], "Ministère");
  EXPECT_EQ(course["offers"], Json::parse(R"([{"@type": "Offer", "category": "Paid", "price": 450.5,
                                               "priceCurrency": "TND"}])"));
  EXPECT_EQ(Json::parse(Course(Welding(), "ar"))["name"], "لحام");
}

TEST(Course, IsHeldWhenAndWhereTheOfferSays) {
  auto shown = Welding();
  const Json blended = Json::parse(Course(shown, "fr"))["hasCourseInstance"];
  ASSERT_EQ(blended.size(), 1u);
  EXPECT_EQ(blended[0]["@type"], "CourseInstance");
  EXPECT_EQ(blended[0]["courseMode"], "Blended");
  EXPECT_EQ(blended[0]["courseWorkload"], "PT120H");
  EXPECT_EQ(blended[0]["startDate"], "2026-09-01");
  EXPECT_EQ(blended[0]["endDate"], "2026-12-18");
  EXPECT_EQ(blended[0]["maximumAttendeeCapacity"], 16);
  EXPECT_EQ(blended[0]["location"][0]["address"]["addressLocality"], "Sfax");
  shown.mutable_offer()->set_mode(jobs::v1::TRAINING_MODE_ONLINE);
  const Json online = Json::parse(Course(shown, "fr"))["hasCourseInstance"][0];
  EXPECT_EQ(online["courseMode"], "Online");
  EXPECT_FALSE(online.contains("location")) << "nobody has to be where the provider is";
}

TEST(Course, WhatCostsNothingIsFreeWhateverElseIsSaid) {
  auto shown = Welding();
  shown.mutable_offer()->mutable_price()->set_free(common::v1::TRI_STATE_YES);
  shown.mutable_offer()->mutable_price()->set_amount("0");
  EXPECT_EQ(Json::parse(Course(shown, "fr"))["offers"],
            Json::parse(R"([{"@type": "Offer", "category": "Free"}])"));
}

TEST(Course, NothingInItEndsTheScriptItStandsIn) {
  auto shown = Welding();
  auto& title = *shown.mutable_offer()->mutable_title()->mutable_translations(1);
  title.set_text("</script><script>alert(1)</script> & <!-- \u2028 \xff");
  const std::string json = Course(shown, "fr");
  for (const char* never : {"<", ">", "&", "\u2028"}) EXPECT_EQ(json.find(never), std::string::npos) << never;
  EXPECT_EQ(Json::parse(json)["name"], "</script><script>alert(1)</script> & <!-- \u2028 \uFFFD");
}

TEST(Course, WhatIsNotStatedIsNotSaid) {
  jobs::v1::TrainingOfferView shown;
  shown.mutable_offer()->mutable_entry()->set_isced_level("3");
  shown.mutable_offer()->mutable_price()->set_free(common::v1::TRI_STATE_NO);
  const Json course = Json::parse(Course(shown, "en"));
  for (const char* absent : {"offers", "hasCourseInstance", "description", "educationalCredentialAwarded",
                             "inLanguage", "teaches", "coursePrerequisites", "about", "educationalLevel"})
    EXPECT_FALSE(course.contains(absent)) << absent;
  EXPECT_FALSE(course["provider"].contains("sameAs"));
}

}  // namespace
}  // namespace tabadul::web::pages
