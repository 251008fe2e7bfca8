// Four clients push at once: as much as one, and none under half its fair share.
#include <algorithm>
#include <atomic>
#include <memory>
#include <thread>

#include "absl/time/clock.h"
#include "tests/bench/exchange/parts.h"

namespace tabadul::bench {
namespace {

constexpr int kWriters = 4;
constexpr const char* kSources[kWriters] = {"EG/momp/pes", "PK/mol/pes", "MA/anapec/pes", "SN/anpej/pes"};

// A system that pushes without a pause until it is told to stop.
class Writer {
 public:
  Writer(const client::Profile& profile, const std::string& source, std::vector<exchange::v1::PushItem> items)
      : connection_(profile), items_(std::move(items)) {
    pusher_ = std::make_unique<client::Pusher>(connection_, Receipted(source),
                                               [this](const exchange::v1::ItemOutcome&) { ++answered_; });
  }
  void Start() {
    thread_ = std::thread([this] {
      for (auto& item : items_) {
        if (!pusher_->Push(std::move(item)).ok()) return;  // told to stop
      }
    });
  }
  void Stop() {
    pusher_->Stop(absl::Seconds(30));
    thread_.join();
    pusher_->Finish().IgnoreError();
  }
  uint64_t answered() const { return answered_; }
  bool over() const { return answered_ == items_.size(); }

 private:
  client::Connection connection_;
  std::vector<exchange::v1::PushItem> items_;
  std::atomic<uint64_t> answered_ = 0;
  std::unique_ptr<client::Pusher> pusher_;
  std::thread thread_;
};

}  // namespace

void PushBesideOthers(Stage& stage) {
  const uint64_t count = Records() / 2;
  auto alone = MakeItems("a", count);
  const int bytes = MeanBytes(alone);
  const client::Profile first = stage.Member(kSources[0]);
  const Pushed one = Push(first, kSources[0], std::move(alone));
  AwaitIndex(first, one.token);

  std::vector<std::unique_ptr<Writer>> writers;
  for (const char* source : kSources)
    writers.push_back(std::make_unique<Writer>(stage.Member(source), source, MakeItems("b", count)));
  const absl::Time start = absl::Now();
  for (auto& writer : writers) writer->Start();
  // Until the first has nothing left to send, or all have together sent what the one alone did: all push all the time.
  const auto total = [&] {
    uint64_t sum = 0;
    for (const auto& writer : writers) sum += writer->answered();
    return sum;
  };
  while (total() < count &&
         std::none_of(writers.begin(), writers.end(), [](const auto& w) { return w->over(); }))
    absl::SleepFor(absl::Milliseconds(2));
  const double seconds = absl::ToDoubleSeconds(absl::Now() - start);
  std::vector<uint64_t> answered;
  for (const auto& writer : writers) answered.push_back(writer->answered());
  for (auto& writer : writers) writer->Stop();

  uint64_t sum = 0;
  for (const uint64_t each : answered) sum += each;
  const double together = static_cast<double>(sum) / seconds;
  const double least = static_cast<double>(*std::min_element(answered.begin(), answered.end()));
  stage.Add({"push, 1 client alone", one.rate, "records/s", {}, kGateway, 1, bytes, "receipts kept"});
  stage.Add({"push, 4 clients together", together, "records/s", {}, kGateway, kWriters, bytes, ""});
  stage.Add({"4 clients / 1 client", 100 * together / one.rate, "%", 100, kGateway, kWriters, bytes, ""});
  stage.Add({"least of the four / its fair share", 100 * least * kWriters / static_cast<double>(sum), "%", 50,
             kGateway, kWriters, bytes, ""});
}

}  // namespace tabadul::bench
