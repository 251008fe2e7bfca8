// What a page below /system is asked with and what it answers, in this room and in another that has such pages
// (services/web/uploads). Owner (owner.h) has found out before who asks, by the session in his cookie, and that it was a page
// of ours that he sent a form from.
//
//   std::vector<SystemPage> pages = {{.name = "upload", .path = "/system/upload", .entry = "system.upload", .get = …}};
//   owner::Owner owner(…, owner::SystemPages(std::move(pages)));
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "absl/time/time.h"
#include "lib/platform/http/server.h"
#include "services/web/owner/form.h"
#include "services/web/pages/calls.h"
#include "services/web/pages/page.h"
#include "services/web/request_context.h"

namespace tabadul::web::owner {

inline constexpr absl::Duration kCallTime = absl::Seconds(10);  // of a call for a page

// Somebody who is signed in, as services know him.
struct Session {
  std::string fingerprint;  // of the session: what Sessions::Find takes
  std::string source;       // "SY/mosal/pes"
  std::vector<std::string> scopes;
  absl::Time expires;                          // unless it is used
  std::optional<absl::Time> certificates_end;  // of the last certificate of his system that is good
  // Of a call in his name: authorization, x-tabadul-certificate. For some minutes: whoever calls later asks Sessions again.
  std::vector<std::pair<std::string, std::string>> credentials;

  bool May(std::string_view scope) const;  // "vacancy.write"
};

// One request of his.
struct Visit {
  http::Request request;
  RequestContext context;
  pages::Asked asked;  // `id`: what stands for {id} in SystemPage::path
  Session session;
  std::string csrf;  // what each form has in its field "csrf"; of a multipart form this must come first
  Form form;         // of SystemPage::post
  const pages::Transport* transport = nullptr;

  // In his name, until kCallTime from now. They wait: on threads that may.
  pages::Calls Calls() const;
  // Compares in constant time.
  bool IsCsrf(std::string_view sent) const;
};

struct SeeOther {
  std::string path;  // after the language, with its query: "/system/runs"
};
struct File {
  std::string type;  // "text/csv; charset=utf-8"
  std::string name;  // under which a browser keeps it, [a-z0-9.-]; empty: it is shown
  std::string body;
};
// With 200 or the page's own status; 303; 200. An error is shown as a page.
using Reply = std::variant<pages::Page, SeeOther, File>;

struct SystemPage {
  std::string name = {};   // as metrics and the log call it: "system-runs"
  std::string path = {};   // after the language: "/system/runs/{id}"; {id}: 32 lower-case hex digits
  std::string entry = {};  // the text by which the pages' navigation has it; empty: it has not
  std::vector<std::string_view> parameters = {};  // of its query, those that it knows
  // No service is asked for it, which would refuse a session that has ended: before it, identity is asked whether it goes on.
  bool asks_nobody = false;
  // On a worker, which may wait for services. Without `get` the path is not there; without `post` and `take` it is only read.
  std::function<absl::StatusOr<Reply>(const Visit& visit)> get = nullptr;
  // Of application/x-www-form-urlencoded: by then the form is read, and its csrf has been compared.
  std::function<absl::StatusOr<Reply>(const Visit& visit)> post = nullptr;
  // Instead of `post`, for a body of another type, whole or as a stream (http::Body): compares the csrf ITSELF, by IsCsrf,
  // before it does anything, and answers FormRefused() if it is another. Begins on a worker and must not wait there for the
  // body; `answer` is called once, on any thread.
  using Answer = std::function<void(absl::StatusOr<Reply>)>;
  std::function<void(std::shared_ptr<const Visit> visit, Answer answer)> take = nullptr;
};

// Of a form that carries no csrf or another's: the page that says what to do, with 403.
Reply FormRefused(const pages::Asked& asked);

}  // namespace tabadul::web::owner
