// Whether a source keeps what it promised about its sending. docs/protocol.md#sources. Pure.
#pragma once

#include <optional>

#include "absl/time/time.h"
#include "tabadul/exchange/v1/source.pb.h"

namespace tabadul::exchange {

// When a source was heard from.
struct Signs {
  std::optional<absl::Time> received;      // last item that was answered, or run that was begun
  std::optional<absl::Time> proven;        // its owner proved that both sides are equal
  std::optional<absl::Time> promise_made;  // counts if it was never heard from
};

// How long it has been silent; never negative. None: it was never heard from, and has promised nothing.
std::optional<absl::Duration> SilenceOf(const Signs& signs, absl::Time now);

v1::Freshness FreshnessOf(std::optional<absl::Duration> silence, std::optional<absl::Duration> promised);

}  // namespace tabadul::exchange
