#include "services/identity/paging.h"

#include "gtest/gtest.h"

namespace tabadul::identity {
namespace {

using namespace common::v1;  // NOLINT: the reasons

TEST(Paging, ATokenGoesOnAfterTheLastRow) {
  const auto page = ReadPage(50, PageToken("systems", "SY/mosal/pes"), "systems");
  ASSERT_TRUE(page.ok());
  EXPECT_EQ(page->size, 50);
  EXPECT_EQ(page->after, "SY/mosal/pes");
}

TEST(Paging, SizesAreCoerced) {
  EXPECT_EQ(ReadPage(0, "", "systems")->size, 100);
  EXPECT_EQ(ReadPage(1'000'000, "", "systems")->size, 1000);
  const absl::Status negative = ReadPage(-1, "", "systems").status();
  EXPECT_EQ(ReasonOf(negative), ERROR_REASON_OUT_OF_RANGE);
  ASSERT_EQ(ViolationsOf(negative).size(), 1u) << "told as every mistake in a field is";
  EXPECT_EQ(ViolationsOf(negative)[0].field, "page_size");
}

TEST(Paging, ForeignTokensAreRefused) {
  EXPECT_EQ(ReasonOf(ReadPage(0, "not base64 !", "systems").status()), ERROR_REASON_TOKEN_UNREADABLE);
  EXPECT_EQ(ReasonOf(ReadPage(0, "AAAA", "systems").status()), ERROR_REASON_TOKEN_UNREADABLE);
  const std::string token = PageToken("certificates:SY/mosal/pes", "x");
  EXPECT_EQ(ReasonOf(ReadPage(0, token, "certificates:").status()), ERROR_REASON_TOKEN_MISMATCH);
  const std::string zero = PageToken("systems", std::string("a\0b", 3));
  EXPECT_EQ(ReasonOf(ReadPage(0, zero, "systems").status()), ERROR_REASON_TOKEN_UNREADABLE);
}

}  // namespace
}  // namespace tabadul::identity
