// Settings of tabadul-jobs: TABADUL_JOBS_* of the environment.
#pragma once

#include <string>

#include "lib/exchange/erasure_vacuum.h"
#include "lib/exchange/exchange.h"
#include "lib/platform/rpc/channel.h"
#include "lib/platform/settings/settings.h"
#include "services/jobs/annotator.h"

namespace tabadul::jobs {

struct Config : ServiceSettings {
  static constexpr char kPrefix[] = "TABADUL_JOBS_";
  Config()
      : ServiceSettings{.service = "jobs", .address = "127.0.0.1:7102", .health_port = 7202, .workers = 24} {}

  // commands.h carries them out. Migrating needs the settings of the databases alone; set before Bind.
  bool migrate = false, make_signing_key = false;
  std::string identity = "127.0.0.1:7101";
  std::string identity_name = "identity";
  std::string ledger;
  std::string pepper;
  std::string signing_key;
  std::string rates;
  std::string taxonomy_packs;
  std::string texts;
  std::string redis, redis_password;
  int texts_mib = 16'384;
  int queue_mib = 64;
  bool suggest_codes = true;
  std::string demo = "refuse";
  int max_streams = 5000, max_streams_of_one = 0;
  absl::Duration stream_max_age = absl::Minutes(15);
  absl::Duration revocations_stale = absl::Seconds(60);
  absl::Duration vacuum_within = absl::Hours(1);

  void Bind(config::Table& table) {
    const auto serving = migrate ? config::Need::kOptional : config::Need::kRequired;
    table.Flag("--migrate", &migrate,
               "create or upgrade the tables in TABADUL_JOBS_DATABASE and TABADUL_JOBS_LEDGER, and end");
    table.Flag("--make-signing-key", &make_signing_key,
               "FILE: write a new key for TABADUL_JOBS_SIGNING_KEY, and end");
    ServiceSettings::Bind(table, !migrate);
    table.Secret(
        "LEDGER", &ledger,
        "conninfo of the ledger, on another PostgreSQL that is never restored together with DATABASE",
        config::Need::kRequired);
    table.String("IDENTITY", &identity, "host:port of identity");
    table.String("IDENTITY_NAME", &identity_name, "name in identity's certificate");
    table.SecretFile("PEPPER_FILE", &pepper,
                     "file with the secret of the record ids' hashes, 32 bytes or more, never changed",
                     serving);
    table.Path("SIGNING_KEY", &signing_key, "file that --make-signing-key made: signs the marks", serving);
    table.Path("RATES", &rates, "table of exchange rates to compare pay by; default: the one of the release");
    table.String(
        "TEXTS", &texts,
        "directory for the texts that snippets are cut from, emptied at every start; default: no snippets");
    table.Int("TEXTS_MIB", &texts_mib, 16, 1 << 20,
              "largest size of that directory; beyond: no snippets until the next start");
    table.String("REDIS", &redis,
                 "host:port or Unix socket of Redis, for results of searches; default: none");
    table.SecretFile("REDIS_PASSWORD_FILE", &redis_password,
                     "file with the password of Redis; default: none");
    table.String("TAXONOMY_PACKS", &taxonomy_packs,
                 "packs of labels, such as ESCO's: FOLDER@sha256:DIGEST, by commas; default: none");
    table.Int("QUEUE_MIB", &queue_mib, 1, 4096,
              "items of each kind accepted and not yet committed, in memory at most");
    table.Choice("DEMO", &demo, {"allow", "refuse"},
                 "demonstration data (sources DEMO/...): taken, or refused");
    table.Bool("SUGGEST_CODES", &suggest_codes,
               "write suggested occupation codes beside vacancies without one");
    table.Int("MAX_STREAMS", &max_streams, 1, 100000, "streams open at once; beyond: they are told to wait");
    table.Int(
        "MAX_STREAMS_OF_ONE", &max_streams_of_one, 0, 100000,
        "the same of one member's system, so that one that runs wild leaves room for the others; 0: two "
        "fifths of MAX_STREAMS");
    table.Duration("STREAM_MAX_AGE", &stream_max_age, absl::Seconds(1), absl::Hours(1),
                   "streams are asked to reconnect after about this time");
    table.Duration("REVOCATIONS_STALE", &revocations_stale, absl::Seconds(10), absl::Minutes(10),
                   "writes are refused when identity has not confirmed the revocations for so long");
    table.Duration("VACUUM_WITHIN", &vacuum_within, absl::Seconds(1), absl::Hours(24),
                   "what was erased is out of PostgreSQL's dead rows after this time");
  }

  rpc::ChannelOptions Identity() const {
    return {.target = identity, .tls = tls, .server_name = identity_name};
  }
  // For the committers, the reservers, and connections that are opened meanwhile.
  pg::PoolOptions Ledger() const { return {.conninfo = ledger, .size = 4, .name = "ledger"}; }
  exchange::Options Exchange() const {
    return {.queue_bytes = static_cast<size_t>(queue_mib) << 20,
            .max_opening = (workers + 7) / 8,
            .demonstration = demo == "allow",
            .pepper = pepper};
  }
  Annotator::Options Annotating() const { return {.conninfo = database, .suggest = suggest_codes}; }
  exchange::ErasureVacuum::Options Vacuuming() const {
    return {.conninfo = database, .within = vacuum_within};
  }
  rpc::ServerOptions Server() const {
    rpc::ServerOptions options = ServiceSettings::Server();
    options.max_streams = max_streams;
    options.max_streams_of_one = max_streams_of_one > 0 ? max_streams_of_one : (max_streams * 2 + 4) / 5;
    options.stream_max_age = stream_max_age;
    return options;
  }
  // A BatchPush holds a worker until its commit, and whoever opens a session (Exchange) for a moment: other calls keep about
  // a quarter of them. Of each of the two kinds.
  int max_batches() const { return (workers + 3) / 4; }
};

}  // namespace tabadul::jobs
