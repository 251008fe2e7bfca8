#include "services/statistics/practices/addresses.h"

#include <string>

#include "gtest/gtest.h"

namespace tabadul::statistics {
namespace {

using Check = void (*)(Violations&, std::string_view, std::string_view);

std::string Fault(Check check, const std::string& value) {
  Violations v;
  check(v, "field", value);
  return v.ok() ? "" : std::string(ReasonName(v.list()[0].reason));
}

TEST(Addresses, ADigestIsSixtyFourLowerCaseDigits) {
  const std::string digest(64, 'a');
  EXPECT_EQ(Fault(CheckSha256, ""), "");
  EXPECT_EQ(Fault(CheckSha256, digest), "");
  for (const std::string& wrong :
       {digest + "a", digest.substr(1), std::string(64, 'A'), std::string(64, 'g'), " " + digest.substr(1)}) {
    EXPECT_EQ(Fault(CheckSha256, wrong), "MALFORMED") << wrong;
  }
}

TEST(Addresses, AMediaTypeHasNoParameters) {
  for (const char* right : {"", "application/pdf", "text/csv", "application/vnd.sdmx.data+xml"}) {
    EXPECT_EQ(Fault(CheckMediaType, right), "") << right;
  }
  for (const char* wrong : {"pdf", "application/", "/pdf", "text/html; charset=utf-8", "Text/HTML", "a/b/c",
                            "text/ html", "text/.x"}) {
    EXPECT_EQ(Fault(CheckMediaType, wrong), "MALFORMED") << wrong;
  }
  EXPECT_EQ(Fault(CheckMediaType, "text/" + std::string(96, 'x')), "TOO_LONG");
}

TEST(Addresses, AMailboxIsADotAtomAtAHost) {
  for (const char* right : {"", "policy@labour.example", "a.b+c@x-y.co", "o'neil@labour.gov.example"}) {
    EXPECT_EQ(Fault(CheckMailbox, right), "") << right;
  }
  for (const char* wrong :
       {"labour.example", "@labour.example", "a@", "a@labour", "a@labour.", "a@-x.example",
        "a..b@labour.example", ".a@labour.example", "a b@labour.example", "Office <a@labour.example>",
        "a@b@labour.example", "\"a\"@labour.example", "a@[192.0.2.1]", "a@labour.example\n"}) {
    EXPECT_NE(Fault(CheckMailbox, wrong), "") << wrong;
  }
  EXPECT_EQ(Fault(CheckMailbox, "a@" + std::string(64, 'x') + ".example"), "MALFORMED");
  EXPECT_EQ(Fault(CheckMailbox, std::string(250, 'a') + "@b.example"), "TOO_LONG");
}

}  // namespace
}  // namespace tabadul::statistics
