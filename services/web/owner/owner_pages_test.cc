// What the pages below /system say, made of messages; and that each is whole in every language.
#include <gtest/gtest.h>

#include <algorithm>

#include "services/web/owner/overview_page.h"
#include "services/web/owner/parts.h"
#include "services/web/owner/receivers_page.h"
#include "services/web/owner/runs_page.h"
#include "services/web/owner/sign_in_page.h"
#include "services/web/pages/languages.h"
#include "services/web/pages/presenter.h"
#include "services/web/pages/samples.h"

namespace tabadul::web::owner {
namespace {

using namespace exchange::v1;  // NOLINT: the messages
using pages::FromJson;
using pages::PartsOf;
using pages::ValuesOf;

using HubRun = exchange::v1::Run;  // a test has a Run of its own

constexpr char kRun[] = "0f9c2b7e5d1a4c8896e3aa10b4d2f701";

pages::Asked Asked(std::string language, std::string path) {
  return {.language = std::move(language), .path = std::move(path), .id = kRun, .query = {}, .now = {}};
}

Session Owner() {
  Session session;
  session.source = "SY/mosal/pes";
  session.scopes = {"vacancy.write", "vacancy.confirm", "training_offer.write"};
  session.expires = absl::FromUnixSeconds(1'780'000'000);
  return session;
}

HubRun Held() {
  return FromJson<HubRun>(
      R"({"runId": "0f9c2b7e5d1a4c8896e3aa10b4d2f701", "source": "SY/mosal/pes", "state": "RUN_STATE_HELD",
    "declaredRecords": "1300", "namedRecords": "1000", "takenRecords": "990", "keptRecords": "4", "items": "1001",
    "toClose": "1234", "guardLimit": "20", "createTime": "2026-06-01T08:00:00Z", "endTime": "2026-06-01T08:05:00Z"})");
}

bool Says(const pages::View& view, std::string_view name, std::string_view text) {
  const auto values = ValuesOf(view, name);
  return std::find(values.begin(), values.end(), text) != values.end();
}

// The row of a table of facts with that name.
std::string RowOf(const pages::View& view, std::string_view name) {
  for (const pages::View* const row : PartsOf(view, "ROW")) {
    if (row->Get("ROW_NAME") == name) return std::string(row->Get("ROW_TEXT"));
  }
  return "no such row";
}

KindReport Report() {
  KindReport report;
  report.kind = &kKinds[0];
  report.source =
      FromJson<Source>(R"({"source": "SY/mosal/pes", "kind": "vacancy", "freshness": "FRESHNESS_LATE",
    "openRecords": "12345", "receiveTime": "2026-06-01T08:00:00Z", "promisedInterval": "86400s",
    "report": {"lastDay": {"answeredItems": "10", "rejectedItems": "1"},
               "lastWeek": {"answeredItems": "70", "rejectedItems": "7",
                            "rejections": [{"reason": "ERROR_REASON_REQUIRED", "items": "6"}, {"items": "1"}]},
               "lastExport": {"namedRecords": "100", "takenRecords": "99", "keptRecords": "0"}, "completeness": 999}})");
  *report.source.mutable_report()->add_held_runs() = Held();
  report.receipts.push_back(
      FromJson<ReceiptBody>(R"({"number": "41", "items": 7, "time": "2026-06-01T08:00:00Z",
    "outcomes": [{"outcome": "OUTCOME_CREATED", "items": 5}, {"outcome": "OUTCOME_REJECTED", "items": 2}]})"));
  return report;
}

TEST(OverviewPage, SaysWhetherTheDataIsIn) {
  const pages::Page page = OverviewPage(Asked("en", "/system"), Owner(), {Report()});
  EXPECT_EQ(page.view.Get("HEADING"), "SY/mosal/pes");
  EXPECT_TRUE(Says(page.view, "FRESHNESS_NAME", "Late"));
  EXPECT_EQ(RowOf(page.view, "Open records"), "12,345");
  EXPECT_EQ(RowOf(page.view, "Last heard from"), "1 June 2026, 08:00 UTC");
  EXPECT_EQ(RowOf(page.view, "Promised"), "every 1 day");
  EXPECT_EQ(RowOf(page.view, "Last 7 days"), "answered: 70; rejected: 7");
  EXPECT_EQ(RowOf(page.view, "Last proven equal"), "no such row") << "never";
  EXPECT_TRUE(Says(page.view, "EXPORT_ROW_TEXT", "99%")) << "rounded down";
  EXPECT_TRUE(Says(page.view, "HELD_ADDRESS", std::string("/en/system/runs/") + kRun));
  EXPECT_TRUE(Says(page.view, "RECEIPT_NUMBER", "41"));
  EXPECT_EQ(ValuesOf(page.view, "OUTCOME_NAME"), (std::vector<std::string>{"new", "rejected"}));
  EXPECT_EQ(ValuesOf(page.view, "REASON_COUNT"), (std::vector<std::string>{"6", "1"}));
  EXPECT_TRUE(Says(page.view, "REASON_TEXT", "Other reasons."));
}

TEST(OverviewPage, ASystemThatHasSentNothingIsToldSo) {
  KindReport report;
  report.kind = &kKinds[1];
  const pages::Page page = OverviewPage(Asked("en", "/system"), Owner(), {report});
  EXPECT_EQ(PartsOf(page.view, "NOTHING").size(), 1u);
  EXPECT_TRUE(PartsOf(page.view, "ROW").empty());
  EXPECT_EQ(PartsOf(OverviewPage(Asked("en", "/system"), Owner(), {}).view, "NO_KINDS").size(), 1u);
}

TEST(OverviewPage, TellsInTimeWhenTheCertificatesEnd) {
  auto asked = Asked("en", "/system");
  asked.now = absl::FromUnixSeconds(1'780'000'000);
  Session session = Owner();
  EXPECT_EQ(OverviewPage(asked, session, {}).view.Get("CERTIFICATES_SOON"),
            "Your system has no good certificate and cannot call the hub.");
  session.certificates_end = asked.now + absl::Hours(24 * 31);
  EXPECT_EQ(OverviewPage(asked, session, {}).view.Get("CERTIFICATES"),
            "The last certificate of your system ends on 28 June 2026.");
  EXPECT_EQ(OverviewPage(asked, session, {}).view.Get("CERTIFICATES_SOON"), "");
  session.certificates_end = asked.now + absl::Hours(24 * 29);
  EXPECT_EQ(OverviewPage(asked, session, {}).view.Get("CERTIFICATES_SOON"),
            "The last certificate of your system ends on 26 June 2026.");
  session.certificates_end = asked.now;
  EXPECT_NE(OverviewPage(asked, session, {}).view.Get("CERTIFICATES_SOON"), "") << "it has ended";
}

TEST(RunPage, AHeldRunSaysWhyAndWhatItWouldClose) {
  const auto asked = Asked("en", std::string("/system/runs/") + kRun);
  const pages::Page page = RunPage(asked, kKinds[0], Held(), Owner(), "secret");
  EXPECT_EQ(ValuesOf(page.view, "REASONS_TEXT"),
            std::vector<std::string>{"Held until you decide: 1,234 records would be closed."});
  EXPECT_EQ(ValuesOf(page.view, "WHY_TEXT"),
            (std::vector<std::string>{"The export was to have more records than it named. Declared: 1,300; "
                                      "named: 1,000. Part of it may be missing.",
                                      "More than 20 closures within 24 hours need a confirmation."}));
  EXPECT_EQ(RowOf(page.view, "Records to close"), "1,234");
  EXPECT_EQ(ValuesOf(page.view, "CONFIRM_CSRF"), std::vector<std::string>{"secret"});
  EXPECT_EQ(ValuesOf(page.view, "ABANDON_CSRF"), std::vector<std::string>{"secret"});
}

TEST(RunPage, WhoMayNotConfirmIsToldWhomToAsk) {
  Session session = Owner();
  const pages::Page page =
      RunPage(Asked("en", std::string("/system/runs/") + kRun), kKinds[1], Held(), session, "secret");
  EXPECT_TRUE(PartsOf(page.view, "CONFIRM").empty());
  EXPECT_EQ(PartsOf(page.view, "NOT_CONFIRMED").size(), 1u);
  EXPECT_EQ(PartsOf(page.view, "ABANDON").size(), 1u);
}

TEST(RunPage, OfARunThatIsNotHeldThereIsNothingToDecide) {
  for (int state = 1; RunState_IsValid(state); ++state) {
    HubRun run = Held();
    run.set_state(static_cast<RunState>(state));
    const pages::Page page =
        RunPage(Asked("en", std::string("/system/runs/") + kRun), kKinds[0], run, Owner(), "secret");
    EXPECT_EQ(PartsOf(page.view, "CONFIRM").empty(), run.state() != RUN_STATE_HELD) << state;
    EXPECT_EQ(PartsOf(page.view, "ABANDON").empty(), run.state() != RUN_STATE_HELD) << state;
    const bool goes_on = run.state() == RUN_STATE_ENDING || run.state() == RUN_STATE_CLOSING;
    EXPECT_EQ(page.view.Get("GOES_ON").empty(), !goes_on) << state;
  }
}

TEST(RunsPage, WhatIsHeldStandsFirst) {
  KindRuns kind;
  kind.kind = &kKinds[0];
  kind.runs = {FromJson<HubRun>(R"({"runId": "1", "state": "RUN_STATE_OPEN"})"), Held()};
  const pages::Page page = RunsPage(Asked("en", "/system/runs"), {kind, {&kKinds[1], {}}});
  EXPECT_EQ(PartsOf(page.view, "HELD").size(), 1u);
  EXPECT_EQ(PartsOf(page.view, "NONE_HELD").size(), 1u) << "of the other kind";
  EXPECT_EQ(ValuesOf(page.view, "RUN_STATE_NAME"), (std::vector<std::string>{"Open", "Held"}));
}

TEST(ReceiversPage, SaysWhoMayReceiveAndWhoDoes) {
  const auto sharing = FromJson<identity::v1::Sharing>(R"({"source": "SY/mosal/pes", "live": true, "kinds": [
    {"kind": "vacancy", "revision": "3", "setTime": "2026-06-01T08:00:00Z", "setBy": "SY/mosal/grants",
     "grants": [{"country": "EG", "purpose": "PURPOSE_EXCHANGE", "sections": ["title", "pay"]},
                {"public": true, "purpose": "PURPOSE_SEARCH"}]}]})");
  KindReceivers vacancies, trainings;
  vacancies.kind = &kKinds[0];
  vacancies.receivers = {FromJson<Receiver>(R"({"organisation": "EG/mom", "receiving": "RECEIVING_PART",
    "sections": ["title", "pay"], "copies": 2, "unconfirmedCopies": 1, "watchTime": "2026-06-01T08:00:00Z"})")};
  trainings.kind = &kKinds[1];
  const pages::Page page = ReceiversPage(Asked("en", "/system/receivers"), sharing, {vacancies, trainings});
  EXPECT_TRUE(PartsOf(page.view, "PILOT").empty());
  EXPECT_EQ(ValuesOf(page.view, "GRANT_RECEIVER"),
            (std::vector<std::string>{"Egypt", "Everybody, visitors of portals too"}));
  EXPECT_EQ(ValuesOf(page.view, "GRANT_SECTIONS"), std::vector<std::string>{"title, pay"});
  EXPECT_EQ(ValuesOf(page.view, "GRANTS_TEXT"),
            std::vector<std::string>{"Everybody, for every purpose, as this kind of record has it."})
      << "of the kind that was never set";
  EXPECT_EQ(ValuesOf(page.view, "RECEIVER_NAME"), std::vector<std::string>{"EG/mom"});
  EXPECT_EQ(ValuesOf(page.view, "RECEIVER_UNCONFIRMED"), std::vector<std::string>{"1"});
  EXPECT_EQ(PartsOf(page.view, "COPIES_NONE").size(), 1u);
}

TEST(ReceiversPage, APilotIsToldThatNobodyReceivesIt) {
  identity::v1::Sharing sharing;
  auto& kind = *sharing.add_kinds();
  kind.set_kind("vacancy");
  const pages::Page page = ReceiversPage(Asked("en", "/system/receivers"), sharing, {{&kKinds[0], {}}});
  EXPECT_EQ(PartsOf(page.view, "PILOT").size(), 1u);
  EXPECT_EQ(ValuesOf(page.view, "GRANTS_TEXT"), std::vector<std::string>{"Nobody."});
}

TEST(Parts, ANumberIsReadAsPeopleTypeIt) {
  for (const char* const typed :
       {"1234", "1,234", "1.234", "1 234", "1\u202F234", "1\u00A0234", "١٢٣٤", "١\u066C٢٣٤"})
    EXPECT_EQ(CountIn(typed), 1234u) << typed;
  EXPECT_EQ(CountIn("0"), 0u);
  for (const char* const other : {"", " ", "-1", "12a", "0x10", "twelve", "99999999999999999999"})
    EXPECT_EQ(CountIn(other), std::nullopt) << other;
}

// Every page that there is, of messages that have everything.
std::vector<pages::Page> EveryPage(const std::string& language, const std::string& code) {
  const auto filled = [&](auto message) {
    pages::FillAll(message, code, code);
    return message;
  };
  Session session = Owner();
  session.source = code;
  KindReport report;
  report.kind = &kKinds[0];
  report.source = filled(Source());
  report.receipts = {filled(ReceiptBody())};
  std::vector<pages::Page> all;
  all.push_back(OverviewPage(Asked(language, "/system"), session, {report, {&kKinds[1], {}, {}}}));
  all.push_back(OverviewPage(Asked(language, "/system"), session, {}));
  KindRuns runs;
  runs.kind = &kKinds[0];
  for (int state = 1; RunState_IsValid(state); ++state) {
    HubRun run = filled(HubRun());
    run.set_state(static_cast<RunState>(state));
    run.set_implicit(state % 2 == 0);
    runs.runs.push_back(run);
    all.push_back(
        RunPage(Asked(language, "/system/runs/" + std::string(kRun)), kKinds[0], run, session, code));
  }
  all.push_back(RunsPage(Asked(language, "/system/runs"), {runs, {&kKinds[1], {}}}));
  KindReceivers receivers;
  receivers.kind = &kKinds[0];
  receivers.receivers = {filled(Receiver())};
  auto sharing = filled(identity::v1::Sharing());
  sharing.mutable_kinds(0)->set_kind("vacancy");
  sharing.mutable_kinds(0)->set_by_default(false);
  all.push_back(ReceiversPage(Asked(language, "/system/receivers"), sharing, {receivers, {&kKinds[1], {}}}));
  SignInPart part;
  part.source = code;
  part.from_elsewhere = true;
  part.refused = Error(common::v1::ERROR_REASON_TOKEN_INVALID);
  all.push_back(SignInPage(Asked(language, "/sign-in"), part));
  part.certificate = Error(common::v1::ERROR_REASON_CERTIFICATE_UNKNOWN);
  all.push_back(SignInPage(Asked(language, "/sign-in"), part));
  all.push_back(std::get<pages::Page>(FormRefused(Asked(language, "/system"))));
  return all;
}

TEST(OwnerPages, EveryTextIsThereInEveryLanguage) {
  for (const std::string_view language : pages::kLanguages) {
    for (const pages::Page& page : EveryPage(std::string(language), "1")) {
      pages::ExpectNoKeys(page.view, page.body + " in " + std::string(language));
      EXPECT_EQ(page.title.find("portal."), std::string::npos) << page.title;
      EXPECT_FALSE(page.indexed) << page.title << ": search engines have nothing to do here";
    }
  }
}

TEST(OwnerPages, HostileTextIsTextOnEveryPage) {
  const pages::Presenter presenter(pages::Compiled(), "https://jobs.example");
  const std::string hostile = "\"'><script>alert('x')</script><img src=x onerror=alert(1)>";
  const pages::Account account = {.source = hostile, .csrf = hostile, .entries = {{"/system", "Overview"}}};
  for (const std::string_view language : pages::kLanguages) {
    const auto asked = Asked(std::string(language), "/system");
    for (pages::Page& page : EveryPage(std::string(language), hostile)) {
      const std::string where = page.body + " in " + std::string(language);
      const auto html = presenter.Html(std::move(page), asked, {.account = &account, .kept = false});
      ASSERT_TRUE(html.ok()) << where << html.status();
      for (const char* const never : {"<script>alert", "<img src=x", "alert('x')</script>"})
        EXPECT_EQ(html->find(never), std::string::npos) << where << ": " << never;
      EXPECT_NE(html->find("<h1"), std::string::npos) << where;
      EXPECT_EQ(html->find("<h1", html->find("<h1") + 1), std::string::npos) << where << ": one heading";
    }
  }
}

}  // namespace
}  // namespace tabadul::web::owner
