// How the command checks marks: by keys that it asks the hub for itself.
#include <gtest/gtest.h>

#include <memory>
#include <sstream>

#include "cli/prover.h"
#include "tests/component/scripted_hub.h"
#include "tests/harness/eventually.h"

namespace tabadul::cli {
namespace {

class ProverTest : public testing::Test {
 protected:
  ProverTest()
      : clock_(std::make_shared<ManualClock>(absl::Now())),
        connection_(hub_.profile(), WithoutPatience()),
        session_(out_, err_, /*terminal=*/false),
        prover_(session_, clock_) {}

  static client::ConnectionOptions WithoutPatience() {
    client::ConnectionOptions options;
    options.unreachable = absl::ZeroDuration();
    return options;
  }

  // Of a mark that the hub's key signs now; empty: it is believed.
  std::string Doubt() {
    exchange::v1::Mark mark;
    mark.set_kind("vacancy");
    mark.mutable_time()->set_seconds(absl::ToUnixSeconds(clock_->Now()));
    const evidence::Signer signer = tests::HubSigner();
    exchange::v1::SignedMark signed_mark;
    signed_mark.set_mark(mark.SerializeAsString());
    signed_mark.set_key_id(signer.key_id());
    signed_mark.set_signature(signer.Sign(evidence::kMarkContext, signed_mark.mark()));
    const auto proof = prover_.Check(connection_, [&](const Prover::Keys& keys) {
      return client::SourceHashes().Check(signed_mark, keys);
    });
    EXPECT_EQ(proof.has_value(), prover_.doubt().empty());
    return prover_.doubt();
  }

  tests::ScriptedHub hub_;
  const std::shared_ptr<ManualClock> clock_;
  client::Connection connection_;
  std::ostringstream out_, err_;
  Session session_;
  Prover prover_;
};

TEST_F(ProverTest, AKeyThatHasEndedIsNoticedWithinAnHour) {
  EXPECT_EQ(Doubt(), "");
  hub_.key_ending = clock_->Now();
  clock_->Advance(absl::Minutes(59));
  EXPECT_EQ(Doubt(), "") << "nobody tells of it";
  clock_->Advance(absl::Minutes(1));
  EXPECT_EQ(Doubt(), "key");
}

TEST_F(ProverTest, WhileTheKeysCannotBeAskedForThoseThatAreKnownGoOn) {
  EXPECT_EQ(Doubt(), "");
  hub_.gate().StopAccepting();
  hub_.gate().CloseAll();
  clock_->Advance(absl::Hours(1));
  EXPECT_EQ(Doubt(), "");
  hub_.key_ending = clock_->Now();
  hub_.gate().Pass();
  EXPECT_TRUE(harness::Eventually([&] {
    clock_->Advance(absl::Minutes(1));
    return Doubt() == "key";
  }));
}

}  // namespace
}  // namespace tabadul::cli
