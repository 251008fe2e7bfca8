// The test's side of the fault points (lib/platform/base/fault_point.h): makes the page, arms a point, waits for it.
// One thread.
#pragma once

#include <string>

#include "absl/time/time.h"
#include "lib/platform/base/fault_point.h"

namespace tabadul::chaos {

class FaultsPage {
 public:
  // Writes the page with the names of lib/exchange/boundaries.h; the processes get `path` as TABADUL_FAULTS.
  explicit FaultsPage(const std::string& path);
  ~FaultsPage();
  FaultsPage(const FaultsPage&) = delete;
  FaultsPage& operator=(const FaultsPage&) = delete;

  // The next time that `point` is reached, after `passes` more.
  void Arm(const std::string& point, fault::Action action, int passes);
  void Disarm();
  // Whether what was armed has happened: the process dies, or a thread of it stands still.
  bool Fired() const { return Fires() > fired_before_; }
  bool AwaitFired(absl::Duration timeout) const;
  // Lets go whoever stands at a point.
  void Go();
  uint64_t Reached(const std::string& point) const;
  void SetClock(absl::Duration ahead);
  absl::Duration ClockAhead() const;

 private:
  int SlotOf(const std::string& point) const;
  uint64_t Fires() const;
  fault::Page* page_ = nullptr;
  int slot_ = 0;
  uint64_t fired_before_ = 0;
};

}  // namespace tabadul::chaos
