#include "services/identity/paging.h"

#include "absl/strings/escaping.h"
#include "fmt/format.h"
#include "lib/exchange/validate.h"
#include "lib/platform/base/utf8.h"
#include "services/identity/openssl.h"

namespace tabadul::identity {
namespace {

using namespace common::v1;  // NOLINT: the reasons

constexpr int kStandardSize = 100;
constexpr int kMaxSize = 1000;

}  // namespace

absl::StatusOr<Page> ReadPage(int page_size, std::string_view page_token, std::string_view list) {
  Violations violations;
  exchange::CheckPageSize(violations, page_size, kMaxSize);
  RETURN_IF_ERROR(violations.ToStatus());
  Page page{.size = exchange::PageSize(page_size, kStandardSize, kMaxSize)};
  if (page_token.empty()) return page;
  std::string plain;
  const bool decoded = absl::WebSafeBase64Unescape(Absl(page_token), &plain);
  const size_t line = plain.find('\n');
  if (!decoded || line == std::string::npos || !IsUtf8(plain) || plain.find('\0') != std::string::npos) {
    return Error(ERROR_REASON_TOKEN_UNREADABLE, {{"field", "page_token"}});
  }
  if (plain.substr(0, line) != list) return Error(ERROR_REASON_TOKEN_MISMATCH, {{"field", "page_token"}});
  page.after = plain.substr(line + 1);
  return page;
}

std::string PageToken(std::string_view list, std::string_view last) {
  return Base64Url(fmt::format("{}\n{}", list, last));
}

}  // namespace tabadul::identity
