#include "lib/platform/pg/connection.h"

#include <poll.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <thread>

#include "absl/synchronization/notification.h"
#include "fmt/format.h"
#include "lib/platform/log/log.h"
#include "libpq-fe.h"

namespace tabadul::pg {
namespace {

constexpr absl::Duration kTurn = absl::Milliseconds(50);          // how soon a cancellation is noticed
constexpr absl::Duration kCancelGrace = absl::Milliseconds(250);  // for the server to stop what was cancelled
constexpr absl::Duration kRollbackGrace = absl::Seconds(1);
constexpr absl::Duration kCommitGrace = absl::Seconds(5);
constexpr int kMaxCancels = 16;

constexpr Sql kCommit{"pg.commit", "COMMIT"};
constexpr Sql kRollback{"pg.rollback", "ROLLBACK"};

metrics::Histogram& QuerySeconds() {
  static auto* const seconds = new metrics::Histogram("tabadul_pg_query_seconds",
                                                      "Time of a statement, sent to answered", {"statement"});
  return *seconds;
}

std::string_view Diagnosis(const PGresult* result, int field) {
  const char* text = PQresultErrorField(result, field);
  return text == nullptr ? std::string_view() : std::string_view(text);
}

absl::Status Expired(const char* limit) {
  return Error(common::v1::ERROR_REASON_DEADLINE_EXCEEDED, {{"part", "database"}, {"limit", limit}});
}

// Waits for the socket, a turn at most. False: error.
bool PollOnce(int socket, short events, absl::Time until) {
  const absl::Duration wait = std::clamp(until - absl::Now(), absl::ZeroDuration(), kTurn);
  pollfd descriptor{.fd = socket, .events = events, .revents = 0};
  const int milliseconds =
      static_cast<int>(absl::ToInt64Milliseconds(absl::Ceil(wait, absl::Milliseconds(1))));
  return ::poll(&descriptor, 1, milliseconds) >= 0 || errno == EINTR;
}

// PQcancel blocks without a limit if the server does not answer: on a thread of its own, that nobody waits
// for. The notification says that the server has passed the signal on.
std::shared_ptr<absl::Notification> CancelInBackground(PGconn* connection) {
  static std::atomic<int> running{0};
  auto done = std::make_shared<absl::Notification>();
  PGcancel* const handle = PQgetCancel(connection);
  if (handle == nullptr) return done;
  if (running.fetch_add(1) >= kMaxCancels) {
    running.fetch_sub(1);
    PQfreeCancel(handle);
    return done;
  }
  std::thread([handle, done] {
    char message[256];
    const bool sent = PQcancel(handle, message, sizeof message) == 1;
    PQfreeCancel(handle);
    running.fetch_sub(1);
    if (sent) done->Notify();
  }).detach();
  return done;
}

}  // namespace

metrics::HistogramCell Connection::SecondsOf(const char* statement) {
  return QuerySeconds().With({statement});
}

Connection::Connection(PGconn* connection) : connection_(connection) {
  PQsetNoticeReceiver(connection_, &Connection::OnNotice, this);
}

Connection::~Connection() { PQfinish(connection_); }

bool Connection::broken() const { return lost_ || PQstatus(connection_) != CONNECTION_OK; }

bool Connection::idle() const { return queue_.empty() && PQtransactionStatus(connection_) == PQTRANS_IDLE; }

bool Connection::Disturbed() const {
  pollfd descriptor{.fd = PQsocket(connection_), .events = POLLIN, .revents = 0};
  return ::poll(&descriptor, 1, 0) != 0;
}

void Connection::OnNotice(void* self, const PGresult* notice) {
  if (Diagnosis(notice, PG_DIAG_SEVERITY_NONLOCALIZED) != "WARNING") return;
  static_cast<Connection*>(self)->warned_ = true;
  log::Warn("pg_warning", {{"sqlstate", Diagnosis(notice, PG_DIAG_SQLSTATE)}});
}

absl::Status Connection::Lose() {
  lost_ = true;
  last_failure_ = Failure::kUnreachable;
  return Unreachable();
}

void Connection::Queue(const Sql& sql, Params params) { queue_.push_back({sql, std::move(params)}); }

void Connection::QueueText(const char* name, std::string text) {
  queue_.push_back({{name, nullptr}, {}, std::move(text)});
}

// A statement is prepared once under its name, with the types of its first call.
absl::Status Connection::Check(const Command& command) const {
  const auto found = prepared_.find(command.sql.name);
  if (found == prepared_.end()) return absl::OkStatus();
  if (found->second.text != command.sql.text) {
    return Internal(fmt::format("two statements are named {}", command.sql.name));
  }
  const auto& values = command.params.values_;
  const bool fits =
      std::equal(values.begin(), values.end(), found->second.types.begin(), found->second.types.end(),
                 [](const auto& value, uint32_t type) { return value.oid == type; });
  return fits ? absl::OkStatus()
              : Internal(fmt::format("{} was called with other types before", command.sql.name));
}

bool Connection::SendOne(const Command& command, Trip& trip) {
  const auto& values = command.params.values_;
  const int count = static_cast<int>(values.size());
  const char* const name = command.sql.name;
  if (!command.text.empty()) {
    trip.parts.push_back({name, false});
    return PQsendQueryParams(connection_, command.text.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 1) ==
           1;
  }
  if (!prepared_.contains(name)) {
    std::vector<uint32_t> types;
    for (const auto& value : values) types.push_back(value.oid);
    if (PQsendPrepare(connection_, name, command.sql.text, count, types.data()) != 1) return false;
    prepared_.emplace(name, Prepared{command.sql.text, std::move(types), SecondsOf(name)});
    trip.parts.push_back({name, true});
  }
  std::vector<const char*> bytes;
  std::vector<int> lengths;
  for (const auto& value : values) {
    bytes.push_back(value.null ? nullptr : value.bytes.data());
    lengths.push_back(static_cast<int>(value.bytes.size()));
  }
  const std::vector<int> binary(values.size(), 1);
  trip.parts.push_back({name, false});
  return PQsendQueryPrepared(connection_, name, count, bytes.data(), lengths.data(), binary.data(), 1) == 1;
}

absl::Status Connection::Send(Trip& trip) {
  warned_ = false;
  const std::vector<Command> commands = std::move(queue_);
  queue_.clear();
  for (const Command& command : commands) RETURN_IF_ERROR(Check(command));
  for (const Command& command : commands) {
    if (!SendOne(command, trip)) return Lose();
  }
  return PQpipelineSync(connection_) == 1 ? absl::OkStatus() : Lose();
}

// Until libpq has a result that can be taken without waiting.
absl::Status Connection::Await(const Context* context, absl::Time until) {
  while (true) {
    const int unsent = PQflush(connection_);
    if (unsent < 0 && PQstatus(connection_) != CONNECTION_OK) return Lose();
    if (PQisBusy(connection_) == 0) return absl::OkStatus();
    if (context != nullptr && context->cancelled()) return Error(common::v1::ERROR_REASON_CANCELLED);
    if (absl::Now() >= until) return Expired("query");
    const short events = static_cast<short>(unsent > 0 ? POLLIN | POLLOUT : POLLIN);
    if (!PollOnce(PQsocket(connection_), events, until)) return Lose();
    if (PQconsumeInput(connection_) != 1 && PQisBusy(connection_) != 0) return Lose();
  }
}

absl::Status Connection::AwaitSent(const Context& context) {
  while (true) {
    const int unsent = PQflush(connection_);
    if (unsent == 0) return absl::OkStatus();
    if (unsent < 0) return Lose();
    if (context.cancelled()) return Error(common::v1::ERROR_REASON_CANCELLED);
    if (absl::Now() >= context.deadline()) return Expired("query");
    if (!PollOnce(PQsocket(connection_), POLLIN | POLLOUT, context.deadline())) return Lose();
    if (PQconsumeInput(connection_) != 1) return Lose();
  }
}

absl::Status Connection::Read(Trip& trip, const Context* context, absl::Time until) {
  while (!trip.complete) {
    RETURN_IF_ERROR(Await(context, until));
    PGresult* const result = PQgetResult(connection_);
    if (result != nullptr) {
      Take(trip, result);
    } else if (PQstatus(connection_) != CONNECTION_OK) {
      return Lose();
    }
    if (lost_) return trip.error.ok() ? Lose() : trip.error;
  }
  return trip.error;
}

void Connection::Take(Trip& trip, PGresult* raw) {
  auto result = std::make_unique<Result>(raw);
  const ExecStatusType status = PQresultStatus(raw);
  if (status == PGRES_PIPELINE_SYNC) {
    trip.complete = true;
    return;
  }
  const Trip::Part part = trip.read < trip.parts.size() ? trip.parts[trip.read] : Trip::Part{"", false};
  const bool good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
  if (!good && part.prepares) prepared_.erase(part.name);
  if (!good && status != PGRES_PIPELINE_ABORTED && trip.error.ok()) {
    trip.error = StatusOfResult(raw, part.name);
    trip.failed = trip.read;
  }
  if (good) trip.last = std::move(result);
  ++trip.read;
}

absl::Status Connection::StatusOfResult(const PGresult* result, const char* statement) {
  const std::string_view sqlstate = Diagnosis(result, PG_DIAG_SQLSTATE);
  const std::string_view severity = Diagnosis(result, PG_DIAG_SEVERITY_NONLOCALIZED);
  last_failure_ = FailureOf(sqlstate);
  if (sqlstate == "0A000" && Diagnosis(result, PG_DIAG_SOURCE_FUNCTION) != "RevalidateCachedQuery") {
    last_failure_ = Failure::kOther;  // really "not supported"
  }
  // What the server says of a fault in the SQL names tables and columns; of a fault in the data it may quote
  // it.
  const bool quotable = sqlstate.substr(0, 2) == "42" || sqlstate.substr(0, 2) == "XX";
  if (last_failure_ == Failure::kOther) {
    log::Error("pg_statement_failed",
               {{"statement", statement},
                {"sqlstate", sqlstate},
                {"message", quotable ? Diagnosis(result, PG_DIAG_MESSAGE_PRIMARY) : std::string_view()}});
  }
  if (severity == "FATAL" || severity == "PANIC" || sqlstate.empty() ||
      last_failure_ == Failure::kStalePlan || last_failure_ == Failure::kReadOnly) {
    lost_ = true;
  }
  return StatusOf(last_failure_, sqlstate, statement, Diagnosis(result, PG_DIAG_CONSTRAINT_NAME));
}

// Returns when the server has stopped, or the connection is given up. Both must have happened before anything
// else is sent: the answer to the trip, and the cancel request's own end; else it could hit what comes next.
void Connection::Cancel(Trip& trip) {
  const absl::Time until = absl::Now() + kCancelGrace;
  const auto passed_on = CancelInBackground(connection_);
  (void)Read(trip, nullptr, until);
  if (!trip.complete || !passed_on->WaitForNotificationWithDeadline(until)) lost_ = true;
}

absl::Status Connection::ReadOrCancel(Trip& trip, const Context& context) {
  const absl::Status read = Read(trip, &context, context.deadline());
  if (!read.ok() && !trip.complete && !lost_) {
    Cancel(trip);
    trip.cancelled = true;
    last_failure_ = Failure::kCancelled;
  }
  return read;
}

absl::StatusOr<Result> Connection::Execute(const Context& context, const Sql& sql, Params params) {
  Queue(sql, std::move(params));
  Trip trip;
  const absl::Time start = absl::Now();
  RETURN_IF_ERROR(Send(trip));
  const absl::Status read = ReadOrCancel(trip, context);
  if (trip.cancelled) return read;
  if (const auto found = prepared_.find(sql.name); found != prepared_.end()) {
    found->second.seconds.Observe(absl::ToDoubleSeconds(absl::Now() - start));
  }
  RETURN_IF_ERROR(read);
  return std::move(*trip.last);
}

absl::Status Connection::Commit(const Context& context) {
  Queue(kCommit);
  Trip trip;
  const absl::Time start = absl::Now();
  absl::Status read = Send(trip);
  if (read.ok()) read = Read(trip, nullptr, std::max(context.deadline(), start + kCommitGrace));
  SecondsOf(kCommit.name).Observe(absl::ToDoubleSeconds(absl::Now() - start));
  return CommitOutcome(trip, read);
}

// Committed, or certainly not committed, or unknown: then the connection is never used again.
absl::Status Connection::CommitOutcome(const Trip& trip, const absl::Status& read) {
  if (trip.parts.empty() && !lost_) return read;              // refused by Check: nothing was sent
  const bool reached = trip.failed + 1 == trip.parts.size();  // the error is COMMIT's own
  const bool certain = trip.complete && !lost_ && !read.ok() &&
                       (!reached || last_failure_ == Failure::kConflict ||
                        last_failure_ == Failure::kUnique || last_failure_ == Failure::kPrecondition);
  if (certain) return read;
  const bool clean = trip.complete && read.ok() && !warned_ && trip.last->HasTag("COMMIT");
  if (clean) return absl::OkStatus();
  lost_ = true;
  last_failure_ = Failure::kUnreachable;
  log::Warn("pg_commit_unknown", {{"complete", trip.complete}, {"warned", warned_}});
  return UnknownCommit();
}

void Connection::Rollback() {
  queue_.clear();
  if (broken() || PQtransactionStatus(connection_) == PQTRANS_IDLE) return;
  const Failure failure = last_failure_;
  Queue(kRollback);
  Trip trip;
  if (!Send(trip).ok() || !Read(trip, nullptr, absl::Now() + kRollbackGrace).ok()) lost_ = true;
  last_failure_ = failure;
}

}  // namespace tabadul::pg
