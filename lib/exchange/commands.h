// What a service that keeps records does instead of serving: --migrate, --make-signing-key FILE. Used once, in main.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "absl/status/status.h"

namespace tabadul::exchange {

// The exit code if the arguments name a command, after it was carried out. `program`: "tabadul-jobs".
std::optional<int> RunCommand(const std::string& program, int argc, char** argv,
                              const std::function<absl::Status()>& migrate);

// Writes a new signing key, readable by its owner alone. ALREADY_EXISTS: a key in use is never overwritten.
absl::Status MakeSigningKey(const std::string& path);

}  // namespace tabadul::exchange
