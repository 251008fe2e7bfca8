#include "services/statistics/structure/layout.h"

#include <utility>

namespace tabadul::statistics {
namespace {

template <class Component>
int FindById(const std::vector<Component>& components, std::string_view id) {
  for (size_t i = 0; i < components.size(); ++i) {
    if (components[i].id == id) return static_cast<int>(i);
  }
  return -1;
}

}  // namespace

Codes::Codes(std::shared_ptr<const Artefact> codelist) : codelist_(std::move(codelist)) {
  by_id_.reserve(items().size());
  for (size_t i = 0; i < items().size(); ++i) by_id_.emplace(items()[i].id, static_cast<int>(i));
  for (size_t i = 0; i < items().size(); ++i) {
    for (const Annotation& annotation : items()[i].annotations) {
      if (annotation.type != kSynonym || by_id_.contains(annotation.title)) continue;
      by_synonym_.emplace(annotation.title, static_cast<int>(i));
    }
  }
}

const std::vector<Item>& Codes::items() const { return std::get<ItemScheme>(codelist_->body).items; }

int Codes::Find(std::string_view code) const {
  const auto found = by_id_.find(code);
  return found == by_id_.end() ? -1 : found->second;
}

int Codes::FindSynonym(std::string_view synonym) const {
  const auto found = by_synonym_.find(synonym);
  return found == by_synonym_.end() ? -1 : found->second;
}

int Layout::FindDimension(std::string_view id) const { return FindById(dimensions, id); }
int Layout::FindMeasure(std::string_view id) const { return FindById(measures, id); }
int Layout::FindAttribute(std::string_view id) const { return FindById(attributes, id); }

}  // namespace tabadul::statistics
