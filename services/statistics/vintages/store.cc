#include "services/statistics/vintages/store.h"

namespace tabadul::statistics {
namespace {

// Those that everybody may receive now: neither erased (asserted 3) nor suspended by the Centre (lifecycle 3).
constexpr pg::Sql kNames{
    "vintages.names",
    "SELECT v.source, v.record_id, v.record_key, sum(v.bytes)::bigint FROM series_vintage AS v "
    "WHERE v.flow = $1 AND (v.source, v.record_id) > ($2, $3) AND EXISTS (SELECT FROM series_record AS r "
    "WHERE r.record_key = v.record_key AND r.audience_public AND r.asserted < 3 AND r.lifecycle <> 3) "
    "GROUP BY v.source, v.record_id, v.record_key ORDER BY v.source, v.record_id LIMIT $4"};
constexpr pg::Sql kRead{
    "vintages.read",
    "SELECT v.record_key, v.sequence, v.at, CASE WHEN v.audience_public THEN v.payload END "
    "FROM unnest($1::bytea[]) WITH ORDINALITY AS k (record_key, place) "
    "JOIN series_vintage AS v ON v.record_key = k.record_key ORDER BY k.place, v.sequence"};

}  // namespace

absl::StatusOr<std::vector<VintageName>> VintageStore::Names(const Context& context, const std::string& flow,
                                                             const VintageName& after, int limit) const {
  ASSIGN_OR_RETURN(const pg::Result result,
                   pool_.Query(context, kNames, flow, after.source, after.record_id, int64_t{limit}));
  std::vector<VintageName> names;
  for (int i = 0; i < result.rows(); ++i) {
    names.push_back({std::string(result.Text(i, 0)), std::string(result.Text(i, 1)),
                     std::string(result.Bytes(i, 2)), static_cast<size_t>(result.Int(i, 3))});
  }
  return names;
}

absl::StatusOr<std::vector<StoredVintage>> VintageStore::Read(
    const Context& context, const std::vector<std::string>& record_keys) const {
  std::vector<pg::Bytes> keys;
  for (const std::string& key : record_keys) keys.push_back({key});
  ASSIGN_OR_RETURN(const pg::Result result, pool_.Query(context, kRead, keys));
  std::vector<StoredVintage> vintages;
  for (int i = 0; i < result.rows(); ++i) {
    StoredVintage& vintage = vintages.emplace_back();
    vintage.record_key = result.Bytes(i, 0);
    vintage.sequence = static_cast<uint64_t>(result.Int(i, 1));
    vintage.at = result.Time(i, 2);
    if (!result.IsNull(i, 3)) vintage.payload = result.Bytes(i, 3);
  }
  return vintages;
}

}  // namespace tabadul::statistics
