// A whole cluster as real processes, by deploy/local/cluster: PostgreSQL, identity, jobs, statistics, web, HAProxy, on free
// ports, in a directory that goes with the object. What a service's sanitizer has to say at its end fails the test. When a
// test of the binary failed, the logs stay under var/test-logs/<binary>. One thread at a time.
//
//   Cluster cluster;
//   const std::string profile = cluster.Member("SY/mosal/pes");
//   EXPECT_EQ(cluster.Tabadul(profile, {"push", file}).exit, 0);
//   cluster.Kill("jobs");  cluster.Start("jobs");
//
// Parts: "postgres", "ledger", "identity", "jobs", "statistics", "web", "web2" (if there is one), "haproxy".
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tests/harness/process.h"

namespace tabadul::harness {

struct ClusterOptions {
  bool durable = false;  // true: PostgreSQL on disk with fsync, for tests that kill it
  // Settings of the services over the cluster's own: {"TABADUL_JOBS_STREAM_MAX_AGE", "2s"}.
  std::map<std::string, std::string> settings;
  // PostgreSQL's files on a file system of their own of so many MiB, which a test can fill. Only in a process that may
  // mount (root, in a mount namespace of its own).
  int disk_mib = 0;
  bool second_web = false;  // two servers of web behind the gateway: the parts web and web2
};

class Cluster {
 public:
  // Reading and writing of every kind of record.
  static constexpr char kEveryKind[] =
      "vacancy.write,vacancy.read,training_offer.write,training_offer.read,series.write,series.read,good_"
      "practice.write,good_practice.read";
  explicit Cluster(
      ClusterOptions options = {});  // returns when all parts are ready; dies with their logs if not
  ~Cluster();
  Cluster(const Cluster&) = delete;
  Cluster& operator=(const Cluster&) = delete;

  // Registers the system, if it is new, and issues its certificate: the path of its profile for the command.
  std::string Member(const std::string& source, const std::string& scopes = kEveryKind);
  // A new link that signs somebody in to the portal as that system, once: "https://localhost:8443/en/sign-in#CODE".
  std::string SignInLink(const std::string& source) const;
  std::string operator_profile() const { return directory_.path() + "/operator.yaml"; }
  // Runs the command `tabadul` to its end.
  RunResult Tabadul(const std::string& profile, std::vector<std::string> arguments,
                    absl::Duration timeout = absl::Minutes(5)) const;
  // The command, to be started as a Process: argv.
  std::vector<std::string> TabadulCommand(const std::string& profile,
                                          std::vector<std::string> arguments) const;

  void Kill(std::string_view part);   // SIGKILL to it and its children
  void Stop(std::string_view part);   // in good order
  void Start(std::string_view part);  // again; returns when it is ready
  // The same where it may end before it is ready: false, and why is in its log.
  bool TryStart(std::string_view part);
  bool Runs(std::string_view part) const;
  void Restart(std::string_view part);
  // A setting of a service from its next start on; "" takes it back.
  void Set(const std::string& name, const std::string& value);
  // HAProxy takes its configuration anew: {{"TABADUL_CALLS_PER_10S", "50"}}.
  void ReloadGateway(std::map<std::string, std::string> settings = {});
  void Freeze(std::string_view part);  // SIGSTOP to it and its children
  void Thaw(std::string_view part);
  pid_t Pid(std::string_view part) const;

  std::string site() const { return Value("SITE"); }  // "https://localhost:8443"
  int gateway_port() const { return Port("GATEWAY_PORT"); }
  int Port(const std::string& name) const;  // IDENTITY_PORT, JOBS_HEALTH_PORT, GATEWAY_METRICS_PORT, …
  std::string Value(const std::string& name) const;                   // of `cluster env`: BIN, PG_DIR, …
  const std::string& directory() const { return directory_.path(); }  // tls/, identity/, secrets/, logs/
  std::string Log(std::string_view part) const;
  // What a service, "identity", "jobs", "statistics", "web" or "web2", shows of itself now; empty: it does not answer.
  std::string Metrics(std::string_view service) const;

 private:
  RunResult Script(std::vector<std::string> arguments) const;
  void MustScript(std::vector<std::string> arguments) const;
  void MountDisk() const;
  void CheckLogs() const;
  void KeepLogs() const;

  ClusterOptions options_;
  TemporaryDirectory directory_;
  std::map<std::string, std::string> values_;
};

// build/<preset> of this test binary.
std::string BuildDirectory();

}  // namespace tabadul::harness
