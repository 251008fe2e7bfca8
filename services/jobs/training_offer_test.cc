#include "services/jobs/training_offer.h"

#include <functional>
#include <vector>

#include "absl/strings/str_join.h"
#include "gtest/gtest.h"
#include "services/jobs/training_offer_samples.h"

namespace tabadul::jobs {
namespace {

std::string Report(const v1::TrainingOffer& offer) {
  Violations v;
  ValidateTrainingOffer(offer, v);
  std::vector<std::string> found;
  for (const Violation& violation : v.list())
    found.push_back(violation.field + " " + std::string(ReasonName(violation.reason)));
  return absl::StrJoin(found, ", ");
}

TEST(ValidateTrainingOffer, AcceptsTheLeast) { EXPECT_EQ(Report(MinimalOffer()), ""); }

TEST(ValidateTrainingOffer, AcceptsEveryFieldSet) {
  v1::TrainingOffer offer = MaximalOffer();
  EXPECT_EQ(Report(offer), "");
  std::vector<const google::protobuf::FieldDescriptor*> set;
  offer.GetReflection()->ListFields(offer, &set);
  // `flexible_start` cannot stand beside a start date.
  EXPECT_EQ(static_cast<int>(set.size()) + 1, v1::TrainingOffer::descriptor()->field_count())
      << "the sample lacks a field";
  offer.clear_start_date();
  offer.set_flexible_start(true);
  EXPECT_EQ(Report(offer), "");
}

TEST(ValidateTrainingOffer, OnlyTitleProviderAndCountryAreRequired) {
  EXPECT_EQ(Report({}), "title REQUIRED, provider.name REQUIRED, locations[0].country REQUIRED");
}

TEST(ValidateTrainingOffer, WhatIsOnlineIsNowhere) {
  v1::TrainingOffer offer = MinimalOffer();
  offer.clear_locations();
  offer.set_mode(v1::TRAINING_MODE_ONLINE);
  EXPECT_EQ(Report(offer), "");
  offer.set_mode(v1::TRAINING_MODE_BLENDED);
  EXPECT_EQ(Report(offer), "locations[0].country REQUIRED");
}

struct Case {
  const char* report;
  std::function<void(v1::TrainingOffer&)> spoil;
};

void Add(common::v1::LocalizedText* text, const char* language, const std::string& words) {
  auto* translation = text->add_translations();
  translation->set_language(language);
  translation->set_text(words);
}

template <class Message>
void Repeat(Message* list, int times) {
  while (list->size() < times) *list->Add() = list->Get(0);
}

// Each spoils the maximal offer in one place.
const Case kTexts[] = {
    {"title.translations[3].text TOO_LONG",
     [](auto& o) { Add(o.mutable_title(), "tr", std::string(301, 'x')); }},
    {"title TEXT_NOT_SORTED", [](auto& o) { Add(o.mutable_title(), "en", "again"); }},
    {"description.translations[0].text TOO_LONG",
     [](auto& o) { o.mutable_description()->mutable_translations(0)->set_text(std::string(40'001, 'x')); }},
    {"description.translations[0].text TEXT_NOT_PLAIN",
     [](auto& o) { o.mutable_description()->mutable_translations(0)->set_text("<p>Care</p>"); }},
    {"provider.name.translations[1].text TOO_LONG",
     [](auto& o) { Add(o.mutable_provider()->mutable_name(), "tr", std::string(301, 'x')); }},
    {"provider.name REQUIRED", [](auto& o) { o.mutable_provider()->clear_name(); }},
    {"provider.legal_id_scheme REQUIRED", [](auto& o) { o.mutable_provider()->clear_legal_id_scheme(); }},
    {"provider.legal_id TOO_LONG",
     [](auto& o) { o.mutable_provider()->set_legal_id(std::string(101, '1')); }},
    {"provider.url MALFORMED", [](auto& o) { o.mutable_provider()->set_url("javascript:alert(1)"); }},
    {"skills[1].name.translations[1].text TOO_LONG",
     [](auto& o) { Add(o.mutable_skills(1)->mutable_name(), "tr", std::string(201, 'x')); }},
    {"price.text.translations[1].text TOO_LONG",
     [](auto& o) { Add(o.mutable_price()->mutable_text(), "tr", std::string(1001, 'x')); }},
    {"entry.text.translations[1].text TOO_LONG",
     [](auto& o) { Add(o.mutable_entry()->mutable_text(), "tr", std::string(2001, 'x')); }},
    {"award.name.translations[1].text TOO_LONG",
     [](auto& o) { Add(o.mutable_award()->mutable_name(), "tr", std::string(301, 'x')); }},
    {"award.authority.translations[1].text TOO_LONG",
     [](auto& o) { Add(o.mutable_award()->mutable_authority(), "tr", std::string(301, 'x')); }},
    {"application.instructions.translations[1].text TOO_LONG",
     [](auto& o) { Add(o.mutable_application()->mutable_instructions(), "tr", std::string(2001, 'x')); }},
    {"application.url TOO_LONG",
     [](auto& o) { o.mutable_application()->set_url("https://a/" + std::string(2000, 'x')); }},
    {"url MALFORMED", [](auto& o) { o.set_url("www.example.tn"); }},
};

const Case kCodes[] = {
    {"locations[1].country UNKNOWN_CODE", [](auto& o) { o.mutable_locations(1)->set_country("Algeria"); }},
    {"locations[0].subdivision CONTRADICTION",
     [](auto& o) { o.mutable_locations(0)->set_subdivision("DZ-16"); }},
    {"mode UNKNOWN_CODE", [](auto& o) { o.set_mode(v1::TrainingMode(9)); }},
    {"languages[0].language UNKNOWN_CODE", [](auto& o) { o.mutable_languages(0)->set_language("fra"); }},
    {"languages[0].language REQUIRED", [](auto& o) { o.mutable_languages(0)->clear_language(); }},
    {"languages[1].language CONTRADICTION", [](auto& o) { o.mutable_languages(1)->set_language("fr"); }},
    {"languages[0].cefr UNKNOWN_CODE", [](auto& o) { o.mutable_languages(0)->set_cefr("b1"); }},
    {"isced_level UNKNOWN_CODE", [](auto& o) { o.set_isced_level("9"); }},
    {"isced_field UNKNOWN_CODE", [](auto& o) { o.set_isced_field("9"); }},
    {"national_field.scheme REQUIRED", [](auto& o) { o.mutable_national_field()->clear_scheme(); }},
    {"target_occupations[0].code UNKNOWN_CODE",
     [](auto& o) { o.mutable_target_occupations(0)->set_code("2299"); }},
    {"target_occupations[1].code CONTRADICTION",
     [](auto& o) { o.mutable_target_occupations(1)->set_code("7212"); }},
    {"target_occupations[1].scheme UNKNOWN_SCHEME",
     [](auto& o) { o.mutable_target_occupations(1)->set_scheme("ROME"); }},
    {"esco_occupations[0].code MALFORMED",
     [](auto& o) { o.mutable_esco_occupations(0)->set_code("7212.1"); }},
    {"esco_occupations[0].version REQUIRED", [](auto& o) { o.mutable_esco_occupations(0)->clear_version(); }},
    {"skills[0].esco_uri MALFORMED", [](auto& o) { o.mutable_skills(0)->set_esco_uri("skill"); }},
    {"skills[1].name REQUIRED", [](auto& o) { o.mutable_skills(1)->clear_name(); }},
    {"price.free UNKNOWN_CODE", [](auto& o) { o.mutable_price()->set_free(common::v1::TriState(9)); }},
    {"price.grant UNKNOWN_CODE", [](auto& o) { o.mutable_price()->set_grant(common::v1::TriState(9)); }},
    {"price.currency UNKNOWN_CODE", [](auto& o) { o.mutable_price()->set_currency("DT"); }},
    {"entry.isced_level UNKNOWN_CODE", [](auto& o) { o.mutable_entry()->set_isced_level("9"); }},
    {"award.national_level.code REQUIRED",
     [](auto& o) { o.mutable_award()->mutable_national_level()->clear_code(); }},
    {"eligibility.countries[1] MALFORMED", [](auto& o) { o.mutable_eligibility()->set_countries(1, "DZ"); }},
    {"eligibility.open_to_foreigners UNKNOWN_CODE",
     [](auto& o) { o.mutable_eligibility()->set_open_to_foreigners(common::v1::TriState(9)); }},
    {"eligibility.visa_support UNKNOWN_CODE",
     [](auto& o) { o.mutable_eligibility()->set_visa_support(common::v1::TriState(9)); }},
    {"apply_by.time_zone UNKNOWN_CODE", [](auto& o) { o.mutable_apply_by()->set_time_zone("GMT+1"); }},
};

const Case kNumbers[] = {
    {"hours OUT_OF_RANGE", [](auto& o) { o.set_hours(20'001); }},
    {"hours OUT_OF_RANGE", [](auto& o) { o.set_hours(-1); }},
    {"seats OUT_OF_RANGE", [](auto& o) { o.set_seats(100'001); }},
    {"skills[0].level OUT_OF_RANGE", [](auto& o) { o.mutable_skills(0)->set_level(5); }},
    {"price.amount MALFORMED", [](auto& o) { o.mutable_price()->set_amount("450,5"); }},
    {"price.amount CONTRADICTION", [](auto& o) { o.mutable_price()->set_free(common::v1::TRI_STATE_YES); }},
    {"price.currency REQUIRED", [](auto& o) { o.mutable_price()->clear_currency(); }},
    {"entry.experience_months OUT_OF_RANGE", [](auto& o) { o.mutable_entry()->set_experience_months(721); }},
    {"award.eqf_level OUT_OF_RANGE", [](auto& o) { o.mutable_award()->set_eqf_level(9); }},
    {"application.status_update_days OUT_OF_RANGE",
     [](auto& o) { o.mutable_application()->set_status_update_days(366); }},
    {"start_date MALFORMED", [](auto& o) { o.mutable_start_date()->set_day(31); }},
    {"start_date CONTRADICTION", [](auto& o) { o.set_flexible_start(true); }},
    {"end_date MALFORMED", [](auto& o) { o.mutable_end_date()->set_day(32); }},
    {"end_date CONTRADICTION",
     [](auto& o) {
       *o.mutable_end_date() = o.start_date();
       o.mutable_end_date()->set_day(6);
     }},
    {"published.year OUT_OF_RANGE", [](auto& o) { o.mutable_published()->set_year(1447); }},
    {"apply_by.date MALFORMED", [](auto& o) { o.mutable_apply_by()->mutable_date()->set_month(13); }},
    {"apply_by.date REQUIRED", [](auto& o) { o.mutable_apply_by()->clear_date(); }},
    {"locations TOO_MANY", [](auto& o) { Repeat(o.mutable_locations(), 51); }},
    {"skills TOO_MANY", [](auto& o) { Repeat(o.mutable_skills(), 201); }},
    {"esco_occupations TOO_MANY", [](auto& o) { Repeat(o.mutable_esco_occupations(), 51); }},
};

void Try(std::span<const Case> cases) {
  for (const Case& c : cases) {
    v1::TrainingOffer offer = MaximalOffer();
    c.spoil(offer);
    EXPECT_EQ(Report(offer), c.report);
  }
}

TEST(ValidateTrainingOffer, ReportsSpoiltTexts) { Try(kTexts); }
TEST(ValidateTrainingOffer, ReportsUnknownCodes) { Try(kCodes); }
TEST(ValidateTrainingOffer, ReportsNumbersDatesAndContradictions) { Try(kNumbers); }

TEST(ValidateTrainingOffer, AListThatIsTooLongIsReportedBeforeItsRepetitions) {
  v1::TrainingOffer offer = MinimalOffer();
  *offer.add_languages() = MaximalOffer().languages(0);
  Repeat(offer.mutable_languages(), 51);
  EXPECT_TRUE(Report(offer).starts_with("languages TOO_MANY, languages[1].language CONTRADICTION"));
}

TEST(ValidateTrainingOffer, AnAmountOfNothingIsFree) {
  v1::TrainingOffer offer = MinimalOffer();
  offer.mutable_price()->set_free(common::v1::TRI_STATE_YES);
  offer.mutable_price()->set_amount("0");
  offer.mutable_price()->set_currency("TND");
  EXPECT_EQ(Report(offer), "");
}

TEST(ValidateTrainingOffer, AContradictionNamesTheOtherFieldByItsWholePath) {
  v1::TrainingOffer offer = MaximalOffer();
  offer.mutable_target_occupations(1)->set_code("7212");
  Violations v;
  const auto in = v.In("training_offer");
  ValidateTrainingOffer(offer, v);
  ASSERT_EQ(v.list().size(), 1u);
  EXPECT_EQ(v.list()[0].field, "training_offer.target_occupations[1].code");
  EXPECT_EQ(v.list()[0].metadata.at("other"), "training_offer.target_occupations[0].code");
}

TEST(TrainingOfferColumns, AreCountriesMainTargetAndDeadline) {
  const exchange::Columns columns = ColumnsOf(MaximalOffer());
  EXPECT_EQ(columns.countries, (std::vector<std::string>{"DZ", "TN"}));
  EXPECT_EQ(columns.occupation, "7212");
  EXPECT_EQ(columns.expires,
            absl::FromUnixSeconds(1'786'834'800));  // 2026-08-15T23:00:00Z, Tunis being UTC+1
}

TEST(TrainingOfferColumns, WithoutDeadlineItNeverExpires) {
  const exchange::Columns columns = ColumnsOf(MinimalOffer());
  EXPECT_EQ(columns.expires, absl::InfiniteFuture());
  EXPECT_EQ(columns.occupation, "");
}

TEST(TrainingOfferKind, IsTheTrainingOfferOfARecord) {
  const exchange::RecordKind kind = TrainingOfferKind();
  EXPECT_EQ(kind.name, "training_offer");
  EXPECT_EQ(kind.payload->message_type(), v1::TrainingOffer::descriptor());
  Violations v;
  kind.validate(MinimalOffer(), v);
  EXPECT_TRUE(v.ok());
  EXPECT_EQ(kind.columns(MaximalOffer()).occupation, "7212");
}

}  // namespace
}  // namespace tabadul::jobs
