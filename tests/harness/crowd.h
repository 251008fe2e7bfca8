// Many followers of a feed at once in one process, each with a TLS connection of its own, none with a thread: what a
// thousand ministries' systems are to the hub. None that was let in reconnects: when its stream ends, it has ended. Thread-safe.
#pragma once

#include <memory>
#include <string>

#include "lib/client/profile.h"

namespace tabadul::harness {

class Crowd {
 public:
  // All with the member's certificate and one token of it. `reads` false: they ask for the feed and never read it.
  Crowd(const client::Profile& profile, size_t size, bool reads = true);
  ~Crowd();  // cancels and waits
  Crowd(const Crowd&) = delete;
  Crowd& operator=(const Crowd&) = delete;

  size_t size() const;
  size_t marked() const;                    // that have reached the head once
  size_t reached(uint64_t sequence) const;  // that have got a change with this sequence or a later one
  size_t ended() const;                     // whose stream is over, for whatever reason

  // The processes that hold a thousand connections need as many files: raises this process's own limit, which those that
  // it starts from then on inherit.
  static void AllowFiles();

 private:
  class One;
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tabadul::harness
