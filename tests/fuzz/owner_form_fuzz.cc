// Any bytes as what a browser of a system owner sends: a form, a cookie, where he wants to go. Of a form that is taken everything is
// text; a session is of its form; and nobody is led away from the portal.
#include <string>
#include <string_view>

#include "lib/platform/base/utf8.h"
#include "services/web/owner/cookie.h"
#include "services/web/owner/form.h"
#include "services/web/owner/sign_in_page.h"
#include "services/web/owner/way_back.h"
#include "tests/fuzz/check.h"

namespace {

using namespace tabadul::web::owner;  // NOLINT
using tabadul::fuzz::Check;

void CheckForm(std::string_view body) {
  const auto form = Form::Read("application/x-www-form-urlencoded", body);
  if (!form.ok()) {
    Check(tabadul::ReasonOf(form.status()) != tabadul::common::v1::ERROR_REASON_UNSPECIFIED);
    return;
  }
  size_t length = 0;
  for (const auto& [name, value] : form->fields()) {
    Check(!name.empty() && tabadul::IsUtf8(name) && tabadul::IsUtf8(value));
    Check(form->Get(name).size() <= body.size());
    length += name.size() + value.size();
  }
  Check(length <= body.size());
  Check(CodeIn(form->Get("code")).find('#') == std::string_view::npos);
}

void CheckCookie(std::string_view text) {
  tabadul::http::Fields fields;
  fields.Add("cookie", std::string(text));
  const auto session = SessionIn(fields);
  Check(!session || IsSession(*session));
}

void CheckWayBack(std::string_view next) {
  const std::string path = WayBack(next);
  Check(path == kSystem || path == next);
  Check(path.starts_with(kSystem) && path.find_first_of("\\\r\n<>\"'@:") == std::string::npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text = tabadul::fuzz::Text(data, size);
  CheckForm(text);
  CheckCookie(text);
  CheckWayBack(text);
  return 0;
}
