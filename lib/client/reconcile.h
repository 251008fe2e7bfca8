// Finds out which records of a source differ between the hub and a copy, in at most three calls and a few kilobytes
// (docs/protocol.md#reconcile). Blocking.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tabadul/exchange/v1/reconcile.pb.h"

namespace tabadul::client {

struct Difference {
  std::string record_id;
  std::string here, there;  // digests; empty: the record is not open on that side
};

struct Comparison {
  uint64_t epoch = 0, sequence = 0;  // the state of the hub that was compared
  exchange::v1::SourceMark here, there;
  std::vector<Difference> differences;  // rising record_id
  bool settled = true;                  // false: the hub's records changed meanwhile, and there may be more
  bool equal() const { return differences.empty() && here.set_hash() == there.set_hash(); }
};

// Shows each record of the copy that is asserted OPEN, in any order; called twice, since the copy need not fit into
// memory: what is kept of each in between lies on disk (lib/platform/sqlite/temporary.h).
using VisitRecord = std::function<void(std::string_view record_id, std::string_view digest)>;
using ForEachRecord = std::function<absl::Status(const VisitRecord&)>;
using AskForTree =
    std::function<absl::StatusOr<exchange::v1::ReconcileResponse>(const exchange::v1::ReconcileRequest&)>;

// Tries again while the hub's records of the source change meanwhile. CONCURRENT if they change so fast that no
// comparison came to its end; PRECONDITION {file, cause, directory} as of sqlite::Temporary.
absl::StatusOr<Comparison> Reconcile(const std::string& source, const ForEachRecord& records,
                                     const AskForTree& ask);

}  // namespace tabadul::client
