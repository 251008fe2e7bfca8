#include "services/statistics/series/statements.h"

#include <algorithm>
#include <numeric>
#include <tuple>
#include <utility>

#include "services/statistics/series/component_checks.h"
#include "services/statistics/series/series.h"

namespace tabadul::statistics {
namespace {

void AppendSized(std::string_view text, std::string& out) {
  const auto size = static_cast<uint32_t>(text.size());
  out.append(reinterpret_cast<const char*>(&size), sizeof size);
  out.append(text);
}

// Observations have one value of an attribute; series as many as the structure lets them.
std::optional<Violation> SetFault(const Layout& layout, const std::vector<sdmx::AttributeValue>& values,
                                  bool of_observation) {
  uint32_t nth = 0;
  const sdmx::AttributeValue* before = nullptr;
  for (const sdmx::AttributeValue& value : values) {
    const LaidAttribute& attribute = layout.attributes[static_cast<size_t>(value.attribute)];
    if (auto fault = ValueFault(attribute, value.value)) return fault;
    const bool again = before != nullptr && before->attribute == value.attribute &&
                       (of_observation || before->language == value.language);
    nth = again ? nth + 1 : 1;
    const uint32_t most = of_observation ? 1 : MostValues(attribute);
    if (most != 0 && nth > most) {
      return Violation{attribute.id, common::v1::ERROR_REASON_TOO_MANY, {{"limit", std::to_string(most)}}};
    }
    before = &value;
  }
  return std::nullopt;
}

}  // namespace

uint32_t AttributeSets::Add(const Layout& layout, const std::vector<sdmx::AttributeValue>& row,
                            bool of_observation) {
  content_.clear();
  const auto belongs = [&](const sdmx::AttributeValue& value) {
    return OfObservation(layout.attributes[static_cast<size_t>(value.attribute)]) == of_observation;
  };
  for (const sdmx::AttributeValue& value : row) {
    if (!belongs(value)) continue;
    content_.append(reinterpret_cast<const char*>(&value.attribute), sizeof value.attribute);
    AppendSized(value.language, content_);
    AppendSized(value.value, content_);
  }
  if (content_.empty()) return 0;
  // The layout too: numbers are its own.
  const Layout* const of = &layout;
  content_.append(reinterpret_cast<const char*>(&of), sizeof of);
  const auto [it, added] = by_content_.try_emplace(content_, static_cast<uint32_t>(sets_.size()));
  if (!added) return it->second;

  Set& set = sets_.emplace_back();
  std::copy_if(row.begin(), row.end(), std::back_inserter(set.values), belongs);
  for (sdmx::AttributeValue& value : set.values) {
    const LaidAttribute& attribute = layout.attributes[static_cast<size_t>(value.attribute)];
    if (const auto code = CodeOfSynonym(attribute, value.value)) value.value = *code;
  }
  std::stable_sort(set.values.begin(), set.values.end(), [&](const auto& a, const auto& b) {
    const auto& a_id = layout.attributes[static_cast<size_t>(a.attribute)].id;
    const auto& b_id = layout.attributes[static_cast<size_t>(b.attribute)].id;
    return std::tie(a_id, a.language) < std::tie(b_id, b.language);
  });
  set.fault = SetFault(layout, set.values, of_observation);
  bytes_ += 2 * content_.size() + sizeof(Set) + set.values.size() * sizeof(sdmx::AttributeValue);
  return it->second;
}

std::optional<uint32_t> PeriodTable::Add(const std::string& text) {
  if (const auto found = by_text_.find(text); found != by_text_.end()) return found->second;
  const auto period = Period::Parse(text);
  if (!period) return std::nullopt;
  const auto number = static_cast<uint32_t>(periods_.size());
  by_text_.emplace(text, number);
  periods_.push_back(*period);
  return number;
}

void PeriodTable::Rank() {
  std::vector<uint32_t> order(periods_.size());
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(), [this](uint32_t a, uint32_t b) { return periods_[a] < periods_[b]; });
  ranks_.resize(periods_.size());
  uint32_t rank = 0;
  for (size_t i = 0; i < order.size(); ++i) {
    if (i > 0 && periods_[order[i - 1]] < periods_[order[i]]) ++rank;
    ranks_[order[i]] = rank;
  }
}

}  // namespace tabadul::statistics
