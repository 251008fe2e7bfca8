// What a browser loads that has never been here: the page, and whatever its elements and its style sheet name.
#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "fmt/format.h"
#include "tests/bench/corpus.h"
#include "tests/bench/web/parts.h"
#include "tests/bench/web/site.h"

namespace tabadul::bench {
namespace {

constexpr uint64_t kVacancies = 2'000;  // enough for a full page of results with all its filters
constexpr size_t kPages = 20;
constexpr double kBar = 100;                                           // kB
constexpr std::array<const char*, 3> kLanguages = {"ar", "en", "fr"};  // as corpus.h numbers them
constexpr char kAssets[] = "accept: */*\r\naccept-encoding: gzip\r\n";

using Targets = std::set<std::string>;

// What stands between `open` and `close`, wherever that is.
std::vector<std::string_view> Between(std::string_view text, std::string_view open, std::string_view close) {
  std::vector<std::string_view> found;
  for (size_t at = 0; (at = text.find(open, at)) != std::string_view::npos;) {
    at += open.size();
    found.push_back(text.substr(at, text.find(close, at) - at));
  }
  return found;
}

void Take(std::string_view address, Targets* targets) {
  if (address.empty() || address.starts_with("data:")) return;
  if (address.front() != '/' || address.starts_with("//"))
    Die(absl::StrCat("a page loads what this bench cannot: ", Absl(address)));
  targets->emplace(address);
}

// Empty if it has none.
std::string_view AttributeOf(std::string_view tag, std::string_view begin) {
  const auto values = Between(tag, begin, "\"");
  return values.empty() ? "" : values[0];
}

Targets AssetsOf(std::string_view html) {
  Targets targets;
  for (const char* const element : {"<img", "<script", "<source", "<iframe"}) {
    for (const std::string_view tag : Between(html, element, ">"))
      Take(AttributeOf(tag, " src=\""), &targets);
  }
  for (const std::string_view tag : Between(html, "<link", ">")) {
    const std::string_view rel = AttributeOf(tag, "rel=\"");
    if (rel != "canonical" && rel != "alternate") Take(AttributeOf(tag, " href=\""), &targets);
  }
  return targets;
}

Targets AssetsOfStyle(std::string_view css) {
  Targets targets;
  for (std::string_view address : Between(css, "url(", ")")) {
    if (address.starts_with('"') || address.starts_with('\''))
      address = address.substr(1, address.size() - 2);
    Take(address, &targets);
  }
  return targets;
}

// The head and the body of an answer.
size_t BytesOf(HttpsClient& visitor, const std::string& target, const char* fields) {
  const auto answer = visitor.Get(target, fields);
  Check(answer.status());
  return answer->head.size() + answer->body.size();
}

std::string BodyOf(HttpsClient& visitor, const std::string& target, const char* fields) {
  auto answer = visitor.Get(target, fields);
  Check(answer.status());
  return std::move(answer->body);
}

struct Visit {
  std::string target;
  size_t html = 0, assets = 0;  // bytes
  Targets files;
  size_t all() const { return html + assets; }
};

Visit FirstVisit(HttpsClient& visitor, const std::string& target) {
  Visit visit{.target = target, .html = BytesOf(visitor, target, kBrowser), .files = {}};
  // Once more without compression, to be read.
  visit.files = AssetsOf(BodyOf(visitor, target, kPlainBrowser));
  if (!std::any_of(visit.files.begin(), visit.files.end(),
                   [](const std::string& file) { return absl::EndsWith(file, ".css"); }))
    Die(target + " names no style sheet");
  const Targets named = visit.files;
  for (const std::string& file : named) {
    if (absl::EndsWith(file, ".css"))
      visit.files.merge(AssetsOfStyle(BodyOf(visitor, file, "accept: */*\r\n")));
  }
  for (const std::string& file : visit.files) visit.assets += BytesOf(visitor, file, kAssets);
  return visit;
}

// The largest of these pages.
void AddRow(Stage& stage, HttpsClient& visitor, const std::string& page,
            const std::vector<std::string>& targets) {
  Visit largest;
  for (const std::string& target : targets) {
    Visit visit = FirstVisit(visitor, target);
    if (visit.all() > largest.all()) largest = std::move(visit);
  }
  const auto kilobytes = [](size_t bytes) { return static_cast<double>(bytes) / 1000; };
  stage.Add({"first load of " + page + " with all that it names", kilobytes(largest.all()), "kB", kBar,
             kHttps, 1, static_cast<int>(largest.all()),
             fmt::format("the largest of {}, in {}: HTML {:.1f}, {} files {:.1f}; gzip, with heads",
                         targets.size(), largest.target.substr(1, 2), kilobytes(largest.html),
                         largest.files.size(), kilobytes(largest.assets)),
             Bound::kAtMost});
}

}  // namespace

void FirstLoads(Report& report) {
  Stage stage(report);
  const Site site(stage, kVacancies);
  const auto visitor = site.Visitor();
  std::vector<std::string> searches, vacancies;
  for (size_t i = 0; i < kLanguages.size(); ++i) {
    const std::string path = absl::StrCat("/", kLanguages[i], "/vacancies");
    searches.push_back(path);
    searches.push_back(path + "?q=" + Escaped(Word(static_cast<int>(i), 0)));
    for (const std::string& id : site.HubIds(kPages)) vacancies.push_back(path + "/" + id);
  }
  AddRow(stage, *visitor, "a search page", searches);
  AddRow(stage, *visitor, "a vacancy page", vacancies);
}

}  // namespace tabadul::bench
