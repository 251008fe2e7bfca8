#include "services/statistics/query/names.h"

#include <variant>

#include "lib/taxonomy/crosswalk.h"
#include "services/statistics/structure/hub.h"

namespace tabadul::statistics::query {
namespace {

constexpr std::string_view kHubSources = "HUB", kDemoSources = "DEMO";

std::string ProviderOf(std::string_view source) {
  const std::string_view owner = source.substr(0, source.find('/'));
  if (owner == kHubSources) return std::string(kHubAgency);
  if (owner == kDemoSources) return std::string(kDemoSources);
  return taxonomy::Alpha3FromAlpha2(owner);
}

}  // namespace

const Item* ItemOf(const LaidComponent& component, std::string_view code) {
  if (component.codes == nullptr) return nullptr;
  const int at = component.codes->Find(code);
  return at < 0 ? nullptr : &component.codes->items()[static_cast<size_t>(at)];
}

std::string LabelOf(const LaidComponent& component, std::string_view code, std::string_view language) {
  const Item* item = ItemOf(component, code);
  const std::string_view name = item == nullptr ? std::string_view() : InLanguage(item->names, language);
  return std::string(name.empty() ? code : name);
}

v1::Named NamedCode(const LaidComponent& component, std::string_view code, std::string_view language) {
  v1::Named named;
  named.set_id(std::string(code));
  named.set_label(LabelOf(component, code, language));
  return named;
}

std::string TotalOf(const LaidComponent& dimension) {
  if (dimension.id == kArea || dimension.id == kIndicator || dimension.id == kFrequency) return "";
  if (dimension.codes == nullptr || dimension.codes->items().empty()) return "";
  return dimension.codes->items().front().id;
}

v1::Area AreaOf(const LaidComponent& dimension, std::string_view code, std::string_view language) {
  v1::Area area;
  area.set_code(std::string(code));
  area.set_country(taxonomy::Alpha2FromAlpha3(code));
  area.set_label(LabelOf(dimension, code, language));
  return area;
}

std::string SourceName(const Structures& structures, std::string_view source, std::string_view language) {
  const std::string provider = ProviderOf(source);
  const ArtefactPtr scheme = structures.Get(
      {.type = ArtefactType::kDataProviderScheme, .agency = std::string(kHubAgency), .id = "DATA_PROVIDERS"});
  const auto* items = scheme == nullptr ? nullptr : std::get_if<ItemScheme>(&scheme->body);
  if (items == nullptr || provider.empty()) return "";
  for (const Item& item : items->items) {
    if (item.id == provider) return std::string(InLanguage(item.names, language));
  }
  return "";
}

v1::TableDimension DimensionOf(const LaidComponent& dimension, std::string_view language) {
  v1::TableDimension made;
  made.set_id(dimension.id);
  const std::string_view name = InLanguage(dimension.names, language);
  made.set_label(std::string(name.empty() ? dimension.id : name));
  made.set_total(TotalOf(dimension));
  return made;
}

v1::TableCode CodeOf(const LaidComponent& dimension, std::string_view code, std::string_view language) {
  v1::TableCode made;
  made.set_code(std::string(code));
  made.set_label(LabelOf(dimension, code, language));
  if (const Item* item = ItemOf(dimension, code)) made.set_parent(item->parent);
  return made;
}

}  // namespace tabadul::statistics::query
