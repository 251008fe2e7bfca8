// The settings that every service has that keeps records, in the same words: ledger, pepper, signing key, queue, streams. A
// service's Config is this and its own rows. Used once, in main.
#pragma once

#include <string>

#include "lib/exchange/erasure_vacuum.h"
#include "lib/exchange/exchange.h"
#include "lib/platform/rpc/channel.h"
#include "lib/platform/settings/settings.h"

namespace tabadul::exchange {

struct RecordSettings : ServiceSettings {
  // RunCommand (commands.h) carries them out. Migrating needs the settings of the databases alone; set before Bind.
  bool migrate = false, make_signing_key = false;
  std::string identity = "127.0.0.1:7101";
  std::string identity_name = "identity";
  std::string ledger;
  std::string pepper;
  std::string signing_key;
  int queue_mib = 64;
  std::string demo = "refuse";
  int max_streams = 5000, max_streams_of_one = 0;
  absl::Duration stream_max_age = absl::Minutes(15);
  absl::Duration revocations_stale = absl::Seconds(60);
  absl::Duration vacuum_within = absl::Hours(1);

  void Bind(config::Table& table);

  rpc::ChannelOptions Identity() const {
    return {.target = identity, .tls = tls, .server_name = identity_name};
  }
  // For the committers, the reservers, and connections that are opened meanwhile.
  pg::PoolOptions Ledger() const { return {.conninfo = ledger, .size = 4, .name = "ledger"}; }
  Options Exchange() const;
  ErasureVacuum::Options Vacuuming() const { return {.conninfo = database, .within = vacuum_within}; }
  rpc::ServerOptions Server() const;
  // A BatchPush holds a worker until its commit, and whoever opens a session (Exchange) for a moment: other calls keep about
  // a quarter of them. Of each kind.
  int max_batches() const { return (workers + 3) / 4; }

 private:
  void BindData(config::Table& table, config::Need need);
  void BindLimits(config::Table& table);
};

}  // namespace tabadul::exchange
