// That a figure has one key: the totals and synonyms of the core code lists, and which codes each dataflow takes.
#include <set>
#include <string>
#include <string_view>

#include "gtest/gtest.h"
#include "services/statistics/core/core_for_test.h"

namespace tabadul::statistics {
namespace {

using testing::Core;
using testing::CoreStructures;
using testing::OfHub;

constexpr std::string_view kUnit = "UNIT_MEASURE";

const Codes& CodesOf(std::string codelist) {
  const auto codes = CoreStructures().CodesOf(OfHub(ArtefactType::kCodelist, std::move(codelist)));
  return *codes;
}

std::set<std::string> SynonymsOf(const Item& item) {
  std::set<std::string> synonyms;
  for (const Annotation& annotation : item.annotations) {
    if (annotation.type == kSynonym) synonyms.insert(annotation.title);
  }
  return synonyms;
}

std::string UnitOf(const Item& indicator) {
  std::string unit;
  for (const Annotation& annotation : indicator.annotations) {
    if (annotation.id == kUnit) unit = annotation.title;
  }
  return unit;
}

TEST(CoreCodes, BeginWithTheTotalWhereAFigureMayBeBrokenDown) {
  constexpr struct {
    const char *codelist, *total, *synonym;
  } kTotals[] = {{"CL_SEX", "SEX_T", "T"},
                 {"CL_AGE", "AGE_YTHADULT_YGE15", "AGE_5YRBANDS_TOTAL"},
                 {"CL_STE", "STE_AGGREGATE_TOTAL", "STE_ICSE93_TOTAL"},
                 {"CL_ECO", "ECO_SECTOR_TOTAL", "ECO_ISIC4_TOTAL"},
                 {"CL_OCU", "OCU_ISCO08_TOTAL", "OCU_ISCO88_TOTAL"},
                 {"CL_EDU", "EDU_AGGREGATE_TOTAL", "EDU_ISCED11_TOTAL"},
                 {"CL_GEO", "GEO_COV_NAT", "_T"},
                 {"CL_DSB", "DSB_STATUS_TOTAL", "_T"}};
  for (const auto& [codelist, total, synonym] : kTotals) {
    const Codes& codes = CodesOf(codelist);
    ASSERT_FALSE(codes.items().empty()) << codelist;
    EXPECT_EQ(codes.items()[0].id, total);
    const std::set<std::string> synonyms = SynonymsOf(codes.items()[0]);
    for (const char* one : {synonym, "_T", "_Z"}) EXPECT_TRUE(synonyms.contains(one)) << total << " " << one;
    EXPECT_FALSE(codes.codelist().descriptions.empty()) << codelist << " says which its total is";
    for (const Text& text : codes.codelist().descriptions) {
      EXPECT_NE(text.text.find(total), std::string::npos) << codelist << " " << text.language;
    }
  }
}

TEST(CoreCodes, HaveNoOtherTotal) {
  for (const char* codelist : {"CL_SEX", "CL_AGE", "CL_STE", "CL_ECO", "CL_OCU", "CL_EDU", "CL_DSB"}) {
    int totals = 0;
    for (const Item& item : CodesOf(codelist).items()) totals += item.id.ends_with("_TOTAL");
    EXPECT_LE(totals, 1) << codelist;
  }
}

TEST(CoreCodes, AreNamedByEachSynonymOnce) {
  for (const Artefact& artefact : Core()) {
    if (artefact.type != ArtefactType::kCodelist) continue;
    const Codes& codes = CodesOf(artefact.id);
    std::set<std::string> seen;
    for (const Item& item : codes.items()) {
      for (const std::string& synonym : SynonymsOf(item)) {
        EXPECT_TRUE(seen.insert(synonym).second) << artefact.id << " " << synonym;
        EXPECT_EQ(codes.Find(synonym), -1) << artefact.id << " " << synonym << " is a code";
      }
    }
  }
}

TEST(CoreCodes, OfAnAgeBandAreOne) {
  std::set<std::string> bands;
  for (const Item& item : CodesOf("CL_AGE").items()) {
    const std::string band = item.id.substr(item.id.rfind('_'));
    EXPECT_TRUE(bands.insert(band).second) << item.id;
  }
}

// Every code that the constraint of a dataflow names is one of its layout.
void ExpectCodesOfTheLayout(const Artefact& dataflow, const DataConstraint& constraint) {
  const auto layout = CoreStructures().Find(ReferenceTo(dataflow));
  ASSERT_TRUE(layout.ok()) << layout.status();
  for (const CubeRegion& region : constraint.regions) {
    for (const KeyValues& keys : region.keys) {
      const int number = keys.attribute ? (*layout)->FindAttribute(keys.component)
                                        : (*layout)->FindDimension(keys.component);
      ASSERT_GE(number, 0) << dataflow.id << " " << keys.component;
      const Codes& codes =
          *(keys.attribute ? (*layout)->attributes[number].codes : (*layout)->dimensions[number].codes);
      EXPECT_FALSE(keys.values.empty()) << dataflow.id << " " << keys.component;
      for (const std::string& code : keys.values)
        EXPECT_GE(codes.Find(code), 0) << dataflow.id << " " << code;
    }
  }
}

const KeyValues* Find(const CubeRegion& region, std::string_view component) {
  for (const KeyValues& keys : region.keys) {
    if (keys.component == component) return &keys;
  }
  return nullptr;
}

TEST(CoreConstraints, NameCodesThatThereAreInEveryDataflow) {
  size_t dataflows = 0, constraints = 0;
  for (const Artefact& artefact : Core()) {
    dataflows += artefact.type == ArtefactType::kDataflow;
    const auto* constraint = std::get_if<DataConstraint>(&artefact.body);
    if (constraint == nullptr) continue;
    ++constraints;
    EXPECT_FALSE(constraint->actual) << artefact.id;
    // More would be no valid SDMX-ML (maxOccurs of CubeRegion, 2.1 and 3.0).
    EXPECT_LE(constraint->regions.size(), 2u) << artefact.id;
    ASSERT_EQ(constraint->attached_to.size(), 1u) << artefact.id;
    const ArtefactPtr dataflow = CoreStructures().Get(constraint->attached_to[0]);
    ASSERT_NE(dataflow, nullptr) << artefact.id;
    ExpectCodesOfTheLayout(*dataflow, *constraint);
  }
  EXPECT_EQ(constraints, dataflows);
}

TEST(CoreConstraints, GiveEachIndicatorItsUnitAndADataflow) {
  const Codes& indicators = CodesOf("CL_INDICATOR");
  std::set<std::string> allowed;
  for (const Artefact& artefact : Core()) {
    const auto* constraint = std::get_if<DataConstraint>(&artefact.body);
    if (constraint == nullptr) continue;
    for (const CubeRegion& region : constraint->regions) {
      const KeyValues *of = Find(region, "INDICATOR"), *unit = Find(region, kUnit);
      ASSERT_TRUE(of != nullptr && unit != nullptr) << artefact.id;
      ASSERT_EQ(unit->values.size(), 1u) << artefact.id;
      for (const std::string& code : of->values) {
        const int number = indicators.Find(code);
        ASSERT_GE(number, 0) << artefact.id << " " << code;
        EXPECT_EQ(UnitOf(indicators.items()[number]), unit->values[0]) << artefact.id << " " << code;
        allowed.insert(code);
      }
    }
  }
  for (const Item& indicator : indicators.items())
    EXPECT_TRUE(allowed.contains(indicator.id)) << indicator.id;
}

TEST(CoreConstraints, GiveEveryDefinitionItsOwnIndicator) {
  const Codes& indicators = CodesOf("CL_INDICATOR");
  for (const char* code : {"EMP_TEMP_NB", "EMP_2EMP_NB", "EMP_4EMP_NB", "EMP_TEM1_NB", "UNE_4EAP_RT",
                           "SDG_0111_RT", "EMP_VULN_RT"}) {
    EXPECT_GE(indicators.Find(code), 0) << code;
  }
}

}  // namespace
}  // namespace tabadul::statistics
