// What an organisation and a system must be and what a system may be allowed: pure rules, no I/O. Thread-safe. How a
// source is named stands in lib/exchange/validate.h.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lib/platform/base/status.h"
#include "tabadul/identity/v1/admin_service.pb.h"

namespace tabadul::identity {

inline constexpr size_t kMaxOrganisationNameBytes = 500;

bool IsFingerprint(std::string_view text);            // 32 bytes, base64url without padding
std::string OrganisationOf(std::string_view source);  // "SY/mosal" of "SY/mosal/pes"

inline constexpr char kSelfScope[] = "self";    // in every token, never registered
inline constexpr char kAdminScope[] = "admin";  // only for sources that begin with HUB
inline constexpr char kStructureScope[] = "structure.write";
const std::vector<std::string>& Scopes();       // that a system may be registered with

// What a token for a system with `registered` scopes may hold when `wanted` are asked for (none: all), with
// "self". SCOPE_MISSING with the first that the system does not have.
absl::StatusOr<std::vector<std::string>> GrantScopes(const std::vector<std::string>& registered,
                                                     const std::vector<std::string>& wanted);

// Those of a system's scopes that a person has who is signed in as it: all but the ones that decide for others.
std::vector<std::string> SessionScopes(std::vector<std::string> registered);

// Mistakes in what an operator sent, by field.
void ValidateOrganisation(const v1::Organisation& organisation, Violations& violations);
void ValidateSystem(const v1::System& system, Violations& violations);

}  // namespace tabadul::identity
