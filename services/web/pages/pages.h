// The portal: pages that the service writes, in Arabic, English and French, complete without JavaScript. Whoever asks for one
// is answered on a worker, which waits for the services; when all are busy and enough wait, at once, with what to do.
// Thread-safe.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "absl/time/time.h"
#include "lib/platform/http/server.h"
#include "lib/platform/rpc/worker_pool.h"
#include "services/web/answers.h"
#include "services/web/pages/calls.h"
#include "services/web/pages/kept_pages.h"
#include "services/web/pages/page.h"
#include "services/web/pages/presenter.h"
#include "services/web/pages/routes.h"
#include "services/web/pages/sitemap.h"
#include "services/web/request_context.h"

namespace tabadul::web::pages {

struct Options {
  std::string origin;   // "https://jobs.example": where visitors find the pages; may be empty
  std::string openapi;  // of transcode::OpenApi(), from which the reference is made; empty: there is none
  int workers = 16;
  int queue = 128;                            // requests that wait for a worker; beyond: 503
  absl::Duration timeout = absl::Seconds(5);  // of the calls for one page, together
  KeptPages::Options kept;
};

class Pages {
 public:
  Pages(Templates templates, Transport transport, Options options);

  // Everything that is not the API's or an owner's. Does not wait.
  void Handle(const http::Request& request, std::shared_ptr<http::Answer> answer);
  const Presenter& presenter() const { return presenter_; }

 private:
  struct Visit;
  void Queue(std::shared_ptr<const Visit> visit);
  // By far the longest page, and the same for everybody.
  void MakeReferences();
  // On a worker.
  http::Response Respond(const Visit& visit) const;
  http::Response Keep(Page page, const Visit& visit) const;
  http::Response Fail(const absl::Status& status, const Visit& visit) const;
  http::Response Asset(const Visit& visit) const;
  http::Response Reference(const Visit& visit) const;
  http::Response Sitemap(const Visit& visit) const;
  // Back to where the form was.
  http::Response KeepDigits(std::string_view form, const Visit& visit) const;
  void Send(const Visit& visit, http::Response response) const;

  const Presenter presenter_;
  const Transport transport_;
  const Options options_;
  mutable KeptPages kept_;                                   // a page is the same, kept or not
  mutable Sitemaps sitemaps_;                                // so is a sitemap
  std::map<std::string, Document, std::less<>> references_;  // by language; not changed after the start
  rpc::WorkerPool workers_;                                  // the last: its tasks use the others
};

}  // namespace tabadul::web::pages
