// The columns of an SDMX-CSV file seen through the layout of one of its structures. Pure, thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/statistics/sdmx/csv_header.h"
#include "services/statistics/sdmx/data.h"

namespace tabadul::statistics::sdmx {

class CsvBinding {
 public:
  // MALFORMED {field: the component, form: SDMX-CSV, line: 1} if two columns are the same component.
  static absl::StatusOr<CsvBinding> Of(const CsvHeader& header, const Layout& layout, char delimiter);

  // Fills key, period, measures and attributes of `row` from its cells, as many as the header has.
  std::optional<Violation> Fill(const CsvHeader& header, absl::Span<const std::string_view> cells,
                                DataRow& row) const;

 private:
  enum class Role : uint8_t { kNone, kDimension, kTime, kMeasure, kAttribute };
  struct Slot {
    Role role = Role::kNone;
    int number = 0;              // in its list of the layout
    bool coded = false;          // labels are cut off; of text only what repeats itself
    bool decimal_comma = false;  // to be read as a point
  };
  // The first dimension that no column is; empty: there is none.
  static std::string WithoutColumn(const std::vector<Slot>& slots, const Layout& layout);
  static Slot SlotOf(const std::string& id, const Layout& layout, char delimiter);
  std::optional<Violation> Attribute(const CsvHeader& header, size_t column, std::string_view cell,
                                     DataRow& row) const;

  size_t dimensions_ = 0, measures_ = 0;
  // Of a file that has a column of no component: the first dimension without a column, which that may be, misspelt.
  std::string doubtful_;
  std::vector<Slot> slots_;  // by column
};

}  // namespace tabadul::statistics::sdmx
