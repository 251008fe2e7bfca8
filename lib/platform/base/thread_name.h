// What `top -H`, gdb and /proc/PID/task/*/comm call the calling thread.
#pragma once

#include <pthread.h>

#include <string>
#include <string_view>

namespace tabadul {

// At most 15 bytes, as Linux has it; more are cut. Threads that this one starts inherit it.
inline void NameThread(std::string_view name) {
  constexpr size_t kLongest = 15;
  pthread_setname_np(pthread_self(), std::string(name.substr(0, kLongest)).c_str());
}

}  // namespace tabadul
