// Any bytes as SDMX-ML data: refused, or rows that fit their layout; in pieces the same as at once; and what was read can be
// written in every format and is read again without a mistake.
#include <algorithm>
#include <cstdint>
#include <string_view>

#include "services/statistics/sdmx/ml_data_testing.h"
#include "tests/fuzz/check.h"

using tabadul::fuzz::Check;

namespace {

using namespace tabadul::statistics;
using namespace tabadul::statistics::sdmx;

void CheckRow(const Layout& layout, const DataRow& row) {
  Check(row.key.size() == layout.dimensions.size() && row.measures.size() == layout.measures.size());
  for (const AttributeValue& value : row.attributes) {
    Check(value.attribute >= 0 && static_cast<size_t>(value.attribute) < layout.attributes.size());
  }
}

// Without their attributes: of several values a format of 2.1 keeps one.
std::vector<std::string> Observations(const Collected& read) {
  std::vector<std::string> shown;
  for (const Collected::DataSet& data_set : read.data_sets) {
    for (const DataRow& row : data_set.rows) {
      if (row.level != Attachment::Level::kObservation) continue;
      DataRow bare = row;
      bare.attributes.clear();
      shown.push_back(Show(*data_set.head.layout, bare));
    }
  }
  return shown;
}

// What a message can hold: all data sets with the dimension at the observation of the first. The names of structures and
// providers are the registry's to check.
bool MakeWritable(std::vector<Collected::DataSet>& data_sets) {
  for (Collected::DataSet& data_set : data_sets) {
    data_set.head.structure = {ArtefactType::kDataStructure, "TABADUL", "LF", "1.0", ""};
    data_set.head.provider.clear();
  }
  return std::ranges::all_of(data_sets, [&](const Collected::DataSet& data_set) {
    return data_set.head.action != Action::kDelete &&
           data_set.head.dimension_at_observation == data_sets[0].head.dimension_at_observation;
  });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view message = tabadul::fuzz::Text(data, size);
  const OneLayout layouts(SmallLayout());
  Collected at_once, in_pieces;
  if (!ReadMl(message, layouts, at_once).ok() || !ReadMl(message, layouts, in_pieces, 7).ok()) return 0;
  Check(at_once.Rows() == in_pieces.Rows() && at_once.mistakes == in_pieces.mistakes);
  for (const Collected::DataSet& data_set : at_once.data_sets) {
    for (const DataRow& row : data_set.rows) CheckRow(*data_set.head.layout, row);
  }
  if (!MakeWritable(at_once.data_sets)) return 0;
  for (const DataFormat format :
       {DataFormat::kGeneric21, DataFormat::kStructureSpecific21, DataFormat::kStructureSpecific30}) {
    Collected again;
    Check(ReadMl(WriteMl(at_once.data_sets, format), layouts, again).ok());
    Check(again.mistakes.empty());
    Check(Observations(again) == Observations(at_once));
  }
  return 0;
}
