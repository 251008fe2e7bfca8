#include "services/web/owner/form.h"

#include <gtest/gtest.h>

namespace tabadul::web::owner {
namespace {

constexpr char kType[] = "application/x-www-form-urlencoded";

ErrorReason Refused(std::string_view type, std::string_view body) {
  return ReasonOf(Form::Read(type, body).status());
}

TEST(Form, FieldsAreReadAsABrowserSendsThem) {
  const auto form = Form::Read("Application/X-WWW-Form-Urlencoded; charset=UTF-8",
                               "csrf=a-b_c&name=+%D9%85%D8%AB%D8%A7%D9%84+1+&empty=&name=2&alone");
  ASSERT_TRUE(form.ok()) << form.status();
  EXPECT_EQ(form->Get("csrf"), "a-b_c");
  EXPECT_EQ(form->Get("name"), "مثال 1") << "the first, without the spaces around it";
  EXPECT_EQ(form->Get("empty"), "");
  EXPECT_EQ(form->Get("none"), "");
  EXPECT_EQ(form->fields().size(), 5u);
  EXPECT_TRUE(Form::Read(kType, "").ok());
}

TEST(Form, OfAFormThatIsBrokenNothingIsTaken) {
  using namespace common::v1;  // NOLINT: reasons
  EXPECT_EQ(Refused("application/json", "{}"), ERROR_REASON_UNSUPPORTED_MEDIA_TYPE);
  EXPECT_EQ(Refused("", "a=b"), ERROR_REASON_UNSUPPORTED_MEDIA_TYPE);
  EXPECT_EQ(Refused(kType, "a=1&b=%2"), ERROR_REASON_MALFORMED);
  EXPECT_EQ(Refused(kType, "a=1&=2"), ERROR_REASON_MALFORMED);
  EXPECT_EQ(Refused(kType, "a=%FF"), ERROR_REASON_INVALID_UTF8);
}

TEST(Form, IsBounded) {
  using namespace common::v1;  // NOLINT: reasons
  EXPECT_TRUE(Form::Read(kType, "a=" + std::string(Form::kMostBytes - 2, 'x')).ok());
  EXPECT_EQ(Refused(kType, "a=" + std::string(Form::kMostBytes, 'x')), ERROR_REASON_MESSAGE_TOO_LARGE);
  std::string many;
  for (int i = 0; i < 1000; ++i) many += "a=1&";
  EXPECT_TRUE(Form::Read(kType, many).ok());
  EXPECT_EQ(Refused(kType, many + "a=1"), ERROR_REASON_TOO_MANY);
}

}  // namespace
}  // namespace tabadul::web::owner
