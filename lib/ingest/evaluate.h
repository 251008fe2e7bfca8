// The values of one ValuePlan for one row. Used by converter.cc.
#pragma once

#include <string>
#include <vector>

#include "lib/ingest/importer.h"
#include "lib/ingest/mapping_plan.h"

namespace tabadul::ingest {

// The tidied cells of a row in the order of the plan's columns; "" where a placeholder stood.
struct PlanCells {
  const MappingPlan& plan;
  std::vector<std::string> cells;
};

class Evaluation {
 public:
  explicit Evaluation(const PlanCells& row) : row_(row) {}

  // False if a value is unreadable: `rejection` then says why (its field is the caller's). No values =
  // absent. `element`: what a plan without a source of its own is about (the entries of `each`).
  bool Run(const ValuePlan& plan, const std::string* element, std::vector<std::string>* values,
           Rejection* rejection);

 private:
  bool Source(const ValuePlan& plan, const std::string* element, std::vector<std::string>* values,
              Rejection* rejection);
  bool Parts(const ValuePlan& plan, const std::string* element, std::vector<std::string>* values,
             Rejection* rejection);
  bool Steps(const ValuePlan& plan, std::vector<std::string>* values, Rejection* rejection);
  bool Translate(const ValuePlan& plan, std::vector<std::string>* values, Rejection* rejection);
  std::string ColumnOf(const ValuePlan& plan) const;

  const PlanCells& row_;
};

}  // namespace tabadul::ingest
