#include "lib/platform/redis/shared_results.h"

#include <algorithm>
#include <optional>

#include "absl/cleanup/cleanup.h"
#include "absl/time/clock.h"
#include "lib/platform/metrics/metrics.h"

namespace tabadul::redis {
namespace {

constexpr size_t kRemembered = 4096;  // dear results of a generation
constexpr absl::Duration kLockLives = absl::Seconds(1);
constexpr absl::Duration kPoll = absl::Milliseconds(1);
constexpr uint64_t kMeasured = 64;  // of so many cheap results one is asked for all the same
constexpr int kWeight = 8;          // of the mean so far against a new measurement, plus one

struct Metrics {
  const metrics::Counter results{
      "tabadul_shared_results_total", "Results asked for, by where they came from", {"outcome"}};
  const metrics::Histogram fetch{"tabadul_shared_results_fetch_seconds", "Time to ask Redis for a result"};
};

const Metrics& Figures() {
  static const auto* figures = new Metrics;
  return *figures;
}

std::string LockOf(const std::string& key) { return key + ":computing"; }

}  // namespace

SharedResults::SharedResults(Client& redis, SharedOptions options)
    : redis_(redis),
      options_(std::move(options)),
      fetch_nanoseconds_(absl::ToInt64Nanoseconds(options_.assumed_fetch)) {}

absl::Duration SharedResults::CostOf(const std::string& key) const {
  absl::MutexLock lock(&mutex_);
  if (const auto found = young_.find(key); found != young_.end()) return found->second;
  const auto found = old_.find(key);
  return found == old_.end() ? absl::ZeroDuration() : found->second;
}

void SharedResults::Learn(const std::string& key, absl::Duration cost) {
  absl::MutexLock lock(&mutex_);
  if (cost <= FetchTime()) {
    young_.erase(key);
    old_.erase(key);
    return;
  }
  young_[key] = cost;
  if (young_.size() <= kRemembered) return;
  old_ = std::move(young_);
  young_.clear();
}

std::optional<std::string> SharedResults::Fetch(const std::string& key, const Accept& accept) {
  const absl::Time begin = absl::Now();
  absl::StatusOr<std::optional<std::string>> got = redis_.Get(key);
  if (!got.ok()) return std::nullopt;
  const absl::Duration took = absl::Now() - begin;
  Figures().fetch.Observe(absl::ToDoubleSeconds(took));
  const int64_t mean = fetch_nanoseconds_.load(std::memory_order_relaxed);
  fetch_nanoseconds_.store(mean + (absl::ToInt64Nanoseconds(took) - mean) / kWeight,
                           std::memory_order_relaxed);
  if (!got->has_value() || !accept(**got)) return std::nullopt;
  return *std::move(got);
}

absl::StatusOr<std::string> SharedResults::ComputeAndKeep(const std::string& key, const Compute& compute) {
  const absl::Time begin = absl::Now();
  absl::StatusOr<std::string> result = compute();
  const absl::Duration cost = absl::Now() - begin;
  if (!result.ok()) return result;
  Learn(key, cost);
  // A failure to keep it costs nobody anything but time.
  if (cost > FetchTime() && redis_.available())
    redis_.Set(options_.prefix + key, *result, options_.lives).IgnoreError();
  return result;
}

// None if it does not come in time, or too many wait already.
std::optional<std::string> SharedResults::AwaitOther(const std::string& key, const Accept& accept,
                                                     absl::Duration cost) {
  const absl::Cleanup leave = [this] { --waiting_; };
  if (++waiting_ > options_.most_waiting) return std::nullopt;
  const absl::Time until = absl::Now() + std::min(options_.longest_wait, options_.patience * cost + kPoll);
  while (absl::Now() < until && redis_.available()) {
    absl::SleepFor(kPoll);
    if (auto result = Fetch(key, accept)) return result;
  }
  return std::nullopt;
}

absl::StatusOr<std::string> SharedResults::Get(const std::string& key, const Accept& accept,
                                               const Compute& compute) {
  const absl::Duration cost = CostOf(key);
  if (cost == absl::ZeroDuration()) {
    Figures().results.With({"cheap"}).Increment();
    // A measurement now and then: what was slow once need not stay so, and nothing else would tell.
    if (++cheap_ % kMeasured == 0) Fetch(options_.prefix + key, accept);
    return ComputeAndKeep(key, compute);
  }
  const std::string stored = options_.prefix + key;
  if (auto result = Fetch(stored, accept)) {
    Figures().results.With({"fetched"}).Increment();
    return *std::move(result);
  }
  const absl::StatusOr<bool> first = redis_.SetIfAbsent(LockOf(stored), "1", kLockLives);
  if (!first.ok()) {
    Figures().results.With({"alone"}).Increment();
    return compute();
  }
  if (!*first) {
    if (auto result = AwaitOther(stored, accept, cost)) {
      Figures().results.With({"awaited"}).Increment();
      return *std::move(result);
    }
  }
  Figures().results.With({"computed"}).Increment();
  absl::StatusOr<std::string> result = ComputeAndKeep(key, compute);
  if (*first) redis_.Remove(LockOf(stored)).IgnoreError();
  return result;
}

}  // namespace tabadul::redis
