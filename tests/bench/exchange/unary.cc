// Unary calls: through the gateway against direct, and a search against an empty RPC of the same bytes.
#include <atomic>
#include <cstdio>
#include <functional>
#include <thread>

#include "absl/time/clock.h"
#include "tabadul/jobs/v1/jobs_service.pb.h"
#include "tests/bench/corpus.h"
#include "tests/bench/empty_service.h"
#include "tests/bench/exchange/parts.h"

namespace tabadul::bench {
namespace {

using client::Connection;

constexpr char kGet[] = "/tabadul.jobs.v1.JobsService/GetVacancy";
constexpr absl::Duration kFor = absl::Seconds(4);
constexpr int kClients = 8;

// Calls a second of `clients` that each call again as soon as they are answered.
double Calls(const std::function<absl::Status(size_t client, uint64_t turn)>& call) {
  std::atomic<uint64_t> calls = 0;
  std::atomic<bool> failed = false;
  const absl::Time end = absl::Now() + kFor;
  std::vector<std::thread> threads;
  for (size_t client = 0; client < kClients; ++client) {
    threads.emplace_back([&, client] {
      for (uint64_t turn = 0; absl::Now() < end && !failed; ++turn) {
        const absl::Status status = call(client, turn);
        if (!status.ok()) {
          std::fprintf(stderr, "bench: %s\n", status.ToString().c_str());
          failed = true;
        }
        ++calls;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  if (failed) Die("a call failed");
  return static_cast<double>(calls) / absl::ToDoubleSeconds(kFor);
}

// Each client its own channel: one TCP connection each.
struct Clients {
  Clients(const client::Profile& profile, bool token) {
    client::ConnectionOptions options;
    options.token = token;
    for (int i = 0; i < kClients; ++i) connections.push_back(std::make_unique<Connection>(profile, options));
  }
  std::vector<std::unique_ptr<Connection>> connections;
};

jobs::v1::SearchVacanciesRequest Query(size_t client, uint64_t turn) {
  jobs::v1::SearchVacanciesRequest request;
  const uint64_t mixed = (client << 32 | turn) * 0x9E3779B97F4A7C15u;
  request.set_query(Word(static_cast<int>(mixed % 3), (mixed >> 8) % 1900));
  return request;
}

double Gets(Clients& clients, const std::string& hub_id) {
  jobs::v1::GetVacancyRequest request;
  request.set_hub_id(hub_id);
  return Calls([&](size_t client, uint64_t) {
    return client::Ask<jobs::v1::GetVacancyResponse>(*clients.connections[client],
                                                     Context::WithTimeout(absl::Seconds(10)), kGet, request)
        .status();
  });
}

std::string SomeHubId(Connection& connection) {
  jobs::v1::SearchVacanciesRequest request;
  request.set_page_size(1);
  const auto found = client::Ask<jobs::v1::SearchVacanciesResponse>(
      connection, Context::WithTimeout(absl::Seconds(30)), kSearch, request);
  if (!found.ok() || found->vacancies().empty()) Die("nothing is found: " + found.status().ToString());
  return found->vacancies(0).hub_id();
}

void SearchAgainstEmpty(Stage& stage, Clients& direct) {
  std::atomic<uint64_t> bytes = 0, answers = 0;
  const double searches = Calls([&](size_t client, uint64_t turn) {
    const auto found = client::Ask<jobs::v1::SearchVacanciesResponse>(
        *direct.connections[client], Context::WithTimeout(absl::Seconds(10)), kSearch, Query(client, turn));
    if (!found.ok()) return found.status();
    bytes += found->ByteSizeLong();
    ++answers;
    return absl::OkStatus();
  });
  const int mean = static_cast<int>(bytes / std::max<uint64_t>(1, answers));
  EmptyService empty(stage.TlsOf("jobs"), mean);
  client::Profile bare = stage.Direct();
  bare.endpoint = "127.0.0.1:" + std::to_string(empty.port());
  Clients clients(bare, false);
  const double empties = Calls([&](size_t client, uint64_t turn) {
    jobs::v1::SearchVacanciesResponse response;
    return clients.connections[client]->Unary(Context::WithTimeout(absl::Seconds(10)), kSearch,
                                              Query(client, turn), &response);
  });
  stage.Add({"SearchVacancies, no query repeated", searches, "calls/s", {}, kDirect, kClients, mean, ""});
  stage.Add({"empty callback RPC of the same bytes", empties, "calls/s", {}, kDirect, kClients, mean, ""});
  stage.Add({"search / empty",
             100 * searches / empties,
             "%",
             {},
             kDirect,
             kClients,
             mean,
             "the bar of later issues is 80 % of cores / (library time + empty call)"});
}

}  // namespace

void Unary(Stage& stage) {
  const client::Profile through = stage.Member();
  auto items = MakeItems("u", 20'000);
  const int bytes = MeanBytes(items);
  AwaitIndex(through, Push(through, kEgypt, std::move(items)).token);
  Clients gateway(through, true);
  Clients direct(stage.Direct(), false);
  const std::string hub_id = SomeHubId(*gateway.connections[0]);
  const double direct_gets = Gets(direct, hub_id), gateway_gets = Gets(gateway, hub_id);
  stage.Add({"GetVacancy, direct", direct_gets, "calls/s", {}, kDirect, kClients, bytes, ""});
  stage.Add({"GetVacancy, through the gateway", gateway_gets, "calls/s", {}, kGateway, kClients, bytes, ""});
  stage.Add({"gateway / direct, unary", 100 * gateway_gets / direct_gets, "%", 60, "", kClients, bytes, ""});
  SearchAgainstEmpty(stage, direct);
}

}  // namespace tabadul::bench
