#include "lib/exchange/activity.h"

#include <algorithm>

namespace tabadul::exchange {
namespace {

using Slot = internal::Activity::Slot;
using Slots = google::protobuf::RepeatedPtrField<Slot>;

constexpr int64_t kHour = 3600, kDay = 24 * kHour;
constexpr int64_t kHours = 24, kDays = 7;
constexpr int kReasons = 8;

void AddReason(int reason, uint64_t items, Slot& slot) {
  auto& reasons = *slot.mutable_reasons();
  const auto is = [](int wanted) { return [wanted](const auto& one) { return one.reason() == wanted; }; };
  auto found = std::find_if(reasons.begin(), reasons.end(), is(reason));
  if (found == reasons.end() && reasons.size() >= kReasons) {
    reason = 0;
    found = std::find_if(reasons.begin(), reasons.end(), is(reason));
  }
  auto& own = found == reasons.end() ? *slot.add_reasons() : *found;
  own.set_reason(reason);
  own.set_items(own.items() + items);
}

// Into the slot `now`, or the newest there is if the clock was set back; slots that have left the window go.
void CountInto(const Tally& tally, int64_t now, int64_t window, Slots& slots) {
  const auto kept = std::find_if(slots.begin(), slots.end(),
                                 [&](const Slot& slot) { return slot.number() > now - window; });
  slots.DeleteSubrange(0, static_cast<int>(kept - slots.begin()));
  if (slots.empty() || slots.rbegin()->number() < now) slots.Add()->set_number(now);
  Slot& slot = *slots.rbegin();
  slot.set_answered(slot.answered() + tally.answered);
  slot.set_rejected(slot.rejected() + tally.rejected);
  for (const auto& [reason, items] : tally.reasons) AddReason(reason, items, slot);
}

Tally Sum(const Slots& slots, int64_t now, int64_t window) {
  Tally sum;
  for (const Slot& slot : slots) {
    if (slot.number() <= now - window) continue;
    sum.answered += slot.answered();
    sum.rejected += slot.rejected();
    for (const auto& one : slot.reasons()) sum.reasons[one.reason()] += one.items();
  }
  return sum;
}

int64_t Number(absl::Time time, int64_t seconds) { return absl::ToUnixSeconds(time) / seconds; }

}  // namespace

void Count(const Tally& tally, absl::Time now, internal::Activity& counts) {
  if (tally.answered == 0) return;
  CountInto(tally, Number(now, kHour), kHours, *counts.mutable_hours());
  CountInto(tally, Number(now, kDay), kDays, *counts.mutable_days());
}

Tally OfLastDay(const internal::Activity& counts, absl::Time now) {
  return Sum(counts.hours(), Number(now, kHour), kHours);
}

Tally OfLastWeek(const internal::Activity& counts, absl::Time now) {
  return Sum(counts.days(), Number(now, kDay), kDays);
}

}  // namespace tabadul::exchange
