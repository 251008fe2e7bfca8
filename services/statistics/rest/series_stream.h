// Series on their way to a writer, one after the other, and what of them is left out on the way.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "lib/platform/base/context.h"
#include "services/statistics/rest/flow_query.h"
#include "services/statistics/series/series_view.h"

namespace tabadul::statistics::rest {

// Not thread-safe.
class SeriesStream {
 public:
  virtual ~SeriesStream() = default;
  // The next series; false: there are no more. DEADLINE_EXCEEDED, CANCELLED.
  virtual absl::StatusOr<bool> Next(const Context& context) = 0;
  // Of the series that Next found; valid until the next call of it.
  virtual const ViewedSeries& view() const = 0;
};

// OK while somebody waits for the work.
absl::Status StillWanted(const Context& context);

// Those of the dataflow's cube, in the order of keys. `query` outlives the stream.
std::unique_ptr<SeriesStream> CubeStream(std::shared_ptr<const Snapshot> snapshot, const FlowQuery& query);

// Takes from a series what is not asked for. Not thread-safe.
class SeriesFilter {
 public:
  explicit SeriesFilter(const FlowQuery& query) : query_(query) {}
  SeriesFilter(const SeriesFilter&) = delete;
  SeriesFilter& operator=(const SeriesFilter&) = delete;

  // What is left of it; null: nothing. Valid until the next call, and as long as `view`.
  const ViewedSeries* Apply(const ViewedSeries& view);

 private:
  using Attributes = absl::Span<const sdmx::AttributeView>;
  bool SeriesFits(const ViewedSeries& view);
  bool ObservationFits(const sdmx::ObservationView& observation);
  bool Fits(const LaidCondition& laid, Attributes attributes);
  void CountObservations();
  Attributes Selected(Attributes attributes, std::vector<sdmx::AttributeView>& room) const;
  void SelectOfObservations();

  const FlowQuery& query_;
  ViewedSeries view_;
  std::vector<sdmx::ObservationView> observations_;
  std::vector<sdmx::AttributeView> of_series_, of_data_set_, of_group_, of_observations_;
  std::vector<std::string_view> values_;
};

// Which of all that fits is sent: so many observations, or keys of series where no observations are sent, after so many.
struct Window {
  uint64_t offset = 0;
  std::optional<uint64_t> limit;

  bool all() const { return offset == 0 && !limit; }
  bool over() const { return limit == 0u; }
  // What of a series lies in it; moves it on. False: nothing.
  bool Take(bool observations, sdmx::SeriesView* series);
};

}  // namespace tabadul::statistics::rest
