#include "lib/exchange/follower_store.h"

#include "lib/platform/base/mutant.h"

namespace tabadul::exchange {
namespace {

// What Parse reads.
#define FOLLOWER_COLUMNS "source, name, since, epoch, confirmed, created, watched, moved"

constexpr char kRegister[] =
    "INSERT INTO @kind@_follower AS f (" FOLLOWER_COLUMNS
    ") VALUES ($1, $2, $3, $4, $5, $6, $6, $7) "
    "ON CONFLICT (source, name) DO UPDATE SET watched = excluded.watched, "
    // A cursor from before its registration: it is an older copy than the one that was known.
    "since = CASE WHEN excluded.since = 0 AND excluded.confirmed < f.since THEN 0 ELSE f.since END, "
    "epoch = greatest(f.epoch, excluded.epoch), confirmed = CASE WHEN (f.epoch, f.confirmed) < "
    "(excluded.epoch, excluded.confirmed) THEN excluded.confirmed ELSE f.confirmed END, "
    "moved = CASE WHEN (f.epoch, f.confirmed) < (excluded.epoch, excluded.confirmed) THEN excluded.moved "
    "ELSE f.moved END "
    // 0 of a row that this statement has made.
    "RETURNING xmax = 0";

constexpr char kConfirm[] =
    "UPDATE @kind@_follower SET epoch = $3, confirmed = $4, moved = $5 WHERE source = $1 AND name = $2 "
    "AND ($6 OR (epoch, confirmed) < ($3::bigint, $4::bigint))";

constexpr char kKeepForgotten[] =
    "INSERT INTO @kind@_forgotten_follower AS f "
    "(source, name, confirmed, until, copies, forgotten, forgotten_by) "
    "SELECT $1, $2, $3, $4, 1, $5, $6 WHERE EXISTS "
    "(SELECT FROM @kind@_record WHERE asserted = 3 AND sequence > $3 AND sequence <= $4) "
    "ON CONFLICT (source, name, until) DO UPDATE SET confirmed = least(f.confirmed, excluded.confirmed), "
    "forgotten = excluded.forgotten, forgotten_by = excluded.forgotten_by";

// Who said so is told where it was one and the same.
constexpr char kFoldForgotten[] =
    "WITH oldest AS (DELETE FROM @kind@_forgotten_follower WHERE (source, name, until) IN "
    "(SELECT source, name, until FROM @kind@_forgotten_follower WHERE source = $1 AND "
    "(SELECT count(*) FROM @kind@_forgotten_follower WHERE source = $1) > $2 ORDER BY until, name LIMIT 2) "
    "RETURNING source, confirmed, until, copies, forgotten, forgotten_by) "
    "INSERT INTO @kind@_forgotten_follower (source, name, confirmed, until, copies, forgotten, forgotten_by) "
    "SELECT source, '*', min(confirmed), max(until), sum(copies)::bigint, max(forgotten), "
    "CASE WHEN min(forgotten_by) = max(forgotten_by) THEN min(forgotten_by) ELSE '' END "
    "FROM oldest GROUP BY source";

// What lies above the copy that is furthest behind: one look into the index of erasures for each source.
constexpr char kOldestUnconfirmed[] =
    "SELECT s.source, e.updated FROM @kind@_source AS s CROSS JOIN LATERAL "
    "(SELECT updated FROM @kind@_record WHERE source = s.source AND asserted = 3 AND sequence > "
    "(SELECT min(greatest(since, confirmed)) FROM @kind@_follower) ORDER BY sequence LIMIT 1) AS e";

FollowerRow Parse(const pg::Result& result, int i) {
  FollowerRow row;
  row.source = result.Text(i, 0);
  row.name = result.Text(i, 1);
  row.since = static_cast<uint64_t>(result.Int(i, 2));
  row.epoch = static_cast<uint64_t>(result.Int(i, 3));
  row.confirmed = static_cast<uint64_t>(result.Int(i, 4));
  row.created = result.Time(i, 5);
  row.watched = result.Time(i, 6);
  if (!result.IsNull(i, 7)) row.moved = result.Time(i, 7);
  return row;
}

int64_t Signed(uint64_t number) { return static_cast<int64_t>(number); }

}  // namespace

FollowerStore::FollowerStore(const std::string& kind)
    : register_(Statement(kind, "follower_register", kRegister)),
      count_(Statement(kind, "follower_count", "SELECT count(*) FROM @kind@_follower WHERE source = $1")),
      confirm_(Statement(kind, "follower_confirm", kConfirm)),
      find_(Statement(kind, "follower_find",
                      "SELECT " FOLLOWER_COLUMNS " FROM @kind@_follower WHERE source = $1 AND name = $2")),
      list_(Statement(kind, "follower_list",
                      "SELECT " FOLLOWER_COLUMNS " FROM @kind@_follower WHERE ($1 = '' OR source = $1) "
                      "AND (source COLLATE \"C\", name COLLATE \"C\") > ($2, $3) "
                      "ORDER BY source COLLATE \"C\", name COLLATE \"C\" LIMIT $4")),
      forget_(Statement(kind, "follower_forget",
                        "DELETE FROM @kind@_follower WHERE source = $1 AND name = $2 "
                        "RETURNING " FOLLOWER_COLUMNS)),
      keep_forgotten_(Statement(kind, "follower_keep_forgotten", kKeepForgotten)),
      fold_forgotten_(Statement(kind, "follower_fold_forgotten", kFoldForgotten)),
      forgotten_(Statement(kind, "follower_forgotten",
                           "SELECT source, name, confirmed, until, copies, forgotten, forgotten_by FROM "
                           "@kind@_forgotten_follower WHERE ($1 = '' OR source = $1) "
                           "AND (source COLLATE \"C\", name COLLATE \"C\", until) > ($2, $3, $4) "
                           "ORDER BY source COLLATE \"C\", name COLLATE \"C\", until LIMIT $5")),
      erased_(Statement(kind, "erased",
                        "SELECT hub_id, sequence, updated FROM @kind@_record WHERE source = $1 "
                        "AND asserted = 3 AND sequence < $2 ORDER BY sequence DESC LIMIT $3")),
      unconfirmed_(Statement(kind, "erased_unconfirmed", kOldestUnconfirmed)) {}

absl::StatusOr<bool> FollowerStore::Register(pg::Transaction& tx, const FollowerRow& row) const {
  ASSIGN_OR_RETURN(const pg::Result result,
                   tx.Query(register_, row.source, row.name, Signed(row.since), Signed(row.epoch),
                            Signed(row.confirmed), row.watched, row.moved));
  return result.Bool(0, 0);
}

absl::StatusOr<int64_t> FollowerStore::CountOf(pg::Transaction& tx, const std::string& source) const {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Query(count_, source));
  return result.Int(0, 0);
}

absl::StatusOr<std::optional<FollowerRow>> FollowerStore::Confirm(pg::Transaction& tx,
                                                                  const FollowerRow& row) const {
  tx.Later(confirm_, row.source, row.name, Signed(row.epoch), Signed(row.confirmed), row.moved,
           MUTANT("confirm_backwards"));
  return Find(tx, row.source, row.name);
}

absl::StatusOr<std::optional<FollowerRow>> FollowerStore::Find(pg::Transaction& tx, const std::string& source,
                                                               const std::string& name) const {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Query(find_, source, name));
  if (result.rows() == 0) return std::nullopt;
  return Parse(result, 0);
}

absl::StatusOr<std::vector<FollowerRow>> FollowerStore::List(pg::Transaction& tx, const std::string& source,
                                                             const std::pair<std::string, std::string>& after,
                                                             int limit) const {
  ASSIGN_OR_RETURN(const pg::Result result,
                   tx.Query(list_, source, after.first, after.second, int64_t{limit}));
  std::vector<FollowerRow> rows;
  for (int i = 0; i < result.rows(); ++i) rows.push_back(Parse(result, i));
  return rows;
}

absl::StatusOr<std::optional<FollowerRow>> FollowerStore::Forget(pg::Transaction& tx,
                                                                 const std::string& source,
                                                                 const std::string& name) const {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Query(forget_, source, name));
  if (result.rows() == 0) return std::nullopt;
  return Parse(result, 0);
}

absl::StatusOr<bool> FollowerStore::KeepForgotten(pg::Transaction& tx, const ForgottenRow& row) const {
  ASSIGN_OR_RETURN(const pg::Result kept,
                   tx.Query(keep_forgotten_, row.source, row.name, Signed(row.confirmed), Signed(row.until),
                            row.forgotten, row.by));
  if (kept.affected() == 0) return false;
  tx.Later(fold_forgotten_, row.source, kMaxForgotten);
  return true;
}

absl::StatusOr<std::vector<ForgottenRow>> FollowerStore::Forgotten(pg::Transaction& tx,
                                                                   const std::string& source,
                                                                   const ForgottenRow& after,
                                                                   int limit) const {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Query(forgotten_, source, after.source, after.name,
                                                     Signed(after.until), int64_t{limit}));
  std::vector<ForgottenRow> rows;
  for (int i = 0; i < result.rows(); ++i) {
    rows.push_back({.source = std::string(result.Text(i, 0)),
                    .name = std::string(result.Text(i, 1)),
                    .confirmed = static_cast<uint64_t>(result.Int(i, 2)),
                    .until = static_cast<uint64_t>(result.Int(i, 3)),
                    .copies = static_cast<uint64_t>(result.Int(i, 4)),
                    .forgotten = result.Time(i, 5),
                    .by = std::string(result.Text(i, 6))});
  }
  return rows;
}

absl::StatusOr<std::vector<ErasedRow>> FollowerStore::Erased(pg::Transaction& tx, const std::string& source,
                                                             uint64_t before, int limit) const {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Query(erased_, source, Signed(before), int64_t{limit}));
  std::vector<ErasedRow> rows;
  for (int i = 0; i < result.rows(); ++i) {
    rows.push_back(
        {std::string(result.Bytes(i, 0)), static_cast<uint64_t>(result.Int(i, 1)), result.Time(i, 2)});
  }
  return rows;
}

absl::StatusOr<absl::flat_hash_map<std::string, absl::Time>> FollowerStore::OldestUnconfirmed(
    pg::Transaction& tx) const {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Query(unconfirmed_));
  absl::flat_hash_map<std::string, absl::Time> oldest;
  for (int i = 0; i < result.rows(); ++i) oldest[std::string(result.Text(i, 0))] = result.Time(i, 1);
  return oldest;
}

}  // namespace tabadul::exchange
