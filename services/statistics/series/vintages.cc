#include "services/statistics/series/vintages.h"

#include <algorithm>
#include <map>
#include <utility>

#include "google/protobuf/util/message_differencer.h"

namespace tabadul::statistics {
namespace {

using google::protobuf::util::MessageDifferencer;

bool GoesOn(const State& state, const Writing& writing) {
  return state.to == absl::InfiniteFuture() && writing.series != nullptr &&
         MessageDifferencer::Equals(*state.series, *writing.series);
}

}  // namespace

std::vector<State> StatesOf(absl::Span<const Writing> writings) {
  std::vector<State> states;
  for (size_t i = 0; i < writings.size(); ++i) {
    const Writing& writing = writings[i];
    if (i + 1 < writings.size() && writings[i + 1].at == writing.at) continue;
    if (!states.empty()) {
      State& before = states.back();
      if (GoesOn(before, writing)) continue;
      before.to = std::min(before.to, writing.at);
    }
    if (writing.series != nullptr) {
      states.push_back({.from = writing.at, .to = absl::InfiniteFuture(), .series = writing.series});
    }
  }
  return states;
}

const State* AsOf(absl::Span<const State> states, absl::Time at) {
  const auto after = std::partition_point(states.begin(), states.end(),
                                          [&](const State& state) { return state.from <= at; });
  if (after == states.begin()) return nullptr;
  const State& state = *std::prev(after);
  return at < state.to ? &state : nullptr;
}

std::vector<HistorySet> History(absl::Span<const absl::Span<const State>> series) {
  std::map<std::pair<absl::Time, absl::Time>, std::vector<const State*>> by_validity;
  for (const absl::Span<const State> states : series) {
    for (const State& state : states) by_validity[{state.from, state.to}].push_back(&state);
  }
  std::vector<HistorySet> sets;
  for (auto& [validity, states] : by_validity) {
    HistorySet& set = sets.emplace_back();
    set.valid_from = validity.first;
    if (validity.second != absl::InfiniteFuture()) set.valid_to = validity.second;
    set.states = std::move(states);
  }
  return sets;
}

}  // namespace tabadul::statistics
