// What lists that grow for ever do alike on the command line: people are shown the newest, --json gives all.
#pragma once

#include <string>

#include "cli/commands.h"
#include "cli/session.h"
#include "lib/client/kind.h"

namespace tabadul::cli {

// Asks `rpc` of the kind's exchange: with --json page after page, else for one page, which `print` shows. Returns the exit
// code.
template <class Response, class Request, class Print>
int ListNewest(Session& session, client::Connection& connection, const std::string& kind, const char* rpc,
               Request request, Print print) {
  constexpr int kShown = 20, kAtOnce = 100;
  const auto method = client::MethodOf(kind, rpc);
  if (!method.ok()) return session.Fail(method.status());
  request.set_page_size(session.json ? kAtOnce : kShown);
  do {
    const auto page = client::Ask<Response>(connection, connection.Within(kCallTime), *method, request);
    if (!page.ok()) return session.Fail(page.status());
    session.json ? void(session.PrintJson(*page)) : print(*page);
    request.set_page_token(page->next_page_token());
  } while (session.json && !request.page_token().empty() && !session.broken());
  if (!session.json && !request.page_token().empty()) session.Print(session.Text("source.more"));
  return kAllIn;
}

}  // namespace tabadul::cli
