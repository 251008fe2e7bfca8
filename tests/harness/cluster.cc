#include "tests/harness/cluster.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "absl/strings/ascii.h"
#include "tests/harness/die.h"

namespace tabadul::harness {
namespace fs = std::filesystem;

namespace {

constexpr const char* kParts[] = {"postgres", "ledger", "identity", "jobs",
                                  "statistics", "web", "web2", "haproxy"};

std::map<std::string, std::string> ReadValues(const std::string& text) {
  std::map<std::string, std::string> values;
  std::istringstream lines(text);
  std::string line;
  while (std::getline(lines, line)) {
    const size_t equals = line.find('=');
    if (equals != std::string::npos) values[line.substr(0, equals)] = line.substr(equals + 1);
  }
  return values;
}

}  // namespace

std::string BuildDirectory() {
  if (const char* build = std::getenv("TABADUL_BUILD")) return build;
  return fs::read_symlink("/proc/self/exe").parent_path().parent_path();  // build/<preset>/bin/x_test
}

Cluster::Cluster(ClusterOptions options) : options_(std::move(options)), directory_("cluster") {
  if (options_.disk_mib > 0) MountDisk();
  std::vector<std::string> arguments = {
      "start",           directory(),      "--bin",       BuildDirectory() + "/bin",
      "--no-prometheus", "--random-ports", "--until-pid", std::to_string(getpid())};
  if (!options_.durable) arguments.push_back("--ephemeral");
  if (options_.second_web) arguments.push_back("--second-web");
  const RunResult result = Script(arguments);
  if (result.exit != 0) {
    KeepLogs();
    Die("the cluster does not start: " + result.errors);
  }
  values_ = ReadValues(Script({"env", directory()}).output);
}

Cluster::~Cluster() {
  const RunResult result = Script({"stop", directory()});
  if (result.exit != 0) ADD_FAILURE() << "the cluster does not stop: " << result.errors;
  if (options_.disk_mib > 0) umount2((directory() + "/postgres").c_str(), MNT_DETACH);
  CheckLogs();
  if (::testing::UnitTest::GetInstance()->Failed()) KeepLogs();
}

void Cluster::MountDisk() const {
  const std::string disk = directory() + "/postgres";
  fs::create_directory(disk);
  const std::string size = fmt::format("size={}m", options_.disk_mib);
  if (mount("tmpfs", disk.c_str(), "tmpfs", 0, size.c_str()) != 0) Die("cannot mount a disk for PostgreSQL");
}

RunResult Cluster::Script(std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(), "deploy/local/cluster");
  return RunCommand(std::move(arguments), options_.settings, absl::Minutes(5));
}

void Cluster::MustScript(std::vector<std::string> arguments) const {
  const RunResult result = Script(std::move(arguments));
  if (result.exit == 0) return;
  KeepLogs();
  Die(result.errors);
}

std::string Cluster::Member(const std::string& source, const std::string& scopes) {
  const RunResult result = Script({"member", directory(), source, scopes});
  if (result.exit != 0) {
    KeepLogs();
    Die(fmt::format("{} cannot be registered: {}", source, result.errors));
  }
  return result.output.substr(0, result.output.find('\n'));
}

std::string Cluster::SignInLink(const std::string& source) const {
  const RunResult result = Tabadul(operator_profile(), {"admin", "sign-in-link", source, "--portal", site()});
  if (result.exit != 0) {
    KeepLogs();
    Die(fmt::format("{} has no sign-in link: {}", source, result.errors));
  }
  return result.output.substr(0, result.output.find('\n'));
}

std::vector<std::string> Cluster::TabadulCommand(const std::string& profile,
                                                 std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(), {BuildDirectory() + "/bin/tabadul", "--profile", profile});
  return arguments;
}

RunResult Cluster::Tabadul(const std::string& profile, std::vector<std::string> arguments,
                           absl::Duration timeout) const {
  return RunCommand(TabadulCommand(profile, std::move(arguments)), {}, timeout);
}

void Cluster::Kill(std::string_view part) { MustScript({"kill9", directory(), std::string(part)}); }
void Cluster::Stop(std::string_view part) { MustScript({"stop", directory(), std::string(part)}); }
void Cluster::Start(std::string_view part) { MustScript({"start", directory(), std::string(part)}); }
bool Cluster::TryStart(std::string_view part) {
  return Script({"start", directory(), std::string(part)}).exit == 0;
}
bool Cluster::Runs(std::string_view part) const {
  pid_t pid = 0;
  std::istringstream(ReadFile(fmt::format("{}/run/{}.pid", directory(), part))) >> pid;
  std::string stat = pid > 0 ? ReadFile(fmt::format("/proc/{}/stat", pid)) : "";
  return !stat.empty() && stat.find(") Z ") == std::string::npos;
}
void Cluster::Restart(std::string_view part) { MustScript({"restart", directory(), std::string(part)}); }
void Cluster::Set(const std::string& name, const std::string& value) {
  value.empty() ? static_cast<void>(options_.settings.erase(name))
                : static_cast<void>(options_.settings[name] = value);
}
void Cluster::ReloadGateway(std::map<std::string, std::string> settings) {
  settings.insert(options_.settings.begin(), options_.settings.end());
  const RunResult result = RunCommand({"deploy/local/cluster", "reload", directory(), "haproxy"}, settings);
  if (result.exit != 0) Die(result.errors);
}

pid_t Cluster::Pid(std::string_view part) const {
  pid_t pid = 0;
  std::istringstream(ReadFile(fmt::format("{}/run/{}.pid", directory(), part))) >> pid;
  if (pid <= 0) Die(fmt::format("{} does not run", part));
  return pid;
}

void Cluster::Freeze(std::string_view part) { FreezeTree(Pid(part)); }
void Cluster::Thaw(std::string_view part) { ThawTree(Pid(part)); }

std::string Cluster::Value(const std::string& name) const {
  const auto found = values_.find(name);
  if (found == values_.end()) Die("cluster env has no " + name);
  return found->second;
}

int Cluster::Port(const std::string& name) const { return std::stoi(Value(name)); }

std::string Cluster::Log(std::string_view part) const {
  return ReadFile(fmt::format("{}/logs/{}.log", directory(), part));
}

std::string Cluster::Metrics(std::string_view service) const {
  const int port = Port(absl::AsciiStrToUpper(std::string(service)) + "_HEALTH_PORT");
  return RunCommand({"curl", "-fsS", "--max-time", "10", fmt::format("http://127.0.0.1:{}/metrics", port)})
      .output;
}

void Cluster::CheckLogs() const {
  for (const char* part : kParts) {
    const std::string log = Log(part);
    for (const char* mark :
         {"ERROR: AddressSanitizer", "ERROR: LeakSanitizer", "runtime error:", "WARNING: ThreadSanitizer"}) {
      const size_t at = log.find(mark);
      if (at != std::string::npos) ADD_FAILURE() << part << ": " << log.substr(at, 4000);
    }
  }
}

void Cluster::KeepLogs() const {
  const fs::path kept = fs::path("var/test-logs") / program_invocation_short_name;
  std::error_code ignored;
  fs::remove_all(kept, ignored);
  fs::create_directories(kept, ignored);
  fs::copy(directory() + "/logs", kept, fs::copy_options::recursive, ignored);
  fs::copy(directory() + "/haproxy.cfg", kept, ignored);
  std::fprintf(stderr, "harness: the cluster's logs are under %s\n", kept.c_str());
}

}  // namespace tabadul::harness
