// PracticeService: search and pages of good practices. Searches are answered from memory, single practices by the exchange.
// Thread-safe. Exchange, index and clock outlive it.
#pragma once

#include "lib/finding/record_search.h"
#include "lib/platform/rpc/service.h"
#include "tabadul/statistics/v1/practice_service.pb.h"

namespace tabadul::statistics {

class PracticeService {
 public:
  PracticeService(exchange::Exchange& practices, finding::RecordIndex& index, const Clock& clock);
  rpc::Service& service() { return service_; }

  absl::StatusOr<v1::SearchGoodPracticesResponse> SearchGoodPractices(
      const rpc::Call& call, const v1::SearchGoodPracticesRequest& request);
  absl::StatusOr<v1::GetGoodPracticeResponse> GetGoodPractice(const rpc::Call& call,
                                                              const v1::GetGoodPracticeRequest& request);

 private:
  exchange::Exchange& practices_;
  finding::RecordIndex& index_;
  const Clock& clock_;
  finding::RecordSearch search_;
  rpc::Service service_;
};

}  // namespace tabadul::statistics
