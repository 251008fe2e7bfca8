#include "lib/exchange/watch_handler.h"

#include <algorithm>
#include <chrono>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "lib/exchange/followers.h"
#include "lib/exchange/validate.h"
#include "lib/platform/base/fault_point.h"
#include "lib/platform/base/mutant.h"
#include "lib/platform/base/since.h"
#include "lib/platform/rpc/edge.h"
#include "lib/platform/rpc/wire.h"
#include "lib/taxonomy/code_list.h"

namespace tabadul::exchange {
namespace {

constexpr size_t kPageBytes = 512 * 1024;
// Of what gRPC has not taken: a page and the largest record that overfills it.
constexpr size_t kMostUnwritten = kPageBytes + 256 * 1024;
constexpr int kPagesAhead = 2;
constexpr absl::Duration kHeartbeat = absl::Seconds(5);
constexpr absl::Duration kPageTimeout = absl::Seconds(20);
constexpr int kMaxSources = 100, kMaxOccupations = 100;  // of a filter

void ToProto(absl::Duration duration, google::protobuf::Duration* out) {
  out->set_seconds(absl::ToInt64Seconds(duration));
  out->set_nanos(static_cast<int>(absl::ToInt64Nanoseconds(duration % absl::Seconds(1))));
}

// What no record can have is a mistake of whoever wrote it; and an empty occupation would match everything.
void CheckFilter(Violations& violations, const v1::Filter& filter) {
  CheckEntries(violations, "sources", filter.sources_size(), kMaxSources);
  for (int i = 0; i < filter.sources_size(); ++i) {
    const auto in = violations.In("sources", static_cast<size_t>(i));
    CheckSource(violations, "", filter.sources(i));
  }
  CheckCodes(violations, "countries", filter.countries(), taxonomy::kCountries, kMaxCountries);
  CheckCodes(violations, "occupations", filter.occupations(), taxonomy::kIsco08, kMaxOccupations);
}

absl::Status Validate(const v1::WatchRequest& request) {
  Violations violations;
  CheckFollower(violations, "follower", request.follower());
  const auto in = violations.In("filter");
  CheckFilter(violations, request.filter());
  return violations.ToStatus();
}

// The stream as seen by those who announce a new head: gone when the handler is.
class Alarm {
 public:
  explicit Alarm(rpc::Stream& stream) : stream_(&stream) {}
  void Ring() {
    absl::MutexLock lock(&mutex_);
    if (stream_ != nullptr) stream_->Wake();
  }
  void Close() {
    absl::MutexLock lock(&mutex_);
    stream_ = nullptr;
  }

 private:
  absl::Mutex mutex_;
  rpc::Stream* stream_ ABSL_GUARDED_BY(mutex_);
};

class WatchHandler final : public rpc::StreamHandler {
 public:
  WatchHandler(Exchange& exchange, WatchPages& pages, rpc::Stream& stream)
      : exchange_(exchange),
        pages_(pages),
        stream_(stream),
        reader_(Reader::Of(stream.call().caller())),
        alarm_(std::make_shared<Alarm>(stream)) {}
  ~WatchHandler() override { alarm_->Close(); }

  void OnStart() override {}
  void OnMessage(std::string message) override {
    const absl::Status status = Begin(message);
    if (!status.ok()) return Fail(status);
    head_watch_ = exchange_.OnHead([alarm = alarm_] { alarm->Ring(); });
    Next();
  }
  void OnWritable() override { Next(); }
  void OnWake() override {
    behind_ = true;
    Next();
  }
  void OnTick() override {
    if (started_ && Since(last_sent_) >= kHeartbeat) {
      behind_ = true;  // a look at the head, which answers with a heartbeat if nothing is new
      Next();
    }
  }
  void OnEnd() override {
    ended_ = true;
    head_watch_.reset();
    alarm_->Close();
  }

 private:
  absl::Status Begin(const std::string& message) {
    // A filter that this hub does not know is refused: it would send more than was asked for.
    static const auto* const check = new rpc::WireCheck(v1::WatchRequest::descriptor());
    RETURN_IF_ERROR(check->Parse(message, &request_));
    RETURN_IF_ERROR(Validate(request_));
    ASSIGN_OR_RETURN(cursor_, DecodeCursor(request_.cursor()));
    RETURN_IF_ERROR(exchange_.RegisterFollower(Context(absl::Now() + kPageTimeout, nullptr),
                                               stream_.call().caller(), request_.follower(), cursor_));
    FAULT_POINT("watch_registered");
    started_ = true;
    v1::WatchResponse response;
    ToProto(kHeartbeat, response.mutable_started()->mutable_heartbeat_interval());
    ToProto(stream_.max_age(), response.mutable_started()->mutable_max_age());
    stream_.Write(response.SerializeAsString());
    FAULT_POINT("watch_started");
    return absl::OkStatus();
  }

  // While one page is on its way to the client the next one is made ready, and no more: what a client that never reads
  // costs. OnWritable, OnWake and OnTick come back here.
  void Next() {
    for (int page = 0; page < kPagesAhead; ++page) {
      if (ended_ || !started_ || !behind_ || IsFull()) return;
      SendPage();
    }
  }

  bool IsFull() const { return stream_.Unwritten() > kMostUnwritten && !MUTANT("pages_without_room"); }

  void SendPage() {
    const Context context(absl::Now() + kPageTimeout, nullptr);
    auto page = pages_.After(context, cursor_, request_.filter(), reader_, kPageBytes,
                             request_.until_mark() ? Exchange::AtHead::kNow : Exchange::AtHead::kKnownHere);
    if (!page.ok()) return Fail(page.status());
    FAULT_POINT("watch_page_read");
    cursor_ = page->cursor;
    behind_ = !page->at_head;
    Withdraw(page->losses);
    last_sent_ = std::chrono::steady_clock::now();
    stream_.Write(std::move(page->bytes));
    FAULT_POINT("watch_page_sent");
    if (page->at_head && request_.until_mark()) {
      stream_.End(absl::OkStatus(), common::v1::GOODBYE_ACTION_DONE);
      ended_ = true;
    }
  }

  // Once each: pages below a loss all name it.
  void Withdraw(const std::vector<Loss>& losses) {
    const uint64_t told = told_;
    for (const Loss& loss : losses) {
      if (loss.at <= told) continue;
      told_ = std::max(told_, loss.at);
      v1::WatchResponse response;
      response.mutable_withdrawn()->set_source(loss.source);
      response.mutable_withdrawn()->mutable_sections()->Add(loss.sections.begin(), loss.sections.end());
      stream_.Write(response.SerializeAsString());
    }
  }

  void Fail(const absl::Status& status) {
    // It holds a copy of another history, with whatever that had: also if the restore has lost that it was known.
    if (started_ && ReasonOf(status) == common::v1::ERROR_REASON_EPOCH_CHANGED) {
      exchange_
          .RegisterFollower(Context(absl::Now() + kPageTimeout, nullptr), stream_.call().caller(),
                            request_.follower(), cursor_)
          .IgnoreError();
    }
    ended_ = true;
    stream_.End(status, rpc::GoodbyeActionFor(status));
  }

  Exchange& exchange_;
  WatchPages& pages_;
  rpc::Stream& stream_;
  const Reader reader_;
  const std::shared_ptr<Alarm> alarm_;
  std::shared_ptr<void> head_watch_;
  v1::WatchRequest request_;
  Cursor cursor_;
  bool started_ = false, ended_ = false;
  bool behind_ = true;  // there may be changes after the cursor
  uint64_t told_ = 0;   // losses up to this sequence
  std::chrono::steady_clock::time_point last_sent_;
};

}  // namespace

std::unique_ptr<rpc::StreamHandler> MakeWatchHandler(Exchange& exchange, WatchPages& pages,
                                                     rpc::Stream& stream) {
  return std::make_unique<WatchHandler>(exchange, pages, stream);
}

}  // namespace tabadul::exchange
