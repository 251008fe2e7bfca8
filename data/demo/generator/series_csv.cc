#include "data/demo/generator/series_csv.h"

#include <algorithm>
#include <set>
#include <string>

#include "absl/strings/str_join.h"
#include "fmt/format.h"

namespace tabadul::demo {
namespace {

using exchange::v1::Record;
using statistics::v1::Series;

constexpr char kNoNumber[] = "NaN";  // SDMX-CSV 2.0: a value that is missing

using Cells = std::map<std::string, std::string>;  // by column

std::string ValueOf(const Series& series, int i) {
  const auto& missing = series.missing();
  if (std::binary_search(missing.begin(), missing.end(), static_cast<uint32_t>(i))) return kNoNumber;
  const uint32_t decimals = series.decimals(0);
  if (decimals == 0) return std::to_string(series.values(i));
  int64_t scale = 1;
  for (uint32_t d = 0; d < decimals; ++d) scale *= 10;
  return fmt::format("{}.{:0{}}", series.values(i) / scale, series.values(i) % scale, decimals);
}

// "TABADUL:DF_YOUTH(1.0)" → "DF_YOUTH".
std::string FlowOf(const std::string& dataflow) {
  const size_t colon = dataflow.find(':');
  return dataflow.substr(colon + 1, dataflow.find('(') - colon - 1);
}

class Writer {
 public:
  Writer(const SeriesVocabulary& vocabulary, const std::vector<Record>& records, std::ostream& out)
      : vocabulary_(vocabulary), out_(out) {
    Columns(records);
  }

  void Head() const { Row("STRUCTURE,STRUCTURE_ID,ACTION", columns_); }

  void Write(const Series& series) const {
    const auto& dimensions = vocabulary_.dimensions.at(FlowOf(series.dataflow()));
    const std::string begin = fmt::format("dataflow,{},A", series.dataflow());
    Cells cells;
    for (size_t d = 0; d < dimensions.size(); ++d) cells[dimensions[d]] = series.key(static_cast<int>(d));
    for (const auto& attribute : series.attributes()) cells[attribute.id()] = attribute.value();
    for (int i = 0; i < series.periods_size(); ++i) {
      cells["TIME_PERIOD"] = series.periods(i);
      cells["OBS_VALUE"] = ValueOf(series, i);
      for (const auto& column : series.columns()) {
        cells[column.id()] = column.values(static_cast<int>(column.at(i)) - 1);
      }
      Row(begin, InOrder(cells));
    }
  }

 private:
  // Dimensions as the structures have them, then time, value and attributes.
  void Columns(const std::vector<Record>& records) {
    std::set<std::string> attributes;
    for (const Record& record : records) {
      const Series& series = record.series();
      for (const std::string& id : vocabulary_.dimensions.at(FlowOf(series.dataflow()))) {
        if (std::find(columns_.begin(), columns_.end(), id) == columns_.end()) columns_.push_back(id);
      }
      for (const auto& attribute : series.attributes()) attributes.insert(attribute.id());
      for (const auto& column : series.columns()) attributes.insert(column.id());
    }
    columns_.insert(columns_.end(), {"TIME_PERIOD", "OBS_VALUE"});
    columns_.insert(columns_.end(), attributes.begin(), attributes.end());
  }

  std::vector<std::string> InOrder(const Cells& cells) const {
    std::vector<std::string> row;
    for (const std::string& id : columns_) {
      const auto cell = cells.find(id);
      row.push_back(cell == cells.end() ? "" : cell->second);
    }
    return row;
  }

  // Nothing of the vocabulary needs quotes.
  void Row(const std::string& begin, const std::vector<std::string>& cells) const {
    out_ << begin << ',' << absl::StrJoin(cells, ",") << "\r\n";
  }

  const SeriesVocabulary& vocabulary_;
  std::ostream& out_;
  std::vector<std::string> columns_;
};

}  // namespace

void WriteSeriesCsv(const SeriesVocabulary& vocabulary, const std::vector<Record>& records,
                    std::ostream& out) {
  const Writer writer(vocabulary, records, out);
  writer.Head();
  for (const Record& record : records) writer.Write(record.series());
}

}  // namespace tabadul::demo
