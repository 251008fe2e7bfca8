#include "services/identity/audit.h"

#include "lib/platform/log/log.h"

namespace tabadul::identity {

void Audit(const rpc::Call& call, const char* action, const std::string& subject,
           const absl::Status& outcome) {
  const rpc::Caller& caller = call.caller();
  const bool service = caller.kind == rpc::Caller::Kind::kService;
  log::Info("audit", {{"operator", service ? caller.service : caller.source},
                      {"certificate", caller.fingerprint},
                      {"action", action},
                      {"subject", std::string_view(subject).substr(0, 128)},
                      {"outcome", outcome.ok() ? "OK" : ReasonName(ReasonOf(outcome))},
                      {"request_id", call.request_id()}});
}

}  // namespace tabadul::identity
