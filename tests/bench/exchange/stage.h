// What the figures of the exchange are measured on: a fresh cluster as real processes, with a durable PostgreSQL, for
// each group of figures, so that none depends on what was measured before. One thread. What fails ends the bench.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "lib/client/connection.h"
#include "lib/client/profile.h"
#include "lib/client/pusher.h"
#include "tabadul/exchange/v1/push.pb.h"
#include "tests/bench/cpu_time.h"
#include "tests/bench/report.h"
#include "tests/harness/cluster.h"

namespace tabadul::bench {

inline constexpr char kEgypt[] = "EG/momp/pes";
inline constexpr char kSearch[] = "/tabadul.jobs.v1.JobsService/SearchVacancies";
inline constexpr char kWatch[] = "/tabadul.jobs.v1.VacancyExchangeService/Watch";
inline constexpr char kGateway[] = "gateway, TLS";
inline constexpr char kDirect[] = "direct, TLS";

[[noreturn]] void Die(const std::string& what);
void Check(const absl::Status& status);

// The number in an environment variable, or another.
uint64_t Setting(const char* name, uint64_t otherwise);
// Records of a run: TABADUL_BENCH_RECORDS, or 60,000.
uint64_t Records();

class Stage {
 public:
  explicit Stage(Report& report);

  harness::Cluster& cluster() { return cluster_; }
  void Add(Figure figure) { report_.Add(std::move(figure)); }

  // A registered system, through the gateway.
  client::Profile Member(const std::string& source = kEgypt);
  // The jobs service without the gateway: as the gateway itself, with its certificate, for a visitor.
  client::Profile Direct() const;
  rpc::TlsFiles TlsOf(const std::string& service) const;
  std::string DatabaseOfJobs() const;  // libpq keywords

 private:
  static harness::ClusterOptions Options();
  Report& report_;
  harness::Cluster cluster_;
};

// The value that this share of them does not exceed: 0.5 is the median. Ends the bench if there are none.
double Quantile(std::vector<double> values, double share);

// Of a process, in bytes: what it has in memory now; without the pages of files, which are the kernel's to drop.
uint64_t ResidentBytes(pid_t pid);
uint64_t AnonymousBytes(pid_t pid);

std::vector<exchange::v1::PushItem> MakeItems(const std::string& prefix, uint64_t count);
int MeanBytes(const std::vector<exchange::v1::PushItem>& items);

// The same record once more, with another text and this version.
void Rewrite(exchange::v1::Record& record, uint64_t version);

// With receipts kept and compared, as `tabadul push` does.
client::PushSettings Receipted(const std::string& source);

struct Pushed {
  double rate = 0;  // records a second, first item to last acknowledgement
  std::string token;
  uint64_t sequence = 0;  // of the last one
};
// All of them, each changing a record; Receipted.
Pushed Push(const client::Profile& profile, const std::string& source,
            std::vector<exchange::v1::PushItem> items, size_t message_items = 500);

// Seconds until searches show everything up to `token`.
double AwaitIndex(const client::Profile& profile, const std::string& token);

}  // namespace tabadul::bench
