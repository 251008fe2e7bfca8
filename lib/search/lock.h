// Many readers or one writer, and a writer that waits lets no further reader in: std::shared_mutex alone lets
// steady readers starve it. (Not absl::Mutex: TSan does not see into Debian's build of it.)
#pragma once

#include <mutex>
#include <shared_mutex>

namespace tabadul::search {

class FairSharedMutex {
 public:
  void lock() {
    turn_.lock();
    shared_.lock();
    turn_.unlock();
  }
  void unlock() { shared_.unlock(); }
  void lock_shared() {
    std::lock_guard turn(turn_);
    shared_.lock_shared();
  }
  void unlock_shared() { shared_.unlock_shared(); }

 private:
  std::mutex turn_;
  std::shared_mutex shared_;
};

}  // namespace tabadul::search
