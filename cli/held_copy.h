// The copy of the feed that `tabadul pull` and `watch` keep (copy.h), read to be compared with the hub: what is held, not what
// stands beside it. Blocking; one thread at a time.
#pragma once

#include <memory>
#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "cli/copy.h"
#include "lib/client/reconcile.h"

namespace tabadul::cli {

class HeldCopy {
 public:
  virtual ~HeldCopy() = default;
  // The mirror in the database or beside the table; of a file of JSON Lines without one, the feed that `watch --state` keeps.
  // NOT_FOUND {file} if nothing is there; PRECONDITION {file, cause} or MALFORMED {file, form} if it is something else;
  // CONCURRENT {file} while `watch --state` writes it; UNAVAILABLE. What is read of a feed lies on disk meanwhile: PRECONDITION
  // as of sqlite::Temporary.
  static absl::StatusOr<std::unique_ptr<HeldCopy>> Open(const Target& target, const std::string& kind);

  // What `watch --state` keeps; else a mirror.
  virtual bool is_feed() const = 0;
  // Those it holds any record of.
  virtual absl::StatusOr<std::set<std::string>> Sources() = 0;
  // The source's records that are asserted OPEN.
  virtual absl::Status ForEach(const std::string& source, const client::VisitRecord& visit) = 0;
};

}  // namespace tabadul::cli
