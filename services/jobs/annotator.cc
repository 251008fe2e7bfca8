#include "services/jobs/annotator.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>

#include "lib/evidence/digest.h"
#include "lib/platform/base/thread_name.h"
#include "lib/platform/log/log.h"
#include "lib/platform/metrics/metrics.h"

namespace tabadul::jobs {
namespace {

namespace wire = tabadul::exchange::v1;

constexpr size_t kPageBytes = 1u << 20;
constexpr size_t kAtOnce = 200;  // records of one transaction: writers wait some milliseconds for it
constexpr absl::Duration kTimeout = absl::Seconds(30);
constexpr absl::Duration kPause = absl::Milliseconds(500);
constexpr absl::Duration kLongestRest = absl::Seconds(2);  // it may have been slow for others' sake
constexpr absl::Duration kRun = absl::Minutes(1);

struct Metrics {
  const metrics::Counter vacancies{"tabadul_jobs_coded_documents_total",
                                   "Vacancies without a code that were looked at, by outcome",
                                   {"outcome"}};
  const metrics::Gauge pending{"tabadul_jobs_uncoded_documents",
                               "Open vacancies without a code that are still to be looked at"};
  const metrics::Gauge annotated{"tabadul_jobs_annotated_sequence",
                                 "Up to where in the feed all was looked at that had no code",
                                 {"kind"}};
};

const Metrics& Figures() {
  static const auto* const figures = new Metrics;
  return *figures;
}

// Of this thread alone: Linux keeps it for each.
void GiveWay() { setpriority(PRIO_PROCESS, static_cast<id_t>(syscall(SYS_gettid)), 10); }

bool WantsCode(const exchange::Entry& entry) {
  return entry.lifecycle == wire::LIFECYCLE_OPEN && !entry.removed && SearchedOccupation(entry).empty();
}

}  // namespace

Annotator::Annotator(exchange::Exchange& exchange, std::function<bool()> ready, Coding& coding,
                     Options options)
    : exchange_(exchange),
      ready_(std::move(ready)),
      coding_(coding),
      options_(std::move(options)),
      public_(exchange) {}

Annotator::~Annotator() { Stop(); }

void Annotator::Start() {
  thread_ = NamedThread("annotator", [this] { Follow(); });
  if (!options_.suggest) return;
  scheduler_ = std::make_unique<schedule::Scheduler>(options_.conninfo);
  scheduler_->Add({.name = "jobs.suggest_codes",
                   .every = options_.every,
                   .timeout = kRun,
                   .run = [this](const Context& context) { return WorkOff(context); }});
}

void Annotator::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  if (scheduler_) scheduler_->Stop();
  if (thread_.joinable()) thread_.join();
}

size_t Annotator::Pending() const {
  absl::MutexLock lock(&mutex_);
  return pending_.size() + taken_;
}

bool Annotator::Followed() const {
  const exchange::Position head = exchange_.Head();
  absl::MutexLock lock(&mutex_);
  return seen_.epoch == head.epoch && seen_.sequence() >= head.sequence();
}

// False when it is time to stop.
bool Annotator::Rest(absl::Duration duration) {
  absl::MutexLock lock(&mutex_);
  mutex_.AwaitWithTimeout(absl::Condition(&stopping_), duration);
  return !stopping_;
}

absl::Duration Annotator::RestAfter(absl::Duration worked) const {
  return std::min(options_.rests_for * worked, kLongestRest);
}

void Annotator::Follow() {
  GiveWay();
  while (!ready_()) {
    if (!Rest(kPause)) return;
  }
  exchange::Cursor cursor;
  while (true) {
    const absl::Time begin = absl::Now();
    const bool more = FollowOnce(cursor);
    const absl::Duration worked = absl::Now() - begin;
    if (!Rest(more ? RestAfter(worked) : std::max(kPause, RestAfter(worked)))) return;
  }
}

bool Annotator::IsToForget() {
  if (!coding_.HasOldTitles()) {
    old_titles_since_ = absl::InfiniteFuture();
    return false;
  }
  old_titles_since_ = std::min(old_titles_since_, absl::Now());
  return absl::Now() - old_titles_since_ >= options_.forget_after;
}

bool Annotator::IsWithdrawn() {
  const auto changes = public_.Changes();
  return std::any_of(changes.begin(), changes.end(), [](const auto& change) { return !change.is_public; });
}

// Whether there is more to read, now.
bool Annotator::FollowOnce(exchange::Cursor& cursor) {
  if (IsToForget() || IsWithdrawn()) {
    coding_.Forget();
    ReadAnew(cursor);
  }
  const exchange::Position head = exchange_.Head();
  if (cursor.position.epoch == head.epoch && cursor.position.sequence() >= head.sequence()) return false;
  const auto page = exchange_.Changes(Context::WithTimeout(kTimeout), cursor, wire::Filter(),
                                      exchange::Reader::Own(), kPageBytes);
  if (page.ok()) {
    for (const exchange::Entry& entry : page->entries) {
      coding_.See(entry, public_.Has(entry.source));
      Note(entry);
    }
    cursor = page->cursor;
    absl::MutexLock lock(&mutex_);
    seen_ = cursor.position;
    caught_up_ = caught_up_ || page->at_head;
    ShowProgress();
    return !page->at_head;
  }
  if (ReasonOf(page.status()) == common::v1::ERROR_REASON_EPOCH_CHANGED) {
    {
      absl::MutexLock lock(&mutex_);
      pending_.clear();
    }
    ReadAnew(cursor);
    return true;
  }
  log::Warn("annotator_follow_failed", {{"reason", ReasonName(ReasonOf(page.status()))}});
  return false;
}

void Annotator::ReadAnew(exchange::Cursor& cursor) {
  cursor = exchange::Cursor();
  absl::MutexLock lock(&mutex_);
  seen_ = exchange::Position();
  caught_up_ = false;
  ShowProgress();
}

void Annotator::ShowProgress() const {
  const size_t left = pending_.size() + taken_;
  Figures().pending.Set(static_cast<double>(left));
  if (left == 0) Figures().annotated.With({exchange_.kind().name}).Set(static_cast<double>(seen_.sequence()));
}

void Annotator::Note(const exchange::Entry& entry) {
  Id id;
  const std::string bytes = evidence::FromHex(entry.hub_id);
  if (bytes.size() != id.size()) return;
  std::copy(bytes.begin(), bytes.end(), id.begin());
  absl::MutexLock lock(&mutex_);
  if (WantsCode(entry) && options_.suggest) {
    pending_.insert(id);
  } else {
    pending_.erase(id);
  }
}

// Before they are looked at: what changes meanwhile comes by the feed and is noted again.
std::vector<Annotator::Id> Annotator::Take() {
  std::vector<Id> ids;
  absl::MutexLock lock(&mutex_);
  if (!caught_up_) return ids;
  while (!pending_.empty() && ids.size() < kAtOnce)
    ids.push_back(*pending_.begin()), pending_.erase(pending_.begin());
  taken_ = ids.size();
  return ids;
}

void Annotator::GiveBack(const std::vector<Id>& ids) {
  absl::MutexLock lock(&mutex_);
  taken_ = 0;
  pending_.insert(ids.begin(), ids.end());
}

// Until nothing is left, or time is up: the next run goes on.
absl::Status Annotator::WorkOff(const Context& context) {
  GiveWay();
  while (!context.done()) {
    const std::vector<Id> ids = Take();
    if (ids.empty()) break;
    const absl::Time begin = absl::Now();
    const absl::Status status = AnnotateSome(context, ids);
    if (!status.ok()) {
      GiveBack(ids);
      return status;
    }
    {
      absl::MutexLock lock(&mutex_);
      taken_ = 0;
      ShowProgress();
    }
    const absl::Duration rest = RestAfter(absl::Now() - begin);
    if (!Rest(std::min(rest, context.remaining()))) break;
  }
  return absl::OkStatus();
}

absl::Status Annotator::AnnotateSome(const Context& context, const std::vector<Id>& ids) {
  std::vector<std::string> hub_ids;
  for (const Id& id : ids) hub_ids.push_back(evidence::Hex(std::string_view(id.data(), id.size())));
  ASSIGN_OR_RETURN(const auto entries, exchange_.GetMany(context, hub_ids, exchange::Reader::Everything()));
  std::vector<exchange::Derived> derived;
  int unsure = 0;
  for (const exchange::Entry& entry : entries) {
    v1::Vacancy vacancy;
    if (!WantsCode(entry) || !vacancy.ParseFromString(entry.payload)) continue;
    if (auto annotation = coding_.AnnotationFor(vacancy)) {
      derived.push_back({entry.hub_id, entry.digest, {*std::move(annotation)}});
    } else {
      ++unsure;
    }
  }
  if (!derived.empty()) {
    ASSIGN_OR_RETURN(const int suggested, exchange_.Annotate(context, derived));
    Figures().vacancies.With({"suggested"}).Increment(suggested);
  }
  Figures().vacancies.With({"unsure"}).Increment(unsure);
  return absl::OkStatus();
}

}  // namespace tabadul::jobs
