// tabadul complete: what somebody may mean who has typed this much.
#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/enum_names.h"
#include "tabadul/jobs/v1/jobs_service.pb.h"

namespace tabadul::cli {
namespace {

constexpr char kComplete[] = "/tabadul.jobs.v1.JobsService/CompleteQuery";

int Complete(Session& session, const jobs::v1::CompleteQueryRequest& request) {
  std::unique_ptr<client::Connection> connection;
  if (const int code = session.Connect(&connection); code != kAllIn) return code;
  const auto answer = client::Ask<jobs::v1::CompleteQueryResponse>(*connection, connection->Within(kCallTime),
                                                                   kComplete, request);
  if (!answer.ok()) return session.Fail(answer.status());
  if (session.json) return session.PrintJson(*answer), kAllIn;
  for (const auto& completion : answer->completions()) {
    const std::string kind = ShortName(completion.kind());
    session.Print(fmt::format("{:>8}  {}  ({}{})", completion.vacancies(), Plain(completion.text()),
                              session.Text("complete." + kind),
                              completion.value().empty() ? "" : " " + Plain(completion.value())));
  }
  return kAllIn;
}

}  // namespace

void AddComplete(CLI::App& parent, Session& session) {
  CLI::App* app = AddCommand(parent, session, "complete", "complete",
                             {"tabadul complete infir", "tabadul complete الريا --limit 3 --json"});
  auto request = std::make_shared<jobs::v1::CompleteQueryRequest>();
  app->add_option_function<std::string>(
         "typed", [request](const std::string& typed) { request->set_query(typed); },
         session.Text("complete.typed"))
      ->required()
      ->type_name("TEXT");
  app->add_option_function<int>(
         "--limit", [request](int limit) { request->set_limit(limit); }, session.Text("complete.limit"))
      ->check(CLI::Range(1, 20))
      ->type_name("N");
  OnChosen(app, session, [&session, request] { return Complete(session, *request); });
}

}  // namespace tabadul::cli
