// tabadul-identity: serves IdentityService and AdminService, or carries out one command and ends.
#include <iostream>

#include "lib/platform/log/log.h"
#include "services/identity/admin.h"
#include "services/identity/commands.h"
#include "services/identity/grant_service.h"
#include "services/identity/keeper.h"
#include "services/identity/service.h"

using namespace tabadul;  // NOLINT: nothing but wiring

int main(int argc, char** argv) {
  rpc::Server::BlockSignals();
  const identity::Command command = identity::ParseOrExit(argc, argv);
  if (command.kind != identity::Command::Kind::kServe) return identity::Carry(command);
  const identity::Config& config = command.config;
  log::Init(config.Log());

  const SystemClock clock;
  pg::Pool pool(config.Pool());
  identity::Store store(pool);
  const auto authority = identity::LoadAuthority(config.directory);
  identity::TokenKeys keys(identity::TokenKeyDirectory(config.directory));
  rpc::TokenVerifier verifier(clock, identity::kRevocationsStale);
  identity::SessionStore session_store(pool);
  identity::Keeper keeper(keys, session_store, verifier, clock);
  if (const absl::Status kept = keeper.Start(); !authority.ok() || !kept.ok()) {
    std::cerr << "tabadul-identity: " << (authority.ok() ? kept : authority.status()).message() << '\n';
    return 1;
  }
  identity::Revocations revocations(store, verifier);
  revocations.Start();
  identity::Sessions sessions(session_store, revocations, clock);
  identity::IdentityService service(store, sessions, keys, revocations, config.token_lifetime, clock);
  identity::SharingStore sharing(pool);
  identity::SharingFeed feed(sharing);
  feed.Start();
  identity::AdminService admin(store, sessions, feed, *authority, revocations, clock);
  identity::GrantService grants(feed, clock);
  rpc::Server server(config.Server(), verifier);
  server.Add(service).Add(admin).Add(grants);
  server.ReadyWhen("revocations", [&] { return revocations.Ready(); });
  server.ReadyWhen("token keys", [&] { return keys.Signing(clock.Now(), clock.Now()).status(); });
  return server.RunUntilSignal();
}
