// Searching good practices without a database: pages of the feed are applied by hand.
#include <functional>

#include "absl/strings/str_join.h"
#include "gtest/gtest.h"
#include "services/statistics/practices/good_practice.h"
#include "services/statistics/practices/good_practice_samples.h"
#include "services/statistics/practices/practice_document.h"
#include "services/statistics/practices/practice_service.h"
#include "tests/harness/process.h"

namespace tabadul::statistics {
namespace {

namespace feed = tabadul::exchange::v1;
using Request = v1::SearchGoodPracticesRequest;

v1::GoodPractice Titled(const std::string& title) {
  v1::GoodPractice practice = MinimalPractice();
  practice.mutable_title()->mutable_translations(0)->set_text(title);
  return practice;
}

class PracticeSearch : public ::testing::Test {
 protected:
  exchange::Entry Entry(std::string_view id, const v1::GoodPractice& practice) {
    exchange::Entry entry;
    entry.hub_id = std::string(id);
    entry.source = "TN/emploi/practices";
    entry.asserted = feed::ASSERTED_STATE_OPEN;
    entry.lifecycle = feed::LIFECYCLE_OPEN;
    entry.countries = ColumnsOf(practice).countries;
    entry.payload = practice.SerializeAsString();
    entry.created = entry.updated = clock_.Now();
    return entry;
  }
  void Apply(std::vector<exchange::Entry> entries) {
    exchange::Page page;
    page.entries = std::move(entries);
    page.cursor.position = {1, {++sequence_}};
    page.at_head = true;
    for (exchange::Entry& entry : page.entries) entry.sequence = sequence_;
    index_.Apply(page);
  }
  v1::SearchGoodPracticesResponse Search(const Request& request, const std::string& country = "",
                                         const std::string& language = "en") {
    rpc::Caller caller;
    if (!country.empty()) {
      caller.kind = rpc::Caller::Kind::kSystem;
      caller.country = country;
      caller.source = country + "/x/y";
    }
    const rpc::Call call("test", "1", language, caller, Context::WithTimeout(absl::Seconds(20)));
    const auto answer = service_.SearchGoodPractices(call, request);
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? *answer : v1::SearchGoodPracticesResponse();
  }
  // hub ids, in the order of the answer
  std::string Found(const Request& request, const std::string& country = "") {
    const auto answer = Search(request, country);
    std::vector<std::string> ids;
    for (const auto& card : answer.practices()) ids.push_back(card.hub_id());
    EXPECT_EQ(answer.total_size(), answer.practices_size());
    return absl::StrJoin(ids, " ");
  }
  std::string Found(const std::string& query, const std::string& country = "") {
    Request request;
    request.set_query(query);
    return Found(request, country);
  }
  // What a filter that `set` sets finds, newest first and equal ones by id.
  std::string With(const std::function<void(Request&)>& set) {
    Request request;
    set(request);
    return Found(request);
  }
  // "<from>-<until>"; 0: no such bound.
  std::string Between(int from, int until) {
    return With([&](Request& r) {
      r.set_from_year(from);
      r.set_until_year(until);
    });
  }

  ManualClock clock_{absl::FromUnixSeconds(1'780'000'000)};  // 2026-05-28T20:26:40Z
  pg::Pool pool_{{.conninfo = "host=/nowhere", .size = 1, .name = "none"}};
  const evidence::Signer signer_ = *evidence::Signer::FromSeed(std::string(32, 's'));
  exchange::Exchange exchange_{GoodPracticeKind(),
                               pool_,
                               pool_,
                               signer_,
                               clock_,
                               {.live_by_default = true, .pepper = std::string(32, 'p')}};
  const harness::TemporaryDirectory directory_{"practice_texts"};
  const std::unique_ptr<search::TextStore> texts_ =
      search::TextStore::Open(directory_.path() + "/texts", 16u << 20).value();
  finding::RecordIndex index_{exchange_, clock_, PracticePresentation(), texts_.get()};
  PracticeService service_{exchange_, index_, clock_};
  uint64_t sequence_ = 0;
};

TEST_F(PracticeSearch, FindsByWordsInThreeLanguages) {
  Apply({Entry("a", MaximalPractice()), Entry("b", Titled("Labour inspection"))});
  for (const char* query : {"التدرج المهني", "apprenticeships", "école entreprise", "contrat",
                            "ministère emploi", "insertion", "rapport évaluation"}) {
    EXPECT_EQ(Found(query), "a") << query;
  }
  EXPECT_EQ(Found("inspection"), "b");
  EXPECT_EQ(Found("inspection apprenticeship"), "");
}

TEST_F(PracticeSearch, AnOccupationInTheQueryIsOnlyAWord) {
  Apply({Entry("a", Titled("Bringing nurses home")), Entry("b", Titled("Formation des infirmiers"))});
  EXPECT_EQ(Found("nurse"), "a");
}

TEST_F(PracticeSearch, AMistypedWordIsCorrected) {
  Apply({Entry("a", Titled("Microfinance for women")), Entry("b", Titled("Microfinance"))});
  Request request;
  request.set_query("microfinence");
  const auto found = Search(request);
  EXPECT_EQ(found.total_size(), 2);
  EXPECT_EQ(found.corrected().query(), "microfinance");
  request.set_exact_words(true);
  EXPECT_EQ(Search(request).total_size(), 0);
}

TEST_F(PracticeSearch, FiltersByWhatAPracticeIsAndWhereAndByWhatIsKnownOfIt) {
  v1::GoodPractice law = Titled("Wage protection act");
  law.set_type(v1::PRACTICE_TYPE_LEGISLATION);
  law.set_topics(0, v1::PRACTICE_TOPIC_LABOUR_LAW);
  Apply({Entry("a", MaximalPractice()), Entry("b", law)});
  EXPECT_EQ(With([](auto& r) { r.add_countries("DZ"); }), "a");
  EXPECT_EQ(With([](auto& r) { r.add_countries("MY"); }), "b");
  EXPECT_EQ(With([](auto& r) { r.add_countries("EG"); }), "");
  EXPECT_EQ(With([](auto& r) { r.add_types(v1::PRACTICE_TYPE_LEGISLATION); }), "b");
  EXPECT_EQ(With([](auto& r) {
              r.add_types(v1::PRACTICE_TYPE_LEGISLATION);
              r.add_types(v1::PRACTICE_TYPE_PROGRAMME);
            }),
            "b a")
      << "newest first: the other one was published years ago";
  EXPECT_EQ(With([](auto& r) { r.add_topics(v1::PRACTICE_TOPIC_YOUTH); }), "a") << "its third topic";
  EXPECT_EQ(With([](auto& r) { r.add_topics(v1::PRACTICE_TOPIC_SKILLS); }), "");
  EXPECT_EQ(With([](auto& r) { r.add_evidence(v1::EVIDENCE_LEVEL_COMPARED); }), "a");
  EXPECT_EQ(With([](auto& r) { r.add_evidence(v1::EVIDENCE_LEVEL_DESCRIBED); }), "");
  EXPECT_EQ(With([](auto& r) { r.add_languages("fr"); }), "a");
  EXPECT_EQ(With([](auto& r) { r.add_languages("ar"); }), "") << "a title is no summary";
  EXPECT_EQ(With([](auto& r) { r.add_sources("DZ/anem/pes"); }), "");
}

TEST_F(PracticeSearch, FiltersByTheYearsInWhichItIsInForce) {
  v1::GoodPractice since = Titled("Since 2010"), until = Titled("Until 1990"), over = Titled("In 2000");
  since.mutable_period()->set_first_year(2010);
  until.mutable_period()->set_last_year(1990);
  over.mutable_period()->set_first_year(2000);
  over.mutable_period()->set_ongoing(common::v1::TRI_STATE_NO);
  Apply({Entry("a", MaximalPractice()), Entry("b", since), Entry("c", until), Entry("d", over),
         Entry("e", Titled("Nothing said"))});
  EXPECT_EQ(Between(2016, 2016), "b a");
  EXPECT_EQ(Between(2023, 2030), "b a");
  EXPECT_EQ(Between(2024, 0), "b") << "no end is stated";
  EXPECT_EQ(Between(0, 1990), "c");
  EXPECT_EQ(Between(1991, 2000), "d");
  EXPECT_EQ(Between(2001, 2009), "") << "it says that it does not go on";
  EXPECT_EQ(Between(0, 2009), "c d");
  EXPECT_EQ(With([](auto&) {}), "b c d e a");
}

TEST_F(PracticeSearch, SortsByDateAndByWhatIsKnown) {
  v1::GoodPractice counted = Titled("Counted"), drawn = Titled("Drawn");
  counted.set_evidence(v1::EVIDENCE_LEVEL_MONITORED);
  drawn.set_evidence(v1::EVIDENCE_LEVEL_RANDOMISED);
  Apply({Entry("a", counted), Entry("b", MaximalPractice()), Entry("c", drawn), Entry("d", Titled("None"))});
  EXPECT_EQ(With([](auto& r) { r.set_order(v1::PRACTICE_ORDER_EVIDENCE); }), "c b a d");
  EXPECT_EQ(With([](auto& r) { r.set_order(v1::PRACTICE_ORDER_DATE); }), "a c d b");
}

TEST_F(PracticeSearch, FacetsCountExactlyAndAreNamedInTheCallersLanguage) {
  Apply({Entry("a", MaximalPractice()), Entry("b", MinimalPractice())});
  Request request;
  for (int facet = 1; facet <= 6; ++facet) request.add_facets(v1::PracticeFacet(facet));
  const auto said = [&](const std::string& language) {
    std::vector<std::string> all;
    const auto answer = Search(request, "", language);
    for (const auto& facet : answer.facets()) {
      all.push_back(absl::StrJoin(facet.values(), ",", [](std::string* out, const auto& value) {
        out->append(value.value() + "=" + value.label() + ":" + std::to_string(value.practices()));
      }));
    }
    return absl::StrJoin(all, "; ");
  };
  EXPECT_EQ(said("fr"),
            "DZ=Algérie:1,MA=Maroc:1,MY=Malaisie:1,TN=Tunisie:1; "
            "POLICY=Politique:1,PROGRAMME=Programme:1; "
            "EMPLOYMENT=Emploi:1,SKILLS=Compétences:1,WOMEN=Emploi des femmes:1,YOUTH=Emploi des jeunes:1; "
            "COMPARED=Comparée à un groupe témoin:1; en=anglais:1,fr=français:1; "
            "TN/emploi/practices=TN/emploi/practices:2");
  request.add_types(v1::PRACTICE_TYPE_POLICY);
  request.clear_facets();
  request.add_facets(v1::PRACTICE_FACET_TYPE);
  request.add_facets(v1::PRACTICE_FACET_EVIDENCE);
  EXPECT_EQ(said("en"), "POLICY=Policy:1,PROGRAMME=Programme:1; ")
      << "a facet's own filter does not narrow it";
}

TEST_F(PracticeSearch, ShowsOnlyWhatItsReaderMaySee) {
  exchange::Entry entry = Entry("a", Titled("Confidential evaluation"));
  entry.audience_public = false;
  entry.audience_countries = {"DZ"};
  Apply({entry});
  EXPECT_EQ(Found("confidential"), "");
  EXPECT_EQ(Found("confidential", "EG"), "");
  EXPECT_EQ(Found("confidential", "DZ"), "a");
  EXPECT_EQ(Found("confidentail", "EG"), "") << "nor is a query corrected to it";
}

TEST_F(PracticeSearch, ShowsNothingThatIsClosed) {
  Apply({Entry("a", Titled("Reform")), Entry("b", Titled("Reform"))});
  EXPECT_EQ(Found("reform"), "a b");
  exchange::Entry closed = Entry("b", Titled("Reform"));
  closed.lifecycle = feed::LIFECYCLE_CLOSED;
  Apply({closed});
  EXPECT_EQ(Found("reform"), "a");
}

TEST_F(PracticeSearch, PagesAreWholeAndBelongToTheirSearch) {
  std::vector<exchange::Entry> entries;
  for (int i = 0; i < 7; ++i) entries.push_back(Entry("id" + std::to_string(i), Titled("Reform")));
  Apply(std::move(entries));
  Request request;
  request.set_query("reform");
  request.set_page_size(3);
  std::vector<std::string> ids;
  for (int page = 0; page < 3; ++page) {
    const auto answer = Search(request);
    EXPECT_EQ(answer.total_size(), 7);
    for (const auto& card : answer.practices()) ids.push_back(card.hub_id());
    request.set_page_token(answer.next_page_token());
    EXPECT_EQ(request.page_token().empty(), page == 2);
    if (page > 0) continue;
    Request other = request;
    other.set_from_year(2000);
    const rpc::Call call("test", "1", "en", {}, Context::WithTimeout(absl::Seconds(20)));
    EXPECT_EQ(ReasonOf(service_.SearchGoodPractices(call, other).status()),
              common::v1::ERROR_REASON_TOKEN_MISMATCH);
  }
  EXPECT_EQ(absl::StrJoin(ids, " "), "id0 id1 id2 id3 id4 id5 id6");
}

TEST_F(PracticeSearch, TheCardSaysWhatAListNeedsAndWhereTheWordsAre) {
  Apply({Entry("a", MaximalPractice())});
  Request request;
  request.set_query("contrat");
  request.set_highlights(true);
  const auto found = Search(request, "", "fr");
  ASSERT_EQ(found.practices_size(), 1);
  const v1::GoodPracticeCard& card = found.practices(0);
  EXPECT_EQ(card.office().translations(0).text(), "Ministère de l’emploi");
  EXPECT_EQ(card.summary().translations_size(), 1);
  EXPECT_EQ(card.original_language(), "fr");
  EXPECT_EQ(card.type(), v1::PRACTICE_TYPE_PROGRAMME);
  EXPECT_EQ(card.topics_size(), 3);
  EXPECT_EQ(absl::StrJoin(card.countries(), " "), "DZ MA TN");
  EXPECT_EQ(card.period().last_year(), 2023);
  EXPECT_EQ(card.evidence(), v1::EVIDENCE_LEVEL_COMPARED);
  EXPECT_EQ(card.published().year(), 2024);
  ASSERT_EQ(found.matches_size(), 1);
  EXPECT_EQ(found.matches(0).title().language(), "fr");
  const auto& parts = found.matches(0).snippet().parts();
  EXPECT_TRUE(std::any_of(parts.begin(), parts.end(),
                          [](const auto& part) { return part.match() && part.text() == "contrat"; }))
      << "it is in the body alone: " << found.matches(0).snippet().ShortDebugString();
}

}  // namespace
}  // namespace tabadul::statistics
