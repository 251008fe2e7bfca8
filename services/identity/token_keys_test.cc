#include "services/identity/token_keys.h"

#include <sys/stat.h>

#include <filesystem>

#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "services/identity/files.h"

namespace tabadul::identity {
namespace {

using nlohmann::json;

const absl::Time kStart = absl::FromUnixSeconds(1'800'000'000);

class TokenKeysTest : public testing::Test {
 protected:
  TokenKeysTest() {
    char name[] = "/tmp/token-keys-XXXXXX";
    directory_ = mkdtemp(name);
  }
  ~TokenKeysTest() override { std::filesystem::remove_all(directory_); }
  std::string directory_;
};

TEST_F(TokenKeysTest, TheFirstKeySignsAtOnce) {
  TokenKeys keys(directory_);
  EXPECT_EQ(ReasonOf(keys.Signing(kStart, kStart).status()), common::v1::ERROR_REASON_UNAVAILABLE);
  EXPECT_TRUE(*keys.Renew(kStart));
  EXPECT_TRUE(keys.Signing(kStart, kStart + absl::Minutes(60)).ok());
  EXPECT_FALSE(*keys.Renew(kStart)) << "one is enough";
}

TEST_F(TokenKeysTest, TheSuccessorIsPublishedBeforeItSigns) {
  TokenKeys keys(directory_);
  ASSERT_TRUE(*keys.Renew(kStart));
  const std::string first = (*keys.Signing(kStart, kStart))->id;
  const absl::Time renewal = kStart + kTokenKeyLife - kTokenKeyRenewal;
  EXPECT_FALSE(*keys.Renew(renewal - absl::Minutes(1)));
  ASSERT_TRUE(*keys.Renew(renewal));
  EXPECT_EQ(json::parse(keys.Jwks(renewal))["keys"].size(), 2u);
  EXPECT_EQ((*keys.Signing(renewal, renewal + absl::Minutes(30)))->id, first);
  const absl::Time later = renewal + kTokenKeyAhead;
  EXPECT_NE((*keys.Signing(later, later + absl::Minutes(30)))->id, first);
  // Tokens that the first signed at its very end stay verifiable until they end, then its key goes.
  EXPECT_EQ(json::parse(keys.Jwks(kStart + kTokenKeyLife - absl::Seconds(1)))["keys"].size(), 2u);
  EXPECT_EQ(json::parse(keys.Jwks(kStart + kTokenKeyLife))["keys"].size(), 1u);
}

TEST_F(TokenKeysTest, AKeyNeverSignsBeyondItsEnd) {
  TokenKeys keys(directory_);
  ASSERT_TRUE(*keys.Renew(kStart));
  const absl::Time end = kStart + kTokenKeyLife;
  EXPECT_TRUE(keys.Signing(end - absl::Minutes(60), end).ok());
  EXPECT_FALSE(keys.Signing(end - absl::Minutes(59), end + absl::Minutes(1)).ok());
}

TEST_F(TokenKeysTest, ALateRenewalSignsAtOnce) {
  TokenKeys keys(directory_);
  ASSERT_TRUE(*keys.Renew(kStart));
  const absl::Time late = kStart + kTokenKeyLife + absl::Hours(1);
  ASSERT_TRUE(*keys.Renew(late));
  EXPECT_TRUE(keys.Signing(late, late + absl::Minutes(30)).ok());
}

TEST_F(TokenKeysTest, FilesAreSecretAndReplicasReadTheSame) {
  TokenKeys one(directory_), other(directory_);
  ASSERT_TRUE(*one.Renew(kStart));
  for (const auto& entry : std::filesystem::directory_iterator(directory_)) {
    struct stat information {};
    ASSERT_EQ(stat(entry.path().c_str(), &information), 0);
    EXPECT_EQ(information.st_mode & 0777, 0600u);
  }
  ASSERT_TRUE(other.Reload().ok());
  EXPECT_EQ(one.Jwks(kStart), other.Jwks(kStart));
}

TEST_F(TokenKeysTest, TheJwksHasNoPrivatePart) {
  TokenKeys keys(directory_);
  ASSERT_TRUE(*keys.Renew(kStart));
  const json set = json::parse(keys.Jwks(kStart));
  ASSERT_EQ(set["keys"].size(), 1u);
  for (const auto& [name, value] : set["keys"][0].items()) {
    EXPECT_TRUE(name == "kty" || name == "crv" || name == "x" || name == "y" || name == "kid" ||
                name == "use" || name == "alg")
        << name;
  }
}

TEST_F(TokenKeysTest, ABrokenFileLeavesTheKeysAsTheyWere) {
  TokenKeys keys(directory_);
  ASSERT_TRUE(*keys.Renew(kStart));
  const std::string before = keys.Jwks(kStart);
  ASSERT_TRUE(WriteFile(directory_ + "/x.json", "{}", Secrecy::kSecret).ok());
  EXPECT_FALSE(keys.Reload().ok());
  EXPECT_EQ(keys.Jwks(kStart), before);
}

}  // namespace
}  // namespace tabadul::identity
