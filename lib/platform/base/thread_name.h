// What `top -H`, gdb and /proc/PID/task/*/comm call a thread.
#pragma once

#include <pthread.h>

#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace tabadul {

// Of the calling thread. At most 15 bytes, as Linux has it; more are cut. Threads that this one starts inherit it.
inline void NameThread(std::string_view name) {
  constexpr size_t kLongest = 15;
  pthread_setname_np(pthread_self(), std::string(name.substr(0, kLongest)).c_str());
}

// A thread of this name that runs `run`.
template <typename Function>
std::thread NamedThread(std::string_view name, Function run) {
  return std::thread([name = std::string(name), run = std::move(run)]() mutable {
    NameThread(name);
    run();
  });
}

}  // namespace tabadul
