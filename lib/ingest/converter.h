// Runs a mapping over one row. Immutable and thread-safe after making.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "lib/ingest/evaluate.h"
#include "lib/ingest/importer.h"
#include "lib/ingest/mapping_plan.h"

namespace tabadul::ingest {

class Converter {
 public:
  // `order[i]`: where the plan's column i stands in Row.cells.
  Converter(std::shared_ptr<const MappingPlan> plan, std::vector<size_t> order)
      : plan_(std::move(plan)), order_(std::move(order)) {}

  // The record (without a source) of a readable row, its id, and everything that is wrong with it.
  void Convert(const Row& row, exchange::v1::Record* record, std::vector<Rejection>* rejections) const;

  // SHA-256 of what the row says, but for what may vary: two rows of one id that agree in it are one record.
  std::string Content(const Row& row, const exchange::v1::Record& record) const;

 private:
  PlanCells Cells(const Row& row) const;

  std::shared_ptr<const MappingPlan> plan_;
  std::vector<size_t> order_;
};

}  // namespace tabadul::ingest
