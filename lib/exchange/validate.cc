#include "lib/exchange/validate.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "absl/time/civil_time.h"
#include "fmt/format.h"
#include "lib/exchange/plain_text.h"
#include "lib/taxonomy/code_list.h"

namespace tabadul::exchange {
namespace {

using namespace common::v1;  // NOLINT: the reasons

std::string Number(int64_t value) { return std::to_string(value); }

// Whether the text is what plain text may be; says the first thing that is wrong with it.
void CheckPlain(Violations& v, std::string_view field, std::string_view text, bool lines) {
  switch (InspectText(text, lines)) {
    case TextFault::kNone:
      return;
    case TextFault::kNotUtf8:
      return v.Add(field, ERROR_REASON_INVALID_UTF8);
    case TextFault::kControl:
      return v.Add(field, ERROR_REASON_TEXT_NOT_PLAIN, {{"found", "control"}});
    case TextFault::kMarkup:
      return v.Add(field, ERROR_REASON_TEXT_NOT_PLAIN, {{"found", "html"}});
    case TextFault::kNotNfc:
      return v.Add(field, ERROR_REASON_MALFORMED, {{"form", "Unicode NFC"}});
  }
}

void CheckBytes(Violations& v, std::string_view field, size_t bytes, size_t limit) {
  if (bytes > limit)
    v.Add(field, ERROR_REASON_TOO_LONG, {{"limit", Number(static_cast<int64_t>(limit))}, {"unit", "bytes"}});
}

void CheckTranslation(Violations& v, const Translation& translation, size_t max_bytes) {
  Require(v, "language", !translation.language().empty());
  if (!translation.language().empty() && !IsLanguageTag(translation.language())) {
    v.Add("language", ERROR_REASON_MALFORMED, {{"form", "BCP 47"}});
  }
  Require(v, "text", !translation.text().empty());
  CheckBytes(v, "text", translation.text().size(), max_bytes);
  CheckPlain(v, "text", translation.text(), true);
  CheckEnum(v, "method", translation.method(), TranslationMethod_descriptor());
}

bool IsHexDigit(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

bool IsUuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !IsHexDigit(text[i])) return false;
  }
  return true;
}

// What may not stand in an address unescaped (RFC 3986), control characters and space included. Letters
// beyond ASCII may: addresses are copied from browsers, which show them so (RFC 3987).
constexpr std::array<bool, 256> kForbiddenInUrl = [] {
  std::array<bool, 256> forbidden{};
  for (size_t byte = 0; byte <= 0x20; ++byte) forbidden[byte] = true;
  for (const char c : std::string_view("\"<>\\^`{|}\x7f")) forbidden[static_cast<unsigned char>(c)] = true;
  return forbidden;
}();

bool HasForbiddenInUrl(std::string_view url) {
  return std::any_of(url.begin(), url.end(),
                     [](char c) { return kForbiddenInUrl[static_cast<unsigned char>(c)]; });
}

bool IsWebAddress(std::string_view url) {
  std::string_view rest;
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (url.starts_with(scheme)) rest = url.substr(scheme.size());
  }
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
  const bool host = !authority.empty() && authority.front() != ':' && authority.front() != '.';
  return host && authority.find('@') == std::string_view::npos && !HasForbiddenInUrl(url) &&
         InspectText(url, false) != TextFault::kNotUtf8;
}

}  // namespace

void Require(Violations& v, std::string_view field, bool given) {
  if (!given) v.Add(field, ERROR_REASON_REQUIRED);
}

void Contradicts(Violations& v, std::string_view field, std::string_view other) {
  Violations at_other = v;  // in the same scope: its last path is that of the other field
  at_other.Add(other, ERROR_REASON_CONTRADICTION);
  v.Add(field, ERROR_REASON_CONTRADICTION, {{"other", at_other.list().back().field}});
}

void CheckText(Violations& v, std::string_view field, const LocalizedText& text, size_t max_bytes) {
  CheckEntries(v, field, text.translations_size());
  const auto& translations = text.translations();
  for (int i = 0; i < translations.size(); ++i) {
    if (i > 0 && translations[i - 1].language() >= translations[i].language()) {
      v.Add(field, ERROR_REASON_TEXT_NOT_SORTED);
      break;
    }
  }
  const auto in_field = v.In(field);
  for (int i = 0; i < translations.size(); ++i) {
    const auto in = v.In("translations", static_cast<size_t>(i));
    CheckTranslation(v, translations[i], max_bytes);
  }
}

void CheckLine(Violations& v, std::string_view field, std::string_view line, size_t max_bytes) {
  CheckBytes(v, field, line.size(), max_bytes);
  CheckPlain(v, field, line, false);
}

void CheckUrl(Violations& v, std::string_view field, std::string_view url, size_t max_bytes) {
  if (url.empty()) return;
  CheckBytes(v, field, url.size(), max_bytes);
  if (!IsWebAddress(url)) v.Add(field, ERROR_REASON_MALFORMED, {{"form", "https://host/…"}});
}

void CheckCode(Violations& v, std::string_view field, std::string_view scheme, std::string_view code) {
  if (code.empty() || taxonomy::List(scheme).Contains(code)) return;
  // A code is echoed for its sender to find it; a long "code" is no code, and is cut.
  const std::string shown = InspectText(code, false) == TextFault::kNotUtf8 ? "?" : CutText(code, 40);
  v.Add(field, ERROR_REASON_UNKNOWN_CODE, {{"scheme", std::string(scheme)}, {"code", shown}});
}

void CheckCodes(Violations& v, std::string_view field, const Strings& codes, std::string_view scheme,
                int limit) {
  CheckEntries(v, field, codes.size(), limit);
  for (int i = 0; i < codes.size(); ++i) {
    const auto in = v.In(field, static_cast<size_t>(i));
    Require(v, "", !codes[i].empty());
    CheckCode(v, "", scheme, codes[i]);
  }
}

namespace {

void CheckCodeText(Violations& v, const CodedValue& value) {
  CheckLine(v, "version", value.version(), 40);
  CheckText(v, "text", value.text(), 1'000);
}

}  // namespace

void CheckCodedValue(Violations& v, std::string_view field, const CodedValue& value,
                     std::string_view scheme) {
  const auto in = v.In(field);
  Require(v, "code", !value.code().empty());
  if (value.scheme().empty()) {
    Require(v, "scheme", false);
  } else if (value.scheme() != scheme) {
    const std::string shown =
        InspectText(value.scheme(), false) == TextFault::kNotUtf8 ? "?" : CutText(value.scheme(), 40);
    v.Add("scheme", ERROR_REASON_UNKNOWN_SCHEME, {{"scheme", shown}, {"expected", std::string(scheme)}});
  } else if (taxonomy::FindList(scheme) != nullptr) {
    CheckCode(v, "code", scheme, value.code());
  }
  CheckCodeText(v, value);
}

void CheckAnyCodedValue(Violations& v, std::string_view field, const CodedValue& value) {
  const auto in = v.In(field);
  Require(v, "scheme", !value.scheme().empty());
  Require(v, "code", !value.code().empty());
  CheckLine(v, "scheme", value.scheme(), 100);
  CheckLine(v, "code", value.code(), 100);
  if (taxonomy::FindList(value.scheme()) != nullptr) CheckCode(v, "code", value.scheme(), value.code());
  CheckCodeText(v, value);
}

void CheckEscoUri(Violations& v, std::string_view field, std::string_view uri, std::string_view what) {
  if (uri.empty()) return;
  constexpr std::string_view kPrefix = "http://data.europa.eu/esco/";
  const size_t slash = kPrefix.size() + what.size();
  const bool fits = uri.size() > slash && uri.starts_with(kPrefix) &&
                    uri.substr(kPrefix.size()).starts_with(what) && uri[slash] == '/' &&
                    IsUuid(uri.substr(slash + 1));
  if (!fits) v.Add(field, ERROR_REASON_MALFORMED, {{"form", fmt::format("{}{}/<uuid>", kPrefix, what)}});
}

void CheckCountries(Violations& v, std::string_view field, const Strings& countries) {
  CheckEntries(v, field, countries.size(), kMaxCountries);
  for (int i = 0; i < countries.size(); ++i) {
    const auto in = v.In(field, static_cast<size_t>(i));
    Require(v, "", !countries[i].empty());
    CheckCode(v, "", taxonomy::kCountries, countries[i]);
    if (i > 0 && countries[i - 1] >= countries[i]) {
      v.Add("", ERROR_REASON_MALFORMED, {{"form", "AE, DZ, MA"}});
    }
  }
}

bool DateExists(const Date& date) {
  if (date.year() < 1900 || date.year() > 2200) return false;
  const absl::CivilDay day(date.year(), date.month(), date.day());  // normalises what does not exist
  return day.year() == date.year() && day.month() == date.month() && day.day() == date.day();
}

void CheckDate(Violations& v, std::string_view field, const Date& date) {
  if (date.year() < 1900 || date.year() > 2200) {
    const std::string path = fmt::format("{}.year", field);
    return CheckRange(v, path, date.year(), 1900, 2200);
  }
  if (!DateExists(date)) v.Add(field, ERROR_REASON_MALFORMED, {{"form", "YYYY-MM-DD"}});
}

void CheckRange(Violations& v, std::string_view field, int64_t value, int64_t minimum, int64_t maximum) {
  if (value >= minimum && value <= maximum) return;
  v.Add(field, ERROR_REASON_OUT_OF_RANGE, {{"minimum", Number(minimum)}, {"maximum", Number(maximum)}});
}

void CheckPageSize(Violations& v, int asked, int most) {
  if (asked < 0) CheckRange(v, "page_size", asked, 0, most);
}

int PageSize(int asked, int standard, int most) { return asked == 0 ? standard : std::min(asked, most); }

bool IsSection(const google::protobuf::FieldDescriptor& field) {
  return field.message_type() != nullptr ||
         field.cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_STRING;
}

void CheckEntries(Violations& v, std::string_view field, int entries, int limit) {
  if (entries > limit) v.Add(field, ERROR_REASON_TOO_MANY, {{"limit", Number(limit)}});
}

void CheckEnum(Violations& v, std::string_view field, int value, const google::protobuf::EnumDescriptor* of) {
  if (of->FindValueByNumber(value) != nullptr) return;
  v.Add(field, ERROR_REASON_UNKNOWN_CODE, {{"scheme", of->full_name()}, {"code", Number(value)}});
}

std::optional<int64_t> CheckDecimal(Violations& v, std::string_view field, std::string_view decimal) {
  const size_t point = decimal.find('.');
  const std::string_view whole = decimal.substr(0, point);
  const std::string_view part = point == std::string_view::npos ? "" : decimal.substr(point + 1);
  const auto digits = [](std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  };
  const bool fits = !whole.empty() && whole.size() <= 14 && part.size() <= 3 && digits(whole) &&
                    digits(part) && (point == std::string_view::npos || !part.empty());
  if (!fits) {
    v.Add(field, ERROR_REASON_MALFORMED, {{"form", "12345.678"}});
    return std::nullopt;
  }
  std::string thousandths(whole);
  thousandths.append(part).append(3 - part.size(), '0');
  int64_t value = 0;
  std::from_chars(thousandths.data(), thousandths.data() + thousandths.size(), value);
  return value;
}

}  // namespace tabadul::exchange
