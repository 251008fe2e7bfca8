#include "services/statistics/series/component_checks.h"

#include <algorithm>
#include <string>

#include "lib/platform/base/utf8.h"
#include "services/statistics/series/decimal.h"
#include "services/statistics/series/series.h"
#include "services/statistics/structure/ids.h"
#include "services/statistics/structure/urn.h"

namespace tabadul::statistics {
namespace {

constexpr size_t kMaxShownBytes = 64;  // of a wrong code

Violation UnknownCode(const LaidComponent& component, std::string_view code) {
  return {component.id,
          common::v1::ERROR_REASON_UNKNOWN_CODE,
          {{"scheme", ShortUrn(ReferenceTo(component.codes->codelist()))},
           {"code", std::string(Utf8Prefix(code, kMaxShownBytes))}}};
}

Violation TooLong(const LaidComponent& component, size_t limit, const char* unit) {
  return {
      component.id, common::v1::ERROR_REASON_TOO_LONG, {{"limit", std::to_string(limit)}, {"unit", unit}}};
}

Violation Malformed(const LaidComponent& component, std::string_view form) {
  return {component.id, common::v1::ERROR_REASON_MALFORMED, {{"form", std::string(form)}}};
}

bool IsPlain(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte == 0x7F;
  });
}

size_t Characters(std::string_view text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

bool IsWhole(std::string_view type) {
  return type == "Integer" || type == "BigInteger" || type == "Long" || type == "Short" || type == "Count";
}
bool IsNumber(std::string_view type) {
  return IsWhole(type) || type == "Decimal" || type == "Double" || type == "Float";
}
bool IsTime(std::string_view type) {
  return type.ends_with("TimePeriod") || type.starts_with("Gregorian") || type.starts_with("Reporting") ||
         type == "DateTime" || type == "TimeRange";
}

// Of SDMX's BasicComponentDataType those whose form is short to tell; the others are texts.
bool IsOfType(std::string_view type, std::string_view value) {
  if (IsNumber(type)) {
    const auto number = ParseDecimal(value);
    return number && (number->decimals == 0 || !IsWhole(type));
  }
  if (type == "Boolean") return value == "true" || value == "false" || value == "1" || value == "0";
  if (IsTime(type)) return Period::Parse(value).has_value();
  return true;
}

}  // namespace

std::optional<Violation> KeyFault(const LaidComponent& dimension, std::string_view code) {
  if (dimension.codes) {
    if (dimension.codes->Find(code) < 0) return UnknownCode(dimension, code);
  } else if (!IsId(code) || code.size() > kMaxId) {
    return Malformed(dimension, "SDMX id");
  }
  return std::nullopt;
}

std::optional<std::string_view> CodeOfSynonym(const LaidComponent& component, std::string_view text) {
  if (!component.codes) return std::nullopt;
  const int at = component.codes->FindSynonym(text);
  if (at < 0) return std::nullopt;
  return component.codes->items()[static_cast<size_t>(at)].id;
}

std::optional<Violation> ValueFault(const LaidComponent& component, std::string_view value) {
  if (component.codes) {
    if (component.codes->Find(value) < 0) return UnknownCode(component, value);
    return std::nullopt;
  }
  if (value.empty()) return Violation{component.id, common::v1::ERROR_REASON_REQUIRED, {}};
  if (value.size() > kMaxAttributeBytes) return TooLong(component, kMaxAttributeBytes, "bytes");
  if (!IsPlain(value)) return Violation{component.id, common::v1::ERROR_REASON_TEXT_NOT_PLAIN, {}};
  const Representation& representation = component.representation;
  if (representation.max_length && Characters(value) > *representation.max_length) {
    return TooLong(component, *representation.max_length, "characters");
  }
  if (!IsOfType(representation.text_type, value)) return Malformed(component, representation.text_type);
  return std::nullopt;
}

bool TakesDecimals(const LaidComponent& measure, uint32_t decimals) {
  return decimals == 0 || !IsWhole(measure.representation.text_type);
}

bool FitsFrequency(std::string_view code, const Period& period) {
  if (code.empty()) return true;
  constexpr std::string_view kNamed = "ASTQMWDB";
  const std::string_view often = code.substr(code.starts_with('_') ? code.size() : 1);
  const bool named = kNamed.find(code[0]) != std::string_view::npos &&
                     often.find_first_not_of("_0123456789") == std::string_view::npos;
  if (!named) return true;
  return period.frequency() == (code[0] == 'B' ? std::string_view("D") : code.substr(0, 1));
}

}  // namespace tabadul::statistics
