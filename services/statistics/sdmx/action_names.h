// What SDMX-ML and SDMX-JSON call actions; SDMX-CSV has letters of its own. Pure.
#pragma once

#include <optional>
#include <string_view>

#include "services/statistics/sdmx/data.h"

namespace tabadul::statistics::sdmx {

std::string_view NameOf(Action action);
// Merge is 3.0's word for Append. Nullopt: there is no such action.
std::optional<Action> ActionNamed(std::string_view name);

}  // namespace tabadul::statistics::sdmx
