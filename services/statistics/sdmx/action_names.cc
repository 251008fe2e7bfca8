#include "services/statistics/sdmx/action_names.h"

namespace tabadul::statistics::sdmx {

std::string_view NameOf(Action action) {
  switch (action) {
    case Action::kInformation:
      return "Information";
    case Action::kAppend:
      return "Append";
    case Action::kReplace:
      return "Replace";
    case Action::kDelete:
      return "Delete";
  }
  return "Information";
}

std::optional<Action> ActionNamed(std::string_view name) {
  if (name == "Information") return Action::kInformation;
  if (name == "Append" || name == "Merge") return Action::kAppend;
  if (name == "Replace") return Action::kReplace;
  if (name == "Delete") return Action::kDelete;
  return std::nullopt;
}

}  // namespace tabadul::statistics::sdmx
