// Which group a title belongs to, learned title by title: a softmax over weighted features, one step of
// gradient descent each. Features share 2^14 rows of weights, so memory is bounded (groups × 64 KiB). Reading
// is thread-safe while nobody learns.
#pragma once

#include <cstdint>
#include <vector>

namespace tabadul::taxonomy {

class GroupClassifier {
 public:
  struct Part {
    uint64_t feature = 0;  // a hash
    float weight = 0;
  };
  // `strength` 1 is a full step. Groups are numbered from 0 and come into being here.
  void Learn(const std::vector<Part>& title, uint32_t group, float strength);
  // The probability of each group; empty before the first Learn.
  std::vector<float> Probabilities(const std::vector<Part>& title) const;

 private:
  static constexpr uint32_t kRows = 1U << 14;
  void GrowTo(uint32_t groups);

  uint32_t groups_ = 0;
  std::vector<float> bias_;
  std::vector<std::vector<float>> rows_{kRows};  // each as long as the groups were when it was last learned
};

}  // namespace tabadul::taxonomy
