// The parts of a training offer, each with its rules: used by ValidateTrainingOffer alone. Paths are from the scope they
// are given.
#pragma once

#include "lib/platform/base/status.h"
#include "tabadul/jobs/v1/training_offer.pb.h"

namespace tabadul::jobs {

// training_terms.cc: what it costs, what it asks for, what it gives, who may come
void ValidateTerms(const v1::TrainingOffer& offer, Violations& v);

}  // namespace tabadul::jobs
