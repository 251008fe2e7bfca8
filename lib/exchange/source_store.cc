#include "lib/exchange/source_store.h"

namespace tabadul::exchange {
namespace {

// What Parse reads. Every source has a row of activity; one that has written nothing has no other.
#define HEALTH                                                                                              \
  "SELECT a.source, coalesce(s.open_count, 0), coalesce(s.restricted_count, 0), a.received, a.proven, "     \
  "a.promise_made, a.changed, a.promised, coalesce(a.proven_sequence, 0), a.counts FROM @kind@_activity a " \
  "LEFT JOIN @kind@_source s ON s.source = a.source "

std::optional<absl::Time> TimeAt(const pg::Result& result, int row, int column) {
  if (result.IsNull(row, column)) return std::nullopt;
  return result.Time(row, column);
}

SourceHealth Parse(const pg::Result& result, int i) {
  SourceHealth health;
  health.source = result.Text(i, 0);
  health.open = static_cast<uint64_t>(result.Int(i, 1));
  health.restricted = static_cast<uint64_t>(result.Int(i, 2));
  health.signs.received = TimeAt(result, i, 3);
  health.signs.proven = TimeAt(result, i, 4);
  health.signs.promise_made = TimeAt(result, i, 5);
  health.changed = TimeAt(result, i, 6);
  if (!result.IsNull(i, 7)) health.promised = absl::Seconds(result.Int(i, 7));
  health.proven_sequence = static_cast<uint64_t>(result.Int(i, 8));
  health.counts.ParseFromString(std::string(result.Bytes(i, 9)));
  return health;
}

}  // namespace

SourceStore::SourceStore(const std::string& kind)
    : find_(Statement(kind, "source_find", HEALTH "WHERE a.source = $1")),
      list_(Statement(kind, "source_list",
                      HEALTH "WHERE a.source COLLATE \"C\" > $1 ORDER BY a.source COLLATE \"C\" LIMIT $2")),
      // The same again keeps its time; another interval too: only what takes it back ends it.
      promise_(Statement(
          kind, "source_promise",
          "INSERT INTO @kind@_activity (source, promised, promise_made) "
          "VALUES ($1, $2, CASE WHEN $2::bigint IS NOT NULL THEN $3::timestamptz END) "
          "ON CONFLICT (source) DO UPDATE SET promised = excluded.promised, promise_made = CASE WHEN "
          "excluded.promised IS NOT NULL THEN coalesce(@kind@_activity.promise_made, excluded.promise_made) "
          "END")),
      promise_known_(Statement(
          kind, "source_promise_known",
          "UPDATE @kind@_activity SET promised = $2, promise_made = CASE WHEN $2::bigint IS NOT NULL "
          "THEN coalesce(promise_made, $3::timestamptz) END WHERE source = $1")) {}

absl::StatusOr<std::optional<SourceHealth>> SourceStore::Find(pg::Transaction& tx,
                                                              const std::string& source) const {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Query(find_, source));
  if (result.rows() == 0) return std::nullopt;
  return Parse(result, 0);
}

absl::StatusOr<std::vector<SourceHealth>> SourceStore::List(pg::Transaction& tx, const std::string& after,
                                                            int limit) const {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Query(list_, after, int64_t{limit}));
  std::vector<SourceHealth> sources;
  for (int i = 0; i < result.rows(); ++i) sources.push_back(Parse(result, i));
  return sources;
}

absl::StatusOr<bool> SourceStore::Promise(pg::Transaction& tx, const std::string& source,
                                          std::optional<absl::Duration> interval, absl::Time now,
                                          bool add) const {
  const auto seconds =
      interval ? std::optional<int64_t>(absl::ToInt64Seconds(*interval)) : std::optional<int64_t>();
  ASSIGN_OR_RETURN(const pg::Result result, tx.Query(add ? promise_ : promise_known_, source, seconds, now));
  return result.affected() > 0;
}

}  // namespace tabadul::exchange
