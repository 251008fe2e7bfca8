// tabadul source: whether a source's data is in, how often it promises to send, and who still holds what it erased.
#include <fmt/format.h>

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_join.h"
#include "cli/commands.h"
#include "cli/enum_names.h"
#include "cli/full_export.h"
#include "cli/newest.h"
#include "cli/show.h"
#include "lib/client/kind.h"
#include "tabadul/exchange/v1/follower.pb.h"
#include "tabadul/exchange/v1/source.pb.h"

namespace tabadul::cli {
namespace {

using namespace exchange::v1;  // NOLINT: the messages of sources

struct SourceArguments {
  std::string source, kind, every;
};

// "24h", "90m", "7d"; "0" takes the promise back.
std::optional<absl::Duration> ParseInterval(const std::string& text) {
  int64_t days = 0;
  absl::Duration interval;
  if (text.ends_with("d") && absl::SimpleAtoi(Absl(text).substr(0, text.size() - 1), &days) && days >= 0)
    return absl::Hours(24) * days;
  if (absl::ParseDuration(text, &interval) && interval >= absl::ZeroDuration()) return interval;
  return std::nullopt;
}

std::string ShowInterval(const google::protobuf::Duration& interval) {
  constexpr int64_t kDay = 24 * 3600;
  if (interval.seconds() > kDay && interval.seconds() % kDay == 0)
    return std::to_string(interval.seconds() / kDay) + "d";
  return absl::FormatDuration(absl::Seconds(interval.seconds()));
}

std::string ShowOrNever(const Session& session, const google::protobuf::Timestamp& time) {
  const std::string shown = Show(time);
  return shown.empty() ? session.Text("source.never") : shown;
}

std::string ReasonsOf(const ItemCounts& counts) {
  std::vector<std::string> reasons;
  for (const RejectionCount& one : counts.rejections())
    reasons.push_back(fmt::format("{} {}", ReasonName(one.reason()), one.items()));
  return absl::StrJoin(reasons, ", ");
}

std::string FreshnessText(const Session& session, const Source& source) {
  return session.Text("source.freshness", {{"freshness", ShortName(source.freshness())},
                                           {"interval", ShowInterval(source.promised_interval())}});
}

// 2d1h, 25h10m, 40s: as exact as anybody cares.
std::string ShowSilence(const google::protobuf::Duration& silence) {
  constexpr absl::Duration kDay = absl::Hours(24);
  const absl::Duration silent = absl::Seconds(silence.seconds());
  if (silent < absl::Minutes(1)) return absl::FormatDuration(silent);
  if (silent < 2 * kDay) return absl::FormatDuration(absl::Trunc(silent, absl::Minutes(1)));
  return fmt::format("{}d{}h", silent / kDay, (silent % kDay) / absl::Hours(1));
}

void PrintCounts(Session& session, const char* key, const ItemCounts& counts) {
  const auto answered = static_cast<double>(std::max<uint64_t>(counts.answered_items(), 1));
  const double share = static_cast<double>(counts.rejected_items()) / answered;
  Metadata parameters = {{"answered", std::to_string(counts.answered_items())},
                         {"rejected", std::to_string(counts.rejected_items())},
                         {"share", fmt::format("{:.1f}", share * 100)}};
  if (!counts.rejections().empty()) parameters["reasons"] = ReasonsOf(counts);
  session.Print("  " + session.Text(key, parameters));
}

void PrintExport(Session& session, const SourceReport& report) {
  const Run& run = report.last_export();
  const uint64_t others = run.named_records() - run.taken_records() - run.kept_records();
  Metadata parameters = {{"time", Show(run.end_time())},
                         {"named", std::to_string(run.named_records())},
                         {"taken", std::to_string(run.taken_records())},
                         {"kept", std::to_string(run.kept_records())},
                         {"others", std::to_string(others)}};
  if (run.unreadable_rows() > 0) parameters["unreadable"] = std::to_string(run.unreadable_rows());
  if (report.has_completeness()) {
    parameters["declared"] = std::to_string(run.declared_records());
    parameters["complete"] = fmt::format("{:.1f}", report.completeness() / 10.0);
  }
  session.Print("  " + session.Text("source.export", parameters));
}

void PrintReport(Session& session, const std::string& kind, const SourceReport& report) {
  PrintCounts(session, "source.last-day", report.last_day());
  PrintCounts(session, "source.last-week", report.last_week());
  if (report.has_last_export()) PrintExport(session, report);
  for (const Run& run : report.held_runs()) session.Print("  " + HeldText(session, run, kind));
}

void PrintSource(Session& session, const Source& source) {
  session.Print(fmt::format("{}  {}  {}", source.source(), source.kind(), FreshnessText(session, source)));
  session.Print("  " + session.Text("source.open", {{"count", std::to_string(source.open_records())}}));
  session.Print("  " +
                session.Text("source.received", {{"time", ShowOrNever(session, source.receive_time())}}));
  if (source.has_silence())
    session.Print("  " + session.Text("source.silence", {{"interval", ShowSilence(source.silence())}}));
  session.Print("  " +
                session.Text("source.changed", {{"time", ShowOrNever(session, source.change_time())}}));
  session.Print("  " + session.Text("source.proven", {{"time", ShowOrNever(session, source.proof_time())}}));
  if (source.has_report()) PrintReport(session, source.kind(), source.report());
}

// Of all that is told.
ExitCode CodeOf(const ListSourcesResponse& sources) {
  ExitCode code = kAllIn;
  for (const Source& source : sources.sources()) {
    if (source.report().held_runs_size() > 0) return kHeld;
    if (source.freshness() == FRESHNESS_LATE || source.freshness() == FRESHNESS_SILENT) code = kSomeRejected;
  }
  return code;
}

template <class Response, class Request>
absl::StatusOr<Response> AskKind(client::Connection& connection, const std::string& kind, const char* rpc,
                                 const Request& request) {
  ASSIGN_OR_RETURN(const std::string method, client::MethodOf(kind, rpc));
  return client::Ask<Response>(connection, connection.Within(kCallTime), method, request);
}

// Of one kind, or of every kind that it has sent.
absl::StatusOr<ListSourcesResponse> AskForSource(client::Connection& connection,
                                                 const SourceArguments& arguments) {
  GetSourceRequest request;
  ASSIGN_OR_RETURN(*request.mutable_source(), SourceOf(arguments.source, connection));
  const bool one = !arguments.kind.empty();
  ListSourcesResponse sources;
  absl::Status unknown;
  for (const std::string& kind : one ? std::vector<std::string>{arguments.kind} : client::Kinds()) {
    auto answer = AskKind<GetSourceResponse>(connection, kind, "GetSource", request);
    if (answer.ok()) {
      sources.add_sources()->Swap(answer->mutable_source());
    } else if (ReasonOf(answer.status()) == common::v1::ERROR_REASON_NOT_FOUND) {
      unknown = answer.status();
    } else {
      return answer.status();
    }
  }
  if (sources.sources().empty()) return unknown;
  return sources;
}

int Status(Session& session, const SourceArguments& arguments) {
  std::unique_ptr<client::Connection> connection;
  if (const int code = session.Connect(&connection); code != kAllIn) return code;
  const auto sources = AskForSource(*connection, arguments);
  if (!sources.ok()) return session.Fail(sources.status());
  if (session.json) return session.PrintJson(*sources), CodeOf(*sources);
  for (const Source& source : sources->sources()) PrintSource(session, source);
  return CodeOf(*sources);
}

// One line a source, page after page.
int List(Session& session, const SourceArguments& arguments) {
  std::unique_ptr<client::Connection> connection;
  if (const int code = session.Connect(&connection); code != kAllIn) return code;
  ListSourcesRequest request;
  do {
    const auto page = AskKind<ListSourcesResponse>(*connection, arguments.kind, "ListSources", request);
    if (!page.ok()) return session.Fail(page.status());
    if (session.json) session.PrintJson(*page);
    for (const Source& source : page->sources()) {
      if (session.json) break;
      session.Print(
          fmt::format("{}  {}  {}  {}", source.source(),
                      session.Text("source.open", {{"count", std::to_string(source.open_records())}}),
                      ShowOrNever(session, source.receive_time()), FreshnessText(session, source)));
    }
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty() && !session.broken());
  return kAllIn;
}

int Promise(Session& session, const SourceArguments& arguments) {
  const auto interval = ParseInterval(arguments.every);
  if (!interval) return session.Fail(kUsage, "usage.value", {{"argument", "every"}});
  std::unique_ptr<client::Connection> connection;
  if (const int code = session.Connect(&connection); code != kAllIn) return code;
  const auto source = SourceOf(arguments.source, *connection);
  if (!source.ok()) return session.Fail(source.status());
  SetPromiseRequest request;
  request.set_source(*source);
  request.mutable_promised_interval()->set_seconds(absl::ToInt64Seconds(*interval));
  const auto answer = AskKind<SetPromiseResponse>(*connection, arguments.kind, "SetPromise", request);
  if (!answer.ok()) return session.Fail(answer.status());
  session.json ? void(session.PrintJson(answer->source())) : PrintSource(session, answer->source());
  return kAllIn;
}

void PrintErasure(Session& session, const Erasure& erasure) {
  const auto& waiting = erasure.waiting_organisations();
  Metadata parameters = {{"confirmed", std::to_string(erasure.confirmed_followers())},
                         {"followers", std::to_string(erasure.followers())}};
  if (!waiting.empty()) parameters["waiting"] = absl::StrJoin(waiting, ", ");
  if (erasure.forgotten_followers() > 0) {
    parameters["forgotten"] = std::to_string(erasure.forgotten_followers());
    parameters["organisations"] = absl::StrJoin(erasure.forgotten_organisations(), ", ");
  }
  session.Print(fmt::format("{}  {}  {}", erasure.hub_id(), Show(erasure.erase_time()),
                            session.Text("source.erasure", parameters)));
}

int Erasures(Session& session, const SourceArguments& arguments) {
  std::unique_ptr<client::Connection> connection;
  if (const int code = session.Connect(&connection); code != kAllIn) return code;
  const auto source = SourceOf(arguments.source, *connection);
  if (!source.ok()) return session.Fail(source.status());
  ListErasuresRequest request;
  request.set_source(*source);
  return ListNewest<ListErasuresResponse>(
      session, *connection, arguments.kind, "ListErasures", request, [&](const ListErasuresResponse& page) {
        for (const Erasure& erasure : page.erasures()) PrintErasure(session, erasure);
        if (page.erasures().empty())
          session.Print(session.Text("source.nothing-erased", {{"source", *source}}));
      });
}

int Receivers(Session& session, const SourceArguments& arguments) {
  std::unique_ptr<client::Connection> connection;
  if (const int code = session.Connect(&connection); code != kAllIn) return code;
  const auto source = SourceOf(arguments.source, *connection);
  if (!source.ok()) return session.Fail(source.status());
  ListReceiversRequest request;
  request.set_source(*source);
  const auto answer = AskKind<ListReceiversResponse>(*connection, arguments.kind, "ListReceivers", request);
  if (!answer.ok()) return session.Fail(answer.status());
  if (session.json) return session.PrintJson(*answer), kAllIn;
  for (const Receiver& receiver : answer->receivers()) {
    Metadata parameters = {{"receiving", ShortName(receiver.receiving())},
                           {"copies", std::to_string(receiver.copies())}};
    if (!receiver.sections().empty()) parameters["sections"] = absl::StrJoin(receiver.sections(), ", ");
    if (receiver.unconfirmed_copies() > 0)
      parameters["unconfirmed"] = std::to_string(receiver.unconfirmed_copies());
    session.Print(fmt::format("{}  {}  {}", receiver.organisation(), Show(receiver.watch_time()),
                              session.Text("source.receiver", parameters)));
  }
  if (answer->receivers().empty()) session.Print(session.Text("source.no-receivers", {{"source", *source}}));
  return kAllIn;
}

CLI::App* AddOne(CLI::App& parent, Session& session, const std::shared_ptr<SourceArguments>& arguments,
                 const std::string& name, const std::vector<std::string>& examples,
                 int (*run)(Session&, const SourceArguments&)) {
  CLI::App* app = AddCommand(parent, session, name, "source." + name, examples);
  OnChosen(app, session, [&session, arguments, run] { return run(session, *arguments); });
  return app;
}

}  // namespace

void AddSource(CLI::App& parent, Session& session) {
  CLI::App* app = AddCommand(parent, session, "source", "source", {"tabadul source status"});
  app->require_subcommand(1);
  const auto one = std::make_shared<SourceArguments>();
  CLI::App* status =
      AddOne(*app, session, one, "status",
             {"tabadul source status", "tabadul source status SY/mosal/pes --kind vacancy --json"}, Status);
  status->add_option("source", one->source, session.Text("source.source"))->type_name("SOURCE");
  AddKind(status, session, one->kind)->description(session.Text("source.kind"));
  const auto all = std::make_shared<SourceArguments>(SourceArguments{"", "vacancy", ""});
  AddKind(AddOne(*app, session, all, "list", {"tabadul source list"}, List), session, all->kind);
  const auto promise = std::make_shared<SourceArguments>(SourceArguments{"", "vacancy", ""});
  CLI::App* promising =
      AddOne(*app, session, promise, "promise",
             {"tabadul source promise 24h", "tabadul source promise 7d --kind training_offer",
              "tabadul source promise 0"},
             Promise);
  promising->add_option("every", promise->every, session.Text("source.every"))
      ->required()
      ->type_name("24h|7d|0");
  promising->add_option("--source", promise->source, session.Text("source.source"))->type_name("SOURCE");
  AddKind(promising, session, promise->kind);
  const auto erased = std::make_shared<SourceArguments>(SourceArguments{"", "vacancy", ""});
  CLI::App* erasures = AddOne(*app, session, erased, "erasures",
                              {"tabadul source erasures", "tabadul source erasures --json"}, Erasures);
  erasures->add_option("source", erased->source, session.Text("source.source"))->type_name("SOURCE");
  AddKind(erasures, session, erased->kind);
  const auto received = std::make_shared<SourceArguments>(SourceArguments{"", "vacancy", ""});
  CLI::App* receivers = AddOne(*app, session, received, "receivers",
                               {"tabadul source receivers", "tabadul source receivers --json"}, Receivers);
  receivers->add_option("source", received->source, session.Text("source.source"))->type_name("SOURCE");
  AddKind(receivers, session, received->kind);
}

}  // namespace tabadul::cli
