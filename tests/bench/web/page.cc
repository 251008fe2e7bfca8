// Vacancy pages: how many a second when the same are asked for again and again, and when each is made anew, beside answers that
// cost nothing but the way to the service and back.
#include <algorithm>
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
// In three languages: by the time that one comes again it is not kept any more, up to 4,000 a second.
constexpr size_t kOthers = 7'000;
constexpr double kBar = 3'000;  // pages a second
constexpr std::array<const char*, 3> kLanguages = {"ar", "en", "fr"};
constexpr char kIcon[] = "/favicon.svg";

std::string Target(const char* language, const std::string& id) {
  return absl::StrCat("/", language, "/vacancies/", id);
}

// One for each vacancy, in the languages by turns.
std::vector<std::string> Targets(const std::vector<std::string>& ids) {
  std::vector<std::string> targets;
  for (const std::string& id : ids)
    targets.push_back(Target(kLanguages[targets.size() % kLanguages.size()], id));
  return targets;
}

// Three for each vacancy.
std::vector<std::string> AllTargets(const std::vector<std::string>& ids) {
  std::vector<std::string> targets;
  for (const char* const language : kLanguages) {
    for (const std::string& id : ids) targets.push_back(Target(language, id));
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
  std::vector<std::string> ids = site.HubIds(kPages + kOthers);
  const std::vector<std::string> others = AllTargets(ids);
  ids.resize(std::min(ids.size(), kPages));
  const std::vector<std::string> targets = Targets(ids);
  std::vector<std::unique_ptr<HttpsClient>> visitors;
  for (size_t i = 0; i < Load::kClients; ++i) visitors.push_back(site.Visitor());
  const std::string having_the_icon = HavingTheIcon(*visitors[0]);

  std::atomic<uint64_t> next = 0;
  const auto page = [&](const std::vector<std::string>& of) {
    return [&](size_t client) -> absl::StatusOr<size_t> {
      ASSIGN_OR_RETURN(const auto answer, visitors[client]->Get(of[next++ % of.size()], kBrowser));
      return answer.body.size();
    };
  };
  Load pages(stage, "vacancy pages", kHttps, page(targets));
  Load anew(stage, "vacancy pages, each made anew", kHttps, page(others));
  Load nothing(stage, "answers without a body (304)", kHttps, [&](size_t client) -> absl::StatusOr<size_t> {
    ASSIGN_OR_RETURN(const auto answer, visitors[client]->Get(kIcon, having_the_icon, 304));
    return answer.body.size();
  });
  ByTurns({&pages, &anew, &nothing});

  pages.AddRows("pages", kBar,
                std::to_string(targets.size()) + " vacancies in three languages again and again, gzip");
  anew.AddRows("pages", {}, std::to_string(others.size()) + " pages one after the other, gzip");
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
  anew.AddCosts("a page that is made anew");
  nothing.AddCosts("an answer without a body");
}

}  // namespace tabadul::bench
