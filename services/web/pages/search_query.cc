#include "services/web/pages/search_query.h"

#include <algorithm>
#include <charconv>

#include "absl/strings/numbers.h"
#include "absl/strings/str_replace.h"
#include "absl/time/civil_time.h"
#include "lib/language/fold.h"
#include "services/web/pages/enum_values.h"

namespace tabadul::web::pages {
namespace {

using namespace jobs::v1;  // NOLINT: the requests
using common::v1::ERROR_REASON_MALFORMED;
using common::v1::ERROR_REASON_OUT_OF_RANGE;
using common::v1::ERROR_REASON_UNKNOWN_CODE;
using google::protobuf::EnumDescriptor;
using Texts = google::protobuf::RepeatedPtrField<std::string>;
using Kinds = google::protobuf::RepeatedField<int>;

constexpr int kLongestSince = 366;  // days

void CopyAll(const Query& query, std::string_view name, Texts* out) {
  for (std::string& value : query.All(name)) *out->Add() = std::move(value);
}

void CopyKinds(const Query& query, std::string_view name, const EnumDescriptor* type, Kinds* out,
               Violations& v) {
  for (const std::string& value : query.All(name)) {
    if (const auto number = ValueOf(*type, value)) {
      out->Add(*number);
    } else {
      v.Add(name, ERROR_REASON_UNKNOWN_CODE, {{"scheme", type->full_name()}, {"code", value}});
    }
  }
}

bool IsOn(const Query& query, std::string_view name) { return query.Get(name) == "1"; }

// Of a parameter that stands once; 0 without.
int KindOf(const Query& query, std::string_view name, const EnumDescriptor* type, Violations& v) {
  Kinds kinds;
  CopyKinds(query, name, type, &kinds, v);
  return kinds.empty() ? 0 : kinds[0];
}

// From the beginning of a day in UTC, lest each page of the results ask for another time.
void SetSince(const Query& query, absl::Time now, SearchVacanciesRequest& request, Violations& v) {
  const std::string since = query.Get("since");
  if (since.empty()) return;
  int days = 0;
  const auto [end, error] = std::from_chars(since.data(), since.data() + since.size(), days);
  if (error != std::errc() || end != since.data() + since.size() || days < 1 || days > kLongestSince) {
    v.Add("since", ERROR_REASON_OUT_OF_RANGE, {{"minimum", "1"}, {"maximum", std::to_string(kLongestSince)}});
    return;
  }
  const absl::CivilDay day = absl::ToCivilDay(now, absl::UTCTimeZone()) - days;
  request.mutable_published_since()->set_seconds(
      absl::ToUnixSeconds(absl::FromCivil(day, absl::UTCTimeZone())));
}

void SetPay(const Query& query, SearchVacanciesRequest& request, Violations& v) {
  if (!query.Has("pay")) return;
  PayFilter& pay = *request.mutable_pay();
  pay.set_minimum(AmountOf(query));
  pay.set_currency(query.Has("currency") ? query.Get("currency") : "USD");
  pay.set_unit(static_cast<PayUnit>(KindOf(query, "unit", PayUnit_descriptor(), v)));
}

template <size_t size>
bool IsOneOf(const std::string_view (&names)[size], std::string_view name) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

// Whether a page takes this value for what it says, beside those that it has taken.
bool Means(const Query& sent, const Query& taken, std::string_view name, std::string_view value) {
  static constexpr std::string_view kLists[] = {"country", "city",  "occupation", "industry", "time",
                                                "remote",  "type",  "source",     "language", "mode",
                                                "level",   "field", "kind",       "topic",    "evidence"};
  static constexpr std::string_view kFlags[] = {"verified", "foreigners", "visa", "nofee",
                                                "exact",    "online",     "free"};
  static constexpr std::string_view kOfPay[] = {"currency", "unit"};
  if (IsOneOf(kFlags, name)) return value == "1";
  if (IsOneOf(kOfPay, name) && !sent.Has("pay")) return false;
  return IsOneOf(kLists, name) || !taken.Has(name);
}

Query Meant(const Query& sent) {
  Query taken;
  for (const auto& [name, value] : sent.parameters()) {
    if (Means(sent, taken, name, value)) taken = taken.With(name, value);
  }
  return taken;
}

void SetDay(const Query& query, std::string_view name, common::v1::Date* day, Violations& v) {
  absl::CivilDay parsed;
  const std::string text = query.Get(name);
  if (!absl::ParseCivilTime(text, &parsed)) {
    v.Add(name, ERROR_REASON_MALFORMED, {{"form", "2026-01-31"}});
    return;
  }
  day->set_year(static_cast<int>(parsed.year()));
  day->set_month(parsed.month());
  day->set_day(parsed.day());
}

// Typed with digits of any script; 0 without.
int YearOf(const Query& query, std::string_view name, Violations& v) {
  int year = 0;
  if (query.Has(name) && (!absl::SimpleAtoi(language::Fold(query.Get(name)), &year) || year == 0))
    v.Add(name, ERROR_REASON_MALFORMED, {{"form", "2020"}});
  return year;
}

}  // namespace

absl::Span<const std::string_view> VacancyParameters() {
  static constexpr std::string_view kNames[] = {
      "q",        "country",    "city",  "occupation", "industry", "time",  "remote", "type",
      "language", "pay",        "unit",  "education",  "verified", "nofee", "visa",   "source",
      "since",    "foreigners", "exact", "order",      "currency", "page"};
  return kNames;
}

absl::Span<const std::string_view> TrainingParameters() {
  static constexpr std::string_view kNames[] = {
      "q",         "country", "online",     "city",   "mode", "language", "level", "field", "occupation",
      "education", "free",    "foreigners", "source", "from", "until",    "exact", "order", "page"};
  return kNames;
}

absl::Span<const std::string_view> PracticeParameters() {
  static constexpr std::string_view kNames[] = {"q",         "country",  "kind",   "topic",
                                                "evidence",  "language", "source", "fromyear",
                                                "untilyear", "exact",    "order",  "page"};
  return kNames;
}

Query VacancyQuery(std::string_view sent) { return Meant(Query::Parse(sent, VacancyParameters())); }
Query TrainingQuery(std::string_view sent) { return Meant(Query::Parse(sent, TrainingParameters())); }

Query PracticeQuery(std::string_view sent) { return Meant(Query::Parse(sent, PracticeParameters())); }

absl::StatusOr<SearchVacanciesRequest> ToVacancyRequest(const Query& query, absl::Time now) {
  SearchVacanciesRequest request;
  Violations v;
  request.set_query(query.Get("q"));
  CopyAll(query, "country", request.mutable_countries());
  CopyAll(query, "city", request.mutable_cities());
  CopyAll(query, "occupation", request.mutable_occupations());
  CopyAll(query, "industry", request.mutable_industries());
  CopyAll(query, "language", request.mutable_languages());
  CopyAll(query, "source", request.mutable_sources());
  CopyKinds(query, "time", WorkingTime_descriptor(), request.mutable_working_times(), v);
  CopyKinds(query, "remote", RemoteWork_descriptor(), request.mutable_remote(), v);
  CopyKinds(query, "type", OfferingType_descriptor(), request.mutable_offering_types(), v);
  SetPay(query, request, v);
  SetSince(query, now, request, v);
  request.set_education_up_to(query.Get("education"));
  request.set_verified_employer(IsOn(query, "verified"));
  request.set_open_to_foreigners(IsOn(query, "foreigners"));
  request.set_visa_sponsorship(IsOn(query, "visa"));
  request.set_no_fee(IsOn(query, "nofee"));
  request.set_exact_words(IsOn(query, "exact"));
  request.set_order(static_cast<VacancyOrder>(KindOf(query, "order", VacancyOrder_descriptor(), v)));
  request.set_page_token(query.Get("page"));
  RETURN_IF_ERROR(v.ToStatus());
  return request;
}

absl::StatusOr<SearchTrainingOffersRequest> ToTrainingRequest(const Query& query) {
  SearchTrainingOffersRequest request;
  Violations v;
  request.set_query(query.Get("q"));
  CopyAll(query, "country", request.mutable_countries());
  CopyAll(query, "city", request.mutable_cities());
  CopyAll(query, "language", request.mutable_languages());
  CopyAll(query, "level", request.mutable_levels());
  CopyAll(query, "field", request.mutable_fields());
  CopyAll(query, "occupation", request.mutable_occupations());
  CopyAll(query, "source", request.mutable_sources());
  CopyKinds(query, "mode", TrainingMode_descriptor(), request.mutable_modes(), v);
  if (query.Has("from")) SetDay(query, "from", request.mutable_starts_from(), v);
  if (query.Has("until")) SetDay(query, "until", request.mutable_starts_until(), v);
  request.set_education_up_to(query.Get("education"));
  request.set_or_online(IsOn(query, "online"));
  request.set_free(IsOn(query, "free"));
  request.set_open_to_foreigners(IsOn(query, "foreigners"));
  request.set_exact_words(IsOn(query, "exact"));
  request.set_order(static_cast<TrainingOrder>(KindOf(query, "order", TrainingOrder_descriptor(), v)));
  request.set_page_token(query.Get("page"));
  RETURN_IF_ERROR(v.ToStatus());
  return request;
}

absl::StatusOr<statistics::v1::SearchGoodPracticesRequest> ToPracticeRequest(const Query& query) {
  using namespace statistics::v1;  // NOLINT: the request
  SearchGoodPracticesRequest request;
  Violations v;
  request.set_query(query.Get("q"));
  CopyAll(query, "country", request.mutable_countries());
  CopyAll(query, "language", request.mutable_languages());
  CopyAll(query, "source", request.mutable_sources());
  CopyKinds(query, "kind", PracticeType_descriptor(), request.mutable_types(), v);
  CopyKinds(query, "topic", PracticeTopic_descriptor(), request.mutable_topics(), v);
  CopyKinds(query, "evidence", EvidenceLevel_descriptor(), request.mutable_evidence(), v);
  request.set_from_year(YearOf(query, "fromyear", v));
  request.set_until_year(YearOf(query, "untilyear", v));
  request.set_exact_words(IsOn(query, "exact"));
  request.set_order(static_cast<PracticeOrder>(KindOf(query, "order", PracticeOrder_descriptor(), v)));
  request.set_page_token(query.Get("page"));
  RETURN_IF_ERROR(v.ToStatus());
  return request;
}

std::string AmountOf(const Query& query) {
  return absl::StrReplaceAll(language::Fold(query.Get("pay")), {{" ", ""}, {"٬", ""}, {"٫", "."}});
}

std::string_view ParameterOf(std::string_view field) {
  static constexpr struct {
    std::string_view field, parameter;
  } kFields[] = {{"query", "q"},
                 {"countries", "country"},
                 {"cities", "city"},
                 {"occupations", "occupation"},
                 {"industries", "industry"},
                 {"languages", "language"},
                 {"levels", "level"},
                 {"fields", "field"},
                 {"modes", "mode"},
                 {"sources", "source"},
                 {"working_times", "time"},
                 {"offering_types", "type"},
                 {"pay.minimum", "pay"},
                 {"pay.currency", "currency"},
                 {"pay.unit", "unit"},
                 {"education_up_to", "education"},
                 {"published_since", "since"},
                 {"starts_from", "from"},
                 {"starts_until", "until"},
                 {"types", "kind"},
                 {"topics", "topic"},
                 {"from_year", "fromyear"},
                 {"until_year", "untilyear"},
                 {"page_token", "page"}};
  const std::string_view bare = field.substr(0, field.find('['));
  for (const auto& known : kFields) {
    if (bare == known.field) return known.parameter;
  }
  return bare;
}

}  // namespace tabadul::web::pages
