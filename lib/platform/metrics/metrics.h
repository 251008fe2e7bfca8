// Metrics of the process, for Prometheus. A handle is made once (a static of the file that counts) and names
// its metric, tabadul_<thing>_<unit>[_total], and its labels, whose values come from closed sets (methods,
// codes, statement names). Making the same metric twice gives the same one. Thread-safe.
//   const metrics::Counter calls("tabadul_rpc_server_calls_total", "Calls answered", {"method", "code"});
//   calls.With({method, code}).Increment();
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace tabadul::metrics {

using Labels = std::initializer_list<std::string_view>;

// What a set of label values counts in. Cheap to copy; valid for ever: keep it where the values do not
// change.
class CounterCell {
 public:
  void Increment(double by = 1) const;

 private:
  friend class Counter;
  explicit CounterCell(void* cell) : cell_(cell) {}
  void* cell_;
};
class GaugeCell {
 public:
  void Set(double value) const;
  void Add(double by) const;

 private:
  friend class Gauge;
  explicit GaugeCell(void* cell) : cell_(cell) {}
  void* cell_;
};
class HistogramCell {
 public:
  void Observe(double value) const;

 private:
  friend class Histogram;
  explicit HistogramCell(void* cell) : cell_(cell) {}
  void* cell_;
};

class Family;  // metrics.cc

// With: as many values as the metric has labels, in their order. One hash lookup under a shared lock. A
// metric has at most 2,000 sets of values; what comes beyond is counted under "other", so that memory stays
// bounded. A name that does not begin with tabadul_, or another shape under a known name, aborts: a
// programming error.
class Counter {
 public:
  Counter(std::string_view name, std::string_view help, Labels labels = {});
  CounterCell With(Labels values) const;
  void Increment(double by = 1) const { With({}).Increment(by); }

 private:
  Family* family_;
};

class Gauge {
 public:
  Gauge(std::string_view name, std::string_view help, Labels labels = {});
  GaugeCell With(Labels values) const;
  void Set(double value) const { With({}).Set(value); }

 private:
  Family* family_;
};

// For seconds: 100 µs to 60 s.
const std::vector<double>& SecondsBuckets();

class Histogram {
 public:
  Histogram(std::string_view name, std::string_view help, Labels labels = {},
            const std::vector<double>& buckets = SecondsBuckets());
  HistogramCell With(Labels values) const;
  void Observe(double value) const { With({}).Observe(value); }

 private:
  Family* family_;
};

// Everything counted so far, in Prometheus's text format (text/plain; version=0.0.4).
std::string Serialize();

}  // namespace tabadul::metrics
