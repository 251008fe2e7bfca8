// Vacancy pages: how many a second, beside answers that cost nothing but the way to the service and back.
#include <array>
#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/bench/web/load.h"
#include "tests/bench/web/parts.h"
#include "tests/bench/web/site.h"

namespace tabadul::bench {
namespace {

constexpr size_t kPages = 1'000;
constexpr double kBar = 3'000;  // pages a second
constexpr std::array<const char*, 3> kLanguages = {"ar", "en", "fr"};
constexpr char kIcon[] = "/favicon.svg";

// One for each vacancy, in the languages by turns.
std::vector<std::string> Targets(const Site& site) {
  std::vector<std::string> targets;
  for (const std::string& id : site.HubIds(kPages)) {
    const char* const language = kLanguages[targets.size() % kLanguages.size()];
    targets.push_back(absl::StrCat("/", language, "/vacancies/", id));
  }
  return targets;
}

// What a browser asks with that has the icon already.
std::string HavingTheIcon(HttpsClient& visitor) {
  const auto icon = visitor.Get(kIcon, kPlainBrowser);
  Check(icon.status());
  const std::string_view tag = FieldOf(icon->head, "etag");
  if (tag.empty()) Die("the icon has no etag");
  return absl::StrCat(kPlainBrowser, "if-none-match: ", Absl(tag), "\r\n");
}

}  // namespace

void VacancyPages(Report& report) {
  Stage stage(report);
  const Site site(stage, Records());
  const std::vector<std::string> targets = Targets(site);
  std::vector<std::unique_ptr<HttpsClient>> visitors;
  for (size_t i = 0; i < Load::kClients; ++i) visitors.push_back(site.Visitor());
  const std::string having_the_icon = HavingTheIcon(*visitors[0]);

  std::atomic<uint64_t> next = 0;
  const auto page = [&](const char* fields) {
    return [&, fields](size_t client) -> absl::StatusOr<size_t> {
      ASSIGN_OR_RETURN(const auto answer, visitors[client]->Get(targets[next++ % targets.size()], fields));
      return answer.body.size();
    };
  };
  Load pages(stage, "vacancy pages", kHttps, page(kBrowser));
  Load plain(stage, "vacancy pages, not compressed", kHttps, page(kPlainBrowser));
  Load nothing(stage, "answers without a body (304)", kHttps, [&](size_t client) -> absl::StatusOr<size_t> {
    ASSIGN_OR_RETURN(const auto answer, visitors[client]->Get(kIcon, having_the_icon, 304));
    return answer.body.size();
  });
  ByTurns({&pages, &plain, &nothing});

  pages.AddRows("pages", kBar, std::to_string(targets.size()) + " vacancies in three languages, gzip");
  plain.AddRows("pages", {}, "");
  nothing.AddRows("answers", {}, "what the way to the service and back leaves");
  stage.Add({"vacancy pages / answers without a body",
             100 * pages.rate() / nothing.rate(),
             "%",
             {},
             kHttps,
             static_cast<int>(Load::kClients),
             pages.bytes(),
             ""});
  pages.AddCosts("a page");
  plain.AddCosts("a page that is not compressed");
  nothing.AddCosts("an answer without a body");
}

}  // namespace tabadul::bench
