// Who may receive what: every way in which rights name a reader, and what a change of them means for whom.
#include "lib/exchange/rights.h"

#include <random>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lib/exchange/exchange.h"
#include "tabadul/jobs/v1/vacancy.pb.h"

namespace tabadul::exchange {
namespace {

using identity::v1::Grant;
using internal::Rights;
using testing::UnorderedElementsAre;

constexpr char kOwner[] = "MA/anapec/pes";
constexpr auto kEverybody = KindDefault::kEverybody;

Reader System(const std::string& source, Reader::Use use = Reader::Use::kExchange) {
  Reader reader;
  reader.use = use;
  reader.source = source;
  reader.organisation = source.substr(0, source.rfind('/'));
  if (source.find('/') == 2) reader.country = source.substr(0, 2);
  return reader;
}
Reader Visitor() { return {.use = Reader::Use::kSearch}; }

Rights Live() {
  Rights rights;
  rights.set_live(true);
  rights.set_by_default(true);
  return rights;
}
Rights Pilot() {
  Rights rights = Live();
  rights.set_live(false);
  return rights;
}
Grant To(const std::string& receiver, std::vector<std::string> sections = {},
         identity::v1::Purpose purpose = identity::v1::PURPOSE_EXCHANGE) {
  Grant grant;
  grant.set_purpose(purpose);
  if (receiver == "members") {
    grant.set_members(true);
  } else if (receiver == "public") {
    grant.set_public_(true);
  } else if (receiver.size() == 2) {
    grant.set_country(receiver);
  } else {
    grant.set_organisation(receiver);
  }
  grant.mutable_sections()->Add(sections.begin(), sections.end());
  return grant;
}
Rights Granted(std::vector<Grant> grants) {
  Rights rights;
  rights.set_live(true);
  for (Grant& grant : grants) *rights.add_grants() = std::move(grant);
  return rights;
}
Access For(const Rights& rights, const Reader& reader, KindDefault by_default = kEverybody) {
  return AccessOf(rights, by_default, kOwner, reader);
}

TEST(Rights, APilotIsForItsOwnSystemAlone) {
  EXPECT_TRUE(For(Pilot(), System(kOwner)).whole());
  EXPECT_TRUE(For(Pilot(), Reader::Everything()).whole()) << "the hub's own followers";
  EXPECT_FALSE(For(Pilot(), System("MA/anapec/mirror")).any());
  EXPECT_FALSE(For(Pilot(), System("EG/mom/pes")).any());
  EXPECT_FALSE(For(Pilot(), Visitor()).any());
}

TEST(Rights, WhatNobodyDecidedIsAsTheKindHasIt) {
  EXPECT_TRUE(For(Live(), System("EG/mom/pes")).whole());
  EXPECT_TRUE(For(Live(), Visitor()).whole());
  EXPECT_FALSE(For(Live(), System("EG/mom/pes"), KindDefault::kNobody).any());
  EXPECT_TRUE(For(Live(), System(kOwner), KindDefault::kNobody).whole());
}

TEST(Rights, AGrantNamesCountriesOrganisationsMembersOrEverybody) {
  const auto receives = [](const std::string& receiver, const Reader& reader) {
    return For(Granted({To(receiver)}), reader).whole();
  };
  EXPECT_TRUE(receives("EG", System("EG/mom/pes")));
  EXPECT_FALSE(receives("EG", System("SA/mol/pes")));
  EXPECT_FALSE(receives("EG", System("DEMO/EG/pes"))) << "a demonstration is of no country";
  EXPECT_TRUE(receives("EG/mom", System("EG/mom/mirror")));
  EXPECT_FALSE(receives("EG/mom", System("EG/other/pes")));
  EXPECT_TRUE(receives("members", System("DEMO/EG/pes")));
  EXPECT_FALSE(receives("members", Reader{})) << "a visitor is no member";
  EXPECT_TRUE(receives("public", Reader{}));
  EXPECT_TRUE(receives("public", System("SA/mol/pes")));
}

TEST(Rights, AGrantIsForOnePurpose) {
  const Rights rights = Granted({To("EG", {}, identity::v1::PURPOSE_SEARCH)});
  EXPECT_FALSE(For(rights, System("EG/mom/pes")).any());
  EXPECT_TRUE(For(rights, System("EG/mom/pes", Reader::Use::kSearch)).whole());
}

TEST(Rights, GrantsAddUp) {
  const Rights rights = Granted({To("EG", {"title"}), To("EG/mom", {"employer"}), To("SA")});
  const Access both = For(rights, System("EG/mom/pes"));
  EXPECT_TRUE(both.any());
  EXPECT_FALSE(both.whole());
  EXPECT_THAT(both.sections(), UnorderedElementsAre("title", "employer"));
  EXPECT_THAT(For(rights, System("EG/other/pes")).sections(), UnorderedElementsAre("title"));
  EXPECT_TRUE(For(rights, System("SA/mol/pes")).whole());
  EXPECT_FALSE(For(Granted({}), System("SA/mol/pes")).any()) << "no grant: nobody";
}

TEST(Rights, AChangeWidensOrNarrowsIfSomebodyGainsOrLoses) {
  const Rights egypt = Granted({To("EG")}), title = Granted({To("EG", {"title"})});
  EXPECT_TRUE(Widens(Pilot(), Live(), kEverybody));
  EXPECT_FALSE(Narrows(Pilot(), Live(), kEverybody));
  EXPECT_FALSE(Widens(Pilot(), Live(), KindDefault::kNobody));
  EXPECT_TRUE(Narrows(Live(), egypt, kEverybody));
  EXPECT_FALSE(Widens(Live(), egypt, kEverybody));
  EXPECT_TRUE(Widens(title, egypt, kEverybody));
  EXPECT_TRUE(Narrows(egypt, Granted({To("SA")}), kEverybody) &&
              Widens(egypt, Granted({To("SA")}), kEverybody));
  EXPECT_FALSE(Widens(egypt, Granted({To("EG"), To("EG/mom")}), kEverybody));
  EXPECT_FALSE(Widens(egypt, egypt, kEverybody) || Narrows(egypt, egypt, kEverybody));
}

class Change : public testing::Test {
 protected:
  void To(const Rights& rights, uint64_t sequence) { ChangeRights(rights, kEverybody, sequence, state_); }
  Access At(const Reader& reader, uint64_t sequence) const {
    return SourceAccess(state_, kEverybody, kOwner, reader).At(sequence);
  }
  LostParts Lost(const Reader& reader, uint64_t after) const {
    return LostSince(state_, kEverybody, kOwner, jobs::v1::Vacancy::descriptor(), reader, after);
  }
  internal::SharingState state_ = [] {
    internal::SharingState state;
    *state.mutable_rights() = Pilot();
    return state;
  }();
  const Reader egypt_ = System("EG/mom/pes"), saudi_ = System("SA/mol/pes");
};

TEST_F(Change, WhoGainsSeesARecordWhenItHasANewSequence) {
  To(Live(), 10);
  EXPECT_FALSE(At(egypt_, 5).any()) << "below a cursor that he may have been given";
  EXPECT_FALSE(At(egypt_, 10).any());
  EXPECT_TRUE(At(egypt_, 11).whole());
  EXPECT_TRUE(At(System(kOwner), 5).whole());
  EXPECT_EQ(ResequenceUntil(state_), 10u);
  Resequenced(state_);
  EXPECT_TRUE(At(egypt_, 5).whole());
  EXPECT_EQ(ResequenceUntil(state_), 0u);
}

TEST_F(Change, WhoSearchesSeesItAtOnce) {
  To(Live(), 10);
  EXPECT_TRUE(At(System("EG/mom/pes", Reader::Use::kSearch), 5).whole());
  EXPECT_TRUE(At(Visitor(), 5).whole());
}

TEST_F(Change, WhoHadTheRightBeforeKeepsSeeingAll) {
  To(Granted({exchange::To("SA")}), 10);
  Resequenced(state_);
  To(Live(), 20);
  EXPECT_TRUE(At(saudi_, 15).whole());
  EXPECT_FALSE(At(egypt_, 15).any());
}

TEST_F(Change, WhoLosesIsToldIfHeStandsBelow) {
  To(Live(), 10);
  Resequenced(state_);
  To(Granted({exchange::To("SA")}), 20);
  EXPECT_TRUE(Lost(egypt_, 19).all);
  EXPECT_EQ(Lost(egypt_, 19).at, 20u);
  EXPECT_EQ(Lost(egypt_, 20).at, 0u);
  EXPECT_EQ(Lost(saudi_, 0).at, 0u);
  EXPECT_FALSE(At(egypt_, 100).any());
}

TEST_F(Change, WhoLostAndGotItBackIsToldAllTheSame) {
  To(Live(), 10);
  Resequenced(state_);
  To(Pilot(), 20);
  To(Live(), 30);
  // What was erased in between he would never hear of.
  EXPECT_TRUE(Lost(egypt_, 15).all);
  EXPECT_EQ(Lost(egypt_, 25).at, 0u);
  EXPECT_FALSE(At(egypt_, 25).any());
  EXPECT_TRUE(At(egypt_, 31).whole());
}

TEST_F(Change, WhoLosesSectionsIsToldWhich) {
  To(Live(), 10);
  Resequenced(state_);
  To(Granted({exchange::To("EG", {"title", "description"})}), 20);
  const LostParts lost = Lost(egypt_, 10);
  EXPECT_FALSE(lost.all);
  EXPECT_TRUE(lost.sections.contains("employer"));
  EXPECT_FALSE(lost.sections.contains("title"));
  EXPECT_TRUE(Lost(saudi_, 10).all);
}

TEST_F(Change, WhatIsForgottenIsTakenForEverything) {
  uint64_t sequence = 10;
  for (int i = 0; i < 40; ++i) {
    To(Live(), sequence += 10);
    To(Granted({exchange::To("SA")}), sequence += 10);
  }
  EXPECT_LE(state_.former_size(), 16);
  EXPECT_GT(state_.forgotten_until(), 0u);
  EXPECT_TRUE(Lost(saudi_, 5).all) << "who stands below has it all again by the new sequences";
  EXPECT_EQ(Lost(saudi_, state_.forgotten_until()).at, 0u);
  EXPECT_EQ(ResequenceUntil(state_), sequence);
  const SourceAccess access(state_, kEverybody, kOwner, saudi_);
  EXPECT_TRUE(access.At(100).whole()) << "who never lost it must hear of what is erased meanwhile";
  EXPECT_TRUE(access.renewed()) << "but no copy is said to be whole";
}

TEST_F(Change, OneThatWouldNeedALayerTooManyHasToWait) {
  const auto waits = [&](const Rights& rights) { return HasToWait(rights, kEverybody, state_); };
  std::vector<Grant> grants;
  for (char country = 'A'; country < 'A' + kMaxLayers; ++country) {
    grants.push_back(exchange::To(std::string("Q") + country));
    ASSERT_FALSE(waits(Granted(grants))) << country;
    To(Granted(grants), grants.size() * 10);
  }
  ASSERT_EQ(state_.layers_size(), kMaxLayers);
  EXPECT_TRUE(waits(Live()));
  EXPECT_TRUE(waits(Granted({exchange::To("QA", {"title"})}))) << "who loses a part is given the rest again";
  EXPECT_FALSE(waits(Pilot())) << "to take back is always possible";
  EXPECT_FALSE(waits(Granted({exchange::To("QA")})));
  EXPECT_FALSE(waits(Granted(grants))) << "nothing changes";
  Resequenced(state_);
  EXPECT_FALSE(waits(Live()));
}

TEST_F(Change, TogglingNeverLaysMoreThanTheLimit) {
  uint64_t sequence = 10;
  for (int i = 0; i < 100; ++i) {
    const Rights rights = i % 2 == 0 ? Live() : Granted({exchange::To("SA")});
    if (!HasToWait(rights, kEverybody, state_)) To(rights, sequence += 10);
    ASSERT_LE(state_.layers_size(), kMaxLayers);
  }
  EXPECT_EQ(state_.layers_size(), kMaxLayers);
}

TEST(Sections, AreTheFieldsThatHoldMessagesOrTexts) {
  jobs::v1::Vacancy vacancy;
  vacancy.mutable_title()->add_translations()->set_text("nurse");
  vacancy.mutable_employer()->set_anonymous(true);
  vacancy.set_positions(3);
  vacancy.set_url("https://example.org/nurse-at-the-royal-hospital");
  KeepSections(Access::Of({"title"}), vacancy);
  EXPECT_TRUE(vacancy.has_title());
  EXPECT_FALSE(vacancy.has_employer());
  EXPECT_EQ(vacancy.url(), "");
  EXPECT_EQ(vacancy.positions(), 3);
}

}  // namespace
}  // namespace tabadul::exchange
