// A series taken apart, so that observations can be put in, changed and taken out of it. Not thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/types/span.h"
#include "services/statistics/period.h"
#include "services/statistics/sdmx/data.h"
#include "services/statistics/series/decimal.h"
#include "services/statistics/series/statements.h"
#include "services/statistics/structure/layout.h"
#include "tabadul/statistics/v1/series.pb.h"

namespace tabadul::statistics {

class WorkingSeries {
 public:
  // Without anything.
  explicit WorkingSeries(const Layout& layout) : layout_(layout) {}
  // As `former` has it. What is no attribute of the layout any more, and what is no period, is left out.
  WorkingSeries(const Layout& layout, const v1::Series& former);

  // The observations of a part that is no deletion, sorted by period.
  void Put(Change change, absl::Span<const ObservationStatement> stated, const PeriodTable& periods,
           const AttributeSets& sets);
  // Attributes of the series. A replacement takes away what hangs on the same dimensions (or group, or the data set) as any
  // of them.
  void SetAttributes(Change change, const AttributeSets::Set& set);
  void Delete(const DeletionStatement& deletion, const PeriodTable& periods);

  // In the proto's form, but for dataflow and key. Nullopt if there are no observations.
  std::optional<v1::Series> ToSeries() const;

 private:
  struct Observation {
    Period period;
    std::string text;  // of the period
    std::optional<Decimal> value;
    absl::InlinedVector<std::pair<int, std::string>, 2> attributes;  // by number in the layout
  };
  void Set(Observation& observation, const ObservationStatement& stated, const AttributeSets& sets) const;
  void WriteColumns(v1::Series& series) const;

  const Layout& layout_;
  std::vector<sdmx::AttributeValue> attributes_;  // all values of an attribute side by side
  std::vector<Observation> observations_;         // by period
};

}  // namespace tabadul::statistics
