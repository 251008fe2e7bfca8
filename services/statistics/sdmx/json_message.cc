#include "services/statistics/sdmx/json_message.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "services/statistics/structure/artefact_types.h"
#include "services/statistics/structure/ids.h"
#include "services/statistics/structure/urn.h"

namespace tabadul::statistics::sdmx {
namespace {

constexpr size_t kMaxLinks = 100;
// The best first: what a dataflow is called is what its data is about.
constexpr ArtefactType kNamers[] = {ArtefactType::kDataflow, ArtefactType::kProvisionAgreement,
                                    ArtefactType::kDataStructure};

std::optional<JsonLevel> LevelOf(std::string_view key) {
  if (key == "dataSet") return JsonLevel::kDataSet;
  if (key == "dimensionGroup") return JsonLevel::kDimensionGroup;
  if (key == "series") return JsonLevel::kSeries;
  if (key == "observation") return JsonLevel::kObservation;
  return std::nullopt;
}

// "https://…/dataflow/ECB/EXR/1.0?references=all": what stands behind the resource's name.
std::optional<Reference> FromAddress(std::string_view address, ArtefactType type) {
  address = address.substr(0, address.find('?'));
  const std::vector<absl::string_view> parts = absl::StrSplit(Absl(address), '/', absl::SkipEmpty());
  const std::string_view resource = NamesOf(type, Edition::k21).resource;
  for (size_t i = parts.size(); i-- > 0;) {
    if (absl::AsciiStrToLower(parts[i]) != Absl(resource)) continue;
    if (i + 2 >= parts.size()) return std::nullopt;
    Reference reference{.type = type, .agency = std::string(parts[i + 1]), .id = std::string(parts[i + 2])};
    if (i + 3 < parts.size()) reference.version = std::string(parts[i + 3]);
    return reference;
  }
  return std::nullopt;
}

std::optional<Reference> FromLink(const JsonLink& link, ArtefactType type) {
  if (!link.urn.empty()) {
    auto reference = ParseUrn(link.urn);
    if (reference.ok() && reference->item.empty() && reference->type == type) return *std::move(reference);
  }
  return FromAddress(link.href, type);
}

}  // namespace

std::optional<Reference> ReferenceOf(const std::vector<JsonLink>& links) {
  for (const ArtefactType type : kNamers) {
    for (const JsonLink& link : links) {
      if (auto reference = FromLink(link, type)) return reference;
    }
  }
  return std::nullopt;
}

absl::Status JsonStructureReader::Count(size_t values) {
  values_ += values;
  return values_ > kMaxJsonValues ? TooManyValues("values", kMaxJsonValues) : absl::OkStatus();
}

absl::Status JsonStructureReader::ReadLinks(JsonValue& value, std::vector<JsonLink>& links) {
  return EachElement(value, "links", [&](JsonValue& element) {
    if (links.size() >= kMaxLinks) return TooManyValues("links", kMaxLinks);
    JsonLink& link = links.emplace_back();
    return EachMember(element, "links", [&](std::string_view key, JsonValue& each) {
      if (key == "rel") return ReadText(each, "rel", link.rel);
      if (key == "urn") return ReadText(each, "urn", link.urn);
      if (key == "href") return ReadText(each, "href", link.href);
      return absl::OkStatus();
    });
  });
}

// Of what a value may say of itself, first what identifies it, then what it is, then its text: versions before 1.0 and 1.0
// itself have a name alone for what is not coded.
absl::StatusOr<Stated> JsonStructureReader::ComponentValue(JsonValue& value) {
  std::string id, name;
  Stated stated, names;
  RETURN_IF_ERROR(EachMember(value, "values", [&](std::string_view key, JsonValue& each) -> absl::Status {
    if (key == "id") return ReadText(each, "id", id);
    if (key == "name") return ReadText(each, "name", name);
    if (key == "value" || key == "values") {
      ASSIGN_OR_RETURN(stated, ReadStated(each, "value"));
    } else if (key == "names") {
      ASSIGN_OR_RETURN(names, ReadStated(each, "names"));
    }
    return absl::OkStatus();
  }));
  if (!id.empty()) return Stated{{.text = std::move(id), .language = ""}};
  if (!stated.empty()) return stated;
  if (names.size() > 1 || name.empty()) return names;
  return Stated{{.text = std::move(name), .language = ""}};
}

absl::Status JsonStructureReader::Component(JsonValue& value, JsonComponent& component) {
  return EachMember(value, "components", [&](std::string_view key, JsonValue& each) -> absl::Status {
    if (key == "id") {
      RETURN_IF_ERROR(ReadText(each, "id", component.id));
      return component.id.size() <= kMaxId ? absl::OkStatus() : NotSdmxJson("id");
    }
    if (key == "keyPosition") {
      component.position = AsIndex(each);
    } else if (key == "default") {
      ASSIGN_OR_RETURN(component.otherwise, ReadStated(each, "default"));
      RETURN_IF_ERROR(Count(component.otherwise.size()));
    } else if (key == "values") {
      component.indexed = true;
      return EachElement(each, "values", [&](JsonValue& element) -> absl::Status {
        ASSIGN_OR_RETURN(Stated stated, ComponentValue(element));
        RETURN_IF_ERROR(Count(1 + stated.size()));
        component.values.push_back(std::move(stated));
        return absl::OkStatus();
      });
    }
    return absl::OkStatus();
  });
}

absl::Status JsonStructureReader::Components(JsonValue& value, JsonComponents& components) {
  return EachElement(value, "components", [&](JsonValue& element) {
    RETURN_IF_ERROR(Count(1));
    if (++components_ > kMaxJsonComponents) return TooManyValues("components", kMaxJsonComponents);
    return Component(element, components.emplace_back());
  });
}

absl::Status JsonStructureReader::Levels(JsonValue& value, std::array<JsonComponents, kJsonLevels>& levels) {
  return EachMember(value, "components", [&](std::string_view key, JsonValue& each) {
    const auto level = LevelOf(key);
    if (!level.has_value()) return absl::OkStatus();
    return Components(each, levels[static_cast<size_t>(*level)]);
  });
}

absl::StatusOr<JsonStructure> JsonStructureReader::Read(JsonValue& value) {
  JsonStructure structure;
  components_ = 0;
  RETURN_IF_ERROR(Count(1));
  std::array<JsonComponents, kJsonLevels> measures;
  bool any_measures = false;
  RETURN_IF_ERROR(EachMember(value, "structure", [&](std::string_view key, JsonValue& each) {
    if (key == "links") return ReadLinks(each, structure.links);
    if (key == "dimensions") return Levels(each, structure.dimensions);
    if (key == "attributes") return Levels(each, structure.attributes);
    if (key != "measures") return absl::OkStatus();
    any_measures = true;
    return Levels(each, measures);
  }));
  if (any_measures) structure.measures = std::move(measures[static_cast<size_t>(JsonLevel::kObservation)]);
  return structure;
}

}  // namespace tabadul::statistics::sdmx
