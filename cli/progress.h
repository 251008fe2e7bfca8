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
  explicit Progress(Session& session);
  ~Progress();
  // Bytes of the file read so far, of how many (0: not known).
  void Read(uint64_t bytes, uint64_t size) {
    read_ = bytes;
    size_ = size;
  }
  void Answered() { ++answered_; }

 private:
  void Draw(absl::Time now);

  Session& session_;
  const absl::Time begun_ = absl::Now();
  std::atomic<uint64_t> read_{0}, size_{0}, answered_{0};
  absl::Time looked_ = absl::Now();
  uint64_t answered_then_ = 0;
  double rate_ = 0;  // rows a second, smoothed
  std::jthread thread_;
};

}  // namespace tabadul::cli
