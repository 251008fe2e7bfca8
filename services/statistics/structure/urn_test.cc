#include "services/statistics/structure/urn.h"

#include <string>

#include "gtest/gtest.h"
#include "lib/platform/base/status.h"

namespace tabadul::statistics {
namespace {

struct Pair {
  std::string urn;
  Reference reference;
};

const Pair kPairs[] = {
    {"urn:sdmx:org.sdmx.infomodel.codelist.Codelist=SDMX:CL_FREQ(2.0)",
     {.type = ArtefactType::kCodelist, .agency = "SDMX", .id = "CL_FREQ", .version = "2.0"}},
    {"urn:sdmx:org.sdmx.infomodel.codelist.Code=SDMX:CL_FREQ(2.0).A",
     {.type = ArtefactType::kCodelist, .agency = "SDMX", .id = "CL_FREQ", .version = "2.0", .item = "A"}},
    {"urn:sdmx:org.sdmx.infomodel.categoryscheme.Category=A.B:TOPICS(1.0).X.Y",
     {.type = ArtefactType::kCategoryScheme,
      .agency = "A.B",
      .id = "TOPICS",
      .version = "1.0",
      .item = "X.Y"}},
    {"urn:sdmx:org.sdmx.infomodel.datastructure.DataStructure=ESTAT:NA_MAIN(1.0.0-draft)",
     {.type = ArtefactType::kDataStructure, .agency = "ESTAT", .id = "NA_MAIN", .version = "1.0.0-draft"}},
    {"urn:sdmx:org.sdmx.infomodel.conceptscheme.Concept=X:CS(1.0+.0).FREQ",
     {.type = ArtefactType::kConceptScheme, .agency = "X", .id = "CS", .version = "1.0+.0", .item = "FREQ"}}};

TEST(Urn, IsWrittenAndReadBack) {
  for (const auto& [urn, reference] : kPairs) {
    EXPECT_EQ(UrnOf(reference, Edition::k21), urn);
    const auto read = ParseUrn(urn);
    ASSERT_TRUE(read.ok()) << urn << ": " << read.status();
    EXPECT_EQ(*read, reference) << urn;
  }
}

TEST(Urn, OfAConstraintHasTheClassOfItsEdition) {
  const Reference constraint{
      .type = ArtefactType::kDataConstraint, .agency = "A", .id = "C", .version = "1.0"};
  EXPECT_EQ(UrnOf(constraint, Edition::k21),
            "urn:sdmx:org.sdmx.infomodel.registry.ContentConstraint=A:C(1.0)");
  EXPECT_EQ(UrnOf(constraint, Edition::k30), "urn:sdmx:org.sdmx.infomodel.registry.DataConstraint=A:C(1.0)");
  EXPECT_EQ(*ParseUrn(UrnOf(constraint, Edition::k21)), *ParseUrn(UrnOf(constraint, Edition::k30)));
}

TEST(Urn, ShortFormHasNoClass) {
  EXPECT_EQ(ShortUrn(kPairs[0].reference), "SDMX:CL_FREQ(2.0)");
  EXPECT_EQ(ShortUrn(kPairs[2].reference), "A.B:TOPICS(1.0).X.Y");
}

TEST(Urn, PackagesThatRegistriesUseForAgreementsAreRead) {
  EXPECT_TRUE(ParseUrn("urn:sdmx:org.sdmx.infomodel.provisionagreement.ProvisionAgreement=M:P(1.0)").ok());
  EXPECT_TRUE(ParseUrn("urn:sdmx:org.sdmx.infomodel.registry.ProvisionAgreement=M:P(1.0)").ok());
}

TEST(Urn, WhatIsNoneIsRefused) {
  for (const char* urn : {"", "urn:sdmx:", "urn:sdmx:org.sdmx.infomodel.codelist.Codelist",
                          "SDMX:CL_FREQ(2.0)", "urn:sdmx:org.sdmx.infomodel.codelist.Codelist=CL_FREQ(2.0)",
                          "urn:sdmx:org.sdmx.infomodel.codelist.Codelist=SDMX:CL_FREQ",
                          "urn:sdmx:org.sdmx.infomodel.codelist.Codelist=SDMX:CL_FREQ()",
                          "urn:sdmx:org.sdmx.infomodel.codelist.Codelist=SDMX:CL_FREQ(latest)",
                          "urn:sdmx:org.sdmx.infomodel.codelist.Codelist=SDMX:CL_FREQ(2.x)",
                          "urn:sdmx:org.sdmx.infomodel.codelist.Codelist=SDMX:CL FREQ(2.0)",
                          "urn:sdmx:org.sdmx.infomodel.codelist.Codelist=SDMX:CL_FREQ(2.0).A",
                          "urn:sdmx:org.sdmx.infomodel.codelist.Codelist=SDMX:CL_FREQ(2.0) ",
                          "urn:sdmx:org.sdmx.infomodel.codelist.Code=SDMX:CL_FREQ(2.0)",
                          "urn:sdmx:org.sdmx.infomodel.codelist.Code=SDMX:CL_FREQ(2.0).",
                          "urn:sdmx:org.sdmx.infomodel.codelist.Code=SDMX:CL_FREQ(2.0).A..B",
                          "urn:sdmx:org.sdmx.infomodel.codelist.Code=1A:CL_FREQ(2.0).A",
                          "urn:sdmx:org.sdmx.infomodel.conceptscheme.Codelist=SDMX:CL_FREQ(2.0)",
                          "urn:sdmx:org.sdmx.infomodel.conceptscheme.Concept=X:CS(1.0).1A"}) {
    EXPECT_EQ(ReasonOf(ParseUrn(urn).status()), common::v1::ERROR_REASON_MALFORMED) << urn;
  }
  EXPECT_FALSE(
      ParseUrn("urn:sdmx:org.sdmx.infomodel.codelist.Codelist=A:" + std::string(5000, 'x') + "(1.0)").ok());
}

TEST(Urn, OfAClassThatIsNotHeldSaysSo) {
  const auto read = ParseUrn("urn:sdmx:org.sdmx.infomodel.codelist.ValueList=A:V(1.0)");
  EXPECT_EQ(ReasonOf(read.status()), common::v1::ERROR_REASON_UNKNOWN_SCHEME);
  EXPECT_EQ(MetadataOf(read.status())["scheme"], "ValueList");
}

}  // namespace
}  // namespace tabadul::statistics
