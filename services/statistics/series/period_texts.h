// Periods by kind and ordinal: which of them lie in a range of time, and their texts.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "services/statistics/period.h"

namespace tabadul::statistics {

// Has the periods that begin at `from` or later, before `until`, and end by then.
struct TimeRange {
  absl::Time from = absl::InfinitePast(), until = absl::InfiniteFuture();
  bool Has(const Period& period) const {
    return period.start() >= from && period.start() < until && period.end() <= until;
  }
  bool bounded() const { return from != absl::InfinitePast() || until != absl::InfiniteFuture(); }
};

// The ordinals of the periods of a kind that lie in the range. Pure.
struct Ordinals {
  int64_t first = 0, last = -1;  // none if last < first
};
Ordinals OrdinalsIn(Period::Kind kind, const TimeRange& range);

// The texts of periods, each made once: many series have the same. Not thread-safe.
class PeriodTexts {
 public:
  // Of a period that there is. Valid until Trim.
  std::string_view Text(Period::Kind kind, int64_t ordinal);
  // Forgets them if there are many.
  void Trim();

 private:
  static constexpr int kPageBits = 6;
  static constexpr size_t kMaxPages = 4'096;
  using Page = std::array<std::string, 1 << kPageBits>;
  absl::flat_hash_map<int64_t, std::unique_ptr<Page>> pages_;
  int64_t last_number_ = 0;
  Page* last_ = nullptr;
};

}  // namespace tabadul::statistics
