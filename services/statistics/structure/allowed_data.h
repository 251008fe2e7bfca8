// What one constraint of the kind "allowed" lets in of the data of a layout (SDMX 2.1 and 3.0, Section 6, "Constraints"):
// what is in any of its included regions, and in none of its excluded ones. Immutable: thread-safe.
//
// Not asked: ranges of time; and several attributes of one region together, each is looked at beside the key alone.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/types/span.h"
#include "services/statistics/structure/layout.h"

namespace tabadul::statistics {

class AllowedData {
 public:
  // `constraint` has a DataConstraint. Components that the layout does not have restrict nothing.
  AllowedData(std::shared_ptr<const Artefact> constraint, const Layout& layout);
  const Artefact& constraint() const { return *constraint_; }

  // The code at `dimension` is not let in; beside the one at `beside`, or, without that, in no key at all.
  struct Refusal {
    size_t dimension = 0;
    std::optional<size_t> beside;
  };
  // Codes that are empty fit anything.
  std::optional<Refusal> RefusalOf(absl::Span<const std::string_view> key) const;

  // Whether the attribute may have the value beside the key, which is let in.
  bool Takes(absl::Span<const std::string_view> key, int attribute, std::string_view value) const;
  // Whether there are values that it may not have.
  bool Restricts(int attribute) const;

 private:
  struct Values {
    int component = 0;  // number of the dimension or attribute
    bool include = true;
    absl::flat_hash_set<std::string> values;
    bool Take(std::string_view value) const;
  };
  struct Region {
    std::vector<Values> dimensions;  // by number
    std::vector<Values> attributes;
    bool Fits(absl::Span<const std::string_view> key) const;
    const Values* Find(int attribute) const;
  };
  std::optional<Refusal> RefusalByIncluded(absl::Span<const std::string_view> key) const;
  static Region RegionOf(const CubeRegion& region, const Layout& layout);

  const std::shared_ptr<const Artefact> constraint_;
  std::vector<Region> included_, excluded_;
};

}  // namespace tabadul::statistics
