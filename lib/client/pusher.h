// Pushes items over the Push stream of any kind, through whatever happens on the way: reconnects by itself
// and repeats the unanswered tail in the same order (design: the hub then ends in the same state).
// Thread-safe; Push is meant for one producer. The outcome callback runs on the reader's thread, exactly once
// per item, in order.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "lib/client/connection.h"
#include "lib/client/outbox.h"

namespace tabadul::client {

struct PushSettings {
  std::string method = "/tabadul.jobs.v1.VacancyExchangeService/Push";
  exchange::v1::PushOptions options;
  // Without any progress for so long: UNAVAILABLE. What was answered stays answered; the rest can be pushed
  // again.
  absl::Duration patience = absl::Minutes(10);
  // Sent items unanswered for so long: the stream is dead without knowing it, and is replaced.
  absl::Duration answer_timeout = absl::Seconds(45);
  absl::Duration linger = absl::Milliseconds(5);  // how long a message waits for its 16th item
  size_t message_items = 500, message_bytes = 1 << 20;
  size_t waiting_items = 16'000, waiting_bytes = 32u << 20;  // taken from the producer, not answered
  // Called with each receipt that the hub has signed, on the reader's thread, before the outcomes that it covers: they
  // count as answered only then. Its items are those that were sent; the signature is for the callee to check. An error
  // ends the push with it. Empty: receipts are not waited for.
  std::function<absl::Status(const exchange::v1::ReceiptedItems&)> on_receipt;
  // Told of each interruption: why, and how long until the next attempt.
  std::function<void(const absl::Status& why, absl::Duration wait)> on_interruption;
};

class Pusher {
 public:
  using OnOutcome = std::function<void(const exchange::v1::ItemOutcome&)>;
  Pusher(Connection& connection, PushSettings settings, OnOutcome on_outcome);
  ~Pusher();  // gives up what is unanswered

  // Items are numbered 1, 2, 3, … in the order of these calls, whatever `item.item` says; the outcome names
  // that number. Waits while the hub is slower than the producer. RECORD_TOO_LARGE {limit_bytes}: this item
  // was not taken, others may follow. Any other error is the end: what Finish returns.
  absl::Status Push(exchange::v1::PushItem item);
  // No more items: waits until each is answered. UNAVAILABLE: patience is over; else the reason the hub
  // refused for.
  absl::Status Finish();
  // Sends nothing more, waits at most `grace` for the answers of what was sent. Ends Push and Finish with
  // CANCELLED unless all was answered. From any thread; not from a signal handler.
  void Stop(absl::Duration grace);

  struct State {
    uint64_t taken = 0, answered = 0;  // items
    int streams = 0;                   // opened so far, with a PushStarted
    std::string token;                 // consistency token of the last answer
  };
  State state() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tabadul::client
