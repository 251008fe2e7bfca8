// What the service has in memory, for those who answer questions about it: the structures, the series of each dataflow, and the
// vintages, which are read from the database. Thread-safe.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "lib/platform/base/context.h"
#include "services/statistics/series/cube.h"
#include "services/statistics/series/vintages.h"
#include "services/statistics/structure/registry.h"

namespace tabadul::statistics {

// The same in every process that has applied the same changes, another after any change: what entity tags are made of.
struct Revision {
  std::string id;  // of [0-9a-f.-]
  absl::Time changed;
};

struct HeldStructures {
  std::shared_ptr<const Structures> structures;
  Revision revision;
};

// The public's series of one dataflow: those that everybody may receive.
struct HeldFlow {
  std::shared_ptr<const Snapshot> snapshot;
  Revision revision;
};

// All states of one series of one source, as StatesOf (vintages.h) wants them.
struct HeldVintages {
  std::string source;
  std::vector<std::string> key;
  absl::Span<const Writing> writings;
};

class Holdings {
 public:
  virtual ~Holdings() = default;
  virtual HeldStructures structures() const = 0;
  // Of a dataflow by agency, id and exact version; nullopt: nobody has sent a series of it.
  virtual std::optional<HeldFlow> Find(const Reference& dataflow) const = 0;
  // Which dataflows have series, in the order of their names.
  virtual std::vector<Reference> Flows() const = 0;
  // The vintages of the series of a dataflow that everybody may receive now, one after the other by source and key as text, in
  // constant memory; those whose key `wants` says no to are passed over. What `take` answers, if not OK, ends it and is
  // returned. Blocking (the database).
  virtual absl::Status ReadVintages(const Context& context, const Reference& dataflow,
                                    const std::function<bool(absl::Span<const std::string> key)>& wants,
                                    const std::function<absl::Status(const HeldVintages&)>& take) const = 0;
};

}  // namespace tabadul::statistics
