// tabadul admin: organisations, systems, revocation, signing keys. (Certificates: certificate.cc; people: sign_in.cc;
// taxonomy: taxonomy.cc.)
#include "absl/strings/str_join.h"
#include "cli/ask_admin.h"
#include "cli/commands.h"
#include "cli/show.h"
#include "tabadul/identity/v1/admin_service.pb.h"

namespace tabadul::cli {
namespace {

using namespace identity::v1;  // NOLINT: this file is about nothing else

const std::vector<std::pair<std::string, OrganisationType>>& Types() {
  static const std::vector<std::pair<std::string, OrganisationType>> types = {
      {"ministry", ORGANISATION_TYPE_MINISTRY},
      {"public-employment-service", ORGANISATION_TYPE_PUBLIC_EMPLOYMENT_SERVICE},
      {"employer", ORGANISATION_TYPE_EMPLOYER},
      {"agency", ORGANISATION_TYPE_AGENCY},
      {"trainer", ORGANISATION_TYPE_TRAINER},
      {"portal", ORGANISATION_TYPE_PORTAL},
      {"operator", ORGANISATION_TYPE_OPERATOR}};
  return types;
}

void AddOrganisation(CLI::App& admin, Session& session) {
  CLI::App* organisation =
      AddCommand(admin, session, "organisation", "admin.organisation", {"tabadul admin organisation list"});
  organisation->require_subcommand(1);
  CLI::App* create =
      AddCommand(*organisation, session, "create", "admin.organisation.create",
                 {"tabadul admin organisation create SY/mosal --name \"ar=وزارة الشؤون الاجتماعية والعمل\" "
                  "--name \"en=Ministry of Social Affairs and Labour\" --type ministry"});
  struct Options {
    std::string id, type = "ministry";
    std::vector<std::string> names;
  };
  auto options = std::make_shared<Options>();
  std::vector<std::string> types;
  for (const auto& [name, value] : Types()) types.push_back(name);
  create->add_option("id", options->id, session.Text("admin.organisation.id"))->required()->type_name("ID");
  create->add_option("--name", options->names, session.Text("admin.organisation.name"))
      ->required()
      ->type_name("LANGUAGE=TEXT")
      ->allow_extra_args(false);
  create->add_option("--type", options->type, session.Text("admin.organisation.type"))
      ->option_text(absl::StrJoin(types, "|"))
      ->check(CLI::IsMember(types));
  OnChosen(create, session, [&session, options] {
    CreateOrganisationRequest request;
    request.mutable_organisation()->set_id(options->id);
    auto name = ParseTexts("--name", options->names);
    if (!name.ok()) return session.Fail(name.status());
    *request.mutable_organisation()->mutable_name() = *std::move(name);
    for (const auto& [type_name, value] : Types()) {
      if (type_name == options->type) request.mutable_organisation()->set_type(value);
    }
    return AskAdmin<CreateOrganisationResponse>(
        session, "CreateOrganisation", request, [&](const auto& answer) {
          session.Print(session.Text("admin.created", {{"name", answer.organisation().id()}}));
        });
  });
  CLI::App* list = AddCommand(*organisation, session, "list", "admin.organisation.list",
                              {"tabadul admin organisation list --json"});
  OnChosen(list, session, [&session] {
    return ListAll<ListOrganisationsRequest, ListOrganisationsResponse>(
        session, "ListOrganisations", {}, [&](const ListOrganisationsResponse& all) {
          for (const Organisation& one : all.organisations()) {
            session.Print(Plain(one.id()) + "  " + Pick(one.name(), session.language));
          }
        });
  });
}

// tabadul admin system live|pilot SOURCE
void AddStage(CLI::App& system, Session& session, const std::string& stage, bool live) {
  CLI::App* app = AddCommand(system, session, stage, "admin.system." + stage,
                             {"tabadul admin system " + stage + " SY/mosal/pes"});
  auto request = std::make_shared<SetLiveRequest>();
  request->set_live(live);
  app->add_option("source", *request->mutable_source(), session.Text("admin.system.source"))
      ->required()
      ->type_name("SOURCE");
  OnChosen(app, session, [&session, request] {
    return AskAdmin<SetLiveResponse>(session, "SetLive", *request, [&](const auto& answer) {
      session.Print(Plain(answer.system().source()) + "  " + (answer.system().live() ? "LIVE" : "PILOT"));
    });
  });
}

void AddSystem(CLI::App& admin, Session& session) {
  CLI::App* system = AddCommand(admin, session, "system", "admin.system", {"tabadul admin system list"});
  system->require_subcommand(1);
  CLI::App* create = AddCommand(*system, session, "create", "admin.system.create",
                                {"tabadul admin system create SY/mosal/pes",
                                 "tabadul admin system create SY/mosal/mirror --scope vacancy.read"});
  struct Options {
    std::string source;
    std::vector<std::string> scopes = {"vacancy.write", "vacancy.read"};
    bool live = false;
  };
  auto options = std::make_shared<Options>();
  create->add_option("source", options->source, session.Text("admin.system.source"))
      ->required()
      ->type_name("SOURCE");
  create->add_option("--scope", options->scopes, session.Text("admin.system.scope"))
      ->type_name("SCOPE")
      ->allow_extra_args(false);
  create->add_flag("--live", options->live, session.Text("admin.system.create.live"));
  OnChosen(create, session, [&session, options] {
    CreateSystemRequest request;
    request.mutable_system()->set_source(options->source);
    request.mutable_system()->set_live(options->live);
    request.mutable_system()->mutable_scopes()->Add(options->scopes.begin(), options->scopes.end());
    return AskAdmin<CreateSystemResponse>(session, "CreateSystem", request, [&](const auto& answer) {
      session.Print(session.Text("admin.created", {{"name", answer.system().source()}}));
    });
  });
  AddStage(*system, session, "live", true);
  AddStage(*system, session, "pilot", false);
  CLI::App* list =
      AddCommand(*system, session, "list", "admin.system.list", {"tabadul admin system list --json"});
  OnChosen(list, session, [&session] {
    return ListAll<ListSystemsRequest, ListSystemsResponse>(
        session, "ListSystems", {}, [&](const ListSystemsResponse& all) {
          for (const System& one : all.systems()) {
            std::string line = Plain(one.source()) + "  " + (one.live() ? "LIVE" : "PILOT") + "  " +
                               absl::StrJoin(one.scopes(), ", ");
            if (one.has_revoke_time()) {
              line += "  " + session.Text("admin.revoked-at", {{"time", Show(one.revoke_time())}});
            }
            session.Print(line);
          }
        });
  });
}

void AddRevoke(CLI::App& admin, Session& session) {
  CLI::App* revoke = AddCommand(
      admin, session, "revoke", "admin.revoke",
      {"tabadul admin revoke --certificate FINGERPRINT", "tabadul admin revoke --source SY/mosal/pes"});
  auto request = std::make_shared<RevokeRequest>();
  auto* fingerprint = revoke
                          ->add_option("--certificate", *request->mutable_certificate(),
                                       session.Text("admin.revoke.certificate"))
                          ->type_name("FINGERPRINT");
  auto* source =
      revoke->add_option("--source", *request->mutable_source(), session.Text("admin.revoke.source"))
          ->type_name("SOURCE");
  fingerprint->excludes(source);
  OnChosen(revoke, session, [&session, request] {
    if (request->certificate().empty() && request->source().empty()) {
      return session.Fail(kUsage, "usage.required", {{"argument", "--certificate | --source"}});
    }
    return AskAdmin<RevokeResponse>(session, "Revoke", *request, [&](const auto& answer) {
      session.Print(session.Text("admin.revoked-at", {{"time", Show(answer.revocation().time())}}));
    });
  });
}

// Those that marks and receipts are signed with.
void AddSigningKey(CLI::App& admin, Session& session) {
  CLI::App* key = AddCommand(admin, session, "key", "admin.key", {"tabadul admin key list"});
  key->require_subcommand(1);
  CLI::App* list = AddCommand(*key, session, "list", "admin.key.list", {"tabadul admin key list --json"});
  OnChosen(list, session, [&session] { return ListSigningKeys(session); });
  CLI::App* end = AddCommand(*key, session, "end", "admin.key.end",
                             {"tabadul admin key end 0123456789abcdef",
                              "tabadul admin key end 0123456789abcdef --at 2026-01-31T08:00:00Z"});
  struct Options {
    std::string id, at;
  };
  auto options = std::make_shared<Options>();
  end->add_option("id", options->id, session.Text("admin.key.id"))->required()->type_name("KEY_ID");
  end->add_option("--at", options->at, session.Text("admin.key.at"))->type_name("TIME");
  OnChosen(end, session, [&session, options] {
    EndSigningKeyRequest request;
    request.set_key_id(options->id);
    if (!options->at.empty()) {
      const auto time = ParseTime("--at", options->at);
      if (!time.ok()) return session.Fail(time.status());
      *request.mutable_time() = *time;
    }
    return AskAdmin<EndSigningKeyResponse>(session, "EndSigningKey", request, [&](const auto& answer) {
      session.Print(session.Text("admin.key.ended",
                                 {{"id", answer.key().key_id()}, {"time", Show(answer.key().not_after())}}));
    });
  });
}

}  // namespace

void AddAdmin(CLI::App& parent, Session& session) {
  CLI::App* admin =
      AddCommand(parent, session, "admin", "admin",
                 {"tabadul admin organisation create SY/mosal --name \"en=Ministry of Social Affairs and "
                  "Labour\" --type ministry",
                  "tabadul admin system create SY/mosal/pes",
                  "tabadul admin certificate issue SY/mosal/pes --out pes/"});
  admin->require_subcommand(1);
  AddOrganisation(*admin, session);
  AddSystem(*admin, session);
  AddCertificate(*admin, session);
  AddRevoke(*admin, session);
  AddSignIn(*admin, session);
  AddSigningKey(*admin, session);
  AddTaxonomy(*admin, session);
}

}  // namespace tabadul::cli
