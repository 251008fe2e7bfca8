#include "services/statistics/rest/history.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "services/statistics/area.h"

namespace tabadul::statistics::rest {
namespace {

bool Fits(const Keys& keys, absl::Span<const std::string> key) {
  for (size_t i = 0; i < std::min(keys.hull.size(), key.size()); ++i) {
    const auto& codes = keys.hull[i];
    if (!codes.empty() && std::find(codes.begin(), codes.end(), key[i]) == codes.end()) return false;
  }
  return keys.Fit(std::vector<std::string_view>(key.begin(), key.end()));
}

// A structure may have lost attributes since.
void LeaveOutUnknown(const Layout& layout, v1::Series& series) {
  const auto is_unknown = [&layout](const auto& part) { return layout.FindAttribute(part.id()) < 0; };
  auto& attributes = *series.mutable_attributes();
  attributes.erase(std::remove_if(attributes.begin(), attributes.end(), is_unknown), attributes.end());
  auto& columns = *series.mutable_columns();
  columns.erase(std::remove_if(columns.begin(), columns.end(), is_unknown), columns.end());
}

class OfStates final : public SeriesStream {
 public:
  OfStates(const HistorySet& set, const FlowQuery& query) : set_(set), query_(query), filter_(query) {}

  absl::StatusOr<bool> Next(const Context& context) override {
    while (next_ < set_.states.size()) {
      RETURN_IF_ERROR(StillWanted(context));
      view_ = filter_.Apply(ObservationsOf(*set_.states[next_++]->series, *query_.layout, room_));
      if (view_ != nullptr) return true;
    }
    return false;
  }
  const ViewedSeries& view() const override { return *view_; }

 private:
  const HistorySet& set_;
  const FlowQuery& query_;
  SeriesFilter filter_;
  ViewRoom room_;
  const ViewedSeries* view_ = nullptr;
  size_t next_ = 0;
};

}  // namespace

absl::StatusOr<std::shared_ptr<const HeldHistory>> HeldHistory::Read(const Context& context,
                                                                     const Holdings& holdings,
                                                                     const AskedFlow& flow,
                                                                     const FlowQuery& query,
                                                                     const DataQuery& asked) {
  auto history = std::make_shared<HeldHistory>();
  const auto wants = [&](absl::Span<const std::string> key) {
    return key.size() == flow.layout->dimensions.size() && Fits(query.keys, key);
  };
  const auto take = [&](const HeldVintages& vintages) {
    if (!IsOfProviders(vintages.source, flow.providers)) return absl::OkStatus();
    return history->Take(vintages, *flow.layout, asked);
  };
  RETURN_IF_ERROR(holdings.ReadVintages(context, ReferenceTo(*flow.dataflow), wants, take));
  history->Arrange(asked);
  return history;
}

absl::Status HeldHistory::Take(const HeldVintages& vintages, const Layout& layout, const DataQuery& asked) {
  std::vector<State> states = StatesOf(vintages.writings);
  if (!asked.history && asked.as_of) {
    const State* const state = AsOf(states, *asked.as_of);
    states = state == nullptr ? std::vector<State>() : std::vector<State>{*state};
  } else if (asked.as_of) {
    std::erase_if(states, [&](const State& state) { return state.from > *asked.as_of; });
  }
  if (asked.updated_after) {
    std::erase_if(states, [&](const State& state) { return state.from <= *asked.updated_after; });
  }
  if (states.empty()) return absl::OkStatus();
  for (State& state : states) {
    RETURN_IF_ERROR(held_.Add(state.series->SpaceUsedLong()));
    v1::Series& kept = series_.emplace_back(*state.series);
    LeaveOutUnknown(layout, kept);
    state.series = &kept;
  }
  kept_.push_back(
      {vintages.key, RankOf(vintages.source, CountryOf(layout, vintages.key)), std::move(states)});
  return absl::OkStatus();
}

void HeldHistory::Arrange(const DataQuery& asked) {
  std::stable_sort(kept_.begin(), kept_.end(), [](const Kept& a, const Kept& b) {
    return std::tie(a.key, a.rank) < std::tie(b.key, b.rank);
  });
  const auto same_key = [](const Kept& a, const Kept& b) { return a.key == b.key; };
  kept_.erase(std::unique(kept_.begin(), kept_.end(), same_key), kept_.end());
  if (asked.history) {
    std::vector<absl::Span<const State>> states;
    for (const Kept& kept : kept_) states.emplace_back(kept.states);
    sets_ = History(states);
  } else if (!kept_.empty()) {
    for (const Kept& kept : kept_) {
      if (sets_.empty()) sets_.emplace_back();
      sets_.back().states.push_back(&kept.states.front());
    }
  }
}

FlowQuery OutsideCube(FlowQuery query) {
  ObservationChoice& of_cube = query.cube.observations;
  if (of_cube.range.bounded()) query.range = of_cube.range;
  if (of_cube.first + of_cube.last > 0) {
    query.first = of_cube.first;
    query.last = of_cube.last;
  }
  of_cube.observations = true;
  return query;
}

std::unique_ptr<SeriesStream> StatesStream(const HistorySet& set, const FlowQuery& query) {
  return std::make_unique<OfStates>(set, query);
}

}  // namespace tabadul::statistics::rest
