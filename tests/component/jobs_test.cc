// The service jobs over a real PostgreSQL: what is pushed is found, and what happens when the database goes.
#include <atomic>
#include <csignal>
#include <set>
#include <thread>

#include "absl/strings/str_join.h"
#include "fmt/format.h"
#include "gtest/gtest.h"
#include "lib/exchange/exchange.h"
#include "services/jobs/service.h"
#include "services/jobs/vacancy.h"
#include "services/jobs/vacancy_samples.h"
#include "tests/harness/eventually.h"
#include "tests/harness/postgres.h"
#include "tests/harness/process.h"
#include "tests/harness/redis.h"

namespace tabadul::jobs {
namespace {

namespace wire = tabadul::exchange::v1;
using harness::Eventually;
using harness::Postgres;

constexpr char kSource[] = "MA/anapec/pes";

absl::Status MigrateVacancies(const std::string& conninfo) {
  const absl::Status ledger = exchange::MigrateLedger(conninfo);
  return ledger.ok() ? exchange::Migrate(conninfo, "vacancy") : ledger;
}

// One for all tests: it knows its labels from the start, and nobody teaches it.
const Coding& TheCoding() {
  static const auto* const coding = new Coding;
  return *coding;
}

const finding::Understanding& TheUnderstanding() {
  static const auto* const analyzer = new language::Analyzer;
  static const auto* const understanding = new finding::Understanding(*analyzer);
  return *understanding;
}

// Everything of the service but its transport, in the order of main.cc.
class Service {
 public:
  Service(const std::string& conninfo, const Clock& clock, redis::SharedResults* results = nullptr)
      : pool_({.conninfo = conninfo, .size = 6, .name = "jobs"}),
        ledger_({.conninfo = conninfo, .size = 2, .name = "ledger"}),
        vacancies_(VacancyKind(), pool_, ledger_, signer_, clock,
                   {.expiry_interval = absl::Milliseconds(50),
                    .live_by_default = true,
                    .pepper = std::string(32, 'p')}),
        texts_(search::TextStore::Open(directory_.path() + "/texts", 64u << 20).value()),
        index_(vacancies_, clock, pay::Rates::Shipped(), texts_.get()),
        jobs_(vacancies_, index_, TheCoding(), TheUnderstanding(), clock, results) {
    index_.Start();
  }
  ~Service() { vacancies_.Stop(); }

  static rpc::Call CallOf(const std::string& source, absl::Duration timeout = absl::Seconds(20)) {
    rpc::Caller caller;
    if (!source.empty()) {
      caller.kind = rpc::Caller::Kind::kSystem;
      caller.source = source;
      caller.organisation = source.substr(0, source.rfind('/'));
      caller.country = source.substr(0, 2);
      caller.scopes = {"vacancy.read", "vacancy.write"};
    }
    return rpc::Call("test", "1", "en", caller, Context::WithTimeout(timeout));
  }

  absl::StatusOr<wire::BatchPushResponse> Push(const std::vector<wire::PushItem>& items,
                                               const std::string& source = kSource) {
    wire::PushOptions options;
    options.set_source(source);
    std::vector<std::string> bytes;
    for (const wire::PushItem& item : items) bytes.push_back(item.SerializeAsString());
    return vacancies_.Write(CallOf(source), options, std::move(bytes));
  }
  // One item that must be taken; its outcome, and the token to read it back with.
  std::pair<wire::ItemOutcome, std::string> PushOne(const wire::PushItem& item,
                                                    const std::string& source = kSource) {
    const auto pushed = Push({item}, source);
    EXPECT_TRUE(pushed.ok()) << pushed.status();
    if (!pushed.ok()) return {};
    EXPECT_EQ(pushed->outcomes(0).errors_size(), 0) << pushed->outcomes(0).ShortDebugString();
    return {pushed->outcomes(0), pushed->token()};
  }

  absl::StatusOr<v1::SearchVacanciesResponse> Search(const std::string& query,
                                                     const std::string& at_least = "",
                                                     const std::string& reader = "") {
    v1::SearchVacanciesRequest request;
    request.set_query(query);
    request.set_at_least(at_least);
    request.set_page_size(100);
    return jobs_.SearchVacancies(CallOf(reader), request);
  }
  // Number of results, -1 on an error.
  int64_t Count(const std::string& query, const std::string& at_least = "", const std::string& reader = "") {
    const auto found = Search(query, at_least, reader);
    EXPECT_TRUE(found.ok()) << found.status();
    return found.ok() ? found->total_size() : -1;
  }
  absl::StatusOr<v1::GetVacancyResponse> Get(const std::string& hub_id, const std::string& reader = "",
                                             absl::Duration timeout = absl::Seconds(20)) {
    v1::GetVacancyRequest request;
    request.set_hub_id(hub_id);
    return jobs_.GetVacancy(CallOf(reader, timeout), request);
  }
  bool Ready() { return index_.Ready().ok(); }
  JobsService& jobs() { return jobs_; }
  exchange::Exchange& vacancies() { return vacancies_; }

 private:
  const evidence::Signer signer_ = *evidence::Signer::FromSeed(std::string(32, 's'));
  pg::Pool pool_, ledger_;
  exchange::Exchange vacancies_;
  const harness::TemporaryDirectory directory_{"jobs_texts"};
  const std::unique_ptr<search::TextStore> texts_;
  VacancyIndex index_;
  JobsService jobs_;
};

wire::PushItem Upsert(const std::string& id, const v1::Vacancy& vacancy) {
  wire::PushItem item;
  item.set_item(1);
  item.mutable_upsert()->set_record_id(id);
  *item.mutable_upsert()->mutable_vacancy() = vacancy;
  return item;
}

v1::Vacancy Titled(const std::string& title) {
  v1::Vacancy vacancy = MinimalVacancy();
  vacancy.mutable_title()->mutable_translations(0)->set_text(title);
  return vacancy;
}

wire::PushItem Close(const std::string& id) {
  wire::PushItem item;
  item.set_item(1);
  item.mutable_close()->mutable_key()->set_record_id(id);
  item.mutable_close()->set_reason(wire::CLOSURE_REASON_FILLED);
  return item;
}

wire::PushItem Erase(const std::string& id) {
  wire::PushItem item;
  item.set_item(1);
  item.mutable_erase()->mutable_key()->set_record_id(id);
  return item;
}

class Jobs : public ::testing::Test {
 protected:
  Jobs()
      : database_(Postgres::Shared().NewDatabase("jobs",
                                                 [](const std::string& conninfo) {
                                                   const absl::Status migrated = MigrateVacancies(conninfo);
                                                   ASSERT_TRUE(migrated.ok()) << migrated;
                                                 })),
        service_(std::in_place, database_.conninfo(), clock_) {
    EXPECT_TRUE(Eventually([&] { return service_->Ready(); }));
  }
  Service& service() { return *service_; }

  Postgres::Database database_;
  SystemClock clock_;
  std::optional<Service> service_;
};

TEST_F(Jobs, WhatIsPushedIsFoundInEachOfItsLanguages) {
  v1::Vacancy vacancy = MaximalVacancy();
  vacancy.mutable_apply_by()->mutable_date()->set_year(2200);
  const auto [outcome, token] = service().PushOne(Upsert("1", vacancy));
  EXPECT_EQ(outcome.outcome(), wire::OUTCOME_CREATED);
  for (const char* words : {"ممرض", "registered nurse", "infirmiere"}) {
    EXPECT_EQ(service().Count(words, token), 1) << words;
  }
  const auto got = service().Get(outcome.hub_id());
  ASSERT_TRUE(got.ok()) << got.status();
  EXPECT_EQ(got->vacancy().lifecycle(), wire::LIFECYCLE_OPEN);
  EXPECT_EQ(got->vacancy().vacancy().SerializeAsString(), vacancy.SerializeAsString());
}

TEST_F(Jobs, TellsWhereTheWordsAreInTheLanguageOfTheReader) {
  v1::Vacancy vacancy = MaximalVacancy();
  vacancy.mutable_apply_by()->mutable_date()->set_year(2200);
  const auto [outcome, token] = service().PushOne(Upsert("1", vacancy));
  v1::SearchVacanciesRequest request;
  request.set_query("طوارئ nurse");
  request.set_at_least(token);
  request.set_highlights(true);
  const auto found = service().jobs().SearchVacancies(Service::CallOf(""), request);
  ASSERT_TRUE(found.ok()) << found.status();
  ASSERT_EQ(found->matches_size(), 1);
  const auto text = [](const v1::MarkedText& marked) {
    std::string shown = marked.language() + ":";
    for (const auto& part : marked.parts()) shown += part.match() ? "[" + part.text() + "]" : part.text();
    return shown;
  };
  EXPECT_EQ(text(found->matches(0).title()), "en:Registered [nurse]");
  EXPECT_EQ(text(found->matches(0).snippet()), "ar:رعاية المرضى في قسم [الطوارئ]");
  // The text of a new version is shown at once, and that of a closed vacancy by nothing.
  vacancy.mutable_description()->mutable_translations(0)->set_text("الطوارئ ليلا");
  request.set_at_least(service().PushOne(Upsert("1", vacancy)).second);
  const auto changed = service().jobs().SearchVacancies(Service::CallOf(""), request);
  ASSERT_TRUE(changed.ok()) << changed.status();
  EXPECT_EQ(text(changed->matches(0).snippet()), "ar:[الطوارئ] ليلا");
}

// Two readers with different rights, a result that is asked for again and again, and a write between.
TEST_F(Jobs, SharedResultsAreForTheSameEyesAndAsFreshAsAskedAndLostWithoutHarm) {
  std::signal(SIGPIPE, SIG_IGN);
  harness::Redis server;
  redis::Client client(
      {.address = server.address(), .timeout = absl::Seconds(1), .pause = absl::Milliseconds(50)});
  redis::SharedResults results(
      client, {.prefix = "test:", .lives = absl::Minutes(1), .assumed_fetch = absl::Nanoseconds(1)});
  service_.emplace(database_.conninfo(), clock_, &results);
  ASSERT_TRUE(Eventually([&] { return service().Ready(); }));
  std::vector<wire::PushItem> many;
  for (int i = 0; i < 300; ++i)
    many.push_back(Upsert(std::to_string(i), Titled("Nurse " + std::to_string(i))));
  ASSERT_TRUE(service().Push(many).ok());
  wire::PushItem hidden = Upsert("hidden", Titled("Nurse in secret"));
  hidden.mutable_upsert()->mutable_audience()->add_countries("TN");
  std::string token = service().PushOne(hidden).second;
  const auto hits = [&] {
    return server.Ask({"INFO", "stats"}).find("keyspace_hits:0\r") == std::string::npos;
  };
  ASSERT_TRUE(Eventually([&] {
    EXPECT_EQ(service().Count("nurse", token), 300);
    EXPECT_EQ(service().Count("nurse", token, "TN/aneti/pes"), 301);
    EXPECT_EQ(service().Count("nurse", "", kSource), 301) << "its own source sees it";
    return hits();
  }));
  token = service().PushOne(Upsert("new", Titled("Nurse too"))).second;
  EXPECT_EQ(service().Count("nurse", token), 301) << "not the result from before the write";
  EXPECT_EQ(service().Count("nurse"), 301);
  const std::string closed = service().PushOne(Close("new")).second;
  ASSERT_EQ(service().Count("secret", closed), 0);
  const auto shown = service().Search("nurse");
  ASSERT_TRUE(shown.ok()) << shown.status();
  for (const auto& card : shown->vacancies()) EXPECT_NE(card.title().translations(0).text(), "Nurse too");
  server.Kill();
  EXPECT_EQ(service().Count("nurse", closed), 300);
  server.Start();
  EXPECT_TRUE(
      Eventually([&] { return service().Count("nurse", closed) == 300 && server.Ask({"DBSIZE"}) != "0"; }));
}

TEST_F(Jobs, AQueryThatFindsNothingIsCorrectedAndSaysSo) {
  std::string token;
  for (const char* const title : {"Electrical engineer", "Electrical engineer, night", "مهندس كهرباء"})
    token = service().PushOne(Upsert(title, Titled(title))).second;
  v1::SearchVacanciesRequest request;
  request.set_query("Elecrtical enginneer");
  request.set_at_least(token);
  request.set_page_size(1);
  const auto first = service().jobs().SearchVacancies(Service::CallOf(""), request);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->total_size(), 2);
  EXPECT_EQ(first->corrected().query(), "electrical engineer");
  ASSERT_EQ(first->corrected().words_size(), 2);
  EXPECT_EQ(first->corrected().words(0).typed(), "Elecrtical");
  EXPECT_EQ(first->corrected().words(0).by(), "electrical");
  request.set_page_token(first->next_page_token());
  const auto second = service().jobs().SearchVacancies(Service::CallOf(""), request);
  ASSERT_TRUE(second.ok()) << second.status();
  ASSERT_EQ(second->vacancies_size(), 1) << "the next page goes on with the corrected query";
  EXPECT_NE(second->vacancies(0).hub_id(), first->vacancies(0).hub_id());
  EXPECT_EQ(second->corrected().query(), "electrical engineer");
  request.clear_page_token();
  request.set_exact_words(true);
  const auto exact = service().jobs().SearchVacancies(Service::CallOf(""), request);
  ASSERT_TRUE(exact.ok()) << exact.status();
  EXPECT_EQ(exact->total_size(), 0);
  EXPECT_FALSE(exact->has_corrected());
  request.set_exact_words(false);
  request.set_query("zzzzqqqq");
  const auto none = service().jobs().SearchVacancies(Service::CallOf(""), request);
  ASSERT_TRUE(none.ok()) << none.status();
  EXPECT_FALSE(none->has_corrected());
}

TEST_F(Jobs, CompletesWhatIsTypedFromOpenVacancies) {
  std::string token;
  for (const char* const id : {"1", "2"}) token = service().PushOne(Upsert(id, Titled("Night nurse"))).second;
  EXPECT_EQ(service().Count("night", token), 2);
  v1::CompleteQueryRequest request;
  request.set_query("nig");
  const auto told = service().jobs().CompleteQuery(Service::CallOf(""), request);
  ASSERT_TRUE(told.ok()) << told.status();
  ASSERT_EQ(told->completions_size(), 1);
  EXPECT_EQ(told->completions(0).text(), "Night nurse");
  EXPECT_EQ(told->completions(0).vacancies(), 2);
  token = service().PushOne(Close("1")).second;
  EXPECT_EQ(service().Count("night", token), 1);
  EXPECT_EQ(service().jobs().CompleteQuery(Service::CallOf(""), request)->completions_size(), 0);
  request.set_limit(21);
  EXPECT_EQ(ReasonOf(service().jobs().CompleteQuery(Service::CallOf(""), request).status()),
            common::v1::ERROR_REASON_OUT_OF_RANGE);
}

TEST_F(Jobs, AnOccupationNamedInOneLanguageBringsTheVacanciesOfTheOthers) {
  const auto nurse = [](const char* language, const char* title) {
    v1::Vacancy vacancy = MinimalVacancy();
    vacancy.mutable_title()->mutable_translations(0)->set_language(language);
    vacancy.mutable_title()->mutable_translations(0)->set_text(title);
    vacancy.mutable_description()->mutable_translations(0)->set_text("-");
    vacancy.mutable_occupation()->set_scheme("ISCO-08");
    vacancy.mutable_occupation()->set_code("2221");
    return vacancy;
  };
  service().PushOne(Upsert("ar", nurse("ar", "ممرض عناية مركزة")));
  service().PushOne(Upsert("fr", nurse("fr", "Infirmier en réanimation")));
  const auto [outcome, token] = service().PushOne(Upsert("en", nurse("en", "Theatre nurse")));
  for (const auto& [query, first] : {std::pair{"ممرضة", "ar"}, {"nurse", "en"}, {"infirmière", "fr"}}) {
    v1::SearchVacanciesRequest request;
    request.set_query(query);
    request.set_at_least(token);
    const auto found = service().jobs().SearchVacancies(Service::CallOf(""), request);
    ASSERT_TRUE(found.ok()) << found.status();
    EXPECT_EQ(found->total_size(), 3) << query;
    EXPECT_EQ(found->vacancies(0).title().translations(0).language(), first)
        << "the query's own language first";
    EXPECT_EQ(found->understood().occupation(), "2221");
    EXPECT_EQ(found->understood().label(), "Nursing professionals");
    request.set_exact_words(true);
    const auto exact = service().jobs().SearchVacancies(Service::CallOf(""), request);
    ASSERT_TRUE(exact.ok()) << exact.status();
    EXPECT_EQ(exact->total_size(), 1) << query;
    EXPECT_FALSE(exact->has_understood());
  }
}

TEST_F(Jobs, FacetsCountWhatIsFoundAndAreNamedInTheCallersLanguage) {
  v1::Vacancy part_time = MinimalVacancy();
  part_time.mutable_schedule()->set_working_time(v1::WORKING_TIME_PART_TIME);
  v1::Vacancy full_time = MaximalVacancy();
  full_time.mutable_apply_by()->mutable_date()->set_year(2200);
  service().PushOne(Upsert("1", full_time));
  const auto [outcome, token] = service().PushOne(Upsert("2", part_time));
  v1::SearchVacanciesRequest request;
  request.set_query("nurse");
  request.set_at_least(token);
  request.add_working_times(v1::WORKING_TIME_PART_TIME);
  request.add_facets(v1::VACANCY_FACET_WORKING_TIME);
  request.add_facets(v1::VACANCY_FACET_OCCUPATION);
  const auto found = service().jobs().SearchVacancies(Service::CallOf(""), request);
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(found->total_size(), 1);
  ASSERT_EQ(found->facets_size(), 2);
  const v1::FacetCounts& times = found->facets(0);
  ASSERT_EQ(times.values_size(), 2) << times.ShortDebugString();
  for (const auto& value : times.values()) {
    EXPECT_EQ(value.vacancies(), 1);
    EXPECT_EQ(value.label(), value.value() == "PART_TIME" ? "Part time" : "Full time");
  }
  EXPECT_EQ(found->facets(1).values_size(), 0) << "the one that is found states no occupation";
}

TEST_F(Jobs, InvalidVacanciesAreRejectedWithTheirPathAndDoNotFailTheirNeighbours) {
  v1::Vacancy bad = MinimalVacancy();
  bad.mutable_pay()->set_minimum("100");
  const auto pushed = service().Push({Upsert("bad", bad), Upsert("good", MinimalVacancy())});
  ASSERT_TRUE(pushed.ok()) << pushed.status();
  EXPECT_EQ(pushed->outcomes(0).outcome(), wire::OUTCOME_REJECTED);
  ASSERT_EQ(pushed->outcomes(0).errors_size(), 2);
  EXPECT_EQ(pushed->outcomes(0).errors(0).field(), "vacancy.pay.currency");
  EXPECT_EQ(pushed->outcomes(0).errors(0).reason(), common::v1::ERROR_REASON_REQUIRED);
  EXPECT_EQ(pushed->outcomes(1).outcome(), wire::OUTCOME_CREATED);
  EXPECT_EQ(service().Count("", pushed->token()), 1);
}

TEST_F(Jobs, ClosedAndErasedVacanciesAreNotFoundAndReopenedOnesAre) {
  const auto [created, first] = service().PushOne(Upsert("1", Titled("Nurse")));
  EXPECT_EQ(service().Count("nurse", first), 1);
  EXPECT_EQ(service().Count("nurse", service().PushOne(Close("1")).second), 0);
  EXPECT_EQ(service().Get(created.hub_id())->vacancy().lifecycle(), wire::LIFECYCLE_CLOSED);
  EXPECT_EQ(service().Count("nurse", service().PushOne(Upsert("1", Titled("Nurse"))).second), 1);
  EXPECT_EQ(service().Count("nurse", service().PushOne(Erase("1")).second), 0);
  EXPECT_EQ(ReasonOf(service().Get(created.hub_id()).status()), common::v1::ERROR_REASON_NOT_FOUND);
}

TEST_F(Jobs, ExpiredVacanciesAreNotFoundButTheirPageSaysSo) {
  v1::Vacancy over = Titled("Nurse");
  auto& date = *over.mutable_apply_by()->mutable_date();
  date.set_year(2020);
  date.set_month(1);
  date.set_day(31);
  const auto [outcome, token] = service().PushOne(Upsert("1", over));
  EXPECT_EQ(service().Count("nurse", token), 0);
  const auto got = service().Get(outcome.hub_id());
  ASSERT_TRUE(got.ok()) << got.status();
  EXPECT_EQ(got->vacancy().lifecycle(), wire::LIFECYCLE_EXPIRED);
  EXPECT_EQ(got->vacancy().expire_time().seconds(), 1'580'558'400);  // 2020-02-01T12:00:00Z: over everywhere
}

TEST_F(Jobs, ARecordWithAnAudienceIsHiddenFromOthers) {
  wire::PushItem item = Upsert("1", Titled("Nurse"));
  item.mutable_upsert()->mutable_audience()->add_countries("DZ");
  const auto [outcome, token] = service().PushOne(item);
  EXPECT_EQ(service().Count("nurse", token), 0);
  EXPECT_EQ(service().Count("nurse", token, "EG/momp/pes"), 0);
  EXPECT_EQ(service().Count("nurse", token, "DZ/anem/pes"), 1);
  EXPECT_EQ(service().Count("nurse", token, kSource), 1);
  EXPECT_EQ(ReasonOf(service().Get(outcome.hub_id()).status()), common::v1::ERROR_REASON_NOT_FOUND);
  EXPECT_TRUE(service().Get(outcome.hub_id(), "DZ/anem/pes").ok());
}

TEST_F(Jobs, AtLeastShowsOnesOwnWriteAndRefusesWhatIsNoToken) {
  for (int i = 0; i < 50; ++i) {
    const std::string word = "word" + std::to_string(i);
    EXPECT_EQ(service().Count(word, service().PushOne(Upsert(word, Titled(word))).second), 1) << i;
  }
  EXPECT_EQ(ReasonOf(service().Search("", "nonsense").status()), common::v1::ERROR_REASON_TOKEN_UNREADABLE);
  exchange::Position beyond = service().vacancies().Head();
  beyond.sequences[0] += 1'000'000;
  EXPECT_EQ(ReasonOf(service().Search("", service().vacancies().TokenOf(beyond)).status()),
            common::v1::ERROR_REASON_BEYOND_HEAD);
}

TEST_F(Jobs, BatchGetAnswersInTheOrderAskedAndNamesTheMissing) {
  const std::string a = service().PushOne(Upsert("a", Titled("A"))).first.hub_id();
  const std::string b = service().PushOne(Upsert("b", Titled("B"))).first.hub_id();
  const std::string none(32, '0');
  v1::BatchGetVacanciesRequest request;
  for (const std::string& id : {b, none, a}) request.add_hub_ids(id);
  const auto got = service().jobs().BatchGetVacancies(Service::CallOf(""), request);
  ASSERT_TRUE(got.ok()) << got.status();
  ASSERT_EQ(got->vacancies_size(), 2);
  EXPECT_EQ(got->vacancies(0).hub_id(), b);
  EXPECT_EQ(got->vacancies(1).hub_id(), a);
  ASSERT_EQ(got->missing_size(), 1);
  EXPECT_EQ(got->missing(0), none);
}

TEST_F(Jobs, PagesHoldEveryVacancyOnceWhileOthersArePushed) {
  constexpr int kVacancies = 240;
  std::vector<wire::PushItem> items;
  for (int i = 0; i < kVacancies; ++i)
    items.push_back(Upsert("stays" + std::to_string(i), Titled("Nurse stays")));
  std::string token = service().Push(items)->token();
  std::atomic<bool> done = false;
  std::thread writer([&] {
    for (int i = 0; !done; ++i)
      service().PushOne(Upsert("new" + std::to_string(i % 60), Titled("Nurse " + std::to_string(i))));
  });
  for (const auto order : {v1::VACANCY_ORDER_RELEVANCE, v1::VACANCY_ORDER_DATE}) {
    std::multiset<std::string> seen;
    v1::SearchVacanciesRequest request;
    request.set_query("nurse");
    request.set_order(order);
    request.set_page_size(17);
    request.set_at_least(token);
    do {
      const auto page = service().jobs().SearchVacancies(Service::CallOf(""), request);
      ASSERT_TRUE(page.ok()) << page.status();
      for (const auto& card : page->vacancies()) {
        if (card.title().translations(0).text() == "Nurse stays") seen.insert(card.hub_id());
      }
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    EXPECT_EQ(seen.size(), static_cast<size_t>(kVacancies)) << order;
    EXPECT_EQ(std::set<std::string>(seen.begin(), seen.end()).size(), seen.size()) << order;
  }
  done = true;
  writer.join();
}

TEST_F(Jobs, APageTokenOfAnotherQueryIsRefused) {
  std::vector<wire::PushItem> items;
  for (int i = 0; i < 5; ++i) items.push_back(Upsert(std::to_string(i), Titled("Nurse")));
  v1::SearchVacanciesRequest request;
  request.set_query("nurse");
  request.set_page_size(2);
  request.set_at_least(service().Push(items)->token());
  const auto page = service().jobs().SearchVacancies(Service::CallOf(""), request);
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_EQ(page->total_size(), 5);
  request.set_page_token(page->next_page_token());
  request.set_query("cook");
  EXPECT_EQ(ReasonOf(service().jobs().SearchVacancies(Service::CallOf(""), request).status()),
            common::v1::ERROR_REASON_TOKEN_MISMATCH);
}

TEST_F(Jobs, ANewProcessFindsWhatTheOldOneStored) {
  std::vector<wire::PushItem> items;
  for (int i = 0; i < 500; ++i)
    items.push_back(Upsert(std::to_string(i), Titled(fmt::format("Nurse {}", i))));
  ASSERT_TRUE(service().Push(items).ok());
  service().PushOne(Close("7"));
  service_.reset();
  service_.emplace(database_.conninfo(), clock_);
  EXPECT_TRUE(Eventually([&] { return service().Ready(); }));
  EXPECT_EQ(service().Count("nurse"), 499);
}

TEST(JobsWithoutDatabase, SearchesGoOnWritesAreRefusedAndAllHeals) {
  Postgres postgres({.durable = true});
  auto database = postgres.NewDatabase();
  ASSERT_TRUE(MigrateVacancies(database.conninfo()).ok());
  SystemClock clock;
  Service service(database.conninfo(), clock);
  ASSERT_TRUE(Eventually([&] { return service.Ready(); }));
  const auto [outcome, token] = service.PushOne(Upsert("1", Titled("Nurse")));
  ASSERT_EQ(service.Count("nurse", token), 1);

  postgres.Stop();
  EXPECT_EQ(service.Count("nurse"), 1);
  EXPECT_EQ(service.Count("nurse", token), 1);
  EXPECT_TRUE(service.Ready());
  const absl::Status got = service.Get(outcome.hub_id()).status();
  EXPECT_EQ(got.code(), absl::StatusCode::kUnavailable) << got;
  EXPECT_GT(RetryAfter(got), absl::ZeroDuration()) << got;
  const absl::Status pushed = service.Push({Upsert("2", Titled("Nurse"))}).status();
  EXPECT_EQ(pushed.code(), absl::StatusCode::kUnavailable) << pushed;
  EXPECT_GT(RetryAfter(pushed), absl::ZeroDuration()) << pushed;

  postgres.Start();
  std::string healed;
  EXPECT_TRUE(Eventually([&] {
    const auto again = service.Push({Upsert("2", Titled("Nurse"))});
    if (again.ok()) healed = again->token();
    return again.ok();
  }));
  EXPECT_EQ(service.Count("nurse", healed), 2);
  EXPECT_TRUE(service.Get(outcome.hub_id()).ok());
}

TEST(JobsWithoutDatabase, AStartWaitsForTheDatabase) {
  Postgres postgres({.durable = true});
  auto database = postgres.NewDatabase();
  ASSERT_TRUE(MigrateVacancies(database.conninfo()).ok());
  postgres.Stop();
  SystemClock clock;
  Service service(database.conninfo(), clock);
  EXPECT_FALSE(service.Ready());
  postgres.Start();
  EXPECT_TRUE(Eventually([&] { return service.Ready(); }));
  EXPECT_EQ(service.Count("nurse", service.PushOne(Upsert("1", Titled("Nurse"))).second), 1);
}

}  // namespace
}  // namespace tabadul::jobs
