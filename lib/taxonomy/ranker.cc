#include "lib/taxonomy/ranker.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

namespace tabadul::taxonomy {

std::vector<double> Ranker::Probabilities(std::span<const Signs> candidates) const {
  std::vector<double> scores;
  scores.reserve(candidates.size());
  for (const Signs& signs : candidates)
    scores.push_back(std::inner_product(signs.begin(), signs.end(), weights_.begin(), 0.0));
  if (scores.empty()) return scores;
  const double highest = *std::max_element(scores.begin(), scores.end());
  double sum = 0;
  for (double& score : scores) sum += score = std::exp(score - highest);
  for (double& score : scores) score /= sum;
  return scores;
}

void Ranker::AddGradient(const Question& question, Weights& gradient) const {
  const std::vector<double> probabilities = Probabilities(question.candidates);
  for (size_t i = 0; i < probabilities.size(); ++i) {
    const double error = probabilities[i] - (i == question.answer ? 1 : 0);
    for (size_t sign = 0; sign < kSigns; ++sign) gradient[sign] += error * question.candidates[i][sign];
  }
}

// Adam over small batches: some thousand questions and fifteen weights, a second's work.
void Ranker::Learn(std::span<const Question> questions) {
  constexpr size_t kPasses = 40, kBatch = 32;
  constexpr double kDecay = 1e-4, kMean = 0.9, kSpread = 0.999;
  Weights mean{}, spread{};
  std::vector<size_t> order(questions.size());
  std::iota(order.begin(), order.end(), 0);
  std::mt19937 random(1);
  double mean_power = 1, spread_power = 1;
  for (size_t pass = 0; pass < kPasses; ++pass) {
    std::shuffle(order.begin(), order.end(), random);
    const double rate = 0.05 / (1 + 0.1 * static_cast<double>(pass));
    for (size_t begin = 0; begin < order.size(); begin += kBatch) {
      const size_t end = std::min(order.size(), begin + kBatch);
      Weights gradient{};
      for (size_t i = begin; i < end; ++i) AddGradient(questions[order[i]], gradient);
      mean_power *= kMean;
      spread_power *= kSpread;
      for (size_t sign = 0; sign < kSigns; ++sign) {
        const double slope = gradient[sign] / static_cast<double>(end - begin) + kDecay * weights_[sign];
        mean[sign] = kMean * mean[sign] + (1 - kMean) * slope;
        spread[sign] = kSpread * spread[sign] + (1 - kSpread) * slope * slope;
        weights_[sign] -=
            rate * mean[sign] / (1 - mean_power) / (std::sqrt(spread[sign] / (1 - spread_power)) + 1e-8);
      }
    }
  }
}

}  // namespace tabadul::taxonomy
