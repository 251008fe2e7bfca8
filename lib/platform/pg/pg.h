// PostgreSQL over libpq: a pool of connections, transactions as lambdas, named prepared statements, binary
// parameters and results. Blocking: call it on a worker, never in a gRPC callback. Everything waits at most until
// the Context's deadline, and a query whose caller has gone is cancelled; a COMMIT never is (docs/adr/0005).
// Pool is thread-safe; Transaction and Result belong to one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lib/platform/base/context.h"
#include "lib/platform/base/status.h"

typedef struct pg_conn PGconn;
typedef struct pg_result PGresult;

namespace tabadul::pg {

// A statement: its name is its prepared name and its metric label, so it comes from a closed set of constants.
struct Sql {
  const char* name;
  const char* text;  // parameters $1…; columns named explicitly
};

// A bytea value (std::string_view alone is text).
struct Bytes {
  std::string_view value;
};

// Binary-encoded parameters. Supported: bool, int16/32/64, text, bytea, timestamptz, arrays of them, and
// std::optional of each for NULL.
class Params {
 public:
  Params& Add(bool value);
  Params& Add(int16_t value);
  Params& Add(int32_t value);
  Params& Add(int64_t value);
  Params& Add(std::string_view value);  // text
  Params& Add(const std::string& value) { return Add(std::string_view(value)); }
  Params& Add(const char* value) { return Add(std::string_view(value)); }
  Params& Add(Bytes value);
  Params& Add(absl::Time value);  // timestamptz; InfiniteFuture/Past as infinity
  Params& Add(std::span<const int16_t> values);
  Params& Add(std::span<const int64_t> values);
  Params& Add(std::span<const std::optional<int64_t>> values);
  Params& Add(std::span<const std::string> values);                 // text[]
  Params& Add(std::span<const std::optional<std::string>> values);  // text[] with NULLs
  Params& Add(std::span<const Bytes> values);                       // bytea[]
  Params& Add(std::span<const std::optional<Bytes>> values);        // bytea[] with NULLs
  Params& Add(std::span<const absl::Time> values);                  // timestamptz[]
  Params& Add(std::span<const std::optional<absl::Time>> values);   // timestamptz[] with NULLs
  template <class T>
  Params& Add(const std::vector<T>& values) {
    return Add(std::span<const T>(values));
  }
  template <class T>
  Params& Add(const std::optional<T>& value) {
    if (value) return Add(*value);
    Add(T{});  // a NULL has its type too: a prepared statement is typed once, by whichever call came first
    values_.back().bytes.clear();
    values_.back().null = true;
    return *this;
  }

 private:
  friend class Connection;
  struct Value {
    uint32_t oid;
    std::string bytes;
    bool null = false;
  };
  Params& Push(uint32_t oid, std::string bytes);
  std::vector<Value> values_;
};

// Rows for COPY … FROM STDIN (FORMAT binary), column after column of each. Types as of Params; a NULL by
// std::nullopt. The caller holds to the table's types: the server checks lengths only.
class CopyRows {
 public:
  explicit CopyRows(int columns);
  CopyRows& Row();  // begins one
  CopyRows& Add(bool value);
  CopyRows& Add(int16_t value);
  CopyRows& Add(int64_t value);
  CopyRows& Add(std::string_view value);  // text
  CopyRows& Add(const std::string& value) { return Add(std::string_view(value)); }
  CopyRows& Add(const char* value) { return Add(std::string_view(value)); }
  CopyRows& Add(Bytes value) { return Add(value.value); }
  CopyRows& Add(absl::Time value);
  CopyRows& Add(std::nullopt_t null);
  bool empty() const { return rows_ == 0; }

 private:
  friend class Connection;
  std::string& out() { return chunks_.back(); }
  int16_t columns_;
  size_t rows_ = 0;
  // Sent one by one: one large piece would be copied again and again as it grows.
  std::vector<std::string> chunks_;
};

// Rows in binary. Asking for another type than the column's, or for a value of NULL, is a programming error and
// aborts in debug builds.
class Result {
 public:
  explicit Result(PGresult* result);
  ~Result();
  Result(Result&&) noexcept;
  Result& operator=(Result&&) noexcept;

  int rows() const;
  int64_t affected() const;
  bool IsNull(int row, int column) const;
  bool Bool(int row, int column) const;
  int64_t Int(int row, int column) const;  // int2, int4, int8
  std::string_view Text(int row,
                        int column) const;  // text, varchar, name, uuid excluded; valid while *this lives
  std::string_view Bytes(int row, int column) const;  // bytea (and any type, raw)
  absl::Time Time(int row, int column) const;         // timestamptz
  std::vector<std::string> TextArray(int row, int column) const;

 private:
  friend class Connection;
  bool HasTag(std::string_view tag) const;  // what the server calls the command: "COMMIT"
  PGresult* result_;
};

class Connection;  // pg.cc

enum class Isolation { kReadCommitted, kRepeatableReadOnly };

// Passed to the body of Pool::Run. Statements run in order; after an error every further one fails with it, and
// nothing is committed whatever the body returns. BEGIN travels with the first statement.
class Transaction {
 public:
  template <class... Args>
  absl::StatusOr<Result> Query(const Sql& sql, const Args&... args) {
    Params params;
    (params.Add(args), ...);
    return QueryParams(sql, std::move(params));
  }
  absl::StatusOr<Result> QueryParams(const Sql& sql, Params params);
  // A statement whose answer nobody reads: it is sent with the next Query, or with the COMMIT, and saves a round
  // trip. If it fails, that Query, or Run, returns its error.
  template <class... Args>
  void Later(const Sql& sql, const Args&... args) {
    Params params;
    (params.Add(args), ...);
    LaterParams(sql, std::move(params));
  }
  void LaterParams(const Sql& sql, Params params);
  // The backstop of what follows in this transaction, where PoolOptions' is too near. It travels with the next statement.
  void SetStatementTimeout(absl::Duration timeout);
  // What follows in this transaction reads in the order of its indexes, whatever the statistics say: of a table that has
  // just been filled they expect few rows, and each page of it would sort all that are left. It travels with the next
  // statement.
  void ReadInIndexOrder();
  // This transaction sees what the one that gave ExportSnapshot() sees, which must be open still: two connections read one
  // state, each with a processor of its own. Both are kRepeatableReadOnly; it comes before everything else here, and travels
  // with the next statement.
  void ReadAsOf(const std::string& snapshot);
  absl::StatusOr<std::string> ExportSnapshot();
  // COPY … FROM STDIN (FORMAT binary): new rows at the least cost. One round trip more than a Query.
  absl::Status Copy(const Sql& sql, CopyRows rows);

 private:
  friend class Pool;
  friend class OpenedConnection;
  Transaction(Connection& connection, const Context& context) : connection_(connection), context_(context) {}
  Connection& connection_;
  const Context& context_;
  absl::Status error_;  // the first
  bool used_ = false;
};

// A connection that was just opened, before anybody is lent it. Belongs to the thread that it was opened for.
class OpenedConnection {
 public:
  // One transaction, as Pool::Run does it, without repeats.
  absl::Status Run(const Context& context, const std::function<absl::Status(Transaction&)>& body);

 private:
  friend class Pool;
  explicit OpenedConnection(Connection& connection) : connection_(connection) {}
  Connection& connection_;
};

struct PoolOptions {
  std::string conninfo;  // libpq keywords; the password from a file (passfile)
  int size = 8;          // connections at most, 1 to 64
  std::string name;      // application_name and metric label
  absl::Duration statement_timeout = absl::Seconds(60);  // backstop, set at connect
  // How long a read waits for a connection while the database answers nobody; a pool that is only busy is waited for.
  absl::Duration patience = absl::Seconds(1);
};

class Pool {
 public:
  explicit Pool(
      PoolOptions options);  // connects on demand: a database that is down fails calls, not the start
  ~Pool();

  // Runs `body` in one transaction and commits it if `body` returns OK, else rolls back and returns its error.
  // Serialization failures and deadlocks are repeated up to 3 times, a connection lost before the COMMIT once
  // (body must be repeatable). Errors: UNAVAILABLE (no connection, or none free that gets an answer; with
  // RetryInfo), DEADLINE_EXCEEDED (metadata "limit": "pool", "connect" or "query"), CANCELLED, ALREADY_EXISTS
  // (23505; metadata "constraint"), PRECONDITION (23503, 23514), CONCURRENT (still in conflict after the
  // repeats), INTERNAL (the rest). A COMMIT is never cancelled; if its outcome is not known (connection lost,
  // anything but a clean answer, none within 5 s beyond the deadline), CommitIsUnknown(status) is true and the
  // code is UNAVAILABLE.
  absl::Status Run(const Context& context, const std::function<absl::Status(Transaction&)>& body,
                   Isolation isolation = Isolation::kReadCommitted);
  // One statement in its own transaction. A SELECT costs one round trip, and may be repeated: it must not write.
  template <class... Args>
  absl::StatusOr<Result> Query(const Context& context, const Sql& sql, const Args&... args) {
    Params params;
    (params.Add(args), ...);
    return QueryParams(context, sql, params);
  }
  absl::StatusOr<Result> QueryParams(const Context& context, const Sql& sql, const Params& params);
  // One statement that PostgreSQL takes in no transaction block (VACUUM). It may be repeated.
  absl::Status Maintain(const Context& context, const Sql& sql);
  // Shows every connection to `greet` before it is lent: a connection does not outlive the server that it was opened
  // to, so whoever must know which database this is asks then. An error closes the connection and is what its borrower
  // gets. Connections that are open already are not lent any more. `greet` may be called by several threads at once; it
  // must not use this pool. Dropping the handle ends it, and waits for calls under way.
  using Greeting = std::function<absl::Status(const Context&, OpenedConnection&)>;
  [[nodiscard]] std::shared_ptr<void> OnOpen(Greeting greet);
  // None of the connections that are open now is lent again.
  void Renew();
  // SELECT 1 within 500 ms: what readiness asks.
  absl::Status Ping();
  // Conninfo for connections outside the pool (LISTEN, COPY, advisory locks held long).
  const std::string& conninfo() const { return options_.conninfo; }

 private:
  class Impl;
  absl::Status Repeat(const Context& context, bool reads,
                      const std::function<absl::Status(Connection&)>& work);
  PoolOptions options_;
  std::unique_ptr<Impl> impl_;
};

bool CommitIsUnknown(const absl::Status& status);

}  // namespace tabadul::pg
