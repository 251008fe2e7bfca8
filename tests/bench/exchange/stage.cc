#include "tests/bench/exchange/stage.h"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "absl/time/clock.h"
#include "tabadul/jobs/v1/jobs_service.pb.h"
#include "tests/bench/corpus.h"

namespace tabadul::bench {
namespace {

constexpr absl::Duration kIndexTimeout = absl::Minutes(5);

// "VmRSS" … of /proc/PID/status, which says kB.
uint64_t StatusBytes(pid_t pid, const std::string& name) {
  std::istringstream status(harness::ReadFile("/proc/" + std::to_string(pid) + "/status"));
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(name + ":")) return std::stoull(line.substr(name.size() + 1)) * 1024;
  }
  return 0;
}

}  // namespace

void Die(const std::string& what) {
  std::fprintf(stderr, "bench: %s\n", what.c_str());
  std::exit(1);
}

void Check(const absl::Status& status) {
  if (!status.ok()) Die(status.ToString());
}

uint64_t Setting(const char* name, uint64_t otherwise) {
  const char* chosen = std::getenv(name);
  return chosen != nullptr ? std::stoull(chosen) : otherwise;
}

uint64_t Records() { return Setting("TABADUL_BENCH_RECORDS", 60'000); }

Stage::Stage(Report& report) : report_(report), cluster_(Options()) {}

harness::ClusterOptions Stage::Options() {
  harness::ClusterOptions options;
  options.durable = true;
  return options;
}

client::Profile Stage::Member(const std::string& source) {
  auto profile = client::LoadProfile(cluster_.Member(source));
  Check(profile.status());
  return *profile;
}

rpc::TlsFiles Stage::TlsOf(const std::string& service) const {
  const std::string tls = cluster_.directory() + "/tls/";
  return {tls + service + ".pem", tls + service + ".key", tls + "inside-ca.pem"};
}

client::Profile Stage::Direct() const {
  const rpc::TlsFiles tls = TlsOf("gateway");
  return {"127.0.0.1:" + std::to_string(cluster_.Port("JOBS_PORT")),
          tls.certificate,
          tls.key,
          tls.authority,
          "jobs",
          "en"};
}

std::string Stage::DatabaseOfJobs() const {
  return "host=" + cluster_.Value("PG_DIR") + " user=jobs dbname=jobs passfile=" + cluster_.directory() +
         "/secrets/jobs.pgpass";
}

double Quantile(std::vector<double> values, double share) {
  if (values.empty()) Die("nothing was seen");
  std::sort(values.begin(), values.end());
  return values[static_cast<size_t>(share * static_cast<double>(values.size() - 1))];
}

uint64_t ResidentBytes(pid_t pid) { return StatusBytes(pid, "VmRSS"); }
uint64_t AnonymousBytes(pid_t pid) { return StatusBytes(pid, "RssAnon"); }

std::vector<exchange::v1::PushItem> MakeItems(const std::string& prefix, uint64_t count) {
  std::vector<exchange::v1::PushItem> items(count);
  for (uint64_t i = 0; i < count; ++i) *items[i].mutable_upsert() = MakeVacancy(prefix, i);
  return items;
}

int MeanBytes(const std::vector<exchange::v1::PushItem>& items) {
  size_t bytes = 0;
  for (const auto& item : items) bytes += item.upsert().vacancy().ByteSizeLong();
  return static_cast<int>(bytes / items.size());
}

void Rewrite(exchange::v1::Record& record, uint64_t version) {
  record.set_version(version);
  auto& title = *record.mutable_vacancy()->mutable_title()->mutable_translations(0);
  title.set_text(title.text() + " " + std::to_string(version));
}

client::PushSettings Receipted(const std::string& source) {
  client::PushSettings settings;
  settings.options.set_source(source);
  settings.on_receipt = [](const exchange::v1::ReceiptedItems&) { return absl::OkStatus(); };
  return settings;
}

Pushed Push(const client::Profile& profile, const std::string& source,
            std::vector<exchange::v1::PushItem> items, size_t message_items) {
  client::Connection connection(profile);
  std::atomic<uint64_t> changed = 0, sequence = 0;
  client::PushSettings settings = Receipted(source);
  settings.message_items = message_items;
  if (message_items == 1) settings.linger = absl::ZeroDuration();
  client::Pusher pusher(connection, settings, [&](const exchange::v1::ItemOutcome& outcome) {
    changed += outcome.outcome() == exchange::v1::OUTCOME_CREATED ||
               outcome.outcome() == exchange::v1::OUTCOME_UPDATED;
    sequence = outcome.sequence();
  });
  const uint64_t count = items.size();
  const absl::Time start = absl::Now();
  for (auto& item : items) Check(pusher.Push(std::move(item)));
  Check(pusher.Finish());
  const double seconds = absl::ToDoubleSeconds(absl::Now() - start);
  if (changed != count) Die("not all records were written");
  return {static_cast<double>(count) / seconds, pusher.state().token, sequence};
}

double AwaitIndex(const client::Profile& profile, const std::string& token) {
  client::Connection connection(profile);
  jobs::v1::SearchVacanciesRequest request;
  request.set_page_size(1);
  request.set_at_least(token);
  const absl::Time start = absl::Now();
  while (true) {
    const auto found = client::Ask<jobs::v1::SearchVacanciesResponse>(
        connection, Context::WithTimeout(absl::Seconds(30)), kSearch, request);
    if (found.ok()) return absl::ToDoubleSeconds(absl::Now() - start);
    const bool behind = absl::IsUnavailable(found.status()) || absl::IsDeadlineExceeded(found.status());
    if (!behind || absl::Now() > start + kIndexTimeout)
      Die("the index does not reach the head: " + found.status().ToString());
  }
}

}  // namespace tabadul::bench
