#include "services/web/pages/results.h"

#include "lib/platform/base/status.h"
#include "services/web/pages/localized.h"
#include "services/web/pages/names.h"
#include "services/web/pages/search_query.h"
#include "services/web/pages/text.h"

namespace tabadul::web::pages {
namespace {

// "Vacancies: nurse, Morocco"
std::string TitleOf(const Asked& asked, std::string_view kind) {
  std::string subject = WithoutTurns(asked.query.Get("q"));
  const std::vector<std::string> countries = asked.query.All("country");
  const std::string country = countries.size() == 1 ? CountryName(countries[0], asked.language) : "";
  if (!subject.empty() && !country.empty())
    subject = Text(asked.language, "place", {{"city", subject}, {"country", country}});
  if (subject.empty()) subject = country;
  const std::string key(kind);
  if (subject.empty()) return Text(asked.language, key + ".title");
  return Text(asked.language, key + ".title-of", {{"subject", subject}});
}

void AddUnderstanding(const Asked& asked, const Found& found, View& view) {
  const std::string words_alone =
      Address(asked.language, asked.path, asked.query.Without("page").WithOnly("exact", "1"));
  if (found.understood != nullptr) {
    if (view.All("HAS_CHIPS").empty()) view.Add("HAS_CHIPS");
    View& understood = view.Add("UNDERSTOOD");
    understood.Set("UNDERSTOOD_AS",
                   Text(asked.language, "search.understood", {{"occupation", found.understood->label()}}));
    understood.Set("UNDERSTOOD_ADDRESS", words_alone);
  }
  if (found.corrected != nullptr) {
    View& corrected = view.Add("CORRECTED");
    corrected.Set("CORRECTED_TO", Text(asked.language, "search.corrected",
                                       {{"query", WithoutTurns(found.corrected->query())}}));
    corrected.Set("TYPED",
                  Text(asked.language, "search.typed", {{"query", WithoutTurns(asked.query.Get("q"))}}));
    corrected.Set("TYPED_ADDRESS", words_alone);
  }
}

void AddOrders(const Asked& asked, const std::vector<std::string_view>& orders, View& view) {
  // Without a word: by relevance if there are words, else by date.
  const std::string standard = asked.query.Has("q") ? "RELEVANCE" : "DATE";
  const std::string current = asked.query.Has("order") ? asked.query.Get("order") : standard;
  View& ordered = view.Add("ORDERED");
  for (const std::string_view order : orders) {
    if (order == "RELEVANCE" && !asked.query.Has("q")) continue;
    const Query first = asked.query.Without("page");
    View& link = ordered.Add("ORDER");
    link.Set("ORDER_NAME", Text(asked.language, "order." + std::string(order)));
    link.Set("ORDER_ADDRESS",
             Address(asked.language, asked.path,
                     order == standard ? first.Without("order") : first.WithOnly("order", order)));
    if (order == current) link.Add("ORDER_CURRENT");
  }
}

void AddProblems(const Asked& asked, const absl::Status& status, View& view) {
  View& problems = view.Add("PROBLEMS");
  std::vector<Violation> violations = ViolationsOf(status);
  if (violations.empty()) {
    Metadata metadata = MetadataOf(status);
    violations.push_back({metadata["field"], ReasonOf(status), metadata});
  }
  for (const Violation& violation : violations) {
    Metadata metadata = violation.metadata;
    const std::string key = "portal.filter." + std::string(ParameterOf(violation.field));
    if (messages::Has("en", key)) metadata["field"] = messages::Text(asked.language, key);
    problems.Add("PROBLEM").Set(
        "PROBLEM_TEXT", messages::ErrorText(asked.language, violation.reason, metadata, asked.digits));
  }
}

}  // namespace

Page ResultsPage(const Asked& asked, const Format& format, std::string_view kind, std::string_view box) {
  Page page;
  page.title = TitleOf(asked, kind);
  page.description = Text(format.language(), std::string(kind) + ".description");
  page.section = asked.path;
  page.body = "results.tpl";
  page.query = asked.query;
  page.indexed = asked.query.parameters().empty();
  page.view.Set("HEADING", page.title);
  page.view.Set("ACTION", Address(asked.language, asked.path));
  page.view.Set("WORDS", WithoutTurns(asked.query.Get("q")));
  page.view.Set("WORDS_NAME", Text(format.language(), std::string(box) + ".words"));
  page.view.Set("WORDS_HINT", Text(format.language(), std::string(box) + ".hint"));
  page.view.Set("TRY_LANGUAGES", Text(format.language(), std::string(box) + ".try-languages"));
  return page;
}

void AddFound(const Asked& asked, const Format& format, std::string_view kind, const Found& found,
              const std::vector<std::string_view>& orders, View& view) {
  view.Set("FOUND", format.Counted(std::string(kind) + ".found", found.total));
  AddUnderstanding(asked, found, view);
  if (found.total > 1) AddOrders(asked, orders, view);
  const bool first = !asked.query.Has("page");
  if (found.shown == 0) {
    View& empty = view.Add("EMPTY");
    if (!view.Get("CLEAR").empty()) empty.Add("EMPTY_FILTERED");
  }
  if (!first) view.Set("FIRST", Address(asked.language, asked.path, asked.query.Without("page")));
  if (!found.next_page.empty())
    view.Set("NEXT", Address(asked.language, asked.path, asked.query.WithOnly("page", found.next_page)));
  if (!first || !found.next_page.empty()) view.Add("PAGES");
}

absl::StatusOr<Page> RefusedResults(const Asked& asked, const absl::Status& status, Page page) {
  const bool another_search = ReasonOf(status) == common::v1::ERROR_REASON_TOKEN_MISMATCH ||
                              ReasonOf(status) == common::v1::ERROR_REASON_TOKEN_UNREADABLE;
  if (another_search && asked.query.Has("page")) {
    page.moved_to = Address(asked.language, asked.path, asked.query.Without("page"));
    return page;
  }
  if (status.code() != absl::StatusCode::kInvalidArgument) return status;
  AddProblems(asked, status, page.view);
  page.status = 400;
  return page;
}

}  // namespace tabadul::web::pages
