#include "services/statistics/submission/submit_handler.h"

#include <atomic>
#include <optional>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "lib/platform/rpc/audit.h"
#include "lib/platform/rpc/edge.h"
#include "services/statistics/submission/options.h"
#include "services/statistics/submission/report.h"

namespace tabadul::statistics {
namespace {

using namespace common::v1;  // NOLINT: the reasons

constexpr size_t kMaxPieceBytes = 4u << 20;
constexpr uint64_t kProgressBytes = 8u << 20;  // a progress for so many
constexpr absl::Duration kProgressEvery = absl::Seconds(1);
constexpr absl::Duration kLongest = absl::Minutes(30);  // of reading and writing one file

absl::Status Malformed() {
  return Error(ERROR_REASON_MALFORMED,
               {{"field", "message"}, {"form", "tabadul.statistics.v1.SubmitDataRequest"}});
}

// The stream, as long as there is one: the writing may go on after the handler is gone.
class Outlet {
 public:
  explicit Outlet(rpc::Stream& stream) : stream_(&stream) {}
  void Write(const v1::SubmitDataResponse& response) {
    absl::MutexLock lock(&mutex_);
    if (stream_ != nullptr) stream_->Write(response.SerializeAsString());
  }
  void End(const absl::Status& status) {
    absl::MutexLock lock(&mutex_);
    if (stream_ != nullptr) stream_->End(status, rpc::GoodbyeActionFor(status));
  }
  void Close() {
    cancelled_->store(true);
    absl::MutexLock lock(&mutex_);
    stream_ = nullptr;
  }
  const std::shared_ptr<std::atomic<bool>>& cancelled() const { return cancelled_; }

 private:
  const std::shared_ptr<std::atomic<bool>> cancelled_ = std::make_shared<std::atomic<bool>>(false);
  absl::Mutex mutex_;
  rpc::Stream* stream_ ABSL_GUARDED_BY(mutex_);
};

// A file that is whole, to be written.
struct Work {
  std::shared_ptr<Outlet> outlet;
  std::shared_ptr<void> place;
  v1::SubmissionOptions options;
  Spool file;
  rpc::Call call;
};

void Run(Submissions& submissions, Work& work) {
  absl::Time told = absl::Now();
  const auto progress = [&](uint64_t series, uint64_t answered) {
    if (absl::Now() - told < kProgressEvery) return;
    told = absl::Now();
    v1::SubmitDataResponse response;
    response.mutable_progress()->set_bytes(work.file.size());
    response.mutable_progress()->set_series(series);
    response.mutable_progress()->set_answered(answered);
    work.outlet->Write(response);
  };
  auto submission = submissions.Submit(work.call, work.options, work.file, progress);
  if (!work.options.validate_only()) {
    rpc::Audit(work.call, "SubmitData", submission.ok() ? submission->id() : "", submission.status());
  }
  if (submission.ok()) {
    Localise(work.call.language(), *submission->mutable_report());
    v1::SubmitDataResponse response;
    *response.mutable_submission() = *std::move(submission);
    work.outlet->Write(response);
  }
  work.outlet->End(submission.status());
}

class SubmitHandler final : public rpc::StreamHandler {
 public:
  SubmitHandler(const SubmitRoom& room, rpc::Stream& stream)
      : room_(room), stream_(stream), outlet_(std::make_shared<Outlet>(stream)) {}
  ~SubmitHandler() override { outlet_->Close(); }

  void OnStart() override { stream_.Read(); }
  void OnMessage(std::string message) override {
    if (ended_) return;
    if (const absl::Status status = Take(message); !status.ok()) return End(status);
    stream_.Read();
  }
  void OnHalfClose() override {
    if (ended_) return;
    if (!file_) return End(Error(ERROR_REASON_OUT_OF_TURN, {{"expected", "options"}}));
    if (file_->size() == 0) return End(Error(ERROR_REASON_REQUIRED, {{"field", "piece"}}));
    ended_ = true;
    const rpc::Call& call = stream_.call();
    const Context context(absl::Now() + kLongest, outlet_->cancelled());
    const auto work = std::make_shared<Work>(
        Work{outlet_, std::move(place_), std::move(options_), *std::move(file_),
             rpc::Call(call.method(), call.request_id(), call.language(), call.caller(), context)});
    const bool queued =
        room_.workers.Submit([work, &submissions = room_.submissions] { Run(submissions, *work); });
    if (queued) return;
    outlet_->End(WithRetry(Error(ERROR_REASON_OVERLOADED, {{"queue", "submissions"}}), absl::Seconds(10)));
  }
  void OnEnd() override { outlet_->Close(); }

 private:
  void End(const absl::Status& status) {
    ended_ = true;
    file_.reset();
    place_.reset();
    outlet_->End(status);
  }

  absl::Status Take(const std::string& message) {
    v1::SubmitDataRequest request;
    if (!request.ParseFromString(message)) return Malformed();
    if (!file_) return Begin(request);
    if (!request.has_piece()) return Error(ERROR_REASON_OUT_OF_TURN, {{"expected", "piece"}});
    if (request.piece().size() > kMaxPieceBytes) {
      return Error(ERROR_REASON_TOO_LONG,
                   {{"field", "piece"}, {"limit", std::to_string(kMaxPieceBytes)}, {"unit", "bytes"}});
    }
    RETURN_IF_ERROR(file_->Append(request.piece()));
    if (file_->size() - told_ < kProgressBytes) return absl::OkStatus();
    told_ = file_->size();
    v1::SubmitDataResponse response;
    response.mutable_progress()->set_bytes(told_);
    outlet_->Write(response);
    return absl::OkStatus();
  }

  absl::Status Begin(v1::SubmitDataRequest& request) {
    if (!request.has_options()) return Error(ERROR_REASON_OUT_OF_TURN, {{"expected", "options"}});
    RETURN_IF_ERROR(ValidateOptions(request.options(), stream_.call().caller(), room_.clock.Now()));
    ASSIGN_OR_RETURN(place_, room_.places.Enter(request.options().source()));
    ASSIGN_OR_RETURN(file_, Spool::Open());
    options_ = std::move(*request.mutable_options());
    return absl::OkStatus();
  }

  const SubmitRoom& room_;
  rpc::Stream& stream_;
  const std::shared_ptr<Outlet> outlet_;
  bool ended_ = false;  // nothing more is taken
  v1::SubmissionOptions options_;
  std::shared_ptr<void> place_;
  std::optional<Spool> file_;
  uint64_t told_ = 0;
};

}  // namespace

std::unique_ptr<rpc::StreamHandler> MakeSubmitHandler(const SubmitRoom& room, rpc::Stream& stream) {
  return std::make_unique<SubmitHandler>(room, stream);
}

}  // namespace tabadul::statistics
