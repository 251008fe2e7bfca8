// A cold backup of PostgreSQL's files, and a restore of them by recovery to a new timeline, as docs/operations.md has
// it. One thread.
#pragma once

#include <string>

#include "tests/chaos/exchange/world.h"

namespace tabadul::chaos {

class Backup {
 public:
  // Copies the files; PostgreSQL is stopped for it and runs again.
  explicit Backup(World& world);
  ~Backup();
  Backup(const Backup&) = delete;
  Backup& operator=(const Backup&) = delete;
  // What was written since is lost. The services run again when it returns.
  void Restore();

 private:
  World& world_;
  std::string data_, copy_;
};

}  // namespace tabadul::chaos
