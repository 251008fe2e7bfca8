#include "services/statistics/core/core.h"

#include <set>
#include <string>

#include "gtest/gtest.h"
#include "lib/taxonomy/member_states.h"
#include "services/statistics/core/core_for_test.h"
#include "services/statistics/structure/checks.h"

namespace tabadul::statistics {
namespace {

using testing::Core;
using testing::CoreStructures;
using testing::OfHub;

TEST(Core, IsWholeAndAcceptable) {
  Violations violations;
  CheckArtefacts(
      Core(), *Structures::Builder().Build(), [](std::string_view) { return true; }, violations);
  for (const Violation& violation : violations.list()) {
    ADD_FAILURE() << violation.field << " " << ReasonName(violation.reason);
  }
  EXPECT_EQ(CoreStructures().artefacts().size(), Core().size());
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
    if (!artefact.descriptions.empty()) ExpectThreeLanguages(artefact.descriptions, artefact.id);
    const auto* scheme = std::get_if<ItemScheme>(&artefact.body);
    if (scheme == nullptr || published.contains(artefact.id)) continue;
    for (const Item& item : scheme->items) ExpectThreeLanguages(item.names, artefact.id + "." + item.id);
  }
}

TEST(Core, HasWhatClientsLookFor) {
  const ArtefactPtr agencies = CoreStructures().Get(
      {.type = ArtefactType::kAgencyScheme, .agency = "SDMX", .id = "AGENCIES", .version = "1.0"});
  ASSERT_NE(agencies, nullptr);
  std::set<std::string> ids;
  for (const Item& item : std::get<ItemScheme>(agencies->body).items) ids.insert(item.id);
  EXPECT_EQ(ids, (std::set<std::string>{"DEMO", "SDMX", "TABADUL"}));
  for (const char* codelist :
       {"CL_FREQ", "CL_AREA", "CL_SEX", "CL_AGE", "CL_ECO", "CL_OCU", "CL_EDU", "CL_OBS_STATUS",
        "CL_CONF_STATUS", "CL_UNIT_MULT", "CL_UNIT_MEASURE", "CL_INDICATOR", "CL_STE", "CL_GEO", "CL_DSB",
        "CL_CUR", "CL_ICLS", "CL_CURRENCY"}) {
    const auto codes = CoreStructures().CodesOf(OfHub(ArtefactType::kCodelist, codelist));
    ASSERT_NE(codes, nullptr) << codelist;
    EXPECT_FALSE(codes->items().empty()) << codelist;
  }
}

TEST(Core, EveryDataflowHasALayoutWithCodesForEachDimension) {
  int dataflows = 0;
  for (const Artefact& artefact : Core()) {
    if (artefact.type != ArtefactType::kDataflow) continue;
    ++dataflows;
    const auto layout = CoreStructures().Find(ReferenceTo(artefact));
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
  EXPECT_EQ(dataflows, 16);
}

TEST(Core, EveryMemberMayProvideEveryDataflowAndEveryDataflowHasATopic) {
  size_t dataflows = 0, agreements = 0, categorisations = 0;
  for (const Artefact& artefact : Core()) {
    dataflows += artefact.type == ArtefactType::kDataflow;
    agreements += artefact.type == ArtefactType::kProvisionAgreement;
    categorisations += artefact.type == ArtefactType::kCategorisation;
  }
  const size_t providers = taxonomy::MemberStates().size() + 1;  // and the demonstration
  EXPECT_EQ(agreements, (dataflows - 1) * providers + 1) << "and the hub of what it computes";
  EXPECT_EQ(categorisations, dataflows);
  EXPECT_NE(CoreStructures().Get(OfHub(ArtefactType::kProvisionAgreement, "UNEMPLOYMENT_SEN")), nullptr);
  EXPECT_NE(CoreStructures().Get(OfHub(ArtefactType::kProvisionAgreement, "HUB_VACANCIES_TABADUL")), nullptr);
}

TEST(Core, ADataflowWithAllItsReferencesIsWhatClientsNeed) {
  const std::vector<ArtefactPtr> of = {
      CoreStructures().Get(OfHub(ArtefactType::kDataflow, "DF_UNEMPLOYMENT"))};
  ASSERT_NE(of[0], nullptr);
  std::set<ArtefactType> types;
  for (const ArtefactPtr& related : CoreStructures().Related(of, Relation::kAll, Edition::k21)) {
    types.insert(related->type);
  }
  for (const ArtefactType type : {ArtefactType::kDataStructure, ArtefactType::kConceptScheme,
                                  ArtefactType::kCodelist, ArtefactType::kAgencyScheme}) {
    EXPECT_TRUE(types.contains(type)) << NamesOf(type, Edition::k21).resource;
  }
}

}  // namespace
}  // namespace tabadul::statistics
