// tabadul grants: who may receive a source's records.
#include <algorithm>
#include <optional>
#include <set>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "cli/commands.h"
#include "cli/show.h"
#include "lib/platform/base/status.h"
#include "tabadul/identity/v1/grant_service.pb.h"

namespace tabadul::cli {
namespace {

using namespace identity::v1;  // NOLINT: this file is about nothing else

constexpr char kService[] = "/tabadul.identity.v1.GrantService/";
constexpr char kForm[] = "RECEIVER[:exchange|search[:SECTION,…]]";

absl::Status Malformed() {
  return Error(common::v1::ERROR_REASON_MALFORMED, {{"field", "GRANT"}, {"form", kForm}});
}

void SetReceiver(const std::string& receiver, Grant& grant) {
  if (receiver == "members") {
    grant.set_members(true);
  } else if (receiver == "public") {
    grant.set_public_(true);
  } else if (receiver.find('/') != std::string::npos) {
    grant.set_organisation(receiver);
  } else {
    grant.set_country(receiver);
  }
}

// "EG", "SA/mol:exchange:title,employer": without a purpose for both.
absl::Status AddGrant(const std::string& text, KindGrants& grants) {
  const std::vector<std::string> parts = absl::StrSplit(text, ':');
  if (parts.size() > 3 || parts[0].empty()) return Malformed();
  std::vector<Purpose> purposes = {PURPOSE_EXCHANGE, PURPOSE_SEARCH};
  if (parts.size() > 1) {
    if (parts[1] != "exchange" && parts[1] != "search") return Malformed();
    purposes = {parts[1] == "exchange" ? PURPOSE_EXCHANGE : PURPOSE_SEARCH};
  }
  for (const Purpose purpose : purposes) {
    Grant& grant = *grants.add_grants();
    SetReceiver(parts[0], grant);
    grant.set_purpose(purpose);
    if (parts.size() < 3) continue;
    for (const auto& section : absl::StrSplit(parts[2], ',')) grant.add_sections(std::string(section));
  }
  return absl::OkStatus();
}

absl::StatusOr<KindGrants> ParseGrants(const std::string& kind, const std::vector<std::string>& texts) {
  KindGrants grants;
  grants.set_kind(kind);
  if (texts == std::vector<std::string>{"default"}) {
    grants.set_by_default(true);
  } else if (texts != std::vector<std::string>{"nobody"}) {
    for (const std::string& text : texts) RETURN_IF_ERROR(AddGrant(text, grants));
  }
  return grants;
}

// As AddGrant reads it.
std::string Show(const Grant& grant) {
  std::string text = "members";
  if (grant.has_public_()) text = "public";
  if (grant.has_country()) text = grant.country();
  if (grant.has_organisation()) text = grant.organisation();
  text += grant.purpose() == PURPOSE_SEARCH ? ":search" : ":exchange";
  if (!grant.sections().empty()) text += ":" + absl::StrJoin(grant.sections(), ",");
  return text;
}

void Print(Session& session, const Sharing& sharing) {
  session.Print(Plain(sharing.source()) + "  " +
                session.Text(sharing.live() ? "grants.live" : "grants.pilot"));
  for (const KindGrants& kind : sharing.kinds()) {
    std::vector<std::string> texts;
    for (const Grant& grant : kind.grants()) texts.push_back(Show(grant));
    std::string who = texts.empty() ? session.Text("grants.nobody") : absl::StrJoin(texts, "  ");
    if (kind.by_default()) who = session.Text("grants.default");
    session.Print("  " + Plain(kind.kind()) + "  " + Plain(who));
    session.Print("    " + session.Text("grants.set-by", {{"time", cli::Show(kind.set_time())},
                                                          {"source", kind.set_by()},
                                                          {"revision", std::to_string(kind.revision())}}));
  }
  if (sharing.kinds().empty()) session.Print("  " + session.Text("grants.default"));
}

absl::StatusOr<Sharing> Ask(client::Connection& connection, const std::string& source) {
  GetSharingRequest request;
  request.set_source(source);
  ASSIGN_OR_RETURN(const auto answer,
                   client::Ask<GetSharingResponse>(connection, connection.Within(kCallTime),
                                                   std::string(kService) + "GetSharing", request));
  return answer.sharing();
}

int Report(Session& session, const absl::StatusOr<Sharing>& sharing) {
  if (!sharing.ok()) return session.Fail(sharing.status());
  session.json ? void(session.PrintJson(*sharing)) : Print(session, *sharing);
  return kAllIn;
}

// What holds of a kind. Of one that was never set its default, which is for everybody.
KindGrants Standing(const Sharing& sharing, const std::string& kind) {
  for (const KindGrants& one : sharing.kinds()) {
    if (one.kind() == kind) return one;
  }
  KindGrants none;
  none.set_by_default(true);
  return none;
}

bool GivesEverybody(const KindGrants& grants, const Grant& wanted) {
  const auto gives = [&](const Grant& grant) {
    if (!grant.has_public_() || grant.purpose() != wanted.purpose()) return false;
    const std::set<std::string> given(grant.sections().begin(), grant.sections().end());
    if (given.empty() || wanted.sections().empty()) return given.empty();
    return std::all_of(wanted.sections().begin(), wanted.sections().end(),
                       [&](const std::string& section) { return given.contains(section); });
  };
  return std::any_of(grants.grants().begin(), grants.grants().end(), gives);
}

// Whether everybody, visitors of portals too, is given something that he had not.
bool OpensToEverybody(const KindGrants& before, const KindGrants& after) {
  if (before.by_default()) return false;
  std::vector<Grant> opened;
  for (const Grant& grant : after.grants()) {
    if (grant.has_public_()) opened.push_back(grant);
  }
  for (const Purpose purpose : {PURPOSE_EXCHANGE, PURPOSE_SEARCH}) {
    if (after.by_default()) opened.emplace_back().set_purpose(purpose);
  }
  return std::any_of(opened.begin(), opened.end(),
                     [&](const Grant& grant) { return !GivesEverybody(before, grant); });
}

struct SetArguments {
  std::string kind, source;
  std::vector<std::string> grants;
  std::optional<uint64_t> revision;
  bool yes = false;
};

bool IsConfirmed(Session& session, const std::string& source, const std::string& kind) {
  const std::string word = session.Text("erase.word");
  return session.Confirm(
      session.Text("grants.question", {{"kind", kind}, {"source", source}, {"word", word}}), word);
}

int Set(Session& session, const SetArguments& arguments, KindGrants grants) {
  std::unique_ptr<client::Connection> connection;
  if (const int code = session.Connect(&connection); code != kAllIn) return code;
  const auto before = Ask(*connection, arguments.source);
  if (!before.ok()) return session.Fail(before.status());
  const KindGrants standing = Standing(*before, grants.kind());
  if (!arguments.yes && OpensToEverybody(standing, grants)) {
    if (session.answers == nullptr) return session.Fail(kUsage, "grants.unconfirmed");
    if (!IsConfirmed(session, before->source(), grants.kind())) return session.Fail(kUsage, "grants.left");
  }
  grants.set_revision(arguments.revision.value_or(standing.revision()));
  SetGrantsRequest request;
  request.set_source(before->source());
  *request.mutable_grants() = std::move(grants);
  const auto answer = client::Ask<SetGrantsResponse>(*connection, connection->Within(kCallTime),
                                                     std::string(kService) + "SetGrants", request);
  if (ReasonOf(answer.status()) == common::v1::ERROR_REASON_CONCURRENT) {
    session.Say(session.Text("grants.look", {{"command", "tabadul grants show " + before->source()}}));
    // A revision that was named stays outdated; the newest may be asked for again.
    return session.Fail(arguments.revision ? kRefused : kUnreachable, answer.status());
  }
  if (!answer.ok()) return session.Fail(answer.status());
  return Report(session, answer->sharing());
}

void AddShow(CLI::App& grants, Session& session) {
  CLI::App* app = AddCommand(grants, session, "show", "grants.show",
                             {"tabadul grants show", "tabadul grants show MA/anapec/pes --json"});
  auto source = std::make_shared<std::string>();
  app->add_option("source", *source, session.Text("grants.source"))->type_name("SOURCE");
  OnChosen(app, session, [&session, source] {
    std::unique_ptr<client::Connection> connection;
    if (const int code = session.Connect(&connection); code != kAllIn) return code;
    return Report(session, Ask(*connection, *source));
  });
}

void AddSet(CLI::App& grants, Session& session) {
  CLI::App* app =
      AddCommand(grants, session, "set", "grants.set",
                 {"tabadul grants set vacancy members",
                  "tabadul grants set vacancy EG SA/mol:exchange public:search --revision 3",
                  "tabadul grants set vacancy EG:exchange:title,description,occupation",
                  "tabadul grants set vacancy nobody", "tabadul grants set vacancy default --yes"});
  auto arguments = std::make_shared<SetArguments>();
  app->add_option("kind", arguments->kind, session.Text("grants.kind"))->required()->type_name("KIND");
  app->add_option("grant", arguments->grants, session.Text("grants.grant"))->required()->type_name("GRANT…");
  app->add_option("--source", arguments->source, session.Text("grants.source"))->type_name("SOURCE");
  app->add_option("--revision", arguments->revision, session.Text("grants.revision"))->type_name("N");
  app->add_flag("--yes", arguments->yes, session.Text("grants.confirmed"));
  OnChosen(app, session, [&session, arguments] {
    auto parsed = ParseGrants(arguments->kind, arguments->grants);
    if (!parsed.ok()) {
      session.Say(session.Sentence(parsed.status()));
      return session.Fail(kUsage, "usage.value", {{"argument", "GRANT"}});
    }
    return Set(session, *arguments, *std::move(parsed));
  });
}

}  // namespace

void AddGrants(CLI::App& parent, Session& session) {
  CLI::App* grants = AddCommand(parent, session, "grants", "grants", {"tabadul grants show"});
  grants->require_subcommand(1);
  AddShow(*grants, session);
  AddSet(*grants, session);
}

}  // namespace tabadul::cli
