#include "services/identity/revocations.h"

#include <algorithm>

#include "lib/platform/base/utc.h"
#include "lib/platform/log/log.h"
#include "lib/platform/metrics/metrics.h"

namespace tabadul::identity {
namespace {

constexpr absl::Duration kPoll = absl::Milliseconds(500);
// Looked at once per poll, hence never later than 5 s.
constexpr absl::Duration kHeartbeat = absl::Milliseconds(4500);
constexpr size_t kPerMessage = 1000;
// A follower that does not read gets nothing new, so that it costs no memory; it catches up when it reads.
constexpr size_t kMaxUnwritten = 1 << 20;

const metrics::Gauge& CountMetric() {
  static const metrics::Gauge gauge("tabadul_identity_held_revocations", "Revocations held in memory");
  return gauge;
}
const metrics::Gauge& AgeMetric() {
  static const metrics::Gauge gauge("tabadul_identity_revocations_age_seconds",
                                    "Since the table of revocations was last read; -1: never");
  return gauge;
}

}  // namespace

// One stream. Its request is the only message; all sending happens under Revocations::mutex_.
class Revocations::Watcher final : public rpc::StreamHandler {
 public:
  Watcher(Revocations& owner, rpc::Stream& stream) : owner_(owner), stream_(stream) {}
  void OnStart() override {}
  void OnMessage(std::string message) override {
    v1::WatchRevocationsRequest request;
    if (!request.ParseFromString(message)) {
      stream_.End(Error(common::v1::ERROR_REASON_MALFORMED, {{"form", "WatchRevocationsRequest"}}),
                  common::v1::GOODBYE_ACTION_DENIED);
      return;
    }
    after_ = request.after();
    owner_.Join(*this);
  }
  void OnEnd() override { owner_.Leave(*this); }

  // Sends what `list` has beyond this stream's position, or a heartbeat if one is due.
  void Send(const std::vector<v1::Revocation>& list, uint64_t head) {
    // A number that we never gave: the database is older than the follower's memory. It gets everything.
    if (after_ > head) after_ = 0;
    auto from = std::upper_bound(list.begin(), list.end(), after_,
                                 [](uint64_t after, const auto& row) { return after < row.sequence(); });
    while (from != list.end() && stream_.Unwritten() < kMaxUnwritten) {
      v1::WatchRevocationsResponse response;
      for (size_t i = 0; i < kPerMessage && from != list.end(); ++i) *response.add_revocations() = *from++;
      response.set_head(head);
      after_ = response.revocations(response.revocations_size() - 1).sequence();
      Write(response);
    }
    if (absl::Now() < next_heartbeat_ || stream_.Unwritten() >= kMaxUnwritten) return;
    v1::WatchRevocationsResponse heartbeat;
    heartbeat.set_head(head);
    Write(heartbeat);
  }

 private:
  void Write(const v1::WatchRevocationsResponse& response) {
    stream_.Write(response.SerializeAsString());
    next_heartbeat_ = absl::Now() + kHeartbeat;
  }
  Revocations& owner_;
  rpc::Stream& stream_;
  uint64_t after_ = 0;
  absl::Time next_heartbeat_ = absl::InfinitePast();  // the first answer comes at once
};

Revocations::~Revocations() {
  {
    absl::MutexLock lock(&mutex_);
    stop_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

void Revocations::Start() {
  thread_ = std::thread([this] { Run(); });
}

void Revocations::Run() {
  while (true) {
    Refresh();
    absl::MutexLock lock(&mutex_);
    if (mutex_.AwaitWithTimeout(absl::Condition(&stop_), kPoll)) return;
  }
}

void Revocations::Refresh() {
  absl::MutexLock reading(&refreshing_);
  uint64_t head = 0;
  {
    absl::MutexLock lock(&mutex_);
    head = head_;
  }
  auto feed = store_.RevocationsAfter(Context::WithTimeout(absl::Seconds(5)), head);
  const bool restored = feed.ok() && feed->head < head;
  if (restored) feed = store_.RevocationsAfter(Context::WithTimeout(absl::Seconds(5)), 0);
  // At least 0.5 s apart while it lasts: said once, not every time.
  if (failing_ != !feed.ok()) {
    failing_ = !feed.ok();
    log::Warn("revocations", {{"readable", feed.ok()}, {"error", Std(feed.status().message())}});
  }
  const absl::Duration age = feed.ok() ? absl::ZeroDuration() : verifier_.RevocationsAge();
  AgeMetric().Set(age == absl::InfiniteDuration() ? -1 : absl::ToDoubleSeconds(age));
  if (!feed.ok()) return;
  absl::MutexLock lock(&mutex_);
  // What was known stays refused, whatever an older database says: the verifier forgets nothing.
  if (restored) list_.clear();
  Take(*std::move(feed));
}

void Revocations::Take(Store::Feed feed) {
  for (v1::Revocation& revocation : feed.revocations) {
    verifier_.Revoke(revocation.certificate(), revocation.source(), TimeOf(revocation.time()));
    list_.push_back(std::move(revocation));
  }
  verifier_.RevocationsAreCurrent();
  head_ = feed.head;
  read_ = true;
  CountMetric().Set(static_cast<double>(list_.size()));
  for (Watcher* watcher : watchers_) watcher->Send(list_, head_);
}

absl::Status Revocations::Ready() const {
  absl::MutexLock lock(&mutex_);
  return read_ ? absl::OkStatus() : Error(common::v1::ERROR_REASON_UNAVAILABLE, {{"part", "database"}});
}

std::unique_ptr<rpc::StreamHandler> Revocations::Watch(rpc::Stream& stream) {
  return std::make_unique<Watcher>(*this, stream);
}

void Revocations::Join(Watcher& watcher) {
  absl::MutexLock lock(&mutex_);
  watchers_.insert(&watcher);
  if (read_) watcher.Send(list_, head_);
}

void Revocations::Leave(Watcher& watcher) {
  absl::MutexLock lock(&mutex_);
  watchers_.erase(&watcher);
}

}  // namespace tabadul::identity
