#include "services/web/pages/kept_pages.h"

#include <gtest/gtest.h>

namespace tabadul::web::pages {
namespace {

const absl::Time kStart = absl::FromUnixSeconds(1'780'000'000);

std::shared_ptr<const Document> Page(std::string text) {
  return std::make_shared<const Document>(std::move(text), "text/html; charset=utf-8");
}

std::string BodyAt(const KeptPages& pages, std::string_view address, absl::Time now) {
  const auto found = pages.Find(address, now);
  return found == nullptr ? "none" : found->body;
}

TEST(KeptPages, APageIsShownAgainUntilItsAge) {
  KeptPages pages({.age = absl::Seconds(5)});
  EXPECT_EQ(BodyAt(pages, "/en/", kStart), "none");
  pages.Keep("/en/", Page("first"), kStart);
  EXPECT_EQ(BodyAt(pages, "/en/", kStart + absl::Milliseconds(4999)), "first");
  EXPECT_EQ(BodyAt(pages, "/fr/", kStart), "none");
  EXPECT_EQ(BodyAt(pages, "/en/", kStart + absl::Seconds(5)), "none");
  pages.Keep("/en/", Page("second"), kStart + absl::Seconds(5));
  EXPECT_EQ(BodyAt(pages, "/en/", kStart + absl::Seconds(9)), "second");
}

TEST(KeptPages, WhatWasMadeEarlierDoesNotReplaceWhatWasMadeLater) {
  KeptPages pages({.age = absl::Seconds(5)});
  pages.Keep("/en/", Page("later"), kStart + absl::Seconds(1));
  pages.Keep("/en/", Page("earlier"), kStart);
  EXPECT_EQ(BodyAt(pages, "/en/", kStart + absl::Seconds(2)), "later");
}

TEST(KeptPages, WhatIsOldGoesWithoutBeingAskedFor) {
  KeptPages pages({.age = absl::Seconds(5)});
  for (int i = 0; i < 100; ++i) pages.Keep("/en/" + std::to_string(i), Page("page"), kStart);
  pages.Keep("/en/new", Page("page"), kStart + absl::Seconds(5));
  EXPECT_EQ(pages.bytes(), 2 * std::string("/en/new").size() + std::string("page").size());
}

TEST(KeptPages, TheOldestGoWhenThereIsNoMoreRoom) {
  KeptPages pages({.age = absl::Seconds(5), .most_bytes = 1000});
  const std::string page(300, 'x');
  for (const char* const address : {"/1", "/2", "/3", "/4"}) {
    pages.Keep(address, Page(page), kStart);
    EXPECT_LE(pages.bytes(), 1000u);
  }
  EXPECT_EQ(BodyAt(pages, "/1", kStart), "none");
  EXPECT_EQ(BodyAt(pages, "/4", kStart), page);
  pages.Keep("/large", Page(std::string(2000, 'x')), kStart);
  EXPECT_EQ(pages.bytes(), 0u) << "larger than all of the room";
}

TEST(KeptPages, WithoutAnAgeNothingIsKept) {
  KeptPages pages({});
  pages.Keep("/en/", Page("page"), kStart);
  EXPECT_EQ(BodyAt(pages, "/en/", kStart), "none");
  EXPECT_EQ(pages.bytes(), 0u);
}

}  // namespace
}  // namespace tabadul::web::pages
