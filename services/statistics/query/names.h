// What codes, components, areas and sources are called in a language. Pure.
#pragma once

#include <string>
#include <string_view>

#include "services/statistics/query/flow.h"
#include "tabadul/statistics/v1/statistics_service.pb.h"

namespace tabadul::statistics::query {

// The code itself where its list has no name for it, or there is no list.
std::string LabelOf(const LaidComponent& component, std::string_view code, std::string_view language);
v1::Named NamedCode(const LaidComponent& component, std::string_view code, std::string_view language);
// Null: its list does not have it, or there is no list.
const Item* ItemOf(const LaidComponent& component, std::string_view code);
// The first code of its list; empty of areas, indicators, frequencies, and of what has no list.
std::string TotalOf(const LaidComponent& dimension);

v1::Area AreaOf(const LaidComponent& dimension, std::string_view code, std::string_view language);
// Of the hub's data provider that the source belongs to; empty: there is none.
std::string SourceName(const Structures& structures, std::string_view source, std::string_view language);

// Id, label, total; no codes.
v1::TableDimension DimensionOf(const LaidComponent& dimension, std::string_view language);
v1::TableCode CodeOf(const LaidComponent& dimension, std::string_view code, std::string_view language);

}  // namespace tabadul::statistics::query
