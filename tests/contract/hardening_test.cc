// A release is built with the compiler's and the linker's defences; sanitized builds are not, whose own checks they hide.
#include <gmock/gmock.h>

#include <filesystem>
#include <string>

#include "tests/harness/process.h"

namespace tabadul {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

constexpr char kPresets[] = "CMakePresets.json";

TEST(Hardening, TheReleaseIsBuiltWithTheCompilersDefences) {
  const std::string presets = harness::ReadFile(kPresets);
  const size_t at = presets.find("\"name\": \"release\"");
  ASSERT_NE(at, std::string::npos);
  const std::string others = presets.substr(0, at), release = presets.substr(at);
  // _FORTIFY_SOURCE does nothing without optimisation.
  for (const char* const flag :
       {" -fstack-protector-strong", " -D_FORTIFY_SOURCE=2", "\"-O2 ", " -pie", " -Wl,-z,relro,-z,now"})
    EXPECT_THAT(release, HasSubstr(flag));
  EXPECT_THAT(others, Not(HasSubstr("_FORTIFY_SOURCE")));
}

// Where a release has been built since its flags were last changed, its own head says so.
TEST(Hardening, AReleaseHasThem) {
  for (const char* const program :
       {"tabadul-identity", "tabadul-jobs", "tabadul-statistics", "tabadul-web", "tabadul"}) {
    const std::string path = std::string("build/release/bin/") + program;
    if (!fs::exists(path) || fs::last_write_time(path) < fs::last_write_time(kPresets))
      GTEST_SKIP() << "no such release build here";
    const harness::RunResult read = harness::RunCommand(
        {"readelf", "-W", "--file-header", "--program-headers", "--dynamic", "--dyn-syms", path});
    ASSERT_EQ(read.exit, 0) << read.errors;
    EXPECT_THAT(read.output, testing::ContainsRegex("Type: +DYN")) << path;
    EXPECT_THAT(read.output, testing::ContainsRegex("Flags: NOW PIE")) << path;
    for (const char* const part : {"GNU_RELRO", "__stack_chk_fail"})
      EXPECT_THAT(read.output, HasSubstr(part)) << path;
  }
}

}  // namespace
}  // namespace tabadul
