// The submitted structures in the database (migrations/). Every change has a revision: rows say which one wrote them, so
// that a process reads what is new alone. Thread-safe. Blocking.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "lib/platform/pg/pg.h"

namespace tabadul::statistics {

struct StoredStructure {
  std::string urn;
  std::string owner;  // organisation
  bool final = false;
  std::string content;   // SDMX-ML 3.0; empty: as it was
  size_t bytes = 0;      // of the content
  int64_t revision = 0;  // that wrote it
};

// All of them at one revision.
struct StoredStructures {
  int64_t revision = 0;
  int64_t known = -1;                       // to whoever read them; -1: none
  absl::Time changed;                       // when the revision was
  std::vector<StoredStructure> structures;  // by URN; content of those above the revision that was known
};

struct StructureChanges {
  std::vector<StoredStructure> written;
  std::vector<std::string> removed;  // URNs
  bool empty() const { return written.empty() && removed.empty(); }
};

class StructureStore {
 public:
  explicit StructureStore(pg::Pool& pool) : pool_(pool) {}

  absl::StatusOr<int64_t> Revision(const Context& context) const;
  absl::StatusOr<StoredStructures> Read(const Context& context, int64_t known) const;

  // Writes what `decide` makes of what stands, as the next revision; nothing, if that is nothing. Changes wait for each
  // other, so what it is given stays so until it is done. `flows`: "AGENCY:FLOW(VERSION)" of all series, closed ones too. It
  // may be called again, and what it returns, if not OK, is returned.
  using Decide = std::function<absl::StatusOr<StructureChanges>(const StoredStructures& present,
                                                                const std::vector<std::string>& flows)>;
  absl::Status Change(const Context& context, int64_t known, absl::Time now, const Decide& decide) const;

 private:
  pg::Pool& pool_;
};

}  // namespace tabadul::statistics
