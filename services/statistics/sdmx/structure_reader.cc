// ReadStructures. What is read is held as a tree for one item of a scheme, or one other artefact, at a time.
#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "lib/platform/base/status.h"
#include "services/statistics/sdmx/ml_names.h"
#include "services/statistics/sdmx/ml_node.h"
#include "services/statistics/sdmx/structure_bodies.h"
#include "services/statistics/sdmx/structure_parts.h"
#include "services/statistics/sdmx/structures.h"
#include "services/statistics/sdmx/xml_events.h"
#include "services/statistics/structure/artefact_types.h"

namespace tabadul::statistics::sdmx {
namespace {

constexpr size_t kMaxMessageBytes = 64u << 20;
constexpr size_t kMaxArtefacts = 50'000, kMaxItems = 300'000;  // of a message
constexpr size_t kMaxNodes = 500'000;                          // elements that are held at once
constexpr size_t kMaxSkipped = 100;

// Depths: Structure, then Header or Structures, then the element around all artefacts of a type, the artefact, its parts.
constexpr int kSection = 2, kContainer = 3, kArtefact = 4, kPart = 5;

absl::Status TooMany(std::string_view field, size_t limit) {
  return Error(common::v1::ERROR_REASON_TOO_MANY,
               {{"field", std::string(field)}, {"limit", std::to_string(limit)}});
}

// 3.0 has no flag: three numbers without a suffix are final.
bool FinalVersion(std::string_view version) {
  return std::count(version.begin(), version.end(), '.') == 2 && version.find('-') == std::string_view::npos;
}

class StructureReader final : public XmlHandler {
 public:
  absl::StatusOr<StructureMessage> Read(std::string_view xml) {
    if (xml.size() > kMaxMessageBytes) {
      return Error(common::v1::ERROR_REASON_MESSAGE_TOO_LARGE,
                   {{"limit_bytes", std::to_string(kMaxMessageBytes)}});
    }
    RETURN_IF_ERROR(events_.Read(xml));
    RETURN_IF_ERROR(events_.End());
    return std::move(message_);
  }

  absl::Status OnStart(const XmlElement& element) override {
    if (!open_.empty()) return Open(element);
    switch (events_.depth()) {
      case 1:
        edition_ = EditionOfMessage(element.ns);
        if (!edition_.has_value() || element.name != "Structure") return MalformedMl(events_.line(), "root");
        break;
      case kSection:
        section_ = element.name;
        break;
      case kContainer:
        container_ = element.name;
        if (section_ == "Header" && container_ == "Sender") message_.sender = element.Get("id");
        break;
      case kArtefact:
        if (section_ == "Structures") return OpenArtefact(element);
        break;
      default:
        break;
    }
    return absl::OkStatus();
  }

  absl::Status OnText(std::string_view text) override {
    if (!open_.empty()) {
      // Text around what stands in it (of StructuredText, which is skipped) comes in pieces.
      std::string& to = open_.back().text;
      if (to.empty()) to = Std(absl::StripAsciiWhitespace(Absl(text)));
    } else if (events_.depth() == kContainer && section_ == "Header" && container_ == "ID") {
      message_.id = Std(absl::StripAsciiWhitespace(Absl(text)));
    }
    return absl::OkStatus();
  }

  absl::Status OnEnd(std::string_view, std::string_view) override {
    if (open_.empty()) return absl::OkStatus();
    MlNode node = std::move(open_.back());
    open_.pop_back();
    if (open_.empty()) return TakeArtefact(node);
    if (open_.size() == 1 && node.name == ItemNamesOf(*type_).element) return TakeItem(node);
    if (node.name == "CodelistExtension") Skip(node.name);
    open_.back().children.push_back(std::move(node));
    return absl::OkStatus();
  }

 private:
  absl::Status OpenArtefact(const XmlElement& element) {
    type_ = TypeOfElement(element.name, *edition_);
    if (!type_.has_value()) {
      const bool held =
          std::any_of(ArtefactTypesInOrder().begin(), ArtefactTypesInOrder().end(),
                      [&](ArtefactType type) { return NamesOf(type, *edition_).container == container_; });
      Skip(held ? element.name : std::string_view(container_));
      return absl::OkStatus();
    }
    nodes_ = 0;
    items_.clear();
    return Open(element);
  }

  absl::Status Open(const XmlElement& element) {
    if (events_.depth() == kPart) nodes_before_ = nodes_;
    if (++nodes_ > kMaxNodes) return TooMany("elements", kMaxNodes);
    open_.emplace_back(element, events_.line());
    return absl::OkStatus();
  }

  absl::Status TakeItem(const MlNode& node) {
    nodes_ = nodes_before_;
    const size_t before = items_.size();
    RETURN_IF_ERROR(ReadItem(node, *type_, {}, items_));
    item_count_ += items_.size() - before;
    return item_count_ > kMaxItems ? TooMany("items", kMaxItems) : absl::OkStatus();
  }

  absl::Status TakeArtefact(const MlNode& node) {
    Artefact artefact{.type = *type_,
                      .agency = std::string(node.Get("agencyID")),
                      .id = std::string(node.Get("id")),
                      .version = std::string(node.Get("version")),
                      .external = node.Flag("isExternalReference", false),
                      .valid_from = std::string(node.Get("validFrom")),
                      .valid_to = std::string(node.Get("validTo")),
                      .names = ReadTexts(node, "Name"),
                      .descriptions = ReadTexts(node, "Description"),
                      .annotations = ReadAnnotations(node)};
    if (artefact.agency.empty() || artefact.id.empty()) return MalformedMl(node.line, "id");
    if (artefact.version.empty()) artefact.version = "1.0";
    artefact.final = *edition_ == Edition::k21 ? node.Flag("isFinal", false) : FinalVersion(artefact.version);
    if (!artefact.external) {
      ASSIGN_OR_RETURN(const bool held, ReadBody(node, artefact));
      if (!held) {
        Skip(node.name);
        return absl::OkStatus();
      }
    }
    if (message_.artefacts.size() == kMaxArtefacts) return TooMany("artefacts", kMaxArtefacts);
    message_.artefacts.push_back(std::move(artefact));
    return absl::OkStatus();
  }

  // False: it is about what is not held here.
  absl::StatusOr<bool> ReadBody(const MlNode& node, Artefact& artefact) {
    const auto take = [&artefact](auto body) -> absl::StatusOr<bool> {
      RETURN_IF_ERROR(body.status());
      if (!body->has_value()) return false;
      artefact.body = **std::move(body);
      return true;
    };
    switch (*type_) {
      case ArtefactType::kDataStructure: {
        ASSIGN_OR_RETURN(artefact.body, ReadDataStructure(node));
        return true;
      }
      case ArtefactType::kDataConstraint: {
        ASSIGN_OR_RETURN(artefact.body, ReadDataConstraint(node));
        return true;
      }
      case ArtefactType::kDataflow:
        return take(ReadDataflow(node));
      case ArtefactType::kProvisionAgreement:
        return take(ReadProvisionAgreement(node));
      case ArtefactType::kCategorisation:
        return take(ReadCategorisation(node));
      case ArtefactType::kCategoryScheme:  // nested: parents are first
        break;
      case ArtefactType::kAgencyScheme:
      case ArtefactType::kCodelist:
      case ArtefactType::kConceptScheme:
      case ArtefactType::kDataProviderScheme:
        PutParentsFirst(items_);
        break;
    }
    artefact.body = ItemScheme{.partial = node.Flag("isPartial", false), .items = std::exchange(items_, {})};
    return true;
  }

  void Skip(std::string_view name) {
    std::vector<std::string>& skipped = message_.skipped;
    if (skipped.size() == kMaxSkipped) return;
    if (std::find(skipped.begin(), skipped.end(), name) == skipped.end()) skipped.emplace_back(name);
  }

  XmlEvents events_{*this};
  StructureMessage message_;
  std::optional<Edition> edition_;
  std::string section_, container_;
  std::optional<ArtefactType> type_;  // of the artefact that is open
  std::vector<MlNode> open_;          // it and what is open in it
  std::vector<Item> items_;           // its items so far
  size_t nodes_ = 0, nodes_before_ = 0, item_count_ = 0;
};

}  // namespace

absl::StatusOr<StructureMessage> ReadStructures(std::string_view xml) { return StructureReader().Read(xml); }

}  // namespace tabadul::statistics::sdmx
