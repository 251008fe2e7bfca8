// tabadul keys, tabadul admin key list: the keys that the hub signs marks and receipts with, or tokens.
#include "cli/commands.h"
#include "cli/show.h"
#include "lib/evidence/digest.h"
#include "tabadul/identity/v1/identity_service.pb.h"

namespace tabadul::cli {
namespace {

int TokenKeys(Session& session, client::Connection& connection) {
  const auto known = client::Ask<identity::v1::GetJwksResponse>(
      connection, connection.Within(kCallTime), "/tabadul.identity.v1.IdentityService/GetJwks",
      identity::v1::GetJwksRequest());
  if (!known.ok()) return session.Fail(known.status());
  session.json ? session.PrintJson(*known) : session.Print(known->jwks());
  return kAllIn;
}

int SigningKeys(Session& session, client::Connection& connection) {
  const auto known = client::Ask<identity::v1::ListSigningKeysResponse>(
      connection, connection.Within(kCallTime), "/tabadul.identity.v1.IdentityService/ListSigningKeys",
      identity::v1::ListSigningKeysRequest());
  if (!known.ok()) return session.Fail(known.status());
  if (session.json) return session.PrintJson(*known), kAllIn;
  for (const auto& key : known->keys()) {
    Metadata parameters = {{"id", key.key_id()},
                           {"service", key.service()},
                           {"from", Show(key.not_before())},
                           {"to", Show(key.not_after())},
                           {"key", evidence::Base64Url(key.public_key())}};
    if (key.has_end_time()) parameters["ended"] = Show(key.end_time());
    session.Print(session.Text("keys.key", parameters));
  }
  return kAllIn;
}

}  // namespace

int ListSigningKeys(Session& session) {
  std::unique_ptr<client::Connection> connection;
  if (const int code = session.Connect(&connection); code != kAllIn) return code;
  return SigningKeys(session, *connection);
}

void AddKeys(CLI::App& parent, Session& session) {
  CLI::App* app = AddCommand(parent, session, "keys", "keys",
                             {"tabadul keys", "tabadul keys --json", "tabadul keys --jwks"});
  const auto jwks = std::make_shared<bool>(false);
  app->add_flag("--jwks", *jwks, session.Text("keys.jwks"));
  OnChosen(app, session, [&session, jwks] {
    if (!*jwks) return ListSigningKeys(session);
    std::unique_ptr<client::Connection> connection;
    if (const int code = session.Connect(&connection); code != kAllIn) return code;
    return TokenKeys(session, *connection);
  });
}

}  // namespace tabadul::cli
