// From an acknowledgement to a follower's having the record, and to a search's finding it, while a writer pushes at
// half of what it could.
#include <algorithm>
#include <map>
#include <thread>

#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "lib/client/follow.h"
#include "tabadul/jobs/v1/jobs_service.pb.h"
#include "tests/bench/exchange/parts.h"

namespace tabadul::bench {
namespace {

constexpr absl::Duration kFor = absl::Seconds(15);
constexpr int kSamplers = 2;  // of the index; more would wait beyond RecordIndex::kMaxWaiting
// Between two searches of a sampler: they are to see how fresh the index is, not to take its processor.
constexpr absl::Duration kBetween = absl::Milliseconds(10);

// When each sequence was first heard of. Thread-safe.
class Times {
 public:
  void Note(uint64_t sequence, absl::Time time) {
    absl::MutexLock lock(&mutex_);
    times_[sequence] = time;
  }
  size_t size() const {
    absl::MutexLock lock(&mutex_);
    return times_.size();
  }
  bool Has(uint64_t sequence) const {
    absl::MutexLock lock(&mutex_);
    return times_.contains(sequence);
  }
  std::map<uint64_t, absl::Time> all() const {
    absl::MutexLock lock(&mutex_);
    return times_;
  }

 private:
  mutable absl::Mutex mutex_;
  std::map<uint64_t, absl::Time> times_ ABSL_GUARDED_BY(mutex_);
};

// A follower that keeps nothing but when each sequence came to it.
class Clocked final : public client::Follower {
 public:
  absl::Status Apply(const client::ChangeList& changes, const std::string& cursor) override {
    const absl::Time now = absl::Now();
    for (const auto& change : changes) seen.Note(change.state().sequence(), now);
    cursor_ = cursor;
    return absl::OkStatus();
  }
  absl::Status Withdraw(const exchange::v1::Withdrawn&) override { return absl::OkStatus(); }
  absl::Status Restart() override { return absl::OkStatus(); }
  std::string Applied() const override { return cursor_; }

  Times seen;

 private:
  std::string cursor_;  // the following thread only
};

// The acknowledgements as they come, and for the samplers the newest token with its time.
class Acknowledged {
 public:
  void Note(uint64_t sequence, const std::string& token) {
    const absl::Time now = absl::Now();
    times.Note(sequence, now);
    absl::MutexLock lock(&mutex_);
    if (token != token_) token_ = token, token_time_ = now;
  }
  std::pair<std::string, absl::Time> newest() const {
    absl::MutexLock lock(&mutex_);
    return {token_, token_time_};
  }

  Times times;

 private:
  mutable absl::Mutex mutex_;
  std::string token_ ABSL_GUARDED_BY(mutex_);
  absl::Time token_time_ ABSL_GUARDED_BY(mutex_);
};

// Milliseconds from the acknowledgement of the newest token to the answer of a search that must contain it.
std::vector<double> Sample(const client::Profile& profile, const Acknowledged& acknowledged,
                           const std::atomic<bool>& over) {
  client::Connection connection(profile);
  std::vector<double> waited;
  std::string last;
  while (!over) {
    const auto [token, time] = acknowledged.newest();
    if (token == last) {
      absl::SleepFor(absl::Milliseconds(1));
      continue;
    }
    last = token;
    jobs::v1::SearchVacanciesRequest request;
    request.set_query("welding");
    request.set_page_size(1);
    request.set_at_least(token);
    Check(client::Ask<jobs::v1::SearchVacanciesResponse>(connection, Context::WithTimeout(absl::Seconds(30)),
                                                         kSearch, request)
              .status());
    waited.push_back(absl::ToDoubleMilliseconds(absl::Now() - time));
    absl::SleepFor(kBetween);
  }
  return waited;
}

// Pushes `items` at `rate`.
void PushPaced(const client::Profile& profile, std::vector<exchange::v1::PushItem> items, double rate,
               Acknowledged& acknowledged) {
  client::Connection connection(profile);
  client::Pusher* pusher = nullptr;
  client::Pusher own(connection, Receipted(kEgypt), [&](const exchange::v1::ItemOutcome& outcome) {
    acknowledged.Note(outcome.sequence(), pusher->state().token);
  });
  pusher = &own;
  const absl::Time start = absl::Now();
  for (size_t i = 0; i < items.size(); ++i) {
    const absl::Time due = start + absl::Seconds(static_cast<double>(i) / rate);
    if (const absl::Duration early = due - absl::Now(); early > absl::Milliseconds(2)) absl::SleepFor(early);
    Check(own.Push(std::move(items[i])));
  }
  Check(own.Finish());
}

}  // namespace

void Freshness(Stage& stage) {
  const client::Profile profile = stage.Member();
  const client::Profile reader = stage.Member("MA/anapec/pes");
  const Pushed most = Push(profile, kEgypt, MakeItems("m", Records() / 2));
  AwaitIndex(profile, most.token);

  Clocked follower;
  std::stop_source stop;
  std::thread following([&] {
    client::Connection connection(reader);
    client::Follow(connection, {}, follower, stop.get_token()).IgnoreError();
  });
  while (follower.seen.size() < Records() / 2) absl::SleepFor(absl::Milliseconds(20));

  const double rate = most.rate / 2;
  auto items = MakeItems("h", static_cast<uint64_t>(rate * absl::ToDoubleSeconds(kFor)));
  const int bytes = MeanBytes(items);
  Acknowledged acknowledged;
  std::atomic<bool> over = false;
  std::vector<std::vector<double>> samples(kSamplers);
  std::vector<std::thread> samplers;
  for (auto& own : samples) samplers.emplace_back([&] { own = Sample(reader, acknowledged, over); });
  PushPaced(profile, std::move(items), rate, acknowledged);
  over = true;
  for (auto& sampler : samplers) sampler.join();
  const auto times = acknowledged.times.all();
  while (!follower.seen.Has(times.rbegin()->first)) absl::SleepFor(absl::Milliseconds(20));
  stop.request_stop();
  following.join();

  std::vector<double> seen, searchable;
  const auto came = follower.seen.all();
  for (const auto& [sequence, time] : times) {
    // A record that the hub has changed again since (an annotation) came with another sequence.
    if (const auto at = came.find(sequence); at != came.end())
      seen.push_back(std::max(0.0, absl::ToDoubleMilliseconds(at->second - time)));
  }
  for (const auto& own : samples) searchable.insert(searchable.end(), own.begin(), own.end());
  const std::string note = std::to_string(static_cast<int>(rate)) + " records/s, half of the maximal rate";
  stage.Add({"acknowledged to seen by a follower, median",
             Quantile(seen, 0.5),
             "ms",
             {},
             kGateway,
             2,
             bytes,
             note});
  stage.Add({"acknowledged to seen by a follower, p99", Quantile(seen, 0.99), "ms", 100, kGateway, 2, bytes,
             note, Bound::kAtMost});
  stage.Add(
      {"acknowledged to searchable, median", Quantile(searchable, 0.5), "ms", {}, kGateway, 4, bytes, note});
  stage.Add({"acknowledged to searchable, p99", Quantile(searchable, 0.99), "ms", 250, kGateway, 4, bytes,
             note + ", " + std::to_string(searchable.size()) + " searches", Bound::kAtMost});
}

}  // namespace tabadul::bench
