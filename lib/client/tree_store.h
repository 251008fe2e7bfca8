// The items of a tree (lib/evidence/record_tree.h), sorted on disk (lib/platform/sqlite/temporary.h): about 90 bytes of it
// and 5 µs each. Not thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "lib/evidence/record_tree.h"
#include "lib/platform/sqlite/temporary.h"

namespace tabadul::client {

class TreeStore {
 public:
  // All errors are as of sqlite::Temporary.
  static absl::StatusOr<std::unique_ptr<TreeStore>> Open();

  // In any order.
  absl::Status Add(uint16_t bucket, const std::string& item);
  // Of all that were added.
  absl::StatusOr<evidence::TreeHashes> Hashes() const;

 private:
  explicit TreeStore(std::unique_ptr<sqlite::Temporary> disk) : disk_(std::move(disk)) {}

  const std::unique_ptr<sqlite::Temporary> disk_;
  sqlite::Prepared add_;
};

}  // namespace tabadul::client
