#include "lib/taxonomy/group_classifier.h"

#include <algorithm>
#include <cmath>

namespace tabadul::taxonomy {
namespace {

uint32_t RowOf(uint64_t feature) { return static_cast<uint32_t>(feature >> 50); }

}  // namespace

void GroupClassifier::GrowTo(uint32_t groups) {
  if (groups <= groups_) return;
  groups_ = groups;
  bias_.resize(groups);
}

std::vector<float> GroupClassifier::Probabilities(const std::vector<Part>& title) const {
  std::vector<float> scores = bias_;
  for (const Part& part : title) {
    const std::vector<float>& row = rows_[RowOf(part.feature)];
    for (size_t group = 0; group < row.size(); ++group) scores[group] += part.weight * row[group];
  }
  if (scores.empty()) return scores;
  const float highest = *std::max_element(scores.begin(), scores.end());
  float sum = 0;
  for (float& score : scores) sum += score = std::exp(score - highest);
  for (float& score : scores) score /= sum;
  return scores;
}

void GroupClassifier::Learn(const std::vector<Part>& title, uint32_t group, float strength) {
  constexpr float kRate = 3, kBiasRate = 0.06F;
  GrowTo(group + 1);
  std::vector<float> errors = Probabilities(title);
  errors[group] -= 1;
  for (size_t i = 0; i < errors.size(); ++i) bias_[i] -= kBiasRate * strength * errors[i];
  for (const Part& part : title) {
    std::vector<float>& row = rows_[RowOf(part.feature)];
    row.resize(groups_);
    const float step = kRate * strength * part.weight;
    for (size_t i = 0; i < errors.size(); ++i) row[i] -= step * errors[i];
  }
}

}  // namespace tabadul::taxonomy
