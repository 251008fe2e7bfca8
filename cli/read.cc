// tabadul get: one vacancy.
#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/show.h"
#include "tabadul/exchange/v1/feed.pb.h"
#include "tabadul/jobs/v1/jobs_service.pb.h"

namespace tabadul::cli {
namespace {

constexpr char kGetVacancy[] = "/tabadul.jobs.v1.JobsService/GetVacancy";
constexpr char kGetRecord[] = "/tabadul.jobs.v1.VacancyExchangeService/Get";

void PrintVacancy(Session& session, const std::string& hub_id, const std::string& source,
                  const jobs::v1::Vacancy& vacancy, exchange::v1::Lifecycle lifecycle) {
  const auto& language = session.language;
  const std::string place = vacancy.locations().empty() ? "" : Show(vacancy.locations(0), language);
  const std::string state = exchange::v1::Lifecycle_Name(lifecycle).substr(std::string("LIFECYCLE_").size());
  session.Print(Pick(vacancy.title(), language));
  session.Print(JoinNotEmpty({Pick(vacancy.employer().name(), language), place, Show(vacancy.pay(), language),
                              Show(vacancy.published())}));
  session.Print(
      JoinNotEmpty({session.Text("lifecycle." + state), hub_id, Plain(source), Plain(vacancy.url())}));
  for (const auto& translation : vacancy.description().translations()) {
    session.Print("");
    std::string line;
    for (const char c : translation.text() + "\n") {
      if (c != '\n') {
        line += c;
        continue;
      }
      session.Print(Plain(line));
      line.clear();
    }
  }
}

int Get(Session& session, const std::string& id, const std::string& source) {
  std::unique_ptr<client::Connection> connection;
  if (const int code = session.Connect(&connection); code != kAllIn) return code;
  const Context context = Context::WithTimeout(kCallTime);
  if (source.empty()) {
    jobs::v1::GetVacancyRequest request;
    request.set_hub_id(id);
    const auto got = client::Ask<jobs::v1::GetVacancyResponse>(*connection, context, kGetVacancy, request);
    if (!got.ok()) return session.Fail(got.status());
    const auto& view = got->vacancy();
    if (session.json) return session.PrintJson(view), kAllIn;
    PrintVacancy(session, view.hub_id(), view.source(), view.vacancy(), view.lifecycle());
    return kAllIn;
  }
  exchange::v1::GetRequest request;
  request.mutable_key()->set_source(source);
  request.mutable_key()->set_record_id(id);
  const auto got = client::Ask<exchange::v1::GetResponse>(*connection, context, kGetRecord, request);
  if (!got.ok()) return session.Fail(got.status());
  const auto& stored = got->record();
  if (session.json) return session.PrintJson(stored), kAllIn;
  PrintVacancy(session, stored.hub_id(), stored.record().source(), stored.record().vacancy(),
               stored.lifecycle());
  return kAllIn;
}

}  // namespace

void AddGet(CLI::App& parent, Session& session) {
  CLI::App* app = AddCommand(
      parent, session, "get", "get",
      {"tabadul get 4f1c2a9be07d4c55a1b2c3d4e5f60718", "tabadul get 12345 --source SA/mhrsd/jadarat --json"});
  auto id = std::make_shared<std::string>();
  auto source = std::make_shared<std::string>();
  app->add_option("id", *id, session.Text("get.id"))->required()->type_name("ID");
  app->add_option("--source", *source, session.Text("get.source"))->type_name("SOURCE");
  OnChosen(app, session, [&session, id, source] { return Get(session, *id, *source); });
}

}  // namespace tabadul::cli
