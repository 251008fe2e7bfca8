#include "services/statistics/core/published_codelists.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "lib/platform/base/status.h"
#include "lib/taxonomy/code_list.h"
#include "lib/taxonomy/crosswalk.h"
#include "lib/taxonomy/member_states.h"
#include "services/statistics/structure/hub.h"

namespace tabadul::statistics {
namespace {

using taxonomy::CodeList;

constexpr std::string_view kWorld = "X01", kOic = "OIC";

struct Publication {
  std::string_view codelist;
  std::string_view scheme;  // of lib/taxonomy
  std::string_view prefix;
  std::string_view top;  // what the codes without a parent stand below; empty: nothing
};
constexpr Publication kPublications[] = {
    {"CL_OCU", taxonomy::kIsco08, "OCU_ISCO08_", "OCU_ISCO08_TOTAL"},
    {"CL_ECO", taxonomy::kIsic4, "ECO_ISIC4_", "ECO_SECTOR_TOTAL"},
    {"CL_EDU", taxonomy::kIsced2011, "EDU_ISCED11_", "EDU_AGGREGATE_TOTAL"},
    {"CL_STE", taxonomy::kIcse18, "STE_ICSE18_", "STE_AGGREGATE_TOTAL"},
    {"CL_CURRENCY", taxonomy::kCurrencies, "", ""},
};

Item ItemOf(const CodeList::Code& code, std::string id, std::string parent) {
  Item item{.id = std::move(id), .parent = std::move(parent)};
  if (!code.ar.empty()) item.names.push_back({"ar", code.ar});
  if (!code.en.empty()) item.names.push_back({"en", code.en});
  if (!code.fr.empty()) item.names.push_back({"fr", code.fr});
  if (item.names.empty()) item.names.push_back({"en", code.code});
  if (!code.own.empty()) item.annotations.push_back({.id = "OWN_NAMES", .title = code.own});
  return item;
}

using Children = std::map<std::string_view, std::vector<const CodeList::Code*>>;

// A code before those below it: the list itself is sorted by code, and ISIC's letters come after its numbers.
void AppendBelow(const Children& children, std::string_view parent, const Publication& publication,
                 std::vector<Item>& items) {
  const auto below = children.find(parent);
  if (below == children.end()) return;
  for (const CodeList::Code* code : below->second) {
    const std::string above =
        parent.empty() ? std::string(publication.top) : absl::StrCat(Absl(publication.prefix), Absl(parent));
    items.push_back(ItemOf(*code, absl::StrCat(Absl(publication.prefix), code->code), above));
    AppendBelow(children, code->code, publication, items);
  }
}

void Append(const Publication& publication, std::vector<Item>& items) {
  Children children;
  for (const CodeList::Code& code : taxonomy::List(publication.scheme).codes()) {
    children[code.parent].push_back(&code);
  }
  AppendBelow(children, "", publication, items);
}

void AppendCountries(std::vector<Item>& items) {
  for (const CodeList::Code& country : taxonomy::List(taxonomy::kCountries).codes()) {
    std::string id = taxonomy::Alpha3FromAlpha2(country.code);
    if (id.empty()) continue;
    const bool member = taxonomy::FindMemberState(country.code) != nullptr;
    items.push_back(ItemOf(country, std::move(id), std::string(member ? kOic : kWorld)));
  }
}

}  // namespace

void AppendPublishedCodes(Artefact& codelist) {
  auto* scheme = std::get_if<ItemScheme>(&codelist.body);
  if (codelist.type != ArtefactType::kCodelist || codelist.agency != kHubAgency || scheme == nullptr) return;
  if (codelist.id == "CL_AREA") return AppendCountries(scheme->items);
  for (const Publication& publication : kPublications) {
    if (publication.codelist == codelist.id) Append(publication, scheme->items);
  }
}

}  // namespace tabadul::statistics
