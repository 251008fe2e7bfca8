#include "lib/platform/rpc/standing_stream.h"

#include <algorithm>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "lib/platform/base/thread_name.h"
#include "lib/platform/log/log.h"

namespace tabadul::rpc {
namespace {

constexpr absl::Duration kFirstPause = absl::Milliseconds(100), kLongestPause = absl::Seconds(2);
constexpr absl::Duration kLook = absl::Seconds(1);

}  // namespace

class StandingStream::Impl {
 public:
  Impl(Channel& channel, Settings settings) : channel_(channel), settings_(std::move(settings)) {
    reader_ = NamedThread("stream", [this] { Follow(); });
    watchdog_ = NamedThread("stream watchdog", [this] { Watch(); });
  }
  ~Impl() {
    {
      absl::MutexLock lock(&mutex_);
      stopping_ = true;
      if (stream_ != nullptr) stream_->Cancel();
    }
    reader_.join();
    watchdog_.join();
  }

 private:
  void Follow() {
    absl::Duration pause = kFirstPause;
    do {
      auto opened = channel_.Streaming(absl::InfiniteFuture(), settings_.method);
      if (opened.ok() && Read(**opened)) pause = kFirstPause;
      {
        absl::MutexLock lock(&mutex_);
        stream_ = nullptr;
      }
      const absl::Status status = opened.ok() ? (*opened)->Finish() : opened.status();
      if (!status.ok())
        log::Info("stream_ended", {{"method", settings_.method}, {"reason", ReasonName(ReasonOf(status))}});
    } while (Pause(pause));
  }

  // True if anything was heard.
  bool Read(ClientStream& stream) {
    {
      absl::MutexLock lock(&mutex_);
      if (stopping_) return false;
      stream_ = &stream;
      heard_ = absl::Now();
    }
    if (!stream.Write(*settings_.request()) || !stream.WritesDone()) return false;
    bool heard = false;
    const std::unique_ptr<google::protobuf::Message> message(settings_.response->New());
    while (stream.Read(message.get())) {
      settings_.take(*message);
      heard = true;
      absl::MutexLock lock(&mutex_);
      heard_ = absl::Now();
    }
    return heard;
  }

  // False if it is to end.
  bool Pause(absl::Duration& pause) {
    absl::MutexLock lock(&mutex_);
    mutex_.AwaitWithTimeout(absl::Condition(&stopping_), pause);
    pause = std::min(pause * 2, kLongestPause);
    return !stopping_;
  }

  void Watch() {
    absl::MutexLock lock(&mutex_);
    while (!mutex_.AwaitWithTimeout(absl::Condition(&stopping_), kLook)) {
      if (stream_ != nullptr && absl::Now() - heard_ > settings_.silence) stream_->Cancel();
    }
  }

  Channel& channel_;
  const Settings settings_;
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  ClientStream* stream_ ABSL_GUARDED_BY(mutex_) = nullptr;
  absl::Time heard_ ABSL_GUARDED_BY(mutex_);
  std::thread reader_, watchdog_;
};

StandingStream::StandingStream(Channel& channel, Settings settings)
    : impl_(std::make_unique<Impl>(channel, std::move(settings))) {}
StandingStream::~StandingStream() = default;

}  // namespace tabadul::rpc
