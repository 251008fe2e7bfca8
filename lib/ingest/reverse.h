// A mapping read backwards: a record as a row of the file that the mapping is for (docs/mappings.md#backwards). Plain
// columns, coded values, days, numbers, texts by language and simple lists have an inverse; what a mapping puts
// together of several cells, or reads out of free text, has none that always holds. So each value is put where the
// mapping looks for it, then the row is read forwards by the mapping itself, and what does not come back the same is
// named. Immutable after making, thread-safe.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "lib/ingest/converter.h"
#include "lib/ingest/mapping.h"
#include "tabadul/exchange/v1/record.pb.h"

namespace tabadul::ingest {

class Reverse {
 public:
  // Not of a mapping for contract JSON Lines.
  explicit Reverse(const Mapping& mapping);
  // The columns that a kind has where no mapping is given: data/mappings/columns/<kind>.yaml, a mapping like others.
  // NOT_FOUND {kind} if there is none.
  static absl::StatusOr<Reverse> Default(const std::string& kind);

  // All columns that the mapping names, in its order.
  const std::vector<std::string>& columns() const { return plan_->columns; }
  const InputFormat& input() const { return plan_->input; }
  const std::string& kind() const { return plan_->kind->name; }

  struct Written {
    std::vector<std::string> cells;  // beside columns(); "" = absent
    // Members of the payload ("pay", "skills") that the row does not carry whole, and "record_id".
    std::vector<std::string> lost;
  };
  Written Write(const exchange::v1::Record& record) const;

 private:
  std::shared_ptr<const MappingPlan> plan_;
  Converter converter_;
};

}  // namespace tabadul::ingest
