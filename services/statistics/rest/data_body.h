// A data message that is written while it is pulled: in the memory of one series at any length, but for what sections and
// history hold, and for the groups of SDMX-ML, of which each that was written is remembered.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "services/statistics/rest/answer.h"
#include "services/statistics/rest/series_stream.h"
#include "services/statistics/sdmx/formats.h"

namespace tabadul::statistics::rest {

struct DataSet {
  sdmx::DataSetHead head;
  sdmx::Detail detail = sdmx::Detail::kFull;
  // From its beginning. What it needs lives as long as the function.
  std::function<std::unique_ptr<SeriesStream>()> open;
};

class DataBody final : public Body {
 public:
  DataBody(const sdmx::DataMedia& media, sdmx::MessageHead head, std::vector<DataSet> sets,
           const Window& window);

  // Before the first Next: whether there is any series. Data sets without are left out.
  absl::StatusOr<bool> Begin(const Context& context);
  absl::StatusOr<bool> Next(const Context& context, std::string* piece) override;

 private:
  enum class Phase { kDataSet, kGroups, kSeries, kEnd, kOver };
  absl::Status Step(const Context& context);
  absl::StatusOr<bool> OpenSet(const Context& context);
  absl::StatusOr<bool> FindSeries(const Context& context, SeriesStream& stream, Window& window);
  std::unique_ptr<SeriesStream> Turned(std::unique_ptr<SeriesStream> stream) const;
  bool HasGroups() const;
  void BeginSet();
  absl::Status StepGroups(const Context& context);
  void WriteGroups(const ViewedSeries& view);
  absl::Status StepSeries(const Context& context);

  const DataSet& set() const { return sets_[set_]; }

  const sdmx::DataFormat format_;
  const sdmx::MessageHead head_;
  const std::vector<DataSet> sets_;
  Pieces pieces_;
  const std::unique_ptr<sdmx::DataWriter> writer_;

  Phase phase_ = Phase::kDataSet;
  size_t set_ = 0;
  Window window_, window_before_;  // the latter at the beginning of the set
  std::unique_ptr<SeriesStream> stream_, groups_stream_;
  ViewedSeries current_;                // what FindSeries found
  absl::flat_hash_set<size_t> groups_;  // of the set that were written: of number and key
};

}  // namespace tabadul::statistics::rest
