#include "lib/exchange/store.h"

#include <set>

#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/synchronization/mutex.h"

namespace tabadul::exchange {
namespace {

// Columns of Row, in the order that Parse reads them.
constexpr char kColumns[] =
    "record_key, hub_id, source, record_id, sequence, version, hub_version, asserted, lifecycle, closure, "
    "countries, occupation, audience_countries, audience_public, former, digest, created, updated, expires";

constexpr char kWrite[] =
    "INSERT INTO @kind@_record AS r (record_key, hub_id, source, record_id, sequence, version, hub_version, "
    "asserted, "
    "lifecycle, closure, countries, occupation, audience_countries, audience_public, former, payload, "
    "digest, "
    "created, updated, expires) "
    "SELECT key, hub_id, source, nullif(record_id, ''), sequence, version, hub_version = 1, asserted, "
    "lifecycle, closure, "
    "countries, occupation, audience_countries, audience_public = 1, former, payload, digest, created, "
    "updated, expires "
    "FROM unnest($1::bytea[], $2::bytea[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], "
    "$7::smallint[], $8::smallint[], $9::smallint[], $10::smallint[], $11::text[], $12::text[], "
    "$13::text[], $14::smallint[], $15::bytea[], $16::bytea[], $17::bytea[], $18::timestamptz[], "
    "$19::timestamptz[], $20::timestamptz[]) AS u (key, hub_id, source, record_id, sequence, version, "
    "hub_version, "
    "asserted, lifecycle, closure, countries, occupation, audience_countries, audience_public, former, "
    "payload, "
    "digest, created, updated, expires) "
    "ON CONFLICT (record_key) DO UPDATE SET record_id = excluded.record_id, sequence = excluded.sequence, "
    "version = excluded.version, hub_version = excluded.hub_version, "
    "asserted = excluded.asserted, lifecycle = excluded.lifecycle, closure = excluded.closure, "
    "countries = excluded.countries, occupation = excluded.occupation, "
    "audience_countries = excluded.audience_countries, audience_public = excluded.audience_public, "
    // A NULL payload keeps the stored one, but of an erased record (asserted 3), where it removes it.
    "former = excluded.former, payload = CASE WHEN excluded.asserted = 3 THEN NULL "
    "ELSE coalesce(excluded.payload, r.payload) END, "
    "digest = excluded.digest, updated = excluded.updated, expires = excluded.expires";

// Connections know their prepared statements by these pointers, and outlive a Store: kept for ever, one copy of each.
const char* Intern(std::string text) {
  static absl::Mutex mutex(absl::kConstInit);
  static auto* kept = new std::set<std::string>;
  absl::MutexLock lock(&mutex);
  return kept->insert(std::move(text)).first->c_str();
}

std::vector<std::string> Split(std::string_view list) {
  if (list.empty()) return {};
  return absl::StrSplit(Absl(list), ',');
}

Row ParseRow(const pg::Result& result, int i) {
  Row row;
  int c = 0;
  row.record_key = result.Bytes(i, c++);
  row.hub_id = result.Bytes(i, c++);
  row.source = result.Text(i, c++);
  if (!result.IsNull(i, c)) row.record_id = result.Text(i, c);
  ++c;
  row.sequence = static_cast<uint64_t>(result.Int(i, c++));
  row.version = static_cast<uint64_t>(result.Int(i, c++));
  row.hub_version = result.Bool(i, c++);
  row.asserted = static_cast<v1::AssertedState>(result.Int(i, c++));
  row.lifecycle = static_cast<v1::Lifecycle>(result.Int(i, c++));
  row.closure = static_cast<v1::ClosureReason>(result.Int(i, c++));
  row.keys.countries = Split(result.Text(i, c++));
  row.keys.occupation = result.Text(i, c++);
  row.keys.audience_countries = Split(result.Text(i, c++));
  row.keys.audience_public = result.Bool(i, c++);
  row.former.ParseFromString(std::string(result.Bytes(i, c++)));
  if (!result.IsNull(i, c)) row.digest = result.Bytes(i, c);
  ++c;
  row.created = result.Time(i, c++);
  row.updated = result.Time(i, c++);
  row.expires = result.Time(i, c++);
  return row;
}

constexpr int kPayloadColumn = 19;

std::vector<Store::Read> ParseReads(const pg::Result& result) {
  std::vector<Store::Read> reads;
  reads.reserve(static_cast<size_t>(result.rows()));
  for (int i = 0; i < result.rows(); ++i) {
    reads.push_back({ParseRow(result, i), {}});
    if (!result.IsNull(i, kPayloadColumn)) reads.back().payload = result.Bytes(i, kPayloadColumn);
  }
  return reads;
}

std::vector<Row> ParseRows(const pg::Result& result) {
  std::vector<Row> rows;
  rows.reserve(static_cast<size_t>(result.rows()));
  for (int i = 0; i < result.rows(); ++i) rows.push_back(ParseRow(result, i));
  return rows;
}

absl::StatusOr<std::vector<SourceRow>> ParseSources(const pg::Result& result) {
  std::vector<SourceRow> sources(static_cast<size_t>(result.rows()));
  for (int i = 0; i < result.rows(); ++i) {
    SourceRow& source = sources[static_cast<size_t>(i)];
    source.source = result.Text(i, 0);
    source.lease = static_cast<uint64_t>(result.Int(i, 1));
    source.restricted = static_cast<uint64_t>(result.Int(i, 3));
    if (!source.set.Load(result.Bytes(i, 4), static_cast<uint64_t>(result.Int(i, 2)))) {
      return Internal("a set hash of another length");
    }
  }
  return sources;
}

absl::StatusOr<HeadRow> ParseHead(const absl::StatusOr<pg::Result>& result) {
  if (!result.ok()) return result.status();
  if (result->rows() != 1) return Internal("no head row: the migrations did not run");
  return HeadRow{static_cast<uint64_t>(result->Int(0, 0)), static_cast<uint64_t>(result->Int(0, 1))};
}

std::vector<pg::Bytes> AsBytes(const std::vector<std::string>& values) {
  std::vector<pg::Bytes> bytes;
  bytes.reserve(values.size());
  for (const auto& value : values) bytes.push_back({value});
  return bytes;
}

// The rows turned into columns, for one INSERT … SELECT unnest.
struct ColumnArrays {
  std::vector<pg::Bytes> keys, hub_ids, former;
  std::vector<std::string> sources, record_ids, countries, occupations, audiences, former_bytes;
  std::vector<int64_t> sequences, versions;
  std::vector<int16_t> hub_versions, asserted, lifecycles, closures, publics;
  std::vector<std::optional<pg::Bytes>> payloads, digests;
  std::vector<absl::Time> created, updated, expires;

  explicit ColumnArrays(absl::Span<const Written> rows) {
    former_bytes.reserve(rows.size());
    for (const Written& written : rows) Add(written);
    former = AsBytes(former_bytes);
  }
  void Add(const Written& written) {
    const Row& row = *written.row;
    keys.push_back({row.record_key});
    hub_ids.push_back({row.hub_id});
    sources.push_back(row.source);
    record_ids.push_back(written.erase ? std::string() : row.record_id);
    sequences.push_back(static_cast<int64_t>(row.sequence));
    versions.push_back(static_cast<int64_t>(row.version));
    hub_versions.push_back(row.hub_version);
    asserted.push_back(static_cast<int16_t>(row.asserted));
    lifecycles.push_back(static_cast<int16_t>(row.lifecycle));
    closures.push_back(static_cast<int16_t>(row.closure));
    countries.push_back(absl::StrJoin(row.keys.countries, ","));
    occupations.push_back(row.keys.occupation);
    audiences.push_back(absl::StrJoin(row.keys.audience_countries, ","));
    publics.push_back(row.keys.audience_public);
    former_bytes.push_back(row.former.SerializeAsString());
    payloads.push_back(written.payload ? std::optional(pg::Bytes{*written.payload}) : std::nullopt);
    digests.push_back(row.digest.empty() ? std::nullopt : std::optional(pg::Bytes{row.digest}));
    created.push_back(row.created);
    updated.push_back(row.updated);
    expires.push_back(row.expires);
  }
};

}  // namespace

pg::Sql Store::Make(const std::string& name, const std::string& text) const {
  return {Intern(kind_ + "." + name),
          Intern(absl::StrReplaceAll(text, {{"@kind@", kind_}, {"@columns@", kColumns}}))};
}

Store::Store(const std::string& kind)
    : kind_(kind),
      lock_head_(Make("lock_head", "SELECT epoch, head FROM @kind@_head WHERE shard = 0 FOR UPDATE")),
      read_head_(Make("read_head", "SELECT epoch, head FROM @kind@_head WHERE shard = 0")),
      write_head_(Make("write_head", "UPDATE @kind@_head SET head = $1 WHERE shard = 0")),
      database_(Make("database",
                     "SELECT (SELECT system_identifier FROM pg_control_system()), "
                     "(SELECT timeline_id::bigint FROM pg_control_checkpoint()), system_identifier, timeline "
                     "FROM @kind@_head WHERE shard = 0 FOR UPDATE")),
      set_epoch_(Make("set_epoch",
                      "UPDATE @kind@_head SET epoch = epoch + $1, system_identifier = $2, timeline = $3 "
                      "WHERE shard = 0 RETURNING epoch, head")),
      find_(Make("find", "SELECT @columns@ FROM @kind@_record WHERE record_key = ANY ($1::bytea[])")),
      find_expired_(Make("find_expired",
                         "SELECT @columns@ FROM @kind@_record WHERE lifecycle = 1 AND expires < 'infinity' "
                         "AND expires <= $1 ORDER BY expires LIMIT $2")),
      write_(Make("write", kWrite)),
      sources_(Make("sources",
                    "SELECT source, lease, open_count, restricted_count, set_hash FROM @kind@_source "
                    "WHERE source = ANY ($1::text[])")),
      all_sources_(Make("all_sources",
                        "SELECT source, lease, open_count, restricted_count, set_hash FROM @kind@_source "
                        "ORDER BY source COLLATE \"C\"")),
      write_source_(
          Make("write_source",
               "INSERT INTO @kind@_source (source, lease, open_count, restricted_count, set_hash) "
               "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (source) DO UPDATE SET lease = excluded.lease, "
               "open_count = excluded.open_count, restricted_count = excluded.restricted_count, "
               "set_hash = excluded.set_hash")),
      after_(Make(
          "after",
          "SELECT @columns@, payload FROM (SELECT *, sum(coalesce(octet_length(payload), 0)) OVER "
          "(ORDER BY sequence ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before FROM "
          "(SELECT * FROM @kind@_record WHERE sequence > $1 ORDER BY sequence LIMIT $2) AS page) AS page "
          "WHERE before IS NULL OR before < $3 ORDER BY sequence")),
      by_hub_ids_(Make("by_hub_ids",
                       "SELECT @columns@, payload FROM @kind@_record WHERE hub_id = ANY ($1::bytea[])")),
      by_key_(Make("by_key", "SELECT @columns@, payload FROM @kind@_record WHERE record_key = $1")) {}

absl::StatusOr<HeadRow> Store::LockHead(pg::Transaction& tx) const { return ParseHead(tx.Query(lock_head_)); }

absl::StatusOr<HeadRow> Store::ReadHead(pg::Transaction& tx) const { return ParseHead(tx.Query(read_head_)); }

absl::StatusOr<HeadRow> Store::ReadHead(pg::Pool& pool, const Context& context) const {
  return ParseHead(pool.Query(context, read_head_));
}

absl::Status Store::WriteHead(pg::Transaction& tx, uint64_t sequence) const {
  return tx.Query(write_head_, static_cast<int64_t>(sequence)).status();
}

absl::StatusOr<HeadRow> Store::OpenEpoch(pg::Pool& pool, const Context& context) const {
  HeadRow head;
  RETURN_IF_ERROR(pool.Run(context, [&](pg::Transaction& tx) -> absl::Status {
    ASSIGN_OR_RETURN(const pg::Result row, tx.Query(database_));
    if (row.rows() != 1) return Internal("no head row: the migrations did not run");
    const int64_t system = row.Int(0, 0), timeline = row.Int(0, 1), known = row.Int(0, 2);
    // The row is new with system 0: that is epoch 1's own database, not another one.
    const bool moved = known != 0 && (known != system || row.Int(0, 3) != timeline);
    ASSIGN_OR_RETURN(head, ParseHead(tx.Query(set_epoch_, int64_t{moved}, system, timeline)));
    return absl::OkStatus();
  }));
  return head;
}

absl::StatusOr<std::vector<Row>> Store::Find(pg::Transaction& tx,
                                             const std::vector<std::string>& record_keys) const {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Query(find_, AsBytes(record_keys)));
  return ParseRows(result);
}

absl::StatusOr<std::vector<Row>> Store::FindExpired(pg::Transaction& tx, absl::Time now, int limit) const {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Query(find_expired_, now, int64_t{limit}));
  return ParseRows(result);
}

absl::Status Store::Write(pg::Transaction& tx, absl::Span<const Written> rows) const {
  if (rows.empty()) return absl::OkStatus();
  const ColumnArrays a(rows);
  return tx
      .Query(write_, a.keys, a.hub_ids, a.sources, a.record_ids, a.sequences, a.versions, a.hub_versions,
             a.asserted, a.lifecycles, a.closures, a.countries, a.occupations, a.audiences, a.publics,
             a.former, a.payloads, a.digests, a.created, a.updated, a.expires)
      .status();
}

absl::StatusOr<std::vector<SourceRow>> Store::Sources(pg::Transaction& tx,
                                                      const std::vector<std::string>& names) const {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Query(sources_, names));
  return ParseSources(result);
}

absl::StatusOr<std::vector<SourceRow>> Store::AllSources(pg::Transaction& tx) const {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Query(all_sources_));
  return ParseSources(result);
}

absl::Status Store::WriteSource(pg::Transaction& tx, const SourceRow& source) const {
  const std::string lanes = source.set.Save();
  return tx
      .Query(write_source_, source.source, static_cast<int64_t>(source.lease),
             static_cast<int64_t>(source.set.count()), static_cast<int64_t>(source.restricted),
             pg::Bytes{lanes})
      .status();
}

absl::StatusOr<std::vector<Store::Read>> Store::After(pg::Transaction& tx, uint64_t sequence, int limit,
                                                      size_t budget) const {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Query(after_, static_cast<int64_t>(sequence), int64_t{limit},
                                                     static_cast<int64_t>(budget)));
  return ParseReads(result);
}

absl::StatusOr<std::vector<Store::Read>> Store::ByHubIds(pg::Pool& pool, const Context& context,
                                                         const std::vector<std::string>& hub_ids) const {
  ASSIGN_OR_RETURN(const pg::Result result, pool.Query(context, by_hub_ids_, AsBytes(hub_ids)));
  return ParseReads(result);
}

absl::StatusOr<std::vector<Store::Read>> Store::ByKey(pg::Pool& pool, const Context& context,
                                                      const std::string& record_key) const {
  ASSIGN_OR_RETURN(const pg::Result result, pool.Query(context, by_key_, pg::Bytes{record_key}));
  return ParseReads(result);
}

}  // namespace tabadul::exchange
