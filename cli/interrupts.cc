#include "cli/interrupts.h"

#include <pthread.h>
#include <unistd.h>

#include <csignal>
#include <utility>

namespace tabadul::cli {
namespace {

sigset_t EndingSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  return signals;
}

}  // namespace

Interrupts::Interrupts(Session& session, std::function<void()> on_first) {
  const sigset_t signals = EndingSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  thread_ = std::jthread([&session, on_first = std::move(on_first)](const std::stop_token& stop) {
    const sigset_t waited = EndingSignals();
    const timespec look{0, 100'000'000};
    for (int seen = 0; !stop.stop_requested();) {
      if (sigtimedwait(&waited, nullptr, &look) < 0) continue;
      if (++seen > 1) _exit(kUnreachable);
      session.Interrupt();
      on_first();
    }
  });
}

Interrupts::~Interrupts() {
  thread_.request_stop();
  thread_.join();
  const sigset_t signals = EndingSignals();
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
}

}  // namespace tabadul::cli
