#include "lib/client/postgres/store.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "lib/platform/pg/pg.h"

namespace tabadul::client {
namespace {

constexpr absl::Duration kTime = absl::Seconds(60);   // a transaction may take
constexpr absl::Duration kFillTime = absl::Hours(1);  // …that fills the later columns of a table
constexpr int64_t kPage = 500;                        // rows read at a time
constexpr size_t kNameBytes = 63;                     // PostgreSQL cuts what is longer

// Of kMirrorColumns: asserted, lifecycle and closure_reason as text, the rest as it is.
constexpr const char* kTypes[] = {"text",        "text",   "text",  "text",        "text",
                                  "bigint",      "bigint", "text",  "timestamptz", "timestamptz",
                                  "timestamptz", "bytea",  "bytea", "bytea",       "bigint"};
static_assert(std::size(kTypes) == std::size(kMirrorColumns));

Context Soon() { return Context::WithTimeout(kTime); }

// A user is told of his own database, not of the hub's.
absl::Status Ours(absl::Status status) {
  if (status.code() != absl::StatusCode::kUnavailable && status.code() != absl::StatusCode::kDeadlineExceeded)
    return status;
  return Error(common::v1::ERROR_REASON_UNAVAILABLE, {{"part", "mirror"}});
}

class PostgresStore final : public MirrorStore {
 public:
  PostgresStore(const std::string& conninfo, const std::string& kind, const MirrorColumns& columns)
      : pool_({.conninfo = conninfo, .size = 1, .name = "tabadul-mirror", .statement_timeout = kTime}),
        kind_(kind),
        table_("tabadul." + QuotedName(kind)),
        signature_(SignatureOf(columns)) {
    for (const std::string& name : TableNames(columns.names)) {
      longest_ = std::max(longest_, name.size());
      names_.push_back(QuotedName(name));
    }
    WriteStatements();
  }

  absl::Status Open() {
    if (longest_ > kNameBytes) return Wrong("a column's name has more than 63 bytes");
    RETURN_IF_ERROR(Ours(pool_.Run(Soon(), [this](pg::Transaction& tx) { return Make(tx); })));
    RETURN_IF_ERROR(AddLaterColumns());
    ASSIGN_OR_RETURN(const MirrorPlace place, Place());
    return place.columns == signature_ ? absl::OkStatus()
                                       : Wrong("it was made with other columns or another mapping");
  }

  absl::Status OpenToRead() {
    static constexpr pg::Sql kThere = {"mirror_readable", "SELECT to_regclass($1) IS NOT NULL"};
    auto there = pool_.Query(Soon(), kThere, table_);
    if (!there.ok()) return Ours(there.status());
    return there->Bool(0, 0) ? absl::OkStatus() : Wrong("there is no such table");
  }

  absl::StatusOr<MirrorPlace> Place() override {
    static constexpr pg::Sql kPlace = {
        "mirror_place", "SELECT cursor, round, settling, columns FROM tabadul.feed WHERE kind = $1"};
    auto row = pool_.Query(Soon(), kPlace, kind_);
    if (!row.ok()) return Ours(row.status());
    if (row->rows() != 1) return Internal("the mirror has no place");
    return MirrorPlace{std::string(row->Text(0, 0)), row->Int(0, 1), row->Bool(0, 2),
                       std::string(row->Text(0, 3))};
  }

  absl::Status Write(const MirrorBatch& batch, const std::string& expected,
                     const std::function<void(const MirrorItem&)>& gone) override {
    std::vector<MirrorItem> before;
    RETURN_IF_ERROR(Ours(pool_.Run(Soon(), [&](pg::Transaction& tx) {
      before.clear();
      return WriteAll(tx, batch, expected, &before);
    })));
    for (const MirrorItem& item : before) gone(item);
    return absl::OkStatus();
  }

  absl::Status ForEach(const From& after,
                       const std::function<absl::Status(const MirrorRow&)>& each) override {
    From from = after;
    while (true) {
      auto page =
          pool_.Query(Soon(), pg::Sql{"mirror_read", read_.c_str()}, from.source, from.record_id, kPage);
      if (!page.ok()) return Ours(page.status());
      for (int i = 0; i < page->rows(); ++i) {
        const MirrorRow row = RowOf(*page, i);
        from = {row.source, row.record_id};
        RETURN_IF_ERROR(each(row));
      }
      if (page->rows() < kPage) return absl::OkStatus();
    }
  }

 private:
  absl::Status Wrong(const char* cause) const {
    return Error(common::v1::ERROR_REASON_PRECONDITION, {{"file", table_}, {"cause", cause}});
  }

  void WriteStatements() {
    std::string columns, names, sets, arrays;
    int at = 0;
    const auto add = [&](const std::string& name, const char* type) {
      columns += ", " + name + " " + type;
      names += (names.empty() ? "" : ", ") + name;
      arrays += (arrays.empty() ? "" : ", ") + ("$" + std::to_string(++at)) + "::" + type + "[]";
      if (name != "hub_id") sets += (sets.empty() ? "" : ", ") + name + " = excluded." + name;
    };
    for (size_t i = 0; i < std::size(kMirrorColumns); ++i) add(kMirrorColumns[i], kTypes[i]);
    for (const std::string& name : names_) add(name, "text");
    make_ = "CREATE TABLE " + table_ + " (" + columns.substr(2) + ", PRIMARY KEY (hub_id))";
    index_ = "CREATE INDEX ON " + table_ + " (source COLLATE \"C\", record_id COLLATE \"C\")";
    upsert_ = "INSERT INTO " + table_ + " (" + names + ") SELECT * FROM unnest(" + arrays +
              ") ON CONFLICT (hub_id) DO UPDATE SET " + sets;
    add_later_ =
        "ALTER TABLE " + table_ +
        " ADD COLUMN closure_reason text, ADD COLUMN create_time timestamptz, ADD COLUMN update_time "
        "timestamptz, ADD COLUMN expire_time timestamptz";
    later_page_ = "SELECT hub_id, envelope FROM " + table_ + " WHERE hub_id > $1 ORDER BY hub_id LIMIT $2";
    fill_later_ = "UPDATE " + table_ +
                  " AS held SET closure_reason = later.closure_reason, create_time = later.create_time, "
                  "update_time = later.update_time, expire_time = later.expire_time FROM unnest($1::text[], "
                  "$2::text[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[]) AS later (hub_id, "
                  "closure_reason, create_time, update_time, expire_time) WHERE held.hub_id = later.hub_id";
    known_ = "SELECT source, record_id, digest, asserted FROM " + table_ + " WHERE hub_id = ANY($1)";
    remove_ = "DELETE FROM " + table_ + " WHERE hub_id = ANY($1)";
    remove_source_ = "DELETE FROM " + table_ + " WHERE source = $1";
    remove_older_ = "DELETE FROM " + table_ + " WHERE round < $1";
    read_ =
        "SELECT hub_id, source, record_id, asserted, lifecycle, version, sequence, digest, payload, "
        "envelope, round "
        "FROM " +
        table_ +
        " WHERE (source COLLATE \"C\", record_id COLLATE \"C\") > ($1, $2) ORDER BY source COLLATE \"C\", "
        "record_id "
        "COLLATE \"C\" LIMIT $3";
  }

  // IF NOT EXISTS would make the server talk; asked first, under a lock that two beginners share.
  absl::Status Make(pg::Transaction& tx) {
    static constexpr pg::Sql kLock = {"mirror_lock", "SELECT 1 FROM pg_advisory_xact_lock(7226271)"};
    static constexpr pg::Sql kThere = {"mirror_there",
                                       "SELECT to_regnamespace('tabadul') IS NOT NULL, "
                                       "to_regclass('tabadul.feed') IS NOT NULL, to_regclass($1) IS "
                                       "NOT NULL"};
    static constexpr pg::Sql kSchema = {"mirror_schema", "CREATE SCHEMA tabadul"};
    static constexpr pg::Sql kFeed = {"mirror_feed",
                                      "CREATE TABLE tabadul.feed (kind text PRIMARY KEY, cursor text NOT "
                                      "NULL, round bigint NOT NULL, settling "
                                      "boolean NOT NULL, columns text NOT NULL)"};
    static constexpr pg::Sql kBegin = {
        "mirror_begin",
        "INSERT INTO tabadul.feed (kind, cursor, round, settling, columns) VALUES ($1, '', 0, false, $2)"};
    tx.Later(kLock);
    ASSIGN_OR_RETURN(const pg::Result there, tx.Query(kThere, table_));
    if (!there.Bool(0, 0)) RETURN_IF_ERROR(tx.Query(kSchema).status());
    if (!there.Bool(0, 1)) RETURN_IF_ERROR(tx.Query(kFeed).status());
    if (there.Bool(0, 2)) return absl::OkStatus();
    RETURN_IF_ERROR(tx.Query(pg::Sql{"mirror_make", make_.c_str()}).status());
    RETURN_IF_ERROR(tx.Query(pg::Sql{"mirror_index", index_.c_str()}).status());
    return tx.Query(kBegin, kind_, signature_).status();
  }

  absl::Status AddLaterColumns() {
    static constexpr pg::Sql kLater = {"mirror_later",
                                       "SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass($1) "
                                       "AND attname::text = ANY($2) AND NOT attisdropped"};
    const std::vector<std::string> names(std::begin(kLaterColumns), std::end(kLaterColumns));
    auto there = pool_.Query(Soon(), kLater, table_, names);
    if (!there.ok()) return Ours(there.status());
    if (there->Int(0, 0) == static_cast<int64_t>(names.size())) return absl::OkStatus();
    if (there->Int(0, 0) > 0)  // a mapping's own, of that name
      return Wrong("it was made with other columns or another mapping");
    return Ours(pool_.Run(Context::WithTimeout(kFillTime),
                          [this](pg::Transaction& tx) { return FillLaterColumns(tx); }));
  }

  absl::Status FillLaterColumns(pg::Transaction& tx) {
    RETURN_IF_ERROR(tx.Query(pg::Sql{"mirror_add_later", add_later_.c_str()}).status());
    std::string after;
    while (true) {
      ASSIGN_OR_RETURN(const pg::Result page,
                       tx.Query(pg::Sql{"mirror_later_page", later_page_.c_str()}, after, kPage));
      if (page.rows() == 0) return absl::OkStatus();
      std::vector<std::string> hub_ids;
      std::vector<MirrorRow> rows(static_cast<size_t>(page.rows()));
      for (int i = 0; i < page.rows(); ++i) {
        exchange::v1::StoredRecord stored;
        if (!stored.ParseFromString(std::string(page.Bytes(i, 1))))
          return Internal("a mirror's row cannot be read");
        hub_ids.emplace_back(page.Text(i, 0));
        SetTimes(stored, &rows[static_cast<size_t>(i)]);
      }
      pg::Params params;
      params.Add(hub_ids);
      AddTimes(rows, &params);
      RETURN_IF_ERROR(
          tx.QueryParams(pg::Sql{"mirror_fill_later", fill_later_.c_str()}, std::move(params)).status());
      after = hub_ids.back();
    }
  }

  absl::Status WriteAll(pg::Transaction& tx, const MirrorBatch& batch, const std::string& expected,
                        std::vector<MirrorItem>* before) {
    static constexpr pg::Sql kLocked = {"mirror_locked",
                                        "SELECT cursor FROM tabadul.feed WHERE kind = $1 FOR UPDATE"};
    static constexpr pg::Sql kMove = {
        "mirror_move", "UPDATE tabadul.feed SET cursor = $2, round = $3, settling = $4 WHERE kind = $1"};
    ASSIGN_OR_RETURN(const pg::Result place, tx.Query(kLocked, kind_));
    if (place.rows() != 1 || place.Text(0, 0) != expected)
      return Error(common::v1::ERROR_REASON_CONCURRENT, {{"file", table_}});
    std::vector<std::string> touched = batch.removals;
    for (const MirrorRow& row : batch.upserts) touched.push_back(row.hub_id);
    if (!touched.empty()) {
      ASSIGN_OR_RETURN(const pg::Result known, tx.Query(pg::Sql{"mirror_known", known_.c_str()}, touched));
      for (int i = 0; i < known.rows(); ++i) {
        before->push_back({std::string(known.Text(i, 0)), std::string(known.Text(i, 1)),
                           std::string(known.Bytes(i, 2)), known.Text(i, 3) == "OPEN"});
      }
    }
    if (!batch.removals.empty()) tx.Later(pg::Sql{"mirror_remove", remove_.c_str()}, batch.removals);
    if (!batch.source.empty()) tx.Later(pg::Sql{"mirror_withdraw", remove_source_.c_str()}, batch.source);
    if (batch.older_rounds) tx.Later(pg::Sql{"mirror_settle", remove_older_.c_str()}, batch.place.round);
    if (!batch.upserts.empty()) tx.LaterParams(pg::Sql{"mirror_upsert", upsert_.c_str()}, ValuesOf(batch));
    return tx.Query(kMove, kind_, batch.place.cursor, batch.place.round, batch.place.settling).status();
  }

  // kLaterColumns.
  static void AddTimes(const std::vector<MirrorRow>& rows, pg::Params* params) {
    std::vector<std::optional<std::string>> reasons;
    std::vector<std::optional<absl::Time>> created, updated, expires;
    for (const MirrorRow& row : rows) {
      reasons.push_back(row.closure_reason);
      created.push_back(row.create_time);
      updated.push_back(row.update_time);
      expires.push_back(row.expire_time);
    }
    params->Add(reasons).Add(created).Add(updated).Add(expires);
  }

  pg::Params ValuesOf(const MirrorBatch& batch) const {
    const std::vector<MirrorRow>& rows = batch.upserts;
    pg::Params params;
    const auto add = [&]<class T>(T (*value)(const MirrorRow&)) {
      std::vector<T> values;
      for (const MirrorRow& row : rows) values.push_back(value(row));
      params.Add(values);
    };
    add(+[](const MirrorRow& row) { return row.hub_id; });
    add(+[](const MirrorRow& row) { return row.source; });
    add(+[](const MirrorRow& row) { return row.record_id; });
    add(+[](const MirrorRow& row) { return row.asserted; });
    add(+[](const MirrorRow& row) { return row.lifecycle; });
    add(+[](const MirrorRow& row) { return row.version; });
    add(+[](const MirrorRow& row) { return row.sequence; });
    AddTimes(rows, &params);
    add(+[](const MirrorRow& row) { return pg::Bytes{row.digest}; });
    add(+[](const MirrorRow& row) { return pg::Bytes{row.payload}; });
    add(+[](const MirrorRow& row) { return pg::Bytes{row.envelope}; });
    std::vector<int64_t> rounds;
    for (const MirrorRow& row : rows) rounds.push_back(row.round.value_or(batch.place.round));
    params.Add(rounds);
    for (size_t i = 0; i < names_.size(); ++i) {
      std::vector<std::optional<std::string>> values;
      for (const MirrorRow& row : rows)
        values.push_back(i < row.columns.size() ? row.columns[i] : std::nullopt);
      params.Add(values);
    }
    return params;
  }

  static MirrorRow RowOf(const pg::Result& page, int i) {
    MirrorRow row;
    row.hub_id = page.Text(i, 0);
    row.source = page.Text(i, 1);
    row.record_id = page.Text(i, 2);
    row.asserted = page.Text(i, 3);
    row.open = row.asserted == "OPEN";
    row.lifecycle = page.Text(i, 4);
    row.version = page.Int(i, 5);
    row.sequence = page.Int(i, 6);
    row.digest = page.Bytes(i, 7);
    row.payload = page.Bytes(i, 8);
    row.envelope = page.Bytes(i, 9);
    row.round = page.Int(i, 10);
    return row;
  }

  pg::Pool pool_;
  const std::string kind_, table_, signature_;
  size_t longest_ = 0;
  std::vector<std::string> names_;  // quoted
  std::string make_, index_, upsert_, known_, remove_, remove_source_, remove_older_, read_;
  std::string add_later_, later_page_, fill_later_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<MirrorStore>> OpenPostgresStore(const std::string& conninfo,
                                                               const std::string& kind,
                                                               const MirrorColumns& columns) {
  auto store = std::make_unique<PostgresStore>(conninfo, kind, columns);
  RETURN_IF_ERROR(store->Open());
  return std::unique_ptr<MirrorStore>(std::move(store));
}

absl::StatusOr<std::unique_ptr<MirrorStore>> OpenPostgresStoreToRead(const std::string& conninfo,
                                                                     const std::string& kind) {
  auto store = std::make_unique<PostgresStore>(conninfo, kind, MirrorColumns());
  RETURN_IF_ERROR(store->OpenToRead());
  return std::unique_ptr<MirrorStore>(std::move(store));
}

}  // namespace tabadul::client
