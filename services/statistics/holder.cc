#include "services/statistics/holder.h"

#include <algorithm>
#include <utility>

#include "lib/exchange/sharing_book.h"
#include "lib/platform/base/thread_name.h"
#include "lib/platform/log/log.h"
#include "lib/platform/metrics/metrics.h"

namespace tabadul::statistics {
namespace {

constexpr absl::Duration kReadTimeout = absl::Seconds(10);
constexpr absl::Duration kRetryAfter = absl::Milliseconds(250);
// The exchange wakes the follower; this is the longest it trusts that.
constexpr absl::Duration kLongestPause = absl::Seconds(1);

struct Metrics {
  const metrics::Gauge series{"tabadul_statistics_series", "Series that everybody may receive"};
  const metrics::Gauge observations{"tabadul_statistics_observations", "Their observations"};
  const metrics::Gauge memory{"tabadul_statistics_memory_bytes", "Memory of their cubes"};
  const metrics::Gauge behind{"tabadul_statistics_behind_sequences", "Head of the feed less what is applied"};
  const metrics::Histogram apply{"tabadul_statistics_apply_seconds",
                                 "Time to read and apply one page of the feed"};
};

const Metrics& Figures() {
  static const auto* figures = new Metrics;
  return *figures;
}

absl::StatusOr<bool> TimedStep(PublicSeries& series) {
  const absl::Time begin = absl::Now();
  auto at_head = series.Step(Context::WithTimeout(kReadTimeout));
  Figures().apply.Observe(absl::ToDoubleSeconds(absl::Now() - begin));
  return at_head;
}

void LogFailure(const absl::Status& status) {
  log::Warn("series_follow_failed", {{"reason", ReasonName(ReasonOf(status))}});
}

}  // namespace

Holder::Holder(exchange::Exchange& series, PresentStructures& structures, const VintageStore& vintages,
               absl::Duration look)
    : exchange_(series),
      structures_(structures),
      vintages_(vintages),
      look_(look),
      waker_(std::make_shared<Waker>()) {}

Holder::~Holder() { Stop(); }

void Holder::Start() {
  opened_ = Open();
  thread_ = NamedThread("series", [this] { Follow(); });
}

void Holder::Stop() {
  waker_->Stop();
  if (thread_.joinable()) thread_.join();
}

bool Holder::Open() {
  const auto read = structures_.Refresh(Context::WithTimeout(kReadTimeout));
  const absl::Status opened = read.ok() ? exchange_.Start() : read.status();
  if (!opened.ok()) log::Warn("exchange_not_started", {{"reason", ReasonName(ReasonOf(opened))}});
  return opened.ok();
}

void Holder::Follow() {
  while (!opened_) {
    if (!waker_->Pause(kRetryAfter)) return;
    opened_ = Open();
  }
  const auto handle = exchange_.OnHead([waker = waker_] { waker->Wake(); });
  BeginAnother();
  bool more = true;
  do {
    more = Round();
  } while (waker_->Pause(more ? absl::ZeroDuration() : std::min(kLongestPause, look_)));
}

// Whether there is more to read at once.
bool Holder::Round() {
  CompareStructures();
  const bool more = present_ != nullptr && StepPresent();
  if (next_ != nullptr) StepNext();
  Show();
  return more || next_ != nullptr;
}

void Holder::CompareStructures() {
  const absl::Time now = absl::Now();
  if (now - looked_ >= look_) {
    looked_ = now;
    if (const auto read = structures_.Refresh(Context::WithTimeout(kReadTimeout)); !read.ok())
      LogFailure(read.status());
  }
  const HeldStructures held = structures_.Now();
  if (held.revision.id == compared_) return;
  compared_ = held.revision.id;
  const PublicSeries* const newest = next_ != nullptr ? next_.get() : present_.get();
  if (newest != nullptr && !newest->Fits(*held.structures)) BeginAnother();
  if (next_ == nullptr) Answer();
}

void Holder::BeginAnother() { next_ = std::make_shared<PublicSeries>(exchange_, structures_); }

bool Holder::StepPresent() {
  const auto at_head = TimedStep(*present_);
  if (ReasonOf(at_head.status()) == common::v1::ERROR_REASON_EPOCH_CHANGED) {
    // What it has may be gone, and it cannot be told what: nothing is answered from it any more.
    log::Warn("series_epoch_changed");
    present_ = nullptr;
    Answer();
    BeginAnother();
    return true;
  }
  if (present_->lacking() && next_ == nullptr) BeginAnother();
  if (at_head.ok()) return !*at_head;
  LogFailure(at_head.status());
  waker_->Pause(kRetryAfter);
  return false;
}

void Holder::StepNext() {
  const auto at_head = TimedStep(*next_);
  if (!at_head.ok()) {
    LogFailure(at_head.status());
    if (ReasonOf(at_head.status()) == common::v1::ERROR_REASON_EPOCH_CHANGED) BeginAnother();
    waker_->Pause(kRetryAfter);
    return;
  }
  if (!next_->whole()) {
    if (next_->lacking()) BeginAnother();
    return;
  }
  present_ = std::exchange(next_, nullptr);
  Answer();
}

void Holder::Answer() {
  absl::MutexLock lock(&mutex_);
  answering_ = {present_, compared_};
}

Holder::Answering Holder::answering() const {
  absl::ReaderMutexLock lock(&mutex_);
  return answering_;
}

absl::Status Holder::Ready() const {
  if (answering().series != nullptr) return absl::OkStatus();
  return Error(common::v1::ERROR_REASON_UNAVAILABLE, {{"part", "series"}});
}

void Holder::Show() const {
  if (present_ == nullptr) return;
  const uint64_t head = exchange_.Head().sequence(), applied = present_->applied();
  Figures().behind.Set(head > applied ? static_cast<double>(head - applied) : 0);
  uint64_t series = 0, observations = 0, memory = 0;
  for (const Reference& flow : present_->Flows()) {
    const auto held = present_->Find(flow);
    if (!held) continue;
    series += held->snapshot->series();
    observations += held->snapshot->observations();
    memory += held->snapshot->memory();
  }
  Figures().series.Set(static_cast<double>(series));
  Figures().observations.Set(static_cast<double>(observations));
  Figures().memory.Set(static_cast<double>(memory));
}

std::optional<HeldFlow> Holder::Find(const Reference& dataflow) const {
  const Answering from = answering();
  if (from.series == nullptr) return std::nullopt;
  auto held = from.series->Find(dataflow);
  if (!held) return std::nullopt;
  // Names of codes are of the structures: with other ones the same series are another answer.
  held->revision.id += "-" + from.structures;
  held->revision.changed = std::max(held->revision.changed, structures_.Now().revision.changed);
  return held;
}

std::vector<Reference> Holder::Flows() const {
  const Answering from = answering();
  return from.series != nullptr ? from.series->Flows() : std::vector<Reference>();
}

absl::Status Holder::ReadVintages(const Context& context, const Reference& dataflow,
                                  const std::function<bool(absl::Span<const std::string> key)>& wants,
                                  const std::function<absl::Status(const HeldVintages&)>& take) const {
  const auto is_public = [this](const std::string& source) {
    exchange::ReaderView view(exchange_.sharing().Now(), ThePublic());
    return view.Of(source).whole();
  };
  return vintages_.Read(context, dataflow, is_public, wants, take);
}

}  // namespace tabadul::statistics
