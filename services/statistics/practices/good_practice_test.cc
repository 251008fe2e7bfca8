#include "services/statistics/practices/good_practice.h"

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "gtest/gtest.h"
#include "services/statistics/practices/good_practice_samples.h"

namespace tabadul::statistics {
namespace {

std::string Report(const v1::GoodPractice& practice) {
  Violations v;
  ValidateGoodPractice(practice, v);
  std::vector<std::string> found;
  for (const Violation& violation : v.list())
    found.push_back(violation.field + " " + std::string(ReasonName(violation.reason)));
  return absl::StrJoin(found, ", ");
}

TEST(ValidateGoodPractice, AcceptsTheLeast) { EXPECT_EQ(Report(MinimalPractice()), ""); }

TEST(ValidateGoodPractice, AcceptsEveryFieldSet) {
  const v1::GoodPractice practice = MaximalPractice();
  EXPECT_EQ(Report(practice), "");
  std::vector<const google::protobuf::FieldDescriptor*> set;
  practice.GetReflection()->ListFields(practice, &set);
  EXPECT_EQ(static_cast<int>(set.size()), v1::GoodPractice::descriptor()->field_count())
      << "the sample lacks a field";
}

TEST(ValidateGoodPractice, SaysEverythingThatIsRequired) {
  EXPECT_EQ(Report({}),
            "type REQUIRED, topics REQUIRED, title REQUIRED, summary REQUIRED, countries REQUIRED, "
            "office.name REQUIRED");
}

TEST(ValidateGoodPractice, APracticeThatGoesOnHasNoLastYear) {
  v1::GoodPractice practice = MinimalPractice();
  practice.mutable_period()->set_ongoing(common::v1::TRI_STATE_YES);
  EXPECT_EQ(Report(practice), "");
  practice.mutable_period()->set_first_year(2019);
  EXPECT_EQ(Report(practice), "");
  practice.mutable_period()->set_last_year(2023);
  EXPECT_EQ(Report(practice), "period.last_year CONTRADICTION");
}

struct Case {
  const char* report;
  std::function<void(v1::GoodPractice&)> spoil;
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

// Each spoils the maximal practice in one place.
const Case kTexts[] = {
    {"title.translations[3].text TOO_LONG",
     [](auto& p) { Add(p.mutable_title(), "tr", std::string(301, 'x')); }},
    {"title TEXT_NOT_SORTED", [](auto& p) { Add(p.mutable_title(), "en", "again"); }},
    {"summary.translations[1].text TOO_LONG",
     [](auto& p) { Add(p.mutable_summary(), "tr", std::string(2001, 'x')); }},
    {"summary REQUIRED", [](auto& p) { p.clear_summary(); }},
    {"body.translations[1].text TOO_LONG",
     [](auto& p) { Add(p.mutable_body(), "tr", std::string(40'001, 'x')); }},
    {"body.translations[0].text TEXT_NOT_PLAIN",
     [](auto& p) { p.mutable_body()->mutable_translations(0)->set_text("<p>Two years</p>"); }},
    {"original_language CONTRADICTION", [](auto& p) { p.set_original_language("tr"); }},
    {"results[1].name REQUIRED", [](auto& p) { p.mutable_results(1)->clear_name(); }},
    {"results[1].name.translations[1].text TOO_LONG",
     [](auto& p) { Add(p.mutable_results(1)->mutable_name(), "tr", std::string(301, 'x')); }},
    {"results[0].unit.translations[1].text TOO_LONG",
     [](auto& p) { Add(p.mutable_results(0)->mutable_unit(), "tr", std::string(101, 'x')); }},
    {"attachments[0].title.translations[1].text TOO_LONG",
     [](auto& p) { Add(p.mutable_attachments(0)->mutable_title(), "tr", std::string(301, 'x')); }},
    {"office.name REQUIRED", [](auto& p) { p.mutable_office()->clear_name(); }},
    {"office.name.translations[1].text TOO_LONG",
     [](auto& p) { Add(p.mutable_office()->mutable_name(), "tr", std::string(301, 'x')); }},
    {"office.url MALFORMED", [](auto& p) { p.mutable_office()->set_url("javascript:alert(1)"); }},
    {"office.email MALFORMED", [](auto& p) { p.mutable_office()->set_email("travail.example.tn"); }},
    {"url TOO_LONG", [](auto& p) { p.set_url("https://a/" + std::string(2000, 'x')); }},
};

const Case kCodes[] = {
    {"type REQUIRED", [](auto& p) { p.clear_type(); }},
    {"type UNKNOWN_CODE", [](auto& p) { p.set_type(v1::PracticeType(9)); }},
    {"topics REQUIRED", [](auto& p) { p.clear_topics(); }},
    {"topics[0] REQUIRED", [](auto& p) { p.set_topics(0, v1::PRACTICE_TOPIC_UNSPECIFIED); }},
    {"topics[2] UNKNOWN_CODE", [](auto& p) { p.set_topics(2, v1::PracticeTopic(99)); }},
    {"topics[1] MALFORMED", [](auto& p) { p.set_topics(1, v1::PRACTICE_TOPIC_EMPLOYMENT); }},
    {"countries REQUIRED", [](auto& p) { p.clear_countries(); }},
    {"countries[1] MALFORMED", [](auto& p) { p.set_countries(1, "DZ"); }},
    {"countries[2] UNKNOWN_CODE", [](auto& p) { p.set_countries(2, "Tunisia"); }},
    {"evidence UNKNOWN_CODE", [](auto& p) { p.set_evidence(v1::EvidenceLevel(9)); }},
    {"period.ongoing UNKNOWN_CODE",
     [](auto& p) { p.mutable_period()->set_ongoing(common::v1::TriState(9)); }},
    {"licence.scheme REQUIRED", [](auto& p) { p.mutable_licence()->clear_scheme(); }},
    {"licence.code REQUIRED", [](auto& p) { p.mutable_licence()->clear_code(); }},
    {"attachments[0].language MALFORMED", [](auto& p) { p.mutable_attachments(0)->set_language("French"); }},
};

const Case kNumbersAndDocuments[] = {
    {"period.first_year OUT_OF_RANGE", [](auto& p) { p.mutable_period()->set_first_year(1437); }},
    {"period.last_year OUT_OF_RANGE", [](auto& p) { p.mutable_period()->set_last_year(2201); }},
    {"period.last_year CONTRADICTION", [](auto& p) { p.mutable_period()->set_last_year(2015); }},
    {"results[0].value REQUIRED", [](auto& p) { p.mutable_results(0)->clear_value(); }},
    {"results[0].value MALFORMED", [](auto& p) { p.mutable_results(0)->set_value("64,5"); }},
    {"results[0].baseline MALFORMED", [](auto& p) { p.mutable_results(0)->set_baseline("-1"); }},
    {"results[0].year OUT_OF_RANGE", [](auto& p) { p.mutable_results(0)->set_year(22); }},
    {"results TOO_MANY", [](auto& p) { Repeat(p.mutable_results(), 51); }},
    {"attachments TOO_MANY", [](auto& p) { Repeat(p.mutable_attachments(), 51); }},
    {"attachments[0].url REQUIRED", [](auto& p) { p.mutable_attachments(0)->clear_url(); }},
    {"attachments[0].url MALFORMED",
     [](auto& p) { p.mutable_attachments(0)->set_url("file:///etc/passwd"); }},
    {"attachments[0].sha256 REQUIRED", [](auto& p) { p.mutable_attachments(0)->clear_sha256(); }},
    {"attachments[0].sha256 MALFORMED",
     [](auto& p) { p.mutable_attachments(0)->mutable_sha256()->pop_back(); }},
    {"attachments[0].media_type MALFORMED", [](auto& p) { p.mutable_attachments(0)->set_media_type("pdf"); }},
    {"published MALFORMED", [](auto& p) { p.mutable_published()->set_year(2023); }},
};

void Try(std::span<const Case> cases) {
  for (const Case& c : cases) {
    v1::GoodPractice practice = MaximalPractice();
    c.spoil(practice);
    EXPECT_EQ(Report(practice), c.report);
  }
}

TEST(ValidateGoodPractice, ReportsSpoiltTexts) { Try(kTexts); }
TEST(ValidateGoodPractice, ReportsUnknownCodesAndTheirOrder) { Try(kCodes); }
TEST(ValidateGoodPractice, ReportsNumbersDatesAndDocuments) { Try(kNumbersAndDocuments); }

TEST(ValidateGoodPractice, AContradictionNamesTheOtherFieldByItsWholePath) {
  v1::GoodPractice practice = MaximalPractice();
  practice.mutable_period()->set_last_year(2015);
  Violations v;
  const auto in = v.In("good_practice");
  ValidateGoodPractice(practice, v);
  ASSERT_EQ(v.list().size(), 1u);
  EXPECT_EQ(v.list()[0].field, "good_practice.period.last_year");
  EXPECT_EQ(v.list()[0].metadata.at("other"), "good_practice.period.first_year");
}

TEST(GoodPracticeColumns, AreItsCountriesAndItNeverExpires) {
  const exchange::Columns columns = ColumnsOf(MaximalPractice());
  EXPECT_EQ(columns.countries, (std::vector<std::string>{"DZ", "MA", "TN"}));
  EXPECT_EQ(columns.occupation, "");
  EXPECT_EQ(columns.expires, absl::InfiniteFuture());
}

TEST(GoodPracticeKind, IsTheGoodPracticeOfARecord) {
  const exchange::RecordKind kind = GoodPracticeKind();
  EXPECT_EQ(kind.name, "good_practice");
  EXPECT_EQ(kind.payload->message_type(), v1::GoodPractice::descriptor());
  Violations v;
  kind.validate(MinimalPractice(), v);
  EXPECT_TRUE(v.ok());
  EXPECT_EQ(kind.columns(MinimalPractice()).countries, (std::vector<std::string>{"MY"}));
}

}  // namespace
}  // namespace tabadul::statistics
