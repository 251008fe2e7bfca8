// The feed of revocations: what the other services hold in memory, and what happens while the database is away.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "tests/component/identity_fixture.h"
#include "tests/harness/eventually.h"
#include "tests/harness/tcp_gate.h"

namespace tabadul::identity {
namespace {

using namespace common::v1;  // NOLINT: the reasons
using harness::Eventually;

constexpr char kWatch[] = "/tabadul.identity.v1.IdentityService/WatchRevocations";

// One WatchRevocations stream, read by the test.
class Watch {
 public:
  Watch(rpc::Channel& channel, uint64_t after) : stream_(*channel.Streaming(absl::InfiniteFuture(), kWatch)) {
    v1::WatchRevocationsRequest request;
    request.set_after(after);
    EXPECT_TRUE(stream_->Write(request));
    EXPECT_TRUE(stream_->WritesDone());
  }
  // The next message; empty at the end.
  v1::WatchRevocationsResponse Next() {
    v1::WatchRevocationsResponse response;
    stream_->Read(&response);
    return response;
  }
  absl::Status Finish() { return stream_->Finish(); }

 private:
  std::unique_ptr<rpc::ClientStream> stream_;
};

TEST_F(IdentityTest, TheFeedGivesAllThenEachNewOneWithinASecond) {
  const Member first = NewMember("SY/mosal/pes"), second = NewMember("EG/momp/pes");
  ASSERT_TRUE(Revoke(first.fingerprint, "").ok());
  Watch watch(FromService("jobs"), 0);
  const auto known = watch.Next();
  ASSERT_EQ(known.revocations_size(), 1);
  EXPECT_EQ(known.revocations(0).certificate(), first.fingerprint);
  EXPECT_EQ(known.head(), 1u);
  const absl::Time asked = absl::Now();
  ASSERT_TRUE(Revoke("", second.source).ok());
  const auto fresh = watch.Next();
  EXPECT_LT(absl::Now() - asked, absl::Seconds(1));
  ASSERT_EQ(fresh.revocations_size(), 1);
  EXPECT_EQ(fresh.revocations(0).source(), second.source);
  EXPECT_EQ(fresh.head(), 2u);
}

TEST_F(IdentityTest, AnotherReplicasRevocationsArriveToo) {
  const Member member = NewMember("SY/mosal/pes");
  Watch watch(FromService("jobs"), 0);
  EXPECT_EQ(watch.Next().head(), 0u) << "nothing is revoked: said at once";
  // Straight into the table, as another process would.
  ASSERT_TRUE(
      store_.Revoke(Context::WithTimeout(absl::Seconds(5)), member.fingerprint, "", clock_.Now()).ok());
  const absl::Time committed = absl::Now();
  EXPECT_EQ(watch.Next().revocations_size(), 1);
  EXPECT_LT(absl::Now() - committed, absl::Seconds(1));
  EXPECT_EQ(ReasonOf(WhoAmI(member.fingerprint, member.token).status()), ERROR_REASON_CERTIFICATE_REVOKED);
}

TEST_F(IdentityTest, AFollowerThatReturnsGetsOnlyWhatItMissed) {
  const Member first = NewMember("SY/mosal/pes"), second = NewMember("EG/momp/pes");
  ASSERT_TRUE(Revoke(first.fingerprint, "").ok());
  ASSERT_TRUE(Revoke(second.fingerprint, "").ok());
  const auto missed = Watch(FromService("jobs"), 1).Next();
  ASSERT_EQ(missed.revocations_size(), 1);
  EXPECT_EQ(missed.revocations(0).sequence(), 2u);
  const auto nothing = Watch(FromService("jobs"), 2).Next();
  EXPECT_EQ(nothing.revocations_size(), 0);
  EXPECT_EQ(nothing.head(), 2u);
  // A number that was never given, as after a restore: all of them again.
  EXPECT_EQ(Watch(FromService("jobs"), 77).Next().revocations_size(), 2);
}

TEST_F(IdentityTest, HeartbeatsSayThatAllIsKnown) {
  Watch watch(FromService("jobs"), 0);
  watch.Next();
  const absl::Time before = absl::Now();
  const auto heartbeat = watch.Next();
  EXPECT_EQ(heartbeat.revocations_size(), 0);
  EXPECT_FALSE(heartbeat.has_goodbye());
  EXPECT_GT(absl::Now() - before, absl::Seconds(3));
  EXPECT_LT(absl::Now() - before, absl::Seconds(6));
}

TEST_F(IdentityTest, TheFeedIsForServicesOnly) {
  for (rpc::Channel* channel : {&FromGateway(""), &FromGateway(operator_.fingerprint, operator_.token)}) {
    Watch watch(*channel, 0);
    EXPECT_EQ(watch.Next().goodbye().action(), GOODBYE_ACTION_DENIED);
    EXPECT_EQ(ReasonOf(watch.Finish()), ERROR_REASON_SCOPE_MISSING);
  }
}

TEST_F(IdentityTest, ConcurrentRevocationsHaveOneOrderAndNoneIsMissed) {
  constexpr int kThreads = 4, kEach = 5;
  std::vector<std::string> fingerprints;
  ASSERT_TRUE(CreateOrganisation("SY/mosal").ok());
  ASSERT_TRUE(CreateSystem("SY/mosal/pes", {"vacancy.read"}).ok());
  for (int i = 0; i < kThreads * kEach; ++i) {
    const Issued issued = *authority_->IssueClient(**NewP256Key(), "SY/mosal/pes", 1, clock_.Now());
    ASSERT_TRUE(store_.AddCertificate(Context::WithTimeout(absl::Seconds(5)), "SY/mosal/pes", issued).ok());
    fingerprints.push_back(issued.fingerprint);
  }
  Watch watch(FromService("jobs"), 0);
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kEach; ++i) {
        const auto revoked =
            store_.Revoke(Context::WithTimeout(absl::Seconds(20)),
                          fingerprints[static_cast<size_t>(t * kEach + i)], "", clock_.Now());
        EXPECT_TRUE(revoked.ok()) << revoked.status();
      }
    });
  }
  uint64_t last = 0;
  std::set<std::string> seen;
  while (last < kThreads * kEach) {
    const auto message = watch.Next();
    for (const auto& one : message.revocations()) {
      EXPECT_EQ(one.sequence(), ++last);
      seen.insert(one.certificate());
    }
    EXPECT_EQ(message.head(), last);
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(seen, std::set<std::string>(fingerprints.begin(), fingerprints.end()));
}

TEST_F(IdentityTest, OtherServicesVerifyOfflineAndHearOfRevocations) {
  const Member member = NewMember("SY/mosal/pes");
  rpc::TokenAuthenticator jobs(FromService("jobs"), clock_);
  ASSERT_TRUE(Eventually([&] { return jobs.Ready().ok(); }));
  const auto present = [&](const std::string& fingerprint, const std::string& token) {
    return jobs.Authenticate({.peer_service = "gateway",
                              .fingerprint = fingerprint,
                              .bearer = token,
                              .forwarded = true,
                              .writes = true});
  };
  const auto caller = present(member.fingerprint, member.token);
  ASSERT_TRUE(caller.ok()) << caller.status();
  EXPECT_EQ(caller->source, member.source);
  EXPECT_EQ(caller->country, "SY");
  EXPECT_EQ(ReasonOf(present(operator_.fingerprint, member.token).status()),
            ERROR_REASON_TOKEN_CERTIFICATE_MISMATCH);
  ASSERT_TRUE(Revoke(member.fingerprint, "").ok());
  EXPECT_TRUE(Eventually(
      [&] {
        return ReasonOf(present(member.fingerprint, member.token).status()) ==
               ERROR_REASON_CERTIFICATE_REVOKED;
      },
      absl::Seconds(1)));
}

TEST_F(IdentityTest, WhileTheDatabaseIsAwayNothingIsAssertedAndItHealsByItself) {
  harness::TcpGate gate(harness::Postgres::Shared().socket_path());
  pg::Pool pool({.conninfo = "host=127.0.0.1 port=" + std::to_string(gate.port()) +
                             " user=postgres sslmode=disable gssencmode=disable connect_timeout=2 dbname=" +
                             database_.name(),
                 .size = 2,
                 .name = "cut"});
  Store store(pool);
  rpc::TokenVerifier verifier(clock_, kRevocationsStale);
  ASSERT_TRUE(verifier.SetKeys(keys_->Jwks(clock_.Now())).ok());
  Revocations revocations(store, verifier);
  revocations.Start();
  const rpc::Authenticator::Presented admin{.peer_service = "gateway",
                                            .fingerprint = operator_.fingerprint,
                                            .bearer = operator_.token,
                                            .forwarded = true,
                                            .writes = true};
  rpc::Authenticator::Presented reader = admin;
  reader.writes = false;
  ASSERT_TRUE(Eventually([&] { return verifier.Authenticate(admin).ok(); }));

  gate.StopAccepting();
  gate.CloseAll();
  revocations.Refresh();  // a look that was under way has ended
  clock_.Advance(kRevocationsStale + absl::Seconds(1));
  EXPECT_EQ(ReasonOf(verifier.Authenticate(admin).status()), ERROR_REASON_REVOCATIONS_STALE);
  EXPECT_TRUE(verifier.Authenticate(reader).ok()) << "reading goes on";
  EXPECT_EQ(ReasonOf(store.SigningKeys(Context::WithTimeout(absl::Seconds(5))).status()),
            ERROR_REASON_UNAVAILABLE);

  gate.Pass();
  EXPECT_TRUE(Eventually([&] { return verifier.Authenticate(admin).ok(); }));
}

}  // namespace
}  // namespace tabadul::identity
