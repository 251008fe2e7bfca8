#include "lib/finding/code_names.h"

#include <algorithm>

#include "lib/taxonomy/code_list.h"

namespace tabadul::finding {

bool IsNextLevel(std::string_view scheme, const google::protobuf::RepeatedPtrField<std::string>& asked,
                 const std::string& code) {
  const taxonomy::CodeList& list = taxonomy::List(scheme);
  const std::string_view parent = list.Parent(code);
  if (asked.empty()) return parent.empty();
  const auto has = [&](std::string_view wanted) {
    return std::find(asked.begin(), asked.end(), wanted) != asked.end();
  };
  if (has(parent)) return true;
  if (!has(code)) return false;
  const auto& codes = list.codes();
  return std::none_of(codes.begin(), codes.end(), [&](const auto& one) { return one.parent == code; });
}

std::string NameIn(std::string_view scheme, const std::string& code, const std::string& language) {
  const taxonomy::CodeList::Code* found = taxonomy::List(scheme).Find(code);
  return found == nullptr ? code : std::string(taxonomy::NameOf(*found, language));
}

std::string OccupationName(const std::string& code, const std::string& language) {
  return NameIn(taxonomy::kIsco08, code, language);
}

}  // namespace tabadul::finding
