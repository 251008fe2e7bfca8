// What pages of results of every kind share: the search box, how the query was taken, order, pages, advice. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lib/platform/base/status.h"
#include "services/web/pages/filters.h"
#include "services/web/pages/format.h"
#include "services/web/pages/page.h"
#include "tabadul/jobs/v1/jobs_service.pb.h"

namespace tabadul::web::pages {

// Of an answer, of whatever kind.
struct Found {
  int64_t total = 0;
  int shown = 0;
  std::string next_page;
  const jobs::v1::Understood* understood = nullptr;  // null: it was not
  const jobs::v1::Corrected* corrected = nullptr;
};

// Null: it was not, or the kind is of no occupation.
template <class Response>
const jobs::v1::Understood* UnderstoodIn(const Response& response) {
  if constexpr (requires { response.has_understood(); }) {
    return response.has_understood() ? &response.understood() : nullptr;
  } else {
    return nullptr;
  }
}

template <class Response>
Found FoundIn(const Response& response, int shown) {
  return {.total = response.total_size(),
          .shown = shown,
          .next_page = response.next_page_token(),
          .understood = UnderstoodIn(response),
          .corrected = response.has_corrected() ? &response.corrected() : nullptr};
}

// The values of one facet of an answer, with how many each has (`count`: the field of that).
template <class Response, class Facet, class Count>
std::vector<Choice> ChoicesOf(const Response& found, Facet facet, Count count) {
  std::vector<Choice> choices;
  for (const auto& counts : found.facets()) {
    if (counts.facet() != facet) continue;
    for (const auto& value : counts.values()) {
      choices.push_back({value.value(), value.label(), (value.*count)()});
    }
  }
  return choices;
}

// Title, search box. `kind`: "vacancies", "trainings"; of the texts "<kind>.title" and so on, and of the path. `box`: of the
// texts "<box>.words", "<box>.hint" and "<box>.try-languages": what may be typed.
Page ResultsPage(const Asked& asked, const Format& format, std::string_view kind,
                 std::string_view box = "search");
// How many, how the query was taken, the next page; advice if nothing was found. `orders`: "DATE", …
void AddFound(const Asked& asked, const Format& format, std::string_view kind, const Found& found,
              const std::vector<std::string_view>& orders, View& view);
// Of a search that the service has refused: the first page, if the token of another was not of this search; what is wrong
// with it, in the words of the form. Any other error stays one.
absl::StatusOr<Page> RefusedResults(const Asked& asked, const absl::Status& status, Page page);

}  // namespace tabadul::web::pages
