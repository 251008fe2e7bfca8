// How far a push is: a bar with rate and time left, redrawn on a terminal, else a line every few seconds.
// Draws on a thread of its own until destroyed. Thread-safe.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "cli/session.h"

namespace tabadul::cli {

// "[#########                     ]  30 %": `share` from 0 to 1.
std::string Bar(double share, int width);
// "0:07", "12:31", "3:05:00".
std::string Clockwise(absl::Duration duration);

class Progress {
 public:
  // `size`: bytes of the file, 0 if that is not known.
  Progress(Session& session, uint64_t size);
  ~Progress();
  // All rows in so many bytes of the file are answered, or need no answer.
  void Done(uint64_t bytes) { done_ = bytes; }
  void Answered() { ++answered_; }

 private:
  void Draw(absl::Time now);

  Session& session_;
  const uint64_t size_;
  const absl::Time begun_ = absl::Now();
  std::atomic<uint64_t> done_{0}, answered_{0};
  absl::Time looked_ = absl::Now();
  uint64_t answered_then_ = 0;
  double rate_ = 0;  // rows a second, smoothed
  std::jthread thread_;
};

}  // namespace tabadul::cli
