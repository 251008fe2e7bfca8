#include "cli/push_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "cli/commands.h"
#include "cli/enum_names.h"
#include "cli/interrupts.h"
#include "cli/map.h"
#include "lib/client/kind.h"
#include "lib/evidence/payload.h"
#include "lib/ingest/mapping.h"

namespace tabadul::cli {
namespace {

using exchange::v1::ItemOutcome;

constexpr absl::Duration kGrace = absl::Seconds(10);  // for the answers in flight, after Ctrl-C
constexpr absl::Duration kSayEvery = absl::Seconds(5);

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

// The name, the number and the text's key of each column of the summary.
struct Column {
  const char* name;
  int64_t value;
};
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

// Shown though nothing is in them: what people look for. The others only when they are not empty.
bool AlwaysShown(std::string_view name) { return name != "held" && name != "unanswered"; }

}  // namespace

int PushRun::Run() {
  const Interrupts interrupts(session_, [this] { Interrupt(); });
  if (const int code = Prepare(); code != kAllIn) return code;
  progress_.emplace(session_, importer_->size());
  ingest::Item item;
  while (!session_.interrupted() && SendNext(item)) {
  }
  absl::Status pushed = Finish();
  if (const absl::Status ended = EndRun(pushed); pushed.ok()) pushed = ended;
  progress_.reset();
  is_to_begin_again_ = WasForgotten(pushed);
  const client::Pusher::State state = State();
  std::unique_ptr<client::Pusher> done;
  {
    absl::MutexLock lock(&mutex_);
    done = std::move(pusher_);
  }
  if (!is_to_begin_again_) return Report(pushed, state);
  session_.Say(session_.Text("push.again"));
  return kAllIn;
}

bool PushRun::WasForgotten(const absl::Status& pushed) {
  // What comes from a pipe cannot be read again: less of it would be there, and the end would close the rest.
  const bool readable = arguments_.file != "-" && importer_->size() > 0 && file_trouble_.ok();
  if (full_ == nullptr || arguments_.attempts <= 1 || !readable || session_.interrupted()) return false;
  const ErrorReason reason = ReasonOf(pushed);
  const bool over = pushed.ok() ? full_->run().state() == exchange::v1::RUN_STATE_EXPIRED
                                : reason == common::v1::ERROR_REASON_RUN_OVER ||
                                      reason == common::v1::ERROR_REASON_NOT_FOUND;
  return over && full_->IsToBeginAgain() && !session_.interrupted();
}

absl::Status PushRun::EndRun(const absl::Status& pushed) {
  // What was not read or answered to its end has not said what there is: the run is left, and closes nothing.
  if (full_ == nullptr || !pushed.ok() || session_.interrupted() || !is_read_) return absl::OkStatus();
  return full_->End(arguments_.patience);
}

client::Pusher& PushRun::PusherFor(const std::string& kind) {
  if (sends_ != nullptr) return *sends_;
  auto pusher = std::make_unique<client::Pusher>(*connection_, Settings(kind),
                                                 [this](const ItemOutcome& outcome) { OnOutcome(outcome); });
  sends_ = pusher.get();
  absl::MutexLock lock(&mutex_);
  pusher_ = std::move(pusher);
  if (session_.interrupted()) pusher_->Stop(kGrace);
  return *sends_;
}

absl::Status PushRun::Send(const std::string& kind, exchange::v1::PushItem item) {
  if (!arguments_.batch) return PusherFor(kind).Push(std::move(item));
  if (batch_ == nullptr)
    batch_ = std::make_unique<BatchCall>(session_.profile, connection_->options(), Settings(kind));
  return batch_->Add(std::move(item));
}

absl::Status PushRun::Finish() {
  if (batch_ == nullptr) return sends_ == nullptr ? absl::OkStatus() : sends_->Finish();
  // What was not read to its end is not sent at all.
  if (session_.interrupted() || !is_read_) return Error(common::v1::ERROR_REASON_CANCELLED);
  return batch_->Send([this](const ItemOutcome& outcome) { OnOutcome(outcome); });
}

client::Pusher::State PushRun::State() const {
  if (batch_ != nullptr) return {.token = batch_->token()};
  return sends_ == nullptr ? client::Pusher::State() : sends_->state();
}

void PushRun::Interrupt() {
  session_.Say(session_.Text("push.stopping"));
  absl::MutexLock lock(&mutex_);
  if (pusher_ != nullptr) pusher_->Stop(kGrace);
}

int PushRun::ChooseMapping(ingest::Mapping* mapping) {
  if (!arguments_.mapping.empty())
    return LoadMapping(session_, arguments_.mapping, "push.mapping-wrong", mapping);
  for (const char* const kind : {".csv", ".xlsx", ".xml", ".json"}) {
    if (arguments_.file.ends_with(kind))
      return session_.Fail(kUsage, "push.mapping-needed", {{"file", arguments_.file}});
  }
  *mapping = ingest::Mapping::ForContract(ingest::Export::kChanges);
  return kAllIn;
}

int PushRun::Prepare() {
  ingest::Mapping mapping;
  if (const int code = ChooseMapping(&mapping); code != kAllIn) return code;
  if (const int code = session_.Connect(&connection_); code != kAllIn) return code;
  const auto source = SourceOf(arguments_.source, *connection_);
  if (!source.ok()) return session_.Fail(source.status());
  source_ = *source;
  auto importer = ingest::Importer::Open(arguments_.file, mapping, {.source = source_});
  if (!importer.ok()) return session_.Fail(importer.status());
  importer_ = *std::move(importer);
  kind_ = mapping.kind();
  if (const absl::Status begun = Begin(mapping.what() == ingest::Export::kFull); !begun.ok())
    return session_.Fail(begun);
  absl::MutexLock lock(&mutex_);
  const std::string name = arguments_.file == "-" ? "stdin" : arguments_.file;
  rejects_.emplace(name + std::string(ingest::kRejectsEnding), importer_->columns(), session_.language);
  return kAllIn;
}

absl::Status PushRun::Begin(bool full) {
  if (arguments_.validate_only) return absl::OkStatus();
  const std::string name = arguments_.file == "-" ? "stdin" : arguments_.file;
  const std::string path = arguments_.receipts.empty() ? name + kReceiptsEnding : arguments_.receipts;
  ASSIGN_OR_RETURN(receipts_, ReceiptKeeper::Open(*connection_, path));
  if (!full) return absl::OkStatus();
  full_ = std::make_unique<FullExport>(session_, *connection_, kind_);
  return full_->Begin(source_, arguments_.records);
}

client::PushSettings PushRun::Settings(const std::string& kind) {
  client::PushSettings settings;
  settings.method = *client::MethodOf(kind, arguments_.batch ? "BatchPush" : "Push");
  settings.options.set_source(source_);
  settings.options.set_validate_only(arguments_.validate_only);
  if (full_ != nullptr) settings.options.set_run_id(full_->run_id());
  if (receipts_ != nullptr) {
    settings.on_receipt = [this](const exchange::v1::ReceiptedItems& receipted) {
      return receipts_->Keep(receipted);
    };
  }
  settings.patience = arguments_.patience;
  settings.on_interruption = [this](const absl::Status& why, absl::Duration wait) {
    OnInterruption(why, wait);
  };
  return settings;
}

bool PushRun::SendNext(ingest::Item& item) {
  const auto more = importer_->Next(item);
  if (!more.ok()) file_trouble_ = more.status();
  is_read_ = more.ok() && !*more;
  if (!more.ok() || !*more) return false;
  if (item.kind != ingest::Item::Kind::kRecord) {
    absl::MutexLock lock(&mutex_);
    ++counts_.rows;
    if (waiting_.empty()) progress_->Done(item.row.end);
    if (item.kind == ingest::Item::Kind::kDuplicate) ++counts_.duplicates;
    if (item.kind == ingest::Item::Kind::kRejected) Reject(item.row, item.rejections);
    if (!rejects_trouble_.ok()) return false;
  }
  if (item.kind == ingest::Item::Kind::kRejected) return KeepAsItIs(item);
  if (item.kind != ingest::Item::Kind::kRecord) return true;
  const std::string kind = evidence::PayloadField(item.record)->name();
  exchange::v1::PushItem push;
  *push.mutable_upsert() = std::move(item.record);
  if (push.upsert().source() == source_) push.mutable_upsert()->clear_source();  // said once, in the options
  {
    absl::MutexLock lock(&mutex_);
    ++counts_.rows;
    waiting_.push_back({std::move(item.row), false});
    if (!rejects_trouble_.ok()) return false;
  }
  const absl::Status taken = Send(kind, std::move(push));
  if (ReasonOf(taken) != common::v1::ERROR_REASON_RECORD_TOO_LARGE) return taken.ok();
  {
    absl::MutexLock lock(&mutex_);
    item.row = std::move(waiting_.back().row);
    waiting_.pop_back();
    Reject(item.row, {{"", common::v1::ERROR_REASON_RECORD_TOO_LARGE, MetadataOf(taken), ""}});
  }
  return KeepAsItIs(item);
}

bool PushRun::KeepAsItIs(const ingest::Item& item) {
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
  return Send(kind_, std::move(push)).ok();
}

void PushRun::Reject(const ingest::Row& row, const std::vector<ingest::Rejection>& rejections) {
  ++counts_.rejected;
  if (const absl::Status written = rejects_->Add(row, rejections); !written.ok()) rejects_trouble_ = written;
}

void PushRun::OnOutcome(const ItemOutcome& outcome) {
  progress_->Answered();
  absl::MutexLock lock(&mutex_);
  const Waiting answered = std::move(waiting_.front());
  const ingest::Row& row = answered.row;
  waiting_.pop_front();
  progress_->Done(waiting_.empty() ? row.end : waiting_.front().row.offset);
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
      Reject(row, ingest::FromViolations(ViolationsOf(outcome)));
      --counts_.rejected;
      ++counts_.stale;
      return;
    case exchange::v1::OUTCOME_CONFLICT:
      Reject(row, ingest::FromViolations(ViolationsOf(outcome)));
      --counts_.rejected;
      ++counts_.conflict;
      return;
    default:
      Reject(row, ingest::FromViolations(ViolationsOf(outcome)));
  }
}

void PushRun::OnInterruption(const absl::Status& why, absl::Duration wait) {
  const ErrorReason reason = ReasonOf(why);
  if (reason == common::v1::ERROR_REASON_STREAM_EXPIRED) return;  // its usual end
  if (absl::Now() - said_ < kSayEvery) return;
  said_ = absl::Now();
  session_.Say(
      session_.Text("push.interrupted", {{"seconds", fmt::format("{:.1f}", absl::ToDoubleSeconds(wait))}}));
}

const char* PushRun::WhyUnreachable(const absl::Status& pushed) const {
  const auto reason = ReasonOf(pushed);
  const bool not_taken =
      reason == common::v1::ERROR_REASON_OVERLOADED || reason == common::v1::ERROR_REASON_DRAINING;
  if (batch_ != nullptr && batch_->sent() && counts_.unanswered > 0 && !not_taken)
    return "push.batch-gave-up";
  return session_.interrupted() ? "push.stopped" : "push.gave-up";
}

int PushRun::Report(const absl::Status& pushed, const client::Pusher::State& state) {
  absl::MutexLock lock(&mutex_);
  counts_.unanswered =
      std::count_if(waiting_.begin(), waiting_.end(), [](const Waiting& one) { return !one.kept; });
  if (rejects_trouble_.ok()) rejects_trouble_ = rejects_->Close();
  if (receipts_ != nullptr && rejects_trouble_.ok()) rejects_trouble_ = receipts_->Close();
  const bool refused = !pushed.ok() && ExitOf(pushed) != kUnreachable;
  int code = kAllIn;
  if (counts_.rejected + counts_.stale + counts_.conflict > 0) code = kSomeRejected;
  const bool held = full_ != nullptr && full_->run().state() == exchange::v1::RUN_STATE_HELD;
  if (counts_.held > 0 || held) code = kHeld;
  if (counts_.unanswered > 0 || session_.interrupted() || !pushed.ok()) code = kUnreachable;
  if (refused) code = kRefused;
  const bool too_much = batch_ != nullptr && batch_->is_over();
  if (too_much || !file_trouble_.ok() || !rejects_trouble_.ok()) code = kUsage;
  if (session_.json) {
    PrintJson(counts_, state, code);
  } else {
    PrintTable(counts_);
  }
  if (refused) session_.Say(session_.Sentence(pushed));
  if (too_much)
    session_.Say(session_.Text(
        "push.batch-limit", {{"file", arguments_.file}, {"limit", std::to_string(BatchCall::kMostItems)}}));
  for (const absl::Status& trouble : {file_trouble_, rejects_trouble_}) {
    if (!trouble.ok()) session_.Say(session_.Sentence(trouble));
  }
  if (code == kUnreachable)
    session_.Say(session_.Text(WhyUnreachable(pushed), {{"endpoint", session_.profile.endpoint}}));
  return code;
}

void PushRun::PrintTable(const Counts& counts) {
  session_.Print(session_.Text(arguments_.validate_only ? "push.title-validated" : "push.title",
                               {{"file", arguments_.file}, {"source", source_}}));
  for (const Column& column : ColumnsOf(counts)) {
    if (column.value == 0 && !AlwaysShown(column.name)) continue;
    session_.Print(
        fmt::format("{:>12}  {}", column.value, session_.Text(std::string("push.column.") + column.name)));
  }
  session_.Print(fmt::format("{:>12}  {}", counts.rows, session_.Text("push.column.rows")));
  if (rejects_->rows() > 0) session_.Print(session_.Text("push.rejects", {{"file", rejects_->path()}}));
  if (full_ != nullptr) full_->Print();
  if (receipts_ != nullptr && receipts_->receipts() > 0)
    session_.Print(session_.Text("push.receipts", {{"file", receipts_->path()}}));
}

void PushRun::PrintJson(const Counts& counts, const client::Pusher::State& state, int code) {
  nlohmann::ordered_json document = {{"file", arguments_.file},
                                     {"source", source_},
                                     {"validateOnly", arguments_.validate_only},
                                     {"rows", counts.rows}};
  for (const Column& column : ColumnsOf(counts)) document[column.name] = column.value;
  document["rejectsFile"] = rejects_->rows() > 0 ? rejects_->path() : "";
  document["receiptsFile"] = receipts_ != nullptr ? receipts_->path() : "";
  if (full_ != nullptr) {
    document["run"] = {{"runId", full_->run_id()},
                       {"state", ShortName(full_->run().state())},
                       {"toClose", full_->run().to_close()},
                       {"closed", full_->run().closed()},
                       {"unreadableRows", full_->run().unreadable_rows()}};
  }
  document["token"] = state.token;
  document["streams"] = state.streams;
  document["exitCode"] = code;
  session_.PrintJson(document);
}

}  // namespace tabadul::cli
