#include "lib/exchange/settings.h"

#include "absl/strings/ascii.h"
#include "fmt/format.h"

namespace tabadul::exchange {

void RecordSettings::Bind(config::Table& table) {
  const std::string prefix = fmt::format("TABADUL_{}_", absl::AsciiStrToUpper(service));
  table.Flag("--migrate", &migrate,
             fmt::format("create or upgrade the tables in {0}DATABASE and {0}LEDGER, and end", prefix));
  table.Flag("--make-signing-key", &make_signing_key,
             fmt::format("FILE: write a new key for {}SIGNING_KEY, and end", prefix));
  ServiceSettings::Bind(table, !migrate);
  BindData(table, migrate ? config::Need::kOptional : config::Need::kRequired);
  BindLimits(table);
}

void RecordSettings::BindData(config::Table& table, config::Need need) {
  table.Secret("LEDGER", &ledger,
               "conninfo of the ledger, on another PostgreSQL that is never restored together with DATABASE",
               config::Need::kRequired);
  table.String("IDENTITY", &identity, "host:port of identity");
  table.String("IDENTITY_NAME", &identity_name, "name in identity's certificate");
  table.SecretFile("PEPPER_FILE", &pepper,
                   "file with the secret of the record ids' hashes, 32 bytes or more, never changed", need);
  table.Path("SIGNING_KEY", &signing_key, "file that --make-signing-key made: signs the marks", need);
}

void RecordSettings::BindLimits(config::Table& table) {
  table.Int("QUEUE_MIB", &queue_mib, 1, 4096,
            "items of each kind accepted and not yet committed, in memory at most");
  table.Choice("DEMO", &demo, {"allow", "refuse"},
               "demonstration data (sources DEMO/...): taken, or refused");
  table.Int("MAX_STREAMS", &max_streams, 1, 100000, "streams open at once; beyond: they are told to wait");
  table.Int("MAX_STREAMS_OF_ONE", &max_streams_of_one, 0, 100000,
            "the same of one member's system, so that one that runs wild leaves room for the others; 0: two "
            "fifths of MAX_STREAMS");
  table.Duration("STREAM_MAX_AGE", &stream_max_age, absl::Seconds(1), absl::Hours(1),
                 "streams are asked to reconnect after about this time");
  table.Duration("REVOCATIONS_STALE", &revocations_stale, absl::Seconds(10), absl::Minutes(10),
                 "writes are refused when identity has not confirmed the revocations for so long");
  table.Duration("VACUUM_WITHIN", &vacuum_within, absl::Seconds(1), absl::Hours(24),
                 "what was erased is out of PostgreSQL's dead rows after this time");
}

Options RecordSettings::Exchange() const {
  return {.queue_bytes = static_cast<size_t>(queue_mib) << 20,
          .max_opening = (workers + 7) / 8,
          .demonstration = demo == "allow",
          .pepper = pepper};
}

rpc::ServerOptions RecordSettings::Server() const {
  rpc::ServerOptions options = ServiceSettings::Server();
  options.max_streams = max_streams;
  options.max_streams_of_one = max_streams_of_one > 0 ? max_streams_of_one : (max_streams * 2 + 4) / 5;
  options.stream_max_age = stream_max_age;
  return options;
}

}  // namespace tabadul::exchange
