#include "services/statistics/structure/core.h"

#include <set>
#include <string>

#include "gtest/gtest.h"
#include "services/statistics/structure/checks.h"
#include "services/statistics/structure/members.h"
#include "services/statistics/structure/registry.h"

namespace tabadul::statistics {
namespace {

const std::vector<Artefact>& Core() {
  static const auto& core = *new absl::StatusOr<std::vector<Artefact>>(CoreArtefacts());
  EXPECT_TRUE(core.ok()) << core.status();
  static const std::vector<Artefact> nothing;
  return core.ok() ? *core : nothing;
}

const Structures& TheStructures() {
  static const auto& structures = *new std::shared_ptr<const Structures>([] {
    Structures::Builder builder;
    for (const Artefact& artefact : Core()) builder.Add(artefact);
    return builder.Build();
  }());
  return *structures;
}

Reference Of(ArtefactType type, std::string id) {
  return {.type = type, .agency = std::string(kHubAgency), .id = std::move(id), .version = "1.0"};
}

TEST(Core, IsWholeAndAcceptable) {
  Violations violations;
  CheckArtefacts(
      Core(), *Structures::Builder().Build(), [](std::string_view) { return true; }, violations);
  for (const Violation& violation : violations.list()) {
    ADD_FAILURE() << violation.field << " " << ReasonName(violation.reason);
  }
  EXPECT_EQ(TheStructures().artefacts().size(), Core().size());
}

void ExpectThreeLanguages(const Texts& texts, const std::string& of) {
  std::string languages;
  for (const Text& text : texts) languages += text.language + " ";
  EXPECT_EQ(languages, "ar en fr ") << of;
}

TEST(Core, IsNamedInThreeLanguages) {
  const std::set<std::string> published = {"CL_AREA", "CL_CURRENCY", "CL_ECO", "CL_EDU", "CL_OCU", "CL_STE"};
  for (const Artefact& artefact : Core()) {
    ExpectThreeLanguages(artefact.names, artefact.id);
    const auto* scheme = std::get_if<ItemScheme>(&artefact.body);
    if (scheme == nullptr || published.contains(artefact.id)) continue;
    for (const Item& item : scheme->items) ExpectThreeLanguages(item.names, artefact.id + "." + item.id);
  }
}

TEST(Core, HasWhatClientsLookFor) {
  const ArtefactPtr agencies = TheStructures().Get(
      {.type = ArtefactType::kAgencyScheme, .agency = "SDMX", .id = "AGENCIES", .version = "1.0"});
  ASSERT_NE(agencies, nullptr);
  std::set<std::string> ids;
  for (const Item& item : std::get<ItemScheme>(agencies->body).items) ids.insert(item.id);
  EXPECT_EQ(ids, (std::set<std::string>{"DEMO", "SDMX", "TABADUL"}));
  for (const char* codelist : {"CL_FREQ", "CL_AREA", "CL_SEX", "CL_AGE", "CL_ECO", "CL_OCU", "CL_EDU",
                               "CL_OBS_STATUS", "CL_CONF_STATUS", "CL_UNIT_MULT", "CL_UNIT_MEASURE",
                               "CL_INDICATOR", "CL_STE", "CL_ICLS", "CL_CURRENCY"}) {
    const auto codes = TheStructures().CodesOf(Of(ArtefactType::kCodelist, codelist));
    ASSERT_NE(codes, nullptr) << codelist;
    EXPECT_FALSE(codes->items().empty()) << codelist;
  }
}

TEST(Core, EveryDataflowHasALayoutWithCodesForEachDimension) {
  int dataflows = 0;
  for (const Artefact& artefact : Core()) {
    if (artefact.type != ArtefactType::kDataflow) continue;
    ++dataflows;
    const auto layout = TheStructures().Find(ReferenceTo(artefact));
    ASSERT_TRUE(layout.ok()) << artefact.id << layout.status();
    for (const LaidComponent& dimension : (*layout)->dimensions) {
      EXPECT_NE(dimension.codes, nullptr) << artefact.id << " " << dimension.id;
    }
    EXPECT_EQ((*layout)->dimensions[0].id, "FREQ");
    EXPECT_EQ((*layout)->dimensions[1].id, "REF_AREA");
    EXPECT_EQ((*layout)->dimensions[2].id, "INDICATOR");
    EXPECT_GE((*layout)->FindAttribute("ICLS"), 0);
    const int unit = (*layout)->FindAttribute("UNIT_MEASURE");
    ASSERT_GE(unit, 0);
    EXPECT_EQ((*layout)->attributes[unit].dimensions.size(), (*layout)->dimensions.size());
  }
  EXPECT_EQ(dataflows, 14);
}

TEST(Core, EveryIndicatorHasAUnitAndADataflow) {
  const auto indicators = TheStructures().CodesOf(Of(ArtefactType::kCodelist, "CL_INDICATOR"));
  const auto units = TheStructures().CodesOf(Of(ArtefactType::kCodelist, "CL_UNIT_MEASURE"));
  ASSERT_TRUE(indicators != nullptr && units != nullptr);
  std::set<std::string> allowed;
  for (const Artefact& artefact : Core()) {
    const auto* constraint = std::get_if<DataConstraint>(&artefact.body);
    if (constraint == nullptr) continue;
    EXPECT_FALSE(constraint->actual) << artefact.id;
    for (const std::string& code : constraint->regions.at(0).keys.at(0).values) {
      EXPECT_GE(indicators->Find(code), 0) << artefact.id << " " << code;
      allowed.insert(code);
    }
  }
  for (const Item& indicator : indicators->items()) {
    EXPECT_TRUE(allowed.contains(indicator.id)) << indicator.id;
    ASSERT_EQ(indicator.annotations.size(), 1u) << indicator.id;
    EXPECT_EQ(indicator.annotations[0].id, "UNIT_MEASURE");
    EXPECT_GE(units->Find(indicator.annotations[0].title), 0) << indicator.id;
  }
}

TEST(Core, EveryMemberMayProvideEveryDataflowAndEveryDataflowHasATopic) {
  size_t dataflows = 0, agreements = 0, categorisations = 0;
  for (const Artefact& artefact : Core()) {
    dataflows += artefact.type == ArtefactType::kDataflow;
    agreements += artefact.type == ArtefactType::kProvisionAgreement;
    categorisations += artefact.type == ArtefactType::kCategorisation;
  }
  EXPECT_EQ(agreements, dataflows * (OicMembers().size() + 1)) << "and the hub itself";
  EXPECT_EQ(categorisations, dataflows);
  EXPECT_NE(TheStructures().Get(Of(ArtefactType::kProvisionAgreement, "UNEMPLOYMENT_SEN")), nullptr);
}

TEST(Core, ADataflowWithAllItsReferencesIsWhatClientsNeed) {
  const std::vector<ArtefactPtr> of = {TheStructures().Get(Of(ArtefactType::kDataflow, "DF_UNEMPLOYMENT"))};
  ASSERT_NE(of[0], nullptr);
  std::set<ArtefactType> types;
  for (const ArtefactPtr& related : TheStructures().Related(of, Relation::kAll, Edition::k21)) {
    types.insert(related->type);
  }
  for (const ArtefactType type : {ArtefactType::kDataStructure, ArtefactType::kConceptScheme,
                                  ArtefactType::kCodelist, ArtefactType::kAgencyScheme}) {
    EXPECT_TRUE(types.contains(type)) << NamesOf(type, Edition::k21).resource;
  }
}

}  // namespace
}  // namespace tabadul::statistics
