#include "services/statistics/rest/problem.h"

#include <optional>

#include "lib/platform/messages/messages.h"

namespace tabadul::statistics::rest {
namespace {

using common::v1::ErrorReason;

constexpr char kData[] = "data";
constexpr char kWhat[] = "what";

struct Codes {
  int http, sdmx;  // the latter of 1.5
};

bool IsNoResults(const absl::Status& status) {
  const Metadata metadata = MetadataOf(status);
  const auto what = metadata.find(kWhat);
  return ReasonOf(status) == common::v1::ERROR_REASON_NOT_FOUND && what != metadata.end() &&
         what->second == kData;
}

std::optional<Codes> CodesOf(ErrorReason reason, Rest rest) {
  switch (reason) {
    case common::v1::ERROR_REASON_NOT_FOUND:
      return Codes{404, 100};
    case common::v1::ERROR_REASON_MESSAGE_TOO_LARGE:
    case common::v1::ERROR_REASON_RECORD_TOO_LARGE:  // of vintages
      return Codes{413, 510};
    case common::v1::ERROR_REASON_NOT_ACCEPTABLE:
      return Codes{406, 140};
    case common::v1::ERROR_REASON_METHOD_UNKNOWN:
      return Codes{501, 501};
    case common::v1::ERROR_REASON_UNAVAILABLE:
      return Codes{503, 503};
    case common::v1::ERROR_REASON_REQUEST_UNREADABLE:
    case common::v1::ERROR_REASON_UNKNOWN_FIELD:
    case common::v1::ERROR_REASON_REQUIRED:
    case common::v1::ERROR_REASON_MALFORMED:
    case common::v1::ERROR_REASON_TOO_LONG:
    case common::v1::ERROR_REASON_TOO_MANY:
    case common::v1::ERROR_REASON_OUT_OF_RANGE:
      return Codes{400, 140};
    case common::v1::ERROR_REASON_UNKNOWN_CODE:
    case common::v1::ERROR_REASON_CONTRADICTION:
      return Codes{rest == Rest::kV1 ? 400 : 422, 150};
    default:
      return std::nullopt;
  }
}

std::string TextOf(const absl::Status& status, std::string_view language) {
  const Metadata metadata = MetadataOf(status);
  if (IsNoResults(status)) return messages::Text(language, "sdmx.no_results", metadata);
  switch (ReasonOf(status)) {
    case common::v1::ERROR_REASON_METHOD_UNKNOWN:
      return messages::Text(language, "sdmx.not_offered", metadata);
    case common::v1::ERROR_REASON_MESSAGE_TOO_LARGE:
    case common::v1::ERROR_REASON_RECORD_TOO_LARGE:
      return messages::Text(language, "sdmx.too_large", metadata);
    default:
      return messages::ErrorText(language, ReasonOf(status), metadata);
  }
}

}  // namespace

absl::Status NoResults() { return Error(common::v1::ERROR_REASON_NOT_FOUND, {{kWhat, kData}}); }

absl::Status NotHere(std::string_view id) {
  return Error(common::v1::ERROR_REASON_NOT_FOUND, {{"id", std::string(id)}});
}

absl::Status NotOffered(std::string_view method) {
  return Error(common::v1::ERROR_REASON_METHOD_UNKNOWN, {{"method", std::string(method)}});
}

absl::Status TooLarge(size_t limit_bytes) {
  return Error(common::v1::ERROR_REASON_MESSAGE_TOO_LARGE, {{"limit_bytes", std::to_string(limit_bytes)}});
}

bool IsOfRequest(const absl::Status& status) { return CodesOf(ReasonOf(status), Rest::kV1).has_value(); }

Answer ProblemAnswer(const absl::Status& status, Rest rest, sdmx::StructureFormat format,
                     sdmx::MessageHead head) {
  Answer answer;
  if (rest == Rest::kV2 && IsNoResults(status)) {
    answer.status = 204;
    return answer;
  }
  const Codes codes = *CodesOf(ReasonOf(status), rest);
  sdmx::FooterMessage message{
      .code = rest == Rest::kV1 ? codes.sdmx : codes.http, .severity = "Error", .text = {}};
  for (const std::string_view language : {"ar", "en", "fr"}) {
    message.text.push_back({std::string(language), TextOf(status, language)});
  }
  std::string text;
  sdmx::WriteError(format, head, message, &text);
  answer.status = codes.http;
  answer.headers = {{"Content-Type", std::string(sdmx::MediaType(format))},
                    {"Content-Language", std::move(head.language)}};
  answer.body = std::make_unique<TextBody>(std::move(text));
  return answer;
}

}  // namespace tabadul::statistics::rest
