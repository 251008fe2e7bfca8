#include "tests/bench/statistics/hub.h"

#include <cstdlib>
#include <sstream>

#include "absl/time/clock.h"
#include "tabadul/statistics/v1/sdmx_service.pb.h"

namespace tabadul::bench {
namespace {

using statistics::v1::GetSdmxRequest;
using statistics::v1::GetSdmxResponse;

constexpr char kGetSdmx[] = "/tabadul.statistics.v1.SdmxService/GetSdmx";
constexpr char kRoot[] = "/sdmx/v1";
constexpr absl::Duration kPatience = absl::Minutes(10);
constexpr uint64_t kObservations = 10'000'000;

}  // namespace

Hub::Hub(Stage& stage) : stage_(stage), observations_(Setting("TABADUL_BENCH_OBSERVATIONS", kObservations)) {
  Connect();
}

void Hub::Connect() {
  client::Profile profile = stage_.Direct();
  profile.endpoint = "127.0.0.1:" + std::to_string(stage_.cluster().Port("STATISTICS_PORT"));
  profile.server_name = "statistics";
  client::ConnectionOptions options;
  options.token = false;
  direct_ = std::make_unique<client::Connection>(profile, options);
  visitor_ =
      std::make_unique<Visitor>(stage_.cluster().site(), stage_.cluster().directory() + "/identity/ca.crt");
}

std::string Hub::database() const {
  harness::Cluster& cluster = stage_.cluster();
  return "host=" + cluster.Value("PG_DIR") +
         " user=statistics dbname=statistics passfile=" + cluster.directory() + "/secrets/statistics.pgpass";
}

double Hub::Metric(const std::string& name) const {
  std::istringstream lines(stage_.cluster().Metrics("statistics"));
  double sum = 0;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with(name + " ") && !line.starts_with(name + "{")) continue;
    sum += std::strtod(line.substr(line.rfind(' ')).c_str(), nullptr);
  }
  return sum;
}

double Hub::AwaitShown() const {
  const auto expected = static_cast<double>(observations_.observations());
  const absl::Time start = absl::Now();
  while (Metric("tabadul_statistics_observations") != expected) {
    if (absl::Now() > start + kPatience) Die("statistics does not show what was pushed");
    absl::SleepFor(absl::Milliseconds(20));
  }
  return absl::ToDoubleSeconds(absl::Now() - start);
}

void Hub::GetDirect(const Asked& asked, const Take& take) {
  GetSdmxRequest request;
  request.set_rest(statistics::v1::SDMX_REST_V1);
  request.set_path(asked.path);
  request.set_query(asked.query);
  request.set_accept(asked.accept);
  request.set_root(stage_.cluster().site() + kRoot);
  auto stream = direct_->Streaming(kGetSdmx);
  Check(stream.status());
  if (!(*stream)->Write(request)) Die("statistics takes no GetSdmx");
  (*stream)->WritesDone();
  GetSdmxResponse response;
  uint32_t status = 0;
  while ((*stream)->Read(&response)) {
    if (response.has_head()) status = response.head().status();
    if (response.message_case() == GetSdmxResponse::kBody) take(response.body());
  }
  Check((*stream)->Finish());
  if (status != 200) Die(asked.path + " is answered " + std::to_string(status));
}

void Hub::GetThroughGateway(const Asked& asked, const Take& take, bool gzip) {
  const std::string query = asked.query.empty() ? "" : "?" + asked.query;
  visitor_->Get(kRoot + asked.path + query, asked.accept, gzip, take);
}

}  // namespace tabadul::bench
