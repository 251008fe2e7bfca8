#include "services/web/owner/origin.h"

#include <gtest/gtest.h>

#include "lib/evidence/digest.h"
#include "services/web/owner/fake_services.h"

namespace tabadul::web::owner {
namespace {

using Sent = std::initializer_list<std::pair<std::string, std::string>>;

bool FromHere(Sent sent) {
  http::Fields fields;
  for (const auto& [name, value] : sent) fields.Add(name, value);
  return ComesFromHere(fields);
}

TEST(Origin, WhatTheBrowserSaysCounts) {
  EXPECT_TRUE(FromHere({{"Sec-Fetch-Site", "same-origin"}}));
  for (const char* const other : {"same-site", "cross-site", "none", ""}) {
    EXPECT_FALSE(
        FromHere({{"host", "jobs.example"}, {"origin", "https://jobs.example"}, {"sec-fetch-site", other}}))
        << other;
  }
  EXPECT_FALSE(FromHere({{"sec-fetch-site", "same-origin"}, {"sec-fetch-site", "cross-site"}}));
}

TEST(Origin, OfABrowserThatSaysNothingElseItsOriginDoes) {
  EXPECT_TRUE(FromHere({{"host", "localhost:8443"}, {"origin", "https://localhost:8443"}}));
  EXPECT_TRUE(FromHere({{"host", "Jobs.example"}, {"origin", "https://jobs.example"}}));
  const std::string host = "jobs.example";
  for (const char* const other :
       {"null", "", "http://jobs.example", "https://jobs.example:8443", "https://jobs.example.evil",
        "https://evil/jobs.example", "https://evil", "jobs.example", "https://jobs.example/"})
    EXPECT_FALSE(FromHere({{"host", host}, {"origin", other}})) << other;
  EXPECT_FALSE(FromHere({{"host", host}}));
  EXPECT_FALSE(FromHere({{"origin", "https://"}}));
  EXPECT_FALSE(FromHere({{"host", host}, {"origin", "https://jobs.example"}, {"origin", "https://evil"}}));
}

TEST(Origin, TheFieldOfAFormIsOfItsSession) {
  EXPECT_EQ(CsrfOf(kSession), evidence::Base64Url(evidence::HmacSha256(kSession, "csrf")));
  EXPECT_NE(CsrfOf(kSession), CsrfOf(kOtherSession));
  EXPECT_TRUE(IsSame(CsrfOf(kSession), CsrfOf(kSession)));
  std::string last = CsrfOf(kSession);
  last.back() = last.back() == 'A' ? 'B' : 'A';
  for (const std::string& sent : {std::string(), last, CsrfOf(kSession).substr(1), CsrfOf(kOtherSession)})
    EXPECT_FALSE(IsSame(CsrfOf(kSession), sent)) << sent;
}

}  // namespace
}  // namespace tabadul::web::owner
