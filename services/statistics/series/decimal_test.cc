#include "services/statistics/series/decimal.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <random>
#include <string>

#include "tests/harness/seed.h"

namespace tabadul::statistics {
namespace {

TEST(Decimals, ANumberIsReadAsItIsWritten) {
  struct Case {
    const char* text;
    int64_t value;
    uint32_t decimals;
  };
  constexpr Case kCases[] = {
      {"7.25", 725, 2},
      {"7.50", 750, 2},
      {"-0.5", -5, 1},
      {"+.5", 5, 1},
      {"7.", 7, 0},
      {"0", 0, 0},
      {"-0.00", 0, 2},
      {"000123", 123, 0},
      {"1.5E3", 1500, 0},
      {"1.5e-3", 15, 4},
      {"12E-1", 12, 1},
      {"100E-2", 100, 2},
      {"0E-9999", 0, 18},
      {"9223372036854775807", std::numeric_limits<int64_t>::max(), 0},
      {"-9223372036854775808", std::numeric_limits<int64_t>::min(), 0},
      {"-9.223372036854775808", std::numeric_limits<int64_t>::min(), 18},
      {"1.500000000000000000000000000000", 1'500'000'000'000'000'000, 18},
      {"123456789.000000000000000000", 1'234'567'890'000'000'000, 10},
      {"10000000000000000000E-3", 1'000'000'000'000'000'000, 2},
  };
  for (const Case& c : kCases) {
    const auto decimal = ParseDecimal(c.text);
    ASSERT_TRUE(decimal) << c.text;
    EXPECT_EQ(decimal->value, c.value) << c.text;
    EXPECT_EQ(decimal->decimals, c.decimals) << c.text;
  }
}

TEST(Decimals, WhatIsNoNumberOrDoesNotFitIsRefused) {
  for (const char* text : {"",
                           "-",
                           "+",
                           ".",
                           "E5",
                           "1E",
                           "1E+",
                           "1.2.3",
                           "1,5",
                           " 1",
                           "1 ",
                           "NaN",
                           "INF",
                           "0x10",
                           "--1",
                           "1e5e5",
                           "٣",
                           "9223372036854775808",
                           "-9223372036854775809",
                           "1E19",
                           "1E-19",
                           "0.1234567890123456789",
                           "1E99999"}) {
    EXPECT_FALSE(ParseDecimal(text)) << text;
  }
}

TEST(Decimals, ATextThatNeverEndsTakesNoTime) {
  EXPECT_FALSE(ParseDecimal("0." + std::string(1 << 20, '0') + "1"));
  EXPECT_TRUE(ParseDecimal(std::string(1 << 20, '0') + "1"));
}

TEST(Decimals, WhatIsWrittenIsReadAgain) {
  std::mt19937_64 random(harness::Seed());
  for (int round = 0; round < 20'000; ++round) {
    const Decimal decimal{static_cast<int64_t>(random()) >> random() % 64,
                          static_cast<uint32_t>(random() % (kMaxDecimals + 1))};
    const std::string text = DecimalText(decimal);
    ASSERT_LE(text.size(), kMaxDecimalBytes);
    ASSERT_EQ(ParseDecimal(text), decimal) << text;
  }
  EXPECT_EQ(DecimalText({std::numeric_limits<int64_t>::min(), 18}), "-9.223372036854775808");
  EXPECT_EQ(DecimalText({-5, 3}), "-0.005");
}

}  // namespace
}  // namespace tabadul::statistics
