// Files of the bootstrap and of the keys: written whole or not at all, secrets readable by their owner alone.
// Errors are INTERNAL with path and cause: they go to the operator's terminal or the log.
#pragma once

#include <string>
#include <string_view>

#include "lib/platform/base/status.h"

namespace tabadul::identity {

enum class Secrecy { kSecret, kPublic };  // 0600, 0644

absl::Status MakeDirectory(const std::string& path);  // 0700, parents too; one that exists is good
// Through a temporary file and rename, synced: a crash leaves the old file or the new one.
absl::Status WriteFile(const std::string& path, std::string_view contents, Secrecy secrecy);
absl::StatusOr<std::string> ReadFile(const std::string& path);
bool Exists(const std::string& path);

}  // namespace tabadul::identity
