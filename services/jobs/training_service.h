// TrainingService: search and pages of training offers. Searches are answered from memory, single offers by the exchange.
// Thread-safe. Exchange, index, understanding and clock outlive it.
#pragma once

#include "lib/finding/record_search.h"
#include "lib/platform/rpc/service.h"
#include "tabadul/jobs/v1/training_service.pb.h"

namespace tabadul::jobs {

// What searches show of training offers.
finding::Presentation TrainingPresentation();

class TrainingService {
 public:
  // `results`: of searches, shared with the other replicas; none: every search is computed.
  TrainingService(exchange::Exchange& offers, finding::RecordIndex& index,
                  const finding::Understanding& understanding, const Clock& clock,
                  redis::SharedResults* results = nullptr);
  rpc::Service& service() { return service_; }

  absl::StatusOr<v1::SearchTrainingOffersResponse> SearchTrainingOffers(
      const rpc::Call& call, const v1::SearchTrainingOffersRequest& request);
  absl::StatusOr<v1::GetTrainingOfferResponse> GetTrainingOffer(const rpc::Call& call,
                                                                const v1::GetTrainingOfferRequest& request);

 private:
  exchange::Exchange& offers_;
  finding::RecordIndex& index_;
  const Clock& clock_;
  finding::RecordSearch search_;
  rpc::Service service_;
};

}  // namespace tabadul::jobs
