#include "lib/exchange/store.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"

namespace tabadul::exchange {
namespace {

// Columns of Row, in the order that Parse reads them.
constexpr char kColumns[] =
    "record_key, hub_id, source, record_id, sequence, version, hub_version, asserted, lifecycle, closure, "
    "countries, occupation, audience_countries, audience_public, former, digest, annotations, created, "
    "updated, expires, asserted_sequence";

// Of SourceRow.
constexpr char kSourceColumns[] =
    "s.source, s.open_count, s.restricted_count, s.set_hash, s.live_runs, s.closures, "
    "coalesce(a.lease, 0), coalesce(a.receipts, 0), coalesce(a.receipt_hash, ''), a.received, a.changed, "
    "coalesce(a.counts, '')";
constexpr char kSourceTables[] = "@kind@_source AS s LEFT JOIN @kind@_activity AS a ON a.source = s.source";

constexpr int kColumnCount = 22;  // with the payload
constexpr char kInsert[] = "COPY @kind@_record (@columns@, payload) FROM STDIN (FORMAT binary)";

constexpr char kUpdate[] =
    "UPDATE @kind@_record AS r SET record_id = nullif(u.record_id, ''), sequence = u.sequence, "
    "version = u.version, hub_version = u.hub_version = 1, asserted = u.asserted, lifecycle = u.lifecycle, "
    "closure = u.closure, countries = u.countries, occupation = u.occupation, "
    "audience_countries = u.audience_countries, audience_public = u.audience_public = 1, former = u.former, "
    // A NULL payload keeps the stored one, but of an erased record (asserted 3), where it removes it.
    "payload = CASE WHEN u.asserted = 3 THEN NULL ELSE coalesce(u.payload, r.payload) END, "
    "digest = u.digest, annotations = u.annotations, updated = u.updated, expires = u.expires, "
    "asserted_sequence = u.asserted_sequence "
    "FROM unnest($1::bytea[], $2::text[], $3::bigint[], $4::bigint[], $5::smallint[], $6::smallint[], "
    "$7::smallint[], $8::smallint[], $9::text[], $10::text[], $11::text[], $12::smallint[], $13::bytea[], "
    "$14::bytea[], $15::bytea[], $16::bytea[], $17::timestamptz[], $18::timestamptz[], $19::bigint[]) "
    "AS u (key, record_id, "
    "sequence, "
    "version, hub_version, asserted, lifecycle, closure, countries, occupation, audience_countries, "
    "audience_public, former, payload, digest, annotations, updated, expires, asserted_sequence) WHERE "
    "r.record_key = u.key";

// Of the index alone: `asserted < 3` is its condition.
std::string DigestsBetween(std::string_view order) {
  return absl::StrCat("SELECT ", DigestPage::kAggregate,
                      " FROM (SELECT record_id, digest, sequence FROM @kind@_record WHERE source = $1 AND "
                      "sequence > $2 AND sequence < $3 AND asserted < 3 AND asserted = 1 ORDER BY sequence ",
                      Absl(order), " LIMIT $4) AS page");
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
  if (!result.IsNull(i, c)) row.annotations = result.Bytes(i, c);
  ++c;
  row.created = result.Time(i, c++);
  row.updated = result.Time(i, c++);
  row.expires = result.Time(i, c++);
  row.asserted_sequence = static_cast<uint64_t>(result.Int(i, c++));
  return row;
}

constexpr int kPayloadColumn = 21;

std::vector<Store::Read> ParseReads(const pg::Result& result) {
  std::vector<Store::Read> reads;
  reads.reserve(static_cast<size_t>(result.rows()));
  for (int i = 0; i < result.rows(); ++i) {
    reads.push_back({ParseRow(result, i), {}});
    if (!result.IsNull(i, kPayloadColumn))
      reads.back().payload = std::make_shared<const std::string>(result.Bytes(i, kPayloadColumn));
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
    source.restricted = static_cast<uint64_t>(result.Int(i, 2));
    if (!source.set.Load(result.Bytes(i, 3), static_cast<uint64_t>(result.Int(i, 1)))) {
      return Internal("a set hash of another length");
    }
    source.live_runs = static_cast<int>(result.Int(i, 4));
    source.closures.ParseFromString(std::string(result.Bytes(i, 5)));
    source.fresh = false;
    SourceRow::Activity& activity = source.activity;
    activity.lease = static_cast<uint64_t>(result.Int(i, 6));
    activity.receipts = {static_cast<uint64_t>(result.Int(i, 7)), std::string(result.Bytes(i, 8))};
    if (!result.IsNull(i, 9)) activity.received = result.Time(i, 9);
    if (!result.IsNull(i, 10)) activity.changed = result.Time(i, 10);
    activity.counts.ParseFromString(std::string(result.Bytes(i, 11)));
  }
  return sources;
}

Digested ParseDigested(const pg::Result& result, int i) {
  return {std::string(result.Text(i, 0)), std::string(result.Bytes(i, 1)),
          static_cast<uint64_t>(result.Int(i, 2))};
}

absl::StatusOr<HeadRow> ParseHead(const absl::StatusOr<pg::Result>& result) {
  if (!result.ok()) return result.status();
  if (result->rows() != 1) return Internal("no head row: the migrations did not run");
  const auto number = [&](int column) { return static_cast<uint64_t>(result->Int(0, column)); };
  return HeadRow{number(0), number(1), number(2), number(3)};
}

absl::StatusOr<Store::EpochRow> ParseEpoch(const absl::StatusOr<pg::Result>& result) {
  ASSIGN_OR_RETURN(const HeadRow head, ParseHead(result));
  return Store::EpochRow{head, std::string(result->Text(0, 4))};
}

std::vector<pg::Bytes> AsBytes(const std::vector<std::string>& values) {
  std::vector<pg::Bytes> bytes;
  bytes.reserve(values.size());
  for (const auto& value : values) bytes.push_back({value});
  return bytes;
}

std::string ListOf(const std::vector<std::string>& values) { return absl::StrJoin(values, ","); }

// In the order of kInsert.
void AddTo(pg::CopyRows& out, const Written& written) {
  const Row& row = *written.row;
  out.Row().Add(pg::Bytes{row.record_key}).Add(pg::Bytes{row.hub_id}).Add(row.source);
  written.erased() ? out.Add(std::nullopt) : out.Add(row.record_id);
  out.Add(static_cast<int64_t>(row.sequence)).Add(static_cast<int64_t>(row.version)).Add(row.hub_version);
  out.Add(static_cast<int16_t>(row.asserted)).Add(static_cast<int16_t>(row.lifecycle));
  out.Add(static_cast<int16_t>(row.closure)).Add(ListOf(row.keys.countries)).Add(row.keys.occupation);
  out.Add(ListOf(row.keys.audience_countries)).Add(row.keys.audience_public);
  out.Add(pg::Bytes{row.former.SerializeAsString()});
  row.digest.empty() ? out.Add(std::nullopt) : out.Add(pg::Bytes{row.digest});
  row.annotations.empty() ? out.Add(std::nullopt) : out.Add(pg::Bytes{row.annotations});
  out.Add(row.created).Add(row.updated).Add(row.expires).Add(static_cast<int64_t>(row.asserted_sequence));
  written.payload == nullptr ? out.Add(std::nullopt) : out.Add(pg::Bytes{*written.payload});
}

// The rows turned into columns, for one UPDATE … FROM unnest.
struct ColumnArrays {
  std::vector<pg::Bytes> keys, former;
  std::vector<std::string> record_ids, countries, occupations, audiences, former_bytes;
  std::vector<int64_t> sequences, versions, asserted_sequences;
  std::vector<int16_t> hub_versions, asserted, lifecycles, closures, publics;
  std::vector<std::optional<pg::Bytes>> payloads, digests, annotations;
  std::vector<absl::Time> updated, expires;

  explicit ColumnArrays(absl::Span<const Written> rows) {
    for (const Written& written : rows) Add(written);
    former = AsBytes(former_bytes);
  }
  void Add(const Written& written) {
    const Row& row = *written.row;
    keys.push_back({row.record_key});
    record_ids.push_back(written.erased() ? std::string() : row.record_id);
    sequences.push_back(static_cast<int64_t>(row.sequence));
    versions.push_back(static_cast<int64_t>(row.version));
    hub_versions.push_back(row.hub_version);
    asserted.push_back(static_cast<int16_t>(row.asserted));
    lifecycles.push_back(static_cast<int16_t>(row.lifecycle));
    closures.push_back(static_cast<int16_t>(row.closure));
    countries.push_back(ListOf(row.keys.countries));
    occupations.push_back(row.keys.occupation);
    audiences.push_back(ListOf(row.keys.audience_countries));
    publics.push_back(row.keys.audience_public);
    former_bytes.push_back(row.former.SerializeAsString());
    payloads.push_back(written.payload ? std::optional(pg::Bytes{*written.payload}) : std::nullopt);
    digests.push_back(row.digest.empty() ? std::nullopt : std::optional(pg::Bytes{row.digest}));
    annotations.push_back(row.annotations.empty() ? std::nullopt : std::optional(pg::Bytes{row.annotations}));
    updated.push_back(row.updated);
    expires.push_back(row.expires);
    asserted_sequences.push_back(static_cast<int64_t>(row.asserted_sequence));
  }
};

}  // namespace

SourceState StateOf(const SourceRow& row) {
  return {row.source, row.set.count(), row.restricted, row.set.Digest()};
}

pg::Sql Store::Make(const std::string& name, const std::string& text) const {
  return Statement(kind_, name,
                   absl::StrReplaceAll(text, {{"@columns@", kColumns},
                                              {"@source_columns@", kSourceColumns},
                                              {"@source_tables@", kSourceTables}}));
}

Store::Store(const std::string& kind)
    : kind_(kind),
      runs_(kind),
      sharing_(kind),
      lock_head_(Make("lock_head",
                      "SELECT epoch, head, sharing, reserved FROM @kind@_head WHERE shard = 0 FOR UPDATE")),
      read_head_(Make("read_head", "SELECT epoch, head, sharing, reserved FROM @kind@_head WHERE shard = 0")),
      open_session_(
          Make("open_session", "SELECT nextval('@kind@_session'), epoch FROM @kind@_head WHERE shard = 0")),
      // Far above: some may be given between the look at the sequence and its change.
      raise_sessions_(Make("raise_sessions",
                           "SELECT setval('@kind@_session', newest.lease + 1000000) FROM "
                           "(SELECT coalesce(max(lease), 0) AS lease FROM @kind@_activity) AS newest, "
                           "@kind@_session AS given "
                           "WHERE newest.lease >= given.last_value + given.is_called::int")),
      write_head_(Make("write_head", "UPDATE @kind@_head SET head = $1 WHERE shard = 0")),
      write_reserved_(Make("write_reserved", "UPDATE @kind@_head SET reserved = $1 WHERE shard = 0")),
      // The timeline in use: pg_control_checkpoint() has it from the next checkpoint on only.
      incarnation_(Make("incarnation",
                        "SELECT (SELECT system_identifier FROM pg_control_system())::text || '/' || "
                        "substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) || '/' || "
                        "(extract(epoch FROM pg_postmaster_start_time()) * 1000000)::bigint::text")),
      read_epoch_(
          Make("read_epoch",
               "SELECT epoch, head, sharing, reserved, incarnation FROM @kind@_head WHERE shard = 0")),
      lock_epoch_(Make(
          "lock_epoch",
          "SELECT epoch, head, sharing, reserved, incarnation FROM @kind@_head WHERE shard = 0 FOR UPDATE")),
      write_epoch_(Make("write_epoch",
                        "UPDATE @kind@_head SET epoch = $1, head = $2, reserved = $3, "
                        "incarnation = $4 WHERE shard = 0")),
      add_epochs_(Make("add_epochs",
                       "INSERT INTO @kind@_epoch (epoch, common) "
                       "SELECT * FROM unnest($1::bigint[], $2::bigint[]) ON CONFLICT DO NOTHING")),
      read_epochs_(Make("read_epochs", "SELECT epoch, common FROM @kind@_epoch ORDER BY epoch")),
      tombstones_(
          Make("tombstones", "SELECT record_key, source, sequence FROM @kind@_record WHERE asserted = 3")),
      count_tombstones_(Make("count_tombstones", "SELECT count(*) FROM @kind@_record WHERE asserted = 3")),
      find_(Make("find", "SELECT @columns@ FROM @kind@_record WHERE record_key = ANY ($1::bytea[])")),
      find_by_hub_ids_(
          Make("find_by_hub_ids", "SELECT @columns@ FROM @kind@_record WHERE hub_id = ANY ($1::bytea[])")),
      find_expired_(Make("find_expired",
                         "SELECT @columns@ FROM @kind@_record WHERE lifecycle = 1 AND expires < 'infinity' "
                         "AND expires <= $1 ORDER BY expires LIMIT $2")),
      insert_(Make("insert", kInsert)),
      update_(Make("update", kUpdate)),
      sources_(
          Make("sources", "SELECT @source_columns@ FROM @source_tables@ WHERE s.source = ANY ($1::text[])")),
      all_sources_(Make("all_sources",
                        "SELECT @source_columns@ FROM @source_tables@ ORDER BY s.source COLLATE \"C\"")),
      write_source_(Make(
          "write_source",
          "INSERT INTO @kind@_source (source, open_count, restricted_count, set_hash, live_runs, closures) "
          "VALUES ($1, $2, $3, $4, $5, $6) "
          "ON CONFLICT (source) DO UPDATE SET "
          "open_count = excluded.open_count, "
          "restricted_count = excluded.restricted_count, set_hash = excluded.set_hash, "
          "live_runs = excluded.live_runs, closures = excluded.closures")),
      write_activity_(
          Make("write_activity",
               "INSERT INTO @kind@_activity "
               "(source, lease, receipts, receipt_hash, received, changed, counts) "
               "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (source) DO UPDATE SET "
               "lease = excluded.lease, receipts = excluded.receipts, receipt_hash = excluded.receipt_hash, "
               "received = excluded.received, changed = excluded.changed, counts = excluded.counts")),
      // How far the budget reaches is found from the sizes alone: summing over whole rows would copy each of them.
      after_(Make("after",
                  "SELECT @columns@, payload FROM @kind@_record WHERE sequence > $1 AND sequence <= "
                  "(SELECT max(sequence) FROM (SELECT sequence, sum(bytes) OVER "
                  "(ORDER BY sequence ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before FROM "
                  "(SELECT sequence, coalesce(octet_length(payload), 0) AS bytes FROM @kind@_record "
                  "WHERE sequence > $1 ORDER BY sequence LIMIT $2) AS sizes) AS sums "
                  "WHERE before IS NULL OR before < $3) ORDER BY sequence")),
      by_hub_ids_(Make("by_hub_ids",
                       "SELECT @columns@, payload FROM @kind@_record WHERE hub_id = ANY ($1::bytea[])")),
      by_key_(Make("by_key", "SELECT @columns@, payload FROM @kind@_record WHERE record_key = $1")),
      digests_above_(Make("digests_above", DigestsBetween("ASC"))),
      digests_below_(Make("digests_below", DigestsBetween("DESC"))),
      digests_at_(
          Make("digests_at",
               "SELECT record_id, digest, sequence FROM @kind@_record WHERE sequence = ANY ($1::bigint[]) "
               "AND asserted = 1")),
      write_proven_(Make("write_proven",
                         "UPDATE @kind@_activity SET proven = $2, proven_sequence = $3 WHERE source = $1")),
      // By the index of a source's records that are not erased.
      find_of_(
          Make("find_of",
               "SELECT @columns@ FROM @kind@_record WHERE source = $1 AND sequence <= $2 AND asserted < 3 "
               "ORDER BY sequence LIMIT $3")) {}

absl::StatusOr<HeadRow> Store::LockHead(pg::Transaction& tx) const { return ParseHead(tx.Query(lock_head_)); }

absl::StatusOr<HeadRow> Store::ReadHead(pg::Transaction& tx) const { return ParseHead(tx.Query(read_head_)); }

absl::StatusOr<HeadRow> Store::ReadHead(pg::Pool& pool, const Context& context) const {
  return ParseHead(pool.Query(context, read_head_));
}

absl::StatusOr<Store::Session> Store::OpenSession(pg::Pool& pool, const Context& context) const {
  ASSIGN_OR_RETURN(const pg::Result result, pool.Query(context, open_session_));
  if (result.rows() != 1) return Internal("no head row: the migrations did not run");
  return Session{static_cast<uint64_t>(result.Int(0, 0)), static_cast<uint64_t>(result.Int(0, 1))};
}

void Store::RaiseSessions(pg::Transaction& tx) const { tx.Later(raise_sessions_); }

void Store::WriteHead(pg::Transaction& tx, uint64_t sequence) const {
  tx.Later(write_head_, static_cast<int64_t>(sequence));
}

void Store::WriteReserved(pg::Transaction& tx, uint64_t reserved) const {
  tx.Later(write_reserved_, static_cast<int64_t>(reserved));
}

absl::StatusOr<std::string> Store::Incarnation(pg::Transaction& tx) const {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Query(incarnation_));
  return std::string(result.Text(0, 0));
}

absl::StatusOr<Store::EpochRow> Store::ReadEpoch(pg::Transaction& tx) const {
  return ParseEpoch(tx.Query(read_epoch_));
}

absl::StatusOr<Store::EpochRow> Store::LockEpoch(pg::Transaction& tx) const {
  return ParseEpoch(tx.Query(lock_epoch_));
}

void Store::AddEpochs(pg::Transaction& tx, absl::Span<const Epoch> epochs) const {
  std::vector<int64_t> numbers, commons;
  for (const Epoch& epoch : epochs) {
    numbers.push_back(static_cast<int64_t>(epoch.epoch));
    commons.push_back(static_cast<int64_t>(epoch.common));
  }
  tx.Later(add_epochs_, numbers, commons);
}

absl::Status Store::WriteEpoch(pg::Transaction& tx, const EpochRow& row) const {
  return tx
      .Query(write_epoch_, static_cast<int64_t>(row.head.epoch), static_cast<int64_t>(row.head.sequence),
             static_cast<int64_t>(row.head.reserved), row.incarnation)
      .status();
}

absl::StatusOr<std::vector<Epoch>> Store::ReadEpochs(pg::Transaction& tx) const {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Query(read_epochs_));
  std::vector<Epoch> epochs;
  for (int i = 0; i < result.rows(); ++i)
    epochs.push_back({static_cast<uint64_t>(result.Int(i, 0)), static_cast<uint64_t>(result.Int(i, 1))});
  return epochs;
}

absl::StatusOr<std::vector<Erasure>> Store::Tombstones(pg::Transaction& tx) const {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Query(tombstones_));
  std::vector<Erasure> erasures;
  for (int i = 0; i < result.rows(); ++i)
    erasures.push_back({std::string(result.Bytes(i, 0)), std::string(result.Text(i, 1)),
                        static_cast<uint64_t>(result.Int(i, 2))});
  return erasures;
}

absl::StatusOr<int64_t> Store::CountTombstones(pg::Transaction& tx) const {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Query(count_tombstones_));
  return result.Int(0, 0);
}

absl::StatusOr<std::vector<Row>> Store::Find(pg::Transaction& tx,
                                             const std::vector<std::string>& record_keys) const {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Query(find_, AsBytes(record_keys)));
  return ParseRows(result);
}

absl::StatusOr<std::vector<Row>> Store::FindByHubIds(pg::Transaction& tx,
                                                     const std::vector<std::string>& hub_ids) const {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Query(find_by_hub_ids_, AsBytes(hub_ids)));
  return ParseRows(result);
}

absl::StatusOr<std::vector<Row>> Store::FindExpired(pg::Transaction& tx, absl::Time now, int limit) const {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Query(find_expired_, now, int64_t{limit}));
  return ParseRows(result);
}

absl::StatusOr<std::vector<Row>> Store::FindOf(pg::Transaction& tx, const std::string& source, uint64_t until,
                                               int limit) const {
  ASSIGN_OR_RETURN(const pg::Result result,
                   tx.Query(find_of_, source, static_cast<int64_t>(until), int64_t{limit}));
  return ParseRows(result);
}

absl::Status Store::Write(pg::Transaction& tx, absl::Span<const Written> rows) const {
  std::vector<Written> fresh, known;
  for (const Written& row : rows) (row.fresh ? fresh : known).push_back(row);
  RETURN_IF_ERROR(Insert(tx, fresh));
  return Update(tx, known);
}

absl::Status Store::Insert(pg::Transaction& tx, absl::Span<const Written> rows) const {
  if (rows.empty()) return absl::OkStatus();
  pg::CopyRows copy(kColumnCount);
  for (const Written& row : rows) AddTo(copy, row);
  return tx.Copy(insert_, std::move(copy));
}

absl::Status Store::Update(pg::Transaction& tx, absl::Span<const Written> rows) const {
  if (rows.empty()) return absl::OkStatus();
  const ColumnArrays a(rows);
  return tx
      .Query(update_, a.keys, a.record_ids, a.sequences, a.versions, a.hub_versions, a.asserted, a.lifecycles,
             a.closures, a.countries, a.occupations, a.audiences, a.publics, a.former, a.payloads, a.digests,
             a.annotations, a.updated, a.expires, a.asserted_sequences)
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

void Store::WriteSource(pg::Transaction& tx, const SourceRow& source) const {
  const std::string lanes = source.set.Save();
  tx.Later(write_source_, source.source, static_cast<int64_t>(source.set.count()),
           static_cast<int64_t>(source.restricted), pg::Bytes{lanes}, static_cast<int16_t>(source.live_runs),
           pg::Bytes{source.closures.SerializeAsString()});
}

void Store::WriteActivity(pg::Transaction& tx, const SourceRow& source) const {
  const SourceRow::Activity& activity = source.activity;
  tx.Later(write_activity_, source.source, static_cast<int64_t>(activity.lease),
           static_cast<int64_t>(activity.receipts.number), pg::Bytes{activity.receipts.hash},
           activity.received, activity.changed, pg::Bytes{activity.counts.SerializeAsString()});
}

absl::StatusOr<DigestPage> Store::ReadDigests(pg::Transaction& tx, const std::string& source,
                                              const Between& between, Order order, int limit) const {
  ASSIGN_OR_RETURN(pg::Result result, tx.Query(order == Order::kRising ? digests_above_ : digests_below_,
                                               source, static_cast<int64_t>(between.above),
                                               static_cast<int64_t>(between.below), int64_t{limit}));
  return DigestPage(std::move(result));
}

absl::StatusOr<std::vector<Digested>> Store::DigestsAt(pg::Pool& pool, const Context& context,
                                                       const std::vector<int64_t>& sequences) const {
  ASSIGN_OR_RETURN(const pg::Result result, pool.Query(context, digests_at_, sequences));
  std::vector<Digested> records;
  for (int i = 0; i < result.rows(); ++i) records.push_back(ParseDigested(result, i));
  return records;
}

absl::Status Store::WriteProven(pg::Pool& pool, const Context& context, const std::string& source,
                                absl::Time when, uint64_t sequence) const {
  return pool.Run(context, [&](pg::Transaction& tx) {
    return tx.Query(write_proven_, source, when, static_cast<int64_t>(sequence)).status();
  });
}

absl::StatusOr<std::vector<Store::Read>> Store::After(pg::Transaction& tx, uint64_t sequence, int limit,
                                                      size_t budget) const {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Query(after_, static_cast<int64_t>(sequence), int64_t{limit},
                                                     static_cast<int64_t>(budget)));
  return ParseReads(result);
}

absl::StatusOr<std::vector<Store::Read>> Store::ByHubIds(pg::Transaction& tx,
                                                         const std::vector<std::string>& hub_ids) const {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Query(by_hub_ids_, AsBytes(hub_ids)));
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
