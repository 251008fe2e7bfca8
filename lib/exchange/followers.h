// Followers (docs/protocol.md#followers): who keeps a copy of the feed, how far each has confirmed it, and by that who has
// deleted what was erased. Thread-safe; blocking.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "lib/exchange/cursor.h"
#include "lib/exchange/follower_store.h"
#include "lib/exchange/store.h"
#include "lib/platform/base/clock.h"
#include "lib/platform/rpc/call.h"
#include "tabadul/exchange/v1/follower.pb.h"

namespace tabadul::exchange {

class Followers {
 public:
  Followers(const Store& store, const Epochs& epochs, pg::Pool& pool, const Clock& clock, std::string kind);

  // Before anything is handed out: writes down that the caller keeps this copy, and that it has applied `cursor`. Answers
  // the head then: a page that is older may hold what was erased before the copy was known. A copy that is known may go on
  // where nothing can be written (a full disk). TOO_MANY.
  absl::StatusOr<HeadRow> Register(const Context& context, const rpc::Caller& caller, const std::string& name,
                                   const Cursor& cursor);
  // NOT_FOUND of a copy that never watched, or was forgotten.
  absl::StatusOr<v1::ConfirmCursorResponse> Confirm(const rpc::Call& call,
                                                    const v1::ConfirmCursorRequest& request);
  absl::StatusOr<v1::ListFollowersResponse> List(const rpc::Call& call,
                                                 const v1::ListFollowersRequest& request);
  absl::StatusOr<v1::ForgetFollowerResponse> Forget(const rpc::Call& call,
                                                    const v1::ForgetFollowerRequest& request);
  absl::StatusOr<v1::ListErasuresResponse> ListErasures(const rpc::Call& call,
                                                        const v1::ListErasuresRequest& request);

 private:
  // Whether the copy is known, and no older than what is known of it.
  absl::StatusOr<bool> IsKnown(const Context& context, const std::string& source, const std::string& name,
                               const Cursor& cursor, HeadRow& head) const;
  absl::StatusOr<v1::ListFollowersResponse> ListForgotten(const Context& context, const std::string& source,
                                                          const std::string& page_token, size_t size) const;
  // `read`: so many rows of the list that goes by this name in page tokens; one more than `size` says that there are more.
  template <class Listed>
  absl::StatusOr<v1::ListFollowersResponse> PageOf(
      const Context& context, const std::string& list, size_t size,
      const std::function<absl::StatusOr<std::vector<Listed>>(pg::Transaction&, int limit)>& read) const;
  const Store& store_;
  const Epochs& epochs_;
  const FollowerStore followers_;
  pg::Pool& pool_;
  const Clock& clock_;
  const std::string kind_;
};

// Adds TOO_LONG or MALFORMED.
void CheckFollower(Violations& violations, std::string_view field, std::string_view name);

}  // namespace tabadul::exchange
