#include "services/statistics/structure/allowed_data.h"

#include <algorithm>
#include <utility>

#include "lib/platform/base/status.h"

namespace tabadul::statistics {

bool AllowedData::Values::Take(std::string_view value) const {
  return values.contains(Absl(value)) == include;
}

bool AllowedData::Region::Fits(absl::Span<const std::string_view> key) const {
  return std::all_of(dimensions.begin(), dimensions.end(), [key](const Values& values) {
    const std::string_view code = key[static_cast<size_t>(values.component)];
    return code.empty() || values.Take(code);
  });
}

const AllowedData::Values* AllowedData::Region::Find(int attribute) const {
  const auto found = std::find_if(attributes.begin(), attributes.end(), [attribute](const Values& values) {
    return values.component == attribute;
  });
  return found == attributes.end() ? nullptr : &*found;
}

AllowedData::Region AllowedData::RegionOf(const CubeRegion& region, const Layout& layout) {
  Region made;
  for (const KeyValues& keys : region.keys) {
    if (keys.values.empty()) continue;
    const int number =
        keys.attribute ? layout.FindAttribute(keys.component) : layout.FindDimension(keys.component);
    if (number < 0) continue;
    (keys.attribute ? made.attributes : made.dimensions)
        .push_back({number, keys.include, {keys.values.begin(), keys.values.end()}});
  }
  std::stable_sort(made.dimensions.begin(), made.dimensions.end(),
                   [](const Values& a, const Values& b) { return a.component < b.component; });
  return made;
}

AllowedData::AllowedData(std::shared_ptr<const Artefact> constraint, const Layout& layout)
    : constraint_(std::move(constraint)) {
  for (const CubeRegion& region : std::get<DataConstraint>(constraint_->body).regions) {
    Region made = RegionOf(region, layout);
    if (region.include) {
      included_.push_back(std::move(made));
    } else if (made.dimensions.size() + made.attributes.size() == region.keys.size()) {
      // Of a part that cannot be told apart, the rest would exclude more than was meant.
      excluded_.push_back(std::move(made));
    }
  }
}

std::optional<AllowedData::Refusal> AllowedData::RefusalOf(absl::Span<const std::string_view> key) const {
  if (auto refusal = RefusalByIncluded(key)) return refusal;
  for (const Region& region : excluded_) {
    if (!region.attributes.empty() || region.dimensions.empty() || !region.Fits(key)) continue;
    // What is not stated is not excluded.
    const bool stated = std::all_of(
        region.dimensions.begin(), region.dimensions.end(),
        [key](const Values& values) { return !key[static_cast<size_t>(values.component)].empty(); });
    if (!stated) continue;
    Refusal refusal{static_cast<size_t>(region.dimensions.back().component), std::nullopt};
    if (region.dimensions.size() > 1) {
      refusal.beside = static_cast<size_t>(region.dimensions.front().component);
    }
    return refusal;
  }
  return std::nullopt;
}

// Dimension by dimension fewer regions fit; where none is left, the code there is told.
std::optional<AllowedData::Refusal> AllowedData::RefusalByIncluded(
    absl::Span<const std::string_view> key) const {
  if (included_.empty() || std::any_of(included_.begin(), included_.end(),
                                       [key](const Region& region) { return region.Fits(key); })) {
    return std::nullopt;
  }
  const auto takes = [key](const Region& region, size_t dimension) {
    return std::all_of(region.dimensions.begin(), region.dimensions.end(), [&](const Values& values) {
      return static_cast<size_t>(values.component) != dimension || key[dimension].empty() ||
             values.Take(key[dimension]);
    });
  };
  std::vector<const Region*> left;
  for (const Region& region : included_) left.push_back(&region);
  std::optional<size_t> narrowed;
  for (size_t i = 0; i < key.size(); ++i) {
    std::vector<const Region*> fit;
    std::copy_if(left.begin(), left.end(), std::back_inserter(fit),
                 [&](const Region* region) { return takes(*region, i); });
    if (fit.empty()) {
      const bool alone = std::none_of(included_.begin(), included_.end(),
                                      [&](const Region& region) { return takes(region, i); });
      return Refusal{i, alone ? std::nullopt : narrowed};
    }
    if (fit.size() < left.size()) narrowed = i;
    left = std::move(fit);
  }
  return std::nullopt;
}

bool AllowedData::Takes(absl::Span<const std::string_view> key, int attribute, std::string_view value) const {
  const auto takes = [&](const Region& region) {
    const Values* values = region.Find(attribute);
    return region.Fits(key) && (values == nullptr || values->Take(value));
  };
  if (!included_.empty() && std::none_of(included_.begin(), included_.end(), takes)) return false;
  return std::none_of(excluded_.begin(), excluded_.end(), [&](const Region& region) {
    return region.attributes.size() == 1 && region.Find(attribute) != nullptr && takes(region);
  });
}

bool AllowedData::Restricts(int attribute) const {
  const auto names = [attribute](const Region& region) { return region.Find(attribute) != nullptr; };
  return std::any_of(included_.begin(), included_.end(), names) ||
         std::any_of(excluded_.begin(), excluded_.end(), names);
}

}  // namespace tabadul::statistics
