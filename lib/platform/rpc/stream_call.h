// One stream, server-streaming or bidirectional. gRPC's threads only move bytes and change state under the mutex; the
// handler's callbacks run one at a time on the workers, from a queue of events (a strand). The object deletes itself
// in the strand's last event, after gRPC's OnDone and after the handler is gone. Only for stream.cc.
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "lib/platform/rpc/transport.h"

namespace tabadul::rpc {

class StreamCall final : public grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>,
                         public Stream,
                         public OpenStream {
 public:
  StreamCall(Runtime& runtime, const Endpoint& endpoint, grpc::CallbackServerContext* context);
  void Start();

  // Stream
  const Call& call() const override { return *call_; }
  void Read() override;
  bool Write(std::string message) override;
  size_t Unwritten() const override;
  void Wake() override;
  absl::Duration max_age() const override { return max_age_; }
  void End(absl::Status status, common::v1::GoodbyeAction action) override;

  // OpenStream
  void Tick(absl::Time now) override;
  void BeginDrain(const absl::Status& why) override;

  // gRPC
  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;

 private:
  // kOpen → kEnding (the Goodbye is queued, or the client is gone) → kFinished (Finish was called).
  enum class Phase { kOpen, kEnding, kFinished };

  void Enqueue(std::function<void()> event) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void RunEvents();
  void Guarded(const std::function<void()>& callback);
  void Open();
  void Close();
  void EndLocked(absl::Status status, common::v1::GoodbyeAction action) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Cut(absl::Status status) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void DrainLocked(const absl::Status& why) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void StopHandler() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Conclude(absl::Status status) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void PumpWrites() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void TellWritable() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void StartReading() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void MaybeFinish() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  Runtime& runtime_;
  const Endpoint& endpoint_;
  grpc::CallbackServerContext* const context_;
  const Incoming incoming_;
  const std::shared_ptr<std::atomic<bool>> cancelled_;
  const absl::Duration max_age_;

  // Of the strand: no lock.
  std::unique_ptr<Call> call_;
  std::unique_ptr<StreamHandler> handler_;
  bool stopped_ = false, closed_ = false;
  Runtime::Place place_;

  mutable absl::Mutex mutex_;
  Phase phase_ ABSL_GUARDED_BY(mutex_) = Phase::kOpen;
  bool admitted_ ABSL_GUARDED_BY(mutex_) = false;  // call_ may be read by Tick
  bool gone_ ABSL_GUARDED_BY(mutex_) = false;      // the client or the transport
  bool done_ ABSL_GUARDED_BY(mutex_) = false;      // context_ must not be touched any more
  bool reading_ ABSL_GUARDED_BY(mutex_) = false, half_closed_ ABSL_GUARDED_BY(mutex_) = false;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false, strand_runs_ ABSL_GUARDED_BY(mutex_) = false;
  bool draining_ ABSL_GUARDED_BY(mutex_) = false, waking_ ABSL_GUARDED_BY(mutex_) = false;
  bool telling_ ABSL_GUARDED_BY(mutex_) = false;  // an OnWritable is on its way
  absl::Status drain_why_ ABSL_GUARDED_BY(mutex_);
  absl::Time drain_until_ ABSL_GUARDED_BY(mutex_), goodbye_until_ ABSL_GUARDED_BY(mutex_);
  absl::Time write_since_ ABSL_GUARDED_BY(mutex_);
  grpc::ByteBuffer in_, out_;  // of the one read and the one write in flight
  size_t writing_bytes_ ABSL_GUARDED_BY(mutex_) = 0, unwritten_ ABSL_GUARDED_BY(mutex_) = 0;
  std::deque<std::string> queue_ ABSL_GUARDED_BY(mutex_);
  std::deque<std::function<void()>> events_ ABSL_GUARDED_BY(mutex_);
  CallRecord record_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace tabadul::rpc
