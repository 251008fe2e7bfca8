#include "services/web/sdmx/error_message.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "lib/platform/rpc/edge.h"
#include "lib/transcode/transcoder.h"
#include "services/web/answers.h"
#include "services/web/pages/languages.h"
#include "services/web/sdmx/cors.h"

namespace tabadul::web::sdmx {
namespace {

constexpr char kType[] = "application/xml; charset=utf-8";

std::string TextOf(const absl::Status& shown, std::string_view language) {
  const std::string text = rpc::LocalizedText(rpc::FromProto(rpc::ToProto(shown, language)));
  return absl::StrReplaceAll(text, {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}});
}

std::string ErrorMessage(const absl::Status& shown, int http_status, statistics::v1::SdmxRest rest) {
  const std::string_view version = rest == statistics::v1::SDMX_REST_V2 ? "v3_0" : "v2_1";
  const std::string space = absl::StrCat("http://www.sdmx.org/resources/sdmxml/schemas/", Absl(version), "/");
  std::string message = absl::StrCat(R"(<?xml version="1.0" encoding="UTF-8"?>)", "\n<mes:Error xmlns:mes=\"",
                                     space, "message\" xmlns:com=\"", space,
                                     "common\"><mes:ErrorMessage code=\"", SdmxCode(http_status), "\">");
  for (const std::string_view language : pages::kLanguages)
    absl::StrAppend(&message, "<com:Text xml:lang=\"", Absl(language), "\">", TextOf(shown, language),
                    "</com:Text>");
  return message += "</mes:ErrorMessage></mes:Error>\n";
}

}  // namespace

int SdmxCode(int http_status) {
  switch (http_status) {
    case 401:
      return 110;  // unauthorized
    case 404:
      return 100;  // no results found
    case 413:
      return 130;  // response too large due to client request
    case 429:
    case 503:
    case 504:
      return 503;  // service unavailable
    case 501:
      return 501;  // not implemented
    default:
      return http_status < 500 ? 140 : 500;  // syntax error; internal server error
  }
}

http::Response Refusal(const absl::Status& shown, const RequestContext& context,
                       statistics::v1::SdmxRest rest) {
  const int status = transcode::HttpStatus(shown);
  http::Response response = ErrorHead(shown, status, kType, context);
  AddCors(response);
  response.body = ErrorMessage(shown, status, rest);
  return response;
}

}  // namespace tabadul::web::sdmx
