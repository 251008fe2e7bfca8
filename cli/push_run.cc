#include "cli/push_run.h"

#include <fmt/format.h>

#include <utility>

#include "cli/commands.h"
#include "cli/enum_names.h"
#include "cli/full_export.h"
#include "cli/interrupts.h"
#include "cli/map.h"
#include "lib/client/kind.h"
#include "lib/ingest/mapping.h"

namespace tabadul::cli {
namespace {

constexpr absl::Duration kGrace = absl::Seconds(10);  // for the answers in flight, after Ctrl-C
constexpr absl::Duration kSayEvery = absl::Seconds(5);

// All items in one call, when there are no more of them.
class BatchSender final : public push::Sender {
 public:
  BatchSender(BatchCall& call, client::Pusher::OnOutcome on_outcome)
      : call_(call), on_outcome_(std::move(on_outcome)) {}
  absl::Status Push(exchange::v1::PushItem item) override { return call_.Add(std::move(item)); }
  // What was not read to its end is not sent at all.
  absl::Status Finish(bool all) override {
    return all ? call_.Send(on_outcome_) : Error(common::v1::ERROR_REASON_CANCELLED);
  }
  void Stop(absl::Duration) override {}  // the call ends with those of the session
  client::Pusher::State state() const override { return {.token = call_.token()}; }

 private:
  BatchCall& call_;
  const client::Pusher::OnOutcome on_outcome_;
};

}  // namespace

int PushRun::Run() {
  const Interrupts interrupts(session_, [this] { Interrupt(); });
  if (const int code = Prepare(); code != kAllIn) return code;
  progress_.emplace(session_, push_->size());
  const absl::Status pushed = push_->Send();
  progress_.reset();
  is_to_begin_again_ = arguments_.attempts > 1 && !session_.interrupted() && push_->IsToBeginAgain(pushed);
  if (!is_to_begin_again_) return Report(pushed, push_->Close());
  session_.Say(session_.Text("push.again"));
  return kAllIn;
}

void PushRun::Interrupt() {
  session_.Say(session_.Text("push.stopping"));
  absl::MutexLock lock(&mutex_);
  if (push_ != nullptr) push_->Stop(kGrace);
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
  kind_ = mapping.kind();
  auto push = std::make_unique<push::FilePush>(*connection_, *connection_, Options(std::move(mapping)));
  if (const absl::Status opened = push->Open(); !opened.ok()) return session_.Fail(opened);
  absl::MutexLock lock(&mutex_);
  push_ = std::move(push);
  if (session_.interrupted()) push_->Stop(kGrace);
  return kAllIn;
}

push::FilePush::Options PushRun::Options(ingest::Mapping mapping) {
  const std::string name = arguments_.file == "-" ? "stdin" : arguments_.file;
  rejects_ = name + std::string(ingest::kRejectsEnding);
  if (!arguments_.validate_only)
    receipts_ = arguments_.receipts.empty() ? name + client::kReceiptsEnding : arguments_.receipts;
  push::FilePush::Options options;
  options.file = arguments_.file;
  options.mapping = std::move(mapping);
  options.source = source_;
  options.rejects = rejects_;
  options.receipts = receipts_;
  options.language = session_.language;
  options.records = arguments_.records;
  options.validate_only = arguments_.validate_only;
  options.patience = arguments_.patience;
  options.on_done = [this](uint64_t bytes) { progress_->Done(bytes); };
  options.on_answer = [this] { progress_->Answered(); };
  options.on_interruption = [this](const absl::Status& why, absl::Duration wait) {
    OnInterruption(why, wait);
  };
  if (!arguments_.batch) return options;
  options.sender = [this](const std::string& kind, client::PushSettings settings,
                          client::Pusher::OnOutcome on_outcome) -> std::unique_ptr<push::Sender> {
    settings.method = *client::MethodOf(kind, "BatchPush");
    batch_ = std::make_unique<BatchCall>(session_.profile, connection_->options(), std::move(settings));
    return std::make_unique<BatchSender>(*batch_, std::move(on_outcome));
  };
  return options;
}

void PushRun::OnInterruption(const absl::Status& why, absl::Duration wait) {
  const ErrorReason reason = ReasonOf(why);
  if (reason == common::v1::ERROR_REASON_STREAM_EXPIRED) return;  // its usual end
  if (absl::Now() - said_ < kSayEvery) return;
  said_ = absl::Now();
  session_.Say(
      session_.Text("push.interrupted", {{"seconds", fmt::format("{:.1f}", absl::ToDoubleSeconds(wait))}}));
}

const char* PushRun::WhyUnreachable(const absl::Status& pushed, const push::Counts& counts) const {
  const auto reason = ReasonOf(pushed);
  const bool not_taken =
      reason == common::v1::ERROR_REASON_OVERLOADED || reason == common::v1::ERROR_REASON_DRAINING;
  if (batch_ != nullptr && batch_->sent() && counts.unanswered > 0 && !not_taken) return "push.batch-gave-up";
  return session_.interrupted() ? "push.stopped" : "push.gave-up";
}

int PushRun::Report(const absl::Status& pushed, const push::FilePush::Outcome& outcome) {
  const push::Counts& counts = outcome.counts;
  const bool refused = !pushed.ok() && ExitOf(pushed) != kUnreachable;
  int code = kAllIn;
  if (counts.rejected + counts.stale + counts.conflict > 0) code = kSomeRejected;
  const bool held = outcome.run && outcome.run->state() == exchange::v1::RUN_STATE_HELD;
  if (counts.held > 0 || held) code = kHeld;
  if (counts.unanswered > 0 || session_.interrupted() || !pushed.ok()) code = kUnreachable;
  if (refused) code = kRefused;
  const bool too_much = batch_ != nullptr && batch_->is_over();
  if (too_much || !outcome.file.ok() || !outcome.beside.ok()) code = kUsage;
  if (session_.json) {
    PrintJson(outcome, code);
  } else {
    PrintTable(outcome);
  }
  if (refused) session_.Say(session_.Sentence(pushed));
  if (too_much)
    session_.Say(session_.Text(
        "push.batch-limit", {{"file", arguments_.file}, {"limit", std::to_string(BatchCall::kMostItems)}}));
  for (const absl::Status& trouble : {outcome.file, outcome.beside}) {
    if (!trouble.ok()) session_.Say(session_.Sentence(trouble));
  }
  if (code == kUnreachable)
    session_.Say(session_.Text(WhyUnreachable(pushed, counts), {{"endpoint", session_.profile.endpoint}}));
  return code;
}

void PushRun::PrintTable(const push::FilePush::Outcome& outcome) {
  session_.Print(session_.Text(arguments_.validate_only ? "push.title-validated" : "push.title",
                               {{"file", arguments_.file}, {"source", source_}}));
  for (const push::Column& column : push::ColumnsOf(outcome.counts)) {
    if (column.value == 0 && !push::IsAlwaysShown(column.name)) continue;
    session_.Print(
        fmt::format("{:>12}  {}", column.value, session_.Text(std::string("push.column.") + column.name)));
  }
  session_.Print(fmt::format("{:>12}  {}", outcome.counts.rows, session_.Text("push.column.rows")));
  if (outcome.rejected_rows > 0) session_.Print(session_.Text("push.rejects", {{"file", rejects_}}));
  if (outcome.run) PrintRun(session_, *outcome.run, outcome.run_unanswered, kind_);
  if (outcome.receipts > 0) session_.Print(session_.Text("push.receipts", {{"file", receipts_}}));
}

void PushRun::PrintJson(const push::FilePush::Outcome& outcome, int code) {
  nlohmann::ordered_json document = {{"file", arguments_.file},
                                     {"source", source_},
                                     {"validateOnly", arguments_.validate_only},
                                     {"rows", outcome.counts.rows}};
  for (const push::Column& column : push::ColumnsOf(outcome.counts)) document[column.name] = column.value;
  document["rejectsFile"] = outcome.rejected_rows > 0 ? rejects_ : "";
  document["receiptsFile"] = receipts_;
  if (outcome.run) {
    document["run"] = {{"runId", outcome.run->run_id()},
                       {"state", ShortName(outcome.run->state())},
                       {"toClose", outcome.run->to_close()},
                       {"closed", outcome.run->closed()},
                       {"unreadableRows", outcome.run->unreadable_rows()}};
  }
  document["token"] = outcome.state.token;
  document["streams"] = outcome.state.streams;
  document["exitCode"] = code;
  session_.PrintJson(document);
}

}  // namespace tabadul::cli
