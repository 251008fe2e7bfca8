// A cold backup of PostgreSQL's files, and ways to restore them. The ledger is no part of it: it is never restored. One
// thread.
#pragma once

#include <string>

#include "tests/chaos/exchange/world.h"

namespace tabadul::chaos {

struct Restoring {
  bool recover = true;   // to a new timeline; else the files are put back byte by byte
  bool serving = false;  // the services run on, and find another PostgreSQL under them
};

class Backup {
 public:
  // Copies the files; PostgreSQL is stopped for it and runs again.
  explicit Backup(World& world);
  ~Backup();
  Backup(const Backup&) = delete;
  Backup& operator=(const Backup&) = delete;
  // What was written since is lost, but for the erasures that were acknowledged. All parts run when it returns.
  void Restore(Restoring how);

 private:
  World& world_;
  std::string data_, copy_;
};

}  // namespace tabadul::chaos
