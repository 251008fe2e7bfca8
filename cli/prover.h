// Checks marks by the hub's published keys, fetched when one is not known yet. Not thread-safe.
#pragma once

#include <functional>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/session.h"
#include "lib/client/source_hashes.h"

namespace tabadul::cli {

class Prover {
 public:
  using Keys = std::vector<identity::v1::SigningKey>;
  explicit Prover(Session& session) : session_(session) {}

  // `check`: the copy's own comparison, by these keys.
  absl::StatusOr<client::Proof> Check(client::Connection& connection,
                                      const std::function<absl::StatusOr<client::Proof>(const Keys&)>& check);
  // Says it, once for each mark that says something new.
  void Say(const client::Proof& proof, uint64_t records, const std::string& cursor);
  bool unequal() const { return unequal_; }

 private:
  Session& session_;
  Keys keys_;
  uint64_t head_ = 0, epoch_ = 0;
  bool unequal_ = false;
};

}  // namespace tabadul::cli
