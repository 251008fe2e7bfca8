// Ten differences found in a million records.
#include "lib/client/reconcile.h"

#include <optional>
#include <utility>

#include "absl/time/clock.h"
#include "lib/evidence/canonical.h"
#include "lib/evidence/digest.h"
#include "tests/bench/exchange/copy.h"
#include "tests/bench/exchange/parts.h"

namespace tabadul::bench {
namespace {

constexpr char kReconcile[] = "/tabadul.jobs.v1.VacancyExchangeService/Reconcile";
constexpr char kProveEqual[] = "/tabadul.jobs.v1.VacancyExchangeService/ProveEqual";
constexpr uint64_t kAtOnce = 100'000;

// As small as they may be: what is compared are ids and digests.
exchange::v1::PushItem Small(uint64_t number) {
  exchange::v1::PushItem item;
  auto& record = *item.mutable_upsert();
  record.set_record_id("r" + std::to_string(number));
  record.set_version(1);
  auto& vacancy = *record.mutable_vacancy();
  for (auto* text : {vacancy.mutable_title(), vacancy.mutable_description()}) {
    auto& translation = *text->add_translations();
    translation.set_language("en");
    translation.set_text("Welder " + std::to_string(number));
  }
  vacancy.add_locations()->set_country("EG");
  return item;
}

// Until the hub has annotated what it took: it is the reading that is measured, not what else goes on.
void AwaitStillness(const client::Profile& profile) {
  constexpr absl::Duration kStill = absl::Seconds(3), kTurn = absl::Milliseconds(200);
  client::Connection connection(profile);
  exchange::v1::ProveEqualRequest request;
  request.mutable_whole()->set_source(kEgypt);
  request.mutable_whole()->set_set_hash(std::string(32, '\0'));
  uint64_t head = 0;
  for (absl::Time since = absl::Now(); absl::Now() - since < kStill; absl::SleepFor(kTurn)) {
    const auto answer = client::Ask<exchange::v1::ProveEqualResponse>(
        connection, Context::WithTimeout(absl::Seconds(30)), kProveEqual, request);
    Check(answer.status());
    if (std::exchange(head, answer->sequence()) != answer->sequence()) since = absl::Now();
  }
}

struct Copied {
  std::string record_id, digest;
};

struct Asked {
  double hub = 0, all = 0;  // seconds: of the calls, and with what the client computes
  size_t wire = 0, calls = 0;
};

Asked Compare(const client::Profile& profile, const std::vector<Copied>& copy, size_t differences) {
  client::Connection connection(profile);
  Asked asked;
  const auto ask = [&](const exchange::v1::ReconcileRequest& request) {
    const absl::Time begin = absl::Now();
    auto answer = client::Ask<exchange::v1::ReconcileResponse>(
        connection, Context::WithTimeout(absl::Minutes(1)), kReconcile, request);
    asked.hub += absl::ToDoubleSeconds(absl::Now() - begin);
    asked.wire += request.ByteSizeLong() + (answer.ok() ? answer->ByteSizeLong() : 0);
    ++asked.calls;
    return answer;
  };
  const auto records = [&](const client::VisitRecord& visit) {
    for (const Copied& one : copy) visit(one.record_id, one.digest);
    return absl::OkStatus();
  };
  const absl::Time begin = absl::Now();
  const auto compared = client::Reconcile(kEgypt, records, ask);
  asked.all = absl::ToDoubleSeconds(absl::Now() - begin);
  Check(compared.status());
  if (compared->differences.size() != differences) Die("other differences than there are");
  return asked;
}

}  // namespace

void Reconciling(Stage& stage) {
  const uint64_t count = Setting("TABADUL_BENCH_RECONCILED", 1'000'000);
  const client::Profile profile = stage.Member();
  std::vector<Copied> copy;
  int bytes = 0;
  std::string token;
  for (uint64_t done = 0; done < count;) {
    std::vector<exchange::v1::PushItem> items;
    for (; items.size() < kAtOnce && done < count; ++done) {
      items.push_back(Small(done));
      const auto& vacancy = items.back().upsert().vacancy();
      copy.push_back(
          {items.back().upsert().record_id(), evidence::Sha256(evidence::CanonicalBytes(vacancy))});
    }
    bytes = MeanBytes(items);
    token = Push(profile, kEgypt, std::move(items)).token;
  }
  AwaitIndex(profile, token);
  AwaitStillness(profile);
  // Ten records of the copy: changed, unknown to the hub, lost.
  constexpr size_t kDifferences = 10;
  for (size_t i = 0; i < kDifferences; ++i) {
    Copied& one = copy[i * copy.size() / kDifferences];
    if (i % 2 == 0) one.digest[0] = static_cast<char>(~one.digest[0]);
    if (i % 2 == 1) one = {};
  }
  std::erase_if(copy, [](const Copied& one) { return one.record_id.empty(); });

  const Asked asked = Compare(profile, copy, kDifferences);
  const std::string note =
      std::to_string(count) + " records, 10 differences, " + std::to_string(asked.calls) + " calls";
  const auto add = [&](const char* figure, double value, const char* unit, std::optional<double> bar) {
    stage.Add({figure, value, unit, bar, kGateway, 1, bytes, note, Bound::kAtMost});
  };
  add("reconcile: the hub's part", asked.hub, "s", 1);
  add("reconcile: with the client's own tree and set hash", asked.all, "s", {});
  add("reconcile: on the wire", static_cast<double>(asked.wire) / 1e6, "MB", 1);
  // As PostgreSQL does it by itself within minutes: then the index alone tells what is visible.
  Database(stage.DatabaseOfJobs()).Run("VACUUM vacancy_record");
  add("reconcile: the hub's part, of a table that was vacuumed", Compare(profile, copy, kDifferences).hub,
      "s", {});
}

}  // namespace tabadul::bench
