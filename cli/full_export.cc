#include "cli/full_export.h"

#include "cli/enum_names.h"

namespace tabadul::cli {
namespace {

using exchange::v1::Run;

std::string ConfirmCommand(const Run& run, const std::string& kind) {
  return "tabadul run confirm " + run.run_id() + " --closes " + std::to_string(run.to_close()) +
         (kind == "vacancy" ? "" : " --kind " + kind);
}

}  // namespace

std::string HeldText(const Session& session, const Run& run, const std::string& kind) {
  Metadata parameters = {{"count", std::to_string(run.to_close())}, {"command", ConfirmCommand(run, kind)}};
  const bool incomplete = run.named_records() < run.declared_records();
  if (incomplete) {
    parameters["named"] = std::to_string(run.named_records());
    parameters["declared"] = std::to_string(run.declared_records());
  }
  // Over the guard by itself, or with what was closed before.
  if (!incomplete || run.to_close() > run.guard_limit())
    parameters["guard"] = std::to_string(run.guard_limit());
  return session.Text("run.held", parameters);
}

void PrintRun(Session& session, const Run& run, bool unanswered, const std::string& kind) {
  if (run.state() == exchange::v1::RUN_STATE_HELD) return void(session.Print(HeldText(session, run, kind)));
  session.Print(session.Text("push.run", {{"state", unanswered ? "UNANSWERED" : ShortName(run.state())},
                                          {"unreadable", std::to_string(run.unreadable_rows())},
                                          {"closed", std::to_string(run.closed())},
                                          {"count", std::to_string(run.to_close())}}));
}

}  // namespace tabadul::cli
