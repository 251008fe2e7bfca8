#include "services/statistics/structures/service.h"

#include <utility>

#include "absl/strings/str_join.h"
#include "lib/platform/metrics/metrics.h"
#include "lib/platform/rpc/audit.h"
#include "services/statistics/sdmx/structures.h"
#include "services/statistics/structures/decide.h"

namespace tabadul::statistics {
namespace {

constexpr size_t kMaxMessageBytes = 3u << 20;

const metrics::Counter& Written() {
  static const auto* counter = new metrics::Counter("tabadul_statistics_structures_total",
                                                    "Structures that were submitted or deleted", {"outcome"});
  return *counter;
}

StructureWriter WriterOf(const rpc::Caller& caller) {
  return {caller.organisation, caller.HasScope("admin")};
}

absl::StatusOr<sdmx::StructureMessage> ReadMessage(const std::string& message) {
  Violations violations;
  if (message.empty()) violations.Add("message", common::v1::ERROR_REASON_REQUIRED);
  if (message.size() > kMaxMessageBytes) {
    violations.Add("message", common::v1::ERROR_REASON_TOO_LONG,
                   {{"limit", std::to_string(kMaxMessageBytes)}, {"unit", "bytes"}});
  }
  RETURN_IF_ERROR(violations.ToStatus());
  return sdmx::ReadStructures(message);
}

// What an audit line is about; it keeps the first of them.
std::string SubjectOf(const absl::StatusOr<v1::SubmitStructuresResponse>& answer) {
  if (!answer.ok()) return "";
  return absl::StrJoin(answer->outcomes(), " ", [](std::string* out, const v1::StructureOutcome& outcome) {
    out->append(outcome.urn().substr(outcome.urn().find('=') + 1));
  });
}

}  // namespace

StructureService::StructureService(PresentStructures& present, const StructureStore& store,
                                   const Clock& clock)
    : present_(present),
      store_(store),
      clock_(clock),
      service_(v1::SubmitStructuresRequest::descriptor()->file()->FindServiceByName("StructureService")) {
  service_.Unary("SubmitStructures", this, &StructureService::SubmitStructures);
  service_.Unary("DeleteStructure", this, &StructureService::DeleteStructure);
}

absl::Status StructureService::Change(const Context& context, const Decide& decide) {
  const auto decide_here = [&](const StoredStructures& stored,
                               const std::vector<std::string>& flows) -> absl::StatusOr<StructureChanges> {
    const HeldStructures held = present_.Take(stored);
    // The database was restored to what was before: the next look at it finds that out.
    if (present_.revision() != stored.revision) return Error(common::v1::ERROR_REASON_CONCURRENT);
    return decide(held, stored, flows);
  };
  RETURN_IF_ERROR(store_.Change(context, present_.revision(), clock_.Now(), decide_here));
  // It is committed: that it cannot be read at once is no failure of the call.
  present_.Refresh(context).status().IgnoreError();
  return absl::OkStatus();
}

absl::StatusOr<v1::SubmitStructuresResponse> StructureService::Submit(
    const rpc::Call& call, const v1::SubmitStructuresRequest& request) {
  ASSIGN_OR_RETURN(const sdmx::StructureMessage message, ReadMessage(request.message()));
  v1::SubmitStructuresResponse response;
  const auto decide = [&](const HeldStructures& held, const StoredStructures& stored,
                          const std::vector<std::string>& flows) -> absl::StatusOr<StructureChanges> {
    const StandingStructures standing{present_.core(), *held.structures, stored, flows};
    ASSIGN_OR_RETURN(StructureDecision decision,
                     DecideSubmission(message.artefacts, standing, WriterOf(call.caller())));
    response.mutable_outcomes()->Assign(decision.outcomes.begin(), decision.outcomes.end());
    if (request.validate_only()) return StructureChanges();
    return std::move(decision.changes);
  };
  RETURN_IF_ERROR(Change(call.context(), decide));
  response.mutable_skipped()->Assign(message.skipped.begin(), message.skipped.end());
  if (request.validate_only()) return response;
  for (const v1::StructureOutcome& outcome : response.outcomes()) {
    Written()
        .With({outcome.outcome() == exchange::v1::OUTCOME_CREATED   ? "created"
               : outcome.outcome() == exchange::v1::OUTCOME_UPDATED ? "updated"
                                                                    : "unchanged"})
        .Increment();
  }
  return response;
}

absl::StatusOr<v1::SubmitStructuresResponse> StructureService::SubmitStructures(
    const rpc::Call& call, const v1::SubmitStructuresRequest& request) {
  auto answer = Submit(call, request);
  if (!request.validate_only()) rpc::Audit(call, "SubmitStructures", SubjectOf(answer), answer.status());
  return answer;
}

absl::StatusOr<v1::DeleteStructureResponse> StructureService::DeleteStructure(
    const rpc::Call& call, const v1::DeleteStructureRequest& request) {
  const auto decide = [&](const HeldStructures& held, const StoredStructures& stored,
                          const std::vector<std::string>& flows) {
    const StandingStructures standing{present_.core(), *held.structures, stored, flows};
    return DecideDeletion(request.urn(), standing, WriterOf(call.caller()));
  };
  const absl::Status deleted = Change(call.context(), decide);
  rpc::Audit(call, "DeleteStructure", request.urn(), deleted);
  RETURN_IF_ERROR(deleted);
  Written().With({"deleted"}).Increment();
  return v1::DeleteStructureResponse();
}

}  // namespace tabadul::statistics
