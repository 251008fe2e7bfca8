// Codes of lists as facets of any kind show them: their names, and which level of a tree. Pure, thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "google/protobuf/repeated_field.h"

namespace tabadul::finding {

// Values that a facet shows at most.
inline constexpr int kMaxFacetValues = 100;

// Of a tree: the top without a filter, else what stands directly under the groups asked for, and of a leaf itself.
bool IsNextLevel(std::string_view scheme, const google::protobuf::RepeatedPtrField<std::string>& asked,
                 const std::string& code);
// In the reader's language where the list has it, else in English.
std::string NameIn(std::string_view scheme, const std::string& code, const std::string& language);
// The name of an ISCO-08 group in `language`, else in English.
std::string OccupationName(const std::string& code, const std::string& language);

}  // namespace tabadul::finding
