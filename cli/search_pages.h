// What searches of every kind do alike on the command line: page after page, marked words, counts. Not thread-safe.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "cli/commands.h"
#include "cli/session.h"
#include "lib/platform/messages/messages.h"
#include "tabadul/jobs/v1/jobs_service.pb.h"

namespace tabadul::cli {

// Page after page, until there are `limit` records or no more. `size`: how many a response has.
template <class Response, class Request, class Size>
absl::StatusOr<Response> Collect(client::Connection& connection, const std::string& method, Request request,
                                 int limit, Size size) {
  Response all;
  do {
    request.set_page_size(std::min(100, limit - size(all)));
    ASSIGN_OR_RETURN(Response page,
                     client::Ask<Response>(connection, connection.Within(kCallTime), method, request));
    request.set_page_token(page.next_page_token());
    request.clear_facets();                     // the first page has counted
    if (size(all) > 0) page.clear_corrected();  // the first page has said it
    all.MergeFrom(page);
    all.set_next_page_token(page.next_page_token());
  } while (!all.next_page_token().empty() && size(all) < limit);
  return all;
}

// What matches stands in brackets.
std::string Marked(const jobs::v1::MarkedText& text);

// `name`: of the facet, without its enum's prefix. `count`: of a value.
template <class Facet, class Count>
void PrintFacet(Session& session, const std::string& name, const Facet& facet, Count count) {
  session.Print(messages::Text(session.language, "labels.facet." + name) + ":");
  for (const auto& value : facet.values())
    session.Print(fmt::format("  {:>8}  {}  {}", count(value), value.value(), Plain(value.label())));
}

// That the query was corrected stands before the records, what it was understood as after them.
template <class Response>
void PrintCorrected(Session& session, const Response& found) {
  if (found.has_corrected())
    session.Print(session.Text("search.corrected", {{"query", Plain(found.corrected().query())}}));
}
template <class Response>
void PrintUnderstood(Session& session, const Response& found) {
  if (!found.has_understood()) return;
  session.Print(session.Text("search.understood", {{"code", found.understood().occupation()},
                                                   {"label", found.understood().label()}}));
}

}  // namespace tabadul::cli
