// The RPCs of one kind's exchange (Push, BatchPush, Watch, Get, runs) over an Exchange: the dozen-line services of
// the contract (tabadul.jobs.v1.VacancyExchangeService, …) all are this.
//   exchange::Endpoint endpoint(vacancies);
//   server.Add(endpoint.service());
#pragma once

#include <atomic>

#include "lib/exchange/watch_pages.h"
#include "lib/platform/rpc/service.h"

namespace tabadul::exchange {

// Thread-safe. Lives as long as the server.
class Endpoint {
 public:
  // Serves the service that is named after the kind's payload: "….Vacancy" has "….VacancyExchangeService".
  // A BatchPush holds a worker until its commit. So that a database that hangs does not take all of them, at most
  // `max_batches` do at a time; more are OVERLOADED.
  explicit Endpoint(Exchange& exchange, int max_batches = 12);
  rpc::Service& service() { return service_; }

 private:
  absl::StatusOr<v1::BatchPushResponse> BatchPush(const rpc::Call& call, const std::string& request);
  absl::StatusOr<v1::GetResponse> Get(const rpc::Call& call, const v1::GetRequest& request);
  void ServeRuns();
  Exchange& exchange_;
  WatchPages pages_;
  const int max_batches_;
  std::atomic<int> batches_ = 0;
  rpc::Service service_;
};

}  // namespace tabadul::exchange
