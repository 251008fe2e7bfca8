// The portal as somebody meets it who signs in for a ministry's system: its forms and its cookie, as a browser deals with them.
#pragma once

#include <string>

#include "tests/cluster/web_fixture.h"

namespace tabadul {

inline const Pairs kFromHere = {{"sec-fetch-site", "same-origin"}};

// The field that each form of a page has.
inline std::string CsrfIn(const HttpAnswer& page) {
  const std::string mark = "name=\"csrf\" value=\"";
  const size_t at = page.body.find(mark);
  EXPECT_NE(at, std::string::npos) << page.status << page.error << page.body;
  if (at == std::string::npos) return "";
  const size_t begin = at + mark.size();
  return page.body.substr(begin, page.body.find('"', begin) - begin);
}

class Portal : public Web {
 protected:
  static HttpRequest Form(HttpRequest request, std::string body) {
    return Post(std::move(request), std::move(body), "application/x-www-form-urlencoded");
  }
  static std::string CodeOf(const std::string& link) { return link.substr(link.find('#') + 1); }
  static HttpAnswer UseLink(const std::string& link) {
    return Http(Form(Visit("/en/sign-in", kFromHere), "next=%2Fsystem%2Fruns&code=" + CodeOf(link)));
  }
  // Of an answer that signs in: the cookie as a browser sends it from then on.
  static std::string CookieIn(const HttpAnswer& answer) {
    EXPECT_EQ(answer.status, 303) << answer.error << answer.body;
    const auto set = answer.fields.find("set-cookie");
    return set == answer.fields.end() ? "" : set->second.substr(0, set->second.find(';'));
  }
  static std::string SignIn(const std::string& source) {
    return CookieIn(UseLink(cluster_->SignInLink(source)));
  }
};

}  // namespace tabadul
