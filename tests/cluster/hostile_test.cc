// Hostile and broken clients at the gateway of a real cluster: each has its named error, the memory of the service
// stays bounded, nobody else is disturbed, and everything works afterwards.
#include <fstream>
#include <set>
#include <thread>

#include "google/protobuf/unknown_field_set.h"
#include "tests/cluster/calls.h"
#include "tests/cluster/tls_connection.h"
#include "tests/harness/eventually.h"
#include "tests/harness/tcp_gate.h"

namespace tabadul {
namespace {

using namespace common::v1;    // NOLINT: reasons and actions
using namespace exchange::v1;  // NOLINT: the messages of the exchange
using harness::Eventually;
using harness::TcpGate;

constexpr char kBadUtf8[] = "Sold\xe9r \xff\xfe";

// The peak of a process's memory since the object was made.
class PeakMemory {
 public:
  explicit PeakMemory(pid_t pid) : directory_("/proc/" + std::to_string(pid)) {
    std::ofstream(directory_ + "/clear_refs") << "5";
    before_ = Kib("VmRSS:");
  }
  int64_t grown_mib() const { return (Kib("VmHWM:") - before_) / 1024; }

 private:
  int64_t Kib(const std::string& name) const {
    std::ifstream status(directory_ + "/status");
    std::string word;
    int64_t value = 0;
    while (status >> word) {
      if (word == name && status >> value) return value;
    }
    ADD_FAILURE() << "no " << name << " in " << directory_;
    return 0;
  }
  std::string directory_;
  int64_t before_ = 0;
};

// Another ministry at its work, all the while: pushes and searches.
class Neighbour {
 public:
  explicit Neighbour(const client::Profile& profile) : channel_(Known(profile)) {
    thread_ = std::thread([this] {
      while (!stop_) {
        Timed([&] {
          return BatchPush(*channel_, kEgypt, {Vacancy("n" + std::to_string(calls_ % 20))}).status();
        });
        Timed([&] { return Search(*channel_, "Welder").status(); });
      }
    });
  }
  ~Neighbour() {
    stop_ = true;
    thread_.join();
    EXPECT_GT(calls_, 4);
    EXPECT_LT(slowest_, absl::Seconds(3)) << "the neighbour was disturbed";
    std::printf("neighbour: %d calls, slowest %s\n", calls_.load(), absl::FormatDuration(slowest_).c_str());
  }
  int calls() const { return calls_; }

 private:
  template <class Call>
  void Timed(Call call) {
    const absl::Time start = absl::Now();
    const absl::Status status = call();
    EXPECT_TRUE(status.ok()) << "the neighbour: " << status;
    slowest_ = std::max(slowest_, absl::Now() - start);
    ++calls_;
  }
  std::unique_ptr<rpc::Channel> channel_;
  std::atomic<bool> stop_ = false;
  std::atomic<int> calls_ = 0;
  absl::Duration slowest_;
  std::thread thread_;
};

class Hostile : public OnCluster<Hostile> {
 public:
  static harness::ClusterOptions ClusterSettings() {
    // What was freed is soon given back, so that memory can be measured. A code that the hub suggests is a change of a record,
    // some time after its push: nothing changes here but by what the tests send.
    return {.settings = {{"ASAN_OPTIONS",
                          "detect_leaks=1:quarantine_size_mb=8:allocator_release_to_os_interval_ms=500"},
                         {"TABADUL_JOBS_SUGGEST_CODES", "false"}}};
  }

 protected:
  void SetUp() override {
    jobs_ = cluster_->Pid("jobs");
    channel_ = Known(*syria_);
    memory_ = std::make_unique<PeakMemory>(jobs_);
    neighbour_ = std::make_unique<Neighbour>(*egypt_);
  }
  void TearDown() override {
    EXPECT_TRUE(Eventually([calls = neighbour_->calls() + 4, this] { return neighbour_->calls() >= calls; }));
    neighbour_.reset();
    std::printf("peak of jobs: + %ld MiB\n", static_cast<long>(memory_->grown_mib()));
    EXPECT_LT(memory_->grown_mib(), bound_mib_);
    EXPECT_EQ(cluster_->Pid("jobs"), jobs_);
    ExpectAPushSucceeds(*syria_, kSyria, ::testing::UnitTest::GetInstance()->current_test_info()->name());
  }
  // The outcomes of one message on a Push stream.
  std::vector<ItemOutcome> PushOn(rpc::Channel& channel, std::vector<PushItem> items) {
    std::vector<ItemOutcome> outcomes;
    auto stream = channel.Streaming(absl::Now() + absl::Seconds(20), kPush);
    EXPECT_TRUE((*stream)->Write(Options(kSyria)) && (*stream)->Write(Items(std::move(items))));
    (*stream)->WritesDone();
    const End end = ReadToEnd<PushResponse>(**stream, [&](const PushResponse& response) {
      outcomes.insert(outcomes.end(), response.outcomes().outcomes().begin(),
                      response.outcomes().outcomes().end());
    });
    EXPECT_TRUE(end.finished.ok()) << end.finished;
    return outcomes;
  }
  std::vector<ItemOutcome> PushOn(std::vector<PushItem> items) { return PushOn(*channel_, std::move(items)); }

  pid_t jobs_ = 0;
  int64_t bound_mib_ = 64;
  std::unique_ptr<rpc::Channel> channel_;
  std::unique_ptr<PeakMemory> memory_;
  std::unique_ptr<Neighbour> neighbour_;
};

TEST_F(Hostile, ABadItemIsRejectedWithItsReasonAndItsNeighboursAreCommitted) {
  struct Case {
    const char* id;
    ErrorReason reason;
    const char* field;
    std::function<void(PushItem&)> spoil;
  };
  const std::vector<Case> cases = {
      {"utf8", ERROR_REASON_INVALID_UTF8, "",
       [](PushItem& item) {
         item.mutable_upsert()->mutable_vacancy()->mutable_title()->mutable_translations(0)->set_text(
             kBadUtf8);
       }},
      {"code", ERROR_REASON_UNKNOWN_CODE, "vacancy.locations[0].country",
       [](PushItem& item) {
         item.mutable_upsert()->mutable_vacancy()->mutable_locations(0)->set_country("ZZ");
       }},
      {"owner", ERROR_REASON_NOT_OWNER, "source",
       [](PushItem& item) { item.mutable_upsert()->set_source(kEgypt); }},
      {"no-id", ERROR_REASON_REQUIRED, "record_id",
       [](PushItem& item) { item.mutable_upsert()->clear_record_id(); }},
      {"unknown-field", ERROR_REASON_UNKNOWN_FIELD, "vacancy",
       [](PushItem& item) {
         auto& vacancy = *item.mutable_upsert()->mutable_vacancy();
         vacancy.GetReflection()->MutableUnknownFields(&vacancy)->AddVarint(4711, 1);
       }},
      {"no-operation", ERROR_REASON_REQUIRED, "operation", [](PushItem& item) { item.clear_upsert(); }},
      {"word-of-a-run", ERROR_REASON_OUT_OF_RANGE, "reason",
       [](PushItem& item) {
         item.mutable_close()->mutable_key()->set_record_id("good-last");
         item.mutable_close()->set_reason(CLOSURE_REASON_NOT_IN_EXPORT);
       }},
  };
  std::vector<PushItem> items;
  for (const Case& one : cases) {
    items.push_back(Vacancy("good-before-" + std::string(one.id)));
    items.push_back(Vacancy(one.id));
    one.spoil(items.back());
  }
  items.push_back(Vacancy("good-last"));
  const auto outcomes = PushOn(items);
  ASSERT_EQ(outcomes.size(), items.size());
  for (size_t i = 0; i < outcomes.size(); ++i) {
    EXPECT_EQ(outcomes[i].item(), i + 1);
    if (i % 2 == 0) {
      EXPECT_EQ(outcomes[i].outcome(), OUTCOME_CREATED) << i;
      continue;
    }
    const Case& one = cases[i / 2];
    EXPECT_EQ(outcomes[i].outcome(), OUTCOME_REJECTED) << one.id;
    ASSERT_GE(outcomes[i].errors_size(), 1) << one.id;
    EXPECT_EQ(outcomes[i].errors(0).reason(), one.reason) << one.id;
    EXPECT_EQ(outcomes[i].errors(0).field(), one.field) << one.id;
    EXPECT_FALSE(outcomes[i].errors(0).message().message().empty()) << one.id;
  }
}

TEST_F(Hostile, AKeyThatIsNoneIsRefusedWithAllItsMistakes) {
  const auto mistakes = [&](const std::string& source, const std::string& id) {
    GetRequest get;
    get.mutable_key()->set_source(source);
    get.mutable_key()->set_record_id(id);
    GetResponse got;
    std::string fields;
    for (const Violation& one : ViolationsOf(channel_->Unary(Soon(), kGet, get, &got)))
      fields += one.field + "=" + std::string(ReasonName(one.reason)) + " ";
    return fields;
  };
  EXPECT_EQ(mistakes("Syria", ""), "key.source=MALFORMED key.record_id=REQUIRED ");
  EXPECT_EQ(mistakes("", std::string(256, 'x')), "key.source=REQUIRED key.record_id=TOO_LONG ");
  EXPECT_EQ(mistakes(kSyria, std::string("a\0b", 3)), "key.record_id=TEXT_NOT_PLAIN ");
  EXPECT_EQ(mistakes(kSyria, "there is none"), "");
}

TEST_F(Hostile, ARejectedItemLeavesWhatIsStoredAndItsNeighboursAsTheyWere) {
  const auto stored = [&](const std::string& id) {
    GetRequest get;
    get.mutable_key()->set_source(kSyria);
    get.mutable_key()->set_record_id(id);
    GetResponse got;
    const absl::Status status = channel_->Unary(Soon(), kGet, get, &got);
    EXPECT_TRUE(status.ok()) << id << ": " << status;
    return got.record().SerializeAsString();
  };
  for (const std::string spoiled : {"stays-1", "stays-2", "stays-3"}) {
    ASSERT_TRUE(BatchPush(*channel_, kSyria, {Vacancy(spoiled), Vacancy("neighbour-" + spoiled)}).ok());
  }
  const std::string neighbour = stored("neighbour-stays-1");
  const std::vector<std::string> before = {stored("stays-1"), stored("stays-2"), stored("stays-3")};
  std::vector<PushItem> items = {Vacancy("stays-1", "Plumber"), Vacancy("neighbour-stays-1"),
                                 Vacancy("stays-2", "Plumber"), Vacancy("neighbour-stays-2", "Plumber"),
                                 Vacancy("stays-3", "Plumber")};
  auto& vacancy = *items[0].mutable_upsert()->mutable_vacancy();
  vacancy.GetReflection()->MutableUnknownFields(&vacancy)->AddVarint(4711, 1);
  items[2].mutable_upsert()->mutable_vacancy()->clear_locations();
  auto& title = *items[4].mutable_upsert()->mutable_vacancy()->mutable_title()->mutable_translations(0);
  title.GetReflection()->MutableUnknownFields(&title)->AddLengthDelimited(99, "deep inside");
  for (const bool batch : {true, false}) {
    std::vector<ItemOutcome> outcomes;
    if (batch) {
      const auto answer = BatchPush(*channel_, kSyria, items);
      ASSERT_TRUE(answer.ok()) << answer.status();
      outcomes.assign(answer->outcomes().begin(), answer->outcomes().end());
    } else {
      outcomes = PushOn(items);
    }
    ASSERT_EQ(outcomes.size(), 5u);
    for (const int rejected : {0, 2, 4})
      EXPECT_EQ(outcomes[rejected].outcome(), OUTCOME_REJECTED) << outcomes[rejected].ShortDebugString();
    EXPECT_EQ(outcomes[0].errors(0).reason(), ERROR_REASON_UNKNOWN_FIELD);
    EXPECT_EQ(outcomes[2].errors(0).reason(), ERROR_REASON_REQUIRED);
    EXPECT_EQ(outcomes[4].errors(0).reason(), ERROR_REASON_UNKNOWN_FIELD);
    EXPECT_EQ(outcomes[1].outcome(), OUTCOME_UNCHANGED);
    EXPECT_EQ(outcomes[3].outcome(), batch ? OUTCOME_UPDATED : OUTCOME_UNCHANGED);
  }
  EXPECT_EQ(stored("neighbour-stays-1"), neighbour);
  EXPECT_EQ((std::vector<std::string>{stored("stays-1"), stored("stays-2"), stored("stays-3")}), before);
}

TEST_F(Hostile, AMistakeIsExplainedInTheLanguageOfTheCaller) {
  std::set<std::string> texts;
  for (const char* language : {"ar", "en", "fr"}) {
    const auto channel = Known(*syria_, language);
    PushItem item = Vacancy("code");
    item.mutable_upsert()->mutable_vacancy()->mutable_occupation()->set_scheme("ISCO-08");
    item.mutable_upsert()->mutable_vacancy()->mutable_occupation()->set_code("9999");
    const auto outcomes = PushOn(*channel, {item});
    ASSERT_EQ(outcomes.size(), 1u);
    ASSERT_EQ(outcomes[0].errors_size(), 1) << outcomes[0].ShortDebugString();
    EXPECT_EQ(outcomes[0].errors(0).reason(), ERROR_REASON_UNKNOWN_CODE);
    EXPECT_EQ(outcomes[0].errors(0).field(), "vacancy.occupation.code");
    EXPECT_EQ(outcomes[0].errors(0).message().locale(), language);
    EXPECT_NE(outcomes[0].errors(0).message().message().find("9999"), std::string::npos);
    texts.insert(outcomes[0].errors(0).message().message());
    // The same in an error of a unary call.
    const absl::Status refused = Search(*channel, kBadUtf8).status();
    texts.insert(rpc::LocalizedText(refused));
  }
  EXPECT_EQ(texts.size(), 6u) << "three languages, two mistakes";
}

TEST_F(Hostile, AVersionThatGoesBackIsStale) {
  const auto versioned = [](uint64_t version, const char* title) {
    PushItem item = Vacancy("versioned", title);
    item.mutable_upsert()->set_version(version);
    return item;
  };
  const auto outcomes = PushOn({versioned(5, "Welder"), versioned(4, "Plumber"), versioned(5, "Plumber")});
  ASSERT_EQ(outcomes.size(), 3u);
  EXPECT_EQ(outcomes[0].outcome(), OUTCOME_CREATED);
  EXPECT_EQ(outcomes[1].outcome(), OUTCOME_STALE);
  EXPECT_EQ(outcomes[2].outcome(), OUTCOME_CONFLICT);
}

TEST_F(Hostile, TextThatIsNotUtf8InACallIsNamedWithItsField) {
  const absl::Status search = Search(*channel_, kBadUtf8).status();
  EXPECT_EQ(search.code(), absl::StatusCode::kInvalidArgument) << search;
  EXPECT_EQ(ReasonOf(search), ERROR_REASON_INVALID_UTF8) << search;
  EXPECT_EQ(MetadataOf(search)["field"], "query") << search;
  PushItem item = Vacancy("utf8");
  item.mutable_upsert()->mutable_vacancy()->mutable_title()->mutable_translations(0)->set_text(kBadUtf8);
  const auto batch = BatchPush(*channel_, kSyria, {Vacancy("good"), item, Vacancy("good-too")});
  ASSERT_TRUE(batch.ok()) << batch.status();
  ASSERT_EQ(batch->outcomes_size(), 3) << "one item's text is not its neighbours' mistake";
  EXPECT_EQ(batch->outcomes(0).outcome(), OUTCOME_CREATED);
  ASSERT_EQ(batch->outcomes(1).errors_size(), 1);
  EXPECT_EQ(batch->outcomes(1).errors(0).reason(), ERROR_REASON_INVALID_UTF8);
  EXPECT_EQ(batch->outcomes(2).outcome(), OUTCOME_CREATED);
}

TEST_F(Hostile, AThousandItemsOfManyMistakesAreAllAnswered) {
  bound_mib_ = 192;  // the answers have 40,000 errors, twice
  std::vector<PushItem> items;
  for (int i = 0; i < 1000; ++i) {
    items.push_back(Vacancy("many-" + std::to_string(i)));
    auto& vacancy = *items.back().mutable_upsert()->mutable_vacancy();
    for (int place = 0; place < 40; ++place) vacancy.add_locations()->set_country("ZZ");
  }
  const auto batch = BatchPush(*channel_, kSyria, items);
  ASSERT_TRUE(batch.ok()) << batch.status();
  ASSERT_EQ(batch->outcomes_size(), 1000);
  for (const ItemOutcome& outcome : batch->outcomes()) {
    EXPECT_EQ(outcome.outcome(), OUTCOME_REJECTED);
    EXPECT_EQ(outcome.errors_size(), 1) << "the first of each: all would not fit";
  }
  const auto outcomes = PushOn(items);
  ASSERT_EQ(outcomes.size(), 1000u);
  for (const ItemOutcome& outcome : outcomes) EXPECT_GT(outcome.errors_size(), 30) << "a stream has room";
}

TEST_F(Hostile, AMillionUnknownFieldsAreOneMistake) {
  PushItem item = Vacancy("million");
  auto& record = *item.mutable_upsert();
  auto* unknown = record.GetReflection()->MutableUnknownFields(&record);
  for (int i = 0; i < 1'000'000; ++i) unknown->AddVarint(1000 + i % 1000, 1);
  const auto outcomes = PushOn({Vacancy("before-million"), item, Vacancy("after-million")});
  ASSERT_EQ(outcomes.size(), 3u);
  EXPECT_EQ(outcomes[0].outcome(), OUTCOME_CREATED);
  EXPECT_EQ(outcomes[1].outcome(), OUTCOME_REJECTED);
  ASSERT_EQ(outcomes[1].errors_size(), 1) << outcomes[1].errors_size();
  EXPECT_EQ(outcomes[1].errors(0).reason(), ERROR_REASON_UNKNOWN_FIELD);
  EXPECT_LT(outcomes[1].ByteSizeLong(), 1000u);
  EXPECT_EQ(outcomes[2].outcome(), OUTCOME_CREATED);

  jobs::v1::SearchVacanciesRequest search;
  unknown = search.GetReflection()->MutableUnknownFields(&search);
  for (int i = 0; i < 1'000'000; ++i) unknown->AddVarint(1000 + i % 1000, 1);
  jobs::v1::SearchVacanciesResponse found;
  EXPECT_EQ(ReasonOf(channel_->Unary(Soon(), kSearch, search, &found)), ERROR_REASON_UNKNOWN_FIELD);
}

TEST_F(Hostile, AFilterThatTheHubDoesNotKnowIsRefusedInsteadOfSendingMore) {
  WatchRequest request;
  auto& filter = *request.mutable_filter();
  filter.GetReflection()->MutableUnknownFields(&filter)->AddVarint(4711, 1);
  auto stream = channel_->Streaming(absl::Now() + absl::Seconds(20), kWatch);
  ASSERT_TRUE((*stream)->Write(request));
  const End end = ReadToEnd<WatchResponse>(**stream);
  ExpectEnd(end, ERROR_REASON_UNKNOWN_FIELD, GOODBYE_ACTION_DENIED);
  EXPECT_EQ(MetadataOf(end.said)["field"], "filter") << end.said;
}

TEST_F(Hostile, OneWhoPushesAndNeverReadsIsHeldBack) {
  bound_mib_ = 128;
  // Each item has a hundred mistakes: answers far larger than what was sent.
  PushItem bad = Vacancy("bad");
  for (int i = 0; i < 40; ++i) bad.mutable_upsert()->mutable_vacancy()->add_locations()->set_country("ZZ");
  std::vector<PushItem> items(200, bad);
  const PushRequest message = Items(items);
  auto stream = channel_->Streaming(absl::Now() + absl::Seconds(60), kPush);
  ASSERT_TRUE((*stream)->Write(Options(kSyria)));
  std::atomic<int> written = 0;
  std::atomic<bool> stop = false;
  std::thread writer([&] {
    while (!stop && (*stream)->Write(message)) ++written;
  });
  // It is held back: writing comes to a stand.
  int last = -1;
  EXPECT_TRUE(Eventually([&] { return std::exchange(last, written.load()) == written; }, absl::Seconds(30),
                         absl::Seconds(2)))
      << written;
  stop = true;
  (*stream)->Cancel();
  writer.join();
  std::printf("held back after %d messages of %zu items\n", written.load(), items.size());
}

TEST_F(Hostile, OneWhoSendsAByteAtATimeIsServedOrToldAndDisturbsNobody) {
  TcpGate gate("127.0.0.1:" + std::to_string(cluster_->gateway_port()));
  client::Profile slow = *syria_;
  slow.endpoint = "localhost:" + std::to_string(gate.port());
  const std::string token = Token(*syria_);
  const Pairs metadata = {{"authorization", "Bearer " + token}};
  gate.Slice(1);
  {
    const auto channel = Raw(slow, metadata);
    const auto pushed = BatchPush(*channel, kSyria, {Vacancy("byte-by-byte")}, absl::Seconds(20));
    ASSERT_TRUE(pushed.ok()) << pushed.status();
    EXPECT_EQ(pushed->outcomes(0).outcome(), OUTCOME_CREATED);
  }
  gate.Slice(1, absl::Milliseconds(20));
  const auto channel = Raw(slow, metadata);
  const absl::Time start = absl::Now();
  const absl::Status status = BatchPush(*channel, kSyria, {Vacancy("slower")}, absl::Seconds(5)).status();
  EXPECT_TRUE(absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status)) << status;
  EXPECT_LT(absl::Now() - start, absl::Seconds(7));
}

TEST_F(Hostile, IdleConnectionsCostNobodyAnything) {
  std::vector<std::unique_ptr<TlsConnection>> connections;
  for (int i = 0; i < 200; ++i) {
    connections.push_back(std::make_unique<TlsConnection>(*syria_, cluster_->gateway_port(),
                                                          TlsConnection::Options{.h2 = true}));
    ASSERT_TRUE(connections.back()->open());
  }
  const int calls = neighbour_->calls();
  EXPECT_TRUE(Eventually([&] { return neighbour_->calls() > calls + 20; }));
  EXPECT_TRUE(Search(*Known(*syria_), "Welder").ok()) << "a new connection";
}

TEST_F(Hostile, TokensThatAreNoneAreInvalid) {
  const std::string good = Token(*syria_);
  std::string changed = good;
  char& letter = changed[changed.size() / 2];
  letter = letter == 'A' ? 'B' : 'A';
  const std::string body = good.substr(good.find('.'));
  for (const std::string& token :
       {std::string("x"), changed, good.substr(0, good.size() - 8), good + good, std::string(5000, 'A'),
        "eyJhbGciOiJub25lIn0" + body, good.substr(0, good.rfind('.') + 1), std::string("a.b.c")}) {
    const auto channel = Raw(*syria_, {{"authorization", "Bearer " + token}});
    const absl::Status status = BatchPush(*channel, kSyria, {Vacancy("token")}).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kUnauthenticated) << token.substr(0, 20) << " " << status;
    EXPECT_EQ(ReasonOf(status), ERROR_REASON_TOKEN_INVALID) << token.substr(0, 20) << " " << status;
  }
  EXPECT_EQ(ReasonOf(BatchPush(*Raw(*syria_), kSyria, {Vacancy("token")}).status()),
            ERROR_REASON_TOKEN_MISSING);
}

TEST_F(Hostile, PathsThatOnlyLookLikeOursAreUnimplemented) {
  for (const char* path :
       {"//tabadul.jobs.v1.JobsService/SearchVacancies", "/TABADUL.jobs.v1.JobsService/SearchVacancies",
        "/tabadul.jobs.v1.JobsService/searchvacancies", "/tabadul.jobs.v1.JobsService/SearchVacancies/",
        "/tabadul.jobs.v1.JobsService//SearchVacancies",
        "/tabadul.jobs.v1.JobsService/../JobsService/SearchVacancies",
        "/./tabadul.jobs.v1.JobsService/SearchVacancies", "/tabadul.jobs.v1./SearchVacancies",
        "/tabadul.jobs.v1.JobsService/SearchVacancies?x=1", "/tabadul%2Ejobs.v1.JobsService/SearchVacancies",
        "/tabadul.identity.v1.JobsService/SearchVacancies", "/tabadul.jobs.v1.IdentityService/IssueToken",
        "/tabadul.jobs.v2.JobsService/SearchVacancies", "/grpc.health.v1.Health/Check", "/healthz",
        "/metrics", "/"}) {
    jobs::v1::SearchVacanciesResponse found;
    const absl::Status status = channel_->Unary(Soon(), path, jobs::v1::SearchVacanciesRequest(), &found);
    EXPECT_EQ(ReasonOf(status), ERROR_REASON_METHOD_UNKNOWN) << path << ": " << status;
  }
}

// A channel that sends what ours refuse to.
std::unique_ptr<rpc::Channel> Huge(const client::Profile& profile, const std::string& token) {
  return std::make_unique<rpc::Channel>(
      rpc::ChannelOptions{.target = profile.endpoint,
                          .tls = {profile.certificate, profile.key, profile.authority},
                          .max_message_bytes = 400u << 20,
                          .metadata = [token]() -> absl::StatusOr<Pairs> {
                            return Pairs{{"authorization", "Bearer " + token}};
                          }});
}

TEST_F(Hostile, MessagesOf300MegabytesAreRefusedBeforeAnybodyHoldsThem) {
  bound_mib_ = 128;  // for the last message, which is just small enough
  const std::string token = Token(*syria_);
  jobs::v1::SearchVacanciesRequest search;
  search.set_query(std::string(300u << 20, 'x'));
  std::vector<std::thread> senders;
  for (int i = 0; i < 3; ++i) {
    senders.emplace_back([&] {
      jobs::v1::SearchVacanciesResponse found;
      const absl::Status status = Huge(*syria_, token)->Unary(In(absl::Seconds(60)), kSearch, search, &found);
      EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted) << status;
      EXPECT_EQ(ReasonOf(status), ERROR_REASON_MESSAGE_TOO_LARGE) << status;
    });
  }
  for (auto& sender : senders) sender.join();
  // Just above the limit is just as large; just below it is a query like others.
  jobs::v1::SearchVacanciesResponse found;
  search.set_query(std::string(8u << 20, 'x'));
  EXPECT_EQ(ReasonOf(channel_->Unary(Soon(), kSearch, search, &found)), ERROR_REASON_MESSAGE_TOO_LARGE);
  search.set_query(std::string(8'000'000, 'x'));
  EXPECT_EQ(ReasonOf(channel_->Unary(Soon(), kSearch, search, &found)), ERROR_REASON_TOO_LONG);
}

// Of a stream only the service can tell how large a message is, and gRPC takes it in before it looks: a member with
// the right to write can make it hold one, for a moment.
TEST_F(Hostile, AMessageOf300MegabytesOnAStreamEndsThatStream) {
  bound_mib_ = 500;
  auto stream = Huge(*syria_, Token(*syria_))->Streaming(absl::Now() + absl::Seconds(60), kPush);
  ASSERT_TRUE((*stream)->Write(Options(kSyria)));
  PushItem item = Vacancy("huge");
  item.mutable_upsert()->mutable_vacancy()->mutable_title()->mutable_translations(0)->set_text(
      std::string(300u << 20, 'x'));
  (*stream)->Write(Items({item}));
  ExpectEnd(ReadToEnd<PushResponse>(**stream), ERROR_REASON_MESSAGE_TOO_LARGE, GOODBYE_ACTION_DENIED);
}

}  // namespace
}  // namespace tabadul
