// StructureService: members write their structures. Every call writes one audit line, refused or not, but a dry run. Thread-safe.
// What it is given outlives it.
#pragma once

#include "lib/platform/base/clock.h"
#include "lib/platform/rpc/service.h"
#include "services/statistics/structures/present.h"
#include "tabadul/statistics/v1/structure_service.pb.h"

namespace tabadul::statistics {

class StructureService {
 public:
  StructureService(PresentStructures& present, const StructureStore& store, const Clock& clock);
  rpc::Service& service() { return service_; }

  absl::StatusOr<v1::SubmitStructuresResponse> SubmitStructures(const rpc::Call& call,
                                                                const v1::SubmitStructuresRequest& request);
  absl::StatusOr<v1::DeleteStructureResponse> DeleteStructure(const rpc::Call& call,
                                                              const v1::DeleteStructureRequest& request);

 private:
  using Decide = std::function<absl::StatusOr<StructureChanges>(
      const HeldStructures& held, const StoredStructures& stored, const std::vector<std::string>& flows)>;
  // In one transaction, against what stands in it; afterwards that is held here.
  absl::Status Change(const Context& context, const Decide& decide);
  absl::StatusOr<v1::SubmitStructuresResponse> Submit(const rpc::Call& call,
                                                      const v1::SubmitStructuresRequest& request);

  PresentStructures& present_;
  const StructureStore& store_;
  const Clock& clock_;
  rpc::Service service_;
};

}  // namespace tabadul::statistics
