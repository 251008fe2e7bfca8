#include "services/statistics/query/topics.h"

#include <algorithm>
#include <variant>

namespace tabadul::statistics::query {
namespace {

std::string PathOf(const Item& item) { return item.parent.empty() ? item.id : item.parent + "." + item.id; }

const Item* FindItem(const ItemScheme& scheme, std::string_view path) {
  const auto found = std::find_if(scheme.items.begin(), scheme.items.end(),
                                  [&](const Item& item) { return PathOf(item) == path; });
  return found == scheme.items.end() ? nullptr : &*found;
}

Topic TopicOf(const ItemScheme& scheme, const Item& item) {
  Topic topic{.id = PathOf(item)};
  for (size_t point = 0; (point = topic.id.find('.', point)) != std::string::npos; ++point) {
    if (const Item* above = FindItem(scheme, std::string_view(topic.id).substr(0, point)))
      topic.names.push_back(&above->names);
  }
  topic.names.push_back(&item.names);
  return topic;
}

// The dataflows that categorisations put into each category of the scheme.
void AddDataflows(const Structures& structures, const Artefact& scheme, std::vector<Topic>& topics) {
  StructureQuery all;
  all.types = {ArtefactType::kCategorisation};
  for (const ArtefactPtr& artefact : structures.Query(all)) {
    const auto* put = std::get_if<Categorisation>(&artefact->body);
    if (put == nullptr || put->source.type != ArtefactType::kDataflow) continue;
    const Reference& category = put->category;
    if (category.agency != scheme.agency || category.id != scheme.id) continue;
    for (Topic& topic : topics) {
      if (topic.id == category.item) topic.dataflows.push_back(put->source);
    }
  }
}

}  // namespace

std::vector<Topic> TopicsOf(const Structures& structures) {
  std::vector<Topic> all;
  StructureQuery schemes;
  schemes.types = {ArtefactType::kCategoryScheme};
  for (const ArtefactPtr& artefact : structures.Query(schemes)) {
    const auto* scheme = std::get_if<ItemScheme>(&artefact->body);
    if (scheme == nullptr) continue;
    std::vector<Topic> topics;
    for (const Item& item : scheme->items) topics.push_back(TopicOf(*scheme, item));
    AddDataflows(structures, *artefact, topics);
    std::move(topics.begin(), topics.end(), std::back_inserter(all));
  }
  return all;
}

}  // namespace tabadul::statistics::query
