// Who may receive what, through the whole cluster: a PILOT goes LIVE, its owner narrows and widens, followers are told to
// delete, searches act within a second, and it survives the death of the service.
#include <gmock/gmock.h>

#include <thread>

#include "nlohmann/json.hpp"
#include "tabadul/identity/v1/grant_service.pb.h"
#include "tests/cluster/calls.h"
#include "tests/harness/eventually.h"

namespace tabadul {
namespace {

using harness::Eventually;
using nlohmann::json;
using testing::HasSubstr;

constexpr char kMorocco[] = "MA/anapec/pes";

class Grants : public OnCluster<Grants> {
 protected:
  static void SetUpTestSuite() {
    OnCluster::SetUpTestSuite();
    owner_ = &Member(kMorocco, "vacancy.write,vacancy.read,grant.write");
    Admin({"admin", "system", "pilot", kMorocco});
    const auto pushed =
        BatchPush(*Known(*owner_), kMorocco, {Vacancy("a", "Soudeur"), Vacancy("b", "Soudeur")});
    ASSERT_TRUE(pushed.ok()) << pushed.status();
  }
  void SetUp() override {
    Admin({"admin", "system", "live", kMorocco});
    Set("default");
    ASSERT_TRUE(Eventually([] { return Found(*egypt_) == 2; }));
  }

  static void Admin(std::vector<std::string> arguments) {
    const auto result = cluster_->Tabadul(cluster_->operator_profile(), std::move(arguments));
    ASSERT_EQ(result.exit, 0) << result.errors;
  }
  static harness::RunResult Own(std::vector<std::string> arguments) {
    return cluster_->Tabadul(cluster_->Member(kMorocco), std::move(arguments));
  }
  static void Set(const std::string& grant) {
    const auto result = Own({"grants", "set", "vacancy", grant, "--yes"});
    ASSERT_EQ(result.exit, 0) << result.errors;
  }
  static std::string Revision() {
    const json shown = json::parse(Own({"grants", "show", "--json"}).output, nullptr, false);
    return shown.is_object() ? shown["kinds"][0].value("revision", "") : "";
  }
  // -1: not told.
  static int Found(const client::Profile& profile) {
    const auto found = Search(*Known(profile), "soudeur");
    return found.ok() ? static_cast<int>(found->total_size()) : -1;
  }
  // What `tabadul pull` holds of the source.
  static int Copied(const std::string& target) {
    const auto pulled = cluster_->Tabadul(cluster_->Member(kEgypt), {"pull", "--to", target, "--json"});
    EXPECT_EQ(pulled.exit, 0) << pulled.errors;
    const json document = json::parse(pulled.output, nullptr, false);
    EXPECT_TRUE(document.is_object()) << pulled.output;
    return document.is_object() ? document.value("open", -1) : -1;
  }
  static inline const client::Profile* owner_;
};

TEST_F(Grants, APilotIsSeenByItsOwnSystemAloneUntilItGoesLive) {
  Admin({"admin", "system", "pilot", kMorocco});
  EXPECT_TRUE(Eventually([] { return Found(*egypt_) == 0; }));
  EXPECT_EQ(Found(*owner_), 2);
  EXPECT_THAT(Own({"grants", "show"}).output, HasSubstr("PILOT"));
  Admin({"admin", "system", "live", kMorocco});
  EXPECT_TRUE(Eventually([] { return Found(*egypt_) == 2; }));
}

TEST_F(Grants, WhatItsOwnerTakesAwayAndGivesActsWithinASecond) {
  const auto channel = Known(*egypt_);
  auto stream = channel->Streaming(absl::Now() + absl::Minutes(1), kWatch);
  ASSERT_TRUE(stream.ok()) << stream.status();
  ASSERT_TRUE((*stream)->Write(exchange::v1::WatchRequest()));
  exchange::v1::WatchResponse response;
  const auto read_both = [&] {
    size_t received = 0;
    while (received < 2 && (*stream)->Read(&response)) {
      for (const auto& change : response.changes().changes())
        received += change.state().record().source() == kMorocco;
    }
    return received;
  };
  ASSERT_EQ(read_both(), 2u);
  absl::Time asked = absl::Now();
  Set("SA");
  absl::Time answered = absl::Now();
  while ((*stream)->Read(&response) && !response.has_withdrawn()) {
  }
  EXPECT_EQ(response.withdrawn().source(), kMorocco);
  EXPECT_LT(absl::Now() - answered, absl::Seconds(1)) << "asked " << answered - asked << " before";
  EXPECT_EQ(Found(*egypt_), 0);

  asked = absl::Now();
  Set("EG");
  answered = absl::Now();
  EXPECT_EQ(read_both(), 2u) << "given new sequences, since it has passed the old ones";
  EXPECT_LT(absl::Now() - answered, absl::Seconds(1)) << "asked " << answered - asked << " before";
  EXPECT_TRUE(Eventually([&] {
    const auto found = Search(*channel, "soudeur");
    return found.ok() && found->total_size() == 2;
  }));
  EXPECT_LT(absl::Now() - answered, absl::Seconds(1)) << "searches; asked " << answered - asked << " before";
  (*stream)->Cancel();
}

TEST_F(Grants, ACopyLosesWhatItMayNotHoldAndGetsItBack) {
  const harness::TemporaryDirectory folder("grants");
  const std::string copy = "sqlite:" + folder.path() + "/copy.db";
  const int all = Copied(copy);
  EXPECT_GE(all, 2);
  Set("SA");
  ASSERT_TRUE(Eventually([] { return Found(*egypt_) == 0; }));
  EXPECT_EQ(Copied(copy), all - 2) << "told when it came back";
  cluster_->Kill("jobs");
  cluster_->Start("jobs");
  EXPECT_EQ(Copied(copy), all - 2);
  EXPECT_EQ(Found(*egypt_), 0);
  Set("EG");
  EXPECT_TRUE(Eventually([&] { return Copied(copy) == all; }));
}

TEST_F(Grants, WhatIsDecidedWhileTheServiceIsAwayHoldsWhenItIsBack) {
  cluster_->Kill("jobs");
  Set("nobody");
  cluster_->Start("jobs");
  EXPECT_TRUE(Eventually([] { return Found(*egypt_) == 0; }));
  EXPECT_EQ(Found(*owner_), 2);
}

TEST_F(Grants, OpeningToEverybodyIsAskedFor) {
  Set("SA");
  const std::string before = Revision();
  for (const char* everybody : {"public", "public:search", "default"}) {
    const auto refused = Own({"grants", "set", "vacancy", everybody, "--language", "en"});
    EXPECT_EQ(refused.exit, 2) << everybody;
    EXPECT_THAT(refused.errors, HasSubstr("Give --yes if it is meant")) << everybody;
  }
  EXPECT_EQ(Revision(), before);
  EXPECT_EQ(Own({"grants", "set", "vacancy", "members"}).exit, 0) << "the hub's systems are not everybody";
  Set("public");
  EXPECT_EQ(Own({"grants", "set", "vacancy", "public:exchange:title", "public:search"}).exit, 0)
      << "they have it already";
}

TEST_F(Grants, WhatWasDecidedSinceItWasShownIsNotReplaced) {
  const std::string shown = Revision();
  EXPECT_THAT(Own({"grants", "show"}).output, HasSubstr(shown));
  Set("SA");
  const auto late = Own({"grants", "set", "vacancy", "EG", "--revision", shown, "--language", "en"});
  EXPECT_EQ(late.exit, 3) << late.errors;
  EXPECT_THAT(late.errors, HasSubstr("tabadul grants show"));
  EXPECT_THAT(Own({"grants", "show"}).output, HasSubstr("SA:exchange"));
  EXPECT_EQ(Own({"grants", "set", "vacancy", "EG", "--revision", Revision()}).exit, 0);
}

TEST_F(Grants, MistakesAreToldWithWhatToDo) {
  EXPECT_EQ(Own({"grants", "set", "vacancy", "EG:whatever"}).exit, 2);
  const auto unknown = Own({"grants", "set", "vacancy", "EG:exchange:salary"});
  EXPECT_EQ(unknown.exit, 2) << unknown.errors;
  EXPECT_THAT(unknown.errors, HasSubstr("salary"));
  const auto stranger = cluster_->Tabadul(cluster_->Member(kEgypt), {"grants", "show", kMorocco});
  EXPECT_EQ(stranger.exit, 3);
}

}  // namespace
}  // namespace tabadul
