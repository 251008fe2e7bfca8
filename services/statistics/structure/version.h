// Versions of artefacts: those of SDMX 2.1 ("1", "1.0", "2.1.3": numbers) and the semantic ones of 3.0 ("1.2.3",
// "1.2.3-draft"), their order, and the wildcards that queries and references name them by (REST 1.5 §4.3; REST 2.x
// "Query syntax for specific, latest or all artefact versions").
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace tabadul::statistics {

struct Version {
  absl::InlinedVector<uint32_t, 4> numbers;  // one to kMaxNumbers
  std::string extension;                     // "draft" of "1.2.3-draft"; three numbers then

  static constexpr size_t kMaxNumbers = 8;
  bool semantic() const { return numbers.size() == 3; }
  // Not a draft, and not of the first steps ("0.3").
  bool stable() const { return extension.empty() && numbers[0] > 0; }
};

// Nullopt for what is no version; "01.0" is one of 2.1 and equals "1.0" in order.
std::optional<Version> ParseVersion(std::string_view version);

// Negative, zero or positive. By numbers ("1.9" < "1.10"), a number that is not there being 0; a draft comes before what it
// is a draft of; extensions as semantic versioning has them ("-alpha" < "-alpha.1" < "-beta"). Of two that are alike the
// one with fewer numbers is first, so only equal texts give 0 (but for leading zeros). What is no version comes before all,
// by its text.
int CompareVersions(std::string_view a, std::string_view b);

// What a query or reference says in place of a version.
class VersionFilter {
 public:
  // "" and "latest" (any case) and "~": the newest, drafts included. "all" (any case) and "*": all. "+": the newest that is
  // stable; semantic ones alone if there are such. A version: exactly that. With an operator at one number, which may stand
  // for it or after it: that number and what follows it are the least, what is before it is fixed, and there are as many
  // numbers: "1.2+.0" the newest stable 1.y.z from 1.2.0 on, "1.*" all 1.y, "2~.0.0" the newest of 2.0.0 and above. "1.0+"
  // (which the standard has for "~" and "*" alone) takes versions of three numbers too. MALFORMED {field: "version", form}.
  static absl::StatusOr<VersionFilter> Parse(std::string_view text);

  static VersionFilter All();
  static VersionFilter Latest();

  // Which of `sorted` (by CompareVersions, ascending) are meant: their positions, ascending.
  std::vector<size_t> Select(absl::Span<const std::string_view> sorted) const;

 private:
  enum class Kind : uint8_t { kExact, kAll, kLatest, kStable };
  bool Matches(std::string_view version) const;
  bool InRange(const Version& version) const;

  Kind kind_ = Kind::kLatest;
  std::string exact_;
  // Empty: without bounds. Otherwise the numbers at which versions begin, the first `fixed_` of them exactly so.
  absl::InlinedVector<uint32_t, 4> from_;
  size_t fixed_ = 0;
};

}  // namespace tabadul::statistics
