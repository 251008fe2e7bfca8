#include "services/statistics/structure/check_data_structure.h"

#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "services/statistics/structure/ids.h"

namespace tabadul::statistics {
namespace {

using common::v1::ERROR_REASON_ALREADY_EXISTS;
using common::v1::ERROR_REASON_MALFORMED;
using common::v1::ERROR_REASON_REQUIRED;
using common::v1::ERROR_REASON_UNKNOWN_CODE;

class Checker {
 public:
  Checker(const DataStructure& structure, const Structures& all, ItemIndex& index, Violations& v)
      : structure_(structure), all_(all), index_(index), v_(v) {}

  void Check() {
    if (structure_.dimensions.empty()) v_.Add("dimensions", ERROR_REASON_REQUIRED);
    if (structure_.measures.empty()) v_.Add("measures", ERROR_REASON_REQUIRED);
    for (const Component& dimension : structure_.dimensions) CheckDimension(dimension);
    if (structure_.time.has_value()) CheckDimension(*structure_.time);
    for (const Measure& measure : structure_.measures) CheckId(measure.id, At("measures", measure.id));
    for (const Group& group : structure_.groups) CheckGroup(group);
    for (const Attribute& attribute : structure_.attributes) CheckAttribute(attribute);
  }

 private:
  static std::string At(std::string_view list, std::string_view id) {
    return absl::StrCat(Absl(list), "[", Absl(id), "]");
  }

  void CheckId(const std::string& id, const std::string& field) {
    if (!IsNcName(id)) v_.Add(field, ERROR_REASON_MALFORMED, {{"form", "NCName"}});
    if (!ids_.insert(id).second) v_.Add(field, ERROR_REASON_ALREADY_EXISTS, {{"id", id}});
  }

  void CheckDimension(const Component& dimension) {
    const std::string field = At("dimensions", dimension.id);
    CheckId(dimension.id, field);
    dimensions_.insert(dimension.id);
    if (!HasForm(dimension)) v_.Add(field + ".representation", ERROR_REASON_REQUIRED);
  }

  static bool HasForm(const std::optional<Representation>& representation) {
    return representation.has_value() &&
           (representation->codelist.has_value() || !representation->text_type.empty());
  }

  // Its own form, or that of its concept; a concept that is not here is told of elsewhere.
  bool HasForm(const Component& dimension) {
    if (HasForm(dimension.representation)) return true;
    const ArtefactPtr scheme = all_.Get(dimension.concept_identity);
    if (scheme == nullptr || !std::holds_alternative<ItemScheme>(scheme->body)) return true;
    const Item* item = index_.Find(*scheme, dimension.concept_identity.item);
    return item == nullptr || HasForm(item->representation);
  }

  void CheckAreDimensions(const std::vector<std::string>& ids, const std::string& field) {
    for (const std::string& id : ids) {
      if (!dimensions_.contains(id)) {
        v_.Add(field, ERROR_REASON_UNKNOWN_CODE, {{"scheme", "dimensions"}, {"code", id}});
      }
    }
  }

  void CheckGroup(const Group& group) {
    const std::string field = At("groups", group.id);
    CheckId(group.id, field);
    groups_.insert(group.id);
    if (group.dimensions.empty()) v_.Add(field + ".dimensions", ERROR_REASON_REQUIRED);
    CheckAreDimensions(group.dimensions, field + ".dimensions");
  }

  void CheckAttribute(const Attribute& attribute) {
    const std::string field = At("attributes", attribute.id), attachment = field + ".attachment";
    CheckId(attribute.id, field);
    switch (attribute.attachment.level) {
      case Attachment::Level::kGroup:
        if (!groups_.contains(attribute.attachment.group)) {
          v_.Add(attachment, ERROR_REASON_UNKNOWN_CODE,
                 {{"scheme", "groups"}, {"code", attribute.attachment.group}});
        }
        return;
      case Attachment::Level::kDimensions:
        if (attribute.attachment.dimensions.empty()) v_.Add(attachment, ERROR_REASON_REQUIRED);
        CheckAreDimensions(attribute.attachment.dimensions, attachment);
        return;
      case Attachment::Level::kDataSet:
      case Attachment::Level::kObservation:
        return;
    }
  }

  const DataStructure& structure_;
  const Structures& all_;
  ItemIndex& index_;
  Violations& v_;
  absl::flat_hash_set<std::string> ids_, dimensions_, groups_;
};

}  // namespace

void CheckDataStructure(const DataStructure& structure, const Structures& all, ItemIndex& index,
                        Violations& v) {
  Checker(structure, all, index, v).Check();
}

}  // namespace tabadul::statistics
