// What a set hash is made of, by hub id, for whoever keeps a feed in no store that could be asked (mirror.h has one): on disk
// (lib/platform/sqlite/temporary.h), about 200 bytes and 20 µs a record. Not thread-safe.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "lib/client/mirror_store.h"
#include "lib/platform/sqlite/temporary.h"

namespace tabadul::client {

class HeldStore {
 public:
  // `file`: where the feed is, for errors, all as of sqlite::Temporary.
  static absl::StatusOr<std::unique_ptr<HeldStore>> Open(const std::string& file);

  absl::StatusOr<std::optional<MirrorItem>> Find(const std::string& hub_id);
  // In place of what is held of it.
  absl::Status Put(const std::string& hub_id, const MirrorItem& item);
  absl::Status Remove(const std::string& hub_id);  // if it is held
  absl::Status RemoveSource(const std::string& source);

  absl::StatusOr<std::set<std::string>> Sources();
  // All of the source, in no order.
  absl::Status ForEach(const std::string& source, const std::function<void(const MirrorItem&)>& each);

 private:
  explicit HeldStore(std::unique_ptr<sqlite::Temporary> disk) : disk_(std::move(disk)) {}
  // To its end.
  absl::Status Run(sqlite::Statement& statement);

  const std::unique_ptr<sqlite::Temporary> disk_;
  sqlite::Prepared find_, put_, remove_;
};

}  // namespace tabadul::client
