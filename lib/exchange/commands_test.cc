#include "lib/exchange/commands.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

#include "gtest/gtest.h"
#include "lib/evidence/signer.h"

namespace tabadul::exchange {
namespace {

TEST(MakeSigningKey, WritesAKeyForItsOwnerAloneAndNeverOverAnotherOne) {
  std::string directory = ::testing::TempDir() + "tabadul-key-XXXXXX";
  ASSERT_NE(::mkdtemp(directory.data()), nullptr);
  const std::string path = directory + "/signing.key";
  ASSERT_TRUE(MakeSigningKey(path).ok());
  struct stat info {};
  ASSERT_EQ(::stat(path.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  const auto signer = evidence::Signer::FromFile(path);
  ASSERT_TRUE(signer.ok()) << signer.status();

  EXPECT_FALSE(MakeSigningKey(path).ok());
  EXPECT_EQ(evidence::Signer::FromFile(path)->key_id(), signer->key_id());
  EXPECT_FALSE(MakeSigningKey(directory + "/no/such/folder").ok());
  ::unlink(path.c_str());
  ::rmdir(directory.c_str());
}

}  // namespace
}  // namespace tabadul::exchange
