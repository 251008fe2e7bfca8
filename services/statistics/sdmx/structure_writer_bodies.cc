#include "services/statistics/sdmx/structure_writer_bodies.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "services/statistics/period.h"

namespace tabadul::statistics::sdmx {
namespace {

void WriteItemStart(MlPartsWriter& to, const std::string& element, const Item& item) {
  to.xml().Start(element);
  to.xml().Attribute("id", item.id);
  to.Nameable(item.id, item.names, item.descriptions, item.annotations);
}

// Categories stand in one another. Those of one parent are in their own order, which may not be that of the list.
class CategoryWriter {
 public:
  CategoryWriter(MlPartsWriter& to, const std::string& element, const std::vector<Item>& items)
      : to_(to), element_(element) {
    for (const Item& item : items) below_[item.parent].push_back(&item);
  }

  void Write(const std::string& parent) {
    const auto found = below_.find(parent);
    if (found == below_.end()) return;
    // Once: of two of one name, which checks refuse, the first has all that is below.
    const std::vector<const Item*> items = std::move(found->second);
    below_.erase(found);
    for (const Item* item : items) {
      WriteItemStart(to_, element_, *item);
      Write(parent.empty() ? item->id : parent + "." + item->id);
      to_.xml().End();
    }
  }

 private:
  MlPartsWriter& to_;
  const std::string& element_;
  absl::flat_hash_map<std::string, std::vector<const Item*>> below_;
};

// The schemas take any period here, but readers (sdmx1 of Python) take dates of ISO 8601 alone: of a reporting period its
// first or last day.
std::string BoundText(const std::string& text, bool last) {
  const auto period = Period::Parse(text);
  if (!period) return text;
  switch (period->kind()) {
    case Period::Kind::kYear:
    case Period::Kind::kMonth:
    case Period::Kind::kDay:
    case Period::Kind::kDateTime:
      return text;
    default:
      return absl::FormatTime("%E4Y-%m-%d", last ? period->end() - absl::Seconds(1) : period->start(),
                              absl::UTCTimeZone());
  }
}

// isInclusive is true where it is not stated, which readers need not know.
void WriteBound(MlPartsWriter& to, const std::string& element, const std::string& text, bool last) {
  to.xml().Start(element);
  to.xml().Attribute("isInclusive", "true");
  to.xml().Text(BoundText(text, last));
  to.xml().End();
}

void WritePeriods(MlPartsWriter& to, const KeyValues& key, const std::string& prefix) {
  const bool from = !key.start_period.empty(), until = !key.end_period.empty();
  if (!from && !until) return;
  to.xml().Start(prefix + "TimeRange");
  if (from) WriteBound(to, prefix + (until ? "StartPeriod" : "AfterPeriod"), key.start_period, false);
  if (until) WriteBound(to, prefix + (from ? "EndPeriod" : "BeforePeriod"), key.end_period, true);
  to.xml().End();
}

void WriteKeyValues(MlPartsWriter& to, const KeyValues& key) {
  const std::string prefix = to.is21() ? "com:" : "str:";
  const std::string_view element = !key.attribute ? "KeyValue" : to.is21() ? "Attribute" : "Component";
  to.xml().Start(prefix + std::string(element));
  to.xml().Attribute("id", key.component);
  if (!key.include) to.xml().Attribute("include", "false");
  for (const std::string& value : key.values) to.xml().Element(prefix + "Value", value);
  WritePeriods(to, key, prefix);
  to.xml().End();
}

void WriteKeys(MlPartsWriter& to, const CubeRegion& region) {
  for (const bool attributes : {false, true}) {
    for (const KeyValues& key : region.keys) {
      if (key.attribute == attributes) WriteKeyValues(to, key);
    }
  }
}

bool IsKey(const CubeRegion& region) {
  return std::all_of(region.keys.begin(), region.keys.end(), [](const KeyValues& key) {
    return !key.attribute && key.include && key.values.size() == 1 && key.start_period.empty() &&
           key.end_period.empty();
  });
}

void WriteKeySet(MlPartsWriter& to, const std::vector<CubeRegion>& regions, bool include) {
  const auto same = [include](const CubeRegion& region) { return region.include == include; };
  if (std::none_of(regions.begin(), regions.end(), same)) return;
  to.xml().Start("str:DataKeySet");
  to.xml().Attribute("isIncluded", include ? "true" : "false");
  for (const CubeRegion& region : regions) {
    if (!same(region)) continue;
    to.xml().Start("str:Key");
    WriteKeys(to, region);
    to.xml().End();
  }
  to.xml().End();
}

void WriteRegions(MlPartsWriter& to, const std::vector<CubeRegion>& regions) {
  if (!to.is21() && regions.size() > 2 && std::all_of(regions.begin(), regions.end(), IsKey)) {
    for (const bool include : {true, false}) WriteKeySet(to, regions, include);
    return;
  }
  for (const CubeRegion& region : regions) {
    to.xml().Start("str:CubeRegion");
    to.xml().Attribute("include", region.include ? "true" : "false");
    WriteKeys(to, region);
    to.xml().End();
  }
}

}  // namespace

void WriteMlItems(MlPartsWriter& to, ArtefactType scheme, const ItemScheme& body) {
  const std::string element = "str:" + std::string(ItemNamesOf(scheme).element);
  if (scheme == ArtefactType::kCategoryScheme) return CategoryWriter(to, element, body.items).Write("");
  // Organisations of these schemes have none above them, and code and concept have.
  const bool parents = scheme == ArtefactType::kCodelist || scheme == ArtefactType::kConceptScheme;
  for (const Item& item : body.items) {
    WriteItemStart(to, element, item);
    if (parents && !item.parent.empty()) to.LocalId("str:Parent", item.parent);
    if (scheme == ArtefactType::kConceptScheme && item.representation.has_value()) {
      to.Representation("str:CoreRepresentation", *item.representation, Represented::kConcept);
    }
    to.xml().End();
  }
}

void WriteMlDataflow(MlPartsWriter& to, const Dataflow& body) {
  if (!body.structure.id.empty()) to.Reference("str:Structure", body.structure);
}

void WriteMlDataConstraint(MlPartsWriter& to, const DataConstraint& body) {
  if (!body.attached_to.empty()) {
    to.xml().Start("str:ConstraintAttachment");
    for (const Reference& reference : body.attached_to) {
      const std::string_view element = reference.item.empty() ? NamesOf(reference.type, to.edition()).element
                                                              : ItemNamesOf(reference.type).element;
      to.Reference("str:" + std::string(element), reference);
    }
    to.xml().End();
  }
  WriteRegions(to, body.regions);
}

void WriteMlProvisionAgreement(MlPartsWriter& to, const ProvisionAgreement& body) {
  to.Reference(to.is21() ? "str:StructureUsage" : "str:Dataflow", body.dataflow);
  to.Reference("str:DataProvider", body.provider);
}

void WriteMlCategorisation(MlPartsWriter& to, const Categorisation& body) {
  to.Reference("str:Source", body.source);
  to.Reference("str:Target", body.category);
}

}  // namespace tabadul::statistics::sdmx
