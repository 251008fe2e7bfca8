// Whose an agency is. Pure.
#pragma once

#include <string>
#include <string_view>

namespace tabadul::statistics {

// The agency of an organisation: "EG_CAPMAS" of "EG/capmas".
std::string AgencyOf(std::string_view organisation);
// Whether the organisation owns the agency: its own, and what is below that ("EG_CAPMAS.LABOUR").
bool OwnsAgency(std::string_view organisation, std::string_view agency);

}  // namespace tabadul::statistics
