// One SubmitData stream: takes the options, then the file's bytes onto the disk, and at their end has the file written on a
// thread that may wait; tells how far it is, then the submission, then ends with a Goodbye. A stream that ends early stops the
// writing between two batches.
#pragma once

#include <memory>

#include "lib/platform/rpc/service.h"
#include "lib/platform/rpc/worker_pool.h"
#include "services/statistics/submission/places.h"
#include "services/statistics/submission/submissions.h"

namespace tabadul::statistics {

// What all streams share; outlives them. `workers` ends before the rest.
struct SubmitRoom {
  Submissions& submissions;
  const Clock& clock;
  Places& places;
  rpc::WorkerPool& workers;
};

std::unique_ptr<rpc::StreamHandler> MakeSubmitHandler(const SubmitRoom& room, rpc::Stream& stream);

}  // namespace tabadul::statistics
