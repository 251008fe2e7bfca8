// Checks that validators of every kind share: texts, codes, dates, amounts, addresses. Each reports what it
// finds into Violations under `field` (a path from the current scope) and never stops at the first mistake. A
// value that is not given is checked by nobody: fields are optional unless Require says otherwise. Pure and
// thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "absl/time/time.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/repeated_field.h"
#include "lib/platform/base/status.h"
#include "tabadul/common/v1/text.pb.h"

namespace tabadul::exchange {

using common::v1::CodedValue;
using common::v1::Date;
using common::v1::LocalizedText;
using Strings = google::protobuf::RepeatedPtrField<std::string>;

inline constexpr size_t kMaxTextBytes =
    20'000;                             // of a text in one language, where the contract says nothing else
inline constexpr int kMaxEntries = 50;  // of a list, where the contract says nothing else
inline constexpr int kMaxCountries = 60;
inline constexpr size_t kMaxUrlBytes = 2'000;

// A source is `CC/organisation/system`, `DEMO/CC/system` or `HUB/organisation/system`: CC assigned in
// ISO 3166-1, the others [a-z0-9-]{1,40} without a hyphen at either end. Its organisation is what stands before the last
// slash. It is also the CN of its certificates, which X.520 bounds.
inline constexpr size_t kMaxSourceBytes = 64;
bool IsSource(std::string_view source);
bool IsOrganisation(std::string_view id);
// As which services of the hub keep copies: no system is of this organisation.
inline constexpr std::string_view kServices = "HUB/tabadul";
// REQUIRED, TOO_LONG, MALFORMED.
void CheckSource(Violations& v, std::string_view field, std::string_view source);

// REQUIRED unless `given`.
void Require(Violations& v, std::string_view field, bool given);
// CONTRADICTION at `field`, naming the path of `other`, a field of the same scope.
void Contradicts(Violations& v, std::string_view field, std::string_view other);
// Texts for people. TEXT_NOT_SORTED (order or repetition), TOO_MANY; of a translation: its language a BCP 47
// tag in canonical form (MALFORMED), its text there (REQUIRED), not above `max_bytes` (TOO_LONG), UTF-8
// (INVALID_UTF8), NFC (MALFORMED), without control characters but line feed and without HTML tags
// (TEXT_NOT_PLAIN).
void CheckText(Violations& v, std::string_view field, const LocalizedText& text,
               size_t max_bytes = kMaxTextBytes);
// One line, not for translation (a number, a reference): TOO_LONG, INVALID_UTF8, TEXT_NOT_PLAIN.
void CheckLine(Violations& v, std::string_view field, std::string_view line, size_t max_bytes);
// An absolute http or https address with a host and without user name: TOO_LONG, MALFORMED.
void CheckUrl(Violations& v, std::string_view field, std::string_view url, size_t max_bytes = kMaxUrlBytes);
// UNKNOWN_CODE unless in that list (a constant of lib/taxonomy/code_list.h).
void CheckCode(Violations& v, std::string_view field, std::string_view scheme, std::string_view code);
// Of a list by which records are chosen, in any order: TOO_MANY; of an entry REQUIRED, UNKNOWN_CODE.
void CheckCodes(Violations& v, std::string_view field, const Strings& codes, std::string_view scheme,
                int limit);
// A coded value of that very list: UNKNOWN_SCHEME, UNKNOWN_CODE, REQUIRED; its text at most 1,000 bytes a
// language.
void CheckCodedValue(Violations& v, std::string_view field, const CodedValue& value, std::string_view scheme);
// A coded value of any list, checked against the list if the hub holds it.
void CheckAnyCodedValue(Violations& v, std::string_view field, const CodedValue& value);
// "http://data.europa.eu/esco/<what>/<uuid>" in lower case: MALFORMED.
void CheckEscoUri(Violations& v, std::string_view field, std::string_view uri, std::string_view what);
// Alpha-2 codes, sorted, each once (MALFORMED), at most 60 (TOO_MANY).
void CheckCountries(Violations& v, std::string_view field, const Strings& countries);
// A day that exists: OUT_OF_RANGE (year), MALFORMED.
void CheckDate(Violations& v, std::string_view field, const Date& date);
bool DateExists(const Date& date);
void CheckRange(Violations& v, std::string_view field, int64_t value, int64_t minimum, int64_t maximum);
// How many rows a list is asked for (AIP-158): 0 is the standard number, and more than the largest is that.
// `page_size` below 0: OUT_OF_RANGE.
void CheckPageSize(Violations& v, int asked, int most);
int PageSize(int asked, int standard, int most);
void CheckEntries(Violations& v, std::string_view field, int entries, int limit = kMaxEntries);
// Whether a field of a payload is a section, which can be granted alone: one that holds a message or a text. (A text may
// say what the hidden fields do: the address of a record's page has its title in it.)
bool IsSection(const google::protobuf::FieldDescriptor& field);
// A member of its enum (UNKNOWN_CODE): contracts of tomorrow may have more, but the hub stores what it
// understands.
void CheckEnum(Violations& v, std::string_view field, int value, const google::protobuf::EnumDescriptor* of);
// A decimal string, at most 14 digits before and 3 after ".", no sign: MALFORMED. Its value in thousandths.
std::optional<int64_t> CheckDecimal(Violations& v, std::string_view field, std::string_view decimal);

// The first instant after `date` in an IANA zone; without zone: after which the day is over everywhere on
// Earth (UTC-12:00). Where clocks are turned at midnight, the later reading. The date and the zone must be
// valid.
absl::Time EndOfDay(const Date& date, std::string_view time_zone);

}  // namespace tabadul::exchange
