#include "lib/exchange/reconciler.h"

#include <algorithm>

#include "absl/cleanup/cleanup.h"
#include "lib/exchange/feed.h"
#include "lib/exchange/tree_reader.h"
#include "lib/exchange/validate.h"
#include "lib/exchange/visible.h"
#include "lib/platform/base/since.h"
#include "lib/platform/base/utc.h"

namespace tabadul::exchange {
namespace {

using common::v1::ERROR_REASON_MALFORMED;

constexpr size_t kKept = 4;  // trees: about 12 bytes a record and 2 MB each
constexpr absl::Duration kKeptFor = absl::Minutes(2);
constexpr absl::Duration kMakeTimeout = absl::Minutes(2);
constexpr int kMaxPrefixes = 256;
constexpr int kMaxWaiting = 4;  // of the workers, which writers and followers need, too
constexpr absl::Duration kTurn = absl::Milliseconds(100);  // how soon a cancellation is noticed

void ToProto(const SourceState& state, v1::SourceMark& out) {
  out.set_source(state.source);
  out.set_count(state.count);
  out.set_set_hash(state.set_hash);
}

absl::Status Check(const v1::ReconcileRequest& request) {
  Violations violations;
  CheckSource(violations, "source", request.source());
  CheckEntries(violations, "prefixes", request.prefixes_size(), kMaxPrefixes);
  for (int i = 0; i < request.prefixes_size(); ++i) {
    const size_t length = request.prefixes(i).size();
    if (length == 0 || length > 2 || length != request.prefixes(0).size()) {
      const auto in = violations.In("prefixes", static_cast<size_t>(i));
      violations.Add("", ERROR_REASON_MALFORMED, {{"form", "1 or 2 bytes, all of one length"}});
    }
  }
  return violations.ToStatus();
}

}  // namespace

Reconciler::Reconciler(const Store& store, const SharingBook& book, pg::Pool& pool, const Clock& clock)
    : store_(store), book_(book), pool_(pool), clock_(clock) {}

absl::StatusOr<Reconciler::Shared> Reconciler::Make(const Context& context, const std::string& source) {
  const auto snapshot = std::make_shared<Snapshot>();
  const auto body = [&](pg::Transaction& tx) -> absl::Status {
    *snapshot = {
        .source = source, .head = {}, .state = {}, .tree = {}, .made = std::chrono::steady_clock::now()};
    ASSIGN_OR_RETURN(snapshot->head, store_.ReadHead(tx));
    ASSIGN_OR_RETURN(const auto rows, store_.Sources(tx, {source}));
    if (rows.empty())
      return Error(common::v1::ERROR_REASON_NOT_FOUND, {{"what", "source"}, {"source", source}});
    snapshot->state = StateOf(rows[0]);
    TreeReader reader(store_, pool_, source, snapshot->head.sequence);
    ASSIGN_OR_RETURN(snapshot->tree, reader.Read(context, tx, snapshot->state.count));
    return absl::OkStatus();
  };
  RETURN_IF_ERROR(pool_.Run(context, body, pg::Isolation::kRepeatableReadOnly));
  snapshot->tree.Seal();
  return snapshot;
}

absl::Status Reconciler::ReadWhole(const rpc::Call& call, const std::string& source, HeadRow& head,
                                   SourceState& state) {
  RETURN_IF_ERROR(pool_.Run(
      call.context(),
      [&](pg::Transaction& tx) -> absl::Status {
        ASSIGN_OR_RETURN(head, store_.ReadHead(tx));
        ASSIGN_OR_RETURN(const auto rows, store_.Sources(tx, {source}));
        if (rows.empty())
          return Error(common::v1::ERROR_REASON_NOT_FOUND, {{"what", "source"}, {"source", source}});
        state = StateOf(rows[0]);
        return absl::OkStatus();
      },
      pg::Isolation::kRepeatableReadOnly));
  return CheckWhole(call, state);
}

absl::Status Reconciler::CheckWhole(const rpc::Call& call, const SourceState& state) const {
  const Reader reader = Reader::Of(call.caller());
  ReaderView view(book_.Now(), reader);
  // Its owner has all of it, whatever others were told to forget.
  if (reader.source == state.source || ReceivesWhole(view, state)) return absl::OkStatus();
  return Error(common::v1::ERROR_REASON_NOT_FOUND, {{"what", "source"}, {"source", state.source}});
}

Reconciler::Shared Reconciler::Kept(const std::function<bool(const Snapshot&)>& wanted) {
  absl::MutexLock lock(&mutex_);
  while (!kept_.empty() && (kept_.size() > kKept || Since(kept_.front()->made) > kKeptFor)) kept_.pop_front();
  const auto found =
      std::find_if(kept_.rbegin(), kept_.rend(), [&](const Shared& one) { return wanted(*one); });
  return found == kept_.rend() ? nullptr : *found;
}

absl::Status Reconciler::BeginMaking(const Context& context) {
  absl::MutexLock lock(&mutex_);
  if (waiting_ >= kMaxWaiting)
    return WithRetry(Error(common::v1::ERROR_REASON_OVERLOADED, {{"queue", "reconcile"}}), absl::Seconds(2));
  ++waiting_;
  const absl::Cleanup leave = [this]() ABSL_NO_THREAD_SAFETY_ANALYSIS { --waiting_; };
  while (making_) {
    if (context.cancelled()) return Error(common::v1::ERROR_REASON_CANCELLED);
    if (context.done()) return Error(common::v1::ERROR_REASON_DEADLINE_EXCEEDED, {{"limit", "reconcile"}});
    const auto free = [this]() ABSL_NO_THREAD_SAFETY_ANALYSIS { return !making_; };
    mutex_.AwaitWithTimeout(absl::Condition(&free), kTurn);
  }
  making_ = true;
  return absl::OkStatus();
}

void Reconciler::EndMaking() {
  absl::MutexLock lock(&mutex_);
  making_ = false;
}

absl::StatusOr<Reconciler::Shared> Reconciler::Find(const rpc::Call& call,
                                                    const v1::ReconcileRequest& request, uint64_t epoch) {
  const auto begun = std::chrono::steady_clock::now();
  const auto is_asked_for = [&](const Snapshot& one) {
    return one.source == request.source() && one.head.epoch == epoch &&
           one.head.sequence == request.at_sequence();
  };
  if (Shared found = request.at_sequence() > 0 ? Kept(is_asked_for) : nullptr; found) return found;
  RETURN_IF_ERROR(BeginMaking(call.context()));
  const absl::Cleanup end = [this] { EndMaking(); };
  // Whoever was before may have made what is wanted: of a moment after this call began.
  const auto is_newer = [&](const Snapshot& one) {
    return one.source == request.source() && one.made >= begun;
  };
  if (Shared found = Kept(is_newer)) return found;
  ASSIGN_OR_RETURN(Shared made, Make(call.context().Within(kMakeTimeout), request.source()));
  absl::MutexLock lock(&mutex_);
  kept_.push_back(made);
  return made;
}

absl::Status Reconciler::Fill(const rpc::Call& call, const Snapshot& snapshot, const std::string& prefix,
                              v1::Bucket& bucket) {
  const evidence::RecordTree& tree = snapshot.tree;
  bucket.set_prefix(prefix);
  if (prefix.empty()) {
    bucket.set_count(tree.size());
    bucket.set_children(tree.Children());
    return absl::OkStatus();
  }
  const auto child = static_cast<uint8_t>(prefix[0]);
  if (prefix.size() == 1) {
    bucket.set_count(tree.Count(child));
    bucket.set_children(tree.Buckets(child));
    return absl::OkStatus();
  }
  const auto handles = tree.Handles(static_cast<uint16_t>(child << 8 | static_cast<uint8_t>(prefix[1])));
  ASSIGN_OR_RETURN(auto records, store_.DigestsAt(pool_, call.context(), {handles.begin(), handles.end()}));
  std::sort(records.begin(), records.end(),
            [](const Digested& a, const Digested& b) { return a.record_id < b.record_id; });
  for (const Digested& record : records) {
    v1::RecordDigest& out = *bucket.add_records();
    out.set_record_id(record.record_id);
    out.set_digest(record.digest);
  }
  bucket.set_count(handles.size());
  bucket.set_moved(handles.size() - records.size());
  return absl::OkStatus();
}

absl::StatusOr<v1::ReconcileResponse> Reconciler::Reconcile(const rpc::Call& call,
                                                            const v1::ReconcileRequest& request) {
  RETURN_IF_ERROR(Check(request));
  HeadRow head;
  SourceState state;
  RETURN_IF_ERROR(ReadWhole(call, request.source(), head, state));
  ASSIGN_OR_RETURN(const Shared snapshot, Find(call, request, head.epoch));
  // Making it took its time, or it is of a time when there was more in it.
  RETURN_IF_ERROR(CheckWhole(call, snapshot->state));
  v1::ReconcileResponse response;
  response.set_epoch(snapshot->head.epoch);
  response.set_sequence(snapshot->head.sequence);
  ToProto(snapshot->state, *response.mutable_whole());
  std::vector<std::string> prefixes(request.prefixes().begin(), request.prefixes().end());
  if (prefixes.empty()) prefixes.emplace_back();
  for (const std::string& prefix : prefixes) {
    RETURN_IF_ERROR(Fill(call, *snapshot, prefix, *response.add_buckets()));
  }
  return response;
}

absl::StatusOr<v1::ProveEqualResponse> Reconciler::ProveEqual(const rpc::Call& call,
                                                              const v1::ProveEqualRequest& request) {
  const v1::SourceMark& claimed = request.whole();
  Violations violations;
  CheckSource(violations, "whole.source", claimed.source());
  if (claimed.set_hash().size() != evidence::RecordTree::kHashBytes)
    violations.Add("whole.set_hash", ERROR_REASON_MALFORMED, {{"form", "32 bytes"}});
  RETURN_IF_ERROR(violations.ToStatus());
  HeadRow head;
  SourceState state;
  RETURN_IF_ERROR(ReadWhole(call, claimed.source(), head, state));
  const bool owner = call.caller().source == claimed.source();
  v1::ProveEqualResponse response;
  const bool equal = state.count == claimed.count() && state.set_hash == claimed.set_hash();
  const absl::Time now = clock_.Now();
  if (equal && owner)
    RETURN_IF_ERROR(store_.WriteProven(pool_, call.context(), claimed.source(), now, head.sequence));
  response.set_equal(equal);
  ToProto(state, *response.mutable_whole());
  response.set_epoch(head.epoch);
  response.set_sequence(head.sequence);
  *response.mutable_time() = TimestampOf(now);
  return response;
}

}  // namespace tabadul::exchange
