#include "services/identity/sharing_feed.h"

#include "lib/platform/log/log.h"
#include "tabadul/identity/v1/grant_service.pb.h"

namespace tabadul::identity {
namespace {

constexpr absl::Duration kPoll = absl::Milliseconds(500);
constexpr absl::Duration kHeartbeat = absl::Milliseconds(4500);
constexpr absl::Duration kReadTimeout = absl::Seconds(5);

}  // namespace

// One stream; its handler is called by one thread at a time.
class SharingFeed::Watcher final : public rpc::StreamHandler {
 public:
  Watcher(SharingFeed& owner, rpc::Stream& stream) : owner_(owner), stream_(stream) {}
  void OnStart() override {}
  void OnMessage(std::string message) override {
    v1::WatchSharingRequest request;
    if (!request.ParseFromString(message)) {
      return stream_.End(Error(common::v1::ERROR_REASON_MALFORMED, {{"form", "WatchSharingRequest"}}),
                         common::v1::GOODBYE_ACTION_DENIED);
    }
    after_ = request.after();
    {
      absl::MutexLock lock(&owner_.mutex_);
      owner_.watchers_.insert(this);
    }
    Send();
  }
  void OnWake() override { Send(); }
  void OnEnd() override {
    absl::MutexLock lock(&owner_.mutex_);
    owner_.watchers_.erase(this);
  }
  void Wake() { stream_.Wake(); }

 private:
  void Send() {
    if (stream_.Unwritten() > 0) return;  // it comes again
    auto feed = owner_.store_.After(Context::WithTimeout(kReadTimeout), after_);
    if (!feed.ok()) return log::Warn("sharing_unreadable", {{"error", Std(feed.status().message())}});
    if (feed->sharings.empty() && absl::Now() < next_heartbeat_) return;
    v1::WatchSharingResponse response;
    for (v1::Sharing& sharing : feed->sharings) *response.add_sharings() = std::move(sharing);
    response.set_sequence(feed->sequence);
    after_ = feed->sequence;
    stream_.Write(response.SerializeAsString());
    next_heartbeat_ = absl::Now() + kHeartbeat;
  }

  SharingFeed& owner_;
  rpc::Stream& stream_;
  uint64_t after_ = 0;
  absl::Time next_heartbeat_ = absl::InfinitePast();  // the first answer comes at once
};

SharingFeed::~SharingFeed() {
  {
    absl::MutexLock lock(&mutex_);
    stop_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

void SharingFeed::Start() {
  thread_ = std::thread([this] { Run(); });
}

void SharingFeed::Run() {
  while (true) {
    {
      absl::MutexLock lock(&mutex_);
      if (mutex_.AwaitWithTimeout(absl::Condition(&stop_), kPoll)) return;
    }
    Changed();
  }
}

void SharingFeed::Changed() {
  absl::MutexLock lock(&mutex_);
  for (Watcher* const watcher : watchers_) watcher->Wake();
}

std::unique_ptr<rpc::StreamHandler> SharingFeed::Watch(rpc::Stream& stream) {
  return std::make_unique<Watcher>(*this, stream);
}

}  // namespace tabadul::identity
