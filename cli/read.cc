// tabadul get: one record, of any kind.
#include "absl/strings/str_join.h"
#include "cli/commands.h"
#include "cli/enum_names.h"
#include "cli/show.h"
#include "lib/client/kind.h"
#include "tabadul/exchange/v1/feed.pb.h"
#include "tabadul/jobs/v1/jobs_service.pb.h"
#include "tabadul/jobs/v1/training_service.pb.h"

namespace tabadul::cli {
namespace {

struct GetArguments {
  std::string id, source, kind = "vacancy";
};

void PrintText(Session& session, const common::v1::LocalizedText& text) {
  for (const auto& translation : text.translations()) {
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

void PrintHead(Session& session, const common::v1::LocalizedText& title, const std::string& facts,
               const std::string& hub_id, const std::string& source, const std::string& url,
               exchange::v1::Lifecycle lifecycle) {
  session.Print(Pick(title, session.language));
  session.Print(facts);
  session.Print(
      JoinNotEmpty({session.Text("lifecycle." + ShortName(lifecycle)), hub_id, Plain(source), Plain(url)}));
}

void PrintPayload(Session& session, const std::string& hub_id, const std::string& source,
                  const jobs::v1::Vacancy& vacancy, exchange::v1::Lifecycle lifecycle) {
  const auto& language = session.language;
  const std::string place = vacancy.locations().empty() ? "" : Show(vacancy.locations(0), language);
  PrintHead(session, vacancy.title(),
            JoinNotEmpty({Pick(vacancy.employer().name(), language), place, Show(vacancy.pay(), language),
                          Show(vacancy.published())}),
            hub_id, source, vacancy.url(), lifecycle);
  PrintText(session, vacancy.description());
}

void PrintPayload(Session& session, const std::string& hub_id, const std::string& source,
                  const jobs::v1::TrainingOffer& offer, exchange::v1::Lifecycle lifecycle) {
  const auto& language = session.language;
  const std::string place = offer.locations().empty() ? "" : Show(offer.locations(0), language);
  PrintHead(session, offer.title(),
            JoinNotEmpty({Pick(offer.provider().name(), language), place, Show(offer.price(), session),
                          Show(offer.start_date())}),
            hub_id, source, offer.url(), lifecycle);
  PrintText(session, offer.description());
}

// As its reader sees it.
int GetVacancy(Session& session, client::Connection& connection, const std::string& id) {
  jobs::v1::GetVacancyRequest request;
  request.set_hub_id(id);
  const auto got = client::Ask<jobs::v1::GetVacancyResponse>(
      connection, Context::WithTimeout(kCallTime), "/tabadul.jobs.v1.JobsService/GetVacancy", request);
  if (!got.ok()) return session.Fail(got.status());
  const auto& view = got->vacancy();
  if (session.json) return session.PrintJson(view), kAllIn;
  PrintPayload(session, view.hub_id(), view.source(), view.vacancy(), view.lifecycle());
  return kAllIn;
}

int GetTrainingOffer(Session& session, client::Connection& connection, const std::string& id) {
  jobs::v1::GetTrainingOfferRequest request;
  request.set_hub_id(id);
  const auto got = client::Ask<jobs::v1::GetTrainingOfferResponse>(
      connection, Context::WithTimeout(kCallTime), "/tabadul.jobs.v1.TrainingService/GetTrainingOffer",
      request);
  if (!got.ok()) return session.Fail(got.status());
  const auto& view = got->offer();
  if (session.json) return session.PrintJson(view), kAllIn;
  PrintPayload(session, view.hub_id(), view.source(), view.offer(), view.lifecycle());
  return kAllIn;
}

// As its source gave it.
int GetRecord(Session& session, client::Connection& connection, const GetArguments& arguments) {
  exchange::v1::GetRequest request;
  request.mutable_key()->set_source(arguments.source);
  request.mutable_key()->set_record_id(arguments.id);
  const auto got = client::Ask<exchange::v1::GetResponse>(connection, Context::WithTimeout(kCallTime),
                                                          *client::MethodOf(arguments.kind, "Get"), request);
  if (!got.ok()) return session.Fail(got.status());
  const auto& stored = got->record();
  if (session.json) return session.PrintJson(stored), kAllIn;
  if (stored.record().has_training_offer()) {
    PrintPayload(session, stored.hub_id(), stored.record().source(), stored.record().training_offer(),
                 stored.lifecycle());
  } else {
    PrintPayload(session, stored.hub_id(), stored.record().source(), stored.record().vacancy(),
                 stored.lifecycle());
  }
  return kAllIn;
}

int Get(Session& session, const GetArguments& arguments) {
  std::unique_ptr<client::Connection> connection;
  if (const int code = session.Connect(&connection); code != kAllIn) return code;
  if (!arguments.source.empty()) return GetRecord(session, *connection, arguments);
  return arguments.kind == "vacancy" ? GetVacancy(session, *connection, arguments.id)
                                     : GetTrainingOffer(session, *connection, arguments.id);
}

}  // namespace

CLI::Option* AddKind(CLI::App* app, Session& session, std::string& kind) {
  const std::vector<std::string> kinds = client::Kinds();
  return app->add_option("--kind", kind, session.Text("option.kind"))
      ->option_text(absl::StrJoin(kinds, "|"))
      ->check(CLI::IsMember(kinds));
}

void AddGet(CLI::App& parent, Session& session) {
  CLI::App* app = AddCommand(
      parent, session, "get", "get",
      {"tabadul get 4f1c2a9be07d4c55a1b2c3d4e5f60718", "tabadul get 12345 --source SA/mhrsd/jadarat --json",
       "tabadul get 4f1c2a9be07d4c55a1b2c3d4e5f60718 --kind training_offer"});
  auto arguments = std::make_shared<GetArguments>();
  app->add_option("id", arguments->id, session.Text("get.id"))->required()->type_name("ID");
  app->add_option("--source", arguments->source, session.Text("get.source"))->type_name("SOURCE");
  AddKind(app, session, arguments->kind);
  OnChosen(app, session, [&session, arguments] { return Get(session, *arguments); });
}

}  // namespace tabadul::cli
