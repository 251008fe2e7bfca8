// Which of several candidates is meant, by signs that each candidate shows: a softmax over weighted sums, its
// weights learned from questions whose answer is known. Thread-safe while nobody learns.
#pragma once

#include <array>
#include <span>
#include <vector>

namespace tabadul::taxonomy {

class Ranker {
 public:
  static constexpr size_t kSigns = 15;
  using Signs = std::array<float, kSigns>;
  using Weights = std::array<double, kSigns>;
  struct Question {
    std::vector<Signs> candidates;
    size_t answer = 0;
  };

  explicit Ranker(const Weights& weights) : weights_(weights) {}

  // The probability of each candidate.
  std::vector<double> Probabilities(std::span<const Signs> candidates) const;
  // From the weights it has. Deterministic.
  void Learn(std::span<const Question> questions);
  const Weights& weights() const { return weights_; }

 private:
  void AddGradient(const Question& question, Weights& gradient) const;

  Weights weights_;
};

}  // namespace tabadul::taxonomy
