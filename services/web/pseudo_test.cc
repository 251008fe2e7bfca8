// The pages with texts that are known by brackets: whatever of a page stands outside of all brackets was written in the code or in
// a template, and would be the same in every language. The catalogue is made here, of the English one, in place of the one that
// platform_messages has in the binary: this test has a binary of its own for that.
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <deque>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "embed/message_catalogues.h"
#include "lib/ingest/mapping.h"
#include "services/web/owner/overview_page.h"
#include "services/web/owner/receivers_page.h"
#include "services/web/owner/runs_page.h"
#include "services/web/owner/sign_in_page.h"
#include "services/web/pages/every_page.h"
#include "services/web/pages/format.h"
#include "services/web/pages/visible_text.h"
#include "services/web/uploads/choices_form.h"
#include "services/web/uploads/every_page.h"

namespace tabadul::embed {
namespace {

nlohmann::json Bracketed(const YAML::Node& node) {
  if (!node.IsMap()) return "⟦" + node.Scalar() + "⟧";
  nlohmann::json texts = nlohmann::json::object();
  for (const auto& entry : node) texts[entry.first.as<std::string>()] = Bracketed(entry.second);
  return texts;
}

}  // namespace

// Instead of the library's of that name, which is then not linked. JSON is YAML.
std::span<const File> message_catalogues() {
  static auto* const texts = new std::deque<std::string>;  // which the files are views of
  static const auto* const files = [] {
    auto* made = new std::vector<File>;
    for (const auto& entry : std::filesystem::directory_iterator("data/messages/en")) {
      const std::string& bytes = texts->emplace_back(Bracketed(YAML::LoadFile(entry.path())).dump(1));
      for (const std::string language : {"ar", "en", "fr"})
        made->push_back({texts->emplace_back(language + "/" + entry.path().filename().string()), bytes});
    }
    return made;
  }();
  return *files;
}

}  // namespace tabadul::embed

namespace tabadul::web {
namespace {

using namespace pages;  // NOLINT: what is tested

// In which what is marked as English is left out: what the contract says of itself.
constexpr char kLanguage[] = "fr";

// What stands outside of all brackets, without marks that are no words; all of it, if a bracket has no other: it was cut.
std::string Outside(std::string_view text) {
  constexpr std::string_view kOpen = "⟦", kClose = "⟧";
  const std::string whole(text);
  std::string outside;
  int depth = 0;
  while (!text.empty()) {
    const bool opens = text.starts_with(kOpen), closes = text.starts_with(kClose);
    depth += opens ? 1 : closes ? -1 : 0;
    if (depth == 0 && !closes) outside += text[0];
    text.remove_prefix(opens ? kOpen.size() : closes ? kClose.size() : 1);
  }
  if (depth != 0) return whole;
  for (const char* const mark : {"–", "…", "×", "\u00a0", "\u202f"})
    outside = absl::StrReplaceAll(outside, {{mark, " "}});
  const auto is_word = [](char byte) {
    return byte < 0 || absl::ascii_isalnum(static_cast<unsigned char>(byte));
  };
  return std::any_of(outside.begin(), outside.end(), is_word) ? outside : "";
}

// What ICU writes, and the address that records have.
std::set<std::string, std::less<>> Data() {
  const Format format(kLanguage);
  common::v1::Date day;
  day.set_year(2026);
  day.set_month(1);
  day.set_day(1);
  const absl::Time second = absl::FromUnixSeconds(1);
  return {format.Number(0),      format.Number(1),
          format.Day(day),       format.Year(2026),
          format.Day(second),    format.Moment(second),
          format.Months(1),      format.Hours(1),
          format.Hours(60),      format.Money(kPrice, kCurrency),
          format.Figure("6200"), format.Figure("6400"),  // at the axis of kFigure
          format.Figure("6600"), format.Figure(kFigure),
          std::string(kAnyUrl)};
}

void ExpectTextsOfTheCatalogueAlone(const std::vector<EveryPage::Named>& pages,
                                    const std::set<std::string, std::less<>>& names) {
  const auto data = Data();
  for (const auto& [name, html] : pages) {
    const VisibleTexts visible(html, kLanguage);
    EXPECT_GT(visible.texts().size(), 10u) << name;
    for (const std::string& text : visible.texts()) {
      if (names.contains(text) || data.contains(text)) continue;
      EXPECT_EQ(Outside(text), "") << name << ": in no catalogue: " << text;
    }
  }
}

const RecordTexts& Texts() {
  static const auto* const texts = new RecordTexts{.text = "⟦text⟧", .code = "⟦code⟧"};
  return *texts;
}

std::vector<EveryPage::Named> PagesOfOwners() {
  const Asked asked = Ask(kLanguage, "/system");
  owner::Session session;
  session.source = Texts().code;
  session.scopes = {"vacancy.write", "vacancy.confirm"};
  session.expires = absl::FromUnixSeconds(1);
  const owner::Kind& kind = owner::kKinds[0];
  std::vector<EveryPage::Named> made;
  const auto add = [&](const char* name, Page page) {
    made.push_back({name, HtmlOf(std::move(page), asked)});
  };
  const owner::KindReport report = {.kind = &kind,
                                    .source = Saying<exchange::v1::Source>(Texts()),
                                    .receipts = {Saying<exchange::v1::ReceiptBody>(Texts())}};
  add("overview",
      owner::OverviewPage(asked, session, {report, {.kind = &kind, .source = {}, .receipts = {}}}));
  owner::KindRuns runs = {.kind = &kind, .runs = {}};
  for (int state = 1; exchange::v1::RunState_IsValid(state); ++state) {
    auto run = Saying<exchange::v1::Run>(Texts());
    run.set_state(static_cast<exchange::v1::RunState>(state));
    run.set_implicit(false);
    runs.runs.push_back(run);
    add("run", owner::RunPage(asked, kind, run, session, "csrf"));
  }
  add("runs", owner::RunsPage(asked, {runs}));
  auto sharing = Saying<identity::v1::Sharing>(Texts());
  sharing.mutable_kinds(0)->set_kind(std::string(kind.name));
  sharing.mutable_kinds(0)->set_by_default(false);
  add("receivers",
      owner::ReceiversPage(asked, sharing,
                           {{.kind = &kind, .receivers = {Saying<exchange::v1::Receiver>(Texts())}}}));
  add("sign-in", owner::SignInPage(asked, {.source = Texts().code,
                                           .certificate = {},
                                           .from_elsewhere = true,
                                           .refused = Error(common::v1::ERROR_REASON_TOKEN_INVALID)}));
  add("refused", std::get<Page>(owner::FormRefused(asked)));
  return made;
}

// All of it, with what a mapping and a form are told that cannot be.
uploads::Shown AnUpload() {
  uploads::Shown shown = uploads::Full(Texts().text);
  shown.upload.create_time = absl::FromUnixSeconds(1);
  shown.yaml = Texts().code;
  shown.upload.check->counts = shown.upload.push->counts = {.rows = 1, .created = 1};
  const auto form =
      owner::Form::Read("application/x-www-form-urlencoded",
                        "c0=title&c1=country&c2=title&c3=published&k0=Syria&date.published=soon");
  EXPECT_TRUE(form.ok()) << form.status();
  shown.problems.clear();
  if (form.ok())
    uploads::ChoicesIn(*form, *shown.sample, *uploads::KindNamed("vacancy"), shown.upload.choices,
                       uploads::Asked(kLanguage), shown.problems);
  EXPECT_EQ(shown.problems.size(), 3u);
  shown.mistakes.clear();
  const auto loaded = ingest::Mapping::FromText("kind: ship\n");
  for (const ingest::MappingProblem& problem : loaded.problems)
    shown.mistakes.push_back(ingest::Describe(problem, kLanguage));
  EXPECT_FALSE(shown.mistakes.empty());
  return shown;
}

std::vector<EveryPage::Named> PagesOfUploads() {
  std::vector<EveryPage::Named> made;
  for (Page& page : uploads::EveryPage(kLanguage, AnUpload())) {
    const std::string name = absl::StrCat("upload page ", made.size(), ", ", page.body);
    made.push_back({name, HtmlOf(std::move(page), uploads::Asked(kLanguage))});
  }
  return made;
}

TEST(PseudoLanguage, WhatStandsOutsideOfBracketsIsFound) {
  EXPECT_EQ(Outside("⟦a ⟦b⟧ c⟧ – ⟦d⟧ (⟦e⟧)"), "");
  EXPECT_EQ(Outside("⟦a⟧ Pay"), " Pay");
  EXPECT_NE(Outside("⟦a⟧ راتب"), "");
  EXPECT_NE(Outside("57"), "");
  EXPECT_EQ(Outside("⟦a ⟦b⟧…"), "⟦a ⟦b⟧…") << "it was cut";
  const VisibleTexts visible(
      "<html lang=\"fr\"><script type=\"x\">no</script><p title=\"seen\">a &amp; b<br>c</p>"
      "<code>no</code><p lang=\"en\">no <b>no</b></p><img src=\"/x\" alt=\"heard\"></html>",
      "fr");
  EXPECT_EQ(visible.texts(), (std::vector<std::string>{"seen", "a & b", "c", "heard"}));
}

TEST(PseudoLanguage, NoWordOfAPageStandsInTheCodeOrInATemplate) {
  EveryPage pages(kLanguage, messages::Digits::kLatin, Texts());
  auto names = pages.NamesOfLists();
  ExpectTextsOfTheCatalogueAlone(pages.OfRecords(), names);
  ExpectTextsOfTheCatalogueAlone(pages.OfStatistics(), names);
  ExpectTextsOfTheCatalogueAlone(pages.OfTexts(), names);
  ExpectTextsOfTheCatalogueAlone(PagesOfOwners(), names);
  // A day as it stands in the file, and forms of days as mappings write them.
  names.insert(uploads::kDayInTheFile);
  names.insert(ingest::DateFormats().begin(), ingest::DateFormats().end());
  ExpectTextsOfTheCatalogueAlone(PagesOfUploads(), names);
}

}  // namespace
}  // namespace tabadul::web
