// How organisations and systems are named and what a system may be allowed: pure rules, no I/O. Thread-safe.
// A source is `CC/organisation/system` (ISO 3166-1 alpha-2), `DEMO/CC/system` or `HUB/organisation/system`;
// its organisation is what stands before the last slash.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lib/platform/base/status.h"
#include "tabadul/identity/v1/admin_service.pb.h"

namespace tabadul::identity {

// A source is also the CN of its certificates, which X.520 bounds.
inline constexpr size_t kMaxSourceBytes = 64;
inline constexpr size_t kMaxOrganisationNameBytes = 500;

bool IsCountry(std::string_view code);  // assigned in ISO 3166-1, upper case
bool IsOrganisationId(std::string_view id);
bool IsSource(std::string_view source);
bool IsFingerprint(std::string_view text);            // 32 bytes, base64url without padding
std::string OrganisationOf(std::string_view source);  // "SY/mosal" of "SY/mosal/pes"
std::string CountryOf(std::string_view source);       // "SY"; empty for DEMO and HUB

inline constexpr char kSelfScope[] = "self";    // in every token, never registered
inline constexpr char kAdminScope[] = "admin";  // only for sources that begin with HUB
const std::vector<std::string>& Scopes();       // that a system may be registered with

// What a token for a system with `registered` scopes may hold when `wanted` are asked for (none: all), with
// "self". SCOPE_MISSING with the first that the system does not have.
absl::StatusOr<std::vector<std::string>> GrantScopes(const std::vector<std::string>& registered,
                                                     const std::vector<std::string>& wanted);

// Mistakes in what an operator sent, by field.
void ValidateOrganisation(const v1::Organisation& organisation, Violations& violations);
void ValidateSystem(const v1::System& system, Violations& violations);
void ValidateSource(std::string_view field, std::string_view source, Violations& violations);

}  // namespace tabadul::identity
