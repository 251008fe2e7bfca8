#include "services/statistics/sdmx/structure_parts.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "lib/platform/base/status.h"
#include "services/statistics/structure/artefact_types.h"
#include "services/statistics/structure/urn.h"

namespace tabadul::statistics::sdmx {
namespace {

constexpr std::string_view kDefaultLanguage = "en";  // of com:TextType
constexpr std::string_view kDefaultVersion = "1.0";

std::string Or(std::string_view value, std::string_view otherwise) {
  return std::string(value.empty() ? otherwise : value);
}

absl::StatusOr<std::optional<Reference>> OfUrn(std::string_view urn, uint64_t line) {
  absl::StatusOr<Reference> reference = ParseUrn(urn);
  if (reference.ok()) return std::optional(*std::move(reference));
  if (ReasonOf(reference.status()) == common::v1::ERROR_REASON_UNKNOWN_SCHEME) return std::nullopt;
  return MalformedMl(line, "URN");
}

// The schemes of organisations have one id each, which a Ref may leave out.
std::string_view OnlyId(ArtefactType type) {
  if (type == ArtefactType::kAgencyScheme) return "AGENCIES";
  if (type == ArtefactType::kDataProviderScheme) return "DATA_PROVIDERS";
  return {};
}

absl::StatusOr<std::optional<Reference>> OfRef(const MlNode& ref, ArtefactType type) {
  const std::string_view parent = ref.Get("maintainableParentID");
  bool item = !parent.empty();
  if (const std::string_view stated = ref.Get("class"); !stated.empty()) {
    const std::optional<UrnClass> known = ClassOf(stated);
    if (!known.has_value()) return std::nullopt;
    type = known->type;
    item = item || known->item;
  }
  Reference reference{.type = type, .agency = std::string(ref.Get("agencyID"))};
  if (item) {
    reference.id = Or(parent, OnlyId(type));
    reference.version = Or(ref.Get("maintainableParentVersion"), kDefaultVersion);
    reference.item = ref.Get("id");
  } else {
    reference.id = ref.Get("id");
    reference.version = Or(ref.Get("version"), kDefaultVersion);
  }
  const bool whole = !item || (IsItemScheme(type) && !reference.item.empty());
  if (reference.agency.empty() || reference.id.empty() || !whole) return MalformedMl(ref.line, "Ref");
  return std::optional(std::move(reference));
}

std::optional<uint32_t> Number(std::string_view text) {
  uint32_t number = 0;
  if (!absl::SimpleAtoi(Absl(text), &number)) return std::nullopt;
  return number;
}

// Lengths are positive in the schema: 0 says nothing.
std::optional<uint32_t> Length(std::string_view text) {
  const std::optional<uint32_t> length = Number(text);
  return length == 0 ? std::nullopt : length;
}

std::optional<std::string> IfAny(std::string_view text) {
  if (text.empty()) return std::nullopt;
  return std::string(text);
}

void ReadFacets(const MlNode& format, Representation& to) {
  to.text_type = format.Get("textType");
  to.min_length = Length(format.Get("minLength"));
  to.max_length = Length(format.Get("maxLength"));
  to.min_value = IfAny(format.Get("minValue"));
  to.max_value = IfAny(format.Get("maxValue"));
  to.pattern = IfAny(format.Get("pattern"));
  to.decimals = Number(format.Get("decimals"));
  to.multilingual = format.Flag("isMultiLingual", false);
}

}  // namespace

Texts ReadTexts(const MlNode& node, std::string_view name) {
  Texts texts;
  for (const MlNode& child : node.children) {
    if (child.name != name || child.text.empty()) continue;
    texts.push_back({.language = Or(child.Get("lang"), kDefaultLanguage), .text = child.text});
  }
  std::stable_sort(texts.begin(), texts.end(),
                   [](const Text& a, const Text& b) { return a.language < b.language; });
  texts.erase(std::unique(texts.begin(), texts.end(),
                          [](const Text& a, const Text& b) { return a.language == b.language; }),
              texts.end());
  return texts;
}

std::vector<Annotation> ReadAnnotations(const MlNode& node) {
  std::vector<Annotation> annotations;
  const MlNode* list = node.Child("Annotations");
  if (list == nullptr) return annotations;
  const auto text = [](const MlNode& of, std::string_view name) {
    const MlNode* child = of.Child(name);
    return child == nullptr ? std::string() : child->text;
  };
  for (const MlNode& one : list->children) {
    if (one.name != "Annotation") continue;
    annotations.push_back({.id = std::string(one.Get("id")),
                           .type = text(one, "AnnotationType"),
                           .title = text(one, "AnnotationTitle"),
                           .url = text(one, "AnnotationURL"),
                           .text = ReadTexts(one, "AnnotationText")});
  }
  return annotations;
}

absl::StatusOr<std::optional<Reference>> ReadReference(const MlNode& node, ArtefactType type) {
  if (const MlNode* ref = node.Child("Ref")) return OfRef(*ref, type);
  if (const MlNode* urn = node.Child("URN")) return OfUrn(urn->text, urn->line);
  if (node.text.empty()) return MalformedMl(node.line, node.name);
  return OfUrn(node.text, node.line);
}

std::string ReadLocalId(const MlNode& node) {
  const MlNode* ref = node.Child("Ref");
  return ref == nullptr ? node.text : std::string(ref->Get("id"));
}

absl::StatusOr<Representation> ReadRepresentation(const MlNode& node) {
  Representation representation;
  if (const MlNode* format = node.Child("TextFormat")) ReadFacets(*format, representation);
  if (const MlNode* enumeration = node.Child("Enumeration")) {
    ASSIGN_OR_RETURN(representation.codelist, ReadReference(*enumeration, ArtefactType::kCodelist));
    if (const MlNode* format = node.Child("EnumerationFormat")) ReadFacets(*format, representation);
  }
  representation.min_occurs = Number(node.Get("minOccurs")).value_or(1);
  const std::string_view max = node.Get("maxOccurs");
  representation.max_occurs = max == "unbounded" ? 0 : Number(max).value_or(1);
  return representation;
}

}  // namespace tabadul::statistics::sdmx
