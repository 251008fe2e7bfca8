// How sources and organisations are named.
#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "lib/exchange/validate.h"
#include "lib/taxonomy/code_list.h"

namespace tabadul::exchange {
namespace {

using namespace common::v1;  // NOLINT: the reasons

std::vector<std::string> Parts(std::string_view name) { return absl::StrSplit(Absl(name), '/'); }

bool IsCountry(std::string_view code) { return taxonomy::List(taxonomy::kCountries).Contains(code); }

// [a-z0-9-]{1,40}, a hyphen neither first nor last.
bool IsLabel(std::string_view label) {
  if (label.empty() || label.size() > 40 || label.front() == '-' || label.back() == '-') return false;
  return std::all_of(label.begin(), label.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

bool AreOrganisationParts(std::string_view first, std::string_view second) {
  if (first == "DEMO") return IsCountry(second);
  return (first == "HUB" || IsCountry(first)) && IsLabel(second);
}

}  // namespace

bool IsOrganisation(std::string_view id) {
  const std::vector<std::string> parts = Parts(id);
  return id.size() <= kMaxSourceBytes && parts.size() == 2 && AreOrganisationParts(parts[0], parts[1]);
}

bool IsSource(std::string_view source) {
  const std::vector<std::string> parts = Parts(source);
  return source.size() <= kMaxSourceBytes && parts.size() == 3 && AreOrganisationParts(parts[0], parts[1]) &&
         IsLabel(parts[2]);
}

void CheckSource(Violations& v, std::string_view field, std::string_view source) {
  if (source.empty()) {
    v.Add(field, ERROR_REASON_REQUIRED);
  } else if (source.size() > kMaxSourceBytes) {
    v.Add(field, ERROR_REASON_TOO_LONG, {{"limit", std::to_string(kMaxSourceBytes)}, {"unit", "bytes"}});
  } else if (!IsSource(source)) {
    v.Add(field, ERROR_REASON_MALFORMED, {{"form", "CC/organisation/system"}});
  }
}

}  // namespace tabadul::exchange
