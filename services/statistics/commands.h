// What tabadul-statistics does instead of serving: --migrate, --make-signing-key FILE. Used once, in main.
#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"

namespace tabadul::statistics {

// The exit code if the arguments name a command, after it was carried out.
std::optional<int> RunCommand(int argc, char** argv);

// Creates or upgrades all tables of the service but the ledger's.
absl::Status Migrate(const std::string& conninfo);

}  // namespace tabadul::statistics
