// Ranges of pay and lengths of time, as real exports write them.
#include "lib/ingest/quantities.h"

#include <gtest/gtest.h>

namespace tabadul::ingest {
namespace {

std::string Range(std::string_view text, char decimal = '.') {
  return RangeBound(text, Bound::kLower, decimal).value_or("-") + " " +
         RangeBound(text, Bound::kUpper, decimal).value_or("-");
}
std::string Duration(std::string_view text, TimeUnit unit) {
  const auto show = [](std::optional<int64_t> n) { return n ? std::to_string(*n) : "-"; };
  return show(DurationBound(text, Bound::kLower, unit)) + " " +
         show(DurationBound(text, Bound::kUpper, unit));
}

TEST(Range, HasItsSmallestAndItsLargestNumber) {
  EXPECT_EQ(Range("NGN 150,000 - 250,000"), "150000 250000");
  EXPECT_EQ(Range("EGP 15,000 - EGP 20,000 an hour"), "15000 20000");
  EXPECT_EQ(Range("de 15 000 dh à 20 000 dh", ','), "15000 20000");
  EXPECT_EQ(Range("de 2000 dh à 4000 dh / de 4000 dh à 6000 dh / A négocier", ','), "2000 6000");
  EXPECT_EQ(Range("1.500,50 – 2.000", ','), "1500.5 2000");
  EXPECT_EQ(Range("من ٤٬٠٠٠ إلى ٦٬٠٠٠ ريال"), "4000 6000");
  EXPECT_EQ(Range("10k-15k"), "10000 15000");
  EXPECT_EQ(Range("1000 1500"), "1000 1500") << "groups of four are numbers of their own";
  EXPECT_EQ(Range("5000"), "5000 5000");
}

TEST(Range, AnOpenEndIsNothing) {
  EXPECT_EQ(Range("NGN Above 5,000,000"), "5000000 -");
  EXPECT_EQ(Range("USD Less than 100"), "- 100");
  EXPECT_EQ(Range("jusqu’à 25 000 dhs", ','), "- 25000");
  EXPECT_EQ(Range("à partir de 5000", ','), "5000 -");
  EXPECT_EQ(Range("أكثر من ٥٠٠٠ ريال"), "5000 -");
  EXPECT_EQ(Range("أقل من 3000"), "- 3000");
  EXPECT_EQ(Range("5000+"), "5000 -");
}

TEST(Range, WordsAloneAreNone) {
  for (const char* text : {"", "Confidential", "A négocier", "USD Commission Only", "قابل للتفاوض"}) {
    EXPECT_EQ(Range(text), "- -") << text;
  }
}

TEST(Duration, IsReadInThreeLanguages) {
  EXPECT_EQ(Duration("3 to 7 years", TimeUnit::kMonths), "36 84");
  EXPECT_EQ(Duration("6 mois", TimeUnit::kMonths), "6 6");
  EXPECT_EQ(Duration("Débutant (de 1 à 3 ans)", TimeUnit::kMonths), "12 36");
  EXPECT_EQ(Duration("٣ سنوات", TimeUnit::kMonths), "36 36");
  EXPECT_EQ(Duration("سنتان", TimeUnit::kMonths), "24 24");
  EXPECT_EQ(Duration("سنة وستة أشهر 6", TimeUnit::kMonths), "1 12") << "numbers in words are not read";
  EXPECT_EQ(Duration("1.5 years", TimeUnit::kMonths), "18 18");
  EXPECT_EQ(Duration("2+ years", TimeUnit::kMonths), "24 -");
  EXPECT_EQ(Duration("at least 5 years", TimeUnit::kMonths), "60 -");
  EXPECT_EQ(Duration("40 hours", TimeUnit::kMinutes), "2400 2400");
  EXPECT_EQ(Duration("37,5 heures", TimeUnit::kMinutes), "2250 2250");
  EXPECT_EQ(Duration("3 months", TimeUnit::kDays), "90 90");
}

TEST(Duration, WhatTheUnitCannotSayIsNothing) {
  EXPECT_EQ(Duration("3 weeks", TimeUnit::kMonths), "- -");
  EXPECT_EQ(Duration("3 years", TimeUnit::kMinutes), "- -");
  EXPECT_EQ(Duration("not required", TimeUnit::kMonths), "- -");
}

}  // namespace
}  // namespace tabadul::ingest
