// Grants and LIVE: whose they are to set, and that services hear of each change within a second.
#include <gtest/gtest.h>

#include "tests/component/identity_fixture.h"

namespace tabadul::identity {
namespace {

using namespace common::v1;  // NOLINT: the reasons

constexpr char kSource[] = "SY/mosal/pes";
constexpr char kWatch[] = "/tabadul.identity.v1.GrantService/WatchSharing";

v1::SetGrantsRequest ToCountry(const std::string& country, uint64_t revision = 0) {
  v1::SetGrantsRequest request;
  request.set_source(kSource);
  request.mutable_grants()->set_kind("vacancy");
  request.mutable_grants()->set_revision(revision);
  auto& grant = *request.mutable_grants()->add_grants();
  grant.set_country(country);
  grant.set_purpose(v1::PURPOSE_EXCHANGE);
  return request;
}

class Grants : public IdentityTest {
 protected:
  absl::StatusOr<v1::Sharing> Set(const Member& member, const v1::SetGrantsRequest& request) {
    ASSIGN_OR_RETURN(const auto answer,
                     Ask<v1::SetGrantsResponse>(FromGateway(member.fingerprint, member.token),
                                                "GrantService/SetGrants", request));
    return answer.sharing();
  }
  absl::StatusOr<v1::Sharing> Get(const Member& member, const std::string& source) {
    v1::GetSharingRequest request;
    request.set_source(source);
    ASSIGN_OR_RETURN(const auto answer,
                     Ask<v1::GetSharingResponse>(FromGateway(member.fingerprint, member.token),
                                                 "GrantService/GetSharing", request));
    return answer.sharing();
  }
  absl::StatusOr<v1::System> SetLive(const std::string& source, bool live) {
    v1::SetLiveRequest request;
    request.set_source(source);
    request.set_live(live);
    ASSIGN_OR_RETURN(const auto answer, Admin<v1::SetLiveResponse>("SetLive", request));
    return answer.system();
  }
  ErrorReason ReasonFor(const Member& member, const v1::SetGrantsRequest& request) {
    return ReasonOf(Set(member, request).status());
  }
  const Member owner_ = NewMember(kSource, {"vacancy.write", "grant.write"});
};

// One WatchSharing stream, read by the test.
class Watch {
 public:
  Watch(rpc::Channel& channel, uint64_t after) : stream_(*channel.Streaming(absl::InfiniteFuture(), kWatch)) {
    v1::WatchSharingRequest request;
    request.set_after(after);
    EXPECT_TRUE(stream_->Write(request));
    EXPECT_TRUE(stream_->WritesDone());
  }
  v1::WatchSharingResponse Next() {
    v1::WatchSharingResponse response;
    stream_->Read(&response);
    return response;
  }

 private:
  std::unique_ptr<rpc::ClientStream> stream_;
};

TEST_F(Grants, GrantsAreTheOwnersToSet) {
  const Member colleague = NewMember("SY/mosal/office", {"grant.write"});
  const Member stranger = NewMember("EG/mom/pes", {"vacancy.read", "grant.write"});
  EXPECT_EQ(ReasonFor(stranger, ToCountry("EG")), ERROR_REASON_NOT_OWNER);
  EXPECT_EQ(ReasonFor(operator_, ToCountry("EG")), ERROR_REASON_SCOPE_MISSING)
      << "the Centre cannot open what its owner keeps closed";
  EXPECT_EQ(ReasonFor(NewMember("SY/mosal/reader", {"vacancy.read"}), ToCountry("EG")),
            ERROR_REASON_SCOPE_MISSING);
  const auto set = Set(colleague, ToCountry("EG"));
  ASSERT_TRUE(set.ok()) << set.status();
  ASSERT_EQ(set->kinds_size(), 1);
  EXPECT_EQ(set->kinds(0).revision(), 1u);
  EXPECT_EQ(set->kinds(0).set_by(), "SY/mosal/office");
  EXPECT_EQ(set->kinds(0).grants(0).country(), "EG");
  EXPECT_EQ(ReasonOf(Get(stranger, kSource).status()), ERROR_REASON_NOT_OWNER);
  EXPECT_TRUE(Get(operator_, kSource).ok());
  EXPECT_EQ(Get(owner_, "")->kinds_size(), 1);
}

TEST_F(Grants, WhoDecidesMustKnowTheNewestDecision) {
  ASSERT_TRUE(Set(owner_, ToCountry("EG")).ok());
  EXPECT_EQ(ReasonFor(owner_, ToCountry("SA")), ERROR_REASON_CONCURRENT);
  const auto second = Set(owner_, ToCountry("SA", 1));
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(second->kinds(0).revision(), 2u);
  EXPECT_EQ(second->kinds(0).grants(0).country(), "SA");
}

TEST_F(Grants, EachMistakeHasItsFieldAndReason) {
  v1::SetGrantsRequest request = ToCountry("XX");
  request.mutable_grants()->set_kind("rumour");
  auto& search = *request.mutable_grants()->add_grants();
  search.set_organisation("EG");
  search.set_purpose(v1::PURPOSE_SEARCH);
  search.add_sections("title");
  request.mutable_grants()->add_grants();
  const auto refused = Set(owner_, request);
  std::string found;
  for (const Violation& violation : ViolationsOf(refused.status()))
    found += violation.field + "=" + std::string(ReasonName(violation.reason)) + " ";
  EXPECT_EQ(found,
            "grants.kind=UNKNOWN_CODE grants.grants[0].country=UNKNOWN_CODE "
            "grants.grants[1].organisation=MALFORMED grants.grants[2].receiver=REQUIRED "
            "grants.grants[2].purpose=REQUIRED ");
  request = ToCountry("EG");
  request.mutable_grants()->mutable_grants(0)->add_sections("title");
  request.mutable_grants()->mutable_grants(0)->add_sections("positions");
  EXPECT_EQ(ViolationsOf(Set(owner_, request).status()).front().field, "grants.grants[0].sections[1]")
      << "a number is no section";
}

TEST_F(Grants, ServicesHearOfAllAndThenOfEachChangeWithinASecond) {
  Watch watch(FromService("jobs"), 0);
  const auto all = watch.Next();
  ASSERT_EQ(all.sharings_size(), 2) << "the owner's system and the operator's";
  for (const auto& sharing : all.sharings()) EXPECT_FALSE(sharing.live()) << sharing.source();
  const absl::Time asked = absl::Now();
  ASSERT_TRUE(SetLive(kSource, true)->live());
  const auto live = watch.Next();
  EXPECT_LT(absl::Now() - asked, absl::Seconds(1));
  ASSERT_EQ(live.sharings_size(), 1);
  EXPECT_EQ(live.sharings(0).source(), kSource);
  EXPECT_TRUE(live.sharings(0).live());
  ASSERT_TRUE(Set(owner_, ToCountry("EG")).ok());
  EXPECT_EQ(watch.Next().sharings(0).kinds(0).grants(0).country(), "EG");
  EXPECT_EQ(ReasonOf(SetLive("SY/mosal/unknown", true).status()), ERROR_REASON_NOT_FOUND);
}

TEST_F(Grants, AServiceThatReturnsHearsOfWhatItMissed) {
  Watch first(FromService("jobs"), 0);
  const uint64_t known = first.Next().sequence();
  ASSERT_TRUE(SetLive(kSource, true).ok());
  const auto missed = Watch(FromService("jobs"), known).Next();
  ASSERT_EQ(missed.sharings_size(), 1);
  EXPECT_EQ(Watch(FromService("jobs"), missed.sequence()).Next().sharings_size(), 0) << "a heartbeat";
  EXPECT_EQ(Watch(FromService("jobs"), 1000).Next().sharings_size(), 2) << "of an older database: all";
}

}  // namespace
}  // namespace tabadul::identity
