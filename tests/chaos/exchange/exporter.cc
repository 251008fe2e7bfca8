#include "tests/chaos/exchange/exporter.h"

#include <fmt/format.h>

#include "lib/client/connection.h"
#include "lib/evidence/receipt.h"
#include "tabadul/exchange/v1/run.pb.h"
#include "tests/chaos/exchange/operations.h"

namespace tabadul::chaos {
namespace {

constexpr int kRecords = 6;
constexpr int kNamed = 1;  // of them, by a run
constexpr absl::Duration kEach = absl::Seconds(4);
constexpr absl::Duration kPause = absl::Milliseconds(200);  // after a failure: what is down comes back

std::string Method(const char* name) {
  return fmt::format("/tabadul.jobs.v1.VacancyExchangeService/{}", name);
}

// Nothing is sent twice: what is unanswered is one call, and the model knows where it stood.
client::ConnectionOptions Once() {
  client::ConnectionOptions options;
  options.budget = 0;
  return options;
}

class Exporter {
 public:
  Exporter(World& world, History& history, int number)
      : world_(world), history_(history), number_(number), connection_(world.exporter().profile, Once()) {}

  // The records of one export; a run names the first alone. With versions, so that a call that was given up may still come.
  absl::Status PushSome(const std::string& run, int count) {
    v1::BatchPushRequest request;
    request.mutable_options()->set_source(World::kExporter);
    request.mutable_options()->set_run_id(run);
    const uint64_t stream = ++world_.streams;
    std::vector<Attempt*> attempts;
    for (int i = 0; i < count; ++i) {
      const Name name{World::kExporter, fmt::format("export-{}-{}", run.empty() ? number_ : 0, i)};
      Planned planned = Upsert(name, 0, static_cast<uint64_t>(number_));
      planned.item.set_item(static_cast<uint64_t>(i) + 1);
      planned.attempt.stream = stream;
      planned.attempt.item = planned.item.item();
      planned.attempt.run = run;
      planned.attempt.call = true;
      attempts.push_back(&history_.Export(std::move(planned.attempt)));
      *request.add_items() = std::move(planned.item);
    }
    const auto response = Ask<v1::BatchPushResponse>("BatchPush", request);
    if (response.ok()) Take(request, *response, attempts);
    return response.status();
  }

  absl::Status Run() {
    FullExport one{.begun = history_.Next()};
    v1::BeginRunRequest begin;
    begin.set_source(World::kExporter);
    // Nothing, as many as it names, one more: then it is held.
    if (number_ % 3 > 0) one.declared = kNamed + static_cast<uint64_t>(number_ % 3) - 1;
    if (one.declared) begin.set_declared_records(*one.declared);
    const auto begun = Ask<v1::BeginRunResponse>("BeginRun", begin);
    absl::Status ended = begun.status();
    if (begun.ok()) {
      one.run = begun->run().run_id();
      one.known = history_.Next();
      ended = GoOn(one);
    }
    history_.Add(history_.exports, one);
    return ended;
  }

 private:
  // To the end of the run, as far as it comes.
  absl::Status GoOn(FullExport& one) {
    RETURN_IF_ERROR(PushSome(one.run, kNamed));
    one.ended = history_.Next();
    v1::EndRunRequest end;
    end.set_run_id(one.run);
    ASSIGN_OR_RETURN(const auto ended, Ask<v1::EndRunResponse>("EndRun", end));
    one.answered = ended.run().state();
    if (one.answered != v1::RUN_STATE_HELD) return absl::OkStatus();
    v1::ConfirmRunRequest confirm;
    confirm.set_run_id(one.run);
    confirm.set_to_close(ended.run().to_close());
    one.confirmed = history_.Next();
    ASSIGN_OR_RETURN(const auto confirmed, Ask<v1::ConfirmRunResponse>("ConfirmRun", confirm));
    one.confirmed_as = confirmed.run().state();
    return absl::OkStatus();
  }

  void Take(const v1::BatchPushRequest& request, const v1::BatchPushResponse& response,
            const std::vector<Attempt*>& attempts) {
    if (response.outcomes_size() != request.items_size()) {
      history_.Violate("answers", fmt::format("an export's call of {} items got {} answers",
                                              request.items_size(), response.outcomes_size()));
      return;
    }
    Kept kept{.stream = attempts[0]->stream};
    *kept.receipted.mutable_receipt() = response.receipt();
    for (int i = 0; i < response.outcomes_size(); ++i) {
      history_.Answer(*attempts[static_cast<size_t>(i)], response.outcomes(i));
      *kept.receipted.add_items() = evidence::ReceiptItemOf(request.items(i), response.outcomes(i));
    }
    if (response.has_receipt()) history_.Add(history_.receipts, std::move(kept));
  }

  template <class Response>
  absl::StatusOr<Response> Ask(const char* method, const google::protobuf::Message& request) {
    return client::Ask<Response>(connection_, Context::WithTimeout(kEach), Method(method), request);
  }

  World& world_;
  History& history_;
  const int number_;
  client::Connection connection_;
};

}  // namespace

void Export(World& world, int number) {
  const auto history = world.history();
  Exporter exporter(world, *history, number);
  const bool written = exporter.PushSome("", kRecords).ok();
  if (!written || !exporter.Run().ok()) absl::SleepFor(kPause);
}

}  // namespace tabadul::chaos
