#include "lib/exchange/exchange.h"

#include <algorithm>
#include <thread>

#include "absl/cleanup/cleanup.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_replace.h"
#include "absl/synchronization/notification.h"
#include "embed/exchange_migrations.h"
#include "lib/evidence/digest.h"
#include "lib/exchange/committer.h"
#include "lib/exchange/feed.h"
#include "lib/exchange/followers.h"
#include "lib/exchange/item.h"
#include "lib/exchange/ledger.h"
#include "lib/exchange/opening.h"
#include "lib/exchange/own.h"
#include "lib/exchange/receivers.h"
#include "lib/exchange/reconciler.h"
#include "lib/exchange/reserver.h"
#include "lib/exchange/runs.h"
#include "lib/exchange/sharer.h"
#include "lib/exchange/sources.h"
#include "lib/exchange/validate.h"
#include "lib/exchange/visible.h"
#include "lib/platform/base/fault_point.h"
#include "lib/platform/base/mutant.h"
#include "lib/platform/base/thread_name.h"
#include "lib/platform/log/log.h"
#include "lib/platform/messages/messages.h"
#include "lib/platform/metrics/metrics.h"

namespace tabadul::exchange {
namespace {

const metrics::Gauge& HeadGauge() {
  static const auto* gauge =
      new metrics::Gauge("tabadul_exchange_head_sequence", "Sequence of the newest change.", {"kind"});
  return *gauge;
}

common::v1::FieldViolation Localised(const Violation& violation, const std::string& language) {
  common::v1::FieldViolation out = violation.ToProto();
  Metadata metadata = violation.metadata;
  metadata["field"] = violation.field;
  out.mutable_message()->set_locale(language);
  out.mutable_message()->set_message(messages::ErrorText(language, violation.reason, metadata));
  return out;
}

// gRPC's clients take 4 MB. All items were answered by the commit: an answer that cannot be read would be repeated
// for ever.
constexpr size_t kMaxAnswerBytes = 3u << 20;
// Of a session's number: whoever waits for it holds a worker (of those that wait for the database; what is answered from
// memory has others), and streams have no deadline. Options::opening_patience is how long one waits for a place among the
// few: a slow disk is no reason to send anybody away, a database that hangs is.
constexpr absl::Duration kNumberTimeout = absl::Seconds(2);

void KeepFirstErrors(v1::BatchPushResponse& response) {
  for (v1::ItemOutcome& outcome : *response.mutable_outcomes()) {
    auto& errors = *outcome.mutable_errors();
    if (errors.size() > 1) errors.DeleteSubrange(1, errors.size() - 1);
  }
}

// What is known of an item before it is committed: its number, and if it is refused as it is, the whole answer.
struct Asked {
  uint64_t number = 0;
  v1::ItemOutcome refused;
};

// Answers with many mistakes are long. They are written here, on the writer's own worker: the committer works for
// everybody. It need not know more of such an item than that it is refused.
Asked Ask(Item& item, const std::string& language) {
  Asked asked;
  asked.number = item.number;
  if (item.violations.empty()) return asked;
  asked.refused.set_item(item.number);
  asked.refused.set_outcome(v1::OUTCOME_REJECTED);
  for (const Violation& violation : item.violations)
    *asked.refused.add_errors() = Localised(violation, language);
  item.answer_bytes = asked.refused.SpaceUsedLong();
  item.violations.resize(1);
  return asked;
}

v1::ItemOutcome ToOutcome(Asked& asked, const Applied& applied, const std::string& language) {
  if (asked.refused.errors_size() > 0) return std::move(asked.refused);
  v1::ItemOutcome out;
  out.set_item(asked.number);
  out.set_outcome(applied.outcome);
  if (!applied.hub_id.empty()) out.set_hub_id(evidence::Hex(applied.hub_id));
  out.set_sequence(applied.sequence);
  out.set_version(applied.version);
  for (const Violation& violation : applied.violations) *out.add_errors() = Localised(violation, language);
  return out;
}

}  // namespace

absl::Status Migrate(const std::string& conninfo, const std::string& kind) {
  std::vector<std::string> texts;
  std::vector<pg::Migration> migrations;
  for (const auto& file : embed::exchange_migrations()) {
    texts.push_back(absl::StrReplaceAll(Absl(file.bytes), {{"@kind@", kind}}));
  }
  size_t i = 0;
  for (const auto& file : embed::exchange_migrations()) migrations.push_back({file.name, texts[i++]});
  return pg::Migrate(conninfo, "exchange_" + kind, migrations);
}

absl::Status Migrate(const std::string& conninfo, const RecordKind& kind) {
  RETURN_IF_ERROR(Migrate(conninfo, kind.name));
  return kind.migrations.empty() ? absl::OkStatus() : pg::Migrate(conninfo, kind.name, kind.migrations);
}

Reader Reader::Everything() {
  Reader reader;
  reader.all = true;
  return reader;
}

Reader Reader::Own() {
  Reader reader = Everything();
  reader.marks = false;
  return reader;
}

Reader Reader::Of(const rpc::Caller& caller, Use use) {
  if (caller.kind == rpc::Caller::Kind::kService) return Everything();
  Reader reader;
  reader.use = use;
  reader.source = caller.source;
  reader.country = caller.country;
  reader.organisation = caller.organisation;
  return reader;
}

Reader Reader::OfSource(const std::string& source) {
  if (OrganisationOf(source) == kServices) return Everything();
  Reader reader;
  reader.source = source;
  reader.organisation = OrganisationOf(source);
  if (source.find('/') == 2) reader.country = source.substr(0, 2);
  return reader;
}

class Exchange::Impl {
 public:
  Impl(RecordKind record_kind, pg::Pool& database, pg::Pool& ledger_pool, const evidence::Signer& signer,
       const Clock& time, Options chosen)
      : kind(std::move(record_kind)),
        pool(database),
        options(std::move(chosen)),
        store(kind.name),
        receipts(kind.name, signer),
        ledger(ledger_pool, kind.name),
        shop{store, receipts, ledger, options.guard, {kind.shared_with, options.live_by_default}},
        opening(shop, pool, epochs, time, options, kind.name, [this](const HeadRow& head) { Moved(head); }),
        recent(options.recent_bytes),
        book(shop.sharing),
        feed(kind, store, epochs, recent, book, pool, signer, time),
        committer(shop, pool, time, options, kind.name,
                  [this](Commit commit) {
                    const HeadRow after = commit.after;
                    if (!commit.sharing.empty()) book.Advance({after.epoch, after.sharing}, commit.sharing);
                    recent.Append(std::move(commit));
                    Moved(after);
                  }),
        reserver(ledger, committer, options, kind.name),
        runs(store, committer, pool, time, options, kind.name),
        reconciler(store, book, pool, time),
        sharer(book, committer, kind.name),
        sources(store.runs(), book, pool, time, options, kind.name),
        followers(store, epochs, pool, time, kind.name),
        receivers(book, pool, kind.name) {}

  absl::Status Start() {
    FAULT_POINT("start_before_epoch");
    greeting.reset();
    greeting = pool.OnOpen([this](const Context& context, pg::OpenedConnection& opened) {
      return opening.Greet(context, opened);
    });
    ASSIGN_OR_RETURN(const HeadRow head, store.ReadHead(pool, Context::WithTimeout(absl::Seconds(10))));
    FAULT_POINT("start_after_epoch");
    RETURN_IF_ERROR(ReadSharing());
    Moved(head);
    committer.Start();
    reserver.Start();
    runs.Start();
    sharer.Start();
    sources.Start();
    poller = NamedThread("poll " + kind.name, [this] { Poll(); });
    return absl::OkStatus();
  }

  void Stop() {
    sources.Stop();
    runs.Stop();
    reserver.Stop();
    sharer.Stop();
    committer.Stop();
    if (!stopped.HasBeenNotified()) stopped.Notify();
    if (poller.joinable()) poller.join();
  }

  // The head may have moved: here by a commit, or in another process.
  void Moved(HeadRow now) {
    std::vector<std::function<void()>> wakes;
    {
      absl::MutexLock lock(&mutex);
      if (now.epoch < head.epoch || (now.epoch == head.epoch && now.sequence <= head.sequence)) return;
      head = now;
      for (const auto& [id, wake] : watchers) wakes.push_back(wake);
    }
    HeadGauge().With({kind.name}).Set(static_cast<double>(now.sequence));
    for (const auto& wake : wakes) wake();
  }

  void Poll() {
    absl::Duration pause = options.poll;
    while (!stopped.WaitForNotificationWithTimeout(pause)) {
      const auto now = store.ReadHead(pool, Context::WithTimeout(absl::Seconds(2)));
      if (now.ok()) {
        FollowHead(*now);
        reserver.Look(*now);
      }
      pause = now.ok() ? options.poll : absl::Milliseconds(500);
    }
  }

  // What other processes have committed.
  void FollowHead(const HeadRow& now) {
    const SharingVersion version{now.epoch, now.sharing};
    if (book.Committed()->version != version && ReadSharing().ok()) sharer.Wake();
    Moved(now);
  }

  absl::Status ReadSharing() {
    const auto read = [&](pg::Transaction& tx) -> absl::Status {
      ASSIGN_OR_RETURN(const HeadRow now, store.ReadHead(tx));
      ASSIGN_OR_RETURN(const auto rows, store.sharing().All(tx));
      book.Read({now.epoch, now.sharing}, rows);
      return absl::OkStatus();
    };
    return pool.Run(Context::WithTimeout(absl::Seconds(10)), read, pg::Isolation::kRepeatableReadOnly);
  }

  // However slow the database is, few workers wait for it, and not for long.
  absl::StatusOr<Store::Session> OpenSession(const Context& context) {
    {
      absl::MutexLock lock(&opening_mutex);
      const auto room = [this] {
        opening_mutex.AssertReaderHeld();
        return sessions_opening < options.max_opening;
      };
      if (!opening_mutex.AwaitWithTimeout(absl::Condition(&room),
                                          std::min(options.opening_patience, context.remaining()))) {
        return WithRetry(tabadul::Error(common::v1::ERROR_REASON_OVERLOADED, {{"queue", "open"}}),
                         absl::Seconds(1));
      }
      ++sessions_opening;
    }
    const absl::Cleanup leave = [this] {
      absl::MutexLock lock(&opening_mutex);
      --sessions_opening;
    };
    auto session = store.OpenSession(pool, context.Within(kNumberTimeout));
    const bool hangs = absl::IsDeadlineExceeded(session.status()) && !context.done();
    if (!hangs) return session;
    // Its caller has more time, and nothing of his was begun.
    return WithRetry(tabadul::Error(common::v1::ERROR_REASON_UNAVAILABLE, {{"part", "database"}}),
                     absl::Seconds(1));
  }

  HeadRow Newest() const {
    absl::MutexLock lock(&mutex);
    return head;
  }

  std::string Token(Position position) const { return Encode(Cursor{.position = std::move(position)}); }

  v1::PushOutcomes Answer(std::vector<Asked>& asked, const Committed& committed,
                          const std::string& language) const {
    v1::PushOutcomes outcomes;
    for (size_t i = 0; i < asked.size(); ++i) {
      if (MUTANT("drop_rejection") && committed.applied[i].outcome == v1::OUTCOME_REJECTED) continue;
      *outcomes.add_outcomes() = ToOutcome(asked[i], committed.applied[i], language);
    }
    outcomes.set_token(Token({committed.head.epoch, {committed.head.sequence}}));
    if (committed.receipt) *outcomes.mutable_receipt() = *committed.receipt;
    return outcomes;
  }

  // Of what was read, what the reader may be shown.
  std::vector<Entry> Shown(const std::vector<Store::Read>& reads, const Reader& reader) const {
    ReaderView view(book.Now(), reader);
    std::vector<Entry> entries;
    for (const Store::Read& read : reads) {
      if (read.row.asserted == v1::ASSERTED_STATE_ERASED) continue;
      if (auto entry = ShownTo(view, kind, ToEntry(read))) entries.push_back(*std::move(entry));
    }
    return entries;
  }

  // `id`: as which it was asked for.
  absl::StatusOr<Entry> First(absl::StatusOr<std::vector<Store::Read>> reads, const Reader& reader,
                              const std::string& id) const {
    if (!reads.ok()) return reads.status();
    for (Entry& entry : Shown(*reads, reader)) return std::move(entry);
    return tabadul::Error(common::v1::ERROR_REASON_NOT_FOUND, {{"id", id}});
  }

  const RecordKind kind;
  pg::Pool& pool;
  const Options options;
  const Store store;
  const Receipts receipts;
  Ledger ledger;
  const Workshop shop;
  Epochs epochs;
  Opening opening;
  Recent recent;
  SharingBook book;
  const Feed feed;
  mutable absl::Mutex mutex;
  HeadRow head ABSL_GUARDED_BY(mutex);
  uint64_t next_watcher ABSL_GUARDED_BY(mutex) = 0;
  absl::flat_hash_map<uint64_t, std::function<void()>> watchers ABSL_GUARDED_BY(mutex);
  absl::Mutex opening_mutex;
  int sessions_opening ABSL_GUARDED_BY(opening_mutex) = 0;
  absl::Notification stopped;
  std::thread poller;
  Committer committer;
  Reserver reserver;
  Runs runs;
  Reconciler reconciler;
  Sharer sharer;
  Sources sources;
  Followers followers;
  Receivers receivers;
  std::shared_ptr<void> greeting;  // goes first: what it calls is above
};

namespace {

class CommittingSession final : public Exchange::Session {
 public:
  CommittingSession(const RecordKind& kind, const Options& options, Committer& committer,
                    std::string language,
                    std::function<v1::PushOutcomes(std::vector<Asked>&, const Committed&)> answer,
                    std::shared_ptr<Committer::Queue> queue)
      : kind_(kind),
        options_(options),
        committer_(committer),
        language_(std::move(language)),
        answer_(std::move(answer)),
        queue_(std::move(queue)) {}

  absl::Status Submit(std::vector<std::string> bytes, Done done) override {
    std::vector<Item> items;
    std::vector<Asked> asked;
    items.reserve(bytes.size());
    asked.reserve(bytes.size());
    for (const std::string& one : bytes) {
      items.push_back(PrepareItem(kind_, options_.pepper, queue_->source, one));
      asked.push_back(Ask(items.back(), language_));
    }
    return committer_.Submit(queue_, std::move(items),
                             [answer = answer_, asked = std::move(asked),
                              done = std::move(done)](absl::StatusOr<Committed> committed) mutable {
                               if (!committed.ok()) return done(committed.status());
                               done(answer(asked, *committed));
                             });
  }
  bool HasRoom(size_t pending_bytes) const override {
    return committer_.Welcomes(queue_->source, pending_bytes);
  }

 private:
  const RecordKind& kind_;
  const Options& options_;
  Committer& committer_;
  const std::string language_;
  const std::function<v1::PushOutcomes(std::vector<Asked>&, const Committed&)> answer_;
  const std::shared_ptr<Committer::Queue> queue_;
};

}  // namespace

Exchange::Exchange(RecordKind kind, pg::Pool& pool, pg::Pool& ledger, const evidence::Signer& signer,
                   const Clock& clock, Options options)
    : impl_(std::make_unique<Impl>(std::move(kind), pool, ledger, signer, clock, std::move(options))) {}

Exchange::~Exchange() { Stop(); }

const RecordKind& Exchange::kind() const { return impl_->kind; }
absl::Status Exchange::Start() { return impl_->Start(); }
void Exchange::Stop() { impl_->Stop(); }
Runs& Exchange::runs() { return impl_->runs; }
Reconciler& Exchange::reconciler() { return impl_->reconciler; }
const SharingBook& Exchange::sharing() const { return impl_->book; }

void Exchange::Share(const std::vector<SourceRights>& sources) {
  impl_->book.Want(sources);
  impl_->sharer.Wake();
}

Sources& Exchange::sources() { return impl_->sources; }
Followers& Exchange::followers() { return impl_->followers; }
Receivers& Exchange::receivers() { return impl_->receivers; }

absl::Status Exchange::RegisterFollower(const Context& context, const rpc::Caller& caller,
                                        const std::string& name, const Cursor& cursor) {
  ASSIGN_OR_RETURN(const HeadRow head, impl_->followers.Register(context, caller, name, cursor));
  impl_->Moved(head);
  return absl::OkStatus();
}

absl::StatusOr<std::shared_ptr<Exchange::Session>> Exchange::Open(const rpc::Call& call,
                                                                  const v1::PushOptions& options) {
  Violations violations;
  CheckSource(violations, "source", options.source());
  const std::string run = evidence::FromHex(options.run_id());
  if (!options.run_id().empty() && run.size() != 16) {
    violations.Add("run_id", common::v1::ERROR_REASON_MALFORMED, {{"form", "32 hex digits"}});
  }
  RETURN_IF_ERROR(violations.ToStatus());
  if (options.source() != call.caller().source) {
    return tabadul::Error(common::v1::ERROR_REASON_NOT_OWNER, {{"source", options.source()}});
  }
  if (!impl_->options.demonstration && options.source().starts_with("DEMO/")) {
    return tabadul::Error(common::v1::ERROR_REASON_SCOPE_MISSING, {{"demonstration", options.source()}});
  }
  auto queue = std::make_shared<Committer::Queue>();
  queue->source = options.source();
  queue->validate_only = options.validate_only();
  queue->run = run;
  ASSIGN_OR_RETURN(queue->session, impl_->OpenSession(call.context()));
  const auto answer = [impl = impl_.get(), language = call.language()](std::vector<Asked>& asked,
                                                                       const Committed& committed) {
    return impl->Answer(asked, committed, language);
  };
  return std::make_shared<CommittingSession>(impl_->kind, impl_->options, impl_->committer, call.language(),
                                             answer, std::move(queue));
}

absl::StatusOr<v1::BatchPushResponse> Exchange::Write(const rpc::Call& call, const v1::PushOptions& options,
                                                      std::vector<std::string> items) {
  ASSIGN_OR_RETURN(const auto session, Open(call, options));
  const auto too_late = [&call] {
    return tabadul::Error(common::v1::ERROR_REASON_DEADLINE_EXCEEDED, {{"method", call.method()}});
  };
  // Who has gone meanwhile may have repeated it: what need not be written any more is not.
  if (call.context().cancelled()) return tabadul::Error(common::v1::ERROR_REASON_CANCELLED);
  if (call.context().done()) return too_late();
  // Shared with the committer: this call may give up at its deadline before the answer is there.
  struct Answer {
    absl::Notification ready;
    absl::StatusOr<v1::PushOutcomes> outcomes;
  };
  const auto answer = std::make_shared<Answer>();
  RETURN_IF_ERROR(session->Submit(std::move(items), [answer](absl::StatusOr<v1::PushOutcomes> outcomes) {
    answer->outcomes = std::move(outcomes);
    answer->ready.Notify();
  }));
  FAULT_POINT("batch_queued");
  if (!answer->ready.WaitForNotificationWithDeadline(call.context().deadline())) return too_late();
  if (!answer->outcomes.ok()) return answer->outcomes.status();
  v1::BatchPushResponse response;
  response.mutable_outcomes()->Swap(answer->outcomes->mutable_outcomes());
  response.set_token(answer->outcomes->token());
  if (answer->outcomes->has_receipt()) *response.mutable_receipt() = answer->outcomes->receipt();
  if (response.ByteSizeLong() > kMaxAnswerBytes) KeepFirstErrors(response);
  return response;
}

absl::StatusOr<int> Exchange::Annotate(const Context& context, absl::Span<const Derived> derived) {
  Notes notes;
  for (const Derived& one : derived) {
    internal::Annotations annotations;
    annotations.mutable_annotations()->Assign(one.annotations.begin(), one.annotations.end());
    notes[evidence::FromHex(one.hub_id)] = {one.digest, annotations.SerializeAsString()};
  }
  const auto annotate = [notes = std::move(notes)](Applier& applier, pg::Transaction& tx) {
    return applier.Annotate(tx, notes);
  };
  ASSIGN_OR_RETURN(const size_t changed, impl_->committer.Do(context, "annotating", annotate));
  return static_cast<int>(changed);
}

absl::StatusOr<v1::ListReceiptsResponse> Exchange::ListReceipts(const rpc::Call& call,
                                                                const v1::ListReceiptsRequest& request) {
  constexpr int kPage = 100, kMaxPage = 1000;
  RETURN_IF_ERROR(CheckOwn(call, request.source(), request.page_size(), kMaxPage));
  const int size = PageSize(request.page_size(), kPage, kMaxPage);
  const uint64_t after = std::min<uint64_t>(request.after(), INT64_MAX);
  ASSIGN_OR_RETURN(auto receipts,
                   request.newest()
                       ? impl_->receipts.Newest(impl_->pool, call.context(), request.source(), size)
                       : impl_->receipts.List(impl_->pool, call.context(), request.source(), after, size));
  v1::ListReceiptsResponse response;
  for (v1::Receipt& receipt : receipts) *response.add_receipts() = std::move(receipt);
  return response;
}

absl::StatusOr<Page> Exchange::Changes(const Context& context, const Cursor& cursor, const v1::Filter& filter,
                                       const Reader& reader, size_t budget_bytes, AtHead at_head) {
  return impl_->feed.Changes(context, cursor, filter, reader, budget_bytes, impl_->Newest(), at_head);
}

std::shared_ptr<void> Exchange::OnHead(std::function<void()> wake) {
  uint64_t id;
  {
    absl::MutexLock lock(&impl_->mutex);
    id = impl_->next_watcher++;
    impl_->watchers[id] = std::move(wake);
  }
  return std::shared_ptr<void>(impl_.get(), [id](void* pointer) {
    auto* impl = static_cast<Impl*>(pointer);
    absl::MutexLock lock(&impl->mutex);
    impl->watchers.erase(id);
  });
}

Position Exchange::Head() const {
  absl::MutexLock lock(&impl_->mutex);
  return {impl_->head.epoch, {impl_->head.sequence}};
}

absl::StatusOr<Entry> Exchange::Get(const Context& context, const std::string& hub_id, const Reader& reader) {
  const std::string bytes = evidence::FromHex(hub_id);
  if (bytes.size() != 16) return tabadul::Error(common::v1::ERROR_REASON_NOT_FOUND, {{"id", hub_id}});
  return impl_->First(impl_->store.ByHubIds(impl_->pool, context, {bytes}), reader, hub_id);
}

absl::StatusOr<Entry> Exchange::Get(const Context& context, const v1::RecordKey& key, const Reader& reader) {
  return impl_->First(impl_->store.ByKey(impl_->pool, context,
                                         RecordKeyOf(impl_->options.pepper, key.source(), key.record_id())),
                      reader, key.record_id());
}

absl::StatusOr<std::vector<Entry>> Exchange::GetMany(const Context& context,
                                                     absl::Span<const std::string> hub_ids,
                                                     const Reader& reader) {
  std::vector<std::string> ids;
  for (const std::string& hub_id : hub_ids) ids.push_back(evidence::FromHex(hub_id));
  ASSIGN_OR_RETURN(const auto reads, impl_->store.ByHubIds(impl_->pool, context, ids));
  return impl_->Shown(reads, reader);
}

std::string Exchange::TokenOf(Position position) const { return impl_->Token(std::move(position)); }

absl::StatusOr<Position> Exchange::ParseToken(const std::string& token) const {
  const auto cursor = DecodeCursor(token);
  if (!cursor.ok() || token.empty()) {
    return tabadul::Error(common::v1::ERROR_REASON_TOKEN_UNREADABLE, {{"field", "at_least"}});
  }
  const Position head = Head();
  if (!impl_->epochs.Share(cursor->position.epoch, cursor->position.sequence(), head.epoch)) {
    return tabadul::Error(common::v1::ERROR_REASON_EPOCH_CHANGED, {{"epoch", std::to_string(head.epoch)}});
  }
  if (cursor->position.sequence() > head.sequence()) {
    return tabadul::Error(common::v1::ERROR_REASON_BEYOND_HEAD, {{"field", "at_least"}});
  }
  return Position{head.epoch, cursor->position.sequences};
}

absl::StatusOr<Position> Exchange::ParseToken(const Context& context, const std::string& token) {
  auto position = ParseToken(token);
  if (position.ok() || ReasonOf(position.status()) == common::v1::ERROR_REASON_TOKEN_UNREADABLE)
    return position;
  if (const auto head = impl_->store.ReadHead(impl_->pool, context); head.ok()) impl_->FollowHead(*head);
  return ParseToken(token);
}

std::string Exchange::SecretFor(std::string_view purpose) const {
  return evidence::HmacSha256(impl_->options.pepper, std::string("tabadul ") + std::string(purpose));
}

}  // namespace tabadul::exchange
