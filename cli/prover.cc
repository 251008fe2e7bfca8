#include "cli/prover.h"

#include "cli/commands.h"
#include "tabadul/identity/v1/identity_service.pb.h"

namespace tabadul::cli {

namespace {

constexpr absl::Duration kFetchAgain =
    absl::Seconds(30);  // when identity is away; the feed is not to wait for it
constexpr absl::Duration kRenew = absl::Hours(1);

}  // namespace

std::optional<client::Proof> Prover::Check(
    client::Connection& connection, const std::function<absl::StatusOr<client::Proof>(const Keys&)>& check) {
  if (clock_->Now() >= renew_) Fetch(connection);  // while identity is away, by those that are known
  auto proof = check(keys_);
  bool fetched = true;
  if (ReasonOf(proof.status()) == common::v1::ERROR_REASON_NOT_FOUND) {
    fetched = Fetch(connection);
    if (fetched) proof = check(keys_);
  }
  if (!proof.ok()) {
    const bool unknown = ReasonOf(proof.status()) == common::v1::ERROR_REASON_NOT_FOUND;
    Doubt(!fetched ? "keys" : unknown ? "key" : "mark");
    return std::nullopt;
  }
  doubt_.clear();
  said_.clear();
  return *std::move(proof);
}

bool Prover::Fetch(client::Connection& connection) {
  const absl::Time now = clock_->Now();
  if (now < fetch_due_) return false;
  const auto known = client::Ask<identity::v1::ListSigningKeysResponse>(
      connection, connection.Within(kCallTime), "/tabadul.identity.v1.IdentityService/ListSigningKeys",
      identity::v1::ListSigningKeysRequest());
  if (!known.ok()) {
    fetch_due_ = clock_->Now() + kFetchAgain;
    return false;
  }
  keys_.assign(known->keys().begin(), known->keys().end());
  renew_ = now + kRenew;
  return true;
}

void Prover::Doubt(const std::string& why) {
  doubt_ = why;
  head_ = epoch_ = 0;  // what is believed next is news
  if (said_.insert(why).second) session_.Say(session_.Text("watch.unproven", {{"why", why}}));
}

void Prover::Say(const client::Proof& proof, uint64_t records, const std::string& cursor) {
  const bool news = proof.mark.head() != head_ || proof.mark.epoch() != epoch_ || !proof.proven() || unequal_;
  unequal_ = !proof.proven();
  head_ = proof.mark.head();
  epoch_ = proof.mark.epoch();
  if (!news) return;
  for (const std::string& source : proof.unequal) {
    session_.Say(session_.Text("watch.unequal", {{"source", source}}));
  }
  if (session_.json) {
    session_.PrintJson(nlohmann::ordered_json{{"mark",
                                               {{"epoch", proof.mark.epoch()},
                                                {"head", proof.mark.head()},
                                                {"equal", proof.equal},
                                                {"unequal", proof.unequal},
                                                {"cursor", cursor}}}});
  } else if (proof.unequal.empty() && proof.equal.empty()) {
    session_.Say(session_.Text("watch.complete", {{"head", std::to_string(proof.mark.head())}}));
  } else if (proof.unequal.empty()) {
    session_.Say(session_.Text("watch.proven", {{"sources", std::to_string(proof.equal.size())},
                                                {"records", std::to_string(records)},
                                                {"head", std::to_string(proof.mark.head())}}));
  }
}

}  // namespace tabadul::cli
