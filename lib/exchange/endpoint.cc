#include "lib/exchange/endpoint.h"

#include "absl/cleanup/cleanup.h"
#include "lib/evidence/digest.h"
#include "lib/exchange/item.h"
#include "lib/exchange/push_handler.h"
#include "lib/exchange/watch_handler.h"

namespace tabadul::exchange {

Endpoint::Endpoint(Exchange& exchange, const google::protobuf::ServiceDescriptor* descriptor, int max_batches)
    : exchange_(exchange), max_batches_(max_batches), service_(descriptor) {
  service_.Streaming("Push", [this](rpc::Stream& stream) { return MakePushHandler(exchange_, stream); });
  service_.Streaming("Watch", [this](rpc::Stream& stream) { return MakeWatchHandler(exchange_, stream); });
  service_.Unary("BatchPush", this, &Endpoint::BatchPush);
  // They are that item's mistake, not its neighbours'.
  service_.LeaveUnknownFieldsIn(v1::PushItem::descriptor());
  service_.Unary("Get", this, &Endpoint::Get);
}

absl::StatusOr<v1::BatchPushResponse> Endpoint::BatchPush(const rpc::Call& call,
                                                          const v1::BatchPushRequest& request) {
  if (request.items_size() > kMaxItemsPerMessage) {
    Violations violations;
    violations.Add("items", common::v1::ERROR_REASON_TOO_MANY,
                   {{"limit", std::to_string(kMaxItemsPerMessage)}});
    return violations.ToStatus();
  }
  const absl::Cleanup leave = [this] { --batches_; };
  if (++batches_ > max_batches_) {
    return WithRetry(Error(common::v1::ERROR_REASON_OVERLOADED, {{"queue", "batch"}}), absl::Seconds(1));
  }
  std::vector<std::string> items;
  items.reserve(static_cast<size_t>(request.items_size()));
  for (const v1::PushItem& item : request.items()) items.push_back(item.SerializeAsString());
  return exchange_.Write(call, request.options(), std::move(items));
}

absl::StatusOr<v1::GetResponse> Endpoint::Get(const rpc::Call& call, const v1::GetRequest& request) {
  Violations violations;
  if (request.hub_id().empty() && !request.has_key()) {
    violations.Add("hub_id", common::v1::ERROR_REASON_REQUIRED);
  } else if (!request.hub_id().empty() && evidence::FromHex(request.hub_id()).size() != 16) {
    violations.Add("hub_id", common::v1::ERROR_REASON_MALFORMED, {{"form", "32 hex digits"}});
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
