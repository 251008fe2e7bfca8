// What happened to the hub in one round of a chaos run, as its writers and followers saw it: the material of the checks.
// Every event takes the next tick, so that a.answered < b.sent means that a was over before b began. Thread-safe to
// write; read it when the round is over.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "tabadul/exchange/v1/push.pb.h"
#include "tabadul/exchange/v1/receipt.pb.h"
#include "tabadul/exchange/v1/record.pb.h"
#include "tabadul/exchange/v1/run.pb.h"
#include "tabadul/identity/v1/identity_service.pb.h"

namespace tabadul::chaos {

namespace v1 = exchange::v1;
using Tick = uint64_t;

enum class Op { kUpsert, kClose, kErase };

// A record as its source names it.
struct Name {
  std::string source, record_id;
  auto operator<=>(const Name&) const = default;
};

// What an UPSERT says, as far as followers tell it apart. Values; the same content is the same to the hub.
struct Content {
  std::string digest;  // of the payload
  std::vector<std::string> countries;
  std::string occupation;
  std::vector<std::string> audience;  // empty: everybody
  bool operator==(const Content&) const = default;
};

// One item as it was sent once. A repetition is another attempt.
struct Attempt {
  Name name;
  uint64_t stream = 0;  // of this process, rising; a BatchPush is one of its own
  uint64_t item = 0;    // its number on the stream
  std::string run;      // that it came in; empty: none
  // When its stream, or call, got its number among the source's sessions: not before `opened`, and by `begun` (0: by
  // `answered`).
  Tick opened = 0, begun = 0;
  bool call = false;  // a BatchPush
  bool dry = false;   // validate_only
  Op op = Op::kUpsert;
  std::optional<uint64_t> version;
  Content content;    // of an UPSERT
  bool bad = false;   // an UPSERT that breaks a rule of the contract
  Tick sent = 0;      // before it left
  Tick answered = 0;  // 0: never, so nobody knows whether it was applied,
  Tick settled = 0;   // but from here on it is no longer (0: it may still be)
  v1::Outcome outcome = v1::OUTCOME_UNSPECIFIED;
  std::string hub_id;
  uint64_t sequence = 0, stored_version = 0;
};

// A receipt as it came, and the items that its writer takes it to be about.
struct Kept {
  uint64_t stream = 0;  // of their attempts
  v1::ReceiptedItems receipted;
};

// The newest receipt of a source.
struct ChainEnd {
  uint64_t number = 0;  // 0: there is none
  std::string hash;     // SHA-256 of its body
  uint64_t epoch = 0;
};

// A full export. Its client sends the items by one BatchPush, and ends it when all are answered.
struct FullExport {
  std::string run;                   // empty: BeginRun was not answered, and may yet supersede any
  Tick begun = 0;                    // before BeginRun was sent
  Tick known = 0;                    // when it was answered
  Tick ended = 0;                    // before EndRun was sent; 0: it never was
  Tick confirmed = 0;                // before ConfirmRun was sent; 0: it never was
  std::optional<uint64_t> declared;  // by BeginRun
  v1::RunState answered = v1::RUN_STATE_UNSPECIFIED;      // by EndRun
  v1::RunState confirmed_as = v1::RUN_STATE_UNSPECIFIED;  // by ConfirmRun
  // As the hub has it at the end of the round.
  v1::RunState at_rest = v1::RUN_STATE_UNSPECIFIED;
  uint64_t to_close = 0, closed = 0, guard = 0;
  std::optional<uint64_t> named, taken, kept;  // once it is judged
};

// A record as the hub showed it.
struct Shown {
  std::string hub_id;
  Name name;             // record_id empty when erased
  bool removal = false;  // of a follower's set: hub_id and sequence only
  v1::AssertedState asserted = v1::ASSERTED_STATE_UNSPECIFIED;
  v1::Lifecycle lifecycle = v1::LIFECYCLE_UNSPECIFIED;
  std::string digest;
  std::string annotations;
  uint64_t sequence = 0, version = 0;
};

// A message of the feed at one follower.
struct Delivery {
  int follower = 0;
  Tick at = 0;
  std::vector<Shown> shown;
  uint64_t epoch = 0, cursor = 0;  // the position handed out with it
  bool from_beginning = false;     // the first after an empty cursor
};

// A mark at one follower, compared with what that follower held then.
struct Proof {
  int follower = 0;
  Tick at = 0;
  uint64_t epoch = 0, head = 0;
  bool verified = true;              // signature and key
  std::vector<std::string> unequal;  // sources
};

// A read by the writer of a record, of which nothing was under way.
struct Read {
  std::string way;  // "Get", "Search"
  Name name;
  v1::AssertedState expected = v1::ASSERTED_STATE_UNSPECIFIED;  // UNSPECIFIED: no such record
  uint64_t at_least = 0;                                        // sequence of the last acknowledged write
  bool found = false;
  uint64_t sequence = 0;  // of what was found, if the way tells it
};

// A whole reading, from an empty cursor to a mark.
struct Whole {
  int follower = 0;
  Tick begun = 0;
  uint64_t head = 0;
};

// Follower's copy at the end of the round, and what it had asked for.
struct Copy {
  int follower = 0;
  std::string who;                                           // for messages
  std::string source, country;                               // of the reader
  std::vector<std::string> sources, countries, occupations;  // filter
  std::map<std::string, Shown> held;                         // by hub id; erased ones are not held
};

// How far the hub says that a follower has come, when all is at rest.
struct Confirmation {
  std::string who;         // for messages
  uint64_t head = 0;       // of the follower's last mark: everything up to it is applied
  uint64_t confirmed = 0;  // what the hub has written down
};

// The state of a record as the hub's own words prove it at the end of a round.
struct Standing {
  v1::AssertedState asserted = v1::ASSERTED_STATE_UNSPECIFIED;  // UNSPECIFIED: there is none
  uint64_t version = 0;
  bool hub_version = false;
  Content content;
  uint64_t sequence = 0;
  std::string hub_id;
  auto Key() const {
    return std::tie(asserted, version, hub_version, content.digest, content.audience, sequence, hub_id);
  }
  bool operator<(const Standing& other) const { return Key() < other.Key(); }
};

// What is there between two rounds.
struct AtRest {
  std::map<Name, std::set<Standing>> records;         // as each may stand
  std::map<std::string, ChainEnd> receipts;           // by source
  std::map<std::string, v1::AssertedState> exported;  // by record id: what the exporter has
  uint64_t unconfirmed = 0;  // closures of its runs that its guard may count, at most
};

class History {
 public:
  Tick Next() { return ++tick_; }

  // The attempt stays where it is until it is answered.
  Attempt& Send(Attempt attempt) { return Send(attempts_, std::move(attempt)); }
  Attempt& Export(Attempt attempt) { return Send(exported_, std::move(attempt)); }
  // PostgreSQL is started, and has an epoch of its own.
  void DatabaseBegins() { database_begun = Next(); }
  // The clock is days ahead, for a while in which nobody exports.
  void ClockLeaps() { leapt = Next(); }
  // By whoever sent it.
  void Answer(Attempt& attempt, const v1::ItemOutcome& outcome) {
    attempt.outcome = outcome.outcome();
    attempt.hub_id = outcome.hub_id();
    attempt.sequence = outcome.sequence();
    attempt.stored_version = outcome.version();
    attempt.answered = Next();
  }
  template <class T>
  void Add(std::vector<T>& list, T one) {
    absl::MutexLock lock(&mutex_);
    list.push_back(std::move(one));
  }
  // A promise broken in plain sight of whoever met it.
  void Violate(const std::string& check, const std::string& what) {
    absl::MutexLock lock(&mutex_);
    violations_.emplace_back(check, what);
  }

  // The service died (it was dead at `first`) and is back (it answered at `second`): what its streams carried before
  // is applied by then, or never. A call may have waited in the gateway for one process more.
  void Restarted(Tick dead, Tick back) {
    absl::MutexLock lock(&mutex_);
    restarts.emplace_back(dead, back);
  }

  uint64_t newest_epoch() const {
    uint64_t newest = 0;
    for (const Delivery& delivery : deliveries) newest = std::max(newest, delivery.epoch);
    for (const Proof& proof : proofs) newest = std::max(newest, proof.epoch);
    return newest;
  }

  AtRest before;  // at the beginning of the round
  // What a hub served that was restored to `before` came in this epoch or an earlier one.
  uint64_t lost_epoch = 0;
  std::vector<std::pair<Tick, Tick>> restarts;
  // The last of each; 0: none in this round.
  std::atomic<Tick> database_begun = 0, leapt = 0;
  std::deque<Attempt> attempts_, exported_;  // of the writers, of the exporter
  std::vector<Kept> receipts;
  std::vector<FullExport> exports;
  std::vector<Delivery> deliveries;
  std::vector<Proof> proofs;
  std::vector<Read> reads;
  std::vector<Whole> wholes;
  std::vector<Copy> copies;
  std::vector<Confirmation> confirmations;
  AtRest after;                 // filled by the checks
  size_t undecided = 0;         // and of how many records they can say nothing
  std::vector<Shown> snapshot;  // the whole hub at the end: each source as its owner gets it
  std::vector<Shown> exporter;  // and the exporter's records
  // What the hub says of the exporter, if one of its runs was judged: the newest of them, and what arrived of what it declared.
  std::string last_export;
  std::optional<uint64_t> completeness;
  // By source: the receipts since `before`, as the hub lists them; and the keys that it publishes.
  std::map<std::string, std::vector<v1::Receipt>> listed;
  std::vector<identity::v1::SigningKey> keys;
  std::vector<std::pair<std::string, std::string>> violations_;

 private:
  Attempt& Send(std::deque<Attempt>& list, Attempt attempt) {
    absl::MutexLock lock(&mutex_);
    attempt.sent = Next();
    return list.emplace_back(std::move(attempt));
  }

  std::atomic<Tick> tick_ = 0;
  absl::Mutex mutex_;
};

}  // namespace tabadul::chaos
