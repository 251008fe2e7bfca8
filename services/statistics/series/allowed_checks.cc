#include "services/statistics/series/allowed_checks.h"

#include <algorithm>
#include <string>

#include "services/statistics/structure/allowed_data.h"
#include "services/statistics/structure/urn.h"

namespace tabadul::statistics {

std::optional<KeyRefusal> RefusalOf(const Layout& layout, absl::Span<const std::string_view> key) {
  for (const auto& allowed : layout.allowed) {
    const auto refusal = allowed->RefusalOf(key);
    if (!refusal) continue;
    Violation violation{layout.dimensions[refusal->dimension].id,
                        common::v1::ERROR_REASON_UNKNOWN_CODE,
                        {{"code", std::string(key[refusal->dimension])}}};
    if (refusal->beside) {
      violation.reason = common::v1::ERROR_REASON_CONTRADICTION;
      violation.metadata["other"] = layout.dimensions[*refusal->beside].id;
    } else {
      violation.metadata["scheme"] = ShortUrn(ReferenceTo(allowed->constraint()));
    }
    return KeyRefusal{refusal->dimension, std::move(violation)};
  }
  return std::nullopt;
}

bool IsRestricted(const Layout& layout, int attribute) {
  return std::any_of(layout.allowed.begin(), layout.allowed.end(),
                     [attribute](const auto& allowed) { return allowed->Restricts(attribute); });
}

std::optional<Violation> AttributeRefusal(const Layout& layout, absl::Span<const std::string_view> key,
                                          int attribute, std::string_view value) {
  const bool taken = std::all_of(layout.allowed.begin(), layout.allowed.end(),
                                 [&](const auto& allowed) { return allowed->Takes(key, attribute, value); });
  if (taken) return std::nullopt;
  return Violation{layout.attributes[static_cast<size_t>(attribute)].id,
                   common::v1::ERROR_REASON_CONTRADICTION,
                   {{"other", "key"}}};
}

}  // namespace tabadul::statistics
