// Push: against COPY, one item a message, and from afar.
#include <unistd.h>

#include <utility>

#include "tests/bench/exchange/copy.h"
#include "tests/bench/exchange/parts.h"
#include "tests/harness/tcp_gate.h"

namespace tabadul::bench {
namespace {

constexpr int kRounds = 3;  // push and COPY by turns, medians: what else the machine does meets both

double Median(std::vector<double> values) { return Quantile(std::move(values), 0.5); }

CpuTimes CpuTimeOfProcesses(Stage& stage) {
  CpuTimes times = {{"client", CpuTime(getpid())}};
  for (const char* const part : {"jobs", "postgres", "ledger", "haproxy"})
    times[part] = CpuTimeOfTree(stage.cluster().Pid(part));
  return times;
}

}  // namespace

void PushAgainstCopy(Stage& stage) {
  const uint64_t count = Records() * 2 / 3;
  const client::Profile profile = stage.Member();
  const pid_t jobs = stage.cluster().Pid("jobs");
  Database database(stage.DatabaseOfJobs());
  std::vector<double> pushed, late, text, binary, of_text, of_binary;
  absl::Duration machine, jobs_pushing, jobs_after;  // processor time, over the rounds
  CpuTimes of_processes, of_threads;
  int bytes = 0;
  for (int round = 0; round < kRounds; ++round) {
    auto items = MakeItems("p" + std::to_string(round) + "-", count);
    bytes = MeanBytes(items);
    const CpuTimes processes = CpuTimeOfProcesses(stage), threads = CpuTimeOfThreads(jobs);
    const absl::Duration machine_before = CpuTime(), before = CpuTime(jobs);
    const Pushed all = Push(profile, kEgypt, std::move(items));
    const absl::Duration between = CpuTime(jobs);
    machine += CpuTime() - machine_before;
    AddGrowth(threads, CpuTimeOfThreads(jobs), of_threads);
    AddGrowth(processes, CpuTimeOfProcesses(stage), of_processes);
    late.push_back(AwaitIndex(profile, all.token));  // or COPY would be measured beside it
    jobs_pushing += between - before;
    jobs_after += CpuTime(jobs) - between;
    pushed.push_back(all.rate);
    text.push_back(database.CopyRate("vacancy_record", ""));
    binary.push_back(database.CopyRate("vacancy_record", "(FORMAT binary)"));
    of_text.push_back(100 * pushed.back() / text.back());
    of_binary.push_back(100 * pushed.back() / binary.back());
  }
  const auto each = [count](absl::Duration time) {
    return absl::ToDoubleMicroseconds(time) / kRounds / static_cast<double>(count);
  };
  const std::string receipts = "receipts kept";
  const std::string rounds = "median of " + std::to_string(kRounds) + " rounds, by turns";
  const double copied = Median(text), copied_binary = Median(binary);
  stage.Add({"COPY text, same rows, table and indexes", copied, "rows/s", {}, "socket", 1, bytes, rounds});
  stage.Add({"COPY binary", copied_binary, "rows/s", {}, "socket", 1, bytes, rounds});
  stage.Add({"push, 500 items a message",
             Median(pushed),
             "records/s",
             {},
             kGateway,
             1,
             bytes,
             receipts + ", " + rounds});
  stage.Add({"push / COPY text", Median(of_text), "%", 80, kGateway, 1, bytes, rounds});
  stage.Add({"push / COPY binary", Median(of_binary), "%", 45, kGateway, 1, bytes, rounds});
  stage.Add({"last acknowledgement to all searchable", Median(late), "s", {}, kGateway, 1, bytes, rounds});
  const std::string until = "first item to last acknowledgement; what the index had done by then included; ";
  stage.Add({"processor time of a record, whole machine",
             each(machine),
             "us",
             {},
             kGateway,
             1,
             bytes,
             until + Told(of_processes)});
  stage.Add({"processor time of a record, jobs alone",
             each(jobs_pushing),
             "us",
             {},
             kGateway,
             1,
             bytes,
             until + Told(of_threads)});
  const std::string rest = "last acknowledgement to all searchable";
  stage.Add({"the index's remainder of a record, jobs alone",
             each(jobs_after),
             "us",
             {},
             kGateway,
             1,
             bytes,
             rest});
  const double sixteen = Push(profile, kEgypt, MakeItems("x", count / 2), 16).rate;
  stage.Add({"push, 16 items a message", sixteen, "records/s", {}, kGateway, 1, bytes, receipts});
  stage.Add({"push of 16 items / COPY text", 100 * sixteen / copied, "%", 80, kGateway, 1, bytes, ""});
  stage.Add(
      {"push of 16 items / COPY binary", 100 * sixteen / copied_binary, "%", 45, kGateway, 1, bytes, ""});
  const double single = Push(profile, kEgypt, MakeItems("s", count / 4), 1).rate;
  stage.Add({"push, 1 item a message", single, "records/s", {}, kGateway, 1, bytes, receipts});
  stage.Add({"push of single items / COPY text", 100 * single / copied, "%", 40, kGateway, 1, bytes, ""});
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
