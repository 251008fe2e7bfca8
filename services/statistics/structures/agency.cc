#include "services/statistics/structures/agency.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "lib/platform/base/status.h"

namespace tabadul::statistics {

std::string AgencyOf(std::string_view organisation) {
  std::string agency = absl::AsciiStrToUpper(Absl(organisation));
  // No organisation has "_" in its name, so no two have the same agency.
  std::replace(agency.begin(), agency.end(), '/', '_');
  return agency;
}

bool OwnsAgency(std::string_view organisation, std::string_view agency) {
  if (organisation.empty()) return false;
  const std::string own = AgencyOf(organisation);
  return agency == own || agency.starts_with(own + ".");
}

}  // namespace tabadul::statistics
