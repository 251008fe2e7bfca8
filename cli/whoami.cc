// tabadul whoami: who the hub takes us for.
#include <fmt/format.h>

#include "absl/strings/str_join.h"
#include "cli/commands.h"
#include "cli/show.h"
#include "tabadul/identity/v1/identity_service.pb.h"

namespace tabadul::cli {

absl::StatusOr<std::string> SourceOf(const std::string& given, client::Connection& connection) {
  if (!given.empty()) return given;
  ASSIGN_OR_RETURN(const auto me,
                   client::Ask<identity::v1::WhoAmIResponse>(connection, connection.Within(kCallTime),
                                                             "/tabadul.identity.v1.IdentityService/WhoAmI",
                                                             identity::v1::WhoAmIRequest()));
  return me.source();
}

namespace {

int WhoAmI(Session& session) {
  std::unique_ptr<client::Connection> connection;
  if (const int code = session.Connect(&connection); code != kAllIn) return code;
  const auto me = client::Ask<identity::v1::WhoAmIResponse>(*connection, connection->Within(kCallTime),
                                                            "/tabadul.identity.v1.IdentityService/WhoAmI",
                                                            identity::v1::WhoAmIRequest());
  if (!me.ok()) return session.Fail(me.status());
  if (session.json) {
    session.PrintJson(*me);
    return kAllIn;
  }
  session.Print(session.Text("whoami.source", {{"source", me->source()}}));
  session.Print(session.Text(
      "whoami.organisation",
      {{"organisation", me->organisation()}, {"name", Pick(me->organisation_name(), session.language)}}));
  session.Print(session.Text("whoami.scopes", {{"scopes", absl::StrJoin(me->scopes(), ", ")}}));
  session.Print(session.Text("whoami.certificate", {{"end", Show(me->certificate_expire_time())},
                                                    {"fingerprint", me->certificate_fingerprint()}}));
  session.Print(session.Text("whoami.endpoint", {{"endpoint", session.profile.endpoint}}));
  return kAllIn;
}

}  // namespace

void AddWhoAmI(CLI::App& parent, Session& session) {
  CLI::App* app =
      AddCommand(parent, session, "whoami", "whoami", {"tabadul whoami", "tabadul whoami --json"});
  OnChosen(app, session, [&session] { return WhoAmI(session); });
}

}  // namespace tabadul::cli
