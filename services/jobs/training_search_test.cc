// Searching training offers without a database: pages of the feed are applied by hand.
#include "absl/strings/str_join.h"
#include "gtest/gtest.h"
#include "services/jobs/training_offer.h"
#include "services/jobs/training_offer_samples.h"
#include "services/jobs/training_service.h"
#include "tests/harness/process.h"

namespace tabadul::jobs {
namespace {

namespace feed = tabadul::exchange::v1;
using Request = v1::SearchTrainingOffersRequest;

const finding::Understanding& TheUnderstanding() {
  static const auto* const analyzer = new language::Analyzer;
  static const auto* const understanding = new finding::Understanding(*analyzer);
  return *understanding;
}

v1::TrainingOffer Titled(const std::string& title, const char* language = "en") {
  v1::TrainingOffer offer = MinimalOffer();
  offer.mutable_title()->mutable_translations(0)->set_language(language);
  offer.mutable_title()->mutable_translations(0)->set_text(title);
  return offer;
}

common::v1::Date Day(int year, int month, int day) {
  common::v1::Date date;
  date.set_year(year);
  date.set_month(month);
  date.set_day(day);
  return date;
}

class TrainingSearch : public ::testing::Test {
 protected:
  exchange::Entry Entry(std::string_view id, const v1::TrainingOffer& offer) {
    const exchange::Columns columns = ColumnsOf(offer);
    exchange::Entry entry;
    entry.hub_id = std::string(id);
    entry.source = "TN/aneti/pes";
    entry.asserted = feed::ASSERTED_STATE_OPEN;
    entry.lifecycle = feed::LIFECYCLE_OPEN;
    entry.countries = columns.countries;
    entry.occupation = columns.occupation;
    entry.expires = columns.expires;
    entry.payload = offer.SerializeAsString();
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

  v1::SearchTrainingOffersResponse Search(const Request& request, const std::string& country = "",
                                          const std::string& language = "en") {
    rpc::Caller caller;
    if (!country.empty()) {
      caller.kind = rpc::Caller::Kind::kSystem;
      caller.country = country;
      caller.source = country + "/x/y";
    }
    const rpc::Call call("test", "1", language, caller, Context::WithTimeout(absl::Seconds(20)));
    const auto answer = service_.SearchTrainingOffers(call, request);
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? *answer : v1::SearchTrainingOffersResponse();
  }
  // hub ids, in the order of the answer
  std::string Found(const Request& request, const std::string& country = "") {
    const auto answer = Search(request, country);
    std::vector<std::string> ids;
    for (const auto& card : answer.offers()) ids.push_back(card.hub_id());
    EXPECT_EQ(answer.total_size(), answer.offers_size());
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

  ManualClock clock_{absl::FromUnixSeconds(1'780'000'000)};  // 2026-05-28T20:26:40Z
  pg::Pool pool_{{.conninfo = "host=/nowhere", .size = 1, .name = "none"}};
  const evidence::Signer signer_ = *evidence::Signer::FromSeed(std::string(32, 's'));
  exchange::Exchange exchange_{TrainingOfferKind(),
                               pool_,
                               pool_,
                               signer_,
                               clock_,
                               {.live_by_default = true, .pepper = std::string(32, 'p')}};
  const harness::TemporaryDirectory directory_{"training_texts"};
  const std::unique_ptr<search::TextStore> texts_ =
      search::TextStore::Open(directory_.path() + "/texts", 16u << 20).value();
  finding::RecordIndex index_{exchange_, clock_, TrainingPresentation(), texts_.get()};
  TrainingService service_{exchange_, index_, TheUnderstanding(), clock_};
  uint64_t sequence_ = 0;
};

TEST_F(TrainingSearch, FindsByWordsInThreeLanguages) {
  Apply({Entry("a", MaximalOffer()), Entry("b", Titled("Bookkeeping"))});
  for (const char* query :
       {"اللحام", "welding courses", "soudage", "centre sfax", "TIG", "certificat aptitude", "l'arc"}) {
    EXPECT_EQ(Found(query), "a") << query;
  }
  EXPECT_EQ(Found("bookkeeping"), "b");
  EXPECT_EQ(Found("bookkeeping welding"), "");
}

TEST_F(TrainingSearch, AnOccupationBringsWhatPreparesForItInWhateverLanguage) {
  v1::TrainingOffer nurses = Titled("Formation continue en soins", "fr");
  auto& target = *nurses.add_target_occupations();
  target.set_scheme("ISCO-08");
  target.set_code("7212");
  nurses.add_target_occupations()->set_scheme("ISCO-08");
  nurses.mutable_target_occupations(1)->set_code("2221");
  Apply({Entry("a", nurses), Entry("b", Titled("Nurse refresher course"))});
  Request request;
  request.set_query("nurse");
  const auto found = Search(request, "", "fr");
  ASSERT_EQ(found.total_size(), 2) << "words first, then those of the occupation";
  EXPECT_EQ(found.offers(0).hub_id(), "b");
  EXPECT_EQ(found.offers(1).hub_id(), "a") << "found by its second target";
  EXPECT_EQ(found.understood().occupation(), "2221");
  EXPECT_EQ(found.understood().label(), "Cadres infirmiers");
  EXPECT_EQ(Found("ممرضة"), "a");
  request.set_exact_words(true);
  EXPECT_EQ(Found(request), "b");
}

TEST_F(TrainingSearch, AMistypedWordIsCorrected) {
  Apply({Entry("a", Titled("Bookkeeping for beginners")), Entry("b", Titled("Bookkeeping"))});
  Request request;
  request.set_query("bookeeping");
  const auto found = Search(request);
  EXPECT_EQ(found.total_size(), 2);
  EXPECT_EQ(found.corrected().query(), "bookkeeping");
  request.set_exact_words(true);
  EXPECT_EQ(Search(request).total_size(), 0);
}

TEST_F(TrainingSearch, FiltersByPlaceAndMode) {
  v1::TrainingOffer online = Titled("Online");
  online.clear_locations();
  online.set_mode(v1::TRAINING_MODE_ONLINE);
  v1::TrainingOffer school = Titled("School");
  school.mutable_locations(0)->set_country("EG");
  school.set_mode(v1::TRAINING_MODE_ON_SITE);
  Apply({Entry("a", MaximalOffer()), Entry("b", online), Entry("c", school),
         Entry("d", Titled("Nothing said"))});
  EXPECT_EQ(With([](auto& r) { r.add_countries("DZ"); }), "a");
  EXPECT_EQ(With([](auto& r) { r.add_countries("EG"); }), "c");
  EXPECT_EQ(With([](auto& r) {
              r.add_countries("EG");
              r.set_or_online(true);
            }),
            "b c");
  EXPECT_EQ(With([](auto& r) { r.set_or_online(true); }), "a b c d") << "without countries it says nothing";
  EXPECT_EQ(With([](auto& r) { r.add_cities("صفاقس"); }), "a");
  EXPECT_EQ(With([](auto& r) { r.add_modes(v1::TRAINING_MODE_ONLINE); }), "b");
  EXPECT_EQ(With([](auto& r) {
              r.add_modes(v1::TRAINING_MODE_ONLINE);
              r.add_modes(v1::TRAINING_MODE_BLENDED);
            }),
            "a b");
}

TEST_F(TrainingSearch, FiltersByWhatIsLearnedAndAskedFor) {
  v1::TrainingOffer open = Titled("Open to all");
  open.add_languages()->set_language("en");
  open.set_isced_field("06");
  Apply({Entry("a", MaximalOffer()), Entry("b", open)});
  EXPECT_EQ(With([](auto& r) { r.add_languages("ar"); }), "a");
  EXPECT_EQ(With([](auto& r) { r.add_languages("en"); }), "b");
  EXPECT_EQ(With([](auto& r) { r.add_levels("3"); }), "a");
  EXPECT_EQ(With([](auto& r) { r.add_levels("4"); }), "");
  EXPECT_EQ(With([](auto& r) { r.add_fields("0715"); }), "a");
  EXPECT_EQ(With([](auto& r) { r.add_fields("071"); }), "a");
  EXPECT_EQ(With([](auto& r) { r.add_fields("07"); }), "a") << "all fields under it";
  EXPECT_EQ(With([](auto& r) { r.add_fields("0613"); }), "") << "nothing below what it states";
  EXPECT_EQ(With([](auto& r) { r.add_occupations("7"); }), "a");
  EXPECT_EQ(With([](auto& r) { r.add_occupations("7213"); }), "");
  EXPECT_EQ(With([](auto& r) { r.set_education_up_to("1"); }), "b") << "who asks for nothing takes all";
  EXPECT_EQ(With([](auto& r) { r.set_education_up_to("2"); }), "a b");
  EXPECT_EQ(With([](auto& r) { r.add_sources("DZ/anem/pes"); }), "");
}

TEST_F(TrainingSearch, FiltersByWhatIsPromised) {
  v1::TrainingOffer free = Titled("Free");
  free.mutable_price()->set_free(common::v1::TRI_STATE_YES);
  Apply({Entry("a", MaximalOffer()), Entry("b", free), Entry("c", MinimalOffer())});
  EXPECT_EQ(With([](auto& r) { r.set_free(true); }), "b") << "not stated is not free";
  EXPECT_EQ(With([](auto& r) { r.set_open_to_foreigners(true); }), "a");
}

TEST_F(TrainingSearch, FiltersAndSortsByTheStart) {
  v1::TrainingOffer early = Titled("Early"), any_day = Titled("Any day");
  *early.mutable_start_date() = Day(2026, 6, 30);
  any_day.set_flexible_start(true);
  Apply({Entry("a", MaximalOffer()), Entry("b", early), Entry("c", any_day), Entry("d", MinimalOffer())});
  const auto from = [](int month, int day) {
    return [=](Request& r) { *r.mutable_starts_from() = Day(2026, month, day); };
  };
  const auto until = [](int month, int day) {
    return [=](Request& r) { *r.mutable_starts_until() = Day(2026, month, day); };
  };
  EXPECT_EQ(With(from(9, 7)), "a c");
  EXPECT_EQ(With(from(9, 8)), "c");
  EXPECT_EQ(With(until(6, 30)), "b c");
  EXPECT_EQ(With(until(6, 29)), "c");
  EXPECT_EQ(With([&](Request& r) {
              from(7, 1)(r);
              until(8, 31)(r);
            }),
            "c");
  EXPECT_EQ(With([](Request& r) { r.set_order(v1::TRAINING_ORDER_START); }), "b a c d");
}

TEST_F(TrainingSearch, FacetsCountExactlyAndAreNamedInTheCallersLanguage) {
  v1::TrainingOffer online = Titled("Online");
  online.clear_locations();
  online.set_mode(v1::TRAINING_MODE_ONLINE);
  online.add_languages()->set_language("fr");
  online.set_isced_field("0714");
  Apply({Entry("a", MaximalOffer()), Entry("b", online)});
  Request request;
  for (int facet = 1; facet <= 8; ++facet) request.add_facets(v1::TrainingFacet(facet));
  const auto said = [&](const std::string& language) {
    std::vector<std::string> all;
    const auto answer = Search(request, "", language);
    for (const auto& facet : answer.facets()) {
      std::vector<std::string> values;
      for (const auto& value : facet.values())
        values.push_back(value.value() + "=" + value.label() + ":" + std::to_string(value.offers()));
      all.push_back(absl::StrJoin(values, ","));
    }
    return all;
  };
  const std::vector<std::string> in_french = said("fr");
  ASSERT_EQ(in_french.size(), 8u);
  EXPECT_EQ(in_french[0], "DZ=Algérie:1,TN=Tunisie:1") << "what is online is in no country";
  EXPECT_EQ(in_french[1], "2467454=Sfax:1");
  EXPECT_EQ(in_french[2], "BLENDED=Mixte:1,ONLINE=À distance:1");
  EXPECT_EQ(in_french[3], "fr=français:2,ar=arabe:1");
  EXPECT_TRUE(in_french[4].starts_with("3=")) << in_french[4];
  EXPECT_TRUE(in_french[5].starts_with("07=")) << in_french[5];
  EXPECT_TRUE(in_french[5].ends_with(":2")) << in_french[5];
  EXPECT_TRUE(in_french[6].starts_with("7=")) << in_french[6];
  EXPECT_EQ(in_french[7], "TN/aneti/pes=TN/aneti/pes:2");
  EXPECT_EQ(said("ar")[2], "BLENDED=حضوري وعن بُعد:1,ONLINE=عن بُعد:1");
  // A facet's own filter does not narrow it; of a tree the level below is shown.
  request.add_modes(v1::TRAINING_MODE_ONLINE);
  request.add_fields("071");
  const std::vector<std::string> narrowed = said("en");
  EXPECT_EQ(narrowed[2], "BLENDED=On site and online:1,ONLINE=Online:1");
  EXPECT_TRUE(narrowed[5].starts_with("0714=")) << narrowed[5];
  EXPECT_EQ(narrowed[0], "");
}

TEST_F(TrainingSearch, ShowsOnlyWhatItsReaderMaySee) {
  exchange::Entry entry = Entry("a", Titled("Secret course"));
  entry.audience_public = false;
  entry.audience_countries = {"DZ"};
  Apply({entry});
  EXPECT_EQ(Found("secret"), "");
  EXPECT_EQ(Found("secret", "EG"), "");
  EXPECT_EQ(Found("secret", "DZ"), "a");
  EXPECT_EQ(Found("secrte", "EG"), "") << "nor is a query corrected to it";
}

TEST_F(TrainingSearch, ShowsNothingThatIsClosedExpiredOrGone) {
  Apply({Entry("a", MaximalOffer()), Entry("b", Titled("Welding"))});
  EXPECT_EQ(Found("welding"), "b a");
  exchange::Entry closed = Entry("b", Titled("Welding"));
  closed.lifecycle = feed::LIFECYCLE_CLOSED;
  Apply({closed});
  EXPECT_EQ(Found("welding"), "a");
  clock_.Advance(ColumnsOf(MaximalOffer()).expires - clock_.Now() - absl::Microseconds(1));
  EXPECT_EQ(Found("welding"), "a");
  clock_.Advance(absl::Microseconds(1));
  EXPECT_EQ(Found("welding"), "") << "its deadline is over, whatever the database says";
}

TEST_F(TrainingSearch, PagesAreWholeAndBelongToTheirSearch) {
  std::vector<exchange::Entry> entries;
  for (int i = 0; i < 7; ++i) entries.push_back(Entry("id" + std::to_string(i), Titled("Welding")));
  Apply(std::move(entries));
  Request request;
  request.set_query("welding");
  request.set_page_size(3);
  std::vector<std::string> ids;
  for (int page = 0; page < 3; ++page) {
    const auto answer = Search(request);
    EXPECT_EQ(answer.total_size(), 7);
    for (const auto& card : answer.offers()) ids.push_back(card.hub_id());
    request.set_page_token(answer.next_page_token());
    EXPECT_EQ(request.page_token().empty(), page == 2);
    if (page > 0) continue;
    Request other = request;
    other.set_free(true);
    const rpc::Call call("test", "1", "en", {}, Context::WithTimeout(absl::Seconds(20)));
    EXPECT_EQ(ReasonOf(service_.SearchTrainingOffers(call, other).status()),
              common::v1::ERROR_REASON_TOKEN_MISMATCH);
  }
  EXPECT_EQ(absl::StrJoin(ids, " "), "id0 id1 id2 id3 id4 id5 id6");
}

TEST_F(TrainingSearch, TheCardSaysWhatAListNeedsAndWhereTheWordsAre) {
  Apply({Entry("a", MaximalOffer())});
  Request request;
  request.set_query("soudage");
  request.set_highlights(true);
  const auto found = Search(request, "", "fr");
  ASSERT_EQ(found.offers_size(), 1);
  const v1::TrainingOfferCard& card = found.offers(0);
  EXPECT_EQ(card.provider().translations(0).text(), "Centre de formation de Sfax");
  EXPECT_EQ(card.locations_size(), 3);
  EXPECT_EQ(card.mode(), v1::TRAINING_MODE_BLENDED);
  EXPECT_EQ(absl::StrJoin(card.languages(), " "), "fr ar");
  EXPECT_EQ(absl::StrJoin(card.occupations(), " "), "7212 721");
  EXPECT_EQ(card.price().amount(), "450.500");
  EXPECT_FALSE(card.price().has_text());
  EXPECT_EQ(card.hours(), 320);
  EXPECT_EQ(card.start_date().month(), 9);
  ASSERT_EQ(found.matches_size(), 1);
  EXPECT_EQ(found.matches(0).title().language(), "fr");
  EXPECT_EQ(found.matches(0).snippet().parts(0).text(), "Soudage");
  EXPECT_TRUE(found.matches(0).snippet().parts(0).match());
}

}  // namespace
}  // namespace tabadul::jobs
