#include "services/web/owner/form.h"

#include "absl/strings/ascii.h"
#include "lib/transcode/binding.h"
#include "services/web/negotiation.h"

namespace tabadul::web::owner {
namespace {

constexpr char kType[] = "application/x-www-form-urlencoded";

}  // namespace

absl::StatusOr<Form> Form::Read(std::string_view content_type, std::string_view body) {
  if (!IsMedia(content_type, kType))
    return Error(common::v1::ERROR_REASON_UNSUPPORTED_MEDIA_TYPE, {{"expected", kType}});
  if (body.size() > kMostBytes) {
    return Error(common::v1::ERROR_REASON_MESSAGE_TOO_LARGE, {{"limit_bytes", std::to_string(kMostBytes)}});
  }
  Violations violations;
  Form form;
  form.fields_ = transcode::ParseQuery(body, violations);
  RETURN_IF_ERROR(violations.ToStatus());
  return form;
}

std::string_view Form::Get(std::string_view name) const {
  for (const auto& [given, value] : fields_) {
    if (given == name) return Std(absl::StripAsciiWhitespace(value));
  }
  return {};
}

}  // namespace tabadul::web::owner
