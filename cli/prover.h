// Checks marks by the hub's published keys, fetched when one is not known yet, and by the first mark of every hour: that a
// key has ended is heard of by asking alone. A mark that cannot be believed says nothing (docs/protocol.md#signing-keys):
// the copy goes on, unproven. Not thread-safe.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "cli/session.h"
#include "lib/client/source_hashes.h"
#include "lib/platform/base/clock.h"

namespace tabadul::cli {

class Prover {
 public:
  using Keys = std::vector<identity::v1::SigningKey>;
  explicit Prover(Session& session, std::shared_ptr<const Clock> clock = std::make_shared<SystemClock>())
      : session_(session), clock_(std::move(clock)) {}

  // `check`: the copy's own comparison, by these keys. Nothing of a mark that cannot be believed: why is said once, until
  // another one can be.
  std::optional<client::Proof> Check(client::Connection& connection,
                                     const std::function<absl::StatusOr<client::Proof>(const Keys&)>& check);
  // Says it, once for each mark that says something new.
  void Say(const client::Proof& proof, uint64_t records, const std::string& cursor);
  // Whether the last mark, if there was one, was believed and contradicts nothing.
  bool proves() const { return !unequal_ && doubt_.empty(); }
  // Why the last mark was not believed: "key" (none of its time is published), "keys" (they cannot be fetched), "mark" (it is
  // not one, or its signature is wrong); else empty.
  const std::string& doubt() const { return doubt_; }

 private:
  // Whether the keys are the hub's of now.
  bool Fetch(client::Connection& connection);
  void Doubt(const std::string& why);

  Session& session_;
  const std::shared_ptr<const Clock> clock_;
  Keys keys_;
  absl::Time renew_ = absl::InfiniteFuture();
  absl::Time fetch_due_ = absl::InfinitePast();
  uint64_t head_ = 0, epoch_ = 0;
  bool unequal_ = false;
  std::string doubt_;
  std::set<std::string> said_;  // doubts, since a mark was believed
};

}  // namespace tabadul::cli
