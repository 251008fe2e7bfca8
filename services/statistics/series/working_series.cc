#include "services/statistics/series/working_series.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "services/statistics/series/series.h"

namespace tabadul::statistics {

WorkingSeries::WorkingSeries(const Layout& layout, const v1::Series& former) : layout_(layout) {
  for (const v1::AttributeValue& value : former.attributes()) {
    const int number = layout.FindAttribute(value.id());
    if (number >= 0) attributes_.push_back({number, value.value(), value.language()});
  }
  std::vector<int> columns;
  for (const v1::AttributeColumn& column : former.columns())
    columns.push_back(layout.FindAttribute(column.id()));
  observations_.reserve(static_cast<size_t>(former.periods_size()));
  int next_missing = 0;
  for (int i = 0; i < former.periods_size(); ++i) {
    const bool missing =
        next_missing < former.missing_size() && former.missing(next_missing) == static_cast<uint32_t>(i);
    if (missing) ++next_missing;
    const auto period = Period::Parse(former.periods(i));
    if (!period) continue;
    Observation& observation = observations_.emplace_back();
    observation.period = *period;
    observation.text = former.periods(i);
    if (!missing) observation.value = Decimal{former.values(i), DecimalsAt(former, i)};
    for (int j = 0; j < former.columns_size(); ++j) {
      const v1::AttributeColumn& column = former.columns(j);
      const int number = columns[static_cast<size_t>(j)];
      if (number < 0 || column.at(i) == 0) continue;
      observation.attributes.emplace_back(number, column.values(static_cast<int>(column.at(i) - 1)));
    }
  }
}

void WorkingSeries::Set(Observation& observation, const ObservationStatement& stated,
                        const AttributeSets& sets) const {
  if (stated.measure == Stated::kValue) observation.value = Decimal{stated.value, stated.decimals};
  if (stated.measure == Stated::kMissing) observation.value.reset();
  for (const sdmx::AttributeValue& value : sets.at(stated.attributes).values) {
    const auto has = std::find_if(observation.attributes.begin(), observation.attributes.end(),
                                  [&](const auto& attribute) { return attribute.first == value.attribute; });
    if (has == observation.attributes.end()) {
      observation.attributes.emplace_back(value.attribute, value.value);
    } else {
      has->second = value.value;
    }
  }
}

void WorkingSeries::Put(Change change, absl::Span<const ObservationStatement> stated,
                        const PeriodTable& periods, const AttributeSets& sets) {
  std::vector<Observation> merged;
  merged.reserve(observations_.size() + stated.size());
  auto former = observations_.begin();
  for (const ObservationStatement& statement : stated) {
    const Period& period = periods.period(statement.period);
    while (former != observations_.end() && former->period < period) merged.push_back(std::move(*former++));
    const bool there = former != observations_.end() && former->period == period;
    if (there && change == Change::kAppend) {
      merged.push_back(std::move(*former++));
    } else if (merged.empty() || merged.back().period != period) {
      merged.push_back({.period = period, .text = period.ToString(), .value = {}, .attributes = {}});
      if (there) ++former;
    }
    Set(merged.back(), statement, sets);
  }
  std::move(former, observations_.end(), std::back_inserter(merged));
  observations_ = std::move(merged);
}

void WorkingSeries::SetAttributes(Change change, const AttributeSets::Set& set) {
  const auto replaced = [&](const sdmx::AttributeValue& has) {
    const LaidAttribute& of = layout_.attributes[static_cast<size_t>(has.attribute)];
    return std::any_of(set.values.begin(), set.values.end(), [&](const sdmx::AttributeValue& value) {
      if (value.attribute == has.attribute) return true;
      const LaidAttribute& other = layout_.attributes[static_cast<size_t>(value.attribute)];
      return change == Change::kReplace && other.attachment.level == of.attachment.level &&
             other.attachment.group == of.attachment.group && other.dimensions == of.dimensions;
    });
  };
  std::erase_if(attributes_, replaced);
  attributes_.insert(attributes_.end(), set.values.begin(), set.values.end());
}

void WorkingSeries::Delete(const DeletionStatement& deletion, const PeriodTable& periods) {
  const auto meant = [&](const Observation& observation) {
    return !deletion.period || observation.period == periods.period(*deletion.period);
  };
  if (!deletion.measure && deletion.attributes.empty()) {
    std::erase_if(observations_, meant);
    if (!deletion.period) attributes_.clear();
    return;
  }
  const auto named = [&](int attribute) {
    return std::find(deletion.attributes.begin(), deletion.attributes.end(), attribute) !=
           deletion.attributes.end();
  };
  std::erase_if(attributes_, [&](const sdmx::AttributeValue& value) { return named(value.attribute); });
  // Of an observation that has nothing left there is none.
  std::erase_if(observations_, [&](Observation& observation) {
    if (!meant(observation)) return false;
    if (deletion.measure) observation.value.reset();
    const auto gone = std::remove_if(observation.attributes.begin(), observation.attributes.end(),
                                     [&](const auto& attribute) { return named(attribute.first); });
    observation.attributes.erase(gone, observation.attributes.end());
    return !observation.value && observation.attributes.empty();
  });
}

std::optional<v1::Series> WorkingSeries::ToSeries() const {
  if (observations_.empty()) return std::nullopt;
  v1::Series series;
  std::vector<sdmx::AttributeValue> sorted = attributes_;
  const auto id = [this](int number) -> const std::string& {
    return layout_.attributes[static_cast<size_t>(number)].id;
  };
  std::stable_sort(sorted.begin(), sorted.end(), [&](const auto& a, const auto& b) {
    return std::tie(id(a.attribute), a.language) < std::tie(id(b.attribute), b.language);
  });
  for (sdmx::AttributeValue& value : sorted) {
    v1::AttributeValue& to = *series.add_attributes();
    to.set_id(id(value.attribute));
    to.set_value(std::move(value.value));
    to.set_language(std::move(value.language));
  }
  // One number of decimals if all values have it; those without a value go along.
  std::optional<uint32_t> decimals;
  bool alike = true;
  for (const Observation& observation : observations_) {
    if (!observation.value) continue;
    if (!decimals) decimals = observation.value->decimals;
    alike = alike && decimals == observation.value->decimals;
  }
  if (alike && decimals.value_or(0) > 0) series.add_decimals(*decimals);
  for (size_t i = 0; i < observations_.size(); ++i) {
    const Observation& observation = observations_[i];
    series.add_periods(observation.text);
    series.add_values(observation.value ? observation.value->value : 0);
    if (!observation.value) series.add_missing(static_cast<uint32_t>(i));
    if (!alike) series.add_decimals(observation.value ? observation.value->decimals : 0);
  }
  WriteColumns(series);
  return series;
}

void WorkingSeries::WriteColumns(v1::Series& series) const {
  using Values = std::map<std::string_view, uint32_t>;  // by value: its position from 1
  std::map<std::string_view, std::pair<int, Values>> columns;
  for (const Observation& observation : observations_) {
    for (const auto& [number, value] : observation.attributes) {
      auto& column = columns[layout_.attributes[static_cast<size_t>(number)].id];
      column.first = number;
      column.second.emplace(value, 0);
    }
  }
  for (auto& [id, column] : columns) {
    auto& [number, values] = column;
    v1::AttributeColumn& to = *series.add_columns();
    to.set_id(std::string(id));
    for (auto& [value, position] : values) {
      to.add_values(std::string(value));
      position = static_cast<uint32_t>(to.values_size());
    }
    for (const Observation& observation : observations_) {
      uint32_t at = 0;
      for (const auto& [attribute, value] : observation.attributes) {
        if (attribute == number) at = values.at(value);
      }
      to.add_at(at);
    }
  }
}

}  // namespace tabadul::statistics
