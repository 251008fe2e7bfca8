#include "services/statistics/series/period_texts.h"

namespace tabadul::statistics {
namespace {

constexpr int64_t kFarthest = 5'000'000;  // beyond the years, for every kind
constexpr int64_t kBeforeAll =
    12;  // periods below it that there are not lie before the year 1, those above after 9999

// The least ordinal of which `late` is true; it stays true from there on.
template <class Late>
int64_t FirstThat(Period::Kind kind, const Late& late) {
  int64_t low = -kFarthest, high = kFarthest;
  while (low < high) {
    const int64_t middle = low + (high - low) / 2;
    const auto period = Period::Of(kind, middle);
    const bool is = period ? late(*period) : middle >= kBeforeAll;
    (is ? high : low) = is ? middle : middle + 1;
  }
  return low;
}

}  // namespace

Ordinals OrdinalsIn(Period::Kind kind, const TimeRange& range) {
  Ordinals in;
  in.first = FirstThat(kind, [&](const Period& period) { return period.start() >= range.from; });
  in.last = FirstThat(kind, [&](const Period& period) { return period.end() > range.until; }) - 1;
  return in;
}

std::string_view PeriodTexts::Text(Period::Kind kind, int64_t ordinal) {
  constexpr int kKindBits = 8;
  const int64_t number = ((ordinal >> kPageBits) * (1 << kKindBits)) | static_cast<int64_t>(kind);
  if (last_ == nullptr || number != last_number_) {
    auto& page = pages_[number];
    if (!page) page = std::make_unique<Page>();
    last_ = page.get();
    last_number_ = number;
  }
  std::string& text = (*last_)[static_cast<size_t>(ordinal & ((1 << kPageBits) - 1))];
  if (text.empty()) {
    if (const auto period = Period::Of(kind, ordinal)) text = period->ToString();
  }
  return text;
}

void PeriodTexts::Trim() {
  if (pages_.size() <= kMaxPages) return;
  pages_.clear();
  last_ = nullptr;
}

}  // namespace tabadul::statistics
