// One connection of a pool: opened without blocking, always in libpq's pipeline mode, so that several
// statements travel in one round trip. Belongs to one thread at a time.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "lib/platform/metrics/metrics.h"
#include "lib/platform/pg/pg.h"
#include "lib/platform/pg/sqlstate.h"

namespace tabadul::pg {

class Connection {
 public:
  // Waits at most until the deadline and 5 s. UNAVAILABLE, DEADLINE_EXCEEDED {"limit": "connect"}, CANCELLED.
  static absl::StatusOr<std::unique_ptr<Connection>> Open(const PoolOptions& options, const Context& context);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Adds to what the next Execute or Commit sends.
  void Queue(const Sql& sql, Params params = {});
  // The same of a statement that takes no parameters where it needs one: it is not prepared. `name` is its label.
  void QueueText(const char* name, std::string text);
  // Sends what is queued and `sql`, in one round trip; the answer of `sql`. The first error of what was sent
  // wins. On expiry or cancellation the server is told to stop; its last words are waited for only a moment.
  absl::StatusOr<Result> Execute(const Context& context, const Sql& sql, Params params = {});
  // Sends what is queued, then the rows of a COPY … FROM STDIN (FORMAT binary).
  absl::Status Copy(const Context& context, const Sql& sql, CopyRows rows);
  // Sends what is queued and COMMIT, and waits for the answer whatever the context says: until 5 s from now,
  // or its deadline if that is later.
  absl::Status Commit(const Context& context);
  // Ends a failed or abandoned transaction; if that does not work at once the connection is broken.
  void Rollback();

  // What the last error meant.
  Failure last_failure() const { return last_failure_; }
  void ForgetFailure() { last_failure_ = Failure::kOther; }
  // Never to be used again.
  bool broken() const;
  // In no transaction, with nothing queued.
  bool idle() const;
  // The server has said or closed something while nobody asked: a look at the socket, no round trip.
  bool Disturbed() const;

  // The pool's.
  std::chrono::steady_clock::time_point returned_at;
  uint64_t generation = 0;

 private:
  struct Command {
    Sql sql;
    Params params;
    std::string text = {};  // if it is not empty, what is sent, instead of preparing `sql`
  };
  struct Prepared {
    std::string_view text;
    std::vector<uint32_t> types;
    metrics::HistogramCell seconds;
  };
  // What was sent, in order, and what has been read of the answers.
  struct Trip {
    struct Part {
      const char* name;
      bool prepares;
    };
    std::vector<Part> parts;
    size_t read = 0;
    bool complete = false;
    bool cancelled = false;
    absl::Status error;  // the first
    size_t failed = 0;   // the part that it came from
    std::unique_ptr<Result> last;
  };

  explicit Connection(PGconn* connection);
  absl::Status Handshake(const Context& context);
  absl::Status Check(const Command& command) const;
  absl::Status Send(Trip& trip);
  bool SendOne(const Command& command, Trip& trip);
  // Reads until the trip is complete. DEADLINE_EXCEEDED at `until`; CANCELLED if `context` is given and
  // cancelled.
  absl::Status Read(Trip& trip, const Context* context, absl::Time until);
  absl::Status Await(const Context* context, absl::Time until);
  // Until everything that libpq holds is on its way.
  absl::Status AwaitSent(const Context& context);
  absl::Status SendCopy(const Context& context, const Sql& sql, const std::vector<std::string>& chunks);
  absl::StatusOr<bool> CopyAnswer(const Context& context, const Sql& sql);
  static metrics::HistogramCell SecondsOf(const char* statement);
  // Read; on expiry or cancellation the server is told to stop.
  absl::Status ReadOrCancel(Trip& trip, const Context& context);
  void Take(Trip& trip, PGresult* result);
  void Cancel(Trip& trip);
  absl::Status StatusOfResult(const PGresult* result, const char* statement);
  absl::Status Lose();
  absl::Status CommitOutcome(const Trip& trip, const absl::Status& read);
  static void OnNotice(void* self, const PGresult* notice);

  PGconn* const connection_;
  std::vector<Command> queue_;
  absl::flat_hash_map<std::string, Prepared> prepared_;
  Failure last_failure_ = Failure::kOther;
  bool lost_ = false;
  bool warned_ = false;  // a WARNING came since the last send
};

}  // namespace tabadul::pg
