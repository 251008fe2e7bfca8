// Times as people and other programs read them: RFC 3339 in UTC, whole seconds ("2026-11-23T08:00:00Z").
#pragma once

#include <string>

#include "absl/time/time.h"

namespace tabadul {

std::string FormatUtc(absl::Time time);

}  // namespace tabadul
