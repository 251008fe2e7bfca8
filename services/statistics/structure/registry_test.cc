#include "services/statistics/structure/registry.h"

#include <string>
#include <thread>

#include "absl/strings/str_join.h"
#include "gtest/gtest.h"
#include "lib/platform/base/status.h"
#include "services/statistics/structure/structures_for_test.h"
#include "services/statistics/structure/urn.h"

namespace tabadul::statistics {
namespace {

using testing::Build;
using testing::Codelist;
using testing::Flow;
using testing::SmallSet;
using testing::To;

std::string Ids(const std::vector<ArtefactPtr>& artefacts) {
  std::vector<std::string> ids;
  for (const ArtefactPtr& artefact : artefacts) ids.push_back(artefact->id);
  return absl::StrJoin(ids, " ");
}

std::string Names(const std::vector<ArtefactPtr>& artefacts) {
  std::vector<std::string> names;
  for (const ArtefactPtr& artefact : artefacts) names.push_back(ShortUrn(ReferenceTo(*artefact)));
  return absl::StrJoin(names, " ");
}

VersionFilter Filter(std::string_view text) { return *VersionFilter::Parse(text); }

TEST(Structures, KeepsTheLastOfOneNameAndSortsTheRest) {
  Artefact again = Codelist("B", {"NEW"});
  const auto structures = Build({Codelist("B", {"OLD"}), Codelist("A", {}), Codelist("B", {}, "1.10"),
                                 Codelist("B", {}, "1.9"), Flow("Z"), again});
  EXPECT_EQ(Names(structures->artefacts()), "AG:A(1.0) AG:B(1.0) AG:B(1.9) AG:B(1.10) AG:Z(1.0)");
  EXPECT_EQ(*structures->artefacts()[1], again);
}

TEST(Structures, AChangeLeavesTheFormerSetAsItWas) {
  const auto before = Build(SmallSet());
  Structures::Builder builder(*before);
  builder.Remove(To(ArtefactType::kDataflow, "DF"));
  builder.Remove(To(ArtefactType::kDataflow, "DF", "", "9.9"));
  builder.Add(Flow("DF2"));
  const auto after = builder.Build();
  EXPECT_EQ(after->Get(To(ArtefactType::kDataflow, "DF")), nullptr);
  EXPECT_NE(after->Get(To(ArtefactType::kDataflow, "DF2")), nullptr);
  EXPECT_NE(before->Get(To(ArtefactType::kDataflow, "DF")), nullptr);
  EXPECT_EQ(before->Get(To(ArtefactType::kDataStructure, "DSD")),
            after->Get(To(ArtefactType::kDataStructure, "DSD")))
      << "what is the same is shared";
}

TEST(Structures, AreFoundByTypeAgencyIdAndVersion) {
  Artefact other = Codelist("CL", {}, "3.0");
  other.agency = "OTHER";
  const auto structures =
      Build({Codelist("CL", {}), Codelist("CL", {}, "1.1"), Codelist("CL2", {}), other, Flow("CL")});
  EXPECT_EQ(Names(structures->Query({})), "AG:CL(1.1) AG:CL2(1.0) OTHER:CL(3.0) AG:CL(1.0)")
      << "the newest of each name";
  EXPECT_EQ(Names(structures->Query({.types = {ArtefactType::kDataflow}})), "AG:CL(1.0)");
  EXPECT_EQ(Names(structures->Query({.agencies = {"OTHER", "NONE"}})), "OTHER:CL(3.0)");
  EXPECT_EQ(Names(structures->Query({.types = {ArtefactType::kCodelist},
                                     .agencies = {"AG"},
                                     .ids = {"CL", "CL2"},
                                     .versions = {VersionFilter::All()}})),
            "AG:CL(1.0) AG:CL(1.1) AG:CL2(1.0)");
  EXPECT_EQ(
      Names(structures->Query({.ids = {"CL"}, .versions = {Filter("1.0"), Filter("3.0"), Filter("1.0")}})),
      "AG:CL(1.0) OTHER:CL(3.0) AG:CL(1.0)");
  EXPECT_EQ(Names(structures->Query({.ids = {"cl"}})), "") << "ids are matched to the letter";
}

TEST(Structures, AReferenceMeansOneArtefact) {
  const auto structures = Build({Codelist("CL", {}), Codelist("CL", {}, "1.1"), Codelist("CL", {}, "2.0.0"),
                                 Codelist("CL", {}, "2.1.0-draft")});
  const auto version = [&structures](std::string text) -> std::string {
    const ArtefactPtr found =
        structures->Get(To(ArtefactType::kCodelist, "CL", "SOME_ITEM", std::move(text)));
    return found == nullptr ? "none" : found->version;
  };
  EXPECT_EQ(version("1.0"), "1.0");
  EXPECT_EQ(version("1.7"), "none");
  EXPECT_EQ(version(""), "2.1.0-draft");
  EXPECT_EQ(version("latest"), "2.1.0-draft");
  EXPECT_EQ(version("1.0+"), "1.1");
  EXPECT_EQ(version("2.0+.0"), "2.0.0");
  EXPECT_EQ(version("no version"), "none");
  EXPECT_NE(structures->Get({.type = ArtefactType::kCodelist, .id = "CL"}), nullptr) << "of any agency";
  EXPECT_EQ(structures->Get(To(ArtefactType::kConceptScheme, "CL")), nullptr);
}

struct RelationCase {
  ArtefactType type;
  std::string id;
  Relation relation;
  Edition edition;
  std::string related;
};

TEST(Structures, AreRelatedAsReferencesOfRestSays) {
  const auto structures = Build(SmallSet());
  for (const RelationCase& c : std::vector<RelationCase>{
           {ArtefactType::kDataflow, "DF", Relation::kChildren, Edition::k21, "DSD"},
           {ArtefactType::kDataflow, "DF", Relation::kChildren, Edition::k30, "AGENCIES DSD"},
           {ArtefactType::kDataflow, "DF", Relation::kDescendants, Edition::k21,
            "CL_AREA CL_FREQ CL_STATUS CS DSD"},
           {ArtefactType::kDataStructure, "DSD", Relation::kChildren, Edition::k21, "CS"},
           {ArtefactType::kConceptScheme, "CS", Relation::kChildren, Edition::k21,
            "CL_AREA CL_FREQ CL_STATUS"},
           {ArtefactType::kDataflow, "DF", Relation::kParents, Edition::k21, "CAT CC PA"},
           {ArtefactType::kDataflow, "DF", Relation::kParents, Edition::k30, "CAT CC PA"},
           {ArtefactType::kDataflow, "DF", Relation::kParentsAndSiblings, Edition::k21,
            "CAT TOPICS CC DATA_PROVIDERS PA"},
           {ArtefactType::kDataflow, "DF", Relation::kAll, Edition::k21,
            "AGENCIES CAT TOPICS CL_AREA CL_FREQ CL_STATUS CS CC DATA_PROVIDERS DSD PA"},
           {ArtefactType::kCodelist, "CL_FREQ", Relation::kParents, Edition::k21, "CS"},
           {ArtefactType::kCodelist, "CL_FREQ", Relation::kAncestors, Edition::k30, "CAT CS CC DF DSD PA"},
           {ArtefactType::kProvisionAgreement, "PA", Relation::kChildren, Edition::k21, "DF DATA_PROVIDERS"},
           {ArtefactType::kCategoryScheme, "TOPICS", Relation::kParentsAndSiblings, Edition::k21, "CAT DF"},
           {ArtefactType::kCodelist, "CL_FREQ", Relation::kDescendants, Edition::k21, ""}}) {
    const std::vector<ArtefactPtr> of = {structures->Get(To(c.type, c.id))};
    EXPECT_EQ(Ids(structures->Related(of, c.relation, c.edition)), c.related)
        << c.id << " " << static_cast<int>(c.relation);
  }
}

TEST(Structures, TheSchemeOfAnAgencyHasNoParents) {
  const auto structures = Build(SmallSet());
  const std::vector<ArtefactPtr> of = {
      structures->Get({.type = ArtefactType::kAgencyScheme, .agency = "SDMX", .id = "AGENCIES"})};
  ASSERT_NE(of[0], nullptr);
  EXPECT_EQ(Ids(structures->Related(of, Relation::kAncestors, Edition::k30)), "");
}

TEST(Structures, AreRelatedByType) {
  const auto structures = Build(SmallSet());
  const std::vector<ArtefactPtr> dsd = {structures->Get(To(ArtefactType::kDataStructure, "DSD"))};
  EXPECT_EQ(Ids(structures->RelatedOfType(dsd, ArtefactType::kDataflow)), "DF");
  EXPECT_EQ(Ids(structures->RelatedOfType(dsd, ArtefactType::kCodelist)), "CL_AREA CL_FREQ CL_STATUS");
  EXPECT_EQ(Ids(structures->RelatedOfType(dsd, ArtefactType::kAgencyScheme)), "AGENCIES");
  const std::vector<ArtefactPtr> flow = {structures->Get(To(ArtefactType::kDataflow, "DF"))};
  EXPECT_EQ(Ids(structures->RelatedOfType(flow, ArtefactType::kCategorisation)), "CAT");
  EXPECT_EQ(Ids(structures->RelatedOfType(flow, ArtefactType::kCategoryScheme)), "TOPICS")
      << "of what is right above it";
  EXPECT_EQ(Ids(structures->RelatedOfType(flow, ArtefactType::kDataProviderScheme)), "DATA_PROVIDERS");
  const std::vector<ArtefactPtr> topics = {structures->Get(To(ArtefactType::kCategoryScheme, "TOPICS"))};
  EXPECT_EQ(Ids(structures->RelatedOfType(topics, ArtefactType::kDataflow)), "DF");
}

TEST(Structures, RelationsGoRoundInCircles) {
  // Nobody may write such structures; a set that has them must not hang.
  const auto constraint = [](std::string id, std::string target) {
    return testing::Make(
        ArtefactType::kDataConstraint, std::move(id),
        DataConstraint{.attached_to = {To(ArtefactType::kDataConstraint, std::move(target))}});
  };
  const auto structures = Build({constraint("A", "B"), constraint("B", "A"), constraint("C", "C")});
  const std::vector<ArtefactPtr> of = {structures->Get(To(ArtefactType::kDataConstraint, "A"))};
  EXPECT_EQ(Ids(structures->Related(of, Relation::kDescendants, Edition::k21)), "B");
  EXPECT_EQ(Ids(structures->Related(of, Relation::kAncestors, Edition::k21)), "B");
}

TEST(Structures, ALayoutIsFoundByDataflowStructureAndAgreement) {
  const auto structures = Build(SmallSet());
  const auto by_flow = structures->Find(To(ArtefactType::kDataflow, "DF"));
  const auto by_structure = structures->Find(To(ArtefactType::kDataStructure, "DSD"));
  const auto by_agreement = structures->Find(To(ArtefactType::kProvisionAgreement, "PA"));
  ASSERT_TRUE(by_flow.ok() && by_structure.ok() && by_agreement.ok());
  EXPECT_EQ(*by_flow, *by_agreement) << "made once";
  EXPECT_EQ((*by_flow)->dataflow->id, "DF");
  EXPECT_EQ((*by_structure)->dataflow, nullptr);
  EXPECT_EQ((*by_structure)->structure, (*by_flow)->structure);
  EXPECT_EQ((*by_flow)->dimensions[0].codes, (*by_structure)->dimensions[0].codes) << "codes are shared";
}

TEST(Structures, ALayoutThatIsNotThereNamesWhatIsMissing) {
  auto set = SmallSet();
  set.push_back(Flow("LOST", "9.0"));
  const auto structures = Build(std::move(set));
  for (const auto& [reference, missing] : std::vector<std::pair<Reference, std::string>>{
           {To(ArtefactType::kDataflow, "NONE"), "AG:NONE(1.0)"},
           {To(ArtefactType::kDataflow, "DF", "", "2.0"), "AG:DF(2.0)"},
           {To(ArtefactType::kDataflow, "LOST"), "AG:DSD(9.0)"},
           {To(ArtefactType::kCodelist, "CL_FREQ"), "AG:CL_FREQ(1.0)"}}) {
    const auto layout = structures->Find(reference);
    EXPECT_EQ(ReasonOf(layout.status()), common::v1::ERROR_REASON_NOT_FOUND) << missing;
    EXPECT_EQ(MetadataOf(layout.status())["structure"], missing);
  }
}

TEST(Structures, GiveOneLayoutToManyThreads) {
  const auto structures = Build(SmallSet());
  std::vector<std::shared_ptr<const Layout>> found(8);
  std::vector<std::thread> threads;
  for (auto& layout : found) {
    threads.emplace_back([&] { layout = *structures->Find(To(ArtefactType::kDataflow, "DF")); });
  }
  for (std::thread& thread : threads) thread.join();
  for (const auto& layout : found) EXPECT_EQ(layout, found[0]);
}

}  // namespace
}  // namespace tabadul::statistics
