// Walks the vintages of a dataflow in constant memory: pages of names, then some series at a time. Each page is a statement of
// its own, so that no transaction stays open while somebody takes his time with what he got; vintages are only ever added,
// or go with their series. Thread-safe. Blocking.
#pragma once

#include <functional>
#include <string>

#include "services/statistics/holdings.h"
#include "services/statistics/vintages/store.h"

namespace tabadul::statistics {

// What the vintages of one series may come to: all of them are in memory at once.
inline constexpr size_t kMaxVintageBytes = 64u << 20;

class VintageReader {
 public:
  explicit VintageReader(const VintageStore& store) : store_(store) {}

  // Whether the series of a source are for everybody.
  using IsPublic = std::function<bool(const std::string& source)>;
  using Wants = std::function<bool(absl::Span<const std::string> key)>;
  using Take = std::function<absl::Status(const HeldVintages&)>;
  // Holdings::ReadVintages. RECORD_TOO_LARGE {limit_bytes} for a series over kMaxVintageBytes.
  absl::Status Read(const Context& context, const Reference& dataflow, const IsPublic& is_public,
                    const Wants& wants, const Take& take) const;

 private:
  const VintageStore& store_;
};

}  // namespace tabadul::statistics
