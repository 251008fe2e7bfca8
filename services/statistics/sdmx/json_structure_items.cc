// Items of schemes: codes, concepts, agencies and providers in a row, categories in each other.
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "services/statistics/sdmx/json_structure_bodies.h"
#include "services/statistics/structure/urn.h"

namespace tabadul::statistics::sdmx {
namespace {

class ItemWriter {
 public:
  ItemWriter(JsonWriter& json, const JsonStructureStyle& style, const Artefact& artefact)
      : json_(json), style_(style), artefact_(artefact), names_(ItemNamesOf(artefact.type)) {}

  void Row(const std::vector<Item>& items) {
    json_.Key(names_.json);
    json_.BeginArray();
    for (const Item& item : items) {
      json_.BeginObject();
      Common(item);
      if (artefact_.type == ArtefactType::kCodelist) json_.MemberIfAny("parent", item.parent);
      if (artefact_.type == ArtefactType::kConceptScheme) Concept(item);
      json_.EndObject();
    }
    json_.EndArray();
  }

  void Tree(const std::vector<Item>& items) {
    for (const Item& item : items) below_[item.parent].push_back(&item);
    Below("");
  }

 private:
  void Common(const Item& item) {
    json_.Member("id", item.id);
    WriteNames(json_, item.names, style_.language, item.id);
    WriteTexts(json_, "description", "descriptions", item.descriptions, style_.language, "");
    WriteAnnotations(json_, style_, item.annotations);
  }

  std::string Urn(const std::string& id) const {
    Reference reference = ReferenceTo(artefact_);
    reference.item = id;
    return UrnOf(reference, style_.edition());
  }

  void Concept(const Item& item) {
    json_.Key("links");
    json_.BeginArray();
    json_.BeginObject();
    json_.Member("rel", "self");
    json_.Member("urn", Urn(item.id));
    json_.EndObject();
    json_.EndArray();
    if (!item.parent.empty()) {
      json_.Member("parent", style_.version == JsonVersion::k1 ? Urn(item.parent) : item.parent);
    }
    if (item.representation.has_value()) {
      WriteRepresentation(json_, style_, "coreRepresentation", *item.representation, FormatUse::kOther);
    }
  }

  // The categories below the one with this path. Each is taken out, so that paths that stand twice are written once.
  void Below(const std::string& path) {
    const auto found = below_.find(path);
    if (found == below_.end()) return;
    const std::vector<const Item*> items = std::exchange(found->second, {});
    if (items.empty()) return;
    json_.Key(names_.json);
    json_.BeginArray();
    for (const Item* item : items) {
      json_.BeginObject();
      Common(*item);
      Below(path.empty() ? item->id : path + "." + item->id);
      json_.EndObject();
    }
    json_.EndArray();
  }

  JsonWriter& json_;
  const JsonStructureStyle& style_;
  const Artefact& artefact_;
  const ItemNames& names_;
  absl::flat_hash_map<std::string, std::vector<const Item*>> below_;
};

}  // namespace

void WriteItems(JsonWriter& json, const JsonStructureStyle& style, const Artefact& artefact,
                const ItemScheme& scheme) {
  if (scheme.partial) json.BoolMember("isPartial", true);
  if (scheme.items.empty()) return;  // the schemas have no empty lists
  ItemWriter writer(json, style, artefact);
  if (artefact.type == ArtefactType::kCategoryScheme) {
    writer.Tree(scheme.items);
  } else {
    writer.Row(scheme.items);
  }
}

}  // namespace tabadul::statistics::sdmx
