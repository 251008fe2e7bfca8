// What the tests of SDMX-ML data share: a small layout, rows as text, rows back to a writer. For tests alone.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "services/statistics/sdmx/data.h"
#include "services/statistics/sdmx/formats.h"

namespace tabadul::statistics::sdmx {

// Dimensions FREQ, REF_AREA, SEX and TIME_PERIOD; measure OBS_VALUE; group Area (REF_AREA); attributes DECIMALS of the
// data set, UNIT of the group, TITLE of the series (several values in languages), OBS_STATUS and NOTE (several values)
// of the observation.
std::shared_ptr<Layout> SmallLayout();

// Answers to any reference of that id.
class OneLayout : public Layouts {
 public:
  explicit OneLayout(std::shared_ptr<const Layout> layout, std::string id = "LF")
      : layout_(std::move(layout)), id_(std::move(id)) {}
  absl::StatusOr<std::shared_ptr<const Layout>> Find(const Reference& reference) const override;

 private:
  const std::shared_ptr<const Layout> layout_;
  const std::string id_;
};

// "O A.EGY.T @2020 =1.5 OBS_STATUS=A": level, key, period, measures, attributes in the order of their numbers.
std::string Show(const Layout& layout, const DataRow& row);

// Keeps what it is told.
class Collected : public DataReceiver {
 public:
  struct DataSet {
    DataSetHead head;
    std::vector<DataRow> rows;
  };
  absl::Status OnDataSet(const DataSetHead& head) override;
  absl::Status OnRow(const DataRow& row) override;
  absl::Status OnMistake(const Mistake& mistake) override;

  std::vector<DataSet> data_sets;
  std::vector<std::string> mistakes;  // "7 SEX REQUIRED": line, field, reason
  // Of all data sets, shown.
  std::vector<std::string> Rows() const;
  size_t Count(Attachment::Level level) const;
};

// Reads `message` in pieces of that size; 0: at once.
absl::Status ReadMl(std::string_view message, const Layouts& layouts, DataReceiver& receiver,
                    size_t piece = 0);

MessageHead TestHead();
// The same again in `format`.
std::string WriteMl(const std::vector<Collected::DataSet>& data_sets, DataFormat format);

}  // namespace tabadul::statistics::sdmx
