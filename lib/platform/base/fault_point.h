// Named places of the code at which a test can make the process die (SIGKILL) or stand still while the test does
// something to the world around it: `FAULT_POINT("after_lock_head");`. Compiled in with -DTABADUL_MUTANTS=ON only, like
// mutants; in every other build a point is nothing at all. Which points there are says lib/exchange/boundaries.h.
//
// A test makes a FaultPage in a file, puts the names of its points there, and names the file to the process in the
// environment (TABADUL_FAULTS). Both map it: the counts are there even after a SIGKILL. One page may serve several
// processes; one point is armed at a time. Thread-safe.
#pragma once

#include <atomic>
#include <cstdint>

namespace tabadul::fault {

enum class Action : uint32_t {
  kDie,   // SIGKILL to itself
  kStop,  // this thread waits until the test lets it go; the others run on
};

// Shared between processes: nothing but plain bytes and lock-free atomics; a file of zeros is one in which nothing is
// armed.
struct Page {
  static constexpr int kSlots = 64;
  static constexpr int kNameBytes = 40;
  struct Slot {
    char name[kNameBytes];
    std::atomic<uint64_t> reached;  // how often, by all processes
    std::atomic<uint64_t> fired;    // how often it was the armed one and acted
  };
  Slot slots[kSlots];
  std::atomic<int32_t> armed;          // 1 + the slot; 0: none
  std::atomic<uint32_t> action;        // what it does
  std::atomic<int32_t> left;           // times that it is still passed before it acts
  std::atomic<int32_t> stopped;        // pid of who stands at it; the test writes 0 to let it go
  std::atomic<int64_t> clock_seconds;  // what SystemClock adds to the time
};
static_assert(std::atomic<uint64_t>::is_always_lock_free && std::atomic<int32_t>::is_always_lock_free);

#ifdef TABADUL_MUTANTS
int SlotOf(const char* name);  // -1: there is no page; a page without the name ends the process
void Reach(int slot);
int64_t ClockSeconds();
#else
inline int64_t ClockSeconds() { return 0; }
#endif

}  // namespace tabadul::fault

#ifdef TABADUL_MUTANTS
#define FAULT_POINT(name)                                         \
  do {                                                            \
    static const int fault_slot = ::tabadul::fault::SlotOf(name); \
    if (fault_slot >= 0) ::tabadul::fault::Reach(fault_slot);     \
  } while (false)
#else
#define FAULT_POINT(name) static_cast<void>(0)
#endif
