// Uploads as a browser meets them, below the pages of a session, without services to push to.
#include "services/web/uploads/uploads.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lib/platform/messages/messages.h"
#include "services/web/owner/fake_services.h"
#include "services/web/owner/origin.h"
#include "services/web/owner/owner.h"
#include "services/web/pages/samples.h"
#include "tests/harness/certificates.h"
#include "tests/harness/eventually.h"
#include "tests/harness/form_data.h"
#include "tests/harness/process.h"

namespace tabadul::web::uploads {
namespace {

using harness::Eventually;
using harness::FormPart;
using testing::HasSubstr;
using testing::Not;

constexpr char kFile[] =
    "الرقم المرجعي,المسمى الوظيفي,المدينة,الوصف الوظيفي\n"
    "1,ممرضة,حمص,العناية بالمرضى في المستشفى على مدار الساعة\n"
    "2,لحام,حلب,لحام الأنابيب في المصنع مع فريق العمل\n";
constexpr char kMappingFile[] =
    "kind: vacancy\nexport: full\ninput: {format: csv}\nlanguage: ar\nid: {column: \"الرقم "
    "المرجعي\"}\nfields:\n"
    "  title: \"المسمى الوظيفي\"\n  description: \"الوصف الوظيفي\"\n  locations[0].country: {constant: SY}\n";

class UploadsTest : public ::testing::Test {
 protected:
  UploadsTest() { Start(); }
  void Start(UploadStore::Limits limits = {.file_bytes = 1u << 20, .of_source = 3}) {
    owner_.reset();
    uploads_.reset();
    // Nobody answers there.
    auto made = Uploads::Make(
        directory_.path() + "/uploads", limits,
        {.identity = {.target = "127.0.0.1:1", .tls = tls_}, .jobs = {.target = "127.0.0.1:1", .tls = tls_}},
        sessions_);
    EXPECT_TRUE(made.ok()) << made.status();
    uploads_ = *std::move(made);
    owner_.emplace(presenter_, services_.transport(), sessions_, owner::SystemPages(uploads_->Pages()),
                   owner::OwnerOptions{.workers = 2, .queue = 8});
  }

  http::Response Answered(http::Request request) {
    request.fields.Add("cookie", "__Host-tabadul-session=" + std::string(owner::kSession));
    const auto answer = std::make_shared<pages::KeptAnswer>();
    owner_->Handle(std::move(request), answer);
    return answer->Wait();
  }
  http::Response Get(std::string target) { return Answered(pages::Get(std::move(target))); }
  static http::Request PostRequest(std::string target, const std::string& type, std::string body) {
    http::Request request{
        .method = "POST", .target = std::move(target), .fields = {}, .body = std::move(body)};
    request.fields.Add("content-type", type);
    request.fields.Add("sec-fetch-site", "same-origin");
    return request;
  }
  http::Response Act(const std::string& address, const std::string& act,
                     const std::vector<std::pair<std::string, std::string>>& fields = {}) {
    pages::Query query;
    query = query.With("csrf", owner::CsrfOf(owner::kSession)).With("act", act);
    for (const auto& [name, value] : fields) query = query.With(name, value);
    return Answered(PostRequest(address, "application/x-www-form-urlencoded", query.ToString()));
  }
  http::Response Upload(const std::string& file, const std::string& name = "وظائف.csv",
                        const std::string& more = "",
                        const std::string& csrf = owner::CsrfOf(owner::kSession)) {
    return Answered(PostRequest("/ar/system/upload", harness::kFormType,
                                FormPart("csrf", csrf) + FormPart("kind", "vacancy") +
                                    FormPart("country", "SY") + more + FormPart("file", file, name) +
                                    harness::FormEnd()));
  }
  // Its address.
  std::string Uploaded(const std::string& file = kFile, const std::string& more = "") {
    const http::Response answer = Upload(file, "وظائف.csv", more);
    EXPECT_EQ(answer.status, 303) << answer.body;
    return std::string(answer.fields.Get("location"));
  }

  const harness::TemporaryDirectory directory_{"uploads"};
  const harness::Authority inside_{"inside"};
  const rpc::TlsFiles tls_ = inside_.Issue("web");
  owner::FakeServices services_;
  const pages::Presenter presenter_{pages::Compiled(), ""};
  owner::Sessions sessions_{services_.transport()};
  std::unique_ptr<Uploads> uploads_;
  std::optional<owner::Owner> owner_;
};

TEST_F(UploadsTest, AFileIsReadAndAMappingSuggested) {
  EXPECT_THAT(Get("/ar/system/upload").body, HasSubstr("enctype=\"multipart/form-data\""));
  const std::string address = Uploaded();
  EXPECT_TRUE(address.starts_with("/ar/system/uploads/")) << address;
  const http::Response page = Get(address);
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.body, HasSubstr("وظائف.csv"));
  EXPECT_THAT(page.body, HasSubstr("<option value=\"title\" selected>"));
  EXPECT_THAT(page.body, HasSubstr("title: &quot;المسمى الوظيفي&quot;"));
  EXPECT_THAT(page.body, HasSubstr("لحام")) << "with what stands in the columns";
  EXPECT_EQ(page.fields.Get("cache-control"), "no-store");
  EXPECT_THAT(Get("/ar/system/upload").body, HasSubstr(address)) << "and is found again";
  const http::Response mapping = Get(address + "/mapping.yaml");
  EXPECT_EQ(mapping.status, 200);
  EXPECT_EQ(mapping.fields.Get("content-disposition"), "attachment; filename=\"mapping.yaml\"");
  EXPECT_TRUE(ingest::Mapping::FromText(mapping.body).ok()) << mapping.body;
  EXPECT_THAT(page.body, HasSubstr("\nkind: vacancy\n")) << "lines stay lines";
  EXPECT_THAT(mapping.body, HasSubstr("# " + messages::Text("ar", "mapping.suggest.export")))
      << "in the language of who reads it";
}

TEST_F(UploadsTest, TheMappingFollowsWhatIsChosen) {
  const std::string address = Uploaded();
  EXPECT_EQ(Act(address, "map",
                {{"c0", "id"},
                 {"c1", "title"},
                 {"c2", "employer"},
                 {"c3", "description"},
                 {"lang.ar", "1"},
                 {"otherwise", "ar"},
                 {"country", "lb"},
                 {"export", "full"}})
                .status,
            303);
  const std::string mapping = Get(address + "/mapping.yaml").body;
  EXPECT_THAT(mapping, HasSubstr("employer.name: \"المدينة\""));
  EXPECT_THAT(mapping, HasSubstr("{constant: LB}"));
  EXPECT_THAT(mapping, HasSubstr("export: full"));
  const http::Response wrong = Act(address, "map", {{"c0", "title"}, {"c1", "title"}, {"country", "SY"}});
  EXPECT_EQ(wrong.status, 400);
  EXPECT_THAT(wrong.body, HasSubstr("role=\"alert\""));
  EXPECT_EQ(Get(address + "/mapping.yaml").body, mapping) << "what cannot be changes nothing";
}

TEST_F(UploadsTest, OfColumnsWithTheSameHeaderTheOneThatWasChosenIsTaken) {
  const std::string address = Uploaded(
      "المسمى الوظيفي,ملاحظات,ملاحظات,الوصف الوظيفي\n"
      "ممرضة,أ,مشفى حمص,العناية بالمرضى في المستشفى على مدار الساعة\n");
  EXPECT_EQ(
      Act(address, "map", {{"c0", "title"}, {"c2", "employer"}, {"c3", "description"}, {"country", "SY"}})
          .status,
      303);
  EXPECT_THAT(Get(address + "/mapping.yaml").body, HasSubstr("employer.name: \"ملاحظات (2)\""));
  const std::string page = Get(address).body;
  const auto select = [&](const std::string& name) {
    const size_t begin = page.find("name=\"" + name + "\"");
    return page.substr(begin, page.find("</select>", begin) - begin);
  };
  EXPECT_THAT(page, HasSubstr("<bdi>ملاحظات (2)</bdi>"));
  EXPECT_THAT(select("c2"), HasSubstr("<option value=\"employer\" selected>"));
  EXPECT_THAT(select("c1"), HasSubstr("<option value=\"\" selected>")) << "and no other with it";
}

TEST_F(UploadsTest, AMappingThatSomebodyHasWrittenIsTakenIfItHasNoMistakes) {
  const std::string address = Uploaded();
  const http::Response wrong = Act(address, "yaml", {{"yaml", "kind: vacancy\nfields: {titel: a}\n"}});
  EXPECT_EQ(wrong.status, 400);
  EXPECT_THAT(wrong.body, HasSubstr("fields.titel")) << "the mistake is named";
  EXPECT_THAT(wrong.body, HasSubstr("{titel: a}")) << "and nothing of it is lost";
  EXPECT_EQ(Act(address, "yaml", {{"yaml", kMappingFile}}).status, 303);
  const http::Response page = Get(address);
  EXPECT_THAT(page.body, Not(HasSubstr("name=\"c0\""))) << "it is no more by choices";
  EXPECT_THAT(Get(address + "/mapping.yaml").body, HasSubstr("constant: SY"));
  EXPECT_EQ(Act(address, "suggest").status, 303);
  EXPECT_THAT(Get(address).body, HasSubstr("name=\"c0\""));
}

TEST_F(UploadsTest, AMappingFileComesWithTheFile) {
  const std::string address = Uploaded(kFile, FormPart("mapping", kMappingFile, "m.yaml"));
  EXPECT_EQ(Get(address + "/mapping.yaml").body, kMappingFile);
  EXPECT_THAT(Get(address).body, HasSubstr("value=\"check\""));
  const std::string broken = Uploaded(kFile, FormPart("mapping", "kind: ship\n", "m.yaml"));
  const http::Response page = Get(broken);
  EXPECT_THAT(page.body, HasSubstr("ship"));
  EXPECT_THAT(page.body, Not(HasSubstr("value=\"check\"")));
}

TEST_F(UploadsTest, WhatCannotBeTakenIsSaidOnThePageOfTheForm) {
  EXPECT_EQ(Upload("").status, 400) << "it is empty";
  EXPECT_EQ(Upload(std::string(2u << 20, 'x')).status, 413);
  EXPECT_EQ(Upload(kFile, "a.csv", "", "guessed").status, 403);
  EXPECT_EQ(Upload(kFile, "a.csv", FormPart("kind", "ship")).status, 400);
  services_.SetScopes({"vacancy.read"});
  sessions_.Forget(owner::FingerprintOf(owner::kSession));
  EXPECT_EQ(Upload(kFile).status, 400) << "who may not write sends nothing";
  EXPECT_EQ(uploads_->store().count(), 0u);
}

TEST_F(UploadsTest, ASourceHasSoManyUploads) {
  for (int i = 0; i < 3; ++i) EXPECT_EQ(Upload(kFile).status, 303);
  const http::Response more = Upload(kFile);
  EXPECT_EQ(more.status, 400);
  EXPECT_THAT(more.body, HasSubstr("role=\"alert\""));
}

TEST_F(UploadsTest, WhatIsNoTableIsSaidToBeNone) {
  const std::string address = Uploaded("\x01\x02\x03 no table\n");
  const http::Response page = Get(address);
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.body, Not(HasSubstr("value=\"push\"")));
  const std::string nothing = Uploaded("PK\x03\x04 no workbook");
  EXPECT_THAT(Get(nothing).body, HasSubstr("role=\"alert\""));
}

TEST_F(UploadsTest, AnothersUploadIsNotThere) {
  const std::string address = Uploaded();
  identity::v1::WhoAmIResponse other;
  other.set_source("EG/momp/pes");
  other.add_scopes("vacancy.write");
  services_.Answer(owner::kWhoAmI, other);
  sessions_.Forget(owner::FingerprintOf(owner::kSession));
  for (const char* const path : {"", "/mapping.yaml", "/rejects.csv", "/check.csv", "/receipts"})
    EXPECT_EQ(Get(address + path).status, 404) << path;
  for (const char* const act : {"remove", "map", "check", "push", "yaml"})
    EXPECT_EQ(Act(address, act).status, 404) << act;
  EXPECT_EQ(uploads_->store().count(), 1u);
  EXPECT_THAT(Get("/ar/system/upload").body, Not(HasSubstr(address)));
}

TEST_F(UploadsTest, AMappingFileWaitsWithItsFileUntilItIsRead) {
  Start({.file_bytes = 1u << 20, .of_source = 8});
  std::vector<std::string> others;
  for (int i = 0; i < 6; ++i) others.push_back(Uploaded());
  // As many as are at work or wait: there is no place for the next.
  for (const std::string& other : others) EXPECT_EQ(Act(other, "check").status, 303);
  const std::string address = Uploaded(kFile, FormPart("mapping", kMappingFile, "m.yaml"));
  EXPECT_THAT(Get(address).body, HasSubstr("value=\"read\"")) << "it has not been read";
  EXPECT_EQ(Act(address, "read").status, 503);
  Start({.file_bytes = 1u << 20, .of_source = 8});
  EXPECT_EQ(Act(address, "read").status, 303);
  EXPECT_TRUE(Eventually([&] { return Get(address + "/mapping.yaml").body == kMappingFile; }));
}

TEST_F(UploadsTest, ASuggestionIsForTheCountryThatTheOwnerHasChosen) {
  const std::string address = Uploaded();
  EXPECT_EQ(Act(address, "map", {{"c1", "title"}, {"c3", "description"}, {"country", "LB"}}).status, 303);
  EXPECT_EQ(Act(address, "suggest").status, 303);
  EXPECT_THAT(Get(address + "/mapping.yaml").body, HasSubstr("LB"));
}

TEST_F(UploadsTest, WhatIsRemovedIsGone) {
  const std::string address = Uploaded();
  const http::Response removed = Act(address, "remove");
  EXPECT_EQ(removed.fields.Get("location"), "/ar/system/upload");
  EXPECT_EQ(Get(address).status, 404);
  EXPECT_EQ(Act(address, "map").status, 404);
  EXPECT_EQ(uploads_->store().count(), 0u);
}

TEST_F(UploadsTest, ARestartLosesNothingThatIsWhole) {
  const std::string address = Uploaded();
  Act(address, "map", {{"c1", "title"}, {"c3", "description"}, {"country", "EG"}});
  const std::string mapping = Get(address + "/mapping.yaml").body;
  Start();
  EXPECT_EQ(Get(address).status, 200);
  EXPECT_EQ(Get(address + "/mapping.yaml").body, mapping);
}

TEST_F(UploadsTest, NothingIsPushedThatWasNotTried) {
  const std::string address = Uploaded();
  EXPECT_EQ(Act(address, "push").status, 303);
  EXPECT_THAT(Get(address).body, Not(HasSubstr("data-refresh"))) << "nothing has begun";
}

TEST_F(UploadsTest, WhatTheServicesEndCutsOffIsToldAfterwards) {
  const std::string address = Uploaded();
  const std::string id = address.substr(address.rfind('/') + 1);
  EXPECT_EQ(Act(address, "check").status, 303);
  EXPECT_TRUE(Eventually([&] {
    const auto upload = uploads_->store().Find(id, "SY/mosal/pes");
    return upload.ok() && upload->working == "check";
  }));
  EXPECT_THAT(Get(address).body, HasSubstr("data-refresh"));
  EXPECT_EQ(Act(address, "yaml", {{"yaml", kMappingFile}}).status, 303);
  EXPECT_THAT(Get(address + "/mapping.yaml").body, Not(HasSubstr("export: full")))
      << "while something is done with it nothing changes";
  uploads_->Stop();
  Start();
  const http::Response page = Get(address);
  EXPECT_THAT(page.body, HasSubstr("أُعيد تشغيل الخدمة أثناء تجربة الصفوف"));
  EXPECT_THAT(page.body, Not(HasSubstr("value=\"push\"")));
  EXPECT_THAT(page.body, HasSubstr("value=\"check\"")) << "it can be tried again";
}

TEST_F(UploadsTest, OneFormAloneStreams) {
  const auto streams = [&](const char* method, const char* path, bool signed_in) {
    http::Request head{.method = method, .target = path, .fields = {}, .body = {}};
    if (signed_in) head.fields.Add("cookie", "__Host-tabadul-session=" + std::string(owner::kSession));
    return uploads_->Streams(head);
  };
  EXPECT_GT(streams("POST", "/ar/system/upload", true).value_or(0), 1u << 20);
  EXPECT_FALSE(streams("POST", "/ar/system/upload", false)) << "nobody is signed in";
  EXPECT_FALSE(streams("GET", "/ar/system/upload", true));
  EXPECT_FALSE(streams("POST", "/de/system/upload", true));
  EXPECT_FALSE(streams("POST", "/ar/system/uploads/x", true));
  EXPECT_FALSE(streams("POST", "/v1/system/upload", true));
}

}  // namespace
}  // namespace tabadul::web::uploads
