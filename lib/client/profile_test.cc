#include "lib/client/profile.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "lib/platform/base/status.h"

namespace tabadul::client {
namespace {

class ProfileTest : public testing::Test {
 protected:
  ProfileTest() {
    std::string name = (std::filesystem::temp_directory_path() / "tabadul-profile-XXXXXX").string();
    folder_ = mkdtemp(name.data());
  }
  ~ProfileTest() override { std::filesystem::remove_all(folder_); }

  std::string Write(const std::string& text) {
    const std::string path = folder_ + "/profile.yaml";
    std::ofstream(path) << text;
    return path;
  }

  std::string folder_;
};

TEST_F(ProfileTest, ReadsWhatItWroteAndPathsAreRelativeToItsFolder) {
  Profile profile{"hub.example:9443", "c.pem", "k.pem", "/etc/tabadul/a.pem", "gateway", "ar"};
  const auto read = LoadProfile(Write(ToYaml(profile)));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->endpoint, "hub.example:9443");
  EXPECT_EQ(read->certificate, folder_ + "/c.pem");
  EXPECT_EQ(read->authority, "/etc/tabadul/a.pem");
  EXPECT_EQ(read->server_name, "gateway");
  EXPECT_EQ(read->language, "ar");
}

TEST_F(ProfileTest, SaysWhatIsWrong) {
  const std::string rest = "certificate: c\nkey: k\nauthority: a\n";
  const std::pair<std::string, ErrorReason> cases[] = {
      {"endpoint: [\n", common::v1::ERROR_REASON_MALFORMED},
      {"just text", common::v1::ERROR_REASON_MALFORMED},
      {rest, common::v1::ERROR_REASON_REQUIRED},
      {"endpoint: hub.example\n" + rest, common::v1::ERROR_REASON_MALFORMED},
      {"endpoint: :9443\n" + rest, common::v1::ERROR_REASON_MALFORMED},
      {"endpoint: hub:https\n" + rest, common::v1::ERROR_REASON_MALFORMED},
      {"endpoint: hub:9443\nkey: k\nauthority: a\n", common::v1::ERROR_REASON_REQUIRED},
  };
  for (const auto& [text, reason] : cases) {
    const auto profile = LoadProfile(Write(text));
    EXPECT_EQ(ReasonOf(profile.status()), reason) << text;
    EXPECT_FALSE(MetadataOf(profile.status())["file"].empty());
  }
  EXPECT_EQ(ReasonOf(LoadProfile(folder_ + "/none.yaml").status()), common::v1::ERROR_REASON_NOT_FOUND);
}

TEST_F(ProfileTest, ACertificateThatIsNoneIsNamed) {
  EXPECT_EQ(ReasonOf(CertificateEnd(Write("no PEM")).status()), common::v1::ERROR_REASON_MALFORMED);
  EXPECT_EQ(ReasonOf(CertificateEnd(folder_ + "/none.pem").status()), common::v1::ERROR_REASON_NOT_FOUND);
}

}  // namespace
}  // namespace tabadul::client
