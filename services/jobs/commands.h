// What tabadul-jobs does instead of serving: --migrate, --make-signing-key FILE. Used once, in main.
#pragma once

#include <optional>

namespace tabadul::jobs {

// The exit code if the arguments name a command, after it was carried out.
std::optional<int> RunCommand(int argc, char** argv);

}  // namespace tabadul::jobs
