// What a data message said, by series, ready to be merged into what stands. Made by Collector (collect.h). Immutable:
// thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "services/statistics/sdmx/data.h"
#include "services/statistics/series/statements.h"
#include "services/statistics/structure/layout.h"
#include "tabadul/statistics/v1/series.pb.h"

namespace tabadul::statistics {

class Collected {
 public:
  // A dataflow of the message.
  struct Flow {
    std::string dataflow;  // "AGENCY:FLOW(VERSION)"
    std::shared_ptr<const Layout> layout;
  };
  // A series that the message names.
  struct Named {
    size_t flow = 0;
    std::vector<std::string> key;
    std::vector<Part> parts;  // by step
  };
  // What the message says of all series that fit, by part of a key; "" fits all codes.
  struct Wide {
    size_t flow = 0;
    std::vector<std::string> key;
    std::vector<WideStatement> statements;  // by step
  };

  const std::vector<Flow>& flows() const { return flows_; }
  const std::vector<Named>& series() const { return series_; }  // by flow, then by key
  // Whoever writes looks for the series that stand and fit one of these, beside those that are named.
  const std::vector<Wide>& wide() const { return wide_; }
  // By line; the rows that they are in are left out of all else. At most Collector::Limits::mistakes of them.
  const std::vector<sdmx::Mistake>& mistakes() const { return mistakes_; }
  uint64_t mistake_count() const { return mistake_count_; }
  uint64_t observations() const { return observations_; }

  // What the series is after the message: `former` as it stands (null: there is none), then what the message says of it by
  // name and by parts of its key. Nullopt: no observation is left. What comes out is in the proto's form; whether it is
  // valid (mandatory attributes, number of periods) is ValidateSeries's.
  std::optional<v1::Series> Merge(size_t flow, absl::Span<const std::string> key,
                                  const v1::Series* former) const;

  // The row of the file that says most of an observation of series()[series]; 0 if none does.
  uint64_t LineOf(size_t series, std::string_view period) const;

 private:
  friend class Collector;
  const Named* Find(size_t flow, absl::Span<const std::string> key) const;
  std::vector<const WideStatement*> Fitting(size_t flow, absl::Span<const std::string> key) const;
  // Fills masks_ and by_part_ from wide_.
  void IndexWide();

  std::vector<Flow> flows_;
  std::vector<Named> series_;
  std::vector<Wide> wide_;
  // Which dimensions parts of keys have, by flow: few. And by flow, these dimensions and their codes: place in wide_.
  std::vector<std::vector<uint64_t>> masks_;
  absl::flat_hash_map<std::string, size_t> by_part_;
  AttributeSets sets_;
  PeriodTable periods_;
  std::vector<sdmx::Mistake> mistakes_;
  uint64_t mistake_count_ = 0;
  uint64_t observations_ = 0;
};

// For maps: the codes of a key at the dimensions of `mask` (bit i: dimension i).
std::string PartOfKey(size_t flow, uint64_t mask, absl::Span<const std::string> key);
// The dimensions at which a part of a key has a code.
uint64_t MaskOf(absl::Span<const std::string> part);

}  // namespace tabadul::statistics
