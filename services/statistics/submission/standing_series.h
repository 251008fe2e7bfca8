// What a source has said so far: the former states that a submission is merged into. standing_store.h reads them from the
// exchange's own table.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "lib/platform/base/context.h"
#include "tabadul/exchange/v1/record.pb.h"
#include "tabadul/statistics/v1/series.pb.h"

namespace tabadul::statistics {

// A series as it stands, and who may receive it: a file does not say that, and does not change it.
struct Standing {
  v1::Series series;
  exchange::v1::Audience audience;
};

// Thread-safe. Both calls are blocking, and see what is committed when they are made.
class StandingSeries {
 public:
  virtual ~StandingSeries() = default;
  // Of the records that have one of these ids the series of those that are asserted OPEN, in no order.
  virtual absl::StatusOr<std::vector<Standing>> Find(const Context& context, const std::string& source,
                                                     absl::Span<const std::string> record_ids) const = 0;
  // The first `limit` series asserted OPEN whose record ids begin with `prefix` and stand after `after` (its bytes' order), in
  // this order; fewer: there are no more.
  virtual absl::StatusOr<std::vector<Standing>> After(const Context& context, const std::string& source,
                                                      std::string_view prefix, std::string_view after,
                                                      int limit) const = 0;
};

}  // namespace tabadul::statistics
