// The writer of SDMX-CSV; see csv_data.h. What is the same for all observations of a series is rendered once for it, so that an
// observation costs a few copies and no allocation.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "services/statistics/sdmx/csv_cells.h"
#include "services/statistics/sdmx/csv_columns.h"
#include "services/statistics/sdmx/csv_data.h"

namespace tabadul::statistics::sdmx {

class CsvWriter final : public DataWriter {
 public:
  CsvWriter(DataFormat format, const MessageHead& head, const CsvOptions& options, std::string* out);

  void BeginDataSet(const DataSetHead& head, Detail detail) override;
  void DataSetAttributes(absl::Span<const AttributeView> attributes) override;
  void Group(const GroupView&) override {}
  void Series(const SeriesView& series) override;
  void End(absl::Span<const FooterMessage>) override {}

 private:
  void RenderPrefix(const DataSetHead& head);
  void RenderSuffix(const DataSetHead& head);
  void RenderKeys(const SeriesView& series);
  void RenderKey(const SeriesView& series);
  void RenderTail();

  // Sets cells[column] of what stands in `attributes`.
  void RenderAttributes(absl::Span<const AttributeView> attributes, std::vector<std::string>* cells);
  // The cell of a column whose attribute is `values` of `attributes`.
  void RenderAttribute(int column, absl::Span<const AttributeView> attributes, std::string* cell);
  void AppendLanguages(const LaidAttribute& attribute, absl::Span<const AttributeView> attributes,
                       std::string* cell);

  void WriteObservation(const ObservationView& observation);
  void WriteAttributes(absl::Span<const AttributeView> attributes);
  void AppendPeriod(std::string_view period, std::string* to) const;
  const LaidComponent* Dimension(size_t column) const;
  bool PeriodIsOfSeries() const { return columns_.at_observation >= 0 || !columns_.observations; }

  const bool version_2_;
  const CsvOptions options_;
  const CsvCells cells_;
  std::string* const out_;

  std::shared_ptr<const Layout> layout_;
  CsvColumns columns_;
  CsvOptions::Keys keys_ = CsvOptions::Keys::kNone;
  bool begun_ = false;

  // Of the data set.
  std::string prefix_, suffix_;
  std::vector<std::string> data_set_cells_;
  // Of the series: what stands before OBS_KEY, that key around the code at the observation, the dimensions around the same,
  // the attributes one by one and all together.
  std::string lead_, key_before_, key_after_, before_, after_, tail_;
  std::vector<std::string> series_cells_;
  // Of the observation: how often each column's attribute is stated, and the last of it.
  struct Found {
    int times = 0;
    const AttributeView* last = nullptr;
  };
  std::vector<Found> found_;
  std::string scratch_;
};

}  // namespace tabadul::statistics::sdmx
