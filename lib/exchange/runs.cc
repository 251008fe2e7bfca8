#include "lib/exchange/runs.h"

#include <algorithm>
#include <chrono>

#include "absl/cleanup/cleanup.h"
#include "absl/container/flat_hash_set.h"
#include "lib/evidence/digest.h"
#include "lib/exchange/own.h"
#include "lib/platform/base/fault_point.h"
#include "lib/platform/base/thread_name.h"
#include "lib/platform/log/log.h"

namespace tabadul::exchange {
namespace {

using common::v1::ERROR_REASON_MALFORMED;
using common::v1::ERROR_REASON_NOT_FOUND;
using common::v1::ERROR_REASON_NOT_OWNER;

constexpr int kCloseAtOnce = 500;  // records of a transaction: writers wait meanwhile
constexpr int kMostWaiting = 4;    // for the end of a run: each holds a worker
constexpr absl::Duration kCollectTimeout = absl::Minutes(10);
constexpr int kPage = 20, kMaxPage = 100;

// Page tokens: the number of the last run, and whose.
std::string PageToken(const std::string& source, uint64_t number) {
  return evidence::Base64Url(evidence::Sha256(source).substr(0, 4) + std::to_string(number));
}

absl::StatusOr<uint64_t> BeforeOf(const std::string& source, const std::string& token) {
  if (token.empty()) return INT64_MAX;
  std::string bytes;
  uint64_t number = 0;
  if (!evidence::FromBase64Url(token, &bytes) || bytes.size() < 5 ||
      !absl::SimpleAtoi(Absl(std::string_view(bytes).substr(4)), &number)) {
    return Error(common::v1::ERROR_REASON_TOKEN_UNREADABLE, {{"field", "page_token"}});
  }
  if (bytes.substr(0, 4) != evidence::Sha256(source).substr(0, 4)) {
    return Error(common::v1::ERROR_REASON_TOKEN_MISMATCH, {{"field", "page_token"}});
  }
  return number;
}

}  // namespace

Runs::Runs(const Store& store, Committer& committer, pg::Pool& pool, const Clock& clock,
           const Options& options, std::string kind)
    : store_(store),
      runs_(store.runs()),
      committer_(committer),
      pool_(pool),
      clock_(clock),
      options_(options),
      kind_(std::move(kind)),
      retries_(options.run_look, options.run_retry) {}

Runs::~Runs() { Stop(); }

void Runs::Start() {
  thread_ = NamedThread("runs " + kind_, [this] { Loop(); });
}

void Runs::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_->store(true);
  }
  if (thread_.joinable()) thread_.join();
}

void Runs::Wake() {
  absl::MutexLock lock(&mutex_);
  woken_ = true;
}

absl::Status Runs::Do(const Context& context, Step step) {
  return committer_.Do(context, "run", std::move(step)).status();
}

absl::StatusOr<v1::Run> Runs::Now(const Context& context, const std::string& run) {
  ASSIGN_OR_RETURN(const auto row, runs_.Find(pool_, context, run));
  if (!row) return Error(ERROR_REASON_NOT_FOUND, {{"what", "run"}, {"id", evidence::Hex(run)}});
  return ToProto(*row);
}

absl::StatusOr<RunRow> Runs::Seen(const rpc::Call& call, const std::string& run_id, bool admin) {
  const std::string id = evidence::FromHex(run_id);
  if (id.size() != 16) {
    Violations violations;
    violations.Add("run_id", ERROR_REASON_MALFORMED, {{"form", "32 hex digits"}});
    return violations.ToStatus();
  }
  ASSIGN_OR_RETURN(const auto row, runs_.Find(pool_, call.context(), id));
  const bool may = row && (row->source == call.caller().source || (admin && call.caller().HasScope("admin")));
  if (!may) return Error(ERROR_REASON_NOT_FOUND, {{"what", "run"}, {"id", run_id}});
  return *row;
}

absl::StatusOr<v1::Run> Runs::Begin(const rpc::Call& call, const v1::BeginRunRequest& request) {
  Violations violations;
  CheckSource(violations, "source", request.source());
  RETURN_IF_ERROR(violations.ToStatus());
  if (request.source() != call.caller().source)
    return Error(ERROR_REASON_NOT_OWNER, {{"source", request.source()}});
  RunRow run;
  run.id = evidence::RandomBytes(16);
  run.source = request.source();
  if (request.has_declared_records()) run.declared = request.declared_records();
  RETURN_IF_ERROR(
      Do(call.context(), [run](Applier& applier, pg::Transaction& tx) { return applier.BeginRun(tx, run); }));
  return Now(call.context(), run.id);
}

absl::StatusOr<v1::Run> Runs::End(const rpc::Call& call, const v1::EndRunRequest& request) {
  ASSIGN_OR_RETURN(const RunRow run, Seen(call, request.run_id(), false));
  const absl::Time now = clock_.Now();
  const uint64_t unreadable = request.unreadable_rows();
  RETURN_IF_ERROR(Do(call.context(), [id = run.id, now, unreadable](Applier& applier, pg::Transaction& tx) {
    return applier.ChangeRun(tx, id, [&](RunRow& row) -> absl::Status {
      if (row.implicit || row.state == v1::RUN_STATE_SUPERSEDED || row.state == v1::RUN_STATE_EXPIRED ||
          row.state == v1::RUN_STATE_ABANDONED)
        return RunOver(row);
      if (row.state != v1::RUN_STATE_OPEN) return absl::OkStatus();  // the client repeats its call
      row.state = v1::RUN_STATE_ENDING;
      row.unreadable += unreadable;
      row.ended = now;
      return absl::OkStatus();
    });
  }));
  Wake();
  return AwaitAnswer(call.context(), run.id);
}

// Mostly it is done at once. Where several wait already, the caller is told how it is now.
absl::StatusOr<v1::Run> Runs::AwaitAnswer(const Context& context, const std::string& run) {
  const absl::Cleanup leave = [this] { --waiting_; };
  const absl::Duration patience = ++waiting_ > kMostWaiting ? absl::ZeroDuration() : options_.run_answer;
  const absl::Time until = std::min(absl::Now() + patience, context.deadline());
  while (true) {
    ASSIGN_OR_RETURN(v1::Run answer, Now(context, run));
    const bool working = answer.state() == v1::RUN_STATE_ENDING || answer.state() == v1::RUN_STATE_CLOSING;
    if (!working || absl::Now() + absl::Milliseconds(40) >= until || context.cancelled()) return answer;
    absl::SleepFor(absl::Milliseconds(20));
  }
}

absl::StatusOr<v1::Run> Runs::Confirm(const rpc::Call& call, const v1::ConfirmRunRequest& request) {
  ASSIGN_OR_RETURN(const RunRow run, Seen(call, request.run_id(), true));
  RETURN_IF_ERROR(
      Do(call.context(), [id = run.id, stated = request.to_close()](Applier& applier, pg::Transaction& tx) {
        return applier.ChangeRun(tx, id, [&](RunRow& row) -> absl::Status {
          if (row.confirmed) return absl::OkStatus();  // the client repeats its call
          if (row.state != v1::RUN_STATE_HELD) return RunOver(row);
          if (row.to_close != stated) {
            return Error(common::v1::ERROR_REASON_COUNT_CHANGED,
                         {{"stated", std::to_string(stated)}, {"count", std::to_string(row.to_close)}});
          }
          row.state = v1::RUN_STATE_CLOSING;
          row.confirmed = true;
          return absl::OkStatus();
        });
      }));
  log::Info("run_confirmed", {{"kind", kind_},
                              {"source", run.source},
                              {"by", call.caller().source},
                              {"run", evidence::Hex(run.id)},
                              {"to_close", static_cast<int64_t>(request.to_close())}});
  Wake();
  return Now(call.context(), run.id);
}

absl::StatusOr<v1::Run> Runs::Abandon(const rpc::Call& call, const v1::AbandonRunRequest& request) {
  ASSIGN_OR_RETURN(const RunRow run, Seen(call, request.run_id(), true));
  RETURN_IF_ERROR(Do(call.context(), [id = run.id](Applier& applier, pg::Transaction& tx) {
    return applier.ChangeRun(tx, id, [](RunRow& row) -> absl::Status {
      const bool over = !IsLive(row.state) || row.state == v1::RUN_STATE_CLOSING;
      if (row.state == v1::RUN_STATE_ABANDONED) return absl::OkStatus();
      if (over) return RunOver(row);
      row.state = v1::RUN_STATE_ABANDONED;
      return absl::OkStatus();
    });
  }));
  log::Info("run_abandoned", {{"kind", kind_},
                              {"source", run.source},
                              {"by", call.caller().source},
                              {"run", evidence::Hex(run.id)}});
  return Now(call.context(), run.id);
}

absl::StatusOr<v1::Run> Runs::Get(const rpc::Call& call, const v1::GetRunRequest& request) {
  ASSIGN_OR_RETURN(const RunRow run, Seen(call, request.run_id(), true));
  return ToProto(run);
}

absl::StatusOr<v1::ListRunsResponse> Runs::List(const rpc::Call& call, const v1::ListRunsRequest& request) {
  RETURN_IF_ERROR(CheckOwn(call, request.source(), request.page_size(), kMaxPage));
  ASSIGN_OR_RETURN(const uint64_t before, BeforeOf(request.source(), request.page_token()));
  const int size = PageSize(request.page_size(), kPage, kMaxPage);
  ASSIGN_OR_RETURN(const auto rows, runs_.List(pool_, call.context(), request.source(), before, size + 1));
  v1::ListRunsResponse response;
  for (const RunRow& row : rows) {
    if (response.runs_size() == size) {
      response.set_next_page_token(PageToken(request.source(), rows[static_cast<size_t>(size) - 1].number));
      break;
    }
    *response.add_runs() = ToProto(row);
  }
  return response;
}

void Runs::Loop() {
  while (true) {
    {
      absl::MutexLock lock(&mutex_);
      const auto ready = [this] {
        mutex_.AssertReaderHeld();
        return woken_ || IsStopping();
      };
      mutex_.AwaitWithTimeout(absl::Condition(&ready), options_.run_look);
      if (IsStopping()) return;
      woken_ = false;
    }
    if (const absl::Status status = Work(); !status.ok()) {
      log::Warn("run_work_failed", {{"kind", kind_}, {"error", std::string(Std(status.message()))}});
    }
  }
}

absl::Status Runs::Work() {
  const absl::Time now = clock_.Now();
  ASSIGN_OR_RETURN(const auto due, runs_.Due(pool_, Context::WithTimeout(absl::Seconds(10)),
                                             now - options_.run_idle, now - options_.run_held));
  // Where one was left half closed, what it still closes would be missing in the guard's count for the next of its source.
  absl::flat_hash_set<std::string> stuck;
  retries_.KeepOnly(due);
  for (const RunRow& run : due) {
    if (IsStopping()) break;
    if (!stuck.contains(run.source) && !Try(run)) stuck.insert(run.source);
  }
  return absl::OkStatus();
}

bool Runs::Try(const RunRow& run) {
  if (!retries_.MayTry(run.id, std::chrono::steady_clock::now())) return false;
  const absl::Status status = Advance(run);
  if (status.ok()) retries_.Succeeded(run.id);
  if (status.ok() || IsStopping()) return status.ok();
  const absl::Duration wait = retries_.Failed(run.id, std::chrono::steady_clock::now());
  log::Warn("run_work_failed", {{"kind", kind_},
                                {"source", run.source},
                                {"run", evidence::Hex(run.id)},
                                {"state", StateName(run.state)},
                                {"again_seconds", absl::ToInt64Seconds(wait)},
                                {"error", std::string(Std(status.message()))}});
  return false;
}

absl::Status Runs::Advance(const RunRow& run) {
  if (run.state == v1::RUN_STATE_CLOSING) return Close(run);
  if (run.state != v1::RUN_STATE_ENDING) return Expire(run);
  RETURN_IF_ERROR(Judge(run));
  ASSIGN_OR_RETURN(const auto judged, runs_.Find(pool_, Context::WithTimeout(absl::Seconds(10)), run.id));
  return judged && judged->state == v1::RUN_STATE_CLOSING ? Close(*judged) : absl::OkStatus();
}

absl::Status Runs::Judge(const RunRow& run) {
  Collected collected;
  // A list takes its time: who stops leaves it to another process, or the next.
  const absl::Status made =
      pool_.Run(Context(absl::Now() + kCollectTimeout, stopping_), [&](pg::Transaction& tx) -> absl::Status {
        tx.SetStatementTimeout(kCollectTimeout);
        ASSIGN_OR_RETURN(collected, runs_.Collect(tx, run));
        return absl::OkStatus();
      });
  if (ReasonOf(made) == common::v1::ERROR_REASON_CONCURRENT) return absl::OkStatus();
  RETURN_IF_ERROR(made);
  FAULT_POINT("run_list_made");
  return Do(Context::WithTimeout(kCollectTimeout),
            [id = run.id, collected](Applier& applier, pg::Transaction& tx) {
              return applier.JudgeRun(tx, id, collected);
            });
}

absl::Status Runs::Close(const RunRow& run) {
  while (!IsStopping()) {
    RETURN_IF_ERROR(
        Do(Context::WithTimeout(absl::Minutes(1)), [id = run.id](Applier& applier, pg::Transaction& tx) {
          return applier.CloseListed(tx, id, kCloseAtOnce);
        }));
    ASSIGN_OR_RETURN(const auto now, runs_.Find(pool_, Context::WithTimeout(absl::Seconds(10)), run.id));
    if (!now || now->state != v1::RUN_STATE_CLOSING) return absl::OkStatus();
  }
  return absl::OkStatus();
}

absl::Status Runs::Expire(const RunRow& run) {
  return Do(Context::WithTimeout(absl::Minutes(1)),
            [id = run.id, seen = run.updated](Applier& applier, pg::Transaction& tx) {
              return applier.ChangeRun(tx, id, [&](RunRow& row) -> absl::Status {
                const bool awaits = row.state == v1::RUN_STATE_OPEN || row.state == v1::RUN_STATE_HELD;
                if (awaits && row.updated == seen) row.state = v1::RUN_STATE_EXPIRED;
                return absl::OkStatus();
              });
            });
}

}  // namespace tabadul::exchange
