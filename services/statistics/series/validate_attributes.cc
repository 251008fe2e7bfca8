#include "services/statistics/series/validate_attributes.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/exchange/plain_text.h"
#include "services/statistics/series/allowed_checks.h"
#include "services/statistics/series/component_checks.h"
#include "services/statistics/series/series.h"

namespace tabadul::statistics {
namespace {

// Tells a component that is not there or not of this place; its number, or -1.
int CheckId(const std::string& id, const Layout& layout, bool of_observation, Violations& v) {
  const int number = layout.FindAttribute(id);
  if (number < 0) {
    v.Add("id", common::v1::ERROR_REASON_UNKNOWN_FIELD, {{"by", "name"}, {"names", id}});
    return -1;
  }
  if (OfObservation(layout.attributes[static_cast<size_t>(number)]) != of_observation) {
    v.Add("id", common::v1::ERROR_REASON_CONTRADICTION, {{"other", "dataflow"}});
    return -1;
  }
  return number;
}

void CheckMandatory(const Layout& layout, const std::vector<bool>& there, bool of_observation,
                    std::string_view field, Violations& v) {
  for (size_t i = 0; i < layout.attributes.size(); ++i) {
    const LaidAttribute& attribute = layout.attributes[i];
    if (attribute.required && !there[i] && OfObservation(attribute) == of_observation) {
      v.Add(field, common::v1::ERROR_REASON_REQUIRED, {{"component", attribute.id}});
    }
  }
}

bool TooMany(std::string_view field, int entries, Violations& v) {
  if (entries <= kMaxAttributes) return false;
  v.Add(field, common::v1::ERROR_REASON_TOO_MANY, {{"limit", std::to_string(kMaxAttributes)}});
  return true;
}

// Against the value before it of the same attribute, the nth of them.
void CheckSibling(const v1::AttributeValue& before, const v1::AttributeValue& value, uint32_t nth,
                  const LaidAttribute& attribute, Violations& v) {
  // A text in two languages is one value.
  if (value.language() != before.language()) {
    if (value.language() < before.language()) v.Add("language", common::v1::ERROR_REASON_TEXT_NOT_SORTED);
    return;
  }
  const uint32_t most = MostValues(attribute);
  if (most != 0 && nth > most) {
    v.Add("id", common::v1::ERROR_REASON_CONTRADICTION, {{"other", "attributes"}});
  }
}

void CheckValue(const v1::AttributeValue& value, const LaidAttribute& attribute, Violations& v) {
  if (const auto fault = ValueFault(attribute, value.value())) v.Add("value", fault->reason, fault->metadata);
  if (attribute.codes && !value.language().empty()) {
    v.Add("language", common::v1::ERROR_REASON_CONTRADICTION, {{"other", "id"}});
  } else if (!value.language().empty() && !exchange::IsLanguageTag(value.language())) {
    v.Add("language", common::v1::ERROR_REASON_MALFORMED, {{"form", "BCP 47"}});
  }
}

void CheckColumnValues(const v1::AttributeColumn& column, const LaidAttribute& attribute, Violations& v) {
  for (int i = 0; i < std::min(column.values_size(), kMaxPeriods); ++i) {
    auto in = v.In("values", static_cast<size_t>(i));
    if (const auto fault = ValueFault(attribute, column.values(i))) v.Add("", fault->reason, fault->metadata);
    if (i > 0 && column.values(i) <= column.values(i - 1)) {
      v.Add("", common::v1::ERROR_REASON_CONTRADICTION, {{"other", "values"}});
    }
  }
  // There are no more values than observations have.
  if (column.values_size() > kMaxPeriods) {
    v.Add("values", common::v1::ERROR_REASON_TOO_MANY, {{"limit", std::to_string(kMaxPeriods)}});
  }
}

void CheckPositions(const v1::AttributeColumn& column, const v1::Series& series,
                    const LaidAttribute& attribute, Violations& v) {
  if (column.at_size() != series.periods_size()) {
    v.Add("at", common::v1::ERROR_REASON_CONTRADICTION, {{"other", "periods"}});
    return;
  }
  for (int i = 0; i < std::min(column.at_size(), kMaxPeriods); ++i) {
    auto in = v.In("at", static_cast<size_t>(i));
    if (column.at(i) > static_cast<uint32_t>(column.values_size())) {
      v.Add("", common::v1::ERROR_REASON_OUT_OF_RANGE,
            {{"minimum", "0"}, {"maximum", std::to_string(column.values_size())}});
    } else if (column.at(i) == 0 && attribute.required) {
      v.Add("", common::v1::ERROR_REASON_REQUIRED, {{"component", attribute.id}});
    }
  }
}

}  // namespace

void CheckSeriesAttributes(const v1::Series& series, const Layout& layout, Violations& v) {
  if (TooMany("attributes", series.attributes_size(), v)) return;
  std::vector<bool> there(layout.attributes.size());
  uint32_t nth = 0;  // of the values of one attribute in one language
  for (int i = 0; i < series.attributes_size(); ++i) {
    auto in = v.In("attributes", static_cast<size_t>(i));
    const v1::AttributeValue& value = series.attributes(i);
    const v1::AttributeValue* before = i > 0 ? &series.attributes(i - 1) : nullptr;
    if (before != nullptr && value.id() < before->id()) {
      v.Add("id", common::v1::ERROR_REASON_CONTRADICTION, {{"other", "attributes"}});
    }
    const int number = CheckId(value.id(), layout, false, v);
    if (number < 0) continue;
    const LaidAttribute& attribute = layout.attributes[static_cast<size_t>(number)];
    const bool sibling = before != nullptr && before->id() == value.id();
    nth = sibling && before->language() == value.language() ? nth + 1 : 1;
    if (sibling) CheckSibling(*before, value, nth, attribute, v);
    CheckValue(value, attribute, v);
    there[static_cast<size_t>(number)] = true;
  }
  CheckMandatory(layout, there, false, "attributes", v);
}

void CheckColumns(const v1::Series& series, const Layout& layout, Violations& v) {
  if (TooMany("columns", series.columns_size(), v)) return;
  std::vector<bool> there(layout.attributes.size());
  for (int i = 0; i < series.columns_size(); ++i) {
    auto in = v.In("columns", static_cast<size_t>(i));
    const v1::AttributeColumn& column = series.columns(i);
    if (i > 0 && column.id() <= series.columns(i - 1).id()) {
      v.Add("id", common::v1::ERROR_REASON_CONTRADICTION, {{"other", "columns"}});
    }
    const int number = CheckId(column.id(), layout, true, v);
    if (number < 0) continue;
    const LaidAttribute& attribute = layout.attributes[static_cast<size_t>(number)];
    CheckColumnValues(column, attribute, v);
    CheckPositions(column, series, attribute, v);
    there[static_cast<size_t>(number)] = true;
  }
  CheckMandatory(layout, there, true, "columns", v);
}

void CheckAllowedAttributes(const v1::Series& series, const Layout& layout, Violations& v) {
  if (layout.allowed.empty()) return;
  const std::vector<std::string_view> key(series.key().begin(), series.key().end());
  const auto check = [&](const std::string& id, const std::string& value, std::string_view field) {
    const int attribute = layout.FindAttribute(id);
    if (attribute < 0 || !IsRestricted(layout, attribute)) return;
    if (auto refusal = AttributeRefusal(layout, key, attribute, value)) {
      v.Add(field, refusal->reason, refusal->metadata);
    }
  };
  for (int i = 0; i < std::min(series.attributes_size(), kMaxAttributes); ++i) {
    auto in = v.In("attributes", static_cast<size_t>(i));
    check(series.attributes(i).id(), series.attributes(i).value(), "value");
  }
  for (int i = 0; i < std::min(series.columns_size(), kMaxAttributes); ++i) {
    auto of = v.In("columns", static_cast<size_t>(i));
    const v1::AttributeColumn& column = series.columns(i);
    for (int j = 0; j < std::min(column.values_size(), kMaxPeriods); ++j) {
      auto in = v.In("values", static_cast<size_t>(j));
      check(column.id(), column.values(j), "");
    }
  }
}

}  // namespace tabadul::statistics
