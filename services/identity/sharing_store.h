// The SQL of sharing: LIVE and PILOT, grants, and their feed. Blocking; thread-safe. Errors besides those named are the
// pool's.
#pragma once

#include <string_view>
#include <vector>

#include "lib/platform/base/context.h"
#include "lib/platform/pg/pg.h"
#include "tabadul/identity/v1/admin_service.pb.h"
#include "tabadul/identity/v1/grant.pb.h"

namespace tabadul::identity {

// The next place in the feed of sharing, for a system that comes or changes. Its lock comes first: whoever holds it commits
// before a later number becomes visible.
absl::StatusOr<int64_t> NextSharing(pg::Transaction& transaction);

class SharingStore {
 public:
  explicit SharingStore(pg::Pool& pool) : pool_(pool) {}

  // NOT_FOUND.
  absl::StatusOr<v1::Sharing> SharingOf(const Context& context, std::string_view source);
  // NOT_FOUND.
  absl::Status SetLive(const Context& context, std::string_view source, bool live);
  // NOT_FOUND; CONCURRENT if `grants.revision` is not the newest. The new revision is one more.
  absl::Status SetGrants(const Context& context, std::string_view source, const v1::KindGrants& grants,
                         std::string_view set_by, absl::Time now);

  struct Feed {
    std::vector<v1::Sharing> sharings;  // of the sources that changed
    uint64_t sequence = 0;              // all up to here are in it
  };
  // Changes after `sequence`; all, if that was never given.
  absl::StatusOr<Feed> After(const Context& context, uint64_t sequence);

 private:
  pg::Pool& pool_;
};

}  // namespace tabadul::identity
