#include "services/web/site.h"

#include "services/web/negotiation.h"
#include "services/web/report.h"

namespace tabadul::web {
namespace {

bool PrefersHtml(const http::Request& request) {
  constexpr std::string_view kOffered[] = {"application/json", "text/html"};
  return BestMedia(request.fields.Get("accept"), kOffered) == 1u;
}

bool IsOfThePortal(const pages::Route& route) {
  return route.to != pages::Route::To::kUnknown || !route.language.empty();
}

void RefuseMethod(const RequestContext& context, http::Answer& answer) {
  const rpc::Masked refused =
      rpc::Mask(Error(common::v1::ERROR_REASON_METHOD_NOT_ALLOWED, {{"allowed", "GET, HEAD"}}));
  Report(nullptr, refused, context);
  answer.Send(ErrorAnswer(refused, context));
}

}  // namespace

Site::Site(Api& api, pages::Pages& portal, owner::Owner& owner, std::string openapi)
    : api_(api), portal_(portal), owner_(owner), openapi_(std::move(openapi), kJsonType) {}

void Site::Handle(http::Request request, std::shared_ptr<http::Answer> answer) {
  const std::string_view path = request.path();
  if (path.starts_with("/v1/")) return api_.Handle(request, std::move(answer));
  if (owner::Owner::Owns(path)) return owner_.Handle(std::move(request), std::move(answer));
  const bool reads = request.method == "GET" || request.method == "HEAD";
  const pages::Route route = pages::RouteOf(path);
  const bool description = path == "/openapi.json", of_the_portal = IsOfThePortal(route);
  const bool takes_a_form = route.to == pages::Route::To::kDigits;
  if (description && reads) return answer->Send(DocumentAnswer(openapi_, ReadContext(request)));
  // What is nobody's a browser is told by a page, a program by an error of the API.
  if ((of_the_portal && reads) || takes_a_form || PrefersHtml(request))
    return portal_.Handle(request, std::move(answer));
  if (description || of_the_portal) return RefuseMethod(ReadContext(request), *answer);
  api_.Handle(request, std::move(answer));
}

}  // namespace tabadul::web
