// Push: against COPY, one item a message, and from afar.
#include <unistd.h>

#include <optional>
#include <utility>

#include "tests/bench/exchange/copy.h"
#include "tests/bench/exchange/parts.h"
#include "tests/harness/tcp_gate.h"

namespace tabadul::bench {
namespace {

constexpr int kRounds = 3;  // push and COPY by turns, medians: what else the machine does meets all of them

double Median(std::vector<double> values) { return Quantile(std::move(values), 0.5); }

// Messages of so many items, the bars of their ratios.
struct Form {
  size_t items;
  double bar_text;
  std::optional<double> bar_binary;
};
constexpr Form kForms[] = {{500, 80, 45}, {16, 80, 45}, {1, 40, {}}};

CpuTimes CpuTimeOfProcesses(Stage& stage) {
  CpuTimes times = {{"client", CpuTime(getpid())}};
  for (const char* const part : {"jobs", "postgres", "ledger", "haproxy"})
    times[part] = CpuTimeOfTree(stage.cluster().Pid(part));
  return times;
}

// What was measured of one form, over the rounds.
class Pushes {
 public:
  Pushes(Stage& stage, const Form& form)
      : stage_(stage), form_(form), member_(stage.Member()), jobs_(stage.cluster().Pid("jobs")) {}

  void Round(std::vector<exchange::v1::PushItem> items) {
    records_ += items.size();
    bytes_ = MeanBytes(items);
    const CpuTimes processes = CpuTimeOfProcesses(stage_), threads = CpuTimeOfThreads(jobs_);
    const absl::Duration machine = CpuTime(), jobs = CpuTime(jobs_);
    const Pushed all = Push(member_, kEgypt, std::move(items), form_.items);
    const absl::Duration pushed = CpuTime(jobs_);
    machine_ += CpuTime() - machine;
    AddGrowth(threads, CpuTimeOfThreads(jobs_), threads_);
    AddGrowth(processes, CpuTimeOfProcesses(stage_), processes_);
    late_.push_back(AwaitIndex(member_, all.token));  // or what comes next would be measured beside it
    pushing_ += pushed - jobs;
    after_ += CpuTime(jobs_) - pushed;
    rates_.push_back(all.rate);
  }

  void Add(const std::vector<double>& text, const std::vector<double>& binary) const {
    const std::string push = "push, " + std::to_string(form_.items) + " items a message";
    Row(push, Median(rates_), "records/s", {}, "receipts kept, " + rounds());
    Row(push + " / COPY text", Ratio(text), "%", form_.bar_text, rounds());
    Row(push + " / COPY binary", Ratio(binary), "%", form_.bar_binary, rounds());
    Row(push + ": last acknowledgement to all searchable", Median(late_), "s", {}, rounds());
    const std::string until =
        "first item to last acknowledgement; what the index had done by then included; ";
    Row(push + ": processor time of a record, whole machine", Each(machine_), "us", {},
        until + Told(processes_));
    Row(push + ": processor time of a record, jobs alone", Each(pushing_), "us", {}, until + Told(threads_));
    Row(push + ": the index's remainder of a record, jobs alone", Each(after_), "us", {},
        "last acknowledgement to all searchable");
  }
  int bytes() const { return bytes_; }
  static std::string rounds() { return "median of " + std::to_string(kRounds) + " rounds, by turns"; }

 private:
  void Row(const std::string& figure, double value, const char* unit, std::optional<double> bar,
           const std::string& note) const {
    stage_.Add({figure, value, unit, bar, kGateway, 1, bytes_, note});
  }
  double Ratio(const std::vector<double>& copied) const {
    std::vector<double> ratios;
    for (size_t i = 0; i < rates_.size(); ++i) ratios.push_back(100 * rates_[i] / copied[i]);
    return Median(ratios);
  }
  double Each(absl::Duration time) const {
    return absl::ToDoubleMicroseconds(time) / static_cast<double>(records_);
  }

  Stage& stage_;
  const Form& form_;
  const client::Profile member_;
  const pid_t jobs_;
  std::vector<double> rates_, late_;
  absl::Duration machine_, pushing_, after_;  // processor time
  CpuTimes processes_, threads_;
  uint64_t records_ = 0;
  int bytes_ = 0;
};

}  // namespace

void PushAgainstCopy(Stage& stage) {
  const uint64_t count = Records() * 2 / 3;
  Database database(stage.DatabaseOfJobs());
  std::vector<Pushes> pushes;
  for (const Form& form : kForms) pushes.emplace_back(stage, form);
  std::vector<double> text, binary;
  for (int round = 0; round < kRounds; ++round) {
    for (size_t form = 0; form < pushes.size(); ++form) {
      const std::string prefix = "p" + std::to_string(round) + "-" + std::to_string(kForms[form].items) + "-";
      pushes[form].Round(MakeItems(prefix, kForms[form].items == 1 ? count / 2 : count));
      if (form == 0) text.push_back(database.CopyRate("vacancy_record", count, ""));
      if (form == 1) binary.push_back(database.CopyRate("vacancy_record", count, "(FORMAT binary)"));
    }
  }
  for (const auto& [name, rates] :
       {std::pair("COPY text, same rows, table and indexes", &text), std::pair("COPY binary", &binary)}) {
    stage.Add({name, Median(*rates), "rows/s", {}, "socket", 1, pushes[0].bytes(), Pushes::rounds()});
  }
  for (const Pushes& form : pushes) form.Add(text, binary);
}

void PushFarAway(Stage& stage) {
  const std::string source = "PK/mol/pes";
  client::Profile profile = stage.Member(source);
  harness::TcpGate gate("127.0.0.1:" + std::to_string(stage.cluster().gateway_port()));
  gate.Delay(absl::Milliseconds(100));
  profile.endpoint = "localhost:" + std::to_string(gate.port());
  // Connecting and asking for a token cost five round trips, once.
  auto items = MakeItems("f", 2 * Records());
  const int bytes = MeanBytes(items);
  const double far = Push(profile, source, std::move(items)).rate;
  stage.Add({"push at 200 ms round trip", far, "records/s", 10'000, "gate 100 ms each way, gateway, TLS", 1,
             bytes, "receipts kept"});
}

}  // namespace tabadul::bench
