// What files that are made durable have in common. No state.
#pragma once

#include <cerrno>
#include <string>

#include "absl/status/status.h"

namespace tabadul {

// PRECONDITION {file, cause}.
absl::Status FileError(const std::string& path, int cause = errno);

// The file behind links: what is renamed over the path replaces that, and not a link to it. The path itself if nothing is there.
std::string BehindLinks(const std::string& path);

// That a name was made or moved in the folder of `path` is on the disk. FileError.
absl::Status SyncFolderOf(const std::string& path);

}  // namespace tabadul
