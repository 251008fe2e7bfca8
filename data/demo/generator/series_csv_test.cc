#include "data/demo/generator/series_csv.h"

#include <gtest/gtest.h>

#include <sstream>

#include "data/demo/generator/series_testing.h"
#include "services/statistics/sdmx/formats.h"
#include "services/statistics/series/decimal.h"
#include "services/statistics/series/series.h"

namespace tabadul::demo {
namespace {

using exchange::v1::Record;
using statistics::v1::Series;

// What a reader of the file is told, by record id and period.
class Heard final : public statistics::sdmx::DataReceiver {
 public:
  absl::Status OnDataSet(const statistics::sdmx::DataSetHead& head) override {
    dataflow_ = statistics::DataflowText(head.structure);
    return absl::OkStatus();
  }
  absl::Status OnRow(const statistics::sdmx::DataRow& row) override {
    if (!row.period.empty()) {
      values[statistics::SeriesId(dataflow_, row.key) + " " + row.period] = row.measures.at(0).value_or("");
    }
    return absl::OkStatus();
  }
  absl::Status OnMistake(const statistics::sdmx::Mistake& mistake) override {
    ADD_FAILURE() << mistake.line << " " << mistake.violation.field << " "
                  << ReasonName(mistake.violation.reason);
    return absl::OkStatus();
  }
  std::map<std::string, std::string> values;

 private:
  std::string dataflow_;
};

TEST(DemoSeries, AsSdmxCsvTheyAreReadAsTheyAre) {
  const Sources sources = SeriesOf(1);
  const std::vector<Record>& records = sources.at("DEMO/MA/stat");
  std::ostringstream file;
  WriteSeriesCsv(Words().series, records, file);
  Heard heard;
  const auto reader = statistics::sdmx::NewDataReader(statistics::sdmx::DataFormat::kCsv2, Core(), heard);
  ASSERT_TRUE(reader->Read(file.str()).ok());
  ASSERT_TRUE(reader->End().ok());
  std::map<std::string, std::string> expected;
  for (const Record& record : records) {
    const Series& series = record.series();
    for (int i = 0; i < series.periods_size(); ++i) {
      expected[record.record_id() + " " + series.periods(i)] =
          IsMissing(series, i) ? "NaN" : statistics::DecimalText({series.values(i), series.decimals(0)});
    }
  }
  EXPECT_EQ(heard.values, expected);
}

}  // namespace
}  // namespace tabadul::demo
