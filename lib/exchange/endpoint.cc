#include "lib/exchange/endpoint.h"

#include "absl/cleanup/cleanup.h"
#include "lib/evidence/digest.h"
#include "lib/exchange/followers.h"
#include "lib/exchange/item.h"
#include "lib/exchange/push_handler.h"
#include "lib/exchange/receivers.h"
#include "lib/exchange/reconciler.h"
#include "lib/exchange/runs.h"
#include "lib/exchange/sources.h"
#include "lib/exchange/validate.h"
#include "lib/exchange/watch_handler.h"
#include "lib/exchange/wire.h"

namespace tabadul::exchange {

namespace {

const google::protobuf::ServiceDescriptor* ServiceOf(const RecordKind& kind) {
  const google::protobuf::Descriptor* payload = kind.payload->message_type();
  return payload->file()->pool()->FindServiceByName(payload->full_name() + "ExchangeService");
}

}  // namespace

Endpoint::Endpoint(Exchange& exchange, int max_batches)
    : exchange_(exchange), pages_(exchange), max_batches_(max_batches), service_(ServiceOf(exchange.kind())) {
  service_.Streaming("Push", [this](rpc::Stream& stream) { return MakePushHandler(exchange_, stream); });
  service_.Streaming("Watch",
                     [this](rpc::Stream& stream) { return MakeWatchHandler(exchange_, pages_, stream); });
  // Taken apart here: what is wrong with one item is not its neighbours' mistake.
  service_.UnaryOfBytes("BatchPush", this, &Endpoint::BatchPush);
  service_.Unary("Get", this, &Endpoint::Get);
  service_.Unary("ListReceipts", &exchange_, &Exchange::ListReceipts);
  service_.Unary("Reconcile", &exchange_.reconciler(), &Reconciler::Reconcile);
  service_.Unary("ProveEqual", &exchange_.reconciler(), &Reconciler::ProveEqual);
  service_.Unary("GetSource", &exchange_.sources(), &Sources::Get);
  service_.Unary("ListSources", &exchange_.sources(), &Sources::List);
  service_.Unary("SetPromise", &exchange_.sources(), &Sources::SetPromise);
  service_.Unary("ConfirmCursor", &exchange_.followers(), &Followers::Confirm);
  service_.Unary("ListFollowers", &exchange_.followers(), &Followers::List);
  service_.Unary("ForgetFollower", &exchange_.followers(), &Followers::Forget);
  service_.Unary("ListErasures", &exchange_.followers(), &Followers::ListErasures);
  service_.Unary("ListReceivers", &exchange_.receivers(), &Receivers::List);
  ServeRuns();
}

void Endpoint::ServeRuns() {
  // Each answers one run.
  const auto serve = [this]<class Request, class Response>(
                         const char* method,
                         absl::StatusOr<v1::Run> (Runs::*handler)(const rpc::Call&, const Request&),
                         Response) {
    service_.Unary<Request, Response>(
        method, [this, handler](const rpc::Call& call, const Request& request) -> absl::StatusOr<Response> {
          ASSIGN_OR_RETURN(v1::Run run, (exchange_.runs().*handler)(call, request));
          Response response;
          *response.mutable_run() = std::move(run);
          return response;
        });
  };
  serve("BeginRun", &Runs::Begin, v1::BeginRunResponse());
  serve("EndRun", &Runs::End, v1::EndRunResponse());
  serve("ConfirmRun", &Runs::Confirm, v1::ConfirmRunResponse());
  serve("AbandonRun", &Runs::Abandon, v1::AbandonRunResponse());
  serve("GetRun", &Runs::Get, v1::GetRunResponse());
  service_.Unary("ListRuns", &exchange_.runs(), &Runs::List);
}

absl::StatusOr<v1::BatchPushResponse> Endpoint::BatchPush(const rpc::Call& call, const std::string& request) {
  ASSIGN_OR_RETURN(PushParts parts, SplitBatchPush(request));
  const absl::Cleanup leave = [this] { --batches_; };
  if (++batches_ > max_batches_) {
    return WithRetry(Error(common::v1::ERROR_REASON_OVERLOADED, {{"queue", "batch"}}), absl::Seconds(1));
  }
  return exchange_.Write(call, parts.options, std::move(parts.items));
}

absl::StatusOr<v1::GetResponse> Endpoint::Get(const rpc::Call& call, const v1::GetRequest& request) {
  Violations violations;
  if (request.hub_id().empty() && !request.has_key()) {
    violations.Add("hub_id", common::v1::ERROR_REASON_REQUIRED);
  } else if (!request.hub_id().empty() && evidence::FromHex(request.hub_id()).size() != 16) {
    violations.Add("hub_id", common::v1::ERROR_REASON_MALFORMED, {{"form", "32 hex digits"}});
  } else if (request.hub_id().empty()) {
    const auto in = violations.In("key");
    CheckSource(violations, "source", request.key().source());
    ValidateRecordId(request.key().record_id(), violations);
  }
  RETURN_IF_ERROR(violations.ToStatus());
  const Reader reader = Reader::Of(call.caller());
  const auto entry = request.hub_id().empty() ? exchange_.Get(call.context(), request.key(), reader)
                                              : exchange_.Get(call.context(), request.hub_id(), reader);
  if (!entry.ok()) return entry.status();
  v1::GetResponse response;
  *response.mutable_record() = ToStoredRecord(exchange_.kind(), *entry);
  return response;
}

}  // namespace tabadul::exchange
