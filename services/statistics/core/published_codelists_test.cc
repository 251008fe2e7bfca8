#include "services/statistics/core/published_codelists.h"

#include <algorithm>
#include <string>

#include "absl/container/flat_hash_set.h"
#include "gtest/gtest.h"
#include "lib/taxonomy/code_list.h"
#include "services/statistics/structure/ids.h"

namespace tabadul::statistics {
namespace {

std::vector<Item> Published(std::string id) {
  Artefact codelist{
      .type = ArtefactType::kCodelist, .agency = "TABADUL", .id = std::move(id), .version = "1.0"};
  codelist.body = ItemScheme();
  AppendPublishedCodes(codelist);
  return std::get<ItemScheme>(codelist.body).items;
}

const Item& Find(const std::vector<Item>& items, std::string_view id) {
  static const Item none;
  const auto found =
      std::find_if(items.begin(), items.end(), [id](const Item& item) { return item.id == id; });
  EXPECT_NE(found, items.end()) << id;
  return found == items.end() ? none : *found;
}

TEST(PublishedCodelists, HaveTheCodesOfTheTaxonomyAsIlostatWritesThem) {
  const std::vector<Item> occupations = Published("CL_OCU");
  EXPECT_EQ(occupations.size(), taxonomy::List(taxonomy::kIsco08).codes().size());
  EXPECT_EQ(Find(occupations, "OCU_ISCO08_2").parent, "OCU_ISCO08_TOTAL");
  EXPECT_EQ(Find(occupations, "OCU_ISCO08_2221").parent, "OCU_ISCO08_222");
  EXPECT_EQ(InLanguage(Find(occupations, "OCU_ISCO08_2221").names, "en"), "Nursing professionals");
  EXPECT_EQ(Find(Published("CL_EDU"), "EDU_ISCED11_3").parent, "EDU_AGGREGATE_TOTAL");
  EXPECT_EQ(Find(Published("CL_STE"), "STE_ICSE18_11").parent, "STE_ICSE18_1");
  EXPECT_EQ(Find(Published("CL_ECO"), "ECO_ISIC4_01").parent, "ECO_ISIC4_A");
  EXPECT_EQ(Find(Published("CL_CURRENCY"), "SYP").parent, "");
}

TEST(PublishedCodelists, PutAParentBeforeWhatIsBelowIt) {
  for (const char* id : {"CL_OCU", "CL_ECO", "CL_EDU", "CL_STE", "CL_CURRENCY", "CL_AREA"}) {
    absl::flat_hash_set<std::string> seen = {
        "",   "OCU_ISCO08_TOTAL", "ECO_SECTOR_TOTAL", "EDU_AGGREGATE_TOTAL", "STE_AGGREGATE_TOTAL", "X01",
        "OIC"};
    for (const Item& item : Published(id)) {
      EXPECT_TRUE(seen.contains(item.parent)) << id << " " << item.id;
      EXPECT_TRUE(seen.insert(item.id).second) << id << " " << item.id;
      EXPECT_TRUE(IsId(item.id)) << item.id;
      EXPECT_FALSE(item.names.empty()) << item.id;
    }
  }
}

TEST(PublishedCodelists, SayWhichNamesAreTheHubsOwn) {
  const std::vector<Item> occupations = Published("CL_OCU");
  const Item& nurses = Find(occupations, "OCU_ISCO08_2221");
  ASSERT_EQ(nurses.annotations.size(), 1u);
  EXPECT_EQ(nurses.annotations[0].id, "OWN_NAMES");
  EXPECT_EQ(nurses.annotations[0].title, "ar");
}

TEST(PublishedCodelists, GroupTheMemberStates) {
  const std::vector<Item> areas = Published("CL_AREA");
  EXPECT_EQ(std::count_if(areas.begin(), areas.end(), [](const Item& item) { return item.parent == "OIC"; }),
            57);
  EXPECT_EQ(Find(areas, "SAU").parent, "OIC");
  EXPECT_EQ(InLanguage(Find(areas, "PSE").names, "ar"), "فلسطين");
  EXPECT_EQ(Find(areas, "FRA").parent, "X01");
}

TEST(PublishedCodelists, LeaveOtherListsAlone) {
  EXPECT_TRUE(Published("CL_SEX").empty());
  Artefact foreign{.type = ArtefactType::kCodelist, .agency = "DEMO", .id = "CL_AREA", .version = "1.0"};
  foreign.body = ItemScheme();
  AppendPublishedCodes(foreign);
  EXPECT_TRUE(std::get<ItemScheme>(foreign.body).items.empty());
}

}  // namespace
}  // namespace tabadul::statistics
