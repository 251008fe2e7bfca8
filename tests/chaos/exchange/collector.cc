#include "tests/chaos/exchange/collector.h"

#include <fmt/format.h>

#include "lib/client/connection.h"
#include "tabadul/exchange/v1/run.pb.h"
#include "tabadul/exchange/v1/source.pb.h"
#include "tests/chaos/exchange/watcher.h"
#include "tests/harness/eventually.h"

namespace tabadul::chaos {
namespace {

constexpr char kReceipts[] = "/tabadul.jobs.v1.VacancyExchangeService/ListReceipts";
constexpr char kRun[] = "/tabadul.jobs.v1.VacancyExchangeService/GetRun";
constexpr char kSource[] = "/tabadul.jobs.v1.VacancyExchangeService/GetSource";
constexpr char kKeys[] = "/tabadul.identity.v1.IdentityService/ListSigningKeys";
constexpr int kPage = 1000;

Context Soon() { return Context::WithTimeout(absl::Seconds(10)); }

// Those after `last`, by its owner.
absl::Status ListReceipts(const Member& member, uint64_t last, std::vector<v1::Receipt>& listed) {
  client::Connection connection(member.profile);
  v1::ListReceiptsRequest request;
  request.set_source(member.source);
  request.set_page_size(kPage);
  for (int page = kPage; page == kPage;) {
    request.set_after(last + listed.size());
    ASSIGN_OR_RETURN(const auto response,
                     client::Ask<v1::ListReceiptsResponse>(connection, Soon(), kReceipts, request));
    listed.insert(listed.end(), response.receipts().begin(), response.receipts().end());
    page = response.receipts_size();
  }
  return absl::OkStatus();
}

// Once the hub works on it no more.
absl::StatusOr<v1::Run> RunAtRest(client::Connection& connection, const std::string& run) {
  v1::GetRunRequest request;
  request.set_run_id(run);
  absl::StatusOr<v1::GetRunResponse> known;
  harness::Eventually(
      [&] {
        known = client::Ask<v1::GetRunResponse>(connection, Soon(), kRun, request);
        return !known.ok() || (known->run().state() != v1::RUN_STATE_ENDING &&
                               known->run().state() != v1::RUN_STATE_CLOSING);
      },
      absl::Seconds(20), absl::Milliseconds(100));
  if (!known.ok()) return known.status();
  return known->run();
}

// What the hub says of the exporter as a source.
absl::Status CollectHealth(client::Connection& connection, History& history) {
  v1::GetSourceRequest request;
  request.set_source(World::kExporter);
  ASSIGN_OR_RETURN(const auto response,
                   client::Ask<v1::GetSourceResponse>(connection, Soon(), kSource, request));
  const v1::SourceReport& report = response.source().report();
  history.last_export = report.last_export().run_id();
  if (report.has_completeness()) history.completeness = report.completeness();
  return absl::OkStatus();
}

void Unanswered(History& history, const char* what, const absl::Status& status) {
  if (!status.ok()) history.Violate("recovery", fmt::format("no {}: {}", what, status.ToString()));
}

}  // namespace

void CollectReceipts(const World& world, History& history) {
  std::vector<Member> owners = world.members();
  owners.push_back(world.exporter());
  for (const Member& owner : owners) {
    const uint64_t last = history.before.receipts[owner.source].number;
    Unanswered(history, "receipts", ListReceipts(owner, last, history.listed[owner.source]));
  }
  client::Connection connection(owners[0].profile);
  const auto keys = client::Ask<identity::v1::ListSigningKeysResponse>(
      connection, Soon(), kKeys, identity::v1::ListSigningKeysRequest());
  if (!keys.ok()) return Unanswered(history, "keys", keys.status());
  history.keys = {keys->keys().begin(), keys->keys().end()};
}

void CollectExports(const World& world, History& history) {
  client::Connection connection(world.exporter().profile);
  bool judged = false;
  for (FullExport& one : history.exports) {
    if (one.run.empty()) continue;
    const auto run = RunAtRest(connection, one.run);
    if (!run.ok()) return Unanswered(history, "run", run.status());
    one.at_rest = run->state();
    one.to_close = run->to_close();
    one.closed = run->closed();
    one.guard = run->guard_limit();
    if (!run->has_named_records()) continue;
    one.named = run->named_records();
    one.taken = run->taken_records();
    one.kept = run->kept_records();
    judged = true;
  }
  if (judged) Unanswered(history, "source", CollectHealth(connection, history));
  v1::Filter own;
  own.add_sources(World::kExporter);
  Unanswered(history, "snapshot", Watcher::Snapshot(world.exporter(), own, history.exporter).status());
}

}  // namespace tabadul::chaos
