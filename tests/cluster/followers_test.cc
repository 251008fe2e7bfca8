// A thousand followers, each with a TLS connection of its own through the gateway: all see what changes, and a reload of
// the gateway ends none of them. (What they cost is the bench's: memory of a sanitized build says nothing.)
#include <string>

#include "tests/cluster/calls.h"
#include "tests/harness/crowd.h"
#include "tests/harness/eventually.h"

namespace tabadul {
namespace {

using harness::Crowd;
using harness::Eventually;

constexpr size_t kFollowers = 1'000;
constexpr absl::Duration kPatience = absl::Minutes(2);

class FollowersTest : public OnCluster<FollowersTest> {
 protected:
  static void SetUpTestSuite() {
    Crowd::AllowFiles();  // the cluster inherits it
    OnCluster::SetUpTestSuite();
  }

  // The sequence of a record that is new.
  static uint64_t Publish(const std::string& id) {
    exchange::v1::BatchPushRequest request;
    request.mutable_options()->set_source(kEgypt);
    *request.add_items() = Vacancy(id);
    exchange::v1::BatchPushResponse response;
    const absl::Status status = Known(*egypt_)->Unary(Soon(), kBatchPush, request, &response);
    EXPECT_TRUE(status.ok()) << status;
    return response.outcomes_size() == 1 ? response.outcomes(0).sequence() : 0;
  }

  static void ExpectAllReach(const Crowd& crowd, uint64_t sequence) {
    ASSERT_GT(sequence, 0u);
    EXPECT_TRUE(Eventually([&] { return crowd.reached(sequence) == crowd.size(); }, kPatience))
        << crowd.reached(sequence) << " of " << crowd.size() << " have the change, " << crowd.ended()
        << " streams have ended";
  }
};

TEST_F(FollowersTest, AThousandSeeEachChangeAndAReloadOfTheGatewayEndsNone) {
  Publish("before");
  const Crowd crowd(*syria_, kFollowers);
  ASSERT_TRUE(Eventually([&] { return crowd.marked() == crowd.size(); }, kPatience))
      << crowd.marked() << " of " << crowd.size() << " have reached the head";
  ExpectAllReach(crowd, Publish("among them all"));
  const pid_t jobs = cluster_->Pid("jobs");
  cluster_->ReloadGateway();
  ExpectAllReach(crowd, Publish("after the reload"));
  EXPECT_EQ(crowd.ended(), 0u);
  EXPECT_EQ(cluster_->Pid("jobs"), jobs);
}

// Those that never read hold up nobody: not the writer, not the followers that do.
TEST_F(FollowersTest, ThoseThatNeverReadHoldUpNobody) {
  const Crowd silent(*syria_, 50, false);
  const Crowd reading(*syria_, 50);
  ASSERT_TRUE(Eventually([&] { return reading.marked() == reading.size(); }, kPatience));
  uint64_t last = 0;
  for (int i = 0; i < 20; ++i) last = Publish("beside the silent " + std::to_string(i));
  ExpectAllReach(reading, last);
  EXPECT_EQ(silent.ended(), 0u);
  EXPECT_EQ(silent.reached(last), 0u);
}

}  // namespace
}  // namespace tabadul
