// What a row says, and what is wrong with it.
#include <algorithm>

#include "services/statistics/series/allowed_checks.h"
#include "services/statistics/series/collect.h"
#include "services/statistics/series/component_checks.h"
#include "services/statistics/series/decimal.h"

namespace tabadul::statistics {
namespace {

Violation Required(const LaidComponent& component) {
  return {component.id, common::v1::ERROR_REASON_REQUIRED, {}};
}

Violation Malformed(const std::string& field, std::string_view form) {
  return {field, common::v1::ERROR_REASON_MALFORMED, {{"form", std::string(form)}}};
}

}  // namespace

std::optional<Violation> Collector::TakeKey(const sdmx::DataRow& row) {
  if (!key_known_ || stated_key_ != row.key) {
    key_fault_ = ReadKey(row);
    key_refusal_.reset();
    if (!key_fault_) {
      if (auto refusal = RefusalOf(layout(), KeyView())) key_refusal_ = std::move(refusal->violation);
    }
    stated_key_ = row.key;
    key_known_ = true;
  }
  // What stood before there was a constraint can be deleted.
  return key_fault_ || change_ == Change::kDelete ? key_fault_ : key_refusal_;
}

std::optional<Violation> Collector::ReadKey(const sdmx::DataRow& row) {
  key_ = row.key;
  const auto& dimensions = layout().dimensions;
  if (row.key.size() != dimensions.size() && !row.key.empty()) {
    return Violation{"key",
                     common::v1::ERROR_REASON_CONTRADICTION,
                     {{"other", "dataflow"}, {"expected", std::to_string(dimensions.size())}}};
  }
  key_.resize(dimensions.size());
  for (size_t i = 0; i < key_.size(); ++i) {
    if (key_[i].empty()) continue;
    if (const auto code = CodeOfSynonym(dimensions[i], key_[i])) key_[i] = *code;
    if (auto fault = KeyFault(dimensions[i], key_[i])) return fault;
  }
  return std::nullopt;
}

std::optional<Violation> Collector::CheckAllowed(const AttributeSets::Set& set) const {
  for (const sdmx::AttributeValue& value : set.values) {
    if (!IsRestricted(layout(), value.attribute)) continue;
    if (auto refusal = AttributeRefusal(layout(), KeyView(), value.attribute, value.value)) return refusal;
  }
  return std::nullopt;
}

std::optional<Violation> Collector::ReadMeasure(const sdmx::DataRow& row,
                                                ObservationStatement& stated) const {
  if (row.measures.empty() || !row.measures[0] || row.measures[0]->empty()) return std::nullopt;
  const LaidMeasure& measure = layout().measures[0];
  if (*row.measures[0] == "NaN") {
    stated.measure = Stated::kMissing;
    return std::nullopt;
  }
  const auto number = ParseDecimal(*row.measures[0]);
  if (!number) return Malformed(measure.id, "number");
  if (!TakesDecimals(measure, number->decimals)) {
    return Malformed(measure.id, measure.representation.text_type);
  }
  stated.measure = Stated::kValue;
  stated.value = number->value;
  stated.decimals = static_cast<uint8_t>(number->decimals);
  return std::nullopt;
}

std::optional<Violation> Collector::ReadPeriod(const sdmx::DataRow& row, std::optional<uint32_t>& period) {
  if (row.period.empty()) return std::nullopt;
  period = result_.periods_.Add(row.period);
  if (!period) return Malformed(layout().time->id, "SDMX period");
  if (frequency_ < 0) return std::nullopt;
  const auto frequency = static_cast<size_t>(frequency_);
  if (FitsFrequency(key_[frequency], result_.periods_.period(*period))) return std::nullopt;
  return Violation{layout().time->id,
                   common::v1::ERROR_REASON_CONTRADICTION,
                   {{"other", layout().dimensions[frequency].id}, {"frequency", key_[frequency]}}};
}

std::optional<Violation> Collector::ReadChange(const sdmx::DataRow& row, Row& read) {
  AttributeSets& sets = result_.sets_;
  read.attributes = sets.Add(layout(), row.attributes, false);
  read.observation.attributes = sets.Add(layout(), row.attributes, true);
  for (const uint32_t set : {read.attributes, read.observation.attributes}) {
    if (sets.at(set).fault) return sets.at(set).fault;
    if (layout().allowed.empty()) continue;
    if (auto refusal = CheckAllowed(sets.at(set))) return refusal;
  }
  if (auto fault = ReadMeasure(row, read.observation)) return fault;
  std::optional<uint32_t> period;
  if (auto fault = ReadPeriod(row, period)) return fault;
  if (period) {
    read.observation.period = *period;
  } else if (read.observation.attributes != 0 || read.observation.measure != Stated::kNot) {
    return Required(*layout().time);
  }
  return std::nullopt;
}

std::optional<Violation> Collector::ReadDeletion(const sdmx::DataRow& row, DeletionStatement& deletion) {
  deletion.measure = !row.measures.empty() && row.measures[0].has_value();
  for (const sdmx::AttributeValue& value : row.attributes) deletion.attributes.push_back(value.attribute);
  std::sort(deletion.attributes.begin(), deletion.attributes.end());
  const auto end = std::unique(deletion.attributes.begin(), deletion.attributes.end());
  deletion.attributes.erase(end, deletion.attributes.end());
  return ReadPeriod(row, deletion.period);
}

// Attributes of part of a key must hang on dimensions that are there; observations need all of it.
std::optional<Violation> Collector::CheckWide(const sdmx::DataRow& row) const {
  const auto missing = [&](size_t dimension) { return row.key.empty() || row.key[dimension].empty(); };
  const auto& dimensions = layout().dimensions;
  if (!row.period.empty() || row.attributes.empty()) {
    for (size_t i = 0; i < dimensions.size(); ++i) {
      if (missing(i)) return Required(dimensions[i]);
    }
  }
  for (const sdmx::AttributeValue& value : row.attributes) {
    for (const int dimension : layout().attributes[static_cast<size_t>(value.attribute)].dimensions) {
      if (missing(static_cast<size_t>(dimension)))
        return Required(dimensions[static_cast<size_t>(dimension)]);
    }
  }
  return std::nullopt;
}

}  // namespace tabadul::statistics
