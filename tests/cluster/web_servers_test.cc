// Two servers of web behind the real gateway, each with a disk of its own: a session stays with one, finds there what it has
// uploaded, and goes on at the other when that one ends.
#include <gmock/gmock.h>

#include <atomic>
#include <map>
#include <set>
#include <string>
#include <thread>

#include "tests/cluster/portal_fixture.h"
#include "tests/harness/eventually.h"
#include "tests/harness/form_data.h"

namespace tabadul {
namespace {

using harness::Eventually;
using harness::FormPart;
using testing::ElementsAre;
using testing::Gt;
using testing::HasSubstr;
using testing::Key;
using testing::Pair;
using testing::SizeIs;
using testing::StartsWith;
using testing::UnorderedElementsAre;

constexpr char kForm[] = "/en/system/upload";
constexpr char kCsv[] =
    "ref,title,employer,city,description,posted\n"
    "1,Welder,Harbour Ltd,Homs,Welds hulls of ships in the dry dock,2026-03-11\n"
    "2,Nurse,Light Hospital,Homs,Looks after patients by day and by night,2026-03-12\n";

class TwoWebServers : public Portal {
 protected:
  // A server that ends serves until the gateway has noticed.
  static void SetUpTestSuite() {
    cluster_ = new harness::Cluster({.settings = {{"TABADUL_WEB_DRAIN_DELAY", "4s"}}, .second_web = true});
    Member(kSyria);
  }

  static HttpAnswer Page(const std::string& path, const std::string& cookie, Pairs fields = {}) {
    fields.emplace_back("cookie", cookie);
    return Http(Visit(path, std::move(fields)));
  }
  // By the gateway's line of the request with this id.
  static std::string ServerOf(const std::string& id) {
    std::string line;
    EXPECT_TRUE(Eventually([&] {
      const std::string log = cluster_->Log("haproxy");
      const size_t begin = log.find("\"request_id\":\"" + id + "\"");
      const size_t end = begin == std::string::npos ? begin : log.find('\n', begin);
      if (end == std::string::npos) return false;
      line = log.substr(begin, end - begin);
      return true;
    })) << id;
    const std::string mark = "\"server\":\"";
    const size_t at = line.find(mark);
    if (at == std::string::npos) return "none";
    return line.substr(at + mark.size(), line.find('"', at + mark.size()) - at - mark.size());
  }
  // The one server that answers whatever the session asks, as a browser does and otherwise.
  static std::string HomeOf(const std::string& cookie) {
    static int number = 0;
    std::set<std::string> servers;
    for (int i = 0; i < 6; ++i) {
      const std::string id = "home-" + std::to_string(++number);
      const char* const accept = i % 2 == 0 ? "text/html" : "*/*";
      EXPECT_EQ(Page(kForm, cookie, {{"accept", accept}, {"x-request-id", id}}).status, 200);
      servers.insert(ServerOf(id));
    }
    EXPECT_THAT(servers, SizeIs(1));
    return *servers.begin();
  }
  // The cookie of a session at each of the two, by server.
  static std::map<std::string, std::string> OneAtEach() {
    std::map<std::string, std::string> cookies;
    for (int i = 0; cookies.size() < 2 && i < 40; ++i) {
      const std::string cookie = SignIn(kSyria);
      cookies.try_emplace(HomeOf(cookie), cookie);
    }
    EXPECT_THAT(cookies, UnorderedElementsAre(Key("web1"), Key("web2"))) << "sessions are not spread";
    return cookies;
  }
  static std::string PartOf(const std::string& server) { return server == "web1" ? "web" : server; }

  // The address of the upload.
  static std::string Uploaded(const std::string& cookie) {
    HttpRequest request = Visit(kForm, kFromHere);
    request.fields.emplace_back("cookie", cookie);
    HttpAnswer answer =
        Http(Post(std::move(request),
                  FormPart("csrf", CsrfIn(Page(kForm, cookie))) + FormPart("kind", "vacancy") +
                      FormPart("country", "SY") + FormPart("file", kCsv, "a.csv") + harness::FormEnd(),
                  harness::kFormType));
    EXPECT_EQ(answer.status, 303) << answer.error << answer.body;
    return answer.fields["location"];
  }
};

TEST_F(TwoWebServers, ASessionFindsItsUploadAndGoesOnAtTheOtherWhenItsServerIsLost) {
  for (const auto& [server, cookie] : OneAtEach()) {
    SCOPED_TRACE(server);
    const std::string path = Uploaded(cookie);
    ASSERT_THAT(path, StartsWith("/en/system/uploads/"));
    for (int i = 0; i < 6; ++i) EXPECT_EQ(Page(path, cookie).status, 200);
    EXPECT_THAT(Page(kForm, cookie).body, HasSubstr(path));
    cluster_->Kill(PartOf(server));
    // At once: the gateway has not noticed yet.
    const HttpAnswer lost = Page(path, cookie, {{"accept", "text/html"}});
    EXPECT_EQ(lost.status, 404) << lost.error << lost.body;
    EXPECT_THAT(lost.body, HasSubstr("Upload the file again"));
    EXPECT_EQ(Page("/en/system", cookie).status, 200) << "still signed in";
    const std::string again = Uploaded(cookie);
    EXPECT_EQ(Page(again, cookie).status, 200) << again;
    cluster_->Start(PartOf(server));
    EXPECT_TRUE(Eventually([&, &cookie = cookie] { return Page(path, cookie).status == 200; }))
        << "what lies on the disk of its server is found when that is back";
    EXPECT_EQ(HomeOf(cookie), server);
  }
}

TEST_F(TwoWebServers, APlannedEndOfAServerIsNoticedByNobody) {
  for (const auto& [server, cookie] : OneAtEach()) {
    SCOPED_TRACE(server);
    std::atomic<bool> over = false;
    std::map<int, int> answers;  // by status
    std::thread visitor([&, &cookie = cookie] {
      while (!over) ++answers[Page("/en/system", cookie).status];
    });
    cluster_->Stop(PartOf(server));
    over = true;
    visitor.join();
    EXPECT_THAT(answers, ElementsAre(Pair(200, Gt(0))));
    cluster_->Start(PartOf(server));
  }
}

}  // namespace
}  // namespace tabadul
