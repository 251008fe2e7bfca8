#include "services/statistics/structures/store.h"

#include <utility>

namespace tabadul::statistics {
namespace {

constexpr pg::Sql kRevision{"structures.revision", "SELECT number FROM structure_revision"};
// Revision and rows of one snapshot; without rows the revision alone.
constexpr pg::Sql kRead{
    "structures.read",
    "SELECT r.number, r.changed, s.urn, s.owner, s.final, s.revision, octet_length(s.content), "
    "CASE WHEN s.revision > $1 THEN s.content END "
    "FROM structure_revision AS r LEFT JOIN structure AS s ON true ORDER BY s.urn"};
constexpr pg::Sql kLock{"structures.lock", "SELECT number FROM structure_revision FOR UPDATE"};
// From one dataflow to the next, by the index.
constexpr pg::Sql kFlows{
    "structures.flows",
    "WITH RECURSIVE found AS ((SELECT flow FROM series_vintage ORDER BY flow LIMIT 1) UNION ALL "
    "SELECT (SELECT v.flow FROM series_vintage AS v WHERE v.flow > found.flow ORDER BY v.flow LIMIT 1) "
    "FROM found WHERE found.flow IS NOT NULL) SELECT flow FROM found WHERE flow IS NOT NULL"};
constexpr pg::Sql kWrite{
    "structures.write",
    "INSERT INTO structure (urn, owner, final, content, revision, changed) VALUES ($1, $2, $3, $4, $5, $6) "
    "ON CONFLICT (urn) DO UPDATE SET owner = excluded.owner, final = excluded.final, "
    "content = excluded.content, revision = excluded.revision, changed = excluded.changed"};
constexpr pg::Sql kRemove{"structures.remove", "DELETE FROM structure WHERE urn = ANY ($1::text[])"};
constexpr pg::Sql kAdvance{"structures.advance", "UPDATE structure_revision SET number = $1, changed = $2"};

absl::Status NotMigrated() { return Internal("no revision of structures: the migrations did not run"); }

absl::StatusOr<StoredStructures> Parse(absl::StatusOr<pg::Result> result, int64_t known) {
  if (!result.ok()) return result.status();
  if (result->rows() == 0) return NotMigrated();
  StoredStructures stored{.known = known};
  stored.revision = result->Int(0, 0);
  stored.changed = result->Time(0, 1);
  for (int i = 0; i < result->rows() && !result->IsNull(i, 2); ++i) {
    StoredStructure& one = stored.structures.emplace_back();
    one.urn = result->Text(i, 2);
    one.owner = result->Text(i, 3);
    one.final = result->Bool(i, 4);
    one.revision = result->Int(i, 5);
    one.bytes = static_cast<size_t>(result->Int(i, 6));
    if (!result->IsNull(i, 7)) one.content = result->Bytes(i, 7);
  }
  return stored;
}

absl::StatusOr<std::vector<std::string>> ReadFlows(pg::Transaction& tx) {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Query(kFlows));
  std::vector<std::string> flows;
  for (int i = 0; i < result.rows(); ++i) flows.emplace_back(result.Text(i, 0));
  return flows;
}

}  // namespace

absl::StatusOr<int64_t> StructureStore::Revision(const Context& context) const {
  ASSIGN_OR_RETURN(const pg::Result result, pool_.Query(context, kRevision));
  if (result.rows() != 1) return NotMigrated();
  return result.Int(0, 0);
}

absl::StatusOr<StoredStructures> StructureStore::Read(const Context& context, int64_t known) const {
  return Parse(pool_.Query(context, kRead, known), known);
}

absl::Status StructureStore::Change(const Context& context, int64_t known, absl::Time now,
                                    const Decide& decide) const {
  return pool_.Run(context, [&](pg::Transaction& tx) -> absl::Status {
    RETURN_IF_ERROR(tx.Query(kLock).status());
    ASSIGN_OR_RETURN(const StoredStructures present, Parse(tx.Query(kRead, known), known));
    ASSIGN_OR_RETURN(const std::vector<std::string> flows, ReadFlows(tx));
    ASSIGN_OR_RETURN(const StructureChanges changes, decide(present, flows));
    if (changes.empty()) return absl::OkStatus();
    const int64_t revision = present.revision + 1;
    for (const StoredStructure& one : changes.written)
      tx.Later(kWrite, one.urn, one.owner, one.final, pg::Bytes{one.content}, revision, now);
    if (!changes.removed.empty()) tx.Later(kRemove, changes.removed);
    return tx.Query(kAdvance, revision, now).status();
  });
}

}  // namespace tabadul::statistics
