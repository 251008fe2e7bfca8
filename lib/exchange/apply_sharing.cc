// What sharing does to records and to its own rows: another part of apply.h.
#include <algorithm>

#include "google/protobuf/util/message_differencer.h"
#include "lib/exchange/apply.h"
#include "lib/platform/base/fault_point.h"

namespace tabadul::exchange {
namespace {

using google::protobuf::util::MessageDifferencer;

SharingRow* Find(std::vector<SharingRow>& rows, const std::string& source) {
  const auto found =
      std::find_if(rows.begin(), rows.end(), [&](const SharingRow& row) { return row.source == source; });
  return found == rows.end() ? nullptr : &*found;
}

}  // namespace

void Applier::WriteSharing(pg::Transaction& tx, Commit& commit) {
  if (commit.sharing.empty()) return;
  for (const SharingRow& row : commit.sharing) store_.sharing().Write(tx, row);
  store_.sharing().WriteVersion(tx, ++head_.sharing);
  store_.WriteHead(tx, head_.sequence);
  commit.after = head_;
}

absl::StatusOr<Commit> Applier::Share(pg::Transaction& tx, const std::vector<SourceRights>& wanted) {
  ASSIGN_OR_RETURN(head_, store_.LockHead(tx));
  Commit commit{.before = head_, .after = head_, .changes = {}, .sources = {}, .sharing = {}};
  ASSIGN_OR_RETURN(auto rows, store_.sharing().All(tx));
  for (const SourceRights& one : wanted) {
    const SharingRow* const known = Find(rows, one.source);
    if (known != nullptr && IsOlder(one, known->state.number())) continue;
    SharingRow row = known == nullptr ? SharingRow{one.source, {}} : *known;
    if (known == nullptr) *row.state.mutable_rights() = sharing_.Unknown();
    const bool same = MessageDifferencer::Equals(row.state.rights(), one.rights);
    if (known != nullptr && same && known->state.number() >= one.number) continue;
    if (!same && HasToWait(one.rights, sharing_.by_default, row.state)) continue;
    row.state.set_number(std::max(one.number, row.state.number()));
    // Each change has a place in the feed: who stands below hears of it.
    if (!same) ChangeRights(one.rights, sharing_.by_default, ++head_.sequence, row.state);
    commit.sharing.push_back(std::move(row));
  }
  RETURN_IF_ERROR(InReserve());
  WriteSharing(tx, commit);
  FAULT_POINT("share_before_commit");
  return commit;
}

absl::StatusOr<Commit> Applier::Resequence(pg::Transaction& tx, const std::string& source, int limit) {
  ASSIGN_OR_RETURN(head_, store_.LockHead(tx));
  Commit commit{.before = head_, .after = head_, .changes = {}, .sources = {}, .sharing = {}};
  ASSIGN_OR_RETURN(auto rows, store_.sharing().All(tx));
  SharingRow* const row = Find(rows, source);
  const uint64_t until = row == nullptr ? 0 : ResequenceUntil(row->state);
  if (until == 0) return commit;  // another process was faster
  tx.ReadInIndexOrder();
  ASSIGN_OR_RETURN(auto records, store_.FindOf(tx, source, until, limit));
  std::vector<Written> written;
  for (Row& record : records) {
    record.sequence = ++head_.sequence;
    written.push_back({&record, nullptr});
  }
  RETURN_IF_ERROR(InReserve());
  RETURN_IF_ERROR(store_.Write(tx, written));
  if (records.size() < static_cast<size_t>(limit)) {
    Resequenced(row->state);
    commit.sharing.push_back(*row);
  }
  WriteSharing(tx, commit);
  if (!records.empty()) store_.WriteHead(tx, head_.sequence);
  for (Row& record : records) commit.changes.push_back({std::move(record), nullptr});
  commit.after = head_;
  FAULT_POINT("resequence_before_commit");
  return commit;
}

}  // namespace tabadul::exchange
