#include "services/statistics/structures/keeps.h"

#include <algorithm>

namespace tabadul::statistics {
namespace {

bool KeepsCodes(const LaidComponent& before, const LaidComponent& after) {
  if (before.codes == nullptr || after.codes == nullptr) return before.codes == after.codes;
  const auto& codes = before.codes->items();
  return std::all_of(codes.begin(), codes.end(),
                     [&](const Item& code) { return after.codes->Find(code.id) >= 0; });
}

bool KeepsAttributes(const Layout& before, const Layout& after) {
  for (const LaidAttribute& attribute : before.attributes) {
    const int at = after.FindAttribute(attribute.id);
    if (at < 0) return false;
    const LaidAttribute& now = after.attributes[static_cast<size_t>(at)];
    if (!KeepsCodes(attribute, now) || now.attachment != attribute.attachment) return false;
    if (now.required && !attribute.required) return false;
  }
  return std::all_of(after.attributes.begin(), after.attributes.end(), [&](const LaidAttribute& now) {
    return !now.required || before.FindAttribute(now.id) >= 0;
  });
}

template <class Component, class Same>
bool Alike(const std::vector<Component>& a, const std::vector<Component>& b, const Same& same) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), same);
}

// Artefacts that did not change are the same object in every set of structures.
bool SameComponent(const LaidComponent& a, const LaidComponent& b) {
  const auto list = [](const LaidComponent& one) { return one.codes ? &one.codes->codelist() : nullptr; };
  return a.id == b.id && a.names == b.names && a.representation == b.representation && list(a) == list(b);
}

bool SameAttribute(const LaidAttribute& a, const LaidAttribute& b) {
  return SameComponent(a, b) && a.required == b.required && a.attachment == b.attachment;
}

}  // namespace

bool KeepsSeries(const Layout& before, const Layout& after) {
  const auto same_dimension = [](const LaidComponent& a, const LaidComponent& b) {
    return a.id == b.id && KeepsCodes(a, b);
  };
  const auto same_measure = [](const LaidMeasure& a, const LaidMeasure& b) { return a.id == b.id; };
  return before.time.has_value() == after.time.has_value() &&
         Alike(before.dimensions, after.dimensions, same_dimension) &&
         Alike(before.measures, after.measures, same_measure) && KeepsAttributes(before, after);
}

bool SameLayout(const Layout& a, const Layout& b) {
  const bool same_time =
      a.time && b.time ? SameComponent(*a.time, *b.time) : a.time.has_value() == b.time.has_value();
  return a.dataflow == b.dataflow && a.structure == b.structure && same_time &&
         Alike(a.dimensions, b.dimensions, SameComponent) && Alike(a.measures, b.measures, SameComponent) &&
         Alike(a.attributes, b.attributes, SameAttribute);
}

}  // namespace tabadul::statistics
