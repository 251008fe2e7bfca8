// What a service does about its signing key: identity knows it again after a restore, and a key that an operator has ended
// signs nothing more.
#include <gtest/gtest.h>

#include "lib/platform/base/utc.h"
#include "lib/exchange/key_registrar.h"
#include "tests/component/identity_fixture.h"
#include "tests/harness/eventually.h"

namespace tabadul::identity {
namespace {

using harness::Eventually;

class KeyRegistrar : public IdentityTest {
 protected:
  std::unique_ptr<exchange::KeyRegistrar> Begin() {
    return std::make_unique<exchange::KeyRegistrar>(FromService("jobs"), signer_, "jobs", clock_, absl::Milliseconds(10));
  }
  std::optional<v1::SigningKey> Published() {
    const auto keys = store_.SigningKeys(Context::WithTimeout(absl::Seconds(20)));
    if (!keys.ok() || keys->empty()) return std::nullopt;
    return keys->front();
  }
  bool MaySign() const { return signer_.MaySign(clock_.Now()).ok(); }
  void End() {
    v1::EndSigningKeyRequest request;
    request.set_key_id(signer_.key_id());
    const auto ended = Admin<v1::EndSigningKeyResponse>("EndSigningKey", request);
    ASSERT_TRUE(ended.ok()) << ended.status();
  }
  evidence::Signer signer_ = *evidence::Signer::FromSeed(std::string(32, 's'));
};

TEST_F(KeyRegistrar, IdentityKnowsTheKeyAgainAfterARestore) {
  const auto registrar = Begin();
  ASSERT_TRUE(Eventually([&] { return Published().has_value(); }));
  const auto before = Published();
  const pg::Sql restore{"test.restore", "DELETE FROM signing_key"};
  ASSERT_TRUE(pool_.Query(Context::WithTimeout(absl::Seconds(20)), restore).ok());
  ASSERT_TRUE(Eventually([&] { return Published().has_value(); }));
  EXPECT_EQ(Published()->SerializeAsString(), before->SerializeAsString())
      << "valid for all that it has signed";
  EXPECT_TRUE(MaySign());
}

TEST_F(KeyRegistrar, OneThatIsEndedWhileTheServiceRunsSignsNothingMore) {
  const LogLines log;
  const auto registrar = Begin();
  ASSERT_TRUE(Eventually([&] { return Published().has_value(); }));
  End();
  EXPECT_TRUE(Eventually([&] { return !MaySign(); }));
  EXPECT_TRUE(Eventually([&] {
    return log.Count("signing_key_ended", {signer_.key_id(), "--make-signing-key"}) > 0;
  })) << "what to do";
}

TEST_F(KeyRegistrar, AStartDoesNotBringBackOneThatWasEnded) {
  auto first = Begin();
  ASSERT_TRUE(Eventually([&] { return Published().has_value(); }));
  first.reset();
  End();
  const auto ended = Published();
  Advance(absl::Minutes(5));
  const auto registrar = Begin();
  EXPECT_TRUE(Eventually([&] { return !MaySign(); }));
  EXPECT_EQ(Published()->SerializeAsString(), ended->SerializeAsString());
}

}  // namespace
}  // namespace tabadul::identity
