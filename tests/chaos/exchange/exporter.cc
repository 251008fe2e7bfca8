#include "tests/chaos/exchange/exporter.h"

#include <fmt/format.h>

#include "lib/client/connection.h"
#include "tabadul/exchange/v1/run.pb.h"
#include "tests/chaos/exchange/operations.h"

namespace tabadul::chaos {
namespace {

constexpr int kRecords = 6;
constexpr absl::Duration kEach = absl::Seconds(4);

std::string Method(const char* name) {
  return fmt::format("/tabadul.jobs.v1.VacancyExchangeService/{}", name);
}

// The records of one export; a run names the first alone. With versions, so that a call that was given up may still come.
absl::Status PushSome(client::Connection& connection, int number, const std::string& run, int count) {
  v1::BatchPushRequest request;
  request.mutable_options()->set_source(World::kExporter);
  request.mutable_options()->set_run_id(run);
  for (int i = 0; i < count; ++i) {
    const Name name{World::kExporter, fmt::format("export-{}-{}", run.empty() ? number : 0, i)};
    *request.add_items() = Upsert(name, 0, static_cast<uint64_t>(number)).item;
    request.mutable_items(i)->set_item(static_cast<uint64_t>(i) + 1);
  }
  return client::Ask<v1::BatchPushResponse>(connection, Context::WithTimeout(kEach), Method("BatchPush"),
                                            request)
      .status();
}

}  // namespace

void Export(World& world, int number) {
  client::Connection connection(world.exporter().profile);
  const auto in = [] { return Context::WithTimeout(kEach); };
  if (!PushSome(connection, number, "", kRecords).ok()) return;
  v1::BeginRunRequest begin;
  begin.set_source(World::kExporter);
  const auto begun = client::Ask<v1::BeginRunResponse>(connection, in(), Method("BeginRun"), begin);
  if (!begun.ok() || !PushSome(connection, number, begun->run().run_id(), 1).ok()) return;
  v1::EndRunRequest end;
  end.set_run_id(begun->run().run_id());
  const auto ended = client::Ask<v1::EndRunResponse>(connection, in(), Method("EndRun"), end);
  if (!ended.ok() || ended->run().state() != v1::RUN_STATE_HELD) return;
  v1::ConfirmRunRequest confirm;
  confirm.set_run_id(begun->run().run_id());
  confirm.set_to_close(ended->run().to_close());
  static_cast<void>(client::Ask<v1::ConfirmRunResponse>(connection, in(), Method("ConfirmRun"), confirm));
}

}  // namespace tabadul::chaos
