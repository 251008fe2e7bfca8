#include "lib/taxonomy/vector_index.h"

#include <algorithm>
#include <cmath>

namespace tabadul::taxonomy {
namespace {

// A feature that stands often says more, but not as often more.
float Damped(float count) { return 1 + std::log(count); }

}  // namespace

float VectorIndex::Rarity(uint32_t feature) const {
  const auto documents = static_cast<float>(norms_.size());
  return std::log((1 + documents) / (1 + static_cast<float>(postings_[feature].size()))) + 1;
}

float VectorIndex::NormOf(double squares) const {
  return static_cast<float>(pivot_ * std::sqrt(squares) + (1 - pivot_) * mean_norm_);
}

void VectorIndex::Add(uint32_t document, std::span<const uint64_t> features) {
  if (document >= norms_.size()) {
    norms_.resize(document + 1);
    squares_.resize(document + 1);
  }
  double& squares = squares_[document];
  for (const uint64_t hash : features) {
    const auto [number, fresh] = numbers_.try_emplace(hash, static_cast<uint32_t>(postings_.size()));
    if (fresh) {
      postings_.emplace_back();
      hashes_.push_back(hash);
    }
    std::vector<Posting>& list = postings_[number->second];
    const auto place =
        std::lower_bound(list.begin(), list.end(), document,
                         [](const Posting& p, uint32_t wanted) { return p.document < wanted; });
    const float rarity = Rarity(number->second);
    if (place == list.end() || place->document != document) {
      list.insert(place, {document, 1});
      squares += rarity * rarity;
    } else {
      const float before = place->weight;
      place->weight = Damped(std::round(std::exp(before - 1)) + 1);
      squares += (place->weight * place->weight - before * before) * rarity * rarity;
    }
  }
  norms_[document] = NormOf(squares);
}

void VectorIndex::Weigh() {
  std::fill(squares_.begin(), squares_.end(), 0);
  for (uint32_t feature = 0; feature < postings_.size(); ++feature) {
    const float rarity = Rarity(feature);
    for (const Posting& posting : postings_[feature]) {
      const double weight = posting.weight * rarity;
      squares_[posting.document] += weight * weight;
    }
  }
  mean_norm_ = 0;
  for (const double squares : squares_) mean_norm_ += std::sqrt(squares);
  if (!squares_.empty()) mean_norm_ /= static_cast<double>(squares_.size());
  for (size_t i = 0; i < norms_.size(); ++i) norms_[i] = NormOf(squares_[i]);
}

std::vector<VectorIndex::Part> VectorIndex::Weights(std::span<const uint64_t> features) const {
  std::vector<Part> parts;
  parts.reserve(features.size());
  for (const uint64_t hash : features) {
    const auto number = numbers_.find(hash);
    if (number != numbers_.end()) parts.push_back({number->second, 1});
  }
  std::sort(parts.begin(), parts.end(), [](const Part& a, const Part& b) { return a.feature < b.feature; });
  size_t kept = 0;
  for (size_t i = 0; i < parts.size(); ++i) {
    if (kept > 0 && parts[kept - 1].feature == parts[i].feature) {
      parts[kept - 1].weight += 1;
    } else {
      parts[kept++] = parts[i];
    }
  }
  parts.resize(kept);
  double squares = 0;
  for (Part& part : parts) {
    part.weight = Damped(part.weight) * Rarity(part.feature);
    squares += part.weight * part.weight;
  }
  for (Part& part : parts) part.weight /= static_cast<float>(std::sqrt(squares));
  return parts;
}

void VectorIndex::Score(std::span<const Part> query, std::vector<float>& scores) const {
  scores.assign(norms_.size(), 0);
  for (const Part& part : query) {
    const float weight = part.weight * Rarity(part.feature);
    for (const Posting& posting : postings_[part.feature])
      scores[posting.document] += weight * posting.weight;
  }
  for (size_t i = 0; i < scores.size(); ++i) {
    if (scores[i] > 0) scores[i] /= norms_[i];
  }
}

}  // namespace tabadul::taxonomy
