#include "lib/platform/rpc/audit.h"

#include "lib/platform/log/log.h"

namespace tabadul::rpc {

void Audit(const Call& call, const char* action, const std::string& subject, const absl::Status& outcome) {
  const Caller& caller = call.caller();
  const bool service = caller.kind == Caller::Kind::kService;
  log::Info("audit", {{"operator", service ? caller.service : caller.source},
                      {"certificate", caller.fingerprint},
                      {"action", action},
                      {"subject", std::string_view(subject).substr(0, 128)},
                      {"outcome", outcome.ok() ? "OK" : ReasonName(ReasonOf(outcome))},
                      {"request_id", call.request_id()}});
}

}  // namespace tabadul::rpc
