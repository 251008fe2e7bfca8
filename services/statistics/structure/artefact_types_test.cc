#include "services/statistics/structure/artefact_types.h"

#include <set>

#include "gtest/gtest.h"

namespace tabadul::statistics {
namespace {

TEST(ArtefactTypes, EveryNameLeadsBackToItsType) {
  for (const ArtefactType type : ArtefactTypesInOrder()) {
    for (const Edition edition : {Edition::k21, Edition::k30}) {
      const ArtefactNames& names = NamesOf(type, edition);
      EXPECT_EQ(TypeOfResource(names.resource, edition), type) << names.resource;
      EXPECT_EQ(TypeOfElement(names.element, edition), type) << names.element;
      EXPECT_EQ(TypeOfJson(names.json), type) << names.json;
      ASSERT_TRUE(ClassOf(names.urn_class).has_value()) << names.urn_class;
      EXPECT_EQ(ClassOf(names.urn_class)->type, type);
      EXPECT_FALSE(ClassOf(names.urn_class)->item);
    }
  }
}

TEST(ArtefactTypes, ItemsHaveClassesOfTheirOwn) {
  for (const auto& [urn_class, type] : {std::pair{"Code", ArtefactType::kCodelist},
                                        {"Concept", ArtefactType::kConceptScheme},
                                        {"Category", ArtefactType::kCategoryScheme},
                                        {"Agency", ArtefactType::kAgencyScheme},
                                        {"DataProvider", ArtefactType::kDataProviderScheme}}) {
    ASSERT_TRUE(ClassOf(urn_class).has_value()) << urn_class;
    EXPECT_EQ(ClassOf(urn_class)->type, type);
    EXPECT_TRUE(ClassOf(urn_class)->item);
    EXPECT_TRUE(IsItemScheme(type));
  }
  EXPECT_FALSE(IsItemScheme(ArtefactType::kDataflow));
  EXPECT_FALSE(ClassOf("").has_value()) << "types without items have no class of them";
}

TEST(ArtefactTypes, ConstraintsChangedTheirNameBetweenTheEditions) {
  EXPECT_EQ(TypeOfResource("contentconstraint", Edition::k21), ArtefactType::kDataConstraint);
  EXPECT_EQ(TypeOfResource("contentconstraint", Edition::k30), std::nullopt);
  EXPECT_EQ(TypeOfResource("dataconstraint", Edition::k30), ArtefactType::kDataConstraint);
  EXPECT_EQ(TypeOfElement("ContentConstraint", Edition::k30), std::nullopt);
  EXPECT_EQ(TypeOfJson("contentConstraints"), TypeOfJson("dataConstraints"));
}

TEST(ArtefactTypes, ResourcesOfTheStandardThatAreNotHeldAreTold) {
  EXPECT_TRUE(IsForeignResource("hierarchicalcodelist", Edition::k21));
  EXPECT_FALSE(IsForeignResource("hierarchicalcodelist", Edition::k30));
  EXPECT_TRUE(IsForeignResource("valuelist", Edition::k30));
  EXPECT_FALSE(IsForeignResource("codelists", Edition::k21)) << "no name of any resource";
  for (const ArtefactType type : ArtefactTypesInOrder()) {
    EXPECT_FALSE(IsForeignResource(NamesOf(type, Edition::k21).resource, Edition::k21));
    EXPECT_FALSE(IsForeignResource(NamesOf(type, Edition::k30).resource, Edition::k30));
  }
}

TEST(ArtefactTypes, TheOrderOfMessagesHasEachTypeOnce) {
  const auto order = ArtefactTypesInOrder();
  EXPECT_EQ(std::set<ArtefactType>(order.begin(), order.end()).size(), order.size());
  EXPECT_EQ(order.front(), ArtefactType::kAgencyScheme);
  EXPECT_EQ(order.back(), ArtefactType::kProvisionAgreement);
}

}  // namespace
}  // namespace tabadul::statistics
