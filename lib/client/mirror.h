// Keeps a feed in a table of a database: one row a record, changed in the same transaction as the cursor, so that
// a process killed at any point goes on where the table is. The copy is proven by every mark: set hashes are
// computed from the rows themselves at each start, and then kept as rows change. Constant memory at any number
// of records. Not thread-safe; one process at a time (another one is noticed, CONCURRENT).
//
//   ASSIGN_OR_RETURN(auto store, OpenSqliteStore("feed.db", "vacancy", {}));
//   ASSIGN_OR_RETURN(auto mirror, Mirror::Open(std::move(store), {}));
//   settings.on_mark = [&](const SignedMark& mark) { … mirror->Check(mark, keys) … };
//   Follow(connection, settings, *mirror, stop);
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "lib/client/follower.h"
#include "lib/client/mirror_store.h"
#include "lib/client/source_hashes.h"

namespace tabadul::client {

struct MirrorOptions {
  MirrorColumns columns;         // the ones that the store was opened with
  std::string kind = "vacancy";  // of the feed
  // Read the feed from its beginning over what is held: what does not come again is removed at its mark.
  bool anew = false;
  // How long a database that cannot be reached is asked again.
  absl::Duration patience = absl::Minutes(2);
};

class Mirror final : public Follower {
 public:
  // Reads every row once, to hash what is held. PRECONDITION {file, cause} if the table has other columns.
  static absl::StatusOr<std::unique_ptr<Mirror>> Open(std::unique_ptr<MirrorStore> store,
                                                      MirrorOptions options);

  absl::Status Apply(const ChangeList& changes, const std::string& cursor) override;
  // All of the source's rows, or the sections of their payloads.
  absl::Status Withdraw(const exchange::v1::Withdrawn& withdrawn) override;
  // Nothing goes yet: the feed comes again over what is held.
  absl::Status Restart() override;
  // What has not come since Restart goes.
  absl::Status Marked() override;
  std::string Applied() const override { return place_.cursor; }
  // Since Restart: at the next mark rows may go.
  bool settling() const { return place_.settling; }

  absl::StatusOr<Proof> Check(const exchange::v1::SignedMark& mark,
                              const std::vector<identity::v1::SigningKey>& keys) const {
    return hashes_.Check(mark, keys);
  }
  uint64_t open_records() const { return hashes_.count(); }
  // Every record that is held, whole, by source and record_id.
  absl::Status ForEach(const std::function<absl::Status(const exchange::v1::StoredRecord&)>& each) const;

 private:
  Mirror(std::unique_ptr<MirrorStore> store, MirrorOptions options)
      : store_(std::move(store)), options_(std::move(options)), hashes_(options_.kind) {}
  absl::Status Load();
  absl::Status Write(MirrorBatch batch);
  absl::Status WriteOnce(const MirrorBatch& batch);
  MirrorRow RowOf(const exchange::v1::StoredRecord& stored) const;
  absl::Status WithdrawSections(const exchange::v1::Withdrawn& withdrawn);

  const std::unique_ptr<MirrorStore> store_;
  const MirrorOptions options_;
  MirrorPlace place_;
  SourceHashes hashes_;
  bool in_doubt_ = false;  // a transaction may or may not have happened: what is held is to be read again
};

}  // namespace tabadul::client
