#include "lib/exchange/erasure_vacuum.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "lib/exchange/statement.h"
#include "lib/platform/base/mutant.h"
#include "lib/platform/log/log.h"
#include "lib/platform/metrics/metrics.h"

namespace tabadul::exchange {
namespace {

constexpr absl::Duration kLongest = absl::Hours(6);  // of one run: the table with its indexes
constexpr pg::Sql kPace{"vacuum.pace", "SET vacuum_cost_delay = 2"};  // milliseconds, as autovacuum has it

// One snapshot: every erasure up to this head is among the tombstones.
constexpr char kFind[] =
    "SELECT h.head, (SELECT min(r.updated) FROM @kind@_record AS r "
    "WHERE r.asserted = 3 AND r.sequence > h.vacuumed) FROM @kind@_head AS h WHERE "
    "h.shard = 0";
// FREEZE looks at every page that may have a dead row, waits for one that is in use, and leaves behind, in relfrozenxid,
// before which transaction nothing is left. Without INDEX_CLEANUP the indexes are left alone if little is dead.
constexpr char kVacuum[] = "VACUUM (FREEZE, INDEX_CLEANUP ON) @tables@";
// A tombstone's xmin is the transaction that erased it, and the end (xmax) of the rows that were there before, in every
// table. Texts of some length are in a table of their own (TOAST), which has its own relfrozenxid.
constexpr char kNote[] =
    "UPDATE @kind@_head AS h SET vacuumed = $1 WHERE h.shard = 0 AND h.vacuumed < $1 AND NOT EXISTS "
    "(SELECT FROM @kind@_record AS r, pg_class AS main, pg_class AS held "
    "WHERE r.asserted = 3 AND r.sequence > h.vacuumed AND r.sequence <= $1 "
    "AND main.oid IN (@oids@) AND held.oid IN (main.oid, main.reltoastrelid) "
    "AND age(r.xmin) <= age(held.relfrozenxid))";
// The same without asking.
constexpr char kNoteBlindly[] = "UPDATE @kind@_head SET vacuumed = $1 WHERE shard = 0 AND vacuumed < $1";

const metrics::Gauge& OldestGauge() {
  static const auto* gauge = new metrics::Gauge("tabadul_exchange_unvacuumed_erasure_timestamp_seconds",
                                                "When the oldest erasure that may be in a dead row was, in "
                                                "Unix time; if there is none, when that was seen.",
                                                {"kind"});
  return *gauge;
}

// A statement over all tables of the kind.
pg::Sql OverTables(const ErasureVacuum::Records& records, const std::string& name, std::string_view text) {
  std::vector<std::string> tables = {records.kind + "_record"};
  tables.insert(tables.end(), records.tables.begin(), records.tables.end());
  const std::string all = absl::StrReplaceAll(
      Absl(text), {{"@tables@", absl::StrJoin(tables, ", ")},
                   {"@oids@", absl::StrCat("'", absl::StrJoin(tables, "'::regclass, '"), "'::regclass")}});
  return Statement(records.kind, name, all);
}

absl::Status SetPace(const Context& context, pg::OpenedConnection& opened) {
  return opened.Run(context, [](pg::Transaction& tx) { return tx.Query(kPace).status(); });
}

}  // namespace

ErasureVacuum::ErasureVacuum(const std::vector<Records>& kinds, const Clock& clock, Options options)
    : clock_(clock),
      options_(std::move(options)),
      pool_({.conninfo = options_.conninfo,
             .size = static_cast<int>(kinds.size()),
             .name = "vacuum",
             .statement_timeout = kLongest + absl::Minutes(1)}),
      paced_(pool_.OnOpen(SetPace)),
      scheduler_(options_.conninfo) {
  for (const Records& records : kinds) {
    kinds_.push_back(
        {.name = records.kind,
         .find = Statement(records.kind, "find_unvacuumed", kFind),
         .vacuum = OverTables(records, "vacuum", kVacuum),
         .note = OverTables(records, "note_vacuumed", MUTANT("vacuum_is_believed") ? kNoteBlindly : kNote)});
  }
}

ErasureVacuum::~ErasureVacuum() { Stop(); }

void ErasureVacuum::Start() {
  for (Kind& kind : kinds_) {
    scheduler_.Add({.name = "exchange.vacuum." + kind.name,
                    .every = options_.look,
                    .timeout = kLongest,
                    .run = [this, &kind](const Context& context) { return Clean(context, kind); }});
  }
}

void ErasureVacuum::Stop() { scheduler_.Stop(); }

absl::Status ErasureVacuum::Clean(const Context& context, Kind& kind) {
  ASSIGN_OR_RETURN(const Found found, Find(context, kind));
  const absl::Time begun = clock_.Now();
  if (!found.oldest || begun < std::max(*found.oldest + options_.within / 2, kind.again))
    return absl::OkStatus();
  kind.again = begun + options_.within / 4;
  RETURN_IF_ERROR(pool_.Maintain(context, kind.vacuum));
  ASSIGN_OR_RETURN(const bool gone, Note(context, kind, found.head));
  if (gone) {
    log::Info("erasures_vacuumed",
              {{"kind", kind.name}, {"seconds", absl::ToInt64Seconds(clock_.Now() - begun)}});
  } else {
    log::Warn("erasures_not_vacuumed",
              {{"kind", kind.name}, {"seconds", absl::ToInt64Seconds(clock_.Now() - *found.oldest)}});
  }
  return Find(context, kind).status();
}

absl::StatusOr<ErasureVacuum::Found> ErasureVacuum::Find(const Context& context, const Kind& kind) {
  ASSIGN_OR_RETURN(const pg::Result result, pool_.Query(context, kind.find));
  if (result.rows() != 1) return Internal("no head row: the migrations did not run");
  Found found{.head = result.Int(0, 0), .oldest = std::nullopt};
  if (!result.IsNull(0, 1)) found.oldest = result.Time(0, 1);
  const absl::Time oldest = found.oldest.value_or(clock_.Now());
  OldestGauge().With({kind.name}).Set(absl::ToDoubleSeconds(oldest - absl::UnixEpoch()));
  return found;
}

// Whether nothing that was erased up to that head is left.
absl::StatusOr<bool> ErasureVacuum::Note(const Context& context, const Kind& kind, int64_t head) {
  ASSIGN_OR_RETURN(const pg::Result result, pool_.Query(context, kind.note, head));
  return result.affected() == 1;
}

}  // namespace tabadul::exchange
