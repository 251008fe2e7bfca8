#include "lib/finding/page_token.h"

#include <functional>

#include "gtest/gtest.h"
#include "tabadul/jobs/v1/jobs_service.pb.h"

namespace tabadul::finding {
namespace {

using Request = jobs::v1::SearchVacanciesRequest;

Request Search() {
  Request request;
  request.set_query("infirmier مستشفى");
  request.add_countries("MA");
  request.add_occupations("2221");
  request.add_sources("MA/anapec/pes");
  request.mutable_published_since()->set_seconds(1'700'000'000);
  request.set_order(jobs::v1::VACANCY_ORDER_DATE);
  request.set_page_size(50);
  request.add_facets(jobs::v1::VACANCY_FACET_COUNTRY);
  request.set_highlights(true);
  return request;
}

const PageTokens kTokens(std::string(32, 'k'));

TEST(PageToken, ComesBackForTheSameQueryWhateverThePageSize) {
  Request request = Search();
  request.set_page_token(kTokens.Make(Fingerprint(request), {"infirmière", std::string("place\0here", 10)}));
  request.set_page_size(3);
  request.set_at_least("token");
  const auto read = kTokens.Read(Fingerprint(request), request.page_token());
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->continuation, std::string("place\0here", 10));
  EXPECT_EQ(read->corrected, "infirmière");
}

TEST(PageToken, IsEmptyAtTheEndAndAtTheBeginning) {
  EXPECT_EQ(kTokens.Make(Fingerprint(Search()), {"nurse", ""}), "");
  EXPECT_EQ(kTokens.Read(Fingerprint(Search()), "")->continuation, "");
}

// How many records have a word is nobody's to know who may not see them all.
TEST(PageToken, TellsItsBearerNothing) {
  const std::string token = kTokens.Make(Fingerprint(Search()), {"nurse", "a continuation"});
  std::string bytes;
  ASSERT_TRUE(evidence::FromBase64Url(token, &bytes));
  EXPECT_EQ(bytes.find("nurse"), std::string::npos);
  EXPECT_EQ(bytes.find("continuation"), std::string::npos);
  EXPECT_EQ(ReasonOf(PageTokens(std::string(32, 'l')).Read(Fingerprint(Search()), token).status()),
            common::v1::ERROR_REASON_TOKEN_UNREADABLE);
}

TEST(PageToken, OfAnotherQueryIsAMismatch) {
  const std::string token = kTokens.Make(Fingerprint(Search()), {"", "place"});
  const std::function<void(Request&)> changes[] = {
      [](auto& r) { r.set_query("other"); },      [](auto& r) { r.add_countries("DZ"); },
      [](auto& r) { r.clear_occupations(); },     [](auto& r) { r.add_sources("DZ/anem/pes"); },
      [](auto& r) { r.clear_published_since(); }, [](auto& r) { r.clear_order(); },
  };
  for (const auto& change : changes) {
    Request request = Search();
    change(request);
    request.set_page_token(token);
    EXPECT_EQ(ReasonOf(kTokens.Read(Fingerprint(request), request.page_token()).status()),
              common::v1::ERROR_REASON_TOKEN_MISMATCH);
  }
}

TEST(PageToken, DamagedOrForeignIsUnreadable) {
  const std::string token = kTokens.Make(Fingerprint(Search()), {"", "place"});
  for (size_t i = 0; i < token.size(); ++i) {
    Request request = Search();
    std::string damaged = token;
    damaged[i] = damaged[i] == 'A' ? 'B' : 'A';
    request.set_page_token(damaged);
    const auto read = kTokens.Read(Fingerprint(request), request.page_token());
    // The last character may hold bits that stand for nothing.
    if (read.ok()) {
      EXPECT_EQ(i, token.size() - 1);
      continue;
    }
    EXPECT_EQ(ReasonOf(read.status()), common::v1::ERROR_REASON_TOKEN_UNREADABLE) << i;
  }
  for (const std::string& foreign : {std::string("x"), std::string("not base64!"), std::string(9000, 'A')}) {
    Request request = Search();
    request.set_page_token(foreign);
    EXPECT_EQ(ReasonOf(kTokens.Read(Fingerprint(request), request.page_token()).status()),
              common::v1::ERROR_REASON_TOKEN_UNREADABLE);
  }
}

}  // namespace
}  // namespace tabadul::finding
