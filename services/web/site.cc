#include "services/web/site.h"

#include "services/web/negotiation.h"
#include "services/web/report.h"

namespace tabadul::web {
namespace {

using To = pages::Route::To;

bool PrefersHtml(const http::Request& request) {
  constexpr std::string_view kOffered[] = {"application/json", "text/html"};
  return BestMedia(request.fields.Get("accept"), kOffered) == 1u;
}

void Refuse(absl::Status status, const RequestContext& context, http::Answer& answer) {
  const rpc::Masked refused = rpc::Mask(std::move(status));
  Report(nullptr, refused, context);
  answer.Send(ErrorAnswer(refused, context));
}

}  // namespace

Site::Site(Api& api, sdmx::Mount& sdmx, pages::Pages& portal, owner::Owner& owner, std::string openapi)
    : api_(api), sdmx_(sdmx), portal_(portal), owner_(owner), openapi_(std::move(openapi), kJsonType) {}

void Site::Handle(http::Request request, std::shared_ptr<http::Answer> answer) {
  const std::string_view path = request.path();
  if (path.starts_with("/v1/")) return api_.Handle(request, std::move(answer));
  if (sdmx::Mount::Owns(path)) return sdmx_.Handle(request, std::move(answer));
  if (owner::Owner::Owns(path)) return owner_.Handle(std::move(request), std::move(answer));
  const pages::Route route = pages::RouteOf(path);
  const std::string_view allowed = pages::AllowedInstead(route.to, request.method);
  if (route.to == To::kDescription && allowed.empty())
    return answer->Send(DocumentAnswer(openapi_, ReadContext(request)));
  // What is not there, or not for this method, a browser is told by a page, a program by an error of the API.
  const bool is_there = route.to != To::kUnknown && allowed.empty();
  if (is_there || PrefersHtml(request)) return portal_.Handle(request, std::move(answer));
  if (!allowed.empty()) {
    absl::Status refused =
        Error(common::v1::ERROR_REASON_METHOD_NOT_ALLOWED, {{"allowed", std::string(allowed)}});
    return Refuse(std::move(refused), ReadContext(request), *answer);
  }
  if (!route.language.empty())
    return Refuse(Error(common::v1::ERROR_REASON_NOT_FOUND, {{"what", "path"}}), ReadContext(request),
                  *answer);
  api_.Handle(request, std::move(answer));
}

}  // namespace tabadul::web
