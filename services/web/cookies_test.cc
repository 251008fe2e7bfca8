#include "services/web/cookies.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tabadul::web {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

http::Fields Sent(std::initializer_list<const char*> values) {
  http::Fields fields;
  for (const char* const value : values) fields.Add("Cookie", value);
  return fields;
}

TEST(Cookies, AllOfANameAreFoundWhereverTheyStand) {
  const http::Fields fields = Sent({"a=1; b=2;a=3", "c=4", " a = 5;a=6=7;a;a="});
  EXPECT_THAT(CookiesNamed(fields, "a"), ElementsAre("1", "3", "6=7", "", ""));
  EXPECT_THAT(CookiesNamed(fields, "b"), ElementsAre("2"));
  EXPECT_THAT(CookiesNamed(fields, "a "), ElementsAre(" 5")) << "spaces inside are nobody's to take away";
}

TEST(Cookies, OtherNamesAndOtherFieldsAreNone) {
  http::Fields fields = Sent({"aa=1; A=2; b=a=3"});
  fields.Add("set-cookie", "a=4");
  EXPECT_THAT(CookiesNamed(fields, "a"), IsEmpty());
  EXPECT_THAT(CookiesNamed({}, "a"), IsEmpty());
}

}  // namespace
}  // namespace tabadul::web
