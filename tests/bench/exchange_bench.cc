// ./dev bench exchange: push against COPY, one item a message, push at 200 ms round trip, gateway against direct,
// search RPC against an empty callback RPC of the same bytes. Both sides of a ratio are measured in this run, on a real
// cluster with a durable PostgreSQL.
#include <libpq-fe.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <set>
#include <thread>

#include "absl/time/clock.h"
#include "lib/client/connection.h"
#include "lib/client/pusher.h"
#include "tabadul/jobs/v1/jobs_service.pb.h"
#include "tests/bench/corpus.h"
#include "tests/bench/empty_service.h"
#include "tests/bench/report.h"
#include "tests/harness/cluster.h"
#include "tests/harness/tcp_gate.h"

namespace tabadul::bench {
namespace {

using client::Connection;

constexpr char kSearch[] = "/tabadul.jobs.v1.JobsService/SearchVacancies";
constexpr char kGet[] = "/tabadul.jobs.v1.JobsService/GetVacancy";
constexpr absl::Duration kUnaryTime = absl::Seconds(4);

[[noreturn]] void Die(const std::string& what) {
  std::fprintf(stderr, "bench: %s\n", what.c_str());
  std::exit(1);
}

uint64_t Setting(const char* name, uint64_t otherwise) {
  const char* chosen = std::getenv(name);
  return chosen != nullptr ? std::stoull(chosen) : otherwise;
}

client::Profile Profile(const std::string& path) {
  auto profile = client::LoadProfile(path);
  if (!profile.ok()) Die(profile.status().ToString());
  return *profile;
}

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

struct Pushed {
  double rate;  // records a second, first item to last acknowledgement
  std::string token;
};

Pushed Push(const client::Profile& profile, const std::string& source,
            std::vector<exchange::v1::PushItem> items, size_t message_items) {
  Connection connection(profile);
  std::atomic<uint64_t> created = 0;
  client::PushSettings settings;
  settings.options.set_source(source);
  settings.message_items = message_items;
  if (message_items == 1) settings.linger = absl::ZeroDuration();
  client::Pusher pusher(connection, settings, [&](const exchange::v1::ItemOutcome& outcome) {
    created += outcome.outcome() == exchange::v1::OUTCOME_CREATED;
  });
  const uint64_t count = items.size();
  const absl::Time start = absl::Now();
  for (auto& item : items) {
    if (const absl::Status status = pusher.Push(std::move(item)); !status.ok()) Die(status.ToString());
  }
  if (const absl::Status status = pusher.Finish(); !status.ok()) Die(status.ToString());
  const double seconds = absl::ToDoubleSeconds(absl::Now() - start);
  if (created != count) Die("not all records were created");
  return {static_cast<double>(count) / seconds, pusher.state().token};
}

// -- COPY ------------------------------------------------------------------------------------------------------

class Database {
 public:
  explicit Database(const std::string& conninfo) : connection_(PQconnectdb(conninfo.c_str())) {
    if (PQstatus(connection_) != CONNECTION_OK) Die(PQerrorMessage(connection_));
  }
  ~Database() { PQfinish(connection_); }
  void Run(const std::string& sql) {
    PGresult* result = PQexec(connection_, sql.c_str());
    if (PQresultStatus(result) != PGRES_COMMAND_OK && PQresultStatus(result) != PGRES_TUPLES_OK) {
      Die(PQerrorMessage(connection_));
    }
    PQclear(result);
  }
  std::vector<std::string> CopyOut(const std::string& sql) {
    PQclear(PQexec(connection_, sql.c_str()));
    std::vector<std::string> rows;
    char* buffer = nullptr;
    for (int length; (length = PQgetCopyData(connection_, &buffer, 0)) > 0; PQfreemem(buffer)) {
      rows.emplace_back(buffer, static_cast<size_t>(length));
    }
    PQclear(PQgetResult(connection_));
    return rows;
  }
  // Seconds to have `rows` durably in.
  double CopyIn(const std::string& sql, const std::vector<std::string>& rows) {
    const absl::Time start = absl::Now();
    PQclear(PQexec(connection_, sql.c_str()));
    for (const std::string& row : rows) PQputCopyData(connection_, row.data(), static_cast<int>(row.size()));
    PQputCopyEnd(connection_, nullptr);
    PGresult* result = PQgetResult(connection_);
    if (PQresultStatus(result) != PGRES_COMMAND_OK) Die(PQerrorMessage(connection_));
    PQclear(result);
    PQclear(PQgetResult(connection_));
    return absl::ToDoubleSeconds(absl::Now() - start);
  }

 private:
  PGconn* connection_;
};

// Rows a second of COPY of the very rows that were pushed, into the same table and indexes.
double Copy(Database& database, const std::string& format, uint64_t rows) {
  const auto data = database.CopyOut("COPY vacancy_record TO STDOUT " + format);
  database.Run("DROP TABLE IF EXISTS bench_copy");
  database.Run("CREATE TABLE bench_copy (LIKE vacancy_record INCLUDING ALL)");
  const double seconds = database.CopyIn("COPY bench_copy FROM STDIN " + format, data);
  database.Run("DROP TABLE bench_copy");
  return static_cast<double>(rows) / seconds;
}

// -- unary -----------------------------------------------------------------------------------------------------

// Calls a second of `clients` that each call again as soon as they are answered.
double Calls(int clients, const std::function<absl::Status(int client, uint64_t turn)>& call) {
  std::atomic<uint64_t> calls = 0;
  std::atomic<bool> failed = false;
  const absl::Time end = absl::Now() + kUnaryTime;
  std::vector<std::thread> threads;
  for (int client = 0; client < clients; ++client) {
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
  return static_cast<double>(calls) / absl::ToDoubleSeconds(kUnaryTime);
}

constexpr int kClients = 8;

// Each client its own channel: one TCP connection each.
struct Clients {
  Clients(const client::Profile& profile, bool token) {
    client::ConnectionOptions options;
    options.token = token;
    for (int i = 0; i < kClients; ++i) connections.push_back(std::make_unique<Connection>(profile, options));
  }
  std::vector<std::unique_ptr<Connection>> connections;
};

jobs::v1::SearchVacanciesRequest Query(int client, uint64_t turn) {
  jobs::v1::SearchVacanciesRequest request;
  const uint64_t mixed = (static_cast<uint64_t>(client) << 32 | turn) * 0x9E3779B97F4A7C15u;
  request.set_query(Word(static_cast<int>(mixed % 3), (mixed >> 8) % 1900));
  return request;
}

// -- the bench -------------------------------------------------------------------------------------------------

class Bench {
 public:
  // The named parts, or all.
  int Run(const std::set<std::string>& parts) {
    const auto wanted = [&](const char* part) { return parts.empty() || parts.count(part) > 0; };
    if (wanted("push")) PushAgainstCopy();
    if (wanted("far")) PushFarAway();
    if (wanted("unary")) Unary();
    return report_.Finish();
  }

 private:
  void PushAgainstCopy() {
    const uint64_t count = Setting("TABADUL_BENCH_RECORDS", 60'000);
    const std::string source = "EG/momp/pes";
    const client::Profile profile = Profile(cluster_.Member(source));
    auto items = MakeItems("p", count);
    bytes_ = MeanBytes(items);
    const auto [pushed, token] = Push(profile, source, std::move(items), 500);
    const double late = AwaitIndex(profile, token);  // or COPY would be measured beside it
    Database database("host=" + cluster_.Value("PG_DIR") +
                      " user=jobs dbname=jobs passfile=" + cluster_.directory() + "/secrets/jobs.pgpass");
    const double text = Copy(database, "", count);
    const double binary = Copy(database, "(FORMAT binary)", count);
    report_.Add({"COPY text, same rows, table and indexes", text, "rows/s", {}, "socket", 1, bytes_, ""});
    report_.Add({"COPY binary", binary, "rows/s", {}, "socket", 1, bytes_, ""});
    report_.Add({"push, 500 items a message", pushed, "records/s", {}, "gateway, TLS", 1, bytes_, ""});
    report_.Add({"push / COPY text", 100 * pushed / text, "%", 80, "gateway, TLS", 1, bytes_, ""});
    report_.Add({"push / COPY binary", 100 * pushed / binary, "%", 45, "gateway, TLS", 1, bytes_, ""});
    report_.Add({"last acknowledgement to all searchable", late, "s", {}, "gateway, TLS", 1, bytes_, ""});
    const double single = Push(profile, source, MakeItems("s", count / 4), 1).rate;
    report_.Add({"push, 1 item a message", single, "records/s", {}, "gateway, TLS", 1, bytes_, ""});
    report_.Add(
        {"push of single items / COPY text", 100 * single / text, "%", 40, "gateway, TLS", 1, bytes_, ""});
  }

  // Seconds until searches show everything up to `token`.
  static double AwaitIndex(const client::Profile& profile, const std::string& token) {
    Connection connection(profile);
    jobs::v1::SearchVacanciesRequest request;
    request.set_page_size(1);
    request.set_at_least(token);
    const absl::Time start = absl::Now();
    while (true) {
      const auto found = client::Ask<jobs::v1::SearchVacanciesResponse>(
          connection, Context::WithTimeout(absl::Seconds(30)), kSearch, request);
      if (found.ok()) return absl::ToDoubleSeconds(absl::Now() - start);
      if (found.status().code() != absl::StatusCode::kUnavailable || absl::Now() > start + absl::Minutes(5))
        Die("the index does not reach the head: " + found.status().ToString());
    }
  }

  void PushFarAway() {
    const std::string source = "PK/mol/pes";
    client::Profile profile = Profile(cluster_.Member(source));
    harness::TcpGate gate("127.0.0.1:" + std::to_string(cluster_.gateway_port()));
    gate.Delay(absl::Milliseconds(100));
    profile.endpoint = "localhost:" + std::to_string(gate.port());
    // Connecting and asking for a token cost five round trips, once.
    const uint64_t count = 2 * Setting("TABADUL_BENCH_RECORDS", 60'000);
    const double far = Push(profile, source, MakeItems("f", count), 500).rate;
    report_.Add({"push at 200 ms round trip", far, "records/s", 10'000, "gate 100 ms each way, gateway, TLS",
                 1, bytes_, ""});
  }

  void Unary() {
    const client::Profile through = Profile(cluster_.Member("EG/momp/pes"));
    AwaitIndex(through, Push(through, "EG/momp/pes", MakeItems("u", 20'000), 500).token);
    Clients gateway(through, true);
    jobs::v1::GetVacancyRequest request;
    request.set_hub_id(SomeHubId(*gateway.connections[0]));
    const auto get = [&](Clients& clients) {
      return Calls(kClients, [&](int client, uint64_t) {
        return client::Ask<jobs::v1::GetVacancyResponse>(*clients.connections[static_cast<size_t>(client)],
                                                         Context::WithTimeout(absl::Seconds(10)), kGet,
                                                         request)
            .status();
      });
    };
    Clients direct(Inside("JOBS_PORT", "jobs"), false);
    const double direct_gets = get(direct), gateway_gets = get(gateway);
    report_.Add({"GetVacancy, direct", direct_gets, "calls/s", {}, "TLS", kClients, bytes_, ""});
    report_.Add({"GetVacancy, through the gateway",
                 gateway_gets,
                 "calls/s",
                 {},
                 "gateway, TLS",
                 kClients,
                 bytes_,
                 ""});
    report_.Add(
        {"gateway / direct, unary", 100 * gateway_gets / direct_gets, "%", 60, "", kClients, bytes_, ""});
    Search(direct);
  }

  void Search(Clients& direct) {
    std::atomic<uint64_t> bytes = 0, answers = 0;
    const double searches = Calls(kClients, [&](int client, uint64_t turn) {
      const auto found = client::Ask<jobs::v1::SearchVacanciesResponse>(
          *direct.connections[static_cast<size_t>(client)], Context::WithTimeout(absl::Seconds(10)), kSearch,
          Query(client, turn));
      if (!found.ok()) return found.status();
      bytes += found->ByteSizeLong();
      ++answers;
      return absl::OkStatus();
    });
    const int mean = static_cast<int>(bytes / std::max<uint64_t>(1, answers));
    EmptyService empty(TlsOf("jobs"), mean);
    Clients bare(Bare(empty.port()), false);
    const double empties = Calls(kClients, [&](int client, uint64_t turn) {
      jobs::v1::SearchVacanciesResponse response;
      return bare.connections[static_cast<size_t>(client)]->Unary(Context::WithTimeout(absl::Seconds(10)),
                                                                  kSearch, Query(client, turn), &response);
    });
    report_.Add(
        {"SearchVacancies, no query repeated", searches, "calls/s", {}, "TLS, direct", kClients, mean, ""});
    report_.Add(
        {"empty callback RPC of the same bytes", empties, "calls/s", {}, "TLS, direct", kClients, mean, ""});
    report_.Add({"search / empty",
                 100 * searches / empties,
                 "%",
                 {},
                 "TLS, direct",
                 kClients,
                 mean,
                 "the bar of later issues is 80 % of cores / (library time + empty call)"});
  }

  static std::string SomeHubId(Connection& connection) {
    jobs::v1::SearchVacanciesRequest request;
    request.set_page_size(1);
    const auto found = client::Ask<jobs::v1::SearchVacanciesResponse>(
        connection, Context::WithTimeout(absl::Seconds(30)), kSearch, request);
    if (!found.ok() || found->vacancies().empty()) Die("nothing is found: " + found.status().ToString());
    return found->vacancies(0).hub_id();
  }

  rpc::TlsFiles TlsOf(const std::string& service) const {
    const std::string tls = cluster_.directory() + "/tls/";
    return {tls + service + ".pem", tls + service + ".key", tls + "inside-ca.pem"};
  }
  // As the gateway forwards a visitor: with its certificate and no token.
  client::Profile Inside(const std::string& port, const std::string& server) const {
    const rpc::TlsFiles tls = TlsOf("gateway");
    return {"127.0.0.1:" + std::to_string(cluster_.Port(port)),
            tls.certificate,
            tls.key,
            tls.authority,
            server,
            "en"};
  }
  client::Profile Bare(int port) const {
    const rpc::TlsFiles tls = TlsOf("gateway");
    return {"127.0.0.1:" + std::to_string(port), tls.certificate, tls.key, tls.authority, "jobs", "en"};
  }

  static harness::ClusterOptions Options() {
    harness::ClusterOptions options;
    options.durable = true;
    return options;
  }
  harness::Cluster cluster_{Options()};
  Report report_{"exchange"};
  int bytes_ = 0;
};

}  // namespace
}  // namespace tabadul::bench

int main(int argc, char** argv) {
  const std::set<std::string> parts(argv + 1, argv + argc);
  for (const std::string& part : parts) {
    if (part == "push" || part == "far" || part == "unary") continue;
    std::fprintf(stderr, "usage: bench_exchange [push] [far] [unary]\n");
    return part == "--help" ? 0 : 2;
  }
  return tabadul::bench::Bench().Run(parts);
}
