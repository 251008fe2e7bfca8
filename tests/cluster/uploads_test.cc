// A ministry's system owner uploads the file of its present export, behind the real gateway: it is mapped, tried, pushed and found.
// What a browser shows of it is tests/browser/upload.test.mjs.
#include <gmock/gmock.h>
#include <zip.h>

#include <filesystem>
#include <thread>

#include "absl/strings/str_cat.h"
#include "tests/cluster/portal_fixture.h"
#include "tests/harness/eventually.h"
#include "tests/harness/form_data.h"

namespace tabadul {
namespace {

using harness::Eventually;
using harness::FormPart;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const std::vector<std::string> kHeader = {"الرقم المرجعي", "المسمى الوظيفي", "جهة العمل",
                                          "المدينة",       "الوصف الوظيفي",  "تاريخ النشر"};

// Somebody who is signed in for a system.
class Owner {
 public:
  Owner(std::string site, std::string authority, std::string cookie)
      : site_(std::move(site)), authority_(std::move(authority)), cookie_(std::move(cookie)) {}

  HttpAnswer Get(const std::string& path) const { return Http(Request(path)); }
  HttpAnswer Upload(const std::string& name, const std::string& bytes, const std::string& more = "") const {
    HttpRequest request = Request("/ar/system/upload", kFromHere);
    request.method = "POST";
    request.timeout = absl::Minutes(2);
    request.fields.emplace_back("content-type", harness::kFormType);
    request.body =
        absl::StrCat(FormPart("csrf", Csrf()), FormPart("kind", "vacancy"), FormPart("country", "SY"), more,
                     FormPart("file", bytes, name), harness::FormEnd());
    return Http(request);
  }
  HttpAnswer Act(const std::string& path, const std::string& act, const std::string& more = "") const {
    HttpRequest request = Request(path, kFromHere);
    request.method = "POST";
    request.fields.emplace_back("content-type", "application/x-www-form-urlencoded");
    request.body = absl::StrCat("csrf=", Csrf(), "&act=", act, more);
    return Http(request);
  }
  // Once nothing is done for it any more.
  HttpAnswer Rested(const std::string& path) const {
    HttpAnswer page;
    EXPECT_TRUE(Eventually(
        [&] {
          page = Get(path);
          return page.status == 200 && page.body.find("data-refresh") == std::string::npos;
        },
        absl::Minutes(1)))
        << page.status << page.error << page.body;
    return page;
  }

 private:
  HttpRequest Request(const std::string& path, Pairs fields = {}) const {
    fields.emplace_back("cookie", cookie_);
    return {.url = site_ + path, .fields = std::move(fields), .authority = authority_};
  }
  std::string Csrf() const { return CsrfIn(Get("/ar/system/upload")); }

  const std::string site_, authority_, cookie_;
};

class Uploads : public Portal {
 protected:
  static std::string SourceOf(const std::string& end) {
    return "SY/mosal/u" + std::to_string(testing::UnitTest::GetInstance()->current_test_info()->line()) + end;
  }
  // Registers the system, if it is new.
  static Owner SignedIn(const std::string& source) {
    cluster_->Member(source, "vacancy.write,vacancy.read");
    return {cluster_->site(), Authority(), SignIn(source)};
  }

  // A row of the export; `what` stands in the title.
  static std::vector<std::string> Row(int number, const std::string& what) {
    return {std::to_string(number),
            what,
            "مستشفى النور",
            "حمص",
            "العناية بالمرضى في المستشفى على مدار الساعة مع فريق " + what,
            absl::StrCat("2026-03-", number % 9 + 10)};
  }
  static std::vector<std::vector<std::string>> Rows(int count, const std::string& what) {
    std::vector<std::vector<std::string>> rows = {kHeader};
    for (int i = 1; i <= count; ++i) rows.push_back(Row(i, what));
    return rows;
  }
  static std::string Csv(const std::vector<std::vector<std::string>>& rows) {
    std::string csv = "\xef\xbb\xbf";
    for (const auto& row : rows) {
      for (size_t i = 0; i < row.size(); ++i) absl::StrAppend(&csv, i == 0 ? "" : ",", row[i]);
      csv += "\r\n";
    }
    return csv;
  }
  static std::string Xlsx(const std::vector<std::vector<std::string>>& rows) {
    std::string sheet =
        R"(<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>)";
    for (size_t r = 0; r < rows.size(); ++r) {
      absl::StrAppend(&sheet, "<row r=\"", r + 1, "\">");
      for (size_t c = 0; c < rows[r].size(); ++c) {
        absl::StrAppend(&sheet, "<c r=\"", std::string(1, static_cast<char>('A' + c)), r + 1,
                        "\" t=\"inlineStr\"><is><t>", rows[r][c], "</t></is></c>");
      }
      sheet += "</row>";
    }
    sheet += "</sheetData></worksheet>";
    const std::vector<std::pair<const char*, std::string>> parts = {
        {"xl/workbook.xml",
         R"(<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="وظائف" sheetId="1" r:id="rId1"/></sheets></workbook>)"},
        {"xl/_rels/workbook.xml.rels",
         R"(<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>)"},
        {"xl/worksheets/sheet1.xml", sheet}};
    const harness::TemporaryDirectory folder("xlsx");
    const std::string path = folder.path() + "/a.xlsx";
    zip_t* const archive = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, nullptr);
    for (const auto& [name, text] : parts)
      zip_file_add(archive, name, zip_source_buffer(archive, text.data(), text.size(), 0), 0);
    EXPECT_EQ(zip_close(archive), 0);
    return harness::ReadFile(path);
  }

  // From the file to the hub; the page at the end.
  static HttpAnswer Pushed(const Owner& owner, const std::string& name, const std::string& bytes,
                           const std::string& more = "") {
    const HttpAnswer uploaded = owner.Upload(name, bytes, more);
    EXPECT_EQ(uploaded.status, 303) << uploaded.error << uploaded.body;
    if (uploaded.status != 303) return uploaded;
    const std::string path = uploaded.fields.at("location");
    EXPECT_THAT(owner.Rested(path).body, HasSubstr("value=\"check\"")) << "a mapping was found";
    EXPECT_EQ(owner.Act(path, "check").status, 303);
    EXPECT_THAT(owner.Rested(path).body, HasSubstr("value=\"push\""));
    EXPECT_EQ(owner.Act(path, "push").status, 303);
    HttpAnswer page = owner.Rested(path);
    page.fields["path"] = path;
    return page;
  }
  static int Found(const std::string& words) {
    std::string escaped;
    for (const char byte : words) absl::StrAppend(&escaped, "%", absl::Hex(byte & 0xff, absl::kZeroPad2));
    const auto found = Json(Get("/v1/vacancies:search?pageSize=1&query=" + escaped));
    return std::stoi(found.value("totalSize", std::string("0")));
  }
};

// The count that stands beside a name on the page.
std::string Count(const HttpAnswer& page, const std::string& name) {
  const std::string mark = "<dt>" + name + "</dt><dd>";
  const size_t at = page.body.find(mark);
  if (at == std::string::npos) return "not on the page";
  return page.body.substr(at + mark.size(), page.body.find('<', at + mark.size()) - at - mark.size());
}

TEST_F(Uploads, AnArabicTableOfEitherKindIsMappedTriedPushedAndFound) {
  const Owner owner = SignedIn(SourceOf(""));
  for (const auto& [name, what] : {std::pair("وظائف.csv", "خزاف"), std::pair("وظائف.xlsx", "نساج")}) {
    const auto rows = Rows(7, what);
    const HttpAnswer page =
        Pushed(owner, name, std::string_view(name).ends_with(".csv") ? Csv(rows) : Xlsx(rows));
    EXPECT_EQ(Count(page, "أُنشئت"), name == std::string("وظائف.csv") ? "7" : "0") << page.body;
    EXPECT_EQ(Count(page, "مرفوضة"), "0");
    EXPECT_EQ(Count(page, "الصفوف المقروءة"), "7");
    const HttpAnswer receipts = owner.Get(page.fields.at("path") + "/receipts");
    EXPECT_THAT(receipts.body, StartsWith("tabadul-receipts-1\n"));
    EXPECT_EQ(owner.Get(page.fields.at("path") + "/rejects.csv").status, 404) << "nothing was refused";
    // By its ids the second file changes what the first one brought.
    EXPECT_TRUE(Eventually([&, what = std::string(what)] { return Found(what) == 7; }, absl::Minutes(1)))
        << what;
  }
}

TEST_F(Uploads, WhatIsRefusedIsSaidAndCanBeMended) {
  const Owner owner = SignedIn(SourceOf(""));
  auto rows = Rows(5, "صائغ");
  rows[2][1] = "";            // no title
  rows[4][5] = "2026-13-99";  // no such day
  const HttpAnswer page = Pushed(owner, "a.csv", Csv(rows));
  EXPECT_EQ(Count(page, "أُنشئت"), "3") << page.body;
  EXPECT_EQ(Count(page, "مرفوضة"), "2");
  const HttpAnswer rejects = owner.Get(page.fields.at("path") + "/rejects.csv");
  EXPECT_EQ(rejects.fields.at("content-type"), "text/csv; charset=utf-8");
  EXPECT_THAT(rejects.body, HasSubstr("_row,_field,_reason,_message"));
  EXPECT_THAT(rejects.body, HasSubstr("REQUIRED"));
  const HttpAnswer mapping = owner.Get(page.fields.at("path") + "/mapping.yaml");
  std::string mended = rejects.body;
  for (const auto& [wrong, right] : {std::pair("2026-13-99", "2026-03-14"), std::pair("2,,", "2,صائغ,")}) {
    const size_t at = mended.find(wrong);
    ASSERT_NE(at, std::string::npos) << wrong << mended;
    mended.replace(at, std::string_view(wrong).size(), right);
  }
  const HttpAnswer again =
      Pushed(owner, "a.csv.rejects.csv", mended, FormPart("mapping", mapping.body, "m.yaml"));
  EXPECT_EQ(Count(again, "أُنشئت"), "2") << again.body;
  EXPECT_EQ(Count(again, "مرفوضة"), "0");
}

TEST_F(Uploads, AFullExportClosesWhatItDoesNotName) {
  const Owner owner = SignedIn(SourceOf(""));
  const std::string full = FormPart("export", "full");
  EXPECT_EQ(Count(Pushed(owner, "a.csv", Csv(Rows(4, "دباغ")), full), "أُنشئت"), "4");
  const HttpAnswer page = Pushed(owner, "a.csv", Csv(Rows(3, "دباغ")), full);
  EXPECT_EQ(Count(page, "دون تغيير"), "3") << page.body;
  EXPECT_THAT(page.body, HasSubstr("أُغلق سجل واحد لا يذكره")) << page.body;
  EXPECT_THAT(page.body, HasSubstr("/ar/system/runs/"));
}

TEST_F(Uploads, AFileThatIsTooLargeIsRefused) {
  const Owner owner = SignedIn(SourceOf(""));
  const HttpAnswer large = owner.Upload("a.csv", std::string((64u << 20) + 1, 'x'));
  EXPECT_EQ(large.status, 413) << large.error;
  EXPECT_EQ(large.fields.at("content-type"), "text/html; charset=utf-8");
  EXPECT_THAT(large.body, HasSubstr("role=\"alert\""));
  EXPECT_EQ(owner.Upload("a.csv", std::string(80u << 20, 'x')).status, 413) << "before it was read";
  const HttpAnswer most = owner.Upload("a.csv", Csv(Rows(1, "حداد")) + std::string((63u << 20), '\n'));
  EXPECT_EQ(most.status, 303) << most.error << most.body;
}

TEST_F(Uploads, AnothersUploadIsNotThere) {
  const Owner owner = SignedIn(SourceOf("a")), other = SignedIn(SourceOf("b"));
  const std::string path = owner.Upload("a.csv", Csv(Rows(2, "حلاق"))).fields["location"];
  ASSERT_THAT(path, StartsWith("/ar/system/uploads/"));
  EXPECT_EQ(owner.Rested(path).status, 200);
  for (const char* const part : {"", "/mapping.yaml", "/check.csv", "/rejects.csv", "/receipts"})
    EXPECT_EQ(other.Get(path + part).status, 404) << part;
  for (const char* const act : {"check", "push", "remove"})
    EXPECT_EQ(other.Act(path, act).status, 404) << act;
  EXPECT_THAT(other.Get("/ar/system/upload").body, Not(HasSubstr(path)));
  EXPECT_EQ(owner.Get(path).status, 200);
  EXPECT_EQ(Get(path).status, 303) << "whoever is not signed in is led to the sign-in";
}

TEST_F(Uploads, ARestartOfWebLosesNothingThatHasCome) {
  const Owner owner = SignedIn(SourceOf(""));
  const std::string path = owner.Upload("a.csv", Csv(Rows(3, "سباك"))).fields["location"];
  EXPECT_THAT(owner.Rested(path).body, HasSubstr("value=\"check\""));
  cluster_->Kill("web");
  cluster_->Start("web");
  EXPECT_THAT(owner.Rested(path).body, HasSubstr("value=\"check\""));
  EXPECT_EQ(owner.Act(path, "check").status, 303);
  EXPECT_THAT(owner.Rested(path).body, HasSubstr("value=\"push\""));
  // What is lost is said to be: upload it again.
  cluster_->Stop("web");
  std::filesystem::remove_all(cluster_->directory() + "/web-uploads");
  cluster_->Start("web");
  EXPECT_TRUE(Eventually([&] { return owner.Get(path).status == 404; }));
  EXPECT_THAT(owner.Get(path).body, HasSubstr("ارفع الملف مرة أخرى"));
}

TEST_F(Uploads, TwoAreServedAtOnce) {
  const Owner owner = SignedIn(SourceOf("a")), other = SignedIn(SourceOf("b"));
  HttpAnswer first, second;
  std::thread one([&] { first = Pushed(owner, "a.csv", Csv(Rows(300, "نجار"))); });
  std::thread two([&] { second = Pushed(other, "b.xlsx", Xlsx(Rows(300, "نقاش"))); });
  one.join();
  two.join();
  EXPECT_EQ(Count(first, "أُنشئت"), "300") << first.body;
  EXPECT_EQ(Count(second, "أُنشئت"), "300") << second.body;
}

}  // namespace
}  // namespace tabadul
