// ThreadSanitizer's sight of Abseil. Debian builds Abseil without it, so it would take every hand-over through an
// absl::Mutex for a race. In the preset `threads` the linker sends our calls of Mutex, CondVar and Notification
// through here (--wrap; cmake/tsan.cmake reads the names from this file), where what happens before what is told.
#include <sanitizer/tsan_interface.h>

#include <cstdint>

namespace {
struct Time {  // as absl::Time and absl::Duration are passed
  int64_t high;
  uint32_t low;
};
}  // namespace

// While it gives a lock up, Abseil looks at the conditions of all who wait for it: those reads, from the stacks of other
// threads, come after what is told here and before they wake. They are not looked at.
extern "C" void AnnotateIgnoreReadsBegin(const char* file, int line);
extern "C" void AnnotateIgnoreReadsEnd(const char* file, int line);
namespace {
struct IgnoreReads {
  IgnoreReads() { AnnotateIgnoreReadsBegin(__FILE__, __LINE__); }
  ~IgnoreReads() { AnnotateIgnoreReadsEnd(__FILE__, __LINE__); }
};
}  // namespace

// NAME is the mangled name after the inline namespace. Before giving a lock up: release; after having it: acquire.
#define REAL(NAME) __real__ZN4absl7debian3##NAME
#define WRAP(NAME) __wrap__ZN4absl7debian3##NAME
#define REAL_CONST(NAME) __real__ZNK4absl7debian3##NAME
#define WRAP_CONST(NAME) __wrap__ZNK4absl7debian3##NAME

#define LOCK(NAME)               \
  void REAL(NAME)(void*);        \
  void WRAP(NAME)(void* mutex) { \
    REAL(NAME)(mutex);           \
    __tsan_acquire(mutex);       \
  }
#define TRY_LOCK(NAME)                     \
  bool REAL(NAME)(void*);                  \
  bool WRAP(NAME)(void* mutex) {           \
    const bool locked = REAL(NAME)(mutex); \
    if (locked) __tsan_acquire(mutex);     \
    return locked;                         \
  }
#define UNLOCK(NAME)             \
  void REAL(NAME)(void*);        \
  void WRAP(NAME)(void* mutex) { \
    __tsan_release(mutex);       \
    const IgnoreReads ignore;    \
    REAL(NAME)(mutex);           \
  }
// Waits for a condition of the mutex; gives it up meanwhile if it is held.
#define WAIT(NAME)                                      \
  void REAL(NAME)(void*, const void*);                  \
  void WRAP(NAME)(void* mutex, const void* condition) { \
    __tsan_release(mutex);                              \
    {                                                   \
      const IgnoreReads ignore;                         \
      REAL(NAME)(mutex, condition);                     \
    }                                                   \
    __tsan_acquire(mutex);                              \
  }
#define WAIT_UNTIL(NAME)                                           \
  bool REAL(NAME)(void*, const void*, Time);                       \
  bool WRAP(NAME)(void* mutex, const void* condition, Time time) { \
    __tsan_release(mutex);                                         \
    const bool holds = [&] {                                       \
      const IgnoreReads ignore;                                    \
      return REAL(NAME)(mutex, condition, time);                   \
    }();                                                           \
    __tsan_acquire(mutex);                                         \
    return holds;                                                  \
  }

extern "C" {
LOCK(5Mutex4LockEv)
LOCK(5Mutex10ReaderLockEv)
TRY_LOCK(5Mutex7TryLockEv)
TRY_LOCK(5Mutex13ReaderTryLockEv)
UNLOCK(5Mutex6UnlockEv)
UNLOCK(5Mutex12ReaderUnlockEv)
WAIT(5Mutex5AwaitERKNS0_9ConditionE)
WAIT(5Mutex8LockWhenERKNS0_9ConditionE)
WAIT(5Mutex14ReaderLockWhenERKNS0_9ConditionE)
WAIT_UNTIL(5Mutex16AwaitWithTimeoutERKNS0_9ConditionENS0_8DurationE)
WAIT_UNTIL(5Mutex17AwaitWithDeadlineERKNS0_9ConditionENS0_4TimeE)
WAIT_UNTIL(5Mutex19LockWhenWithTimeoutERKNS0_9ConditionENS0_8DurationE)
WAIT_UNTIL(5Mutex20LockWhenWithDeadlineERKNS0_9ConditionENS0_4TimeE)

void REAL(7CondVar4WaitEPNS0_5MutexE)(void*, void*);
void WRAP(7CondVar4WaitEPNS0_5MutexE)(void* condvar, void* mutex) {
  __tsan_release(mutex);
  REAL(7CondVar4WaitEPNS0_5MutexE)(condvar, mutex);
  __tsan_acquire(mutex);
}
#define CONDVAR_WAIT_UNTIL(NAME)                             \
  bool REAL(NAME)(void*, void*, Time);                       \
  bool WRAP(NAME)(void* condvar, void* mutex, Time time) {   \
    __tsan_release(mutex);                                   \
    const bool timed_out = REAL(NAME)(condvar, mutex, time); \
    __tsan_acquire(mutex);                                   \
    return timed_out;                                        \
  }
CONDVAR_WAIT_UNTIL(7CondVar15WaitWithTimeoutEPNS0_5MutexENS0_8DurationE)
CONDVAR_WAIT_UNTIL(7CondVar16WaitWithDeadlineEPNS0_5MutexENS0_4TimeE)

// HasBeenNotified alone tells nothing: who reads what was handed over must wait.
UNLOCK(12Notification6NotifyEv)
void REAL_CONST(12Notification19WaitForNotificationEv)(const void*);
void WRAP_CONST(12Notification19WaitForNotificationEv)(const void* self) {
  REAL_CONST(12Notification19WaitForNotificationEv)(self);
  __tsan_acquire(const_cast<void*>(self));
}
#define WAIT_FOR_NOTIFICATION(NAME)                        \
  bool REAL_CONST(NAME)(const void*, Time);                \
  bool WRAP_CONST(NAME)(const void* self, Time time) {     \
    const bool notified = REAL_CONST(NAME)(self, time);    \
    if (notified) __tsan_acquire(const_cast<void*>(self)); \
    return notified;                                       \
  }
WAIT_FOR_NOTIFICATION(12Notification30WaitForNotificationWithTimeoutENS0_8DurationE)
WAIT_FOR_NOTIFICATION(12Notification31WaitForNotificationWithDeadlineENS0_4TimeE)
}  // extern "C"
