// What tabadul-jobs does instead of serving: --migrate, --make-signing-key FILE. Used once, in main.
#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"

namespace tabadul::jobs {

// The exit code if the arguments name a command, after it was carried out.
std::optional<int> RunCommand(int argc, char** argv);

// Writes a new signing key, readable by its owner alone. ALREADY_EXISTS: a key in use is never overwritten.
absl::Status MakeSigningKey(const std::string& path);

}  // namespace tabadul::jobs
