// Chance that is the same on every machine: SplitMix64 (Steele, Lea, Flood 2014); the standard library's distributions
// differ. Not thread-safe.
#pragma once

#include <cstdint>
#include <vector>

namespace tabadul::demo {

class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}

  uint64_t Next() {
    uint64_t z = (state_ += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  size_t Below(size_t limit) { return static_cast<size_t>(Next() % limit); }
  int Between(int least, int most) {
    return least + static_cast<int>(Below(static_cast<size_t>(most - least + 1)));
  }
  bool Chance(double share) { return static_cast<double>(Next() >> 11) * 0x1.0p-53 < share; }

  template <typename T, typename W>
  const T& Weighted(const std::vector<T>& list, W weight) {
    int total = 0;
    for (const T& item : list) total += weight(item);
    int at = static_cast<int>(Below(static_cast<size_t>(total)));
    for (const T& item : list) {
      if ((at -= weight(item)) < 0) return item;
    }
    return list.back();
  }

 private:
  uint64_t state_;
};

}  // namespace tabadul::demo
