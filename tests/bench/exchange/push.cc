// Push: against COPY, one item a message, and from afar.
#include "tests/bench/exchange/copy.h"
#include "tests/bench/exchange/parts.h"
#include "tests/harness/tcp_gate.h"

namespace tabadul::bench {

void PushAgainstCopy(Stage& stage) {
  const uint64_t count = Records();
  const client::Profile profile = stage.Member();
  auto items = MakeItems("p", count);
  const int bytes = MeanBytes(items);
  const Pushed all = Push(profile, kEgypt, std::move(items));
  const double pushed = all.rate;
  const double late = AwaitIndex(profile, all.token);  // or COPY would be measured beside it
  const std::string receipts = "receipts kept";
  Database database(stage.DatabaseOfJobs());
  const double text = database.CopyRate("vacancy_record", "");
  const double binary = database.CopyRate("vacancy_record", "(FORMAT binary)");
  stage.Add({"COPY text, same rows, table and indexes", text, "rows/s", {}, "socket", 1, bytes, ""});
  stage.Add({"COPY binary", binary, "rows/s", {}, "socket", 1, bytes, ""});
  stage.Add({"push, 500 items a message", pushed, "records/s", {}, kGateway, 1, bytes, receipts});
  stage.Add({"push / COPY text", 100 * pushed / text, "%", 80, kGateway, 1, bytes, ""});
  stage.Add({"push / COPY binary", 100 * pushed / binary, "%", 45, kGateway, 1, bytes, ""});
  stage.Add({"last acknowledgement to all searchable", late, "s", {}, kGateway, 1, bytes, ""});
  const double sixteen = Push(profile, kEgypt, MakeItems("x", count / 2), 16).rate;
  stage.Add({"push, 16 items a message", sixteen, "records/s", {}, kGateway, 1, bytes, receipts});
  stage.Add({"push of 16 items / COPY text", 100 * sixteen / text, "%", 80, kGateway, 1, bytes, ""});
  const double single = Push(profile, kEgypt, MakeItems("s", count / 4), 1).rate;
  stage.Add({"push, 1 item a message", single, "records/s", {}, kGateway, 1, bytes, receipts});
  stage.Add({"push of single items / COPY text", 100 * single / text, "%", 40, kGateway, 1, bytes, ""});
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
