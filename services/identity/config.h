// Settings of tabadul-identity: TABADUL_IDENTITY_* of the environment.
#pragma once

#include <string>

#include "lib/platform/settings/settings.h"

namespace tabadul::identity {

struct Config : ServiceSettings {
  static constexpr char kPrefix[] = "TABADUL_IDENTITY_";
  Config() : ServiceSettings{.service = "identity", .address = "127.0.0.1:7101", .health_port = 7201} {}

  // False for the commands that need the database or the directory only: what serving needs is optional then.
  bool serving = true;

  std::string directory;
  absl::Duration token_lifetime = absl::Minutes(30);

  void Bind(config::Table& table) {
    ServiceSettings::Bind(table, serving);
    table.String("DIRECTORY", &directory, "directory that --init made: ca.crt, ca.key, token-keys/",
                 serving ? config::Need::kRequired : config::Need::kOptional);
    table.Duration("TOKEN_LIFETIME", &token_lifetime, absl::Seconds(1), absl::Minutes(60),
                   "how long a token is good; below a minute every call fetches one");
  }
};

}  // namespace tabadul::identity
