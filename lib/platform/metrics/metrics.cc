#include "lib/platform/metrics/metrics.h"

#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>

#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"
#include "prometheus/counter.h"
#include "prometheus/gauge.h"
#include "prometheus/histogram.h"
#include "prometheus/registry.h"
#include "prometheus/text_serializer.h"

namespace tabadul::metrics {
namespace {

constexpr size_t kMaxCells = 2000;
enum class Type { kCounter, kGauge, kHistogram };

[[noreturn]] void Die(std::string_view name, const char* why) {
  std::fprintf(stderr, "metric %.*s: %s\n", static_cast<int>(name.size()), name.data(), why);
  std::abort();
}

void CheckName(std::string_view name) {
  if (name.substr(0, 8) != "tabadul_") Die(name, "the name must begin with tabadul_");
  for (const char c : name) {
    if (!(c == '_' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))) Die(name, "only a-z, 0-9 and _");
  }
}

}  // namespace

class Family {
 public:
  Family(Type type, std::string_view name, std::string_view help, std::vector<std::string> labels,
         std::vector<double> buckets, prometheus::Registry& registry)
      : type_(type), name_(name), labels_(std::move(labels)), buckets_(std::move(buckets)) {
    const std::string help_text(help);
    switch (type) {
      case Type::kCounter:
        counters_ = &prometheus::BuildCounter().Name(name_).Help(help_text).Register(registry);
        break;
      case Type::kGauge:
        gauges_ = &prometheus::BuildGauge().Name(name_).Help(help_text).Register(registry);
        break;
      case Type::kHistogram:
        histograms_ = &prometheus::BuildHistogram().Name(name_).Help(help_text).Register(registry);
        break;
    }
  }

  bool Is(Type type, const std::vector<std::string>& labels) const {
    return type_ == type && labels_ == labels;
  }

  void* Cell(Labels values) {
    if (values.size() != labels_.size()) Die(name_, "another number of label values than of labels");
    std::string key;
    for (const std::string_view value : values) {
      key += value;
      key += '\0';
    }
    {
      absl::ReaderMutexLock lock(&mutex_);
      if (const auto found = cells_.find(key); found != cells_.end()) return found->second;
    }
    absl::MutexLock lock(&mutex_);
    if (const auto found = cells_.find(key); found != cells_.end()) return found->second;
    if (cells_.size() < kMaxCells) return cells_[key] = Make({values.begin(), values.end()});
    if (other_ == nullptr) other_ = Make(std::vector<std::string>(labels_.size(), "other"));
    return other_;
  }

 private:
  void* Make(const std::vector<std::string>& values) {
    std::map<std::string, std::string> labels;
    for (size_t i = 0; i < values.size(); ++i) labels[labels_[i]] = values[i];
    switch (type_) {
      case Type::kCounter:
        return &counters_->Add(labels);
      case Type::kGauge:
        return &gauges_->Add(labels);
      case Type::kHistogram:
        return &histograms_->Add(labels, buckets_);
    }
    return nullptr;
  }

  const Type type_;
  const std::string name_;
  const std::vector<std::string> labels_;
  const std::vector<double> buckets_;
  prometheus::Family<prometheus::Counter>* counters_ = nullptr;
  prometheus::Family<prometheus::Gauge>* gauges_ = nullptr;
  prometheus::Family<prometheus::Histogram>* histograms_ = nullptr;
  absl::Mutex mutex_;
  absl::flat_hash_map<std::string, void*> cells_ ABSL_GUARDED_BY(mutex_);
  void* other_ ABSL_GUARDED_BY(mutex_) = nullptr;
};

namespace {

// Never destroyed: threads may count while the process ends.
struct Everything {
  prometheus::Registry registry;
  absl::Mutex mutex;
  std::map<std::string, std::unique_ptr<Family>, std::less<>> families;
};
Everything& All() {
  static Everything* const all = new Everything;
  return *all;
}

Family* Find(Type type, std::string_view name, std::string_view help, Labels labels,
             const std::vector<double>& buckets = {}) {
  CheckName(name);
  std::vector<std::string> names(labels.begin(), labels.end());
  Everything& all = All();
  absl::MutexLock lock(&all.mutex);
  auto& family = all.families[std::string(name)];
  if (family == nullptr) {
    family = std::make_unique<Family>(type, name, help, std::move(names), buckets, all.registry);
  } else if (!family->Is(type, names)) {
    Die(name, "exists with another type or other labels");
  }
  return family.get();
}

}  // namespace

void CounterCell::Increment(double by) const { static_cast<prometheus::Counter*>(cell_)->Increment(by); }
void GaugeCell::Set(double value) const { static_cast<prometheus::Gauge*>(cell_)->Set(value); }
void GaugeCell::Add(double by) const { static_cast<prometheus::Gauge*>(cell_)->Increment(by); }
void HistogramCell::Observe(double value) const {
  static_cast<prometheus::Histogram*>(cell_)->Observe(value);
}

Counter::Counter(std::string_view name, std::string_view help, Labels labels)
    : family_(Find(Type::kCounter, name, help, labels)) {}
CounterCell Counter::With(Labels values) const { return CounterCell(family_->Cell(values)); }

Gauge::Gauge(std::string_view name, std::string_view help, Labels labels)
    : family_(Find(Type::kGauge, name, help, labels)) {}
GaugeCell Gauge::With(Labels values) const { return GaugeCell(family_->Cell(values)); }

const std::vector<double>& SecondsBuckets() {
  static const auto* const buckets =
      new std::vector<double>{0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                              0.1,    0.25,    0.5,    1,     2.5,    5,     10,   30,    60};
  return *buckets;
}

Histogram::Histogram(std::string_view name, std::string_view help, Labels labels,
                     const std::vector<double>& buckets)
    : family_(Find(Type::kHistogram, name, help, labels, buckets)) {}
HistogramCell Histogram::With(Labels values) const { return HistogramCell(family_->Cell(values)); }

std::string Serialize() { return prometheus::TextSerializer().Serialize(All().registry.Collect()); }

}  // namespace tabadul::metrics
