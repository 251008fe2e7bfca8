#include "services/statistics/structures/decide.h"

#include <algorithm>

#include "gtest/gtest.h"
#include "services/statistics/structure/structures_for_test.h"
#include "services/statistics/structure/urn.h"
#include "services/statistics/structures/canonical.h"

namespace tabadul::statistics {
namespace {

using namespace common::v1;    // NOLINT: the reasons
using namespace exchange::v1;  // NOLINT: the outcomes
using testing::Build;
using testing::Codelist;
using testing::Flow;
using testing::SmallSet;
using testing::To;

// What the release brings is the small set of agency AG; EG_CAPMAS has written a list.
class Decide : public ::testing::Test {
 protected:
  Decide() {
    std::vector<Artefact> all = SmallSet();
    release_ = Build(all);
    all.push_back(Own("CL_REGION", {"CAIRO"}));
    structures_ = Build(all);
    stored_.structures.push_back({.urn = UrnOf(ReferenceTo(all.back()), Edition::k30),
                                  .owner = "EG/capmas",
                                  .bytes = CanonicalBytes(all.back()).size()});
  }
  static Artefact Own(const std::string& id, const std::vector<std::string>& codes) {
    Artefact list = Codelist(id, codes);
    list.agency = "EG_CAPMAS";
    return list;
  }
  StandingStructures Standing() const { return {*release_, *structures_, stored_, flows_}; }
  absl::StatusOr<StructureDecision> Submit(const std::vector<Artefact>& artefacts,
                                           bool centre = false) const {
    return DecideSubmission(artefacts, Standing(), {centre ? "HUB/centre" : "EG/capmas", centre});
  }
  ErrorReason Refusal(const std::vector<Artefact>& artefacts, bool centre = false) const {
    return ReasonOf(Submit(artefacts, centre).status());
  }
  ErrorReason Deletion(const Reference& reference, bool centre = false) const {
    return ReasonOf(DecideDeletion(UrnOf(reference, Edition::k30), Standing(),
                                   {centre ? "HUB/centre" : "EG/capmas", centre})
                        .status());
  }

  std::shared_ptr<const Structures> release_, structures_;
  StoredStructures stored_;
  std::vector<std::string> flows_;
};

TEST_F(Decide, TellsNewChangedAndTheSameApart) {
  const auto decided =
      Submit({Own("CL_NEW", {"A"}), Own("CL_REGION", {"CAIRO", "GIZA"}), *release_->artefacts().front()});
  ASSERT_TRUE(decided.ok()) << decided.status();
  ASSERT_EQ(decided->outcomes.size(), 3u);
  EXPECT_EQ(decided->outcomes[0].outcome(), OUTCOME_CREATED);
  EXPECT_EQ(decided->outcomes[0].urn(),
            "urn:sdmx:org.sdmx.infomodel.codelist.Codelist=EG_CAPMAS:CL_NEW(1.0)");
  EXPECT_EQ(decided->outcomes[1].outcome(), OUTCOME_UPDATED);
  EXPECT_EQ(decided->outcomes[2].outcome(), OUTCOME_UNCHANGED) << "whosever it is";
  ASSERT_EQ(decided->changes.written.size(), 2u);
  EXPECT_EQ(decided->changes.written[0].owner, "EG/capmas");
  const auto read = FromCanonicalBytes(decided->changes.written[1].content, false);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(*read, Own("CL_REGION", {"CAIRO", "GIZA"}));
}

TEST_F(Decide, AnAgencyIsItsOwners) {
  EXPECT_EQ(Refusal({Codelist("CL_X", {"A"})}), ERROR_REASON_NOT_OWNER);
  EXPECT_TRUE(Submit({Codelist("CL_X", {"A"})}, true).ok()) << "the Centre writes all";
}

TEST_F(Decide, WhatTheReleaseBringsStaysAsItIs) {
  EXPECT_EQ(Refusal({Codelist("CL_FREQ", {"A", "M", "Q"})}, true), ERROR_REASON_VERSION_CONFLICT);
}

TEST_F(Decide, AListWithSeriesLosesNoCode) {
  std::vector<Artefact> all = SmallSet();
  release_ = Build({});
  structures_ = Build(all);
  const Artefact less = Codelist("CL_AREA", {"SYR"}), more = Codelist("CL_AREA", {"SYR", "MAR", "TUN"});
  EXPECT_TRUE(Submit({less}, true).ok()) << "there are no series";
  flows_ = {"AG:DF(1.0)"};
  EXPECT_EQ(Refusal({less}, true), ERROR_REASON_PRECONDITION);
  EXPECT_TRUE(Submit({more}, true).ok());
}

TEST_F(Decide, AnOwnerHasOnlySoMuch) {
  stored_.structures.push_back(
      {.urn = "urn:other", .owner = "SA/gastat", .bytes = kMaxStructureBytesOfOwner});
  EXPECT_TRUE(Submit({Own("CL_NEW", {"A"})}).ok()) << "of another";
  stored_.structures.push_back({.urn = "urn:own", .owner = "EG/capmas", .bytes = kMaxStructureBytesOfOwner});
  EXPECT_EQ(Refusal({Own("CL_NEW", {"A"})}), ERROR_REASON_TOO_LONG);
  stored_.structures.back().bytes = 1;
  stored_.structures.resize(kMaxStructuresOfOwner + 2, stored_.structures.back());
  EXPECT_EQ(Refusal({Own("CL_NEW", {"A"})}), ERROR_REASON_TOO_MANY);
}

TEST_F(Decide, OnlyWhatNothingNeedsIsDeleted) {
  Reference own = To(ArtefactType::kCodelist, "CL_REGION");
  own.agency = "EG_CAPMAS";
  const auto deleted =
      DecideDeletion(UrnOf(own, Edition::k30), Standing(), StructureWriter{.organisation = "EG/capmas"});
  ASSERT_TRUE(deleted.ok()) << deleted.status();
  EXPECT_EQ(deleted->removed, std::vector<std::string>{UrnOf(own, Edition::k30)});
  EXPECT_EQ(Deletion(To(ArtefactType::kCodelist, "CL_AREA")), ERROR_REASON_NOT_OWNER);
  EXPECT_EQ(Deletion(To(ArtefactType::kCategorisation, "CAT"), true), ERROR_REASON_PRECONDITION) << "release";
  EXPECT_EQ(Deletion(To(ArtefactType::kCodelist, "CL_NONE"), true), ERROR_REASON_NOT_FOUND);
  release_ = Build({});
  EXPECT_EQ(Deletion(To(ArtefactType::kCodelist, "CL_AREA"), true), ERROR_REASON_PRECONDITION) << "needed";
  EXPECT_EQ(Deletion(To(ArtefactType::kCategorisation, "CAT"), true), ERROR_REASON_UNSPECIFIED);
}

TEST_F(Decide, ADataflowWithSeriesIsNotDeleted) {
  release_ = Build({});
  std::vector<Artefact> all = SmallSet();
  all.push_back(Flow("DF_FREE"));
  structures_ = Build(all);
  const Reference free = To(ArtefactType::kDataflow, "DF_FREE");
  EXPECT_EQ(Deletion(free, true), ERROR_REASON_UNSPECIFIED);
  flows_ = {"AG:DF_FREE(1.0)"};
  EXPECT_EQ(Deletion(free, true), ERROR_REASON_PRECONDITION);
}

TEST_F(Decide, ADeletionNamesOneStructure) {
  const StructureWriter centre{"HUB/centre", true};
  for (const char* const urn :
       {"", "CL_AREA", "urn:sdmx:org.sdmx.infomodel.codelist.Codelist=AG:CL_AREA(1.0+)",
        "urn:sdmx:org.sdmx.infomodel.codelist.Code=AG:CL_AREA(1.0).SYR"}) {
    const auto deleted = DecideDeletion(urn, Standing(), centre);
    EXPECT_EQ(ViolationsOf(deleted.status()).size(), 1u) << urn << " " << deleted.status();
  }
}

}  // namespace
}  // namespace tabadul::statistics
