// The training offer as a kind of record: what makes one valid (the rules stand in
// proto/tabadul/jobs/v1/training_offer.proto), and what the exchange must know of it. Pure functions, thread-safe.
#pragma once

#include "lib/exchange/exchange.h"
#include "lib/platform/base/status.h"
#include "tabadul/jobs/v1/training_offer.pb.h"

namespace tabadul::jobs {

exchange::RecordKind TrainingOfferKind();

// Reports every mistake, paths from the offer: "title", "price.currency", "locations[2].country".
void ValidateTrainingOffer(const v1::TrainingOffer& offer, Violations& violations);

// Of a valid offer: countries of all its locations (sorted, each once), the ISCO-08 code of its main target, its end.
exchange::Columns ColumnsOf(const v1::TrainingOffer& offer);

}  // namespace tabadul::jobs
