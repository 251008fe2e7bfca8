#include "services/statistics/structure/checks.h"

#include <functional>
#include <string>

#include "fmt/format.h"
#include "gtest/gtest.h"
#include "services/statistics/structure/structures_for_test.h"

namespace tabadul::statistics {
namespace {

using testing::Build;
using testing::Codelist;
using testing::Flow;
using testing::Make;
using testing::MakeComponent;
using testing::MakeItem;
using testing::Scheme;
using testing::SmallSet;
using testing::SmallStructure;
using testing::To;

bool Anybody(std::string_view) { return true; }

// "field REASON", one a line.
std::string Told(const std::vector<Artefact>& incoming, const Structures& present,
                 const MayWrite& may_write = Anybody) {
  Violations violations;
  CheckArtefacts(incoming, present, may_write, violations);
  std::string told;
  for (const Violation& violation : violations.list()) {
    told += fmt::format("{}{} {}", told.empty() ? "" : "\n", violation.field, ReasonName(violation.reason));
  }
  return told;
}

std::string Told(const std::vector<Artefact>& incoming) { return Told(incoming, *Build(SmallSet())); }

std::string ToldOfStructure(const std::function<void(DataStructure&)>& change) {
  DataStructure structure = SmallStructure();
  change(structure);
  return Told({Make(ArtefactType::kDataStructure, "D2", std::move(structure))});
}

TEST(Checks, AWholeSetIsAcceptable) { EXPECT_EQ(Told(SmallSet(), *Build({})), ""); }

TEST(Checks, IdsHaveTheFormsOfTheStandard) {
  EXPECT_EQ(Told({Codelist("1CL", {})}), "codelist=AG:1CL(1.0).id MALFORMED");
  EXPECT_EQ(Told({Codelist("CL", {"A B"})}), "codelist=AG:CL(1.0).items[A B] MALFORMED");
  EXPECT_EQ(Told({Codelist("CL", {"1", "@$_-"})}), "") << "codes may begin with anything";
  EXPECT_EQ(Told({Codelist("CL", {}, "x")}), "codelist=AG:CL(x).version MALFORMED");
  EXPECT_EQ(Told({Make(ArtefactType::kConceptScheme, "C", Scheme({"1A"}))}),
            "conceptscheme=AG:C(1.0).items[1A] MALFORMED");
  EXPECT_EQ(Told({Make(ArtefactType::kDataProviderScheme, "PROVIDERS", Scheme({}))}),
            "dataproviderscheme=AG:PROVIDERS(1.0).id MALFORMED");
  Artefact foreign = Codelist("CL", {});
  foreign.agency = "A..B";
  EXPECT_EQ(Told({foreign}), "codelist=A..B:CL(1.0).agency MALFORMED");
}

TEST(Checks, NamesAndBodiesAreRequired) {
  Artefact codelist = Codelist("CL", {"A"});
  codelist.names.clear();
  std::get<ItemScheme>(codelist.body).items[0].names.clear();
  EXPECT_EQ(Told({codelist}),
            "codelist=AG:CL(1.0).names REQUIRED\ncodelist=AG:CL(1.0).items[A].names REQUIRED");
  EXPECT_EQ(Told({Make(ArtefactType::kCodelist, "CL", {})}), "codelist=AG:CL(1.0).body REQUIRED");
  Artefact stub = Make(ArtefactType::kCodelist, "CL", {});
  stub.external = true;
  EXPECT_EQ(Told({stub}), "");
  EXPECT_EQ(Told({Make(ArtefactType::kCodelist, "CL", Dataflow{})}), "codelist=AG:CL(1.0).body WRONG_KIND");
}

TEST(Checks, ItemsAreThereOnce) {
  EXPECT_EQ(Told({Codelist("CL", {"A", "A"})}), "codelist=AG:CL(1.0).items[A] ALREADY_EXISTS");
  EXPECT_EQ(Told({Codelist("CL", {}), Codelist("CL", {})}), "codelist=AG:CL(1.0) ALREADY_EXISTS");
  ItemScheme topics;
  topics.items = {MakeItem("A"), MakeItem("B"), MakeItem("X", "A"), MakeItem("X", "B")};
  EXPECT_EQ(Told({Make(ArtefactType::kCategoryScheme, "T", topics)}), "")
      << "categories are named by their path";
  topics.items.push_back(MakeItem("X", "B"));
  EXPECT_EQ(Told({Make(ArtefactType::kCategoryScheme, "T", topics)}),
            "categoryscheme=AG:T(1.0).items[B.X] ALREADY_EXISTS");
}

TEST(Checks, ParentsAreThereAndLeadToTheTop) {
  ItemScheme scheme;
  scheme.items = {MakeItem("A", "NONE"), MakeItem("B", "A")};
  EXPECT_EQ(Told({Make(ArtefactType::kCodelist, "CL", scheme)}),
            "codelist=AG:CL(1.0).items[A].parent UNKNOWN_CODE");
  scheme.partial = true;
  EXPECT_EQ(Told({Make(ArtefactType::kCodelist, "CL", scheme)}), "") << "a part may lack them";
  for (const char* parent : {"A", "B"}) {
    scheme.items[0].parent = parent;
    EXPECT_NE(Told({Make(ArtefactType::kCodelist, "CL", scheme)}).find("CONTRADICTION"), std::string::npos)
        << parent;
  }
}

TEST(Checks, LongChainsAreWalkedOnce) {
  ItemScheme scheme;
  scheme.items.push_back(MakeItem("C0"));
  for (int i = 1; i < 100'000; ++i) {
    scheme.items.push_back(MakeItem(fmt::format("C{}", i), fmt::format("C{}", i - 1)));
  }
  EXPECT_EQ(Told({Make(ArtefactType::kCodelist, "CL", scheme)}), "");
}

TEST(Checks, ReferencesLeadSomewhere) {
  EXPECT_EQ(Told({Flow("F", "9.0")}), "dataflow=AG:F(1.0).structure PRECONDITION");
  EXPECT_EQ(Told({Flow("F", "1.0+")}), "") << "bound late";
  EXPECT_EQ(Told({Make(ArtefactType::kDataflow, "F",
                       Dataflow{.structure = To(ArtefactType::kCodelist, "CL_FREQ")})}),
            "dataflow=AG:F(1.0).structure WRONG_KIND");
  EXPECT_EQ(Told({Make(ArtefactType::kProvisionAgreement, "P",
                       ProvisionAgreement{
                           .dataflow = To(ArtefactType::kDataflow, "DF"),
                           .provider = To(ArtefactType::kDataProviderScheme, "DATA_PROVIDERS", "NOBODY")})}),
            "provisionagreement=AG:P(1.0).provider UNKNOWN_CODE");
}

TEST(Checks, ReferencesMayLeadToWhatComesWithThem) {
  const auto present = Build({});
  EXPECT_EQ(Told(SmallSet(), *present), "");
  EXPECT_NE(Told({Flow("DF")}, *present), "");
}

TEST(Checks, WhatAStubHoldsIsTakenAsItIs) {
  auto set = SmallSet();
  for (Artefact& artefact : set) {
    if (artefact.type == ArtefactType::kConceptScheme) artefact.body = {}, artefact.external = true;
  }
  EXPECT_EQ(Told(set, *Build({})), "");
}

TEST(Checks, NestedCategoriesAreNamedByTheirPath) {
  ItemScheme topics;
  topics.items = {MakeItem("A"), MakeItem("X", "A")};
  const auto told = [&topics](std::string item) {
    return Told({Make(ArtefactType::kCategoryScheme, "T", topics),
                 Make(ArtefactType::kCategorisation, "C",
                      Categorisation{.source = To(ArtefactType::kDataflow, "DF"),
                                     .category = To(ArtefactType::kCategoryScheme, "T", std::move(item))})});
  };
  EXPECT_EQ(told("A.X"), "");
  EXPECT_EQ(told("X"), "categorisation=AG:C(1.0).category UNKNOWN_CODE");
}

TEST(Checks, DimensionsHaveAForm) {
  EXPECT_EQ(
      ToldOfStructure([](DataStructure& d) { d.dimensions.clear(), d.attributes.clear(), d.groups.clear(); }),
      "datastructure=AG:D2(1.0).dimensions REQUIRED");
  EXPECT_EQ(ToldOfStructure([](DataStructure& d) { d.measures.clear(); }),
            "datastructure=AG:D2(1.0).measures REQUIRED");
  // A concept without a form.
  auto set = SmallSet();
  ItemScheme bare = Scheme({"FREQ"});
  set.push_back(Make(ArtefactType::kConceptScheme, "BARE", bare));
  DataStructure structure = SmallStructure();
  structure.dimensions[0].concept_identity = To(ArtefactType::kConceptScheme, "BARE", "FREQ");
  set.push_back(Make(ArtefactType::kDataStructure, "D2", structure));
  EXPECT_EQ(Told(set, *Build({})), "datastructure=AG:D2(1.0).dimensions[FREQ].representation REQUIRED");
}

TEST(Checks, ComponentsAreThereOnce) {
  EXPECT_EQ(ToldOfStructure([](DataStructure& d) { d.attributes.push_back(d.attributes[0]); }),
            "datastructure=AG:D2(1.0).attributes[STATUS] ALREADY_EXISTS");
  EXPECT_EQ(ToldOfStructure([](DataStructure& d) { d.attributes[0].id = "FREQ"; }),
            "datastructure=AG:D2(1.0).attributes[FREQ] ALREADY_EXISTS");
  EXPECT_EQ(ToldOfStructure([](DataStructure& d) { d.measures[0].id = "1"; }),
            "datastructure=AG:D2(1.0).measures[1] MALFORMED");
}

TEST(Checks, AttributesHangOnWhatIsThere) {
  EXPECT_EQ(ToldOfStructure([](DataStructure& d) { d.attributes[1].attachment.dimensions = {"SEX"}; }),
            "datastructure=AG:D2(1.0).attributes[UNIT].attachment UNKNOWN_CODE");
  EXPECT_EQ(
      ToldOfStructure([](DataStructure& d) { d.attributes[1].attachment.dimensions = {"TIME_PERIOD"}; }), "");
  EXPECT_EQ(ToldOfStructure([](DataStructure& d) { d.attributes[2].attachment.group = "NONE"; }),
            "datastructure=AG:D2(1.0).attributes[TITLE].attachment UNKNOWN_CODE");
  EXPECT_EQ(ToldOfStructure([](DataStructure& d) { d.groups[0].dimensions = {"SEX"}; }),
            "datastructure=AG:D2(1.0).groups[ALL_FREQ].dimensions UNKNOWN_CODE");
}

TEST(Checks, ConstraintsNameComponentsOfWhatTheyConstrain) {
  DataConstraint constraint{.attached_to = {To(ArtefactType::kDataflow, "DF")}};
  constraint.regions = {{.keys = {{.component = "SEX", .values = {"F"}}, {.component = "TIME_PERIOD"}}}};
  EXPECT_EQ(Told({Make(ArtefactType::kDataConstraint, "C", constraint)}),
            "contentconstraint=AG:C(1.0).regions UNKNOWN_CODE");
}

TEST(Checks, AnAgencyIsWrittenByItsOwner) {
  const auto present = Build(SmallSet());
  EXPECT_EQ(Told({Codelist("CL", {})}, *present, [](std::string_view agency) { return agency == "OTHER"; }),
            "codelist=AG:CL(1.0).agency NOT_OWNER");
}

TEST(Checks, WhatIsFinalChangesItsWordsAlone) {
  Artefact final_list = Codelist("CL", {"A"});
  final_list.final = true;
  const auto present = Build({final_list});
  EXPECT_EQ(Told({final_list}, *present), "");

  Artefact renamed = final_list;
  renamed.names = {{"fr", "Liste"}};
  renamed.valid_to = "2030-01-01";
  std::get<ItemScheme>(renamed.body).items[0].names.push_back({"fr", "Un"});
  EXPECT_EQ(Told({renamed}, *present), "");

  Artefact longer = Codelist("CL", {"A", "B"});
  longer.final = true;
  EXPECT_EQ(Told({longer}, *present), "codelist=AG:CL(1.0).version VERSION_CONFLICT");
  longer.version = "1.1";
  EXPECT_EQ(Told({longer}, *present), "");
  Artefact reopened = final_list;
  reopened.final = false;
  EXPECT_EQ(Told({reopened}, *present), "codelist=AG:CL(1.0).version VERSION_CONFLICT");
}

}  // namespace
}  // namespace tabadul::statistics
