#include "services/jobs/commands.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <iostream>
#include <string_view>

#include "lib/evidence/signer.h"
#include "lib/exchange/exchange.h"
#include "lib/platform/config/config.h"
#include "services/jobs/config.h"
#include "services/jobs/training_offer.h"
#include "services/jobs/vacancy.h"

namespace tabadul::jobs {
namespace {

int Report(const absl::Status& status) {
  if (status.ok()) return 0;
  std::cerr << "tabadul-jobs: " << status.message() << '\n';
  return 1;
}

}  // namespace

absl::Status MakeSigningKey(const std::string& path) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) {
    return errno == EEXIST ? absl::AlreadyExistsError(path + " exists and is left as it is")
                           : absl::UnknownError(path + ": " + std::strerror(errno));
  }
  const std::string seed = evidence::Signer::NewSeedFile();
  const bool written =
      ::write(file, seed.data(), seed.size()) == static_cast<ssize_t>(seed.size()) && ::fsync(file) == 0;
  ::close(file);
  return written ? absl::OkStatus() : absl::UnknownError(path + ": cannot be written");
}

std::optional<int> RunCommand(int argc, char** argv) {
  const std::string_view command = argc > 1 ? argv[1] : "";
  if (command == "--make-signing-key") {
    if (argc == 3) return Report(MakeSigningKey(argv[2]));
    std::cerr << "usage: tabadul-jobs --make-signing-key FILE\n";
    return 2;
  }
  if (command != "--migrate") return std::nullopt;
  // All settings may be set, as they are when serving; only the database's is needed.
  Config config;
  config.migrate = true;
  config::Table table(Config::kPrefix);
  config.Bind(table);
  config::LoadOrExit(table, argc, argv);
  if (const absl::Status migrated = exchange::MigrateLedger(config.ledger); !migrated.ok())
    return Report(migrated);
  for (const exchange::RecordKind& kind : {VacancyKind(), TrainingOfferKind()}) {
    const absl::Status migrated = exchange::Migrate(config.database, kind.name);
    if (!migrated.ok()) return Report(migrated);
  }
  return 0;
}

}  // namespace tabadul::jobs
