#include "services/statistics/structure/layout.h"

#include <string>

#include "gtest/gtest.h"
#include "services/statistics/structure/structures_for_test.h"

namespace tabadul::statistics {
namespace {

using testing::Build;
using testing::Coded;
using testing::Make;
using testing::MakeComponent;
using testing::Plain;
using testing::SmallSet;
using testing::SmallStructure;
using testing::To;

std::shared_ptr<const Layout> LayoutOf(DataStructure structure) {
  auto set = SmallSet();
  set.push_back(Make(ArtefactType::kDataStructure, "DSD", std::move(structure)));
  return *Build(std::move(set))->Find(To(ArtefactType::kDataflow, "DF"));
}

TEST(Layout, HasTheComponentsOfTheStructureInItsOrder) {
  const auto layout = LayoutOf(SmallStructure());
  EXPECT_EQ(layout->FindDimension("FREQ"), 0);
  EXPECT_EQ(layout->FindDimension("AREA"), 1);
  EXPECT_EQ(layout->FindDimension("TIME_PERIOD"), -1);
  EXPECT_EQ(layout->FindMeasure("OBS_VALUE"), 0);
  EXPECT_EQ(layout->FindAttribute("TITLE"), 2);
  EXPECT_EQ(layout->FindAttribute("title"), -1);
  ASSERT_TRUE(layout->time.has_value());
  EXPECT_EQ(layout->time->representation.text_type, "ObservationalTimePeriod");
  EXPECT_EQ(InLanguage(layout->dimensions[1].names, "ar"), "اسم AREA");
  EXPECT_TRUE(layout->attributes[1].required);
  EXPECT_FALSE(layout->attributes[0].required);
}

TEST(Layout, TakesCodesFromTheConceptUnlessTheComponentHasItsOwn) {
  DataStructure structure = SmallStructure();
  structure.dimensions[0].representation = Coded("CL_AREA");
  structure.dimensions[1].representation = Plain("Alpha");
  const auto layout = LayoutOf(structure);
  ASSERT_NE(layout->dimensions[0].codes, nullptr);
  EXPECT_EQ(layout->dimensions[0].codes->codelist().id, "CL_AREA");
  EXPECT_EQ(layout->dimensions[0].codes->Find("MAR"), 1);
  EXPECT_EQ(layout->dimensions[0].codes->Find("A"), -1);
  EXPECT_EQ(layout->dimensions[1].codes, nullptr);
  EXPECT_EQ(layout->attributes[0].codes->Find("A"), 0) << "of the concept";
}

TEST(Layout, AFormThatOnlyCountsValuesIsThatOfTheConcept) {
  DataStructure structure = SmallStructure();
  structure.attributes[0].representation = Representation{.min_occurs = 0, .max_occurs = 3};
  const auto layout = LayoutOf(structure);
  EXPECT_NE(layout->attributes[0].codes, nullptr);
  EXPECT_EQ(layout->attributes[0].representation.max_occurs, 3u);
}

TEST(Layout, SaysWhatAttributesHangOn) {
  DataStructure structure = SmallStructure();
  structure.attributes.push_back(MakeComponent<Attribute>("SOURCE"));
  structure.attributes.back().attachment = {.level = Attachment::Level::kDimensions,
                                            .dimensions = {"AREA", "TIME_PERIOD"}};
  const auto layout = LayoutOf(structure);
  EXPECT_TRUE(layout->attributes[0].with_time) << "of the observation";
  EXPECT_EQ(layout->attributes[1].dimensions, (std::vector<int>{0, 1}));
  EXPECT_FALSE(layout->attributes[1].with_time);
  EXPECT_EQ(layout->attributes[2].dimensions, std::vector<int>{1}) << "those of the group";
  EXPECT_EQ(layout->attributes[3].dimensions, std::vector<int>{1});
  EXPECT_TRUE(layout->attributes[3].with_time);
}

TEST(Layout, StandsWithoutCodelistsAndConceptsThatAreNotHere) {
  auto set = SmallSet();
  std::erase_if(set, [](const Artefact& a) {
    return a.type == ArtefactType::kCodelist || a.type == ArtefactType::kConceptScheme;
  });
  const auto layout = Build(std::move(set))->Find(To(ArtefactType::kDataflow, "DF"));
  ASSERT_TRUE(layout.ok());
  EXPECT_EQ((*layout)->dimensions[0].codes, nullptr);
  EXPECT_TRUE((*layout)->dimensions[0].names.empty());
}

TEST(Layout, OutlivesTheStructuresItCameFrom) {
  auto structures = Build(SmallSet());
  const auto layout = *structures->Find(To(ArtefactType::kDataflow, "DF"));
  structures.reset();
  EXPECT_EQ(layout->dimensions[0].codes->Find("M"), 1);
  EXPECT_EQ(layout->structure->id, "DSD");
}

TEST(Texts, AreToldInTheLanguageElseInEnglishElseTheFirst) {
  const Texts texts = {{"ar", "عمل"}, {"en", "work"}, {"fr", "travail"}};
  EXPECT_EQ(InLanguage(texts, "fr"), "travail");
  EXPECT_EQ(InLanguage(texts, "tr"), "work");
  EXPECT_EQ(InLanguage({{"ar", "عمل"}, {"fr", "travail"}}, "tr"), "عمل");
  EXPECT_EQ(InLanguage({}, "en"), "");
}

}  // namespace
}  // namespace tabadul::statistics
