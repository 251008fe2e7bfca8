// The exchange of one kind of record: writing (durable on return, one decision table), the feed, marks. Kinds
// differ only by RecordKind. docs/protocol.md is the specification; the record table's columns are in
// migrations/. Thread-safe. Blocking where it says so: call it on a worker.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/types/span.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "lib/evidence/signer.h"
#include "lib/exchange/cursor.h"
#include "lib/exchange/guard.h"
#include "lib/exchange/rights.h"
#include "lib/platform/base/clock.h"
#include "lib/platform/pg/migrate.h"
#include "lib/platform/pg/pg.h"
#include "lib/platform/rpc/call.h"
#include "tabadul/exchange/v1/feed.pb.h"
#include "tabadul/exchange/v1/push.pb.h"
#include "tabadul/exchange/v1/record.pb.h"

namespace tabadul::exchange {

using google::protobuf::Message;

// What the exchange must know of a payload beside the envelope: its filter keys and its end.
struct Columns {
  std::vector<std::string> countries;           // ISO 3166-1 alpha-2; Filter.countries matches any
  std::string occupation;                       // ISCO-08 code or empty; Filter.occupations matches by prefix
  absl::Time expires = absl::InfiniteFuture();  // lifecycle EXPIRED from here on
};

// A kind of record. Its functions may be called from any thread.
struct RecordKind {
  std::string name;  // "vacancy": table vacancy_record, scopes vacancy.read/.write
  const google::protobuf::FieldDescriptor* payload;  // the member of Record.payload
  std::function<void(const Message&, Violations&)>
      validate;                                    // paths from the payload: "title", "pay.currency"
  std::function<Columns(const Message&)> columns;  // of a valid payload
  // Who receives records of sources that have not decided it.
  KindDefault shared_with = KindDefault::kEverybody;
  // Whether a valid payload may stand under this id: "record_id". Not set: under any.
  std::function<void(std::string_view record_id, const Message&, Violations&)> check_id;
  // What the kind keeps beside its records: applied after the exchange's own, in a set of the kind's name.
  std::vector<pg::Migration> migrations;
  // Of these the tables that have parts of records in them, from which erasing a record deletes: triggers see to that.
  std::vector<std::string> tables;
};

struct Options {
  int batch_items = 2000;          // items of one transaction, of all writers together
  size_t queue_bytes = 64u << 20;  // of items accepted and not yet committed; beyond: OVERLOADED
  int max_opening = 4;             // writers that wait for a number at once
  absl::Duration opening_patience = absl::Seconds(1);  // for a place among them; beyond: OVERLOADED
  size_t recent_bytes = 64u << 20;  // of changes kept in memory for followers near the head
  absl::Duration commit_timeout = absl::Seconds(20);
  absl::Duration poll = absl::Milliseconds(20);  // of the head, for changes of other processes
  absl::Duration expiry_interval = absl::Seconds(5);
  uint64_t block = 100'000;  // sequences that are reserved in the ledger at once
  Guard guard;
  absl::Duration run_idle = absl::Hours(24);      // an open run without items expires
  absl::Duration run_held = absl::Hours(24 * 7);  // a held one that nobody confirms
  absl::Duration run_answer = absl::Seconds(2);   // EndRun waits for what becomes of the run
  absl::Duration run_look = absl::Seconds(5);     // for runs that another process left, or that have failed
  absl::Duration run_retry = absl::Minutes(5);    // at most, before one that goes on failing is tried again
  absl::Duration health_interval = absl::Seconds(15);  // between looks at the sources, for metrics
  bool demonstration = true;  // whether sources DEMO/… may write: never on a hub with real records
  // Whether a source of which nothing was said by Share is LIVE; else it is a PILOT. For tests without identity.
  bool live_by_default = false;
  std::string pepper;  // secret of this kind's tombstones (HMAC of record ids), >= 32 bytes, never changes
};

// Creates or upgrades the tables of one kind (by its name alone: those that every kind has), and those of the ledger of all
// kinds. Safe to run at once from several processes.
absl::Status Migrate(const std::string& conninfo, const std::string& kind);
absl::Status Migrate(const std::string& conninfo, const RecordKind& kind);
absl::Status MigrateLedger(const std::string& conninfo);

// The state of a record that a reader of the feed gets: with its payload as stored.
struct Entry {
  std::string hub_id;             // 32 hex digits
  std::string source, record_id;  // record_id empty when erased
  uint64_t sequence = 0;
  uint64_t version = 0;
  v1::AssertedState asserted = v1::ASSERTED_STATE_UNSPECIFIED;
  v1::Lifecycle lifecycle = v1::LIFECYCLE_UNSPECIFIED;
  v1::ClosureReason closure = v1::CLOSURE_REASON_UNSPECIFIED;
  std::vector<std::string> countries;  // filter keys, sorted
  std::string occupation;
  std::vector<std::string> audience_countries;
  bool audience_public = true;  // everybody may receive it
  std::string payload;          // canonical bytes; empty when erased
  std::string digest;           // 32 bytes; empty when erased
  absl::Time created, updated, expires;
  std::vector<v1::Annotation> annotations;
  bool removed = false;  // left the reader's filter: hub_id, source and sequence only
  bool partial = false;  // sections were left out: no digest, no annotations
};

// What the hub derived from a record's payload.
struct Derived {
  std::string hub_id;  // 32 hex digits
  std::string digest;  // of that payload
  std::vector<v1::Annotation> annotations;
};

// What a reader has lost since his cursor, and must delete.
struct Loss {
  std::string source;
  std::vector<std::string> sections;  // none: all of it
  uint64_t at = 0;                    // sequence of the change by which
};

struct Page {
  std::vector<Loss> losses;    // before the entries
  std::vector<Entry> entries;  // rising sequence
  Cursor cursor;               // go on from here
  bool at_head = false;
  v1::SignedMark mark;  // when at_head, if the reader wants marks
};

// Who reads, and what for.
struct Reader {
  enum class Use {
    kExchange,  // to hold a copy
    kSearch,    // to be shown it
  };
  static Reader Everything();
  static Reader Own();  // a follower within the hub, which checks no copy: the same without marks
  static Reader Of(const rpc::Caller& caller, Use use = Use::kExchange);
  static Reader OfSource(const std::string& source);  // that keeps a copy under it
  bool all = false;
  Use use = Use::kExchange;
  std::string source, country, organisation;  // of a system; all empty: the public
  bool marks = true;                          // at the head a page has one, which is signed
};

// As it travels: `payload` parsed into the record's member of `kind`.
v1::StoredRecord ToStoredRecord(const RecordKind& kind, const Entry& entry);

class Runs;           // runs.h
class Reconciler;     // reconciler.h
class Sources;        // sources.h
class Followers;      // followers.h
class Receivers;      // receivers.h
class SharingBook;    // sharing_book.h
struct SourceRights;  // sharing_book.h

class Exchange {
 public:
  // `ledger`: a pool of its own to the database of MigrateLedger (ledger.h), on another PostgreSQL, never restored
  // together with this one.
  Exchange(RecordKind kind, pg::Pool& pool, pg::Pool& ledger, const evidence::Signer& signer,
           const Clock& clock, Options options);
  ~Exchange();

  const RecordKind& kind() const;
  // Begins committing, polling and expiring. FAILED_PRECONDITION if the tables are missing, UNAVAILABLE if the ledger is
  // away and PostgreSQL has been started anew. May be called again after an error.
  absl::Status Start();
  // Finishes what was accepted, then refuses (DRAINING).
  void Stop();

  // Writes items for `caller` and waits for the commit. Every item gets its outcome; the status is not OK
  // only if nothing is known of the items (NOT_OWNER, SCOPE_MISSING of demonstration data, OVERLOADED, UNAVAILABLE:
  // repeat). Blocking.
  absl::StatusOr<v1::BatchPushResponse> Write(const rpc::Call& call, const v1::PushOptions& options,
                                              std::vector<std::string> items);  // serialized PushItem each

  // Replaces the annotations of records, in one transaction and in the order of commits: every one that changes has a
  // new sequence. Those with another payload by now are left alone, and so are those that carry just this already,
  // erased and unknown ones. Answers how many changed. Writers wait while it works: a few hundred at a time.
  // Blocking; after an error nothing is known: repeat.
  absl::StatusOr<int> Annotate(const Context& context, absl::Span<const Derived> derived);

  // Takes over who may receive which sources' records, as identity has it. Who loses a right is shown nothing any more
  // from the call on, and is told by the feed; who gains one gets the records as they are given new sequences. Both are
  // committed in the background, again and again until it works. Does not block.
  void Share(const std::vector<SourceRights>& sources);
  // Who may receive what, at this moment.
  const SharingBook& sharing() const;

  // Full exports.
  Runs& runs();
  Reconciler& reconciler();
  Sources& sources();
  Followers& followers();
  Receivers& receivers();
  // Before a follower is handed anything: Followers::Register, and no page is older than the head then. Blocking.
  absl::Status RegisterFollower(const Context& context, const rpc::Caller& caller, const std::string& name,
                                const Cursor& cursor);
  // The receipts of a source, for itself and the Centre. NOT_OWNER. Blocking.
  absl::StatusOr<v1::ListReceiptsResponse> ListReceipts(const rpc::Call& call,
                                                        const v1::ListReceiptsRequest& request);

  // One writer's session, numbered when it is opened. Once a newer one of the source has written without versions, what it
  // sends without them is refused, with all that comes after: UNAVAILABLE {"part": "lease"}, repeat it in a new session.
  // Commits in order. Thread-safe; call Submit from one thread at a time.
  class Session {
   public:
    using Done = std::function<void(absl::StatusOr<v1::PushOutcomes>)>;
    virtual ~Session() = default;
    // Prepares the items (serialized PushItem each) on this thread and queues them. `done` is called once,
    // from the committer's thread, after durable commit; it must not block. An error means that nothing is
    // known of these items. OVERLOADED or DRAINING if they are not taken: `done` is then not called.
    virtual absl::Status Submit(std::vector<std::string> items, Done done) = 0;
    // Whether a writer with so many bytes read and not answered should read on now, or after its next answer.
    virtual bool HasRoom(size_t pending_bytes) const = 0;
  };
  // OVERLOADED; UNAVAILABLE if the database gives no number within two seconds. Blocking (one round trip to the
  // database).
  absl::StatusOr<std::shared_ptr<Session>> Open(const rpc::Call& call, const v1::PushOptions& options);

  // What a page that says `at_head` means: everything that this process knows of (a follower that stays hears of the
  // rest in a moment), or everything that was committed anywhere before the call.
  enum class AtHead { kKnownHere, kNow };
  // Changes after `cursor` that match; at most `budget_bytes` of payload. Blocking (one database snapshot, if they
  // are not in memory).
  absl::StatusOr<Page> Changes(const Context& context, const Cursor& cursor, const v1::Filter& filter,
                               const Reader& reader, size_t budget_bytes,
                               AtHead at_head = AtHead::kKnownHere);
  // Calls `wake` (from any thread, must not block) whenever the head may have moved, until the handle is
  // dropped.
  [[nodiscard]] std::shared_ptr<void> OnHead(std::function<void()> wake);
  // Newest position known to this process.
  Position Head() const;

  // NOT_FOUND also for what the reader may not see. Blocking.
  absl::StatusOr<Entry> Get(const Context& context, const std::string& hub_id, const Reader& reader);
  absl::StatusOr<Entry> Get(const Context& context, const v1::RecordKey& key, const Reader& reader);
  absl::StatusOr<std::vector<Entry>> GetMany(const Context& context, absl::Span<const std::string> hub_ids,
                                             const Reader& reader);  // those found, in no order

  // Consistency tokens (`at_least`, `token`).
  std::string TokenOf(Position position) const;
  // TOKEN_UNREADABLE; EPOCH_CHANGED, BEYOND_HEAD as far as this process knows.
  absl::StatusOr<Position> ParseToken(const std::string& token) const;
  // Asks the database before it says so: another process may have handed it out a moment ago. Blocking.
  absl::StatusOr<Position> ParseToken(const Context& context, const std::string& token);

  // 32 bytes, the same in every process of this kind and never told: for what is to be sealed.
  std::string SecretFor(std::string_view purpose) const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tabadul::exchange
