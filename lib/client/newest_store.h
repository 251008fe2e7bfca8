// Which change of a file of changes (file_follower.h), counted from its beginning, is the newest of each record that is
// held, and how many bytes it has: in an unnamed file of about 70 bytes a record (lib/platform/sqlite/temporary.h). Not
// thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "lib/platform/sqlite/temporary.h"
#include "tabadul/exchange/v1/feed.pb.h"

namespace tabadul::client {

class NewestStore {
 public:
  // `path`: the feed's, for errors, all as of sqlite::Temporary.
  static absl::StatusOr<std::unique_ptr<NewestStore>> Open(const std::string& path);

  // The next line of the file. Whether a record that was held is not held any more.
  absl::StatusOr<bool> AddLine(const exchange::v1::Changes& changes, size_t bytes);
  // Whether this one, of that number, is the newest of a record that is held.
  absl::StatusOr<bool> IsHeld(const exchange::v1::Change& change, int64_t number);
  int64_t held_bytes() const { return held_; }

 private:
  struct Place {
    int64_t change, bytes;
  };

  explicit NewestStore(std::unique_ptr<sqlite::Temporary> disk) : disk_(std::move(disk)) {}
  absl::StatusOr<bool> Add(const exchange::v1::Change& change, int64_t bytes);
  absl::StatusOr<std::optional<Place>> Find(const std::string& hub_id);

  const std::unique_ptr<sqlite::Temporary> disk_;
  sqlite::Prepared find_, put_, remove_;
  int64_t changes_ = 0, held_ = 0;
};

}  // namespace tabadul::client
