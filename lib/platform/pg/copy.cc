// COPY … FROM STDIN (FORMAT binary): the form (PostgreSQL's documentation of COPY, "Binary Format"), and a
// connection's way to send it: outside the pipeline, which knows no COPY.
#include "lib/platform/pg/connection.h"
#include "lib/platform/pg/pg.h"
#include "lib/platform/pg/wire.h"
#include "libpq-fe.h"

namespace tabadul::pg {
namespace {

constexpr std::string_view kSignature("PGCOPY\n\377\r\n\0", 11);
constexpr size_t kChunk = 128 * 1024;  // what libpq holds of it at a time, beside the last row

void PutSized(std::string& out, std::string_view bytes) {
  PutInt(out, static_cast<int32_t>(bytes.size()));
  out += bytes;
}

}  // namespace

CopyRows::CopyRows(int columns) : columns_(static_cast<int16_t>(columns)), chunks_{std::string(kSignature)} {
  PutInt<int32_t>(out(), 0);  // no flags
  PutInt<int32_t>(out(), 0);  // no extension
}

CopyRows& CopyRows::Row() {
  ++rows_;
  if (const size_t room = out().capacity(); out().size() >= kChunk) chunks_.emplace_back().reserve(room);
  PutInt(out(), columns_);
  return *this;
}

CopyRows& CopyRows::Add(bool value) {
  PutSized(out(), std::string_view(value ? "\1" : "\0", 1));
  return *this;
}

CopyRows& CopyRows::Add(int16_t value) {
  PutInt<int32_t>(out(), sizeof value);
  PutInt(out(), value);
  return *this;
}

CopyRows& CopyRows::Add(int64_t value) {
  PutInt<int32_t>(out(), sizeof value);
  PutInt(out(), value);
  return *this;
}

CopyRows& CopyRows::Add(std::string_view value) {
  PutSized(out(), value);
  return *this;
}

CopyRows& CopyRows::Add(absl::Time value) { return Add(EncodeTime(value)); }

CopyRows& CopyRows::Add(std::nullopt_t) {
  PutInt<int32_t>(out(), -1);
  return *this;
}

// Leaves the connection in its pipeline again, or lost: a COPY that was broken off half-way is not repaired.
absl::Status Connection::Copy(const Context& context, const Sql& sql, CopyRows rows) {
  if (!queue_.empty()) {  // BEGIN and what Later left
    Trip trip;
    RETURN_IF_ERROR(Send(trip));
    RETURN_IF_ERROR(ReadOrCancel(trip, context));
  }
  PutInt<int16_t>(rows.out(), -1);
  const metrics::HistogramCell seconds = SecondsOf(sql.name);
  const absl::Time start = absl::Now();
  if (PQexitPipelineMode(connection_) != 1) return Lose();
  absl::Status status = SendCopy(context, sql, rows.chunks_);
  if (!lost_ && PQenterPipelineMode(connection_) != 1) return Lose();
  seconds.Observe(absl::ToDoubleSeconds(absl::Now() - start));
  return status;
}

absl::Status Connection::SendCopy(const Context& context, const Sql& sql,
                                  const std::vector<std::string>& chunks) {
  if (PQsendQuery(connection_, sql.text) != 1) return Lose();
  ASSIGN_OR_RETURN(const bool begun, CopyAnswer(context, sql));
  if (!begun) return Lose();
  for (const std::string& chunk : chunks) {
    if (PQputCopyData(connection_, chunk.data(), static_cast<int>(chunk.size())) != 1) return Lose();
    if (const absl::Status sent = AwaitSent(context); !sent.ok()) {
      lost_ = true;
      return sent;
    }
  }
  if (PQputCopyEnd(connection_, nullptr) != 1) return Lose();
  return CopyAnswer(context, sql).status();
}

// Reads what the server says: true if it takes rows now, false if the command is done.
absl::StatusOr<bool> Connection::CopyAnswer(const Context& context, const Sql& sql) {
  absl::Status error;
  while (true) {
    if (const absl::Status ready = Await(&context, context.deadline()); !ready.ok()) {
      lost_ = true;
      return ready;
    }
    PGresult* const raw = PQgetResult(connection_);
    if (raw == nullptr) break;
    const Result result(raw);
    const ExecStatusType status = PQresultStatus(raw);
    if (status == PGRES_COPY_IN) return true;
    if (status != PGRES_COMMAND_OK && error.ok()) error = StatusOfResult(raw, sql.name);
  }
  if (PQstatus(connection_) != CONNECTION_OK) return Lose();
  if (!error.ok()) return error;
  return false;
}

}  // namespace tabadul::pg
