#include "tests/chaos/exchange/writer.h"

#include <fmt/format.h>

#include "lib/evidence/receipt.h"
#include "lib/exchange/cursor.h"
#include "lib/platform/rpc/edge.h"
#include "tabadul/exchange/v1/feed.pb.h"
#include "tabadul/identity/v1/identity_service.pb.h"
#include "tabadul/jobs/v1/jobs_service.pb.h"

namespace tabadul::chaos {
namespace {

constexpr char kPush[] = "/tabadul.jobs.v1.VacancyExchangeService/Push";
constexpr char kBatchPush[] = "/tabadul.jobs.v1.VacancyExchangeService/BatchPush";
constexpr char kGet[] = "/tabadul.jobs.v1.VacancyExchangeService/Get";
constexpr char kSearch[] = "/tabadul.jobs.v1.JobsService/SearchVacancies";
constexpr char kIssueToken[] = "/tabadul.identity.v1.IdentityService/IssueToken";

constexpr absl::Duration kPatience = absl::Seconds(6);  // without any progress: the stream is dead
constexpr size_t kUnanswered = 200;
constexpr uint64_t kWindow = 12, kShared = 5;  // records in use
constexpr double kAbandon = 0.1;               // of interrupted streams: the client has crashed, too

using Pairs = std::vector<std::pair<std::string, std::string>>;

client::ConnectionOptions Patient() {
  client::ConnectionOptions options;
  options.first_wait = absl::Milliseconds(20);
  options.longest_wait = absl::Milliseconds(500);
  return options;
}

}  // namespace

// One Push stream: a thread that reads its answers, and one that gives it up when nothing moves.
class Writer::Stream {
 public:
  Stream(Writer& writer, const Session& session, std::unique_ptr<rpc::ClientStream> stream)
      : writer_(writer),
        number_(session.stream),
        dry_(session.dry),
        stream_(std::move(stream)),
        reader_([this] { Read(); }),
        watch_([this] { Watch(); }) {}
  ~Stream() {
    stream_->Cancel();
    reader_.join();
    watch_.join();
  }

  bool Open(const v1::PushOptions& options) {
    v1::PushRequest request;
    *request.mutable_options() = options;
    if (!stream_->Write(request)) return false;
    absl::MutexLock lock(&mutex_);
    const auto begun = [this] { return started_ || ended_; };
    mutex_.Await(absl::Condition(&begun));
    return started_ && !ended_;
  }
  // Waits for room; false when the stream has ended.
  bool Send(std::vector<Sent> items) {
    v1::PushRequest request;
    {
      absl::MutexLock lock(&mutex_);
      const auto room = [this] { return ended_ || out_.size() < kUnanswered; };
      mutex_.Await(absl::Condition(&room));
      for (Sent& sent : items) {
        v1::PushItem& item = *request.mutable_items()->add_items();
        item = sent.planned.item;
        item.set_item(++last_sent_);
        sent.attempt->item = item.item();
        out_.push_back(std::move(sent));
      }
      if (ended_) return false;
    }
    return stream_->Write(request);
  }
  // Half-closes, and waits for the end.
  client::Ending Finish() {
    stream_->WritesDone();
    {
      absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(&ended_));
    }
    return client::EndingOf(goodbye_, stream_->Finish());
  }
  void Break() { stream_->Cancel(); }
  std::deque<Sent> Left() {
    absl::MutexLock lock(&mutex_);
    return std::move(out_);
  }

 private:
  void Read() {
    v1::PushResponse response;
    while (stream_->Read(&response)) {
      absl::MutexLock lock(&mutex_);
      ++moves_;
      if (response.has_started()) started_ = true;
      if (response.has_outcomes()) Take(response.outcomes());
      if (response.has_goodbye()) goodbye_ = response.goodbye();
      if (response.has_goodbye()) stream_->WritesDone();
    }
    absl::MutexLock lock(&mutex_);
    ended_ = true;
  }
  // Whoever keeps receipts takes nothing as answered before it has one; a dry run gets none.
  void Take(const v1::PushOutcomes& outcomes) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    told_.insert(told_.end(), outcomes.outcomes().begin(), outcomes.outcomes().end());
    if (!dry_ && !outcomes.has_receipt()) return;
    Kept kept{.stream = number_};
    for (const v1::ItemOutcome& outcome : told_) {
      if (out_.empty() || outcome.item() != last_answered_ + 1) {
        writer_.world_.history()->Violate(
            "answers", fmt::format("item {} was answered after item {}; {} are unanswered", outcome.item(),
                                   last_answered_, out_.size()));
        return;
      }
      ++last_answered_;
      *kept.receipted.add_items() = evidence::ReceiptItemOf(out_.front().planned.item, outcome);
      writer_.Answer(out_.front(), outcome);
      out_.pop_front();
    }
    told_.clear();
    if (outcomes.has_receipt()) writer_.Keep(std::move(kept), outcomes.receipt());
    writer_.token_ = outcomes.token();
  }
  void Watch() {
    absl::MutexLock lock(&mutex_);
    while (!ended_) {
      const uint64_t seen = moves_;
      const auto moved = [&] { return ended_ || moves_ != seen; };
      if (!mutex_.AwaitWithTimeout(absl::Condition(&moved), kPatience)) stream_->Cancel();
    }
  }

  Writer& writer_;
  const uint64_t number_;
  const bool dry_;
  const std::unique_ptr<rpc::ClientStream> stream_;
  absl::Mutex mutex_;
  std::deque<Sent> out_ ABSL_GUARDED_BY(mutex_);               // sent and unanswered
  std::vector<v1::ItemOutcome> told_ ABSL_GUARDED_BY(mutex_);  // since the last receipt
  uint64_t last_sent_ ABSL_GUARDED_BY(mutex_) = 0, last_answered_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t moves_ ABSL_GUARDED_BY(mutex_) = 0;
  bool started_ ABSL_GUARDED_BY(mutex_) = false, ended_ ABSL_GUARDED_BY(mutex_) = false;
  std::optional<common::v1::Goodbye> goodbye_;  // read when it has ended
  std::thread reader_, watch_;
};

Writer::Writer(World& world, WriterOptions options)
    : world_(world),
      options_(std::move(options)),
      gate_(fmt::format("127.0.0.1:{}", world.cluster().gateway_port())),
      connection_(Through(options_.member.profile, gate_.port()), Patient()),
      random_(options_.seed) {
  const client::Profile profile = Through(options_.member.profile, gate_.port());
  rpc::ChannelOptions channel;
  channel.target = profile.endpoint;
  channel.tls = {profile.certificate, profile.key, profile.authority};
  bare_ = std::make_unique<rpc::Channel>(channel);
  channel.metadata = [this]() -> absl::StatusOr<Pairs> {
    auto token = FetchToken();
    if (!token.ok()) return token.status();
    return Pairs{{"authorization", "Bearer " + *token}};
  };
  known_channel_ = std::make_unique<rpc::Channel>(std::move(channel));
  thread_ = std::thread([this] { Run(); });
}

Writer::~Writer() {
  stop_ = true;
  thread_.join();
}

void Writer::Go(int round) {
  round_ = round;
  idle_ = false;
  settling_ = false;
}

void Writer::Settle() { settling_ = true; }

void Writer::Rest(absl::Duration time) {
  const absl::Time until = absl::Now() + time;
  while (!stop_ && absl::Now() < until) absl::SleepFor(absl::Milliseconds(2));
}

void Writer::Run() {
  int round = 0;
  while (!stop_) {
    if (settling_ && tail_.empty()) {
      idle_ = true;
      Rest(absl::Milliseconds(10));
      continue;
    }
    if (round != round_) {  // what was known may be of another epoch
      round = round_;
      known_.clear();
      token_.clear();
    }
    const uint64_t dice = Below(random_, 10);
    if (!tail_.empty() || dice < 7) {
      WriteStream(false);
    } else if (dice < 9) {
      WriteCall();
    } else {
      WriteStream(true);
    }
    if (!settling_) ReadOwn();
    Rest(absl::Milliseconds(Below(random_, 40)));
  }
}

Planned Writer::PlanOne() {
  const std::string& source = options_.member.source;
  Name name{source, ""};
  if (Chance(random_, 0.15)) {
    name.record_id = fmt::format("shared-{}-{}", round_.load(), Below(random_, kShared));
  } else {
    name.record_id = fmt::format("own-{}-{}", options_.number, planned_ / 25 + Below(random_, kWindow));
  }
  ++planned_;
  return Plan(random_, name, options_.versioned, memory_[name]);
}

Attempt& Writer::Record(const Planned& planned, const Session& session) {
  Attempt attempt = planned.attempt;
  attempt.stream = session.stream;
  attempt.opened = session.opened;
  attempt.begun = session.begun;
  attempt.dry = session.dry;
  attempt.call = session.call;
  return world_.history()->Send(std::move(attempt));
}

void Writer::WriteStream(bool dry) {
  Session session{.opened = world_.history()->Next(), .dry = dry};
  auto opened = connection_.Streaming(kPush);
  if (!opened.ok()) {
    Ended("Push", opened.status(), client::EndingOf(std::nullopt, opened.status()).next);
    return Rest(absl::Milliseconds(100));
  }
  session.stream = ++world_.streams;
  Stream stream(*this, session, *std::move(opened));
  v1::PushOptions options;
  options.set_source(options_.member.source);
  options.set_validate_only(dry);
  bool open = stream.Open(options);
  session.begun = world_.history()->Next();
  const uint64_t messages = settling_ ? 0 : 1 + Below(random_, 30);
  const bool crash = !settling_ && Chance(random_, 0.05);  // this client ends in the middle
  for (uint64_t message = 0; open && !stop_ && (message < messages || (!dry && !tail_.empty())); ++message) {
    std::vector<Sent> items;
    const uint64_t count = dry ? 1 : 1 + Below(random_, 12);
    for (uint64_t i = 0; i < count; ++i) {
      if (!dry && !tail_.empty()) {
        items.push_back({std::move(tail_.front()), nullptr});
        tail_.pop_front();
      } else if (message < messages) {
        items.push_back({PlanOne(), nullptr});
      }
    }
    for (Sent& sent : items) sent.attempt = &Record(sent.planned, session);
    open = stream.Send(std::move(items));
    if (crash && message > messages / 2) break;
    Rest(absl::Milliseconds(5 + Below(random_, 60)));
  }
  if (crash) stream.Break();
  const client::Ending ending = stream.Finish();
  std::deque<Sent> left = stream.Left();
  if (ending.next == client::Ending::Next::kDone && !left.empty()) {
    world_.history()->Violate("answers",
                              fmt::format("a stream was DONE with {} items unanswered", left.size()));
  }
  if (!crash) Ended("Push", ending.status, ending.next);
  Unanswered(std::move(left), dry);
  if (ending.next != client::Ending::Next::kDone) Rest(absl::Milliseconds(50 + Below(random_, 200)));
}

// Unlike a member's system (docs/protocol.md#leases) it goes on without versions while such a call is unanswered: the model
// takes it that the call may still come, and what that overwrites is no violation.
void Writer::WriteCall() {
  v1::BatchPushRequest request;
  request.mutable_options()->set_source(options_.member.source);
  std::deque<Sent> items;
  const Session session{.stream = ++world_.streams, .opened = world_.history()->Next(), .call = true};
  const uint64_t count = 1 + Below(random_, 8);
  for (uint64_t i = 1; i <= count; ++i) {
    Sent sent{PlanOne(), nullptr};
    sent.planned.item.set_item(i);
    *request.add_items() = sent.planned.item;
    sent.attempt = &Record(sent.planned, session);
    sent.attempt->item = i;
    items.push_back(std::move(sent));
  }
  v1::BatchPushResponse response;
  const absl::Status status = Call(kBatchPush, request, &response);
  if (status.ok() && response.outcomes_size() != static_cast<int>(items.size())) {
    world_.history()->Violate(
        "answers", fmt::format("a call of {} items got {} answers", items.size(), response.outcomes_size()));
  }
  Kept kept{.stream = session.stream};
  for (const v1::ItemOutcome& outcome : response.outcomes()) {
    if (items.empty()) break;
    *kept.receipted.add_items() = evidence::ReceiptItemOf(items.front().planned.item, outcome);
    Answer(items.front(), outcome);
    items.pop_front();
  }
  if (response.has_receipt()) Keep(std::move(kept), response.receipt());
  if (status.ok()) token_ = response.token();
  if (!status.ok()) Ended("BatchPush", status, client::EndingOf(std::nullopt, status).next);
  Unanswered(std::move(items), false);
}

void Writer::Answer(const Sent& sent, const v1::ItemOutcome& outcome) {
  world_.history()->Answer(*sent.attempt, outcome);
  ++world_.answered;
  if (!sent.attempt->dry) Learn(sent, outcome);
}

void Writer::Keep(Kept kept, const v1::Receipt& receipt) {
  *kept.receipted.mutable_receipt() = receipt;
  const auto history = world_.history();
  history->Add(history->receipts, std::move(kept));
}

void Writer::Learn(const Sent& sent, const v1::ItemOutcome& outcome) {
  Known& known = known_[sent.attempt->name];
  switch (outcome.outcome()) {
    case v1::OUTCOME_CREATED:
    case v1::OUTCOME_UPDATED:
      known.asserted = v1::ASSERTED_STATE_OPEN;
      known.searchable =
          sent.attempt->content.audience.empty() && !sent.planned.item.upsert().vacancy().has_apply_by();
      break;
    case v1::OUTCOME_CLOSED:
      known.asserted = v1::ASSERTED_STATE_CLOSED;
      break;
    case v1::OUTCOME_ERASED:
      known.asserted = v1::ASSERTED_STATE_ERASED;
      break;
    default:
      return;
  }
  known.sequence = outcome.sequence();
  known.hub_id = outcome.hub_id();
}

// Mostly they are repeated; sometimes nobody is left who would.
void Writer::Unanswered(std::deque<Sent> left, bool dry) {
  if (dry || left.empty()) return;
  for (const Sent& sent : left) known_[sent.attempt->name].unsure = true;
  if (!settling_ && Chance(random_, kAbandon)) return;
  for (auto sent = left.rbegin(); sent != left.rend(); ++sent) tail_.push_front(std::move(sent->planned));
}

// No fault may end in a refusal: what is broken is to be tried again.
void Writer::Ended(const char* what, const absl::Status& status, client::Ending::Next next) {
  if (next == client::Ending::Next::kNewToken) {
    connection_.ForgetToken();
    access_.clear();
  }
  if (next == client::Ending::Next::kStop)
    world_.history()->Violate("refusals", fmt::format("{} was refused: {}", what, status.ToString()));
}

absl::StatusOr<std::string> Writer::FetchToken() {
  if (!access_.empty()) return access_;
  identity::v1::IssueTokenResponse response;
  const absl::Status status = bare_->Unary(Context::WithTimeout(kPatience), kIssueToken,
                                           identity::v1::IssueTokenRequest(), &response);
  if (!status.ok()) return status;
  return access_ = response.access_token();
}

absl::Status Writer::Call(std::string_view method, const google::protobuf::Message& request,
                          google::protobuf::Message* response) {
  return known_channel_->Unary(Context::WithTimeout(kPatience), method, request, response);
}

// Two of its own records of which it knows what must be there.
void Writer::ReadOwn() {
  const std::string own = fmt::format("own-{}-", options_.number);
  for (int tries = 0, reads = 0; tries < 8 && reads < 2 && !known_.empty() && tail_.empty(); ++tries) {
    const auto record = std::next(known_.begin(), static_cast<long>(Below(random_, known_.size())));
    const auto& [name, known] = *record;
    if (known.unsure || !name.record_id.starts_with(own) || known.sequence == 0) continue;
    Read read{.name = name, .expected = known.asserted, .at_least = known.sequence};
    if (Chance(random_, 0.5) || !known.searchable || token_.empty()) {
      read.way = "Get";
      v1::GetRequest request;
      request.mutable_key()->set_source(name.source);
      request.mutable_key()->set_record_id(name.record_id);
      v1::GetResponse response;
      const absl::Status status = Call(kGet, request, &response);
      if (!status.ok() && !absl::IsNotFound(status))
        return Ended("Get", status, client::EndingOf({}, status).next);
      read.found = status.ok();
      read.sequence = response.record().sequence();
    } else {
      read.way = "Search";
      jobs::v1::SearchVacanciesRequest request;
      request.set_query(WordOf(name));
      request.set_exact_words(true);
      request.set_at_least(token_);
      jobs::v1::SearchVacanciesResponse response;
      const absl::Status status = Call(kSearch, request, &response);
      if (!status.ok()) return Ended("Search", status, client::EndingOf({}, status).next);
      for (const auto& card : response.vacancies()) read.found = read.found || card.hub_id() == known.hub_id;
    }
    ++reads;
    const auto history = world_.history();
    history->Add(history->reads, read);
  }
}

}  // namespace tabadul::chaos
