// The former states of series in the database (series_migrations/): only read here, since triggers write them. Thread-safe.
// Blocking.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "lib/platform/pg/pg.h"

namespace tabadul::statistics {

// A series of which there are vintages that everybody may receive, as far as its own audience goes.
struct VintageName {
  std::string source, record_id;
  std::string record_key;
  size_t bytes = 0;  // of all its payloads
};

struct StoredVintage {
  std::string record_key;
  uint64_t sequence = 0;
  absl::Time at;
  std::string payload;  // empty: from then on the public had none
};

class VintageStore {
 public:
  explicit VintageStore(pg::Pool& pool) : pool_(pool) {}

  // Of a dataflow ("AGENCY:FLOW(VERSION)"), behind `after`, by source and record id.
  absl::StatusOr<std::vector<VintageName>> Names(const Context& context, const std::string& flow,
                                                 const VintageName& after, int limit) const;
  // In the order of the keys as given, the oldest first.
  absl::StatusOr<std::vector<StoredVintage>> Read(const Context& context,
                                                  const std::vector<std::string>& record_keys) const;

 private:
  pg::Pool& pool_;
};

}  // namespace tabadul::statistics
