// tabadul suggest-codes: which occupation codes a job title may have, and why.
#include <fmt/format.h>

#include "absl/strings/str_join.h"
#include "cli/commands.h"
#include "tabadul/jobs/v1/jobs_service.pb.h"

namespace tabadul::cli {
namespace {

constexpr char kSuggestCodes[] = "/tabadul.jobs.v1.JobsService/SuggestCodes";

// "12 %", as the terminal's columns want it.
std::string Percent(int permille) { return fmt::format("{} %", (permille + 5) / 10); }

void PrintSuggestion(Session& session, const jobs::v1::CodeSuggestion& suggestion) {
  session.Print(fmt::format("{:<6} {:>5}  {}", Plain(suggestion.code()),
                            Percent(suggestion.confidence_permille()), Plain(suggestion.label())));
  std::vector<std::string> reasons;
  for (const auto& because : suggestion.because()) {
    reasons.push_back(session.Text(
        because.name() ? "codes.name" : "codes.coded",
        {{"title", Plain(because.title())}, {"similarity", Percent(because.similarity_permille())}}));
  }
  if (!reasons.empty()) session.Print("              " + absl::StrJoin(reasons, " · "));
}

int SuggestCodes(Session& session, const jobs::v1::SuggestCodesRequest& request) {
  std::unique_ptr<client::Connection> connection;
  if (const int code = session.Connect(&connection); code != kAllIn) return code;
  const auto answer = client::Ask<jobs::v1::SuggestCodesResponse>(*connection, connection->Within(kCallTime),
                                                                  kSuggestCodes, request);
  if (!answer.ok()) return session.Fail(answer.status());
  if (session.json) return session.PrintJson(*answer), kAllIn;
  for (const auto& suggestion : answer->suggestions()) PrintSuggestion(session, suggestion);
  if (answer->suggestions().empty()) session.Print(session.Text("codes.none"));
  return kAllIn;
}

}  // namespace

void AddSuggestCodes(CLI::App& parent, Session& session) {
  CLI::App* app = AddCommand(parent, session, "suggest-codes", "codes",
                             {"tabadul suggest-codes \"Infirmière de bloc opératoire\"",
                              "tabadul suggest-codes \"ممرضة عناية مركزة\" --limit 3",
                              "tabadul suggest-codes chef --title-language fr --json"});
  struct Options {
    std::string title, title_language;
    int limit = 5;
  };
  auto options = std::make_shared<Options>();
  app->add_option("title", options->title, session.Text("codes.title"))->required()->type_name("TITLE");
  app->add_option("--title-language", options->title_language, session.Text("codes.language"))
      ->type_name("TAG");
  app->add_option("--limit", options->limit, session.Text("codes.limit"))
      ->check(CLI::Range(1, 20))
      ->type_name("N");
  OnChosen(app, session, [&session, options] {
    jobs::v1::SuggestCodesRequest request;
    request.set_title(options->title);
    request.set_language(options->title_language);
    request.set_limit(options->limit);
    return SuggestCodes(session, request);
  });
}

}  // namespace tabadul::cli
