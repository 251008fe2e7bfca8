// tabadul run: what became of full exports, and the word that lets a held one close.
#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/enum_names.h"
#include "cli/newest.h"
#include "cli/show.h"
#include "lib/client/kind.h"
#include "tabadul/exchange/v1/run.pb.h"

namespace tabadul::cli {
namespace {

using namespace exchange::v1;  // NOLINT: the messages of runs

struct RunArguments {
  std::string run, source, kind = "vacancy";
  uint64_t closes = 0;
};

void PrintCounts(Session& session, const Run& run) {
  Metadata parameters = {{"items", std::to_string(run.items())},
                         {"rejected", std::to_string(run.rejected_items())},
                         {"unreadable", std::to_string(run.unreadable_rows())}};
  if (run.has_declared_records()) parameters["declared"] = std::to_string(run.declared_records());
  if (run.has_named_records()) {
    parameters["named"] = std::to_string(run.named_records());
    parameters["taken"] = std::to_string(run.taken_records());
    parameters["kept"] = std::to_string(run.kept_records());
  }
  session.Print("  " + session.Text("run.counts", parameters));
}

// With what says why it is held.
void PrintRun(Session& session, const Run& run) {
  session.Print(fmt::format("{}  {}  {}", run.run_id(), Show(run.create_time()),
                            session.Text("run.state", {{"state", ShortName(run.state())}})));
  run.implicit() ? void(session.Print("  " + session.Text("run.implicit"))) : PrintCounts(session, run);
  Metadata parameters = {{"count", std::to_string(run.to_close())}, {"closed", std::to_string(run.closed())}};
  if (run.guard_limit() > 0) parameters["guard"] = std::to_string(run.guard_limit());
  session.Print("  " + session.Text("run.closes-so-far", parameters));
}

// Asks `rpc` of the kind's exchange, and prints the run that it answers.
template <class Response, class Request>
int AskForRun(Session& session, const RunArguments& arguments, const char* rpc, const Request& request) {
  std::unique_ptr<client::Connection> connection;
  if (const int code = session.Connect(&connection); code != kAllIn) return code;
  const auto method = client::MethodOf(arguments.kind, rpc);
  if (!method.ok()) return session.Fail(method.status());
  const auto answer = client::Ask<Response>(*connection, connection->Within(kCallTime), *method, request);
  if (!answer.ok()) return session.Fail(answer.status());
  session.json ? void(session.PrintJson(answer->run())) : PrintRun(session, answer->run());
  return kAllIn;
}

int Get(Session& session, const RunArguments& arguments) {
  GetRunRequest request;
  request.set_run_id(arguments.run);
  return AskForRun<GetRunResponse>(session, arguments, "GetRun", request);
}

int Confirm(Session& session, const RunArguments& arguments) {
  ConfirmRunRequest request;
  request.set_run_id(arguments.run);
  request.set_to_close(arguments.closes);
  return AskForRun<ConfirmRunResponse>(session, arguments, "ConfirmRun", request);
}

int Abandon(Session& session, const RunArguments& arguments) {
  AbandonRunRequest request;
  request.set_run_id(arguments.run);
  return AskForRun<AbandonRunResponse>(session, arguments, "AbandonRun", request);
}

int List(Session& session, const RunArguments& arguments) {
  std::unique_ptr<client::Connection> connection;
  if (const int code = session.Connect(&connection); code != kAllIn) return code;
  const auto source = SourceOf(arguments.source, *connection);
  if (!source.ok()) return session.Fail(source.status());
  ListRunsRequest request;
  request.set_source(*source);
  return ListNewest<ListRunsResponse>(session, *connection, arguments.kind, "ListRuns", request,
                                      [&](const ListRunsResponse& page) {
                                        for (const Run& run : page.runs()) PrintRun(session, run);
                                        if (page.runs().empty())
                                          session.Print(session.Text("run.none", {{"source", *source}}));
                                      });
}

CLI::App* AddOne(CLI::App& parent, Session& session, const std::shared_ptr<RunArguments>& arguments,
                 const std::string& name, const std::vector<std::string>& examples,
                 int (*run)(Session&, const RunArguments&)) {
  CLI::App* app = AddCommand(parent, session, name, "run." + name, examples);
  if (name == "list") {
    app->add_option("--source", arguments->source, session.Text("push.source"))->type_name("SOURCE");
  } else {
    app->add_option("run", arguments->run, session.Text("run.id"))->required()->type_name("RUN");
  }
  AddKind(app, session, arguments->kind);
  OnChosen(app, session, [&session, arguments, run] { return run(session, *arguments); });
  return app;
}

}  // namespace

void AddRun(CLI::App& parent, Session& session) {
  CLI::App* app = AddCommand(parent, session, "run", "run", {"tabadul run list"});
  app->require_subcommand(1);
  const auto arguments = std::make_shared<RunArguments>();
  AddOne(*app, session, arguments, "list",
         {"tabadul run list", "tabadul run list --kind training_offer --json"}, List);
  AddOne(*app, session, arguments, "show", {"tabadul run show 0f9c2b7e5d1a4c8896e3aa10b4d2f701"}, Get);
  CLI::App* confirm = AddOne(*app, session, arguments, "confirm",
                             {"tabadul run confirm 0f9c2b7e5d1a4c8896e3aa10b4d2f701 --closes 412"}, Confirm);
  confirm->add_option("--closes", arguments->closes, session.Text("run.closes"))
      ->required()
      ->type_name("NUMBER");
  AddOne(*app, session, arguments, "abandon", {"tabadul run abandon 0f9c2b7e5d1a4c8896e3aa10b4d2f701"},
         Abandon);
}

}  // namespace tabadul::cli
