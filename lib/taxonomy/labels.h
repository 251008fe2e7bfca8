// What occupations are called: ISCO-08's names in three languages and the project's own everyday job titles
// (data/codelists/synonyms). Made at first use, immutable, thread-safe.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/taxonomy/code_list.h"

namespace tabadul::taxonomy {

class Coder;
class Linker;

struct JobTitle {
  std::string title;
  std::string code;  // an ISCO-08 unit group
};
// Of "ar", "en" or "fr"; empty for others.
const std::vector<JobTitle>& JobTitles(std::string_view language);

// `visit` every name and job title of ISCO-08's unit groups: the names first, by code, in "ar", "en" and "fr"; they may be
// empty. `name`: whether it is the group's name.
void ForEachIscoLabel(const std::function<void(const std::string& text, std::string_view language,
                                               const CodeList::Code& code, bool name)>& visit);
// Unit groups of ISCO-08 as concepts, with names and job titles.
void AddIscoLabels(Linker& linker);
void AddIscoLabels(Coder& coder);

}  // namespace tabadul::taxonomy
