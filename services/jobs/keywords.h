// Filling the keyword columns of a document, whatever the kind: its columns are an enum in the order of the schema. Pure.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "google/protobuf/generated_enum_reflection.h"
#include "lib/search/index.h"
#include "lib/taxonomy/code_list.h"

namespace tabadul::jobs {

using Keywords = std::vector<search::Document::Keyword>;

// Few records have more.
inline constexpr size_t kUsualKeywords = 24;

// A promise that records of several kinds make.
inline constexpr char kOpenToForeigners[] = "open_to_foreigners";

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

}  // namespace tabadul::jobs
