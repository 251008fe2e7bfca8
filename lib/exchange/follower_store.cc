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
      forget_(
          Statement(kind, "follower_forget", "DELETE FROM @kind@_follower WHERE source = $1 AND name = $2")),
      erased_(Statement(kind, "erased",
                        "SELECT hub_id, sequence, updated FROM @kind@_record WHERE source = $1 "
                        "AND asserted = 3 AND sequence < $2 ORDER BY sequence DESC LIMIT $3")) {}

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

absl::StatusOr<bool> FollowerStore::Forget(pg::Transaction& tx, const std::string& source,
                                           const std::string& name) const {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Query(forget_, source, name));
  return result.affected() > 0;
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

}  // namespace tabadul::exchange
