// What the pages of uploads say; that each is whole in every language, and that what a file says stays text.
#include "services/web/uploads/upload_pages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/web/pages/languages.h"
#include "services/web/pages/presenter.h"
#include "services/web/pages/samples.h"

namespace tabadul::web::uploads {
namespace {

using pages::PartsOf;
using pages::ValuesOf;
using testing::Contains;
using testing::HasSubstr;

constexpr char kId[] = "0f9c2b7e5d1a4c8896e3aa10b4d2f701";
constexpr char kCode[] = "\"'><script>alert('x')</script><img src=x onerror=alert(1)></textarea>";

pages::Asked Asked(const std::string& language) {
  return pages::Ask(language, std::string("/system/uploads/") + kId);
}
owner::Session Session() {
  owner::Session session;
  session.source = "SY/mosal/pes";
  session.scopes = {"vacancy.write", "training_offer.write"};
  return session;
}

// All of it, with a text everywhere where a file or a mapping may bring one.
Shown Full(const std::string& text) {
  const ingest::Rejection rejection = {.field = text,
                                       .reason = common::v1::ERROR_REASON_MALFORMED,
                                       .metadata = {{"form", text}},
                                       .column = text};
  Fate fate;
  fate.counts = {.rows = 1234, .created = 1000, .unchanged = 200};
  fate.counts.rejected = 34;
  fate.causes = {{.rows = 34, .first = 7, .rejection = rejection}};
  fate.first = {
      {.number = 2, .record_id = text, .lines = {{"title", "ar", text}}, .rejections = {rejection}}};
  fate.rejected_rows = 34;
  fate.receipts = 3;
  fate.full = true;
  fate.run_id = kId;
  fate.run_state = "HELD";
  fate.to_close = 41;
  fate.trouble = Trouble{common::v1::ERROR_REASON_PRECONDITION, {{"columns", text}}};
  Shown shown;
  shown.upload.id = kId;
  shown.upload.source = "SY/mosal/pes";
  shown.upload.file_name = text;
  shown.upload.kind = "vacancy";
  shown.upload.bytes = 5'000'000;
  shown.upload.create_time = absl::FromUnixSeconds(1'780'000'000);
  shown.upload.step = Step::kChecked;
  shown.upload.check = fate;
  shown.upload.push = fate;
  shown.upload.unreadable = Trouble{common::v1::ERROR_REASON_MALFORMED, {{"field", "file"}, {"form", text}}};
  shown.upload.working = "push";
  shown.upload.choices.columns = {{ingest::Subject::kTitle, {text}},
                                  {ingest::Subject::kCountry, {"c"}},
                                  {ingest::Subject::kSchedule, {"s"}},
                                  {ingest::Subject::kPublished, {"d"}},
                                  {ingest::Subject::kPay, {"p"}}};
  shown.upload.choices.dates = {{ingest::Subject::kPublished, {.format = "dd/mm/yyyy", .ambiguous = true}}};
  shown.sample.emplace();
  shown.sample->rows = 1;
  shown.sample->columns = {{text, {text}}, {"c", {text}}, {"s", {text}}, {"d", {"01/02/2026"}}, {"p", {"5"}}};
  shown.yaml = "# " + text + "\nkind: vacancy\n";
  shown.mistakes = {text};
  shown.problems = {text};
  shown.full = true;
  return shown;
}

const pages::Presenter& Presenter() {
  static const auto* const presenter = [] {
    auto made = pages::Templates::Make();
    EXPECT_TRUE(made.ok()) << made.status();
    return new pages::Presenter(*std::move(made), "");
  }();
  return *presenter;
}

std::string Html(pages::Page page, const std::string& language) {
  const auto html = Presenter().Html(std::move(page), Asked(language));
  EXPECT_TRUE(html.ok()) << html.status();
  return html.value_or("");
}

std::vector<pages::Page> EveryPage(const std::string& language, const std::string& text) {
  const pages::Asked asked = Asked(language);
  std::vector<pages::Page> all;
  all.push_back(FormPage(asked, Session(), "csrf", {}, {.country = text}, {Full(text).upload}));
  for (const ErrorReason reason : {common::v1::ERROR_REASON_MESSAGE_TOO_LARGE,
                                   common::v1::ERROR_REASON_TOO_MANY, common::v1::ERROR_REASON_OVERLOADED,
                                   common::v1::ERROR_REASON_IDLE, common::v1::ERROR_REASON_MALFORMED}) {
    all.push_back(FormPage(asked, Session(), "csrf", {}, {}, {}));
    SetFormProblem(Error(reason), {}, asked, all.back());
  }
  all.push_back(FormPage(asked, {}, "csrf", {}, {}, {}));
  SetNoFile(asked, all.back());
  all.push_back(UploadPage(asked, Full(text), "csrf"));
  for (const char* const what : {"read", "check", "push"}) {
    Shown working = Full(text);
    const auto job = std::make_shared<Job>(what);
    job->size = 200;
    job->done = 50;
    job->answered = 7;
    working.job = job;
    all.push_back(UploadPage(asked, working, "csrf"));
  }
  Shown by_hand = Full(text), unread = Full(text);
  by_hand.upload.by_choices = by_hand.full = false;
  by_hand.upload.working = "check";
  by_hand.upload.push->run_state = "DONE";
  by_hand.upload.check->run_state = "OPEN";
  all.push_back(UploadPage(asked, by_hand, "csrf"));
  unread.upload.step = Step::kUploaded;
  unread.upload.unreadable.reset();
  unread.upload.push->run_state = "CLOSING";
  unread.yaml.clear();
  all.push_back(UploadPage(asked, unread, "csrf"));
  all.push_back(GonePage(asked));
  return all;
}

void ExpectNoKeys(const pages::View& view, const std::string& where) {
  for (const auto& [name, value] : view.values()) {
    for (const char* const key : {"portal.", "labels.", "cli.", "mapping.rows"})
      EXPECT_EQ(value.find(key), std::string::npos) << where << ": " << name << " is " << value;
    EXPECT_EQ(value.find("{"), std::string::npos) << where << ": " << name << " is " << value;
  }
  for (const pages::View::Part& part : view.parts()) ExpectNoKeys(*part.view, where);
}

TEST(UploadPages, EachIsWholeInEveryLanguage) {
  for (const std::string_view language : pages::kLanguages) {
    for (pages::Page& page : EveryPage(std::string(language), "text")) {
      ExpectNoKeys(page.view, std::string(language));
      EXPECT_THAT(Html(std::move(page), std::string(language)), HasSubstr("<main"));
    }
  }
}

TEST(UploadPages, WhatAFileSaysIsTextOnEveryPage) {
  for (const std::string_view language : pages::kLanguages) {
    for (pages::Page& page : EveryPage(std::string(language), kCode)) {
      const std::string html = Html(std::move(page), std::string(language));
      for (const char* const never :
           {"<script>alert", "<img src=x", "alert('x')</script>", "alert(1)></textarea>"})
        EXPECT_EQ(html.find(never), std::string::npos) << never;
    }
  }
}

TEST(UploadPages, TheFormSaysWhatMayBeSent) {
  const pages::Page page =
      FormPage(Asked("en"), Session(), "csrf", {.file_bytes = 3u << 20}, {.country = "SY"}, {});
  EXPECT_EQ(PartsOf(page.view, "KIND").size(), 2u);
  EXPECT_THAT(ValuesOf(page.view, "FILE_HINT"), Contains("CSV, XLSX, JSON or XML, at most 3 MiB."));
  EXPECT_EQ(PartsOf(page.view, "STATE").size(), 57u);
  EXPECT_TRUE(PartsOf(page.view, "UPLOADS").empty());
  owner::Session reads = Session();
  reads.scopes = {"vacancy.read"};
  EXPECT_TRUE(PartsOf(FormPage(Asked("en"), reads, "csrf", {}, {}, {}).view, "FORM").empty());
}

TEST(UploadPages, TheStatusSaysWhatIsWrongWithAForm) {
  const auto status = [](ErrorReason reason) {
    pages::Page page = FormPage(Asked("en"), Session(), "csrf", {}, {}, {});
    SetFormProblem(Error(reason), {}, Asked("en"), page);
    return page.status;
  };
  EXPECT_EQ(status(common::v1::ERROR_REASON_MESSAGE_TOO_LARGE), 413);
  EXPECT_EQ(status(common::v1::ERROR_REASON_OVERLOADED), 503);
  EXPECT_EQ(status(common::v1::ERROR_REASON_IDLE), 408);
  EXPECT_EQ(status(common::v1::ERROR_REASON_TOO_MANY), 400);
  EXPECT_EQ(status(common::v1::ERROR_REASON_REQUEST_UNREADABLE), 400);
}

TEST(UploadPages, WhatCanBeDoneFollowsFromTheStep) {
  const auto offers = [](Step step, const char* part) {
    Shown shown = Full("a");
    shown.problems.clear();
    shown.upload.step = step;
    return !PartsOf(UploadPage(Asked("en"), shown, "csrf").view, part).empty();
  };
  EXPECT_FALSE(offers(Step::kUploaded, "CHECK"));
  EXPECT_TRUE(offers(Step::kMapped, "CHECK"));
  EXPECT_FALSE(offers(Step::kMapped, "PUSH")) << "first it is tried";
  EXPECT_TRUE(offers(Step::kChecked, "PUSH"));
  EXPECT_TRUE(offers(Step::kPushed, "PUSH")) << "once more changes nothing that is there";
  EXPECT_TRUE(offers(Step::kUploaded, "REMOVE"));
}

TEST(UploadPages, WhileSomethingIsDoneThatAloneIsShown) {
  Shown shown = Full("a");
  const auto job = std::make_shared<Job>("push");
  job->size = 200;
  job->done = 50;
  shown.job = job;
  const pages::Page page = UploadPage(Asked("en"), shown, "csrf");
  EXPECT_EQ(ValuesOf(page.view, "PERCENT"), std::vector<std::string>{"25%"});
  for (const char* const part : {"PUSH", "CHECK", "FATE", "HAS_CHOICES", "REMOVE"})
    EXPECT_TRUE(PartsOf(page.view, part).empty()) << part;
  const std::string html = Html(UploadPage(Asked("en"), shown, "csrf"), "en");
  EXPECT_THAT(html, HasSubstr("data-refresh"));
  EXPECT_THAT(html, HasSubstr("<noscript><meta http-equiv=\"refresh\" content=\"3\"></noscript>"));
}

TEST(UploadPages, CountsAreSaidAsThePushCommandSaysThem) {
  const pages::Page page = UploadPage(Asked("en"), Full("a"), "csrf");
  std::map<std::string, std::string> counts;
  for (const pages::View* row : PartsOf(page.view, "COUNT"))
    counts[std::string(row->Get("COUNT_NAME"))] = row->Get("COUNT_TEXT");
  EXPECT_EQ(counts["created"], "1,000");
  EXPECT_EQ(counts["rejected"], "34");
  EXPECT_EQ(counts["rows read"], "1,234");
  EXPECT_FALSE(counts.contains("held until confirmed")) << "nothing is";
  EXPECT_THAT(ValuesOf(page.view, "RUN_TEXT"),
              Contains("Held until you decide: 41 records would be closed."));
  EXPECT_THAT(ValuesOf(page.view, "RUN_ADDRESS"), Contains(std::string("/en/system/runs/") + kId));
}

}  // namespace
}  // namespace tabadul::web::uploads
