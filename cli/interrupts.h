// Ctrl-C and SIGTERM as an event instead of death: the first one ends the calls that wait (Session::Interrupt) and asks the
// command to end in good order, the second ends the process at once (exit 4). Make one before any other thread starts, so
// that all inherit the blocked signals.
#pragma once

#include <functional>
#include <thread>

#include "cli/session.h"

namespace tabadul::cli {

class Interrupts {
 public:
  // `on_first` runs on a thread of its own.
  Interrupts(Session& session, std::function<void()> on_first);
  ~Interrupts();

 private:
  std::jthread thread_;
};

}  // namespace tabadul::cli
