// An answer of SDMX REST on its way from statistics to a client of HTTP: head and body as the service made them, compressed
// for whoever takes that, and what every answer carries here. A client that reads slowly slows the service down; one that
// would not get all of it sees the answer cut. Thread-safe.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "lib/platform/http/server.h"
#include "lib/platform/rpc/edge.h"
#include "lib/platform/rpc/forwarder.h"
#include "services/web/gzip.h"
#include "services/web/pace.h"
#include "services/web/request_context.h"
#include "tabadul/statistics/v1/sdmx_service.pb.h"

namespace tabadul::web::sdmx {

// Begins a server stream at the service that has the method.
using Streams = std::function<std::shared_ptr<rpc::Forwarder::Incoming>(
    rpc::Forwarder::Outgoing call, std::shared_ptr<rpc::Forwarder::Receiver> receiver)>;

class CarriedAnswer final : public rpc::Forwarder::Receiver,
                            public std::enable_shared_from_this<CarriedAnswer> {
 public:
  struct Asked {
    RequestContext context;
    statistics::v1::SdmxRest rest = statistics::v1::SDMX_REST_UNSPECIFIED;
    bool head_only = false;  // HEAD
  };
  // `ended` is told how, and the code of the status line (0: of the outcome), once.
  using Ended = std::function<void(const rpc::Masked& outcome, int http)>;

  static void Start(const Streams& streams, rpc::Forwarder::Outgoing call, Asked asked,
                    std::shared_ptr<http::Answer> answer, Ended ended);

  void OnMessage(std::string bytes) override;
  void OnEnd(const absl::Status& status) override;

 private:
  CarriedAnswer(Asked asked, std::shared_ptr<http::Answer> answer, Ended ended);
  absl::Status Take(const statistics::v1::GetSdmxResponse& message);
  absl::Status Begin(const statistics::v1::SdmxHead& head);
  http::Response HeadOf(const statistics::v1::SdmxHead& head) const;

  const Asked asked_;
  const std::shared_ptr<http::Answer> answer_;
  const Ended ended_;
  std::shared_ptr<rpc::Forwarder::Incoming> incoming_;
  std::optional<Pace> pace_;
  // Of the service's callbacks, which come one at a time.
  int status_ = 0;      // 0: no head has come
  bool whole_ = false;  // the client has all that he shall have
  std::optional<GzipStream> gzip_;
  absl::Status failed_;  // here, not there
};

}  // namespace tabadul::web::sdmx
