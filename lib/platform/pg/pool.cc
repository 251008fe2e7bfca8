#include <cctype>
#include <chrono>
#include <random>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/synchronization/mutex.h"
#include "lib/platform/base/since.h"
#include "lib/platform/pg/connection.h"
#include "lib/platform/pg/pg.h"

namespace tabadul::pg {
namespace {

constexpr int kMaxRepeats = 3;
constexpr absl::Duration kTurn = absl::Milliseconds(50);
constexpr absl::Duration kUnprovenAfter = absl::Seconds(30);
constexpr absl::Duration kPingTimeout = absl::Milliseconds(500);

constexpr Sql kBegin{"pg.begin", "BEGIN"};
constexpr Sql kBeginReadOnly{"pg.begin_read_only", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"};
constexpr Sql kSelectOne{"pg.ping", "SELECT 1"};
constexpr Sql kIndexOrder{
    "pg.index_order",
    "SELECT set_config('enable_bitmapscan', 'off', true), set_config('enable_seqscan', 'off', "
    "true), set_config('enable_sort', 'off', true)"};
constexpr Sql kExportSnapshot{"pg.export_snapshot", "SELECT pg_export_snapshot()"};
constexpr Sql kStatementTimeout{"pg.statement_timeout", "SELECT set_config('statement_timeout', $1, true)"};

const metrics::Gauge& InUse() {
  static const auto* const gauge =
      new metrics::Gauge("tabadul_pg_pool_used_connections", "Connections lent", {"pool"});
  return *gauge;
}
const metrics::Gauge& Size() {
  static const auto* const gauge =
      new metrics::Gauge("tabadul_pg_pool_allowed_connections", "Connections allowed", {"pool"});
  return *gauge;
}
const metrics::Histogram& WaitSeconds() {
  static const auto* const seconds =
      new metrics::Histogram("tabadul_pg_pool_wait_seconds", "Time until a connection was had", {"pool"});
  return *seconds;
}
const metrics::Counter& Connects() {
  static const auto* const counter =
      new metrics::Counter("tabadul_pg_connects_total", "Connections opened", {"pool", "outcome"});
  return *counter;
}
const metrics::Counter& Repeats() {
  static const auto* const counter =
      new metrics::Counter("tabadul_pg_repeats_total", "Transactions begun again", {"pool", "cause"});
  return *counter;
}
const metrics::Counter& UnknownCommits() {
  static const auto* const counter = new metrics::Counter("tabadul_pg_unknown_commits_total",
                                                          "COMMITs whose outcome is not known", {"pool"});
  return *counter;
}

absl::Status Over(const Context& context, const char* limit) {
  if (context.cancelled()) return Error(common::v1::ERROR_REASON_CANCELLED);
  return Error(common::v1::ERROR_REASON_DEADLINE_EXCEEDED, {{"part", "database"}, {"limit", limit}});
}

// All connections are lent, and none of them gets an answer.
absl::Status Hanging() {
  return WithRetry(Error(common::v1::ERROR_REASON_UNAVAILABLE, {{"part", "database"}, {"limit", "pool"}}),
                   absl::Seconds(1));
}

bool StartsWithSelect(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front()))) text.remove_prefix(1);
  constexpr std::string_view kSelect = "SELECT";
  if (text.size() < kSelect.size()) return false;
  for (size_t i = 0; i < kSelect.size(); ++i) {
    if (std::toupper(static_cast<unsigned char>(text[i])) != kSelect[i]) return false;
  }
  return true;
}

// Two that were in each other's way shall not meet again.
void PauseBeforeRepeat(int repeat) {
  thread_local std::minstd_rand random(std::random_device{}());
  absl::SleepFor(absl::Milliseconds(std::uniform_int_distribution<int>(1, 5 << repeat)(random)));
}

}  // namespace

class Pool::Impl {
 public:
  explicit Impl(const PoolOptions& options)
      : options_(options),
        in_use_(InUse().With({options.name})),
        wait_(WaitSeconds().With({options.name})),
        opened_(Connects().With({options.name, "ok"})),
        failed_(Connects().With({options.name, "failed"})),
        unknown_(UnknownCommits().With({options.name})) {
    Size().With({options.name}).Set(options.size);
  }

  // A connection that is lent, and goes back by itself.
  class Lease {
   public:
    Lease(Impl& owner, std::unique_ptr<Connection> connection)
        : owner_(&owner), connection_(std::move(connection)) {}
    Lease(Lease&&) noexcept = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease() {
      if (connection_ != nullptr) owner_->Release(std::move(connection_));
    }
    Connection& operator*() const { return *connection_; }
    Connection* operator->() const { return connection_.get(); }

   private:
    Impl* owner_;
    std::unique_ptr<Connection> connection_;
  };

  // A connection that works as far as can be known without asking, or that has answered just now if it was
  // idle for long. Waits at most until the deadline, and with `patience` no longer than that while no connection
  // of the pool answers: those who read for people then free their worker, the database hangs.
  absl::StatusOr<Lease> Acquire(const Context& context, absl::Duration patience) {
    const auto start = std::chrono::steady_clock::now();
    auto connection = TakeOrOpen(context, patience);
    wait_.Observe(absl::ToDoubleSeconds(Since(start)));
    if (!connection.ok()) return connection.status();
    return Lease(*this, *std::move(connection));
  }

  std::chrono::steady_clock::time_point answered_at() const {
    absl::MutexLock lock(&mutex_);
    return answered_at_;
  }
  std::shared_ptr<void> OnOpen(Greeting greet) {
    const auto kept = std::make_shared<Greeting>(std::move(greet));
    {
      absl::MutexLock lock(&greeting_);
      greetings_.push_back(kept);
    }
    Renew();
    return std::shared_ptr<void>(kept.get(), [this, kept](void*) {
      absl::MutexLock lock(&greeting_);
      std::erase(greetings_, kept);
    });
  }
  void Renew() {
    std::vector<std::unique_ptr<Connection>> closed;  // without the lock
    absl::MutexLock lock(&mutex_);
    ++generation_;
    closed.swap(idle_);
  }
  void CountRepeat(const char* cause) const { Repeats().With({options_.name, cause}).Increment(); }
  void CountUnknown() const { unknown_.Increment(); }

 private:
  void Release(std::unique_ptr<Connection> connection) {
    if (!connection->broken() && !connection->idle()) connection->Rollback();
    if (connection->broken() || !connection->idle()) connection.reset();  // before its place is given away
    const bool answered = connection != nullptr;
    if (answered) connection->returned_at = std::chrono::steady_clock::now();
    std::unique_ptr<Connection> stale;  // closed without the lock
    absl::MutexLock lock(&mutex_);
    --lent_;
    in_use_.Set(lent_);
    if (answered) answered_at_ = std::chrono::steady_clock::now();
    if (answered && connection->generation == generation_) {
      idle_.push_back(std::move(connection));
    } else {
      stale = std::move(connection);
    }
    freed_.Signal();
  }
  uint64_t Generation() const {
    absl::MutexLock lock(&mutex_);
    return generation_;
  }

  absl::StatusOr<std::unique_ptr<Connection>> TakeOrOpen(const Context& context, absl::Duration patience) {
    while (true) {
      auto place = TakePlace(context, patience);
      if (!place.ok()) return place.status();
      std::unique_ptr<Connection> connection = *std::move(place);
      if (connection == nullptr) return OpenInPlace(context);
      const bool proven = Since(connection->returned_at) <= kUnprovenAfter;
      const bool works =
          !connection->Disturbed() && (proven || connection->Execute(Soon(context), kSelectOne).ok());
      if (works) return connection;
      connection.reset();
      GiveUpPlace();
    }
  }

  // An idle connection, or nullptr: a place to open one in.
  absl::StatusOr<std::unique_ptr<Connection>> TakePlace(const Context& context, absl::Duration patience) {
    absl::MutexLock lock(&mutex_);
    const auto asked = std::chrono::steady_clock::now();
    while (lent_ >= options_.size) {
      if (context.done()) return Over(context, "pool");
      if (Since(std::max(asked, answered_at_)) > patience) return Hanging();
      freed_.WaitWithDeadline(&mutex_, std::min(context.deadline(), absl::Now() + kTurn));
    }
    if (context.done()) {
      freed_.Signal();  // the wake-up was for somebody who still wants it
      return Over(context, "pool");
    }
    ++lent_;
    in_use_.Set(lent_);
    if (idle_.empty()) return nullptr;
    std::unique_ptr<Connection> connection =
        std::move(idle_.back());  // the last used: the rest may grow cold
    idle_.pop_back();
    return connection;
  }

  absl::StatusOr<std::unique_ptr<Connection>> OpenInPlace(const Context& context) {
    const uint64_t generation =
        Generation();  // before it is shown to those who greet: a later one has not seen it
    auto connection = Connection::Open(options_, context);
    if (connection.ok()) {
      if (absl::Status greeted = Greet(context, **connection); !greeted.ok()) connection = std::move(greeted);
    }
    (connection.ok() ? opened_ : failed_).Increment();
    if (!connection.ok()) {
      GiveUpPlace();
    } else {
      absl::MutexLock lock(&mutex_);
      (*connection)->generation = generation;
      answered_at_ = std::chrono::steady_clock::now();
    }
    return connection;
  }

  absl::Status Greet(const Context& context, Connection& connection) {
    absl::ReaderMutexLock lock(&greeting_);
    OpenedConnection opened(connection);
    for (const auto& greet : greetings_) RETURN_IF_ERROR((*greet)(context, opened));
    return absl::OkStatus();
  }

  void GiveUpPlace() {
    absl::MutexLock lock(&mutex_);
    --lent_;
    in_use_.Set(lent_);
    freed_.Signal();
  }

  static Context Soon(const Context& context) {
    return Context(std::min(context.deadline(), absl::Now() + kPingTimeout), nullptr);
  }

  const PoolOptions options_;
  const metrics::GaugeCell in_use_;
  const metrics::HistogramCell wait_;
  const metrics::CounterCell opened_, failed_, unknown_;
  absl::Mutex greeting_;  // held by those who greet; before mutex_
  std::vector<std::shared_ptr<Greeting>> greetings_ ABSL_GUARDED_BY(greeting_);
  mutable absl::Mutex mutex_;
  absl::CondVar freed_;
  std::vector<std::unique_ptr<Connection>> idle_ ABSL_GUARDED_BY(mutex_);
  uint64_t generation_ ABSL_GUARDED_BY(mutex_) = 0;
  int lent_ ABSL_GUARDED_BY(mutex_) = 0;  // idle ones are not: lent_ + idle_.size() is never above size
  // Of the machine's start, if never.
  std::chrono::steady_clock::time_point answered_at_ ABSL_GUARDED_BY(mutex_);
};

Pool::Pool(PoolOptions options) : options_(std::move(options)), impl_(std::make_unique<Impl>(options_)) {}
Pool::~Pool() = default;

std::shared_ptr<void> Pool::OnOpen(Greeting greet) { return impl_->OnOpen(std::move(greet)); }
void Pool::Renew() { impl_->Renew(); }

absl::Status OpenedConnection::Run(const Context& context,
                                   const std::function<absl::Status(Transaction&)>& body) {
  connection_.Queue(kBegin);
  Transaction transaction(connection_, context);
  absl::Status status = body(transaction);
  if (status.ok()) status = transaction.error_;
  if (status.ok()) return connection_.Commit(context);
  connection_.Rollback();
  return status;
}

void Transaction::LaterParams(const Sql& sql, Params params) {
  used_ = true;
  connection_.Queue(sql, std::move(params));
}

void Transaction::SetStatementTimeout(absl::Duration timeout) {
  Later(kStatementTimeout, std::to_string(absl::ToInt64Milliseconds(timeout)));
}

void Transaction::ReadInIndexOrder() { Later(kIndexOrder); }

absl::StatusOr<std::string> Transaction::ExportSnapshot() {
  ASSIGN_OR_RETURN(const Result result, Query(kExportSnapshot));
  return std::string(result.Text(0, 0));
}

void Transaction::ReadAsOf(const std::string& snapshot) {
  used_ = true;
  // It comes from the server; a quotation mark in it would end the text all the same.
  connection_.QueueText("pg.read_as_of", absl::StrCat("SET TRANSACTION SNAPSHOT '",
                                                      absl::StrReplaceAll(snapshot, {{"'", ""}}), "'"));
}

absl::StatusOr<Result> Transaction::QueryParams(const Sql& sql, Params params) {
  used_ = true;
  if (!error_.ok()) return error_;
  if (context_.done()) return error_ = Over(context_, "query");
  auto result = connection_.Execute(context_, sql, std::move(params));
  if (!result.ok()) error_ = result.status();
  return result;
}

absl::Status Transaction::Copy(const Sql& sql, CopyRows rows) {
  used_ = true;
  if (!error_.ok()) return error_;
  if (context_.done()) return error_ = Over(context_, "query");
  return error_ = connection_.Copy(context_, sql, std::move(rows));
}

// Gives `work` a connection, and another one where that can help.
absl::Status Pool::Repeat(const Context& context, bool reads,
                          const std::function<absl::Status(Connection&)>& work) {
  const absl::Duration patience = reads ? options_.patience : absl::InfiniteDuration();
  bool lost_before = false;
  for (int repeat = 0;; ++repeat) {
    ASSIGN_OR_RETURN(Impl::Lease lease, impl_->Acquire(context, patience));
    lease->ForgetFailure();
    const absl::Status status = work(*lease);
    if (status.ok()) return status;
    if (CommitIsUnknown(status)) return impl_->CountUnknown(), status;
    const bool conflict = lease->last_failure() == Failure::kConflict && repeat < kMaxRepeats;
    const bool lost = lease->broken() && lease->last_failure() != Failure::kCancelled && !lost_before;
    if (context.done() || !(conflict || lost)) return status;
    lost_before = lost_before || lost;
    impl_->CountRepeat(conflict ? "conflict" : "lost");
    if (conflict) PauseBeforeRepeat(repeat);
  }
}

absl::Status Pool::Run(const Context& context, const std::function<absl::Status(Transaction&)>& body,
                       Isolation isolation) {
  const bool reads = isolation == Isolation::kRepeatableReadOnly;
  return Repeat(context, reads, [&](Connection& connection) -> absl::Status {
    connection.Queue(reads ? kBeginReadOnly : kBegin);
    Transaction transaction(connection, context);
    RETURN_IF_ERROR(body(transaction));
    RETURN_IF_ERROR(transaction.error_);
    if (!transaction.used_) return absl::OkStatus();
    if (context.done()) return Over(context, "query");
    return connection.Commit(context);
  });
}

absl::StatusOr<Result> Pool::QueryParams(const Context& context, const Sql& sql, const Params& params) {
  std::optional<Result> result;
  const auto keep = [&](absl::StatusOr<Result> answer) {
    absl::Status status = answer.status();
    if (status.ok()) result = *std::move(answer);
    return status;
  };
  const absl::Status done =
      StartsWithSelect(sql.text)
          ? Repeat(context, true,
                   [&](Connection& connection) { return keep(connection.Execute(context, sql, params)); })
          : Run(context,
                [&](Transaction& transaction) { return keep(transaction.QueryParams(sql, params)); });
  RETURN_IF_ERROR(done);
  return *std::move(result);
}

absl::Status Pool::Maintain(const Context& context, const Sql& sql) {
  return Repeat(context, false,
                [&](Connection& connection) { return connection.Execute(context, sql, Params()).status(); });
}

absl::Status Pool::Ping() {
  const auto answer = Query(Context::WithTimeout(kPingTimeout), kSelectOne);
  if (answer.ok()) return absl::OkStatus();
  // A pool that is busy with a database that answers is not a database that is gone.
  const Metadata metadata = MetadataOf(answer.status());
  const auto limit = metadata.find("limit");
  const bool busy = limit != metadata.end() && limit->second == "pool";
  return busy && Since(impl_->answered_at()) < absl::Seconds(5) ? absl::OkStatus() : answer.status();
}

}  // namespace tabadul::pg
