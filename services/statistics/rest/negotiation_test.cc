#include "services/statistics/rest/negotiation.h"

#include <gtest/gtest.h>

namespace tabadul::statistics::rest {
namespace {

using D = sdmx::DataFormat;
using S = sdmx::StructureFormat;

TEST(Negotiation, TheGreatestWeightThatIsAFormOfSdmxWins) {
  const struct {
    std::string accept;
    Rest rest;
    std::optional<D> expected;
  } cases[] = {
      {"", Rest::kV1, D::kGeneric21},
      {"", Rest::kV2, D::kJson2},
      {"*/*", Rest::kV1, D::kGeneric21},
      {"application/xml", Rest::kV1, D::kGeneric21},
      {"text/csv", Rest::kV1, D::kCsv1},
      {"application/vnd.sdmx.data+csv;version=1.0.0;q=0.5, "
       "application/vnd.sdmx.data+json;version=1.0.0;q=0.9",
       Rest::kV1, D::kJson1},
      {"text/html, application/vnd.sdmx.data+csv;version=2.0.0", Rest::kV2, D::kCsv2},
      {"application/xml;q=0, text/csv", Rest::kV1, D::kCsv1},
      {"text/html", Rest::kV1, std::nullopt},
      {"application/xml;q=0", Rest::kV1, std::nullopt},
      {"application/xml;q=much", Rest::kV1, std::nullopt},
      {"application/vnd.sdmx.data+json;version=9.0", Rest::kV2, std::nullopt},
  };
  for (const auto& one : cases) {
    const auto media = ChooseDataMedia({.format = std::nullopt, .accept = one.accept}, one.rest);
    EXPECT_EQ(media.ok() ? std::optional(media->format) : std::nullopt, one.expected) << one.accept;
    if (media.ok()) continue;
    EXPECT_EQ(ReasonOf(media.status()), common::v1::ERROR_REASON_NOT_ACCEPTABLE);
  }
}

TEST(Negotiation, TheParameterCountsBeforeTheHeader) {
  const FormWish wish{.format = "csvfilewithlabels", .accept = "application/xml"};
  EXPECT_EQ(ContentType(*ChooseDataMedia(wish, Rest::kV1)),
            "application/vnd.sdmx.data+csv;version=1.0.0;labels=both");
  const FormWish whole{.format = "application/vnd.sdmx.data+csv;version=2.0.0;keys=obs", .accept = ""};
  EXPECT_EQ(ContentType(*ChooseDataMedia(whole, Rest::kV2)),
            "application/vnd.sdmx.data+csv;version=2.0.0;keys=obs");
  EXPECT_FALSE(ChooseDataMedia({.format = "pdf", .accept = ""}, Rest::kV1).ok());
  EXPECT_EQ(*ChooseStructureFormat({.format = "sdmx-json", .accept = ""}, Rest::kV1), S::kJson1);
}

TEST(Negotiation, ErrorsAreToldInWhatIsAskedFor) {
  const struct {
    std::string accept;
    Rest rest;
    S expected;
  } cases[] = {{"", Rest::kV1, S::kXml21},
               {"", Rest::kV2, S::kJson2},
               {"application/vnd.sdmx.data+json;version=1.0.0", Rest::kV1, S::kJson1},
               {"application/vnd.sdmx.data+xml;version=3.0.0", Rest::kV2, S::kXml30},
               {"text/csv", Rest::kV1, S::kXml21},
               {"text/csv", Rest::kV2, S::kJson2},
               {"text/html", Rest::kV2, S::kJson2}};
  for (const auto& one : cases) {
    EXPECT_EQ(ChooseErrorFormat({.format = std::nullopt, .accept = one.accept}, one.rest), one.expected)
        << one.accept;
  }
}

TEST(Negotiation, ATagCountsBeforeATime) {
  const Validators validators{.tag = "\"abc\"",
                              .changed = absl::FromUnixSeconds(784111777) + absl::Milliseconds(5)};
  constexpr char kThen[] = "Sun, 06 Nov 1994 08:49:37 GMT", kBefore[] = "Sun, 06 Nov 1994 08:49:36 GMT";
  EXPECT_EQ(HttpDate(validators.changed), kThen);
  EXPECT_TRUE(IsUnchanged(validators, "\"x\", W/\"abc\"", ""));
  EXPECT_TRUE(IsUnchanged(validators, "*", ""));
  EXPECT_FALSE(IsUnchanged(validators, "\"x\"", kThen));
  EXPECT_TRUE(IsUnchanged(validators, "", kThen));
  EXPECT_FALSE(IsUnchanged(validators, "", kBefore));
  EXPECT_FALSE(IsUnchanged(validators, "", "yesterday"));
  EXPECT_FALSE(IsUnchanged(validators, "", ""));
}

}  // namespace
}  // namespace tabadul::statistics::rest
