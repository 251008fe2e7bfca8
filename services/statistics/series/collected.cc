#include "services/statistics/series/collected.h"

#include <algorithm>
#include <map>

#include "services/statistics/series/working_series.h"

namespace tabadul::statistics {
namespace {

// All that one step says of one series.
struct StepOf {
  std::vector<const WideStatement*> wide;
  const Part* part = nullptr;
};

Change ChangeOf(const StepOf& step) {
  return step.part != nullptr ? step.part->change : step.wide.front()->change;
}

// As one statement: what is said later of an attribute stands.
AttributeSets::Set UnionOf(const StepOf& step, const AttributeSets& sets) {
  AttributeSets::Set all;
  const auto add = [&](uint32_t number) {
    const auto& values = sets.at(number).values;
    std::erase_if(all.values, [&](const sdmx::AttributeValue& has) {
      return std::any_of(values.begin(), values.end(),
                         [&](const auto& value) { return value.attribute == has.attribute; });
    });
    all.values.insert(all.values.end(), values.begin(), values.end());
  };
  for (const WideStatement* wide : step.wide) add(wide->attributes);
  if (step.part != nullptr) {
    for (const uint32_t set : step.part->attributes) add(set);
  }
  return all;
}

void Apply(const StepOf& step, const PeriodTable& periods, const AttributeSets& sets, WorkingSeries& series) {
  if (ChangeOf(step) == Change::kDelete) {
    for (const WideStatement* wide : step.wide) series.Delete(wide->deletion, periods);
    if (step.part == nullptr) return;
    for (const DeletionStatement& deletion : step.part->deletions) series.Delete(deletion, periods);
    return;
  }
  series.SetAttributes(ChangeOf(step), UnionOf(step, sets));
  if (step.part != nullptr) series.Put(step.part->change, step.part->observations, periods, sets);
}

void AppendBytes(const auto& number, std::string& out) {
  out.append(reinterpret_cast<const char*>(&number), sizeof number);
}

}  // namespace

uint64_t MaskOf(absl::Span<const std::string> part) {
  uint64_t mask = 0;
  for (size_t i = 0; i < part.size(); ++i) mask |= part[i].empty() ? 0 : uint64_t{1} << i;
  return mask;
}

std::string PartOfKey(size_t flow, uint64_t mask, absl::Span<const std::string> key) {
  std::string text;
  AppendBytes(flow, text);
  AppendBytes(mask, text);
  for (size_t i = 0; i < key.size(); ++i) {
    if ((mask >> i & 1) == 0) continue;
    text += key[i];
    text += '\0';
  }
  return text;
}

void Collected::IndexWide() {
  masks_.resize(flows_.size());
  for (size_t i = 0; i < wide_.size(); ++i) {
    const uint64_t mask = MaskOf(wide_[i].key);
    std::vector<uint64_t>& masks = masks_[wide_[i].flow];
    if (std::find(masks.begin(), masks.end(), mask) == masks.end()) masks.push_back(mask);
    by_part_.emplace(PartOfKey(wide_[i].flow, mask, wide_[i].key), i);
  }
}

const Collected::Named* Collected::Find(size_t flow, absl::Span<const std::string> key) const {
  const auto found = std::lower_bound(
      series_.begin(), series_.end(), key, [flow](const Named& named, absl::Span<const std::string> sought) {
        if (named.flow != flow) return named.flow < flow;
        return std::lexicographical_compare(named.key.begin(), named.key.end(), sought.begin(), sought.end());
      });
  const bool is = found != series_.end() && found->flow == flow && absl::MakeConstSpan(found->key) == key;
  return is ? &*found : nullptr;
}

std::vector<const WideStatement*> Collected::Fitting(size_t flow, absl::Span<const std::string> key) const {
  std::vector<const WideStatement*> fitting;
  for (const uint64_t mask : masks_[flow]) {
    const auto found = by_part_.find(PartOfKey(flow, mask, key));
    if (found == by_part_.end()) continue;
    for (const WideStatement& statement : wide_[found->second].statements) fitting.push_back(&statement);
  }
  std::sort(fitting.begin(), fitting.end(),
            [](const WideStatement* a, const WideStatement* b) { return a->line < b->line; });
  return fitting;
}

std::optional<v1::Series> Collected::Merge(size_t flow, absl::Span<const std::string> key,
                                           const v1::Series* former) const {
  const Layout& layout = *flows_[flow].layout;
  std::map<uint32_t, StepOf> steps;
  for (const WideStatement* wide : Fitting(flow, key)) steps[wide->step].wide.push_back(wide);
  if (const Named* named = Find(flow, key)) {
    for (const Part& part : named->parts) steps[part.step].part = &part;
  }
  WorkingSeries series = former != nullptr ? WorkingSeries(layout, *former) : WorkingSeries(layout);
  for (const auto& [number, step] : steps) Apply(step, periods_, sets_, series);

  std::optional<v1::Series> merged = series.ToSeries();
  if (!merged) return std::nullopt;
  merged->set_dataflow(flows_[flow].dataflow);
  for (const std::string& code : key) merged->add_key(code);
  return merged;
}

uint64_t Collected::LineOf(size_t series, std::string_view period) const {
  const auto sought = Period::Parse(period);
  if (!sought) return 0;
  for (const Part& part : series_[series].parts) {
    for (const ObservationStatement& stated : part.observations) {
      if (periods_.period(stated.period) == *sought) return stated.line;
    }
  }
  return 0;
}

}  // namespace tabadul::statistics
