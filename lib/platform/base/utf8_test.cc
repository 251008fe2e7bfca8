#include "lib/platform/base/utf8.h"

#include <gtest/gtest.h>

namespace tabadul {
namespace {

TEST(Utf8, APrefixEndsBetweenCharacters) {
  const std::string_view text = "aمé😀";  // of 1, 2, 2 and 4 bytes
  const std::string_view prefixes[] = {"", "a", "a", "aم", "aم", "aمé", "aمé", "aمé", "aمé", text, text};
  for (size_t bytes = 0; bytes < std::size(prefixes); ++bytes)
    EXPECT_EQ(Utf8Prefix(text, bytes), prefixes[bytes]) << bytes;
  EXPECT_EQ(Utf8Prefix("", 0), "");
  EXPECT_EQ(Utf8Prefix("\x80\x80\x80", 2), "") << "no UTF-8: it ends all the same";
}

TEST(Utf8, WhatIsTruncatedSaysSo) {
  EXPECT_EQ(Truncated("ممرضة", 100), "ممرضة");
  EXPECT_EQ(Truncated("ممرضة", 10), "ممرضة");
  EXPECT_EQ(Truncated("ممرضة", 9), "ممرض…");
  EXPECT_EQ(Truncated("ab", 0), "…");
  EXPECT_EQ(Truncated("", 0), "");
}

}  // namespace
}  // namespace tabadul
