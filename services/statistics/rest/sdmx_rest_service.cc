#include "services/statistics/rest/sdmx_rest_service.h"

#include <memory>
#include <string>
#include <utility>

#include "lib/platform/rpc/edge.h"
#include "lib/platform/rpc/wire.h"

namespace tabadul::statistics {
namespace {

// Of what the transport has not taken: what a client that never reads costs.
constexpr size_t kMostUnwritten = 8 * rest::kPieceBytes;

v1::GetSdmxResponse HeadMessage(const rest::Answer& answer) {
  v1::GetSdmxResponse response;
  v1::SdmxHead& head = *response.mutable_head();
  head.set_status(static_cast<uint32_t>(answer.status));
  for (const rest::Header& from : answer.headers) {
    v1::SdmxHeader& header = *head.add_headers();
    header.set_name(from.name);
    header.set_value(from.value);
  }
  return response;
}

class GetHandler final : public rpc::StreamHandler {
 public:
  GetHandler(const rest::Responder& responder, rpc::Stream& stream)
      : responder_(responder), stream_(stream) {}

  void OnStart() override {}
  void OnMessage(std::string message) override {
    if (const absl::Status status = Begin(message); !status.ok()) return Finish(status);
    Go();
  }
  void OnWritable() override { Go(); }
  void OnTick() override { Go(); }  // whoever does not read is told when his time is over
  // An answer that has begun is of use only whole: it goes on as long as it is let.
  void OnDrain(rpc::Stream&, const absl::Status&) override {}
  void OnEnd() override {
    over_ = true;
    body_.reset();
  }

 private:
  absl::Status Begin(const std::string& message) {
    static const auto* const check = new rpc::WireCheck(v1::GetSdmxRequest::descriptor());
    v1::GetSdmxRequest request;
    RETURN_IF_ERROR(check->Parse(message, &request));
    ASSIGN_OR_RETURN(rest::Answer answer, responder_.Respond(stream_.call().context(), request));
    body_ = std::move(answer.body);
    begun_ = true;
    stream_.Write(HeadMessage(answer).SerializeAsString());
    return absl::OkStatus();
  }

  void Go() {
    if (!begun_ || over_) return;
    if (stream_.call().context().done()) return Finish(Error(common::v1::ERROR_REASON_DEADLINE_EXCEEDED));
    while (!over_ && stream_.Unwritten() < kMostUnwritten) SendPiece();
  }

  void SendPiece() {
    std::string piece;
    const absl::StatusOr<bool> more =
        body_ == nullptr ? false : body_->Next(stream_.call().context(), &piece);
    if (!more.ok()) return Finish(more.status());
    if (!*more) return Finish(absl::OkStatus());
    v1::GetSdmxResponse response;
    response.set_body(std::move(piece));
    if (!stream_.Write(response.SerializeAsString())) OnEnd();
  }

  void Finish(const absl::Status& status) {
    OnEnd();
    stream_.End(status, status.ok() ? common::v1::GOODBYE_ACTION_DONE : rpc::GoodbyeActionFor(status));
  }

  const rest::Responder& responder_;
  rpc::Stream& stream_;
  std::unique_ptr<rest::Body> body_;  // null: all of it is sent, or there is none
  bool begun_ = false, over_ = false;
};

}  // namespace

SdmxRestService::SdmxRestService(const Holdings& holdings)
    : Service(v1::GetSdmxRequest::descriptor()->file()->FindServiceByName("SdmxService")),
      responder_(holdings) {
  Streaming("GetSdmx",
            [this](rpc::Stream& stream) { return std::make_unique<GetHandler>(responder_, stream); });
}

}  // namespace tabadul::statistics
