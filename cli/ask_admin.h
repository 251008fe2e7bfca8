// Questions to identity's AdminService, as all of `tabadul admin` asks them.
#pragma once

#include <memory>
#include <string>

#include "cli/commands.h"
#include "cli/session.h"
#include "google/protobuf/message.h"

namespace tabadul::cli {

inline constexpr char kAdminService[] = "/tabadul.identity.v1.AdminService/";

// Asks, prints JSON if wanted; else `show` prints. Returns the exit code.
template <class Response, class Show>
int AskAdmin(Session& session, const std::string& method, const google::protobuf::Message& request,
             Show show) {
  std::unique_ptr<client::Connection> connection;
  if (const int code = session.Connect(&connection); code != kAllIn) return code;
  const auto answer =
      client::Ask<Response>(*connection, connection->Within(kCallTime), kAdminService + method, request);
  if (!answer.ok()) return session.Fail(answer.status());
  if (session.json) {
    session.PrintJson(*answer);
  } else {
    show(*answer);
  }
  return kAllIn;
}

// All pages as one answer.
template <class Request, class Response, class Show>
int ListAll(Session& session, const std::string& method, Request request, Show show) {
  std::unique_ptr<client::Connection> connection;
  if (const int code = session.Connect(&connection); code != kAllIn) return code;
  Response all;
  do {
    const auto page =
        client::Ask<Response>(*connection, connection->Within(kCallTime), kAdminService + method, request);
    if (!page.ok()) return session.Fail(page.status());
    request.set_page_token(page->next_page_token());
    all.MergeFrom(*page);
  } while (!request.page_token().empty());
  all.clear_next_page_token();
  if (session.json) {
    session.PrintJson(all);
  } else {
    show(all);
  }
  return kAllIn;
}

}  // namespace tabadul::cli
