#include "tests/chaos/exchange/world.h"

#include <fmt/format.h>

#include "tests/harness/die.h"
#include "tests/harness/eventually.h"

namespace tabadul::chaos {
namespace {

const std::map<std::string, std::string> kMembers = {
    {"SY/mosal/pes", "SY"}, {"EG/momp/pes", "EG"}, {"MA/anapec/pes", "MA"}};

}  // namespace

World::World(int disk_mib) : disk_mib_(disk_mib), history_(std::make_shared<History>()) {
  const std::string path = directory_.path() + "/faults";
  page_ = std::make_unique<FaultsPage>(path);
  harness::ClusterOptions options;
  options.durable = true;
  options.disk_mib = disk_mib;
  options.settings["TABADUL_FAULTS"] = path;
  cluster_ = std::make_unique<harness::Cluster>(options);
  const auto enlist = [&](const std::string& source, const std::string& country, const std::string& scopes) {
    auto profile = client::LoadProfile(cluster_->Member(source, scopes));
    if (!profile.ok()) harness::Die(profile.status().ToString());
    return Member{source, country, *std::move(profile)};
  };
  for (const auto& [source, country] : kMembers)
    members_.push_back(enlist(source, country, "vacancy.write,vacancy.read"));
  exporter_ = enlist(kExporter, "JO", "vacancy.write,vacancy.read,vacancy.confirm,grant.write");
}

std::shared_ptr<History> World::history() const {
  absl::MutexLock lock(&mutex_);
  return history_;
}

std::shared_ptr<History> World::TakeHistory() {
  auto taken = std::make_shared<History>();
  {
    absl::MutexLock lock(&mutex_);
    std::swap(taken, history_);
  }
  // A follower in the middle of a snapshot adds to it at the end.
  harness::Eventually([&] { return taken.use_count() == 1; }, absl::Seconds(30));
  return taken;
}

void World::NewRound(AtRest before, uint64_t lost_epoch) {
  absl::MutexLock lock(&mutex_);
  history_->before = std::move(before);
  history_->lost_epoch = lost_epoch;
  other_epoch_ = lost_epoch != 0;
}

void World::Kill(const std::string& part) {
  if (cluster_->Runs(part)) cluster_->Kill(part);
}

bool World::Revive(const std::string& part) {
  if (cluster_->Runs(part)) return true;
  const Tick dead = history()->Next();
  for (int attempt = 0; attempt < 5; ++attempt) {
    if (part == "postgres") history()->DatabaseBegins();
    if (!cluster_->TryStart(part)) continue;
    if (part == "jobs") history()->Restarted(dead, history()->Next());
    return true;
  }
  history()->Violate("recovery",
                     fmt::format("{} does not start again: {}", part,
                                 harness::Tail(cluster_->directory() + "/logs/" + part + ".log", 15)));
  return false;
}

bool World::ReviveAll() {
  bool all = true;
  for (const char* const part : {"postgres", "ledger", "identity", "jobs", "haproxy"})
    all = Revive(part) && all;
  return all;
}

client::Profile Through(client::Profile profile, int port) {
  profile.endpoint = fmt::format("localhost:{}", port);
  return profile;
}

}  // namespace tabadul::chaos
