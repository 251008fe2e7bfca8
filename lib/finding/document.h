// Filling a document of the index and a query for it, whatever the kind: its fields and columns are enums in the order of the
// schema. Pure.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "google/protobuf/generated_enum_reflection.h"
#include "lib/search/index.h"
#include "lib/taxonomy/code_list.h"
#include "tabadul/common/v1/text.pb.h"

namespace tabadul::finding {

using Keywords = std::vector<search::Document::Keyword>;

// Few records have more.
inline constexpr size_t kUsualKeywords = 24;

// Every language of a text.
inline void AddTexts(int field, const common::v1::LocalizedText& text, search::Document& document) {
  for (const auto& translation : text.translations())
    document.texts.push_back({field, translation.language(), translation.text()});
}

// Nothing, if the value is empty.
template <class Column>
void AddKeyword(Keywords& keywords, Column column, std::string value) {
  if (!value.empty()) keywords.push_back({static_cast<int>(column), std::move(value)});
}

// A code and all above it in its list.
template <class Column>
void AddTree(Keywords& keywords, Column column, std::string_view scheme, const std::string& code) {
  const taxonomy::CodeList& list = taxonomy::List(scheme);
  for (std::string_view at = code; !at.empty(); at = list.Parent(at))
    AddKeyword(keywords, column, std::string(at));
}

// The column has one of the values; nothing without values.
template <class Column, class Values>
void AddFilter(search::Query& query, Column column, const Values& values) {
  if (!values.empty()) query.any_of.push_back({static_cast<int>(column), {values.begin(), values.end()}});
}

// The value of an enum in its column: its name without the prefix ("WORKING_TIME_FULL_TIME" is "FULL_TIME"); of the
// unspecified nothing.
template <class Enum>
std::string ValueOf(Enum value) {
  if (value == 0) return "";
  const google::protobuf::EnumDescriptor* type = google::protobuf::GetEnumDescriptor<Enum>();
  const google::protobuf::EnumValueDescriptor* found = type->FindValueByNumber(value);
  if (found == nullptr) return "";
  constexpr std::string_view kZero = "UNSPECIFIED";
  return found->name().substr(type->FindValueByNumber(0)->name().size() - kZero.size());
}

}  // namespace tabadul::finding
