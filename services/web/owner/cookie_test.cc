#include "services/web/owner/cookie.h"

#include <gtest/gtest.h>

#include "services/web/owner/fake_services.h"

namespace tabadul::web::owner {
namespace {

http::Fields Cookies(std::initializer_list<std::string> values) {
  http::Fields fields;
  for (const std::string& value : values) fields.Add("Cookie", value);
  return fields;
}

const std::string kOwn = "__Host-tabadul-session=" + std::string(kSession);

TEST(Cookie, TheSessionIsFoundAmongOthers) {
  for (const auto& fields : {Cookies({kOwn}), Cookies({"a=b; " + kOwn + ";c=d"}), Cookies({"a=b", kOwn}),
                             Cookies({"digits=arab;" + kOwn})})
    EXPECT_EQ(SessionIn(fields), kSession);
}

TEST(Cookie, WhatIsNoSessionIsNone) {
  EXPECT_EQ(SessionIn({}), std::nullopt);
  const std::string name = "__Host-tabadul-session=";
  const std::vector<std::string> values = {name,
                                           name + "abc",
                                           name + std::string(43, '*'),
                                           name + std::string(44, 'A'),
                                           kOwn + "=",
                                           "tabadul-session=" + std::string(kSession),
                                           "x" + kOwn,
                                           "__Host-tabadul-session",
                                           name + "\"" + kSession + "\""};
  for (const std::string& value : values) EXPECT_EQ(SessionIn(Cookies({value})), std::nullopt) << value;
}

TEST(Cookie, OfTwoSessionsNobodyKnowsWhichIsMeant) {
  EXPECT_EQ(SessionIn(Cookies({kOwn + "; " + kOwn})), std::nullopt);
  EXPECT_EQ(SessionIn(Cookies({kOwn, "__Host-tabadul-session=" + std::string(kOtherSession)})), std::nullopt);
}

TEST(Cookie, IsOfThisSiteAloneAndForNoScript) {
  EXPECT_EQ(CookieOf(kSession), kOwn + "; Secure; HttpOnly; SameSite=Strict; Path=/");
  EXPECT_EQ(NoCookie(), "__Host-tabadul-session=; Secure; HttpOnly; SameSite=Strict; Path=/; Max-Age=0");
}

}  // namespace
}  // namespace tabadul::web::owner
