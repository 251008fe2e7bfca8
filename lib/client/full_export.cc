#include "lib/client/full_export.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "lib/client/kind.h"

namespace tabadul::client {
namespace {

using namespace exchange::v1;  // NOLINT: the messages of runs

constexpr absl::Duration kLook = absl::Milliseconds(300);

}  // namespace

absl::Status FullExport::Begin(const std::string& source, std::optional<uint64_t> records) {
  ASSIGN_OR_RETURN(const std::string method, MethodOf(kind_, "BeginRun"));
  BeginRunRequest request;
  request.set_source(source);
  if (records) request.set_declared_records(*records);
  ASSIGN_OR_RETURN(const auto begun,
                   Ask<BeginRunResponse>(connection_, connection_.Within(kCallTime), method, request));
  run_ = begun.run();
  return absl::OkStatus();
}

absl::Status FullExport::End(absl::Duration patience) {
  ASSIGN_OR_RETURN(const std::string end, MethodOf(kind_, "EndRun"));
  EndRunRequest request;
  request.set_run_id(run_.run_id());
  request.set_unreadable_rows(unreadable_);
  const auto ended = Ask<EndRunResponse>(connection_, connection_.Within(patience), end, request);
  is_unanswered_ = !ended.ok() && IsUnreachable(ended.status());
  RETURN_IF_ERROR(ended.status());
  run_ = ended->run();
  const absl::Time until = absl::Now() + patience;
  while ((run_.state() == RUN_STATE_ENDING || run_.state() == RUN_STATE_CLOSING) && absl::Now() < until) {
    absl::SleepFor(kLook);
    RETURN_IF_ERROR(Look(patience));
  }
  return absl::OkStatus();
}

absl::Status FullExport::Look(absl::Duration patience) {
  ASSIGN_OR_RETURN(const std::string method, MethodOf(kind_, "GetRun"));
  GetRunRequest request;
  request.set_run_id(run_.run_id());
  ASSIGN_OR_RETURN(const auto now,
                   Ask<GetRunResponse>(connection_, connection_.Within(patience), method, request));
  run_ = now.run();
  return absl::OkStatus();
}

// A hub that was restored may have no such run, too.
bool FullExport::IsToBeginAgain() {
  const absl::Status known = Look(kCallTime);
  const bool forgotten =
      known.ok() ? run_.state() == RUN_STATE_EXPIRED : ReasonOf(known) == common::v1::ERROR_REASON_NOT_FOUND;
  return forgotten && IsNewest().value_or(false);
}

absl::StatusOr<bool> FullExport::IsNewest() {
  ASSIGN_OR_RETURN(const std::string method, MethodOf(kind_, "ListRuns"));
  ListRunsRequest request;
  request.set_source(run_.source());
  ASSIGN_OR_RETURN(const auto listed,
                   Ask<ListRunsResponse>(connection_, connection_.Within(kCallTime), method, request));
  const auto begun = [](const Run& run) {
    return std::pair(run.create_time().seconds(), run.create_time().nanos());
  };
  return std::none_of(listed.runs().begin(), listed.runs().end(),
                      [&](const Run& other) { return !other.implicit() && begun(other) > begun(run_); });
}

}  // namespace tabadul::client
