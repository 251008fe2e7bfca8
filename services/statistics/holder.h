// What the service answers from: the structures, the public's series in memory in step with the local exchange, vintages from the
// database. A database that is down stops the following, never the answering. Thread-safe. What it is given outlives it.
// Metrics: tabadul_statistics_series, _observations, _memory_bytes, _behind_sequences, _apply_seconds.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "lib/exchange/exchange.h"
#include "lib/platform/base/waker.h"
#include "services/statistics/holdings.h"
#include "services/statistics/public_series.h"
#include "services/statistics/structures/present.h"
#include "services/statistics/vintages/reader.h"

namespace tabadul::statistics {

class Holder final : public Holdings {
 public:
  // `look`: between looks whether another process has changed the structures.
  Holder(exchange::Exchange& series, PresentStructures& structures, const VintageStore& vintages,
         absl::Duration look = absl::Seconds(1));
  ~Holder() override;  // Stop

  // Begins to follow, and starts the exchange once the structures are known: series are checked against all of them. Waits a
  // moment for the database; without it, it is done later.
  void Start();
  // Idempotent.
  void Stop();
  // OK once the head of the feed was reached: what is answered from then on is whole.
  absl::Status Ready() const;

  HeldStructures structures() const override { return structures_.Now(); }
  std::optional<HeldFlow> Find(const Reference& dataflow) const override;
  std::vector<Reference> Flows() const override;
  absl::Status ReadVintages(const Context& context, const Reference& dataflow,
                            const std::function<bool(absl::Span<const std::string> key)>& wants,
                            const std::function<absl::Status(const HeldVintages&)>& take) const override;

 private:
  // What is answered from, and by which structures its cubes are known to be laid out.
  struct Answering {
    std::shared_ptr<const PublicSeries> series;
    std::string structures;
  };
  Answering answering() const;
  bool Open();
  void Follow();
  bool Round();
  void CompareStructures();
  void BeginAnother();
  bool StepPresent();
  void StepNext();
  void Answer();
  void Show() const;

  exchange::Exchange& exchange_;
  PresentStructures& structures_;
  const VintageReader vintages_;
  const absl::Duration look_;
  const std::shared_ptr<Waker> waker_;  // the exchange's watchers may call it while this goes
  std::thread thread_;

  // Of the thread.
  bool opened_ = false;
  absl::Time looked_ = absl::InfinitePast();
  // One reading is answered from; another, of other layouts or from another start, takes its place when it has caught up.
  std::shared_ptr<PublicSeries> present_, next_;
  std::string compared_;  // revision of the structures that they were compared with

  mutable absl::Mutex mutex_;
  Answering answering_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace tabadul::statistics
