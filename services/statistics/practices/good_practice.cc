#include "services/statistics/practices/good_practice.h"

#include <algorithm>

#include "lib/exchange/plain_text.h"
#include "lib/exchange/validate.h"
#include "services/statistics/practices/addresses.h"
#include "tabadul/exchange/v1/record.pb.h"

namespace tabadul::statistics {
namespace {

using namespace common::v1;  // NOLINT: the reasons

constexpr int kFirstYear = 1900, kLastYear = 2200;  // as of common.v1.Date

void ValidateTopics(const v1::GoodPractice& practice, Violations& v) {
  exchange::Require(v, "topics", practice.topics_size() > 0);
  exchange::CheckEntries(v, "topics", practice.topics_size());
  for (int i = 0; i < practice.topics_size(); ++i) {
    const auto in = v.In("topics", static_cast<size_t>(i));
    exchange::Require(v, "", practice.topics(i) != v1::PRACTICE_TOPIC_UNSPECIFIED);
    exchange::CheckEnum(v, "", practice.topics(i), v1::PracticeTopic_descriptor());
    if (i > 0 && practice.topics(i - 1) >= practice.topics(i)) {
      v.Add("", ERROR_REASON_MALFORMED, {{"form", "PRACTICE_TOPIC_WOMEN, PRACTICE_TOPIC_YOUTH"}});
    }
  }
}

void CheckTag(Violations& v, std::string_view field, const std::string& language) {
  if (language.empty() || exchange::IsLanguageTag(language)) return;
  v.Add(field, ERROR_REASON_MALFORMED, {{"form", "BCP 47"}});
}

void ValidateTexts(const v1::GoodPractice& practice, Violations& v) {
  exchange::Require(v, "title", practice.title().translations_size() > 0);
  exchange::CheckText(v, "title", practice.title(), 300);
  exchange::Require(v, "summary", practice.summary().translations_size() > 0);
  exchange::CheckText(v, "summary", practice.summary(), 2'000);
  exchange::CheckText(v, "body", practice.body(), 40'000);
  const std::string& original = practice.original_language();
  const auto& titles = practice.title().translations();
  if (!original.empty() && std::none_of(titles.begin(), titles.end(),
                                        [&](const auto& title) { return title.language() == original; })) {
    exchange::Contradicts(v, "original_language", "title");
  }
}

void ValidatePeriod(const v1::PracticePeriod& period, Violations& v) {
  const auto in = v.In("period");
  CheckYear(v, "first_year", period.first_year());
  CheckYear(v, "last_year", period.last_year());
  exchange::CheckEnum(v, "ongoing", period.ongoing(), TriState_descriptor());
  if (period.last_year() == 0) return;
  if (period.last_year() < period.first_year()) exchange::Contradicts(v, "last_year", "first_year");
  if (period.ongoing() == TRI_STATE_YES) exchange::Contradicts(v, "last_year", "ongoing");
}

void ValidateResults(const v1::GoodPractice& practice, Violations& v) {
  exchange::CheckEntries(v, "results", practice.results_size());
  for (int i = 0; i < practice.results_size(); ++i) {
    const auto in = v.In("results", static_cast<size_t>(i));
    const v1::PracticeResult& result = practice.results(i);
    exchange::Require(v, "name", result.name().translations_size() > 0);
    exchange::CheckText(v, "name", result.name(), 300);
    exchange::Require(v, "value", !result.value().empty());
    if (!result.value().empty()) exchange::CheckDecimal(v, "value", result.value());
    if (!result.baseline().empty()) exchange::CheckDecimal(v, "baseline", result.baseline());
    exchange::CheckText(v, "unit", result.unit(), 100);
    CheckYear(v, "year", result.year());
  }
}

void ValidateAttachments(const v1::GoodPractice& practice, Violations& v) {
  exchange::CheckEntries(v, "attachments", practice.attachments_size());
  for (int i = 0; i < practice.attachments_size(); ++i) {
    const auto in = v.In("attachments", static_cast<size_t>(i));
    const v1::PracticeAttachment& attachment = practice.attachments(i);
    exchange::Require(v, "url", !attachment.url().empty());
    exchange::CheckUrl(v, "url", attachment.url());
    exchange::Require(v, "sha256", !attachment.sha256().empty());
    CheckSha256(v, "sha256", attachment.sha256());
    exchange::CheckText(v, "title", attachment.title(), 300);
    CheckMediaType(v, "media_type", attachment.media_type());
    CheckTag(v, "language", attachment.language());
  }
}

void ValidateOffice(const v1::PracticeOffice& office, Violations& v) {
  const auto in = v.In("office");
  exchange::Require(v, "name", office.name().translations_size() > 0);
  exchange::CheckText(v, "name", office.name(), 300);
  exchange::CheckUrl(v, "url", office.url());
  CheckMailbox(v, "email", office.email());
}

}  // namespace

void CheckYear(Violations& v, std::string_view field, int year) {
  if (year != 0) exchange::CheckRange(v, field, year, kFirstYear, kLastYear);
}

void ValidateGoodPractice(const v1::GoodPractice& practice, Violations& v) {
  exchange::Require(v, "type", practice.type() != v1::PRACTICE_TYPE_UNSPECIFIED);
  exchange::CheckEnum(v, "type", practice.type(), v1::PracticeType_descriptor());
  ValidateTopics(practice, v);
  ValidateTexts(practice, v);
  exchange::Require(v, "countries", practice.countries_size() > 0);
  exchange::CheckCountries(v, "countries", practice.countries());
  if (practice.has_period()) ValidatePeriod(practice.period(), v);
  exchange::CheckEnum(v, "evidence", practice.evidence(), v1::EvidenceLevel_descriptor());
  ValidateResults(practice, v);
  ValidateAttachments(practice, v);
  if (practice.has_licence()) exchange::CheckAnyCodedValue(v, "licence", practice.licence());
  ValidateOffice(practice.office(), v);
  if (practice.has_published()) exchange::CheckDate(v, "published", practice.published());
  exchange::CheckUrl(v, "url", practice.url());
}

exchange::Columns ColumnsOf(const v1::GoodPractice& practice) {
  exchange::Columns columns;
  columns.countries.assign(practice.countries().begin(), practice.countries().end());
  return columns;
}

exchange::RecordKind GoodPracticeKind() {
  exchange::RecordKind kind;
  kind.name = "good_practice";
  kind.payload = tabadul::exchange::v1::Record::descriptor()->FindFieldByName(kind.name);
  kind.validate = [](const exchange::Message& message, Violations& violations) {
    ValidateGoodPractice(static_cast<const v1::GoodPractice&>(message), violations);
  };
  kind.columns = [](const exchange::Message& message) {
    return ColumnsOf(static_cast<const v1::GoodPractice&>(message));
  };
  return kind;
}

}  // namespace tabadul::statistics
