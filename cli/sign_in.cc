// tabadul admin sign-in-link, sessions, end-sessions: people of the ministries at the portal.
#include <algorithm>
#include <tuple>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "cli/ask_admin.h"
#include "cli/commands.h"
#include "cli/show.h"
#include "tabadul/identity/v1/admin_service.pb.h"

namespace tabadul::cli {
namespace {

using identity::v1::CreateSignInLinkRequest;
using identity::v1::CreateSignInLinkResponse;
using identity::v1::EndSessionsRequest;
using identity::v1::EndSessionsResponse;
using identity::v1::ListSessionsRequest;
using identity::v1::ListSessionsResponse;

struct LinkOptions {
  std::string source, portal;
  int hours = 24;
};

// An address to which "/en/sign-in#CODE" may be added.
bool IsSite(std::string_view address) {
  return absl::StartsWith(Absl(address), "https://") && address.size() > 8 &&
         address.find_first_of("#? ") == std::string_view::npos;
}

// The code stands behind the "#", which no browser sends to a server.
std::string LinkOf(const Session& session, const LinkOptions& options, const std::string& code) {
  if (options.portal.empty()) return code;
  return std::string(absl::StripSuffix(options.portal, "/")) + "/" + session.language + "/sign-in#" + code;
}

int MakeLink(Session& session, const LinkOptions& options) {
  if (!options.portal.empty() && !IsSite(options.portal))
    return session.Fail(kUsage, "usage.value", {{"argument", "--portal"}});
  CreateSignInLinkRequest request;
  request.set_source(options.source);
  request.mutable_valid_for()->set_seconds(int64_t{options.hours} * 3600);
  return AskAdmin<CreateSignInLinkResponse>(session, "CreateSignInLink", request, [&](const auto& answer) {
    session.Print(LinkOf(session, options, answer.code()));
    session.Say(session.Text("admin.sign-in-link.made",
                             {{"source", options.source}, {"time", Show(answer.expire_time())}}));
    if (options.portal.empty())
      session.Say(session.Text("admin.sign-in-link.paste", {{"page", "/" + session.language + "/sign-in"}}));
  });
}

void AddLink(CLI::App& admin, Session& session) {
  CLI::App* link = AddCommand(admin, session, "sign-in-link", "admin.sign-in-link",
                              {"tabadul admin sign-in-link SY/mosal/pes --portal https://portal.example",
                               "tabadul admin sign-in-link SY/mosal/pes --hours 4"});
  auto options = std::make_shared<LinkOptions>();
  link->add_option("source", options->source, session.Text("admin.system.source"))
      ->required()
      ->type_name("SOURCE");
  link->add_option("--hours", options->hours, session.Text("admin.sign-in-link.hours"))
      ->option_text("N")
      ->check(CLI::Range(1, 168));
  link->add_option("--portal", options->portal, session.Text("admin.sign-in-link.portal"))->type_name("URL");
  OnChosen(link, session, [&session, options] { return MakeLink(session, *options); });
}

std::string LineOf(const Session& session, const identity::v1::Session& one) {
  std::string line =
      Plain(one.source()) + "  " +
      session.Text(one.certificate().empty() ? "admin.sessions.by-link" : "admin.sessions.by-certificate",
                   {{"begun", Show(one.create_time())},
                    {"used", Show(one.use_time())},
                    {"end", Show(one.expire_time())}}) +
      "  " + one.fingerprint();
  if (one.has_end_time())
    line += "  " + session.Text("admin.sessions.ended", {{"time", Show(one.end_time())}});
  return line;
}

void PrintSessions(Session& session, const ListSessionsResponse& all) {
  std::vector<identity::v1::Session> sessions(all.sessions().begin(), all.sessions().end());
  std::sort(sessions.begin(), sessions.end(), [](const auto& a, const auto& b) {
    const auto order = [](const auto& one) {
      return std::tuple(one.source(), one.create_time().seconds(), one.create_time().nanos());
    };
    return order(a) < order(b);
  });
  if (sessions.empty()) session.Print(session.Text("admin.sessions.none"));
  for (const auto& one : sessions) session.Print(LineOf(session, one));
}

void AddSessions(CLI::App& admin, Session& session) {
  CLI::App* sessions = AddCommand(admin, session, "sessions", "admin.sessions",
                                  {"tabadul admin sessions", "tabadul admin sessions SY/mosal/pes --ended"});
  auto request = std::make_shared<ListSessionsRequest>();
  auto ended = std::make_shared<bool>(false);
  sessions->add_option("source", *request->mutable_source(), session.Text("admin.system.source"))
      ->type_name("SOURCE");
  sessions->add_flag("--ended", *ended, session.Text("admin.sessions.with-ended"));
  OnChosen(sessions, session, [&session, request, ended] {
    request->set_ended(*ended);
    return ListAll<ListSessionsRequest, ListSessionsResponse>(
        session, "ListSessions", *request,
        [&](const ListSessionsResponse& all) { PrintSessions(session, all); });
  });
}

void AddEndSessions(CLI::App& admin, Session& session) {
  CLI::App* end = AddCommand(admin, session, "end-sessions", "admin.end-sessions",
                             {"tabadul admin end-sessions SY/mosal/pes"});
  auto request = std::make_shared<EndSessionsRequest>();
  end->add_option("source", *request->mutable_source(), session.Text("admin.system.source"))
      ->required()
      ->type_name("SOURCE");
  OnChosen(end, session, [&session, request] {
    return AskAdmin<EndSessionsResponse>(session, "EndSessions", *request, [&](const auto& answer) {
      session.Print(session.Text("admin.end-sessions.ended", {{"source", request->source()},
                                                              {"sessions", std::to_string(answer.sessions())},
                                                              {"links", std::to_string(answer.links())}}));
    });
  });
}

}  // namespace

void AddSignIn(CLI::App& admin, Session& session) {
  AddLink(admin, session);
  AddSessions(admin, session);
  AddEndSessions(admin, session);
}

}  // namespace tabadul::cli
