#include "tests/chaos/exchange/backup.h"

#include <filesystem>
#include <fstream>

#include "tests/harness/die.h"
#include "tests/harness/eventually.h"

namespace tabadul::chaos {
namespace {

void Must(std::vector<std::string> command) {
  const harness::RunResult result = harness::RunCommand(std::move(command));
  if (result.exit != 0) harness::Die(result.errors);
}

}  // namespace

Backup::Backup(World& world)
    : world_(world),
      data_(world.cluster().Value("PG_DIR") + "/data"),
      copy_(world.cluster().directory() + "/backup") {
  world_.cluster().Stop("postgres");
  Must({"cp", "-a", data_, copy_});
  world_.Revive("postgres");
}

Backup::~Backup() {
  std::error_code ignored;
  std::filesystem::remove_all(copy_, ignored);
}

void Backup::Restore(Restoring how) {
  if (!how.serving) {
    world_.Kill("jobs");
    world_.Kill("identity");
  }
  world_.cluster().Stop("postgres");
  std::filesystem::remove_all(data_);
  Must({"cp", "-a", copy_, data_});
  if (how.recover) {
    // There is no archive: recovery ends at once, on a new timeline.
    Must({"cp", "-a", data_ + "/PG_VERSION", data_ + "/recovery.signal"});
    std::ofstream(data_ + "/postgresql.auto.conf", std::ios::app) << "restore_command = '/bin/false'\n";
  }
  world_.Revive("postgres");
  harness::Eventually([&] { return !std::filesystem::exists(data_ + "/recovery.signal"); },
                      absl::Seconds(30));
  world_.ReviveAll();
}

}  // namespace tabadul::chaos
