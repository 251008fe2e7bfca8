// The schema of identity's database, embedded.
#pragma once

#include <string>

#include "absl/status/status.h"

namespace tabadul::identity {

absl::Status Migrate(const std::string& conninfo);

}  // namespace tabadul::identity
