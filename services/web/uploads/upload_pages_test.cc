// What the pages of uploads say; that each is whole in every language, and that what a file says stays text.
#include "services/web/uploads/upload_pages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/web/pages/languages.h"
#include "services/web/pages/samples.h"
#include "services/web/uploads/every_page.h"

namespace tabadul::web::uploads {
namespace {

using pages::PartsOf;
using pages::ValuesOf;
using testing::Contains;
using testing::HasSubstr;

constexpr char kCode[] = "\"'><script>alert('x')</script><img src=x onerror=alert(1)></textarea>";

TEST(UploadPages, EachIsWholeInEveryLanguage) {
  for (const std::string_view language : pages::kLanguages) {
    for (pages::Page& page : EveryPage(std::string(language), Full("text"))) {
      pages::ExpectNoKeys(page.view, std::string(language));
      EXPECT_THAT(pages::HtmlOf(std::move(page), Asked(std::string(language))), HasSubstr("<main"));
    }
  }
}

TEST(UploadPages, WhatAFileSaysIsTextOnEveryPage) {
  for (const std::string_view language : pages::kLanguages) {
    for (pages::Page& page : EveryPage(std::string(language), Full(kCode))) {
      const std::string html = pages::HtmlOf(std::move(page), Asked(std::string(language)));
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
  const std::string html = pages::HtmlOf(UploadPage(Asked("en"), shown, "csrf"), Asked("en"));
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
