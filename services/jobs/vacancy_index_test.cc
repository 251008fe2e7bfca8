// The index without a database: pages of the feed are applied by hand.
#include "services/jobs/vacancy_index.h"

#include "lib/exchange/sharing_book.h"
#include "services/jobs/place.h"

#include <thread>

#include "absl/strings/str_join.h"
#include "gtest/gtest.h"
#include "services/jobs/coding.h"
#include "services/jobs/service.h"
#include "services/jobs/vacancy.h"
#include "services/jobs/vacancy_samples.h"
#include "tests/harness/process.h"

namespace tabadul::jobs {
namespace {

namespace feed = tabadul::exchange::v1;

class VacancyIndexTest : public ::testing::Test {
 protected:
  // As the exchange's feed tells of it.
  exchange::Entry Entry(std::string_view id, const v1::Vacancy& vacancy) {
    const exchange::Columns columns = ColumnsOf(vacancy);
    exchange::Entry entry;
    entry.hub_id = std::string(id);
    entry.source = "MA/anapec/pes";
    entry.asserted = feed::ASSERTED_STATE_OPEN;
    entry.lifecycle = feed::LIFECYCLE_OPEN;
    entry.countries = columns.countries;
    entry.occupation = columns.occupation;
    entry.expires = columns.expires;
    entry.payload = vacancy.SerializeAsString();
    entry.created = entry.updated = clock_.Now();
    return entry;
  }
  exchange::Entry Titled(std::string_view id, std::string_view title) {
    v1::Vacancy vacancy = MinimalVacancy();
    vacancy.mutable_title()->mutable_translations(0)->set_text(std::string(title));
    return Entry(id, vacancy);
  }
  void Apply(std::vector<exchange::Entry> entries) {
    exchange::Page page;
    page.entries = std::move(entries);
    page.cursor.position = {1, {++sequence_}};
    page.at_head = true;
    index_.Apply(page);
  }
  // hub ids, in the order of the answer
  std::string Found(const Wanted& request, const exchange::Reader& reader = {}) {
    const auto answer = index_.Find(request, reader);
    EXPECT_TRUE(answer.ok()) << answer.status();
    std::vector<std::string> ids;
    for (const auto& shown : index_.Show(*answer, reader)) {
      v1::VacancyCard card;
      EXPECT_TRUE(card.ParseFromString(shown.card));
      EXPECT_EQ(card.hub_id(), shown.hub_id);
      ids.push_back(card.hub_id());
    }
    EXPECT_EQ(answer->total(), static_cast<int64_t>(ids.size()));
    return absl::StrJoin(ids, " ");
  }

  ManualClock clock_{absl::FromUnixSeconds(1'780'000'000)};  // 2026-05-28T20:26:40Z
  pg::Pool pool_{{.conninfo = "host=/nowhere", .size = 1, .name = "none"}};
  const evidence::Signer signer_ = *evidence::Signer::FromSeed(std::string(32, 's'));
  exchange::Exchange exchange_{VacancyKind(), pool_,
                               pool_,         signer_,
                               clock_,        {.live_by_default = true, .pepper = std::string(32, 'p')}};
  VacancyIndex index_{exchange_, clock_, pay::Rates::Shipped()};
  uint64_t sequence_ = 0;
};

TEST_F(VacancyIndexTest, FindsByWordsOfTitleEmployerAndDescriptionInThreeLanguages) {
  Apply({Entry("a", MaximalVacancy()), Titled("b", "Plumber")});
  for (const char* text :
       {"ممرض", "الممرّض", "nurses", "INFIRMIERE diplomé", "infirmier", "مستشفي", "الطوارئ", "ممرض nurse"}) {
    EXPECT_EQ(Found({.text = text}), "a") << text;
  }
  EXPECT_EQ(Found({.text = "plumber"}), "b");
  EXPECT_EQ(Found({.text = "plumber nurse"}), "");
}

TEST_F(VacancyIndexTest, FiltersByCountryOccupationSourceAndDate) {
  Apply({Entry("a", MaximalVacancy()), Titled("b", "Nurse")});
  EXPECT_EQ(Found({.any_of = {{Column::kCountry, {"DZ"}}}}), "a");
  EXPECT_EQ(Found({.any_of = {{Column::kCountry, {"DZ", "MA"}}}, .order = v1::VACANCY_ORDER_DATE}), "a b");
  EXPECT_EQ(Found({.any_of = {{Column::kOccupation, {"22"}}}}), "a");
  EXPECT_EQ(Found({.any_of = {{Column::kOccupation, {"2221"}}}}), "a");
  EXPECT_EQ(Found({.any_of = {{Column::kOccupation, {"3"}}}}), "");
  EXPECT_EQ(Found({.any_of = {{Column::kSource, {"DZ/anem/pes"}}}}), "");
  EXPECT_EQ(Found({.any_of = {{Column::kSource, {"MA/anapec/pes"}}},
                   .published_since = clock_.Now() + absl::Seconds(1)}),
            "");
}

TEST_F(VacancyIndexTest, FiltersByWhatTheWorkIsLikeAndWhatIsPromised) {
  v1::Vacancy other = MinimalVacancy();
  other.mutable_schedule()->set_working_time(v1::WORKING_TIME_PART_TIME);
  other.set_remote(v1::REMOTE_WORK_FULL);
  other.mutable_education()->set_isced_level("3");
  other.mutable_eligibility()->set_visa_sponsorship(common::v1::TRI_STATE_YES);
  Apply({Entry("a", MaximalVacancy()), Entry("b", other), Titled("c", "Nurse")});
  EXPECT_EQ(Found({.any_of = {{Column::kWorkingTime, {"PART_TIME"}}}}), "b");
  EXPECT_EQ(Found({.any_of = {{Column::kRemote, {"FULL", "HYBRID"}}}}), "b");
  EXPECT_EQ(Found({.any_of = {{Column::kIndustry, {"Q"}}}}), "a") << "section of class 8610";
  EXPECT_EQ(Found({.any_of = {{Column::kIndustry, {"86"}}}}), "a");
  EXPECT_EQ(Found({.any_of = {{Column::kOffering, {"DIRECT_HIRE"}}, {Column::kLanguage, {"ar"}}}}), "a");
  EXPECT_EQ(Found({.education_up_to = 4, .order = v1::VACANCY_ORDER_DATE}), "b c")
      << "who states no level asks for none";
  EXPECT_EQ(Found({.any_of = {{Column::kTerm, {kVisaSponsorship}}}}).find("c"), std::string::npos);
}

v1::Vacancy In(const char* country, const char* language, const char* city) {
  v1::Vacancy vacancy = MinimalVacancy();
  v1::Location& location = *vacancy.mutable_locations(0);
  location.set_country(country);
  auto& name = *location.mutable_city()->add_translations();
  name.set_language(language);
  name.set_text(city);
  return vacancy;
}

TEST_F(VacancyIndexTest, CountsACityOnceWhateverLanguageItIsWrittenIn) {
  Apply({Entry("a", In("MA", "fr", "Casablanca")), Entry("b", In("MA", "ar", "الدار البيضاء")),
         Entry("c", In("MA", "fr", "Hameau des Trois Figuiers")), Entry("d", In("SA", "ar", "الرياض"))});
  const auto answer = index_.Find({.facets = {Column::kCity}}, {});
  ASSERT_TRUE(answer.ok()) << answer.status();
  ASSERT_EQ(answer->facets(0).values_size(), 3);
  EXPECT_EQ(answer->facets(0).documents(0), 2);
  EXPECT_EQ(CityName(answer->facets(0).values(0), "ar"), "الدار البيضاء");
  EXPECT_EQ(CityName(answer->facets(0).values(0), "en"), "Casablanca");
  EXPECT_EQ(Found({.any_of = {{Column::kCity, {answer->facets(0).values(0)}}}}), "a b");
  EXPECT_EQ(Found({.any_of = {{Column::kCity, CityValuesOf("hameau des trois FIGUIERS", {})}}}), "c")
      << "a place that no list has is found by its name";
}

v1::Vacancy Paying(const char* minimum, const char* currency, v1::PayUnit unit) {
  v1::Vacancy vacancy = MinimalVacancy();
  vacancy.mutable_pay()->set_minimum(minimum);
  vacancy.mutable_pay()->set_currency(currency);
  vacancy.mutable_pay()->set_unit(unit);
  return vacancy;
}

TEST_F(VacancyIndexTest, ComparesPayAcrossCurrenciesAndUnits) {
  Apply({Entry("eur", Paying("3000", "EUR", v1::PAY_UNIT_MONTH)),
         Entry("mad", Paying("5000", "MAD", v1::PAY_UNIT_MONTH)),
         Entry("usd", Paying("100", "USD", v1::PAY_UNIT_HOUR)), Entry("none", MinimalVacancy())});
  EXPECT_EQ(Found({.order = v1::VACANCY_ORDER_PAY}), "usd eur mad none");
  EXPECT_EQ(Found({.pays_at_least = 1'000'000'000, .order = v1::VACANCY_ORDER_PAY}), "usd eur");
  EXPECT_EQ(Found({.text = "nurse", .order = v1::VACANCY_ORDER_PAY}), "usd eur mad none")
      << "whatever the words";
}

TEST_F(VacancyIndexTest, SortsByDistanceAndLeavesOutWhatIsTooFar) {
  v1::Vacancy exact = MinimalVacancy();
  exact.mutable_locations(0)->mutable_coordinates()->set_latitude_e6(33'600'000);
  exact.mutable_locations(0)->mutable_coordinates()->set_longitude_e6(-7'600'000);
  Apply({Entry("rabat", In("MA", "ar", "الرباط")), Entry("casa", exact),
         Entry("cairo", In("EG", "en", "Cairo")), Entry("nowhere", MinimalVacancy())});
  Wanted near{.near = PointOfCity("Casablanca"), .order = v1::VACANCY_ORDER_DISTANCE};
  EXPECT_EQ(Found(near), "casa rabat cairo nowhere");
  near.within_km = 150;
  EXPECT_EQ(Found(near), "casa rabat");
  const auto answer = index_.Find(near, {});
  ASSERT_TRUE(answer.ok());
  EXPECT_NEAR(static_cast<double>(answer->hits(1).metres()), 87'000, 5'000);
}

// Found and about to be shown, when the source hides it and changes its text.
TEST_F(VacancyIndexTest, ATextIsShownOnlyWithTheCardOfTheSameChange) {
  const harness::TemporaryDirectory directory("index_texts");
  const auto texts = search::TextStore::Open(directory.path() + "/texts", 16u << 20);
  ASSERT_TRUE(texts.ok()) << texts.status();
  VacancyIndex index(exchange_, clock_, pay::Rates::Shipped(), texts->get());
  const auto apply = [&](exchange::Entry entry, uint64_t sequence) {
    entry.sequence = sequence;
    exchange::Page page;
    page.cursor.position = {1, {sequence}};
    page.entries.push_back(std::move(entry));
    index.Apply(page);
  };
  exchange::Entry entry = Titled("a", "Nurse");
  apply(entry, 1);
  const auto shown = index.Show(*index.Find({}, {}), {});
  ASSERT_EQ(shown.size(), 1u);
  EXPECT_EQ(index.Descriptions(shown)[0].translations_size(), 1);
  entry.audience_public = false;
  apply(entry, 2);
  EXPECT_EQ(index.Descriptions(shown)[0].translations_size(), 0);
  const auto to_all =
      index.Show(*index.Find({}, exchange::Reader::Everything()), exchange::Reader::Everything());
  EXPECT_EQ(index.Descriptions(to_all)[0].translations_size(), 1);
  EXPECT_GE(index.AppliedBefore(absl::ZeroDuration()), 1u) << "of two within a moment the older may be told";
  EXPECT_EQ(index.AppliedBefore(absl::Hours(1)), 0u);
}

TEST_F(VacancyIndexTest, EveryRecordOfALongPageHasItsOwnTextAndLeavesNoneBehind) {
  const harness::TemporaryDirectory directory("index_texts");
  const auto texts = search::TextStore::Open(directory.path() + "/texts", 16u << 20);
  ASSERT_TRUE(texts.ok()) << texts.status();
  VacancyIndex index(exchange_, clock_, pay::Rates::Shipped(), texts->get());
  constexpr size_t kRecords = 150;
  const auto apply = [&](const std::string& text, feed::Lifecycle lifecycle) {
    exchange::Page page;
    for (size_t i = 0; i < kRecords; ++i) {
      v1::Vacancy vacancy = MinimalVacancy();
      vacancy.mutable_description()->mutable_translations(0)->set_text(text + std::to_string(i));
      page.entries.push_back(Entry(std::to_string(i), vacancy));
      page.entries.back().sequence = ++sequence_;
      page.entries.back().lifecycle = lifecycle;
    }
    page.cursor.position = {1, {sequence_}};
    index.Apply(page);
  };
  for (const std::string text : {"before ", "after "}) {
    apply(text, feed::LIFECYCLE_OPEN);
    EXPECT_EQ((*texts)->size(), kRecords);
    const auto shown = index.Show(*index.Find({.page_size = 2 * kRecords}, {}), {});
    ASSERT_EQ(shown.size(), kRecords);
    const auto descriptions = index.Descriptions(shown);
    for (size_t i = 0; i < kRecords; ++i)
      EXPECT_EQ(descriptions[i].translations(0).text(), text + shown[i].hub_id);
  }
  apply("", feed::LIFECYCLE_CLOSED);
  EXPECT_EQ((*texts)->size(), 0u);
}

TEST_F(VacancyIndexTest, ASuggestedOccupationComesAndGoesWhileTheRecordStays) {
  const auto found = [this] {
    return Found({.text = "nobody", .occupation = "7212"}) + "|" +
           Found({.any_of = {{Column::kOccupation, {"7212"}}}}) + "|" + Found({.text = "nurse"});
  };
  exchange::Entry entry = Titled("a", "Nurse");
  Apply({entry});
  EXPECT_EQ(found(), "||a");
  feed::Annotation& annotation = entry.annotations.emplace_back();
  annotation.set_name(kSuggestedOccupation);
  annotation.mutable_code()->set_code("7212");
  Apply({entry});
  EXPECT_EQ(found(), "a|a|a");
  entry.annotations.clear();
  Apply({entry});
  EXPECT_EQ(found(), "||a");
}

TEST_F(VacancyIndexTest, CitiesOfOneNameAreToldApartByTheirCountry) {
  for (int i = 0; i < 2; ++i) {  // found, and remembered
    const std::string lebanon = CityValueOf(In("LB", "en", "Tripoli").locations(0));
    const std::string libya = CityValueOf(In("LY", "en", "Tripoli").locations(0));
    EXPECT_EQ(lebanon, "266826");
    EXPECT_EQ(libya, "2210247");
  }
}

TEST_F(VacancyIndexTest, KnowsWhichEmployersTheirSourceHasFoundInTheRegister) {
  Apply({Entry("a", MaximalVacancy()), Titled("b", "Nurse")});
  EXPECT_EQ(Found({.any_of = {{Column::kTerm, {kVerifiedEmployer}}}}), "a");
}

TEST_F(VacancyIndexTest, CountsWhatIsFoundAndWhatTheOtherChoicesWouldBring) {
  Apply({Entry("a", MaximalVacancy()), Titled("b", "Nurse"), Titled("c", "Plumber")});
  Wanted request{.text = "nurse", .any_of = {{Column::kCountry, {"DZ"}}}};
  request.facets = {Column::kCountry, Column::kWorkingTime};
  const auto answer = index_.Find(request, {});
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->total(), 1);
  ASSERT_EQ(answer->facets_size(), 2);
  ASSERT_EQ(answer->facets(0).values_size(), 2);
  EXPECT_EQ(answer->facets(0).values(0), "MA")
      << "of both nurses: the chosen country does not narrow its own facet";
  EXPECT_EQ(answer->facets(0).documents(0), 2);
  EXPECT_EQ(answer->facets(0).values(1), "DZ");
  EXPECT_EQ(answer->facets(0).documents(1), 1);
  ASSERT_EQ(answer->facets(1).values_size(), 1);
  EXPECT_EQ(answer->facets(1).documents(0), 1) << "of the one in the chosen country";
}

TEST_F(VacancyIndexTest, PublishedIsTheSourcesDayButNeverAfterReception) {
  v1::Vacancy old = MinimalVacancy();
  old.mutable_published()->set_year(2026);
  old.mutable_published()->set_month(5);
  old.mutable_published()->set_day(1);
  v1::Vacancy future = old;
  future.mutable_published()->set_month(12);
  Apply({Entry("future", future), Entry("old", old)});
  clock_.Advance(absl::Seconds(10));
  Apply({Titled("received", "Nurse")});
  EXPECT_EQ(Found({.order = v1::VACANCY_ORDER_DATE}), "received future old");
  EXPECT_EQ(Found({.published_since = absl::FromCivil(absl::CivilDay(2026, 5, 1), absl::UTCTimeZone()),
                   .order = v1::VACANCY_ORDER_DATE}),
            "received future old");
  EXPECT_EQ(Found({.published_since = absl::FromCivil(absl::CivilDay(2026, 5, 2), absl::UTCTimeZone()),
                   .order = v1::VACANCY_ORDER_DATE}),
            "received future");
}

TEST_F(VacancyIndexTest, WhatIsNotOpenIsNotShown) {
  for (const auto lifecycle :
       {feed::LIFECYCLE_CLOSED, feed::LIFECYCLE_EXPIRED, feed::LIFECYCLE_SUSPENDED, feed::LIFECYCLE_ERASED}) {
    Apply({Titled("a", "Nurse")});
    EXPECT_EQ(Found({.text = "nurse"}), "a");
    exchange::Entry entry = Titled("a", "Nurse");
    entry.lifecycle = lifecycle;
    Apply({entry});
    EXPECT_EQ(Found({.text = "nurse"}), "") << lifecycle;
  }
}

TEST_F(VacancyIndexTest, ExpiryIsByTheClockEvenBeforeTheExchangeHasNoticed) {
  Apply({Entry("a", MaximalVacancy())});
  clock_.Advance(ColumnsOf(MaximalVacancy()).expires - clock_.Now() - absl::Microseconds(1));
  EXPECT_EQ(Found({.text = "nurse"}), "a");
  clock_.Advance(absl::Microseconds(1));
  EXPECT_EQ(Found({.text = "nurse"}), "");
}

TEST_F(VacancyIndexTest, AChangedVacancyIsFoundByItsNewWordsOnly) {
  Apply({Titled("a", "Nurse")});
  Apply({Titled("a", "Plumber")});
  EXPECT_EQ(Found({.text = "nurse"}), "");
  EXPECT_EQ(Found({.text = "plumber"}), "a");
}

TEST_F(VacancyIndexTest, AnAudienceHidesItFromOthers) {
  exchange::Entry hidden = Titled("hidden", "Nurse");
  hidden.audience_public = false;
  hidden.audience_countries = {"DZ", "TN"};
  Apply({hidden, Titled("open", "Nurse")});
  exchange::Reader visitor, algeria, egypt, owner;
  algeria.source = "DZ/anem/pes";
  algeria.country = "DZ";
  egypt.source = "EG/momp/pes";
  egypt.country = "EG";
  owner.source = "MA/anapec/pes";
  owner.country = "MA";
  EXPECT_EQ(Found({}, visitor), "open");
  EXPECT_EQ(Found({}, egypt), "open");
  EXPECT_EQ(Found({.order = v1::VACANCY_ORDER_DATE}, algeria), "hidden open");
  EXPECT_EQ(Found({.order = v1::VACANCY_ORDER_DATE}, owner), "hidden open");
  EXPECT_EQ(Found({.order = v1::VACANCY_ORDER_DATE}, exchange::Reader::Everything()), "hidden open");
}

TEST_F(VacancyIndexTest, ASourceIsFoundByThoseWhomItsRightsNameAndLeavesNoTraceForOthers) {
  const std::string source = "MA/anapec/pes";
  const auto complete = [&] { return index_.vocabulary().Complete("zwelder", "en", 5).size(); };
  const auto share = [&](const char* country) {
    exchange::internal::Rights rights;
    rights.set_live(true);
    rights.set_by_default(country == nullptr);
    if (country != nullptr) {
      auto& grant = *rights.add_grants();
      grant.set_country(country);
      grant.set_purpose(tabadul::identity::v1::PURPOSE_SEARCH);
    }
    exchange_.Share({{source, rights}});
    exchange::Page page;
    page.cursor.position = {1, {++sequence_}};
    page.at_head = true;
    index_.Apply(page);
  };
  // A title is told when two have it.
  Apply({Titled("a", "Zwelder"), Titled("a2", "Zwelder"), Titled("b", "Nurse")});
  const exchange::Reader visitor{.use = exchange::Reader::Use::kSearch};
  const exchange::Reader egypt{
      .use = exchange::Reader::Use::kSearch, .source = "EG/momp/pes", .country = "EG"};
  const exchange::Reader owner{.use = exchange::Reader::Use::kSearch, .source = source, .country = "MA"};
  EXPECT_EQ(Found({.text = "zwelder"}, visitor), "a a2");
  EXPECT_EQ(complete(), 1u);
  share("EG");
  EXPECT_EQ(Found({.text = "zwelder"}, visitor), "");
  EXPECT_EQ(Found({.text = "zwelder"}, egypt), "a a2");
  EXPECT_EQ(Found({.text = "zwelder"}, owner), "a a2");
  EXPECT_EQ(complete(), 0u) << "what is typed must not be completed to what may not be seen";
  const auto counted = index_.Find({.facets = {Column::kCountry}}, visitor);
  ASSERT_TRUE(counted.ok());
  EXPECT_EQ(counted->total(), 0);
  EXPECT_EQ(counted->facets(0).values_size(), 0);
  Apply({Titled("c", "Zwelder")});
  EXPECT_EQ(complete(), 0u);
  share(nullptr);
  EXPECT_EQ(Found({.text = "zwelder", .order = v1::VACANCY_ORDER_DATE}, visitor), "a a2 c");
  EXPECT_EQ(complete(), 1u);
}

TEST_F(VacancyIndexTest, ACardShowsWhatAListNeeds) {
  Apply({Entry("a", MaximalVacancy())});
  const auto answer = index_.Find({}, {});
  ASSERT_TRUE(answer.ok());
  v1::VacancyCard card;
  ASSERT_TRUE(card.ParseFromString(index_.Show(*answer, {}).at(0).card));
  EXPECT_EQ(card.source(), "MA/anapec/pes");
  EXPECT_EQ(card.title().translations_size(), 3);
  EXPECT_EQ(card.employer().translations(0).text(), "مستشفى الشفاء");
  EXPECT_EQ(card.locations_size(), 3);
  EXPECT_EQ(card.occupation(), "2221");
  EXPECT_EQ(card.pay().maximum(), "9000.50");
  EXPECT_EQ(card.apply_by().time_zone(), "Africa/Casablanca");
  EXPECT_EQ(card.create_time().seconds(), 1'780'000'000);
}

TEST_F(VacancyIndexTest, IsReadyWhenItHasReachedTheHeadOnce) {
  EXPECT_FALSE(index_.Ready().ok());
  exchange::Page page;
  page.cursor.position = {1, {5}};
  index_.Apply(page);
  EXPECT_FALSE(index_.Ready().ok());
  page.at_head = true;
  index_.Apply(page);
  EXPECT_TRUE(index_.Ready().ok());
  EXPECT_EQ(index_.Applied().sequence(), 5u);
}

TEST_F(VacancyIndexTest, WaitForEndsWhenThePositionIsApplied) {
  Apply({Titled("a", "Nurse")});
  EXPECT_TRUE(index_.WaitFor({1, {1}}, absl::Now()).ok());
  std::thread later([&] { Apply({Titled("b", "Nurse")}); });
  EXPECT_TRUE(index_.WaitFor({1, {2}}, absl::Now() + absl::Seconds(20)).ok());
  later.join();
}

TEST_F(VacancyIndexTest, WaitForGivesUpAtTheDeadline) {
  const absl::Status status = index_.WaitFor({1, {7}}, absl::Now() + absl::Milliseconds(20));
  EXPECT_EQ(ReasonOf(status), common::v1::ERROR_REASON_NOT_YET_VISIBLE);
  EXPECT_GT(RetryAfter(status), absl::ZeroDuration());
}

TEST_F(VacancyIndexTest, TooManyWaitersAreSentAwayAtOnce) {
  std::vector<std::thread> waiters;
  std::atomic<int> sent_away = 0;
  for (int i = 0; i < VacancyIndex::kMaxWaiting + 3; ++i) {
    waiters.emplace_back([&] {
      if (!index_.WaitFor({1, {1}}, absl::Now() + absl::Seconds(60)).ok()) ++sent_away;
    });
  }
  while (sent_away < 3) std::this_thread::yield();
  Apply({});
  for (std::thread& waiter : waiters) waiter.join();
  EXPECT_EQ(sent_away, 3);
}

TEST_F(VacancyIndexTest, PagesContinueWhileOthersWrite) {
  std::vector<exchange::Entry> entries;
  for (char id = 'a'; id <= 'j'; ++id) entries.push_back(Titled(std::string(1, id), "Nurse"));
  Apply(entries);
  std::string seen;
  Wanted request{.text = "nurse", .page_size = 3};
  for (int page = 0;; ++page) {
    const auto answer = index_.Find(request, {});
    ASSERT_TRUE(answer.ok()) << answer.status();
    for (const auto& hit : answer->hits()) {
      if (hit.hub_id().size() == 1) seen += hit.hub_id();
    }
    if (answer->continuation().empty()) break;
    request.continuation = answer->continuation();
    Apply({Titled("new" + std::to_string(page), "Nurse nurse nurse"),
           Titled("other" + std::to_string(page), "Cook")});
  }
  EXPECT_EQ(seen, "abcdefghij");
}

TEST(ViewOf, HidesErasedSuspendedAndTheRegisterOfAnAnonymousEmployer) {
  v1::Vacancy vacancy = MaximalVacancy();
  vacancy.mutable_employer()->clear_name();
  vacancy.mutable_employer()->set_anonymous(true);
  exchange::Entry entry;
  entry.source = "MA/anapec/pes";
  entry.payload = vacancy.SerializeAsString();
  entry.lifecycle = feed::LIFECYCLE_OPEN;
  entry.created = entry.updated = absl::UnixEpoch();
  entry.expires = absl::FromUnixSeconds(100);
  exchange::Reader owner;
  owner.source = "MA/anapec/pes";
  const auto seen = ViewOf(entry, {}, absl::FromUnixSeconds(99));
  ASSERT_TRUE(seen);
  EXPECT_EQ(seen->lifecycle(), feed::LIFECYCLE_OPEN);
  EXPECT_EQ(seen->expire_time().seconds(), 100);
  EXPECT_EQ(seen->vacancy().employer().legal_id(), "");
  EXPECT_EQ(seen->vacancy().employer().url(), "");
  EXPECT_EQ(ViewOf(entry, owner, absl::UnixEpoch())->vacancy().employer().legal_id(), "1010101010");
  EXPECT_EQ(ViewOf(entry, {}, absl::FromUnixSeconds(100))->lifecycle(), feed::LIFECYCLE_EXPIRED);
  entry.lifecycle = feed::LIFECYCLE_CLOSED;
  EXPECT_EQ(ViewOf(entry, {}, absl::UnixEpoch())->lifecycle(), feed::LIFECYCLE_CLOSED);
  entry.lifecycle = feed::LIFECYCLE_SUSPENDED;
  EXPECT_FALSE(ViewOf(entry, {}, absl::UnixEpoch()));
  EXPECT_TRUE(ViewOf(entry, owner, absl::UnixEpoch()));
  entry.lifecycle = feed::LIFECYCLE_ERASED;
  EXPECT_FALSE(ViewOf(entry, owner, absl::UnixEpoch()));
}

}  // namespace
}  // namespace tabadul::jobs
