#include "tests/bench/gram_baseline.h"

#include <unicode/unistr.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tabadul::bench {

GramBaseline::Counts GramBaseline::GramsOf(const std::string& text) {
  const icu::UnicodeString lower = icu::UnicodeString::fromUTF8(text).toLower();
  Counts counts;
  for (int length = 2; length <= 4; ++length) {
    for (int at = 0; at + length <= lower.length(); ++at) {
      std::string gram;
      lower.tempSubString(at, length).toUTF8String(gram);
      counts[gram] += 1;
    }
  }
  return counts;
}

GramBaseline::GramBaseline(const std::vector<Title>& labels) {
  std::unordered_map<std::string, size_t> numbers;
  std::vector<Counts> grams;
  for (const Title& label : labels) {
    const auto [number, fresh] = numbers.try_emplace(label.of, concepts_.size());
    if (fresh) concepts_.push_back(label.of);
    concept_of_.push_back(number->second);
    grams.push_back(GramsOf(label.text));
    for (const auto& [gram, count] : grams.back()) rarity_[gram] += 1;
  }
  const auto documents = static_cast<double>(labels.size());
  for (auto& [gram, rarity] : rarity_) rarity = std::log((1 + documents) / (1 + rarity)) + 1;
  for (size_t i = 0; i < grams.size(); ++i) {
    double squares = 0;
    for (const auto& [gram, count] : grams[i]) squares += std::pow(count * rarity_[gram], 2);
    for (const auto& [gram, count] : grams[i])
      weights_[gram].emplace_back(i, count * rarity_[gram] / std::sqrt(squares));
  }
}

std::vector<std::string> GramBaseline::Rank(const std::string& text, size_t limit) const {
  std::vector<double> labels(concept_of_.size()), best(concepts_.size());
  for (const auto& [gram, count] : GramsOf(text)) {
    const auto found = weights_.find(gram);
    if (found == weights_.end()) continue;
    for (const auto& [label, weight] : found->second) labels[label] += count * rarity_.at(gram) * weight;
  }
  for (size_t i = 0; i < labels.size(); ++i) best[concept_of_[i]] = std::max(best[concept_of_[i]], labels[i]);
  std::vector<size_t> order(best.size());
  std::iota(order.begin(), order.end(), 0);
  const size_t count = std::min(limit, order.size());
  // Equal but for the rounding of sums in another order is equal.
  const auto rounded = [&best](size_t i) { return std::round(best[i] * 1e6); };
  std::partial_sort(
      order.begin(), order.begin() + static_cast<ptrdiff_t>(count), order.end(),
      [&](size_t a, size_t b) { return rounded(a) != rounded(b) ? rounded(a) > rounded(b) : a < b; });
  std::vector<std::string> ranking;
  for (size_t i = 0; i < count && best[order[i]] > 0; ++i) ranking.push_back(concepts_[order[i]]);
  return ranking;
}

}  // namespace tabadul::bench
