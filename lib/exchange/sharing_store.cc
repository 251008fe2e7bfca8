#include "lib/exchange/sharing_store.h"

namespace tabadul::exchange {

SharingStore::SharingStore(const std::string& kind)
    : all_(Statement(kind, "sharing_all", "SELECT source, state FROM @kind@_sharing")),
      write_(Statement(kind, "sharing_write",
                       "INSERT INTO @kind@_sharing (source, state) VALUES ($1, $2) "
                       "ON CONFLICT (source) DO UPDATE SET state = excluded.state")),
      write_version_(
          Statement(kind, "sharing_write_version", "UPDATE @kind@_head SET sharing = $1 WHERE shard = 0")) {}

absl::StatusOr<std::vector<SharingRow>> SharingStore::All(pg::Transaction& tx) const {
  ASSIGN_OR_RETURN(const pg::Result result, tx.Query(all_));
  std::vector<SharingRow> rows;
  for (int i = 0; i < result.rows(); ++i) {
    SharingRow& row = rows.emplace_back();
    row.source = result.Text(i, 0);
    if (!row.state.ParseFromString(std::string(result.Bytes(i, 1)))) {
      return Internal("a state of sharing cannot be read");
    }
  }
  return rows;
}

void SharingStore::Write(pg::Transaction& tx, const SharingRow& row) const {
  tx.Later(write_, row.source, pg::Bytes{row.state.SerializeAsString()});
}

void SharingStore::WriteVersion(pg::Transaction& tx, uint64_t version) const {
  tx.Later(write_version_, static_cast<int64_t>(version));
}

}  // namespace tabadul::exchange
