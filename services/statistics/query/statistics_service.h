// StatisticsService: answered from memory, of what everybody may receive. Thread-safe. The holdings outlive it.
#pragma once

#include "lib/platform/rpc/service.h"
#include "services/statistics/holdings.h"

namespace tabadul::statistics {

class StatisticsService {
 public:
  explicit StatisticsService(const Holdings& holdings);
  rpc::Service& service() { return service_; }

 private:
  rpc::Service service_;
};

}  // namespace tabadul::statistics
