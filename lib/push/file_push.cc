#include "lib/push/file_push.h"

#include <algorithm>
#include <utility>

#include "lib/client/kind.h"
#include "lib/evidence/payload.h"

namespace tabadul::push {
namespace {

using exchange::v1::ItemOutcome;

std::vector<Violation> ViolationsOf(const ItemOutcome& outcome) {
  std::vector<Violation> violations;
  for (const auto& error : outcome.errors()) {
    violations.push_back({error.field(), error.reason(), {error.metadata().begin(), error.metadata().end()}});
  }
  if (violations.empty()) {  // stale or conflicting, and the hub says no more
    violations.push_back({"version",
                          common::v1::ERROR_REASON_VERSION_CONFLICT,
                          {{"stored_version", std::to_string(outcome.version())}}});
  }
  return violations;
}

class StreamSender final : public Sender {
 public:
  StreamSender(client::Connection& hub, client::PushSettings settings, client::Pusher::OnOutcome on_outcome)
      : pusher_(hub, std::move(settings), std::move(on_outcome)) {}
  absl::Status Push(exchange::v1::PushItem item) override { return pusher_.Push(std::move(item)); }
  absl::Status Finish(bool /*all*/) override { return pusher_.Finish(); }
  void Stop(absl::Duration grace) override { pusher_.Stop(grace); }
  client::Pusher::State state() const override { return pusher_.state(); }

 private:
  client::Pusher pusher_;
};

}  // namespace

std::vector<Column> ColumnsOf(const Counts& counts) {
  return {{"created", counts.created},
          {"updated", counts.updated},
          {"unchanged", counts.unchanged},
          {"closed", counts.closed + counts.erased},
          {"stale", counts.stale},
          {"conflict", counts.conflict},
          {"held", counts.held},
          {"rejected", counts.rejected},
          {"duplicates", counts.duplicates},
          {"unanswered", counts.unanswered}};
}

bool IsAlwaysShown(std::string_view column) { return column != "held" && column != "unanswered"; }

FilePush::FilePush(client::Connection& hub, client::Connection& keys, Options options)
    : hub_(hub), keys_(keys), options_(std::move(options)), kind_(options_.mapping.kind()) {}

FilePush::~FilePush() = default;

absl::Status FilePush::Open() {
  ASSIGN_OR_RETURN(importer_,
                   ingest::Importer::Open(options_.file, options_.mapping, {.source = options_.source}));
  if (!options_.validate_only) {
    ASSIGN_OR_RETURN(receipts_, client::ReceiptKeeper::Open(keys_, options_.receipts));
    if (options_.mapping.what() == ingest::Export::kFull) {
      full_ = std::make_unique<client::FullExport>(hub_, kind_);
      RETURN_IF_ERROR(full_->Begin(options_.source, options_.records));
    }
  }
  absl::MutexLock lock(&mutex_);
  rejects_.emplace(options_.rejects, importer_->columns(), options_.language, options_.most_reject_bytes);
  return absl::OkStatus();
}

client::PushSettings FilePush::Settings(const std::string& kind) {
  client::PushSettings settings;
  settings.method = *client::MethodOf(kind, "Push");
  settings.options.set_source(options_.source);
  settings.options.set_validate_only(options_.validate_only);
  if (full_ != nullptr) settings.options.set_run_id(full_->run_id());
  if (receipts_ != nullptr) {
    settings.on_receipt = [this](const exchange::v1::ReceiptedItems& receipted) {
      return receipts_->Keep(receipted);
    };
  }
  settings.patience = options_.patience;
  settings.on_interruption = options_.on_interruption;
  return settings;
}

Sender& FilePush::SenderFor(const std::string& kind) {
  if (sends_ != nullptr) return *sends_;
  const auto on_outcome = [this](const ItemOutcome& outcome) { OnOutcome(outcome); };
  auto sender = options_.sender ? options_.sender(kind, Settings(kind), on_outcome)
                                : std::make_unique<StreamSender>(hub_, Settings(kind), on_outcome);
  sends_ = sender.get();
  absl::MutexLock lock(&mutex_);
  sender_ = std::move(sender);
  if (stopped_) sender_->Stop(grace_);
  return *sends_;
}

void FilePush::Stop(absl::Duration grace) {
  absl::MutexLock lock(&mutex_);
  grace_ = grace;
  stopped_ = true;
  if (sender_ != nullptr) sender_->Stop(grace);
}

absl::Status FilePush::Send() {
  ingest::Item item;
  while (!stopped_ && SendNext(item)) {
  }
  absl::Status pushed = sends_ == nullptr ? absl::OkStatus() : sends_->Finish(is_read_ && !stopped_);
  if (const absl::Status ended = EndRun(pushed); pushed.ok()) pushed = ended;
  if (sends_ == nullptr) return pushed;
  state_ = std::exchange(sends_, nullptr)->state();
  std::unique_ptr<Sender> done;  // goes after the lock: its last outcomes take it
  absl::MutexLock lock(&mutex_);
  done = std::move(sender_);
  return pushed;
}

// What was not read or answered to its end has not said what there is: the run is left, and closes nothing.
absl::Status FilePush::EndRun(const absl::Status& pushed) {
  if (full_ == nullptr || !pushed.ok() || stopped_ || !is_read_) return absl::OkStatus();
  return full_->End(options_.patience);
}

bool FilePush::IsToBeginAgain(const absl::Status& pushed) {
  // What comes from a pipe cannot be read again: less of it would be there, and the end would close the rest.
  const bool readable = options_.file != "-" && importer_->size() > 0 && file_trouble_.ok();
  if (full_ == nullptr || !readable || stopped_) return false;
  const ErrorReason reason = ReasonOf(pushed);
  const bool over = pushed.ok() ? full_->run().state() == exchange::v1::RUN_STATE_EXPIRED
                                : reason == common::v1::ERROR_REASON_RUN_OVER ||
                                      reason == common::v1::ERROR_REASON_NOT_FOUND;
  return over && full_->IsToBeginAgain() && !stopped_;
}

FilePush::Outcome FilePush::Close() {
  Outcome outcome;
  absl::MutexLock lock(&mutex_);
  counts_.unanswered =
      std::count_if(waiting_.begin(), waiting_.end(), [](const Waiting& one) { return !one.kept; });
  outcome.counts = counts_;
  outcome.file = file_trouble_;
  if (rejects_trouble_.ok()) rejects_trouble_ = rejects_->Close();
  if (receipts_ != nullptr && rejects_trouble_.ok()) rejects_trouble_ = receipts_->Close();
  outcome.beside = rejects_trouble_;
  outcome.rejected_rows = rejects_->rows();
  if (receipts_ != nullptr) outcome.receipts = receipts_->receipts();
  if (full_ != nullptr) outcome.run = full_->run();
  outcome.run_unanswered = full_ != nullptr && full_->is_unanswered();
  outcome.state = state_;
  return outcome;
}

bool FilePush::SendNext(ingest::Item& item) {
  const auto more = importer_->Next(item);
  if (!more.ok()) file_trouble_ = more.status();
  is_read_ = more.ok() && !*more;
  if (!more.ok() || !*more) return false;
  if (item.kind != ingest::Item::Kind::kRecord) {
    absl::MutexLock lock(&mutex_);
    ++counts_.rows;
    if (waiting_.empty()) Done(item.row.end);
    if (item.kind == ingest::Item::Kind::kDuplicate) ++counts_.duplicates;
    if (item.kind == ingest::Item::Kind::kRejected) Reject(item.row, item.rejections, counts_.rejected);
    if (!rejects_trouble_.ok()) return false;
  }
  if (item.kind == ingest::Item::Kind::kRejected) return KeepAsItIs(item);
  if (item.kind != ingest::Item::Kind::kRecord) return true;
  const std::string kind = evidence::PayloadField(item.record)->name();
  exchange::v1::PushItem push;
  *push.mutable_upsert() = std::move(item.record);
  if (push.upsert().source() == options_.source)
    push.mutable_upsert()->clear_source();  // said once, in the options
  {
    absl::MutexLock lock(&mutex_);
    ++counts_.rows;
    waiting_.push_back({std::move(item.row), false});
    if (!rejects_trouble_.ok()) return false;
  }
  const absl::Status taken = SenderFor(kind).Push(std::move(push));
  if (ReasonOf(taken) != common::v1::ERROR_REASON_RECORD_TOO_LARGE) return taken.ok();
  {
    absl::MutexLock lock(&mutex_);
    item.row = std::move(waiting_.back().row);
    waiting_.pop_back();
    Reject(item.row, {{"", common::v1::ERROR_REASON_RECORD_TOO_LARGE, MetadataOf(taken), ""}},
           counts_.rejected);
  }
  return KeepAsItIs(item);
}

bool FilePush::KeepAsItIs(const ingest::Item& item) {
  if (full_ == nullptr) return true;
  if (item.record_id.empty()) {
    full_->CountUnreadable();
    return true;
  }
  exchange::v1::PushItem push;
  push.mutable_keep()->mutable_key()->set_record_id(item.record_id);
  {
    absl::MutexLock lock(&mutex_);
    waiting_.push_back({item.row, true});
  }
  return SenderFor(kind_).Push(std::move(push)).ok();
}

void FilePush::Reject(const ingest::Row& row, const std::vector<ingest::Rejection>& rejections,
                      int64_t& count) {
  ++count;
  if (options_.on_reject) options_.on_reject(row, rejections);
  if (rejects_->bytes() >= options_.most_reject_bytes) return;
  if (const absl::Status written = rejects_->Add(row, rejections); !written.ok()) rejects_trouble_ = written;
}

void FilePush::Done(uint64_t bytes) const {
  if (options_.on_done) options_.on_done(bytes);
}

void FilePush::OnOutcome(const ItemOutcome& outcome) {
  if (options_.on_answer) options_.on_answer();
  absl::MutexLock lock(&mutex_);
  const Waiting answered = std::move(waiting_.front());
  const ingest::Row& row = answered.row;
  waiting_.pop_front();
  Done(waiting_.empty() ? row.end : waiting_.front().row.offset);
  if (answered.kept) return;
  switch (outcome.outcome()) {
    case exchange::v1::OUTCOME_CREATED:
      ++counts_.created;
      return;
    case exchange::v1::OUTCOME_UPDATED:
      ++counts_.updated;
      return;
    case exchange::v1::OUTCOME_UNCHANGED:
      ++counts_.unchanged;
      return;
    case exchange::v1::OUTCOME_CLOSED:
      ++counts_.closed;
      return;
    case exchange::v1::OUTCOME_ERASED:
      ++counts_.erased;
      return;
    case exchange::v1::OUTCOME_HELD:
      ++counts_.held;
      return;
    case exchange::v1::OUTCOME_STALE:
      return Reject(row, ingest::FromViolations(ViolationsOf(outcome)), counts_.stale);
    case exchange::v1::OUTCOME_CONFLICT:
      return Reject(row, ingest::FromViolations(ViolationsOf(outcome)), counts_.conflict);
    default:
      Reject(row, ingest::FromViolations(ViolationsOf(outcome)), counts_.rejected);
  }
}

}  // namespace tabadul::push
