// SubmissionService: files of statistics offices in, and the calendar of their releases out. Thread-safe. What it is given
// outlives it; Stop before the exchange's.
//
//   SubmissionStore store(pool);
//   StandingStore standing(pool);
//   Submissions submissions(store, standing, [&](auto& call, auto& options, auto items) {
//     return series.Write(call, options, std::move(items)); }, [&] { return structures.Now().structures; }, clock);
//   SubmissionService service(submissions, store, series, clock);
//   schedule::Scheduler scheduler(config.database);
//   scheduler.Add(submissions.ReleaseJob());
#pragma once

#include <string>

#include "lib/exchange/exchange.h"
#include "lib/platform/base/clock.h"
#include "lib/platform/rpc/service.h"
#include "lib/platform/rpc/worker_pool.h"
#include "services/statistics/submission/places.h"
#include "services/statistics/submission/submissions.h"
#include "services/statistics/submission/submit_handler.h"

namespace tabadul::statistics {

class SubmissionService {
 public:
  // `series`: whose series everybody may receive.
  SubmissionService(Submissions& submissions, const SubmissionStore& store, const exchange::Exchange& series,
                    const Clock& clock);
  // Waits for the files that are being written: their streams are to have ended. Idempotent.
  void Stop() { workers_.Stop(); }
  rpc::Service& service() { return service_; }

  absl::StatusOr<v1::SubmitDataMessageResponse> SubmitDataMessage(
      const rpc::Call& call, const v1::SubmitDataMessageRequest& request);
  absl::StatusOr<v1::GetSubmissionResponse> GetSubmission(const rpc::Call& call,
                                                          const v1::GetSubmissionRequest& request);
  absl::StatusOr<v1::ListSubmissionsResponse> ListSubmissions(const rpc::Call& call,
                                                              const v1::ListSubmissionsRequest& request);
  absl::StatusOr<v1::CancelSubmissionResponse> CancelSubmission(const rpc::Call& call,
                                                                const v1::CancelSubmissionRequest& request);
  absl::StatusOr<v1::MoveReleaseResponse> MoveRelease(const rpc::Call& call,
                                                      const v1::MoveReleaseRequest& request);
  absl::StatusOr<v1::ListReleasesResponse> ListReleases(const rpc::Call& call,
                                                        const v1::ListReleasesRequest& request);

 private:
  // Of the caller's own, or any for the Centre. NOT_FOUND.
  absl::StatusOr<SubmissionRow> FindOwn(const rpc::Call& call, const std::string& id) const;
  absl::StatusOr<v1::Submission> Change(const rpc::Call& call, const std::string& id, const char* action,
                                        const std::function<absl::StatusOr<bool>()>& change) const;

  Submissions& submissions_;
  const SubmissionStore& store_;
  const exchange::Exchange& series_;
  const Clock& clock_;
  Places places_, messages_;
  rpc::WorkerPool workers_;
  const SubmitRoom room_;
  rpc::Service service_;
};

}  // namespace tabadul::statistics
